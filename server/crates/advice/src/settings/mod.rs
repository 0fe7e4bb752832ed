//! The settings: layers of them, merged into what holds for one file. Reading a layer costs a wrong key only, never
//! the layer.

pub mod layer;

pub use layer::{Layer, Settings};

/// All that settings have to say, weakest first. The defaults are below all of it.
#[derive(Clone, Debug, Default)]
pub struct SettingsInput {
    /// What the editor says.
    pub editor: Layer,
    /// What the command's flags say.
    pub flags: Layer,
}
