//! `codeAction/resolve`: the edits of an action that was offered.

use std::str::FromStr;
use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{CodeAction, Uri};

use crate::lsp::convert::to_proto;
use crate::lsp::moment::{self, Moment};
use crate::lsp::scope::Origin;
use crate::lsp::state::State;

/// Answers with the edits, made and proved anew, or with `ContentModified` where the document is another one by now or
/// the fix would be.
pub async fn handle(state: &Arc<State>, action: CodeAction) -> Result<CodeAction> {
    let Some(origin) = action.data.as_ref().and_then(Origin::read) else { return Ok(action) };
    let Ok(uri) = Uri::from_str(&origin.uri) else { return Ok(action) };
    let title = action.title.clone();
    let make = move |moment: &Moment| {
        let snapshot = &moment.snapshot;
        let document = Some(&snapshot.document).filter(|document| document.version == origin.version)?;
        let fixes = origin.scope.fixes(&*moment.analysis()?);
        let fix = fixes.into_iter().find(|fix| fix.title == title && fix.disabled.is_none())?;
        let caps = &snapshot.session.caps;
        Some(to_proto::workspace_edit(&fix.edits, document, caps))
    };
    match moment::answer(state, &uri, "codeAction/resolve", make).await? {
        Some(edit) => Ok(CodeAction { edit: Some(edit), ..action }),
        None => Err(Error::content_modified()),
    }
}
