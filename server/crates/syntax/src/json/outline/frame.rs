//! The lists and objects that are open, what may come next in each, and where each can be cut.

use std::ops::Range;

use super::{Beside, Damage, Limits, Node, NodeKind, Outline, Part};

/// A text of findings nests some ten deep. Each open list or object takes memory.
const DEEPEST: usize = 1000;
/// Each piece is handed what stands beside it in so many large lists and objects around it.
const DEEPEST_LARGE: usize = 30;
/// A piece of an object has so many members at least, since a few members belong together rather than many.
const FEWEST_MEMBERS: usize = 17;
/// Of an object with much beside its large members, so many that are no lists or objects are handed on with each piece.
const MOST_SCALARS: usize = 64;

const TOO_DEEP: &str = "this nests too deep";

/// What begins in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Child {
    String,
    Word,
    Container,
}

/// A list or object that is open.
#[derive(Debug)]
pub(super) struct Frame {
    kind: NodeKind,
    state: State,
    start: usize,
    /// Where the key of the last member starts and ends.
    key: Range<usize>,
    /// Where the last element or member starts.
    child: usize,
    is_scalar: bool,
    /// How many elements or members it has.
    count: usize,
    parts: Vec<Part>,
    /// The elements or members since the last part, and how many.
    run: Option<(Range<usize>, usize)>,
    /// The first members that are no lists or objects.
    scalars: Vec<Range<usize>>,
    /// There are more of them.
    has_more_scalars: bool,
    /// Some part of an object has few members.
    has_short_run: bool,
}

/// What a frame waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// An element or key, or the end.
    First,
    /// An element or key, after a comma.
    Next,
    /// The end of a key.
    Key,
    Colon,
    /// The value of a key.
    Value,
    /// The end of an element or value.
    Child,
    /// A comma, or the end.
    Comma,
}

impl Frame {
    fn new(kind: NodeKind, start: usize) -> Frame {
        Frame {
            kind,
            state: State::First,
            start,
            key: start..start,
            child: start,
            is_scalar: false,
            count: 0,
            parts: Vec::new(),
            run: None,
            scalars: Vec::new(),
            has_more_scalars: false,
            has_short_run: false,
        }
    }

    /// Makes a frame of an earlier one, whose memory is used again.
    fn renew(&mut self, kind: NodeKind, start: usize) {
        let (mut parts, mut scalars) = (std::mem::take(&mut self.parts), std::mem::take(&mut self.scalars));
        parts.clear();
        scalars.clear();
        *self = Frame { parts, scalars, ..Frame::new(kind, start) };
    }

    pub(super) fn begin(&mut self, child: Child, start: usize) -> Result<(), &'static str> {
        self.state = match (self.kind, self.state) {
            (NodeKind::Text, State::First | State::Comma) => State::Child,
            (NodeKind::List, State::First | State::Next) => State::Child,
            (NodeKind::Object, State::Value) => State::Child,
            (NodeKind::Object, State::First | State::Next) if child == Child::String => State::Key,
            (NodeKind::Object, State::First | State::Next) => return Err("expected a key"),
            (_, State::Colon) => return Err("expected `:`"),
            _ => return Err("missing comma"),
        };
        self.is_scalar = child != Child::Container;
        if self.kind != NodeKind::Object || self.state == State::Key {
            self.child = start;
        }
        Ok(())
    }

    pub(super) fn comma(&mut self) -> Result<(), &'static str> {
        match (self.kind, self.state) {
            (NodeKind::Text, _) => Err("unexpected `,`"),
            (_, State::Comma) => {
                self.state = State::Next;
                Ok(())
            }
            (NodeKind::List, _) => Err("missing value"),
            (NodeKind::Object, State::First | State::Next) => Err("expected a key"),
            (NodeKind::Object, State::Colon) => Err("expected `:`"),
            (NodeKind::Object, _) => Err("missing value"),
        }
    }

    pub(super) fn colon(&mut self) -> Result<(), &'static str> {
        if self.state != State::Colon {
            return Err("unexpected `:`");
        }
        self.state = State::Value;
        Ok(())
    }

    /// A list or object of this kind ends.
    fn can_end(&self, kind: NodeKind) -> Result<(), &'static str> {
        let fits = self.kind == kind;
        match (self.kind, self.state) {
            (NodeKind::Text, _) if kind == NodeKind::List => Err("unexpected `]`"),
            (NodeKind::Text, _) => Err("unexpected `}`"),
            (NodeKind::List, _) if !fits => Err("expected `]`"),
            (NodeKind::Object, _) if !fits => Err("expected `}`"),
            (_, State::First | State::Comma) => Ok(()),
            (_, State::Next) => Err("trailing comma"),
            (_, State::Colon) => Err("expected `:`"),
            _ => Err("missing value"),
        }
    }

    /// The last element or member ends, a large one with its node.
    fn end_child(&mut self, end: usize, large: Option<usize>, limits: Limits) -> Result<(), &'static str> {
        self.state = State::Comma;
        self.count += 1;
        if let Some(node) = large {
            self.end_run();
            self.parts.push(Part::Large(node));
            return Ok(());
        }
        if self.kind == NodeKind::Object && self.is_scalar {
            match self.scalars.len() < MOST_SCALARS {
                true => self.scalars.push(self.child..end),
                false => self.has_more_scalars = true,
            }
        }
        let (run, count) = self.run.get_or_insert((self.child..end, 0));
        run.end = end;
        *count += 1;
        if run.len() > limits.longest {
            return Err("this value is too large");
        }
        let is_enough = self.kind != NodeKind::Object || *count >= FEWEST_MEMBERS;
        if is_enough && run.len() >= limits.piece {
            self.end_run();
        }
        Ok(())
    }

    fn end_run(&mut self) {
        let Some((run, count)) = self.run.take() else { return };
        // What is left over of an object belongs to the members before it.
        match self.parts.last_mut() {
            Some(Part::Run(last)) if self.kind == NodeKind::Object && count < FEWEST_MEMBERS => {
                last.end = run.end
            }
            _ => {
                self.has_short_run |= count < FEWEST_MEMBERS;
                self.parts.push(Part::Run(run));
            }
        }
    }

    fn take_node(&mut self, end: usize, limits: Limits) -> Result<Node, &'static str> {
        self.end_run();
        let beside = self.beside(limits)?;
        let (parts, span) = (std::mem::take(&mut self.parts), self.start..end);
        Ok(Node { kind: self.kind, parent: None, span, key: 0..0, height: 0, parts, beside })
    }

    fn beside(&mut self, limits: Limits) -> Result<Beside, &'static str> {
        if self.kind != NodeKind::Object {
            return Ok(Beside::Nothing);
        }
        let runs = self.parts.iter().filter_map(|part| match part {
            Part::Run(run) => Some(run.clone()),
            Part::Large(_) => None,
        });
        let runs: Vec<Range<usize>> = runs.collect();
        if runs.iter().map(Range::len).sum::<usize>() <= limits.beside {
            return Ok(Beside::All(runs));
        }
        let is_small = self.scalars.iter().map(Range::len).sum::<usize>() <= limits.beside;
        if self.has_more_scalars || self.has_short_run || !is_small {
            return Err("this object is too large");
        }
        Ok(Beside::Scalars(std::mem::take(&mut self.scalars)))
    }
}

