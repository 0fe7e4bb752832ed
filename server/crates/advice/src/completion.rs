//! What can be written inside an action string: services, the actions of a service, and the wildcards that stand for
//! several of them. Made from the catalog; what findings say does not matter here. What can be written in
//! `leastwise.toml` is in `settings`.

mod settings;

use leastwise_iam::{ActionName, Universe, token};
use leastwise_policy::{EntryTarget, Span};
use rustc_hash::FxHashMap;

use crate::World;
use crate::catalog_facts::facts;
use crate::words::count;

/// What can be written at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What is replaced: the inside of the string.
    pub replace: Span,
    /// In the order in which they are offered.
    pub candidates: Vec<Candidate>,
}

/// One thing that can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The whole inside of the string: `s3:GetObject`. In settings, all that is replaced, with its quotes where there
    /// are none yet.
    pub text: String,
    /// What it is.
    pub kind: CandidateKind,
    /// What is said beside it: a title, an access level, a number of actions, what a setting is for.
    pub detail: String,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CandidateKind {
    /// A service prefix with its colon.
    Service,
    /// An action.
    Action,
    /// A wildcard for several actions.
    Wildcard,
    /// A table of settings.
    Table,
    /// A setting.
    Key,
    /// A word that a setting takes.
    Value,
    /// A role, user or permission set.
    Principal,
    /// A file.
    File,
}

impl World {
    /// What can be written in an entry of `text` with the cursor at `offset`. Behind a wildcard there is nothing to
    /// complete.
    pub fn complete(&self, text: &str, place: &EntryTarget, offset: usize) -> Option<Completion> {
        let replace = replaced(text, place.inside, offset)?;
        let typed = Span::new(replace.start, offset).text(text)?;
        if typed.contains(['*', '?']) {
            return None;
        }
        let universe = &self.known.joined.universe;
        let candidates = match typed.split_once(':') {
            None => services(universe),
            Some((service, name)) => actions(universe, service, name),
        };
        Some(Completion { replace, candidates })
    }

    /// What the catalog says about a candidate, one fact a line.
    pub fn describe(&self, candidate: &str) -> Vec<String> {
        ActionName::parse(candidate).map(|name| facts(&name, self.catalog())).unwrap_or_default()
    }
}

/// The inside of the string, or, where more than an action stands in it (its closing quote is yet to be typed), the
/// run of letters at the cursor.
fn replaced(text: &str, inside: Span, offset: usize) -> Option<Span> {
    let belongs = |byte: &u8| byte.is_ascii_alphanumeric() || b":*?-_.".contains(byte);
    if offset < inside.start || inside.end < offset {
        return None;
    }
    let before = text.as_bytes().get(inside.start..offset)?;
    let after = text.as_bytes().get(offset..inside.end)?;
    let ahead = after.iter().take_while(|byte| belongs(byte)).count();
    before.iter().all(belongs).then(|| Span::new(inside.start, offset + ahead))
}

fn services(universe: &Universe) -> Vec<Candidate> {
    let candidate = |prefix: &str| Candidate {
        text: format!("{prefix}:"),
        kind: CandidateKind::Service,
        detail: universe.catalog().service(prefix).map_or_else(String::new, |it| it.title().to_owned()),
    };
    universe.services().map(candidate).collect()
}

/// The actions of a service, and behind them the wildcards: narrow ones first, and last the whole service. The prefix
/// stays as its author writes it.
fn actions(universe: &Universe, service: &str, typed: &str) -> Vec<Candidate> {
    let catalogued = universe.catalog().service(service);
    let known = |name: &str| catalogued.and_then(|service| service.action(name));
    let names: Vec<&str> = universe
        .names(service)
        .iter()
        .map(|name| &**name)
        .filter(|name| known(name).is_none_or(|action| action.retired.is_none()))
        .collect();
    let mut candidates: Vec<Candidate> = names
        .iter()
        .map(|name| Candidate {
            text: format!("{service}:{name}"),
            kind: CandidateKind::Action,
            detail: known(name).map_or_else(String::new, |action| action.level.as_str().replace('-', " ")),
        })
        .collect();
    candidates.extend(prefixes(&names, typed).into_iter().map(|(prefix, amount)| Candidate {
        text: format!("{service}:{prefix}*"),
        kind: CandidateKind::Wildcard,
        detail: count(amount, "action"),
    }));
    candidates
}

