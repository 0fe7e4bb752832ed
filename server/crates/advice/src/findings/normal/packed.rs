//! What findings say about services and actions, packed: a file of a large account names a million actions, and a few
//! thousand different ones. An action takes three or four bytes, with its place.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use leastwise_iam::ActionName;
use leastwise_policy::Span;
use rustc_hash::{FxHashMap, FxHashSet};

use super::LastUse;
use super::access::{
    Details, Extent, Finding, ServiceUse, UnusedAccess, UnusedAction, UnusedService, UsedAction,
};

/// The names that the findings of a file hold, each spelling once.
#[derive(Debug, Default)]
pub(crate) struct Names {
    actions: Vec<ActionName>,
    namespaces: Vec<Box<str>>,
}

impl Names {
    /// The names of actions.
    pub(crate) fn actions(&self) -> &[ActionName] {
        &self.actions
    }
}

/// What a finding says about services and actions, packed.
#[derive(Clone)]
pub struct Packed {
    names: Arc<Names>,
    /// Where the finding starts, from which places count.
    offset: usize,
    bytes: Arc<[u8]>,
}

impl Packed {
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    pub(super) fn unpack(&self) -> Details {
        let mut reader =
            Reader { names: &self.names, bytes: &self.bytes, action: 0, offset: self.offset as u64 };
        // What was packed can be unpacked.
        reader.details().unwrap_or_default()
    }
}

impl PartialEq for Packed {
    fn eq(&self, other: &Packed) -> bool {
        self.unpack() == other.unpack()
    }
}

impl fmt::Debug for Packed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.unpack().fmt(f)
    }
}

/// Packs what findings of one file say.
#[derive(Debug, Default)]
pub(in crate::findings) struct Packer {
    names: Names,
    actions: FxHashMap<Box<str>, usize>,
    namespaces: FxHashMap<Box<str>, usize>,
    analyzers: FxHashSet<Arc<str>>,
}

/// A finding whose details are packed, but for the names in them, of which more may come.
pub(in crate::findings) type Nameless = Finding<Arc<[u8]>>;

impl Packer {
    /// Packs a finding.
    pub(in crate::findings) fn pack(&mut self, mut access: UnusedAccess) -> Nameless {
        let mut writer =
            Writer { packer: self, bytes: Vec::new(), action: 0, offset: access.span.start as u64 };
        writer.details(&access.details);
        let bytes = writer.bytes.into();
        if let Some(analyzer) = &mut access.analyzer {
            match self.analyzers.get(&**analyzer) {
                Some(known) => *analyzer = Arc::clone(known),
                None => {
                    self.analyzers.insert(Arc::clone(analyzer));
                }
            }
        }
        access.with(|_| bytes)
    }

    /// Unpacks a finding again, to which something is added.
    pub(in crate::findings) fn unpack(&self, finding: Nameless) -> UnusedAccess {
        let offset = finding.span.start as u64;
        finding.with(|bytes| {
            let mut reader = Reader { names: &self.names, bytes: &bytes, action: 0, offset };
            reader.details().unwrap_or_default()
        })
    }

    /// The findings with all names.
    pub(in crate::findings) fn finish(self, findings: impl Iterator<Item = Nameless>) -> Vec<Arc<Finding>> {
        let names = Arc::new(self.names);
        let finish = |finding: Nameless| {
            let offset = finding.span.start;
            Arc::new(finding.with(|bytes| Packed { names: Arc::clone(&names), offset, bytes }))
        };
        findings.map(finish).collect()
    }

    fn action(&mut self, name: &ActionName) -> usize {
        if let Some(known) = self.actions.get(name.as_str()) {
            return *known;
        }
        let new = self.names.actions.len();
        self.names.actions.push(name.clone());
        self.actions.insert(name.as_str().into(), new);
        new
    }

    fn service(&mut self, namespace: &str) -> usize {
        if let Some(known) = self.namespaces.get(namespace) {
            return *known;
        }
        let new = self.names.namespaces.len();
        self.names.namespaces.push(namespace.into());
        self.namespaces.insert(namespace.into(), new);
        new
    }
}

/// Of a service: what is known of its last use, and whether all of it is unused.
const NEVER: u64 = 1;
const AT: u64 = 2;
const WHOLE: u64 = 4;
/// Of an action: it is written as its name in quotes, and its last use is known.
const PLAIN: u64 = 1;
const TIMED: u64 = 2;

struct Writer<'p> {
    packer: &'p mut Packer,
    bytes: Vec<u8>,
    /// The number of the last action, and the end of the last place: the next ones are near.
    action: u64,
    offset: u64,
}

