//! `unjudged-policy`: a policy that findings seem to speak about but that is not judged, or gets no fix, and why.

use leastwise_policy::{Document, Span};

use crate::document_type::Typed;
use crate::{Advice, Rule};

/// The document is not judged at all.
pub(crate) fn not_judged(document: &Document, why: &str) -> Advice {
    Advice::note(document.span.opening(), Rule::UnjudgedPolicy, format!("this policy is not judged: {why}"))
}

/// The document is taken for something other than an identity policy on a guess.
pub(crate) fn guessed(document: &Document, typed: &Typed) -> Option<Advice> {
    let why = typed.guessed.as_ref()?;
    let why =
        format!("it is taken for {}, since {why}; findings speak about identity policies only", typed.kind);
    Some(not_judged(document, &why))
}

/// The document is judged but may not be edited.
pub(crate) fn not_edited(span: Span, why: &str) -> Advice {
    Advice::note(span, Rule::UnjudgedPolicy, format!("no fix is offered for this policy: {why}"))
}
