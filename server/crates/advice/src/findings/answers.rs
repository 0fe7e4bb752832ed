//! A file taken apart into the answers in it: one finding, one report, one event each. Files hold one, a list of them,
//! one per line, or several that follow each other, and tools wrap them.

use super::value::Value;

/// One thing that a format can recognise, and what was around it.
#[derive(Clone, Copy)]
pub(super) struct Answer<'t> {
    pub(super) value: Value<'t>,
    /// The object with the list that the value is an element of.
    pub(super) wrapper: Option<Value<'t>>,
}

impl<'t> Answer<'t> {
    /// A key of the value, or else of its wrapper.
    pub(super) fn given(self, key: &str) -> Option<Value<'t>> {
        self.value.given(key).or_else(|| self.wrapper?.given(key))
    }
}

/// The answers of a text, in its order: the roots, the elements of lists, and either inside `{"finding": …}`,
/// `{"findings": [ … ]}` or an event that carries such a list. A list for which `is_whole` holds is one answer.
pub(super) fn answers<'t>(
    roots: impl Iterator<Item = Value<'t>>,
    is_whole: fn(Value<'t>) -> bool,
) -> Vec<Answer<'t>> {
    let mut answers = Vec::new();
    for root in roots {
        match root.items().filter(|_| !is_whole(root)) {
            Some(items) => items.for_each(|item| unwrap(item, &mut answers)),
            None => unwrap(root, &mut answers),
        }
    }
    answers
}

fn unwrap<'t>(value: Value<'t>, answers: &mut Vec<Answer<'t>>) {
    // Security Hub sends its findings as events.
    let holder = value.get("detail").filter(|detail| detail.get("findings").is_some()).unwrap_or(value);
    let listed = holder.get("findings").and_then(|findings| findings.items());
    match (listed, value.get("finding").filter(|finding| finding.is_object())) {
        (Some(items), _) => {
            answers.extend(items.map(|item| Answer { value: item, wrapper: Some(holder) }));
        }
        (None, Some(finding)) => answers.push(Answer { value: finding, wrapper: Some(value) }),
        (None, None) => answers.push(Answer { value, wrapper: None }),
    }
}
