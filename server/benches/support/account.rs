//! A workspace as large as an account, made from the catalog and a seed: roles, for each a policy of 20 entries and a
//! finding of 100 unused actions. Equal arguments give equal bytes.

use std::fmt::Write;
use std::path::Path;

use fastrand::Rng;
use leastwise_iam::{Catalog, Service, Tracking};

/// How many entries a policy has.
const ENTRIES: usize = 20;
/// How many services a policy is about.
const SERVICES: usize = 5;
/// How many actions a finding reports.
const UNUSED: usize = 100;
/// How many policies stand in a folder.
const IN_FOLDER: usize = 100;

/// How the findings are saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Findings {
    /// All in one file, one after the other, as the recipe of docs/findings.md saves them.
    OneFile,
    /// A file for each role.
    FilePerRole,
}

/// Writes `policies/team-N/RoleN.json` for each role, and the findings below `findings`.
pub(crate) fn write(folder: &Path, roles: usize, seed: u64, findings: Findings) -> std::io::Result<()> {
    let catalog = Catalog::embedded();
    let services = services(&catalog);
    let below = folder.join("findings");
    std::fs::create_dir_all(&below)?;
    let mut all = String::new();
    for role in 0..roles {
        let name = format!("Role{role:05}");
        // Each role for itself, so that a smaller workspace is the beginning of a larger one.
        let mut rng = Rng::with_seed(seed ^ (role as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let role = Role::new(&mut rng, &services);
        let team = folder.join(format!("policies/team-{:03}", name[4..].parse().unwrap_or(0) / IN_FOLDER));
        std::fs::create_dir_all(&team)?;
        std::fs::write(team.join(format!("{name}.json")), role.policy())?;
        let finding = role.finding(&name);
        match findings {
            Findings::OneFile => all.push_str(&finding),
            Findings::FilePerRole => std::fs::write(below.join(format!("{name}.json")), finding)?,
        }
    }
    match findings {
        Findings::OneFile => std::fs::write(below.join("unused-access.json"), all),
        Findings::FilePerRole => Ok(()),
    }
}

/// The services with enough tracked actions to choose from, each with their names.
fn services(catalog: &Catalog) -> Vec<(&str, Vec<&str>)> {
    let services = catalog.services().iter().map(|service| (service.prefix(), tracked(service)));
    services.filter(|(_, actions)| actions.len() >= ENTRIES + UNUSED / SERVICES).collect()
}

fn tracked(service: &Service) -> Vec<&str> {
    let tracked = service.actions().iter().filter(|action| action.tracking == Tracking::Tracked);
    tracked.map(|action| &*action.name).collect()
}

/// What a role is granted and what of it is unused.
struct Role<'a> {
    /// The entries, by service.
    statements: Vec<(&'a str, Vec<String>)>,
    /// The unused actions, by service.
    unused: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'a> Role<'a> {
    /// Of the four entries of each service one is a wildcard; one or two of the others are unused, and so are actions
    /// of the same service that the wildcard or another policy grants.
    fn new(rng: &mut Rng, services: &[(&'a str, Vec<&'a str>)]) -> Role<'a> {
        let mut role = Role { statements: Vec::new(), unused: Vec::new() };
        for (index, (prefix, names)) in rng.choose_multiple(services, SERVICES).into_iter().enumerate() {
            let mut names = names.clone();
            rng.shuffle(&mut names);
            let (entries, rest) = names.split_at(ENTRIES / SERVICES);
            let (wild, plain) = entries.split_at(1);
            let used = 1 + index % 2;
            let unused = plain.iter().skip(used).chain(rest).take(UNUSED / SERVICES).copied();
            role.unused.push((prefix, unused.collect()));
            let wild = wild.iter().map(|name| format!("{}*", first_word(name)));
            let plain = plain.iter().map(|name| (*name).to_owned());
            role.statements.push((prefix, wild.chain(plain).collect()));
        }
        role
    }

    fn policy(&self) -> String {
        let mut text = String::from("{\n    \"Version\": \"2012-10-17\",\n    \"Statement\": [\n");
        for (index, (prefix, entries)) in self.statements.iter().enumerate() {
            let comma = if index == 0 { "" } else { ",\n" };
            let entries: Vec<String> =
                entries.iter().map(|entry| format!("                \"{prefix}:{entry}\"")).collect();
            let entries = entries.join(",\n");
            // Writing to a string does not fail.
            let _ = write!(
                text,
                "{comma}        {{\n            \"Effect\": \"Allow\",\n            \"Action\": [\n{entries}\n            ],\n            \"Resource\": \"*\"\n        }}"
            );
        }
        text.push_str("\n    ]\n}\n");
        text
    }

    fn finding(&self, role: &str) -> String {
        let details: Vec<String> =
            self.unused.iter().map(|(prefix, actions)| detail(prefix, actions)).collect();
        format!(
            "{{\n  \"id\": \"{role}\",\n  \"analyzedAt\": \"2026-11-20T08:15:30Z\",\n  \"createdAt\": \"2026-11-20T08:15:30Z\",\n  \"updatedAt\": \"2026-11-20T08:15:30Z\",\n  \"status\": \"ACTIVE\",\n  \"findingType\": \"UnusedPermission\",\n  \"resource\": \"arn:aws:iam::111122223333:role/{role}\",\n  \"resourceType\": \"AWS::IAM::Role\",\n  \"resourceOwnerAccount\": \"111122223333\",\n  \"findingDetails\": [\n{}\n  ]\n}}\n",
            details.join(",\n")
        )
    }
}

fn detail(prefix: &str, actions: &[&str]) -> String {
    let actions: Vec<String> = actions.iter().map(|name| format!("{{ \"action\": \"{name}\" }}")).collect();
    format!(
        "    {{ \"unusedPermissionDetails\": {{ \"serviceNamespace\": \"{prefix}\", \"actions\": [{}] }} }}",
        actions.join(", ")
    )
}

/// `Get` of `GetObject`; all of a name that has no second word.
fn first_word(name: &str) -> &str {
    let second = name.char_indices().skip(1).find(|(_, character)| character.is_ascii_uppercase());
    second.and_then(|(at, _)| name.get(..at)).unwrap_or(name)
}
