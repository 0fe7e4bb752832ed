//! What came of a fetch, for people and for programs.

use std::fmt::Write as _;

use leastwise_advice::words::count;
use leastwise_fetch::{Part, PartSummary, Summary};
use serde::Serialize;

use super::FetchArgs;
use crate::cli::fail;
use crate::cli::output::{self, STRONG};
use leastwise_advice::visible::{visible, visible_json};

/// The version of the JSON summary.
const VERSION: u32 = 1;

/// The members of the JSON summary, as docs/fetch.md describes them.
#[derive(Serialize)]
struct Json<'a> {
    version: u32,
    out: String,
    complete: bool,
    fetched: usize,
    unchanged: usize,
    gone: usize,
    failed: usize,
    parts: &'a [PartSummary],
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<String>,
}

/// Prints the summary to stdout, and what failed to stderr.
pub(super) fn print(summary: &Summary, args: &FetchArgs) -> anyhow::Result<()> {
    for part in &summary.parts {
        for failed in &part.failed {
            fail(&format!("{}: {}: {}", part.part.name(), failed.what, failed.why));
        }
    }
    if let Some(failure) = &summary.ended {
        fail(&format!("{failure}; the next run continues from what was fetched"));
    }
    if args.json {
        let json = Json {
            version: VERSION,
            out: summary.out.display().to_string(),
            complete: summary.is_complete(),
            fetched: summary.total(|part| part.fetched),
            unchanged: summary.total(|part| part.unchanged),
            gone: summary.total(|part| part.gone),
            failed: summary.total(|part| part.failed.len()),
            parts: &summary.parts,
            ended: summary.ended.as_ref().map(ToString::to_string),
        };
        output::print(&visible_json(&(serde_json::to_string_pretty(&json)? + "\n")))?;
    } else if !args.quiet {
        output::print(&text(summary))?;
    }
    Ok(())
}

fn text(summary: &Summary) -> String {
    let mut out = String::new();
    for part in &summary.parts {
        let PartSummary { fetched, unchanged, gone, failed, .. } = part;
        let name = match part.part {
            Part::Catalog => "service reference",
            part => part.name(),
        };
        let of = part.of.as_deref().map(|of| format!(" of {of}")).unwrap_or_default();
        let _ = write!(out, "{STRONG}{name}{STRONG:#}{}: {fetched} fetched", visible(&of));
        for (number, what) in [(*unchanged, "unchanged"), (*gone, "gone"), (failed.len(), "failed")] {
            if number > 0 {
                let _ = write!(out, ", {number} {what}");
            }
        }
        out.push('\n');
    }
    let folder = summary.out.display().to_string();
    let folder = visible(&folder);
    let failed = summary.total(|part| part.failed.len());
    if summary.is_complete() {
        let _ = writeln!(out, "Everything is in {folder}. Next: leastwise check");
    } else if failed > 0 {
        let _ = writeln!(out, "{} could not be fetched; the rest is in {folder}.", count(failed, "item"));
    }
    out
}
