//! Statements and their action entries, read from the tree, with what keeps them from being edited.
//!
//! The names of elements and the values of `Effect` are matched exactly, as IAM does
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).

use leastwise_syntax::{Kind, Member, Span, Tree, Value};

use super::{ActionElement, ActionKey, Effect, Entry, Flaw, OpaqueEntry, Statement};
use crate::dialect::Dialect;
use crate::grammar::{CONCAT, Element, Grammar, Placed, joined};
use crate::placeholder::{has_placeholder, is_placeholder};

/// The statements that read whole. Those that do not carry a syntax error, so their flaws would say nothing new.
pub(super) fn read_all(
    tree: &Tree<'_>,
    dialect: &'static dyn Dialect,
    grammar: &'static Grammar,
    statements: Value<'_>,
    flaws: &mut Vec<Flaw>,
) -> Vec<Statement> {
    let mut read = Vec::with_capacity(statements.elements().count().max(1));
    for (index, Placed { value, is_repeated }) in grammar.statements(statements).enumerate() {
        if !tree.reads_whole(value) {
            continue;
        }
        if value.kind() == Kind::Object {
            let mut statement = Reader { dialect, grammar, flaws }.statement(index, value);
            statement.may_vanish |= is_repeated;
            read.push(statement);
        } else if is_opaque(value) {
            let mut statement = filled_in(index, value, dialect);
            statement.may_vanish |= is_repeated;
            read.push(statement);
        } else {
            flaws.push(Flaw { span: value.span(), message: "a statement is not an object".to_owned() });
        }
    }
    read
}

/// A statement that a placeholder stands for.
fn filled_in(index: usize, value: Value<'_>, dialect: &dyn Dialect) -> Statement {
    Statement {
        index,
        span: value.span(),
        node: value.id(),
        sid: None,
        effect: Effect::Other(None),
        actions: None,
        has_principal: false,
        opaque: true,
        may_vanish: dialect.may_vanish(value),
    }
}

/// Whether something that is no object stands for a statement.
fn is_opaque(value: Value<'_>) -> bool {
    matches!(value.kind(), Kind::Call | Kind::Opaque(_))
        || value.as_str().is_some_and(|text| is_placeholder(&text))
}

struct Reader<'f> {
    dialect: &'static dyn Dialect,
    grammar: &'static Grammar,
    flaws: &'f mut Vec<Flaw>,
}

