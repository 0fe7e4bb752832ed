//! The language server end to end: the real program, spoken to over stdio.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "the lints leave out test functions, not their helpers"
)]

mod agreement;
mod buffer;
mod capabilities;
mod client;
mod code_action_resolve;
mod code_actions;
mod code_lens;
mod columns;
mod command;
mod completion;
mod completion_settings;
mod definition;
mod demo;
mod diagnostics;
mod document_link;
mod documents;
mod execute_command;
mod findings;
mod fix_workspace;
mod folders;
mod handshakes;
mod hostile;
mod hover;
mod inlay_hint;
mod lifecycle;
mod limits;
mod live;
mod logs;
mod progress;
mod random;
mod settings;
mod status;
mod text;
mod views;
mod workspace;
#[path = "../fixtures/workspaces.rs"]
mod workspace_files;
