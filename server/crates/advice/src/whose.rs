//! Whose the policies of a file are and by which rule, for a person who wants to know why something is or is not reported.

use std::sync::Arc;

use leastwise_policy::Span;

use crate::Analysis;
use crate::attribution::Basis;
use crate::coverage::why_in_part;
use crate::document_type::DocumentType;
use crate::report::{Report, Subject};
use crate::standing;

/// Whose one policy document is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The document's opening brace.
    pub span: Span,
    /// The roles and users it is known to belong to.
    pub owners: Vec<Owner>,
    /// Every one of them was named by a setting or a flag.
    pub explicit: bool,
    /// Findings of all of them speak, so that the document is judged.
    pub judged: bool,
    /// Why it is not judged, as a clause, where findings speak about some of its owners or seem to.
    pub blocked: Option<String>,
    /// Why it is checked in part only, as a clause.
    pub in_part: Option<String>,
}

/// One role or user that a document belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// "role MyRole".
    pub name: String,
    /// The ARN; `None` where a findings file names nobody.
    pub arn: Option<Arc<str>>,
    /// By which rule of attribution.
    pub basis: Basis,
}

impl Analysis {
    /// Whose the documents of the file are, in the order of the text. Of dumps and of what is no identity policy only
    /// the reason is said, and so of policies that cannot be read, which come last.
    pub fn whose(&self) -> Vec<Whose> {
        let known = &self.known;
        let placement = known.placement(&self.path, &self.source);
        let documents = self.source.documents.iter().zip(&self.views);
        let whose = documents.map(|(document, view)| {
            let span = document.span.opening();
            let typed = known.typed(&self.path, document);
            if typed.kind != DocumentType::Identity {
                let blocked = Some(format!("it is taken for {}", typed.kind));
                return Whose::unchecked(span, blocked);
            }
            let attribution = known.attribution(&placement, document);
            let standing = known.standing(&attribution, &placement.applied);
            let owner = |(index, basis): &(usize, Basis)| {
                known.joined.reports.list.get(*index).map(|report| owner(report, *basis))
            };
            let why = [&attribution.blocked, &standing.blocked].into_iter().flatten();
            let why: Vec<&str> = why.map(String::as_str).collect();
            Whose {
                span,
                owners: attribution.subjects.iter().filter_map(owner).collect(),
                explicit: !attribution.subjects.is_empty() && standing.explicit,
                judged: view.is_some(),
                in_part: view.as_ref().and_then(|_| why_in_part(&self.source, document)),
                blocked: (view.is_none() && !why.is_empty()).then(|| why.join("; ")),
            }
        });
        whose.chain(self.unread()).collect()
    }

    /// The policies that cannot be read.
    fn unread(&self) -> impl Iterator<Item = Whose> {
        let source = &self.source;
        let lost = source.errors().first().filter(|_| source.is_lost_policy());
        let lost = lost.map(|error| (error.span, format!("it cannot be parsed: {}", error.message)));
        let encoded = source.encoded.iter().map(|one| (one.span, "it stands in a string".to_owned()));
        let unresolved =
            source.unresolved.iter().map(|one| (one.span, "what it says stands elsewhere".to_owned()));
        lost.into_iter().chain(encoded).chain(unresolved).map(|(span, why)| Whose::unchecked(span, Some(why)))
    }
}

impl Whose {
    fn unchecked(span: Span, blocked: Option<String>) -> Whose {
        Whose { span, owners: Vec::new(), explicit: false, judged: false, blocked, in_part: None }
    }
}

fn owner(report: &Report, basis: Basis) -> Owner {
    let arn = match &report.subject {
        Subject::Named(principal) => Some(Arc::from(&*principal.arn)),
        Subject::NameOnly(_) | Subject::File(_) => None,
    };
    Owner { name: standing::name(report), arn, basis }
}
