//! Texts inside strings: JSON in a heredoc of HCL, in a scalar of YAML, in a string of JSON. They are read into the tree of
//! the file, as what is inside the string, and their spans are those of the file.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::tree::{Flags, Node};
use crate::{Kind, NodeId, Span, Spelling, Syntax, SyntaxError, Text, Tree, Value};

/// A string whose text is in a syntax of its own.
#[derive(Debug)]
pub(crate) struct Region {
    /// The string.
    pub(crate) host: NodeId,
    /// The number after the last node inside it.
    end: NodeId,
    pub(crate) syntax: &'static dyn Syntax,
    /// In the order of the text.
    errors: Vec<SyntaxError>,
}

/// Where the text that a string stands for is in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offsets {
    runs: Vec<Run>,
    /// How long all parts are, decoded and as they are written.
    decoded: usize,
    written: usize,
}

/// A part of a string that is written in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Where it begins in the decoded text.
    decoded: usize,
    /// Where it begins in the text between the quotes.
    written: usize,
    /// It stands for itself, byte by byte.
    is_plain: bool,
}

impl Offsets {
    /// Adds a part of the string that stands for itself, byte by byte.
    pub(crate) fn push_plain(&mut self, length: usize) {
        self.push(length, length, true);
    }

    /// Adds an escape, which nothing begins or ends inside of: how long it is decoded and as it is written.
    pub(crate) fn push_escape(&mut self, decoded: usize, written: usize) {
        self.push(decoded, written, false);
    }

    fn push(&mut self, decoded: usize, written: usize, is_plain: bool) {
        self.runs.push(Run { decoded: self.decoded, written: self.written, is_plain });
        self.decoded += decoded;
        self.written += written;
    }

    /// The length of the decoded text.
    pub(crate) fn decoded(&self) -> usize {
        self.decoded
    }

    /// Where an offset of the decoded text is in the text between the quotes.
    pub(crate) fn at(&self, decoded: usize) -> usize {
        if decoded >= self.decoded {
            return self.written + (decoded - self.decoded);
        }
        let after = self.runs.partition_point(|run| run.decoded <= decoded);
        let Some(run) = after.checked_sub(1).and_then(|at| self.runs.get(at)) else { return decoded };
        if run.is_plain { run.written + (decoded - run.decoded) } else { run.written }
    }
}

