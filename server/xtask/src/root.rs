//! Where the repository is.

use std::path::PathBuf;

/// The repository's root, two folders above this package.
pub(crate) fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root
}
