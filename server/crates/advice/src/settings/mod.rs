//! The settings: layers of them, merged into what holds for one file. Reading a layer costs a wrong key only, never
//! the layer.

pub(crate) mod addition;
pub(crate) mod applied;
mod attach;
pub(crate) mod cursor;
mod file;
mod globs;
mod keep;
mod layer;
pub mod limits;
pub mod node;
mod prefixes;
pub mod read;
pub(crate) mod resolved;
pub mod table;
pub mod values;

use std::sync::Arc;

pub use addition::Addition;
pub use attach::Attach;
pub use file::{FILE_NAME, SettingsFile};
pub use globs::Globs;
pub(crate) use globs::exactly;
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
    pub files: Vec<SettingsFileInput>,
    /// Whose every policy is, said by a flag; whatever settings, names and folders say does not count then.
    pub principals: Option<Vec<PrincipalName>>,
}

/// A `leastwise.toml` of the workspace.
#[derive(Clone, Debug)]
pub struct SettingsFileInput {
    /// What it says.
    pub file: Arc<SettingsFile>,
    /// Every policy that it holds for is among the policies that are known, so that what it says about none of them is
    /// idle.
    pub whole: bool,
}
