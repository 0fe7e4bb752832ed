//! Class 2008 of OCSF, "IAM Analysis Finding": how Security Hub passes on the findings of its own analyzer, with the
//! unused actions where its version of the schema has a place for them.
//!
//! Source: `iam_analysis_finding` and `permission_analysis_result` of the OCSF schema, 1.6 to 1.9.

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::super::answers::Answer;
use super::super::mistake::Mistake;
use super::super::normal::{
    Extent, FindingKind, LastUse, Origin, ServiceUse, Status, UnusedAccess, UnusedAction, UnusedService,
    UsedAction,
};
use super::super::reader::{self, Reader};
use super::super::value::Value;
use super::head::Head;
use crate::principal::Principal;

pub(super) fn recognizes(answer: Answer<'_>) -> bool {
    let value = answer.value;
    let is_class = value.given("classUid").and_then(Value::count) == Some(2008)
        || value.text("className").is_some_and(|name| name.eq_ignore_ascii_case("IAM Analysis Finding"));
    // The class is about external access as well.
    let is_other = || {
        value.gives_any(&["accessAnalysisResult", "applications"])
            && kind(value).is_none()
            && results(value).is_none()
    };
    is_class && !is_other()
}

fn results(value: Value<'_>) -> Option<Value<'_>> {
    value.given("permissionAnalysisResults")
}

/// By a type such as `UnusedPermission`, or by the last part of one such as `…/Unused IAM Role`.
fn kind(value: Value<'_>) -> Option<FindingKind> {
    let types = value.get("findingInfo")?.get("types")?.items()?;
    let mut read = types.filter_map(Value::as_str).map(|text| FindingKind::read(text.rsplit('/').next()?));
    read.find_map(|kind| kind)
}

pub(super) fn read(answer: Answer<'_>, reader: &mut Reader) {
    let value = answer.value;
    let Some(head) = head(answer, reader) else { return };
    let is_about_permissions = head.kind.is_none_or(|kind| kind == FindingKind::Permissions);
    let Some(results) = results(value).filter(|_| is_about_permissions) else {
        let unknown = head.kind.is_none();
        if unknown {
            let message =
                "this finding does not say what it is about; its principal counts as using everything";
            return reader.unreadable(Mistake::Nothing, value.span().opening(), message, head.access());
        }
        return head.without_details([None, None], reader);
    };
    let mut privileges = Privileges::default();
    match results.items() {
        Some(results) => results.for_each(|result| privileges.add(result, reader)),
        None => {
            let message = "`permission_analysis_results` is a list; nothing of this finding is used";
            return reader.unreadable(Mistake::Shape, results.span(), message, head.access());
        }
    }
    let counted = privileges.counted;
    let mut access = head.access();
    access.complete = privileges.is_complete();
    privileges.write_into(&mut access);
    if access.details.services.iter().any(|service| service.extent.reports_something()) {
        reader.findings.push(access);
    } else {
        let head = Head { kind: Some(FindingKind::Permissions), ..head };
        head.without_details([None, counted], reader);
    }
}

fn head(answer: Answer<'_>, reader: &mut Reader) -> Option<Head> {
    let value = answer.value;
    let info = value.get("findingInfo");
    let uid = info.and_then(|info| info.text("uid"));
    // Of IAM Access Analyzer's own findings the id starts with the analyzer's ARN and goes on with the principal's.
    let analyzer = uid.as_deref().and_then(|uid| reader::analyzer(uid.split("/arn:").next()?));
    let is_plain = uid.as_deref().is_some_and(|uid| !uid.contains(':'));
    let at =
        [("modifiedTimeDt", info), ("modifiedTime", info), ("timeDt", Some(value)), ("time", Some(value))];
    let at = at.into_iter().find_map(|(key, holder)| holder?.given(key));
    let analyzed_at = reader.analyzed_at(at);
    let created = ["createdTimeDt", "createdTime"].iter().find_map(|key| info?.given(key));
    let status = if analyzed_at.is_ok() { status(value, reader) } else { Status::Unreadable };
    Some(Head {
        updated_at: None,
        id: if is_plain { reader.id(info.and_then(|info| info.get("uid"))) } else { None },
        analyzer,
        principal: Some(principal(value, reader)?),
        name: None,
        kind: kind(value),
        created_at: created.and_then(|date| reader.date(date)),
        analyzed_at: analyzed_at.unwrap_or_default(),
        status,
        error: None,
        span: value.span(),
    })
}

/// The role or user among the resources. `None`, and said, where there is none or where there are several.
fn principal(value: Value<'_>, reader: &mut Reader) -> Option<Principal> {
    let resources = value.given("resources").and_then(Value::items).into_iter().flatten();
    let named = resources.filter_map(|resource| resource.text("uid").or_else(|| resource.text("uidAlt")));
    let mut principals: Vec<_> = named.filter_map(|arn| reader::principal(&arn)).collect();
    principals.dedup();
    match <[_; 1]>::try_from(principals) {
        Ok([principal]) => Some(principal),
        Err(several) => {
            let message = "this finding names no role or user, or several, under `resources`; it is left out";
            reader.mistake(Mistake::Principal, value.span().opening(), message);
            for principal in several {
                let unused = UnusedAccess::new(Origin::Analyzer, value.span());
                let status = Status::Unreadable;
                reader.findings.push(UnusedAccess { principal: Some(principal), status, ..unused });
            }
            None
        }
    }
}

fn status(value: Value<'_>, reader: &mut Reader) -> Status {
    // The activity "Close".
    if value.given("activityId").and_then(Value::count) == Some(3) {
        return Status::Resolved;
    }
    let Some(written) = value.given("statusId") else { return Status::Active };
    match written.count() {
        // New and in progress.
        Some(1 | 2) => Status::Active,
        // Suppressed and archived.
        Some(3 | 5) => Status::Archived,
        // Resolved and deleted.
        Some(4 | 6) => Status::Resolved,
        _ => {
            let message = "a `status_id` is a number from 1 to 6; nothing of this finding is used";
            reader.mistake(Mistake::Status, written.span(), message);
            Status::Unreadable
        }
    }
}

/// What the results for all policies of a principal say together: what is used by one is used.
#[derive(Default)]
struct Privileges {
    /// In the order of the text, by folded name.
    services: Vec<Service>,
    places: FxHashMap<String, usize>,
    /// How many privileges are unused, where that is said of every result.
    counted: Option<u32>,
}

struct Service {
    namespace: Box<str>,
    span: Span,
    last_use: Option<Timestamp>,
    /// Every result says that all of it is unused.
    is_whole: bool,
    actions: Vec<UnusedAction>,
    used: FxHashMap<ActionName, (Span, Option<Timestamp>)>,
}

impl Privileges {
    fn add(&mut self, result: Value<'_>, reader: &mut Reader) {
        let count = result.given("unusedPrivilegesCount").and_then(Value::count);
        // A policy's privileges may be another's as well, so that the sum is not that of the finding.
        self.counted = self.counted.max(count);
        let Some(services) = result.given("servicePrivilegeAnalysisList") else { return };
        let Some(services) = services.items() else {
            let message = "`service_privilege_analysis_list` is a list; it is left out";
            return reader.mistake(Mistake::Shape, services.span(), message);
        };
        services.for_each(|service| self.add_service(service, reader));
    }

    fn add_service(&mut self, value: Value<'_>, reader: &mut Reader) {
        let Some(written) = value.given("name") else {
            let message = "`name` is missing; this service is left out";
            return reader.mistake(Mistake::Shape, value.span(), message);
        };
        let Some(namespace) = reader.namespace(written) else { return };
        let last_use = value.given("lastUsedTimeDt").or_else(|| value.given("lastUsedTime"));
        let last_use = last_use.and_then(|date| reader.date(date));
        let is_whole = value.given("allPrivilegesUnused").is_some_and(Value::is_true);
        let at = *self.places.entry(namespace.to_ascii_lowercase()).or_insert_with(|| {
            self.services.push(Service {
                namespace,
                span: written.span(),
                last_use: None,
                is_whole: true,
                actions: Vec::new(),
                used: FxHashMap::default(),
            });
            self.services.len() - 1
        });
        let Some(service) = self.services.get_mut(at) else { return };
        service.last_use = service.last_use.max(last_use);
        service.is_whole &= is_whole;
        let groups = value.given("privilegeAttackInfoList").and_then(Value::items).into_iter().flatten();
        let lists = groups.chain([value]).filter_map(|group| group.given("privilegeInfoList")?.items());
        for privilege in lists.flatten() {
            let Some(written) = privilege.given("name") else {
                let message = "`name` is missing; this privilege is left out";
                reader.mistake(Mistake::Shape, privilege.span(), message);
                continue;
            };
            let Some(name) = reader.action(&service.namespace, written) else { continue };
            let last = privilege.given("lastUsedTimeDt").or_else(|| privilege.given("lastUsedTime"));
            let last = last.and_then(|date| reader.date(date));
            let span = written.span();
            match privilege.given("isUnused") {
                Some(unused) if unused.is_true() => {
                    service.actions.push(UnusedAction { name, span, last_accessed: last });
                }
                // Where it is not said, nobody knows.
                _ => {
                    service.used.insert(name, (span, last));
                }
            }
        }
    }

    /// Whether no more is counted than is listed. The actions of whole services are not listed.
    fn is_complete(&self) -> bool {
        let actions = self.services.iter().flat_map(|service| &service.actions);
        let listed: FxHashSet<&ActionName> = actions.map(|action| &action.name).collect();
        let listed = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        let has_whole = self.services.iter().any(|service| service.is_whole && service.actions.is_empty());
        has_whole || self.counted.is_none_or(|counted| counted <= listed)
    }

    fn write_into(self, access: &mut UnusedAccess) {
        for service in self.services {
            let Service { namespace, span, last_use, is_whole, mut actions, used } = service;
            let mut seen = FxHashSet::default();
            actions.retain(|action| !used.contains_key(&action.name) && seen.insert(action.name.clone()));
            let is_whole = is_whole && actions.is_empty() && used.is_empty();
            let used =
                used.into_iter().filter_map(|(name, (span, at))| Some(UsedAction { name, span, at: at? }));
            access.details.used.extend(used);
            if let Some(at) = last_use {
                access.details.service_uses.push(ServiceUse { namespace: namespace.clone(), span, at });
            }
            let extent = if is_whole { Extent::Whole } else { Extent::Actions(actions) };
            let last_use = last_use.map_or(LastUse::Unknown, LastUse::At);
            access.details.services.push(UnusedService { namespace, span, last_use, extent });
        }
    }
}
