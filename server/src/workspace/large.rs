//! Files that are too large to be held. Findings in them are read piece by piece; of others only so much is found out that
//! it can be told whether they concern us.

mod text;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use leastwise_advice::{FindingsFile, findings};
use leastwise_policy::json::outline::{Damage, Limits, Outline, Scan};
use leastwise_policy::{LineIndex, LineIndexer, Source};

pub use text::LargeText;

use super::load::{Asked, Loaded, UTF_16, cannot_read, decoded, holds_findings, syntax, too_large};
use super::memory::Stamp;
use super::regular::{self, ReadError};
use super::{FileText, FindingsOnDisk, Skipped, identity};

/// The largest findings file that is read, in bytes.
pub const MAX_FINDINGS_BYTES: u64 = 1024 * 1024 * 1024;

/// As much of a file as tells what it holds, if that tells it.
const START_BYTES: usize = 64 * 1024;
const CHUNK: usize = 256 * 1024;
/// So many bytes of a chunk are looked at again with the next one. No key of findings is longer.
const OVERLAP: usize = 64;

/// Reads a large file, with the same outcome as [`super::load::load`].
pub(super) fn load(path: &Path, asked: Asked) -> Result<Option<Loaded>, Skipped> {
    read(path, asked, findings::large::LIMITS)
}

fn read(path: &Path, asked: Asked, limits: Limits) -> Result<Option<Loaded>, Skipped> {
    let unseen = |why: String| cannot_read(path, why);
    let (mut file, length) = regular::open(path).map_err(|error| unseen(error.to_string()))?;
    let stamp = Stamp::of_open(&file);
    let failed = |error: io::Error| unseen(ReadError::from(error).to_string());
    let start = start(&mut file).map_err(failed)?;
    let (start_text, encoding) = decoded(&start);
    let holds_findings = holds_findings(syntax(path, None, &start_text));
    let name = identity::name(path);
    let found = |file: FindingsFile, text: FileText| {
        Ok(Some(Loaded::Findings(FindingsOnDisk {
            path: path.to_path_buf(),
            name: Arc::clone(&name),
            text,
            file: Arc::new(file),
        })))
    };
    let unread = |why: &str| match findings::large::too_large(&name, &start_text, why) {
        Some(file) if holds_findings => found(file, FileText::Held(start_text.as_ref().into())),
        _ => Err(unseen(why.to_owned())),
    };
    if length > MAX_FINDINGS_BYTES {
        return unread(&format!("{}; split it", ReadError::TooLarge(MAX_FINDINGS_BYTES)));
    }
    if encoding == UTF_16 {
        return unread(encoding);
    }
    let scanned = Scanned::of(&mut file, limits).map_err(failed)?;
    if stamp.is_none() || Stamp::of_open(&file) != stamp {
        return Err(unseen(CHANGED.to_owned()));
    }
    if !holds_findings || !scanned.may_be_findings {
        return nothing(path, asked, &scanned);
    }
    if path.to_str().is_none() {
        return Err(unseen("has a name that is not Unicode".to_owned()));
    }
    if !scanned.is_utf8 {
        return unread("is not UTF-8; save it as UTF-8");
    }
    let read = match &scanned.outline {
        Ok(outline) => {
            findings::large::read_pieces(&name, outline, |range| part(&mut file, range)).map_err(failed)?
        }
        Err(damage) => match findings::large::damaged(&name, &start_text, damage) {
            None => return Err(unseen(format!("cannot be parsed ({})", damage.message))),
            damaged => damaged,
        },
    };
    match (read, stamp) {
        (_, stamp) if Stamp::of_open(&file) != stamp => Err(unseen(CHANGED.to_owned())),
        (Some(findings), Some(stamp)) => {
            let has_mark = start.starts_with("\u{feff}".as_bytes());
            let text = LargeText::new(file, stamp, scanned.lines, has_mark);
            found(findings, FileText::Large(Arc::new(text)))
        }
        _ => nothing(path, asked, &scanned),
    }
}

