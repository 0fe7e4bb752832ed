//! The settings: layers of them, merged into what holds for one file. Reading a layer costs a wrong key only, never
//! the layer.

mod attach;
mod file;
mod globs;
mod keep;
mod layer;
pub mod node;
pub mod read;
pub mod table;

use std::sync::Arc;

pub use attach::{Attach, PolicyKind};
pub use file::{FILE_NAME, SettingsFile};
pub use globs::Globs;
pub use keep::Keep;
pub use layer::{Layer, Settings};
pub use table::KEYS;

use crate::principal::PrincipalName;

/// All that settings have to say, weakest first. The defaults are below all of it.
#[derive(Clone, Debug, Default)]
pub struct SettingsInput {
    /// What the editor says.
    pub editor: Layer,
    /// Every `leastwise.toml` that holds for a file of the workspace.
    pub files: Vec<Arc<SettingsFile>>,
    /// What the command's flags say.
    pub flags: Layer,
    /// Whose every policy is, said by a flag; whatever settings, names and folders say does not count then.
    pub principals: Option<Vec<PrincipalName>>,
}
