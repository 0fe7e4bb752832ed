//! `unused-principal`: the role itself, or the user's password or access key, is unused. Said on the first line of its
//! policies.

use leastwise_policy::Document;

use crate::analysis::Related;
use crate::attribution::Basis;
use crate::findings::{LastUse, Place, Unused, UnusedPrincipal};
use crate::report::{Report, Reports};
use crate::words::list;
use crate::{Advice, Rule, day};

pub(crate) fn check(document: &Document, subjects: &[(usize, Basis)], reports: &Reports) -> Vec<Advice> {
    let reports = subjects.iter().filter_map(|(index, _)| reports.list.get(*index));
    reports.filter_map(|report| say(document, report)).collect()
}

fn say(document: &Document, report: &Report) -> Option<Advice> {
    let found = &report.unused_principals;
    let (_, first) = found.first()?;
    let parts: Vec<String> = found.iter().map(|(_, one)| part(one)).collect();
    let principal = &first.principal;
    let message = match &first.what {
        Unused::Role => {
            format!("{principal} itself {}: if nobody needs it, delete it", list(&parts, 4))
        }
        _ => {
            let it = if parts.len() == 1 { "it" } else { "them" };
            format!("of {principal}, {}: if nobody needs {it}, delete {it}", list(&parts, 4))
        }
    };
    let mut advice = Advice::note(document.span.opening(), Rule::UnusedPrincipal, message);
    advice.related = found.iter().map(|(place, one)| related(place, one)).collect();
    Some(advice)
}

fn part(one: &UnusedPrincipal) -> String {
    let when = match one.last_use {
        LastUse::Never => "was never used, as far back as AWS looks".to_owned(),
        LastUse::At(at) => format!("was not used since {}", day(at)),
        LastUse::Unknown => "is reported unused".to_owned(),
    };
    match &one.what {
        Unused::Role => when,
        Unused::Password => format!("the password {when}"),
        Unused::AccessKey(Some(id)) => format!("the access key {id} {when}"),
        Unused::AccessKey(None) => format!("an access key {when}"),
    }
}

fn related(place: &Place, one: &UnusedPrincipal) -> Related {
    let what = match one.what {
        Unused::Role => "the role",
        Unused::Password => "the password",
        Unused::AccessKey(_) => "the access key",
    };
    // The first brace, rather than the whole of a finding.
    let span = place.span.opening();
    Related::new(place.file.clone(), span, &format!("{what} is reported unused here"))
}
