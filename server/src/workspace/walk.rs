//! Walking through a folder: which files and folders are looked at, on many threads.

use std::fs::FileType;
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use ignore::{DirEntry, WalkBuilder, WalkState};
use leastwise_advice::settings::Globs;

use super::ignored::Ignored;
use super::load::{Asked, Loaded, look_at_source};
use super::scan::{Look, has_known_extension, repository};
use super::settings::KnownSettings;
use super::{IgnoreFile, Skipped, identity, regular};

/// Folders that hold what other programs made, never what a person keeps. Sorted.
const NEVER_ENTERED: [&str; 7] =
    [".aws-sam", ".git", leastwise_fetch::PARTIAL, ".terraform", "cdk.out", "node_modules", "target"];

/// What a walk does with what ignore files or a leading dot hide.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Skip,
    Enter,
}

/// Which files and folders a walk takes.
pub(super) enum Wanted<'a> {
    All,
    /// What settings do not exclude. The settings files of the folders that are entered are read on the way.
    Allowed(&'a KnownSettings<'a>),
    /// What these globs match, from this folder on. All folders are entered.
    Named(&'a Path, &'a Globs),
}

impl Wanted<'_> {
    fn hidden(&self) -> Hidden {
        match self {
            Wanted::Allowed(_) => Hidden::Skip,
            Wanted::All | Wanted::Named(..) => Hidden::Enter,
        }
    }

    fn takes(&self, entry: &DirEntry) -> bool {
        let is_folder = is_folder(entry);
        match self {
            Wanted::All => true,
            Wanted::Allowed(known) => {
                if known.exclude(entry.path()) {
                    return false;
                }
                if is_folder {
                    known.read_in(entry.path());
                    known.look_for_fetched(entry.path());
                }
                true
            }
            Wanted::Named(folder, globs) => {
                let below = entry.path().strip_prefix(folder).ok();
                is_folder || below.is_some_and(|below| globs.matches(&identity::name(below)))
            }
        }
    }
}

/// Reads every file below `root` that concerns us. Links to files are followed, links to folders are not, so
/// that links in a circle end nothing and every path stays normalized. `add` hears of the link as well. What is wrong
/// with ignore files comes back.
pub(super) fn walk(
    root: &Path,
    wanted: &Wanted<'_>,
    look: Look<'_>,
    mut add: impl FnMut(Result<Loaded, Skipped>, Option<PathBuf>),
) -> Vec<IgnoreFile> {
    let hidden = wanted.hidden();
    // Outside a repository, an ignore file in some folder above (a home folder kept in git, say) is not about this one.
    let ignored = (hidden == Hidden::Skip).then(|| Arc::new(Ignored::new(root, repository(root))));
    let mut builder = WalkBuilder::new(root);
    let asked = ignored.clone();
    builder.standard_filters(false).filter_entry(move |entry| {
        entry.depth() == 0
            || !is_folder_to_skip(entry, hidden)
                && asked.as_ref().is_none_or(|ignored| !ignored.ignores(entry.path(), is_folder(entry)))
    });
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        let walker = builder.build_parallel();
        scope.spawn(move || {
            walker.run(|| {
                let sender = sender.clone();
                Box::new(move |entry| {
                    if look.progress.is_stopped() {
                        return WalkState::Quit;
                    }
                    if entry.as_ref().is_ok_and(|entry| !wanted.takes(entry)) {
                        return WalkState::Skip;
                    }
                    if let Some(skipped) = entry.as_ref().ok().and_then(|entry| synthesized(entry, wanted)) {
                        let _ = sender.send((Err(skipped), None));
                    }
                    if let Some(found) = visit(root, entry, wanted, look) {
                        // The receiver outlives the walk.
                        let _ = sender.send(found);
                    }
                    WalkState::Continue
                })
            });
        });
        receiver.iter().for_each(|(found, link)| add(found, link));
    });
    ignored.map(|ignored| ignored.take_problems()).unwrap_or_default()
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

