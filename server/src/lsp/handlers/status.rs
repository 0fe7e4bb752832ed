//! `leastwise/status`: what is known, in a few numbers, and the status of an open document.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::TextDocumentIdentifier;

use crate::lsp::analyst;
use crate::lsp::guard::internal_error;
use crate::lsp::report::Reporter;
use crate::lsp::state::{Snapshot, State};

/// The request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusParams {
    text_document: Option<TextDocumentIdentifier>,
}

/// The answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The day of the catalog.
    catalog_date: String,
    /// How many policy files there are.
    policies: usize,
    /// How many findings files there are.
    findings: usize,
    /// The document that was asked about, if it holds a policy.
    document: Option<DocumentStatus>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DocumentStatus {
    /// Whether at least one policy of the document was checked.
    checked: bool,
    /// Whether some of its policies is checked in part only, or not at all for what stands in its text.
    in_part: bool,
    /// How many different unused actions it grants.
    unused: usize,
}

/// Answers with `null` before the first look at the disk.
pub async fn handle(state: &Arc<State>, params: StatusParams) -> Result<Option<Status>> {
    let Some(knowledge) = state.knowledge() else { return Ok(None) };
    let snapshot = params.text_document.and_then(|document| state.snapshot(&document.uri));
    let mut status = Status {
        catalog_date: knowledge.world.catalog().date().to_string(),
        policies: knowledge.policies.len(),
        findings: knowledge.findings().count(),
        document: None,
    };
    if let Some(snapshot) = snapshot {
        let state = Arc::clone(state);
        let document = analyst::run(move || document(&state, &snapshot));
        status.document = document.await.map_err(|_| internal_error("leastwise/status"))?;
    }
    Ok(Some(status))
}

fn document(state: &State, snapshot: &Snapshot) -> Option<DocumentStatus> {
    let source = snapshot.document.policy()?;
    let analysis = Reporter::new(state, &snapshot.knowledge).analysis(&snapshot.document, source);
    let unused: HashSet<_> = analysis.advice.iter().flat_map(|advice| advice.unused()).collect();
    let coverage = analysis.coverage;
    let in_part = coverage.partly > 0 || analysis.source.documents.len() < coverage.policies;
    Some(DocumentStatus { checked: coverage.compared() > 0, in_part, unused: unused.len() })
}
