//! Which block of a file refers to which other.

use std::collections::{HashMap, HashSet};

use leastwise_syntax::{Kind, Spelling, Value};

use super::{DOCUMENT_TYPE, MERGED_WITH, Merging};

/// The references of a file.
#[derive(Debug, Default)]
pub(in super::super) struct Uses {
    /// By the address to which they lead.
    by_address: HashMap<String, Vec<Use>>,
    /// The documents of the file that are merged with one that is not known.
    merged_with_unknown: HashSet<String>,
    /// The documents of the file with which each is merged, either way.
    merged: HashMap<String, Vec<String>>,
}

/// A place that refers to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// The address of the block in which it stands: `aws_iam_role_policy.app`, `module.app`, `output.arn`.
    pub(super) by: String,
    /// The type of the block, where it is a resource or a data source; else its first word.
    pub(super) kind: String,
    /// The argument or block inside it.
    pub(super) property: String,
}

impl Uses {
    pub(in super::super) fn of(root: Value<'_>) -> Uses {
        let mut uses = Uses::default();
        let mut documents = Vec::new();
        for block in root.members().filter(|member| member.value.spelling() == Spelling::Block) {
            let section = block.key.as_str().unwrap_or_default();
            match &*section {
                "resource" | "data" => {
                    let labelled = block.value.members().flat_map(|kind| {
                        kind.value.members().map(move |name| (kind.key, name.key, name.value))
                    });
                    for (kind, name, body) in labelled {
                        let kind = kind.as_str().unwrap_or_default();
                        let prefix = if section == "data" { "data." } else { "" };
                        let address = format!("{prefix}{kind}.{}", name.as_str().unwrap_or_default());
                        uses.add(&address, &kind, body);
                        documents
                            .extend((section == "data" && kind == DOCUMENT_TYPE).then_some((address, body)));
                    }
                }
                "locals" => {
                    for local in block.value.members() {
                        let address = format!("local.{}", local.key.as_str().unwrap_or_default());
                        let place =
                            Use { by: address, kind: "local".to_owned(), property: "value".to_owned() };
                        uses.add_all(local.value.raw(), &place);
                    }
                }
                _ => {
                    for name in block.value.members() {
                        let address = format!("{section}.{}", name.key.as_str().unwrap_or_default());
                        uses.add(&address, &section, name.value);
                    }
                }
            }
        }
        let declared: HashSet<String> = documents.iter().map(|(address, _)| address.clone()).collect();
        documents.iter().for_each(|(address, body)| uses.add_merged(address, *body, &declared));
        uses
    }

    /// The places that refer to an address.
    pub(super) fn of_address(&self, address: &str) -> &[Use] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    /// What is known of the documents with which the one at an address is merged, be it through others.
    pub(super) fn merging(&self, address: &str) -> Merging {
        let mut open = vec![address];
        let mut seen: HashSet<&str> = HashSet::new();
        while let Some(address) = open.pop() {
            if self.merged_with_unknown.contains(address) {
                return Merging::Unknown;
            }
            if seen.insert(address) {
                open.extend(self.merged.get(address).into_iter().flatten().map(String::as_str));
            }
        }
        if seen.len() > 1 { Merging::Known } else { Merging::None }
    }

    /// Adds the documents that a document is merged with.
    fn add_merged(&mut self, address: &str, body: Value<'_>, declared: &HashSet<String>) {
        for with in MERGED_WITH.into_iter().filter_map(|key| body.get(key)) {
            for one in with.elements().chain((with.kind() != Kind::List).then_some(with)) {
                // Nothing but the JSON of a document of the file is known.
                match one.raw().strip_suffix(".json").filter(|other| declared.contains(*other)) {
                    Some(other) => {
                        for (from, to) in [(address, other), (other, address)] {
                            self.merged.entry(from.to_owned()).or_default().push(to.to_owned());
                        }
                    }
                    None => {
                        self.merged_with_unknown.insert(address.to_owned());
                    }
                }
            }
        }
    }

    fn add(&mut self, by: &str, kind: &str, body: Value<'_>) {
        for member in body.members() {
            let property = member.key.as_str().unwrap_or_default();
            let place = Use { by: by.to_owned(), kind: kind.to_owned(), property: property.into_owned() };
            self.add_all(member.value.raw(), &place);
        }
    }

    fn add_all(&mut self, text: &str, place: &Use) {
        // What it waits for it does not use.
        if matches!(place.property.as_str(), "depends_on" | "lifecycle") {
            return;
        }
        for address in addresses(text).filter(|address| *address != place.by) {
            let known = self.by_address.entry(address).or_default();
            if known.last() != Some(place) {
                known.push(place.clone());
            }
        }
    }
}

/// The addresses to which a text refers. Some in strings and comments may be among them.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = String> {
    let is_part = |char: char| char.is_alphanumeric() || matches!(char, '_' | '-' | '.');
    text.split(move |char| !is_part(char)).filter_map(|path| {
        let mut parts = path.split('.');
        let first = parts.next()?;
        let count = match first {
            "data" => 3,
            "module" | "local" => 2,
            _ if first.starts_with("aws_") || first.starts_with("awscc_") => 2,
            _ => return None,
        };
        let address: Vec<&str> = std::iter::once(first).chain(parts).take(count).collect();
        let is_whole = address.len() == count && address.iter().all(|part| !part.is_empty());
        is_whole.then(|| address.join("."))
    })
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_are_found_in_every_form_of_an_expression() {
        for (text, expected) in [
            ("data.aws_iam_policy_document.app.json", "data.aws_iam_policy_document.app"),
            ("[aws_iam_role.a[0].name, \"${aws_iam_role.b[\"k\"].arn}\"]", "aws_iam_role.a aws_iam_role.b"),
            ("var.x ? module.m.arn : local.arn", "module.m local.arn"),
            ("awscc_iam_role.r.role_name", "awscc_iam_role.r"),
            ("data.aws_iam_policy_document", ""),
            ("each.value.aws_iam_role.x", ""),
            ("aws_iam_role.", ""),
            ("azurerm_role.x", ""),
        ] {
            assert_eq!(addresses(text).collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
