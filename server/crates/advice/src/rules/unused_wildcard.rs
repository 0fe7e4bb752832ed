//! `unused-wildcard`: a wildcard with at least one reported action and none that remains.

use super::Granting;
use crate::standing::Standing;
use crate::words::count;
use crate::{Advice, Rule};

pub(crate) fn check(granting: &Granting<'_>, standing: &Standing) -> Option<Advice> {
    let look = &granting.look;
    if granting.pattern.is_plain() || look.unused.is_empty() || look.unused.len() < look.granted {
        return None;
    }
    let pattern = granting.pattern.as_str();
    let by_whom = standing.by_whom();
    let message = match look.granted {
        1 => format!("`{pattern}` grants 1 action, and it is not used by {by_whom}"),
        n => format!("`{pattern}` grants {}, none of them used by {by_whom}", count(n, "action")),
    };
    Some(granting.advice(Rule::UnusedWildcard, message, standing))
}
