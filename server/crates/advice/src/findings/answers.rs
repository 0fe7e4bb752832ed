//! What can be an answer of AWS or of a tool (one finding, one report, one event), and what the objects around it tell
//! about it: files hold one answer, a list or a map of them, one per line, and scripts wrap them.

use std::borrow::Cow;

use super::formats::get_finding_v2::is_list_of_details;
use super::reader::principal;
use super::value::Value;
use crate::principal::{Principal, PrincipalName};

/// A value that a format may recognize, and what is around it.
#[derive(Clone, Copy)]
pub(super) struct Answer<'t> {
    pub(super) value: Value<'t>,
    pub(super) around: Around<'t>,
}

/// What the objects and keys around a value tell about it.
#[derive(Clone, Copy, Default)]
pub(super) struct Around<'t> {
    /// The object that has the value under a key of its own.
    holder: Option<Value<'t>>,
    /// That key.
    key: Option<Value<'t>>,
    /// The value is the text itself, in no wrapper.
    pub(super) is_root: bool,
    /// An enclosing key says that what is below it is unused.
    pub(super) unused: bool,
    /// The analyzer's ARN in an enclosing object.
    analyzer: Option<Value<'t>>,
    subject: Option<Hint<'t>>,
}

/// What an object, or a key, says about the principal of what is below it.
#[derive(Clone, Copy)]
enum Hint<'t> {
    /// An ARN, under a key that names roles or users, or as a key itself.
    Arn(Value<'t>),
    /// An ARN under a key that may as well be about the caller: it holds for the object's own members only.
    NearArn(Value<'t>),
    /// A bare name, with what stands before it where a person names a principal.
    Name(&'static str, Value<'t>),
    /// Two that contradict each other.
    Several,
}

/// The principal of an answer, as far as the answer and what is around it tell.
pub(super) enum Subject {
    Principal(Principal),
    Name(PrincipalName),
    Unknown,
}

/// Keys under which an ARN is that of the principal.
const ARN_KEYS: &[&str] =
    &["roleArn", "userArn", "principalArn", "resourceArn", "entityArn", "iamRoleArn", "iamUserArn"];
/// Keys under which an ARN may be that of the principal, or of somebody else.
const NEAR_ARN_KEYS: &[&str] = &["arn", "resource", "principal", "role", "user", "entity"];
/// Keys under which a name is that of the principal.
const NAME_KEYS: &[(&str, &str)] =
    &[("roleName", "role"), ("role", "role"), ("iamRole", "role"), ("userName", "user")];

impl Subject {
    /// The principal, or else the bare name.
    pub(super) fn into_parts(self) -> (Option<Principal>, Option<PrincipalName>) {
        match self {
            Subject::Principal(principal) => (Some(principal), None),
            Subject::Name(name) => (None, Some(name)),
            Subject::Unknown => (None, None),
        }
    }
}

impl<'t> Around<'t> {
    /// Of the values of a file's own text.
    pub(super) fn file() -> Around<'t> {
        Around { is_root: true, ..Around::default() }
    }

    /// What is around the elements of a list.
    pub(super) fn in_list(self) -> Around<'t> {
        Around { holder: None, key: None, is_root: false, subject: self.far_subject(), ..self }
    }

    /// What is around the values in a finding that is saved without its details: they may be in it all the same.
    pub(super) fn in_finding(self, finding: Value<'t>) -> Around<'t> {
        let resource = finding.given("resource").or_else(|| finding.given("resourceArn"));
        Around { subject: resource.map(Hint::Arn).or(self.subject), ..self }
    }

    /// The key of the object around the value.
    pub(super) fn key(self) -> Option<Cow<'t, str>> {
        self.key?.as_str()
    }

    /// Whether the object around the value holds the details of a finding as well, under another key.
    pub(super) fn holds_details_beside(self) -> bool {
        self.siblings().any(|(_, value)| value.gives_any(&["findingDetails"]) || is_list_of_details(value))
    }

    /// The object around the value, unless it is a map of many findings: each of them would look through it.
    fn small_holder(self) -> Option<Value<'t>> {
        const MOST_MEMBERS: usize = 16;
        self.holder.filter(|holder| holder.members().nth(MOST_MEMBERS).is_none())
    }

    fn siblings(self) -> impl Iterator<Item = (Value<'t>, Value<'t>)> {
        self.small_holder().into_iter().flat_map(Value::members)
    }

    /// What is around the values of a string's text.
    pub(super) fn in_text(self) -> Around<'t> {
        Around { is_root: false, ..self }
    }

    fn far_subject(self) -> Option<Hint<'t>> {
        self.subject.filter(|hint| !matches!(hint, Hint::NearArn(_)))
    }

    /// What is around the values of an object's members, whatever their keys are.
    pub(super) fn in_object(self, object: Value<'t>) -> Around<'t> {
        Around {
            holder: Some(object),
            key: None,
            is_root: false,
            unused: self.unused,
            analyzer: object.given("analyzerArn").or(self.analyzer),
            subject: hint(object).or(self.far_subject()),
        }
    }

    /// What is around the value of one of an object's keys.
    pub(super) fn under(self, key: Value<'t>) -> Around<'t> {
        let Some(text) = key.as_str() else { return Around { key: Some(key), ..self } };
        let subject = if principal(&text).is_some() { Some(Hint::Arn(key)) } else { self.subject };
        Around { key: Some(key), unused: self.unused || tells_unused(&text), subject, ..self }
    }
}

/// Whether a key says that what is below it is unused: `unusedActions`, `findings`.
fn tells_unused(key: &str) -> bool {
    let folded = key.to_ascii_lowercase();
    folded.contains("unused") || ["finding", "findings"].contains(&&*folded)
}

/// What the members of an object say about the principal of what is below it.
fn hint<'t>(object: Value<'t>) -> Option<Hint<'t>> {
    let mut found: Option<(Hint<'t>, Cow<'t, str>)> = None;
    for (key, value) in object.members() {
        let is_any = |keys: &[&str]| keys.iter().any(|known| key.is_key(known));
        let Some(text) = value.as_str().filter(|_| value.is_closed()) else { continue };
        let hint = if text.starts_with("arn:") {
            match principal(&text) {
                Some(_) if is_any(ARN_KEYS) => Hint::Arn(value),
                Some(_) if is_any(NEAR_ARN_KEYS) => Hint::NearArn(value),
                _ => continue,
            }
        } else {
            let Some((_, kind)) = NAME_KEYS.iter().find(|(known, _)| key.is_key(known)) else { continue };
            if !is_name(&text) {
                continue;
            }
            Hint::Name(kind, value)
        };
        found = Some(match found {
            None => (hint, text),
            Some((known, known_text)) => match (known, hint) {
                (_, Hint::Arn(_) | Hint::NearArn(_)) | (Hint::Arn(_) | Hint::NearArn(_), _)
                    if !is_same(&known_text, &text) =>
                {
                    return Some(Hint::Several);
                }
                (Hint::Name(..), Hint::Name(..)) if !is_same(&known_text, &text) => {
                    return Some(Hint::Several);
                }
                (Hint::Arn(_), _) | (Hint::NearArn(_), Hint::Name(..)) => (known, known_text),
                (_, hint) => (hint, text),
            },
        });
    }
    found.map(|(hint, _)| hint)
}

