//! `[[attach]]`: whose a policy is, said by a person.

use leastwise_policy::Span;

use super::Globs;
use super::values::Values;
use crate::document_type::DocumentType;
use crate::principal::PrincipalName;
use crate::quota::PolicyKind;

/// One `[[attach]]` table.
#[derive(Clone, Debug)]
pub struct Attach {
    /// The place of the table.
    pub span: Span,
    /// The policies that it is about, relative to the file's folder.
    pub policy: Globs,
    /// Whose they are.
    pub principals: Vec<PrincipalName>,
    /// The findings files that speak about them; `None` where all do.
    pub findings: Option<Globs>,
    /// They belong to nobody else.
    pub exclusive: bool,
    /// What they are.
    pub document_type: Option<DocumentType>,
    /// How they are attached.
    pub kind: Option<PolicyKind>,
    /// For how many days use was observed.
    pub observed_days: Option<u32>,
    /// A key of the table is wrong, so that it may have been meant to say more.
    pub damaged: bool,
}

fn kind(name: &str) -> Option<PolicyKind> {
    Some(match name {
        "managed" => PolicyKind::Managed,
        "role" => PolicyKind::Role,
        "user" => PolicyKind::User,
        "group" => PolicyKind::Group,
        _ => return None,
    })
}

impl Attach {
    /// `None` where the table does not say which policies it is about.
    pub(super) fn new(values: &Values) -> Option<Attach> {
        Some(Attach {
            span: values.span,
            policy: values.globs("policy")?.clone(),
            principals: values.principals("principals").cloned().unwrap_or_default(),
            findings: values.globs("findings").cloned(),
            exclusive: values.flag("exclusive").copied().unwrap_or_default(),
            document_type: values.text("type").and_then(|name| DocumentType::parse(name)),
            kind: values.text("kind").and_then(|name| kind(name)),
            observed_days: values.count("observed_days").copied(),
            damaged: values.damaged,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::table::{ATTACH, Kind};

    #[test]
    fn every_choice_of_the_table_is_understood() {
        let choices = |name: &str| match ATTACH.iter().find(|key| key.name == name).map(|key| key.kind) {
            Some(Kind::Choice(choices)) => choices.iter().map(|(word, _)| *word).collect::<Vec<_>>(),
            other => panic!("{name} is {other:?}"),
        };
        assert!(choices("kind").iter().all(|word| kind(word).is_some()));
        assert!(choices("type").iter().all(|word| DocumentType::parse(word).is_some()));
    }
}
