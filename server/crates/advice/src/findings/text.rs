//! Reading one text: that of the file, and those of strings in it, in which queues, logs and mails pass on what AWS sends.

use std::collections::BTreeSet;
use std::ops::Range;

use leastwise_policy::json::outline::Document;
use leastwise_policy::{Span, json};
use rustc_hash::FxHashMap;

use super::Format;
use super::answers::{Answer, Around};
use super::facts::{Fact, Facts, Observed};
use super::mistake::Mistake;
use super::normal::{Origin, UnusedAccess};
use super::reader::Reader;
use super::suspect;
use super::value::Value;
use super::walk::{Containers, Item, What, walk};
use crate::principal::Principal;
use crate::words::list;

/// So many texts inside each other are read: a queue's message, with a topic's, with an event.
const MOST_TEXTS: usize = 4;

/// What was found in a text.
#[derive(Default)]
pub(super) struct Outcome {
    /// The formats of the answers, each once, in the order of the text.
    pub(super) formats: Vec<Format>,
    /// There is an answer, or something that looks like one.
    pub(super) is_findings: bool,
    /// Something is not a value of the text itself that names its principal.
    pub(super) may_hide_principals: bool,
    /// A finding that is larger than a piece can be.
    pub(super) too_large: Option<Span>,
    /// What a piece tells about what it is a part of.
    pub(super) observed: Observed,
    /// Something was found in the piece.
    found: bool,
    /// What does not name its principal so far.
    unresolved: Vec<Unresolved>,
}

/// A piece of a large file, and what is known of what it is a part of.
#[derive(Clone, Copy)]
pub(super) struct InFile<'d> {
    pub(super) document: &'d Document,
    pub(super) facts: &'d Facts,
}

impl InFile<'_> {
    /// Whether an item is read. One beside the piece is read in its own piece.
    fn takes(self, item: &Item<'_>, outcome: &mut Outcome) -> bool {
        let InFile { document, .. } = self;
        let span = item.value.own_span();
        if document.piece.contains(span) {
            outcome.found = true;
            return true;
        }
        if !document.is_around(span) {
            return false;
        }
        let start = item.value.span().start;
        match item.what {
            What::Answer(_, format) if format.name.has_parts() && document.inner == Some(span.start) => {
                outcome.found = true;
                return true;
            }
            What::Answer(..) => {
                outcome.too_large.get_or_insert(item.value.span().opening());
                (outcome.is_findings, outcome.may_hide_principals) = (true, true);
            }
            What::Suspect(_) | What::Unrelated => outcome.observed.doubtful.push(start),
            What::Text(_) => {}
        }
        false
    }

    /// What the piece tells of an answer that it is a part of.
    fn part(self, item: &Item<'_>, is_named: bool) -> Option<(Option<usize>, Fact)> {
        let What::Answer(_, format) = item.what else { return None };
        let fact = Fact { format: Some(format), is_named, ..Fact::default() };
        let is_part = self.document.is_around(item.value.own_span());
        is_part.then(|| (Some(item.value.span().start), fact))
    }
}

/// An answer that does not name its principal, or what looks like one.
struct Unresolved {
    span: Span,
    /// What was read of it.
    findings: Range<usize>,
    /// It is said already why nothing was.
    is_said: bool,
}

