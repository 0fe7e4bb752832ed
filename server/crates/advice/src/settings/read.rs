//! Reading settings by the [table](super::table): a wrong key costs that key and is said at its place.

use std::collections::BTreeMap;

use jiff::civil::Date;
use leastwise_iam::Pattern;
use leastwise_policy::Span;

use super::Globs;
use super::limits::{GlobCount, MOST_PRINCIPALS, MOST_PROBLEMS, most_tables};
use super::node::{Member, Node, Value};
use super::table::{Key, Kind, LEVELS, Place};
use super::values::{Folder, Read, Values};
use crate::principal::{FORMS, PrincipalName};
use crate::words::{count, list, nearest, number};
use crate::{Level, Rule};

/// Something wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where; empty where there is no text.
    pub span: Span,
    /// What is wrong and what is allowed, as a clause.
    pub message: String,
}

/// Who wrote the settings, which decides how keys are called and which are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// `leastwise.toml`.
    File,
    /// An editor: names in camel case.
    Editor,
}

/// Reads a table with the keys of `keys`.
pub fn read(keys: &'static [Key], root: &Node, source: Source) -> (Values, Vec<Problem>) {
    let mut reader = Reader {
        source,
        problems: Vec::new(),
        mistakes: 0,
        globs: GlobCount::default(),
        principals: 0,
        hides: false,
    };
    let mut values = reader.table(keys, root).unwrap_or_default();
    values.damaged = reader.hides;
    reader.problems.sort_by_key(|problem| problem.span);
    let more = reader.mistakes - reader.problems.len();
    if let Some(last) = reader.problems.last().filter(|_| more > 0) {
        let message = format!("and {}", count(more, "more mistake"));
        reader.problems.push(Problem { span: last.span, message });
    }
    (values, reader.problems)
}

struct Reader {
    source: Source,
    /// The first of them.
    problems: Vec<Problem>,
    mistakes: usize,
    globs: GlobCount,
    /// How many principals were read.
    principals: usize,
    /// A list of tables, or what may have been meant for one, does not read.
    hides: bool,
}

