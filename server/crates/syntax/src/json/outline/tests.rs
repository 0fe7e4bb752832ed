use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::Span;
use crate::json::{self, Kind};

fn outline(text: &str, limits: Limits, step: usize) -> Result<Outline, Damage> {
    let mut scan = Scan::new(limits);
    text.as_bytes().chunks(step).for_each(|chunk| scan.feed(chunk));
    scan.finish()
}

fn documents(outline: &Outline, text: &str) -> Vec<(Piece, Document)> {
    let read = |range: Range<usize>| Ok::<_, ()>(text[range].to_owned());
    let document = |piece: Piece| {
        let document = outline.document(&piece, read).unwrap();
        (piece, document)
    };
    outline.pieces().into_iter().map(document).collect()
}

const TINY: Limits = Limits { piece: 10, whole: 30, beside: 20, longest: 1000 };

/// The documents, each with its piece in angle brackets.
fn shown(text: &str) -> Vec<String> {
    let outline = outline(text, TINY, 7).unwrap();
    let show = |(_, document): (Piece, Document)| {
        let Span { start, end } = document.piece;
        let (before, piece, after) =
            (&document.text[..start], &document.text[start..end], &document.text[end..]);
        format!("{before}<{piece}>{after}")
    };
    documents(&outline, text).into_iter().map(show).collect()
}

