//! The language server over stdio, beside an empty server of the same framework: from the start of the process to the
//! reply to `initialize`, and from a keystroke to its diagnostics.
//!
//! The empty server is this bench itself, started again with [`EMPTY_SERVER`] set, so that both are built alike.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run has nothing to report")]

mod client;
mod empty_server;

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use criterion::Criterion;

use client::Client;

/// The environment variable that turns this bench into the empty server.
const EMPTY_SERVER: &str = "LEASTWISE_BENCH_EMPTY_SERVER";

fn main() {
    if std::env::var_os(EMPTY_SERVER).is_some() {
        return empty_server::run();
    }
    let mut criterion = Criterion::default().configure_from_args();
    start(&mut criterion);
    keystroke(&mut criterion);
    criterion.final_summary();
}

fn leastwise() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.arg("server");
    command
}

fn empty_server() -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(EMPTY_SERVER, "1");
    command
}

/// From the start of the process to the reply to `initialize`, with the demo as the workspace.
fn start(criterion: &mut Criterion) {
    let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/demo");
    let mut group = criterion.benchmark_group("start to initialize reply");
    for (name, command) in [("leastwise", leastwise as fn() -> Command), ("empty server", empty_server)] {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    let started = Instant::now();
                    let mut client = Client::start(command());
                    client.initialize(&demo);
                    total += started.elapsed();
                }
                total
            });
        });
    }
    group.finish();
}

/// From a change that moves every entry to the diagnostics of that version, with the demo's policy open.
fn keystroke(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    for name in ["MyRole.json", "finding-MyRole.json"] {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/demo").join(name);
        std::fs::copy(from, folder.path().join(name)).unwrap();
    }
    let policy = folder.path().join("MyRole.json");
    let mut group = criterion.benchmark_group("keystroke to diagnostics");
    // Eight unused actions of lambda and one excess wildcard of s3; the empty server finds nothing.
    for (name, command, count) in
        [("leastwise", leastwise as fn() -> Command, 9), ("empty server", empty_server, 0)]
    {
        let mut client = Client::start(command());
        client.initialize(folder.path());
        client.open(&policy, count);
        let mut version = 1;
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                version += 1;
                client.keystroke(&policy, version, count);
            });
        });
    }
    group.finish();
}
