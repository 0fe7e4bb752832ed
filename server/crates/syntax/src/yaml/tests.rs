//! Trees of whole, unusual and damaged texts.

use super::*;
use crate::{Kind, Opaque, Value};

fn of(value: Value<'_>) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    let shared = if value.is_shared() { "&" } else { "" };
    let shape = match value.kind() {
        Kind::Object => {
            let members = value.members().map(|member| format!("{}: {}", of(member.key), of(member.value)));
            format!("{{{}}}", join(members.collect()))
        }
        Kind::List => format!("[{}]", join(value.elements().map(of).collect())),
        Kind::Call => {
            let (name, arguments) = value.call().unwrap();
            format!("{}({})", name.raw(), join(arguments.map(of).collect()))
        }
        Kind::String if value.spelling() == Spelling::Bare => value.as_str().unwrap().into_owned(),
        Kind::String => format!("{:?}", value.as_str().unwrap()),
        Kind::Opaque(Opaque::Alias) => value.raw().to_owned(),
        Kind::Opaque(_) => format!("?{:?}", value.raw()),
        Kind::Null => "null".to_owned(),
        _ => value.raw().to_owned(),
    };
    format!("{shared}{shape}")
}

fn shape(text: &str) -> String {
    let tree = parse(text);
    let mut out: Vec<String> = tree.roots().map(of).collect();
    out.extend(tree.errors().iter().map(|error| format!("!{}", error.span.start)));
    out.join(" ")
}

