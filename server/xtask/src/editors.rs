//! `cargo xtask editors EDITOR`: the editors' fronts, tested in the real editors.

mod debian;
pub(crate) mod emacs;
pub(crate) mod neovim;
pub(crate) mod vscode;

use anyhow::Result;
use clap::Subcommand;

/// Test the editors' fronts in the real editors
///
/// What is missing is installed into the user's cache folder, once.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    editor: Editor,
}

#[derive(Subcommand)]
enum Editor {
    Emacs(emacs::Args),
    Neovim(neovim::Args),
    Vscode(vscode::Args),
}

pub(crate) fn run(args: &Args) -> Result<()> {
    match &args.editor {
        Editor::Emacs(args) => emacs::run(args),
        Editor::Neovim(args) => neovim::run(args),
        Editor::Vscode(args) => vscode::run(args),
    }
}
