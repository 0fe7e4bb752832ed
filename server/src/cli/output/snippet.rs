//! One advice, drawn as compilers do: the source line, carets under the place, and what to write instead.

use annotate_snippets::{
    AnnotationKind, Group, Level as Mark, Origin, Patch, Renderer, Snippet, normalize_untrusted_str,
};
use leastwise_advice::{Advice, Level};
use leastwise_policy::Span;

use crate::cli::report::Replacement;
use crate::cli::texts::{Text, Texts};

/// A longer line, in bytes, is not shown: a document on one line would be drawn anew for each of its entries.
const LONGEST_LINE: usize = 1000;
/// More lines of a replacement are not shown.
const MOST_LINES: usize = 12;
/// More related places are not shown.
const MOST_RELATED: usize = 2;

/// Draws one advice, with a line break at its end.
pub(crate) fn draw(
    file: &Text<'_>,
    advice: &Advice,
    replacement: Option<&Replacement>,
    texts: &Texts<'_>,
) -> String {
    let title = mark(advice.level).primary_title(&*advice.message).id(advice.rule.name());
    let mut primary = place(Group::with_title(title), file, advice.span, AnnotationKind::Primary, None);
    for related in advice.related.iter().take(MOST_RELATED) {
        if let Some(file) = texts.get(&related.file) {
            primary = place(primary, file, related.span, AnnotationKind::Context, Some(&related.message));
        }
    }
    let mut groups = vec![primary];
    match replacement {
        Some(Ok(entries)) => groups.push(change(advice.span.text(file.text).unwrap_or_default(), entries)),
        Some(Err(reason)) => {
            let reason = normalize_untrusted_str(reason);
            groups
                .push(Group::with_title(Mark::NOTE.secondary_title(format!("nothing is offered: {reason}"))));
        }
        None => {}
    }
    let mut drawn = Renderer::styled().render(&groups);
    drawn.push('\n');
    drawn
}

fn place<'a>(
    group: Group<'a>,
    file: &'a Text<'_>,
    span: Span,
    kind: AnnotationKind,
    label: Option<&'a str>,
) -> Group<'a> {
    let lines = file.lines();
    let start = lines.position(span.start);
    let line = lines.line(start.line);
    if line.end - line.start > LONGEST_LINE {
        return group.element(Origin::path(file.path.as_str()).line(start.line).char_column(start.column));
    }
    // Of a place of several lines, the first is shown.
    let within = |offset: usize| offset.clamp(line.start, line.end) - line.start;
    let annotation = kind.span(within(span.start)..within(span.end)).label(label);
    let text = line.text(file.text).unwrap_or_default();
    group
        .element(Snippet::source(text).path(file.path.as_str()).line_start(start.line).annotation(annotation))
}

fn change<'a>(old: &'a str, entries: &[String]) -> Group<'a> {
    let title = match entries {
        [] => "remove it".to_owned(),
        [_] => "replace it with".to_owned(),
        _ => format!("replace it with {} entries", entries.len()),
    };
    // One entry too many is shown rather than counted.
    let shown = if entries.len() > MOST_LINES + 1 { MOST_LINES } else { entries.len() };
    let lines: Vec<String> = entries.iter().take(shown).map(|entry| format!("\"{entry}\"")).collect();
    let group = Group::with_title(Mark::HELP.secondary_title(title)).element(
        Snippet::source(old).line_numbering(false).patch(Patch::new(0..old.len(), lines.join("\n"))),
    );
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
