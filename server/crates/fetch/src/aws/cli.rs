//! The AWS CLI: its arguments, its environment, its answers.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use super::program::Lookup;
use super::{Aws, Call, Failure, Kind, Limits, Ran, Sink, TIME_LIMIT, Value, run};
use crate::Cancel;
use crate::names::Short;

/// How the AWS CLI is to be run. None of it may come from a workspace: another endpoint would receive the session's token.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Where the programs are.
    pub lookup: Lookup,
    /// The profile; the AWS CLI's own choice where there is none.
    pub profile: Option<String>,
    /// How long one call may take.
    pub time_limit: Duration,
}

impl Connection {
    /// The AWS CLI's own profile.
    pub fn new(lookup: Lookup) -> Connection {
        Connection { lookup, profile: None, time_limit: TIME_LIMIT }
    }
}

/// The AWS CLI, version 1 or 2.
#[derive(Debug)]
pub struct AwsCli {
    program: PathBuf,
    curl: Option<PathBuf>,
    profile: Option<String>,
    time_limit: Duration,
    version: OnceLock<Result<Version, Failure>>,
}

/// An answer is never larger. That of an account with very many roles, which is not kept, has a limit of its own.
const ANSWER_BYTES: u64 = 256 * 1024 * 1024;
const SLOW_ANSWER_BYTES: u64 = 16 * 1024 * 1024 * 1024;
/// How much longer calls with very many pages may take.
const SLOW: u32 = 10;

impl AwsCli {
    /// Finds the program. Nothing is run yet.
    ///
    /// # Errors
    ///
    /// Where there is none.
    pub fn new(connection: Connection) -> Result<AwsCli, Failure> {
        let Connection { lookup, profile, time_limit } = connection;
        let (program, curl) = (lookup.aws()?, lookup.curl());
        Ok(AwsCli { program, curl, profile, time_limit, version: OnceLock::new() })
    }

    fn version(&self, cancel: &Cancel) -> Result<&Version, Failure> {
        self.version.get_or_init(|| self.ask_version(cancel)).as_ref().map_err(Clone::clone)
    }

    fn ask_version(&self, cancel: &Cancel) -> Result<Version, Failure> {
        let mut printed = Vec::new();
        let limits = Limits { time: self.time_limit, bytes: 64 * 1024 };
        let mut command = self.program();
        let (ran, _) = run(command.arg("--version"), limits, cancel, &mut |output| {
            output.read_to_end(&mut printed).map_err(serde_json::Error::io)?;
            Ok(())
        })?;
        // Old versions print it on stderr.
        let printed = String::from_utf8_lossy(&printed);
        Version::find(&printed).or_else(|| Version::find(&ran.stderr)).ok_or_else(|| {
            let said = if printed.trim().is_empty() { ran.stderr.trim() } else { printed.trim() };
            let program = self.program.display();
            Failure::no_program(format!(
                "{program} is not the AWS CLI: `--version` printed {:?}",
                Short(said)
            ))
        })
    }

    /// The program, in an environment in which it neither pages nor asks.
    fn program(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("AWS_PAGER", "").env("AWS_CLI_AUTO_PROMPT", "off").env("PYTHONIOENCODING", "utf-8");
        if std::env::var_os("AWS_RETRY_MODE").is_none() {
            command.env("AWS_RETRY_MODE", "adaptive");
        }
        command
    }

    fn arguments(&self, call: &Call, version: &Version) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec![call.operation.service.into(), call.operation.name.into()];
        for (name, value) in &call.parameters {
            match value {
                Value::Text(text) => arguments.push(format!("--{name}={text}").into()),
                Value::List(words) => {
                    arguments.push(format!("--{name}").into());
                    arguments.extend(words.iter().map(OsString::from));
                }
            }
        }
        let globals = [("region", &call.region), ("profile", &self.profile)];
        for (name, value) in globals {
            arguments.extend(value.as_ref().map(|value| OsString::from(format!("--{name}={value}"))));
        }
        arguments.push("--output=json".into());
        if version.major >= 2 {
            arguments.extend(["--no-cli-pager".into(), "--no-cli-auto-prompt".into()]);
        }
        arguments
    }

    fn download_arguments(&self, files: &[(String, PathBuf)]) -> Vec<OsString> {
        let mut arguments: Vec<OsString> =
            ["--fail", "--fail-early", "--silent", "--show-error", "--globoff"]
                .into_iter()
                .chain(["--proto", "=https", "--proto-redir", "=https", "--max-filesize", "67108864"])
                .map(OsString::from)
                .collect();
        arguments.extend(["--max-time".into(), self.time_limit.as_secs().max(1).to_string().into()]);
        for (url, path) in files {
            arguments.extend(["--output".into(), path.clone().into_os_string(), url.into()]);
        }
        arguments
    }
}

impl Aws for AwsCli {
    fn call(&self, call: &Call, cancel: &Cancel, sink: Sink<'_>) -> Result<(), Failure> {
        refuse_files(call)?;
        let version = self.version(cancel)?;
        let mut command = self.program();
        command.args(self.arguments(call, version));
        let limits = match call.operation.slow {
            true => Limits { time: self.time_limit * SLOW, bytes: SLOW_ANSWER_BYTES },
            false => Limits { time: self.time_limit, bytes: ANSWER_BYTES },
        };
        let (ran, read) = run(&mut command, limits, cancel, sink)?;
        if !ran.succeeded() {
            return Err(Failure::of_call(call, &ran, self.profile.as_deref(), &version.text));
        }
        read.map_err(|error| {
            let name = call.operation.name;
            let how = if error.is_eof() { "is incomplete" } else { "is not valid" };
            Failure::new(Kind::Malformed, format!("the answer of `aws {name}` {how}: {error}"))
        })
    }

