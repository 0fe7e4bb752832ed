//! The protocol's methods, each handed to the file of its name in [`handlers`].

use std::sync::Arc;

use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeAction, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem,
    CompletionParams, CompletionResponse, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, DocumentLink, DocumentLinkParams,
    ExecuteCommandParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams,
    InitializeResult, InitializedParams, InlayHint, InlayHintParams, LSPAny, Location, ReferenceParams,
    TextDocumentPositionParams, WorkDoneProgressCancelParams,
};
use tower_lsp::{Client, LanguageServer};

use super::handlers;
use super::handlers::preview::{Preview, PreviewParams};
use super::handlers::status::{Status, StatusParams};
use super::handlers::tree::Tree;
use super::handlers::unused_access::UnusedAccess;
use super::handlers::unused_actions::{UnusedAction, UnusedActionsParams};
use super::state::State;

/// The server as the framework calls it.
#[derive(Debug)]
pub struct Backend {
    state: Arc<State>,
    client: Client,
}

impl Backend {
    /// Serves `state`; `client` is whom commands ask for changes.
    pub fn new(state: Arc<State>, client: Client) -> Backend {
        Backend { state, client }
    }

    /// `window/workDoneProgress/cancel`, which the framework leaves out.
    pub async fn work_done_progress_cancel(&self, params: WorkDoneProgressCancelParams) {
        handlers::work_done_progress_cancel::apply(&self.state, &params);
    }

    /// `leastwise/status`.
    pub async fn status(&self, params: StatusParams) -> Result<Option<Status>> {
        handlers::status::handle(&self.state, params).await
    }

    /// `leastwise/tree`.
    pub async fn tree(&self, params: TextDocumentPositionParams) -> Result<Tree> {
        handlers::tree::handle(&self.state, params).await
    }

    /// `leastwise/preview`.
    pub async fn preview(&self, params: PreviewParams) -> Result<Preview> {
        handlers::preview::handle(&self.state, params).await
    }

    /// `leastwise/unusedAccess`.
    pub async fn unused_access(&self) -> Result<Option<UnusedAccess>> {
        handlers::unused_access::handle(&self.state).await
    }

    /// `leastwise/unusedActions`.
    pub async fn unused_actions(&self, params: UnusedActionsParams) -> Result<Vec<UnusedAction>> {
        handlers::unused_actions::handle(&self.state, params).await
    }

    /// `leastwise/test/panic`, registered for tests only.
    pub async fn test_panic(&self) -> Result<()> {
        handlers::test_only::panic()
    }

    /// `leastwise/test/panicNotification`, registered for tests only.
    pub async fn test_panic_notification(&self, _: serde_json::Value) {
        handlers::test_only::panic_notification();
    }

    /// `leastwise/test/hold`, registered for tests only.
    pub async fn test_hold(&self, _: serde_json::Value) {
        handlers::test_only::hold(&self.state);
    }

    /// `leastwise/test/release`, registered for tests only.
    pub async fn test_release(&self, _: serde_json::Value) {
        handlers::test_only::release(&self.state);
    }
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(handlers::initialize::handle(&self.state, &params))
    }

    async fn initialized(&self, _: InitializedParams) {
        handlers::initialized::apply(&self.state);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        handlers::did_open::apply(&self.state, params);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        handlers::did_change::apply(&self.state, &params);
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        handlers::did_save::apply(&self.state, &params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        handlers::did_close::apply(&self.state, &params);
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        handlers::did_change_watched_files::apply(&self.state, &params);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        handlers::did_change_configuration::apply(&self.state, &params);
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        handlers::did_change_workspace_folders::apply(&self.state, &params);
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        handlers::code_action::handle(&self.state, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        handlers::code_action_resolve::handle(&self.state, action).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        handlers::execute_command::handle(&self.state, &self.client, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        handlers::completion::handle(&self.state, params).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        Ok(handlers::completion_resolve::handle(&self.state, item))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        handlers::code_lens::handle(&self.state, params).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        handlers::code_lens_resolve::handle(&self.state, lens).await
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        handlers::inlay_hint::handle(&self.state, params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        handlers::document_link::handle(&self.state, params).await
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        handlers::definition::handle(&self.state, params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        handlers::references::handle(&self.state, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        handlers::hover::handle(&self.state, params).await
    }
}
