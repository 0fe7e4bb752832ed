//! A report in SARIF 2.1.0, which code hosts and editors show beside the code.

mod log;
mod rules;

use std::collections::{BTreeMap, HashMap};

use leastwise_advice::words::count;
use leastwise_advice::{Advice, Analysis, Level};
use leastwise_policy::{Span, TextEdit};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use self::log::{
    Artifact, ArtifactChange, Change, Described, Driver, Found, Head, Invocation, Message, Notification,
    Physical, Place, Region, Replacement, Run, Summary, Tail, Tool,
};
use super::cap::Cap;
use super::{Out, instead, summary};
use crate::cli::input::Input;
use crate::cli::place::{Base, Lines};
use crate::cli::report::{self, Report, Totals, replacement};
use crate::cli::texts::{Text, Texts};
use leastwise_advice::visible::visible_json;

/// What paths are relative to; GitHub takes it for the repository.
const SRCROOT: &str = "%SRCROOT%";
/// The name and version of what fingerprints are made of. GitHub's upload action adds its own beside it.
const FINGERPRINT: &str = "leastwise/v1";
/// A fix is proved on the whole document. Where there are more bytes than this to read for all of them, as in a dump
/// of a whole account, none is worked out.
const MOST_BYTES_PROVED: usize = 64 * 1024 * 1024;

type LevelCap = Cap<{ Level::ALL.len() }>;

/// GitHub rejects a run with more results ("SARIF support for code scanning", "Validating your SARIF file").
const MOST_RESULTS: usize = 25_000;
/// GitHub rejects a log that is larger than 10 MB when it is compressed with gzip. Results are alike, and ten times as
/// small then, or less; those with the longest replacements six times.
const MOST_BYTES: usize = 60_000_000;

/// Prints one SARIF log, of the most severe results as many as GitHub takes unless all are asked for.
pub(crate) fn print(input: &Input, level: Level, all: bool) -> std::io::Result<Totals> {
    let files = report::files(input).concat();
    let cap = Cap::new(if all { None } else { Some(quotas(&report::totals(input, files.clone()))) });
    let base = Base::repository();
    let texts = Texts::relative_to(&base, input);
    let mut out = Out::for_programs();
    out.bytes(json(&head())?.trim_end_matches('}').as_bytes())?;
    out.bytes(b",\"runs\":[")?;
    // The brace that closes it is written after the results.
    out.bytes(json(&run())?.trim_end_matches('}').as_bytes())?;
    out.bytes(b",\n\"results\":[")?;
    let (mut printed, mut bytes) = (0, 0);
    let draw = |report: &Report<'_>| found(&texts, report, &cap);
    let totals = report::each(input, files, &mut out, draw, |results, out| {
        for (level, result) in results {
            let Some(result) = result.filter(|_| cap.admit(level as usize)) else { continue };
            let result = result?;
            bytes += result.len();
            if !all && bytes > MOST_BYTES {
                continue;
            }
            out.bytes(if printed == 0 { b"\n" } else { b",\n" })?;
            out.bytes(result.as_bytes())?;
            printed += 1;
        }
        Ok(())
    })?;
    let left = totals.all() - printed;
    let tail = Tail {
        invocations: [Invocation {
            execution_successful: totals.nothing_checked(input, level).is_none(),
            tool_execution_notifications: notifications(input, &base, &totals, level, left),
        }],
        properties: Summary {
            documents: totals.coverage.policies,
            checked: totals.coverage.checked,
            checked_in_part: totals.coverage.partly,
            catalog: input.world.catalog().date().to_string(),
            as_of: input.as_of.map(|day| day.to_string()),
        },
    };
    out.bytes(b"\n],")?;
    out.bytes(json(&tail)?.trim_start_matches('{').as_bytes())?;
    out.bytes(b"]}\n")?;
    out.flush()?;
    Ok(totals)
}

/// How many results of each level are printed: the most severe first.
fn quotas(totals: &Totals) -> [usize; Level::ALL.len()] {
    let mut room = MOST_RESULTS;
    let mut quotas = [0; Level::ALL.len()];
    for (level, quota) in Level::ALL.into_iter().zip(&mut quotas).rev() {
        *quota = totals.count(level).min(room);
        room -= *quota;
    }
    quotas
}

