//! What scans have met: what the files said, so that another scan reads only those that have changed, and the folders
//! that were entered.

use std::collections::{BTreeSet, HashMap};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;

use super::load::{Asked, Loaded, load};
use super::{SettingsOnDisk, Skipped};

/// A change so shortly before the last look may have been followed by another one that the clock of the file system
/// does not tell from it. The coarsest clock in use ticks every two seconds.
const RACY: Duration = Duration::from_secs(3);

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Another file that was moved here may be as old and as long.
    id: Option<u64>,
}

impl Stamp {
    /// The stamp of what a path leads to.
    pub(super) fn of(path: &Path) -> Option<Stamp> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Stamp { length: metadata.len(), modified: metadata.modified().ok(), id: id(&metadata) })
    }

    /// The stamp of an open file.
    pub(super) fn of_open(file: &File) -> Option<Stamp> {
        let metadata = file.metadata().ok()?;
        Some(Stamp { length: metadata.len(), modified: metadata.modified().ok(), id: id(&metadata) })
    }

    /// Whether the file was left alone for long enough before `now` that every later change shows.
    fn is_settled(&self, now: SystemTime) -> bool {
        self.modified.is_some_and(|then| now.duration_since(then).is_ok_and(|age| age > RACY))
    }
}

#[cfg(unix)]
fn id(metadata: &std::fs::Metadata) -> Option<u64> {
    use std::os::unix::fs::MetadataExt;
    Some(metadata.ino())
}

#[cfg(not(unix))]
fn id(_: &std::fs::Metadata) -> Option<u64> {
    None
}

type Outcome = Result<Option<Loaded>, Skipped>;

/// What scans have met.
#[derive(Debug, Default)]
pub struct Memory {
    files: Mutex<HashMap<PathBuf, Remembered>>,
    entered: Mutex<BTreeSet<PathBuf>>,
    /// The last readings of settings files that read, by path.
    settings: Mutex<HashMap<PathBuf, SettingsOnDisk>>,
}

#[derive(Debug)]
struct Remembered {
    stamp: Stamp,
    outcome: Outcome,
    /// Since [`Memory::forget_unmet`] was called last.
    is_met: bool,
}

impl Memory {
    /// [`load`], but only where the file has changed.
    pub(super) fn load(&self, path: &Path, asked: Asked) -> Outcome {
        let now = SystemTime::now();
        // Taken before the file is read: a change meanwhile differs from it.
        let Some(stamp) = Stamp::of(path) else { return load(path, asked) };
        if let Some(known) = self.files.lock().get_mut(path)
            && known.stamp == stamp
        {
            known.is_met = true;
            return known.outcome.clone();
        }
        let outcome = load(path, asked);
        if stamp.is_settled(now) {
            let remembered = Remembered { stamp, outcome: outcome.clone(), is_met: true };
            self.files.lock().insert(path.to_path_buf(), remembered);
        }
        outcome
    }

    pub(super) fn enter(&self, folder: &Path) {
        self.entered.lock().insert(folder.to_path_buf());
    }

    /// Of a settings file that cannot be parsed, the last valid version stays.
    pub fn settings(&self, now: SettingsOnDisk) -> SettingsOnDisk {
        let mut settings = self.settings.lock();
        if !now.file.broken {
            settings.insert(now.path.clone(), now.clone());
            return now;
        }
        match settings.get(&now.path) {
            Some(good) => SettingsOnDisk {
                file: Arc::new(good.file.still(&now.file)),
                earlier: Some(Arc::clone(&good.text)),
                ..now
            },
            None => now,
        }
    }

    /// There is no settings file any more.
    pub(super) fn forget_settings(&self, path: &Path) {
        self.settings.lock().remove(path);
    }

    /// The folders that were entered since the last call.
    pub fn take_entered(&self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.entered.lock())
    }

    /// Forgets a file that is reported to have changed.
    pub fn forget(&self, path: &Path) {
        self.files.lock().remove(path);
    }

    /// Forgets the files that were not met since the last call.
    pub fn forget_unmet(&self) {
        self.files.lock().retain(|_, known| std::mem::take(&mut known.is_met));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str =
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*"}]}"#;

    /// Writes a file that was changed last so many seconds ago.
    fn write(path: &Path, text: &str, age: u64) {
        std::fs::write(path, text).unwrap();
        let then = SystemTime::now() - Duration::from_secs(age);
        File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    }

    fn text(outcome: Outcome) -> Option<String> {
        match outcome.unwrap()? {
            Loaded::Policy(policy) => Some(policy.source.text.to_string()),
            other => panic!("a policy, not {other:?}"),
        }
    }

    #[test]
    fn only_a_file_that_has_changed_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        let other = POLICY.replace("2012", "2008");
        let memory = Memory::default();
        write(&path, POLICY, 100);
        let first = memory.load(&path, Asked::Found).unwrap();
        let again = memory.load(&path, Asked::Found).unwrap();
        let (Some(Loaded::Policy(first)), Some(Loaded::Policy(again))) = (first, again) else { panic!() };
        assert!(std::sync::Arc::ptr_eq(&first.source, &again.source));

        write(&path, &other, 90);
        assert_eq!(text(memory.load(&path, Asked::Found)).as_ref(), Some(&other));
        std::fs::remove_file(&path).unwrap();
        assert!(memory.load(&path, Asked::Found).is_err());
    }

    #[test]
    fn a_change_that_the_clock_may_not_tell_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        let other = POLICY.replace("2012", "2008");
        let memory = Memory::default();
        let now = SystemTime::now();
        for content in [POLICY, &other] {
            std::fs::write(&path, content).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(now).unwrap();
            assert_eq!(text(memory.load(&path, Asked::Found)).as_deref(), Some(content));
        }
    }

    #[test]
    fn a_file_that_is_reported_to_have_changed_is_read_whatever_its_stamp_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("policy.json");
        let other = POLICY.replace("2012", "2008");
        let memory = Memory::default();
        let then = SystemTime::now() - Duration::from_secs(100);
        for content in [POLICY, &other] {
            std::fs::write(&path, content).unwrap();
            File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
            memory.forget(&path);
            assert_eq!(text(memory.load(&path, Asked::Found)).as_deref(), Some(content));
        }
    }
}
