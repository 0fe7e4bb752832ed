//! What there is to publish about one file: made from a snapshot, away from the tasks that answer.

use std::sync::Arc;

use leastwise_advice::{Advice, Analysis};
use leastwise_policy::Source;
use tower_lsp::ls_types::{Diagnostic, Uri};

use super::convert::position::Lines;
use super::convert::to_proto::Diagnostics;
use super::document::Document;
use super::knowledge::{Holds, Knowledge};
use super::limits::{self, MOST_OPEN};
use super::page::Page;
use super::state::State;
use crate::workspace::load::Loaded;

/// What there is to publish about one file.
#[derive(Debug)]
pub struct Report {
    /// The key of the document, or the name of the file.
    pub key: Arc<str>,
    /// The document that it was made from; `None` if the file on disk is used.
    pub document: Option<Arc<Document>>,
    /// The generation of the knowledge that it was made from.
    pub generation: u64,
    /// What the client shall show; `None` where there is no such file any more.
    pub page: Option<Page>,
}

impl Report {
    /// Whether it is still true.
    pub fn is_current(&self, state: &State) -> bool {
        let same_document = match (&self.document, state.documents.get(&self.key)) {
            (None, None) => true,
            (Some(then), Some(now)) => Arc::ptr_eq(then, &now),
            _ => false,
        };
        same_document && state.knowledge().is_some_and(|now| now.generation == self.generation)
    }
}

/// Makes reports from one moment of the world.
pub struct Reporter<'a> {
    pub(super) state: &'a State,
    pub(super) knowledge: &'a Knowledge,
}

impl<'a> Reporter<'a> {
    /// Reports on what `knowledge` says.
    pub fn new(state: &'a State, knowledge: &'a Knowledge) -> Reporter<'a> {
        Reporter { state, knowledge }
    }

    /// The report on an open document; `None` where a new world has to come first.
    pub fn open(&self, document: Arc<Document>) -> Option<Report> {
        let said = self.said(&document)?;
        let advice = match &said {
            Said::Nothing => &[][..],
            Said::List(advice) => advice,
            Said::Analysis(analysis) => &analysis.advice,
        };
        let version = Some(document.version);
        let page = self.page(document.identity.uri.clone(), version, document.lines(), advice, MOST_OPEN);
        let key = Arc::clone(&document.identity.key);
        Some(Report {
            key,
            document: Some(document),
            generation: self.knowledge.generation,
            page: Some(page),
        })
    }

    fn said(&self, document: &Document) -> Option<Said> {
        if !document.in_step {
            return Some(Said::Nothing);
        }
        let name = &document.identity.name;
        let stands_for_file = document.stands_for_its_file();
        let seen = !stands_for_file || self.has_seen(document);
        if !seen {
            self.state.reconsider();
        }
        match document.content() {
            // The world has to see findings and settings as they are now before anything is said about them.
            Some(Loaded::Findings(_)) if stands_for_file => {
                seen.then(|| Said::List(self.knowledge.world.findings_advice(name)))
            }
            Some(Loaded::Settings(_)) if stands_for_file => {
                seen.then(|| Said::List(self.knowledge.world.settings_advice(name)))
            }
            Some(Loaded::Settings(settings)) => Some(Said::List(settings.file.problems.clone())),
            Some(Loaded::Source(_)) if stands_for_file => {
                Some(Said::List(self.knowledge.world.source_advice(name)))
            }
            Some(Loaded::Source(_)) => Some(Said::Nothing),
            Some(Loaded::Findings(findings)) => Some(Said::List(findings.file.problems.clone())),
            // Its own settings, which may keep what findings call unused, are read with its file.
            Some(Loaded::Policy(_)) if !seen && self.knowledge.file(name).is_none() => None,
            Some(Loaded::Policy(file)) => Some(Said::Analysis(self.analysis(document, &file.source))),
            None => match self.knowledge.file(name) {
                // The file on disk is used until the text is saved, and the places are in the disk's text.
                Some(known)
                    if stands_for_file && known.holds == Holds::Other && known.is_text(document.text()) =>
                {
                    Some(Said::List(self.knowledge.world.other_advice(name)))
                }
                // What is too large to be read from an editor is said as the disk has it.
                Some(known)
                    if stands_for_file && known.is_findings() && known.is_large(document.length()) =>
                {
                    Some(Said::List(self.knowledge.world.findings_advice(name)))
                }
                _ => Some(Said::Nothing),
            },
        }
    }

    /// Whether the world has seen what an open document means to other files.
    fn has_seen(&self, document: &Document) -> bool {
        match (document.content(), self.knowledge.file(&document.identity.name)) {
            (Some(Loaded::Findings(_)), Some(known)) => known.is_findings() && known.is_text(document.text()),
            (Some(loaded), _) if loaded.is_only_damaged() => true,
            // How many documents stand in a folder bears on whom findings without a principal are about.
            (Some(Loaded::Policy(file)), Some(known)) => {
                known.holds == Holds::Policies(file.source.documents.len())
            }
            (Some(Loaded::Settings(_)), Some(known)) => {
                known.holds == Holds::Settings && known.is_text(document.text())
            }
            (None | Some(Loaded::Source(_)), _) => true,
            (Some(_), None) => false,
        }
    }

    /// The analysis of an open policy.
    pub fn analysis(&self, document: &Document, source: &Arc<Source>) -> Arc<Analysis> {
        document.analysis(self.knowledge.generation, || {
            self.knowledge.world.analyse(&document.identity.name, Arc::clone(source))
        })
    }

    /// The page of a text with these lines; `most` diagnostics are published.
    pub(super) fn page(
        &self,
        uri: Uri,
        version: Option<i32>,
        lines: &Lines,
        advice: &[Advice],
        most: usize,
    ) -> Page {
        let send_version = self.state.session().caps.diagnostic_version;
        self.with_diagnostics(version, lines, |diagnostics| {
            Page::new(uri, version, send_version, limits::first(advice, most, diagnostics))
        })
    }

    /// The engine's diagnostics as those of the protocol, of a text with these lines.
    pub fn diagnostics(&self, version: Option<i32>, lines: &Lines, advice: &[&Advice]) -> Vec<Diagnostic> {
        self.with_diagnostics(version, lines, |diagnostics| {
            advice.iter().map(|advice| diagnostics.diagnostic(advice)).collect()
        })
    }

    pub(super) fn with_diagnostics<T>(
        &self,
        version: Option<i32>,
        lines: &Lines,
        make: impl FnOnce(&mut Diagnostics<'_>) -> T,
    ) -> T {
        let elsewhere = |name: &str| {
            let file = self.knowledge.file(name)?;
            Some((self.state.uri(self.knowledge, name)?, file.lines_as_read()))
        };
        make(&mut Diagnostics::new(self.state.session().caps, lines, version, &elsewhere))
    }
}

/// What is said about an open document.
enum Said {
    Nothing,
    List(Vec<Advice>),
    Analysis(Arc<Analysis>),
}
