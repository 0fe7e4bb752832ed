//! A folder of policies, as `leastwise check` reads it, beside the same walk that reads every file and does no more.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run has nothing to report")]
#![allow(missing_docs, reason = "criterion's macros write public functions")]

#[path = "support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use ignore::{WalkBuilder, WalkState};
use tempfile::TempDir;

/// How many policies. 1,500 is what the goal is about.
const FILES: [usize; 4] = [1_500, 2_500, 5_000, 10_000];
/// How many of the roles have a finding.
const FINDINGS: usize = 50;

/// `roles/RoleN/policy.json` of 20 entries each, and findings of the first [`FINDINGS`] roles in a folder of their own.
fn workspace(files: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let policy = support::policy(20);
    let findings = folder.path().join("findings");
    std::fs::create_dir(&findings).unwrap();
    for file in 0..files {
        let role = format!("Role{file}");
        let own = folder.path().join("roles").join(&role);
        std::fs::create_dir_all(&own).unwrap();
        std::fs::write(own.join("policy.json"), &policy).unwrap();
        if file < FINDINGS {
            std::fs::write(findings.join(format!("{role}.json")), support::finding_of(&role, 100)).unwrap();
        }
    }
    folder
}

fn check(folder: &Path) {
    let status = Command::new(env!("CARGO_BIN_EXE_leastwise"))
        .args(["check", "--exit-zero", "--format", "json"])
        .arg(folder)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
}

/// The floor: walks as leastwise does, on as many threads, and reads each file to its end.
fn read_only(folder: &Path) -> u64 {
    let bytes = AtomicU64::new(0);
    WalkBuilder::new(folder).build_parallel().run(|| {
        Box::new(|entry| {
            let entry = entry.unwrap();
            if entry.file_type().is_some_and(|kind| kind.is_file()) {
                bytes.fetch_add(std::fs::read(entry.path()).unwrap().len() as u64, Ordering::Relaxed);
            }
            WalkState::Continue
        })
    });
    bytes.into_inner()
}

fn scan(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check a folder");
    group.sample_size(10);
    for files in FILES {
        let folder = workspace(files);
        group.throughput(Throughput::Elements(files as u64));
        group.bench_function(BenchmarkId::new("leastwise check", files), |b| b.iter(|| check(folder.path())));
        group.bench_function(BenchmarkId::new("only read the files", files), |b| {
            b.iter(|| read_only(folder.path()));
        });
    }
    group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
