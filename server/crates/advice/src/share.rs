//! How much of what statements and entries grant is unused, in few words, for the margins of an editor.

use leastwise_policy::{ActionKey, Effect, Span};

use crate::analysis::Analysis;
use crate::document_type::DocumentType;
use crate::evidence::{Counts, Kind};
use crate::quota::{Limit, characters};
use crate::rules::size_quota;
use crate::words::number;

/// A statement of which a share can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    /// The index into [`leastwise_policy::Source::documents`].
    pub document: usize,
    /// [`leastwise_policy::Statement::index`].
    pub statement: usize,
    /// The key `Action`.
    pub span: Span,
}

/// What stands behind one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryShare {
    /// The entry.
    pub span: Span,
    /// "22 of 63 unused".
    pub text: String,
}

impl Analysis {
    /// The judged Allow statements, without a look at what they grant.
    pub fn shared_statements(&self) -> Vec<Shared> {
        let judged = self.source.documents.iter().enumerate().zip(&self.views);
        let judged = judged.filter(|(_, view)| view.is_some());
        let statements = judged
            .flat_map(|((document, it), _)| it.statements.iter().map(move |statement| (document, statement)));
        statements
            .filter(|(_, statement)| statement.effect == Effect::Allow && !statement.opaque)
            .filter_map(|(document, statement)| {
                let actions = statement.actions.as_ref().filter(|it| it.key == ActionKey::Action)?;
                Some(Shared { document, statement: statement.index, span: actions.key_span })
            })
            .collect()
    }

    /// "22 of 63 unused · 16 not tracked", of what one statement grants.
    pub fn statement_share(&self, document: usize, statement: usize) -> Option<String> {
        Some(share(&self.statement_evidence(document, statement)?.counts))
    }

    /// The braces of the documents whose size can be told beside a quota, with their indices into
    /// [`leastwise_policy::Source::documents`]: those that are judged, and those of which somebody says how they are
    /// attached.
    pub fn sized_documents(&self) -> Vec<(Span, usize)> {
        let documents = self.source.documents.iter().enumerate();
        let sized = documents.filter(|(index, _)| !self.limits(*index).is_empty());
        sized.map(|(index, it)| (it.span.opening(), index)).collect()
    }

    /// "4,812 of 6,144 characters", or all quotas that may hold where it is not known how the policy is attached.
    pub fn policy_share(&self, document: usize) -> Option<String> {
        let text = self.source.documents.get(document)?.span.text(&self.source.text)?;
        let size = number(characters(text));
        Some(match self.limits(document).as_slice() {
            [] => return None,
            [only] => format!("{size} of {} characters", number(only.characters)),
            several => {
                let quotas: Vec<String> = several.iter().map(|limit| limit.short()).collect();
                format!("{size} characters, quotas {}", quotas.join(", "))
            }
        })
    }

    /// The quotas that may hold for a document; of one that is not judged, only a known one.
    fn limits(&self, document: usize) -> Vec<Limit> {
        let Some(view) = self.views.get(document) else { return Vec::new() };
        match (view, self.source.documents.get(document)) {
            (Some(view), _) => view.limits.clone(),
            (None, Some(it)) if self.known.typed(&self.path, it).kind == DocumentType::Identity => {
                let kind = self.known.applied(&self.path).attached.kind;
                size_quota::known_limit(it, kind).into_iter().collect()
            }
            (None, _) => Vec::new(),
        }
    }

    /// The share of each wildcard that has unused actions and others, in the order of the text.
    pub fn entry_shares(&self, within: Span) -> Vec<EntryShare> {
        let touched = self.advice.iter().filter(|advice| within.touches(advice.span));
        let partly = touched.filter(|advice| {
            !advice.unused().is_empty() && advice.unused().len() < advice.granted() && advice.entry.is_some()
        });
        partly
            .map(|advice| EntryShare {
                span: advice.span,
                text: format!("{} of {} unused", number(advice.unused().len()), number(advice.granted())),
            })
            .collect()
    }

    /// The braces of the documents that have something to fix, with their indices into
    /// [`leastwise_policy::Source::documents`].
    pub fn fixable_documents(&self) -> Vec<(Span, usize)> {
        let documents = self.source.documents.iter().enumerate();
        let has_advice = |span: Span| self.advice_in(span).iter().any(|advice| advice.entry.is_some());
        let fixable = documents.zip(&self.views).filter(|((_, document), view)| {
            view.as_ref().is_some_and(|view| view.barrier.is_none()) && has_advice(document.span)
        });
        fixable.map(|((index, document), _)| (document.span.opening(), index)).collect()
    }
}

fn share(counts: &Counts) -> String {
    let mut parts = vec![match counts.unused() {
        0 => format!("{} granted, none reported unused", number(counts.granted())),
        unused => format!("{} of {} unused", number(unused), number(counts.granted())),
    }];
    let untracked = counts.of(Kind::Untracked) + counts.of(Kind::NeverObservable);
    if untracked > 0 {
        parts.push(format!("{} not tracked", number(untracked)));
    }
    parts.join(" · ")
}
