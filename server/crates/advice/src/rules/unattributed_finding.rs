//! `unattributed-finding`: a findings file whose findings speak about no policy here.

use crate::findings::{FindingsFile, Status};
use crate::report::{Reports, Subject};
use crate::words::list;
use crate::{Advice, Rule};

pub(crate) fn check(file: &FindingsFile, reports: &Reports, attributed: &[bool], advice: &mut Vec<Advice>) {
    let speaks = |index: usize| attributed.get(index).copied().unwrap_or(false);
    let lost: Vec<&Subject> = reports
        .list
        .iter()
        .enumerate()
        .filter(|(index, report)| report.files.contains(&file.path) && !speaks(*index))
        .map(|(_, report)| &report.subject)
        .collect();
    let first = file.findings.iter().find(|finding| {
        let subject = match &finding.principal {
            Some(principal) => Subject::Named(principal.clone()),
            None => Subject::File(file.path.clone()),
        };
        finding.status == Status::Active && lost.contains(&&subject)
    });
    let Some(first) = first else { return };
    let names: Vec<String> = lost
        .iter()
        .filter_map(|subject| match subject {
            Subject::Named(principal) => Some(principal.to_string()),
            Subject::File(_) => None,
        })
        .collect();
    let message = match names.is_empty() {
        true => "this file names no principal and does not stand beside exactly one policy, so it speaks about none; \
                 put it into the folder of the policy it is about"
            .to_owned(),
        false => format!(
            "no policy here is known to belong to {}; name the policy's file or folder like the role or user",
            list(&names, 3)
        ),
    };
    let span = leastwise_policy::Span::new(first.span.start, first.span.start + 1);
    advice.push(Advice::note(span, Rule::UnattributedFinding, message));
}