impl Reader<'_> {
    fn statement(&mut self, index: usize, value: Value<'_>) -> Statement {
        let mut elements = Elements::default();
        for member in value.members() {
            let key = member.key.as_str().unwrap_or_default();
            match self.grammar.element(&key) {
                Some(element) => elements.take(element, member),
                None => elements.misspelt |= self.is_misspelt(&key, member),
            }
        }
        let mut opaque = self.dialect.is_filled_in(value);
        let effect = self.effect(value, &elements, &mut opaque);
        let actions = self.actions(value, &elements, &mut opaque);
        Statement {
            index,
            span: value.span(),
            node: value.id(),
            sid: elements.sid.and_then(Value::as_str).map(std::borrow::Cow::into_owned),
            effect,
            actions,
            has_principal: elements.has_principal,
            opaque,
            may_vanish: opaque && self.dialect.may_vanish(value),
        }
    }

    /// AWS refuses an element in another case; where one stands beside the right one, nobody knows which is meant.
    fn is_misspelt(&mut self, key: &str, member: Member<'_>) -> bool {
        let names = self.grammar.elements.iter().map(|(name, _)| name);
        let Some(right) = names.into_iter().find(|right| right.eq_ignore_ascii_case(key)) else {
            return false;
        };
        let message = format!("element names are case-sensitive: write `{right}`, not `{key}`");
        self.flaw(member.key.span(), &message);
        true
    }

    fn effect(&mut self, statement: Value<'_>, elements: &Elements<'_>, opaque: &mut bool) -> Effect {
        let name = self.grammar.name(Element::Effect);
        let Some(value) = elements.effect else {
            // What is spelled otherwise may be the missing one.
            if *opaque || elements.misspelt {
                return Effect::Other(None);
            }
            if self.grammar.allows_by_default {
                return Effect::Allow;
            }
            self.flaw(statement.span().opening(), &format!("`{name}` is missing"));
            return Effect::Other(None);
        };
        match value.as_str() {
            Some(text) if text == "Allow" => Effect::Allow,
            Some(text) if text == "Deny" => Effect::Deny,
            Some(text) => {
                let meant = ["Allow", "Deny"].into_iter().find(|effect| effect.eq_ignore_ascii_case(&text));
                match meant {
                    _ if has_placeholder(&text) => *opaque = true,
                    Some(meant) => {
                        self.flaw(
                            value.span(),
                            &format!("`{name}` is case-sensitive: write `{meant}`, not `{text}`"),
                        );
                    }
                    None => self.flaw(value.span(), &format!("`{name}` is `{text}`, not `Allow` or `Deny`")),
                }
                Effect::Other(Some(text.into_owned()))
            }
            None => {
                if self.dialect.is_filled_in(value) {
                    *opaque = true;
                } else {
                    self.flaw(value.span(), &format!("`{name}` is not a string"));
                }
                Effect::Other(None)
            }
        }
    }

    fn actions(
        &mut self,
        statement: Value<'_>,
        elements: &Elements<'_>,
        opaque: &mut bool,
    ) -> Option<ActionElement> {
        let [action, not_action] = [Element::Action, Element::NotAction].map(|it| self.grammar.name(it));
        let (key, member) = match (elements.action, elements.not_action) {
            (Some(action), None) => (ActionKey::Action, action),
            (None, Some(not_action)) => (ActionKey::NotAction, not_action),
            (Some(_), Some(second)) => {
                self.flaw(second.key.span(), &format!("a statement has both `{action}` and `{not_action}`"));
                return None;
            }
            (None, None) => {
                if !*opaque && !elements.misspelt {
                    let message = format!("a statement has neither `{action}` nor `{not_action}`");
                    self.flaw(statement.span().opening(), &message);
                }
                return None;
            }
        };
        let value = member.value;
        let is_joined = value.call().is_some_and(|(name, _)| name.is_str(CONCAT));
        let is_list = value.kind() == Kind::List || is_joined;
        let mut element = ActionElement {
            key,
            key_span: member.key.span(),
            value_span: value.span(),
            key_node: member.key.id(),
            value_node: value.id(),
            is_list,
            entries: Vec::with_capacity(value.elements().count().max(1)),
            opaque: Vec::new(),
        };
        if is_joined {
            for (index, (value, is_element)) in joined(value).enumerate() {
                if is_element {
                    self.entry(index, value, &mut element);
                } else {
                    let span = value.span();
                    element.opaque.push(OpaqueEntry { index, span, may_vanish: true });
                }
            }
        } else if is_list {
            value.elements().enumerate().for_each(|(index, value)| self.entry(index, value, &mut element));
            if value.elements().next().is_none() {
                self.flaw(value.span(), "the list of actions is empty");
            }
        } else if self.dialect.is_filled_in(value) {
            *opaque = true;
        } else {
            self.entry(0, value, &mut element);
        }
        Some(element)
    }

    fn entry(&mut self, index: usize, value: Value<'_>, element: &mut ActionElement) {
        let span = value.span();
        match value.as_str() {
            Some(text) if !has_placeholder(&text) => {
                element.entries.push(Entry { index, span, text: text.into_owned() });
            }
            None if !self.dialect.is_filled_in(value) => self.flaw(span, "an action is not a string"),
            _ => element.opaque.push(OpaqueEntry { index, span, may_vanish: self.dialect.may_vanish(value) }),
        }
    }

    fn flaw(&mut self, span: Span, message: &str) {
        self.flaws.push(Flaw { span, message: message.to_owned() });
    }
}

/// The members of a statement that matter here; the first one where a key stands twice.
#[derive(Default)]
struct Elements<'a> {
    sid: Option<Value<'a>>,
    effect: Option<Value<'a>>,
    action: Option<Member<'a>>,
    not_action: Option<Member<'a>>,
    has_principal: bool,
    /// Some element is spelled in another case.
    misspelt: bool,
}

impl<'a> Elements<'a> {
    fn take(&mut self, element: Element, member: Member<'a>) {
        match element {
            Element::Sid => self.sid = self.sid.or(Some(member.value)),
            Element::Effect => self.effect = self.effect.or(Some(member.value)),
            Element::Action => self.action = self.action.or(Some(member)),
            Element::NotAction => self.not_action = self.not_action.or(Some(member)),
            Element::Principal | Element::NotPrincipal => self.has_principal = true,
            Element::Resource | Element::NotResource | Element::Condition => {}
        }
    }
}
