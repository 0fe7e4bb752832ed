//! The files of a workspace: which are policies, which are findings. The only place that touches the disk.

pub mod catalog;
mod files;
mod gitignore;
pub mod identity;
pub mod ignored;
pub mod large;
pub mod load;
pub mod memory;
pub mod progress;
pub mod regular;
pub mod scan;
mod settings;
mod walk;
pub mod watch;
pub mod world;
pub mod write;

pub use files::{
    FileText, Files, FindingsOnDisk, IgnoreFile, PolicyFile, SettingsOnDisk, Skipped, SourceOnDisk,
    same_policies,
};
