//! One file per method of the protocol.
//!
//! A notification's handler is a plain function: it changes the state before anything could be awaited. A request's
//! handler takes its snapshot before its first await.

pub mod code_action;
pub mod code_action_resolve;
pub mod code_lens;
pub mod code_lens_resolve;
pub mod completion;
pub mod completion_resolve;
pub mod definition;
pub mod did_change;
pub mod did_change_configuration;
pub mod did_change_watched_files;
pub mod did_change_workspace_folders;
pub mod did_close;
pub mod did_open;
pub mod did_save;
pub mod document_link;
pub mod execute_command;
pub mod hover;
pub mod initialize;
pub mod initialized;
pub mod inlay_hint;
pub mod preview;
pub mod references;
pub mod status;
pub mod test_only;
pub mod tree;
pub mod unused_access;
pub mod unused_actions;
pub mod work_done_progress_cancel;
