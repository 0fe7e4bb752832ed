//! Reading one file and telling what it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use leastwise_advice::findings;
use leastwise_policy::Source;

use super::{FindingsOnDisk, PolicyFile, Skipped, identity};

/// The largest file that is read, in bytes. A managed policy has at most 6,144 characters; a dump of a large
/// account has a few million.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// A file that concerns us.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// It holds at least one policy document.
    Policy(PolicyFile),
    /// It holds findings. Policies inside them are not policies of the workspace.
    Findings(FindingsOnDisk),
}

/// How a file was come by, which decides what is worth a word when it does not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// By its name: whatever keeps it from being read is said.
    Named,
    /// By a walk: nothing is said about a file that is none of our business.
    Found,
}

/// Reads a file. `None` where it is neither a policy nor findings.
///
/// `path` is normalised (see [`identity::normalise`]).
pub fn load(path: &Path, asked: Asked) -> Result<Option<Loaded>, Skipped> {
    let skipped = |reason| Skipped { path: path.to_path_buf(), reason };
    if path.to_str().is_none() {
        return Err(skipped("has a name that is not Unicode".to_owned()));
    }
    let bytes = read(path).map_err(skipped)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(recognise(path, text)),
        Err(error) => match encoding_problem(error.as_bytes(), asked) {
            Some(reason) => Err(skipped(reason.to_owned())),
            None => Ok(None),
        },
    }
}

/// Tells what a text is, which may be newer in an editor than on disk. `None` where it is neither a policy nor
/// findings. The raw text is looked at first, so that other JSON costs next to nothing.
pub fn recognise(path: &Path, text: impl Into<Arc<str>>) -> Option<Loaded> {
    let text = text.into();
    let name = identity::name(path);
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
    if source.documents.is_empty() && source.encoded.is_empty() {
        return None;
    }
    Some(Loaded::Policy(PolicyFile { path: path.to_path_buf(), name, source: Arc::new(source) }))
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let file = File::open(path).map_err(unreadable)?;
    // A pipe has no length, so the limit is also kept while reading.
    let length = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(MAX_BYTES)).unwrap_or_default() + 1);
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)? as u64;
    if length.max(read) > MAX_BYTES {
        return Err(format!("is larger than {} MB", MAX_BYTES / (1024 * 1024)));
    }
    Ok(bytes)
}

/// Why bytes that are not UTF-8 are skipped, or `None` where nobody would have expected them to be read.
fn encoding_problem(bytes: &[u8], asked: Asked) -> Option<&'static str> {
    let (text, reason) = match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes), UTF_16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes), UTF_16),
        _ => (String::from_utf8_lossy(bytes).into_owned(), "is not UTF-8; save it as UTF-8"),
    };
    let concerns_us = || findings::may_be_findings(&text) || Source::may_hold_policy(&text);
    (asked == Asked::Named || concerns_us()).then_some(reason)
}

/// Windows PowerShell writes this when output is redirected, `aws … > findings.json` included.
const UTF_16: &str = "is UTF-16; save it as UTF-8";

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
