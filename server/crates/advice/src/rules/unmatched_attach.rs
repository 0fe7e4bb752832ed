//! `unmatched-attach`: a table that says whose policies are, and covers none.

use crate::settings::SettingsFile;
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, known: &Known, advice: &mut Vec<Advice>) {
    for attach in &file.attach {
        if known.policies_of(file).any(|(path, _)| attach.policy.matches(path)) {
            continue;
        }
        let message = "this table covers no policy, so what it says of whose they are does not count: correct `policy`, \
                       or delete the table";
        advice.push(Advice::note(attach.span, Rule::UnmatchedAttach, message.to_owned()));
    }
}
