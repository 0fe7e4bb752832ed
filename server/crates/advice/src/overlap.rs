//! Which other entries grant the same unused actions. Taking an action out of one entry changes nothing while another
//! entry of the same principals still grants it, so that all of them have to be known.
//!
//! What is looked at is bounded, so that a keystroke in a long policy stays cheap: a few wildcards of each service and the
//! first few unused actions of an entry. What is found is right; what is beyond the bounds is left out.

use std::borrow::Borrow;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::sync::Arc;

use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::{Source, Span};
use rustc_hash::FxHashMap;

use crate::analysis::Related;
use crate::document_type::DocumentType;
use crate::rules::{Granting, granting};
use crate::standing::Standing;
use crate::world::Known;

/// The most related places of one advice.
const MOST_OTHERS: usize = 3;
/// The most wildcards of one service, and entries of one plain action, that are remembered.
const MOST_ALIKE: usize = 8;
/// The most unused actions of an entry that are looked up.
const MOST_ACTIONS: usize = 8;

/// Entries that grant something unused, to be found by what they grant.
#[derive(Debug)]
struct Overlap<K, T> {
    /// By the action, the first entry and a few more.
    plain: FxHashMap<K, (T, Vec<T>)>,
    /// By folded service; the empty one is that of `*`.
    wildcards: FxHashMap<Box<str>, Vec<Wildcard<T>>>,
}

#[derive(Debug)]
struct Wildcard<T> {
    pattern: Pattern,
    /// How many bytes of a name must be its stem. Almost every name is told from the pattern by them.
    stem: usize,
    who: T,
}

impl<T> Wildcard<T> {
    fn grants(&self, action: &ActionName) -> bool {
        let head = action.name().as_bytes().get(..self.stem);
        let stem = self.pattern.name().as_bytes().get(..self.stem);
        head.zip(stem).is_some_and(|(head, stem)| head.eq_ignore_ascii_case(stem))
            && self.pattern.matches(action.service(), action.name())
    }
}

impl<K, T> Default for Overlap<K, T> {
    fn default() -> Self {
        Overlap { plain: FxHashMap::default(), wildcards: FxHashMap::default() }
    }
}

impl<K: Borrow<ActionName> + Hash + Eq, T: Copy + PartialEq> Overlap<K, T> {
    /// Adds an entry; `key` makes a key of its action where it is plain.
    fn add<'g>(&mut self, entry: &'g Granting<'_>, who: T, key: impl FnOnce(&'g ActionName) -> K) {
        let Some(first) = entry.look.unused.first() else { return };
        if entry.pattern.is_plain() {
            match self.plain.entry(key(first)) {
                Entry::Vacant(vacant) => {
                    vacant.insert((who, Vec::new()));
                }
                Entry::Occupied(mut alike) if alike.get().1.len() < MOST_ALIKE => alike.get_mut().1.push(who),
                Entry::Occupied(_) => {}
            }
            return;
        }
        let service = entry.pattern.service().unwrap_or_default().to_ascii_lowercase();
        let alike = self.wildcards.entry(service.into()).or_default();
        if alike.len() < MOST_ALIKE {
            let stem = entry.pattern.stem().len();
            alike.push(Wildcard { pattern: entry.pattern.clone(), stem, who });
        }
    }

    /// Those that grant one of the first unused actions of an entry, each with that action.
    fn others<'e>(&self, entry: &'e Granting<'_>, is_other: impl Fn(T) -> bool) -> Vec<(T, &'e ActionName)> {
        let mut found: Vec<(T, &ActionName)> = Vec::new();
        let everything = self.wildcards("");
        let mut service = "";
        let mut of_service: &[Wildcard<T>] = &[];
        for action in entry.look.unused.iter().take(MOST_ACTIONS) {
            if action.service() != service {
                service = action.service();
                of_service = self.wildcards(service);
            }
            let plain = self.plain.get(action).into_iter();
            let plain = plain.flat_map(|(first, more)| std::iter::once(first).chain(more));
            let wild = of_service.iter().chain(everything).filter(|wildcard| wildcard.grants(action));
            for &who in plain.chain(wild.map(|wildcard| &wildcard.who)) {
                if found.len() == MOST_OTHERS {
                    return found;
                }
                if is_other(who) && !found.iter().any(|(known, _)| *known == who) {
                    found.push((who, action));
                }
            }
        }
        found
    }

    fn wildcards(&self, service: &str) -> &[Wildcard<T>] {
        let found = match service.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.wildcards.get(&*service.to_ascii_lowercase()),
            false => self.wildcards.get(service),
        };
        found.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The entries of one document and of the other documents of its principals.
