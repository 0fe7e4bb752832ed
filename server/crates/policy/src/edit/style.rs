//! How the lists of a document are written, learned from those that it has.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::List;
use super::lines::{Lines, has_line_end, is_blank};
use crate::json::{self, Kind, Value};
use crate::{Document, Span};

/// How the lists of a document are written near some place.
pub(super) struct Style {
    /// Between entries on one line.
    pub(super) separator: String,
    /// Inside the brackets of a list on one line.
    pub(super) padding: String,
    /// How much deeper the entries of a list stand than its key, where lists have a line for each entry.
    pub(super) step: Option<String>,
}

/// The lists of a document, looked at when the first edit needs to know.
pub(super) struct Styles<'a> {
    lines: &'a Lines<'a>,
    document: &'a Document,
    samples: OnceCell<Vec<Sample>>,
}

/// A list of strings in the document.
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

impl<'a> Styles<'a> {
    pub(super) fn of(lines: &'a Lines<'a>, document: &'a Document) -> Self {
        Styles { lines, document, samples: OnceCell::new() }
    }

    /// The style at the place of `near`. Lists of several strings speak before lists of one, action lists before
    /// others, near ones before far ones.
    pub(super) fn near(&self, near: Span) -> Style {
        let samples = self.samples.get_or_init(|| samples(self.lines, self.document));
        let best = |tells: fn(&Sample) -> bool| {
            let rank =
                |sample: &&Sample| (!sample.is_long, !sample.is_action, sample.start.abs_diff(near.start));
            samples.iter().filter(|sample| tells(sample)).min_by_key(rank)
        };
        // A list of one entry on one line says nothing about how longer ones are written.
        let telling = best(|sample| sample.is_long || sample.step.is_some());
        Style {
            separator: best(|sample| sample.separator.is_some())
                .and_then(|sample| sample.separator.clone())
                .unwrap_or_else(|| self.default_separator()),
            padding: best(|sample| sample.padding.is_some())
                .and_then(|sample| sample.padding.clone())
                .unwrap_or_default(),
            step: match telling {
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
        let statement = self.document.statements.iter().find(|statement| statement.span.contains(key))?;
        let own_line = self.lines.start(statement.span.start) != self.lines.start(key.start);
        own_line.then(|| deeper(self.lines, statement.span.start, key.start))
    }
}

fn samples(lines: &Lines<'_>, document: &Document) -> Vec<Sample> {
    let actions = document.statements.iter().filter_map(|statement| statement.actions.as_ref());
    let actions: BTreeSet<Span> = actions.map(|actions| actions.value_span).collect();
    let tree = json::parse(lines.text);
    let values = (0..tree.len()).map(|id| tree.value(id));
    let lists = values.filter(|value| value.kind() == Kind::List && document.span.contains(value.span()));
    lists.filter_map(|list| Sample::of(lines, list, actions.contains(&list.span()))).collect()
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
