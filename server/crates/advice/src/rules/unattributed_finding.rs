//! `unattributed-finding`: a findings file with findings that speak about no policy here.

use std::sync::Arc;

use leastwise_policy::Span;

use crate::analysis::Related;
use crate::attribution::Location;
use crate::findings::{FindingsFile, Status, UnusedAccess};
use crate::near_miss::{Nearness, PlainName, nearness};
use crate::principal::Principal;
use crate::report::{Report, Subject};
use crate::settings::Addition;
use crate::settings::addition::{Home, Table, string};
use crate::words::{count, list};
use crate::world::{EditablePolicy, Known};
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
    let names: Vec<String> = principals(&lost).map(Principal::to_string).collect();
    let near = near_misses(&lost, known);
    let unused: usize = lost.iter().map(|report| report.usage().unused().len()).sum();
    let unused = count(unused, "unused action");
    let message = match names.len() {
        0 => format!(
            "this file ({unused}) names no principal and does not stand beside exactly one policy, so it speaks about \
             none; put it into the folder of the policy it is about, or attach it in leastwise.toml"
        ),
        n => format!(
            "no policy here is known to belong to {} ({}, {unused}); name the policy's file or folder like the role or \
             user, or attach it in leastwise.toml",
            list(&names, 3),
            count(n, "principal"),
        ),
    };
    let mut said = Advice::note(first.span.opening(), Rule::UnattributedFinding, message);
    said.related = near.into_iter().map(|near| near.related()).collect();
    advice.push(said);
}

/// The tables that attach the file's findings: one for each near miss, else one to be completed.
pub(crate) fn additions(file: &FindingsFile, known: &Known) -> Vec<Addition> {
    let Some((_, lost)) = lost(file, known) else { return Vec::new() };
    let near = near_misses(&lost, known);
    if !near.is_empty() {
        return near.iter().filter_map(|near| near.addition(known)).collect();
    }
    let Some(home) = Home::of(&file.path, known) else { return Vec::new() };
    let tables =
        lost.iter().take(MOST_TABLES).map(|report| attach("path/to/policy.json", &report.subject, &home));
    let tables: Vec<Table<'_>> = tables.collect();
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
        Subject::Named(principal) => ("principals", principal.arn.to_string()),
        Subject::File(path) => ("findings", home.glob(path)),
    };
    Table { head: "attach", keys: vec![("policy", string(policy)), (key, format!("[{}]", string(&whom)))] }
}

/// The first finding that speaks about no policy, and the reports that the file has a part in and that speak about none.
fn lost<'k>(file: &'k FindingsFile, known: &'k Known) -> Option<(&'k UnusedAccess, Vec<&'k Report>)> {
    let lost = known.joined.reports.of_file(&file.path).filter(|(index, _)| !known.is_attributed(*index));
    let lost: Vec<&Report> = lost.map(|(_, report)| report).collect();
    let first = file.findings.iter().find(|finding| {
        let subject = match &finding.principal {
            Some(principal) => Subject::Named(principal.clone()),
            None => Subject::File(file.path.clone()),
        };
        finding.status == Status::Active && lost.iter().any(|report| report.subject == subject)
    });
    first.map(|first| (&**first, lost))
}

fn principals<'r>(reports: &[&'r Report]) -> impl Iterator<Item = &'r Principal> {
    reports.iter().filter_map(|report| match &report.subject {
        Subject::Named(principal) => Some(principal),
        Subject::File(_) => None,
    })
}

/// A policy that a subject's findings may be about.
struct NearMiss<'k> {
    nearness: Nearness,
    policy: &'k Arc<str>,
    place: Span,
    subject: &'k Subject,
}

impl NearMiss<'_> {
    fn related(&self) -> Related {
        let message = match self.subject {
            Subject::Named(principal) => format!("this may be a policy of {principal}"),
            Subject::File(_) => "the findings may be about this policy".to_owned(),
        };
        Related { file: Arc::clone(self.policy), span: self.place, message }
    }

    fn addition(&self, known: &Known) -> Option<Addition> {
        let home = Home::of(self.policy, known)?;
        let policy = home.relative(self.policy);
        let title = match self.subject {
            Subject::Named(principal) => format!("Attach {principal} to {policy} (writes leastwise.toml)"),
            Subject::File(_) => format!("Attach these findings to {policy} (writes leastwise.toml)"),
        };
        Some(home.add(title, &[attach(&home.glob(self.policy), self.subject, &home)]))
    }
}

/// The nearest first.
fn near_misses<'k>(lost: &[&'k Report], known: &'k Known) -> Vec<NearMiss<'k>> {
    let mut near: Vec<NearMiss<'_>> = Vec::new();
    for report in lost.iter().take(MOST_SUBJECTS) {
        let subject = &report.subject;
        let name = match subject {
            Subject::Named(principal) => PlainName::new(&principal.name),
            Subject::File(_) => PlainName::new(""),
        };
        for EditablePolicy { path: policy, place, names } in known.editable_policies() {
            let nearness = match subject {
                Subject::Named(_) => nearness(&name, names),
                Subject::File(path) => {
                    let is_beside = Location::of(path).parent == Location::of(policy).parent;
                    is_beside.then_some(Nearness::Beside)
                }
            };
            near.extend(nearness.map(|nearness| NearMiss { nearness, policy, place: *place, subject }));
        }
    }
    near.sort_by(|a, b| (a.nearness, a.policy, a.subject).cmp(&(b.nearness, b.policy, b.subject)));
    near.truncate(MOST_NEAR);
    near
}
