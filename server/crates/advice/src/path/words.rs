//! The words of a name, however it is written: `service-control-policies`, `ServiceControlPolicies`,
//! `service_control_policies2` and `servicecontrolpolicies` have the same.

use leastwise_policy::Span;

/// A word in lower case, and its place in the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) text: Box<str>,
    pub(crate) span: Span,
}

impl Word {
    pub(crate) fn is(&self, text: &str) -> bool {
        *self.text == *text
    }
}

/// The words that are recognized where nothing separates them, as in `permissionsboundary`. A run of letters is taken
/// apart only if it consists of these.
const VOCABULARY: [&str; 39] = [
    "assume",
    "aws",
    "boundaries",
    "boundary",
    "control",
    "customer",
    "document",
    "documents",
    "group",
    "groups",
    "guard",
    "guardrail",
    "guardrails",
    "iam",
    "identity",
    "inline",
    "managed",
    "permission",
    "permissions",
    "policies",
    "policy",
    "rail",
    "rails",
    "rcp",
    "rcps",
    "resource",
    "role",
    "roles",
    "scp",
    "scps",
    "service",
    "session",
    "sessions",
    "set",
    "sets",
    "sso",
    "trust",
    "user",
    "users",
];

/// The words of a name: runs of letters, parted at a capital letter after a small one and before the last capital of
/// several (`IAMUsers`), and where known words stand one after the other. Digits and everything else only separate.
pub(crate) fn words(name: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, byte) in name.bytes().enumerate().chain([(name.len(), b' ')]) {
        match (byte.is_ascii_alphabetic(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                add_letters(name, Span::new(from, at), &mut words);
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// Adds the words of a run of letters.
fn add_letters(name: &str, run: Span, words: &mut Vec<Word>) {
    if add_known(name, run, words) {
        return;
    }
    let letters = run.text(name).unwrap_or_default().as_bytes();
    let mut from = 0;
    for at in 1..=letters.len() {
        if at == letters.len() || begins_word(letters, at) {
            let part = Span::new(run.start + from, run.start + at);
            if !add_known(name, part, words) {
                words.push(word(name, part));
            }
            from = at;
        }
    }
}

fn begins_word(letters: &[u8], at: usize) -> bool {
    let is_capital = |at: usize| letters.get(at).is_some_and(u8::is_ascii_uppercase);
    let is_small = |at: usize| letters.get(at).is_some_and(u8::is_ascii_lowercase);
    // The plural of an abbreviation, as in `SCPs`, is one word.
    let is_plural = letters.get(at + 1) == Some(&b's') && !is_small(at + 2);
    is_capital(at) && (is_small(at - 1) || (is_capital(at - 1) && is_small(at + 1) && !is_plural))
}

/// Adds the words of a run of letters that consists of known ones; `false` for every other.
fn add_known(name: &str, run: Span, words: &mut Vec<Word>) -> bool {
    let folded = run.text(name).unwrap_or_default().to_ascii_lowercase();
    let Some(lengths) = known_words(&folded) else { return false };
    let mut from = run.start;
    for length in lengths {
        words.push(word(name, Span::new(from, from + length)));
        from += length;
    }
    true
}

/// The lengths of the known words that a text consists of; the longest first ones where there are several ways.
fn known_words(text: &str) -> Option<Vec<usize>> {
    // No name that means something here is longer; the time is bounded by it.
    const LONGEST: usize = 64;
    if text.len() > LONGEST {
        return None;
    }
    // For each end of a prefix that consists of known words, where the last of them begins.
    let mut begins: Vec<Option<usize>> = vec![None; text.len() + 1];
    for end in 1..=text.len() {
        let is_reached = |at: usize| at == 0 || begins.get(at).is_some_and(Option::is_some);
        let last = VOCABULARY.iter().filter_map(|word| {
            let start = end.checked_sub(word.len())?;
            (text.get(start..end) == Some(word) && is_reached(start)).then_some(start)
        });
        let first = last.min();
        if let Some(slot) = begins.get_mut(end) {
            *slot = first;
        }
    }
    let mut lengths = Vec::new();
    let mut end = text.len();
    while end > 0 {
        let start = (*begins.get(end)?)?;
        lengths.push(end - start);
        end = start;
    }
    lengths.reverse();
    Some(lengths)
}

fn word(name: &str, span: Span) -> Word {
    Word { text: span.text(name).unwrap_or_default().to_ascii_lowercase().into(), span }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_name_has_the_same_words() {
        for (names, expected) in [
            (
                &[
                    "service-control-policies",
                    "ServiceControlPolicies",
                    "serviceControlPolicies",
                    "service_control_policies",
                    "SERVICE_CONTROL_POLICIES",
                    "servicecontrolpolicies",
                    "Service Control Policies (2)",
                    "01-service.control.policies",
                ][..],
                &["service", "control", "policies"][..],
            ),
            (
                &["permissionsboundary", "PermissionsBoundary", "permissions-boundary2"],
                &["permissions", "boundary"],
            ),
            (&["boundary2", "BOUNDARY", "2boundary"], &["boundary"]),
            (&["SCPs", "scps", "SCPs2", "Scps"], &["scps"]),
            (&["GuardRails", "guardrails"], &["guardrails"]),
            (&["guard-rails", "guard_rails2"], &["guard", "rails"]),
            (&["IAMUsers", "iam-users", "iamusers", "iam_users", "IamUsers", "IAM_USERS"], &["iam", "users"]),
            (
                &["permissionSets", "permissionsets", "permission-sets", "PermissionSets01"],
                &["permission", "sets"],
            ),
            (&["DenySCPs"], &["deny", "scps"]),
            (&["MyRole"], &["my", "role"]),
            (&["Trustworthy"], &["trustworthy"]),
            (&["superuserland"], &["superuserland"]),
            (&["", "123", "-"], &[]),
        ] {
            for name in names {
                let found = words(name);
                let found: Vec<&str> = found.iter().map(|word| &*word.text).collect();
                assert_eq!(found, expected, "{name}");
            }
        }
    }

    #[test]
    fn a_word_knows_its_place() {
        let name = "my-permissionsBoundary2";
        let places: Vec<&str> = words(name).iter().map(|word| word.span.text(name).unwrap()).collect();
        assert_eq!(places, ["my", "permissions", "Boundary"]);
    }
}
