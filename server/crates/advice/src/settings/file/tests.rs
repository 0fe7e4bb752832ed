use leastwise_iam::Style;

use super::*;
use crate::Level;

/// `"text under the place": message` of each problem.
fn problems(text: &str) -> Vec<String> {
    let file = SettingsFile::read("/w/leastwise.toml", text);
    let shown = |advice: &Advice| format!("{:?}: {}", advice.span.text(text).unwrap(), advice.message);
    file.problems.iter().map(shown).collect()
}

#[test]
fn a_whole_file_reads() {
    let text = r#"
        findings = ["findings/*.json"]
        exclude = "samples"
        style = "explicit"
        max_entries = 0
        stale_after_days = 30

        [rules]
        unused-policy = "off"
        excess-wildcard = "error"

        [[attach]]
        policy = "shared/*.json"
        principals = ["arn:aws:iam::111122223333:role/A", "user/b", "permission-set/Admin"]
        findings = "findings/a.json"
        type = "identity"
        kind = "managed"
        exclusive = true
        observed_days = 400

        [[keep]]
        action = "s3:GetBucketAcl"
        reason = "quarterly restore"
        until = 2027-03-31
        policy = "shared/*.json"

        [[keep]]
        action = "s3:List*"
        reason = "audit"
        until = "2027-03-31"
    "#;
    let file = SettingsFile::read("/w/leastwise.toml", text);
    assert_eq!(problems(text), Vec::<String>::new());
    assert_eq!(file.layer.style, Some(Style::Explicit));
    assert_eq!((file.layer.max_entries, file.layer.stale_after_days), (Some(0), Some(30)));
    assert_eq!(file.layer.rules.get(&Rule::UnusedPolicy), Some(&None));
    assert_eq!(file.layer.rules.get(&Rule::ExcessWildcard), Some(&Some(Level::Error)));
    let [attach] = file.attach.as_slice() else { panic!("{:?}", file.attach) };
    assert!(attach.exclusive && attach.policy.matches("shared/x.json") && !attach.damaged);
    let names: Vec<String> = attach.principals.iter().map(ToString::to_string).collect();
    assert_eq!(names, ["arn:aws:iam::111122223333:role/A", "user b", "permission set Admin"]);
    assert_eq!((attach.kind, attach.observed_days), (Some(crate::quota::PolicyKind::Managed), Some(400)));
    let day = "2027-03-31".parse().unwrap();
    assert_eq!(file.keep.iter().map(|keep| keep.until).collect::<Vec<_>>(), [Some(day), Some(day)]);
    assert!(!file.keep[0].is_expired(day) && file.keep[0].is_expired(day.tomorrow().unwrap()));
    assert!(file.exclude.unwrap().matches("samples/deep/x.json"));
    assert!(!file.damaged);
}

