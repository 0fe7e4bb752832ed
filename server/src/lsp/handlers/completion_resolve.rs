//! `completionItem/resolve`: what the catalog says about an action that is offered.

use leastwise_advice::hover::Markup;
use serde_json::{Value, json};
use tower_lsp::ls_types::{CompletionItem, Documentation, MarkupContent, MarkupKind};

use crate::lsp::state::State;

/// The version of the shape of an item's `data`.
const VERSION: u8 = 1;

/// What an item carries to be resolved by.
pub(super) fn data(action: &str) -> Value {
    json!({ "v": VERSION, "action": action })
}

/// Adds the documentation. Looks up one action only, so that it is done at once.
pub fn handle(state: &State, item: CompletionItem) -> CompletionItem {
    let data = item.data.as_ref().filter(|data| data.get("v") == Some(&json!(VERSION)));
    let action = data.and_then(|data| data.get("action")).and_then(Value::as_str);
    let facts = match (action, state.knowledge()) {
        (Some(action), Some(knowledge)) => knowledge.world.describe(action),
        _ => Vec::new(),
    };
    if facts.is_empty() {
        return item;
    }
    let markup = state.session().caps.completion_markup;
    let facts: Vec<String> = facts.iter().map(|fact| markup.text(fact)).collect();
    let documentation = match markup {
        Markup::Plain => Documentation::String(facts.join("\n")),
        Markup::Markdown => Documentation::MarkupContent(MarkupContent {
            kind: MarkupKind::Markdown,
            value: facts.join("  \n"),
        }),
    };
    CompletionItem { documentation: Some(documentation), ..item }
}
