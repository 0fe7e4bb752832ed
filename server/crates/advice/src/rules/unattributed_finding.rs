//! `unattributed-finding`: a findings file with findings that speak about no policy here.

use std::sync::Arc;

use crate::analysis::Related;
use crate::attribution::Location;
use crate::findings::{Finding, FindingsFile, Origin, Status};
use crate::near_miss::{Nearness, PlainName, Referred, nearness};
use crate::path::Contradiction;
use crate::principal::Principal;
use crate::report::{Report, Subject};
use crate::settings::Addition;
use crate::settings::addition::{Home, Table, string};
use crate::words::{count, list};
use crate::world::{EditablePolicy, Known, Unowned};
use crate::{Advice, Rule};

/// More near misses than anybody reads are left out.
const MOST_NEAR: usize = 3;
/// Near misses are looked for of so many subjects only: a file may be about every role of an account.
const MOST_SUBJECTS: usize = 50;
/// So many tables are written at once.
const MOST_TABLES: usize = 8;

/// One advice for each file.
pub(crate) fn check(file: &FindingsFile, known: &Known, advice: &mut Vec<Advice>) {
    let Some((first, lost)) = lost(file, known) else { return };
    let names: Vec<String> = principals(&lost).collect();
    let near = near_misses(&lost, known);
    let unused: usize = lost.iter().map(|report| report.usage().unused().len()).sum();
    let unused = count(unused, "unused action");
    let here = match first.origin {
        Origin::LastAccessedReport => {
            "add the ARN of its role or user as `Arn`, name the file like it, put it into the folder of its policy,"
        }
        _ => "put it into the folder of the policy it is about,",
    };
    let message = match names.len() {
        0 => format!(
            "this file ({unused}) names no principal and does not stand beside exactly one policy, so it speaks about \
             none; {here} or attach it in leastwise.toml"
        ),
        n => format!(
            "no policy here is known to belong to {} ({}, {unused}); {}",
            list(&names, 3),
            count(n, "principal"),
            what_to_do(known),
        ),
    };
    let mut said = Advice::note(first.span.opening(), Rule::UnattributedFinding, message);
    said.related = near.into_iter().map(|near| near.related()).collect();
    advice.push(said);
}

/// What may be done about findings without a policy. What was not read cannot be attached either.
fn what_to_do(known: &Known) -> String {
    let unread: usize = known.unread_sources().map(<[_]>::len).sum();
    match known.unowned_policies() {
        Some(Unowned::Unnamed) => {
            return "name the policy's file or folder like the role or user, or attach it in leastwise.toml"
                .to_owned();
        }
        Some(Unowned::ByReference) => {
            return "attach its policy in leastwise.toml if a template refers to it, since references are not resolved"
                .to_owned();
        }
        None => {}
    }
    let read = match known.policies().iter().any(|policy| !policy.source.documents.is_empty()) {
        true => "every policy that was read has another owner or is of another type",
        false => "no policy was read",
    };
    let damaged = known.policies().iter().filter(|policy| policy.source.is_lost_policy()).count();
    let damaged = (damaged > 0).then(|| format!("; {} cannot be parsed", count(damaged, "policy file")));
    let unread = (unread > 0).then(|| format!("; {} with policies not read", count(unread, "file")));
    [Some(read.to_owned()), damaged, unread].into_iter().flatten().collect()
}

/// The tables that attach the file's findings: one for each near miss, else one to be completed.
pub(crate) fn additions(file: &FindingsFile, known: &Known) -> Vec<Addition> {
    let Some((_, lost)) = lost(file, known) else { return Vec::new() };
    let near = near_misses(&lost, known);
    if !near.is_empty() {
        return near.iter().filter_map(|near| near.addition(known)).collect();
    }
    // There is nothing to complete a table with.
    if known.unowned_policies().is_none() {
        return Vec::new();
    }
    let Some(home) = Home::of(&file.path, known) else { return Vec::new() };
    let tables = lost.iter().map(|report| attach("path/to/policy.json", &report.subject, &home));
    let mut tables: Vec<Table<'_>> = tables.collect();
    // A permission set is several principals.
    tables.dedup_by(|a, b| a.keys == b.keys);
    tables.truncate(MOST_TABLES);
    let title = match tables.len() {
        0 => return Vec::new(),
        1 => "Write an `[[attach]]` table to complete (writes leastwise.toml)".to_owned(),
        n => format!("Write {n} `[[attach]]` tables to complete (writes leastwise.toml)"),
    };
    vec![home.add(title, &tables)]
}

/// The table that attaches a subject to the policies of a glob.
fn attach(policy: &str, subject: &Subject, home: &Home) -> Table<'static> {
    let (key, whom) = match subject {
        Subject::Named(principal) => ("principals", whom(principal)),
        Subject::NameOnly(name) => ("principals", name.as_written().to_owned()),
        Subject::File(path) => ("findings", home.glob(path)),
    };
    Table { head: "attach", keys: vec![("policy", string(policy)), (key, format!("[{}]", string(&whom)))] }
}

/// A principal as a table names it: a permission set's by its name, since it is a role in each of its accounts.
fn whom(principal: &Principal) -> String {
    match principal.permission_set() {
        Some(set) => format!("permission-set/{set}"),
        None => principal.arn.to_string(),
    }
}

/// A principal in words, a permission set's as the permission set.
fn in_words(principal: &Principal) -> String {
    match principal.permission_set() {
        Some(set) => format!("permission set {set}"),
        None => principal.to_string(),
    }
}

