//! How much deeper than their keys the dashes of sequences stand, learned from those of the file.

use crate::edit::Lines;
use crate::{Kind, Span, Spelling, Tree, Value};

/// Where a file has no sequence.
const DEFAULT: usize = 2;

/// The sequences of a file, in the order of the text: those that are edited or like them, and all.
pub(super) struct Steps {
    alike: Vec<Sample>,
    all: Vec<Sample>,
}

#[derive(Clone, Copy)]
struct Sample {
    start: usize,
    step: usize,
}

impl Steps {
    pub(super) fn of(tree: &Tree<'_>, lines: &Lines<'_>, alike: &[Span]) -> Steps {
        let is_sequence = |value: Value<'_>| {
            value.kind() == Kind::List && value.spelling() == Spelling::Indented && value.host().is_none()
        };
        let members = tree.values().flat_map(Value::members).filter(|member| is_sequence(member.value));
        let mut steps = Steps { alike: Vec::new(), all: Vec::new() };
        for member in members {
            let (key, list) = (member.key.span().start, member.value.span());
            let column = |at: usize| lines.prefix(Span::new(at, at)).chars().count();
            // An unusual one, such as behind an explicit key, tells nothing.
            let Some(step) = column(list.start).checked_sub(column(key)) else { continue };
            let sample = Sample { start: list.start, step };
            steps.all.push(sample);
            steps.alike.extend(alike.binary_search(&list).is_ok().then_some(sample));
        }
        steps.alike.sort_unstable_by_key(|sample| sample.start);
        steps.all.sort_unstable_by_key(|sample| sample.start);
        steps
    }

    /// The step at a place: that of the nearest list of the same kind inside `within`, or anywhere, or else that of the
    /// nearest of all.
    pub(super) fn near(&self, at: usize, within: Span) -> usize {
        let inside = |samples: &[Sample]| {
            let first = samples.partition_point(|sample| sample.start < within.start);
            let end = samples.partition_point(|sample| sample.start < within.end);
            nearest(samples.get(first..end).unwrap_or_default(), at)
        };
        let found = inside(&self.alike).or_else(|| inside(&self.all));
        found.or_else(|| nearest(&self.alike, at)).or_else(|| nearest(&self.all, at)).unwrap_or(DEFAULT)
    }
}

fn nearest(samples: &[Sample], at: usize) -> Option<usize> {
    let after = samples.partition_point(|sample| sample.start < at);
    let near = samples.get(after.saturating_sub(1)..(after + 1).min(samples.len()))?;
    near.iter().min_by_key(|sample| sample.start.abs_diff(at)).map(|sample| sample.step)
}
