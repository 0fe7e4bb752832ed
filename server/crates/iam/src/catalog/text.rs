//! The catalog's text: read whole with exact errors, read as an index only, and written.
//!
//! `data/README.md` describes the format for people; the two must agree.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::OnceLock;

use jiff::civil::Date;
use memchr::memmem;

use super::{
    AccessLevel, Action, Catalog, CatalogError, FirstSeen, LastSeen, ResourceTypes, Service, Tracking,
};
use crate::action::is_name_character;
use crate::fold;

const FORMAT: &str = "leastwise catalog 1";
const INDENT: &str = "  ";
/// Stands for a day that no source gives.
const NO_DAY: &str = "?";
/// Stands before the day after which an action was first seen.
const AFTER: char = '>';

/// Reads a text whole: every line is decoded and every count compared.
pub(super) fn parse(text: &str) -> Result<Catalog, CatalogError> {
    let mut blocks = Blocks::new(text);
    let header = blocks.header()?;
    let mut services: Vec<Service> = Vec::new();
    while let Some(block) = blocks.next()? {
        if let Some(last) = services.last()
            && fold::cmp(last.prefix(), block.prefix).is_ge()
        {
            return Err(error(
                block.line,
                format!("`{}` must come before `{}`", block.prefix, last.prefix()),
            ));
        }
        let actions = actions(block.lines, block.line + 1, |text| Cow::Owned(text.to_owned()))?;
        if actions.len() != block.count {
            let message = format!("`{}` has {} actions, not {}", block.prefix, actions.len(), block.count);
            return Err(error(block.line, message));
        }
        services.push(Service::new(block.prefix, block.title, actions));
    }
    let catalog = Catalog::new(header.date, header.source, services);
    if catalog.services.len() != header.services {
        let message = format!("there are {} services, not {}", catalog.services.len(), header.services);
        return Err(error(4, message));
    }
    if catalog.action_count != header.actions {
        let message = format!("there are {} actions, not {}", catalog.action_count, header.actions);
        return Err(error(5, message));
    }
    Ok(catalog)
}

/// Reads the header and the services' heads, and leaves the actions for later.
pub(super) fn index(text: &'static str) -> Result<Catalog, CatalogError> {
    let mut blocks = Blocks::new(text);
    let header = blocks.header()?;
    let mut services = Vec::with_capacity(header.services);
    while let Some(block) = blocks.next()? {
        services.push(Service {
            prefix: Cow::Borrowed(block.prefix),
            title: Cow::Borrowed(block.title),
            count: block.count,
            lines: block.lines,
            actions: OnceLock::new(),
            is_refreshed: false,
        });
    }
    let source = Cow::Borrowed(header.source);
    Ok(Catalog { date: header.date, source, action_count: header.actions, services, refreshed_from: None })
}

/// Decodes the action lines of one service, the first of which is line `first`; `keep` makes a part of them last.
pub(super) fn actions<'t>(
    lines: &'t str,
    first: usize,
    keep: impl Fn(&'t str) -> Cow<'static, str>,
) -> Result<Vec<Action>, CatalogError> {
    let mut actions: Vec<Action> = Vec::with_capacity(lines.lines().count());
    for (line, text) in (first..).zip(lines.lines()) {
        let action = action(text, &keep).map_err(|message| error(line, message))?;
        if let Some(last) = actions.last()
            && fold::cmp(&last.name, &action.name).is_ge()
        {
            return Err(error(line, format!("`{}` must come before `{}`", action.name, last.name)));
        }
        actions.push(action);
    }
    Ok(actions)
}

/// Writes the text that [`parse`] reads.
pub(super) fn write(catalog: &Catalog, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{FORMAT}\ndate {}\nsource {}", catalog.date, catalog.source)?;
    writeln!(f, "services {}\nactions {}", catalog.services.len(), catalog.action_count)?;
    for service in &catalog.services {
        writeln!(f, "\n{} {} {}", service.prefix, service.count, service.title)?;
        for action in service.actions() {
            write!(f, "{INDENT}{} {} {} ", action.name, action.level, action.tracking)?;
            match action.first_seen {
                FirstSeen::On(day) => write!(f, "{day}")?,
                FirstSeen::After(day) => write!(f, "{AFTER}{day}")?,
            }
            match action.retired {
                None => {}
                Some(LastSeen::On(day)) => write!(f, "..{day}")?,
                Some(LastSeen::Unknown) => write!(f, "..{NO_DAY}")?,
            }
            if !action.resource_types.is_empty() {
                write!(f, " {}", action.resource_types)?;
            }
            f.write_char('\n')?;
        }
    }
    Ok(())
}

struct Header<'t> {
    date: Date,
    source: &'t str,
    services: usize,
    actions: usize,
}

/// One service: its head, and its action lines undecoded.
struct Block<'t> {
    line: usize,
    prefix: &'t str,
    count: usize,
    title: &'t str,
    lines: &'t str,
}