/// The first finding that speaks about no policy, and the reports that the file has a part in and that speak about none.
fn lost<'k>(file: &'k FindingsFile, known: &'k Known) -> Option<(&'k Finding, Vec<&'k Report>)> {
    let lost = known.joined.reports.of_file(&file.path).filter(|(index, _)| !known.is_attributed(*index));
    let lost: Vec<&Report> = lost.map(|(_, report)| report).collect();
    let first = file
        .findings
        .iter()
        .find(|finding| finding.status == Status::Active && lost.iter().any(|report| report.has(finding)));
    first.map(|first| (&**first, lost))
}

fn principals(reports: &[&Report]) -> impl Iterator<Item = String> {
    reports.iter().filter_map(|report| match &report.subject {
        Subject::Named(principal) => Some(principal.to_string()),
        Subject::NameOnly(name) => Some(name.to_string()),
        Subject::File(_) => None,
    })
}

/// A policy that a subject's findings may be about.
struct NearMiss<'k> {
    nearness: Nearness,
    policy: &'k EditablePolicy,
    subject: &'k Subject,
    /// The owner of the policy that the template refers to.
    referred: Option<&'k Referred>,
    /// What in the policy's path speaks against it.
    contradiction: Option<Contradiction>,
}

impl NearMiss<'_> {
    fn related(&self) -> Related {
        let place = self.referred.map_or(self.policy.place, |referred| referred.place);
        let message = match (self.subject, self.referred, &self.contradiction) {
            (Subject::File(_), ..) => "the findings may be about this policy".to_owned(),
            (Subject::NameOnly(name), ..) => format!("this may be a policy of {name}"),
            (Subject::Named(principal), Some(referred), _) => {
                format!(
                    "this may be a policy of {}: `{}` in the template",
                    in_words(principal),
                    referred.name
                )
            }
            (Subject::Named(principal), None, Some(why)) => {
                format!("this may be a policy of {}, but {why}", in_words(principal))
            }
            (Subject::Named(principal), None, None) => {
                format!("this may be a policy of {}", in_words(principal))
            }
        };
        Related::new(Arc::clone(&self.policy.path), place, &message)
    }

    /// The table that attaches it; `None` where that would say too much.
    fn addition(&self, known: &Known) -> Option<Addition> {
        let is_elsewhere = matches!(self.contradiction, Some(Contradiction::Account(_)));
        if is_elsewhere || (self.referred.is_some() && self.policy.has_several_owners) {
            return None;
        }
        let home = Home::of(&self.policy.path, known)?;
        let policy = home.relative(&self.policy.path);
        let title = match self.subject {
            Subject::Named(principal) => {
                format!("Attach {} to {policy} (writes leastwise.toml)", in_words(principal))
            }
            Subject::NameOnly(name) => format!("Attach {name} to {policy} (writes leastwise.toml)"),
            Subject::File(_) => format!("Attach these findings to {policy} (writes leastwise.toml)"),
        };
        Some(home.add(title, &[attach(&home.glob(&self.policy.path), self.subject, &home)]))
    }

    /// What is shown of it but its subject's account.
    fn key(&self) -> (bool, Nearness, &str, String) {
        let subject = match self.subject {
            Subject::Named(principal) => whom(principal),
            Subject::NameOnly(name) => name.as_written().to_owned(),
            Subject::File(path) => path.to_string(),
        };
        (self.contradiction.is_some(), self.nearness, &self.policy.path, subject)
    }
}

/// The nearest first.
fn near_misses<'k>(lost: &[&'k Report], known: &'k Known) -> Vec<NearMiss<'k>> {
    let mut near: Vec<NearMiss<'_>> = Vec::new();
    for report in lost.iter().take(MOST_SUBJECTS) {
        match &report.subject {
            Subject::Named(principal) => {
                let name = PlainName::new(principal.permission_set().unwrap_or(&principal.name));
                let policies = known.editable_policies().iter();
                near.extend(
                    policies.filter_map(|policy| near_miss(principal, &name, &report.subject, policy, known)),
                );
            }
            Subject::NameOnly(name) => {
                let principal =
                    name.kind().zip(name.plain()).map(|(kind, name)| Principal::of_no_account(kind, name));
                let Some(principal) = principal else { continue };
                let name = PlainName::new(&principal.name);
                let policies = known.editable_policies().iter();
                near.extend(
                    policies
                        .filter_map(|policy| near_miss(&principal, &name, &report.subject, policy, known)),
                );
            }
            Subject::File(path) => {
                let policies = known.editable_policies().iter();
                let beside =
                    policies.filter(|policy| Location::of(path).parent == Location::of(&policy.path).parent);
                near.extend(beside.map(|policy| NearMiss {
                    nearness: Nearness::Beside,
                    policy,
                    subject: &report.subject,
                    referred: None,
                    contradiction: None,
                }));
            }
        }
    }
    near.sort_by(|a, b| a.key().cmp(&b.key()));
    near.dedup_by(|a, b| a.key() == b.key());
    near.truncate(MOST_NEAR);
    near
}

fn near_miss<'k>(
    principal: &Principal,
    name: &PlainName,
    subject: &'k Subject,
    policy: &'k EditablePolicy,
    known: &Known,
) -> Option<NearMiss<'k>> {
    let referred = policy.referred.iter().find(|referred| referred.may_be(principal));
    let nearness = match referred {
        Some(_) => Nearness::Referred,
        None => nearness(name, policy.names.as_ref()?)?,
    };
    let contradiction = known.applied(&policy.path).facts.contradicts(principal);
    Some(NearMiss { nearness, policy, subject, referred, contradiction })
}
