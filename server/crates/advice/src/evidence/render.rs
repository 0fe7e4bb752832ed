//! Evidence as text for a terminal and as Markdown for a hover: counts first, then the actions by level and reason,
//! long lists folded.

use std::collections::BTreeMap;

use leastwise_iam::AccessLevel;
use leastwise_iam::catalog::FirstSeen;

use super::{Counts, Denied, Evidence, Granted, Group, Kind, Reason, StatementEvidence};
use crate::day;
use crate::findings::Place;
use crate::hover::Markup;
use crate::report::Reported;
use crate::words::{count, list, number};

/// How evidence is written.
pub struct Rendering<'a> {
    /// The most names of one list; the others are counted ("and 37 more").
    pub names: usize,
    /// How a place in a findings file is written: `MyRole.json:8`, or a link to it.
    pub place: &'a dyn Fn(&Place) -> String,
    /// Only what is kept, where the unused actions are shown elsewhere.
    pub only_kept: bool,
}

/// Evidence for a terminal, with a line end behind each line.
pub fn text(evidence: &Evidence, rendering: &Rendering<'_>) -> String {
    let markup = Markup::Plain;
    let mut out = sentence(&markup.code(&evidence.entry), &evidence.who, &evidence.counts, markup) + "\n";
    out.extend(denials(&evidence.counts).map(|denials| denials + "\n"));
    out + &text_list(evidence, rendering)
}

/// The actions of [`text`] without the sentence above them.
pub fn text_list(evidence: &Evidence, rendering: &Rendering<'_>) -> String {
    let mut out = String::new();
    for (group, lines) in groups(evidence, rendering, Markup::Plain) {
        let shown: usize = lines.iter().map(|line| line.actions).sum();
        out.push_str(&format!("  {} ({})\n", words_of(group), number(shown)));
        for line in lines {
            let names = line.names(rendering, |name| name.to_owned());
            out.push_str(&format!("    {}: {names}\n", line.reason));
        }
    }
    out
}

/// Evidence for a hover.
pub fn markdown(evidence: &Evidence, rendering: &Rendering<'_>) -> String {
    let markup = Markup::Markdown;
    let mut out = sentence(&markup.code(&evidence.entry), &evidence.who, &evidence.counts, markup) + "\n";
    out.extend(denials(&evidence.counts).map(|denials| format!("\n{denials}\n")));
    for (group, lines) in groups(evidence, rendering, markup) {
        let shown: usize = lines.iter().map(|line| line.actions).sum();
        out.push_str(&format!("\n**{}** ({})\n\n", words_of(group), number(shown)));
        for line in lines {
            let names = line.names(rendering, |name| markup.code(name));
            out.push_str(&format!("- {}: {names}\n", line.reason));
        }
    }
    out
}

/// What a statement grants, for a hover.
pub fn statement(evidence: &StatementEvidence, rendering: &Rendering<'_>, markup: Markup) -> String {
    let mut out = sentence("This statement", &evidence.who, &evidence.counts, markup) + "\n\n";
    out.extend(denials(&evidence.counts).map(|denials| denials + "\n\n"));
    for service in evidence.services.iter().take(rendering.names) {
        let counts = &service.counts;
        let unused = match counts.unused() {
            0 => "none unused".to_owned(),
            unused => format!("{} unused", number(unused)),
        };
        let last_use = service.last_use.map(|at| format!(", last used {}", day(at))).unwrap_or_default();
        let granted = count(counts.granted(), "action");
        let name = markup.code(&service.service);
        out.push_str(&format!("- {name}: {granted}, {unused}{last_use}\n"));
    }
    let more = evidence.services.len().saturating_sub(rendering.names);
    if more > 0 {
        out.push_str(&format!("- and {more} more\n"));
    }
    out
}

