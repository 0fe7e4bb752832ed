//! `unmatched-keep`: a kept action that no policy grants.

use leastwise_iam::{Pattern, Universe, inclusion::includes};
use leastwise_policy::{ActionKey, Document, Effect, Statement};

use crate::settings::SettingsFile;
use crate::world::Known;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, known: &Known, advice: &mut Vec<Advice>) {
    for keep in &file.keep {
        let action = keep.action.as_str();
        let mut covered = known.policies_of(file).filter(|(path, _)| keep.covers(path)).peekable();
        let message = match covered.peek() {
            None => format!("`{action}` is kept in no policy: none is called so"),
            Some(_) => {
                let mut documents = covered.flat_map(|(_, source)| &source.documents);
                if documents.any(|document| grants(document, &keep.action, &known.joined.universe)) {
                    continue;
                }
                format!("`{action}` is kept, but no policy that this is about allows it")
            }
        };
        advice.push(Advice::note(keep.span, Rule::UnmatchedKeep, message));
    }
}

/// Whether an Allow of the document may grant an action of `kept`.
fn grants(document: &Document, kept: &Pattern, universe: &Universe) -> bool {
    let may_grant = |statement: &&Statement| {
        let Some(actions) = &statement.actions else { return true };
        // What is not literal, or says what it does not grant, may grant anything.
        statement.opaque
            || actions.key == ActionKey::NotAction
            || actions
                .entries
                .iter()
                .any(|entry| Pattern::parse(&entry.text).is_ok_and(|granted| meet(&granted, kept, universe)))
    };
    document.statements.iter().filter(|statement| statement.effect != Effect::Deny).any(|it| may_grant(&it))
}

/// Whether some action is matched by both patterns.
fn meet(one: &Pattern, other: &Pattern, universe: &Universe) -> bool {
    if includes(one, other) == Ok(true) || includes(other, one) == Ok(true) {
        return true;
    }
    let (Some(service), Some(same)) = (one.service(), other.service()) else { return true };
    let of_both = |service: &str, name: &str| one.matches(service, name) && other.matches(service, name);
    service.eq_ignore_ascii_case(same) && universe.names(service).iter().any(|name| of_both(service, name))
}

#[cfg(test)]
mod tests {
    use leastwise_iam::Catalog;

    use super::*;

    #[test]
    fn patterns_meet_where_some_action_is_matched_by_both() {
        let universe = Universe::new(Catalog::embedded(), None, []);
        let table = [
            ("s3:GetBucketAcl", "s3:Get*", true),
            ("s3:GetBucketAcl", "S3:GETBUCKETACL", true),
            ("s3:*Acl", "s3:Get*", true),
            ("s3:*Acl", "s3:List*", false),
            ("s3:GetBucketAcl", "s3:GetBucketPolicy", false),
            ("s3:NotInTheCatalog", "s3:Not*", true),
            ("s3:Get*", "ec2:Get*", false),
            ("s3:Get*", "*", true),
        ];
        for (one, other, expected) in table {
            let (one, other) = (Pattern::parse(one).unwrap(), Pattern::parse(other).unwrap());
            assert_eq!(meet(&one, &other, &universe), expected, "{one:?} {other:?}");
            assert_eq!(meet(&other, &one, &universe), expected, "{other:?} {one:?}");
        }
    }
}
