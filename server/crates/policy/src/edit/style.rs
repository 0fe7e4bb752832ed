//! How the lists of a document are written, learned from those that it has.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::List;
use super::lines::{Lines, has_line_end, is_blank};
use crate::json::{self, Kind, Value};
use crate::{Document, Source, Span};

/// How the lists of a document are written near some place.
pub(super) struct Style {
    /// Between entries on one line.
    pub(super) separator: String,
    /// Inside the brackets of a list on one line.
    pub(super) padding: String,
    /// How much deeper the entries of a list stand than its key, where lists have a line for each entry.
    pub(super) step: Option<String>,
}

/// The lists of one document. Those of its file are looked at when the first edit needs to know.
pub(super) struct Styles<'a> {
    pub(super) lines: &'a Lines<'a>,
    pub(super) source: &'a Source,
    pub(super) lists: &'a OnceCell<Lists>,
    pub(super) document: &'a Document,
}

/// The lists of a file that there is to learn from, and what tells what.
pub(super) struct Lists {
    all: Vec<Sample>,
    separators: Telling,
    paddings: Telling,
    steps: Telling,
}

/// The places of samples that tell one thing, those that speak first in the first list, each list in the order of the
/// text.
struct Telling([Vec<usize>; 4]);

/// A list of strings in a file.
struct Sample {
    start: usize,
    is_action: bool,
    /// Whether it has more than one entry.
    is_long: bool,
    /// What stands between two of its entries on one line.
    separator: Option<String>,
    /// Where it is written on one line: what stands inside its brackets.
    padding: Option<String>,
    /// Where its entries stand on lines of their own: how much deeper than the list's line.
    step: Option<String>,
}

impl Styles<'_> {
    /// The style at the place of `near`. Lists of several strings speak before lists of one, action lists before
    /// others, near ones before far ones.
    pub(super) fn near(&self, near: Span) -> Style {
        let lists = self.lists.get_or_init(|| Lists::of(self.lines, self.source));
        let best = |telling: &Telling| telling.nearest(&lists.all, self.document.span, near.start);
        let of = |place: Option<usize>| place.and_then(|place| lists.all.get(place));
        Style {
            separator: of(best(&lists.separators))
                .and_then(|sample| sample.separator.clone())
                .unwrap_or_else(|| self.default_separator()),
            padding: of(best(&lists.paddings)).and_then(|sample| sample.padding.clone()).unwrap_or_default(),
            step: match of(best(&lists.steps)) {
                Some(sample) => sample.step.clone(),
                None => self.member_step(near),
            },
        }
    }

    /// Without a list to learn from: a blank after a comma where one stands after the document's colons.
    fn default_separator(&self) -> String {
        let before = self.lines.get(self.document.span.start, self.document.statement_span.start);
        if before.ends_with(':') { ",".to_owned() } else { ", ".to_owned() }
    }

    /// Without a list to learn from: as much deeper as the member at `key` stands than the statement around it, where
    /// the statement has a line for each member.
    fn member_step(&self, key: Span) -> Option<String> {
        let (lines, statements) = (self.lines, &self.document.statements);
        let statement = statements.get(statements.partition_point(|before| before.span.end <= key.start))?;
        let own_line = lines.start(statement.span.start) != lines.start(key.start);
        own_line.then(|| deeper(lines, statement.span.start, key.start))
    }
}

impl Lists {
    fn of(lines: &Lines<'_>, source: &Source) -> Lists {
        let statements = source.documents.iter().flat_map(|document| &document.statements);
        let actions = statements.filter_map(|statement| statement.actions.as_ref());
        let actions: BTreeSet<Span> = actions.map(|actions| actions.value_span).collect();
        let tree = json::parse(lines.text);
        let lists = tree.values().filter(|value| value.kind() == Kind::List);
        let all: Vec<Sample> =
            lists.filter_map(|list| Sample::of(lines, list, actions.contains(&list.span()))).collect();
        Lists {
            separators: Telling::of(&all, |sample| sample.separator.is_some()),
            paddings: Telling::of(&all, |sample| sample.padding.is_some()),
            // A list of one entry on one line says nothing about how longer ones are written.
            steps: Telling::of(&all, |sample| sample.is_long || sample.step.is_some()),
            all,
        }
    }
}

impl Telling {
    fn of(samples: &[Sample], tells: impl Fn(&Sample) -> bool) -> Telling {
        let mut ranks = [const { Vec::new() }; 4];
        for (place, sample) in samples.iter().enumerate().filter(|(_, sample)| tells(sample)) {
            let rank = 2 * usize::from(!sample.is_long) + usize::from(!sample.is_action);
            if let Some(places) = ranks.get_mut(rank) {
                places.push(place);
            }
        }
        Telling(ranks)
    }

    /// The place of the sample inside `within` that speaks first; of equals the one nearest to `at`.
    fn nearest(&self, samples: &[Sample], within: Span, at: usize) -> Option<usize> {
        let start = |place: &usize| samples.get(*place).map_or(usize::MAX, |sample| sample.start);
        self.0.iter().find_map(|places| {
            let first = places.partition_point(|place| start(place) < within.start);
            let end = places.partition_point(|place| start(place) < within.end);
            let after = places.partition_point(|place| start(place) < at).clamp(first, end);
            let near = places.get(after.saturating_sub(1).max(first)..(after + 1).min(end))?;
            near.iter().min_by_key(|place| start(place).abs_diff(at)).copied()
        })
    }
}

impl Sample {
    fn of(lines: &Lines<'_>, value: Value<'_>, is_action: bool) -> Option<Sample> {
        if !value.elements().all(|element| element.kind() == Kind::String) {
            return None;
        }
        let Span { start, .. } = value.span();
        let list = List::read(lines.text, value.span());
        let first = list.elements.first()?.start;
        let gap = lines.get(start + 1, first);
        let mut separators =
            (0..list.elements.len()).filter_map(|index| list.separator_after(lines.text, index));
        Some(Sample {
            start,
            is_action,
            is_long: list.elements.len() > 1,
            separator: separators.find(|separator| !has_line_end(separator)).map(str::to_owned),
            padding: is_blank(gap).then(|| gap.to_owned()),
            step: has_line_end(gap).then(|| deeper(lines, start, first)),
        })
    }
}

/// How much deeper the line of `inner` is indented than that of `outer`; two blanks where that cannot be said.
fn deeper(lines: &Lines<'_>, outer: usize, inner: usize) -> String {
    let step = lines.indentation(inner).strip_prefix(lines.indentation(outer));
    step.filter(|step| !step.is_empty()).unwrap_or("  ").to_owned()
}