#[test]
fn a_text_is_cut_where_it_is_large() {
    for (text, expected) in [
        ("[1, 2, 3]", &["<[1, 2, 3]>"][..]),
        ("[1, 2]\n[3, 4] [5]", &["<[1, 2]\n[3, 4]>", "<[5]>"]),
        ("\u{feff}[1, 2] // a\n{}", &["<[1, 2] // a\n{}>"]),
        (
            "[1000, 2000, 3000, 4000, /* , */ 5000, 6000]",
            &["[<1000, 2000>]", "[<3000, 4000>]", "[<5000, 6000>]"],
        ),
        (
            r#"{"by": "x", "list": [1000, 2000, 3000, 4000, 5000, 6000]}"#,
            &[
                r#"{"list":[],<"by": "x">}"#,
                r#"{"by": "x","list":[<1000, 2000>]}"#,
                r#"{"by": "x","list":[<3000, 4000>]}"#,
                r#"{"by": "x","list":[<5000, 6000>]}"#,
            ],
        ),
        (
            r#"[[[1000, 2000, 3000, 4000, 5000, 6000], 1], 2]"#,
            &["[[[<1000, 2000>]]]", "[[[<3000, 4000>]]]", "[[[<5000, 6000>]]]", "[[<1>]]", "[<2>]"],
        ),
        (
            r#"{"list": {"a": ["1000", "2000", "3000", "4000"]}}"#,
            &[r#"{"list":{"a":[<"1000", "2000">]}}"#, r#"{"list":{"a":[<"3000", "4000">]}}"#],
        ),
    ] {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn a_map_is_cut_between_many_members_and_its_plain_values_go_with_each_piece() {
    let members =
        |range: Range<usize>| range.map(|n| format!(r#""{n}": [{n}]"#)).collect::<Vec<_>>().join(", ");
    let text = format!(r#"{{"by": "x", {}}}"#, members(10..50));
    let expected = [
        format!(r#"{{<"by": "x", {}>}}"#, members(10..26)),
        format!(r#"{{"by": "x",<{}>}}"#, members(26..50)),
    ];
    assert_eq!(shown(&text), expected);
}

#[test]
fn what_cannot_be_cut_well_has_no_outline() {
    let scalars: Vec<String> = (0..70).map(|n| format!(r#""{n}": {n}"#)).collect();
    let few = format!(r#"{{"a": "{0}", "b": "{0}"}}"#, "x".repeat(40));
    for (text, expected) in [
        (format!("{{{}}}", scalars.join(",")), "this object is too large"),
        (few, "this object is too large"),
        ("[".repeat(1001) + &"]".repeat(1001), "this nests too deep"),
        ("[".repeat(1000), "unexpected end of file: `[` is not closed"),
        (format!("[1, \"{}\"]", "x".repeat(1000)), "this value is too large"),
        (format!("[1,{}2]", " ".repeat(1000)), "this value is too large"),
        (format!("{{\"{}\": [{}]}}", "k".repeat(30), "1,".repeat(20) + "1"), "this key is too large"),
        (format!("{}{}1{}", "[".repeat(32), " ".repeat(30), "]".repeat(32)), "this nests too deep"),
    ] {
        assert_eq!(outline(&text, TINY, 100).unwrap_err().message, expected);
    }
}

#[test]
fn damage_to_the_structure_is_found_at_its_place() {
    for (text, at, message) in [
        ("", 0, "no JSON value"),
        (" // a", 5, "no JSON value"),
        ("[1, 2", 5, "unexpected end of file: `[` is not closed"),
        (r#"{"a": 1"#, 7, "unexpected end of file: `{` is not closed"),
        ("[1 2]", 3, "missing comma"),
        ("[1,, 2]", 3, "missing value"),
        ("[,1]", 1, "missing value"),
        ("[1,]", 3, "trailing comma"),
        (r#"{"a": 1,}"#, 8, "trailing comma"),
        (r#"{"a" 1}"#, 5, "expected `:`"),
        (r#"{"a": 1 "b": 2}"#, 8, "missing comma"),
        (r#"{"a": "b": 2}"#, 9, "unexpected `:`"),
        (r#"{"a":: 2}"#, 5, "unexpected `:`"),
        (r#"{"a":}"#, 5, "missing value"),
        (r#"{"a"}"#, 4, "expected `:`"),
        (r#"{1: 2}"#, 1, "expected a key"),
        (r#"{[1]: 2}"#, 1, "expected a key"),
        ("[1}", 2, "expected `]`"),
        (r#"{"a": 1]"#, 7, "expected `}`"),
        ("1, 2", 1, "unexpected `,`"),
        ("[1]]", 3, "unexpected `]`"),
        ("{}}", 2, "unexpected `}`"),
        ("[\"a]", 1, "unclosed string"),
        ("[1 /* ]", 3, "unclosed comment"),
        ("[1 / 2]", 3, "missing comma"),
        ("[1, \0]", 4, "invalid JSON value"),
        ("[1, 2\0]", 5, "invalid JSON value"),
    ] {
        for step in [1, 2, 100] {
            assert_eq!(outline(text, TINY, step).unwrap_err(), Damage { at, message }, "{text}");
        }
    }
}

fn whitespace() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just(String::new()),
        2 => Just(" ".to_owned()),
        1 => Just("\r\n\t".to_owned()),
        1 => Just("/* ,]} */".to_owned()),
        1 => Just("// [{\"\n".to_owned()),
    ]
}

/// A text of JSON.
fn text() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("null".to_owned()),
        Just("-1.5e3".to_owned()),
        Just("true".to_owned()),
        r#"[a-c ,:{}\[\]/é😀]{0,12}"#.prop_map(|text| json::quote(&text)),
        Just(r#""\\\" \u00e9 \/""#.to_owned()),
    ];
    scalar.prop_recursive(4, 100, 30, move |inner| {
        let padded = (whitespace(), inner, whitespace()).prop_map(|(a, b, c)| a + &b + &c).boxed();
        let member = ("[a-z]{1,4}", whitespace(), padded.clone())
            .prop_map(|(key, space, value): (String, String, String)| format!("\"{key}\"{space}:{value}"))
            .boxed();
        prop_oneof![
            (whitespace(), prop::collection::vec(padded, 0..20))
                .prop_map(|(space, items)| format!("[{space}{}]", items.join(","))),
            (
                whitespace(),
                prop_oneof![
                    prop::collection::vec(member.clone(), 0..4),
                    prop::collection::vec(member, 17..40)
                ]
            )
                .prop_map(|(space, items)| format!("{{{space}{}}}", items.join(","))),
        ]
    })
}

/// A map of many small things, and few that are neither lists nor objects.
fn map() -> impl Strategy<Value = String> {
    let member = prop_oneof![9 => Just("[1, {}]"), 1 => Just("\"x\"")];
    let members = prop::collection::vec((whitespace(), member), 17..80);
    let list = members.prop_map(|members| {
        let member =
            |(at, (space, value)): (usize, &(String, &str))| format!("{space}\"{at}\":{space}{value}");
        members.iter().enumerate().map(member).collect::<Vec<_>>().join(",")
    });
    list.prop_map(|list| format!("{{\"inner\": {{{list}}}}}"))
}

/// Several texts, one after the other.
fn texts() -> impl Strategy<Value = String> {
    let one = prop_oneof![4 => text(), 1 => map()];
    prop::collection::vec(one, 1..5).prop_map(|texts| texts.join("\n"))
}

fn limits() -> impl Strategy<Value = Limits> {
    let beside = prop_oneof![2 => Just(100_000), 1 => 0_usize..200];
    (1_usize..60, 0_usize..200, beside).prop_map(|(piece, more, beside)| Limits {
        piece,
        whole: piece + more,
        beside,
        longest: usize::MAX,
    })
}

/// Whether a text is JSON, or several texts of JSON one after the other.
fn reads(text: &str) -> bool {
    let tree = json::parse(text);
    // Each value after the first is an error by itself.
    tree.errors().len() == tree.roots().count().saturating_sub(1)
        && tree
            .errors()
            .iter()
            .all(|error| tree.roots().skip(1).any(|root| root.span().start == error.span.start))
}

/// The scalars of a text that no list or object holds alone, each with its place.
fn scalars(document: &Document) -> Vec<(usize, String)> {
    let tree = json::parse(&document.text);
    let mut scalars = Vec::new();
    let mut open: Vec<json::Value<'_>> = tree.roots().collect();
    while let Some(value) = open.pop() {
        open.extend(value.elements());
        open.extend(value.members().flat_map(|member| [member.key, member.value]));
        if !matches!(value.kind(), Kind::List | Kind::Object) && document.piece.contains(value.span()) {
            let origin = document.origin(value.span());
            assert_eq!(origin.end - origin.start, value.raw().len());
            scalars.push((origin.start, value.raw().to_owned()));
        }
    }
    scalars
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn the_pieces_are_texts_of_json_and_together_all_that_is_in_the_text(
        text in texts(), limits in limits(), step in 1_usize..50,
    ) {
        let Ok(outline) = outline(&text, limits, step) else {
            // Only for an object that is too large in its members.
            prop_assert!(text.contains('{'), "no object");
            return Ok(());
        };
        let documents = documents(&outline, &text);
        let mut found = Vec::new();
        for (piece, document) in &documents {
            prop_assert!(reads(&document.text), "{:?}", document.text);
            prop_assert!(piece.node + 1 == outline.nodes.len() || document.text.len() > document.piece.end);
            found.extend(scalars(document));
        }
        // The keys of what is cut stand in no piece.
        let is_key = |at: usize| outline.nodes.iter().any(|node| !node.key.is_empty() && node.key.start == at);
        found.sort();
        let mut expected = scalars(&Document::whole(text.clone()));
        expected.retain(|(at, _)| !is_key(*at));
        expected.sort();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_damaged_text_has_no_outline_or_a_damaged_piece(
        text in texts(), limits in limits(), step in 1_usize..50,
        at in any::<prop::sample::Index>(), with in prop::sample::select(vec!["", "\"", "[", "}", ",", ":", "x", "\\", "/", "\n", "{\"", "\u{1}"]),
    ) {
        let mut places = text.char_indices();
        let (at, old) = places.nth(at.index(text.chars().count())).unwrap();
        let text = format!("{}{with}{}", &text[..at], &text[at + old.len_utf8()..]);
        let Ok(outline) = outline(&text, limits, step) else { return Ok(()) };
        let is_sound = documents(&outline, &text).iter().all(|(_, document)| reads(&document.text));
        prop_assert_eq!(is_sound, reads(&text), "{}", text);
    }

    #[test]
    fn how_the_text_comes_makes_no_difference(text in texts(), limits in limits(), step in 1_usize..9) {
        let pieces = |step: usize| outline(&text, limits, step).map(|outline| outline.pieces());
        prop_assert_eq!(pieces(step), pieces(text.len().max(1)));
    }

    #[test]
    fn no_piece_is_longer_than_its_parts_ask_for(text in texts(), limits in limits()) {
        let Ok(outline) = outline(&text, limits, 64) else { return Ok(()) };
        for (piece, _) in documents(&outline, &text) {
            let longest: usize = piece.runs.iter().map(Range::len).sum();
            // Of an object the fewest members may take more, and those that are left over, too.
            let is_object = outline.nodes[piece.node].kind == NodeKind::Object;
            let most = limits.piece + limits.whole.max(200) + limits.beside;
            prop_assert!(is_object || longest <= most, "{longest} of {most}");
        }
    }
}