/// The blocks of a text, which blank lines separate: the header, then one block for each service.
struct Blocks<'t> {
    rest: Option<&'t str>,
    blank_line: memmem::Finder<'static>,
    /// The line on which the next block starts, if each block has as many lines as its head says.
    line: usize,
}

impl<'t> Blocks<'t> {
    fn new(text: &'t str) -> Self {
        Blocks { rest: Some(text), blank_line: memmem::Finder::new("\n\n"), line: 1 }
    }

    /// The text up to the next blank line, or what is left of it.
    fn text(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let blank = self.blank_line.find(rest.as_bytes());
        let split = blank.and_then(|at| Some((rest.get(..at)?, rest.get(at + 2..)?)));
        self.rest = split.map(|(_, rest)| rest);
        Some(split.map_or(rest, |(text, _)| text))
    }

    fn header(&mut self) -> Result<Header<'t>, CatalogError> {
        let mut lines = (1..).zip(self.text().unwrap_or_default().lines());
        let mut field = |key: &str| match lines.next() {
            Some((line, text)) => match text.strip_prefix(key) {
                Some(value) => Ok((line, value.trim_start_matches(' '))),
                None => Err(error(line, format!("expected `{key}`"))),
            },
            None => Err(error(1, format!("the header has no line `{key}`"))),
        };
        let (line, rest) = field(FORMAT)?;
        if !rest.is_empty() {
            return Err(error(line, format!("expected `{FORMAT}`")));
        }
        let (line, date) = field("date ")?;
        let date = day(date).map_err(|message| error(line, message))?;
        let (_, source) = field("source ")?;
        let (line, services) = field("services ")?;
        let services = number(services).map_err(|message| error(line, message))?;
        let (line, actions) = field("actions ")?;
        let actions = number(actions).map_err(|message| error(line, message))?;
        if let Some((line, _)) = lines.next() {
            return Err(error(line, "expected a blank line after the header"));
        }
        self.line = 7;
        Ok(Header { date, source, services, actions })
    }

    fn next(&mut self) -> Result<Option<Block<'t>>, CatalogError> {
        let Some(text) = self.text() else { return Ok(None) };
        let line = self.line;
        let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
        let mut fields = head.splitn(3, ' ');
        let (Some(prefix), Some(count), Some(title)) = (fields.next(), fields.next(), fields.next()) else {
            return Err(error(line, "a service is written `prefix count title`"));
        };
        if !is_name(prefix) {
            return Err(error(line, format!("`{prefix}` is not a service prefix")));
        }
        let count = number(count).map_err(|message| error(line, message))?;
        self.line = line.saturating_add(count).saturating_add(2);
        Ok(Some(Block { line, prefix, count, title, lines }))
    }
}

fn action<'t>(line: &'t str, keep: impl Fn(&'t str) -> Cow<'static, str>) -> Result<Action, String> {
    let shape = || "an action is written `  Name level tracking day resource types`".to_owned();
    let line = line.strip_prefix(INDENT).ok_or_else(shape)?;
    let mut fields = line.splitn(5, ' ');
    let mut field = || fields.next().ok_or_else(shape);
    let (name, level, tracking, days) = (field()?, field()?, field()?, field()?);
    if !is_name(name) {
        return Err(format!("`{name}` is not an action name"));
    }
    let (first_seen, retired) = match days.split_once("..") {
        None => (first_day(days)?, None),
        Some((first, NO_DAY)) => (first_day(first)?, Some(LastSeen::Unknown)),
        Some((first, last)) => (first_day(first)?, Some(LastSeen::On(day(last)?))),
    };
    if matches!(retired, Some(LastSeen::On(last)) if !first_seen.may_be_by(last)) {
        return Err(format!("`{days}` ends before it begins"));
    }
    let resource_types = match fields.next() {
        None => ResourceTypes::default(),
        Some(types) => ResourceTypes::written(keep(types)).ok_or("a resource type is empty")?,
    };
    Ok(Action {
        name: keep(name),
        level: AccessLevel::ALL
            .into_iter()
            .find(|known| known.as_str() == level)
            .ok_or_else(|| format!("`{level}` is not an access level"))?,
        tracking: Tracking::ALL
            .into_iter()
            .find(|known| known.as_str() == tracking)
            .ok_or_else(|| format!("`{tracking}` is not one of the values for tracking"))?,
        first_seen,
        retired,
        resource_types,
    })
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_name_character)
}

fn first_day(text: &str) -> Result<FirstSeen, String> {
    match text.strip_prefix(AFTER) {
        Some(text) => day(text).map(FirstSeen::After),
        None => day(text).map(FirstSeen::On),
    }
}

fn day(text: &str) -> Result<Date, String> {
    let wrong = || format!("`{text}` is not a day such as 2026-09-26");
    // The date parser takes other ISO 8601 forms too; the text has only this one.
    if text.len() == 10 { text.parse().map_err(|_| wrong()) } else { Err(wrong()) }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is not a count"))
}

fn error(line: usize, message: impl Into<String>) -> CatalogError {
    CatalogError { line, message: message.into() }
}