/// Whether IAM allows a name.
fn is_name(text: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
    (1..=64).contains(&text.len()) && text.bytes().all(in_name)
}

/// Whether two of ARNs and names stand for the same principal.
fn is_same(one: &str, other: &str) -> bool {
    let name = |text: &str| text.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let both_arns = one.starts_with("arn:") && other.starts_with("arn:");
    if both_arns { one == other } else { name(one) == name(other) }
}

impl<'t> Answer<'t> {
    /// The ARN of the analyzer, in the value or around it.
    pub(super) fn analyzer(self) -> Option<Value<'t>> {
        self.value.given("analyzerArn").or(self.around.analyzer)
    }

    /// The value of a key of a finding's head: its own, or where it names no resource, that of the other
    /// half of the finding beside it, or of the object that holds both. A script that saves what the list and what
    /// the details say stores one finding in two objects.
    pub(super) fn head(self, key: &str) -> Option<Value<'t>> {
        let own = self.value.given(key);
        if own.is_some() || names_resource(self.value) {
            return own;
        }
        self.other_half()?.given(key)
    }

    fn other_half(self) -> Option<Value<'t>> {
        let siblings = self.around.siblings().map(|(_, value)| value);
        let siblings = siblings.filter(|value| !value.gives_any(&["findingDetails"]));
        let mut halves = siblings.chain(self.around.small_holder()).filter(|value| names_resource(*value));
        let half = halves.next()?;
        halves.next().is_none().then_some(half)
    }

    /// What the answer itself gives as its subject, where that is neither a role nor a user.
    pub(super) fn other_subject(self) -> Option<Value<'t>> {
        let arns = || ARN_KEYS.iter().chain(&["arn", "resource"]);
        let names = ["roleName", "userName"];
        let is_other = |(key, value): &(Value<'t>, Value<'t>)| {
            let text = value.as_str().filter(|_| value.is_closed());
            if arns().any(|known| key.is_key(known)) {
                text.is_none_or(|text| principal(&text).is_none())
            } else {
                names.iter().any(|known| key.is_key(known)) && text.is_none_or(|text| !is_name(&text))
            }
        };
        let mut given = self.value.members().filter(|(_, value)| !value.is_absent());
        given.find(is_other).map(|(_, value)| value)
    }

    /// The principal that the answer names itself, or that what is around it names.
    pub(super) fn subject(self) -> Subject {
        match hint(self.value).or(self.around.subject) {
            Some(Hint::Arn(arn) | Hint::NearArn(arn)) => {
                arn.as_str().and_then(|arn| principal(&arn)).map_or(Subject::Unknown, Subject::Principal)
            }
            Some(Hint::Name(kind, name)) => {
                let name = name.as_str().map(|name| format!("{kind}/{name}"));
                name.and_then(|name| PrincipalName::parse(&name)).map_or(Subject::Unknown, Subject::Name)
            }
            Some(Hint::Several) | None => Subject::Unknown,
        }
    }
}

/// Whether an object names the resource of a finding.
fn names_resource(value: Value<'_>) -> bool {
    value.gives_any(&["resource", "resourceArn"])
}
