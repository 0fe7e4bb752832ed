//! Development tasks, run as `cargo xtask TASK`.

mod cache;
mod catalog;
mod deny;
mod editors;
mod fetch;
mod fuzz;
mod mutants;
mod notices;
mod npm;
mod package;
mod process;
mod retry;
mod root;
mod settings;
mod sweep;
mod test;
mod tool;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(bin_name = "cargo xtask", about = "Development tasks of leastwise")]
struct Args {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Catalog(catalog::Args),
    Deny(deny::Args),
    Editors(editors::Args),
    Fetch(fetch::Args),
    Fuzz(fuzz::Args),
    Mutants(mutants::Args),
    Notices(notices::Args),
    Package(package::Args),
    Settings(settings::Args),
    Sweep(sweep::Args),
    Test(test::Args),
}

fn main() -> ExitCode {
    let result = match Args::parse().task {
        Task::Catalog(args) => catalog::run(&args),
        Task::Deny(args) => deny::run(&args),
        Task::Editors(args) => editors::run(&args),
        Task::Fetch(args) => fetch::run(&args),
        Task::Fuzz(args) => fuzz::run(&args),
        Task::Mutants(args) => mutants::run(&args),
        Task::Notices(args) => notices::run(&args),
        Task::Package(args) => package::run(&args),
        Task::Settings(args) => settings::run(&args),
        Task::Sweep(args) => sweep::run(&args),
        Task::Test(args) => test::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a failed task prints why")]
fn report(error: &anyhow::Error) {
    eprintln!("error: {error:#}");
}
