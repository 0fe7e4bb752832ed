//! `textDocument/completion`: services, actions and wildcards inside the strings of `Action` and `NotAction`; in
//! `leastwise.toml` all that may stand there.

use std::sync::Arc;

use leastwise_advice::completion::{Candidate, CandidateKind, Completion};
use leastwise_policy::{CursorTarget, Source};
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
    let Completion { replace, candidates } = match moment.settings() {
        Some(_) => in_settings(moment, position)?,
        None => in_policy(moment, position)?,
    };
    let range = moment.range(replace);
    let items = candidates.into_iter().enumerate().map(|(index, candidate)| item(index, candidate, range));
    // Nothing that is left out would fit what is typed next, so the client need not ask again.
    Some(CompletionList { is_incomplete: false, items: items.collect() })
}

fn in_settings(moment: &Moment, position: Position) -> Option<Completion> {
    let document = &moment.snapshot.document;
    let (path, offset) = (&document.identity.name, moment.offset(position));
    moment.snapshot.knowledge.world.complete_settings(path, document.text(), offset)
}

fn in_policy(moment: &Moment, position: Position) -> Option<Completion> {
    let document = &moment.snapshot.document;
    let text = document.text();
    // A document that is too damaged to be told for a policy may be one in the making.
    if moment.findings().is_some() || !Source::may_hold_policy(text) {
        return None;
    }
    let offset = moment.offset(position);
    let place = match moment.policy() {
        Some(source) => CursorTarget::at(source, offset),
        None => CursorTarget::at(&Source::read_as(document.syntax(), Arc::clone(text)), offset),
    };
    let Some(CursorTarget::Entry(entry)) = place else { return None };
    moment.snapshot.knowledge.world.complete(text, &entry, offset)
}

fn item(index: usize, candidate: Candidate, range: Range) -> CompletionItem {
    let Candidate { text, kind, detail } = candidate;
    let kind = match kind {
        CandidateKind::Service | CandidateKind::Table => CompletionItemKind::MODULE,
        CandidateKind::Action => CompletionItemKind::METHOD,
        CandidateKind::Wildcard => CompletionItemKind::ENUM,
        CandidateKind::Key => CompletionItemKind::PROPERTY,
        CandidateKind::Value => CompletionItemKind::VALUE,
        CandidateKind::Principal => CompletionItemKind::REFERENCE,
        CandidateKind::File => CompletionItemKind::FILE,
    };
    CompletionItem {
        kind: Some(kind),
        detail: (!detail.is_empty()).then_some(detail),
        sort_text: Some(format!("{index:05}")),
        data: (kind == CompletionItemKind::METHOD).then(|| data(&text)),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text.clone() })),
        // What is typed may lack the quotes that are written with a value.
        filter_text: Some(text.trim_matches('"').to_owned()),
        label: text.trim_end_matches([' ', '=']).to_owned(),
        ..CompletionItem::default()
    }
}