/// "s3:Get* grants 63 actions to role MyRole: 22 unused, 41 kept (30 not tracked, 11 not reported)".
fn sentence(what: &str, who: &str, counts: &Counts, markup: Markup) -> String {
    if counts.granted() == 0 {
        return format!("{what} grants no known action");
    }
    let to = if who.is_empty() { String::new() } else { format!(" to {}", markup.text(who)) };
    let granted = count(counts.granted(), "action");
    let verdict = match (counts.unused(), counts.kept()) {
        (1, 0) => "unused".to_owned(),
        (_, 0) => "all unused".to_owned(),
        (0, 1) => format!("kept ({})", reasons(counts)),
        (0, _) => format!("all kept ({})", reasons(counts)),
        (unused, kept) => {
            format!("{} unused, {} kept ({})", number(unused), number(kept), reasons(counts))
        }
    };
    format!("{what} grants {granted}{to}: {verdict}")
}

/// Why what is kept is kept: "not tracked" or "30 not tracked, 11 not reported".
fn reasons(counts: &Counts) -> String {
    let kept = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Unused && counts.of(*kind) > 0);
    match kept.collect::<Vec<_>>().as_slice() {
        [only] => in_short(*only).to_owned(),
        several => {
            let one = |kind: &Kind| format!("{} {}", number(counts.of(*kind)), in_short(*kind));
            several.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

/// What the Deny statements of the document do, as a sentence without a full stop.
fn denials(counts: &Counts) -> Option<String> {
    let does = match (counts.denied, counts.may_be_denied) {
        (0, 0) => return None,
        (sure, 0) => format!("takes away {} of them", number(sure)),
        (0, maybe) => format!("may take away {} of them", number(maybe)),
        (sure, maybe) => {
            format!("takes away {} of them and may take away {} more", number(sure), number(maybe))
        }
    };
    Some(format!("A Deny in this policy {does}"))
}

/// A kind behind its number.
fn in_short(kind: Kind) -> &'static str {
    match kind {
        Kind::Unused => "unused",
        Kind::Used => "used",
        Kind::KeptBySetting => "kept by a setting",
        Kind::NotUnusedByAll => "not unused by all",
        Kind::Disputed => "disputed",
        Kind::NotReported => "not reported",
        Kind::Newer => "newer than the finding",
        Kind::NeverObservable => "never observable",
        Kind::Untracked => "not tracked",
        Kind::MayBeUntracked => "perhaps not tracked",
        Kind::Unknown => "not in the catalog",
    }
}

fn words_of(group: &Group) -> String {
    match group.level {
        AccessLevel::Unknown => "unknown level".to_owned(),
        level => level.as_str().replace('-', " "),
    }
}

/// Actions of one level with one reason.
struct Line {
    reason: String,
    /// How many.
    actions: usize,
    /// Each with what is to be said about it alone.
    named: Vec<(String, Option<String>)>,
}

impl Line {
    fn names(&self, rendering: &Rendering<'_>, quote: impl Fn(&str) -> String) -> String {
        // One too many is shown rather than counted.
        let most = if self.named.len() == rendering.names + 1 { self.named.len() } else { rendering.names };
        let shown = self.named.iter().take(most).map(|(name, note)| match note {
            Some(note) => format!("{} ({note})", quote(name)),
            None => quote(name),
        });
        let mut out = shown.collect::<Vec<_>>().join(", ");
        let more = self.named.len().saturating_sub(most);
        if more > 0 {
            out.push_str(&format!(" and {} more", number(more)));
        }
        out
    }
}

/// The groups with their lines, those without a line left out.
fn groups<'e>(
    evidence: &'e Evidence,
    rendering: &Rendering<'_>,
    markup: Markup,
) -> Vec<(&'e Group, Vec<Line>)> {
    let mut services = evidence.groups.iter().flat_map(|group| &group.actions).map(|it| it.action.service());
    let first = services.next().unwrap_or_default();
    // The entry says the service; only where it grants several, each name does.
    let bare = services.all(|service| service.eq_ignore_ascii_case(first));
    let lines = |group: &Group| {
        let mut lines: BTreeMap<(Kind, String), Line> = BTreeMap::new();
        for granted in &group.actions {
            let kind = granted.reason.kind();
            if kind == Kind::Unused && rendering.only_kept {
                continue;
            }
            let line = lines.entry((kind, alike(&granted.reason))).or_insert_with(|| Line {
                reason: match clause(&granted.reason, rendering, markup) {
                    clause if rendering.only_kept => clause.trim_start_matches("kept, ").to_owned(),
                    clause => clause,
                },
                actions: 0,
                named: Vec::new(),
            });
            let name = if bare { granted.action.name() } else { granted.action.as_str() };
            line.actions += 1;
            line.named.push((name.to_owned(), note(granted)));
        }
        lines.into_values().collect::<Vec<_>>()
    };
    let with_lines = evidence.groups.iter().map(|group| (group, lines(group)));
    with_lines.filter(|(_, lines)| !lines.is_empty()).collect()
}

