//! The language server over stdio, beside an empty server of the same framework: from the start of the process to the
//! reply to `initialize`, from a keystroke to its diagnostics in policies of several sizes, from a change
//! on disk to its diagnostics, and memory.
//!
//! The empty server is this bench itself, started again with [`EMPTY_SERVER`] set, so that both are built alike.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run has nothing to report")]
#![expect(clippy::print_stdout, reason = "memory is not a matter for criterion")]

mod client;
mod disk;
mod empty_server;
mod policies;
#[path = "../support/mod.rs"]
mod support;

use std::process::Command;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, Throughput};

use client::Client;
use policies::Workspace;

/// The environment variable that turns this bench into the empty server.
const EMPTY_SERVER: &str = "LEASTWISE_BENCH_EMPTY_SERVER";
/// As generators write policies: 146 KB and 231 KB.
const LARGE: [usize; 2] = [3_012, 4_533];
const GROWTH: [usize; 5] = [500, 1_000, 2_000, 4_000, 8_000];

type Server = (&'static str, fn() -> Command);

const SERVERS: [Server; 2] = [("leastwise", leastwise), ("empty server", empty_server)];

fn main() {
    if std::env::var_os(EMPTY_SERVER).is_some() {
        return empty_server::run();
    }
    let mut criterion = Criterion::default().configure_from_args();
    start(&mut criterion);
    keystroke(&mut criterion);
    growth(&mut criterion);
    disk::disk(&mut criterion);
    memory();
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
    let demo = Workspace::demo();
    let mut group = criterion.benchmark_group("start to initialize reply");
    for (name, command) in SERVERS {
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    let started = Instant::now();
                    let mut client = Client::start(command());
                    client.initialize(demo.folder());
                    total += started.elapsed();
                }
                total
            });
        });
    }
    group.finish();
}

/// A server with the policy of a workspace open, and how many diagnostics that has.
fn opened(workspace: &Workspace, (name, command): Server) -> (Client, usize) {
    let mut client = Client::start(command());
    client.initialize(workspace.folder());
    client.initialized();
    // The empty server finds nothing.
    let count = client.open(&workspace.policy(), name == "leastwise");
    (client, count)
}

/// From a change that moves every entry to the diagnostics of that version.
fn keystroke(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("keystroke to diagnostics");
    let generated = LARGE.map(|entries| (format!("{entries} entries"), Workspace::generated(entries)));
    for (size, workspace) in [("demo".to_owned(), Workspace::demo())].into_iter().chain(generated) {
        for server in SERVERS {
            let (mut client, count) = opened(&workspace, server);
            let mut version = 1;
            group.bench_function(BenchmarkId::new(server.0, &size), |bencher| {
                bencher.iter(|| {
                    version += 1;
                    client.keystroke(&workspace.policy(), version, count);
                });
            });
        }
    }
    group.finish();
}

/// How the time of a keystroke grows with the policy; the throughput is entries in a second.
fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth of a keystroke");
    for entries in GROWTH {
        let workspace = Workspace::generated(entries);
        let (mut client, count) = opened(&workspace, SERVERS[0]);
        let mut version = 1;
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_function(BenchmarkId::from_parameter(entries), |bencher| {
            bencher.iter(|| {
                version += 1;
                client.keystroke(&workspace.policy(), version, count);
            });
        });
    }
    group.finish();
}

/// What a process holds with the demo's policy and both large ones open, after some keystrokes in each. Linux only.
fn memory() {
    for server in SERVERS {
        let demo = Workspace::demo();
        let (mut client, count) = opened(&demo, server);
        let mut open = vec![(demo, count)];
        for entries in LARGE {
            let workspace = Workspace::generated(entries);
            let count = client.open_folder(workspace.folder(), &workspace.policy(), server.0 == "leastwise");
            open.push((workspace, count));
        }
        for (workspace, count) in &open {
            for version in 2..42 {
                client.keystroke(&workspace.policy(), version, *count);
            }
        }
        if let (Some(now), Some(most)) = (client.memory("VmRSS"), client.memory("VmHWM")) {
            let mebibytes = |kibibytes: u64| kibibytes as f64 / 1024.0;
            let (now, most) = (mebibytes(now), mebibytes(most));
            println!("memory with three policies open/{}: {now:.1} MiB, at most {most:.1} MiB", server.0);
        }
    }
}
