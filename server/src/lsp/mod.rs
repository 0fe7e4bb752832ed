//! The language server: the protocol over the engine, and no logic of its own.
//!
//! ```text
//! stdin -> input -> guard -> backend -> handlers -> state --wishes--> loader --knowledge--+
//!                                                     |                                   |
//! stdout <- output <------------- publisher <-------wishes <------------------------------+
//! ```
//!
//! Handlers change [`state`] or take a snapshot of it before they await anything; reading files and analyzing texts
//! happens away from them, in the [`loader`] and in the jobs of the [`publisher`].
#![warn(clippy::indexing_slicing, clippy::string_slice)]

pub mod additions;
pub mod analyst;
pub mod backend;
pub mod capabilities;
pub mod client;
pub mod closed;
pub mod configuration;
pub mod convert;
pub mod disk;
pub mod document;
pub mod documents;
pub mod guard;
pub mod handlers;
pub mod hearing;
pub mod input;
pub mod knowledge;
pub mod limits;
pub mod loader;
pub mod mailbox;
pub mod moment;
pub mod output;
pub mod page;
pub mod parent;
pub mod policies;
pub mod progress;
pub mod publisher;
pub mod readings;
pub mod refresh;
pub mod report;
pub mod scope;
pub mod state;
pub mod status;
pub mod uri;

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::{LspService, Server};

use self::backend::Backend;
use self::client::Notices;
use self::guard::{Guard, Lifecycle};
use self::state::State;
use crate::workspace::catalog::Folder;

/// How long answers may take that are still to be written when the client leaves.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// How many threads there are besides the one for the messages and those of the [`analyst`]: one waits for input, one
/// writes, one reads the workspace, and two go over all of it, for the publisher and for requests. Each more costs memory,
/// since the system's allocator keeps what a thread has freed for that thread.
const BLOCKING_THREADS: usize = 5;

/// Serves one client over stdin and stdout until it exits, and returns the exit code of the protocol. `catalog` is a
/// folder of service reference files, which is stronger than all that settings name.
pub fn serve(catalog: Option<&Path>) -> ExitCode {
    crate::logging::init();
    guard::log_panics();
    // One thread for the messages, others only for what takes time.
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = match builder.max_blocking_threads(BLOCKING_THREADS).enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!("cannot start the server: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(run(catalog));
    // An analysis that still runs, or the wait for more input, must not hold the process.
    runtime.shutdown_background();
    code
}

async fn run(catalog: Option<&Path>) -> ExitCode {
    let (notices, received) = Notices::new();
    let catalog = catalog.map(|folder| Folder::new(&folder.to_string_lossy(), Path::new(".")));
    let state = Arc::new(State::new(notices));
    let (output, direct) = output::split(tokio::io::stdout());
    let mut builder = LspService::build(|client| {
        tokio::spawn(client::pass_on(received, client.clone()));
        tokio::spawn(client::ask(Arc::clone(&state), client.clone()));
        tokio::spawn(publisher::run(Arc::clone(&state), client.clone(), direct));
        tokio::spawn(hearing::run(Arc::clone(&state)));
        tokio::spawn(loader::run(Arc::clone(&state), client.clone(), catalog));
        Backend::new(Arc::clone(&state), client)
    })
    .custom_method("window/workDoneProgress/cancel", Backend::work_done_progress_cancel)
    .custom_method("leastwise/status", Backend::status)
    .custom_method("leastwise/tree", Backend::tree)
    .custom_method("leastwise/preview", Backend::preview)
    .custom_method("leastwise/unusedAccess", Backend::unused_access)
    .custom_method("leastwise/unusedActions", Backend::unused_actions);
    if std::env::var_os("LEASTWISE_TEST").is_some_and(|value| value == "1") {
        builder = builder
            .custom_method("leastwise/test/panic", Backend::test_panic)
            .custom_method("leastwise/test/panicNotification", Backend::test_panic_notification)
            .custom_method("leastwise/test/hold", Backend::test_hold)
            .custom_method("leastwise/test/release", Backend::test_release);
    }
    let (service, socket) = builder.finish();
    let lifecycle = Arc::new(Lifecycle::default());
    tokio::spawn(parent::watch(Arc::clone(&state), Arc::clone(&lifecycle)));
    let guarded = Guard::new(service, Arc::clone(&lifecycle), move |failure| state.apply_failure(&failure));
    let input = input::Headers::new(tokio::io::stdin(), Arc::clone(&lifecycle));
    // At the default of four, four waiting handlers would block everything, cancellation included.
    let server = Server::new(input, output, socket).concurrency_level(usize::MAX);
    let leave = async {
        lifecycle.ended().await;
        tokio::time::sleep(LAST_WORDS).await;
    };
    tokio::select! {
        () = server.serve(guarded) => {}
        // A client that has left may have stopped reading long ago.
        () = leave => {}
    }
    lifecycle.exit_code()
}
