//! `codeLens/resolve`: what of a statement is unused, or how large a policy is, counted when it comes into view.

use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{CodeLens, Command, Uri};

use crate::lsp::moment::{self, Moment};
use crate::lsp::state::State;

/// What a lens carries.
#[derive(Debug, Serialize, Deserialize)]
struct Data {
    uri: String,
    version: i32,
    document: usize,
    /// `None` for the whole policy.
    statement: Option<usize>,
}

/// What the lens of a statement or, without one, of a policy carries to be resolved by.
pub(super) fn data(uri: &Uri, version: i32, document: usize, statement: Option<usize>) -> Value {
    let data = Data { uri: uri.as_str().to_owned(), version, document, statement };
    serde_json::to_value(data).unwrap_or_default()
}

/// Answers with the words, or with `ContentModified` where the document is another one by now.
pub async fn handle(state: &Arc<State>, lens: CodeLens) -> Result<CodeLens> {
    let Some(data) = lens.data.clone().and_then(|data| serde_json::from_value::<Data>(data).ok()) else {
        return Ok(lens);
    };
    let Ok(uri) = Uri::from_str(&data.uri) else { return Ok(lens) };
    let make = move |moment: &Moment| {
        let is_meant = moment.snapshot.document.version == data.version;
        let analysis = moment.analysis().filter(|_| is_meant)?;
        match data.statement {
            Some(statement) => analysis.statement_share(data.document, statement),
            None => analysis.policy_share(data.document),
        }
    };
    let title = moment::answer(state, &uri, "codeLens/resolve", make).await?;
    let title = title.ok_or_else(Error::content_modified)?;
    // Words to read, nothing to run.
    let command = Command { title, command: String::new(), arguments: None };
    Ok(CodeLens { command: Some(command), ..lens })
}
