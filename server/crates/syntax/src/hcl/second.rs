//! The second reader: hcl-edit, which refuses what breaks the rules, an object key that stands twice included.

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, HeredocTemplate};

use crate::second::{Neutral, SecondError};

/// The longest text that is read, in bytes: hcl-edit reads 30 MB a second.
const LONGEST: usize = 4 << 20;

/// The most keys, told by what stands behind one: hcl-edit compares each key of an object with all before it. Real files
/// have up to 2,300.
const MOST_KEYS: usize = 10_000;

pub(super) fn read(text: &str) -> Result<Neutral<'_>, SecondError> {
    // hcl-edit takes no byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let keys = text.bytes().filter(|byte| matches!(byte, b'=' | b':')).count();
    if text.len() > LONGEST || keys > MOST_KEYS {
        return Err(SecondError::Syntax("the file is too large to be proved".to_owned()));
    }
    let body = hcl_edit::parser::parse_body(text).map_err(|error| {
        let at = error.location();
        SecondError::Syntax(format!("line {}, column {}: invalid HCL", at.line(), at.column()))
    })?;
    let mut values = Values { text, is_lost: false };
    let value = values.body(&body);
    if values.is_lost { Err(SecondError::Shape("values with their places")) } else { Ok(value) }
}

/// The comments of a text, and what looks like one between the lines of a heredoc.
pub(super) fn comments(text: &str) -> Vec<&str> {
    let mut comments = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '#', '/']) {
        let (_, found) = rest.split_at(at);
        let line = found.find(['\n', '\r']).unwrap_or(found.len());
        let length = match found.as_bytes() {
            [b'"', ..] => string_length(found.get(..line).unwrap_or_default()),
            [b'/', b'*', ..] => found.find("*/").map_or(found.len(), |end| end + 2),
            [b'#', ..] | [b'/', b'/', ..] => line,
            _ => 1,
        };
        let (token, after) = found.split_at_checked(length).unwrap_or((found, ""));
        comments.extend((token.len() > 1 && !token.starts_with('"')).then_some(token));
        rest = after;
    }
    comments
}

/// The length of the string at the start of a line, with its quotes.
fn string_length(line: &str) -> usize {
    let mut is_escaped = false;
    for (at, character) in line.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    line.len()
}

/// Turns values of hcl-edit into neutral ones.
struct Values<'t> {
    text: &'t str,
    /// hcl-edit did not say where a value is.
    is_lost: bool,
}

