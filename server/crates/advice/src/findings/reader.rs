//! What readers of all formats share: names, identities and dates, each checked, with their mistakes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;

use super::mistake::{Excerpt, Mistake, Mistakes};
use super::normal::{
    Finding, Incomplete, LastUse, Nameless, Origin, Packer, Recommendation, Status, UnusedAccess,
    UnusedAction, UnusedPrincipal,
};
use super::time::timestamp;
use super::value::Value;
use crate::principal::{Principal, PrincipalName};

/// Collects what a file says, and what is wrong with it.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) findings: Vec<UnusedAccess>,
    pub(super) unused_principals: Vec<UnusedPrincipal>,
    pub(super) incomplete: Vec<Incomplete>,
    pub(super) recommendations: Vec<Recommendation>,
    pub(super) mistakes: Mistakes,
    packer: Packer,
    /// The findings before `findings`, packed. One that was unpacked again to be added to has moved on.
    packed: Vec<Option<Nameless>>,
    /// The places among all findings of reports that are collected row by row.
    collected: BTreeMap<Collected, usize>,
    /// How many rows of reports named somebody.
    named_rows: usize,
}

/// What the rows of one report have in common: their principal, or else the list that they stand in.
type Collected = (Option<Principal>, Option<PrincipalName>, usize);

/// How much was read at some time.
#[derive(Clone, Copy, Default)]
pub(super) struct Mark {
    findings: usize,
    incomplete: usize,
    unused_principals: usize,
    recommendations: usize,
    named_rows: usize,
}

impl Reader {
    pub(super) fn mistake(&mut self, kind: Mistake, span: Span, message: impl std::fmt::Display) {
        self.mistakes.add(kind, span, message);
    }

    /// A finding or report that is known to be there, and of which nothing is used: it may be newer than others.
    pub(super) fn unreadable(
        &mut self,
        kind: Mistake,
        span: Span,
        message: impl std::fmt::Display,
        access: UnusedAccess,
    ) {
        self.mistake(kind, span, message);
        self.findings.push(UnusedAccess { status: Status::Unreadable, ..access });
    }

    /// Adds a row to a report that is collected row by row; `report` is what it starts as, and `list` where the rows of
    /// one that names nobody stand. Nothing of a report is used where no row of it could be read.
    pub(super) fn add_row(
        &mut self,
        report: UnusedAccess,
        list: usize,
        add: impl FnOnce(&mut UnusedAccess, &mut Reader) -> bool,
    ) {
        let is_named = report.principal.is_some() || report.name.is_some();
        self.named_rows += usize::from(is_named);
        let key = (report.principal.clone(), report.name.clone(), if is_named { 0 } else { list });
        let at = self.unpacked(key);
        let started = UnusedAccess { status: Status::Unreadable, ..report.clone() };
        let mut whole = match self.findings.get_mut(at) {
            Some(known) => std::mem::replace(known, report),
            None => {
                self.findings.push(report);
                started
            }
        };
        if add(&mut whole, self) {
            whole.status = Status::Active;
        }
        if let Some(place) = self.findings.get_mut(at) {
            *place = whole;
        }
    }

    /// The place among the unpacked findings of a report that is collected row by row, or that of the next finding.
    fn unpacked(&mut self, key: Collected) -> usize {
        let next = self.packed.len() + self.findings.len();
        let place = self.collected.entry(key).or_insert(next);
        if let Some(packed) = self.packed.get_mut(*place).and_then(Option::take) {
            self.findings.push(self.packer.unpack(packed));
            *place = next;
        }
        place.saturating_sub(self.packed.len())
    }

    /// Packs what was read until now, which is not to be looked at any more.
    pub(super) fn pack(&mut self) {
        let packer = &mut self.packer;
        self.packed.extend(self.findings.drain(..).map(|finding| Some(packer.pack(finding))));
    }

    /// The findings, which are packed.
    pub(super) fn into_findings(self) -> Vec<Arc<Finding>> {
        self.packer.finish(self.packed.into_iter().flatten())
    }

