//! Whole documents without a shell around them: reading, checking, fixing, and how each grows.

#![expect(clippy::unwrap_used, reason = "a bench that cannot run has nothing to report")]
#![allow(missing_docs, reason = "criterion's macros write public functions")]

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::{Date, date};
use leastwise_advice::{PolicyInput, World, WorldInput, findings};
use leastwise_policy::Source;

/// Where the policy stands: the folder's name attributes it to [`support::ROLE`].
const PATH: &str = "/bench/roles/Bench/policy.json";
const TODAY: Date = date(2026, 11, 23);
/// Every tenth tracked action is unused: about a thousand of them.
const EVERY: usize = 10;

/// The sizes that design and documentation name: a policy as people have it, and two as generators write them.
const SIZES: [(&str, usize); 3] = [("20 entries", 20), ("3,012 entries", 3_012), ("4,533 entries", 4_533)];
const GROWTH: [usize; 5] = [500, 1_000, 2_000, 4_000, 8_000];

fn world(policies: &[&Arc<Source>], findings: Vec<String>) -> World {
    let named = findings.into_iter().enumerate().map(|(index, text)| {
        Arc::new(findings::read(&format!("/bench/finding-{index}.json"), &text).unwrap())
    });
    World::new(WorldInput {
        findings: named.collect(),
        policies: policies
            .iter()
            .map(|source| PolicyInput { path: PATH.into(), source: Arc::clone(source) })
            .collect(),
        roots: vec!["/bench".into()],
        ..WorldInput::new(TODAY)
    })
}

fn source(text: &str) -> Arc<Source> {
    Arc::new(Source::read(text))
}

/// The floor of reading: serde_json with everything thrown away.
fn reading(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    for (name, entries) in SIZES {
        let text = support::policy(entries);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(BenchmarkId::new("leastwise", name), |b| {
            b.iter(|| Source::read(black_box(text.as_str())));
        });
        group.bench_function(BenchmarkId::new("serde_json to values", name), |b| {
            b.iter(|| serde_json::from_str::<serde_json::Value>(black_box(&text)));
        });
        group.bench_function(BenchmarkId::new("serde_json to nothing", name), |b| {
            b.iter(|| serde_json::from_str::<serde::de::IgnoredAny>(black_box(&text)));
        });
    }
    group.finish();
}

/// What a keystroke costs: reading and checking a text that the world knows in an older version.
fn checking(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read and check again");
    for (name, entries) in SIZES {
        let text = support::policy(entries);
        let world = world(&[&source(&text)], vec![support::finding(EVERY)]);
        assert_eq!(world.analyse(PATH, source(&text)).judged, 1);
        group.bench_function(name, |b| b.iter(|| world.analyse(PATH, source(black_box(&text)))));
    }
    group.finish();
    let mut group = criterion.benchmark_group("check for the first time");
    for (name, entries) in SIZES {
        let source = source(&support::policy(entries));
        group.bench_function(name, |b| {
            b.iter_batched(
                || world(&[&source], vec![support::finding(EVERY)]),
                |world| world.analyse(PATH, Arc::clone(&source)),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

/// The fix of a whole policy: every entry narrowed, the edit proved on the document.
fn fixing(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("plan and prove the policy's fix");
    group.sample_size(10);
    for (name, entries) in SIZES {
        let source = source(&support::policy(entries));
        let world = world(&[&source], vec![support::finding(EVERY)]);
        let analysis = world.analyse(PATH, source);
        let fix = analysis.policy_fix(0).unwrap();
        assert_eq!(fix.disabled, None, "{name}");
        group.bench_function(name, |b| b.iter(|| analysis.policy_fix(0)));
    }
    group.finish();
}

/// A name, and how a text of a size is made.
type Shape = (&'static str, fn(usize) -> String);

/// How planning and proving grow: with the statements of one policy, with the entries of one statement, and with the
/// policies of one file.
fn growth_of_fixing(criterion: &mut Criterion) {
    let shapes: [Shape; 3] = [
        ("growth of the fix with statements of several services", support::mixed_policy),
        ("growth of the fix with entries of one statement", |entries| support::policy_of(entries, entries)),
        ("growth of the fix with policies of one file", |policies| {
            format!("[{}]", vec![support::policy(20); policies].join(","))
        }),
    ];
    for (name, text) in shapes {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        for size in GROWTH {
            let source = source(&text(size));
            let world = world(&[&source], vec![support::finding(2)]);
            let analysis = world.analyse(PATH, source);
            let fix = analysis.file_fix().unwrap();
            assert_eq!(fix.disabled, None, "{name}");
            group.throughput(Throughput::Elements(size as u64));
            group.bench_function(BenchmarkId::from_parameter(size), |b| b.iter(|| analysis.file_fix()));
        }
        group.finish();
    }
}

fn growth(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("growth with entries");
    for entries in GROWTH {
        let text = support::policy(entries);
        let world = world(&[&source(&text)], vec![support::finding(EVERY)]);
        group.throughput(Throughput::Elements(entries as u64));
        group.bench_function(BenchmarkId::from_parameter(entries), |b| {
            b.iter(|| world.analyse(PATH, source(black_box(&text))));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("growth with statements of one entry");
    for statements in GROWTH {
        let text = support::policy_of(statements, 1);
        let world = world(&[&source(&text)], vec![support::finding(EVERY)]);
        group.throughput(Throughput::Elements(statements as u64));
        group.bench_function(BenchmarkId::from_parameter(statements), |b| {
            b.iter(|| world.analyse(PATH, source(black_box(&text))));
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("growth with findings");
    group.sample_size(10);
    for roles in [50, 100, 200, 400] {
        let texts: Vec<String> =
            (0..roles).map(|role| support::finding_of(&format!("Role{role}"), EVERY * 10)).collect();
        let source = source(&support::policy(20));
        group.throughput(Throughput::Elements(roles));
        group.bench_function(BenchmarkId::from_parameter(roles), |b| {
            b.iter(|| world(&[&source], texts.clone()).analyse(PATH, Arc::clone(&source)));
        });
    }
    group.finish();
}

criterion_group!(benches, reading, checking, fixing, growth_of_fixing, growth);
criterion_main!(benches);
