//! `leastwise/tree`: how the entry at a position is narrowed, as data for a drawing.

use std::sync::Arc;

use leastwise_advice::Figure;
use leastwise_iam::tree::Node;
use leastwise_iam::{Outcome, Pattern};
use serde::Serialize;
use tokio::task::spawn_blocking;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{Range, TextDocumentPositionParams};

use super::preview::policy;
use crate::lsp::report::Reporter;
use crate::lsp::state::{Snapshot, State};

/// The answer.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Tree {
    /// There is something to draw.
    Figure(Drawing),
    /// There is not.
    Nothing {
        /// Why, as a sentence.
        why: String,
    },
}

/// One entry, its trees and what it becomes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Drawing {
    pattern: String,
    range: Range,
    granted: usize,
    unused: usize,
    /// The day of the catalog.
    catalog_date: String,
    services: Vec<Service>,
    replacement: Replacement,
}

#[derive(Debug, Serialize)]
struct Service {
    service: String,
    root: Drawn,
}

#[derive(Debug, Serialize)]
struct Drawn {
    prefix: String,
    safe: bool,
    kept: usize,
    unused: usize,
    chosen: Vec<String>,
    /// An action ends exactly here: kept or unused.
    action: Option<bool>,
    children: Vec<Drawn>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Replacement {
    Untouched,
    Removed,
    Replaced { entries: Vec<String> },
    Refused { why: String },
}

/// Answers with the tree of the entry at a position.
pub async fn handle(state: &Arc<State>, params: TextDocumentPositionParams) -> Result<Tree> {
    let Some(snapshot) = state.snapshot(&params.text_document.uri) else { return Ok(nothing(NOT_READ)) };
    let (of, state_of) = (snapshot.clone(), Arc::clone(state));
    let tree = spawn_blocking(move || tree(&state_of, &of, &params));
    let tree = tree.await.map_err(|_| Error::internal_error())?;
    if state.is_current(&snapshot) { Ok(tree) } else { Err(Error::content_modified()) }
}

/// A person may ask before the first look at the disk is done.
pub(super) const NOT_READ: &str = "leastwise is still reading the workspace, or the file is not open.";

fn nothing(why: impl Into<String>) -> Tree {
    Tree::Nothing { why: why.into() }
}

fn tree(state: &State, snapshot: &Snapshot, params: &TextDocumentPositionParams) -> Tree {
    let document = &*snapshot.document;
    let Some(source) = policy(document) else { return nothing("This file holds no policy.") };
    let analysis = Reporter::new(state, &snapshot.knowledge).analysis(document, source);
    let encoding = snapshot.session.caps.encoding;
    let offset = document.lines().offset(document.text(), params.position, encoding);
    let Some(at) = analysis.entry_at(offset) else {
        return nothing("There is no action under the cursor.");
    };
    let statement = source
        .documents
        .get(at.document)
        .and_then(|document| document.statements.iter().find(|statement| statement.index == at.statement));
    let entries = statement.and_then(|statement| statement.actions.as_ref()).map(|actions| &actions.entries);
    let entry = entries.into_iter().flatten().find(|entry| entry.index == at.entry);
    let (Some(figure), Some(entry)) = (analysis.figure(at), entry) else {
        return nothing("No finding speaks about this policy, so nothing in it is known to be unused.");
    };
    let range = document.lines().range(entry.span, encoding);
    let catalog_date = snapshot.knowledge.world.catalog().date().to_string();
    Tree::Figure(Drawing::new(figure, range, catalog_date))
}

impl Drawing {
    fn new(figure: Figure, range: Range, catalog_date: String) -> Drawing {
        let services = figure.trees.iter();
        Drawing {
            pattern: figure.pattern.as_str().to_owned(),
            range,
            granted: figure.granted,
            unused: figure.unused,
            catalog_date,
            services: services
                .map(|(service, root)| Service { service: service.clone(), root: Drawn::from(root) })
                .collect(),
            replacement: match figure.outcome {
                Ok(Outcome::Untouched) => Replacement::Untouched,
                Ok(Outcome::Removed) => Replacement::Removed,
                Ok(Outcome::Replaced(entries)) => Replacement::Replaced { entries: texts(&entries) },
                Err(why) => Replacement::Refused { why },
            },
        }
    }
}

impl From<&Node> for Drawn {
    fn from(node: &Node) -> Drawn {
        Drawn {
            prefix: node.prefix.clone(),
            safe: node.safe,
            kept: node.kept,
            unused: node.unused,
            chosen: texts(&node.chosen),
            action: node.action,
            children: node.children.iter().map(Drawn::from).collect(),
        }
    }
}

fn texts(patterns: &[Pattern]) -> Vec<String> {
    patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect()
}
