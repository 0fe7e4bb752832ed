//! `initialize`: what both sides can do. Touches neither the disk nor the catalog, so that an editor starts at once.

use tower_lsp::ls_types::{InitializeParams, InitializeResult, ServerInfo, Uri};

use crate::lsp::state::{Session, State};
use crate::lsp::{capabilities, uri};

/// Agrees with the client.
pub fn handle(state: &State, params: &InitializeParams) -> InitializeResult {
    let (capabilities, caps) = capabilities::negotiate(params);
    let problems = state.configuration.begin(params.initialization_options.as_ref());
    tracing::debug!(?caps, settings = ?state.configuration.settings());
    state.agree(Session { caps });
    state.client_process.put(|process| *process = params.process_id);
    state.change_folders(|folders| *folders = folders_of(params).iter().filter_map(uri::file_path).collect());
    for problem in problems {
        state.notices.warn(problem);
    }
    InitializeResult {
        capabilities,
        server_info: Some(ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        ..InitializeResult::default()
    }
}

/// Older clients know one root only.
#[expect(deprecated, reason = "`rootUri` is all that older clients send")]
fn folders_of(params: &InitializeParams) -> Vec<Uri> {
    match &params.workspace_folders {
        Some(folders) => folders.iter().map(|folder| folder.uri.clone()).collect(),
        None => params.root_uri.iter().cloned().collect(),
    }
}