/// What must be equal for two actions to share a line, besides the kind.
fn alike(reason: &Reason) -> String {
    match reason {
        Reason::Unused(reported) => {
            let one = |it: &Reported| format!("{}\0{}\0", it.whole_service, it.place.file);
            reported.iter().map(one).collect()
        }
        Reason::KeptBySetting(why) | Reason::NotUnusedByAll(why) => why.clone(),
        Reason::Disputed(found) => format!("{}\0{}", found.reported.place.file, found.not_in.file),
        Reason::Newer(FirstSeen::After(_)) => "after".to_owned(),
        _ => String::new(),
    }
}

/// A reason in front of names.
fn clause(reason: &Reason, rendering: &Rendering<'_>, markup: Markup) -> String {
    match reason {
        Reason::Unused(reported) => {
            let places: Vec<String> = reported.iter().map(|it| (rendering.place)(&it.place)).collect();
            let how = match reported.iter().any(|it| it.whole_service) {
                true => "whole service",
                false => "named",
            };
            match places.is_empty() {
                true => "unused".to_owned(),
                false => format!("unused, {how} in {}", list(&places, 3)),
            }
        }
        Reason::Used(_) => "used".to_owned(),
        Reason::KeptBySetting(why) => format!("kept by a setting ({})", markup.text(why)),
        Reason::NotUnusedByAll(who) => format!("kept, not reported unused by {}", markup.text(who)),
        Reason::Disputed(found) => format!(
            "kept, reported unused in {} but not in {}",
            (rendering.place)(&found.reported.place),
            (rendering.place)(&found.not_in)
        ),
        Reason::NotReported => "kept, not reported unused".to_owned(),
        Reason::Newer(FirstSeen::On(_)) => "kept, listed by AWS only after the finding".to_owned(),
        Reason::Newer(FirstSeen::After(_)) => "kept, perhaps listed by AWS only after the finding".to_owned(),
        Reason::NeverObservable => "kept, no report can show a use".to_owned(),
        Reason::Untracked => "kept, not tracked by AWS".to_owned(),
        Reason::MayBeUntracked => "kept, not reported unused, perhaps not tracked by AWS".to_owned(),
        Reason::Unknown => "kept, not in the catalog".to_owned(),
    }
}

/// What is to be said about one action alone.
fn note(granted: &Granted) -> Option<String> {
    let reason = match &granted.reason {
        Reason::Unused(reported) => {
            let last = reported.iter().max_by_key(|it| it.last_accessed);
            last.and_then(|it| {
                let what = if it.whole_service { "service last used" } else { "last attempt" };
                Some(format!("{what} {}", day(it.last_accessed?)))
            })
        }
        Reason::Used(at) => Some(format!("last use {}", day(*at))),
        Reason::Newer(first_seen) => Some(first_seen.to_string()),
        _ => None,
    };
    // What a Deny may take away is counted above; said of each action it would drown the rest.
    let denied = (granted.denied == Denied::Yes).then(|| "denied".to_owned());
    let notes: Vec<String> = reason.into_iter().chain(denied).collect();
    (!notes.is_empty()).then(|| notes.join(", "))
}