impl<'t> Values<'t> {
    fn body(&mut self, body: &Body) -> Neutral<'t> {
        Neutral::Body(
            body.iter()
                .map(|structure| match structure {
                    Structure::Attribute(attribute) => {
                        (attribute.key.as_str().to_owned(), self.value(&attribute.value))
                    }
                    Structure::Block(block) => (block.ident.as_str().to_owned(), self.block(block)),
                })
                .collect(),
        )
    }

    /// Labels are bodies around that of the block.
    fn block(&mut self, block: &Block) -> Neutral<'t> {
        let body = self.body(&block.body);
        block
            .labels
            .iter()
            .rev()
            .fold(body, |inner, label| Neutral::Body(vec![(label.as_str().to_owned(), inner)]))
    }

    fn value(&mut self, value: &Expression) -> Neutral<'t> {
        match value {
            Expression::String(text) => Neutral::Text(text.as_str().to_owned()),
            Expression::Array(list) => {
                Neutral::List(list.iter().map(|element| self.value(element)).collect())
            }
            Expression::Object(object) => Neutral::Object(
                object.iter().map(|(key, value)| (self.key(key), self.value(value.expr()))).collect(),
            ),
            Expression::HeredocTemplate(heredoc) => self.lines(heredoc),
            Expression::FuncCall(call) => {
                let namespace = call.name.namespace.iter().map(|part| format!("{}::", part.as_str()));
                let name = format!("{}{}", namespace.collect::<String>(), call.name.name.as_str());
                let mut arguments: Vec<_> = call.args.iter().map(|argument| self.value(argument)).collect();
                if call.args.expand_final() {
                    arguments.push(Neutral::Other("...".into()));
                }
                Neutral::Call(name, arguments)
            }
            Expression::Parenthesis(_)
            | Expression::Conditional(_)
            | Expression::UnaryOp(_)
            | Expression::BinaryOp(_) => self.parts(value),
            Expression::Traversal(traversal) if !matches!(traversal.expr, Expression::Variable(_)) => {
                self.parts(value)
            }
            _ => self.written(value.span()),
        }
    }

    /// A key that is computed is none of those that are names.
    fn key(&mut self, key: &ObjectKey) -> String {
        match key {
            ObjectKey::Ident(name) => name.as_str().to_owned(),
            ObjectKey::Expression(Expression::String(text)) => text.as_str().to_owned(),
            ObjectKey::Expression(other) => format!("({})", self.written(other.span()).shown()),
        }
    }

    fn parts(&mut self, value: &Expression) -> Neutral<'t> {
        let (mut parts, mut operators) = (Vec::new(), String::new());
        if let Expression::Parenthesis(inner) = value {
            parts.push(self.value(inner.inner()));
            operators.push_str("()");
        } else {
            self.flatten(value, &mut parts, &mut operators);
        }
        parts.push(Neutral::Other(operators.into()));
        Neutral::Parts(parts)
    }

    /// Takes apart what operators join. `operators` becomes the same for what is joined in the same way.
    fn flatten(&mut self, value: &Expression, parts: &mut Vec<Neutral<'t>>, operators: &mut String) {
        match value {
            Expression::Conditional(conditional) => {
                operators.push('(');
                self.flatten(&conditional.cond_expr, parts, operators);
                operators.push('?');
                self.flatten(&conditional.true_expr, parts, operators);
                operators.push(':');
                self.flatten(&conditional.false_expr, parts, operators);
                operators.push(')');
            }
            Expression::BinaryOp(operation) => {
                operators.push('(');
                self.flatten(&operation.lhs_expr, parts, operators);
                operators.push_str(operation.operator.as_str());
                self.flatten(&operation.rhs_expr, parts, operators);
                operators.push(')');
            }
            Expression::UnaryOp(operation) => {
                operators.push_str(operation.operator.as_str());
                self.flatten(&operation.expr, parts, operators);
            }
            Expression::Traversal(traversal) if !matches!(traversal.expr, Expression::Variable(_)) => {
                self.flatten(&traversal.expr, parts, operators);
                let behind = traversal.expr.span().zip(value.span()).map(|(inner, all)| inner.end..all.end);
                operators.push_str(&self.written(behind).shown());
            }
            other => {
                operators.push('_');
                parts.push(self.value(other));
            }
        }
    }

    /// The lines as they are written. What is filled in loses its quotes, as in the text that was read.
    fn lines(&mut self, heredoc: &HeredocTemplate) -> Neutral<'t> {
        let Some(span) = heredoc.template.span() else { return self.lost() };
        let Some(written) = self.text.get(span.clone()) else { return self.lost() };
        let mut lines = Cow::Borrowed(written);
        for element in heredoc.template.iter() {
            let Element::Interpolation(filled_in) = element else { continue };
            let Some(place) = filled_in.span() else { return self.lost() };
            let place = place.start.saturating_sub(span.start)..place.end.saturating_sub(span.start);
            let Some(text) = written.get(place.clone()) else { return self.lost() };
            if text.contains('"') {
                lines.to_mut().replace_range(place, &text.replace('"', "'"));
            }
        }
        Neutral::Lines(lines)
    }

    fn written(&mut self, span: Option<Range<usize>>) -> Neutral<'t> {
        match span.and_then(|span| self.text.get(span)) {
            Some(written) => Neutral::Other(Cow::Borrowed(written)),
            None => self.lost(),
        }
    }

    fn lost(&mut self) -> Neutral<'t> {
        self.is_lost = true;
        Neutral::Other(Cow::Borrowed(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(text: &str) -> Vec<(String, Neutral<'_>)> {
        read(text).unwrap().members().unwrap()
    }

    #[test]
    fn two_texts_are_equal_only_where_they_mean_the_same() {
        for (one, other, same) in [
            ("a = [\"x\"]", "a = [\n  \"x\", # why\n]\n", true),
            ("\u{feff}a = 1\r\n", "a = 1\n", true),
            ("a = \"\\u0041\"", "a = \"A\"", true),
            ("a = { b = 1 }", "a = { \"b\" : 1 }", true),
            ("a = 1", "a = 1.0", false),
            ("a = { b = 1 }", "a = { (b) = 1 }", false),
            ("b {}\nb {}\n", "b {}\n", false),
            ("b \"l\" {}\n", "b \"m\" {}\n", false),
            ("a {\n}\n", "a = {}\n", false),
            ("a = x ? [1] : [2]", "a = x ? [1] : [3]", false),
            ("a = x && y || z", "a = x || y && z", false),
            ("a = (x)", "a = x", false),
            ("a = f([1])", "a = f([1]...)", false),
            ("a = f([1])[0]", "a = f([1])[1]", false),
            ("a = [\"f\", 1]", "a = f(1)", false),
            ("a = !x", "a = x", false),
            ("a = \"${x}\"", "a = \"$${x}\"", false),
            ("a = <<E\nx\nE\n", "a = <<E\ny\nE\n", false),
            ("a = <<E\n$${x}\nE\n", "a = <<E\n${x}\nE\n", false),
        ] {
            assert_eq!(read(one).unwrap() == read(other).unwrap(), same, "{one} {other}");
        }
    }

    #[test]
    fn what_is_filled_in_between_lines_breaks_no_quotes() {
        let text = "a = <<-E\n  \"${b[\"x\"]}/*\" ${ d ? \"$${e}\" : \"f\" } \"$${g}\"\nE\n";
        let [(_, lines)] = members(text).try_into().unwrap();
        assert_eq!(lines.embedded().unwrap(), "  \"${b['x']}/*\" ${ d ? '$${e}' : 'f' } \"$${g}\"\n");
    }

    #[test]
    fn comments_are_found_outside_of_strings() {
        let text = "# a\r\nb = \"# \\\" //\" // c\nd = 1 / 2 /* e\nf */ #";
        assert_eq!(comments(text), ["# a", "// c", "/* e\nf */"]);
    }

    #[test]
    fn what_breaks_the_rules_or_takes_too_long_is_refused() {
        let many =
            format!("a = {{\n{}}}\n", (0..MOST_KEYS).map(|at| format!("k{at} = 1\n")).collect::<String>());
        let long = format!("# {}\n", "x".repeat(LONGEST));
        for text in ["a = ", "a = { b = 1, b = 2 }", "a = 1\na = 2\n", "a = [1", &many, &long] {
            assert!(read(text).is_err());
        }
        assert!(read("a = { b = 1, \"b\" = 2 }").unwrap().members().unwrap().remove(0).1.members().is_err());
        assert!(read("a {}\na = 1\n").unwrap().members().is_err());
    }
}
