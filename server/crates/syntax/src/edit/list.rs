//! A list as it is written: its elements, the commas between them, and what else stands there.

use crate::{Span, TextEdit, Value};

/// A list of a document that reads strictly: a comma between every two elements, and perhaps one after the last.
#[derive(Default)]
pub(crate) struct List {
    /// The elements, whole.
    pub(crate) elements: Vec<Span>,
    /// The comma after each element but the last, which may have one.
    pub(crate) commas: Vec<Span>,
}

impl List {
    /// What stands between an element and the next one, if it is nothing but a comma and white space.
    pub(crate) fn separator_after<'t>(&self, text: &'t str, index: usize) -> Option<&'t str> {
        let (element, next) = self.elements.get(index).zip(self.elements.get(index + 1))?;
        let between = Span::new(element.end, next.start).text(text)?;
        between.chars().all(|char| matches!(char, ',' | ' ' | '\t' | '\n' | '\r')).then_some(between)
    }

    /// Whether a comma stands after the last element.
    pub(super) fn has_trailing_comma(&self) -> bool {
        !self.elements.is_empty() && self.commas.len() == self.elements.len()
    }
}

/// Puts strings, written by `quote`, in the place of an element. An element among its own replacement keeps its bytes; the
/// others are put before and after it.
pub(crate) fn replace(
    element: Value<'_>,
    new: &[String],
    quote: fn(&str) -> String,
    separator: impl Fn() -> String,
) -> Vec<TextEdit> {
    let quoted = |texts: &[String], separator: &str| {
        texts.iter().map(|text| quote(text)).collect::<Vec<_>>().join(separator)
    };
    let span = element.span();
    if let [one] = new {
        return if element.is_str(one) { Vec::new() } else { vec![TextEdit { span, text: quote(one) }] };
    }
    let separator = separator();
    let Some(kept) = new.iter().position(|text| element.is_str(text)) else {
        return vec![TextEdit { span, text: quoted(new, &separator) }];
    };
    let (before, after) = (new.get(..kept).unwrap_or_default(), new.get(kept + 1..).unwrap_or_default());
    let mut edits = Vec::new();
    if !before.is_empty() {
        let span = Span::new(span.start, span.start);
        edits.push(TextEdit { span, text: quoted(before, &separator) + &separator });
    }
    if !after.is_empty() {
        let span = Span::new(span.end, span.end);
        edits.push(TextEdit { span, text: separator.clone() + &quoted(after, &separator) });
    }
    edits
}
