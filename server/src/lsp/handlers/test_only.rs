//! What only tests ask for, where `LEASTWISE_TEST=1` is set: `leastwise/test/panic`, a request that panics and a notification
//! that does, so that the server is seen to survive; `leastwise/test/hold`, which holds long tasks until
//! `leastwise/test/release`, so that they are seen under way.
#![expect(clippy::panic, reason = "panicking is what some of these are for")]

use tower_lsp::jsonrpc::Result;

use crate::lsp::state::State;

/// The request that panics.
pub fn panic() -> Result<()> {
    panic!("a test asked for it")
}

/// The notification that panics.
pub fn panic_notification() {
    panic!("a test asked for it")
}

/// Holds long tasks.
pub fn hold(state: &State) {
    state.tasks.gate.close();
}

/// Lets them go on.
pub fn release(state: &State) {
    state.tasks.gate.open();
}
