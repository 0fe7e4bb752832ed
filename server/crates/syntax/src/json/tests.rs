use proptest::prelude::*;
use serde_json::Value as Serde;

use super::*;
use crate::{Kind, Member, Span, SyntaxError, Value};

/// The errors as `start..end message`.
fn errors(text: &str) -> Vec<String> {
    let shown = |error: &SyntaxError| format!("{}..{} {}", error.span.start, error.span.end, error.message);
    parse(text).errors().iter().map(shown).collect()
}

/// The tree in one line: `?` for what is bad, `_` for what is missing, `~` after what does not end.
fn shape(value: Value<'_>) -> String {
    let inner = match value.kind() {
        Kind::List => format!("[{}]", value.elements().map(shape).collect::<Vec<_>>().join(" ")),
        Kind::Object => {
            let member = |member: Member<'_>| format!("{}:{}", shape(member.key), shape(member.value));
            format!("{{{}}}", value.members().map(member).collect::<Vec<_>>().join(" "))
        }
        Kind::String => value.as_str().unwrap().into_owned(),
        Kind::Bad => "?".to_owned(),
        Kind::Missing => "_".to_owned(),
        _ => value.raw().to_owned(),
    };
    if value.is_closed() { inner } else { format!("{inner}~") }
}

fn shapes(text: &str) -> String {
    parse(text).roots().map(shape).collect::<Vec<_>>().join(" ")
}

pub(super) fn to_serde(value: Value<'_>) -> Serde {
    match value.kind() {
        Kind::String => Serde::String(value.as_str().unwrap().into_owned()),
        Kind::List => value.elements().map(to_serde).collect(),
        Kind::Object => value
            .members()
            .map(|member| (member.key.as_str().unwrap().into_owned(), to_serde(member.value)))
            .collect(),
        _ => serde_json::from_str(value.raw()).unwrap(),
    }
}

#[test]
fn json_with_comments_and_any_line_end_reads_without_errors() {
    for text in [
        "{}",
        "[]",
        "\u{feff}{\"a\": 1}",
        "// first\n{\"a\": /* in */ [1, 2], // last\r\"b\": null}\r\n/* after */",
        "{\r\t\"a\":\r\t[\r\t\ttrue\r\t]\r}",
        "{\"a\":\r\n\"b\"\n,\r\"c\":\t\"\\u00e9\\ud83d\\ude00/\\/\"}",
        "[1e400, 123456789012345678901234567890, -0.0]",
        "/**/ \"//\" /***/",
        "[1/**/,2//\n]",
    ] {
        assert_eq!(errors(text), [""; 0], "{text:?}");
    }
}

