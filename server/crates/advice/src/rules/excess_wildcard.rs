//! `excess-wildcard`: a wildcard some of whose actions are unused.

use super::Granting;
use crate::standing::Standing;
use crate::words::{count, number};
use crate::{Advice, Rule};

pub(crate) fn check(granting: &Granting<'_>, standing: &Standing) -> Option<Advice> {
    let look = &granting.look;
    if granting.pattern.is_plain() || look.unused.is_empty() || look.unused.len() == look.granted {
        return None;
    }
    let message = format!(
        "`{}` grants {}, {} of them unused by {}",
        granting.pattern.as_str(),
        count(look.granted, "action"),
        number(look.unused.len()),
        standing.by_whom()
    );
    Some(granting.advice(Rule::ExcessWildcard, message, standing))
}
