//! `leastwise.toml`, read.

use std::sync::Arc;

use leastwise_policy::Span;

use super::node;
use super::prefixes::Prefixes;
use super::read::{Problem, Source, read};
use super::table::KEYS;
use super::values::{Folder, Values};
use super::{Attach, Globs, Keep, Layer};
use crate::{Advice, Rule};

/// The name of every settings file.
pub const FILE_NAME: &str = "leastwise.toml";

/// A `leastwise.toml`. It holds for the files in its folder and below it, as far as no other one stands between.
#[derive(Clone, Debug, Default)]
pub struct SettingsFile {
    /// The file, as it was named.
    pub path: Arc<str>,
    /// Its settings that the editor may set as well.
    pub layer: Layer,
    /// Findings files to read even where git ignores them.
    pub findings: Option<Globs>,
    /// What is not read.
    pub exclude: Option<Globs>,
    /// The folder of service reference files, relative to the file's own.
    pub catalog: Option<Folder>,
    /// Whose policies are.
    pub attach: Vec<Attach>,
    /// Which actions stay.
    pub keep: Vec<Keep>,
    /// The tables of `attach`, by what their globs begin with.
    attach_by_prefix: Prefixes,
    /// The tables of `attach`, by what the globs of their findings begin with.
    findings_by_prefix: Prefixes,
    /// The tables of `keep`, likewise; those without globs are about everything.
    keep_by_prefix: Prefixes,
    /// What is wrong with it, at its place.
    pub problems: Vec<Advice>,
    /// It does not read as TOML, so that nothing of it holds.
    pub broken: bool,
    /// It may have been meant to say more about any policy.
    pub(crate) damaged: bool,
    /// It goes on saying what an earlier text of it said, which the places of its tables are in.
    pub(crate) earlier: bool,
    /// Where and why it does not read as TOML.
    error: Option<(Span, String)>,
    pub(super) end: End,
}

/// How a text ends, which is where tables are added to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct End {
    /// The length of the text.
    pub(super) at: usize,
    /// Its last line has no end.
    pub(super) open_line: bool,
    /// Its lines end with CRLF.
    pub(super) crlf: bool,
    /// `[[attach]]` or `[[keep]]` cannot be added, since that list is written in brackets.
    pub(super) closed: bool,
}

impl SettingsFile {
    /// Reads a file's text. Whatever is wrong with it is in [`SettingsFile::problems`].
    ///
    /// ```
    /// use leastwise_advice::settings::SettingsFile;
    ///
    /// let file = SettingsFile::read("/w/leastwise.toml", "style = \"explicit\"\nmax_entires = 3\n");
    /// assert!(file.layer.style.is_some());
    /// assert_eq!(file.problems[0].message, "there is no setting `max_entires`; did you mean `max_entries`?");
    /// ```
    pub fn read(path: &str, text: &str) -> SettingsFile {
        let mut file = SettingsFile { path: path.into(), end: End::of(text), ..SettingsFile::default() };
        match node::parse(text) {
            Ok(root) => {
                let (values, problems) = read(KEYS, &root, Source::File);
                file.problems = problems.into_iter().map(Advice::from).collect();
                file.take(&values);
                file.end.closed = root.members().iter().any(|member| {
                    let is_list = ["attach", "keep"].contains(&member.key.as_str());
                    is_list && !member.value.span.text(text).is_some_and(|text| text.starts_with("[["))
                });
            }
            Err((span, error)) => file.take_error(span, error),
        }
        file
    }

    /// A file whose text cannot be had: nothing of it holds, and what it was to say nobody knows. `why` is the end of a
    /// sentence that begins with the file.
    ///
    /// ```
    /// use leastwise_advice::settings::SettingsFile;
    ///
    /// let file = SettingsFile::unread("/w/leastwise.toml", "is UTF-16; save it as UTF-8");
    /// assert!(file.broken && file.problems[0].message.contains("(it is UTF-16; save it as UTF-8)"));
    /// ```
    pub fn unread(path: &str, why: &str) -> SettingsFile {
        let mut file = SettingsFile { path: path.into(), ..SettingsFile::default() };
        file.take_error(Span::new(0, 0), format!("it {why}"));
        file
    }

    fn take_error(&mut self, span: Span, error: String) {
        self.problems = vec![does_not_read(span, &error, "so nothing of it holds")];
        self.error = Some((span, error));
        self.broken = true;
        self.damaged = true;
        self.end.closed = true;
    }

