//! Two policies side by side, statement by statement: what AWS recommends, and what stays here once everything unused is
//! taken out. Actions are compared by what they grant, without regard to case or to the way a list is written.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use jiff::civil::Date;
use leastwise_iam::{ActionName, Pattern, Universe};
use leastwise_policy::{ActionKey, Document, Effect, Source, Statement};

use super::{Comparison, Difference, DifferenceKind, RecommendedPolicy};
use crate::evidence::{Grounds, Reason, granted};
use crate::rules::is_judged;

type Actions = BTreeSet<ActionName>;

/// Compares a document, by its index in the source, with what AWS recommends for it.
pub(crate) fn compare(
    source: &Source,
    index: usize,
    aws: &RecommendedPolicy,
    grounds: &Grounds<'_>,
) -> Option<Comparison> {
    let document = source.documents.get(index)?;
    let comparer = Comparer { aws, grounds, day: aws.made_on, seen: OnceCell::new() };
    Some(Comparison {
        document: index,
        place: aws.place.clone(),
        made_on: aws.made_on,
        policy_updated_on: aws.updated_on,
        differences: comparer.differences(source, document),
    })
}

struct Comparer<'a> {
    aws: &'a RecommendedPolicy,
    grounds: &'a Grounds<'a>,
    day: Option<Date>,
    /// What the policy granted when AWS saw it, where that is known.
    seen: OnceCell<Option<Actions>>,
}

/// A statement with what it grants (or denies) in the end.
struct Side<'a> {
    statement: &'a Statement,
    frame: String,
    /// What its list names.
    named: Actions,
    /// What of it stays.
    actions: Actions,
}

impl Comparer<'_> {
    fn differences(&self, source: &Source, document: &Document) -> Vec<Difference> {
        let ours = self.sides(source, document, Some(document));
        let recommended = self.aws.recommended.as_ref();
        let Some((recommended, policy)) = recommended.and_then(|text| Some((text, text.documents.first()?)))
        else {
            return self.detached(&ours).into_iter().collect();
        };
        let theirs = self.sides(recommended, policy, None);
        let pairs = pairs(&ours, &theirs);
        let mut differences = Vec::new();
        for (side, pair) in ours.iter().zip(&pairs) {
            self.compare(side, pair.and_then(|at| theirs.get(at)), &mut differences);
        }
        // Who leaves a statement to a template cannot tell which one AWS saw.
        if document.statements.iter().all(Statement::is_literal) {
            let unpaired = theirs
                .iter()
                .enumerate()
                .filter(|(at, side)| !pairs.contains(&Some(*at)) && !side.actions.is_empty());
            differences.extend(unpaired.map(|(_, side)| Difference {
                statement: None,
                kind: DifferenceKind::OnlyInAws,
                actions: side.actions.iter().cloned().collect(),
                why: None,
            }));
        }
        differences
    }

    /// AWS would detach the policy: that is what it says here, too, where nothing stays.
    fn detached(&self, ours: &[Side<'_>]) -> Option<Difference> {
        let allows = ours.iter().filter(|side| side.statement.effect == Effect::Allow);
        let stays: Actions = allows.flat_map(|side| side.actions.iter().cloned()).collect();
        let why = self.why_kept(stays.first()?);
        let actions = stays.into_iter().collect();
        Some(Difference { statement: None, kind: DifferenceKind::AwsDetaches, actions, why })
    }

    /// The statements of a policy that are literal. `judged` is the document whose unused actions go.
    fn sides<'s>(&self, source: &Source, policy: &'s Document, judged: Option<&Document>) -> Vec<Side<'s>> {
        let literal = policy.statements.iter().filter(|statement| statement.is_literal());
        literal
            .filter_map(|statement| {
                let named = self.actions(statement)?;
                let mut actions = named.clone();
                if judged.is_some_and(|document| is_judged(document, statement)) {
                    let unused = self.grounds.unused;
                    actions.retain(|action| !unused.contains(action.service(), action.name()));
                }
                Some(Side { statement, frame: source.canonical_statement(policy, statement), named, actions })
            })
            .collect()
    }

    /// What a statement's list names, of the actions that were public on the day.
    fn actions(&self, statement: &Statement) -> Option<Actions> {
        let element = statement.actions.as_ref()?;
        let patterns = element.entries.iter().filter_map(|entry| Pattern::parse(&entry.text).ok());
        let named: Actions = patterns.flat_map(|pattern| granted(&pattern, self.grounds.universe)).collect();
        let named = match element.key {
            ActionKey::Action => named,
            ActionKey::NotAction => {
                every(self.grounds.universe).filter(|action| !named.contains(action)).collect()
            }
        };
        Some(named.into_iter().filter(|action| self.was_public(action)).collect())
    }

    fn was_public(&self, action: &ActionName) -> bool {
        let service = self.grounds.universe.catalog().service(action.service());
        let known = service.and_then(|service| service.action(action.name()));
        self.day.zip(known).is_none_or(|(day, known)| known.first_seen.is_by(day))
    }

    fn compare(&self, ours: &Side<'_>, theirs: Option<&Side<'_>>, differences: &mut Vec<Difference>) {
        let mut push = |kind, actions: Vec<ActionName>, why| {
            differences.push(Difference { statement: Some(ours.statement.index), kind, actions, why });
        };
        if ours.statement.effect != Effect::Allow {
            match theirs {
                Some(theirs) if theirs.actions == ours.actions && theirs.frame == ours.frame => {}
                None => push(DifferenceKind::OnlyHere, Vec::new(), None),
                Some(_) => push(DifferenceKind::OtherDeny, Vec::new(), None),
            }
            return;
        }
        if theirs.is_some_and(|theirs| theirs.frame != ours.frame) {
            push(DifferenceKind::OtherFrame, Vec::new(), None);
        }
        let nothing = Actions::new();
        let theirs = theirs.map_or(&nothing, |theirs| &theirs.actions);
        let kept: Vec<ActionName> = theirs.difference(&ours.actions).cloned().collect();
        if !kept.is_empty() {
            push(DifferenceKind::AwsKeeps, kept, self.newer_finding());
        }
        let mut dropped: Vec<(Option<String>, Vec<ActionName>)> = Vec::new();
        for action in ours.actions.difference(theirs) {
            let why = self.why_kept(action);
            match dropped.iter_mut().find(|(known, _)| *known == why) {
                Some((_, actions)) => actions.push(action.clone()),
                None => dropped.push((why, vec![action.clone()])),
            }
        }
        dropped.into_iter().for_each(|(why, actions)| push(DifferenceKind::AwsDrops, actions, why));
    }

    /// What explains that something goes here that AWS keeps.
    fn newer_finding(&self) -> Option<String> {
        let newest = self.grounds.days().max()?;
        (newest > self.day?).then(|| format!("the finding of {newest} is newer than the recommendation"))
    }

    fn seen(&self) -> Option<&Actions> {
        let read = || {
            let existing = self.aws.existing.as_ref()?;
            let statements = existing.source.documents.iter().flat_map(|document| &document.statements);
            let allows = statements.filter(|statement| statement.effect == Effect::Allow);
            Some(allows.filter_map(|statement| self.actions(statement)).flatten().collect())
        };
        self.seen.get_or_init(read).as_ref()
    }

    /// What explains that something stays here that AWS drops.
    fn why_kept(&self, action: &ActionName) -> Option<String> {
        match self.grounds.reason(action) {
            Reason::KeptBySetting(_) => Some("a setting keeps it".to_owned()),
            Reason::NotUnusedByAll(who) => Some(format!("{who} may use it")),
            Reason::Disputed(_) => Some("two findings disagree about it".to_owned()),
            Reason::Used(_) => Some("it was used".to_owned()),
            _ => match self.seen() {
                Some(seen) if seen.contains(action) => {
                    Some(self.newer_finding().unwrap_or_else(|| "not in any finding here".to_owned()))
                }
                Some(_) => Some("the file is newer than the recommendation".to_owned()),
                None if self.newer_finding().is_some() => self.newer_finding(),
                None => Some("not in any finding, so the file seems to be newer".to_owned()),
            },
        }
    }
}

