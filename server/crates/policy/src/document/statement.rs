//! Statements and their action entries, read from the tree, with what keeps them from being edited.
//!
//! The names of elements and the values of `Effect` are matched exactly, as IAM does
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>).

use super::intrinsic::{has_placeholder, is_intrinsic, is_placeholder, may_vanish};
use super::{ActionElement, ActionKey, Effect, Entry, Flaw, OpaqueEntry, Statement};
use crate::Span;
use crate::json::{Kind, Member, Tree, Value};

/// The statements that read whole. Those that do not carry a syntax error, so their flaws would say nothing new.
pub(super) fn read_all(tree: &Tree<'_>, statements: Value<'_>, flaws: &mut Vec<Flaw>) -> Vec<Statement> {
    let mut read = Vec::with_capacity(statements.elements().count().max(1));
    let single = (statements.kind() != Kind::List).then_some(statements);
    for (index, value) in single.into_iter().chain(statements.elements()).enumerate() {
        if !tree.reads_whole(value) {
            continue;
        }
        if value.kind() == Kind::Object {
            read.push(Reader { flaws }.statement(index, value));
        } else if value.as_str().is_some_and(|text| is_placeholder(&text)) {
            read.push(filled_in(index, value));
        } else {
            flaws.push(Flaw { span: value.span(), message: "a statement is not an object".to_owned() });
        }
    }
    read
}

/// A statement that a placeholder stands for.
fn filled_in(index: usize, value: Value<'_>) -> Statement {
    Statement {
        index,
        span: value.span(),
        node: value.id(),
        sid: None,
        effect: Effect::Other(None),
        actions: None,
        has_principal: false,
        opaque: true,
        may_vanish: false,
    }
}

/// The elements of a statement.
const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

struct Reader<'f> {
    flaws: &'f mut Vec<Flaw>,
}

impl Reader<'_> {
    fn statement(&mut self, index: usize, value: Value<'_>) -> Statement {
        let mut elements = Elements::default();
        for member in value.members() {
            elements.take(member);
            elements.misspelt |= self.spelling(member);
        }
        let mut opaque = is_intrinsic(value);
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
            may_vanish: opaque && may_vanish(value),
        }
    }

    /// AWS refuses an element in another case; where one stands beside the right one, nobody knows which is meant.
    fn spelling(&mut self, member: Member<'_>) -> bool {
        let Some(key) = member.key.as_str() else { return false };
        let right = ELEMENTS.iter().find(|right| right.eq_ignore_ascii_case(&key) && ***right != *key);
        if let Some(right) = right {
            let message = format!("element names are case-sensitive: write `{right}`, not `{key}`");
            self.flaw(member.key.span(), &message);
        }
        right.is_some()
    }

    fn effect(&mut self, statement: Value<'_>, elements: &Elements<'_>, opaque: &mut bool) -> Effect {
        let Some(value) = elements.effect else {
            // What is spelled otherwise may be the missing one.
            if !*opaque && !elements.misspelt {
                self.flaw(statement.span().opening(), "`Effect` is missing");
            }
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
                            &format!("`Effect` is case-sensitive: write `{meant}`, not `{text}`"),
                        );
                    }
                    None => self.flaw(value.span(), &format!("`Effect` is `{text}`, not `Allow` or `Deny`")),
                }
                Effect::Other(Some(text.into_owned()))
            }
            None => {
                if is_intrinsic(value) {
                    *opaque = true;
                } else {
                    self.flaw(value.span(), "`Effect` is not a string");
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
        let (key, member) = match (elements.action, elements.not_action) {
            (Some(action), None) => (ActionKey::Action, action),
            (None, Some(not_action)) => (ActionKey::NotAction, not_action),
            (Some(_), Some(second)) => {
                self.flaw(second.key.span(), "a statement has both `Action` and `NotAction`");
                return None;
            }
            (None, None) => {
                if !*opaque && !elements.misspelt {
                    let message = "a statement has neither `Action` nor `NotAction`";
                    self.flaw(statement.span().opening(), message);
                }
                return None;
            }
        };
        let value = member.value;
        let is_list = value.kind() == Kind::List;
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
        if is_list {
            value.elements().enumerate().for_each(|(index, value)| self.entry(index, value, &mut element));
            if value.elements().next().is_none() {
                self.flaw(value.span(), "the list of actions is empty");
            }
        } else if is_intrinsic(value) {
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
            None if !is_intrinsic(value) => self.flaw(span, "an action is not a string"),
            _ => element.opaque.push(OpaqueEntry { index, span, may_vanish: may_vanish(value) }),
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
    fn take(&mut self, member: Member<'a>) {
        match member.key.as_str().as_deref() {
            Some("Sid") => self.sid = self.sid.or(Some(member.value)),
            Some("Effect") => self.effect = self.effect.or(Some(member.value)),
            Some("Action") => self.action = self.action.or(Some(member)),
            Some("NotAction") => self.not_action = self.not_action.or(Some(member)),
            Some("Principal" | "NotPrincipal") => self.has_principal = true,
            _ => {}
        }
    }
}
