//! What a client shows besides diagnostics, made anew when there is a new world.

use tower_lsp::Client;

use super::capabilities::ClientCaps;

/// Asks the client to ask again for what it can be asked for. Its answer is not awaited.
pub fn ask(caps: &ClientCaps, client: &Client) {
    if caps.code_lens_refresh {
        let client = client.clone();
        tokio::spawn(async move { client.code_lens_refresh().await });
    }
    if caps.inlay_hint_refresh {
        let client = client.clone();
        tokio::spawn(async move { client.inlay_hint_refresh().await });
    }
}