impl Reader {
    fn problem(&mut self, span: Span, message: String) {
        self.mistakes += 1;
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(Problem { span, message });
        }
    }

    fn called(&self, key: &Key) -> String {
        match self.source {
            Source::File => key.name.to_owned(),
            Source::Editor => key.editor_name(),
        }
    }

    fn table(&mut self, keys: &'static [Key], node: &Node) -> Option<Values> {
        let Value::Table(members) = &node.value else {
            self.problem(node.span, format!("this must be a table, not {}", node.value.noun()));
            return None;
        };
        let before = self.mistakes;
        let mut values = Values { span: node.span, ..Values::default() };
        for member in members {
            let Some(key) = self.key(keys, member) else { continue };
            if let Some(read) = self.value(key, member) {
                values.values.insert(key.name, read);
            }
        }
        for key in keys.iter().filter(|key| key.required && !members.iter().any(|it| it.key == key.name)) {
            self.problem(node.span, format!("`{}` is missing: {}", key.name, lower_first(key.about)));
        }
        values.damaged = self.mistakes > before;
        Some(values)
    }

    /// The key of a member, if it may stand here.
    fn key(&mut self, keys: &'static [Key], member: &Member) -> Option<&'static Key> {
        let called = |key: &&Key| self.called(key) == member.key;
        let message = match keys.iter().find(called) {
            Some(key) => match (self.source, key.place) {
                (Source::File, Place::Editor) => {
                    format!("`{}` is a setting of the editor and has no meaning here", member.key)
                }
                (Source::Editor, Place::File) => {
                    format!("`{}` is set in leastwise.toml only", member.key)
                }
                _ => return Some(key),
            },
            // The keys of an editor with a dot in them come as tables; they are for the editor's extension, as is what
            // its client library reads.
            None if self.source == Source::Editor && matches!(member.key.as_str(), "server" | "trace") => {
                return None;
            }
            // Thousands of wrong keys are counted; what each was meant for takes long to guess.
            None if self.mistakes >= MOST_PROBLEMS => {
                self.hides |= member.value.value.holds_tables();
                String::new()
            }
            None => {
                let allowed: Vec<_> = keys.iter().filter(|key| self.allows(key)).collect();
                let names: Vec<String> = allowed.iter().map(|key| self.called(key)).collect();
                let near = nearest(&member.key, &names);
                let meant = allowed.iter().find(|key| near == Some(&self.called(key)));
                self.hides |= member.value.value.holds_tables()
                    && meant.is_none_or(|key| matches!(key.kind, Kind::Tables(_)));
                unknown("setting", &member.key, &names)
            }
        };
        self.problem(member.span, message);
        None
    }

    fn allows(&self, key: &Key) -> bool {
        match self.source {
            Source::File => key.place != Place::Editor,
            Source::Editor => key.place != Place::File && !key.name.contains('.'),
        }
    }

    fn value(&mut self, key: &'static Key, member: &Member) -> Option<Read> {
        let node = &member.value;
        let read = match (key.kind, &node.value) {
            (Kind::Text, Value::Text(text)) if !text.trim().is_empty() => Ok(Read::Text(text.clone())),
            (Kind::Folder, Value::Text(path)) if !path.trim().is_empty() => self.folder(path, node.span),
            (Kind::Choice(choices), Value::Text(text)) if has(choices, text) => Ok(Read::Text(text.clone())),
            (Kind::Flag, Value::Flag(flag)) => Ok(Read::Flag(*flag)),
            (Kind::Count(least), Value::Number(number)) => match u32::try_from(*number) {
                Ok(count) if count >= least => Ok(Read::Count(count)),
                _ => Err(None),
            },
            (Kind::Day, Value::Day(date)) => Ok(Read::Day(*date)),
            (Kind::Day, Value::Text(text)) => day(text).map(Read::Day).ok_or(None),
            (Kind::Action, Value::Text(text)) => Pattern::parse(text)
                .map(Read::Action)
                .map_err(|error| Some(format!("AWS refuses `{text}` as an action: {error}"))),
            (Kind::Globs, Value::Text(_) | Value::List(_)) => return self.globs(key, node),
            (Kind::Principals, Value::Text(_) | Value::List(_)) => return self.principals(key, node),
            (Kind::Levels, Value::Table(members)) => return Some(self.levels(members)),
            (Kind::Tables(_), Value::List(tables)) if tables.len() > most_tables(key.name) => {
                Err(Some(format!(
                    "there are {} `[[{name}]]` tables, more than the {} that are read, so none of them has an effect",
                    number(tables.len()),
                    number(most_tables(key.name)),
                    name = key.name,
                )))
            }
            (Kind::Tables(keys), Value::List(tables)) => {
                self.hides |= tables.iter().any(|node| !matches!(node.value, Value::Table(_)));
                return Some(Read::Tables(tables.iter().filter_map(|node| self.table(keys, node)).collect()));
            }
            (Kind::Tables(_), Value::Table(_)) => {
                Err(Some(format!("this is a list of tables: write `[[{}]]`", key.name)))
            }
            _ => Err(None),
        };
        match read {
            Ok(read) => Some(read),
            Err(message) => {
                let is_list = matches!(key.kind, Kind::Tables(_));
                self.hides |= is_list;
                let span = if is_list { member.span } else { node.span };
                let message = message.unwrap_or_else(|| {
                    format!("`{}` must be {}, not {}", member.key, allowed(key.kind), shown(&node.value))
                });
                self.problem(span, message);
                None
            }
        }
    }

    fn folder(&self, path: &str, span: Span) -> Result<Read, Option<String>> {
        if self.source == Source::File {
            // A file that came with a repository must not have other folders read.
            within(path).map_err(|why| Some(format!("the folder `{path}` is wrong: {why}")))?;
        }
        Ok(Read::Folder(Folder { path: path.to_owned(), span }))
    }

    /// The strings of a list, or a string alone; each element that is none is reported.
    fn strings<'n>(&mut self, key: &Key, node: &'n Node) -> Vec<(&'n str, Span)> {
        let nodes = match &node.value {
            Value::List(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut strings = Vec::with_capacity(nodes.len());
        for node in nodes {
            match &node.value {
                Value::Text(text) => strings.push((text.as_str(), node.span)),
                other => self.problem(
                    node.span,
                    format!("`{}` must be {}, not {}", self.called(key), allowed(key.kind), shown(other)),
                ),
            }
        }
        strings
    }

    fn globs(&mut self, key: &Key, node: &Node) -> Option<Read> {
        let before = self.mistakes;
        let mut lists = Vec::new();
        for (text, span) in self.strings(key, node) {
            let read = Globs::new([&text]).map_err(|error| format!("the glob `{text}` is wrong: {error}"));
            match read {
                Ok(globs) => {
                    if let Err((over, advice)) = self.globs.add(&globs) {
                        // What it was to say may be about anything.
                        self.hides = true;
                        self.problem(
                            node.span,
                            format!("{over}, so `{}` has no effect here; {advice}", key.name),
                        );
                        return None;
                    }
                    lists.push(globs);
                }
                Err(message) => self.problem(span, message),
            }
        }
        // A list with a hole in it would say less than it was meant to.
        (self.mistakes == before).then(|| Read::Globs(Globs::union(&lists)))
    }

    fn principals(&mut self, key: &Key, node: &Node) -> Option<Read> {
        let mut principals = Vec::new();
        let strings = self.strings(key, node);
        self.principals += strings.len();
        if self.principals > MOST_PRINCIPALS {
            self.hides = true;
            let most = number(MOST_PRINCIPALS);
            let message =
                format!("this file names more than {most} principals, so `{}` has no effect here", key.name);
            self.problem(node.span, message);
            return None;
        }
        for (text, span) in strings {
            match PrincipalName::parse(text) {
                Some(principal) => principals.push(principal),
                None => self.problem(span, format!("`{text}` names no principal; write {FORMS}")),
            }
        }
        Some(Read::Principals(principals))
    }

    fn levels(&mut self, members: &[Member]) -> Read {
        let mut levels = BTreeMap::new();
        for member in members {
            let Some(rule) = Rule::ALL.iter().find(|rule| rule.name() == member.key) else {
                let names: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
                self.problem(member.span, unknown("rule", &member.key, &names));
                continue;
            };
            let level = match &member.value.value {
                Value::Text(text) => match text.as_str() {
                    "off" => Some(None),
                    text => Level::parse(text).map(Some),
                },
                _ => None,
            };
            match level {
                Some(level) => {
                    levels.insert(*rule, level);
                }
                None => {
                    let (must, is) = (allowed(Kind::Choice(LEVELS)), shown(&member.value.value));
                    self.problem(member.value.span, format!("`{}` must be {must}, not {is}", member.key));
                }
            }
        }
        Read::Levels(levels)
    }
}

/// Whether a path stays in the folder that it starts from.
fn within(path: &str) -> Result<(), &'static str> {
    if path.contains(['\\', ':']) {
        return Err("its parts are separated by `/`");
    }
    if path.starts_with('/') {
        return Err("it must be relative to the folder of this file");
    }
    match path.split('/').any(|part| part == "..") {
        true => {
            Err("it leads out of the folder of this file; an editor's setting or `--catalog` may name it")
        }
        false => Ok(()),
    }
}

