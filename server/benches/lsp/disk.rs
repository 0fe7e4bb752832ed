//! From a change on disk, made by another program, to the diagnostics of all that has changed. The client watches
//! nothing, so that the server's own watcher is part of it.

use std::fs;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion};

use crate::client::Client;
use crate::policies::Roles;

/// How many policies there are.
const POLICIES: usize = 1_000;
/// How many of them change at once: one is saved, or git checks out another branch.
const CHANGED: [usize; 2] = [1, POLICIES];

pub(crate) fn disk(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("change on disk to diagnostics");
    group.sample_size(10);
    let roles = Roles::generated(POLICIES);
    let mut client = Client::start(crate::leastwise());
    client.initialize(roles.folder());
    client.initialized();
    client.published(POLICIES);
    let mut round = 0;
    for changed in CHANGED {
        group.bench_function(BenchmarkId::from_parameter(changed), |bencher| {
            bencher.iter_custom(|rounds| {
                let mut total = Duration::ZERO;
                for _ in 0..rounds {
                    round += 1;
                    // Every place moves on, so that all diagnostics are sent again.
                    let text = format!("{}{}", "\n".repeat(round), roles.policy());
                    let started = Instant::now();
                    for path in roles.policies().take(changed) {
                        fs::write(path, &text).unwrap();
                    }
                    client.published(changed);
                    total += started.elapsed();
                }
                total
            });
        });
    }
    group.finish();
}
