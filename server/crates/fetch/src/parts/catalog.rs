//! AWS's service reference: which actions there are. No AWS client downloads it, so that `curl` does.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::aws::{Failure, Kind};
use crate::folder::SERVICES;
use crate::names::file_stem;
use crate::pool;
use crate::run::Context;
use crate::summary::PartSummary;

/// The list of services.
pub(crate) const INDEX: &str = "https://servicereference.us-east-1.amazonaws.com/";
/// So many services are downloaded by one program.
const AT_ONCE: usize = 25;

#[derive(Deserialize)]
struct Entry {
    service: String,
    url: String,
}

pub(crate) fn fetch(context: &Context<'_>, summary: &mut PartSummary) -> Result<(), Failure> {
    context.progress.stage("Fetching the service reference", None);
    let index = Path::new(SERVICES).join(".index.json");
    let download = [(INDEX.to_owned(), context.folder.staged(&index)?)];
    context.aws.download(&download, context.cancel)?;
    let entries = context.folder.staged_json(&index).and_then(|index| serde_json::from_value(index).ok());
    let entries: Vec<Entry> = entries.ok_or_else(|| Failure::malformed("the list of services"))?;
    if entries.is_empty() {
        return Err(Failure::malformed("an empty list of services"));
    }
    let mut files: Vec<File> =
        entries.iter().map(|entry| file(context, entry)).collect::<Result<_, Failure>>()?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    context.progress.stage("Fetching the service reference", Some(files.len()));
    let chunks: Vec<Vec<File>> = files.chunks(AT_ONCE).map(<[File]>::to_vec).collect();
    let done = pool::each(chunks, context.request.workers(), Failure::ends_the_run, |chunk| {
        let downloads: Vec<_> = chunk.iter().map(|file| (file.url.clone(), file.staged.clone())).collect();
        context.aws.download(&downloads, context.cancel)?;
        chunk.iter().for_each(|_| context.progress.step());
        Ok(())
    });
    if let Some(failure) = done.ended {
        return Err(failure);
    }
    let downloaded = done.results.into_iter().flat_map(|(chunk, _)| chunk);
    for file in downloaded {
        if context.folder.staged_json(&file.path).as_ref().is_some_and(is_service) {
            context.folder.publish(&file.path)?;
            summary.fetched += 1;
        } else {
            summary
                .failed(&file.service, &Failure::malformed("what was downloaded as its service reference"));
        }
    }
    Ok(())
}

#[derive(Clone)]
struct File {
    service: String,
    url: String,
    path: PathBuf,
    staged: PathBuf,
}

/// Only what lies below the index is downloaded, whatever the index names.
fn file(context: &Context<'_>, entry: &Entry) -> Result<File, Failure> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._/".contains(c);
    let below =
        entry.url.strip_prefix(INDEX).filter(|path| path.chars().all(is_plain) && !path.contains(".."));
    if below.is_none() || entry.service.is_empty() {
        return Err(Failure::new(Kind::Malformed, "the list of services names a file at another location"));
    }
    let path = Path::new(SERVICES).join(format!("{}.json", file_stem(&entry.service)));
    let staged = context.folder.staged(&path)?;
    Ok(File { service: entry.service.clone(), url: entry.url.clone(), path, staged })
}

fn is_service(file: &Value) -> bool {
    file.get("Name").is_some_and(Value::is_string) && file.get("Actions").is_some_and(Value::is_array)
}
