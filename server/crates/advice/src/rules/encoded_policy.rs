//! `encoded-policy`: a policy inside a string, which is neither judged nor edited.

use leastwise_policy::{Encoding, Source};

use crate::{Advice, Rule};

pub(crate) fn check(source: &Source, advice: &mut Vec<Advice>) {
    for encoded in &source.encoded {
        let how = match encoded.encoding {
            Encoding::Url => "URL-encoded",
            Encoding::JsonString => "written as JSON in a string",
        };
        let message =
            format!("this policy is {how}, so it is neither judged nor edited; decode it to have it read");
        advice.push(Advice::note(encoded.span, Rule::EncodedPolicy, message));
    }
}