impl<'t> Tree<'t> {
    /// Reads the text of each string for which `opens` gives a syntax, and puts what is in it inside the string. Keys stay
    /// closed, and so does a string whose text cannot be found again in the file byte by byte.
    #[must_use]
    pub fn open_strings(self, opens: impl Fn(Value<'_>) -> Option<&'static dyn Syntax>) -> Tree<'t> {
        let mut hosts: Vec<(NodeId, &'static dyn Syntax)> =
            self.values().filter_map(|value| Some((value.id(), opens(value)?))).collect();
        if hosts.is_empty() {
            return self;
        }
        let keys: HashSet<NodeId> =
            self.values().flat_map(Value::members).map(|member| member.key.id()).collect();
        hosts.retain(|(host, _)| !keys.contains(host));
        let opened = hosts.into_iter().filter_map(|(host, syntax)| Opened::read(self.value(host), syntax));
        let opened: Vec<Opened> = opened.collect();
        if opened.is_empty() { self } else { spliced(self, opened) }
    }

    /// The string with a text of its own in which a value is, if it is in one.
    pub(crate) fn region(&self, id: NodeId) -> Option<&Region> {
        let after = self.regions.partition_point(|region| region.host < id);
        let last = after.checked_sub(1).and_then(|at| self.regions.get(at))?;
        (id < last.end).then_some(last)
    }
}

/// What was read of the text of a string.
struct Opened {
    host: NodeId,
    syntax: &'static dyn Syntax,
    /// Numbered from 0, with the offsets of the file.
    nodes: Vec<Node>,
    repeated_keys: Vec<u32>,
    errors: Vec<SyntaxError>,
}

impl Opened {
    fn read(host: Value<'_>, syntax: &'static dyn Syntax) -> Option<Opened> {
        let inside = host.inside();
        let written = inside.text(host.tree.text())?;
        // Indentation, which lines lose when they are decoded, means nothing to the syntaxes that stand in them.
        let stands_for_itself = match host.spelling() {
            Spelling::Literal | Spelling::Folded => true,
            // Lines that are joined, which mean the same to those syntaxes.
            Spelling::Single => !written.contains('\''),
            _ => false,
        };
        let is_escaped = host.is_escaped() && !stands_for_itself;
        let around = host.tree.syntax;
        let written = around.without_inner_quotes(written);
        let (text, offsets) = if is_escaped {
            let offsets = around.offsets(&written, host.spelling())?;
            (Cow::Owned(around.decode(&written, host.spelling()).into_owned()), offsets)
        } else {
            (written, Offsets::default())
        };
        let tree = syntax.read(Text::Borrowed(&text));
        let in_file = |decoded: usize| inside.start + offsets.at(decoded);
        let span = |span: Span| Span::new(in_file(span.start), in_file(span.end));
        let nodes = tree.nodes.iter().map(|node| {
            let mut flags = node.flags;
            flags.set(Flags::SHARED, flags.has(Flags::SHARED) || host.is_shared());
            flags.set(Flags::IN_ESCAPED, is_escaped);
            // They fit, as the text of the file does.
            let (start, end) = (in_file(node.start as usize) as u32, in_file(node.end as usize) as u32);
            Node { start, end, flags, ..*node }
        });
        let errors = tree.errors.iter();
        let errors =
            errors.map(|error| SyntaxError { span: span(error.span), message: error.message.clone() });
        Some(Opened {
            host: host.id(),
            syntax,
            nodes: nodes.collect(),
            repeated_keys: tree.repeated_keys.clone(),
            errors: errors.collect(),
        })
    }
}

/// The tree with what was read inside its strings.
fn spliced<'t>(tree: Tree<'t>, opened: Vec<Opened>) -> Tree<'t> {
    // How many nodes come before a number of the old tree.
    let mut hosts = Vec::with_capacity(opened.len());
    let mut added = 0;
    for one in &opened {
        added += one.nodes.len() as u32;
        hosts.push((one.host.0, added));
    }
    let shifted = |old: u32| {
        let before = hosts.partition_point(|(host, _)| *host < old);
        old + before.checked_sub(1).and_then(|at| hosts.get(at)).map_or(0, |(_, added)| *added)
    };
    let mut nodes = Vec::with_capacity(tree.nodes.len() + added as usize);
    let mut repeated_keys: Vec<u32> = tree.repeated_keys.iter().map(|&key| shifted(key)).collect();
    let mut regions = Vec::with_capacity(opened.len());
    let mut opened = opened.into_iter().peekable();
    for (old, node) in (0..).zip(&tree.nodes) {
        nodes.push(Node { next: shifted(node.next), ..*node });
        let Some(one) = opened.next_if(|one| one.host.0 == old) else { continue };
        let first = nodes.len() as u32;
        nodes.extend(one.nodes.iter().map(|node| Node { next: node.next + first, ..*node }));
        repeated_keys.extend(one.repeated_keys.iter().map(|key| key + first));
        regions.push(Region {
            host: NodeId(first - 1),
            end: NodeId(nodes.len() as u32),
            syntax: one.syntax,
            errors: one.errors,
        });
    }
    repeated_keys.sort_unstable();
    Tree { nodes, repeated_keys, regions, ..tree }
}