fn json(value: &impl Serialize) -> std::io::Result<String> {
    let text = serde_json::to_string(value).map_err(std::io::Error::other)?;
    Ok(visible_json(&text).into_owned())
}

fn head() -> Head {
    Head {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
    }
}

fn run() -> Run {
    let root = "The root of the repository, or the folder that leastwise was started in";
    Run {
        tool: Tool {
            driver: Driver {
                name: "leastwise",
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: env!("CARGO_PKG_REPOSITORY"),
                rules: rules::descriptors(),
            },
        },
        original_uri_base_ids: BTreeMap::from([(
            SRCROOT,
            Described { description: Message { text: root.to_owned() } },
        )]),
        // The standard's other unit is not what most readers count in.
        column_kind: "utf16CodeUnits",
        newline_sequences: ["\r\n", "\n", "\r"],
    }
}

/// How much was checked, what was not read, and how many results are left out.
fn notifications(
    input: &Input,
    base: &Base,
    totals: &Totals,
    level: Level,
    left: usize,
) -> Vec<Notification> {
    let checked = Notification {
        level: "note",
        message: Message { text: summary::checked(input, totals) },
        locations: Vec::new(),
    };
    let nothing = totals.nothing_checked(input, level).map(|why| Notification {
        level: "error",
        message: Message { text: format!("{why}.") },
        locations: Vec::new(),
    });
    let left = (left > 0).then(|| Notification {
        level: "warning",
        message: Message {
            text: format!(
                "{} left out: GitHub accepts no more in one run. --all prints every result.",
                count(left, "result")
            ),
        },
        locations: Vec::new(),
    });
    let skipped = input.files.skipped.iter().map(|skipped| {
        let path = base.show(&skipped.path);
        let physical_location = Physical { artifact_location: artifact(&path), region: None };
        Notification {
            level: "warning",
            message: Message { text: format!("{path} {}", skipped.reason) },
            locations: vec![Place { id: None, physical_location, message: None }],
        }
    });
    std::iter::once(checked).chain(nothing).chain(left).chain(skipped).collect()
}

/// The results of one file, each with its level; those that have no room are not drawn.
fn found(
    texts: &Texts<'_>,
    report: &Report<'_>,
    cap: &LevelCap,
) -> Vec<(Level, Option<std::io::Result<String>>)> {
    let diagnostics = report.diagnostics();
    let Some(file) = texts.get(report.file.name()) else { return Vec::new() };
    let proved = diagnostics.len().saturating_mul(file.length()) <= MOST_BYTES_PROVED;
    let may_admit = cap.may_admit(diagnostics.iter().map(|diagnostic| diagnostic.level as usize));
    let mut seen = HashMap::new();
    let one = |(advice, admitted): (&Advice, bool)| {
        let fingerprint = fingerprint(file, advice);
        let times: &mut usize = seen.entry(fingerprint).or_default();
        *times += 1;
        if !admitted {
            return (advice.level, None);
        }
        let related = related(texts, advice);
        let fix = report.analysis.as_ref().filter(|_| proved);
        let result = Found {
            rule_id: advice.rule.name(),
            rule_index: rules::index(advice.rule),
            level: level(advice.level),
            message: Message { text: message(report, advice, &related) },
            locations: [place(file, advice.span)],
            related_locations: related,
            partial_fingerprints: BTreeMap::from([(FINGERPRINT, format!("{fingerprint:016x}:{times}"))]),
            fixes: fix.and_then(|analysis| change(file, advice, analysis)).into_iter().collect(),
        };
        (advice.level, Some(json(&result)))
    };
    diagnostics.iter().zip(may_admit).map(one).collect()
}

