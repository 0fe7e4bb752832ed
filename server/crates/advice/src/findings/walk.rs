//! The walk over a text that finds the answers in it, at any depth: lists, maps by id, objects of scripts. It takes
//! time and memory in proportion to the text, however deep that nests.

use leastwise_policy::json::Kind;
use leastwise_policy::json::outline::Document;

use super::answers::{Answer, Around};
use super::facts::{Fact, Facts};
use super::formats::{FORMATS, FormatReader};
use super::suspect;
use super::value::Value;

/// Something in a text that concerns findings.
pub(super) struct Item<'t> {
    pub(super) value: Value<'t>,
    pub(super) what: What<'t>,
    /// The place among the [`Containers`] of the list or object around it.
    pub(super) container: usize,
}

/// What an [`Item`] is.
pub(super) enum What<'t> {
    /// A format recognizes it.
    Answer(Answer<'t>, &'static FormatReader),
    /// A string whose text may be JSON with findings.
    Text(Around<'t>),
    /// It looks like findings, and no format recognizes it.
    Suspect(Around<'t>),
    /// An element of a list of findings that is none.
    Unrelated,
}

/// A list or object outside of answers.
struct Container<'t> {
    /// `None` for the text as a whole.
    value: Option<Value<'t>>,
    parent: usize,
    /// One of its own elements is an answer.
    has_answers: bool,
    /// Something in it names its principal.
    is_named: bool,
    /// Where the elements start in which something was found, in the order of the text.
    fertile: Vec<usize>,
}

impl<'t> Container<'t> {
    fn new(value: Option<Value<'t>>, parent: usize, known: Fact) -> Container<'t> {
        let Fact { has_answers, is_named, .. } = known;
        Container { value, parent, has_answers, is_named, fertile: Vec::new() }
    }

    /// Where it starts in the file; nothing for the text as a whole.
    fn start(&self) -> Option<usize> {
        self.value.map(|value| value.span().start)
    }
}

/// The lists and objects outside of answers, the text as a whole first.
pub(super) struct Containers<'t>(Vec<Container<'t>>);

struct Walk<'t, 'f> {
    items: Vec<Item<'t>>,
    containers: Vec<Container<'t>>,
    facts: &'f Facts,
}

enum Frame<'t> {
    Enter(Value<'t>, Around<'t>, usize),
    /// All inside a container was visited; `before` counts the items that were found before it.
    Leave {
        container: usize,
        around: Around<'t>,
        before: usize,
    },
}

/// The text as a whole, among the containers.
const TEXT: usize = 0;

/// Walks over the values of a text, of which something is known where it is a piece of a file.
pub(super) fn walk<'t>(
    roots: &[Value<'t>],
    around: Around<'t>,
    facts: &Facts,
) -> (Vec<Item<'t>>, Containers<'t>) {
    let text = Container::new(None, TEXT, facts.get(None));
    let mut walk = Walk { items: Vec::new(), containers: vec![text], facts };
    let mut open: Vec<Frame<'t>> = Vec::new();
    for root in roots {
        open.push(Frame::Enter(*root, around, TEXT));
        while let Some(frame) = open.pop() {
            match frame {
                Frame::Enter(value, around, parent) => walk.enter(value, around, parent, &mut open),
                Frame::Leave { container, around, before } => walk.leave(container, around, before),
            }
        }
    }
    walk.add_unrelated(TEXT, roots.iter().copied());
    (walk.items, Containers(walk.containers))
}