#[test]
fn each_mistake_is_said_at_its_place_and_costs_its_key_only() {
    let table = [
        (
            "max_entires = 3",
            r#""max_entires": there is no setting `max_entires`; did you mean `max_entries`?"#,
        ),
        ("maxEntries = 3", r#""maxEntries": there is no setting `maxEntries`; did you mean `max_entries`?"#),
        ("scope = 'open'", r#""scope": `scope` is a setting of the editor and has no meaning here"#),
        ("max_entries = '3'", r#""'3'": `max_entries` must be a whole number from 0 on, not `3`"#),
        ("max_entries = -1", r#""-1": `max_entries` must be a whole number from 0 on, not -1"#),
        (
            "max_entries = 1.5",
            r#""1.5": `max_entries` must be a whole number from 0 on, not a number with a fraction"#,
        ),
        (
            "max_entries = 99999999999999999999",
            r#""99999999999999999999": `max_entries` must be a whole number from 0 on, not a number that is too large"#,
        ),
        ("stale_after_days = 0", r#""0": `stale_after_days` must be a whole number from 1 on, not 0"#),
        ("style = 'narow'", r#""'narow'": `style` must be `narrow` or `explicit`, not `narow`"#),
        ("style = true", r#""true": `style` must be `narrow` or `explicit`, not `true`"#),
        ("findings = 3", r#""3": `findings` must be a glob or a list of globs, not 3"#),
        ("findings = ['a', 3]", r#""3": `findings` must be a glob or a list of globs, not 3"#),
        (
            "exclude = ['../x']",
            r#""'../x'": the glob `../x` is wrong: it leads out of the folder of this file"#,
        ),
        ("rules = 'off'", r#""'off'": `rules` must be a table from rules to levels, not `off`"#),
        (
            "[rules]\nunused-actions = 'off'",
            r#""unused-actions": there is no rule `unused-actions`; did you mean `unused-action`?"#,
        ),
        (
            "[rules]\nunused-action = 'warn'",
            r#""'warn'": `unused-action` must be `off`, `hint`, `information`, `warning` or `error`, not `warn`"#,
        ),
        ("[attach]\npolicy = 'x'", r#""attach": this is a list of tables: write `[[attach]]`"#),
        ("attach = [1]", r#""1": this must be a table, not a number"#),
        (
            "[[attach]]\nprincipals = ['role/A']",
            r#""[[attach]]": `policy` is missing: the policies that this is about"#,
        ),
        (
            "[[attach]]\npolicy = 'x'\nprincipals = ['A']",
            r#""'A'": `A` names no principal; write the ARN of a role or user, `role/NAME`, `user/NAME` or `permission-set/NAME`"#,
        ),
        (
            "[[attach]]\npolicy = 'x'\nprincipal = ['role/A']",
            r#""principal": there is no setting `principal`; did you mean `principals`?"#,
        ),
        (
            "[[attach]]\npolicy = 'x'\nexclusive = 'yes'",
            r#""'yes'": `exclusive` must be `true` or `false`, not `yes`"#,
        ),
        ("[[keep]]\naction = 's3'\nreason = 'x'", r#""'s3'": AWS refuses `s3` as an action: "#),
        (
            "[[keep]]\naction = 's3:GetObject'\nreason = ' '",
            r#""' '": `reason` must be a string that says something, not ` `"#,
        ),
        (
            "[[keep]]\naction = 's3:GetObject'",
            r#""[[keep]]": `reason` is missing: why it stays, for whoever reads it later"#,
        ),
        (
            "[[keep]]\naction = 's3:GetObject'\nreason = 'x'\nuntil = '31.3.2027'",
            r#""'31.3.2027'": `until` must be a date such as 2027-03-31, not `31.3.2027`"#,
        ),
        (
            "[[keep]]\naction = 's3:GetObject'\nreason = 'x'\nuntil = 2027-03-31T00:00:00",
            r#""2027-03-31T00:00:00": `until` must be a date such as 2027-03-31, not a date with a time"#,
        ),
    ];
    for (text, expected) in table {
        // What stands beside the mistake still holds.
        let text = format!("stale_after_days = 7\n{text}\n")
            .replace("stale_after_days = 7\nstale", "style = 'narrow'\nstale");
        let file = SettingsFile::read("/w/leastwise.toml", &text);
        assert!(file.layer.stale_after_days == Some(7) || file.layer.style.is_some(), "{text}");
        let problems = problems(&text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].starts_with(expected), "{text}: {}", problems[0]);
    }
}

#[test]
fn a_syntax_error_costs_the_file_and_is_said_once() {
    for text in
        ["style = ", "[[keep]\naction = 1", "a = 1\na = 2", "x = \"", "[", "\u{0}", "a = [[[[", "[a]\n[a]"]
    {
        let file = SettingsFile::read("/w/leastwise.toml", text);
        assert!(file.broken && file.problems.len() == 1, "{text:?}: {:?}", file.problems);
        assert!(file.problems[0].span.end <= text.len(), "{text:?}");
    }
    let deep = format!("a = {}", "[".repeat(100_000));
    assert!(SettingsFile::read("/w/leastwise.toml", &deep).broken);
}

#[test]
fn a_mistake_that_may_hide_whose_a_policy_is_is_remembered() {
    let table = [
        ("max_entires = 3", false),
        ("style = 'x'", false),
        ("[rule]\nunused-action = 'off'", false),
        ("[[atach]]\npolicy = 'x'", true),
        ("[[attch]]\npolicy = 'x'", true),
        ("[[something]]\nelse = 'x'", true),
        ("[attach]\npolicy = 'x'", true),
        ("attach = ['x']", true),
        ("[[attach]]\nprincipals = ['role/A']", true),
        ("[[attach]]\npolicy = '[x'", true),
        ("[[keep]]\nreason = 'x'", true),
        ("style = ", true),
        ("[[attach]]\npolicy = 'x'\nprincipals = ['A']", false),
    ];
    for (text, expected) in table {
        let file = SettingsFile::read("/w/leastwise.toml", text);
        assert_eq!(file.damaged, expected, "{text}");
        assert!(!file.problems.is_empty(), "{text}");
    }
    let file = SettingsFile::read("/w/leastwise.toml", "[[attach]]\npolicy = 'x'\nprincipals = ['A']");
    assert!(file.attach[0].damaged);
}

#[test]
fn a_catalogs_folder_lies_in_or_below_that_of_the_file() {
    for (path, wrong) in [
        ("services", None),
        ("./iam/services/", None),
        ("a..b", None),
        ("../services", Some("it leads out of the folder of this file")),
        ("a/../../services", Some("it leads out of the folder of this file")),
        ("/srv/services", Some("it must be relative to the folder of this file")),
        (r"\\host\share", Some("its parts are separated by `/`")),
        ("C:services", Some("its parts are separated by `/`")),
        (" ", Some("must be the path of a folder")),
    ] {
        let file = SettingsFile::read("/w/leastwise.toml", &format!("catalog = '{path}'\n"));
        assert_eq!(file.catalog.is_none(), wrong.is_some(), "{path}");
        assert_eq!(file.problems.len(), usize::from(wrong.is_some()), "{path}");
        for (problem, wrong) in file.problems.iter().zip(wrong) {
            assert!(problem.message.contains(wrong), "{path}: {}", problem.message);
        }
    }
}
