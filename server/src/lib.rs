//! The leastwise program: a language server and a command over one engine.

pub mod cli;
mod in_order;
pub mod logging;
pub mod lsp;
pub mod process;
pub mod settings;
pub mod workspace;
