//! `unmatched-attach`: a table that says whose policies are, and covers none.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::settings::SettingsFile;
use crate::unread_source::UnreadSource;
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, known: &Known, advice: &mut Vec<Advice>) {
    if file.attach.is_empty() {
        return;
    }
    let matched: FxHashSet<usize> =
        known.policies_of(file).flat_map(|(path, _)| file.attach_of(path)).collect();
    let mut unread = FxHashMap::default();
    for source in known.unread_sources().flatten() {
        let tables = file.relative(&source.path).map(|path| file.attach_of(path)).unwrap_or_default();
        for place in tables {
            unread.entry(place).or_insert(source);
        }
    }
    for (place, attach) in file.attach.iter().enumerate() {
        if matched.contains(&place) {
            continue;
        }
        let message = unread.get(&place).and_then(|source| has_no_effect(file, source)).unwrap_or_else(|| {
            "`policy` matches no policy file, so this `[[attach]]` has no effect: correct it, or delete the table".to_owned()
        });
        advice.push(Advice::note(attach.span, Rule::UnmatchedAttach, message));
    }
}

/// What is to be said of a table about a file that is not read.
fn has_no_effect(file: &SettingsFile, source: &UnreadSource) -> Option<String> {
    Some(format!(
        "`policy` matches {}, which is not read ({}), so this `[[attach]]` has no effect",
        file.relative(&source.path)?,
        source.syntax.words(),
    ))
}
