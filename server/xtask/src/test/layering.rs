//! The check that the core crates stay free of the protocol and of async code.

use anyhow::{Context, Result, bail};

use crate::process::cargo;

/// The crates that take text and return values, and know of nothing around them.
const CORE: &[&str] = &["leastwise-syntax", "leastwise-iam", "leastwise-policy", "leastwise-advice"];

/// Names that a core crate must not reach by any path; `*` at the end stands for any rest.
const FORBIDDEN: &[&str] = &[
    "async-*",
    "dashmap",
    "fluent-uri",
    "futures*",
    "leastwise",
    "leastwise-fetch",
    "ls-types",
    "lsp-*",
    "mio",
    "smol",
    "tokio*",
    "tower*",
    "url",
];

pub(super) fn check() -> Result<()> {
    for package in CORE {
        let args = ["tree", "-p", package, "-e", "normal", "--prefix", "none", "--format", "{p}", "--locked"];
        let output = cargo().args(args).output().context("cannot run cargo")?;
        if !output.status.success() {
            bail!("`cargo tree -p {package}`: {}", String::from_utf8_lossy(&output.stderr).trim());
        }
        if let Some(name) = forbidden(&String::from_utf8_lossy(&output.stdout)) {
            bail!("{package} must not depend on `{name}` (path: `cargo tree -p {package} -i {name}`)");
        }
    }
    Ok(())
}

/// The first forbidden package of a tree that has one `name version …` on each line.
fn forbidden(tree: &str) -> Option<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).find(|name| {
        FORBIDDEN.iter().any(|forbidden| match forbidden.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => name == forbidden,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_with_an_lsp_or_async_crate_names_it() {
        for (line, expected) in [
            ("tokio v1.54.0", Some("tokio")),
            ("tokio-util v0.7.16", Some("tokio-util")),
            ("tower-lsp-server v0.23.0", Some("tower-lsp-server")),
            ("lsp-types v0.97.0", Some("lsp-types")),
            ("ls-types v0.0.2", Some("ls-types")),
            ("futures-core v0.3.31 (*)", Some("futures-core")),
            ("url v2.5.4", Some("url")),
            ("leastwise v0.1.0 (/somewhere)", Some("leastwise")),
            ("leastwise-iam v0.1.0 (/somewhere)", None),
            ("urlencoding v2.1.3", None),
            ("jiff v0.2.15", None),
            ("", None),
        ] {
            let tree = format!("leastwise-advice v0.1.0 (/somewhere)\n{line}\nmemchr v2.8.3\n");
            assert_eq!(forbidden(&tree), expected, "{line}");
        }
    }
}
