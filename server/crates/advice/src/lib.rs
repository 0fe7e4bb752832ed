//! What to say about a policy: findings in one normal form, attribution of findings to policies, rules, fixes
//! and evidence, all as plain data in byte offsets.
//!
//! Nothing here does I/O or knows the time of day: paths are plain text with `/`, and today is an argument.

pub mod analysis;
pub mod attribution;
pub mod catalog_facts;
pub mod completion;
pub mod coverage;
mod day;
pub mod document_type;
pub mod evidence;
mod fetch;
pub mod figure;
pub mod findings;
pub mod fix;
pub mod hover;
pub mod markdown;
pub mod mention;
mod near_miss;
mod overlap;
mod path;
pub mod principal;
pub mod quota;
pub mod recommendation;
pub mod reference;
pub mod report;
pub mod rule;
mod rules;
pub mod settings;
pub mod share;
mod standing;
pub mod unread_source;
pub mod unseen;
pub mod visible;
pub mod whose;
pub mod words;
pub mod world;

pub use analysis::{Advice, Analysis, EntryRef, Related};
pub use coverage::Coverage;
pub use day::day;
pub use figure::Figure;
pub use findings::{FindingsFile, Format};
pub use fix::{Fix, FixKind};
pub use rule::{Level, Rule};
pub use settings::{Addition, Settings, SettingsFile, SettingsInput};
pub use world::{PolicyInput, World, WorldInput};