impl<'a> Value<'a> {
    /// The string whose text this is a part of, where a string has a text of its own.
    pub fn host(self) -> Option<Value<'a>> {
        self.tree.region(self.id()).map(|region| self.tree.value(region.host))
    }

    /// Whether it is in a string whose text is not what stands in the file, but has to be decoded. Spans are right, and an
    /// edit would have to be encoded.
    pub fn is_in_escaped(self) -> bool {
        self.node().flags.has(Flags::IN_ESCAPED)
    }

    /// What breaks the rules of the syntax of the string that it is in; empty where it is in none.
    pub fn host_errors(self) -> &'a [SyntaxError] {
        self.tree.region(self.id()).map_or(&[], |region| &region.errors)
    }

    /// Whether it is a string whose text was read, see [`Tree::open_strings`].
    pub fn is_opened(self) -> bool {
        self.embedded().next().is_some()
    }

    /// The values in the text of a string, see [`Tree::open_strings`].
    pub fn embedded(self) -> impl Iterator<Item = Value<'a>> {
        let is_host = matches!(self.kind(), Kind::String | Kind::Opaque(_));
        let children = self.and_inside().skip(1).take_while(move |_| is_host);
        children.filter(move |child| child.host().is_some_and(|host| host.id() == self.id()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Json, parse};

    /// Opens strings that begin like an object or a list.
    fn opened(text: &str) -> Tree<'_> {
        parse(text).open_strings(|value| {
            let text = value.as_str()?;
            text.trim_start().starts_with(['{', '[']).then_some(&Json as &dyn Syntax)
        })
    }

    #[test]
    fn spans_are_those_of_the_file_and_strings_are_decoded_twice() {
        let text = r#"{"a": 1, "p": "{\"Action\":\t[\"s3:Get*\", \"caf\\u00e9\", \"\u007b😀\"]}", "z": [2]}"#
            .replace("\t", "\\t");
        let tree = opened(&text);
        let root = tree.root().unwrap();
        assert_eq!(
            root.members().map(|it| it.key.as_str().unwrap().into_owned()).collect::<Vec<_>>(),
            ["a", "p", "z"]
        );
        assert_eq!(root.get("z").unwrap().raw(), "[2]");
        let host = root.get("p").unwrap();
        let inner = host.embedded().next().unwrap();
        let actions = inner.get("Action").unwrap();
        let found: Vec<_> = actions
            .elements()
            .map(|it| (it.raw(), it.inside().text(&text).unwrap(), it.as_str().unwrap().into_owned()))
            .collect();
        assert_eq!(
            found,
            [
                (r#"\"s3:Get*\""#, "s3:Get*", "s3:Get*".to_owned()),
                (r#"\"caf\\u00e9\""#, r"caf\\u00e9", "café".to_owned()),
                (r#"\"\u007b😀\""#, r"\u007b😀", "{😀".to_owned()),
            ]
        );
        assert!(actions.elements().next().unwrap().is_str("s3:Get*"));
        assert!(
            actions.is_in_escaped() && actions.host().unwrap().id() == host.id() && host.host().is_none()
        );
        let way = root.touching(text.find("Get*").unwrap());
        assert_eq!(way.last().unwrap().as_str().unwrap(), "s3:Get*");
    }

    #[test]
    fn errors_and_repeated_keys_of_a_string_are_told_in_the_file() {
        let text = r#"["{\"a\": 1, \"a\": 2,}", {"a": 1, "a": 2}, "[1"]"#;
        let tree = opened(text);
        assert_eq!(tree.errors(), []);
        let hosts: Vec<Value<'_>> = tree.root().unwrap().elements().collect();
        let inner = hosts[0].embedded().next().unwrap();
        let error = &inner.host_errors()[0];
        assert_eq!((error.span.text(text), &*error.message), (Some(","), "trailing comma"));
        assert_eq!(hosts[2].embedded().next().unwrap().host_errors().len(), 1);
        let repeated: Vec<&str> = tree.repeated_keys(Span::new(0, text.len())).map(Value::raw).collect();
        assert_eq!(repeated, [r#"\"a\""#, r#""a""#]);
        assert!(!tree.reads_whole(inner) && tree.reads_whole(hosts[1]));
    }

    #[test]
    fn a_key_stays_closed() {
        let tree = opened(r#"{"[1]": "[2]", "[3]": {"[4]": 5}}"#);
        let hosts: Vec<&str> = tree.values().filter_map(Value::host).map(Value::raw).collect();
        assert_eq!(hosts, [r#""[2]""#; 2]);
    }

    #[test]
    fn a_tree_with_opened_strings_is_sound() {
        for text in [
            r#"["[]", "[[], {}]", [], "{\"a\": \"[]\"}", "{}"]"#,
            r#""{\"a\": [1, 2]}""#,
            r#"{"k": "[", "l": "{\"a", "m": 1}"#,
            "[\"[",
            "{\"a\": \"{\\",
        ] {
            let tree = opened(text);
            let mut end = 0;
            for value in tree.values() {
                assert!(value.span().text(text).is_some(), "{value:?} in {text}");
                assert!(
                    value.span().start >= end || value.host().is_some() || value.next_id() > value.id(),
                    "{text}"
                );
                end = value.span().start;
                let children = value.and_inside().skip(1);
                assert!(
                    children.into_iter().all(|child| value.span().contains(child.span())),
                    "{value:?} in {text}"
                );
            }
        }
    }
}
