//! Findings files that are too large to be held, read piece by piece.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use leastwise_policy::json::outline::{Damage, Document, Limits, Outline, Piece};
use leastwise_policy::{Span, json};
use rustc_hash::FxHashMap;

use super::facts::{Facts, Observed};
use super::file::FileReader;
use super::text::InFile;
use super::value::folded;
use super::{FindingsFile, read};

/// How a large file is cut. No finding is larger than `whole`: one with every action of AWS takes a fourth of it.
pub const LIMITS: Limits = Limits { piece: MIB, whole: 10 * MIB, beside: 64 * 1024, longest: 20 * MIB };
const MIB: usize = 1024 * 1024;

/// What one reading of all pieces tells may change the next one. More than a few are not made.
const MOST_PASSES: usize = 5;
/// More keys of one map are not compared with each other.
const MOST_KEYS: usize = 1 << 22;

/// Reads a file piece by piece, to the same result as [`read`] has of its text, wherever a piece ends. But a finding that is
/// larger than [`Limits::whole`] makes it unreadable, and what is as large and may be about whoever is named in it makes it
/// a file that may be about anybody. `None` where it is not a findings file. `bytes` gives a part of the text.
///
/// # Errors
/// What `bytes` fails with.
pub fn read_pieces<E>(
    path: &str,
    outline: &Outline,
    mut bytes: impl FnMut(Range<usize>) -> Result<String, E>,
) -> Result<Option<FindingsFile>, E> {
    let pieces = outline.pieces();
    let mut facts = Facts::default();
    let mut passes = 1;
    let (mut file, observed, is_settled) = loop {
        let (file, observed) = read_all(outline, &pieces, &facts, &mut bytes)?;
        match Facts::next(&observed) {
            Some(more) if passes < MOST_PASSES => facts = more,
            more => break (file, observed, more.is_none()),
        }
        passes += 1;
    };
    let known = Facts::of(&observed);
    let doubtful: BTreeSet<usize> = observed.iter().flat_map(|one| one.doubtful.iter().copied()).collect();
    let doubtful: Vec<usize> = doubtful.into_iter().filter(|at| !known.get(Some(*at)).is_fertile).collect();
    if !is_settled || !doubtful.is_empty() || observed.iter().any(|one| one.is_unclear) {
        file.unclear(doubtful);
    }
    if let Some(message) = repeated_key(outline, &pieces, &mut bytes)? {
        file.damage(Span::new(0, 0), message.to_owned(), false);
    }
    Ok(file.finish(path))
}

/// Reads every piece, in the order of the text.
fn read_all<E>(
    outline: &Outline,
    pieces: &[Piece],
    facts: &Facts,
    mut bytes: impl FnMut(Range<usize>) -> Result<String, E>,
) -> Result<(FileReader, Vec<Observed>), E> {
    let mut file = FileReader::default();
    let mut observed = Vec::new();
    for piece in pieces {
        let document = outline.document(piece, &mut bytes)?;
        observed.push(file.add(&document.text, Some(InFile { document: &document, facts })));
        file.pack();
    }
    Ok((file, observed))
}

/// What is wrong with the keys of maps whose members stand in several pieces: none may stand twice.
fn repeated_key<E>(
    outline: &Outline,
    pieces: &[Piece],
    mut bytes: impl FnMut(Range<usize>) -> Result<String, E>,
) -> Result<Option<&'static str>, E> {
    let mut keys = Keys::default();
    for piece in pieces.iter().filter(|piece| outline.is_map(piece.node)) {
        keys.add(piece.node, &outline.document(piece, &mut bytes)?);
    }
    for (node, key) in outline.large_keys() {
        let text = bytes(key)?;
        keys.add_key(
            node,
            json::parse(&text).root().and_then(|key| key.as_str()).as_deref().unwrap_or_default(),
        );
    }
    Ok(keys.problem())
}

/// A file whose structure is damaged, by how it starts. The rest of it may be about anybody.
pub fn damaged(path: &str, start: &str, damage: &Damage) -> Option<FindingsFile> {
    unread(path, start, Span::new(damage.at, damage.at), damage.message)
}

/// A file that is not read at all, by how it starts; `why` is the end of a sentence that begins with the file.
pub fn too_large(path: &str, start: &str, why: &str) -> Option<FindingsFile> {
    unread(path, start, Span::new(0, 0), &format!("it {why}"))
}

fn unread(path: &str, start: &str, span: Span, what: &str) -> Option<FindingsFile> {
    let file = read(path, start)?.left_out(span, what);
    Some(FindingsFile { may_be_about_anybody: true, ..file })
}

/// The keys of maps whose members stand in several pieces, of which none may stand twice.
#[derive(Default)]
struct Keys {
    hasher: RandomState,
    hashes: FxHashMap<usize, Vec<u64>>,
}

impl Keys {
    fn add(&mut self, node: usize, document: &Document) {
        let tree = json::parse(&document.text);
        let mut open: Vec<json::Value<'_>> = tree.roots().collect();
        while let Some(value) = open.pop() {
            if Some(value.span().start) != document.inner {
                let around = |value: &json::Value<'_>| document.is_around(value.span());
                open.extend(value.elements().filter(around));
                open.extend(value.members().map(|member| member.value).filter(around));
                continue;
            }
            let own = value.members().map(|member| member.key);
            for key in own.filter(|key| document.piece.contains(key.span())) {
                self.add_key(node, key.as_str().as_deref().unwrap_or_default());
            }
        }
    }

    fn add_key(&mut self, node: usize, key: &str) {
        let hashes = self.hashes.entry(node).or_default();
        if hashes.len() <= MOST_KEYS {
            hashes.push(self.hasher.hash_one(folded(key)));
        }
    }

    fn problem(&mut self) -> Option<&'static str> {
        if self.hashes.values().any(|hashes| hashes.len() > MOST_KEYS) {
            return Some("one object has more than four million keys");
        }
        let is_twice = |hashes: &mut Vec<u64>| {
            hashes.sort_unstable();
            hashes.windows(2).any(|pair| pair.first() == pair.last())
        };
        self.hashes.values_mut().any(is_twice).then_some("duplicate key in one object")
    }
}