pub(crate) struct Others<'a> {
    path: Arc<str>,
    document: usize,
    /// The file's text is the one that the world has seen, so that places in its other documents are right.
    is_as_known: bool,
    granting: &'a [Granting<'a>],
    here: Overlap<&'a ActionName, usize>,
    elsewhere: Option<&'a Elsewhere>,
    standing: &'a Standing,
}

impl<'a> Others<'a> {
    pub(crate) fn new(
        path: &str,
        source: &Source,
        document: usize,
        granting: &'a [Granting<'a>],
        standing: &'a Standing,
        known: &'a Known,
    ) -> Others<'a> {
        let mut here = Overlap::default();
        granting.iter().enumerate().for_each(|(index, entry)| here.add(entry, index, |action| action));
        let is_shared = standing.subjects().any(|subject| known.has_several_policies(subject));
        let elsewhere = is_shared.then(|| known.elsewhere());
        let seen = elsewhere.and_then(|_| known.policies().iter().find(|policy| &*policy.path == path));
        let is_as_known = seen.is_some_and(|policy| policy.source.text == source.text);
        Others { path: path.into(), document, is_as_known, granting, here, elsewhere, standing }
    }

    /// The other places that grant an unused action of the entry at `index`, those of the same document first.
    pub(crate) fn related(&self, index: usize) -> Vec<Related> {
        let Some(entry) = self.granting.get(index) else { return Vec::new() };
        let here =
            self.here.others(entry, |other| other != index).into_iter().filter_map(|(other, action)| {
                let other = self.granting.get(other)?;
                Some(related(&self.path, other.entry.span, other.pattern.as_str(), action))
            });
        let mut found: Vec<Related> = here.collect();
        let Some(elsewhere) = self.elsewhere else { return found };
        let is_other = |grant: &Grant| {
            *grant.path != *self.path || (self.is_as_known && grant.document != self.document)
        };
        for subject in self.standing.subjects() {
            for (grant, action) in elsewhere.others(subject, entry, is_other) {
                if found.len() == MOST_OTHERS {
                    return found;
                }
                let place = related(&grant.path, grant.span, &grant.text, action);
                if !found.contains(&place) {
                    found.push(place);
                }
            }
        }
        found
    }
}

fn related(file: &Arc<str>, span: Span, text: &str, action: &ActionName) -> Related {
    let message = match text.eq_ignore_ascii_case(action.as_str()) {
        true => format!("{action} is granted here as well"),
        false => format!("{action} is granted here as well, by `{text}`"),
    };
    Related::new(Arc::clone(file), span, &message)
}

/// What the policies of the workspace grant to principals that have several of them.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    grants: Vec<Grant>,
    /// By the index of the principal's report.
    by_subject: FxHashMap<usize, Overlap<ActionName, usize>>,
}

/// An entry of a policy of the workspace.
#[derive(Debug)]
struct Grant {
    path: Arc<str>,
    document: usize,
    span: Span,
    text: Box<str>,
}

impl Elsewhere {
    /// Judges every policy of a principal that has several.
    pub(crate) fn new(known: &Known) -> Elsewhere {
        let mut elsewhere = Elsewhere::default();
        for policy in known.policies() {
            let placement = known.placement(&policy.path, &policy.source);
            for (document, text) in policy.source.documents.iter().enumerate() {
                let attribution = known.attribution(&placement, text);
                let is_shared = attribution.subjects.iter().any(|(one, _)| known.has_several_policies(*one));
                let is_judged = attribution.blocked.is_none()
                    && !text.container.export
                    && known.typed(&policy.path, text).kind == DocumentType::Identity;
                if !is_shared || !is_judged {
                    continue;
                }
                let standing = known.standing(&attribution, &placement.applied);
                for entry in granting(document, text, &standing).filter(|entry| !entry.look.unused.is_empty())
                {
                    let grant = elsewhere.grants.len();
                    for subject in standing.subjects() {
                        elsewhere.by_subject.entry(subject).or_default().add(
                            &entry,
                            grant,
                            ActionName::clone,
                        );
                    }
                    elsewhere.grants.push(Grant {
                        path: Arc::clone(&policy.path),
                        document,
                        span: entry.entry.span,
                        text: entry.pattern.as_str().into(),
                    });
                }
            }
        }
        elsewhere
    }

    fn others<'e>(
        &'e self,
        subject: usize,
        entry: &'e Granting<'_>,
        is_other: impl Fn(&Grant) -> bool,
    ) -> impl Iterator<Item = (&'e Grant, &'e ActionName)> {
        let is_other = |grant: usize| self.grants.get(grant).is_some_and(&is_other);
        let found = self.by_subject.get(&subject).map(|overlap| overlap.others(entry, is_other));
        let found = found.into_iter().flatten();
        found.filter_map(|(grant, action)| Some((self.grants.get(grant)?, action)))
    }
}
