//! Globs by their definition: sets of places, one step a letter. Slow, and too simple to be wrong.

/// The places in a glob at which the rest may begin.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Places(Vec<usize>);

impl Places {
    /// Before the first letter.
    pub fn start(glob: &[u8]) -> Places {
        Places::closed(glob, vec![0])
    }

    /// After one more letter.
    pub fn step(&self, glob: &[u8], letter: u8) -> Places {
        let next = self.0.iter().filter_map(|&at| match glob.get(at)? {
            b'*' => Some(at),
            b'?' => Some(at + 1),
            other => other.eq_ignore_ascii_case(&letter).then_some(at + 1),
        });
        Places::closed(glob, next.collect())
    }

    /// Whether the text may end here.
    pub fn accepts(&self, glob: &[u8]) -> bool {
        self.0.contains(&glob.len())
    }

    /// A star may stand for nothing.
    fn closed(glob: &[u8], mut places: Vec<usize>) -> Places {
        let mut looked_at = 0;
        while let Some(&at) = places.get(looked_at) {
            looked_at += 1;
            if glob.get(at) == Some(&b'*') && !places.contains(&(at + 1)) {
                places.push(at + 1);
            }
        }
        places.sort_unstable();
        places.dedup();
        Places(places)
    }
}

/// Whether a glob matches a text.
pub fn matches(glob: &[u8], text: &[u8]) -> bool {
    let end = text.iter().fold(Places::start(glob), |places, &letter| places.step(glob, letter));
    end.accepts(glob)
}
