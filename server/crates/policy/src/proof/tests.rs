use proptest::prelude::*;

use super::*;
use crate::edit;

const BEFORE: &str = r#"{
  "RoleName": "r",
  "Number": [1e400, 100000000000000000001, 0.10],
  "PolicyDocument": {
    "Version": "2012-10-17", // of the language
    "Statement": [
      { "Sid": "A", "Effect": "Allow", "Action": ["a:A", "a:*", "a:C"], "Resource": ["x", "y"] },
      { "Sid": "B", "Effect": "Allow", "Action": "b:*" },
      { "Sid": "C", "Effect": "Deny", "Action": ["c:A", "c:B"] },
      { "Sid": "D", "Effect": "Allow", "NotAction": ["d:A"] }
    ]
  }
}"#;

fn change(statement: usize, entry: usize, replacement: &[&str]) -> EntryChange {
    EntryChange { statement, entry, replacement: replacement.iter().map(|&text| text.to_owned()).collect() }
}

/// `a:*` is narrowed, `b:*` becomes a list, the last statement goes.
fn changes() -> Vec<EntryChange> {
    vec![change(0, 1, &["a:B", "a:D"]), change(1, 0, &["b:A", "b:B"]), change(3, 0, &[])]
}

const AFTER: &str = r#"{
  "RoleName": "r",
  "Number": [1e400, 100000000000000000001, 0.10],
  "PolicyDocument": {
    "Version": "2012-10-17",
    "Statement": [
      { "Sid": "A", "Effect": "Allow", "Action": ["a:A", "a:B", "a:D", "a:C"], "Resource": ["x", "y"] },
      { "Sid": "B", "Effect": "Allow", "Action": ["b:A", "b:B"] },
      { "Sid": "C", "Effect": "Deny", "Action": ["c:A", "c:B"] }
    ]
  }
}"#;

fn proved(before: &str, changes: &[EntryChange], after: &str) -> Result<Vec<ListChange>, Violation> {
    let source = Source::read(before);
    prove(&source, &source.documents[0], changes, after)
}

#[test]
fn what_was_meant_is_proved_and_told() {
    let strings = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let expected = vec![
        ListChange {
            statement: 0,
            before: strings(&["a:A", "a:*", "a:C"]),
            after: Some(strings(&["a:A", "a:B", "a:D", "a:C"])),
        },
        ListChange { statement: 1, before: strings(&["b:*"]), after: Some(strings(&["b:A", "b:B"])) },
        ListChange { statement: 3, before: strings(&["d:A"]), after: None },
    ];
    assert_eq!(proved(BEFORE, &changes(), AFTER), Ok(expected));
    assert_eq!(proved(BEFORE, &[], BEFORE), Ok(vec![]));
}

