//! Trees of whole, unusual and damaged texts.

use super::*;
use crate::{Kind, Opaque, Value};

/// A tree as one line: `{key: value}`, `[element]`, `name(argument)`, `?<parts>` for what is opaque.
fn shape(text: &str) -> String {
    let tree = parse(text);
    let mut out = tree.root().map(of).unwrap_or_default();
    for error in tree.errors() {
        out.push_str(&format!(" !{}: {}", error.span.start, error.message));
    }
    out
}

fn of(value: Value<'_>) -> String {
    let join = |parts: Vec<String>| parts.join(", ");
    match value.kind() {
        Kind::Object => {
            let members = value.members().map(|member| {
                let key = member.key.as_str().map_or_else(|| of(member.key), |key| key.into_owned());
                format!("{key}: {}", of(member.value))
            });
            format!("{{{}}}", join(members.collect()))
        }
        Kind::List => format!("[{}]", join(value.elements().map(of).collect())),
        Kind::Call => {
            let (name, arguments) = value.call().unwrap();
            format!("{}({})", name.raw(), join(arguments.map(of).collect()))
        }
        Kind::String => format!("{:?}", value.as_str().unwrap()),
        Kind::Opaque(Opaque::Expression) => match value.parts().next() {
            None => format!("?`{}`", value.raw()),
            Some(_) => format!("?<{}>", join(value.parts().map(of).collect())),
        },
        Kind::Missing => "MISSING".to_owned(),
        Kind::Bad => "BAD".to_owned(),
        _ => value.raw().to_owned(),
    }
}