const CHANGED: &str = "changed while it was read";

/// What comes of a file that holds no findings.
fn nothing(path: &Path, asked: Asked, scanned: &Scanned) -> Result<Option<Loaded>, Skipped> {
    // Of a file that a walk finds it is told that it was left out, whatever it is.
    let concerns_us = asked == Asked::Found || scanned.may_hold_policy;
    if concerns_us { Err(Skipped::new(path, too_large())) } else { Ok(None) }
}

fn start(file: &mut File) -> io::Result<Vec<u8>> {
    let mut start = Vec::with_capacity(START_BYTES);
    file.by_ref().take(START_BYTES as u64).read_to_end(&mut start)?;
    Ok(start)
}

fn part(file: &mut File, range: Range<usize>) -> io::Result<String> {
    file.seek(SeekFrom::Start(range.start as u64))?;
    let mut bytes = vec![0; range.len()];
    file.read_exact(&mut bytes)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// What one look at a whole file tells.
struct Scanned {
    may_be_findings: bool,
    may_hold_policy: bool,
    is_utf8: bool,
    outline: Result<Outline, Damage>,
    lines: LineIndex,
}

impl Scanned {
    fn of(file: &mut File, limits: Limits) -> io::Result<Scanned> {
        file.rewind()?;
        let mut scan = Scan::new(limits);
        let mut lines = LineIndexer::default();
        let (mut may_be_findings, mut may_hold_policy) = (false, false);
        let mut utf8 = Utf8::default();
        let mut window: Vec<u8> = Vec::with_capacity(CHUNK + OVERLAP);
        // A hole in a file costs next to nothing on a disk, and little here.
        let hole = vec![0; CHUNK + OVERLAP];
        loop {
            let overlap = window.len().min(OVERLAP);
            window.drain(..window.len() - overlap);
            let read = file.by_ref().take(CHUNK as u64).read_to_end(&mut window)?;
            let Some(chunk) = window.get(overlap..).filter(|_| read > 0) else { break };
            scan.feed(chunk);
            lines.feed(chunk);
            utf8.feed(chunk);
            let is_known = may_be_findings && may_hold_policy;
            if !is_known && !hole.starts_with(&window) {
                let text = String::from_utf8_lossy(&window);
                may_be_findings = may_be_findings || findings::may_be_findings(&text);
                may_hold_policy = may_hold_policy || Source::may_hold_policy(&text);
            }
        }
        let is_utf8 = utf8.is_valid();
        let (outline, lines) = (scan.finish(), lines.finish());
        Ok(Scanned { may_be_findings, may_hold_policy, is_utf8, outline, lines })
    }
}

/// Whether bytes that come in any number of steps are UTF-8.
#[derive(Default)]
struct Utf8 {
    /// The beginning of a character that goes on in the next step.
    begun: Vec<u8>,
    is_broken: bool,
}

impl Utf8 {
    fn feed(&mut self, bytes: &[u8]) {
        let mut bytes = bytes;
        while !self.begun.is_empty()
            && let Some((byte, rest)) = bytes.split_first()
        {
            self.begun.push(*byte);
            bytes = rest;
            match std::str::from_utf8(&self.begun) {
                Ok(_) => self.begun.clear(),
                Err(error) if error.error_len().is_none() => {}
                Err(_) => return self.is_broken = true,
            }
        }
        match std::str::from_utf8(bytes) {
            Ok(_) => {}
            Err(error) if error.error_len().is_none() => {
                self.begun.extend_from_slice(bytes.get(error.valid_up_to()..).unwrap_or_default());
            }
            Err(_) => self.is_broken = true,
        }
    }

    fn is_valid(&self) -> bool {
        !self.is_broken && self.begun.is_empty()
    }
}

#[cfg(test)]
mod tests;