/// Prefixes of at least two names, with how many: what is typed, the first words, and the empty one.
fn prefixes<'a>(names: &[&'a str], typed: &'a str) -> Vec<(&'a str, usize)> {
    let starts = |name: &str, prefix: &str| {
        name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    let mut by_word: FxHashMap<&str, usize> = FxHashMap::default();
    for name in names {
        let word = token::borders(name).first().and_then(|border| name.get(..*border));
        *by_word.entry(word.unwrap_or(name)).or_default() += 1;
    }
    by_word.insert(typed, names.iter().filter(|name| starts(name, typed)).count());
    by_word.insert("", names.len());
    let mut prefixes: Vec<(&str, usize)> = by_word.into_iter().filter(|(_, amount)| *amount > 1).collect();
    // Narrow ones first; of equally wide ones in the order of the alphabet.
    prefixes.sort_by(|a, b| (a.1, a.0).cmp(&(b.1, b.0)));
    prefixes.dedup_by(|later, first| later.0.eq_ignore_ascii_case(first.0));
    prefixes
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use leastwise_policy::{CursorTarget, Source};

    use super::*;
    use crate::WorldInput;

    /// What is replaced and what is offered at the mark `|`.
    fn complete(marked: &str) -> Option<(String, Vec<Candidate>)> {
        let world = World::new(WorldInput::new("2026-09-26".parse().unwrap()));
        let offset = marked.find('|').unwrap();
        let source = Arc::new(Source::read(marked.replacen('|', "", 1)));
        let CursorTarget::Entry(place) = CursorTarget::at(&source, offset)? else { return None };
        let completion = world.complete(&source.text, &place, offset)?;
        Some((completion.replace.text(&source.text).unwrap().to_owned(), completion.candidates))
    }

    fn list(entry: &str) -> String {
        format!(
            r#"{{"Statement": [{{"Effect": "Allow", "Action": ["s3:GetObject", {entry}], "Resource": "*"}}]}}"#
        )
    }

    #[test]
    fn before_the_colon_services_are_offered_with_their_titles() {
        for entry in ["\"|\"", "\"sq|\"", "\"|s3:GetObject\""] {
            let (_, candidates) = complete(&list(entry)).unwrap();
            assert!(candidates.iter().all(|it| it.kind == CandidateKind::Service));
            let sqs = candidates.iter().find(|it| it.text == "sqs:").unwrap();
            assert_eq!(sqs.detail, "Amazon SQS");
        }
    }

    #[test]
    fn behind_the_colon_actions_come_first_then_wildcards_from_narrow_to_wide() {
        let (replaced, candidates) = complete(&list("\"SQS:De|x\"")).unwrap();
        assert_eq!(replaced, "SQS:Dex");
        let texts: Vec<&str> = candidates.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(texts[0], "SQS:AddPermission");
        assert_eq!(texts.last(), Some(&"SQS:*"));
        let wildcards = candidates.iter().filter(|it| it.kind == CandidateKind::Wildcard);
        let wildcards: Vec<String> = wildcards.map(|it| format!("{} {}", it.text, it.detail)).collect();
        assert!(wildcards.contains(&"SQS:Delete* 2 actions".to_owned()), "{wildcards:?}");
        assert!(wildcards.contains(&"SQS:De* 2 actions".to_owned()), "{wildcards:?}");
        assert!(!wildcards.iter().any(|it| it.starts_with("SQS:Purge")), "a wildcard for one action is none");
        let delete = candidates.iter().find(|it| it.text == "SQS:DeleteQueue").unwrap();
        assert_eq!((delete.kind, delete.detail.as_str()), (CandidateKind::Action, "write"));
    }

    #[test]
    fn a_string_that_does_not_end_gives_up_only_its_own_letters() {
        for (marked, expected) in [
            ("{\"Statement\": [{\"Action\": \"sqs:De|\n\"Resource\": \"*\"}]}", "sqs:De"),
            ("{\"Statement\": [{\"Action\": [\"s3:GetObject\", \"sqs:|]}]}", "sqs:"),
            ("{\"Statement\": [{\"Action\": [\"|", ""),
        ] {
            assert_eq!(complete(marked).unwrap().0, expected, "{marked}");
        }
    }

    #[test]
    fn nothing_is_offered_elsewhere_or_behind_a_wildcard() {
        for marked in [
            list("\"s3:*Obj|\""),
            list("\"s3:GetObject|").replace("\"s3:GetObject|", "|"),
            list("\"a b|\""),
            r#"{"Statement": [{"Action": "s3:*", "Resource": "arn:|"}]}"#.to_owned(),
            r#"{"Statement": [{"Action": "s3:*", "Condition": {"StringEquals": {"s3:|": "a"}}}]}"#.to_owned(),
        ] {
            assert_eq!(complete(&marked), None, "{marked}");
        }
        assert_eq!(complete(&list("\"no-such-service:|\"")).unwrap().1, []);
    }

    #[test]
    fn retired_actions_are_not_offered() {
        let catalog = leastwise_iam::Catalog::embedded();
        let services = catalog.services();
        let (service, retired) = services
            .iter()
            .find_map(|service| {
                let retired = service.actions().iter().find(|action| action.retired.is_some())?;
                Some((service.prefix(), &retired.name))
            })
            .unwrap();
        let (_, candidates) = complete(&list(&format!("\"{service}:|\""))).unwrap();
        assert!(candidates.iter().all(|it| it.text != format!("{service}:{retired}")));
    }
}
