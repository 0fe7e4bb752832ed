//! Reading a file, as a whole or piece by piece.

use leastwise_policy::{Span, json};

use super::facts::Observed;
use super::listing::Listings;
use super::mistake::{Mistake, Mistakes};
use super::reader::Reader;
use super::text::{self, InFile};
use super::value::Value;
use super::{FindingsFile, Format, unreadable_file};

/// Reads a file.
#[derive(Default)]
pub(super) struct FileReader {
    reader: Reader,
    /// The formats of the answers, each once, in the order of the text.
    formats: Vec<Format>,
    listings: Listings,
    is_findings: bool,
    may_hide_principals: bool,
    is_unclear: bool,
    /// The first place at which nobody can say what the file says: a syntax error, or a key that stands twice.
    damage: Option<Damage>,
}

struct Damage {
    span: Span,
    message: String,
    /// The text is not JSON.
    is_syntax: bool,
}

impl FileReader {
    /// Reads the text, or the next piece of it.
    pub(super) fn add(&mut self, text: &str, piece: Option<InFile<'_>>) -> Observed {
        let tree = json::parse(text);
        let roots = tree.roots().map(|root| match piece {
            Some(InFile { document, .. }) => Value::in_piece(root, document),
            None => Value::new(root, None),
        });
        let roots: Vec<Value<'_>> = roots.collect();
        self.listings.add(&roots, piece.map(|piece| piece.document));
        let outcome = text::read_file(&roots, piece, &mut self.reader);
        for format in outcome.formats {
            if !self.formats.contains(&format) {
                self.formats.push(format);
            }
        }
        self.is_findings |= outcome.is_findings;
        self.may_hide_principals |= outcome.may_hide_principals;
        let origin = |span| piece.map_or(span, |piece| piece.document.origin(span));
        if let Some((span, message)) = syntax_error(&tree, &roots) {
            self.damage(origin(span), message, true);
        } else if let Some(span) = roots.iter().find_map(|root| root.repeated_key()) {
            self.damage(origin(span), "this key stands twice".to_owned(), false);
        }
        if let Some(span) = outcome.too_large {
            self.damage(span, "it holds a finding that is larger than 10 MB".to_owned(), true);
        }
        outcome.observed
    }

    /// Something is too large to tell whom it is about: it looks like findings at `places`, or does so within pieces.
    pub(super) fn unclear(&mut self, places: impl IntoIterator<Item = usize>) {
        (self.is_findings, self.is_unclear) = (true, true);
        for place in places {
            self.reader.mistake(Mistake::Nothing, Span::new(place, place + 1), text::UNSUPPORTED);
        }
    }

    /// Something is wrong at a place; the first place is told.
    pub(super) fn damage(&mut self, span: Span, message: String, is_syntax: bool) {
        let is_first = self.damage.as_ref().is_none_or(|known| span.start < known.span.start);
        let is_syntax = is_syntax || self.damage.as_ref().is_some_and(|known| known.is_syntax);
        match &mut self.damage {
            Some(known) if !is_first => known.is_syntax = is_syntax,
            damage => *damage = Some(Damage { span, message, is_syntax }),
        }
    }

    /// Packs what was read until now.
    pub(super) fn pack(&mut self) {
        self.reader.pack();
    }

    /// The file; `None` where it holds no findings.
    pub(super) fn finish(self, path: &str) -> Option<FindingsFile> {
        let FileReader { mut reader, formats, damage, listings, .. } = self;
        let listings = listings.finish();
        if !self.is_findings && listings.is_empty() {
            return None;
        }
        if !listings.is_empty() {
            // A listed role, key or password has its details in a file of its own.
            reader.unused_principals.clear();
        }
        reader.pack();
        if damage.is_some() {
            reader.silence_all();
            reader.mistakes = Mistakes::default();
        }
        let broken = damage.is_some();
        let names_principals = formats.is_empty() || formats.iter().any(|format| format.names_principals());
        let is_syntax = damage.as_ref().is_some_and(|damage| damage.is_syntax);
        let hides_somebody = names_principals && self.may_hide_principals && is_syntax;
        let damaged = damage.map(|damage| unreadable_file(damage.span, &damage.message));
        let Reader { unused_principals, incomplete, recommendations, mistakes, .. } = &mut reader;
        let (unused_principals, incomplete) = (std::mem::take(unused_principals), std::mem::take(incomplete));
        let recommendations = std::mem::take(recommendations);
        let mistakes = std::mem::take(mistakes).into_advice();
        Some(FindingsFile {
            path: path.into(),
            // A list that says that there is nothing has no answer that could be recognized.
            format: formats.first().copied().unwrap_or(match listings.is_empty() {
                true => Format::Unknown,
                false => Format::ListFindingsV2,
            }),
            findings: reader.into_findings(),
            unused_principals,
            incomplete,
            listings: if broken { Vec::new() } else { listings },
            recommendations,
            problems: damaged.into_iter().chain(mistakes).collect(),
            broken,
            may_be_about_anybody: hides_somebody || self.is_unclear,
            earlier: false,
        })
    }
}

/// Whether nobody can say what a text says.
pub(super) fn is_damaged(tree: &json::Tree<'_>, roots: &[Value<'_>]) -> bool {
    syntax_error(tree, roots).is_some() || roots.iter().any(|root| root.repeated_key().is_some())
}

fn syntax_error(tree: &json::Tree<'_>, roots: &[Value<'_>]) -> Option<(Span, String)> {
    // JSON lines and concatenated documents have several values; to a reader of JSON each but the first is an error.
    let is_next_value = |span: Span| {
        roots.binary_search_by_key(&span.start, |root| root.own_span().start).is_ok_and(|at| at > 0)
    };
    let error = tree.errors().iter().find(|error| !is_next_value(error.span));
    error.map(|error| (error.span, error.message.to_string()))
}
