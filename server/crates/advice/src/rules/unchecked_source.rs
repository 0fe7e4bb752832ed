//! `unchecked-source`: files of a folder that look like they hold policies, in a syntax that is not read.

use leastwise_policy::Span;

use crate::unread_source::UnreadSyntax;
use crate::words::count;
use crate::world::Known;
use crate::{Advice, Rule};

/// Said once for each folder and syntax, on the first of its files.
pub(crate) fn check(path: &str, known: &Known) -> Option<Advice> {
    // Where there are no findings, nobody expects a policy to be checked.
    if known.joined.files.is_empty() {
        return None;
    }
    let group = known.unread_sources_at(path)?;
    let first = group.first()?;
    let (files, hold) = match group.len() {
        1 => ("this file".to_owned(), "holds"),
        several => (format!("{} of this folder", count(several, "file")), "hold"),
    };
    let message = format!("not checked: {files} {hold} policies{}", why(first.syntax));
    Some(Advice::note(Span::default(), Rule::UncheckedSource, message))
}

/// Why they are not read, and what can be done.
fn why(syntax: UnreadSyntax) -> &'static str {
    match syntax {
        UnreadSyntax::Terragrunt => {
            " in Terragrunt or another language of HCL, which is not read; keep policies in `.tf` or JSON files to have them checked"
        }
        UnreadSyntax::Code => " in AWS CDK or Pulumi code, which is not read; check the JSON that it makes",
        UnreadSyntax::Jsonnet => " in Jsonnet, which is not read; check the JSON that it makes",
        UnreadSyntax::Json5 => {
            " in JSON5, which is not read; keep policies in JSON files to have them checked"
        }
        UnreadSyntax::Template => " in a template language, which is not read; check the JSON that it makes",
        UnreadSyntax::OtherName => {
            " under names that are not searched; rename them to `*.json` or `*.yaml`, or pass their names"
        }
    }
}
