//! What to fetch.

use std::path::PathBuf;

/// When to fetch authorization details.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attachments {
    /// With findings that changed, and where those in the folder are older than a day.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Not at all.
    Never,
}

/// What to fetch, and where to put it.
#[derive(Clone, Debug)]
pub struct Request {
    /// The folder; made if it is missing.
    pub out: PathBuf,
    /// The region in which to look for analyzers and stacks; the AWS CLI's where there is none.
    pub region: Option<String>,
    /// Fetch findings at all.
    pub findings: bool,
    /// The analyzers, by ARN or name; the only one that there is where this is empty.
    pub analyzers: Vec<String>,
    /// Only findings of these accounts; all accounts of the analyzer where this is empty.
    pub accounts: Vec<String>,
    /// Only these principals: ARNs, `role/NAME`, `user/NAME` or names; all where this is empty.
    pub principals: Vec<String>,
    /// Fetch what AWS recommends.
    pub recommendations: bool,
    /// Fetch last-accessed reports.
    pub last_accessed: bool,
    /// Fetch who has which policy.
    pub attachments: Attachments,
    /// Fetch the resources of these CloudFormation stacks.
    pub stacks: Vec<String>,
    /// Fetch the service reference.
    pub catalog: bool,
    /// Fetch details again that are in the folder already.
    pub refresh: bool,
    /// How many programs run at once; at least 1, at most one for each processor.
    pub jobs: usize,
}

impl Request {
    /// Findings of the only analyzer, into `out`.
    pub fn new(out: impl Into<PathBuf>) -> Request {
        Request {
            out: out.into(),
            region: None,
            findings: true,
            analyzers: Vec::new(),
            accounts: Vec::new(),
            principals: Vec::new(),
            recommendations: false,
            last_accessed: false,
            attachments: Attachments::Auto,
            stacks: Vec::new(),
            catalog: false,
            refresh: false,
            jobs: 4,
        }
    }

    /// How many programs may run at once.
    pub(crate) fn workers(&self) -> usize {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.clamp(1, processors)
    }

    /// Whether the findings of a principal are wanted.
    pub(crate) fn wants(&self, arn: Option<&str>) -> bool {
        if self.principals.is_empty() {
            return true;
        }
        let Some(arn) = arn else { return false };
        self.principals.iter().any(|wanted| is_principal(wanted, arn))
    }
}

/// Whether `wanted` (an ARN, `role/NAME`, `user/NAME` or a name) means the role or user `arn`. IAM keeps names apart
/// without regard to case.
pub(crate) fn is_principal(wanted: &str, arn: &str) -> bool {
    if wanted.starts_with("arn:") {
        return wanted == arn;
    }
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let (kind, path) = resource.split_once('/').unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    match wanted.split_once('/') {
        Some((wanted_kind, wanted)) => wanted_kind == kind && wanted.eq_ignore_ascii_case(name),
        None => wanted.eq_ignore_ascii_case(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_principal_is_meant_by_arn_kind_and_name_or_name() {
        let arn = "arn:aws:iam::111122223333:role/team/Deploy";
        let table = [
            (arn, true),
            ("role/Deploy", true),
            ("role/deploy", true),
            ("Deploy", true),
            ("user/Deploy", false),
            ("role/team", false),
            ("team/Deploy", false),
            ("Deploy2", false),
            ("arn:aws:iam::111122223333:role/Deploy", false),
            ("", false),
        ];
        for (wanted, expected) in table {
            assert_eq!(is_principal(wanted, arn), expected, "{wanted}");
        }
    }
}
