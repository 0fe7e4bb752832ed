//! `textDocument/definition`: from an action in a policy to its places in findings files, and back.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    GotoDefinitionParams, GotoDefinitionResponse, Location, LocationLink, TextDocumentPositionParams,
};

use super::references::{Places, places};
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// Answers with links, which say what is linked, where the client takes them.
pub async fn handle(
    state: &Arc<State>,
    params: GotoDefinitionParams,
) -> Result<Option<GotoDefinitionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let make = move |moment: &Moment| {
        let Places { origin, locations } = places(moment, position)?;
        if !moment.snapshot.session.caps.definition_link {
            return Some(GotoDefinitionResponse::Array(locations));
        }
        let link = |Location { uri, range }: Location| LocationLink {
            origin_selection_range: Some(moment.range(origin)),
            target_uri: uri,
            target_range: range,
            target_selection_range: range,
        };
        Some(GotoDefinitionResponse::Link(locations.into_iter().map(link).collect()))
    };
    moment::answer(state, &text_document.uri, "textDocument/definition", make).await
}