    /// What the file said before, for a text of it that does not read now: a person is writing it. Nothing is taken back
    /// meanwhile, and no fix is offered, since what is being written may forbid it.
    ///
    /// ```
    /// use leastwise_advice::settings::SettingsFile;
    ///
    /// let before = SettingsFile::read("/w/leastwise.toml", "max_entries = 3\n");
    /// let now = SettingsFile::read("/w/leastwise.toml", "max_entries = 3\n[[keep\n");
    /// let still = before.still(&now);
    /// assert_eq!((still.layer.max_entries, still.problems.len()), (Some(3), 1));
    /// ```
    pub fn still(&self, now: &SettingsFile) -> SettingsFile {
        let Some((span, error)) = &now.error else { return now.clone() };
        let meanwhile = "so what it said before still holds, and no fix is offered until it reads";
        SettingsFile {
            problems: vec![does_not_read(*span, error, meanwhile)],
            earlier: true,
            broken: true,
            error: now.error.clone(),
            end: now.end,
            ..self.clone()
        }
    }

    fn take(&mut self, values: &Values) {
        let tables = |key| values.tables(key).map_or(&[][..], Vec::as_slice);
        self.layer = Layer::new(values);
        self.findings = values.globs("findings").cloned();
        self.exclude = values.globs("exclude").cloned();
        self.catalog = values.folder("catalog").cloned();
        self.attach = tables("attach").iter().filter_map(Attach::new).collect();
        self.keep = tables("keep").iter().filter_map(Keep::new).collect();
        for (place, attach) in self.attach.iter().enumerate() {
            attach.policy.prefixes().for_each(|prefix| self.attach_by_prefix.add(prefix, place));
            let findings = attach.findings.iter().flat_map(Globs::prefixes);
            findings.for_each(|prefix| self.findings_by_prefix.add(prefix, place));
        }
        for (place, keep) in self.keep.iter().enumerate() {
            match &keep.policy {
                Some(globs) => globs.prefixes().for_each(|prefix| self.keep_by_prefix.add(prefix, place)),
                None => self.keep_by_prefix.add("", place),
            }
        }
        self.damaged = values.damaged
            || self.attach.len() < tables("attach").len()
            || self.keep.len() < tables("keep").len();
    }

    /// The places of the `[[attach]]` tables that are about the policies of a file, by its path relative to the folder.
    pub(crate) fn attach_of(&self, path: &str) -> Vec<usize> {
        let about = |place: &usize| self.attach.get(*place).is_some_and(|attach| attach.policy.matches(path));
        sorted(self.attach_by_prefix.around(path).filter(about))
    }

    /// The places of the `[[attach]]` tables that name a findings file, likewise.
    pub(crate) fn findings_of(&self, path: &str) -> Vec<usize> {
        let findings = |place: &usize| self.attach.get(*place).and_then(|attach| attach.findings.as_ref());
        let names = |place: &usize| findings(place).is_some_and(|globs| globs.matches(path));
        sorted(self.findings_by_prefix.around(path).filter(names))
    }

    /// The places of the `[[keep]]` tables that are about the policies of a file, likewise.
    pub(crate) fn keep_of(&self, path: &str) -> Vec<usize> {
        let about = |place: &usize| self.keep.get(*place).is_some_and(|keep| keep.covers(path));
        sorted(self.keep_by_prefix.around(path).filter(about))
    }

    /// The findings files that it names, for any policies.
    pub fn named_findings(&self) -> Globs {
        let attached = self.attach.iter().filter_map(|attach| attach.findings.as_ref());
        Globs::union(self.findings.iter().chain(attached))
    }

    /// The folder that it stands in.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// A path relative to the folder; `None` outside of it.
    pub fn relative<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(self.folder())?.strip_prefix('/')
    }
}

fn does_not_read(span: Span, error: &str, meanwhile: &str) -> Advice {
    Advice::note(span, Rule::InvalidSetting, format!("this file does not read ({error}), {meanwhile}"))
}

fn sorted(places: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.collect();
    places.sort_unstable();
    places.dedup();
    places
}

impl End {
    fn of(text: &str) -> End {
        End {
            at: text.len(),
            open_line: !text.is_empty() && !text.ends_with('\n'),
            crlf: text.contains("\r\n"),
            closed: false,
        }
    }
}

impl From<Problem> for Advice {
    fn from(problem: Problem) -> Advice {
        Advice::note(problem.span, Rule::InvalidSetting, problem.message)
    }
}

#[cfg(test)]
mod tests;
