//! A workspace as large as an account: what the command and the server take for it.
//!
//!     cargo bench -p leastwise --bench account                          # measures (needs GNU time)
//!     cargo bench -p leastwise --bench account -- --write FOLDER        # only writes the workspace, to be used otherwise
//!
//! `--roles N` (11000), `--seed N` (1) and `--one-file` (all findings in one file) say which workspace.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot run has nothing to report")]
#![expect(clippy::print_stdout, reason = "memory is not a matter for criterion")]

#[path = "../support/account.rs"]
mod account;

use std::path::{Path, PathBuf};

use account::Findings;

/// Which workspace, and what to do with it.
struct Args {
    write: Option<PathBuf>,
    roles: usize,
    seed: u64,
    findings: Findings,
}

impl Args {
    fn read() -> Args {
        let mut args = Args { write: None, roles: 11_000, seed: 1, findings: Findings::FilePerRole };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--write" => args.write = words.next().map(PathBuf::from),
                "--roles" => args.roles = words.next().unwrap().parse().unwrap(),
                "--seed" => args.seed = words.next().unwrap().parse().unwrap(),
                "--one-file" => args.findings = Findings::OneFile,
                // Cargo adds it.
                "--bench" => {}
                other => panic!("unknown argument {other}"),
            }
        }
        args
    }
}

fn main() {
    let args = Args::read();
    if let Some(folder) = &args.write {
        write(folder, &args);
    }
}

fn write(folder: &Path, args: &Args) {
    account::write(folder, args.roles, args.seed, args.findings).unwrap();
    println!("{} roles in {}", args.roles, folder.display());
}
