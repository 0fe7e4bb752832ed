//! One file per method of the protocol.
//!
//! A notification's handler is a plain function: it changes the state before anything could be awaited. A request's
//! handler takes its snapshot before its first await.

pub mod code_action;
pub mod code_action_resolve;
pub mod did_change;
pub mod did_change_workspace_folders;
pub mod did_close;
pub mod did_open;
pub mod did_save;
pub mod execute_command;
pub mod hover;
pub mod initialize;
pub mod initialized;
pub mod preview;
pub mod status;
pub mod test_panic;
pub mod tree;
pub mod unused_access;
pub mod unused_actions;
