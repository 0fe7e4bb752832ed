//! Quick fixes that add a table to `leastwise.toml`, which may not be there yet.

use std::path::Path;

use leastwise_advice::Addition;
use tower_lsp::ls_types::{CodeAction, CodeActionKind, Diagnostic, WorkspaceEdit};

use super::convert::position::Lines;
use super::convert::to_proto::{self, FileEdits};
use super::moment::Moment;

/// The quick fix; `None` where the client cannot create the file, or the file has moved on.
pub fn action(moment: &Moment, addition: &Addition, diagnostics: Vec<Diagnostic>) -> Option<CodeAction> {
    let edit = if addition.create { create(moment, addition)? } else { add(moment, addition)? };
    Some(CodeAction {
        title: addition.title.clone(),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
        edit: Some(edit),
        is_preferred: moment.snapshot.session.caps.code_action_preferred.then_some(false),
        ..CodeAction::default()
    })
}

fn create(moment: &Moment, addition: &Addition) -> Option<WorkspaceEdit> {
    let caps = &moment.snapshot.session.caps;
    if !caps.create_file || !caps.versioned_edits {
        return None;
    }
    let uri = moment.snapshot.knowledge.uri(Path::new(&*addition.file))?;
    Some(to_proto::new_file(&uri, &addition.edit.text))
}

fn add(moment: &Moment, addition: &Addition) -> Option<WorkspaceEdit> {
    let knowledge = &moment.snapshot.knowledge;
    let known = knowledge.file(&addition.file)?;
    let uri = moment.state().uri(knowledge, &addition.file)?;
    let open = moment.state().documents.get(&addition.file);
    // The table was made for the end of the text that the world has seen.
    if open.as_ref().is_some_and(|document| !known.is_text(document.text())) {
        return None;
    }
    let version = open.map(|document| document.version);
    let lines: &Lines = known.lines();
    let edits = std::slice::from_ref(&addition.edit);
    let file = FileEdits { uri: &uri, version, text: known.text()?, lines, edits };
    Some(to_proto::edit_of(&file, &moment.snapshot.session.caps))
}