/// Reads a file's text, or that of a piece of it.
pub(super) fn read_file(roots: &[Value<'_>], piece: Option<InFile<'_>>, reader: &mut Reader) -> Outcome {
    let mut outcome = read(roots, Around::file(), 1, piece, reader);
    for one in std::mem::take(&mut outcome.unresolved) {
        if one.findings.is_empty() && !one.is_said {
            let unknown = UnusedAccess::new(Origin::Analyzer, one.span);
            reader.unreadable(Mistake::Nothing, one.span.opening(), UNSUPPORTED, unknown);
        }
    }
    outcome
}

pub(super) const UNSUPPORTED: &str = "this looks like a finding about unused access, but its layout is not supported; save the output of \
                           `aws accessanalyzer get-finding-v2 --analyzer-arn ANALYZER_ARN --id FINDING_ID` as it is";

fn read<'t>(
    roots: &[Value<'t>],
    around: Around<'t>,
    depth: usize,
    piece: Option<InFile<'_>>,
    reader: &mut Reader,
) -> Outcome {
    let (items, mut containers) = walk(roots, around, piece.map_or(&Facts::default(), |piece| piece.facts));
    let mut outcome = Outcome::default();
    let mut unresolved = Vec::new();
    for item in &items {
        if piece.is_some_and(|piece| !piece.takes(item, &mut outcome)) {
            continue;
        }
        let mark = reader.mark();
        let found = read_item(item, depth, piece, reader, &mut outcome);
        let is_named = reader.names_principal_since(mark);
        if is_named {
            containers.mark_named(item.container);
        }
        outcome.observed.around.extend(piece.and_then(|piece| piece.part(item, is_named)));
        unresolved.extend(found.into_iter().map(|one| (item, one)));
    }
    if let Some(InFile { document, .. }) = piece {
        outcome.observed.around.extend(containers.around(document, outcome.found));
    }
    resolve(unresolved, &mut containers, piece, reader, &mut outcome);
    outcome
}

/// Reads an item, and gives what of it does not name its principal.
fn read_item(
    item: &Item<'_>,
    depth: usize,
    piece: Option<InFile<'_>>,
    reader: &mut Reader,
    outcome: &mut Outcome,
) -> Vec<Unresolved> {
    let span = item.value.span();
    match item.what {
        What::Answer(answer, format) => {
            let mark = reader.mark();
            (format.read)(answer, reader);
            let in_file = piece.is_some_and(|piece| piece.facts.get(Some(span.start)).is_named);
            let is_named = in_file || reader.names_principal_since(mark);
            outcome.is_findings = true;
            outcome.may_hide_principals |= !is_named || !answer.around.is_root;
            outcome.add_format(format.name);
            if is_named || !format.name.is_about_use() {
                return Vec::new();
            }
            vec![Unresolved { span, findings: reader.findings_since(mark), is_said: true }]
        }
        What::Text(around) => {
            let Some(text) = item.value.as_str() else { return Vec::new() };
            let key = around.key();
            let Some(text) = suspect::json_in(&text, key.as_deref()) else { return Vec::new() };
            let mut inner = read_string(text, span, around, depth + 1, reader);
            inner.formats.iter().for_each(|format| outcome.add_format(*format));
            outcome.is_findings |= inner.is_findings;
            outcome.may_hide_principals |= inner.is_findings;
            std::mem::take(&mut inner.unresolved)
        }
        What::Suspect(around) => {
            outcome.is_findings = true;
            outcome.may_hide_principals = true;
            let (principal, name) = Answer { value: item.value, around }.subject().into_parts();
            if principal.is_some() || name.is_some() {
                let unknown = UnusedAccess { principal, name, ..UnusedAccess::new(Origin::Analyzer, span) };
                reader.unreadable(Mistake::Nothing, span.opening(), UNSUPPORTED, unknown);
                return vec![Unresolved { span, findings: 0..0, is_said: true }];
            }
            vec![Unresolved { span, findings: 0..0, is_said: false }]
        }
        What::Unrelated => {
            unrelated(item.value, reader);
            Vec::new()
        }
    }
}

/// Reads the text of a string that stands at a place in the file.
fn read_string(text: &str, at: Span, around: Around<'_>, depth: usize, reader: &mut Reader) -> Outcome {
    let suspect = || Unresolved { span: at, findings: 0..0, is_said: false };
    if depth > MOST_TEXTS {
        return Outcome { is_findings: true, unresolved: vec![suspect()], ..Outcome::default() };
    }
    let tree = json::parse(text);
    let roots: Vec<Value<'_>> = tree.roots().map(|root| Value::new(root, Some(at))).collect();
    let mark = reader.mark();
    let mut outcome = read(&roots, around.in_text(), depth, None, reader);
    if !outcome.is_findings {
        outcome.is_findings = suspect::tells_unused(text);
        outcome.unresolved.extend(outcome.is_findings.then(suspect));
    } else if super::file::is_damaged(&tree, &roots) {
        reader.silence_since(mark);
        reader.mistake(Mistake::Shape, at, "the JSON in this string cannot be parsed; nothing of it is used");
    }
    outcome
}

/// Every principal that is named around what does not name its own counts as using everything.
fn resolve<'t>(
    unresolved: Vec<(&Item<'t>, Unresolved)>,
    containers: &mut Containers<'t>,
    piece: Option<InFile<'_>>,
    reader: &mut Reader,
    outcome: &mut Outcome,
) {
    let mut known: FxHashMap<usize, BTreeSet<Principal>> = FxHashMap::default();
    for (item, one) in unresolved {
        let region = containers.region(item);
        outcome.observed.is_unclear |= piece.is_some_and(|piece| piece.document.is_around(region.own_span()));
        let mut is_new = false;
        let named = known.entry(region.own_span().start).or_insert_with(|| {
            is_new = true;
            suspect::named_in(region)
        });
        if named.is_empty() {
            outcome.unresolved.push(one);
            continue;
        }
        let at = one.span.opening();
        let names: Vec<String> = named.iter().take(4).map(Principal::to_string).collect();
        let count = if names.len() == 1 { "counts" } else { "count" };
        let everything = format_args!("{} {count} as using everything", list(&names, 3)).to_string();
        if one.findings.is_empty() {
            if !one.is_said {
                reader.mistake(Mistake::Nothing, at, format_args!("{UNSUPPORTED} ({everything})"));
            }
        } else {
            let message = format_args!(
                "the principal of this finding is unknown, so {everything}; add the ARN of its role or user to it as `resource`"
            );
            reader.mistake(Mistake::Principal, at, message);
            reader.silence(one.findings);
        }
        if is_new {
            named.iter().for_each(|principal| reader.add_unreadable(principal.clone(), one.span));
        }
    }
}

/// A value among findings that is none. It may have been the newest finding about the principals that it names.
fn unrelated(value: Value<'_>, reader: &mut Reader) {
    if suspect::is_about_something_else(value) {
        return;
    }
    let message = "this is no finding about unused access; it is left out";
    reader.mistake(Mistake::Shape, value.span(), message);
    suspect::named_in(value).into_iter().for_each(|principal| reader.add_unreadable(principal, value.span()));
}

impl Outcome {
    fn add_format(&mut self, format: Format) {
        if !self.formats.contains(&format) {
            self.formats.push(format);
        }
    }
}
