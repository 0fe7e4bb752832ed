//! The advice on one policy file.

use std::sync::{Arc, OnceLock};

use leastwise_iam::{ActionName, Look};
pub use leastwise_policy::EntryRef;
use leastwise_policy::{Document, Effect, Entry, Source, Span};

use crate::coverage::Coverage;
use crate::document_type::{DocumentType, Typed};
use crate::evidence::{Denies, Grounds};
use crate::overlap::Others;
use crate::quota::Limit;
use crate::recommendation::{Comparison, compare};
use crate::settings::Settings;
use crate::standing::Standing;
use crate::visible::visible;
use crate::world::{Known, Placement};
use crate::{Level, Rule, rules};

/// Something to say about a place in a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The place.
    pub span: Span,
    /// The rule.
    pub rule: Rule,
    /// The level.
    pub level: Level,
    /// What is the matter, in one sentence without a full stop. Names and texts from files are [visible] in it.
    ///
    /// [visible]: crate::visible
    pub message: String,
    /// The text at the place has no use, so that an editor may fade it.
    pub unnecessary: bool,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
    /// The entry that it is about, for rules about entries.
    pub entry: Option<EntryRef>,
    /// What the entry grants and which of it is unused, for rules about entries.
    pub look: Option<Arc<Look>>,
}

impl Advice {
    /// The actions that the entry grants and that are unused, sorted.
    pub fn unused(&self) -> &[ActionName] {
        self.look.as_deref().map_or(&[], |look| &look.unused)
    }

    /// How many known actions the entry grants.
    pub fn granted(&self) -> usize {
        self.look.as_deref().map_or(0, |look| look.granted)
    }
}

/// Another place that has to do with an advice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file, as it was named to the [`crate::World`].
    pub file: Arc<str>,
    /// The place in it.
    pub span: Span,
    /// What is there, in words like those of [`Advice::message`].
    pub message: String,
}

impl Related {
    pub(crate) fn new(file: Arc<str>, span: Span, message: &str) -> Related {
        Related { file, span, message: visible(message).into_owned() }
    }
}

/// All that there is to say about one policy file, and the means to fix it.
#[derive(Debug)]
pub struct Analysis {
    /// The advice, in the order of the text.
    pub advice: Vec<Advice>,
    /// How many policy documents of the file were judged against at least one finding.
    pub judged: usize,
    /// How many policies the file holds, and how many of them were checked.
    pub coverage: Coverage,
    /// The file.
    pub source: Arc<Source>,
    /// The policies of the file beside what AWS recommends for them.
    pub comparisons: Vec<Comparison>,
    /// As it was named.
    pub(crate) path: Box<str>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) known: Arc<Known>,
    /// What is known of each document of the source, in its order; `None` where it is not judged.
    pub(crate) views: Vec<Option<View>>,
}

/// A judged document.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) standing: Arc<Standing>,
    /// Why no edit may be offered, as a clause.
    pub(crate) barrier: Option<String>,
    /// Nothing that it grants is used, and no statement would be left: it is to be detached, not edited.
    pub(crate) detached: bool,
    /// The quotas that may hold for it, the smallest first.
    pub(crate) limits: Vec<Limit>,
    /// What its Deny statements take away, read when somebody asks.
    pub(crate) denies: OnceLock<Denies>,
}

