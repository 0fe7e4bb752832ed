//! `textDocument/codeLens`: above each statement what of it is unused, above each policy how much of its quota it takes
//! and the command that removes what is unused.

use std::sync::Arc;

use serde_json::json;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{CodeLens, CodeLensParams, Command};

use super::code_lens_resolve::data;
use crate::lsp::capabilities::FIX_FILE;
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// Answers with the places; what stands there is made when a place comes into view.
pub async fn handle(state: &Arc<State>, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
    if !state.configuration.settings().code_lens {
        return Ok(None);
    }
    moment::answer(state, &params.text_document.uri, "textDocument/codeLens", lenses).await
}

fn lenses(moment: &Moment) -> Option<Vec<CodeLens>> {
    let analysis = moment.analysis()?;
    let snapshot = &moment.snapshot;
    let (uri, version) = (&snapshot.document.identity.uri, snapshot.document.version);
    let fixable = if snapshot.session.caps.apply_edit { analysis.fixable_documents() } else { Vec::new() };
    let command = Command {
        title: "Remove all unused".to_owned(),
        command: FIX_FILE.to_owned(),
        arguments: Some(vec![json!({ "textDocument": { "uri": uri }, "version": version })]),
    };
    // One command fixes the whole file.
    let fix = fixable.first().map(|(span, _)| CodeLens {
        range: moment.range(*span),
        command: Some(command),
        data: None,
    });
    let later = |span, document, statement| CodeLens {
        range: moment.range(span),
        command: None,
        data: Some(data(uri, version, document, statement)),
    };
    let sizes = analysis.sized_documents().into_iter().map(|(span, document)| later(span, document, None));
    let statements = analysis.shared_statements().into_iter();
    let shares = statements.map(|it| later(it.span, it.document, Some(it.statement)));
    Some(fix.into_iter().chain(sizes).chain(shares).collect())
}
