//! The same document with more statements: Deny, `NotAction`, the same entries again, wildcards anywhere in a name.

use fastrand::Rng;
use serde_json::{Value, json};

use super::actions::Actions;
use super::node::Node;
use super::tokens::{Kind, tokens};

/// The text with some statements before the others of its first list of statements; as it is where it has none.
pub(super) fn mixed(text: &str, actions: &Actions, rng: &mut Rng) -> String {
    let Some((at, is_empty)) = start_of_statements(text) else { return text.to_owned() };
    let entries = entries(text);
    let statements: Vec<String> =
        (0..rng.usize(1..5)).map(|_| statement(&entries, actions, rng).to_string()).collect();
    let (before, after) = text.split_at(at);
    let comma = if is_empty { "" } else { "," };
    format!("{before}{}{comma}{after}", statements.join(",\n    "))
}

/// The offset behind the bracket of the first `"Statement": [`, and whether the list ends there.
fn start_of_statements(text: &str) -> Option<(usize, bool)> {
    let mut end = 0;
    let ends = tokens(text).into_iter().map(|token| {
        end += token.text.len();
        (token, end)
    });
    let meant: Vec<_> =
        ends.filter(|(token, _)| !matches!(token.kind, Kind::Space | Kind::Comment)).collect();
    let texts = |at: usize| meant.get(at).map_or("", |(token, _)| token.text);
    let start = (2..meant.len())
        .find(|&at| [texts(at - 2), texts(at - 1), texts(at)] == ["\"Statement\"", ":", "["])?;
    Some((meant.get(start)?.1, texts(start + 1) == "]"))
}

/// All entries of the document's `Action` lists.
fn entries(text: &str) -> Vec<String> {
    let mut entries = Vec::new();
    if let Ok(tree) = Node::read(text) {
        tree.objects(&mut |object| {
            let texts = object.get("Action").and_then(Node::texts).unwrap_or_default();
            entries.extend(texts.into_iter().map(str::to_owned));
        });
    }
    entries
}

fn statement(entries: &[String], actions: &Actions, rng: &mut Rng) -> Value {
    let mut list: Vec<String> = (0..rng.usize(1..6)).map(|_| entry(entries, actions, rng)).collect();
    list.dedup();
    let action = match list.as_slice() {
        [only] if rng.bool() => json!(only),
        list => json!(list),
    };
    match rng.u8(..8) {
        0 | 1 => json!({"Effect": "Deny", "Action": action, "Resource": "*"}),
        2 => json!({"Effect": "Deny", "NotAction": action, "Resource": "*"}),
        3 => json!({"Effect": "Allow", "NotAction": action, "Resource": "*"}),
        4 => {
            let secure = json!({"Bool": {"aws:SecureTransport": "true"}});
            json!({"Effect": "Allow", "Action": action, "Resource": "*", "Condition": secure})
        }
        5 => json!({"Sid": "NOREPOkeep", "Effect": "Allow", "Action": action, "Resource": "*"}),
        _ => json!({"Action": action, "Resource": ["arn:aws:s3:::a", "*"], "Effect": "Allow"}),
    }
}

/// An entry of the document or a known action, as it is or with wildcards and other capitals.
fn entry(entries: &[String], actions: &Actions, rng: &mut Rng) -> String {
    let known = match rng.choice(entries).filter(|_| rng.bool()) {
        Some(entry) => entry.clone(),
        None => actions.any(rng).to_owned(),
    };
    let Some((service, name)) = known.split_once(':').filter(|(_, name)| name.is_ascii()) else {
        return known;
    };
    let mut name = name.to_owned();
    for _ in 0..rng.u8(..3) {
        let at = rng.usize(..=name.len());
        let end = (at + rng.usize(..8)).min(name.len());
        name.replace_range(at..end, rng.choice(&["*", "*", "?", "**"]).unwrap_or(&"*"));
    }
    if rng.bool() && name.len() > 4 {
        name.truncate(rng.usize(1..name.len()));
        name.push('*');
    }
    match rng.u8(..6) {
        0 => format!("{service}:{}", name.to_ascii_lowercase()),
        1 => format!("{}:{name}", service.to_ascii_uppercase()),
        _ => format!("{service}:{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_put_before_the_others() {
        for (text, expected) in [
            (r#"{"Statement": [{"Sid": "a"}]}"#, Some((15, false))),
            (
                r#"{"Statement" /**/ : [ // none
            ]}"#,
                Some((21, true)),
            ),
            (r#"{"Statement": {"Sid": "a"}}"#, None),
            (r#"{"a": ["Statement", [1]]}"#, None),
        ] {
            assert_eq!(start_of_statements(text), expected, "{text}");
        }
    }

    #[test]
    fn a_mixture_reads() {
        let catalog = leastwise_iam::Catalog::embedded();
        let actions = Actions::new(&catalog, "");
        let mut rng = Rng::with_seed(7);
        for _ in 0..50 {
            let text =
                mixed(r#"{"Statement": [{"Effect": "Allow", "Action": "s3:Get*"}]}"#, &actions, &mut rng);
            let tree = Node::read(&text).unwrap();
            let Some(Node::List(statements)) = tree.get("Statement") else { panic!("{text}") };
            assert!(statements.len() > 1, "{text}");
        }
    }
}
