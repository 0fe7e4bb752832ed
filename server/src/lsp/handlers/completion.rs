//! `textDocument/completion`: services, actions and wildcards inside the strings of `Action` and `NotAction`.

use std::sync::Arc;

use leastwise_advice::completion::{Candidate, CandidateKind, Completion};
use leastwise_advice::place::Place;
use leastwise_policy::Source;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionList, CompletionParams, CompletionResponse,
    CompletionTextEdit, Position, Range, TextDocumentPositionParams, TextEdit,
};

use super::completion_resolve::data;
use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// Answers with all that fits; the client filters it as the person goes on typing.
pub async fn handle(state: &Arc<State>, params: CompletionParams) -> Result<Option<CompletionResponse>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position;
    let make = move |moment: &Moment| complete(moment, position);
    let list = moment::answer(state, &text_document.uri, "textDocument/completion", make).await?;
    Ok(list.map(CompletionResponse::List))
}

fn complete(moment: &Moment, position: Position) -> Option<CompletionList> {
    let document = &moment.snapshot.document;
    let text = document.text();
    // A document that is too damaged to be told for a policy may be one in the making.
    if moment.findings().is_some() || !Source::may_hold_policy(text) {
        return None;
    }
    let offset = moment.offset(position);
    let place = match moment.policy() {
        Some(source) => Place::at(source, offset),
        None => Place::at(&Source::read(Arc::clone(text)), offset),
    };
    let Some(Place::Entry(entry)) = place else { return None };
    let Completion { replace, candidates } =
        moment.snapshot.knowledge.world.complete(text, &entry, offset)?;
    let range = moment.range(replace);
    let items = candidates.into_iter().enumerate().map(|(index, candidate)| item(index, candidate, range));
    // Nothing that is left out would fit what is typed next, so the client need not ask again.
    Some(CompletionList { is_incomplete: false, items: items.collect() })
}

fn item(index: usize, candidate: Candidate, range: Range) -> CompletionItem {
    let Candidate { text, kind, detail } = candidate;
    let kind = match kind {
        CandidateKind::Service => CompletionItemKind::MODULE,
        CandidateKind::Action => CompletionItemKind::METHOD,
        CandidateKind::Wildcard => CompletionItemKind::ENUM,
    };
    CompletionItem {
        kind: Some(kind),
        detail: (!detail.is_empty()).then_some(detail),
        sort_text: Some(format!("{index:05}")),
        data: (kind == CompletionItemKind::METHOD).then(|| data(&text)),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text.clone() })),
        filter_text: Some(text.clone()),
        label: text,
        ..CompletionItem::default()
    }
}
