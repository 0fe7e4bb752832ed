//! Every format of findings, whole and malformed. Each file under `formats/` has many texts, each below a line
//! `//- what it is`; what is read from them is a reviewed snapshot.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fmt::Write as _;

use leastwise_advice::FindingsFile;
use leastwise_advice::findings::{self, Extent, LastUse, RecommendationStatus, Status};
use leastwise_policy::Span;

#[test]
fn every_text_reads_as_was_reviewed() {
    insta::glob!("formats/*.txt", |path| {
        let texts = std::fs::read_to_string(path).unwrap();
        let mut out = String::new();
        for part in texts.split("//- ").skip(1) {
            let (name, text) = part.split_once('\n').unwrap();
            writeln!(out, "== {name}").unwrap();
            match findings::read("f.json", text) {
                Some(file) => show(&mut out, &file, text),
                None => writeln!(out, "not ours").unwrap(),
            }
        }
        insta::assert_snapshot!(out);
    });
}

fn show(out: &mut String, file: &FindingsFile, text: &str) {
    writeln!(out, "{}{}", file.format, if file.broken { " BROKEN" } else { "" }).unwrap();
    for finding in &file.findings {
        let principal = finding.principal.as_ref().map(ToString::to_string);
        let principal =
            principal.or_else(|| finding.name.as_ref().map(|name| format!("{name}, in some account,")));
        let mut line = format!("  {} of {:?}", principal.as_deref().unwrap_or("nobody"), finding.origin);
        let words = [
            (finding.status != Status::Active).then(|| format!("{:?}", finding.status)),
            finding.error.as_ref().map(|error| format!("({error})")),
            finding.analyzed_at.map(|at| format!("at {at}")),
            finding.id.as_ref().map(|id| format!("id {id}")),
            finding.analyzer.as_ref().map(|arn| format!("by {arn}")),
            (!finding.complete).then(|| "more to come".to_owned()),
        ];
        words.into_iter().flatten().for_each(|word| write!(line, " {word}").unwrap());
        writeln!(out, "{line}").unwrap();
        let details = finding.details();
        for service in &details.services {
            let what = match &service.extent {
                Extent::Whole => "*".to_owned(),
                Extent::Actions(actions) => {
                    let name = |at: &findings::UnusedAction| {
                        let last = at.last_accessed.map(|at| format!(" (last {at})")).unwrap_or_default();
                        format!("{}{last}", at.name)
                    };
                    format!("[{}]", actions.iter().map(name).collect::<Vec<_>>().join(", "))
                }
            };
            writeln!(out, "    unused {} {what}, service {}", service.namespace, last(service.last_use))
                .unwrap();
        }
        for used in &details.used {
            writeln!(out, "    used {} at {}", used.name, used.at).unwrap();
        }
        for used in &details.service_uses {
            writeln!(out, "    used {} at {}", used.namespace, used.at).unwrap();
        }
    }
    for one in &file.unused_principals {
        let (what, last) = (&one.what, last(one.last_use));
        writeln!(out, "  unused {}: {what:?} {last} {:?}", one.principal, one.status).unwrap();
    }
    for one in &file.incomplete {
        let principal = one.principal.as_ref().map(ToString::to_string).unwrap_or_default();
        writeln!(
            out,
            "  incomplete {principal}: id {:?} {:?} at {:?}, {:?} services, {:?} actions, by {:?}",
            one.id, one.status, one.analyzed_at, one.unused_services, one.unused_actions, one.analyzer
        )
        .unwrap();
    }
    for one in &file.recommendations {
        let status = match &one.status {
            RecommendationStatus::Failed(why) => format!("failed: {why}"),
            status => format!("{status:?}"),
        };
        let principal = one.principal.as_ref().map(ToString::to_string).unwrap_or_default();
        let more = if one.complete { "" } else { ", more to come" };
        let damaged = if one.damaged { ", a step does not read" } else { "" };
        writeln!(out, "  recommendation for {principal}: {status}{more}{damaged}").unwrap();
        for step in &one.steps {
            let length = |text: &Option<findings::PolicyText>| text.as_ref().map(|text| text.text.len());
            writeln!(
                out,
                "    {:?} {:?} updated {:?}, existing {:?}, recommended {:?}",
                step.action,
                step.policy,
                step.policy_updated_at,
                length(&step.existing),
                length(&step.recommended)
            )
            .unwrap();
        }
    }
    for problem in &file.problems {
        let place = excerpt(text, problem.span);
        writeln!(out, "  {}:{} `{place}` {}", line(text, problem.span), problem.rule.name(), problem.message)
            .unwrap();
    }
}

fn last(last: LastUse) -> String {
    match last {
        LastUse::At(at) => format!("last {at}"),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn line(text: &str, span: Span) -> usize {
    text[..span.start].matches('\n').count() + 1
}

fn excerpt(text: &str, span: Span) -> String {
    let text = span.text(text).unwrap();
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("{short}…").replace('\n', " ") } else { short.replace('\n', " ") }
}