impl Writer<'_> {
    /// Seven bits in a byte, the lowest first.
    fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// The sign is the lowest bit.
    fn signed(&mut self, number: i64) {
        self.number(unsign(number));
    }

    fn list<T>(&mut self, list: &[T], mut one: impl FnMut(&mut Self, &T)) {
        self.number(list.len() as u64);
        list.iter().for_each(|item| one(self, item));
    }

    fn place(&mut self, span: Span) {
        self.signed((span.start as u64).wrapping_sub(self.offset) as i64);
        self.offset = span.end as u64;
    }

    fn time(&mut self, at: Timestamp) {
        self.signed(at.as_second());
        self.signed(at.subsec_nanosecond().into());
    }

    fn details(&mut self, details: &Details) {
        self.list(&details.services, Writer::service);
        self.list(&details.used, |writer, used| writer.action(&used.name, used.span, Some(used.at)));
        self.list(&details.service_uses, |writer, used| {
            writer.namespace(&used.namespace, used.span);
            writer.time(used.at);
        });
    }

    fn namespace(&mut self, namespace: &str, span: Span) {
        let namespace = self.packer.service(namespace);
        self.number(namespace as u64);
        self.place(span);
        self.number(length(span));
    }

    fn service(&mut self, service: &UnusedService) {
        self.namespace(&service.namespace, service.span);
        let last_use = match service.last_use {
            LastUse::Unknown => 0,
            LastUse::Never => NEVER,
            LastUse::At(_) => AT,
        };
        let whole = if service.extent == Extent::Whole { WHOLE } else { 0 };
        self.number(last_use | whole);
        if let LastUse::At(at) = service.last_use {
            self.time(at);
        }
        if let Extent::Actions(actions) = &service.extent {
            self.list(actions, |writer, one| writer.action(&one.name, one.span, one.last_accessed));
        }
    }

    fn action(&mut self, name: &ActionName, span: Span, at: Option<Timestamp>) {
        let number = self.packer.action(name) as u64;
        let is_plain = length(span) == plain(name);
        let flags = if is_plain { PLAIN } else { 0 } | if at.is_some() { TIMED } else { 0 };
        self.number((unsign(number.wrapping_sub(self.action) as i64) << 2) | flags);
        self.action = number;
        self.place(span);
        if !is_plain {
            self.number(length(span));
        }
        if let Some(at) = at {
            self.time(at);
        }
    }
}

fn length(span: Span) -> u64 {
    span.end.saturating_sub(span.start) as u64
}

/// The length of a name in quotes.
fn plain(name: &ActionName) -> u64 {
    name.name().len() as u64 + 2
}

struct Reader<'p> {
    names: &'p Names,
    bytes: &'p [u8],
    action: u64,
    offset: u64,
}

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        Some(sign(self.number()?))
    }

    fn index(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.index()?;
        (0..count).map(|_| one(self)).collect()
    }

    fn start(&mut self) -> Option<u64> {
        let step = self.signed()?;
        Some(self.offset.wrapping_add_signed(step))
    }

    fn place(&mut self, start: u64, length: u64) -> Option<Span> {
        self.offset = start.checked_add(length)?;
        Some(Span::new(usize::try_from(start).ok()?, usize::try_from(self.offset).ok()?))
    }

    fn time(&mut self) -> Option<Timestamp> {
        let (second, nanosecond) = (self.signed()?, self.signed()?);
        Timestamp::new(second, i32::try_from(nanosecond).ok()?).ok()
    }

    fn details(&mut self) -> Option<Details> {
        let services = self.list(Reader::service)?;
        let used = self.list(|reader| {
            let (name, span, at) = reader.action()?;
            Some(UsedAction { name, span, at: at? })
        })?;
        let service_uses = self.list(|reader| {
            let (namespace, span) = reader.namespace()?;
            Some(ServiceUse { namespace, span, at: reader.time()? })
        })?;
        Some(Details { services, used, service_uses })
    }

    fn namespace(&mut self) -> Option<(Box<str>, Span)> {
        let namespace = self.index()?;
        let (start, length) = (self.start()?, self.number()?);
        Some((self.names.namespaces.get(namespace)?.clone(), self.place(start, length)?))
    }

    fn service(&mut self) -> Option<UnusedService> {
        let (namespace, span) = self.namespace()?;
        let flags = self.number()?;
        let last_use = match flags & (NEVER | AT) {
            NEVER => LastUse::Never,
            AT => LastUse::At(self.time()?),
            _ => LastUse::Unknown,
        };
        let extent = match flags & WHOLE {
            WHOLE => Extent::Whole,
            _ => Extent::Actions(self.list(|reader| {
                let (name, span, last_accessed) = reader.action()?;
                Some(UnusedAction { name, span, last_accessed })
            })?),
        };
        Some(UnusedService { namespace, span, last_use, extent })
    }

    fn action(&mut self) -> Option<(ActionName, Span, Option<Timestamp>)> {
        let head = self.number()?;
        self.action = self.action.wrapping_add_signed(sign(head >> 2));
        let name = self.names.actions.get(usize::try_from(self.action).ok()?)?.clone();
        let start = self.start()?;
        let length = if head & PLAIN == 0 { self.number()? } else { plain(&name) };
        let span = self.place(start, length)?;
        let at = if head & TIMED == 0 { None } else { Some(self.time()?) };
        Some((name, span, at))
    }
}

fn unsign(number: i64) -> u64 {
    ((number << 1) ^ (number >> (i64::BITS - 1))) as u64
}

fn sign(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[cfg(test)]
mod tests;
