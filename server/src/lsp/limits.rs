//! How many diagnostics are published. An editor holds each of them, and sends none of a hundred thousand back to whoever
//! could read them.

use leastwise_advice::words::{count, number};
use leastwise_advice::{Advice, Level, Rule};
use tower_lsp::ls_types::Diagnostic;

use super::convert::to_proto::Diagnostics;

/// The most diagnostics of an open file.
pub const MOST_OPEN: usize = 5_000;
/// The most diagnostics of a file that is not open.
pub const MOST_CLOSED: usize = 1_000;
/// The most diagnostics of all files that are not open. Where there are more, each such file has a single one that sums up
/// what there is.
pub const MOST_CLOSED_IN_ALL: usize = 10_000;

/// A file's diagnostics, the most severe of them where there are more than `most`, and then one that counts the others.
pub fn first<'a>(
    advice: &'a [Advice],
    most: usize,
    diagnostics: &'a mut Diagnostics<'_>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let (shown, left) = split(advice, most);
    let last = left.first().map(|first| {
        let message = format!(
            "{} in this file not shown: {}; `leastwise check --all` prints them",
            count(left.len(), "more diagnostic"),
            by_rule(&left)
        );
        diagnostics.note(first.span, first.level, message)
    });
    shown.into_iter().map(|advice| diagnostics.diagnostic(advice)).chain(last)
}

/// The diagnostic that sums up those of a file that is not open; `None` where there is nothing to say.
pub fn summary(advice: &[Advice], diagnostics: &Diagnostics<'_>) -> Option<Diagnostic> {
    let all: Vec<&Advice> = advice.iter().collect();
    let level = all.iter().map(|advice| advice.level).max()?;
    let first = all.iter().find(|advice| advice.level == level)?;
    let message = format!(
        "{} in this file: {}; open the file to see them (the workspace has more than {} in total)",
        count(all.len(), "diagnostic"),
        by_rule(&all),
        number(MOST_CLOSED_IN_ALL)
    );
    Some(diagnostics.note(first.span, level, message))
}

/// The `most` most severe, with room for one more, and the others, the most severe first; both in the order of the text.
fn split(advice: &[Advice], most: usize) -> (Vec<&Advice>, Vec<&Advice>) {
    if advice.len() <= most {
        return (advice.iter().collect(), Vec::new());
    }
    let mut room = most.saturating_sub(1);
    let mut rooms = [0; Level::ALL.len()];
    for (level, of_level) in Level::ALL.into_iter().zip(&mut rooms).rev() {
        *of_level = advice.iter().filter(|advice| advice.level == level).count().min(room);
        room -= *of_level;
    }
    let (shown, mut left): (Vec<&Advice>, Vec<&Advice>) = advice.iter().partition(|advice| {
        let room = rooms.get_mut(advice.level as usize).filter(|room| **room > 0);
        room.map(|room| *room -= 1).is_some()
    });
    left.sort_by_key(|advice| std::cmp::Reverse(advice.level));
    (shown, left)
}

/// "9 `unused-action`, 2 `excess-wildcard`", in the order of the rules.
fn by_rule(advice: &[&Advice]) -> String {
    let of_rule = |rule: &Rule| (advice.iter().filter(|advice| advice.rule == *rule).count(), rule.name());
    let counts = Rule::ALL.iter().map(of_rule).filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, rule)| format!("{} `{rule}`", number(n))).collect();
    counts.join(", ")
}
