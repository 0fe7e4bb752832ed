//! `leastwise fetch`: brings what `check` needs from AWS into one folder.
//!
//! [`run`] decides what to ask and writes the answers; [`aws::Aws`] makes the calls. Its one implementation runs the
//! AWS CLI, so that this crate opens no connection and reads no credentials. A client that signs requests itself could
//! be another.
//!
//! The folder is complete at any moment: answers are written to a hidden folder inside it first, and take their places
//! when all of them are there.

pub mod aws;
mod backoff;
mod cancel;
mod document;
mod dry_run;
mod fetched;
mod folder;
mod names;
mod parts;
mod permissions;
mod pool;
mod progress;
mod request;
mod run;
mod summary;

pub use cancel::Cancel;
pub use document::{digest, digest_of};
pub use dry_run::commands;
pub use fetched::FILE_NAME as LISTING;
pub use folder::{DEFAULT, FolderError, PARTIAL, SERVICES, is_made_by_fetch};
pub use permissions::policy;
pub use progress::{Progress, Silent};
pub use request::{Attachments, Request};
pub use run::{FetchError, run};
pub use summary::{Failed, Part, PartSummary, Summary};
