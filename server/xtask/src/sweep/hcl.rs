//! A text of HCL as a tree in which policies have IAM's form, read by hcl-edit.

use anyhow::{Result, anyhow};
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::Element;

use super::node::Node;

/// What a document has that is merged with others, whose statements may be left as they are.
const MERGED_WITH: [&str; 4] =
    ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];

pub(super) fn read(text: &str) -> Result<Node> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let body =
        hcl_edit::parser::parse_body(text).map_err(|error| anyhow!("hcl-edit cannot parse it: {error}"))?;
    Ok(Node::Object(members(&body)))
}

fn members(body: &Body) -> Vec<(String, Node)> {
    let mut members: Vec<(String, Node)> = Vec::new();
    for structure in body {
        let (key, value) = match structure {
            Structure::Attribute(attribute) => (attribute.key.as_str().to_owned(), value(&attribute.value)),
            Structure::Block(block) => (title(block), inside(block)),
        };
        // Blocks may be alike.
        let same = members.iter().filter(|(known, _)| known.split('#').next() == Some(&key)).count();
        let key = if matches!(structure, Structure::Block(_)) { format!("{key}#{same}") } else { key };
        members.push((key, value));
    }
    members
}

fn title(block: &Block) -> String {
    let labels = block.labels.iter().map(|label| format!(" {:?}", label.as_str()));
    format!("{}{}", block.ident.as_str(), labels.collect::<String>())
}

/// What is inside a block, the statements of a policy as IAM has them.
fn inside(block: &Block) -> Node {
    if !block.has_ident("data")
        || block.labels.first().is_none_or(|it| it.as_str() != "aws_iam_policy_document")
    {
        return Node::Object(members(&block.body));
    }
    let (mut statements, mut rest) = (Vec::new(), Body::new());
    for structure in &block.body {
        match structure {
            Structure::Block(inner) if inner.has_ident("statement") => {
                statements.push(statement(members(&inner.body), true));
            }
            Structure::Block(inner) if title(inner) == "dynamic \"statement\"" => {
                let mut around = members(&inner.body);
                let content = around.iter().position(|(key, _)| key == "content#0");
                let content = content.map(|at| around.remove(at).1);
                let Some(Node::Object(content)) = content else { continue };
                let Node::Object(mut made) = statement(content, true) else { continue };
                made.push(("dynamic".to_owned(), Node::Object(around)));
                statements.push(Node::Object(made));
            }
            other => rest.push(other.clone()),
        }
    }
    let mut members = members(&rest);
    if members.iter().any(|(key, _)| MERGED_WITH.contains(&key.as_str())) {
        for statement in &mut statements {
            if let Node::Object(members) = statement {
                members.push(("merged".to_owned(), Node::Flag(true)));
            }
        }
    }
    members.push(("Statement".to_owned(), Node::List(statements)));
    Node::Object(members)
}

/// A statement with IAM's names for what the checks look at.
fn statement(members: Vec<(String, Node)>, allows: bool) -> Node {
    let named = members.into_iter().map(|(key, value)| match key.as_str() {
        "effect" => ("Effect".to_owned(), value),
        "actions" => ("Action".to_owned(), value),
        "not_actions" => ("NotAction".to_owned(), value),
        "sid" => ("Sid".to_owned(), value),
        _ => (key, value),
    });
    let mut named: Vec<(String, Node)> = named.collect();
    if allows && !named.iter().any(|(key, _)| key == "Effect") {
        named.push(("Effect".to_owned(), Node::Text("Allow".to_owned())));
    }
    Node::Object(named)
}

fn value(expression: &Expression) -> Node {
    match expression {
        Expression::String(text) => Node::Text(text.as_str().to_owned()),
        Expression::Bool(flag) => Node::Flag(*flag.value()),
        Expression::Array(list) => each(list.iter().map(value).collect(), None),
        Expression::Object(object) => {
            let members: Vec<(String, Node)> =
                object.iter().map(|(key, member)| (name(key), value(member.expr()))).collect();
            let (keys, values): (Vec<String>, Vec<Node>) = members.iter().cloned().unzip();
            match each(values, Some(keys)) {
                Node::List(_) => Node::Object(members),
                statements => statements,
            }
        }
        Expression::FuncCall(call) if call.name.name.as_str() == "concat" => {
            let is_text = |element: &Expression| {
                matches!(element, Expression::String(_) | Expression::StringTemplate(_))
            };
            let of_texts =
                call.args.iter().all(|it| it.as_array().is_none_or(|list| list.iter().all(is_text)));
            let parts = call.args.iter().flat_map(|argument| match argument {
                Expression::Array(list) => list.iter().map(value).collect(),
                other if of_texts => vec![written(other)],
                other => vec![value(other)],
            });
            each_of_some(parts.collect())
        }
        Expression::Conditional(conditional) => {
            let parts = [&conditional.cond_expr, &conditional.true_expr, &conditional.false_expr];
            Node::Object(vec![("?".to_owned(), Node::List(parts.map(value).into()))])
        }
        Expression::FuncCall(call) => {
            let arguments = Node::List(call.args.iter().map(value).collect());
            Node::Object(vec![(format!("{}()", call.name.name.as_str()), arguments)])
        }
        Expression::HeredocTemplate(heredoc) => {
            let text: String = heredoc.template.iter().map(piece).collect();
            match text.trim_start().starts_with('{').then(|| Node::read(&text)) {
                Some(Ok(json)) => json,
                _ => Node::Text(text),
            }
        }
        other => written(other),
    }
}

