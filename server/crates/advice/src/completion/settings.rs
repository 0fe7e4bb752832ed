//! What can be written in a `leastwise.toml`: tables and keys by the table of settings, the words that a key takes, rules
//! and levels, the principals of the findings, the files of the workspace, actions.

use std::collections::BTreeMap;

use jiff::ToSpan;
use leastwise_iam::ActionName;
use rustc_hash::FxHashSet;

use super::{Candidate, CandidateKind, Completion, actions, replaced, services};
use crate::World;
use crate::report::{Report, Subject};
use crate::rule::Rule;
use crate::settings::cursor::{Cursor, cursor};
use crate::settings::table::{Key, Kind, LEVELS, Place};
use crate::settings::{FILE_NAME, KEYS};
use crate::words::count;

/// In so many days a kept action may be looked at again.
const TERMS: [i64; 3] = [90, 180, 365];

impl World {
    /// What can be written in the text of the settings file of that path, with the cursor at `offset`. The text may be half
    /// typed; the world need not know the file.
    pub fn complete_settings(&self, path: &str, text: &str, offset: usize) -> Option<Completion> {
        match cursor(text, offset)? {
            Cursor::Head { replace } => Some(Completion { replace, candidates: heads() }),
            Cursor::Key { table, written, replace, has_value } => {
                let candidates = keys(table, &written, has_value)?;
                Some(Completion { replace, candidates })
            }
            Cursor::Value { table, key, replace, in_string } => {
                let kind = kind(table, key)?;
                if let (Kind::Action, true) = (kind, in_string) {
                    let replace = replaced(text, replace, offset)?;
                    let typed = text.get(replace.start..offset)?;
                    return Some(Completion { replace, candidates: self.kept(typed)? });
                }
                let mut candidates = self.values(kind, key, path);
                let is_word = matches!(kind, Kind::Flag | Kind::Day);
                if !in_string && !is_word {
                    candidates.iter_mut().for_each(|it| it.text = format!("\"{}\"", it.text));
                }
                // Neither `true` nor a date stands in a string.
                candidates.retain(|_| !in_string || !is_word);
                Some(Completion { replace, candidates })
            }
        }
    }

    fn values(&self, kind: Kind, key: &str, path: &str) -> Vec<Candidate> {
        let value = |text: &str, detail: &str| candidate(text, CandidateKind::Value, detail);
        match kind {
            Kind::Choice(words) => words.iter().map(|(word, about)| value(word, about)).collect(),
            Kind::Levels => LEVELS.iter().map(|(word, about)| value(word, about)).collect(),
            Kind::Flag => ["true", "false"].map(|word| value(word, "")).to_vec(),
            Kind::Day => {
                let day = |days: i64| self.known.date.checked_add(days.days()).ok().map(|day| (days, day));
                let terms = TERMS.into_iter().filter_map(day);
                terms.map(|(days, day)| value(&day.to_string(), &format!("in {days} days"))).collect()
            }
            Kind::Principals => self.principals(),
            Kind::Globs => self.files(key, path),
            Kind::Action => services(&self.known.joined.universe),
            Kind::Text | Kind::Folder | Kind::Count(_) | Kind::Tables(_) => Vec::new(),
        }
    }

    /// Those that findings are about: first by name, which stands for the name in every account, then by ARN.
    fn principals(&self) -> Vec<Candidate> {
        let (mut names, mut arns) = (BTreeMap::<String, usize>::new(), Vec::new());
        for report in &self.known.joined.reports.list {
            let Subject::Named(principal) = &report.subject else { continue };
            let name = match principal.permission_set() {
                Some(set) => format!("permission-set/{set}"),
                None => format!("{}/{}", principal.kind, principal.name),
            };
            let amount = report.usage().unused().len();
            *names.entry(name).or_default() += amount;
            arns.push(candidate(&principal.arn, CandidateKind::Principal, &unused(amount)));
        }
        arns.sort_by(|one, other| one.text.cmp(&other.text));
        let names = names.into_iter();
        names
            .map(|(name, amount)| candidate(&name, CandidateKind::Principal, &unused(amount)))
            .chain(arns)
            .collect()
    }

