//! References in templates: they say who owns a document, and are not followed yet. So its owner is not known, whatever
//! file and folder are named like.

use leastwise_policy::{Document, Reference, ReferenceKind};

use crate::settings::applied::Attached;
use crate::words::list;

/// Why references leave the owner of a document unknown, as a clause; `None` where it has none, or where a person says
/// in `leastwise.toml` to whom they lead.
///
/// A table is about a whole file. Where its documents have different owners by reference, it does not say whose is which.
pub(super) fn unresolved(document: &Document, attached: &Attached, other_references: bool) -> Option<String> {
    let references: Vec<&Reference> = document.container.owner_references().collect();
    if references.is_empty() {
        return None;
    }
    let how: Vec<&str> = references.iter().map(|reference| reference.how.as_str()).collect();
    let what = format!("the file does not name every owner ({})", list(&how, 2));
    // A flag overrides names, not references.
    if !attached.names_somebody || attached.by_flag {
        let to_do = "assign the owners with `[[attach]]` in leastwise.toml";
        return Some(format!("{what}, and references are not resolved; {to_do}"));
    }
    if other_references {
        return Some(format!(
            "{what}, other policies of the file have other owners, and `[[attach]]` is for all of them"
        ));
    }
    let owners = references.iter().filter(|one| one.kind != ReferenceKind::PassedOn).count();
    let all_named = owners <= attached.named;
    (!all_named).then(|| format!("{what}, and leastwise.toml names fewer; list all of them in `principals`"))
}
