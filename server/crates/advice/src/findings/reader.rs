//! What readers of all formats share: names, identities and dates, each checked, with their mistakes.

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;

use super::mistake::{Excerpt, Mistake, Mistakes};
use super::normal::{Incomplete, LastUse, Recommendation, UnusedAccess, UnusedAction, UnusedPrincipal};
use super::time::{is_unset, timestamp};
use super::value::Value;
use crate::principal::Principal;

/// Collects what a file says, and what is wrong with it.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) findings: Vec<UnusedAccess>,
    pub(super) unused_principals: Vec<UnusedPrincipal>,
    pub(super) incomplete: Vec<Incomplete>,
    pub(super) recommendations: Vec<Recommendation>,
    pub(super) mistakes: Mistakes,
}

impl Reader {
    pub(super) fn mistake(&mut self, kind: Mistake, span: Span, message: impl std::fmt::Display) {
        self.mistakes.add(kind, span, message);
    }

    /// A service prefix; wildcards and odd characters are an error, not input.
    pub(super) fn namespace(&mut self, value: Value<'_>) -> Option<Box<str>> {
        let Some(text) = value.as_str() else {
            let message = "a service namespace is a string such as \"s3\"; this service is left out";
            self.mistake(Mistake::Namespace, value.span(), message);
            return None;
        };
        match ActionName::new(&text, "x") {
            Ok(_) => Some(text.into()),
            Err(_) => {
                let text = Excerpt(&text);
                let message = format_args!("`{text}` is not a service namespace; this service is left out");
                self.mistake(Mistake::Namespace, value.span(), message);
                None
            }
        }
    }

    /// An action's name: bare or with the service's prefix, in any case.
    pub(super) fn action(&mut self, namespace: &str, value: Value<'_>) -> Option<ActionName> {
        let Some(text) = value.as_str() else {
            let message = "an action is a name such as \"GetBucketAcl\"; this one is left out";
            self.mistake(Mistake::Action, value.span(), message);
            return None;
        };
        let bare = match text.split_once(':') {
            Some((prefix, bare)) if prefix.eq_ignore_ascii_case(namespace) => bare,
            Some(_) => {
                let message =
                    format_args!("`{}` is not an action of {namespace}; it is left out", Excerpt(&text));
                self.mistake(Mistake::Action, value.span(), message);
                return None;
            }
            None => &text,
        };
        let name = ActionName::new(namespace, bare);
        if let Err(error) = &name {
            let text = Excerpt(&text);
            let message = format_args!("`{text}` is not an action's name ({error}); it is left out");
            self.mistake(Mistake::Action, value.span(), message);
        }
        name.ok()
    }

    /// An unused action: a name, or an object with the name and the last attempt.
    pub(super) fn unused_action(&mut self, namespace: &str, value: Value<'_>) -> Option<UnusedAction> {
        let name = value.get("action").or_else(|| value.get("actionName")).unwrap_or(value);
        let last_accessed = value.given("lastAccessed").and_then(|date| self.date(date));
        Some(UnusedAction { name: self.action(namespace, name)?, span: name.span(), last_accessed })
    }

    /// The date of an analysis. `Err` where it does not read: nobody knows then whether the finding is the newest.
    pub(super) fn analyzed_at(&mut self, value: Option<Value<'_>>) -> Result<Option<Timestamp>, ()> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
        let date = value.scalar().and_then(|text| timestamp(&text));
        if date.is_none() {
            let message = "a date is written like \"2024-06-12T07:25:34Z\"; nothing of this finding is used";
            self.mistake(Mistake::Date, value.span(), message);
        }
        date.map(Some).ok_or(())
    }

    /// A date, where there is one.
    pub(super) fn date(&mut self, value: Value<'_>) -> Option<Timestamp> {
        self.date_by(value, timestamp)
    }

    /// A date in the way of a format of its own.
    pub(super) fn date_by(
        &mut self,
        value: Value<'_>,
        read: fn(&str) -> Option<Timestamp>,
    ) -> Option<Timestamp> {
        if value.is_null() {
            return None;
        }
        let text = value.scalar();
        let date = text.as_deref().and_then(read);
        if date.is_none() && !text.is_some_and(|text| is_unset(&text)) {
            let message = "a date is written like \"2024-06-12T07:25:34Z\"; this one is left out";
            self.mistake(Mistake::Date, value.span(), message);
        }
        date
    }

