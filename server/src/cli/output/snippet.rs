//! One diagnostic, drawn as compilers do: the source line, carets under the place, and what to write instead.

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Patch, Renderer, Snippet};
use leastwise_advice::{Advice, Level};
use leastwise_policy::Span;

use crate::cli::report::Replacement;
use crate::cli::texts::{Text, Texts};
use leastwise_advice::visible::{visible, visible_source};

/// A longer line, in bytes, is not shown: a document on one line would be drawn anew for each of its entries. Nor is a text that was not kept.
const LONGEST_LINE: usize = 1000;
/// More lines of a replacement are not shown.
const MOST_LINES: usize = 12;
/// More related places are not shown.
const MOST_RELATED: usize = 2;

/// Draws one diagnostic, with a line break at its end.
pub(crate) fn draw(
    renderer: &Renderer,
    file: &Text<'_>,
    advice: &Advice,
    replacement: Option<&Replacement>,
    texts: &Texts<'_>,
) -> String {
    let title = mark(advice.level).primary_title(visible(&advice.message)).id(advice.rule.name());
    let mut primary = place(Group::with_title(title), file, advice.span);
    for related in advice.related.iter().take(MOST_RELATED) {
        if let Some(file) = texts.get(&related.file) {
            let at = file.lines().position(related.span.start);
            let note = format!("{}: {}:{}:{}", related.message, file.path, at.line, at.column);
            primary = primary.element(Mark::NOTE.message(visible(&note).into_owned()));
        }
    }
    let groups = match replacement {
        None => vec![primary],
        Some(Ok(entries)) if entries.is_empty() => vec![primary.element(Mark::HELP.message("remove it"))],
        Some(Ok(entries)) => vec![primary, change(entries)],
        Some(Err(why)) => {
            let note = format!("no fix offered: {}", visible(why));
            vec![primary.element(Mark::NOTE.message(note))]
        }
    };
    let mut drawn = renderer.render(&groups);
    drawn.push('\n');
    drawn
}

fn place<'a>(group: Group<'a>, file: &'a Text<'_>, span: Span) -> Group<'a> {
    let lines = file.lines();
    let start = lines.position(span.start);
    let is_shown = |(line, _): &(Span, &str)| line.end - line.start <= LONGEST_LINE && file.length() > 0;
    let Some((line, text)) = lines.line(start.line).filter(is_shown) else {
        return group.element(Origin::path(visible(&file.path)).line(start.line).char_column(start.column));
    };
    // Of a place of several lines, the first is shown. What is shown in the place of a character may be longer.
    let within = |offset: usize| {
        let before = text.get(..offset.clamp(line.start, line.end) - line.start);
        visible_source(before.unwrap_or_default()).len()
    };
    let annotation = AnnotationKind::Primary.span(within(span.start)..within(span.end));
    let text = visible_source(text);
    group.element(
        Snippet::source(text).path(visible(&file.path)).line_start(start.line).annotation(annotation),
    )
}

fn change<'a>(entries: &[String]) -> Group<'a> {
    let title = match entries {
        [_] => "replace it with".to_owned(),
        _ => format!("replace it with {} entries", entries.len()),
    };
    // One entry too many is shown rather than counted.
    let shown = if entries.len() > MOST_LINES + 1 { MOST_LINES } else { entries.len() };
    let lines: Vec<String> =
        entries.iter().take(shown).map(|entry| format!("\"{}\"", visible(entry))).collect();
    let added = Patch::new(0..0, lines.join("\n"));
    let group = Group::with_title(Mark::HELP.secondary_title(title))
        .element(Snippet::source("").line_numbering(false).patch(added));
    match entries.len() - shown {
        0 => group,
        more => group
            .element(Mark::NOTE.message(format!("and {more} more; `leastwise fix --diff` shows them all"))),
    }
}

fn mark(level: Level) -> Mark<'static> {
    match level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
        Level::Information => Mark::INFO.with_name("information"),
        Level::Hint => Mark::HELP.with_name("hint"),
    }
}
