//! `leastwise/test/panic`: a request that panics, and a notification that does. Both exist only where
//! `LEASTWISE_TEST=1` is set, so that tests can see the server survive.
#![expect(clippy::panic, reason = "panicking is what these are for")]

use tower_lsp::jsonrpc::Result;

/// The request.
pub fn request() -> Result<()> {
    panic!("a test asked for it")
}

/// The notification.
pub fn notification() {
    panic!("a test asked for it")
}
