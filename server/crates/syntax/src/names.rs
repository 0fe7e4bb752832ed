//! Which syntax a file is in: by the end of its name, or else by its text. What an editor says of it is a hint for what has
//! no such name.

use crate::Syntax;
use crate::hcl::Hcl;
use crate::json::Json;
use crate::yaml::Yaml;

/// What the end of a name says.
#[derive(Clone, Copy)]
enum Said {
    Is(&'static dyn Syntax),
    /// JSON or YAML, which the text tells.
    JsonOrYaml,
}

/// The ends of the names of files that are read, in small letters.
static EXTENSIONS: &[(&str, Said)] = &[
    ("json", Said::Is(&Json)),
    ("jsonc", Said::Is(&Json)),
    ("jsonl", Said::Is(&Json)),
    ("ndjson", Said::Is(&Json)),
    ("yaml", Said::Is(&Yaml)),
    ("yml", Said::Is(&Yaml)),
    ("tf", Said::Is(&Hcl)),
    ("tofu", Said::Is(&Hcl)),
    ("template", Said::JsonOrYaml),
    ("cfn", Said::JsonOrYaml),
];

/// The ids of languages by which editors call what is read. Of `yaml.ansible`, the first word counts.
static LANGUAGE_IDS: &[(&str, Said)] = &[
    ("json", Said::Is(&Json)),
    ("jsonc", Said::Is(&Json)),
    ("jsonl", Said::Is(&Json)),
    ("yaml", Said::Is(&Yaml)),
    ("terraform", Said::Is(&Hcl)),
    ("opentofu", Said::Is(&Hcl)),
    ("hcl", Said::Is(&Hcl)),
    ("tf", Said::Is(&Hcl)),
    ("cloudformation", Said::JsonOrYaml),
];

fn said(extension: &str) -> Option<Said> {
    let is = |known: &str| extension.eq_ignore_ascii_case(known);
    EXTENSIONS.iter().find(|(known, _)| is(known)).map(|(_, said)| *said)
}

/// What files that are read have behind the last dot of their names, in small letters.
pub fn extensions() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().map(|(extension, _)| *extension)
}

/// Whether files are read that have this behind the last dot of their name.
///
/// ```
/// use leastwise_syntax::is_read;
///
/// assert!(is_read("yaml") && is_read("JSON") && !is_read("md"));
/// ```
pub fn is_read(extension: &str) -> bool {
    said(extension).is_some()
}

/// The syntax of a text in a file of that name, which an editor calls `language_id`. JSON where nothing tells.
///
/// ```
/// use leastwise_syntax::{Syntax, syntax_of};
///
/// assert_eq!(syntax_of("stack.template", None, "{\"Resources\": {}}").name(), "JSON");
/// assert_eq!(syntax_of("stack.template", None, "Resources: {}\n").name(), "YAML");
/// assert_eq!(syntax_of("untitled:1", Some("yaml"), "a: 1\n").name(), "YAML");
/// ```
pub fn syntax_of(name: &str, language_id: Option<&str>, text: &str) -> &'static dyn Syntax {
    let of_id = |id: &str| {
        let first = id.split('.').next().unwrap_or_default();
        LANGUAGE_IDS.iter().find(|(known, _)| *known == first).map(|(_, said)| *said)
    };
    let of_name = name.rsplit_once('.').and_then(|(_, extension)| said(extension));
    match of_name.or_else(|| of_id(language_id?)) {
        Some(Said::Is(syntax)) => syntax,
        Some(Said::JsonOrYaml) if !is_json(text) => &Yaml,
        Some(Said::JsonOrYaml) | None => &Json,
    }
}

/// Whether a text begins as a JSON object or list does, or with a comment before one.
fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '/'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_decides_before_the_text_and_the_text_before_the_language_id() {
        for (name, id, text, expected) in [
            ("a.json", Some("yaml"), "a: 1", "JSON"),
            ("a.YML", Some("json"), "{}", "YAML"),
            ("a.json.yaml", None, "{}", "YAML"),
            ("a.template", Some("yaml"), "\u{feff} \n{}", "JSON"),
            ("a.cfn", Some("json"), "# c\na: 1", "YAML"),
            ("a.template", None, "---\na: 1", "YAML"),
            ("untitled:1", Some("yaml.ansible"), "", "YAML"),
            ("untitled:1", Some("cloudformation"), "a: 1", "YAML"),
            ("untitled:1", Some("cloudformation"), "{}", "JSON"),
            ("untitled:1", Some("plaintext"), "a: 1", "JSON"),
            ("MyRole", None, "a: 1", "JSON"),
            ("main.TF", Some("json"), "{}", "HCL"),
            ("main.tofu", None, "", "HCL"),
            ("untitled:1", Some("terraform"), "", "HCL"),
            ("main.tf.json", Some("terraform"), "", "JSON"),
        ] {
            assert_eq!(syntax_of(name, id, text).name(), expected, "{name} {id:?} {text}");
        }
    }
}
