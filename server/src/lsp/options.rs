//! The editor's options, as they come with `initialize`. A wrong value costs its key and nothing else.

use jiff::civil::Date;
use serde_json::Value;

/// What the editor asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Replays a day: the catalog as of it, and today's date.
    pub as_of: Option<Date>,
}

/// Reads the options, and says in whole sentences what was wrong with them.
pub fn read(value: Option<&Value>) -> (Options, Vec<String>) {
    let mut problems = Vec::new();
    let as_of = match value.and_then(|options| options.get("asOf")) {
        None | Some(Value::Null) => None,
        Some(wish) => {
            let date = wish.as_str().and_then(date);
            if date.is_none() {
                problems.push(format!(
                    "leastwise: the option `asOf` is {wish}, which is not a date such as \"2024-06-15\"; it is ignored."
                ));
            }
            date
        }
    };
    (Options { as_of }, problems)
}

/// Exactly `YYYY-MM-DD`: the library alone would take times and week dates as well.
fn date(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.chars().all(|it| it.is_ascii_digit() || it == '-');
    if shape { Date::strptime("%Y-%m-%d", text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_date_is_taken_and_anything_else_costs_only_its_key() {
        for (options, expected, problems) in [
            (json!(null), None, 0),
            (json!([]), None, 0),
            (json!({}), None, 0),
            (json!({ "asOf": null }), None, 0),
            (json!({ "asOf": "2024-06-15" }), Some(Date::constant(2024, 6, 15)), 0),
            (json!({ "asOf": "2024-6-15" }), None, 1),
            (json!({ "asOf": "2024-02-30" }), None, 1),
            (json!({ "asOf": "20240615" }), None, 1),
            (json!({ "asOf": "2024-06-15T00:00" }), None, 1),
            (json!({ "asOf": 20240615 }), None, 1),
            (json!({ "asOf": "" }), None, 1),
        ] {
            let (read, said) = read(Some(&options));
            assert_eq!((read.as_of, said.len()), (expected, problems), "{options}");
        }
        assert_eq!(super::read(None), (Options::default(), Vec::new()));
    }
}
