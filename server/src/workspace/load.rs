//! Reading one file and telling what it is.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use leastwise_advice::settings::FILE_NAME;
use leastwise_advice::{SettingsFile, findings};
use leastwise_policy::Source;

use super::{FindingsOnDisk, PolicyFile, SettingsOnDisk, Skipped, identity};

/// The largest file that is read, in bytes. A managed policy has at most 6,144 characters; a dump of a large
/// account has a few million.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// A file that concerns us.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// It holds a policy document, or may hold one but does not read.
    Policy(PolicyFile),
    /// It holds findings. Policies inside them are not policies of the workspace.
    Findings(FindingsOnDisk),
    /// It is a `leastwise.toml`.
    Settings(SettingsOnDisk),
}

impl Loaded {
    /// Nothing was found in it, which may be due to its syntax errors.
    pub fn is_only_damaged(&self) -> bool {
        matches!(self, Loaded::Policy(file) if file.source.documents.is_empty() && file.source.encoded.is_empty())
    }
}

/// How a file was come by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By its name: even a large one is looked at, to tell whether it concerns us.
    Named,
    /// By a walk.
    Found,
}

/// Reads a file. `None` where it is neither a policy nor findings, whatever else it is: hooks name every file of a
/// commit. An error only where what cannot be read may concern us.
///
/// `path` is normalised (see [`identity::normalise`]).
pub fn load(path: &Path, asked: Asked) -> Result<Option<Loaded>, Skipped> {
    let skipped = |reason| Skipped { path: path.to_path_buf(), reason };
    if path.to_str().is_none() {
        return Err(skipped("has a name that is not Unicode".to_owned()));
    }
    let reason = match read(path, asked).map_err(skipped)? {
        Bytes::All(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return Ok(recognise(path, text)),
            Err(error) => encoding_problem(error.as_bytes()).map(str::to_owned),
        },
        Bytes::Start(start) => concerns_us(&decoded(&start).0).then(too_large),
    };
    reason.map_or(Ok(None), |reason| Err(skipped(reason)))
}

/// Tells what a text is, which may be newer in an editor than on disk. `None` where it is neither a policy nor
/// findings. The raw text is looked at first, so that other JSON costs next to nothing.
pub fn recognise(path: &Path, text: impl Into<Arc<str>>) -> Option<Loaded> {
    let text = text.into();
    let name = identity::name(path);
    if is_settings(path) {
        let file = Arc::new(SettingsFile::read(&name, &text));
        let path = path.to_path_buf();
        return Some(Loaded::Settings(SettingsOnDisk { path, name, text, file, whole: false }));
    }
    if findings::may_be_findings(&text)
        && let Some(file) = findings::read(&name, &text)
    {
        return Some(Loaded::Findings(FindingsOnDisk {
            path: path.to_path_buf(),
            name,
            text,
            file: Arc::new(file),
        }));
    }
    if !Source::may_hold_policy(&text) {
        return None;
    }
    let source = Source::read(text);
    // What does not read may be a policy all the same, about which the findings in its folder may be.
    if source.documents.is_empty() && source.encoded.is_empty() && source.errors.is_empty() {
        return None;
    }
    Some(Loaded::Policy(PolicyFile { path: path.to_path_buf(), name, source: Arc::new(source) }))
}

/// Whether a file is called like a settings file, which is all that makes it one.
pub fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}

/// A findings file that another program is just writing: nothing can be told of its text yet. `None` where it is gone or
/// holds something else now.
pub fn half_written(before: &FindingsOnDisk) -> Option<FindingsOnDisk> {
    let Ok(Bytes::All(bytes)) = read(&before.path, Asked::Found) else { return None };
    let text: Arc<str> = String::from_utf8_lossy(&bytes).into();
    let file = Arc::new(before.file.half_written(&text)?);
    Some(FindingsOnDisk { text, file, ..before.clone() })
}

/// The text of a file that somebody named, or why it cannot be had, as the end of a sentence that begins with the path.
pub(super) fn text(path: &Path) -> Result<String, String> {
    match read(path, Asked::Found)? {
        Bytes::All(bytes) => String::from_utf8(bytes).map_err(|error| decoded(error.as_bytes()).1.to_owned()),
        Bytes::Start(_) => Err(too_large()),
    }
}

/// What was read of a file.
enum Bytes {
    /// All of it.
    All(Vec<u8>),
    /// As much as is read of any file.
    Start(Vec<u8>),
}

fn read(path: &Path, asked: Asked) -> Result<Bytes, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    // A pipe has no length, so the limit is also kept while reading.
    let length = file.metadata().map_err(unreadable)?.len();
    if length > MAX_BYTES && asked == Asked::Found {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(MAX_BYTES)).unwrap_or_default() + 1);
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)? as u64;
    Ok(if read > MAX_BYTES { Bytes::Start(bytes) } else { Bytes::All(bytes) })
}

fn too_large() -> String {
    format!("is larger than {} MB", MAX_BYTES / (1024 * 1024))
}

/// Why bytes that are not UTF-8 are skipped, or `None` where nobody would have expected them to be read.
fn encoding_problem(bytes: &[u8]) -> Option<&'static str> {
    let (text, reason) = decoded(bytes);
    concerns_us(&text).then_some(reason)
}

/// The text of bytes that are not UTF-8, as well as it can be had, and what they are.
fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes).into(), UTF_16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes).into(), UTF_16),
        _ => (String::from_utf8_lossy(bytes), "is not UTF-8; save it as UTF-8"),
    }
}

fn concerns_us(text: &str) -> bool {
    findings::may_be_findings(text) || Source::may_hold_policy(text)
}

/// Windows PowerShell writes this when output is redirected, `aws … > findings.json` included.
const UTF_16: &str = "is UTF-16; save it as UTF-8";

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