/// The frames that are open.
#[derive(Debug)]
pub(super) struct Stack {
    limits: Limits,
    text: Frame,
    /// The first `depth` are open, the others are kept for their memory.
    frames: Vec<Frame>,
    depth: usize,
    nodes: Vec<Node>,
}

impl Stack {
    pub(super) fn new(limits: Limits) -> Stack {
        let text = Frame::new(NodeKind::Text, 0);
        Stack { limits, text, frames: Vec::new(), depth: 0, nodes: Vec::new() }
    }

    pub(super) fn top(&mut self) -> &mut Frame {
        match self.depth.checked_sub(1).and_then(|last| self.frames.get_mut(last)) {
            Some(frame) => frame,
            None => &mut self.text,
        }
    }

    /// A list or object starts, which the frame around it knows already.
    pub(super) fn open(&mut self, kind: NodeKind, start: usize) -> Result<(), &'static str> {
        if self.depth >= DEEPEST {
            return Err(TOO_DEEP);
        }
        match self.frames.get_mut(self.depth) {
            Some(frame) => frame.renew(kind, start),
            None => self.frames.push(Frame::new(kind, start)),
        }
        self.depth += 1;
        Ok(())
    }

    /// The innermost list or object ends before `end`.
    pub(super) fn close(&mut self, kind: NodeKind, end: usize) -> Result<(), &'static str> {
        let limits = self.limits;
        let top = self.top();
        top.can_end(kind)?;
        let is_large = end - top.start > limits.whole;
        let node = if is_large { Some(top.take_node(end, limits)?) } else { None };
        self.depth -= 1;
        let key = self.top().key.clone();
        let large = match node {
            Some(_) if key.len() > limits.beside => return Err("this key is too large"),
            Some(node) => Some(self.add(Node { key, ..node })?),
            None => None,
        };
        self.top().end_child(end, large, limits)
    }

    fn add(&mut self, mut node: Node) -> Result<usize, &'static str> {
        let id = self.nodes.len();
        for part in &node.parts {
            if let Part::Large(inner) = part
                && let Some(inner) = self.nodes.get_mut(*inner)
            {
                inner.parent = Some(id);
                node.height = node.height.max(inner.height + 1);
            }
        }
        if node.height > DEEPEST_LARGE {
            return Err(TOO_DEEP);
        }
        self.nodes.push(node);
        Ok(id)
    }

    /// A string or a word ends before `end`.
    pub(super) fn end_scalar(&mut self, end: usize) -> Result<(), &'static str> {
        let limits = self.limits;
        let top = self.top();
        if top.state != State::Key {
            return top.end_child(end, None, limits);
        }
        top.key = top.child..end;
        top.state = State::Colon;
        Ok(())
    }

    pub(super) fn finish(mut self, end: usize) -> Result<Outline, Damage> {
        let damage = |message| Damage { at: end, message };
        let top = self.top();
        match top.kind {
            NodeKind::Text if top.count == 0 => return Err(damage("no JSON value")),
            NodeKind::Text => {}
            NodeKind::List => return Err(damage("unexpected end of file: `[` is not closed")),
            NodeKind::Object => return Err(damage("unexpected end of file: `{` is not closed")),
        }
        let text = self.text.take_node(end, self.limits).map_err(damage)?;
        self.add(text).map_err(damage)?;
        Ok(Outline { nodes: self.nodes })
    }
}
