//! `unused-action`: a plain action that is reported unused.

use super::Granting;
use crate::standing::Standing;
use crate::{Advice, Rule};

pub(crate) fn check(granting: &Granting<'_>, standing: &Standing) -> Option<Advice> {
    if !granting.pattern.is_plain() || granting.look.unused.is_empty() {
        return None;
    }
    let message = format!("`{}` is not used by {}", granting.pattern.as_str(), standing.by_whom());
    Some(granting.advice(Rule::UnusedAction, message, standing))
}
