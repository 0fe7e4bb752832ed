//! `leastwise/tree`: how the entry at a position is narrowed, as data for a drawing.

use std::sync::Arc;

use leastwise_advice::Figure;
use leastwise_iam::tree::Node;
use leastwise_iam::{Outcome, Pattern};
use serde::Serialize;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Position, Range, TextDocumentPositionParams};

use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

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
    let TextDocumentPositionParams { text_document, position } = params;
    let make = move |moment: &Moment| Some(tree(moment, position));
    let tree = moment::answer(state, &text_document.uri, "leastwise/tree", make).await?;
    Ok(tree.unwrap_or_else(|| nothing(NOT_READ)))
}

/// A person may ask before the first look at the disk is done.
pub(super) const NOT_READ: &str = "leastwise is still reading the workspace, or the file is not open.";

pub(super) const NO_POLICY: &str = "This file contains no policy.";

fn nothing(why: impl Into<String>) -> Tree {
    Tree::Nothing { why: why.into() }
}

fn tree(moment: &Moment, position: Position) -> Tree {
    let Some(analysis) = moment.analysis() else { return nothing(NO_POLICY) };
    let Some(at) = analysis.entry_at(moment.offset(position)) else {
        return nothing("No action under the cursor.");
    };
    let (Some(figure), Some(entry)) = (analysis.figure(at), analysis.entry(at)) else {
        return nothing("No finding applies to this policy, so nothing is known to be unused.");
    };
    let catalog_date = moment.snapshot.knowledge.world.catalog().date().to_string();
    Tree::Figure(Drawing::new(figure, moment.range(entry.span), catalog_date))
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
