//! `encoded-policy`: a policy inside a string, which is neither checked nor edited.

use leastwise_policy::{Encoding, Generator, Source};

use crate::words::count;
use crate::{Advice, Rule};

pub(crate) fn check(source: &Source, advice: &mut Vec<Advice>) {
    let Some(first) = source.encoded.first() else { return };
    if let Some(generator) = source.generator {
        // Whoever made the file wrote all of them alike.
        let message = by_program(generator, source.encoded.len());
        return advice.push(Advice::note(first.span, Rule::EncodedPolicy, message));
    }
    for encoded in &source.encoded {
        let (how, then) = match encoded.encoding {
            Encoding::Url => ("URL-encoded", "decode it, as the AWS CLI does, to have it checked"),
            Encoding::JsonString => (
                "JSON written in a string",
                "write it as a JSON object, or in a file of its own, to have it checked",
            ),
            Encoding::HclString => (
                "JSON written in a quoted string",
                "write it with `jsonencode`, or in a heredoc, to have it checked",
            ),
        };
        let message = format!("this policy is {how}, so it is not checked; {then}");
        advice.push(Advice::note(encoded.span, Rule::EncodedPolicy, message));
    }
}

fn by_program(generator: Generator, policies: usize) -> String {
    let (what, then) = match generator {
        Generator::TerraformPlan => ("a Terraform plan", "check the Terraform files that it was made from"),
        Generator::TerraformState => ("a Terraform state", "check the Terraform files that it was made from"),
        Generator::TerraformJson => (
            "a Terraform configuration",
            "keep the policies in JSON files and read them with `file()` to have them checked",
        ),
    };
    let are = if policies == 1 { "is" } else { "are" };
    format!("this file is {what}: {} in it {are} not checked; {then}", count(policies, "policy"))
}
