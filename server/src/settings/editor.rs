//! An editor's settings: what comes with `initialize`, and on top of it what the client answers when it is asked. A wrong
//! value costs its key and nothing else.

use jiff::civil::Date;
use leastwise_advice::settings::node::{Member, Node, Value};
use leastwise_advice::settings::read::{Source, read};
use leastwise_advice::settings::values::Values;
use leastwise_advice::settings::{KEYS, Layer};
use leastwise_policy::Span;
use serde_json::Value as Json;

/// What an editor asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditorSettings {
    /// What `leastwise.toml` may say as well.
    pub layer: Layer,
    /// Replays a day: the catalog as of it, and today's date.
    pub as_of: Option<Date>,
    /// The folder of service reference files.
    pub catalog: Option<String>,
    /// Which files diagnostics are listed for.
    pub scope: Scope,
    /// Counts are shown above statements.
    pub code_lens: bool,
    /// Counts are shown behind wildcards.
    pub inlay_hints: bool,
    /// Actions are links to AWS's reference.
    pub document_links: bool,
    /// How much is logged.
    pub log_level: Option<tracing::Level>,
}

/// Which files diagnostics are listed for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Every file of the workspace.
    #[default]
    Workspace,
    /// Those that are open.
    Open,
}

impl Default for EditorSettings {
    fn default() -> Self {
        EditorSettings::from(&Values::default())
    }
}

impl EditorSettings {
    /// Reads settings, and says in whole sentences what was wrong with them. A member of a later value replaces that of
    /// an earlier one; what is null is not set.
    pub fn read<'j>(values: impl IntoIterator<Item = &'j Json>) -> (EditorSettings, Vec<String>) {
        let mut members: Vec<Member> = Vec::new();
        for (key, value) in values.into_iter().filter_map(Json::as_object).flatten() {
            members.retain(|member| member.key != *key);
            let member = node(value).map(|value| Member { key: key.clone(), span: Span::default(), value });
            members.extend(member);
        }
        let root = Node { span: Span::default(), value: Value::Table(members) };
        let (values, problems) = read(KEYS, &root, Source::Editor);
        let say = |message: &String| format!("leastwise: invalid editor setting: {message}; ignored.");
        (EditorSettings::from(&values), problems.iter().map(|problem| say(&problem.message)).collect())
    }
}

impl From<&Values> for EditorSettings {
    fn from(values: &Values) -> EditorSettings {
        EditorSettings {
            layer: Layer::new(values),
            as_of: values.day("as_of").copied(),
            catalog: values.folder("catalog").map(|folder| folder.path.clone()),
            scope: match values.text("scope").map(String::as_str) {
                Some("open") => Scope::Open,
                _ => Scope::Workspace,
            },
            code_lens: values.flag("code_lens").copied().unwrap_or(true),
            document_links: values.flag("document_links").copied().unwrap_or(true),
            inlay_hints: values.flag("inlay_hints").copied().unwrap_or(true),
            log_level: values.text("log_level").and_then(|level| level.parse().ok()),
        }
    }
}

/// A value of JSON; `None` for null.
fn node(json: &Json) -> Option<Node> {
    let value = match json {
        Json::Null => return None,
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(number) => match (number.as_i64(), number.is_f64()) {
            (Some(number), _) => Value::Number(number),
            (None, true) => Value::Other("a number with a fraction"),
            (None, false) => Value::Other("a number that is too large"),
        },
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(list) => Value::List(list.iter().filter_map(node).collect()),
        Json::Object(members) => {
            let member = |(key, value): (&String, &Json)| {
                Some(Member { key: key.clone(), span: Span::default(), value: node(value)? })
            };
            Value::Table(members.iter().filter_map(member).collect())
        }
    };
    Some(Node { span: Span::default(), value })
}

#[cfg(test)]
mod tests {
    use leastwise_advice::{Level, Rule};
    use leastwise_iam::Style;
    use serde_json::json;

    use super::*;

    fn read_one(json: Json) -> (EditorSettings, Vec<String>) {
        EditorSettings::read([&json])
    }

    #[test]
    fn every_setting_of_an_editor_reads() {
        let (settings, problems) = read_one(json!({
            "style": "explicit", "maxEntries": 0, "catalog": "/srv/services", "staleAfterDays": 7, "asOf": "2024-06-15", "scope": "open",
            "logLevel": "debug", "codeLens": false, "inlayHints": false, "documentLinks": false, "rules": { "unused-action": "off", "unused-policy": "error" },
            "server": { "path": "/bin/leastwise" }, "trace": { "server": "off" },
        }));
        assert_eq!(problems, Vec::<String>::new());
        let rules = [(Rule::UnusedAction, None), (Rule::UnusedPolicy, Some(Level::Error))];
        let layer = Layer {
            style: Some(Style::Explicit),
            max_entries: Some(0),
            stale_after_days: Some(7),
            rules: rules.into_iter().collect(),
        };
        let as_of = Some(Date::constant(2024, 6, 15));
        let log_level = Some(tracing::Level::DEBUG);
        assert_eq!(
            settings,
            EditorSettings {
                layer,
                as_of,
                catalog: Some("/srv/services".to_owned()),
                scope: Scope::Open,
                code_lens: false,
                inlay_hints: false,
                document_links: false,
                log_level
            }
        );
    }

    #[test]
    fn every_mistake_is_said_and_costs_its_key_only() {
        for (key, value, said) in [
            ("asOf", json!("yesterday"), "`asOf` must be a date such as 2027-03-31, not `yesterday`"),
            ("asOf", json!("2024-02-30"), "`asOf` must be a date"),
            ("asOf", json!("20240615"), "`asOf` must be a date"),
            ("asOf", json!(20240615), "`asOf` must be a date"),
            (
                "maxEntries",
                json!(1.5),
                "`maxEntries` must be a whole number from 0 on, not a number with a fraction",
            ),
            ("maxEntries", json!(u64::MAX), "`maxEntries` must be a whole number"),
            ("max_entries", json!(1), "there is no setting `max_entries`; did you mean `maxEntries`?"),
            ("scope", json!(["open"]), "`scope` must be `workspace` or `open`, not a list"),
            ("catalog", json!(7), "`catalog` must be the path of a folder, not 7"),
            ("attach", json!([]), "`attach` is set in leastwise.toml only"),
            (
                "rules",
                json!({ "unused-acton": "off" }),
                "there is no rule `unused-acton`; did you mean `unused-action`?",
            ),
            ("nonsense", json!({}), "there is no setting `nonsense`"),
        ] {
            let mut settings = json!({ "staleAfterDays": 7 });
            settings[key] = value;
            let (read, problems) = read_one(settings);
            assert_eq!(read.layer.stale_after_days, Some(7), "{key}");
            assert_eq!(problems.len(), 1, "{key}: {problems:?}");
            assert!(problems[0].contains(said), "{key}: {problems:?}");
        }
        for nothing in [json!(null), json!([]), json!("x"), json!({}), json!({ "asOf": null })] {
            assert_eq!(read_one(nothing), (EditorSettings::default(), Vec::new()));
        }
    }

    #[test]
    fn what_the_client_answers_replaces_what_came_with_initialize() {
        let first = json!({ "asOf": "2024-06-15", "maxEntries": 3, "scope": "open" });
        let answer = json!({ "asOf": null, "maxEntries": 5 });
        let (read, problems) = EditorSettings::read([&first, &answer]);
        assert_eq!((read.as_of, read.layer.max_entries, read.scope), (None, Some(5), Scope::Open));
        assert_eq!(problems, Vec::<String>::new());
    }
}