fn has(choices: &[(&str, &str)], text: &str) -> bool {
    choices.iter().any(|(choice, _)| *choice == text)
}

/// Exactly `YYYY-MM-DD`: the library alone would take times and week dates as well.
fn day(text: &str) -> Option<Date> {
    let shape = text.len() == 10 && text.chars().all(|it| it.is_ascii_digit() || it == '-');
    if shape { Date::strptime("%Y-%m-%d", text).ok() } else { None }
}

/// What is allowed, after "must be".
fn allowed(kind: Kind) -> String {
    match kind {
        Kind::Text => "a string that says something".to_owned(),
        Kind::Folder => "the path of a folder".to_owned(),
        Kind::Globs => "a glob or a list of globs".to_owned(),
        Kind::Principals => format!("one or a list of: {FORMS}"),
        Kind::Action => "an action or a pattern of actions".to_owned(),
        Kind::Day => "a date such as 2027-03-31".to_owned(),
        Kind::Flag => "`true` or `false`".to_owned(),
        Kind::Count(least) => format!("a whole number from {least} on"),
        Kind::Choice(choices) => {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
            match words.split_last() {
                Some((last, first)) => format!("{} or {last}", first.join(", ")),
                None => String::new(),
            }
        }
        Kind::Levels => "a table from rules to levels".to_owned(),
        Kind::Tables(_) => "a list of tables".to_owned(),
    }
}

/// What a value is: itself where it is short, else a noun.
fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) if text.len() <= 40 => format!("`{}`", text.escape_debug()),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => format!("`{flag}`"),
        other => other.noun().to_owned(),
    }
}

/// "there is no setting `max_entires`; did you mean `max_entries`?".
fn unknown<T: AsRef<str>>(what: &str, name: &str, known: &[T]) -> String {
    match nearest(name, known) {
        Some(near) => format!("there is no {what} `{name}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{name}`; there are {}", list(known, usize::MAX)),
    }
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.trim_end_matches('.').chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