#[test]
fn whole_texts_give_what_they_say() {
    for (text, expected) in [
        ("", ""),
        ("a: 1\nb: true\nc: ~\nd:\n", "{a: 1, b: true, c: null, d: null}"),
        ("a:\n  - x\n  - \"y\\n\"\n  - 'it''s'\n", r#"{a: [x, "y\n", "it's"]}"#),
        ("a:\n- x # why\n# c\n- y\nb: 1\n", "{a: [x, y], b: 1}"),
        ("a: [x, 'y',\n z]\nb: {c: d, \"e\": f}\n", r#"{a: [x, "y", z], b: {c: d, "e": f}}"#),
        ("Version: 2012-10-17\nDate: 0x1F\n", "{Version: 2012-10-17, Date: 0x1F}"),
        ("a: !Sub \"${b}\"\nc: !GetAtt d.Arn\n", r#"{a: !Sub("${b}"), c: !GetAtt(d.Arn)}"#),
        ("a: !If [c, x, !Ref AWS::NoValue]\n", "{a: !If([c, x, !Ref(AWS::NoValue)])}"),
        ("a: !If\n  - c\n  - x\n", "{a: !If([c, x])}"),
        ("a: !!str 1\nb: !!seq [c]\nd: !!int 1\n", "{a: 1, b: [c], d: !!int(1)}"),
        ("a: {{ .Values.x }}\nb: [{{x}}]\n", "{a: ?\"{{ .Values.x }}\", b: [?\"{{x}}\"]}"),
        ("a: &x [s3:*]\nb: *x\nc: &unused y\n", "{a: &[&s3:*], b: *x, c: y}"),
        ("a: &x\n  b:\n    - c\nd:\n  <<: *x\n", "{a: &{&b: &[&c]}, d: {<<: *x}}"),
        ("a: |\n  {\"x\":\n    1}\nb: 1\n", "{a: \"{\\\"x\\\":\\n  1}\\n\", b: 1}"),
        ("a: |-\n    x\nb: >-\n  y\n", r#"{a: "x", b: "y"}"#),
        ("a: >\n  x\n  y\n\n  z\n", r#"{a: "x y\nz\n"}"#),
        ("a: |\n  x", r#"{a: "x"}"#),
        ("a: x\n  y\nb: 'p\n\n  q'\nc: \"r\\\n  s\"\n", r#"{a: x y, b: "p\nq", c: "rs"}"#),
        ("a: \"s3:\\x47et*\"\n", r#"{a: "s3:Get*"}"#),
        ("---\na: 1\n---\nb: 2\n", "{a: 1} {b: 2}"),
        ("\u{feff}a: été\r\nb:\r\n  - x\r\n", "{a: été, b: [x]}"),
        ("a: [\nx,\ny\n]\n", "{a: [x, y]}"),
        ("? a\n: b\n", "{a: b}"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn many_comments_before_a_first_entry_do_not_matter() {
    let text = format!("a:\n{}  - x\n", "  # c\n".repeat(500));
    assert_eq!(shape(&text), "{a: [x]}");
}

#[test]
fn what_stands_around_the_damage_is_found_and_the_damage_is_an_error() {
    for (text, expected) in [
        ("a:\n  - x\n  - *\n  - y\nb: 1\n", "{a: [x, y], b: 1} "),
        ("a:\n\t- x\nb: 1\n", "{a: null, b: 1} "),
        ("a: [x\nb: 1\n", ""),
        ("a: 'x\nb: 1\n", ""),
        ("a: 1\n b: 2\nc: 3\n", "{a: 1, c: 3} "),
        ("a: 1\n---\nb: {\n---\nc: 3\n", ""),
        ("a: *nowhere\nb: 1\n", ""),
    ] {
        let found = shape(text);
        assert!(found.contains('!'), "{text}: {found}");
        assert!(found.starts_with(expected), "{text}: {found}");
    }
}

#[test]
fn keys_that_an_object_has_twice_are_marked() {
    let tree = parse("a: 1\n'a': 2\nb: {c: 1, c: 2}\n");
    let repeated: Vec<&str> = tree.repeated_keys(tree.root().unwrap().span()).map(|key| key.raw()).collect();
    assert_eq!(repeated, ["'a'", "c"]);
}

#[test]
fn hostile_texts_end_soon() {
    let bomb = format!("a: &a [x]\n{}", "b: &b [*a, *a]\n".repeat(1000));
    for text in [
        "[".repeat(100_000),
        "- ".repeat(100_000),
        "{a: ".repeat(100_000),
        format!("a: \"{}\"", "\\x41".repeat(500_000)),
        format!("a: \"{}\"", "\\\n".repeat(100_000)),
        format!("a: '{}'", "''\n".repeat(100_000)),
        "? ".repeat(50_000),
        "a: |\n".repeat(20_000),
        "*\n".repeat(20_000),
        "{{ x }}\n".repeat(20_000),
        bomb,
    ] {
        let tree = parse(&text);
        assert!(tree.values().all(|value| value.span().text(&text).is_some()));
    }
}

const SAMPLE: &str = "# c\nResources:\n  R:\n    Policies: &p\n    - PolicyDocument:\n        Statement:\n          - Effect: 'Allow'\n            Action: [ \"s3:Get*\", !Sub 'k:${a}' ]\n            Doc: |\n              {\"x\": 1}\n    Other: *p\n";

/// Children lie in their parents in order, and every span is a part of the text.
fn assert_sound(text: &str) {
    fn check(value: Value<'_>, text: &str) {
        let span = value.span();
        assert!(span.text(text).is_some(), "{span:?} of {text:?}");
        let members = value.members().flat_map(|member| [member.key, member.value]);
        let arguments =
            value.call().into_iter().flat_map(|(name, arguments)| std::iter::once(name).chain(arguments));
        let mut at = span.start;
        for child in members.chain(value.elements()).chain(arguments) {
            let inner = child.span();
            assert!(at <= inner.start && inner.end <= span.end, "{inner:?} in {span:?} of {text:?}");
            at = inner.end;
            check(child, text);
        }
        value.as_str();
    }
    let tree = parse(text);
    for root in tree.roots() {
        check(root, text);
    }
}

#[test]
fn every_start_of_a_text_and_every_text_without_one_character_gives_a_sound_tree() {
    for (at, character) in SAMPLE.char_indices() {
        assert_sound(&SAMPLE[..at]);
        assert_sound(&format!("{}{}", &SAMPLE[..at], &SAMPLE[at + character.len_utf8()..]));
        for other in ["{", "}", "[", "]", "\"", "'", "\n", ":", "*", "&", "!", "|", "-", " ", "é", "#", ","]
        {
            assert_sound(&format!("{}{other}{}", &SAMPLE[..at], &SAMPLE[at..]));
        }
    }
}