    fn download(&self, files: &[(String, PathBuf)], cancel: &Cancel) -> Result<(), Failure> {
        let Some(curl) = &self.curl else {
            return Err(Failure::no_program(
                "curl, which downloads the service reference, was not found; put it on the path, or see \
                 docs/settings.md for other ways to download the files",
            ));
        };
        let mut command = Command::new(curl);
        command.args(self.download_arguments(files));
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX).max(1);
        let limits = Limits { time: self.time_limit.saturating_mul(count), bytes: 1024 * 1024 };
        let (ran, _) = run(&mut command, limits, cancel, &mut |output| {
            std::io::copy(output, &mut std::io::sink()).map_err(serde_json::Error::io)?;
            Ok(())
        })?;
        if ran.succeeded() { Ok(()) } else { Err(curl_failed(&ran)) }
    }

    fn command(&self, call: &Call) -> Vec<OsString> {
        let mut words = vec![self.program.clone().into_os_string()];
        // A dry run starts nothing, so that the version is not known; the newer one is what people have.
        let newest = Version { major: 2, text: String::new() };
        let version = self.version.get().and_then(|version| version.as_ref().ok()).unwrap_or(&newest);
        words.extend(self.arguments(call, version));
        words
    }

    fn download_command(&self, files: &[(String, PathBuf)]) -> Vec<OsString> {
        let mut words = vec![self.curl.clone().unwrap_or_else(|| "curl".into()).into_os_string()];
        words.extend(self.download_arguments(files));
        words
    }
}

fn curl_failed(ran: &Ran) -> Failure {
    let line = ran.stderr.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given");
    Failure::new(Kind::Unreachable, format!("cannot download the service reference: {line:.300}"))
}

/// The AWS CLI takes a value with such a start for the name of a file or page, and uses its content.
fn refuse_files(call: &Call) -> Result<(), Failure> {
    let names_file = |text: &str| {
        ["file://", "fileb://", "http://", "https://"].iter().any(|scheme| text.starts_with(scheme))
    };
    for (name, value) in &call.parameters {
        if let Value::Text(text) = value
            && (names_file(text) || text.contains('\0'))
        {
            return Err(Failure::malformed(&format!("{:?} as --{name}", Short(text))));
        }
    }
    Ok(())
}

/// A version of the AWS CLI.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Version {
    major: u32,
    text: String,
}

impl Version {
    /// Out of `aws-cli/2.23.6 Python/3.12.6 …`.
    fn find(printed: &str) -> Option<Version> {
        let (_, rest) = printed.split_once("aws-cli/")?;
        let text = rest.split_whitespace().next()?;
        let major = text.split('.').next()?.parse().ok()?;
        Some(Version { major, text: text.chars().take(40).collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::operation::{AUTHORIZATION_DETAILS, LIST_FINDINGS};
    use super::*;

    fn cli() -> AwsCli {
        AwsCli {
            program: "/usr/bin/aws".into(),
            curl: None,
            profile: Some("-x $(y)".into()),
            time_limit: TIME_LIMIT,
            version: OnceLock::new(),
        }
    }

    fn words(call: &Call, major: u32) -> String {
        let version = Version { major, text: String::new() };
        let words = cli().arguments(call, &version);
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_call_becomes_words_that_no_shell_reads() {
        let call = Call::new(&LIST_FINDINGS)
            .region(Some("eu-west-1"))
            .with("analyzer-arn", "arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a")
            .with("filter", r#"{"status":{"eq":["ACTIVE"]}}"#);
        let common = "accessanalyzer | list-findings-v2 \
             | --analyzer-arn=arn:aws:access-analyzer:eu-west-1:111122223333:analyzer/a \
             | --filter={\"status\":{\"eq\":[\"ACTIVE\"]}} | --region=eu-west-1 | --profile=-x $(y) | --output=json";
        // Version 1 has no such options and would refuse them.
        assert_eq!(words(&call, 1), common);
        assert_eq!(words(&call, 2), format!("{common} | --no-cli-pager | --no-cli-auto-prompt"));
        let call = Call::new(&AUTHORIZATION_DETAILS).with_list("filter", &["User", "Role"]);
        assert!(
            words(&call, 1)
                .starts_with("iam | get-account-authorization-details | --filter | User | Role | --profile")
        );
    }

    #[test]
    fn a_value_that_the_cli_would_read_from_a_file_is_refused() {
        for (value, expected) in [("file:///etc/passwd", false), ("http://x", false), ("a", true)] {
            let call = Call::new(&LIST_FINDINGS).with("starting-token", value);
            assert_eq!(refuse_files(&call).is_ok(), expected, "{value}");
        }
    }

    #[test]
    fn the_version_is_found_in_what_is_printed() {
        let major = |text| Version::find(text).map(|version| (version.major, version.text));
        let expected = Some((2, "2.23.6".to_owned()));
        assert_eq!(major("aws-cli/2.23.6 Python/3.12.6 Linux/6.1 exe/x86_64"), expected);
        assert_eq!(major("aws-cli/1.46.3 Python/3.11.7").map(|(major, _)| major), Some(1));
        assert_eq!(major("GNU bash, version 5"), None);
    }
}
