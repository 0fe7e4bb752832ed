//! What went wrong with a call, told by what the AWS CLI printed.

use std::fmt;

use super::process::Ran;
use super::{Call, Operation};
use crate::FolderError;
use crate::names::Short;

/// Which kind of failure it is, by which it is decided whether to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// The program is not there, or cannot be run.
    NoProgram,
    /// No credentials, no profile, no region: nothing was configured.
    NotConfigured,
    /// The session is over.
    Expired,
    /// The caller may not do this.
    Denied,
    /// The AWS CLI lacks the operation.
    TooOld,
    /// Too many calls, also after waiting.
    Throttled,
    /// What was asked for does not exist.
    NotFound,
    /// AWS cannot be reached.
    Unreachable,
    /// It took too long, or waits for input.
    Hangs,
    /// The answer is not what it should be.
    Malformed,
    /// The answer cannot be written, on a full disk perhaps.
    NotWritten,
    /// The run was stopped.
    Cancelled,
    /// Anything else: AWS refused, or failed.
    Refused,
}

/// A call that failed: what, where, and what to do, in one line.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which kind.
    pub kind: Kind,
    message: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Failure {
        Failure::new(Kind::NotWritten, error.to_string())
    }
}

impl Failure {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into() }
    }

    pub(crate) fn no_program(message: impl Into<String>) -> Failure {
        Failure::new(Kind::NoProgram, message)
    }

    pub(crate) fn cancelled() -> Failure {
        Failure::new(Kind::Cancelled, "stopped")
    }

    /// Something that AWS or the AWS CLI answered and that no version of them should.
    pub(crate) fn malformed(what: &str) -> Failure {
        Failure::new(Kind::Malformed, format!("cannot use {what}"))
    }

    /// Whether every further call of the same operation would fail as well.
    pub(crate) fn ends_the_part(&self) -> bool {
        self.ends_the_run() || matches!(self.kind, Kind::Denied | Kind::TooOld)
    }

    /// Whether every further call would fail as well, or the run is to stop.
    pub(crate) fn ends_the_run(&self) -> bool {
        let goes_on = [Kind::NotFound, Kind::Malformed, Kind::Refused, Kind::Denied, Kind::TooOld];
        !goes_on.contains(&self.kind)
    }

    /// Why a program that ended failed, by what it printed on stderr.
    pub(super) fn of_call(call: &Call, ran: &Ran, profile: Option<&str>, version: &str) -> Failure {
        let text = ran.stderr.as_str();
        let Operation { service, name, action, since, .. } = call.operation;
        let at = format!("`aws {service} {name}`");
        if let Some(error) = ServiceError::find(text) {
            return error.failure(&at, action, profile);
        }
        let has = |part: &str| text.contains(part);
        if has("Invalid choice") || has("invalid choice") {
            let needed = since.map_or("a newer version".to_owned(), |[one, two]| {
                format!("version {two} or later (or {one} or later of version 1)")
            });
            let message = format!("your AWS CLI is too old: {at} needs {needed}, and yours is {version}");
            return Failure::new(Kind::TooOld, message);
        }
        if has("Unable to locate credentials") || has("NoCredentials") || has("partial credentials") {
            let message = format!(
                "{at}: the AWS CLI has no credentials; configure some (`aws configure sso`, `aws configure`), or \
                 name a profile that has some with --profile"
            );
            return Failure::new(Kind::NotConfigured, message);
        }
        if is_expired(text) {
            return expired(&at, profile);
        }
        if has("config profile") && has("could not be found") {
            let message = format!("the AWS CLI has no profile {:?}", Short(profile.unwrap_or("default")));
            return Failure::new(Kind::NotConfigured, message);
        }
        if has("You must specify a region") {
            let message = format!("{at}: the AWS CLI has no region; set one with --region");
            return Failure::new(Kind::NotConfigured, message);
        }
        let unreachable =
            ["Could not connect to the endpoint", "Connection was closed", "Read timeout", "Connect timeout"];
        if unreachable.into_iter().any(has) || has("SSL validation failed") {
            return Failure::new(Kind::Unreachable, format!("{at}: {}", last_line(text)));
        }
        let how = ran.how_it_ended();
        match last_line(text) {
            "" => Failure::new(Kind::Refused, format!("{at} {how} and printed nothing")),
            line => Failure::new(Kind::Refused, format!("{at} {how}: {:.400}", line)),
        }
    }
}

/// What AWS answered, as the AWS CLI prints it: "An error occurred (CODE) when calling the X operation: MESSAGE".
struct ServiceError<'a> {
    code: &'a str,
    message: &'a str,
}

impl<'a> ServiceError<'a> {
    fn find(text: &'a str) -> Option<ServiceError<'a>> {
        let (_, rest) = text.split_once("An error occurred (")?;
        let (code, rest) = rest.split_once(')')?;
        let (_, message) = rest.split_once("operation")?;
        // " (reached max retries: 4)" may stand between.
        let message = message
            .strip_prefix(" (")
            .and_then(|rest| rest.split_once(')'))
            .map_or(message, |(_, rest)| rest);
        let message = message.trim_start_matches(':');
        Some(ServiceError { code, message: message.lines().next().unwrap_or_default().trim() })
    }

    fn failure(&self, at: &str, action: &str, profile: Option<&str>) -> Failure {
        let ServiceError { code, message } = self;
        let is = |part: &str| code.contains(part);
        if is("Throttl") || is("TooManyRequests") || is("RequestLimitExceeded") || is("SlowDown") {
            return Failure::new(Kind::Throttled, format!("{at}: AWS throttles the calls ({code})"));
        }
        if is("ExpiredToken") || is("RequestExpired") || is_expired(message) {
            return expired(at, profile);
        }
        if is("InvalidClientTokenId")
            || is("UnrecognizedClient")
            || is("InvalidAccessKeyId")
            || is("SignatureDoesNotMatch")
            || is("InvalidSignature")
            || is("AuthFailure")
        {
            let message = format!("{at}: AWS does not accept these credentials ({code})");
            return Failure::new(Kind::NotConfigured, message);
        }
        if is("AccessDenied") || is("UnauthorizedOperation") || is("NotAuthorized") {
            let message = format!(
                "{at}: access denied: {action} is required; `leastwise fetch --policy` prints the minimal policy for \
                 fetching ({message:.300})"
            );
            return Failure::new(Kind::Denied, message);
        }
        if is("ResourceNotFound") || is("NoSuchEntity") || message.ends_with("does not exist") {
            return Failure::new(Kind::NotFound, format!("{at}: not found ({message:.300})"));
        }
        Failure::new(Kind::Refused, format!("{at}: {code}: {message:.300}"))
    }
}

fn is_expired(text: &str) -> bool {
    let has = |part: &str| text.contains(part);
    has("SSO session associated with this profile has expired")
        || has("SSO Token")
        || has("sso token")
        || has("Token has expired")
        || has("token included in the request is expired")
        || has("security token expired")
        || has("session has expired")
        || has("when calling the GetRoleCredentials operation")
        || has("Error when retrieving token from sso")
}

fn expired(at: &str, profile: Option<&str>) -> Failure {
    let profile = profile.map(|name| format!(" --profile {name}")).unwrap_or_default();
    let message =
        format!("{at}: your session has expired; sign in again, with `aws sso login{profile}` for instance");
    Failure::new(Kind::Expired, message)
}

/// The last line that says something.
fn last_line(text: &str) -> &str {
    text.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
