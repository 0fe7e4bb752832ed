//! What is said about the place under a cursor: the evidence where a policy is judged, and what the catalog says.

use leastwise_iam::tree::{Node, trees};
use leastwise_iam::{AccessLevel, ActionName, Pattern};
use leastwise_policy::{ActionKey, CursorTarget, Span};

use crate::analysis::{Analysis, EntryRef};
use crate::catalog_facts::facts;
use crate::evidence::render::{self, Rendering};
use crate::markdown;
use crate::reference::page;
use crate::visible::visible;
use crate::words::{count, number};

/// What is said about a place, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The text that it is about.
    pub span: Span,
    /// Never empty.
    pub parts: Vec<Part>,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Prose, in the wanted markup.
    Text(String),
    /// The narrowing of a wildcard, a tree for each service, to be drawn.
    Trees(Vec<(String, Node)>),
}

/// How prose is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// As it is.
    #[default]
    Plain,
    /// CommonMark.
    Markdown,
}

impl Markup {
    /// A text that comes from a file.
    pub fn text(self, text: &str) -> String {
        match self {
            Markup::Plain => visible(text).into_owned(),
            Markup::Markdown => markdown::escape(text),
        }
    }

    /// A name in the text.
    pub fn code(self, text: &str) -> String {
        match self {
            Markup::Plain => visible(text).into_owned(),
            Markup::Markdown => markdown::code(text),
        }
    }

    /// Several lines that are drawn.
    pub fn block(self, lines: &str) -> String {
        match self {
            Markup::Plain => format!("{lines}\n"),
            Markup::Markdown => markdown::block(lines),
        }
    }

    /// A list of lines.
    pub fn list(self, lines: impl IntoIterator<Item = String>) -> String {
        lines.into_iter().map(|line| format!("- {line}\n")).collect()
    }
}

impl Analysis {
    /// What there is to say about a place of the policy file. `None` where it is nothing.
    pub fn hover(&self, place: &CursorTarget, markup: Markup, rendering: &Rendering<'_>) -> Option<Hover> {
        let parts = match place {
            CursorTarget::Key { document, statement, .. } => {
                self.of_statement(*document, *statement, markup, rendering)?
            }
            CursorTarget::Entry(entry) => self.of_entry(entry.at?, entry.key, markup, rendering)?,
        };
        Some(Hover { span: place.span(), parts })
    }

    fn of_statement(
        &self,
        document: usize,
        statement: usize,
        markup: Markup,
        rendering: &Rendering<'_>,
    ) -> Option<Vec<Part>> {
        let evidence = self.statement_evidence(document, statement)?;
        Some(vec![Part::Text(render::statement(&evidence, rendering, markup))])
    }

    fn of_entry(
        &self,
        at: EntryRef,
        key: ActionKey,
        markup: Markup,
        rendering: &Rendering<'_>,
    ) -> Option<Vec<Part>> {
        let pattern = Pattern::parse(&self.entry(at)?.text).ok()?;
        let mut parts = Vec::new();
        match self.evidence(at) {
            Some(evidence) => {
                parts.push(Part::Text(match markup {
                    Markup::Markdown => render::markdown(&evidence, rendering),
                    Markup::Plain => render::text(&evidence, rendering),
                }));
                parts.extend(self.narrowing_drawn(at, &pattern));
            }
            None if pattern.is_plain() => {}
            None => parts.push(Part::Text(self.reach(&pattern, key, markup))),
        }
        if let Ok(name) = ActionName::parse(pattern.as_str()) {
            parts.extend(self.facts(&name, markup));
        }
        let page = page(&pattern, self.known.joined.universe.catalog());
        if let Some(page) = page.filter(|_| markup == Markup::Markdown && !parts.is_empty()) {
            parts.push(Part::Text(markdown::link("Service Authorization Reference", &page) + "\n"));
        }
        (!parts.is_empty()).then_some(parts)
    }

    /// What the catalog says about an action.
    pub fn facts(&self, name: &ActionName, markup: Markup) -> Option<Part> {
        facts_part(name, self.known.joined.universe.catalog(), markup)
    }

    fn narrowing_drawn(&self, at: EntryRef, pattern: &Pattern) -> Option<Part> {
        let (_, view) = self.pattern(at).filter(|_| !pattern.is_plain())?;
        let narrower = &view.standing.narrower;
        let look = narrower.look(pattern);
        // Of a wildcard that goes, or stays as it is, a tree says nothing new.
        if look.unused.is_empty() || look.unused.len() == look.granted {
            return None;
        }
        let trees = trees(pattern, narrower.universe(), narrower.unused());
        (!trees.is_empty()).then_some(Part::Trees(trees))
    }

    /// What a wildcard stands for where nothing is known of its use: "`s3:Get*` stands for 63 actions: 2 …".
    fn reach(&self, pattern: &Pattern, key: ActionKey, markup: Markup) -> String {
        let levels = self.levels(pattern);
        let all: usize = levels.iter().map(|(_, count)| count).sum();
        let name = markup.code(pattern.as_str());
        let does = match key {
            ActionKey::Action => "stands for",
            ActionKey::NotAction => "leaves out",
        };
        let date = self.known.joined.universe.catalog().date();
        if all == 0 {
            return format!("{name} {does} no action of the catalog of {date}\n");
        }
        let levels: Vec<String> = levels
            .iter()
            .filter(|(_, count)| *count > 0)
            .map(|(level, count)| match level {
                AccessLevel::Unknown => format!("{} of unknown level", number(*count)),
                level => format!("{} {}", number(*count), level.as_str().replace('-', " ")),
            })
            .collect();
        format!("{name} {does} {} of the catalog of {date}: {}\n", count(all, "action"), levels.join(", "))
    }

    fn levels(&self, pattern: &Pattern) -> [(AccessLevel, usize); AccessLevel::ALL.len()] {
        let universe = &self.known.joined.universe;
        let mut levels = AccessLevel::ALL.map(|level| (level, 0));
        let reached = |service: &&str| pattern.service().is_none_or(|own| own.eq_ignore_ascii_case(service));
        for service in universe.services().filter(reached) {
            let catalogued = universe.catalog().service(service);
            for name in universe.names(service) {
                if !pattern.matches(service, name) {
                    continue;
                }
                let known = catalogued.and_then(|service| service.action(name));
                let level = known.map_or(AccessLevel::Unknown, |action| action.level);
                if let Some((_, count)) = levels.get_mut(level as usize) {
                    *count += 1;
                }
            }
        }
        levels
    }
}

/// What the catalog says about an action, as one part.
pub(crate) fn facts_part(
    name: &ActionName,
    catalog: &leastwise_iam::Catalog,
    markup: Markup,
) -> Option<Part> {
    let facts = facts(name, catalog);
    let facts = facts.iter().map(|fact| markup.text(fact));
    (facts.len() > 0).then(|| Part::Text(markup.list(facts)))
}

#[cfg(test)]
mod tests;