    /// The files that a glob of a settings file could mean: findings or policies below its folder and below no other
    /// settings file.
    fn files(&self, key: &str, path: &str) -> Vec<Candidate> {
        let folder = path.strip_suffix(FILE_NAME).unwrap_or_default();
        let known = &self.known;
        let is_ours = |file: &str| {
            let nearest = known.settings_files.nearest(file).map(|it| it.file.path.len());
            nearest.is_none_or(|nearest| nearest <= path.len())
        };
        let below = |file: &str| file.strip_prefix(folder).map(str::to_owned);
        let mut files: Vec<String> = match key {
            "findings" => known.findings_files().filter_map(|file| below(&file.path)).collect(),
            _ => {
                let policies = known.policies().iter().filter(|policy| is_ours(&policy.path));
                policies.filter_map(|policy| below(&policy.path)).collect()
            }
        };
        files.sort();
        files.dedup();
        files.iter().map(|file| candidate(file, CandidateKind::File, "")).collect()
    }

    /// Services, and the actions of one: first those that are reported unused.
    fn kept(&self, typed: &str) -> Option<Vec<Candidate>> {
        if typed.contains(['*', '?']) {
            return None;
        }
        let Some((service, name)) = typed.split_once(':') else {
            return Some(services(&self.known.joined.universe));
        };
        let mut candidates = actions(&self.known.joined.universe, service, name);
        let reports = &self.known.joined.reports.list;
        let of_service = |report: &Report| report.usage().unused().service(service).to_vec();
        let reported: FxHashSet<ActionName> = reports.iter().flat_map(of_service).collect();
        let is_reported = |candidate: &Candidate| {
            ActionName::parse(&candidate.text).is_ok_and(|action| reported.contains(&action))
        };
        for candidate in candidates.iter_mut().filter(|it| it.kind == CandidateKind::Action) {
            if is_reported(candidate) {
                candidate.detail = format!("{}, reported unused", candidate.detail);
            }
        }
        candidates.sort_by_key(|candidate| !candidate.detail.ends_with("reported unused"));
        Some(candidates)
    }
}

fn candidate(text: &str, kind: CandidateKind, detail: &str) -> Candidate {
    Candidate { text: text.to_owned(), kind, detail: detail.to_owned() }
}

fn unused(amount: usize) -> String {
    format!("{} unused", count(amount, "action"))
}

/// The settings that may stand in a file.
fn in_file() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| key.place != Place::Editor)
}

fn heads() -> Vec<Candidate> {
    let head = |key: &'static Key| match key.kind {
        Kind::Tables(_) => Some(candidate(&format!("[[{}]]", key.name), CandidateKind::Table, key.about)),
        Kind::Levels => Some(candidate(&format!("[{}]", key.name), CandidateKind::Table, key.about)),
        _ => None,
    };
    in_file().filter_map(head).collect()
}

/// The keys that a table lacks.
fn keys(table: &str, written: &[&str], has_value: bool) -> Option<Vec<Candidate>> {
    let equals = if has_value { "" } else { " = " };
    let is_missing = |name: &str| !written.contains(&name);
    let key = |key: &Key| candidate(&format!("{}{equals}", key.name), CandidateKind::Key, key.about);
    if table.is_empty() {
        let plain = in_file().filter(|it| !matches!(it.kind, Kind::Tables(_) | Kind::Levels));
        let keys = plain.filter(|it| is_missing(it.name)).map(key);
        return Some(keys.chain(heads()).collect());
    }
    match in_file().find(|it| it.name == table)?.kind {
        Kind::Tables(keys) => Some(keys.iter().filter(|it| is_missing(it.name)).map(key).collect()),
        Kind::Levels => {
            let rules = Rule::ALL.iter().filter(|rule| is_missing(rule.name()));
            let rule = |rule: &Rule| {
                let text = format!("{}{equals}", rule.name());
                candidate(&text, CandidateKind::Key, &format!("{} by default", rule.default_level().name()))
            };
            Some(rules.map(rule).collect())
        }
        _ => None,
    }
}

/// What a key takes.
fn kind(table: &str, key: &str) -> Option<Kind> {
    let find = |keys: &'static [Key], name: &str| keys.iter().find(|it| it.name == name).map(|it| it.kind);
    if table.is_empty() {
        return in_file().find(|it| it.name == key).map(|it| it.kind);
    }
    match in_file().find(|it| it.name == table)?.kind {
        Kind::Tables(keys) => find(keys, key),
        Kind::Levels => Rule::ALL.iter().any(|rule| rule.name() == key).then_some(Kind::Levels),
        _ => None,
    }
}
