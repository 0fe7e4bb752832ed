//! Lists of files: what is put into them, and whether two of them say the same.

use std::path::Path;
use std::sync::Arc;

use crate::workspace::load::Loaded;
use crate::workspace::{Files, PolicyFile};

/// Whether two lists of policies are the same texts under the same names.
pub fn same_policies(one: &[PolicyFile], other: &[PolicyFile]) -> bool {
    let same = |(one, other): (&PolicyFile, &PolicyFile)| {
        one.name == other.name && same_text(&one.source.text, &other.source.text)
    };
    one.len() == other.len() && one.iter().zip(other).all(same)
}

fn same_text(one: &Arc<str>, other: &Arc<str>) -> bool {
    Arc::ptr_eq(one, other) || one == other
}

/// Whether two sets of files would make the same world.
pub fn same(one: &Files, other: &Files) -> bool {
    one.folders == other.folders
        && one.unread == other.unread
        && one.skipped == other.skipped
        && same_policies(&one.policies, &other.policies)
        && same_policies(&one.bystanders, &other.bystanders)
        && one.findings.len() == other.findings.len()
        && one
            .findings
            .iter()
            .zip(&other.findings)
            // The same text may be saved in a way that is not read.
            .all(|(one, other)| {
                let same_way = one.file.broken == other.file.broken;
                one.name == other.name && same_way && same_text(&one.text, &other.text)
            })
        && one.settings.len() == other.settings.len()
        && one.settings.iter().zip(&other.settings).all(|(one, other)| {
            let same_way = one.file.broken == other.file.broken && one.whole == other.whole;
            one.name == other.name && same_way && same_text(&one.text, &other.text)
        })
}

/// Adds what was found to what is there.
pub(super) fn add(files: &mut Files, found: Files) {
    files.policies.extend(found.policies);
    files.bystanders.extend(found.bystanders);
    files.findings.extend(found.findings);
    files.settings.extend(found.settings);
    files.folders.extend(found.folders);
    files.unread.extend(found.unread);
    files.skipped.extend(found.skipped);
}

/// Takes out whatever is known of a path.
pub(super) fn remove(files: &mut Files, path: &Path) {
    files.unread.retain(|unread| unread != path);
    files.skipped.retain(|skipped| skipped.path != path);
    files.policies.retain(|file| file.path != path);
    files.bystanders.retain(|file| file.path != path);
    files.findings.retain(|file| file.path != path);
    files.settings.retain(|file| file.path != path);
}

/// Adds one file.
pub(super) fn put(files: &mut Files, loaded: Loaded) {
    match loaded {
        Loaded::Policy(file) => files.policies.push(file),
        Loaded::Findings(file) => files.findings.push(file),
        Loaded::Settings(file) => files.settings.push(file),
    }
}

/// Sorts each list by name and takes doubles out.
pub(super) fn sort(files: &mut Files) {
    files.policies.sort_by(|a, b| a.name.cmp(&b.name));
    files.policies.dedup_by(|a, b| a.name == b.name);
    files.bystanders.sort_by(|a, b| a.name.cmp(&b.name));
    files.bystanders.dedup_by(|a, b| a.name == b.name);
    files.findings.sort_by(|a, b| a.name.cmp(&b.name));
    files.findings.dedup_by(|a, b| a.name == b.name);
    files.settings.sort_by(|a, b| (&a.name, !a.whole).cmp(&(&b.name, !b.whole)));
    files.settings.dedup_by(|a, b| a.name == b.name);
    files.unread.sort();
    files.unread.dedup();
    files.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    files.skipped.dedup();
    files.folders.sort();
    files.folders.dedup();
}
