//! A single scalar in the place of a list, which stays one or becomes a sequence.

use super::block::{indentation, line_end};
use super::quote::{joined, quoted};
use super::{YamlEditor, check};
use crate::edit::{EditBarrier, EditTarget, Replacements, has_line_end, is_blank};
use crate::{Span, Spelling, TextEdit};

pub(super) fn edits(
    editor: &YamlEditor<'_>,
    target: EditTarget<'_>,
    replacements: &Replacements<'_>,
) -> Result<Vec<TextEdit>, EditBarrier> {
    let lines = &editor.lines;
    let (key, value) = (target.member.key, target.member.value);
    let Some(new) = replacements.get(&0) else { return Ok(Vec::new()) };
    if super::is_same(value, new) {
        return Ok(Vec::new());
    }
    check(value)?;
    let span = value.span();
    let between = lines.get(key.span().end, span.start);
    // Nothing but the colon: no tag, anchor or comment.
    let after_colon =
        between.trim_start_matches([' ', '\t']).strip_prefix(':').ok_or(EditBarrier::Spelling)?;
    if !after_colon.chars().all(|character| matches!(character, ' ' | '\t' | '\n' | '\r')) {
        return Err(EditBarrier::Spelling);
    }
    if let [one] = new {
        return Ok(vec![TextEdit { span, text: quoted(one, value) }]);
    }
    let is_in_flow = target.object.spelling() != Spelling::Indented;
    if is_in_flow || !is_blank(lines.suffix(span)) {
        let list = format!("[{}]", joined(new, value, ", "));
        return Ok(vec![TextEdit { span, text: list }]);
    }
    let line_end = line_end(lines, span.end);
    let (start, indentation) = if has_line_end(after_colon) {
        (span.start, lines.prefix(span).to_owned())
    } else {
        let mut indentation = indentation(lines, key.span().start).ok_or(EditBarrier::Spelling)?;
        let step = editor.steps().near(key.span().start, target.document.span());
        indentation.push_str(&" ".repeat(step));
        (span.start - after_colon.len(), indentation)
    };
    let next = format!("{line_end}{indentation}- ");
    let entries = joined(new, value, &next);
    let text = if start == span.start { format!("- {entries}") } else { format!("{next}{entries}") };
    Ok(vec![TextEdit { span: Span::new(start, span.end), text }])
}