/// Everything in words, since GitHub shows no fixes, and related places only where the message leads to them.
fn message(report: &Report<'_>, advice: &Advice, related: &[Place]) -> String {
    let mut text = format!("{}.", advice.message);
    if let Some(replacement) = replacement(report, advice) {
        text.push(' ');
        text.push_str(&instead(&replacement));
    }
    for place in related {
        if let (Some(id), Some(message)) = (place.id, &place.message) {
            // 3.11.6: brackets in the text of a link are escaped.
            let label = message.text.replace('\\', r"\\").replace('[', r"\[").replace(']', r"\]");
            text.push_str(&format!(" [{label}]({id})."));
        }
    }
    text
}

fn related(texts: &Texts<'_>, advice: &Advice) -> Vec<Place> {
    let places = advice.related.iter().filter_map(|related| {
        let place = place(texts.get(&related.file)?, related.span);
        Some(Place { message: Some(Message { text: related.message.clone() }), ..place })
    });
    places.enumerate().map(|(index, place)| Place { id: Some(index + 1), ..place }).collect()
}

/// The fix that an editor would offer first.
fn change(file: &Text<'_>, advice: &Advice, analysis: &Analysis) -> Option<Change> {
    let fixes = analysis.fixes(advice);
    let fix = fixes.into_iter().find(|fix| fix.disabled.is_none() && !fix.edits.is_empty())?;
    let replacement = |edit: TextEdit| Replacement {
        deleted_region: region(file.lines(), edit.span),
        inserted_content: Message { text: edit.text },
    };
    Some(Change {
        description: Message { text: fix.title },
        artifact_changes: [ArtifactChange {
            artifact_location: artifact(&file.path),
            replacements: fix.edits.into_iter().map(replacement).collect(),
        }],
    })
}

/// What stays the same when other lines of the file, or the finding, change: the rule, the file, and the text at the
/// place, of which the first line has to do where it is a whole policy. Equal ones are numbered.
fn fingerprint(file: &Text<'_>, advice: &Advice) -> u64 {
    let text = file.at(advice.span);
    let text = text.lines().next().unwrap_or_default().trim();
    let parts = [advice.rule.name(), &file.path, text];
    // FNV-1a, of which every version of leastwise gives the same number.
    parts.iter().flat_map(|part| part.bytes().chain([0])).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn place(file: &Text<'_>, span: Span) -> Place {
    let region = Some(region(file.lines(), span));
    Place {
        id: None,
        physical_location: Physical { artifact_location: artifact(&file.path), region },
        message: None,
    }
}

fn region(lines: &Lines<'_>, span: Span) -> Region {
    Region {
        start_line: lines.position(span.start).line,
        start_column: lines.utf16_column(span.start),
        end_line: lines.position(span.end).line,
        end_column: lines.utf16_column(span.end),
    }
}

/// A path as it is shown, as a URI: relative to the root, or absolute where the file lies outside.
fn artifact(path: &str) -> Artifact {
    let encoded = utf8_percent_encode(path, ENCODED).to_string();
    match path.as_bytes() {
        [b'/', ..] => Artifact { uri: format!("file://{encoded}"), uri_base_id: None },
        [b'A'..=b'Z', b':', b'/', ..] => {
            Artifact { uri: format!("file:///{}", encoded.replacen("%3A", ":", 1)), uri_base_id: None }
        }
        _ => Artifact { uri: encoded, uri_base_id: Some(SRCROOT) },
    }
}

/// What does not stand in a path of a URI as it is (RFC 3986, section 3.3). A colon in the first segment of a relative
/// one would end a scheme.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Information | Level::Hint => "note",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        for (path, uri, base) in [
            ("roles/MyRole.json", "roles/MyRole.json", Some(SRCROOT)),
            ("a b/r\u{f6}le 100%#?.json", "a%20b/r%C3%B6le%20100%25%23%3F.json", Some(SRCROOT)),
            ("ab:c.json", "ab%3Ac.json", Some(SRCROOT)),
            ("/elsewhere/x.json", "file:///elsewhere/x.json", None),
            ("C:/elsewhere/x.json", "file:///C:/elsewhere/x.json", None),
        ] {
            let made = artifact(path);
            assert_eq!((made.uri.as_str(), made.uri_base_id), (uri, base), "{path}");
        }
    }
}
