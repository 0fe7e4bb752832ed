//! What a drawing of an entry's narrowing shows, and whom a document belongs to.

use leastwise_iam::tree::{Node, trees};
use leastwise_iam::{Outcome, Pattern, Style};

use crate::analysis::{Analysis, EntryRef};
use crate::attribution::Basis;
use crate::report::Reports;
use crate::world::World;

/// How one entry is narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The entry.
    pub pattern: Pattern,
    /// How many known actions it grants.
    pub granted: usize,
    /// How many of them are unused.
    pub unused: usize,
    /// The tree of each service in which something is unused (see [`leastwise_iam::tree::trees`]).
    pub trees: Vec<(String, Node)>,
    /// The least-general replacement, or a clause that says why there is none.
    pub outcome: Result<Outcome, String>,
}

impl Analysis {
    /// The entry of an `Action` or `NotAction` element that holds the byte `offset`, or ends there.
    pub fn entry_at(&self, offset: usize) -> Option<EntryRef> {
        let holds = |span: leastwise_policy::Span| span.start <= offset && offset <= span.end;
        self.source.documents.iter().enumerate().find_map(|(document, it)| {
            it.statements.iter().find_map(|statement| {
                let entries = &statement.actions.as_ref()?.entries;
                let entry = entries.iter().find(|entry| holds(entry.span))?;
                Some(EntryRef { document, statement: statement.index, entry: entry.index })
            })
        })
    }

    /// How an entry is narrowed; `None` where its document is not judged or it is no action pattern.
    pub fn figure(&self, at: EntryRef) -> Option<Figure> {
        let (pattern, view) = self.pattern(at)?;
        let narrower = &view.standing.narrower;
        let look = narrower.look(&pattern);
        let narrowed = narrower.narrow(&pattern, Style::Narrow);
        Some(Figure {
            granted: look.granted,
            unused: look.unused.len(),
            trees: trees(&pattern, narrower.universe(), narrower.unused()),
            outcome: narrowed.map(|it| it.outcome.clone()).map_err(|error| error.to_string()),
            pattern,
        })
    }

    /// Whose a judged document is: indices into [`World::reports`]. Empty where it is not judged.
    pub fn subjects(&self, document: usize) -> &[(usize, Basis)] {
        self.views.get(document).and_then(Option::as_ref).map_or(&[], |view| &view.standing.subjects)
    }
}

impl World {
    /// What is known of each principal.
    pub fn reports(&self) -> &Reports {
        &self.known.joined.reports
    }

    /// Whether a report (by its index in [`World::reports`]) speaks about a policy of the workspace.
    pub fn is_attributed(&self, report: usize) -> bool {
        self.known.is_attributed(report)
    }
}