fn visit(
    root: &Path,
    entry: Result<DirEntry, ignore::Error>,
    wanted: &Wanted<'_>,
    look: Look<'_>,
) -> Option<(Result<Loaded, Skipped>, Option<PathBuf>)> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return Some((Err(walk_error(root, error)), None)),
    };
    if let Some(memory) = look.memory
        && is_folder(&entry)
    {
        memory.enter(entry.path());
    }
    if !has_known_extension(entry.path()) {
        // Only where policies are searched for, others are missed.
        let is_searched = matches!(wanted, Wanted::Allowed(_)) && entry.file_type()?.is_file();
        let source = if is_searched { look_at_source(entry.path()) } else { None };
        return source.map(|source| (Ok(Loaded::Source(source)), None));
    }
    let kind = entry.file_type()?;
    let (path, link) = if kind.is_file() {
        (entry.into_path(), None)
    } else if entry.path_is_symlink() {
        match target(entry.path())? {
            Ok(target) => (target, Some(entry.into_path())),
            Err(skipped) => return Some((Err(skipped), None)),
        }
    } else if kind.is_dir() {
        return None;
    } else {
        return Some((Err(irregular(entry.path(), kind)), None));
    };
    let loaded = look.load(&path, Asked::Found);
    // It was there a moment ago.
    let is_gone = |_: &Skipped| std::fs::symlink_metadata(&path).is_err_and(|error| error.kind() == NotFound);
    if loaded.as_ref().is_err_and(is_gone) {
        return None;
    }
    Some((loaded.transpose()?, link))
}

/// A pipe or a device: nothing is stored in it, so that it hides nothing.
fn irregular(path: &Path, kind: FileType) -> Skipped {
    let what = regular::irregular(kind).unwrap_or("something else");
    Skipped::new(path, regular::ReadError::NotRegular(what).to_string())
}

/// The file that a link leads to. A link to a folder is not followed.
fn target(link: &Path) -> Option<Result<PathBuf, Skipped>> {
    match std::fs::metadata(link) {
        Ok(target) if target.is_dir() => None,
        Ok(target) if !target.is_file() => Some(Err(irregular(link, target.file_type()))),
        Ok(_) => Some(Ok(identity::normalise(link))),
        // Emacs marks a file that is being edited by a broken link beside it.
        Err(_) if link.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".#")) => None,
        Err(error) if error.kind() == NotFound => Some(Err(Skipped::unseen(link, "is a broken link"))),
        Err(error) => Some(Err(Skipped::unseen(link, format!("cannot be read: {error}")))),
    }
}

fn is_folder_to_skip(entry: &DirEntry, hidden: Hidden) -> bool {
    let Some(name) = entry.file_name().to_str() else { return false };
    is_folder(entry) && (NEVER_ENTERED.contains(&name) || (hidden == Hidden::Skip && name.starts_with('.')))
}

/// The folder into which the CDK synthesizes the templates of an app, beside the app's `cdk.json`: it is not searched,
/// whether git ignores it or not, and its policies are nowhere else.
fn synthesized(entry: &DirEntry, wanted: &Wanted<'_>) -> Option<Skipped> {
    let Wanted::Allowed(known) = wanted else { return None };
    let folder = entry.path().with_file_name("cdk.out");
    let is_app = entry.file_name() == "cdk.json" && folder.is_dir() && !known.exclude(&folder);
    let reason =
        "is not searched, so the policies that the CDK synthesized are not checked; name it to check them";
    is_app.then(|| Skipped::new(folder, reason))
}

fn walk_error(root: &Path, error: ignore::Error) -> Skipped {
    let path = path_of(&error).unwrap_or(root).to_path_buf();
    let reason = match error.into_io_error() {
        Some(error) => format!("cannot be read: {error}"),
        None => "cannot be read".to_owned(),
    };
    Skipped::unseen(path, reason)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}
