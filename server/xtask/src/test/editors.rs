//! The steps that need an editor: left out with `--only rust`.

use crate::editors::{emacs, neovim, vscode};

use super::step::{Step, Task};

pub(super) const STEPS: &[Step] = &[
    Step {
        name: "vscode",
        what: "the extension for VS Code, packaged, in VS Code and through its window",
        task: Task::Check(|| vscode::run(&vscode::Args::default())),
    },
    Step {
        name: "neovim",
        what: "the client for Neovim, in the newest and in 0.10",
        task: Task::Check(|| neovim::run(&neovim::Args::default())),
    },
    Step {
        name: "emacs",
        what: "the client for Emacs",
        task: Task::Check(|| emacs::run(&emacs::Args::default())),
    },
];
