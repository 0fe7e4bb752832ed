//! Tables that a quick fix adds to `leastwise.toml`.

use std::sync::Arc;

use leastwise_policy::{Span, TextEdit};
use toml_writer::{ToTomlValue as _, TomlStringBuilder};

use super::file::{End, SettingsFile};
use super::{FILE_NAME, exactly};
use crate::attribution::Location;
use crate::world::Known;

/// A table to add at the end of a `leastwise.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// What it does, in a few words for a menu.
    pub title: String,
    /// The file.
    pub file: Arc<str>,
    /// The file is not there yet.
    pub create: bool,
    /// The edit, at the end of the file's text.
    pub edit: TextEdit,
}

/// The settings file that a table about some file belongs into.
#[derive(Debug)]
pub(crate) struct Home {
    path: Arc<str>,
    create: bool,
    end: End,
}

impl Home {
    /// The file that holds for `path`, or a new one in its workspace folder; `None` where nothing can be added to it.
    pub(crate) fn of(path: &str, known: &Known) -> Option<Home> {
        if let Some(nearest) = known.settings_files.nearest(path) {
            let SettingsFile { path, end, .. } = &*nearest.file;
            return (!end.closed).then(|| Home { path: Arc::clone(path), create: false, end: *end });
        }
        let folder = known.root(path).unwrap_or_else(|| Location::of(path).parent);
        Some(Home { path: format!("{folder}/{FILE_NAME}").into(), create: true, end: End::default() })
    }

    /// A path relative to the settings file's folder.
    pub(crate) fn relative<'p>(&self, path: &'p str) -> &'p str {
        let folder = self.path.strip_suffix(FILE_NAME).unwrap_or_default();
        path.strip_prefix(folder).unwrap_or(path)
    }

    /// The glob that matches exactly the file at `path`.
    pub(crate) fn glob(&self, path: &str) -> String {
        exactly(self.relative(path))
    }

    /// Adds tables, each a head and its keys with their values as TOML.
    pub(crate) fn add(&self, title: String, tables: &[Table<'_>]) -> Addition {
        let line_end = if self.end.crlf { "\r\n" } else { "\n" };
        let mut text = String::new();
        if self.end.open_line {
            text.push_str(line_end);
        }
        for (index, table) in tables.iter().enumerate() {
            if index > 0 || self.end.at > 0 {
                text.push_str(line_end);
            }
            text.push_str(&format!("[[{}]]{line_end}", table.head));
            for (key, value) in &table.keys {
                text.push_str(&format!("{key} = {value}{line_end}"));
            }
        }
        let edit = TextEdit { span: Span::new(self.end.at, self.end.at), text };
        Addition { title, file: Arc::clone(&self.path), create: self.create, edit }
    }
}

/// A table of a list of tables.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) head: &'a str,
    /// Keys, with their values as TOML.
    pub(crate) keys: Vec<(&'a str, String)>,
}

/// A string as TOML.
pub(crate) fn string(text: &str) -> String {
    TomlStringBuilder::new(text).as_basic().to_toml_value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::node::{Value, parse};

    #[test]
    fn every_string_reads_as_it_was() {
        for text in ["plain", "a\"b\\c", "tab\tline\n\u{7f}", "übung 🍄", "", "[x]{y}"] {
            let root = parse(&format!("a = {}", string(text))).unwrap();
            assert_eq!(root.members()[0].value.value, Value::Text(text.to_owned()));
        }
    }

    #[test]
    fn what_is_added_reads_in_every_file() {
        for text in [
            "",
            "style = 'narrow'",
            "style = 'narrow'\r\n[rules]\r\n",
            "[[keep]]\naction='s3:*'\nreason='x'\n",
        ] {
            let file = SettingsFile::read("/w/leastwise.toml", text);
            let home = Home { path: Arc::clone(&file.path), create: false, end: file.end };
            let keys = vec![("action", string("s3:GetBucketAcl")), ("reason", string("why"))];
            let added = home.add(
                String::new(),
                &[Table { head: "keep", keys: keys.clone() }, Table { head: "keep", keys }],
            );
            let after = format!("{text}{}", added.edit.text);
            let read = SettingsFile::read("/w/leastwise.toml", &after);
            assert_eq!((read.problems, read.keep.len()), (Vec::new(), file.keep.len() + 2), "{after}");
            assert!(!text.contains('\r') || !after.replace("\r\n", "").contains('\n'), "{after:?}");
        }
    }

    #[test]
    fn nothing_is_added_where_it_would_not_read() {
        for text in ["keep = []", "attach = [{ policy = 'x' }]", "style = "] {
            assert!(SettingsFile::read("/w/leastwise.toml", text).end.closed, "{text}");
        }
    }
}
