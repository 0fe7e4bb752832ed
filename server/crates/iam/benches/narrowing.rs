//! What a keystroke and a fix cost: matching, inclusion, narrowing and its proof, with a warm universe.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a benchmark may panic and documents itself by its names"
)]

use std::{hint::black_box, sync::Arc};

use criterion::{Criterion, criterion_group, criterion_main};
use leastwise_iam::{
    ActionName, ActionSet, Catalog, Narrower, Outcome, Pattern, Style, Tracking, Universe,
    inclusion::includes, look::look, narrow::narrow, proof::prove,
};

/// The 22 unused actions of AWS's article "New AWS tool recommends removal of unused permissions".
const ARTICLE: &str = "\
    GetBucketLocation GetBucketWebsite GetBucketPolicyStatus GetAccelerateConfiguration GetBucketPolicy \
    GetBucketRequestPayment GetReplicationConfiguration GetBucketLogging GetBucketObjectLockConfiguration \
    GetBucketNotification GetLifecycleConfiguration GetAnalyticsConfiguration GetBucketCORS \
    GetInventoryConfiguration GetBucketPublicAccessBlock GetEncryptionConfiguration GetBucketAcl \
    GetBucketVersioning GetBucketOwnershipControls GetBucketTagging GetIntelligentTieringConfiguration \
    GetMetricsConfiguration";

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn article() -> ActionSet {
    ARTICLE.split_whitespace().map(|name| ActionName::new("s3", name).unwrap()).collect()
}

/// Every other action of those that a finding can name: the worst that a report can say.
fn every_other() -> ActionSet {
    let catalog = Catalog::embedded();
    let tracked = catalog.services().iter().flat_map(|service| {
        let actions = service.actions().iter().filter(|action| action.tracking == Tracking::Tracked);
        actions.map(|action| ActionName::new(service.prefix(), &action.name).unwrap())
    });
    tracked.step_by(2).collect()
}

fn patterns(c: &mut Criterion) {
    let universe = Universe::new(Catalog::embedded(), None, []);
    let names = universe.names("s3");
    let tagging = pattern("s3:Get*Tagging");
    c.bench_function("parse s3:Get*Tagging", |b| b.iter(|| Pattern::parse(black_box("s3:Get*Tagging"))));
    c.bench_function(&format!("match s3:Get*Tagging with {} names", names.len()), |b| {
        b.iter(|| names.iter().filter(|name| tagging.matches("s3", name)).count());
    });
    for (wide, narrow) in [
        ("s3:Get*", "s3:GetObject*"),
        ("s3:*Tagging", "s3:Delete*Tagging"),
        ("s3:*a*b*c*", "s3:x*a?*b*c?d*c*"),
    ] {
        let (wide, narrow) = (pattern(wide), pattern(narrow));
        c.bench_function(&format!("does {wide} include {narrow}"), |b| b.iter(|| includes(&wide, &narrow)));
    }
}

fn narrowing(c: &mut Criterion) {
    let cases = [("22 unused", article()), ("every other tracked action unused", every_other())];
    for (what, unused) in &cases {
        for text in ["s3:Get*", "s3:*Object*", "ec2:*", "*"] {
            let universe = Universe::new(Catalog::embedded(), None, unused.iter().cloned());
            let pattern = pattern(text);
            let name = |step: &str| format!("{step} {text}, {what}");
            let Ok(narrowing) = narrow(&pattern, &universe, unused, Style::Narrow) else { continue };
            c.bench_function(&name("look at"), |b| b.iter(|| look(&pattern, &universe, unused)));
            let Outcome::Replaced(entries) = &narrowing.outcome else { continue };
            c.bench_function(&name("narrow"), |b| {
                b.iter(|| narrow(&pattern, &universe, unused, Style::Narrow));
            });
            c.bench_function(&name("prove"), |b| b.iter(|| prove(&pattern, entries, &universe, unused)));
        }
    }
}

fn remembered(c: &mut Criterion) {
    let unused = article();
    let universe = Universe::new(Catalog::embedded(), None, unused.iter().cloned());
    let narrower = Narrower::new(Arc::new(universe), Arc::new(unused));
    let pattern = pattern("s3:Get*");
    c.bench_function("look again at s3:Get*", |b| b.iter(|| narrower.look(&pattern)));
    c.bench_function("narrow s3:Get* again", |b| b.iter(|| narrower.narrow(&pattern, Style::Narrow)));
}

criterion_group!(benches, patterns, narrowing, remembered);
criterion_main!(benches);