impl Analysis {
    pub(crate) fn new(known: Arc<Known>, path: &str, source: Arc<Source>) -> Analysis {
        let mut advice = Vec::new();
        let mut views = Vec::with_capacity(source.documents.len());
        let mut other_types: Vec<Typed> = Vec::new();
        let placement = known.placement(path, &source);
        for (index, document) in source.documents.iter().enumerate() {
            rules::invalid_action::check(document, &mut advice);
            rules::unknown_action::check(document, &known, &mut advice);
            let typed = known.typed(path, document);
            if typed.kind == DocumentType::Identity {
                views.push(judge(&known, &placement, &source, index, &mut advice));
                continue;
            }
            views.push(None);
            // Where there are no findings, nobody expects a policy to be judged. One reason is said once in a file.
            if !other_types.contains(&typed) && !known.joined.reports.list.is_empty() {
                advice.extend(rules::unjudged_policy::of_other_type(document, &typed));
                other_types.push(typed);
            }
        }
        let mut comparisons = Vec::new();
        for (index, (document, view)) in source.documents.iter().zip(&views).enumerate() {
            let Some(view) = view else { continue };
            let stem = placement.stem();
            comparisons.extend(cross_check(&known, &source, index, document, view, stem, &mut advice));
        }
        rules::encoded_policy::check(&source, &mut advice);
        // Where there are no findings, nobody expects a policy to be checked.
        if !known.joined.files.is_empty() && known.may_be_identity(path, &source) {
            advice.extend(rules::invalid_policy::syntax(&source));
            rules::unjudged_policy::unresolved(&source, &mut advice);
        }
        let settings = Arc::clone(&placement.applied.settings);
        settings.apply(&mut advice);
        advice.sort_by_key(|advice| (advice.span, advice.rule));
        let coverage = Coverage::of(&source, views.iter().map(Option::is_some));
        let judged = coverage.compared();
        Analysis { advice, judged, coverage, source, comparisons, path: path.into(), settings, known, views }
    }

    /// Why no edit of a document is offered, as a clause; `None` also where it is not judged.
    pub fn barrier(&self, document: usize) -> Option<&str> {
        self.views.get(document)?.as_ref()?.barrier.as_deref()
    }

    /// The entry at a place.
    pub fn entry(&self, at: EntryRef) -> Option<&Entry> {
        let document = self.source.documents.get(at.document)?;
        document.statement(at.statement)?.actions.as_ref()?.entry(at.entry)
    }

    /// The index of the document that an advice is about; `None` for advice on the file as a whole.
    pub fn document_of(&self, advice: &Advice) -> Option<usize> {
        let around = || self.source.documents.iter().position(|document| document.span.contains(advice.span));
        advice.entry.map(|at| at.document).or_else(around)
    }

    /// The advice that begins inside `span`. Advice stands in the order of the text.
    pub(crate) fn advice_in(&self, span: Span) -> &[Advice] {
        let from = self.advice.partition_point(|advice| advice.span.start < span.start);
        let rest = self.advice.get(from..).unwrap_or_default();
        let to = rest.partition_point(|advice| advice.span.start < span.end);
        rest.get(..to).unwrap_or_default()
    }

    /// The advice about an entry.
    pub(crate) fn advice_about(&self, at: EntryRef) -> Option<&Advice> {
        let span = self.entry(at)?.span;
        self.advice_in(span).iter().find(|advice| advice.entry == Some(at))
    }

    /// The advice whose place touches `span`.
    pub fn advice_at(&self, span: Span) -> impl Iterator<Item = &Advice> {
        self.advice.iter().filter(move |advice| advice.span.touches(span))
    }
}

