//! The packages that are built into the binary, on any platform.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::process::cargo;

/// One package from a registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Package {
    pub(super) name: String,
    version: String,
    license: String,
    /// Where its files are.
    pub(super) folder: PathBuf,
}

impl Package {
    /// Such as `serde 1.0.229 (MIT OR Apache-2.0)`.
    pub(super) fn title(&self) -> String {
        format!("{} {} ({})", self.name, self.version, self.license)
    }

    /// Whether MIT alone is enough.
    pub(super) fn offers_mit(&self) -> bool {
        let choices: Vec<&str> =
            self.license.split(" OR ").flat_map(|it| it.split('/')).map(str::trim).collect();
        choices.contains(&"MIT")
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Described>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Described {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// `None` for what is linked.
    kind: Option<String>,
}

/// What the package `leastwise` links, without what only runs while it is compiled; sorted.
pub(super) fn built_in() -> Result<Vec<Package>> {
    let args = ["metadata", "--format-version", "1", "--locked"];
    let output = cargo().args(args).output().context("cannot run cargo")?;
    if !output.status.success() {
        bail!("`cargo metadata`: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    linked(&output.stdout)
}

fn linked(metadata: &[u8]) -> Result<Vec<Package>> {
    let metadata: Metadata =
        serde_json::from_slice(metadata).context("cannot read the output of `cargo metadata`")?;
    let packages: BTreeMap<&str, &Described> =
        metadata.packages.iter().map(|package| (package.id.as_str(), package)).collect();
    let nodes: BTreeMap<&str, &Node> =
        metadata.resolve.nodes.iter().map(|node| (node.id.as_str(), node)).collect();
    let start =
        metadata.packages.iter().find(|package| package.name == "leastwise" && package.source.is_none());
    let mut open = vec![start.context("there is no package `leastwise`")?.id.as_str()];
    let mut seen = BTreeSet::new();
    let mut found = BTreeSet::new();
    while let Some(id) = open.pop() {
        let Some(package) = packages.get(id).filter(|package| seen.insert(id) && !package.is_macro()) else {
            continue;
        };
        if package.source.is_some() {
            found.insert(package.package()?);
        }
        let deps = nodes.get(id).into_iter().flat_map(|node| &node.deps);
        let linked = deps.filter(|dependency| dependency.dep_kinds.iter().any(|it| it.kind.is_none()));
        open.extend(linked.map(|dependency| dependency.pkg.as_str()));
    }
    Ok(found.into_iter().collect())
}

impl Described {
    fn is_macro(&self) -> bool {
        self.targets.iter().any(|target| target.kind.iter().any(|kind| kind == "proc-macro"))
    }

    fn package(&self) -> Result<Package> {
        let Described { name, version, .. } = self;
        Ok(Package {
            name: name.clone(),
            version: version.clone(),
            license: self.license.clone().with_context(|| format!("{name} {version} names no license"))?,
            folder: self.manifest_path.parent().context("a manifest without a folder")?.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn package(
        name: &str,
        source: Option<&str>,
        kind: &str,
        deps: &[(&str, Option<&str>)],
    ) -> (Value, Value) {
        let deps: Vec<Value> =
            deps.iter().map(|(name, kind)| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] })).collect();
        let described = json!({
            "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": source,
            "manifest_path": format!("/{name}/Cargo.toml"), "targets": [{ "kind": [kind] }],
        });
        (described, json!({ "id": name, "deps": deps }))
    }

    #[test]
    fn what_is_linked_counts_and_what_only_helps_to_build_does_not() {
        let registry = Some("registry");
        let (packages, nodes): (Vec<Value>, Vec<Value>) = [
            package(
                "leastwise",
                None,
                "bin",
                &[("own", None), ("tests", Some("dev")), ("build", Some("build"))],
            ),
            package("own", None, "lib", &[("linked", None), ("macros", None)]),
            package("linked", registry, "lib", &[("deep", None)]),
            package("deep", registry, "lib", &[("linked", None)]),
            package("macros", registry, "proc-macro", &[("parser", None)]),
            package("parser", registry, "lib", &[]),
            package("tests", registry, "lib", &[]),
            package("build", registry, "lib", &[]),
        ]
        .into_iter()
        .unzip();
        let metadata = json!({ "packages": packages, "resolve": { "nodes": nodes } });
        let found = linked(&serde_json::to_vec(&metadata).unwrap()).unwrap();
        let titles: Vec<String> = found.iter().map(Package::title).collect();
        assert_eq!(titles, ["deep 1.0.0 (MIT)", "linked 1.0.0 (MIT)"]);
    }

    #[test]
    fn mit_is_enough_only_where_it_can_be_chosen() {
        for (license, expected) in [
            ("MIT", true),
            ("MIT OR Apache-2.0", true),
            ("Unlicense/MIT", true),
            ("Apache-2.0", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", false),
            ("MIT-0", false),
        ] {
            let package = Package {
                name: String::new(),
                version: String::new(),
                license: license.to_owned(),
                folder: PathBuf::new(),
            };
            assert_eq!(package.offers_mit(), expected, "{license}");
        }
    }
}
