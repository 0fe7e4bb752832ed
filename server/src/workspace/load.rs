//! Reading one file and telling what it is.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use leastwise_advice::settings::{FILE_NAME, limits};
use leastwise_advice::unread_source::UnreadSyntax;
use leastwise_advice::{SettingsFile, findings};
use leastwise_policy::{Source, Syntax, syntax_of};

use super::large;
use super::regular::{self, ReadError};
use super::{FileText, FindingsOnDisk, PolicyFile, SettingsOnDisk, Skipped, SourceOnDisk, identity};

/// The largest file that is held, in bytes, and the largest of all but findings that is read. A managed policy has at most
/// 6,144 characters; a dump of a large account has a few million.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

/// A file that concerns us.
#[derive(Clone, Debug)]
pub enum Loaded {
    /// It holds a policy document, or may hold one but cannot be parsed.
    Policy(PolicyFile),
    /// It holds findings. Policies inside them are not policies of the workspace.
    Findings(FindingsOnDisk),
    /// It is a `leastwise.toml`.
    Settings(SettingsOnDisk),
    /// It looks like it holds a policy, in a syntax that is not read.
    Source(SourceOnDisk),
}

impl Loaded {
    /// Nothing was found in it, which may be due to its syntax errors.
    pub fn is_only_damaged(&self) -> bool {
        let Loaded::Policy(PolicyFile { source, .. }) = self else { return false };
        source.documents.is_empty()
            && source.encoded.is_empty()
            && source.unresolved.is_empty()
            && source.account.is_none()
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
/// commit. An error only where what cannot be read may concern us. Findings that a walk finds and that cannot be read are
/// findings all the same: they may be newer than those that can, which must not replace them.
///
/// `path` is normalized (see [`identity::normalise`]).
pub fn load(path: &Path, asked: Asked) -> Result<Option<Loaded>, Skipped> {
    if is_settings(path) {
        return Ok(Some(Loaded::Settings(load_settings(path))));
    }
    let (text, reason) = match regular::read(path, MAX_BYTES) {
        Err(ReadError::TooLarge(_)) => return large::load(path, asked),
        Err(error) => return Err(cannot_read(path, error.to_string())),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) if path.to_str().is_none() => return nameless(path, &text),
            Ok(text) => return Ok(recognise(path, None, text)),
            Err(error) => {
                let (text, reason) = decoded(error.as_bytes());
                (text.into_owned(), reason)
            }
        },
    };
    let may_be_findings = holds_findings(syntax(path, None, &text));
    if asked == Asked::Found
        && may_be_findings
        && let Some(findings) = unread_findings(path, &text, reason)
    {
        return Ok(Some(Loaded::Findings(findings)));
    }
    if !concerns_us(path, &text) {
        return Ok(None);
    }
    let policy = Source::may_hold_policy(&text).then(|| text.into());
    Err(Skipped { policy, ..Skipped::new(path, reason) })
}

/// A file of which nothing is known but its name.
pub(super) fn cannot_read(path: &Path, why: String) -> Skipped {
    Skipped { unseen: holds_findings(syntax(path, None, "")), ..Skipped::new(path, why) }
}

/// The syntax of a text at a path.
pub fn syntax(path: &Path, language_id: Option<&str>, text: &str) -> &'static dyn Syntax {
    syntax_of(&path.to_string_lossy(), language_id, text)
}

/// Whether findings are kept in files of a syntax.
pub(super) fn holds_findings(syntax: &dyn Syntax) -> bool {
    syntax.name() == "JSON"
}

/// A file with a name that is not Unicode, so that no message can name it.
fn nameless(path: &Path, text: &str) -> Result<Option<Loaded>, Skipped> {
    let unseen = holds_findings(syntax(path, None, text)) && findings::may_be_findings(text);
    let skipped = || Skipped { unseen, ..Skipped::new(path, "has a name that is not Unicode") };
    if concerns_us(path, text) { Err(skipped()) } else { Ok(None) }
}

/// Settings that cannot be read may assign owners and keep actions, so that nothing is fixed without them.
fn load_settings(path: &Path) -> SettingsOnDisk {
    let (text, reason) = match regular::read(path, limits::MAX_BYTES) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => return settings(path, text.into()),
            Err(error) => {
                let (text, reason) = decoded(error.as_bytes());
                (text.into_owned(), reason.to_owned())
            }
        },
        Err(error) => (String::new(), error.to_string()),
    };
    let unread = Arc::new(SettingsFile::unread(&identity::name(path), &reason));
    SettingsOnDisk { file: unread, ..settings(path, text.into()) }
}

fn settings(path: &Path, text: Arc<str>) -> SettingsOnDisk {
    let name = identity::name(path);
    let file = Arc::new(SettingsFile::read(&name, &text));
    SettingsOnDisk { path: path.to_path_buf(), name, text, file, earlier: None, whole: false }
}

