//! What is read from a text, as lines: one for each document, statement, flaw and policy in a string.

use std::fmt::Write as _;

use leastwise_syntax::Syntax as _;
use leastwise_syntax::json::Json;
use leastwise_syntax::yaml::Yaml;

use super::*;
use crate::Source;

fn read(text: &str) -> String {
    described(&Source::read(text))
}

pub(super) fn described(source: &Source) -> String {
    let text = &*source.text;
    let mut lines = String::new();
    for document in &source.documents {
        describe(source, document, &mut lines);
    }
    for encoded in &source.encoded {
        let _ = writeln!(lines, "{:?} {}", encoded.encoding, &encoded.span.text(text).unwrap()[..6]);
    }
    for unresolved in &source.unresolved {
        let _ = writeln!(lines, "{:?} {}", unresolved.kind, unresolved.span.text(text).unwrap());
    }
    lines
}

fn describe(source: &Source, document: &Document, lines: &mut String) {
    let Container { key, owner, attached, references, policy_name, export, place_names, resource, used_by } =
        &document.container;
    let template = *place_names != PlaceNames::Always;
    let step = |step: &Step| match step {
        Step::Key(key) => format!(".{key}"),
        Step::Block(kind, index) => format!(".{kind}#{index}"),
        Step::Index(index) => format!("[{index}]"),
        Step::Embedded(syntax) => format!("({syntax})"),
        Step::Document(index) => format!("#{index}"),
    };
    let _ = write!(lines, "${}", document.path.iter().map(step).collect::<String>());
    let _ = key.as_ref().map(|key| write!(lines, " in {key}"));
    let _ = owner.as_ref().map(|owner| write!(lines, " of {:?} {} {:?}", owner.kind, owner.name, owner.arn));
    for owner in attached {
        let _ = write!(lines, " attached to {:?} {}", owner.kind, owner.name);
    }
    for Reference { kind, target, how } in references {
        let _ = write!(lines, " {kind:?} {} ({how})", target.as_deref().unwrap_or("-"));
    }
    let _ = policy_name.as_ref().map(|name| write!(lines, " named {name}"));
    let _ = write!(lines, "{}", if *export { " export" } else { "" });
    let _ = write!(lines, "{}", if document.is_merged { " merged" } else { "" });
    let _ = write!(lines, "{}", if template { " template" } else { "" });
    for it in used_by {
        let _ = write!(lines, " used in {} of {}", it.property, it.logical_id);
    }
    let place = resource.as_ref().map(|it| format!(" {} {} {}", it.logical_id, it.kind, it.property));
    let _ = writeln!(lines, "{}", place.unwrap_or_default());
    for statement in &document.statements {
        assert!(document.statement_span.contains(statement.span));
        let _ = write!(lines, "  {} {:?}", statement.index, statement.effect);
        let _ = statement.sid.as_ref().map(|sid| write!(lines, " {sid}"));
        if let Some(actions) = &statement.actions {
            let entry = |entry: &Entry| {
                let raw = entry.span.text(&source.text).unwrap();
                let is_json = source.tree.value(document.node).syntax().name() == Json.name();
                assert!(!is_json || (raw.starts_with('"') && raw.ends_with('"')), "{raw}");
                format!("{}:{}", entry.index, entry.text)
            };
            let mut entries: Vec<(usize, String)> =
                actions.entries.iter().map(|it| (it.index, entry(it))).collect();
            entries.extend(
                actions
                    .opaque
                    .iter()
                    .map(|it| (it.index, format!("{}?{}", it.index, it.span.text(&source.text).unwrap()))),
            );
            entries.sort();
            let entries = entries.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>().join(" ");
            let brackets = if actions.is_list { ("[", "]") } else { ("", "") };
            let _ = write!(lines, " {:?} {}{entries}{}", actions.key, brackets.0, brackets.1);
        }
        let marks = [
            (statement.has_principal, " principal"),
            (statement.opaque, " opaque"),
            (statement.may_vanish, " may vanish"),
        ];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        let _ = writeln!(lines, "{marks}");
    }
    for flaw in &document.flaws {
        let _ = writeln!(lines, "  ! {}", flaw.message);
        assert!(flaw.span.text(&source.text).is_some());
    }
    assert_eq!(source.barrier(document).is_some(), !source.reads_strictly(document));
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let found = read(text);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "{text}");
}

