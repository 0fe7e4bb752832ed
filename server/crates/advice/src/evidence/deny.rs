//! What the Deny statements of a document take away from what its Allow statements grant.

use std::sync::{Mutex, PoisonError};

use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::{ActionKey, Document, Effect, Source, Statement};
use rustc_hash::FxHashMap;

/// Whether a Deny of the same document takes an action away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Denied {
    /// No statement of the document denies it.
    #[default]
    No,
    /// A statement denies it under a condition or for some resources.
    Maybe,
    /// A statement denies it for every resource and without a condition.
    Yes,
}

/// The Deny statements of a document.
#[derive(Debug, Default)]
pub(crate) struct Denies {
    list: Vec<Deny>,
    /// What was asked before: the entries of a policy grant the same actions again and again.
    known: Mutex<FxHashMap<ActionName, Denied>>,
}

#[derive(Debug)]
struct Deny {
    key: ActionKey,
    patterns: Vec<Pattern>,
    /// All patterns read, for every resource and without a condition.
    certain: bool,
}

impl Denies {
    /// Statements that are not literal are left out: what they deny cannot be known.
    pub(crate) fn read(source: &Source, document: &Document) -> Denies {
        let literal = |statement: &&Statement| statement.effect == Effect::Deny && !statement.opaque;
        let list = document.statements.iter().filter(literal).filter_map(|statement| {
            let actions = statement.actions.as_ref()?;
            let patterns: Vec<Pattern> =
                actions.entries.iter().filter_map(|entry| Pattern::parse(&entry.text).ok()).collect();
            let all_read = statement.is_literal() && patterns.len() == actions.entries.len();
            let certain = all_read && source.is_unconditional(document, statement);
            Some(Deny { key: actions.key, patterns, certain })
        });
        Denies { list: list.collect(), known: Mutex::default() }
    }

    /// What becomes of one action.
    pub(super) fn of(&self, action: &ActionName) -> Denied {
        if self.list.is_empty() {
            return Denied::No;
        }
        // A map that a panic left behind is whole.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(action) {
            return *known;
        }
        let denied = self.decide(action);
        known.insert(action.clone(), denied);
        denied
    }

    fn decide(&self, action: &ActionName) -> Denied {
        let denied = |deny: &&Deny| {
            let listed = deny.patterns.iter().any(|pattern| pattern.matches(action.service(), action.name()));
            listed == (deny.key == ActionKey::Action)
        };
        let denied = self.list.iter().filter(denied);
        denied.map(|deny| if deny.certain { Denied::Yes } else { Denied::Maybe }).max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deny_is_certain_only_for_every_resource_and_without_a_condition() {
        let table = [
            (r#""Action": "s3:Put*", "Resource": "*""#, Denied::Yes),
            (r#""Action": "S3:PUTBUCKETACL", "Resource": ["arn:aws:s3:::b", "*"]"#, Denied::Yes),
            (r#""NotAction": "iam:*", "Resource": "*""#, Denied::Yes),
            (r#""NotAction": "s3:*", "Resource": "*""#, Denied::No),
            (r#""Action": "s3:Get*", "Resource": "*""#, Denied::No),
            (r#""Action": "s3:Put*", "Resource": "arn:aws:s3:::b""#, Denied::Maybe),
            (r#""Action": "s3:Put*", "NotResource": "arn:aws:s3:::b""#, Denied::Maybe),
            (r#""Action": "s3:Put*", "Resource": "*", "Condition": {"Bool": {}}"#, Denied::Maybe),
            (r#""NotAction": ["iam:*", "not a pattern"], "Resource": "*""#, Denied::Maybe),
            (r#""Action": "s3:${What}", "Resource": "*""#, Denied::No),
        ];
        for (rest, expected) in table {
            let source = Source::read(format!(r#"{{"Statement": [{{"Effect": "Deny", {rest}}}]}}"#));
            let denies = Denies::read(&source, &source.documents[0]);
            assert_eq!(denies.of(&ActionName::parse("s3:PutBucketAcl").unwrap()), expected, "{rest}");
        }
    }

    #[test]
    fn the_surest_of_several_statements_decides() {
        let source = Source::read(
            r#"{"Statement": [
                {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b"},
                {"Effect": "Deny", "Action": "s3:PutBucketAcl", "Resource": "*"},
                {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}
            ]}"#,
        );
        let denies = Denies::read(&source, &source.documents[0]);
        let of = |action| denies.of(&ActionName::parse(action).unwrap());
        assert_eq!(of("s3:PutBucketAcl"), Denied::Yes);
        assert_eq!(of("s3:GetObject"), Denied::Maybe);
        assert_eq!(of("iam:GetRole"), Denied::No);
    }
}
