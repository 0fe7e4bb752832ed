//! How calls of AWS are made.

mod cli;
mod failure;
pub mod operation;
mod process;
mod program;

use std::ffi::OsString;
use std::io::Read;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::DeserializeOwned;

pub use cli::{AwsCli, Connection};
pub use failure::{Failure, Kind};
pub use operation::{OPERATIONS, Operation};
pub use program::{Lookup, PROGRAM_VARIABLE};

pub(crate) use process::{Limits, Ran, run};

use crate::Cancel;

/// One call: an operation and its parameters.
#[derive(Clone, Debug)]
pub struct Call {
    /// What to do.
    pub operation: &'static Operation,
    /// The region; the client's own where there is none.
    pub region: Option<String>,
    /// The parameters, named as the AWS CLI names them, without the hyphens at the start.
    pub parameters: Vec<(&'static str, Value)>,
}

/// A parameter's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text; JSON for what is no text.
    Text(String),
    /// Words of a list.
    List(Vec<&'static str>),
}

impl Call {
    /// A call without parameters.
    pub fn new(operation: &'static Operation) -> Call {
        Call { operation, region: None, parameters: Vec::new() }
    }

    /// The call in a region.
    #[must_use]
    pub fn region(mut self, region: Option<&str>) -> Call {
        self.region = region.map(str::to_owned);
        self
    }

    /// The call with one parameter more.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Call {
        self.parameters.push((name, Value::Text(value.into())));
        self
    }

    /// The call with a list as one parameter more.
    #[must_use]
    pub fn with_list(mut self, name: &'static str, words: &[&'static str]) -> Call {
        self.parameters.push((name, Value::List(words.to_vec())));
        self
    }
}

/// Takes an answer while it arrives.
pub type Sink<'a> = &'a mut dyn FnMut(&mut dyn Read) -> serde_json::Result<()>;

/// Something that can call AWS. The pages of an answer arrive as one, unless the call asks for fewer items.
pub trait Aws: Sync {
    /// Makes a call and hands its answer to `sink`. Throttled calls are not repeated here beyond what the client does by
    /// itself.
    ///
    /// # Errors
    ///
    /// Where the answer is anything but whole and good; what `sink` was handed counts for nothing then.
    fn call(&self, call: &Call, cancel: &Cancel, sink: Sink<'_>) -> Result<(), Failure>;

    /// Downloads files of the service reference, which no AWS client can, each to its path.
    ///
    /// # Errors
    ///
    /// Where one of them did not arrive.
    fn download(&self, files: &[(String, PathBuf)], cancel: &Cancel) -> Result<(), Failure>;

    /// The programs and arguments that make a call, for a person to read.
    fn command(&self, call: &Call) -> Vec<OsString>;

    /// The program and arguments of a download.
    fn download_command(&self, files: &[(String, PathBuf)]) -> Vec<OsString>;
}

/// Makes a call and reads its answer.
pub(crate) fn answer<T: DeserializeOwned>(aws: &dyn Aws, call: &Call, cancel: &Cancel) -> Result<T, Failure> {
    let mut answer = None;
    aws.call(call, cancel, &mut |read| {
        let mut json = serde_json::Deserializer::from_reader(read);
        let read = T::deserialize(&mut json)?;
        json.end()?;
        answer = Some(read);
        Ok(())
    })?;
    answer.ok_or_else(|| Failure::malformed(&format!("the answer of {}", call.operation.name)))
}

/// Makes a call with an empty answer.
pub(crate) fn order(aws: &dyn Aws, call: &Call, cancel: &Cancel) -> Result<(), Failure> {
    aws.call(call, cancel, &mut |read| {
        std::io::copy(read, &mut std::io::sink()).map_err(serde_json::Error::io)?;
        Ok(())
    })
}

/// How long one call may take.
pub const TIME_LIMIT: Duration = Duration::from_secs(300);