impl<'t> Walk<'t, '_> {
    fn enter(&mut self, value: Value<'t>, around: Around<'t>, parent: usize, open: &mut Vec<Frame<'t>>) {
        let before = self.items.len();
        if value.kind() == Kind::String {
            self.add(value, What::Text(around), parent);
            return self.leave_element(value, parent, before);
        }
        let answer = Answer { value, around };
        let known = self.facts.get(Some(value.span().start));
        let recognized = || FORMATS.iter().find(|format| (format.recognizes)(answer));
        if let Some(format) = known.format.or_else(recognized) {
            self.add(value, What::Answer(answer, format), parent);
            if let Some(container) = self.containers.get_mut(parent) {
                container.has_answers = true;
            }
            if !format.holds_others {
                return self.leave_element(value, parent, before);
            }
        } else if suspect::is_about_other_access(value) {
            return self.pass(value, parent);
        }
        let container = self.containers.len();
        let from = open.len();
        if let Some(items) = value.items() {
            let around = around.in_list();
            open.extend(items.filter(is_worth_a_visit).map(|item| Frame::Enter(item, around, container)));
        } else {
            let inside = around.in_object(value);
            let inside = if self.items.len() > before { inside.in_finding(value) } else { inside };
            let members = value.members().filter(|(_, value)| is_worth_a_visit(value));
            open.extend(members.map(|(key, value)| Frame::Enter(value, inside.under(key), container)));
        }
        let children = open.get_mut(from..).unwrap_or_default();
        children.reverse();
        if children.is_empty() && value.kind() == Kind::Object {
            return self.settle(value, around, parent, before);
        }
        self.containers.push(Container::new(Some(value), parent, known));
        open.insert(from, Frame::Leave { container, around, before });
    }

    fn leave(&mut self, container: usize, around: Around<'t>, before: usize) {
        let Some(&Container { value: Some(value), parent, .. }) = self.containers.get(container) else {
            return;
        };
        if let Some(items) = value.items() {
            self.add_unrelated(container, items);
        }
        self.settle(value, around, parent, before);
    }

    /// All inside of a value was visited.
    fn settle(&mut self, value: Value<'t>, around: Around<'t>, parent: usize, before: usize) {
        if self.items.len() == before && suspect::is_suspect(value, around) {
            self.add(value, What::Suspect(around), parent);
        }
        self.leave_element(value, parent, before);
    }

    fn leave_element(&mut self, value: Value<'t>, parent: usize, before: usize) {
        if self.items.len() > before {
            self.pass(value, parent);
        }
    }

    /// An element that is related to findings.
    fn pass(&mut self, value: Value<'t>, parent: usize) {
        if let Some(parent) = self.containers.get_mut(parent) {
            parent.fertile.push(value.own_span().start);
        }
    }

    fn add(&mut self, value: Value<'t>, what: What<'t>, container: usize) {
        self.items.push(Item { value, what, container });
    }

    /// The elements of a list of findings in which nothing was found.
    fn add_unrelated(&mut self, container: usize, elements: impl Iterator<Item = Value<'t>>) {
        let Some(list) = self.containers.get_mut(container).filter(|list| list.has_answers) else { return };
        let fertile = std::mem::take(&mut list.fertile);
        let mut fertile = fertile.into_iter().peekable();
        for element in elements {
            if fertile.next_if_eq(&element.own_span().start).is_none() {
                self.add(element, What::Unrelated, container);
            }
        }
    }
}

impl<'t> Containers<'t> {
    /// What is known of those around a piece, in which something was found or not.
    pub(super) fn around(&self, document: &Document, is_fertile: bool) -> Vec<(Option<usize>, Fact)> {
        let is_around =
            |one: &&Container<'_>| one.value.is_none_or(|value| document.is_around(value.own_span()));
        let fact = |one: &Container<'_>| Fact {
            format: None,
            // Only in a list something may be strange among answers.
            has_answers: one.has_answers && one.value.is_none_or(|value| value.kind() == Kind::List),
            is_named: one.is_named,
            is_fertile,
        };
        self.0.iter().filter(is_around).map(|one| (one.start(), fact(one))).collect()
    }

    /// Something in a container names its principal, which is therefore not that of others.
    pub(super) fn mark_named(&mut self, mut at: usize) {
        while at != TEXT
            && let Some(container) = self.0.get_mut(at).filter(|container| !container.is_named)
        {
            container.is_named = true;
            at = container.parent;
        }
    }

    /// The largest value around an item in which nothing names its principal; where there is none, the item itself.
    /// Asked for when all that is named was marked.
    pub(super) fn region(&mut self, item: &Item<'t>) -> Value<'t> {
        let (mut at, mut top) = (item.container, None);
        while at != TEXT
            && let Some(container) = self.0.get(at).filter(|container| !container.is_named)
            && let Some(value) = container.value
        {
            top = Some((at, value));
            at = container.parent;
        }
        let Some((top, value)) = top else { return item.value };
        // The next item in it gets there in one step.
        at = item.container;
        while at != top
            && let Some(container) = self.0.get_mut(at)
        {
            at = std::mem::replace(&mut container.parent, top);
        }
        value
    }
}

/// Whether something may be found in a value: of the scalars only in a string with JSON in it.
fn is_worth_a_visit(value: &Value<'_>) -> bool {
    match value.kind() {
        Kind::List | Kind::Object => true,
        Kind::String => suspect::may_hold_json(*value),
        _ => false,
    }
}
