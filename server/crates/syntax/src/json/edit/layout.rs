//! How new entries are laid out: as their neighbors are, or as other lists of the document.

use super::style::{Style, Styles};
use crate::Span;
use crate::edit::{Lines, List, has_line_end, is_blank};
use crate::json::quote;

/// What stands between the entries that replace the element at `index`.
pub(super) fn separator(lines: &Lines<'_>, styles: &Styles<'_>, list: &List, index: usize) -> String {
    let Some(&element) = list.elements.get(index) else { return ", ".to_owned() };
    let between = |index: usize| list.separator_after(lines.text, index);
    let near = || index.checked_sub(1).and_then(between).into_iter().chain(between(index));
    let comma_on_next_line =
        |separator: &&str| separator.trim_start_matches([' ', '\t']).starts_with(['\n', '\r']);
    if let Some(separator) = near().find(comma_on_next_line) {
        return separator.to_owned();
    }
    let prefix = lines.prefix(element);
    if is_blank(prefix)
        && let Some(line_end) = lines.line_end_before(element.start)
    {
        return format!(",{line_end}{prefix}");
    }
    let on_one_line = |separator: &&str| !has_line_end(separator);
    let learned = near().find(on_one_line).or_else(|| near().next());
    let learned = learned.or_else(|| (0..list.elements.len()).filter_map(between).find(on_one_line));
    learned.map_or_else(|| styles.near(element).separator, str::to_owned)
}

/// A list that takes the place of a string.
pub(super) enum NewList {
    /// On one line, with this between its entries and this inside its brackets.
    OneLine { separator: String, padding: String },
    /// One entry a line.
    Lines { line_end: String, indentation: String, step: String },
}

impl NewList {
    /// The layout of a new list that is the value of the key at `key`. It stands on one line where its key does not
    /// start a line.
    pub(super) fn at(lines: &Lines<'_>, styles: &Styles<'_>, key: Span) -> NewList {
        let Style { separator, padding, step } = styles.near(key);
        let indentation = lines.prefix(key);
        match (step, lines.line_end_before(key.start)) {
            (Some(step), Some(line_end)) if is_blank(indentation) => {
                NewList::Lines { line_end: line_end.to_owned(), indentation: indentation.to_owned(), step }
            }
            _ => NewList::OneLine { separator, padding },
        }
    }

    pub(super) fn write(&self, texts: &[String]) -> String {
        let quoted = texts.iter().map(|text| quote(text)).collect::<Vec<_>>();
        match self {
            NewList::OneLine { separator, padding } => {
                format!("[{padding}{}{padding}]", quoted.join(separator))
            }
            NewList::Lines { line_end, indentation, step } => {
                let entries = quoted.join(&format!(",{line_end}{indentation}{step}"));
                format!("[{line_end}{indentation}{step}{entries}{line_end}{indentation}]")
            }
        }
    }
}
