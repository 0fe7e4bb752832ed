//! `unjudged-policy`: a policy that findings seem to speak about but that is not judged, or gets no fix, and why.

use leastwise_policy::{Document, Effect, Generator, Source, Span, UnresolvedKind};

use super::is_kept_out;
use crate::document_type::Typed;
use crate::{Advice, Rule};

/// The document is not judged at all.
pub(crate) fn not_judged(document: &Document, why: &str) -> Advice {
    Advice::note(document.span.opening(), Rule::UnjudgedPolicy, format!("this policy is not judged: {why}"))
}

/// The document is taken for something other than an identity policy, on a guess or by what stands elsewhere in the file.
pub(crate) fn of_other_type(document: &Document, typed: &Typed) -> Option<Advice> {
    let Some(why) = &typed.guessed else {
        let said = typed.said.as_ref()?;
        return Some(not_judged(document, &format!("it is {}: {said}", typed.kind)));
    };
    let why = format!(
        "it is taken for {}, since {why}; if it is an identity policy, state `type = \"identity\"` in an `[[attach]]` \
         table of leastwise.toml",
        typed.kind
    );
    Some(not_judged(document, &why))
}

/// The document is judged but may not be edited.
pub(crate) fn not_edited(span: Span, why: &str) -> Advice {
    Advice::note(span, Rule::UnjudgedPolicy, format!("no fix is offered for this policy: {why}"))
}

/// The statements that a person has kept out by their Sid.
pub(crate) fn kept_out(document: &Document, advice: &mut Vec<Advice>) {
    let kept_out = document.statements.iter().filter(|it| it.effect != Effect::Deny && is_kept_out(it));
    for statement in kept_out {
        let message = "this statement is not checked: its `Sid` starts with `NOREPO`, the mark by which Repokid leaves \
                       a statement alone; rename the `Sid` to have it checked";
        advice.push(Advice::note(statement.span.opening(), Rule::UnjudgedPolicy, message.to_owned()));
    }
}

/// Policies of which it is known where they stand, and not what they say.
pub(crate) fn unresolved(source: &Source, advice: &mut Vec<Advice>) {
    for unresolved in &source.unresolved {
        let what = match (unresolved.kind, source.generator) {
            (_, Some(Generator::TerraformJson)) => {
                "this policy is not checked: Terraform's JSON files are not read"
            }
            (UnresolvedKind::StatementList, _) => {
                "these statements are not checked: they are in no policy document (an object with the key `Statement`); \
                 check the policy that is made from them"
            }
            (UnresolvedKind::Statements, _) => {
                "this policy is not checked: its statements are filled in elsewhere"
            }
            (UnresolvedKind::Policy, _) => "this policy is not checked: it is filled in elsewhere",
        };
        advice.push(Advice::note(unresolved.span.opening(), Rule::UnjudgedPolicy, what.to_owned()));
    }
}

/// The document may be edited, but every fix of it is for a person to choose.
pub(crate) fn needs_window(document: &Document) -> Advice {
    let message = "every fix of this policy needs a manual choice: a last-accessed report has no observation window; state \
                   for how many days use was observed with `observed_days` in an [[attach]] table of leastwise.toml";
    Advice::note(document.span.opening(), Rule::UnjudgedPolicy, message.to_owned())
}