#[test]
fn damage_is_reported_where_it_is_and_the_rest_is_kept() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("", "", &["0..0 no JSON value"]),
        ("// only this", "", &["12..12 no JSON value"]),
        ("[1 2]", "[1 2]", &["2..2 missing comma"]),
        ("[1,,2]", "[1 2]", &["3..4 missing value"]),
        ("[1,]", "[1]", &["2..3 trailing comma"]),
        (r#"{"a":1,}"#, "{a:1}", &["6..7 trailing comma"]),
        (r#"{"a" 1}"#, "{a:1}", &["4..4 expected `:`"]),
        (r#"{"a"}"#, "{a:_}", &["4..4 expected `:`"]),
        (r#"{"a":}"#, "{a:_}", &["5..5 missing value"]),
        (r#"{"a":,"b":1}"#, "{a:_ b:1}", &["5..5 missing value"]),
        (r#"{"a" "b":1}"#, "{a:_ b:1}", &["4..4 expected `:`", "4..4 missing comma"]),
        (r#"{"a": "b":1}"#, "{a:_ b:1}", &["5..5 missing value", "5..5 missing comma"]),
        (r#"{"a":1 "b":2}"#, "{a:1 b:2}", &["6..6 missing comma"]),
        (r#"{a: 1}"#, "{?:1}", &["1..2 invalid JSON value"]),
        (
            "[tru, nul, 01, /, a/b]",
            "[? ? ? ? ?]",
            &[
                "1..4 invalid JSON value",
                "6..9 invalid JSON value",
                "11..13 invalid JSON value",
                "15..16 invalid JSON value",
                "18..21 invalid JSON value",
            ],
        ),
        ("[\"a\n, \"b\"]", "[a~ b]", &["1..3 unclosed string"]),
        ("[\"a\\\r\n, \"b\"]", "[a\\~ b]", &["1..4 unclosed string", "3..4 invalid escape `\\`"]),
        ("[\"a\tb\"]", "[a\tb]", &["3..4 unescaped U+0009 (TAB) in a string: write `\\t`"]),
        (
            r#"["\x41\u12", "\ud800"]"#,
            "[\\x41\\u12 \u{fffd}]",
            &[
                "2..3 invalid escape `\\x`",
                "6..8 invalid escape `\\u`",
                "14..20 lone surrogate `\\ud800`: half of a character",
            ],
        ),
        ("[1] /* on", "[1]", &["4..6 unclosed comment"]),
        ("[1] [2]", "[1] [2]", &["4..5 another JSON value after the end of the first"]),
        (
            "1, 2",
            "1 2",
            &[
                "1..2 unexpected `,` after the end of the JSON value",
                "3..4 another JSON value after the end of the first",
            ],
        ),
        ("]", "", &["0..1 unexpected `]`"]),
        ("[1}]", "[1]", &["2..3 unexpected `}`"]),
        ("[1}", "[1]~", &["2..3 unexpected `}`", "3..3 unexpected end of file: `[` on line 1 is not closed"]),
        (r#"{"a":[1}"#, "{a:[1]~}", &["7..8 expected `]`"]),
        (r#"[{"a":1]"#, "[{a:1}~]", &["7..8 expected `}`"]),
        (r#"[{"a":1, {"b":2}]"#, "[{a:1}~ {b:2}]", &["7..7 expected `}`"]),
        (r#"{"a":[1}, 2], "b":3}"#, "{a:[1 2] b:3}", &["7..8 unexpected `}`"]),
        (r#"{"a":[1}]}"#, "{a:[1]}", &["7..8 unexpected `}`"]),
        (r#"[{"a":1]}]"#, "[{a:1}]", &["7..8 unexpected `]`"]),
        (r#"[{"a":[1}, 2]"#, "[{a:[1]~} 2]", &["8..9 expected `]`"]),
        (
            r#"[{"a":"x", "y"], "b":3}, 4]"#,
            "[{a:x y:_ b:3} 4]",
            &["14..15 unexpected `]`", "15..15 expected `:`"],
        ),
        (r#"{"a":["x", "y", "b":3}"#, "{a:[x y]~ b:3}", &["16..19 expected `]`"]),
        (r#"["x", "a":1, {"b":2}]"#, "[x a 1 {b:2}]", &["9..10 unexpected `:`", "10..10 missing comma"]),
        (r#"["a":1}, {"b":2}]"#, "[{a:1} {b:2}]", &["1..4 expected `{`"]),
        (r#"{"x":["a":1],"y":2}"#, "{x:[{a:1}~] y:2}", &["6..9 expected `{`", "11..12 expected `}`"]),
        (r#"[{"b":2}, "a":1}]"#, "[{b:2} {a:1}]", &["10..13 expected `{`"]),
        (
            r#"{"a": {"b": ["#,
            "{a:{b:[]~}~}~",
            &["13..13 unexpected end of file: `[` on line 1 is not closed"],
        ),
        ("{\"a\": 1, [2], \"c\": 3}", "{a:1 _:[2] c:3}", &["9..10 expected a key"]),
        ("\u{feff}\u{feff}1", "1", &["3..6 invisible character U+FEFF (BYTE ORDER MARK)"]),
        ("[1,\u{a0}\u{a0}2]", "[1 2]", &["3..7 invisible character U+00A0 (NO-BREAK SPACE)"]),
        (
            "{\u{200b}\"a\":true\u{2028}}",
            "{a:true}",
            &[
                "1..4 invisible character U+200B (ZERO WIDTH SPACE)",
                "12..15 invisible character U+2028 (LINE SEPARATOR)",
            ],
        ),
        (
            "[1,\n<<<<<<< HEAD\n2,\n=======\n3,\n>>>>>>> b\n4]",
            "[1 2 3 4]",
            &[
                "4..16 merge conflict marker `<<<<<<<`",
                "20..27 merge conflict marker `=======`",
                "31..40 merge conflict marker `>>>>>>>`",
            ],
        ),
        (
            "{# why #}[1] # x",
            "[1]",
            &[
                "0..9 comment of a template `{# why #}` outside of a string",
                "13..16 a comment starts with `//`, not with `#`",
            ],
        ),
        (
            "{\"a\": ${b}, \"c\": {{ d }}}",
            "{a:? c:?}",
            &[
                "6..10 template placeholder `${b}` outside of a string",
                "17..24 template placeholder `{{ d }}` outside of a string",
            ],
        ),
        ("[{{\"a\": 1}, 2]", "[{}~ {a:1} 2]", &["2..2 expected `}`"]),
        (
            "{'a': “b”, \"c\": True}",
            "{?:? c:?}",
            &[
                "1..4 strings are written in double quotes",
                "6..13 typographic quote `“` (U+201C): write `\"`",
                "20..24 invalid JSON value: write `true`",
            ],
        ),
        ("{\n\"a\": [1,\n2", "{a:[1 2]~}~", &["12..12 unexpected end of file: `[` on line 2 is not closed"]),
    ];
    for (text, shape, expected) in cases {
        assert_eq!(errors(text), *expected, "errors of {text:?}");
        assert_eq!(shapes(text), *shape, "shape of {text:?}");
    }
}

#[test]
fn strings_are_decoded_when_asked_for() {
    let tree = parse(
        r#"{"plain":"s3:Get*","g":"s3:\u0047et*","pair":"\ud83d\ude00","half":"\ude00\ud83d","all":"\"\\\/\b\f\n\r\t"}"#,
    );
    let root = tree.root().unwrap();
    let get = |key: &str| root.get(key).unwrap().as_str().unwrap();
    assert!(matches!(get("plain"), std::borrow::Cow::Borrowed("s3:Get*")));
    assert_eq!(get("g"), "s3:Get*");
    assert_eq!(get("pair"), "\u{1f600}");
    assert_eq!(get("half"), "\u{fffd}\u{fffd}");
    assert_eq!(get("all"), "\"\\/\u{8}\u{c}\n\r\t");
}

#[test]
fn strings_are_written_with_no_escapes_but_those_that_json_asks_for() {
    for (text, written) in [
        ("", r#""""#),
        ("s3:Get*/é\u{7f}", "\"s3:Get*/é\u{7f}\""),
        ("\"\\", r#""\"\\""#),
        ("\n\r\t", r#""\n\r\t""#),
        ("\0\u{8}\u{1f} ", r#""\u0000\u0008\u001f ""#),
    ] {
        assert_eq!(quote(text), written);
        assert_eq!(serde_json::from_str::<String>(written).unwrap(), text);
    }
}

#[test]
fn keys_are_found_and_compared_decoded() {
    let many = (0..20).map(|n| format!("\"k{n}\":0")).collect::<Vec<_>>().join(",");
    for (text, repeated) in [
        (r#"{"a":1,"b":2}"#.to_owned(), vec![]),
        (r#"{"a":1,"\u0061":2,"b":{"a":3},"a":4}"#.to_owned(), vec!["\"\\u0061\"", "\"a\""]),
        (r#"{"\u0061":1, "a" :2}"#.to_owned(), vec!["\"a\""]),
        (r#"{"a":1,"a" :2}"#.to_owned(), vec!["\"a\""]),
        (format!("{{{many}}}"), vec![]),
        (format!("{{{many},\"k\\u0033\":1,\"k7\":2}}"), vec!["\"k\\u0033\"", "\"k7\""]),
        (r#"[{"x":{"y":1,"y":2},"z":3},{"z":1}]"#.to_owned(), vec!["\"y\""]),
        // An object without its closing brace, and one with a key in an unclosed list.
        (r#"["a":1,"a":2}]"#.to_owned(), vec!["\"a\""]),
        (r#"{"x":["p","q","x":1}"#.to_owned(), vec!["\"x\""]),
    ] {
        let tree = parse(&text);
        let found: Vec<_> = tree.repeated_keys(Span::new(0, text.len())).map(Value::raw).collect();
        assert_eq!(found, repeated, "{text}");
    }
    let text = r#"{"a":1,"a":2,"b":{"c":1,"c":2},"a":3}"#;
    let tree = parse(text);
    let after = |start: usize, end: usize| {
        tree.repeated_keys(Span::new(start, end)).map(|key| key.span().start).collect::<Vec<_>>()
    };
    let whole = text.len();
    assert_eq!(
        [after(0, whole), after(7, whole), after(8, whole), after(17, 30)],
        [vec![7, 24, 31], vec![7, 24, 31], vec![24, 31], vec![24]]
    );
    let tree = parse(r#"{"Acti\u006fn": 1}"#);
    assert_eq!(tree.root().unwrap().get("Action").unwrap().raw(), "1");
    assert!(tree.root().unwrap().get("action").is_none());
}

#[test]
fn depth_does_not_overflow_the_stack_and_stays_linear() {
    let depth = 200_000;
    let nested = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(errors(&nested), [""; 0]);
    assert!(!errors(&"{\"a\":".repeat(depth)).is_empty());
    // Closing brackets that fit nothing or something far away are decided in constant time each.
    for text in
        ["{".to_owned() + &"[".repeat(depth) + &"},".repeat(depth), "[{".repeat(depth) + &"]".repeat(depth)]
    {
        assert!(!parse(&text).errors().is_empty());
    }
}

fn json() -> impl Strategy<Value = Serde> {
    let leaf = prop_oneof![
        Just(Serde::Null),
        any::<bool>().prop_map(Serde::from),
        any::<i64>().prop_map(Serde::from),
        (-1e9..1e9).prop_map(Serde::from),
        any::<String>().prop_map(Serde::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Serde::from),
            prop::collection::btree_map("[a-c\"\\\\é]{0,2}", inner, 0..12)
                .prop_map(|members| members.into_iter().collect::<Serde>()),
        ]
    })
}

/// Text that looks like damaged JSON more often than not.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ":",
        ",",
        "\"",
        "\"a\"",
        "\"b\":",
        "\\",
        "\\u00",
        "\u{1f600}",
        "é",
        "//",
        "/*",
        "*/",
        "/",
        "\n",
        "\r",
        " ",
        "\t",
        "1",
        "null",
        "\u{feff}",
        "\u{0}",
        "\u{2028}",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

/// Spans lie inside the text and each other, on borders of characters, and come in order.
fn assert_sound(text: &str) {
    let tree = parse(text);
    for error in tree.errors() {
        assert!(error.span.text(text).is_some(), "{error:?} in {text:?}");
    }
    assert!(tree.errors().is_sorted_by_key(|error| error.span.start), "{text:?}");
    let mut open = tree.roots().collect::<Vec<_>>();
    let mut seen = 0;
    while let Some(value) = open.pop() {
        seen += 1;
        assert!(value.span().text(text).is_some(), "{value:?} in {text:?}");
        let members = value.members().flat_map(|member| [member.key, member.value]);
        let children: Vec<_> = value.elements().chain(members).collect();
        let mut end = value.span().start;
        for child in &children {
            assert!(value.span().contains(child.span()), "{child:?} in {value:?} in {text:?}");
            assert!(child.span().start >= end, "{child:?} before {end} in {text:?}");
            end = child.span().end;
        }
        open.extend(children);
    }
    assert_eq!(seen, tree.values().count(), "nodes out of reach in {text:?}");
}

/// Texts that once broke a promise of [`assert_sound`].
#[test]
fn texts_that_broke_the_tree_once_give_a_sound_tree() {
    let found = [
        "[[\"a\"]:1]",
        "{1/*]😀1\u{feff}\"]1\u{2028}/*/*]\\\"b\":énull\u{feff}é//,}//:1\r*/:{\"a\" [\"a\"[\"a\",\"b\":]:]\t 😀\n//}/*{\r1\r/*é,//\"a\"",
    ];
    for text in found {
        assert_sound(text);
    }
}

proptest! {
    #[test]
    fn valid_documents_mean_what_serde_json_reads(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let tree = parse(&text);
        prop_assert_eq!(tree.errors(), &[]);
        prop_assert_eq!(to_serde(tree.root().unwrap()), serde_json::from_str::<Serde>(&text).unwrap());
        assert_sound(&text);
    }

    #[test]
    fn any_text_gives_a_sound_tree(text in prop_oneof![soup(), any::<String>()]) {
        assert_sound(&text);
    }

    /// Where there is no comment and no number that it cannot hold, serde_json is as strict as the reader.
    #[test]
    fn errors_stand_exactly_where_serde_json_refuses(text in soup()) {
        let plain = !text.contains("//") && !text.contains("/*") && !text.starts_with('\u{feff}');
        if plain {
            prop_assert_eq!(parse(&text).errors().is_empty(), serde_json::from_str::<Serde>(&text).is_ok());
        }
    }

    #[test]
    fn a_byte_lost_from_a_document_never_breaks_the_tree(value in json(), at in any::<prop::sample::Index>()) {
        let mut text = serde_json::to_string_pretty(&value).unwrap();
        let chars: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        text.remove(*at.get(&chars));
        assert_sound(&text);
    }
}
