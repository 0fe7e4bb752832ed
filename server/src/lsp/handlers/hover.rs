//! `textDocument/hover`: what an entry or statement grants and why it is unused or kept, and in a findings file, where
//! what it names is granted.

use std::sync::Arc;

use anstream::adapter::strip_str;
use leastwise_advice::evidence::render::Rendering;
use leastwise_advice::findings;
use leastwise_advice::hover::{Markup, Part};
use leastwise_advice::markdown;
use leastwise_advice::mention::Mention;
use leastwise_advice::visible::visible_text;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    Hover, HoverContents, HoverParams, Location, MarkupContent, MarkupKind, Position,
    TextDocumentPositionParams, Uri,
};

use crate::cli::output::tree;
use crate::lsp::moment::{self, Moment};
use crate::lsp::policies::policies;
use crate::lsp::state::State;

/// More names of one list are counted.
const MOST_NAMES: usize = 12;
/// More lines of a tree, and more places in a list, are counted.
const MOST_LINES: usize = 40;

/// Answers with the text for the place and its range.
pub async fn handle(state: &Arc<State>, params: HoverParams) -> Result<Option<Hover>> {
    let TextDocumentPositionParams { text_document, position } = params.text_document_position_params;
    let make = move |moment: &Moment| hover(moment, position);
    moment::answer(state, &text_document.uri, "textDocument/hover", make).await
}

fn hover(moment: &Moment, position: Position) -> Option<Hover> {
    let markup = moment.snapshot.session.caps.hover_markup;
    let (span, text) = match moment.findings() {
        Some(file) => {
            let mention = Mention::at(file, moment.offset(position))?;
            (mention.span, on_mention(moment, &mention, markup))
        }
        None => {
            let place = moment.place(position)?;
            let show = |place: &findings::Place| shown(moment, place, markup);
            let rendering = Rendering { names: MOST_NAMES, place: &show, only_kept: false };
            let hover = moment.analysis()?.hover(&place, markup, &rendering)?;
            let parts = hover.parts.iter().map(|part| written(part, markup));
            (hover.span, parts.collect::<Vec<_>>().join("\n"))
        }
    };
    let kind = match markup {
        Markup::Markdown => MarkupKind::Markdown,
        Markup::Plain => MarkupKind::PlainText,
    };
    let contents = HoverContents::Markup(MarkupContent { kind, value: text.trim_end().to_owned() });
    Some(Hover { contents, range: Some(moment.range(span)) })
}

fn on_mention(moment: &Moment, mention: &Mention, markup: Markup) -> String {
    let knowledge = &moment.snapshot.knowledge;
    let mut places = Vec::new();
    for policy in policies(moment.state(), knowledge) {
        let granting = policy.analysis.granting(mention);
        if granting.is_empty() {
            continue;
        }
        let lines = policy.lines();
        for entry in granting {
            let range = moment.range_in(&lines, entry.span);
            let place = link(&Location { uri: policy.uri.clone(), range }, markup);
            places.push(format!("{} in {place}", markup.code(&entry.text)));
        }
    }
    let more = places.len().saturating_sub(MOST_LINES);
    places.truncate(MOST_LINES);
    places.extend((more > 0).then(|| format!("and {more} more")));
    knowledge.world.hover_on_mention(mention, places, markup)
}

fn written(part: &Part, markup: Markup) -> String {
    match part {
        Part::Text(text) => text.clone(),
        Part::Trees(trees) => {
            let mut drawn = String::new();
            trees.iter().for_each(|(service, root)| tree::draw(&mut drawn, service, root));
            let drawn = strip_str(&drawn).to_string();
            let mut lines: Vec<&str> = drawn.lines().take(MOST_LINES).collect();
            let more = drawn.lines().count() - lines.len();
            let folded = format!("… and {more} more lines; `leastwise explain` prints them all");
            lines.extend((more > 0).then_some(folded.as_str()));
            markup.block(&visible_text(&lines.join("\n")))
        }
    }
}

/// A place in a findings file, as it is written in a text.
fn shown(moment: &Moment, place: &findings::Place, markup: Markup) -> String {
    match moment.location(place) {
        Some(location) => link(&location, markup),
        None => markup.text(file_name(&place.file)),
    }
}

fn link(location: &Location, markup: Markup) -> String {
    let line = location.range.start.line + 1;
    let name = name_of(&location.uri);
    match markup {
        Markup::Plain => markup.text(&format!("{name}:{line}")),
        Markup::Markdown => {
            markdown::link(&format!("{name}:{line}"), &format!("{}#L{line}", location.uri.as_str()))
        }
    }
}

fn name_of(uri: &Uri) -> String {
    let path = uri.path().decode().to_string_lossy();
    file_name(&path).to_owned()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn a_link_names_the_file_and_the_line_and_no_name_breaks_it() {
        let uri = Uri::from_str("file:///w/a%20%5Bb%5D.json").unwrap();
        let range = serde_json::from_value(serde_json::json!({
            "start": { "line": 7, "character": 2 }, "end": { "line": 7, "character": 9 },
        }));
        let location = Location { uri, range: range.unwrap() };
        assert_eq!(link(&location, Markup::Plain), "a [b].json:8");
        assert_eq!(link(&location, Markup::Markdown), r"[a \[b\].json:8](file:///w/a%20%5Bb%5D.json#L8)");
    }
}
