//! The pieces of a text, and the texts that stand for them.

use std::ops::Range;

use super::{Beside, Node, NodeKind, Outline, Part};
use crate::Span;

/// A part of a text that is read for itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Which list or object it is a part of, of those that are cut.
    pub node: usize,
    /// Its elements or members, with what is between them.
    pub(super) runs: Vec<Range<usize>>,
}

/// A text of JSON that stands for a piece of a larger one: the piece inside the lists and objects around it, of which the
/// rest is left out, but for what objects have beside what is large in them.
#[derive(Debug, Default)]
pub struct Document {
    /// The text.
    pub text: String,
    /// The piece in it.
    pub piece: Span,
    /// Where the list or object starts that the piece is a part of; nothing where that is the text itself.
    pub inner: Option<usize>,
    /// Where in the text the next byte is from another place of the large text, and from which.
    origins: Vec<(usize, usize)>,
}

impl Outline {
    /// The pieces, in the order of the text. Together they are the whole text, but for the brackets, commas and keys of what
    /// is cut.
    pub fn pieces(&self) -> Vec<Piece> {
        let of_node = |(node, one): (usize, &Node)| {
            let pieces: Vec<Vec<Range<usize>>> = match &one.beside {
                Beside::All(all) if all.is_empty() => Vec::new(),
                Beside::All(all) => vec![all.clone()],
                Beside::Nothing | Beside::Scalars(_) => one.runs().map(|run| vec![run]).collect(),
            };
            pieces.into_iter().map(move |runs| Piece { node, runs })
        };
        let mut pieces: Vec<Piece> = self.nodes.iter().enumerate().flat_map(of_node).collect();
        pieces.sort_by_key(|piece| piece.runs.first().map(|run| run.start));
        pieces
    }

    /// The keys of the large members of an object that is a map of many things, which stand in none of its pieces.
    pub fn large_keys(&self) -> impl Iterator<Item = (usize, Range<usize>)> {
        let maps =
            self.nodes.iter().enumerate().filter(|(_, node)| matches!(node.beside, Beside::Scalars(_)));
        maps.flat_map(|(at, node)| {
            let large = node.large().filter_map(|large| self.nodes.get(large));
            large.map(move |large| (at, large.key.clone()))
        })
    }

    /// Whether a node is an object that is a map of many things, whose keys stand in several pieces.
    pub fn is_map(&self, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|node| matches!(node.beside, Beside::Scalars(_)))
    }

    /// The text that stands for a piece. `read` gives bytes of the large text.
    pub fn document<E>(
        &self,
        piece: &Piece,
        mut read: impl FnMut(Range<usize>) -> Result<String, E>,
    ) -> Result<Document, E> {
        let mut document = Document::default();
        let path = self.path(piece.node);
        for (at, node) in path.iter().enumerate() {
            let inner = path.get(at + 1);
            let mut write = Members { document: &mut document, is_first: true, read: &mut read };
            match node.kind {
                NodeKind::Text => {}
                NodeKind::List | NodeKind::Object => {
                    write.document.inner = Some(write.document.text.len());
                    write.document.add(node.brackets().0, node.span.start);
                }
            }
            match (&node.beside, inner) {
                (Beside::Nothing, _) => {}
                (Beside::All(members) | Beside::Scalars(members), Some(_)) => {
                    members.iter().try_for_each(|member| write.member(member.clone()))?;
                }
                (Beside::All(_), None) => {
                    for large in node.large().filter_map(|large| self.nodes.get(large)) {
                        write.member(large.key.clone())?;
                        write.document.add(":", large.key.end);
                        let (open, close) = large.brackets();
                        write.document.add(open, large.span.start);
                        write.document.add(close, large.span.end - 1);
                    }
                }
                (Beside::Scalars(members), None) => {
                    let is_apart = |member: &&Range<usize>| {
                        !piece.runs.iter().any(|run| run.start <= member.start && member.end <= run.end)
                    };
                    members.iter().filter(is_apart).try_for_each(|member| write.member(member.clone()))?;
                }
            }
            match inner {
                Some(inner) if node.kind == NodeKind::Object => {
                    write.member(inner.key.clone())?;
                    write.document.add(":", inner.key.end);
                }
                Some(_) => {}
                None => {
                    let mut start = None;
                    for run in &piece.runs {
                        write.member(run.clone())?;
                        start.get_or_insert(write.document.text.len() - run.len());
                    }
                    let end = write.document.text.len();
                    write.document.piece = Span::new(start.unwrap_or(end), end);
                }
            }
        }
        for node in path.iter().rev().filter(|node| node.kind != NodeKind::Text) {
            document.add(node.brackets().1, node.span.end - 1);
        }
        Ok(document)
    }

    /// The lists and objects around a piece, from the outside.
    fn path(&self, node: usize) -> Vec<&Node> {
        let mut path: Vec<&Node> = Vec::new();
        let mut next = Some(node);
        while let Some(node) = next.and_then(|node| self.nodes.get(node)) {
            path.push(node);
            next = node.parent;
        }
        path.reverse();
        path
    }
}

impl Node {
    fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        self.parts.iter().filter_map(|part| match part {
            Part::Run(run) => Some(run.clone()),
            Part::Large(_) => None,
        })
    }

    fn large(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().filter_map(|part| match part {
            Part::Run(_) => None,
            Part::Large(node) => Some(*node),
        })
    }

    fn brackets(&self) -> (&'static str, &'static str) {
        if self.kind == NodeKind::Object { ("{", "}") } else { ("[", "]") }
    }
}

/// Writes members or elements, with a comma between two.
struct Members<'d, R> {
    document: &'d mut Document,
    is_first: bool,
    read: &'d mut R,
}

impl<E, R: FnMut(Range<usize>) -> Result<String, E>> Members<'_, R> {
    fn member(&mut self, from: Range<usize>) -> Result<(), E> {
        if !std::mem::take(&mut self.is_first) {
            self.document.add(",", from.start);
        }
        let text = (self.read)(from.clone())?;
        self.document.add(&text, from.start);
        Ok(())
    }
}

impl Document {
    fn add(&mut self, text: &str, origin: usize) {
        self.origins.push((self.text.len(), origin));
        self.text.push_str(text);
    }

    /// A text that is not cut.
    pub fn whole(text: String) -> Document {
        Document { piece: Span::new(0, text.len()), inner: None, text, origins: vec![(0, 0)] }
    }

    /// Whether a span holds the piece and more.
    pub fn is_around(&self, span: Span) -> bool {
        span.contains(self.piece) && span != self.piece
    }

    /// Where a span of this text is in the large one.
    pub fn origin(&self, span: Span) -> Span {
        let of = |offset: usize| {
            let next = self.origins.partition_point(|(here, _)| *here <= offset);
            let (here, there) =
                next.checked_sub(1).and_then(|at| self.origins.get(at)).copied().unwrap_or_default();
            there + (offset - here)
        };
        let start = of(span.start);
        let end = if span.end > span.start { of(span.end - 1) + 1 } else { start };
        Span::new(start, end)
    }
}
