//! The languages of the files that are tried.

use std::path::Path;

use anyhow::Result;
use leastwise_policy::Source;
use leastwise_policy::hcl::Hcl;

use super::hcl;
use super::node::Node;
use super::tokens::{Token, hcl_tokens, tokens};

/// What a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    /// JSON with comments.
    Jsonc,
    /// Terraform.
    Hcl,
}

impl Language {
    pub(super) fn of(path: &Path) -> Language {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("tf" | "tofu") => Language::Hcl,
            Some("jsonc") => Language::Jsonc,
            _ => Language::Json,
        }
    }

    /// Where a trial's policy is.
    pub(super) fn path(self) -> &'static str {
        match self {
            Language::Json => "/w/MyRole.json",
            Language::Jsonc => "/w/MyRole.jsonc",
            Language::Hcl => "/w/MyRole.tf",
        }
    }

    pub(super) fn source(self, text: &str) -> Source {
        if self == Language::Hcl { Source::read_as(&Hcl, text) } else { Source::read(text) }
    }

    /// The tree of a text, read by what shares nothing with the product.
    pub(super) fn tree(self, text: &str) -> Result<Node> {
        if self == Language::Hcl { hcl::read(text) } else { Node::read(text) }
    }

    pub(super) fn tokens(self, text: &str) -> Vec<Token<'_>> {
        if self == Language::Hcl { hcl_tokens(text) } else { tokens(text) }
    }
}