    /// Nothing is used of what was read.
    pub(super) fn silence_all(&mut self) {
        self.silence_since(Mark::default());
        self.packed.iter_mut().flatten().for_each(|finding| finding.status = Status::Unreadable);
    }

    /// How much was read until now.
    pub(super) fn mark(&self) -> Mark {
        Mark {
            findings: self.findings.len(),
            incomplete: self.incomplete.len(),
            unused_principals: self.unused_principals.len(),
            recommendations: self.recommendations.len(),
            named_rows: self.named_rows,
        }
    }

    /// The places of the findings that were read since then.
    pub(super) fn findings_since(&self, mark: Mark) -> Range<usize> {
        mark.findings..self.findings.len()
    }

    /// Whether something that was read since then names its principal.
    pub(super) fn names_principal_since(&self, mark: Mark) -> bool {
        let findings = self.findings.iter().skip(mark.findings);
        self.named_rows > mark.named_rows
            || self.unused_principals.len() > mark.unused_principals
            || findings.into_iter().any(|one| one.principal.is_some() || one.name.is_some())
            || self.incomplete.iter().skip(mark.incomplete).any(|one| one.principal.is_some())
            || self.recommendations.iter().skip(mark.recommendations).any(|one| one.principal.is_some())
    }

    /// Findings of which nothing is used.
    pub(super) fn silence(&mut self, findings: Range<usize>) {
        let silenced = self.findings.get_mut(findings).unwrap_or_default();
        silenced.iter_mut().for_each(|finding| finding.status = Status::Unreadable);
    }

    /// Nothing is used of what was read since then.
    pub(super) fn silence_since(&mut self, mark: Mark) {
        self.silence(mark.findings..self.findings.len());
        let incomplete = self.incomplete.iter_mut().skip(mark.incomplete);
        incomplete.for_each(|finding| finding.status = Status::Unreadable);
        self.unused_principals.truncate(mark.unused_principals);
        self.recommendations.truncate(mark.recommendations);
    }

    /// There may be a finding about a principal at a place, of which nothing is known.
    pub(super) fn add_unreadable(&mut self, principal: Principal, span: Span) {
        let unknown = UnusedAccess::new(Origin::Analyzer, span);
        let status = Status::Unreadable;
        self.findings.push(UnusedAccess { principal: Some(principal), status, ..unknown });
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
        let Some(value) = value.filter(|value| !value.is_absent()) else { return Ok(None) };
        let date = value.date().and_then(|text| timestamp(&text));
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
        if value.is_absent() {
            return None;
        }
        let date = value.date().and_then(|text| read(&text));
        if date.is_none() {
            let message = "a date is written like \"2024-06-12T07:25:34Z\"; this one is left out";
            self.mistake(Mistake::Date, value.span(), message);
        }
        date
    }

    /// The last use that the value of a key tells, in formats that leave the key out where there was none.
    pub(super) fn last_use(&mut self, value: Option<Value<'_>>) -> LastUse {
        match value.filter(|value| !value.is_absent()) {
            None => LastUse::Never,
            Some(value) => self.date(value).map_or(LastUse::Unknown, LastUse::At),
        }
    }

    /// The role or user of an ARN. `Ok(None)` where there is no value, `Err` where it is something else.
    pub(super) fn principal(&mut self, value: Option<Value<'_>>) -> Result<Option<Principal>, ()> {
        let Some(value) = value.filter(|value| !value.is_absent()) else { return Ok(None) };
        // Of a text that is cut short nobody knows how the name went on.
        let principal = value.as_str().filter(|_| value.is_closed()).and_then(|arn| principal(&arn));
        if principal.is_none() {
            let message = "this is not the ARN of a role or user; the finding is left out";
            self.mistake(Mistake::Principal, value.span(), message);
        }
        principal.map(Some).ok_or(())
    }

    /// A finding's id, which may end up in a command line that somebody pastes into a shell.
    pub(super) fn id(&mut self, value: Option<Value<'_>>) -> Option<Box<str>> {
        let value = value.filter(|value| !value.is_absent())?;
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
