//! Which analyzers to ask.

use serde::Deserialize;

use crate::aws::operation::LIST_ANALYZERS;
use crate::aws::{Call, Failure, Kind, answer};
use crate::names::{Arn, Short};
use crate::run::Context;

/// An analyzer for unused access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Analyzer {
    pub(crate) arn: String,
    pub(crate) partition: String,
    pub(crate) region: String,
    pub(crate) account: String,
}

impl Analyzer {
    fn parse(arn: &str) -> Result<Analyzer, Failure> {
        let malformed = || Failure::malformed(&format!("{:?} as the ARN of an analyzer", Short(arn)));
        let parsed = Arn::parse(arn).ok_or_else(malformed)?;
        let name = parsed.resource.strip_prefix("analyzer/").unwrap_or_default();
        let is_name = |name: &str| {
            let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
            (1..=255).contains(&name.len()) && plain
        };
        if parsed.service != "access-analyzer" || parsed.region.is_empty() || !is_name(name) {
            return Err(malformed());
        }
        Ok(Analyzer {
            arn: arn.to_owned(),
            partition: parsed.partition.to_owned(),
            region: parsed.region.to_owned(),
            account: parsed.account.to_owned(),
        })
    }
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    analyzers: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    arn: String,
    name: String,
    r#type: String,
    #[serde(default)]
    managed_by: Option<String>,
}

/// The analyzers that were named, or the only one that there is.
pub(crate) fn choose(context: &Context<'_>) -> Result<Vec<Analyzer>, Failure> {
    let wanted = &context.request.analyzers;
    if !wanted.is_empty() && wanted.iter().all(|name| name.starts_with("arn:")) {
        return wanted.iter().map(|arn| Analyzer::parse(arn)).collect();
    }
    context.progress.stage("Looking for analyzers", None);
    let call = Call::new(&LIST_ANALYZERS).region(context.request.region.as_deref());
    let listed: Answer =
        context.backoff.call(context.cancel, || answer(context.aws, &call, context.cancel))?;
    let unused: Vec<&Listed> =
        listed.analyzers.iter().filter(|listed| listed.r#type.ends_with("_UNUSED_ACCESS")).collect();
    let place = match &context.request.region {
        Some(region) => format!("in {region}"),
        None => "in the AWS CLI's region".to_owned(),
    };
    if wanted.is_empty() {
        return match unused.as_slice() {
            [] if context.request.last_accessed => {
                context
                    .progress
                    .warn(&format!("no analyzer for unused access {place}; continuing without findings"));
                Ok(Vec::new())
            }
            [] => Err(none(&place)),
            [only] => Ok(vec![Analyzer::parse(&only.arn)?]),
            several => Err(ambiguous(several)),
        };
    }
    let named = |name: &String| {
        let same = |listed: &&&Listed| listed.name == *name || listed.arn == *name;
        match unused.iter().find(same) {
            Some(listed) => Analyzer::parse(&listed.arn),
            None if name.starts_with("arn:") => Analyzer::parse(name),
            None => Err(Failure::new(
                Kind::NotFound,
                format!("no analyzer for unused access is named {:?} {place}", Short(name)),
            )),
        }
    };
    wanted.iter().map(named).collect()
}

fn none(place: &str) -> Failure {
    Failure::new(
        Kind::NotFound,
        format!(
            "no analyzer for unused access {place}. Analyzers are regional: set the region with --region. To create one, \
             see https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-unused.html (AWS charges for \
             each role and user that is analyzed, US$0.20 a month when this was written). Without an analyzer, \
             `leastwise fetch --last-accessed` fetches IAM's last-accessed reports, which are free"
        ),
    )
}

fn ambiguous(several: &[&Listed]) -> Failure {
    let describe = |listed: &&Listed| {
        let kind = if listed.r#type.starts_with("ORGANIZATION") { "organization" } else { "account" };
        let by = listed.managed_by.as_ref().map(|by| format!(", managed by {by:.40}")).unwrap_or_default();
        format!("{} ({kind}{by})", listed.arn)
    };
    let list = several.iter().map(describe).collect::<Vec<_>>().join(", ");
    let message = format!("several analyzers for unused access; choose one or more with --analyzer: {list}");
    Failure::new(Kind::NotFound, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_analyzers_arn_tells_where_it_is() {
        let arn = "arn:aws-us-gov:access-analyzer:us-gov-west-1:111122223333:analyzer/Unused_1.a-b";
        let analyzer = Analyzer::parse(arn).unwrap();
        assert_eq!(
            (analyzer.partition.as_str(), analyzer.region.as_str(), analyzer.account.as_str()),
            ("aws-us-gov", "us-gov-west-1", "111122223333")
        );
        for arn in [
            "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/",
            "arn:aws:access-analyzer:us-east-1:111122223333:analyzer/../x",
            "arn:aws:access-analyzer::111122223333:analyzer/a",
            "arn:aws:iam::111122223333:role/a",
            "ConsoleAnalyzer",
        ] {
            assert!(Analyzer::parse(arn).is_err(), "{arn}");
        }
    }
}