#[test]
fn anything_else_is_refused() {
    let differs = |what: &str| Violation::Differs(what.to_owned());
    for (old, new, expected) in [
        (r#""r""#, r#""R""#, differs("the value of `RoleName`")),
        (r#""RoleName": "r","#, "", differs("an object has other keys")),
        ("1e400", "1e401", differs("the value of `Number`")),
        ("000001", "000002", differs("the value of `Number`")),
        ("0.10", "0.1", differs("the value of `Number`")),
        ("2012-10-17", "2008-10-17", differs("the value of `Version`")),
        (r#""PolicyDocument""#, r#""Policy""#, differs("the value of `PolicyDocument`")),
        (r#""a:A","#, "", differs("other entries than those that were meant")),
        (r#""a:B", "a:D""#, r#""a:D", "a:B""#, differs("other entries than those that were meant")),
        (r#""a:D""#, r#""a:D*""#, differs("other entries than those that were meant")),
        (r#", "a:C""#, r#", "a:C", "a:C""#, differs("other entries than those that were meant")),
        (r#"["x", "y"]"#, r#"["x"]"#, differs("the value of `Resource`")),
        (
            r#""Sid": "A", "Effect": "Allow""#,
            r#""Effect": "Allow", "Sid": "A""#,
            differs("the value of `Sid`"),
        ),
        (r#""Sid": "A", "#, "", differs("an object has other keys")),
        (
            r#""Resource": ["x", "y"]"#,
            r#""Action": "a:C""#,
            Violation::Unreadable(SecondError::DuplicateKey("Action".to_owned())),
        ),
        (
            r#""A", "Effect": "Allow""#,
            r#""A", "Effect": "Deny""#,
            differs("a statement whose `Effect` is not `Allow`"),
        ),
        (
            r#""A", "Effect": "Allow", "Action""#,
            r#""A", "Effect": "Allow", "NotAction""#,
            differs("the value of `Action`"),
        ),
        (r#""c:A""#, r#""c:X""#, differs("a statement that no change names")),
        (r#""Deny""#, r#""Allow""#, differs("a statement that no change names")),
        (r#"["b:A", "b:B"]"#, r#""b:A""#, differs("other entries than those that were meant")),
        (r#"["b:A", "b:B"]"#, "[]", Violation::Empty),
    ] {
        assert!(AFTER.contains(old), "{old}");
        let after = AFTER.replacen(old, new, 1);
        assert_eq!(proved(BEFORE, &changes(), &after), Err(expected.clone()), "{old} -> {new}");
    }
    let unreadable = || Violation::Unreadable(SecondError::Syntax(String::new()));
    let deny = r#"{ "Sid": "C", "Effect": "Deny", "Action": ["c:A", "c:B"] }"#;
    let last = r#"{ "Sid": "D", "Effect": "Allow", "NotAction": ["d:A"] }"#;
    for (after, expected) in [
        (AFTER.replace(&format!(",\n      {deny}"), ""), differs("a statement that no change names")),
        (AFTER.replace(deny, &format!("{deny}, {last}")), differs("the number of statements")),
        (AFTER.replace(deny, &format!("{last}, {deny}")), differs("a statement that no change names")),
        (AFTER.replace("[\n", "").replace("    ]\n", ""), unreadable()),
        (AFTER.replacen('}', "", 1), unreadable()),
        (format!("{AFTER} /*"), unreadable()),
        (String::new(), unreadable()),
    ] {
        let found = proved(BEFORE, &changes(), &after).unwrap_err();
        let same = matches!((&found, &expected), (Violation::Unreadable(_), Violation::Unreadable(_)))
            || found == expected;
        assert!(same, "{found:?} for {expected:?}\n{after}");
    }
}

#[test]
fn changes_that_may_not_be_are_refused_whatever_the_text() {
    for (changes, expected) in [
        (vec![change(2, 0, &["c:X"])], "a statement whose `Effect` is not `Allow`"),
        (vec![change(2, 0, &[]), change(2, 1, &[])], "a statement whose `Effect` is not `Allow`"),
        (vec![change(0, 3, &["a:X"])], "a change names an entry that is not there or not a string"),
        (vec![change(4, 0, &["a:X"])], "the number of statements"),
        (vec![change(0, 0, &["a:A"]), change(0, 0, &["a:A"])], "an entry is changed twice"),
    ] {
        let violation = Violation::Differs(expected.to_owned());
        assert_eq!(proved(BEFORE, &changes, BEFORE), Err(violation), "{changes:?}");
    }
    let only = r#"{"Statement": [{"Effect": "Allow", "Action": "a:A"}]}"#;
    assert_eq!(proved(only, &[change(0, 0, &[])], r#"{"Statement": []}"#), Err(Violation::Empty));
}

#[test]
fn what_is_filled_in_elsewhere_stays_as_it_is_written() {
    let policy = |actions: &str| format!(r#"{{"Statement": {{"Effect": "Allow", "Action": [{actions}]}}}}"#);
    let before = r#""a:*", {"Fn::Sub": "${b}:*"}, "{{ c }}""#;
    for (changes, after, proved_to) in [
        (vec![change(0, 0, &[])], r#"{"Fn::Sub": "${b}:*"}, "{{ c }}""#, Ok(())),
        (vec![change(0, 0, &["a:A"])], r#""a:A", {"Fn::Sub": "${b}:*"}, "{{ c }}""#, Ok(())),
        (
            vec![change(0, 0, &["a:A"])],
            r#""a:A", {"Fn::Sub": "${x}:*"}, "{{ c }}""#,
            Err("other entries than those that were meant"),
        ),
        (
            vec![change(0, 0, &[])],
            r#"{"Fn::Sub": "${b}:*"}"#,
            Err("other entries than those that were meant"),
        ),
        (
            vec![change(0, 0, &["{\"Fn::Sub\": \"${b}:*\"}"])],
            r#"{"Fn::Sub": "${b}:*"}, {"Fn::Sub": "${b}:*"}, "{{ c }}""#,
            Err("other entries than those that were meant"),
        ),
        (
            vec![change(0, 1, &[])],
            r#""a:*", "{{ c }}""#,
            Err("a change names an entry that is not there or not a string"),
        ),
    ] {
        let proved_to = proved_to.map_err(|what: &str| Violation::Differs(what.to_owned()));
        assert_eq!(proved(&policy(before), &changes, &policy(after)).map(|_| ()), proved_to, "{after}");
    }
}

#[test]
fn a_string_and_a_list_are_not_the_same() {
    for (before, replacement, after, same) in [
        ("\"a\"", &["b"][..], "\"b\"", true),
        ("\"a\"", &["b"], "[\"b\"]", false),
        ("\"a\"", &["b", "c"], "[\"b\", \"c\"]", true),
        ("[\"a\"]", &["b"], "[\"b\"]", true),
        ("[\"a\"]", &["b"], "\"b\"", false),
        ("\"a\"", &["b"], "\"\\u0062\"", true),
    ] {
        let policy =
            |actions: &str| format!(r#"{{"Statement": {{"Effect": "Allow", "Action": {actions}}}}}"#);
        let result = proved(&policy(before), &[change(0, 0, replacement)], &policy(after));
        assert_eq!(result.is_ok(), same, "{before} {after}");
    }
}

#[test]
fn depth_and_neighbours_do_not_matter() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let policy = |action: &str| {
        format!(r#"[{deep}, {{"P": {{"Statement": {{"Effect": "Allow", "Action": "{action}"}}}}}}, 1]"#)
    };
    assert!(proved(&policy("a:*"), &[change(0, 0, &["a:A"])], &policy("a:A")).is_ok());
    let moved = policy("a:A").replacen(", 1]", "]", 1);
    let other = policy("a:A").replacen(", 1]", ", 2]", 1);
    let around = Violation::Differs("what stands around the policy".to_owned());
    for after in [moved, other] {
        assert_eq!(proved(&policy("a:*"), &[change(0, 0, &["a:A"])], &after), Err(around.clone()));
    }
}

#[test]
fn a_policy_at_a_hostile_depth_is_refused() {
    let at = |depth: usize, action: &str| {
        let policy = format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}"}}}}"#);
        format!("{}{policy}{}", "[".repeat(depth), "]".repeat(depth))
    };
    let proved = |depth| proved(&at(depth, "a:*"), &[change(0, 0, &["a:A"])], &at(depth, "a:A"));
    assert!(proved(MOST_DEPTH).is_ok());
    assert_eq!(proved(MOST_DEPTH + 1), Err(Violation::TooDeep));
}

#[test]
fn documents_that_change_together_are_proved_together() {
    let of = |actions: [&str; 4]| {
        let policy =
            |action: &str| format!(r#"{{"Statement": {{"Effect": "Allow", "Action": "{action}"}}}}"#);
        let [a, b, c, d] = actions.map(policy);
        format!(r#"{{"Roles": [{{"P": {a}, "Q": {b}}}, 7, {c}], "Other": {{"P": {d}}}, "Last": 1}}"#)
    };
    let source = Source::read(of(["a:*", "b:*", "c:*", "d:*"]));
    let to = |text: &str| [change(0, 0, &[text])];
    let (a, b, d) = (to("a:A"), to("b:B"), to("d:D"));
    let edited = |places: &[usize]| {
        let all = [(0, &a[..]), (1, &b[..]), (3, &d[..])];
        let wanted = all.into_iter().filter(|(place, _)| places.contains(place));
        wanted.map(|(place, changes)| (&source.documents[place], changes)).collect::<Vec<_>>()
    };
    let after = of(["a:A", "b:B", "c:*", "d:D"]);
    let lists = prove_all(&source, &edited(&[0, 1, 3]), &after).unwrap();
    let told: Vec<&str> = lists.iter().flatten().map(|list| list.before[0].as_str()).collect();
    assert_eq!(told, ["a:*", "b:*", "d:*"]);
    assert_eq!(prove_all(&source, &[], &source.text), Ok(vec![]));
    // More, fewer and other documents than those that are named.
    for (places, after) in [
        (&[0, 1][..], after.clone()),
        (&[0, 3], after.clone()),
        (&[], after.clone()),
        (&[0, 1, 3], of(["a:A", "b:B", "c:C", "d:D"])),
        (&[0, 1, 3], of(["a:A", "b:B", "c:*", "d:*"])),
        (&[0, 1, 3], of(["b:B", "a:A", "c:*", "d:D"])),
        (&[0, 1, 3], after.replace("7", "8")),
        (&[0, 1, 3], after.replace("7, ", "")),
        (&[0, 1, 3], after.replace("\"Last\": 1", "\"Last\": 2")),
        (&[0, 1, 3], after.replace("\"Other\"", "\"Others\"")),
    ] {
        assert!(prove_all(&source, &edited(places), &after).is_err(), "{places:?} {after}");
    }
    let mut turned = edited(&[0, 1, 3]);
    turned.reverse();
    assert!(prove_all(&source, &turned, &after).is_err());
    assert!(
        prove_all(&source, &[edited(&[0])[0], edited(&[0])[0]], &of(["a:A", "b:*", "c:*", "d:*"])).is_err()
    );
}

#[test]
fn a_policy_in_a_string_is_proved_in_the_text_of_the_string() {
    let in_string =
        |policy: &str| format!(r#"{{"a": 1, "p": {}, "z": [2]}}"#, leastwise_syntax::json::quote(policy));
    // Where the text of a string is read in place, the way to the policy leads through it.
    let mut document = Source::read(BEFORE).documents.remove(0);
    let way = [Step::Key("p".to_owned()), Step::Embedded("JSON")];
    document.path.splice(0..0, way);
    let source = Source::read(in_string(BEFORE));
    let start = source.text.find("\"{").unwrap();
    document.span = crate::Span::new(start, source.text.rfind("}\"").unwrap() + 2);
    let prove = |after: &str| prove(&source, &document, &changes(), after).map(|lists| lists.len());
    let after = in_string(AFTER);
    assert_eq!(prove(&after), Ok(3));
    let differs = |what: &str| Err(Violation::Differs(what.to_owned()));
    for (old, new, expected) in [
        ("\"z\": [2]", "\"z\": [3]", differs("the value of `z`")),
        ("\\\"r\\\"", "\\\"R\\\"", differs("the value of `RoleName`")),
        ("a:D", "a:*", differs("other entries than those that were meant")),
    ] {
        let wrong = after.replacen(old, new, 1);
        assert_ne!(wrong, after);
        assert_eq!(prove(&wrong), expected, "{wrong}");
    }
    assert_eq!(
        prove(&format!(r#"{{"a": 1, "p": {AFTER}, "z": [2]}}"#)),
        differs("the policy is not where it was")
    );
    assert!(matches!(prove(&in_string("{")), Err(Violation::Unreadable(_))));
}

#[test]
fn a_document_of_another_text_is_refused() {
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "a:*"}}"#;
    let other = Source::read(format!("[{policy}, {policy}]"));
    let source = Source::read(format!("[{policy}]"));
    let nowhere = Violation::Differs("the policy is not where it was".to_owned());
    assert_eq!(prove(&source, &other.documents[1], &[], &source.text), Err(nowhere));
}

#[test]
fn a_text_that_cannot_be_parsed_is_refused_with_the_reason() {
    let after = AFTER.replacen(r#"{ "Sid": "B", "Effect": "Allow", "Action": ["b:A", "b:B"] }"#, "1", 1);
    let violation = proved(BEFORE, &changes(), &after).unwrap_err().to_string();
    let reason = "the proof cannot parse the file: expected an object";
    assert!(violation.starts_with(reason), "{violation}");
}

proptest! {
    /// One character lost, put in or changed after the edit: proved only if the text still means the same.
    #[test]
    fn no_slip_of_an_edit_is_proved(
        at in any::<prop::sample::Index>(),
        put in prop::sample::select(vec!["", "\"", ",", "[", "]", "{", "}", ":", "a", "*", "1", " ", "\\", "/"]),
        replaces in any::<bool>(),
    ) {
        let source = Source::read(BEFORE);
        let edits = edit::edits(&source, &source.documents[0], &changes()).unwrap();
        let after = edit::apply(BEFORE, &edits).unwrap();
        prop_assert!(prove(&source, &source.documents[0], &changes(), &after).is_ok());
        let at = at.index(after.len());
        let slipped = format!("{}{put}{}", &after[..at], &after[at + usize::from(replaces)..]);
        let plain = |text: &str| crate::json::Json.for_second(text).replace([' ', '\n'], "");
        if plain(&slipped) != plain(&after) {
            prop_assert!(prove(&source, &source.documents[0], &changes(), &slipped).is_err(), "{}", slipped);
        }
    }
}
