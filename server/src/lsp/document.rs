//! One version of one open text. Immutable: a change makes the next version.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use leastwise_advice::Analysis;
use leastwise_policy::{Source, Syntax};
use parking_lot::Mutex;
use ropey::Rope;
use tower_lsp::ls_types::{TextDocumentContentChangeEvent, Uri};

use super::convert::position::{Encoding, Lines, char_index};
use crate::workspace::load::{Loaded, MAX_BYTES, recognise, syntax};

/// What stays the same for as long as a document is open.
#[derive(Debug)]
pub struct Identity {
    /// The key in the store.
    pub key: Arc<str>,
    /// The name by which the engine knows the document: the normalized path, or the URI if it has none.
    pub name: Arc<str>,
    /// The normalized path of a file.
    pub path: Option<PathBuf>,
    /// The URI as the client writes it, for answers.
    pub uri: Uri,
    /// The client's id of the language.
    pub language_id: String,
}

impl Identity {
    /// The path of a file, or the name of what is none.
    fn place(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(&*self.name))
    }
}

/// One version of an open document.
#[derive(Debug)]
pub struct Document {
    /// Which document.
    pub identity: Arc<Identity>,
    /// The client's number of this version.
    pub version: i32,
    /// Whether the text is the client's: a change that did not fit, or a panic, leaves it in doubt.
    pub in_step: bool,
    rope: Rope,
    text: OnceLock<Arc<str>>,
    lines: OnceLock<Lines>,
    content: OnceLock<Option<Loaded>>,
    /// The last analysis of this version, with the generation of the knowledge that it was made with.
    analysis: Mutex<Option<(u64, Arc<Analysis>)>>,
}

impl Document {
    /// The first version.
    pub fn open(identity: Arc<Identity>, version: i32, text: &str) -> Document {
        Document::new(identity, version, Rope::from_str(text), true)
    }

    fn new(identity: Arc<Identity>, version: i32, rope: Rope, in_step: bool) -> Document {
        Document {
            identity,
            version,
            in_step,
            rope,
            text: OnceLock::new(),
            lines: OnceLock::new(),
            content: OnceLock::new(),
            analysis: Mutex::new(None),
        }
    }

    /// The next version. Changes apply one after the other, each to the result of the one before. A change that does
    /// not fit makes the document out of step until the next full text.
    pub fn change(
        &self,
        version: i32,
        changes: &[TextDocumentContentChangeEvent],
        encoding: Encoding,
    ) -> Document {
        let mut rope = self.rope.clone();
        let mut in_step = self.in_step;
        for change in changes {
            match change.range {
                None => {
                    rope = Rope::from_str(&change.text);
                    in_step = true;
                }
                Some(range) if in_step => {
                    let start = char_index(&rope, range.start, encoding);
                    let end = char_index(&rope, range.end, encoding);
                    in_step = range.start <= range.end
                        && rope.try_remove(start..end).is_ok()
                        && rope.try_insert(start, &change.text).is_ok();
                }
                Some(_) => {}
            }
        }
        Document::new(Arc::clone(&self.identity), version, rope, in_step)
    }

    /// The same version, no longer trusted.
    pub fn out_of_step(&self) -> Document {
        Document::new(Arc::clone(&self.identity), self.version, self.rope.clone(), false)
    }

    /// Whether the text stands in the place of its file's on disk. The text of what is no file, of a second buffer on
    /// one file, and one in doubt do not.
    pub fn stands_for_its_file(&self) -> bool {
        self.in_step && self.identity.path.is_some() && self.identity.key == self.identity.name
    }

    /// The text.
    pub fn text(&self) -> &Arc<str> {
        self.text.get_or_init(|| String::from(&self.rope).into())
    }

    /// How many bytes the text has.
    pub fn length(&self) -> usize {
        self.rope.len_bytes()
    }

    /// The lines of the text.
    pub fn lines(&self) -> &Lines {
        self.lines.get_or_init(|| Lines::new(self.text()))
    }

    /// What the text holds: a policy, findings, or nothing that concerns us. What is too large to be read from disk is
    /// not read from an editor either.
    pub fn content(&self) -> Option<&Loaded> {
        let read = || {
            if u64::try_from(self.rope.len_bytes()).is_ok_and(|length| length > MAX_BYTES) {
                return None;
            }
            recognise(self.identity.place(), Some(&self.identity.language_id), Arc::clone(self.text()))
        };
        self.content.get_or_init(read).as_ref()
    }

    /// The syntax that it is read in.
    pub fn syntax(&self) -> &'static dyn Syntax {
        syntax(self.identity.place(), Some(&self.identity.language_id), self.text())
    }

    /// The policy file that it is, where its text is not in doubt.
    pub fn policy(&self) -> Option<&Arc<Source>> {
        match self.content().filter(|_| self.in_step)? {
            Loaded::Policy(file) => Some(&file.source),
            Loaded::Findings(_) | Loaded::Settings(_) | Loaded::Source(_) => None,
        }
    }

    /// The analysis of this version with what was known at `generation`, made once.
    pub fn analysis(&self, generation: u64, analyse: impl FnOnce() -> Analysis) -> Arc<Analysis> {
        if let Some((of, analysis)) = &*self.analysis.lock()
            && *of == generation
        {
            return Arc::clone(analysis);
        }
        // Not under the lock: an analysis takes its time, and two at once are no harm.
        let analysis = Arc::new(analyse());
        *self.analysis.lock() = Some((generation, Arc::clone(&analysis)));
        analysis
    }
}

#[cfg(test)]
mod tests;
