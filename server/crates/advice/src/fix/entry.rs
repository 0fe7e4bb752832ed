//! The fixes of one entry: remove it, narrow it, or write out what is kept.

use leastwise_iam::{ActionName, Narrowing, Outcome, Pattern, Style};
use leastwise_policy::Entry;

use super::plan::{Change, plan};
use super::title::{Title, was_kept};
use super::{Fix, FixKind};
use crate::analysis::{Analysis, EntryRef, View};
use crate::words::{count, number};

impl Analysis {
    /// The fixes of one entry, each proved on the document, the preferred one first. Where one cannot be applied it
    /// says why in [`Fix::disabled`].
    pub fn entry_fixes(&self, at: EntryRef) -> Vec<Fix> {
        let Some((pattern, view)) = self.pattern(at) else { return Vec::new() };
        let narrower = &view.standing.narrower;
        let mut fixes = Vec::new();
        // Where both styles give the same, there is one fix.
        let [narrow, explicit] = [Style::Narrow, Style::Explicit].map(|style| {
            let narrowing = narrower.narrow(&pattern, style);
            narrowing.ok().map(|narrowing| narrowing.outcome.clone())
        });
        let same_in_both = narrow.is_some() && narrow == explicit;
        for style in [Style::Narrow, Style::Explicit] {
            if style == Style::Explicit && (pattern.is_everything() || pattern.is_plain() || same_in_both) {
                continue;
            }
            let title = |what: &str| format!("{what} `{}`", pattern.as_str());
            let narrowing = match narrower.narrow(&pattern, style) {
                Ok(narrowing) => narrowing,
                Err(error) => {
                    let kind = if style == Style::Narrow { FixKind::Narrow } else { FixKind::WriteOut };
                    let what = if style == Style::Narrow { "Narrow" } else { "Write out" };
                    fixes.push(Fix::planned(kind, title(what), view, Err(error.to_string())));
                    continue;
                }
            };
            let Some(change) = Change::new(at, &narrowing.outcome) else { continue };
            let (kind, title) = self.entry_title(at, &pattern, &narrowing, style, view);
            let edits = plan(self, view, at.document, &[change]).map_err(String::from);
            let over = edits.as_ref().ok().and_then(|edits| self.over_quota(view, at.document, edits));
            let breaks_quota = over.as_ref().is_some_and(|over| over.by_fix > 0);
            let title = title.first_fact(over.map(|over| over.words)).to_string();
            let mut fix = Fix::planned(kind, title, view, edits);
            let is_wanted = same_in_both || style == self.settings.style || pattern.is_everything();
            fix.preferred = is_wanted
                && fix.disabled.is_none()
                && !view.standing.unwindowed
                && !self.is_left(view, &pattern, &narrowing)
                && !breaks_quota;
            fixes.push(fix);
        }
        fixes.extend(self.service_fix(at, &pattern, view));
        fixes.sort_by_key(|fix| !fix.preferred);
        fixes
    }

    fn entry_title(
        &self,
        at: EntryRef,
        pattern: &Pattern,
        narrowing: &Narrowing,
        style: Style,
        view: &View,
    ) -> (FixKind, Title) {
        let text = pattern.as_str();
        let removed = || {
            let granted = count(narrowing.granted, "action");
            format!("{} of {granted} removed", number(narrowing.unused.len()))
        };
        let (kind, title) = match (&narrowing.outcome, style) {
            (Outcome::Replaced(entries), Style::Explicit) => {
                let head = format!("Write out `{text}` as {}", count(entries.len(), "action"));
                let facts = ["closed to what AWS adds later".to_owned(), removed()];
                (FixKind::WriteOut, Title::new(head).facts(facts))
            }
            (Outcome::Replaced(entries), Style::Narrow) => {
                let head = match entries.as_slice() {
                    [only] => format!("Narrow `{text}` to `{}`", only.as_str()),
                    entries => format!("Narrow `{text}` to {}", count(entries.len(), "entry")),
                };
                let cost = self.is_costly(pattern, &narrowing.outcome);
                let cost = cost.then(|| format!("+{}", count(entries.len() - 1, "entry")));
                (FixKind::Narrow, Title::new(head).facts(cost).facts([removed()]))
            }
            _ => (FixKind::Remove, Title::new(format!("Remove `{text}`"))),
        };
        let idle = self.also_granted(at, &narrowing.unused, view).map(|sibling| {
            let line = self.source.line(sibling.span.start);
            format!("no effect alone: `{}` on line {line} grants the same", sibling.text)
        });
        let replayed = self.replayed(&self.dropped_beyond(pattern, &narrowing.outcome));
        let was_kept = was_kept(view, &narrowing.unused);
        let unseen_use = self.unseen_use(view, &narrowing.unused);
        let doubts = was_kept.into_iter().chain(self.behind(pattern)).chain(self.windowless(view));
        let doubts = doubts.chain(unseen_use);
        let objections = idle.into_iter().chain(doubts).chain(replayed);
        (kind, title.facts(self.age(view)).objections(objections))
    }

    /// What a replay of an earlier day drops beyond the findings: actions that became public after it.
    pub(super) fn dropped_beyond(&self, pattern: &Pattern, outcome: &Outcome) -> Vec<String> {
        let Some(today) = &self.known.joined.today else { return Vec::new() };
        let entries: &[Pattern] = match outcome {
            Outcome::Untouched => return Vec::new(),
            Outcome::Removed => &[],
            Outcome::Replaced(entries) => entries,
        };
        let services: Vec<&str> = match pattern.service() {
            Some(service) => vec![service],
            None => today.services().collect(),
        };
        let mut dropped = Vec::new();
        for service in services {
            for name in today.names(service) {
                let is_new = self.known.joined.universe.name(service, name).is_none();
                let granted = |pattern: &Pattern| pattern.matches(service, name);
                if is_new && granted(pattern) && !entries.iter().any(granted) {
                    dropped.push(format!("{service}:{name}"));
                }
            }
        }
        dropped
    }

    /// A sibling in the same list that still grants something, where siblings still grant all that the fix of an entry
    /// would remove. Entries of other statements may have other resources, so that they prove nothing.
    fn also_granted(&self, at: EntryRef, unused: &[ActionName], view: &View) -> Option<&Entry> {
        let statement = self.source.documents.get(at.document)?.statement(at.statement)?;
        let siblings = statement.actions.iter().flat_map(|actions| &actions.entries);
        let siblings: Vec<_> = siblings
            .filter(|entry| entry.index != at.entry)
            .filter_map(|entry| Some((entry, Pattern::parse(&entry.text).ok()?)))
            .filter(|(_, pattern)| !view.standing.narrower.look(pattern).unused.is_empty())
            .collect();
        let grants =
            |pattern: &Pattern, action: &ActionName| pattern.matches(action.service(), action.name());
        let is_granted = |action| siblings.iter().any(|(_, pattern)| grants(pattern, action));
        if unused.is_empty() || !unused.iter().all(is_granted) {
            return None;
        }
        let (entry, _) = siblings
            .iter()
            .find(|(_, pattern)| unused.first().is_some_and(|action| grants(pattern, action)))?;
        Some(*entry)
    }
}
