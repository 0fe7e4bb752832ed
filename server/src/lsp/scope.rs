//! Which fix is meant, in a form that a client carries from one request to the next: its scope and its title. The
//! edits are made when they are asked for.

use leastwise_advice::{Advice, Analysis, EntryRef, Fix};
use leastwise_policy::Span;
use serde::{Deserialize, Serialize};

/// What a fix is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// An entry: document, statement, entry.
    Entry(usize, usize, usize),
    /// The diagnostic at a place, for rules that are not about an entry.
    Advice(usize, usize),
    /// A statement: document, statement.
    Statement(usize, usize),
    /// A policy document.
    Policy(usize),
    /// All policies of the file.
    File,
}

impl Scope {
    /// The narrowest scope of a diagnostic.
    pub fn of(advice: &Advice) -> Scope {
        match advice.entry {
            Some(EntryRef { document, statement, entry }) => Scope::Entry(document, statement, entry),
            None => Scope::Advice(advice.span.start, advice.span.end),
        }
    }

    /// The fixes of the scope, the preferred one first.
    pub fn fixes(self, analysis: &Analysis) -> Vec<Fix> {
        match self {
            Scope::Entry(document, statement, entry) => {
                analysis.entry_fixes(EntryRef { document, statement, entry })
            }
            Scope::Advice(start, end) => {
                let span = Span::new(start, end);
                let here = analysis.advice.iter().filter(|it| it.span == span && it.entry.is_none());
                here.flat_map(|advice| analysis.fixes(advice)).collect()
            }
            Scope::Statement(document, statement) => {
                analysis.statement_fix(document, statement).into_iter().collect()
            }
            Scope::Policy(document) => analysis.policy_fix(document).into_iter().collect(),
            Scope::File => analysis.file_fix().into_iter().collect(),
        }
    }
}

/// The version of the shape of [`Origin`].
const VERSION: u8 = 1;

/// Where a code action comes from: its `data`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    v: u8,
    /// The document, as the client writes it.
    pub uri: String,
    /// The version that the action was offered for.
    pub version: i32,
    /// What the fix is for. Of several fixes the title decides.
    pub scope: Scope,
}

impl Origin {
    /// An action for a version of a document.
    pub fn new(uri: &str, version: i32, scope: Scope) -> Origin {
        Origin { v: VERSION, uri: uri.to_owned(), version, scope }
    }

    /// Reads what a client brought back; `None` where it is not ours.
    pub fn read(data: &serde_json::Value) -> Option<Origin> {
        serde_json::from_value(data.clone()).ok().filter(|origin: &Origin| origin.v == VERSION)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_written_reads_and_nothing_else_does() {
        for scope in [
            Scope::Entry(0, 1, 2),
            Scope::Advice(3, 4),
            Scope::Statement(0, 1),
            Scope::Policy(0),
            Scope::File,
        ] {
            let origin = Origin::new("file:///a.json", 7, scope);
            assert_eq!(Origin::read(&serde_json::to_value(&origin).unwrap()), Some(origin));
        }
        for data in [json!(null), json!({ "v": 2, "uri": "", "version": 1, "scope": "file" }), json!([1])] {
            assert_eq!(Origin::read(&data), None, "{data}");
        }
    }
}
