//! The checks must see what is wrong: each fix here breaks the contract in one way, but for the right ones.

use leastwise_policy::{Span, TextEdit};

use super::*;
use crate::sweep::actions::Actions;

const POLICY: &str = r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "A", // first
      "Effect": "Allow",
      "Action": ["s3:GetBucketAcl", "iam:ListUser*", "s3:ListBucket"],
      "Resource": "*"
    },
    {
      "Effect": "Deny",
      "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "NotAction": ["iam:*", "s3:ListBucket"],
      "Resource": "*"
    },
    {
      "Effect": "Allow",
      "Action": "s3:GetBucketAcl",
      "Resource": "a"
    }
  ]
}"#;

/// The edit that puts `new` in the place of the `nth` `old`.
fn edit(nth: usize, old: &str, new: &str) -> TextEdit {
    let (start, _) = POLICY.match_indices(old).nth(nth).unwrap();
    TextEdit { span: Span::new(start, start + old.len()), text: new.to_owned() }
}

fn verdict(kind: FixKind, edits: Vec<TextEdit>) -> String {
    let catalog = leastwise_iam::Catalog::embedded();
    let actions = Actions::new(&catalog, "");
    let unused = Unused::of(&actions, &["s3:GetBucketAcl", "iam:ListUsers"]);
    let fix = Fix { kind, title: String::new(), preferred: false, explicit: true, edits, disabled: None };
    check(POLICY, Language::Json, &fix, &unused).err().unwrap_or_else(|| "right".to_owned())
}

#[test]
fn a_fix_that_breaks_the_contract_is_seen() {
    use FixKind::*;
    let narrowed = r#""iam:ListUserPolicies", "iam:ListUserTags""#;
    let last = POLICY.rfind(",\n    {").unwrap();
    let last = &POLICY[last..POLICY.rfind("\n  ]").unwrap()];
    for (kind, nth, old, new, expected) in [
        (Remove, 0, r#""s3:GetBucketAcl", "#, "", "right"),
        (Narrow, 0, r#""iam:ListUser*""#, narrowed, "right"),
        (Statement, 0, last, "", "right"),
        (
            Exclude,
            0,
            r#""iam:*", "s3:ListBucket""#,
            r#""iam:*", "s3:ListBucket", "s3:GetBucketAcl""#,
            "right",
        ),
        (Narrow, 0, r#""iam:ListUser*""#, r#""iam:ListUserPolicies""#, "iam:ListUserTags is lost"),
        (
            Narrow,
            0,
            r#""iam:ListUser*""#,
            r#""iam:ListUserP*", "iam:ListUserT*", "iam:ListUser?""#,
            "iam:ListUsers is still granted",
        ),
        (Narrow, 0, r#""iam:ListUser*""#, r#""iam:ListUserP*", "iam:*UserTags""#, "$.Statement[0] differs"),
        (
            Narrow,
            0,
            r#""iam:ListUser*""#,
            r#""iam:ListUserP*", "iam:ListUserTags", "iam:ListUserT*""#,
            "`iam:ListUserTags` is written although `iam:ListUserT*` covers it",
        ),
        (
            Narrow,
            0,
            r#""iam:ListUser*""#,
            r#""iam:ListUserP*", "iam:ListUserT*", "iam:ListUserX*""#,
            "`iam:ListUserX*` grants nothing that is known",
        ),
        (Narrow, 0, r#""s3:GetBucketAcl", "iam:ListUser*""#, narrowed, "it changes 2 entries"),
        (Remove, 0, r#", "s3:ListBucket""#, "", "`s3:ListBucket` goes although nothing of it is unused"),
        (Remove, 1, r#""s3:GetBucketAcl", "#, "", "differs"),
        (
            Narrow,
            0,
            r#""iam:ListUser*", "s3:ListBucket""#,
            r#""s3:ListBucket", "iam:ListUserPolicies", "iam:ListUserTags""#,
            "is not in the place of the entry that it replaces",
        ),
        (Remove, 0, r#"["s3:GetBucketAcl", "iam:ListUser*", "s3:ListBucket"]"#, "[]", "differs"),
        (Remove, 0, r#""Resource": "a""#, r#""Resource": "b""#, "differs"),
        (Remove, 0, r#""Sid": "A""#, r#""Sid": "B""#, "differs"),
        (Remove, 0, r#""Effect": "Deny""#, r#""Effect": "Allow""#, "differs"),
        (Exclude, 0, r#""iam:*""#, r#""iam:*", "s3:GetBucketAcl""#, "an entry of `NotAction` changes"),
        (
            Exclude,
            0,
            r#""iam:*", "s3:ListBucket""#,
            r#""iam:*", "s3:ListBucket", "s3:GetBucketAcl", "s3:GetObject""#,
            "`s3:GetObject` is excluded without being reported by name",
        ),
        (
            Exclude,
            0,
            r#""iam:*", "s3:ListBucket""#,
            r#""iam:*", "s3:ListBucket", "s3:GetObject""#,
            "s3:GetBucketAcl is not excluded",
        ),
        (Remove, 0, r#""s3:GetBucketAcl", "#, " \n", "a line ends with a blank that did not before"),
        (Remove, 0, r#""s3:GetBucketAcl", "#, "\r\n", "a line end of another kind is written"),
        (Remove, 0, " // first", "", "it changes nothing"),
        (Remove, 0, "]", "", "the result cannot be parsed"),
    ] {
        let verdict = verdict(kind, vec![edit(nth, old, new)]);
        assert!(verdict.contains(expected), "`{old}` to `{new}`: {verdict}, not {expected}");
    }
}

#[test]
fn what_is_touched_beside_the_entries_is_seen() {
    let removed = || edit(0, r#""s3:GetBucketAcl", "#, "");
    for (other, expected) in [
        (edit(0, " // first", ""), "`// first` is removed"),
        (edit(0, "\"Version\"", "\"\\u0056ersion\""), "is removed"),
        (edit(0, "    {", "{"), "is removed"),
    ] {
        let mut edits = vec![removed(), other];
        edits.sort_by_key(|edit| edit.span.start);
        let verdict = verdict(FixKind::Remove, edits);
        assert!(verdict.contains(expected), "{verdict}, not {expected}");
    }
}
