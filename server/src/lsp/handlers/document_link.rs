//! `textDocument/documentLink`: from each action to AWS's reference of its service.

use std::str::FromStr;
use std::sync::Arc;

use leastwise_advice::reference::page;
use leastwise_iam::Pattern;
use leastwise_policy::Span;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{DocumentLink, DocumentLinkParams, Uri};

use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// Answers with the links of the whole file, where the editor asks for them.
pub async fn handle(state: &Arc<State>, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
    if !state.configuration.settings().document_links {
        return Ok(None);
    }
    moment::answer(state, &params.text_document.uri, "textDocument/documentLink", links).await
}

fn links(moment: &Moment) -> Option<Vec<DocumentLink>> {
    let catalog = moment.snapshot.knowledge.world.catalog();
    let statements = moment.policy()?.documents.iter().flat_map(|document| &document.statements);
    let entries = statements.flat_map(|statement| &statement.actions).flat_map(|actions| &actions.entries);
    let links = entries.filter_map(|entry| {
        let page = page(&Pattern::parse(&entry.text).ok()?, catalog)?;
        let inside = Span::new(entry.span.start + 1, entry.span.end.saturating_sub(1));
        Some(DocumentLink {
            range: moment.range(inside),
            target: Some(Uri::from_str(&page).ok()?),
            tooltip: Some("Service Authorization Reference".to_owned()),
            data: None,
        })
    });
    Some(links.collect())
}
