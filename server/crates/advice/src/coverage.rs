//! How many policies of a file were checked, so that nobody takes silence for "all used".

use std::ops::AddAssign;

use leastwise_policy::{Document, Source, Statement};

use crate::rules::is_kept_out;

/// Counts of policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// All policies, those included that cannot be read.
    pub policies: usize,
    /// The policies of which every statement was compared with findings.
    pub checked: usize,
    /// Those that were compared in part: some of it is damaged, filled in elsewhere, or kept out.
    pub partly: usize,
}

impl Coverage {
    /// Of a file; `judged` says of each of its documents whether it was compared with findings.
    pub(crate) fn of(source: &Source, judged: impl Iterator<Item = bool>) -> Coverage {
        let mut coverage = Coverage { policies: source.policy_count(), ..Coverage::default() };
        for (document, _) in source.documents.iter().zip(judged).filter(|(_, judged)| *judged) {
            match is_whole(source, document) {
                true => coverage.checked += 1,
                false => coverage.partly += 1,
            }
        }
        coverage
    }

    /// How many policies were compared with findings, in part or as a whole.
    pub fn compared(&self) -> usize {
        self.checked + self.partly
    }
}

impl AddAssign for Coverage {
    fn add_assign(&mut self, other: Coverage) {
        self.policies += other.policies;
        self.checked += other.checked;
        self.partly += other.partly;
    }
}

fn is_whole(source: &Source, document: &Document) -> bool {
    why_in_part(source, document).is_none()
}

/// Why not all of a document can be checked, as a clause.
pub(crate) fn why_in_part(source: &Source, document: &Document) -> Option<String> {
    if !source.reads_strictly(document) {
        return source.barrier(document);
    }
    let has = |is: fn(&Statement) -> bool| document.statements.iter().any(is);
    if has(|statement| !statement.is_literal()) {
        return Some("some of it is filled in elsewhere".to_owned());
    }
    has(is_kept_out).then(|| "the `Sid` of a statement starts with `NOREPO`".to_owned())
}
