//! `textDocument/inlayHint`: behind a wildcard how many of its actions are unused.

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{InlayHint, InlayHintLabel, InlayHintParams};

use crate::lsp::convert::from_proto;
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// Answers with the hints of a range.
pub async fn handle(state: &Arc<State>, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
    if !state.configuration.settings().inlay_hints {
        return Ok(None);
    }
    let range = params.range;
    let make = move |moment: &Moment| {
        let document = &moment.snapshot.document;
        let encoding = moment.snapshot.session.caps.encoding;
        let within = from_proto::span(document.text(), document.lines(), range, encoding);
        let shares = moment.analysis()?.entry_shares(within).into_iter();
        let hints = shares.map(|share| InlayHint {
            position: moment.range(share.span).end,
            label: InlayHintLabel::String(share.text),
            kind: None,
            text_edits: None,
            tooltip: None,
            padding_left: Some(true),
            padding_right: None,
            data: None,
        });
        Some(hints.collect())
    };
    moment::answer(state, &params.text_document.uri, "textDocument/inlayHint", make).await
}