/// `=== title`, a text, `==>`, what is read from it.
#[test]
fn policies_of_every_kind_of_yaml_file_are_found() {
    let fixtures = include_str!("../../tests/fixtures/yaml.txt").replace("\r\n", "\n");
    let mut wrong = String::new();
    for fixture in fixtures.split("=== ").skip(1) {
        let (title, rest) = fixture.split_once('\n').unwrap();
        let (text, expected) = rest.split_once("==>\n").unwrap();
        let found = described(&Source::read_as(&Yaml, text));
        if found != expected {
            let _ = write!(wrong, "=== {title}\n{text}==>\n{found}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_policy_is_an_object_with_a_statement_wherever_it_stands() {
    let list = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:List*"],"Resource":"*"}]}"#;
    check(list, &["$", "  0 Allow Action [0:s3:Get* 1:s3:List*]"]);
    let single = r#"{"Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}"#;
    check(single, &["$", "  0 Allow Action 0:s3:Get*"]);
    let statement = "  0 Allow Action 0:s3:Get*";
    for (before, after, place) in [
        (
            "{\"PolicyVersion\":{\"VersionId\":\"v1\",\"Document\":",
            "}}",
            "$.PolicyVersion.Document in Document",
        ),
        (
            "{\"RoleName\":\"r\",\"PolicyName\":\"p\",\"PolicyDocument\":",
            "}",
            "$.PolicyDocument in PolicyDocument of Role r None named p",
        ),
        ("{\"UserName\":\"u\",\"PolicyDocument\":", "}", "$.PolicyDocument in PolicyDocument of User u None"),
        (
            "{\"GroupName\":\"g\",\"Arn\":\"a\",\"PolicyDocument\":",
            "}",
            "$.PolicyDocument in PolicyDocument of Group g Some(\"a\")",
        ),
        (
            "{\"Role\":{\"RoleName\":\"r\",\"Arn\":\"arn\",\"AssumeRolePolicyDocument\":",
            "}}",
            "$.Role.AssumeRolePolicyDocument in AssumeRolePolicyDocument of Role r Some(\"arn\")",
        ),
        ("{\"Policies\":[\"AWSLambdaExecute\",", "]}", "$.Policies[1] in Policies"),
        ("[[],", "]", "$[1]"),
        ("{\"a\":{\"b\":1},\"anything\":{\"c\\u0021\":", "}}", "$.anything.c! in c!"),
        ("{\"RoleName\":\"\",\"PolicyDocument\":", "}", "$.PolicyDocument in PolicyDocument"),
        ("{\"RoleName\":null,\"PolicyDocument\":", "}", "$.PolicyDocument in PolicyDocument"),
        (
            "{\"RoleName\":\"${Name}\",\"PolicyDocument\":",
            "}",
            "$.PolicyDocument in PolicyDocument Name - (`${Name}` in `RoleName`)",
        ),
        (
            "{\"RoleName\":{\"Ref\":\"Name\"},\"PolicyDocument\":",
            "}",
            "$.PolicyDocument in PolicyDocument Name Name (`Ref` to `Name` in `RoleName`)",
        ),
    ] {
        check(&format!("{before}{single}{after}"), &[place, statement]);
    }
}

#[test]
fn what_only_looks_like_a_policy_is_none() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"Statement":"hello"}"#,
        r#"[{"Effect":"Allow"},{"Effect":"Deny"}]"#,
        r#"[{"Effect":"Allow","Action":"*"},{"name":"x"}]"#,
        r#"{"Statement":[]}"#,
        r#"{"Statement":{}}"#,
        r#"{"Statement":[{"name":"x"}]}"#,
        r#"{"Statement":["s3:Get*"]}"#,
        r#"{"Statement":[{"effect":"Allow","action":"*"}]}"#,
    ] {
        check(text, &[]);
    }
}