#[test]
fn whole_texts_give_what_they_say() {
    for (text, expected) in [
        ("", "{}"),
        ("a = 1\nb = true # c\n// d\n/* e\n*/ f = null\n", "{a: 1, b: true, f: null}"),
        ("a = [\"x\", \"y\"]", r#"{a: ["x", "y"]}"#),
        ("a = [\n  \"x\" /* why */\n  , \"y\"\n  // \"z\",\n]\n", r#"{a: ["x", "y"]}"#),
        ("a = [\n  \"x\",\n]\n", r#"{a: ["x"]}"#),
        ("\u{feff}a = \"été\"\r\nb = [\r\n]\r\n", r#"{a: "été", b: []}"#),
        ("data \"d\" \"n\" {\n  s {\n    x = 1\n  }\n  s {}\n}\n", "{data: {d: {n: {s: {x: 1}, s: {}}}}}"),
        ("b l { x = 1 }", "{b: {l: {x: 1}}}"),
        ("a = { x = 1, \"y\" : 2\n z = 3\n (w) = 4 }", "{a: {x: 1, y: 2, z: 3, ?<?`w`>: 4}}"),
        ("a = jsonencode({\n  S = [{ A = \"s3:*\" }],\n})\n", r#"{a: jsonencode({S: [{A: "s3:*"}]})}"#),
        ("a = merge(local.b, { c = 1 }...)", "{a: merge(?`local.b`, {c: 1})}"),
        ("a = provider::x::y(1)", "{a: provider::x::y(1)}"),
        (
            "a = aws_iam_role.r[\"k\"].name\nb = data.x.y[0].z.*.w",
            "{a: ?`aws_iam_role.r[\"k\"].name`, b: ?`data.x.y[0].z.*.w`}",
        ),
        ("a = v.r ? [\"x\"] : [\"y\"]", r#"{a: ?<?`v.r`, ["x"], ["y"]>}"#),
        ("a = [for k, v in m : \"iam:${k}\" if v]", "{a: ?`[for k, v in m : \"iam:${k}\" if v]`}"),
        ("a = {for k in [1] : k => { x = 1 }}", "{a: ?`{for k in [1] : k => { x = 1 }}`}"),
        (
            "a = [\n # c\n for k in m : k\n]\nb = {\n for k in m : k => 1 }",
            "{a: ?`[\n # c\n for k in m : k\n]`, b: ?`{\n for k in m : k => 1 }`}",
        ),
        ("a = b.0.c_d\nc = 1.5e3", "{a: ?`b.0.c_d`, c: 1.5e3}"),
        ("a = -1 + (2 * 3) - !b", "{a: ?<1, ?<?<2, 3>>, ?`b`>}"),
        ("a = [\"x\"][0]\nb = f(1).c.d", r#"{a: ?<["x"]>, b: ?<f(1)>}"#),
        ("a = f(\n  1,\n  2\n)\n", "{a: f(1, 2)}"),
        ("a = (\n  1\n)\n", "{a: ?<1>}"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn strings_and_heredocs_are_decoded_and_interpolations_are_opaque() {
    for (text, expected) in [
        (r#"a = "\"\\\n\u00e9\U0001F600""#, r#"{a: "\"\\\né😀"}"#),
        (r#"a = "$${aws:username} %%{x} $ % $$""#, r#"{a: "${aws:username} %{x} $ % $$"}"#),
        (r#"a = "s3:${var.x}""#, r#"{a: ?`"s3:${var.x}"`}"#),
        (r#"a = "${b["}"]}" "#, r#"{a: ?`"${b["}"]}"`}"#),
        (r#"a = "${f("${g("x")}")}z""#, r#"{a: ?`"${f("${g("x")}")}z"`}"#),
        (r#"a = "%{ if b }x%{ endif }""#, r#"{a: ?`"%{ if b }x%{ endif }"`}"#),
        ("a = <<EOF\n{\"x\": 1}\nEOF\nb = 1", "{a: \"{\\\"x\\\": 1}\\n\", b: 1}"),
        ("a = <<-EOF\n    x\n      y\n\n    EOF\nb = 1", r#"{a: "x\n  y\n\n", b: 1}"#),
        ("a = <<EOF\n  x\n  EOF\t\nb = 1", r#"{a: "  x\n", b: 1}"#),
        (
            "a = <<EOF\ncat <<\"EOF\"\nEOF\"\nstill\nEOF\nb = 1",
            "{a: \"cat <<\\\"EOF\\\"\\nEOF\\\"\\nstill\\n\", b: 1}",
        ),
        ("a = <<EOF\n${x[\"y\"]}\nEOF\n", "{a: ?`${x[\"y\"]}\n`}"),
        ("a = f(<<EOF\nx\nEOF\n, 1)", r#"{a: f("x\n", 1)}"#),
        ("a = <<EOF\r\nx\r\nEOF\r\n", r#"{a: "x\r\n"}"#),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn what_stands_before_and_after_the_damage_is_found() {
    for (text, expected) in [
        ("a = [\n  \"x\",\n  \"y\n]\nb = 1", r#"{a: ["x", "y"], b: 1} !15: the string does not end"#),
        ("a = [\"x\"\nb = 1\n", r#"{a: ["x"], b: 1} !8: expected `]`"#),
        ("a = [\"x\" \"y\"]\nb = 1", r#"{a: ["x", "y"], b: 1} !8: expected `,`"#),
        (
            "a {\n  b = 1\nc \"d\" {\n}\n",
            "{a: {b: 1}, c: {d: {}}} !0: the block does not end !11: expected `}`",
        ),
        ("a {\n  s {\n    x = [\"y\"\n  }\n}\nb {}\n", r#"{a: {s: {x: ["y"]}}, b: {}} !22: expected `]`"#),
        ("a = \nb = 1", "{a: MISSING, b: 1} !3: expected a value"),
        ("a\nb = 1", "{a: MISSING, b: 1} !1: expected `=` or `{`"),
        ("a = 1 2\nb = 1", "{a: 1, b: 1} !6: expected a new line"),
        ("}\nb = 1", "{b: 1} !0: unexpected `}`"),
        ("a = { x = 1 y = 2 }", "{a: {x: 1, y: 2}} !12: expected `,` or a new line"),
        ("a = f([1)\nb = 1", "{a: f([1]), b: 1} !8: expected `]`"),
        ("a = <<EOF\nx\n", "{a: \"x\\n\"} !4: the heredoc does not end"),
        ("a = \"${b\nc = 1", "{a: ?`\"${b`, c: 1} !4: the string does not end"),
        ("a = 1 /* x", "{a: 1} !6: the comment does not end"),
        ("a = 'x'\nb = 1", "{a: MISSING, b: 1} !3: expected a value !4: expected a new line"),
        ("a = \"\\x47\"", "{a: \"\\\\x47\"} !5: unknown escape"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn keys_that_an_object_has_twice_are_marked_and_blocks_of_one_type_are_not() {
    let tree = parse("a = { x = 1, \"x\" = 2 }\ns {}\ns {}\ny = 1\ny = 2\n");
    let repeated: Vec<&str> = tree.repeated_keys(tree.root().unwrap().span()).map(|key| key.raw()).collect();
    assert_eq!(repeated, ["\"x\"", "y"]);
}

#[test]
fn no_depth_of_nesting_overflows_the_stack() {
    for open in ["[", "{a=", "(", "f(", "a {\n", "\"${", "[{a=(", "-", "!", "a?"] {
        let deep = format!("a = {}", open.repeat(100_000));
        assert!(!parse(deep.as_str()).errors().is_empty(), "{open}");
        assert!(!parse(&open.repeat(100_000)).errors().is_empty(), "{open}");
    }
}

const SAMPLE: &str = "\u{feff}data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    # why\n    actions = [\"s3:Get*\", \"k:${a[\"b\"]}\"]\n    c = f(a ? { x : [1] } : -b.c[0].d, <<-E\n      t\n    E\n    )\n  }\n}\n";

/// Children lie in their parents in order, and every span is a part of the text.
fn assert_sound(text: &str) {
    fn check(value: Value<'_>, text: &str) {
        let span = value.span();
        assert!(span.text(text).is_some(), "{span:?} of {text:?}");
        let members = value.members().flat_map(|member| [member.key, member.value]);
        let arguments =
            value.call().into_iter().flat_map(|(name, arguments)| std::iter::once(name).chain(arguments));
        let mut at = span.start;
        for child in members.chain(value.elements()).chain(arguments).chain(value.parts()) {
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
        for other in ["{", "}", "[", "]", "(", ")", "\"", "\n", "=", "$", "<<", "é", ",", ":", "?"] {
            assert_sound(&format!("{}{other}{}", &SAMPLE[..at], &SAMPLE[at..]));
        }
    }
}