/// Judges one document: whose it is, which of its entries grant what none of them uses.
fn judge(
    known: &Known,
    placement: &Placement<'_>,
    source: &Source,
    index: usize,
    advice: &mut Vec<Advice>,
) -> Option<View> {
    let document = source.documents.get(index)?;
    let applied = &placement.applied;
    let attribution = known.attribution(placement, document);
    if attribution.subjects.is_empty() && attribution.blocked.is_none() {
        return None;
    }
    // A dump is not what is deployed; whatever is wrong with it, its policies are not fixed there.
    if !document.container.export {
        rules::invalid_policy::flaws(document, advice);
    }
    let standing = known.standing(&attribution, applied);
    let unused_principals = match &attribution.blocked {
        None => rules::unused_principal::check(document, &attribution.subjects, &known.joined.reports),
        Some(_) => Vec::new(),
    };
    // Of an unused role there are no findings about its permissions, and nobody misses them.
    let is_no_news = attribution.subjects.len() == 1 && !unused_principals.is_empty();
    advice.extend(unused_principals);
    let blocked: Vec<&str> =
        [&attribution.blocked, &standing.blocked].into_iter().flatten().map(String::as_str).collect();
    if !blocked.is_empty() {
        // A dump of an account names hundreds of owners without a finding; each of them is no news.
        if !document.container.export && !is_no_news {
            advice.push(rules::unjudged_policy::not_judged(document, &blocked.join("; ")));
        }
        return None;
    }

    rules::unchecked_placeholder::check(source, document, advice);
    rules::unjudged_policy::kept_out(document, advice);
    let reports = &known.joined.reports;
    let granting: Vec<_> = rules::granting(index, document, &standing).collect();
    let before = advice.len();
    let others = Others::new(placement.path, source, index, &granting, &standing, known);
    advice.extend(granting.iter().enumerate().filter_map(|(index, entry)| {
        let mut advice = rules::unused_action::check(entry, &standing)
            .or_else(|| rules::unused_wildcard::check(entry, &standing))
            .or_else(|| rules::excess_wildcard::check(entry, &standing))?;
        advice.related.extend(others.related(index));
        Some(advice)
    }));
    let statements = document.statements.iter();
    advice.extend(
        statements.filter_map(|statement| rules::unused_not_action::check(document, statement, &standing)),
    );
    let detached = rules::unused_policy::check(source, document, &granting, &standing, known);
    let denies = || document.statements.iter().any(|statement| statement.effect == Effect::Deny);
    let is_detached = detached.is_some() && !denies();
    advice.extend(detached);

    let barrier = barrier(source, document, &standing)
        .or_else(|| applied.doubt.clone())
        .or_else(|| known.obstacle(placement.path, applied));
    // What is invalid is said at its place.
    let is_said = !source.reads_strictly(document);
    if let Some(why) = barrier.as_ref().filter(|_| advice.len() > before && !is_said) {
        advice.push(rules::unjudged_policy::not_edited(document.span.opening(), why));
    }
    if standing.unwindowed && barrier.is_none() && advice.len() > before {
        advice.push(rules::unjudged_policy::needs_window(document));
    }
    let path = known.below_root(placement.path);
    let limits = rules::size_quota::limits_of(path, document, applied.attached.kind, &standing, reports);
    advice.extend(rules::size_quota::check(source, document, &limits));
    let meanwhile = || applied.meanwhile.clone().or_else(|| known.meanwhile(applied, &standing));
    let barrier = barrier.or_else(meanwhile);
    Some(View { standing, barrier, detached: is_detached, limits, denies: OnceLock::new() })
}

/// Compares a judged document with what AWS recommends for it.
fn cross_check(
    known: &Known,
    source: &Source,
    index: usize,
    document: &Document,
    view: &View,
    stem: Option<&str>,
    advice: &mut Vec<Advice>,
) -> Vec<Comparison> {
    let principals: Vec<_> = view.standing.principals(&known.joined.reports).flatten().collect();
    let recommended = known.joined.recommendations.about(source, document, &principals, stem);
    let updated = recommended.iter().filter_map(|one| one.updated_on).max();
    advice.extend(rules::stale_finding::changed_since(document, updated, view.standing.analyzed));
    let grounds = Grounds::of(&view.standing, known);
    let comparisons: Vec<Comparison> =
        recommended.iter().filter_map(|one| compare(source, index, one, &grounds)).collect();
    advice.extend(comparisons.iter().filter_map(|one| rules::recommendation_differs::check(document, one)));
    comparisons
}

/// Why a document may not be edited, as a clause.
fn barrier(source: &Source, document: &Document, standing: &Standing) -> Option<String> {
    if document.container.export {
        return Some("it is part of a dump, and editing a dump changes nothing".to_owned());
    }
    source.barrier(document).or_else(|| standing.out_of_reach.clone())
}
