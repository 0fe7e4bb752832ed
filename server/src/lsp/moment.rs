//! One moment of a document, from which a request is answered: away from the tasks that take messages, and only while
//! it is still true.

use std::sync::Arc;

use leastwise_advice::{Analysis, FindingsFile, SettingsFile, findings};
use leastwise_policy::{CursorTarget, Source, Span};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{Location, Position, Range, Uri};

use super::analyst;
use super::convert::position::Lines;
use super::guard::internal_error;
use super::report::Reporter;
use super::state::{Snapshot, State};
use crate::workspace::load::Loaded;

/// One moment of a document.
pub struct Moment {
    state: Arc<State>,
    /// The document and what is known.
    pub snapshot: Snapshot,
}

/// How often an answer is made anew because the world has moved on while it was made.
const ATTEMPTS: usize = 3;

/// Answers a request about an open document from its snapshot, which is taken before anything is awaited. `None`
/// where the document is not open or its text in doubt, `ContentModified` where it has moved on meanwhile.
pub async fn answer<T: Send + 'static>(
    state: &Arc<State>,
    uri: &Uri,
    method: &'static str,
    make: impl Fn(&Moment) -> Option<T> + Send + Sync + 'static,
) -> Result<Option<T>> {
    let take = || state.snapshot(uri).filter(|snapshot| snapshot.document.in_step);
    let Some(mut snapshot) = take() else { return Ok(None) };
    let make = Arc::new(make);
    for _ in 0..ATTEMPTS {
        let moment = Moment { state: Arc::clone(state), snapshot: snapshot.clone() };
        let make = Arc::clone(&make);
        let answer = analyst::run(move || make(&moment)).await.map_err(|_| internal_error(method))?;
        match take() {
            Some(now) if now.is_same_as(&snapshot) => return Ok(answer),
            // What was asked for is a place in this text, whatever is known about it now.
            Some(now) if Arc::ptr_eq(&now.document, &snapshot.document) => snapshot = now,
            _ => break,
        }
    }
    Err(Error::content_modified())
}

impl Moment {
    /// The server.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// What reports on the world as it is known.
    pub fn reporter(&self) -> Reporter<'_> {
        Reporter::new(&self.state, &self.snapshot.knowledge)
    }

    /// The policy file that the document is.
    pub fn policy(&self) -> Option<&Arc<Source>> {
        self.snapshot.document.policy()
    }

    /// The findings file that the document is.
    pub fn findings(&self) -> Option<&FindingsFile> {
        match self.snapshot.document.content()? {
            Loaded::Findings(file) => Some(&file.file),
            Loaded::Policy(_) | Loaded::Settings(_) | Loaded::Source(_) => None,
        }
    }

    /// The settings file that the document is.
    pub fn settings(&self) -> Option<&SettingsFile> {
        match self.snapshot.document.content()? {
            Loaded::Settings(file) => Some(&file.file),
            Loaded::Findings(_) | Loaded::Policy(_) | Loaded::Source(_) => None,
        }
    }

    /// The analysis of the policy file that the document is.
    pub fn analysis(&self) -> Option<Arc<Analysis>> {
        Some(self.reporter().analysis(&self.snapshot.document, self.policy()?))
    }

    /// The byte offset of a position.
    pub fn offset(&self, position: Position) -> usize {
        let document = &self.snapshot.document;
        document.lines().offset(document.text(), position, self.snapshot.session.caps.encoding)
    }

    /// Where in the policy file a position is.
    pub fn place(&self, position: Position) -> Option<CursorTarget> {
        CursorTarget::at(self.policy()?, self.offset(position))
    }

    /// The range of a span of the document.
    pub fn range(&self, span: Span) -> Range {
        self.range_in(self.snapshot.document.lines(), span)
    }

    /// The range of a span of a text with these lines.
    pub fn range_in(&self, lines: &Lines, span: Span) -> Range {
        lines.range(span, self.snapshot.session.caps.encoding)
    }

    /// Where a place in a findings file is.
    pub fn location(&self, place: &findings::Place) -> Option<Location> {
        let knowledge = &self.snapshot.knowledge;
        let file = knowledge.file(&place.file)?;
        let uri = self.state.uri(knowledge, &place.file)?;
        Some(Location { uri, range: self.range_in(file.lines_as_read(), place.span) })
    }
}
