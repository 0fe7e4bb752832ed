//! The floor: a server of the same framework that knows nothing and answers every change with no diagnostics.

use tower_lsp::ls_types::{
    DidChangeTextDocumentParams, DidOpenTextDocumentParams, InitializeParams, InitializeResult,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, Uri,
};
use tower_lsp::{Client, LanguageServer, LspService, Server, jsonrpc};

struct EmptyServer {
    client: Client,
}

impl LanguageServer for EmptyServer {
    async fn initialize(&self, _: InitializeParams) -> jsonrpc::Result<InitializeResult> {
        let text_document_sync = Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL));
        let capabilities = ServerCapabilities { text_document_sync, ..Default::default() };
        Ok(InitializeResult { capabilities, ..Default::default() })
    }

    async fn shutdown(&self) -> jsonrpc::Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.publish(params.text_document.uri, params.text_document.version).await;
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.publish(params.text_document.uri, params.text_document.version).await;
    }
}

impl EmptyServer {
    async fn publish(&self, uri: Uri, version: i32) {
        self.client.publish_diagnostics(uri, Vec::new(), Some(version)).await;
    }
}

pub(crate) fn run() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let (service, socket) = LspService::new(|client| EmptyServer { client });
        Server::new(tokio::io::stdin(), tokio::io::stdout(), socket).serve(service).await;
    });
}