#[test]
fn one_element_that_only_statements_have_makes_a_policy() {
    for (element, expected) in [
        (r#""Effect":"Deny""#, "  0 Deny"),
        (r#""Action":"*""#, "  0 Other(None) Action 0:*"),
        (r#""NotAction":"*""#, "  0 Other(None) NotAction 0:*"),
        (r#""Principal":"*""#, "  0 Other(None) principal"),
        (r#""NotPrincipal":{"AWS":"*"}"#, "  0 Other(None) principal"),
        (r#""Resource":"*""#, "  0 Other(None)"),
        (r#""NotResource":"*""#, "  0 Other(None)"),
    ] {
        let found = read(&format!(r#"{{"Statement":[{{"Sid":"x"}},{{{element}}}]}}"#));
        let statement = expected.replacen("0", "1", 1);
        assert_eq!(found.lines().nth(2), Some(&*statement), "{found}");
    }
}

#[test]
fn dumps_and_templates_are_told_apart() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#;
    let statement = "  0 Allow Action 0:*";
    let role = format!(
        r#"{{"RoleDetailList":[{{"Path":"/","RoleName":"r","Arn":"arn:aws:iam::1:role/r","AssumeRolePolicyDocument":{policy},
            "RolePolicyList":[{{"PolicyName":"p","PolicyDocument":{policy}}}]}}]}}"#
    );
    check(
        &role,
        &[
            "$.RoleDetailList[0].AssumeRolePolicyDocument in AssumeRolePolicyDocument of Role r Some(\"arn:aws:iam::1:role/r\") export",
            statement,
            "$.RoleDetailList[0].RolePolicyList[0].PolicyDocument in PolicyDocument of Role r Some(\"arn:aws:iam::1:role/r\") named p export",
            statement,
        ],
    );
    let versions = format!(r#"{{"Policies":[{{"Arn":"x","PolicyVersionList":[{{"Document":{policy}}}]}}]}}"#);
    check(&versions, &["$.Policies[0].PolicyVersionList[0].Document in Document export", statement]);
    for arn in ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-us-gov:iam::aws:policy/x"] {
        let managed = format!(r#"{{"Policy":{{"Arn":"{arn}"}},"PolicyVersion":{{"Document":{policy}}}}}"#);
        check(&managed, &["$.PolicyVersion.Document in Document export", statement]);
    }
    let own = format!(r#"{{"Arn":"arn:aws:iam::123456789012:policy/aws","Document":{policy}}}"#);
    check(&own, &["$.Document in Document", statement]);
    for (head, after) in [
        (r#""AWSTemplateFormatVersion":"2010-09-09","#, ""),
        (r#""Transform":"AWS::Serverless-2016-10-31","#, ""),
        ("", r#","Type":"AWS::IAM::Policy""#),
    ] {
        let template = format!(r#"{{{head}"Resources":{{"P":{{"PolicyDocument":{policy}{after}}}}}}}"#);
        let place = if after.is_empty() { "" } else { " P AWS::IAM::Policy PolicyDocument" };
        let expected = format!("$.Resources.P.PolicyDocument in PolicyDocument template{place}");
        check(&template, &[&expected, statement]);
    }
    let other = format!(r#"{{"Resources":{{"P":{{"Type":"Custom","PolicyDocument":{policy}}}}}}}"#);
    check(&other, &["$.Resources.P.PolicyDocument in PolicyDocument", statement]);
}

#[test]
fn a_part_of_a_dump_is_one_wherever_it_stands_and_so_is_what_stands_beside_it() {
    let policy = r#"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#;
    let statement = "  0 Allow Action 0:*";
    for list in [r#""GroupDetailList":[]"#, r#""Policies":[{"PolicyVersionList":[]}]"#] {
        check(&format!(r#"{{{list},"Beside":{policy}}}"#), &["$.Beside in Beside export", statement]);
    }
    let list = format!(r#"{{"Page":{{"UserDetailList":[{policy}]}}}}"#);
    check(&list, &["$.Page.UserDetailList[0] in UserDetailList export", statement]);
    let managed = format!(r#"{{"Page":{{"Arn":"arn:aws:iam::aws:policy/x","Document":{policy}}}}}"#);
    check(&managed, &["$.Page.Document in Document export", statement]);
}

#[test]
fn what_a_template_fills_in_makes_an_entry_or_a_statement_opaque_and_is_no_flaw() {
    for (statement, expected) in [
        (
            r#"{"Effect":"Allow","Action":["s3:Get*",{"Fn::Sub":"${S}:Get*"}]}"#,
            r#"  1 Allow Action [0:s3:Get* 1?{"Fn::Sub":"${S}:Get*"}]"#,
        ),
        (r#"{"Effect":"Allow","Action":{"Ref":"Actions"}}"#, "  1 Allow Action  opaque"),
        (
            r#"{"Effect":"Allow","Action":["${Prefix}:Get*","a:B","{{ c }}"]}"#,
            r#"  1 Allow Action [0?"${Prefix}:Get*" 1:a:B 2?"{{ c }}"]"#,
        ),
        (r#"{"Effect":"Allow","Action":"<%= a %>"}"#, r#"  1 Allow Action 0?"<%= a %>""#),
        (r#""${statement}""#, "  1 Other(None) opaque"),
        (r#"{"Effect":{"Fn::If":["a","Allow","Deny"]},"Action":"*"}"#, "  1 Other(None) Action 0:* opaque"),
        (r#"{"Effect":"${Effect}","Action":"*"}"#, "  1 Other(Some(\"${Effect}\")) Action 0:* opaque"),
        (
            r#"{"Fn::If":["a",{"Effect":"Allow","Action":"*"},{"Ref":"AWS::NoValue"}]}"#,
            "  1 Other(None) opaque may vanish",
        ),
        (r#"{"Fn::Transform":{"Name":"AWS::Include"},"Effect":"Allow"}"#, "  1 Allow opaque"),
        (
            r#"{"Effect":"Allow","Action":"*","Resource":{"Fn::Sub":"x"},"Condition":{}}"#,
            "  1 Allow Action 0:*",
        ),
    ] {
        let text = format!(r#"{{"Statement":[{{"Effect":"Deny","NotAction":"*"}},{statement}]}}"#);
        check(&text, &["$", "  0 Deny NotAction 0:*", expected]);
    }
}

#[test]
fn a_policy_that_stands_elsewhere_is_known_by_its_place() {
    for (text, expected) in [
        (r#"{"Statement":{"Ref":"Statements"}}"#, r#"Statements {"Ref":"Statements"}"#),
        (r#"{"Statement":"${statements}"}"#, "Statements \"${statements}\""),
        (r#"{"Statement":["{{ statement }}"]}"#, r#"Statements ["{{ statement }}"]"#),
        (
            r#"{"Statement":[{"Fn::If":["a",{"Effect":"Allow"},1]}]}"#,
            r#"Statements [{"Fn::If":["a",{"Effect":"Allow"},1]}]"#,
        ),
        (r#"[{"PolicyDocument":{"Ref":"P"}}]"#, r#"Policy {"Ref":"P"}"#),
        (r#"{"PolicyDocument":"${file(p.json)}"}"#, "Policy \"${file(p.json)}\""),
        (
            r#"{"extra":[{"Effect":"Allow","NotAction":"a"}]}"#,
            r#"StatementList [{"Effect":"Allow","NotAction":"a"}]"#,
        ),
        (
            r#"[{"Effect":"Allow","Action":"a"},{"Effect":"Deny"}]"#,
            r#"StatementList [{"Effect":"Allow","Action":"a"},{"Effect":"Deny"}]"#,
        ),
    ] {
        check(text, &[expected]);
        assert!(Source::may_hold_policy(text) || text.contains("PolicyDocument"), "{text}");
    }
    let condition =
        r#"{"PolicyDocument":{"Fn::If":["a",{"Statement":{"Effect":"Allow","Action":"b"}},{"Ref":"c"}]}}"#;
    check(condition, &["$.PolicyDocument.Fn::If[1] in Fn::If", "  0 Allow Action 0:b"]);
    let policy = r#"{"Statement":{"Effect":"Allow","Action":[{"Effect":"Allow","Action":"a"}]}}"#;
    check(policy, &["$", "  0 Allow Action []", "  ! an action is not a string"]);
}

#[test]
fn several_values_in_one_text_are_read_and_not_edited() {
    let policy = r#"{"Statement":{"Effect":"Allow","Action":"a:B"}}"#;
    for text in [format!("{policy}\n{policy}\n"), format!("{policy}{policy}"), format!("[1] {policy}")] {
        let source = Source::read(text);
        assert!(source.is_sequence && source.errors().is_empty(), "{}", source.text);
        let document = &source.documents[0];
        assert!(source.reads_strictly(document));
        assert!(source.barrier(document).unwrap().starts_with("the file holds several JSON values"));
    }
    for text in
        [format!("{policy},{policy}"), format!("{policy} 1"), format!("{policy} {{"), format!("1 {policy}")]
    {
        let source = Source::read(text);
        assert!(!source.is_sequence && !source.errors().is_empty(), "{}", source.text);
    }
}

#[test]
fn a_policy_is_known_by_its_words_where_nothing_is_left_of_it() {
    for (text, expected) in [
        (r#"{"Version": "2012-10-17", "#, true),
        (r#"{"Id": "x", "Statement": [{"Sid": "a", "Eff"#, true),
        (r#"{"Id": "x", "Statement" : {"#, true),
        (
            r#"{"Statement": [{"amount": 1, }], "Text": "an account's statement, which has nothing to do with what may be done"}"#,
            false,
        ),
        (r#"[{"Effect": "Allow", "Action": "a:B", {]"#, true),
        (r#"{"name": "a package", "Statement": "of intent", }"#, false),
        (r#"{"name": "a package", }"#, false),
        (r#"{"Version": "2012-10-17", "Statement": []}"#, false),
        (r#"{"Statement": {"Effect": "Allow", "Action": "a:B",}}"#, false),
    ] {
        let source = Source::read(text);
        assert_eq!(source.is_lost_policy(), expected, "{text}");
        assert_eq!(source.policy_count(), usize::from(expected) + source.documents.len(), "{text}");
        assert!(!expected || Source::may_hold_policy(text), "{text}");
    }
    let source = Source::unread(r#"{"Statement": {"Effect": "Allow", "Action": "a:B"}}"#, "is UTF-16");
    assert!(source.is_lost_policy() && source.errors()[0].message == "it is UTF-16");
}

#[test]
fn flaws_are_named_and_stand_in_the_way() {
    for (statement, expected) in [
        (
            r#"{"Effect":"allow","Action":"*"}"#,
            &[
                "  0 Other(Some(\"allow\")) Action 0:*",
                "  ! `Effect` is case-sensitive: write `Allow`, not `allow`",
            ][..],
        ),
        (r#"{"Effect":1,"Action":"*"}"#, &["  0 Other(None) Action 0:*", "  ! `Effect` is not a string"]),
        (r#"{"Action":"*"}"#, &["  0 Other(None) Action 0:*", "  ! `Effect` is missing"]),
        (
            r#"{"Effect":"Allow","Action":"a","action":"b"}"#,
            &["  0 Allow Action 0:a", "  ! element names are case-sensitive: write `Action`, not `action`"],
        ),
        (r#"{"Effect":"Deny"}"#, &["  0 Deny", "  ! a statement has neither `Action` nor `NotAction`"]),
        (
            r#"{"Effect":"Allow","Action":"a","NotAction":"b"}"#,
            &["  0 Allow", "  ! a statement has both `Action` and `NotAction`"],
        ),
        (r#"{"Effect":"Allow","Action":[]}"#, &["  0 Allow Action []", "  ! the list of actions is empty"]),
        (
            r#"{"Effect":"Allow","Action":[1,"a",["b"],{"c":1}]}"#,
            &[
                "  0 Allow Action [1:a]",
                "  ! an action is not a string",
                "  ! an action is not a string",
                "  ! an action is not a string",
            ],
        ),
        (r#"{"Effect":"Allow","Action":null}"#, &["  0 Allow Action ", "  ! an action is not a string"]),
        (
            r#"{"Effect":"Allow","Action":"a","Action":"b"}"#,
            &["  0 Allow Action 0:a", "  ! duplicate key `Action`"],
        ),
        (
            r#"{"Effect":"Allow","Action":"a","Eff\u0065ct":"Deny"}"#,
            &["  0 Allow Action 0:a", "  ! duplicate key `Effect`"],
        ),
        (
            r#"{"Effect":"Allow","Action":"a","Condition":{"Bool":{"x":1,"x":2}}}"#,
            &["  0 Allow Action 0:a", "  ! duplicate key `x`"],
        ),
        (
            r#""s3:Get*",{"Effect":"Allow","Action":"a"}"#,
            &["  1 Allow Action 0:a", "  ! a statement is not an object"],
        ),
    ] {
        let text = format!(r#"{{"Statement":[{statement}]}}"#);
        check(&text, &[&["$"], expected].concat());
    }
    let policy = r#"{"Statement":{"Effect":"Allow","Action":"a"}}"#;
    check(&format!(r#"{{"Statement":1,"Version":"x",{}"#, &policy[1..]), &[]);
    let twice = format!(r#"{{"P":{policy},"Q":{policy},"P":1}}"#);
    check(
        &twice,
        &["$.P in P", "  0 Allow Action 0:a", "  ! duplicate key `P`", "$.Q in Q", "  0 Allow Action 0:a"],
    );
}

#[test]
fn policies_inside_strings_are_reported() {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}"#;
    let percent = policy.replace('{', "%7B").replace('"', "%22").replace('}', "%7D").replace('[', "%5b");
    for (text, expected) in [
        (format!(r#"{{"Document":"{percent}"}}"#), &["Url \"%7B%2"][..]),
        (format!(r#""{}""#, percent.replace("%7B", "%7b")), &["Url \"%7b%2"]),
        (format!(r#"["{percent}", "{percent}"]"#), &["Url \"%7B%2", "Url \"%7B%2"]),
        (format!(r#"{{"Policy":{}}}"#, crate::json::quote(policy)), &["JsonString \"{\\\"Ve"]),
        (format!(r#"{{"Policy":{}}}"#, crate::json::quote(&format!("\n  {policy}"))), &["JsonString \"\\n  {"]),
        (crate::json::quote(policy), &["JsonString \"{\\\"Ve"]),
        (format!(r#"{{"{percent}":1}}"#), &[]),
        (format!(r#"{{{}:{{"{percent}":1}},"P":"{percent}"}}"#, crate::json::quote(policy)), &["Url \"%7B%2"]),
        (r#"["Statement", "{Statement}", "%7BStatement", "%7B%22Statement%22:%ff%7D", "a Statement of {intent}"]"#.to_owned(), &[]),
        (crate::json::quote(r#"{"Statement":"hello"}"#), &[]),
    ] {
        check(&text, expected);
        assert!(Source::may_hold_policy(&text) || expected.is_empty());
    }
}

#[test]
fn a_text_in_which_no_policy_can_be_is_told_by_its_letters() {
    for (text, expected) in [
        (r#"{"Statement":1}"#, true),
        ("%7B%22Statement%22", true),
        (r#""\u0053tatement""#, true),
        (r#""Stat\u0065ment""#, true),
        (r#""S\u0074atement""#, true),
        (r#"{"name":"a package","statement":[]}"#, false),
        (r#""\u00e9\n""#, false),
        ("", false),
    ] {
        assert_eq!(Source::may_hold_policy(text), expected, "{text}");
    }
}

#[test]
fn any_encoding_of_a_text_reads_the_same() {
    let lf = "{\n    \"Statement\": [\n        {\n            \"Effect\": \"Allow\",\n            \"Action\": [\n                \"s3:Get*\", // reads\n                \"s3:List*\" /* lists */\n            ]\n        }\n    ]\n}";
    let mixed = lf.replacen('\n', "\r\n", 3);
    let spelled = lf.replace("Statement", "\\u0053tatement").replace("s3:Get*", "s3:\\u0047et*");
    for text in [
        lf.to_owned(),
        format!("\u{feff}{lf}"),
        lf.replace('\n', "\r\n"),
        lf.replace('\n', "\r"),
        mixed,
        lf.replace("    ", "\t"),
        spelled,
        format!("// who owns this: ünï {{ \"\n{lf}"),
    ] {
        check(&text, &["$", "  0 Allow Action [0:s3:Get* 1:s3:List*]"]);
        assert!(Source::may_hold_policy(&text));
        let source = Source::read(text);
        assert_eq!(source.barrier(&source.documents[0]), None);
    }
}
