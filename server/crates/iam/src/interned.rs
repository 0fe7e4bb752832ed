//! The texts of action names, each kept once: the findings of a large account name a few thousand actions a million times.

use std::hash::Hasher;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use rustc_hash::{FxHashMap, FxHasher};

/// How many texts are kept for good: three times as many as there are actions. Files can name any number of others, and
/// those go with whoever holds them.
const MOST: usize = SHARDS * 4096;
/// So that threads that read files at once do not wait for each other.
const SHARDS: usize = 16;

/// The text of an action's name.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) text: Box<str>,
    /// Where the service prefix ends.
    pub(crate) colon: usize,
    /// Of the text in ASCII lower case.
    pub(crate) hash: u64,
}

/// A text that is shared, and compared by its place where it can be.
#[derive(Clone, Debug)]
pub(crate) enum Interned {
    Kept(&'static Text),
    Counted(Arc<Text>),
}

/// The texts that are kept for good.
#[derive(Debug, Default)]
struct Kept([RwLock<FxHashMap<&'static str, &'static Text>>; SHARDS]);

static KEPT: LazyLock<Kept> = LazyLock::new(Kept::default);

impl Kept {
    fn intern(&self, text: &str, colon: usize) -> Interned {
        let hash = folded_hash(text);
        let make = || Text { text: text.into(), colon, hash };
        let [.., high] = hash.to_le_bytes();
        let Some(shard) = self.0.get(usize::from(high) % SHARDS) else {
            return Interned::Counted(Arc::new(make()));
        };
        // A map that a panic left behind is whole: nothing else happens under the lock.
        if let Some(kept) = shard.read().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Interned::Kept(kept);
        }
        let mut shard = shard.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = shard.get(text) {
            return Interned::Kept(kept);
        }
        if shard.len() >= MOST / SHARDS {
            return Interned::Counted(Arc::new(make()));
        }
        let kept: &'static Text = Box::leak(Box::new(make()));
        shard.insert(&kept.text, kept);
        Interned::Kept(kept)
    }
}

impl Interned {
    /// The text, of which the service prefix ends at `colon`.
    pub(crate) fn new(text: &str, colon: usize) -> Interned {
        KEPT.intern(text, colon)
    }

    /// Whether both are the very same text; they may be equal where they are not.
    pub(crate) fn is_same(&self, other: &Interned) -> bool {
        std::ptr::eq(&**self, &**other)
    }
}

impl std::ops::Deref for Interned {
    type Target = Text;

    fn deref(&self) -> &Text {
        match self {
            Interned::Kept(text) => text,
            Interned::Counted(text) => text,
        }
    }
}

fn folded_hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for word in words {
        hasher.write_u64(u64::from_le_bytes(word.map(|byte| byte.to_ascii_lowercase())));
    }
    for byte in rest {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_and_others_are_not() {
        let kept = Kept::default();
        let texts = ["s3:GetObject", "s3:GetObject", "s3:getobject"];
        let [one, again, other] = texts.map(|text| kept.intern(text, 2));
        assert!(one.is_same(&again) && !one.is_same(&other));
        assert_eq!((one.hash, &*one.text, other.colon), (other.hash, "s3:GetObject", 2));
    }

    #[test]
    fn no_more_than_so_many_texts_are_kept_for_good() {
        let kept = Kept::default();
        let interned = |n: usize| kept.intern(&format!("x:Made{n}Up"), 1);
        let is_kept = |n: &usize| matches!(interned(*n), Interned::Kept(_));
        let count = (0..2 * MOST).filter(is_kept).count();
        assert!((MOST / 2..=MOST).contains(&count), "{count}");
        assert_eq!((0..2 * MOST).filter(is_kept).count(), count);
        assert_eq!(&*interned(2 * MOST).text, format!("x:Made{}Up", 2 * MOST));
    }
}
