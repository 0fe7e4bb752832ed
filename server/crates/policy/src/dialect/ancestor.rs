//! The way from the root of a file to a value.

use std::cell::OnceCell;
use std::collections::HashMap;

use leastwise_syntax::{Kind, Spelling, Value};

use super::wrapper::Wrapper;
use crate::document::Step;

/// A list or object on the way, or a string with a text of its own, to the value that is looked at.
pub(crate) struct Ancestor<'a> {
    pub(crate) value: Value<'a>,
    /// In an object: the key of the member on the way.
    pub(crate) key: Option<Value<'a>>,
    /// In anything else: the index of the value on the way; among blocks, how many of its type stand before it.
    index: usize,
    /// How many blocks of each type were visited.
    blocks: HashMap<String, usize>,
    /// The value on the way is a block.
    is_block: bool,
    /// How many children were visited; in an object keys count as well.
    visited: usize,
    /// What it says about the documents inside it, looked up once for all of them.
    wrapper: OnceCell<Box<Wrapper>>,
}

/// What a child of a list or object is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    Key,
    Value,
}

impl<'a> Ancestor<'a> {
    pub(crate) fn new(value: Value<'a>) -> Self {
        Ancestor {
            value,
            key: None,
            index: 0,
            blocks: HashMap::new(),
            is_block: false,
            visited: 0,
            wrapper: OnceCell::new(),
        }
    }

    pub(super) fn wrapper(&self) -> &Wrapper {
        self.wrapper.get_or_init(|| Box::new(Wrapper::of(self.value)))
    }

    pub(crate) fn step(&self) -> Step {
        match (self.key, self.value.embedded().next()) {
            (Some(key), _) => {
                let key = key.as_str().unwrap_or_default().into_owned();
                if self.is_block { Step::Block(key, self.index) } else { Step::Key(key) }
            }
            (None, Some(embedded)) => Step::Embedded(embedded.syntax().name()),
            (None, None) => Step::Index(self.index),
        }
    }

    /// Goes on to the next child.
    pub(crate) fn visit(&mut self, child: Value<'a>) -> Child {
        let count = self.visited;
        self.visited += 1;
        if self.value.kind() != Kind::Object {
            self.index = count;
            return Child::Value;
        }
        if count.is_multiple_of(2) {
            self.key = Some(child);
            return Child::Key;
        }
        self.is_block = child.spelling() == Spelling::Block;
        if let Some(kind) = self.key.and_then(Value::as_str).filter(|_| self.is_block) {
            let before = self.blocks.entry(kind.into_owned()).or_default();
            self.index = *before;
            *before += 1;
        }
        Child::Value
    }
}