    /// The last use that the value of a key tells, in formats that leave the key out where there was none.
    pub(super) fn last_use(&mut self, value: Option<Value<'_>>) -> LastUse {
        match value.filter(|value| !value.is_null()) {
            None => LastUse::Never,
            Some(value) => self.date(value).map_or(LastUse::Unknown, LastUse::At),
        }
    }

    /// The role or user of an ARN. `Ok(None)` where there is no value, `Err` where it is something else.
    pub(super) fn principal(&mut self, value: Option<Value<'_>>) -> Result<Option<Principal>, ()> {
        let Some(value) = value.filter(|value| !value.is_null()) else { return Ok(None) };
        let principal = value.as_str().and_then(|arn| principal(&arn));
        if principal.is_none() {
            let message = "this is not the ARN of a role or user; the finding is left out";
            self.mistake(Mistake::Principal, value.span(), message);
        }
        principal.map(Some).ok_or(())
    }

    /// A finding's id, which may end up in a command line that somebody pastes into a shell.
    pub(super) fn id(&mut self, value: Option<Value<'_>>) -> Option<Box<str>> {
        let value = value.filter(|value| !value.is_null())?;
        let is_id = |text: &str| (1..=128).contains(&text.len()) && is_plain(text) && !text.starts_with('-');
        let id = value.as_str().filter(|text| is_id(text));
        if id.is_none() {
            let message = "a finding's id has letters, digits and hyphens; this one is left out";
            self.mistake(Mistake::Identity, value.span(), message);
        }
        id.map(Into::into)
    }
}

/// A role or user whose ARN has only characters that IAM allows in one.
pub(super) fn principal(arn: &str) -> Option<Principal> {
    let principal = Principal::from_arn(arn)?;
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@_-".contains(&byte);
    let in_arn = |byte: u8| byte.is_ascii_graphic() && !b"*?\"\\`$".contains(&byte);
    let is_valid = principal.name.bytes().all(in_name)
        && arn.bytes().all(in_arn)
        && principal.account.bytes().all(|byte| byte.is_ascii_digit());
    is_valid.then_some(principal)
}

/// Whether a text means nothing to a shell.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

/// The ARN of an analyzer, which may end up in a command line that somebody pastes into a shell.
pub(super) fn analyzer(text: &str) -> Option<Box<str>> {
    let mut parts = text.split(':');
    let (scheme, partition, service) = (parts.next()?, parts.next()?, parts.next()?);
    let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let name = resource.strip_prefix("analyzer/")?;
    let is_valid = parts.next().is_none()
        && (scheme, service) == ("arn", "access-analyzer")
        && [partition, region, account, name].iter().all(|part| !part.is_empty() && is_plain(part));
    is_valid.then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_aws_allows_in_an_arn_is_a_principal() {
        let table = [
            ("arn:aws:iam::123456789012:role/MyRole", true),
            ("arn:aws-us-gov:iam::123456789012:user/team/a+b=c,d.e@f_g-h", true),
            ("arn:aws:iam::123456789012:role/*", false),
            ("arn:aws:iam::*:role/MyRole", false),
            ("arn:aws:iam::123456789012:role/My Role", false),
            ("arn:aws:iam::123456789012:role/\u{1b}[31mMyRole", false),
            ("arn:aws:s3:::bucket", false),
        ];
        for (arn, expected) in table {
            assert_eq!(principal(arn).is_some(), expected, "{arn}");
        }
    }

    #[test]
    fn only_plain_arns_are_analyzers() {
        let table = [
            ("arn:aws:access-analyzer:us-west-2:123456789012:analyzer/My_Analyzer-1.2", true),
            ("arn:aws:access-analyzer:us-west-2:123456789012:analyzer/$(reboot)", false),
            ("arn:aws:access-analyzer:us-west-2:123456789012:analyzer/a;b", false),
            ("arn:aws:access-analyzer:us-west-2:123456789012:analyzer/", false),
            ("arn:aws:access-analyzer:us-west-2:123456789012:analyzer/a:b", false),
            ("arn:aws:iam::123456789012:role/MyRole", false),
        ];
        for (arn, expected) in table {
            assert_eq!(analyzer(arn).is_some(), expected, "{arn}");
        }
    }
}