fn every(universe: &Universe) -> impl Iterator<Item = ActionName> {
    universe.services().flat_map(|service| {
        let names = universe.names(service).iter();
        names.filter_map(move |name| ActionName::new(service, name).ok())
    })
}

/// Whether two statements belong together.
type Rule<'r> = &'r dyn Fn(&Side<'_>, &Side<'_>) -> bool;

/// Which statement of AWS's each of ours became. AWS takes actions away and leaves the rest of a statement alone, so that
/// the two have actions in common and stand in the same frame, or at least under the same Sid.
fn pairs(ours: &[Side<'_>], theirs: &[Side<'_>]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; ours.len()];
    let overlap = |a: &Side<'_>, b: &Side<'_>| b.named.iter().any(|action| a.named.contains(action));
    let same_sid = |a: &Side<'_>, b: &Side<'_>| a.statement.sid == b.statement.sid;
    let rules: [Rule<'_>; 4] = [
        &|a, b| a.frame == b.frame && same_sid(a, b) && overlap(a, b),
        &|a, b| a.frame == b.frame && overlap(a, b),
        &|a, b| a.statement.sid.is_some() && same_sid(a, b),
        &overlap,
    ];
    for rule in rules {
        for (at, side) in ours.iter().enumerate() {
            if pairs.get(at).copied().flatten().is_some() {
                continue;
            }
            let found = theirs.iter().enumerate().find(|(other, theirs)| {
                let same_effect = side.statement.effect == theirs.statement.effect;
                same_effect && !pairs.contains(&Some(*other)) && rule(side, theirs)
            });
            let found = found.map(|(other, _)| other);
            if let Some(pair) = pairs.get_mut(at) {
                *pair = found;
            }
        }
    }
    pairs
}
