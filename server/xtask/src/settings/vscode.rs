//! The extension's settings in its `package.json`, made from the one table of settings.

use anyhow::{Context, Result, bail};
use leastwise_advice::Rule;
use leastwise_advice::settings::KEYS;
use leastwise_advice::settings::table::{Key, Kind, LEVELS, Place};
use serde_json::{Value, json};

/// What stands before and after the settings in `package.json`, as npm writes it.
const START: &str = "\n      \"properties\": {\n";
const END: &str = "\n      }\n";
const INDENT: &str = "        ";

/// `package.json` with its settings made anew.
pub(super) fn fill(package: &str) -> Result<String> {
    let (before, rest) = package.split_once(START).context("package.json has no settings")?;
    let (_, after) = rest.split_once(END).context("the settings of package.json have no end")?;
    let settings: Vec<String> = settings()?.iter().map(|(name, value)| written(name, value)).collect();
    Ok(format!("{before}{START}{}{END}{after}", settings.join(",\n")))
}

fn written(name: &str, value: &Value) -> String {
    let text = format!("{value:#}");
    let lines: Vec<&str> = text.lines().collect();
    format!("{INDENT}\"leastwise.{name}\": {}", lines.join(&format!("\n{INDENT}")))
}

/// The settings with their names below `leastwise`, in the order of the table.
fn settings() -> Result<Vec<(String, Value)>> {
    let of_editor = KEYS.iter().filter(|key| key.place != Place::File);
    let mut settings = Vec::new();
    for key in of_editor {
        let setting = setting(key).with_context(|| format!("the setting {} cannot be shown", key.name))?;
        settings.push((key.editor_name(), setting));
    }
    settings.push(("trace.server".to_owned(), trace()));
    Ok(settings)
}

fn setting(key: &Key) -> Result<Value> {
    let default = || {
        let default = key.default_in_vscode.unwrap_or(key.default);
        serde_json::from_str::<Value>(default).context("its default is no JSON")
    };
    let mut setting = match key.kind {
        Kind::Text | Kind::Folder => json!({ "type": ["string", "null"], "default": null }),
        Kind::Day => json!({
            "type": ["string", "null"],
            "default": null,
            "pattern": r"^\d{4}-\d{2}-\d{2}$",
            "patternErrorMessage": "A date such as 2024-06-15.",
        }),
        Kind::Flag => json!({ "type": "boolean", "default": default()? }),
        Kind::Count(least) => json!({ "type": "integer", "minimum": least, "default": default()? }),
        Kind::Choice(words) => choice(words, default()?),
        Kind::Levels => levels(),
        Kind::Globs | Kind::Principals | Kind::Action | Kind::Tables(_) => bail!("it is for files only"),
    };
    setting["markdownDescription"] = key.about.into();
    // Of these, values of an untrusted workspace are ignored.
    setting["scope"] = if key.restricted { "machine-overridable" } else { "window" }.into();
    Ok(setting)
}

fn choice(words: &[(&str, &str)], default: Value) -> Value {
    let (words, about): (Vec<&str>, Vec<&str>) = words.iter().copied().unzip();
    json!({ "type": "string", "enum": words, "markdownEnumDescriptions": about, "default": default })
}

fn levels() -> Value {
    let rule = |rule: &Rule| (rule.name().to_owned(), choice(LEVELS, rule.default_level().name().into()));
    let rules: serde_json::Map<String, Value> = Rule::ALL.iter().map(rule).collect();
    json!({ "type": "object", "properties": rules, "additionalProperties": false, "default": {} })
}

/// Of the extension alone: the language client reads it.
fn trace() -> Value {
    json!({
        "type": "string",
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "markdownDescription": "Which messages between VS Code and the server are logged.",
        "scope": "window",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_from_an_untrusted_workspace_is_named_there() {
        let package: Value =
            serde_json::from_str(&crate::settings::read(crate::settings::PACKAGE).unwrap()).unwrap();
        let named = &package["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"];
        let restricted = KEYS.iter().filter(|key| key.restricted && key.place != Place::File);
        let restricted: Vec<String> =
            restricted.map(|key| format!("leastwise.{}", key.editor_name())).collect();
        assert_eq!(named, &json!(restricted));
    }
}
