//! A run: the parts, one after the other. Each takes its place when it is complete.

use jiff::Timestamp;

use crate::aws::{Aws, Failure};
use crate::backoff::Backoff;
use crate::folder::{Folder, FolderError};
use crate::parts::{analyzers, attachments, catalog, findings, last_accessed, recommendations, stacks};
use crate::summary::{Part, PartSummary, Summary};
use crate::{Attachments, Cancel, Progress, Request};

/// Why a run did not begin.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The folder cannot be written to.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// AWS cannot be called, or there is no analyzer.
    #[error(transparent)]
    Aws(#[from] Failure),
}

/// What the parts work with.
pub(crate) struct Context<'a> {
    pub(crate) aws: &'a dyn Aws,
    pub(crate) cancel: &'a Cancel,
    pub(crate) progress: &'a dyn Progress,
    pub(crate) request: &'a Request,
    pub(crate) folder: &'a Folder,
    /// Of calls that are about no analyzer: without a region, another partition's IAM would be called.
    pub(crate) region: Option<String>,
    pub(crate) backoff: Backoff,
    pub(crate) now: Timestamp,
}

/// Fetches what is asked for.
///
/// # Errors
///
/// Where nothing could be fetched, since the folder cannot be written, AWS cannot be called at all or there is no
/// analyzer. What goes wrong later is in the [`Summary`].
pub fn run(
    request: &Request,
    aws: &dyn Aws,
    cancel: &Cancel,
    progress: &dyn Progress,
    now: Timestamp,
) -> Result<Summary, FetchError> {
    let folder = Folder::open(&request.out)?;
    let backoff = Backoff::default();
    let region = request.region.clone();
    let mut context = Context { aws, cancel, progress, request, folder: &folder, region, backoff, now };
    let analyzers = if request.findings { analyzers::choose(&context)? } else { Vec::new() };
    if let (None, Some(analyzer)) = (&context.region, analyzers.first()) {
        context.region = Some(analyzer.region.clone());
    }
    let mut run =
        Run { context, summary: Summary { out: request.out.clone(), parts: Vec::new(), ended: None } };
    run.parts(&analyzers);
    // What was fetched of a part that did not come to its end is used by the next run.
    if run.summary.ended.is_none() {
        folder.discard();
    }
    Ok(run.summary)
}

struct Run<'a> {
    context: Context<'a>,
    summary: Summary,
}

impl Run<'_> {
    fn parts(&mut self, analyzers: &[analyzers::Analyzer]) {
        let request = self.context.request;
        let mut changed = false;
        for analyzer in analyzers {
            let Some(listed) = self.part(Part::Findings, Some(&analyzer.arn), |context, summary| {
                findings::fetch(context, analyzer, summary)
            }) else {
                continue;
            };
            changed |= listed.changed;
            if request.recommendations {
                self.part(Part::Recommendations, Some(&analyzer.arn), |context, summary| {
                    recommendations::fetch(context, analyzer, &listed, summary)
                });
            }
        }
        let needs_principals = request.last_accessed && last_accessed::needs_principals(request);
        let is_due = match request.attachments {
            Attachments::Always => true,
            Attachments::Never => false,
            Attachments::Auto => {
                let is_missing =
                    |analyzer: &analyzers::Analyzer| attachments::is_due(&self.context, analyzer);
                changed || analyzers.iter().any(is_missing)
            }
        };
        let mut principals = None;
        if is_due || needs_principals {
            principals = self.part(Part::Attachments, None, attachments::fetch);
        }
        if request.last_accessed {
            self.part(Part::LastAccessed, None, |context, summary| {
                last_accessed::fetch(context, principals.as_deref(), summary)
            });
        }
        if !request.stacks.is_empty() {
            self.part(Part::Stacks, None, stacks::fetch);
        }
        if request.catalog {
            self.part(Part::Catalog, None, catalog::fetch);
        }
    }

    /// Fetches a part, unless the run is over. `None` where nothing came of it.
    fn part<T>(
        &mut self,
        part: Part,
        of: Option<&str>,
        fetch: impl FnOnce(&Context<'_>, &mut PartSummary) -> Result<T, Failure>,
    ) -> Option<T> {
        if self.summary.ended.is_some() {
            return None;
        }
        let mut summary = PartSummary::new(part, of.map(str::to_owned));
        let result = fetch(&self.context, &mut summary);
        summary.failed.sort_by(|a, b| a.what.cmp(&b.what));
        match result {
            Ok(fetched) => {
                self.summary.parts.push(summary);
                Some(fetched)
            }
            Err(failure) if failure.ends_the_run() => {
                self.summary.ended = Some(failure);
                if summary.fetched > 0 {
                    self.summary.parts.push(summary);
                }
                None
            }
            Err(failure) => {
                summary.failed(of.unwrap_or_else(|| part.name()), &failure);
                self.summary.parts.push(summary);
                None
            }
        }
    }
}
