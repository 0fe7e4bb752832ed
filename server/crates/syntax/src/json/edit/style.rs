//! How the lists of a document are written, learned from those that it has.

use super::super::Json;
use super::{JsonEditor, list};
use crate::edit::{EditTarget, Lines, has_line_end, is_blank};
use crate::{Kind, Span, Syntax as _, Value};

/// How the lists of a document are written near some place.
pub(super) struct Style {
    /// Between entries on one line.
    pub(super) separator: String,
    /// Inside the brackets of a list on one line.
    pub(super) padding: String,
    /// How much deeper the entries of a list stand than its key, where lists have a line for each entry.
    pub(super) step: Option<String>,
}

/// The lists around a target. Those of its file are looked at when the first edit needs to know.
pub(super) struct Styles<'a> {
    pub(super) editor: &'a JsonEditor<'a>,
    pub(super) target: EditTarget<'a>,
}

/// The lists of a file that there is to learn from, and what tells what.
pub(super) struct Lists {
    all: Vec<Sample>,
    separators: Telling,
    paddings: Telling,
    steps: Telling,
}

/// The places of samples that tell one thing, those that decide first in the first list, each list in the order of the
/// text.
struct Telling([Vec<usize>; 4]);

/// A list of strings in a file.
struct Sample {
    start: usize,
    /// Whether it is one of those that are edited, or like them.
    is_alike: bool,
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
    /// The style at the place of `near`. Lists of several strings decide before lists of one, those that are alike before
    /// others, near ones before far ones.
    pub(super) fn near(&self, near: Span) -> Style {
        let lists = self.editor.lists.get_or_init(|| Lists::of(self.editor));
        let within = self.target.document.span();
        let best = |telling: &Telling| telling.nearest(&lists.all, within, near.start);
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

    /// Without a list to learn from: a blank after a comma where one stands after the key's colon.
    fn default_separator(&self) -> String {
        let before = self.editor.lines.get(0, self.target.member.value.span().start);
        if before.ends_with(':') { ",".to_owned() } else { ", ".to_owned() }
    }

    /// Without a list to learn from: as much deeper as the member at `key` stands than the object around it, where the
    /// object has a line for each member.
    fn member_step(&self, key: Span) -> Option<String> {
        let (lines, object) = (&self.editor.lines, self.target.object.span());
        let own_line = lines.start(object.start) != lines.start(key.start);
        own_line.then(|| deeper(lines, object.start, key.start))
    }
}

impl Lists {
    fn of(editor: &JsonEditor<'_>) -> Lists {
        let is_json = |value: &Value<'_>| value.syntax().name() == Json.name() && !value.is_in_escaped();
        let lists = editor.tree.values().filter(|value| value.kind() == Kind::List && is_json(value));
        let is_alike = |list: Value<'_>| editor.alike.binary_search(&list.span()).is_ok();
        let all: Vec<Sample> =
            lists.filter_map(|list| Sample::of(&editor.lines, list, is_alike(list))).collect();
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
            let rank = 2 * usize::from(!sample.is_long) + usize::from(!sample.is_alike);
            if let Some(places) = ranks.get_mut(rank) {
                places.push(place);
            }
        }
        Telling(ranks)
    }

    /// The place of the sample inside `within` that decides first; of equals the one nearest to `at`.
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
    fn of(lines: &Lines<'_>, value: Value<'_>, is_alike: bool) -> Option<Sample> {
        if !value.elements().all(|element| element.kind() == Kind::String) {
            return None;
        }
        let Span { start, .. } = value.span();
        let list = list::read(lines.text, value.span());
        let first = list.elements.first()?.start;
        let gap = lines.get(start + 1, first);
        let mut separators =
            (0..list.elements.len()).filter_map(|index| list.separator_after(lines.text, index));
        Some(Sample {
            start,
            is_alike,
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
