//! `size-quota`: a policy near or over the number of characters that IAM allows.

use leastwise_policy::{Document, OwnerKind, Source};

use crate::path::PathFacts;
use crate::quota::{Limit, PolicyKind, characters, limits};
use crate::report::Reports;
use crate::standing::Standing;
use crate::words::{list, number};
use crate::{Advice, Rule};

/// The limits that may hold for a document: that of the kind that a setting says, or that its wrapper shows, or else all
/// that its principals allow. Of a principal without a name the path may tell the kind.
pub(crate) fn limits_of(
    path: &str,
    document: &Document,
    said: Option<PolicyKind>,
    standing: &Standing,
    reports: &Reports,
) -> Vec<Limit> {
    let by_path = || PathFacts::of(path).principal_kind();
    let kinds: Option<Vec<_>> =
        standing.principals(reports).map(|one| one.map(|one| one.kind).or_else(by_path)).collect();
    limits(said.or_else(|| inline(document)), &kinds.unwrap_or_default())
}

/// The one limit that holds for a document of a known kind, whoever it belongs to.
pub(crate) fn known_limit(document: &Document, said: Option<PolicyKind>) -> Option<Limit> {
    limits(Some(said.or_else(|| inline(document))?), &[]).into_iter().next()
}

/// How the wrapper shows a document to be attached.
fn inline(document: &Document) -> Option<PolicyKind> {
    Some(match document.container.owner.as_ref()?.kind {
        OwnerKind::Role => PolicyKind::Role,
        OwnerKind::User => PolicyKind::User,
        OwnerKind::Group => PolicyKind::Group,
        OwnerKind::PermissionSet => return None,
    })
}

pub(crate) fn check(source: &Source, document: &Document, limits: &[Limit]) -> Option<Advice> {
    let smallest = limits.first()?.characters;
    // Bytes are no fewer than characters, and most policies are small.
    if !is_near(document.span.end - document.span.start, smallest) {
        return None;
    }
    let size = characters(document.span.text(&source.text)?);
    let counted = "(white space is not counted)";
    let message = match limits {
        [only] if is_near(size, only.characters) => {
            let refused = if size > only.characters { ", so AWS refuses it" } else { "" };
            format!(
                "this policy has {} of the {} characters of {} {counted}{refused}",
                number(size),
                number(only.characters),
                only.of(),
            )
        }
        [_] => return None,
        several if size > smallest => {
            let words = |over: bool| {
                let side = several.iter().filter(|limit| (size > limit.characters) == over);
                let side: Vec<String> = side.map(|limit| limit.words()).collect();
                list(&side, side.len())
            };
            let under = match words(false) {
                under if under.is_empty() => under,
                under => format!(", under the {under}"),
            };
            format!("this policy has {} characters {counted}, over the {}{under}", number(size), words(true))
        }
        _ => return None,
    };
    Some(Advice::note(document.span.opening(), Rule::SizeQuota, message))
}

/// Whether nine tenths of a limit are used up.
fn is_near(size: usize, limit: usize) -> bool {
    size * 10 >= limit * 9
}