fn is_statement(node: &Node) -> bool {
    node.get("effect").is_some() && (node.get("actions").is_some() || node.get("not_actions").is_some())
}

/// What is joined: a policy, if statements are among it.
fn each_of_some(values: Vec<Node>) -> Node {
    if !values.iter().any(is_statement) {
        return Node::List(values);
    }
    let (statements, others): (Vec<Node>, Vec<Node>) = values.into_iter().partition(is_statement);
    let named = statements.into_iter().map(|value| match value {
        Node::Object(members) => statement(members, false),
        other => other,
    });
    Node::Object(vec![
        ("Statement".to_owned(), Node::List(named.collect())),
        ("joined".to_owned(), Node::List(others)),
    ])
}

/// A list or an object of nothing but statements as modules take them, as a policy.
fn each(values: Vec<Node>, keys: Option<Vec<String>>) -> Node {
    if values.is_empty() || !values.iter().all(is_statement) {
        return Node::List(values);
    }
    let mut keys = keys.into_iter().flatten();
    let statements = values.into_iter().map(|value| {
        let Node::Object(members) = value else { return value };
        let Node::Object(mut members) = statement(members, false) else { return Node::Null };
        members.extend(keys.next().map(|key| ("key".to_owned(), Node::Text(key))));
        Node::Object(members)
    });
    Node::Object(vec![("Statement".to_owned(), Node::List(statements.collect()))])
}

/// What is filled in has `${`, as between quotes.
fn written(expression: &Expression) -> Node {
    Node::Text(format!("${{{}}}", expression.to_string().trim()))
}

fn piece(element: &Element) -> String {
    match element {
        Element::Literal(text) => text.as_str().to_owned(),
        Element::Interpolation(filled_in) => {
            format!("${{{}}}", filled_in.expr).replace(['"', '\\', '\n'], "'")
        }
        Element::Directive(_) => "%{}".to_owned(),
    }
}

fn name(key: &ObjectKey) -> String {
    match key {
        ObjectKey::Ident(name) => name.as_str().to_owned(),
        ObjectKey::Expression(Expression::String(text)) => text.as_str().to_owned(),
        ObjectKey::Expression(other) => format!("({other})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_have_the_form_of_iam() {
        let statements = |text: &str| {
            let mut found = Vec::new();
            read(text).unwrap().objects(&mut |object| {
                let Some(Node::List(statements)) = object.get("Statement") else { return };
                for statement in statements {
                    let effect = statement.get("Effect").and_then(Node::text).unwrap_or("-");
                    let actions = statement.get("Action").and_then(Node::texts).unwrap_or_default();
                    found.push(format!("{effect} {}", actions.join(" ")));
                }
            });
            found
        };
        for (text, expected) in [
            (
                "data \"aws_iam_policy_document\" \"x\" {\n  statement {\n    actions = concat([\"a:A\"], var.b)\n  }\n  dynamic \"statement\" {\n    for_each = []\n    content {\n      effect = \"Deny\"\n      actions = [\"c:C\"]\n    }\n  }\n}\n",
                &["Allow a:A ${var.b}", "Deny c:C"][..],
            ),
            (
                "p = jsonencode({ \"Statement\" : [{ Effect = \"Allow\", Action = \"a:A\" }] })\n",
                &["Allow a:A"],
            ),
            (
                "p = <<E\n{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"a:A\", \"Resource\": \"${b[\"c\"]}\"}]}\nE\n",
                &["Allow a:A"],
            ),
            ("p = { a = { effect = \"Allow\", actions = [\"a:A\"] } }\n", &["Allow a:A"]),
            ("p = [{ effect = \"Deny\", actions = [\"a:A\"] }]\n", &["Deny a:A"]),
        ] {
            assert_eq!(statements(text), expected, "{text}");
        }
    }
}
