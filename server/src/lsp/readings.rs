//! Readings of findings files, over time: of a file that is half-written or damaged, the last valid version is used.

use std::collections::HashMap;
use std::sync::Arc;

use leastwise_advice::{Advice, FindingsFile};

use crate::workspace::{FileText, FindingsOnDisk};

/// A findings file, and what it says.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The file as it is now, with the content of its last valid version if it cannot be parsed now.
    pub now: FindingsOnDisk,
    /// The text that it was read from, where that is an earlier one.
    pub earlier: Option<FileText>,
}

/// The last good reading of each findings file.
#[derive(Debug, Default)]
pub struct Readings {
    good: HashMap<Arc<str>, FindingsOnDisk>,
}

impl Readings {
    /// The readings of the files as they are now. What is no longer there is forgotten.
    pub fn read(&mut self, files: &[FindingsOnDisk]) -> Vec<Reading> {
        let mut before = std::mem::take(&mut self.good);
        let mut readings = Vec::with_capacity(files.len());
        for file in files {
            let good = if file.file.broken { before.remove(&file.name) } else { Some(file.clone()) };
            readings.push(match &good {
                Some(good) if file.file.broken => Reading {
                    now: FindingsOnDisk { file: Arc::new(still(&good.file, &file.file)), ..file.clone() },
                    earlier: Some(good.text.clone()),
                },
                _ => Reading { now: file.clone(), earlier: None },
            });
            self.good.extend(good.map(|good| (Arc::clone(&file.name), good)));
        }
        readings
    }
}

/// The last valid version, with what is wrong now. What is being written may show a use, so that no fix is based on it.
fn still(good: &FindingsFile, broken: &FindingsFile) -> FindingsFile {
    let problem = |problem: &Advice| Advice {
        message: format!(
            "{}; showing results from its last valid version; fixes are disabled",
            problem.message
        ),
        ..problem.clone()
    };
    FindingsFile {
        problems: broken.problems.iter().map(problem).collect(),
        may_be_about_anybody: broken.may_be_about_anybody,
        earlier: true,
        ..good.clone()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::workspace::load::{Loaded, recognise};

    fn file(text: &str) -> FindingsOnDisk {
        match recognise(Path::new("/f.json"), None, text) {
            Some(Loaded::Findings(file)) => file,
            other => panic!("findings, not {other:?}"),
        }
    }

    const GOOD: &str = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"]}]"#;
    const BROKEN: &str = r#"[{"serviceNamespace": "s3", "actions": ["GetBucketAcl"}"#;

    #[test]
    fn a_broken_file_keeps_its_last_valid_version_and_tells_what_is_wrong_now() {
        let mut readings = Readings::default();
        readings.read(&[file(GOOD)]);
        for _ in 0..2 {
            let [reading] = readings.read(&[file(BROKEN)]).try_into().unwrap();
            assert!(matches!(reading.earlier, Some(FileText::Held(text)) if &*text == GOOD));
            assert_eq!(reading.now.file.findings, file(GOOD).file.findings);
            assert_eq!(reading.now.file.problems.len(), 1);
            assert!(!reading.now.file.broken && reading.now.file.earlier);
        }
        let [healed] = readings.read(&[file(GOOD)]).try_into().unwrap();
        assert!(healed.earlier.is_none() && healed.now.file.problems.is_empty());
    }

    #[test]
    fn a_file_that_was_never_valid_or_was_gone_has_no_earlier_version() {
        let mut readings = Readings::default();
        for files in [vec![file(BROKEN)], vec![file(GOOD)], vec![], vec![file(BROKEN)]] {
            let read = readings.read(&files);
            let broken = files.iter().any(|file| file.file.broken);
            assert!(
                read.iter().all(|reading| reading.now.file.broken == broken && reading.earlier.is_none())
            );
        }
    }
}
