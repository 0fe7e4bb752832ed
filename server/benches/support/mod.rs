//! Policies and findings of any size, made from the catalog, for benches to measure on.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each bench takes what it needs, and stops where it cannot run"
)]

use std::fmt::Write;

use leastwise_iam::{Action, Catalog, Tracking};

/// The role that [`finding`] is about.
pub(crate) const ROLE: &str = "Bench";

/// A policy of so many entries, 32 to a statement.
pub(crate) fn policy(entries: usize) -> String {
    policy_of(entries, 32)
}

/// A policy of so many entries with so many in each statement, in the layout of AWS's console with an entry on each line. Every fifth entry is the
/// wildcard of its first word (`s3:Get*`), the others are actions; no entry comes twice while the catalog lasts.
pub(crate) fn policy_of(entries: usize, in_statement: usize) -> String {
    let entries = self::entries(entries);
    let statements: Vec<String> = entries.chunks(in_statement).enumerate().map(statement).collect();
    format!(
        "{{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n{}\n    ]\n}}\n",
        statements.join(",\n")
    )
}

/// A policy on one line of so many statements, each with three entries from far apart in the catalog.
pub(crate) fn mixed_policy(statements: usize) -> String {
    let entries = self::entries(3 * statements);
    let statements: Vec<String> = (0..statements)
        .map(|index| {
            let own: Vec<String> =
                entries.iter().skip(index).step_by(statements).map(|entry| format!("\"{entry}\"")).collect();
            let own = own.join(",");
            format!(
                "{{\"Sid\":\"Statement{index}\",\"Effect\":\"Allow\",\"Action\":[{own}],\"Resource\":\"*\"}}"
            )
        })
        .collect();
    format!("{{\"Version\":\"2012-10-17\",\"Statement\":[{}]}}", statements.join(","))
}

fn statement((index, entries): (usize, &[String])) -> String {
    let lines: Vec<String> = entries.iter().map(|entry| format!("                \"{entry}\"")).collect();
    format!(
        "        {{\n            \"Sid\": \"Statement{index}\",\n            \"Effect\": \"Allow\",\n            \"Action\": [\n{}\n            ],\n            \"Resource\": \"*\"\n        }}",
        lines.join(",\n")
    )
}

fn entries(wanted: usize) -> Vec<String> {
    let catalog = Catalog::embedded();
    let actions = catalog
        .services()
        .iter()
        .flat_map(|service| service.actions().iter().map(|action| (service.prefix(), action.name.as_ref())));
    // A small policy holds what small policies hold.
    let from_s3 = actions.cycle().skip_while(|(prefix, _)| *prefix != "s3");
    let mut seen = std::collections::HashSet::new();
    let mut entries = Vec::with_capacity(wanted);
    for (index, (prefix, name)) in from_s3.enumerate().take(wanted * 3) {
        let word = name
            .find(|c: char| c.is_ascii_lowercase())
            .and_then(|at| name.get(at..)?.find(|c: char| c.is_ascii_uppercase()).map(|end| at + end));
        let entry = match word {
            Some(end) if index % 5 == 0 => format!("{prefix}:{}*", &name[..end]),
            _ => format!("{prefix}:{name}"),
        };
        if entries.len() < wanted && seen.insert(entry.clone()) {
            entries.push(entry);
        }
    }
    entries
}

/// A finding as `get-finding-v2` answers it, about [`ROLE`], with each `every`th action that AWS tracks unused.
pub(crate) fn finding(every: usize) -> String {
    finding_of(ROLE, every)
}

/// As [`finding`], about this role.
pub(crate) fn finding_of(role: &str, every: usize) -> String {
    let mut details = String::new();
    let mut count = 0;
    let mut unused = |action: &&Action| {
        count += usize::from(action.tracking == Tracking::Tracked);
        action.tracking == Tracking::Tracked && count % every == 0
    };
    for service in Catalog::embedded().services() {
        let names: Vec<String> = service
            .actions()
            .iter()
            .filter(&mut unused)
            .map(|action| format!("{{ \"action\": \"{}\" }}", action.name))
            .collect();
        if !names.is_empty() {
            let comma = if details.is_empty() { "" } else { ",\n" };
            write!(
                details,
                "{comma}    {{ \"unusedPermissionDetails\": {{ \"serviceNamespace\": \"{}\", \"actions\": [{}] }} }}",
                service.prefix(),
                names.join(", ")
            )
            .unwrap();
        }
    }
    format!(
        "{{\n  \"id\": \"{role}\", \"analyzedAt\": \"2026-11-20T08:15:30Z\", \"createdAt\": \"2026-11-20T08:15:30Z\",\n  \"updatedAt\": \"2026-11-20T08:15:30Z\", \"status\": \"ACTIVE\", \"findingType\": \"UnusedPermission\",\n  \"resource\": \"arn:aws:iam::111122223333:role/{role}\", \"resourceType\": \"AWS::IAM::Role\",\n  \"resourceOwnerAccount\": \"111122223333\",\n  \"findingDetails\": [\n{details}\n  ]\n}}\n"
    )
}
