//! The command, tested as its users meet it: the real binary in a folder of its own, its whole output and its exit
//! code.

#![allow(clippy::unwrap_used, reason = "the lint leaves out test functions, not their helpers")]

mod accept;
mod catalog;
mod check;
mod docs;
mod errors;
mod explain;
#[cfg(unix)]
mod faults;
mod fix;
mod fixtures;
mod github;
#[cfg(unix)]
mod hostile;
mod json;
mod kinds;
mod licenses;
mod limits;
mod only;
mod paths;
mod principal;
#[cfg(target_os = "linux")]
mod recipes;
mod sandbox;
mod sarif;
mod settings;
mod terminal;
mod unseen;
#[path = "../fixtures/workspaces.rs"]
mod workspace_files;
mod workspaces;
