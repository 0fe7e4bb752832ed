//! What a findings file names at a place, and which entries of policies grant it.

use std::sync::Arc;

use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::{Entry, Span};

use crate::analysis::{Analysis, EntryRef};
use crate::catalog_facts::facts;
use crate::findings::{Extent, FindingsFile, Place};
use crate::hover::Markup;
use crate::principal::Principal;
use crate::report::{Report, Subject};
use crate::rules::is_judged;

/// An unused action, or a wholly unused service, as a findings file names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// The findings file.
    pub file: Arc<str>,
    /// Whom the finding is about; `None` where the file names nobody.
    pub principal: Option<Principal>,
    /// Where it is named.
    pub span: Span,
    /// What is named.
    pub what: Mentioned,
}

/// What a findings file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mentioned {
    /// An action.
    Action(ActionName),
    /// A service all of which is unused.
    Service(Box<str>),
}

impl Mention {
    /// What a findings file names at an offset; a cursor at either end of a name is on it.
    pub fn at(file: &FindingsFile, offset: usize) -> Option<Mention> {
        let here = Span::new(offset, offset);
        let mention = |principal: &Option<Principal>, span: Span, what: Mentioned| Mention {
            file: Arc::clone(&file.path),
            principal: principal.clone(),
            span,
            what,
        };
        for finding in &file.findings {
            for service in &finding.details().services {
                match &service.extent {
                    Extent::Whole if service.span.touches(here) => {
                        let what = Mentioned::Service(service.namespace.clone());
                        return Some(mention(&finding.principal, service.span, what));
                    }
                    Extent::Whole => {}
                    Extent::Actions(actions) => {
                        if let Some(action) = actions.iter().find(|action| action.span.touches(here)) {
                            let what = Mentioned::Action(action.name.clone());
                            return Some(mention(&finding.principal, action.span, what));
                        }
                    }
                }
            }
        }
        None
    }

    /// What is named, as it is written in a policy: `s3:GetBucketAcl`, or `s3:*` for a service.
    pub fn name(&self) -> String {
        match &self.what {
            Mentioned::Action(name) => name.as_str().to_owned(),
            Mentioned::Service(service) => format!("{service}:*"),
        }
    }

    /// Whom the finding is about, in words.
    pub fn who(&self) -> String {
        self.principal.as_ref().map_or_else(|| "the principal".to_owned(), ToString::to_string)
    }

    fn is_granted_by(&self, pattern: &Pattern) -> bool {
        match &self.what {
            Mentioned::Action(name) => pattern.matches(name.service(), name.name()),
            Mentioned::Service(service) => {
                pattern.service().is_none_or(|own| own.eq_ignore_ascii_case(service))
            }
        }
    }

    fn is_about(&self, report: &Report) -> bool {
        match (&report.subject, &self.principal) {
            (Subject::Named(named), Some(principal)) => named == principal,
            (_, None) => report.files.contains(&self.file),
            _ => false,
        }
    }
}

impl Analysis {
    /// Where findings name the unused actions that an entry grants, in the order of their names, without repetition.
    pub fn reported_places(&self, at: EntryRef) -> Vec<Place> {
        let Some((pattern, view)) = self.pattern(at) else { return Vec::new() };
        let look = view.standing.narrower.look(&pattern);
        let mut places: Vec<Place> = Vec::new();
        for action in &look.unused {
            let reported = view.standing.reported(action);
            let new = reported.map(|reported| &reported.place);
            // A service that is wholly unused is named once for all its actions, which stand one after the other.
            places.extend(new.filter(|place| places.last() != Some(*place)).cloned().collect::<Vec<_>>());
        }
        places
    }

    /// The entries of judged statements that grant what a findings file names to whom the finding is about, in the
    /// order of the text.
    pub fn granting(&self, mention: &Mention) -> Vec<&Entry> {
        let judged = self.source.documents.iter().zip(&self.views);
        let theirs = judged.filter(|(_, view)| {
            let reports = view.iter().flat_map(|view| view.standing.reports(&self.known.joined.reports));
            reports.into_iter().any(|report| mention.is_about(report))
        });
        let statements = theirs.flat_map(|(document, _)| {
            document.statements.iter().filter(|statement| is_judged(document, statement))
        });
        let entries =
            statements.flat_map(|statement| &statement.actions).flat_map(|actions| &actions.entries);
        let grants =
            |entry: &&Entry| Pattern::parse(&entry.text).is_ok_and(|pattern| mention.is_granted_by(&pattern));
        entries.filter(grants).collect()
    }
}

impl crate::World {
    /// What there is to say about a mention, with the places that grant it as the caller writes them.
    pub fn hover_on_mention(&self, mention: &Mention, places: Vec<String>, markup: Markup) -> String {
        let (name, who) = (markup.code(&mention.name()), markup.text(&mention.who()));
        let mut text = match places.is_empty() {
            true => format!("No judged policy here grants {name} to {who}\n"),
            false => format!("{name} is granted to {who} by\n\n{}", markup.list(places)),
        };
        if let Mentioned::Action(action) = &mention.what {
            let facts: Vec<String> =
                facts(action, self.catalog()).iter().map(|fact| markup.text(fact)).collect();
            if !facts.is_empty() {
                text.push_str(&format!("\n{}", markup.list(facts)));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::findings::read;

    #[test]
    fn the_name_under_the_cursor_is_the_one_that_is_meant() {
        let text = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl", "GetObject"]}]"#;
        let file = read("/f.json", text).unwrap();
        let at = |part: &str| Mention::at(&file, text.find(part).unwrap()).map(|mention| mention.name());
        assert_eq!(at("GetBucketAcl").as_deref(), Some("s3:GetBucketAcl"));
        assert_eq!(at("\"GetObject").as_deref(), Some("s3:GetObject"));
        assert_eq!(at("serviceNamespace"), None);
    }
}
