//! The JSON schema of `leastwise.toml`, for editors that check and complete TOML by one. Draft 7 is what they all read.

use anyhow::{Context, Result};
use leastwise_advice::Rule;
use leastwise_advice::settings::table::{KEYS, Key, Kind, LEVELS, Place};
use serde_json::{Map, Value, json};

/// The schema as text.
pub(super) fn text() -> Result<String> {
    let keys = KEYS.iter().filter(|key| key.place != Place::Editor);
    let mut schema = table(keys);
    schema["$schema"] = "http://json-schema.org/draft-07/schema#".into();
    schema["title"] = "leastwise.toml".into();
    schema["description"] = "Settings of leastwise.".into();
    let text = serde_json::to_string_pretty(&schema).context("cannot write the schema")?;
    Ok(format!("{text}\n"))
}

fn table<'k>(keys: impl Iterator<Item = &'k Key>) -> Value {
    let keys: Vec<&Key> = keys.collect();
    let required: Vec<&str> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let properties: Map<String, Value> =
        keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let mut table = json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if !required.is_empty() {
        table["required"] = required.into();
    }
    table
}

fn property(key: &Key) -> Value {
    let mut property = value(key.kind);
    property["description"] = key.about.into();
    if let Ok(default) = serde_json::from_str::<Value>(key.default) {
        property["default"] = default;
    }
    property
}

fn value(kind: Kind) -> Value {
    let strings = || json!({ "type": ["string", "array"], "minLength": 1, "items": { "type": "string", "minLength": 1 } });
    match kind {
        Kind::Text | Kind::Folder => json!({ "type": "string", "minLength": 1 }),
        Kind::Globs | Kind::Principals => strings(),
        Kind::Action => json!({ "type": "string", "pattern": r"^(\*|[A-Za-z0-9-]+:.+)$" }),
        Kind::Day => json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Count(least) => json!({ "type": "integer", "minimum": least }),
        Kind::Choice(choices) => choice(choices),
        Kind::Levels => {
            let rules = Rule::ALL.iter().map(|rule| {
                let mut level = choice(LEVELS);
                level["default"] = rule.default_level().name().into();
                (rule.name().to_owned(), level)
            });
            json!({
                "type": "object",
                "additionalProperties": false,
                "properties": rules.collect::<Map<String, Value>>(),
            })
        }
        Kind::Tables(keys) => json!({ "type": "array", "items": table(keys.iter()) }),
    }
}

fn choice(choices: &[(&str, &str)]) -> Value {
    let alternatives: Vec<Value> =
        choices.iter().map(|(word, about)| json!({ "const": word, "description": about })).collect();
    json!({ "type": "string", "oneOf": alternatives })
}
