//! `unmatched-attach`: a table that says whose policies are, and covers none.

use crate::settings::{Attach, SettingsFile};
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, known: &Known, advice: &mut Vec<Advice>) {
    for attach in &file.attach {
        if known.policies_of(file).any(|(path, _)| attach.policy.matches(path)) {
            continue;
        }
        let message = unread(file, attach, known).unwrap_or_else(|| {
            "`policy` matches no policy file, so this `[[attach]]` has no effect: correct it, or delete the table".to_owned()
        });
        advice.push(Advice::note(attach.span, Rule::UnmatchedAttach, message));
    }
}

/// What is to be said of a table about a file that is not read.
fn unread(file: &SettingsFile, attach: &Attach, known: &Known) -> Option<String> {
    let is_meant = |path: &str| file.relative(path).is_some_and(|path| attach.policy.matches(path));
    let source = known.unread_sources().flatten().find(|source| is_meant(&source.path))?;
    Some(format!(
        "`policy` matches {}, which is not read ({}), so this `[[attach]]` has no effect",
        file.relative(&source.path)?,
        source.syntax.words(),
    ))
}
