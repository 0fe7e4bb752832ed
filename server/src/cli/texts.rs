//! The texts that places lie in, by the name that the engine uses.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use leastwise_policy::Span;

use super::input::Input;
use super::place::{Base, Lines};
use crate::workspace::large::LargeText;
use crate::workspace::{FileText, FindingsOnDisk};

/// Every file of an input.
#[derive(Debug)]
pub(crate) struct Texts<'a>(HashMap<&'a str, Text<'a>>);

impl<'a> Texts<'a> {
    /// Knows every file; none is looked at yet.
    pub(crate) fn new(input: &'a Input) -> Texts<'a> {
        Texts::relative_to(&input.current, input)
    }

    /// The same, with paths relative to `base`.
    pub(crate) fn relative_to(base: &Base, input: &'a Input) -> Texts<'a> {
        let text = |path: &Path, text: &'a str| Text::new(base, path, text);
        let files = &input.files;
        let policies = files.all_policies().into_iter();
        let policies = policies.map(|file| (&*file.name, text(&file.path, &file.source.text)));
        let findings = files.findings.iter().map(|file| (&*file.name, Text::of_findings(base, file)));
        let settings = files.settings.iter().map(|file| (&*file.name, text(&file.path, &file.text)));
        let broken = input.catalog.broken.iter().map(|file| (&*file.name, text(&file.path, &file.text)));
        let ignore = files.ignore_files.iter().map(|file| (&*file.name, text(&file.path, &file.text)));
        // Nothing of them is kept; what there is to say stands at their start.
        let sources = input.world.unread_sources().filter_map(|group| group.first());
        let sources = sources.map(|source| (&*source.path, text(Path::new(&*source.path), "")));
        let others = sources.chain(broken).chain(ignore);
        Texts(others.chain(policies).chain(findings).chain(settings).collect())
    }

    /// The file of that name.
    pub(crate) fn get(&self, name: &str) -> Option<&Text<'a>> {
        self.0.get(name)
    }
}

/// A text with the path that it is shown under.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    /// The path as it is shown.
    pub path: String,
    content: Content<'a>,
    lines: OnceLock<Lines<'a>>,
}

/// A text, or what finds it.
#[derive(Clone, Copy, Debug)]
enum Content<'a> {
    Held(&'a str),
    Large(&'a LargeText),
}

impl<'a> Text<'a> {
    /// A file's text.
    pub(crate) fn new(base: &Base, path: &Path, text: &'a str) -> Text<'a> {
        Text { path: base.show(path), content: Content::Held(text), lines: OnceLock::new() }
    }

    fn of_findings(base: &Base, file: &'a FindingsOnDisk) -> Text<'a> {
        let content = match &file.text {
            FileText::Held(text) => Content::Held(text),
            FileText::Large(text) => Content::Large(text),
        };
        Text { path: base.show(&file.path), content, lines: OnceLock::new() }
    }

    /// How many bytes it has.
    pub(crate) fn length(&self) -> usize {
        match self.content {
            Content::Held(text) => text.len(),
            Content::Large(text) => text.length(),
        }
    }

    /// What stands at a span; of a large file the beginning of it.
    pub(crate) fn at(&self, span: Span) -> Cow<'a, str> {
        match self.content {
            Content::Held(text) => Cow::Borrowed(span.text(text).unwrap_or_default()),
            Content::Large(text) => Cow::Owned(text.text(span)),
        }
    }

    /// The lines, found on the first call.
    pub(crate) fn lines(&self) -> &Lines<'a> {
        self.lines.get_or_init(|| match self.content {
            Content::Held(text) => Lines::new(text),
            Content::Large(text) => Lines::Large(text),
        })
    }
}