fn unread_findings(path: &Path, text: &str, reason: &str) -> Option<FindingsOnDisk> {
    let name = identity::name(path);
    let file = Arc::new(findings::read(&name, text)?.unread(reason));
    let text = FileText::Held(text.into());
    Some(FindingsOnDisk { path: path.to_path_buf(), name, text, file })
}

/// Tells what a text is, which may be newer in an editor than on disk. `None` where it is neither a policy nor
/// findings. The raw text is looked at first, so that other files cost next to nothing. The id of the language that an
/// editor gives counts where the name does not tell.
pub fn recognise(path: &Path, language_id: Option<&str>, text: impl Into<Arc<str>>) -> Option<Loaded> {
    let text = text.into();
    if is_settings(path) {
        return Some(Loaded::Settings(settings(path, text)));
    }
    let name = identity::name(path);
    let syntax = syntax(path, language_id, &text);
    if holds_findings(syntax)
        && findings::may_be_findings(&text)
        && let Some(file) = findings::read(&name, &text)
    {
        return Some(Loaded::Findings(FindingsOnDisk {
            path: path.to_path_buf(),
            name,
            text: FileText::Held(text),
            file: Arc::new(file),
        }));
    }
    let is_foreign = file_name(path).is_some_and(|name| UnreadSyntax::of_name(name).is_some());
    if !Source::may_hold_policy(&text) && !is_foreign {
        return None;
    }
    let source = Source::read_as(syntax, text);
    if !holds_findings(syntax) && !source.errors().is_empty() {
        if let Some(syntax) = UnreadSyntax::of_directives(&source.text) {
            return Some(Loaded::Source(SourceOnDisk { path: path.to_path_buf(), name, syntax }));
        }
        if source.policy_count() == 0 {
            return None;
        }
    }
    if is_foreign && (!source.errors().is_empty() || source.is_empty()) {
        return unread_source(path, &source.text).map(Loaded::Source);
    }
    // What cannot be parsed may be a policy all the same, about which the findings in its folder may be.
    if source.is_empty() {
        return None;
    }
    Some(Loaded::Policy(PolicyFile { path: path.to_path_buf(), name, source: Arc::new(source) }))
}

fn file_name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

/// As much of a source is looked at as tells whether it holds a policy.
const SOURCE_BYTES: u64 = 256 * 1024;

/// What a walk finds under a name that is not read: whether it looks like it holds a policy.
pub(super) fn look_at_source(path: &Path) -> Option<SourceOnDisk> {
    UnreadSyntax::of_name(file_name(path)?)?;
    let mut start = Vec::new();
    // A file that cannot be read is not a policy that could be checked.
    let (file, _) = regular::open(path).ok()?;
    file.take(SOURCE_BYTES).read_to_end(&mut start).ok()?;
    unread_source(path, &String::from_utf8_lossy(&start))
}

fn unread_source(path: &Path, text: &str) -> Option<SourceOnDisk> {
    let syntax = UnreadSyntax::detect(file_name(path)?, text)?;
    Some(SourceOnDisk { path: path.to_path_buf(), name: identity::name(path), syntax })
}

/// Whether a file has the name of a settings file, which is all that makes it one.
pub fn is_settings(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == FILE_NAME)
}

/// A findings file that another program is just writing: nothing can be told of its text yet. `None` where it is gone or
/// holds something else now.
pub fn half_written(before: &FindingsOnDisk) -> Option<FindingsOnDisk> {
    let bytes = regular::read(&before.path, MAX_BYTES).ok()?;
    let text: Arc<str> = String::from_utf8_lossy(&bytes).into();
    let file = Arc::new(before.file.half_written(&text)?);
    Some(FindingsOnDisk { text: FileText::Held(text), file, ..before.clone() })
}

/// The text of a file that the user named, or why it cannot be read, as the end of a sentence that begins with the path.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let bytes = regular::read(path, MAX_BYTES).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| decoded(error.as_bytes()).1.to_owned())
}

pub(super) fn too_large() -> String {
    ReadError::TooLarge(MAX_BYTES).to_string()
}

/// The text of bytes that are not UTF-8, as well as it can be had, and what they are.
pub(super) fn decoded(bytes: &[u8]) -> (Cow<'_, str>, &'static str) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => (utf16(rest, u16::from_le_bytes).into(), UTF_16),
        [0xfe, 0xff, rest @ ..] => (utf16(rest, u16::from_be_bytes).into(), UTF_16),
        _ => (String::from_utf8_lossy(bytes), "is not UTF-8; save it as UTF-8"),
    }
}

fn concerns_us(path: &Path, text: &str) -> bool {
    let may_be_findings = holds_findings(syntax(path, None, text)) && findings::may_be_findings(text);
    may_be_findings || Source::may_hold_policy(text)
}

/// Windows PowerShell writes this when output is redirected, `aws … > findings.json` included.
pub(super) const UTF_16: &str = "is UTF-16; save it as UTF-8";

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    char::decode_utf16(pairs.iter().map(|pair| unit(*pair)))
        .map(|decoded| decoded.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}
