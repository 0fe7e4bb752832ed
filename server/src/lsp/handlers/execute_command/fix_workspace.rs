//! `leastwise.fixWorkspace`: removes everything unused from all policies with owners assigned in `leastwise.toml`. The
//! client is asked for the change and may show it first; nothing is written here.

use std::collections::BTreeMap;
use std::sync::Arc;

use leastwise_advice::Fix;
use leastwise_advice::fix::Left;
use leastwise_advice::words::count;
use serde::Serialize;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{LSPAny, ProgressToken, Uri, WorkspaceEdit};

use super::apply;
use crate::lsp::capabilities::FIX_WORKSPACE;
use crate::lsp::convert::position::Lines;
use crate::lsp::convert::to_proto::{self, FileEdits};
use crate::lsp::document::Document;
use crate::lsp::guard::internal_error;
use crate::lsp::knowledge::Knowledge;
use crate::lsp::policies::{Policy, policies};
use crate::lsp::progress::{self, PATIENCE, Task};
use crate::lsp::state::State;
use crate::workspace::load::{self, Asked, Loaded};
use crate::workspace::progress::Progress;

/// How often the work is done again because something has changed meanwhile.
const ATTEMPTS: usize = 3;

/// More files of one reason are counted in a message.
const MOST_NAMED: usize = 3;

/// The answer.
#[derive(Debug, Default, Serialize)]
struct Outcome {
    /// How many files the client is asked to change.
    files: usize,
    /// The files with something unused that is left as it is, and why.
    left: Vec<LeftFile>,
}

#[derive(Debug, Serialize)]
struct LeftFile {
    uri: Uri,
    /// The path below its folder of the workspace.
    #[serde(skip)]
    path: String,
    /// A clause.
    why: String,
}

/// What is to be changed.
#[derive(Debug, Default)]
struct Plan {
    edit: Option<WorkspaceEdit>,
    outcome: Outcome,
}

/// Asks the client for the change and answers with what it is about.
pub(super) async fn run(state: &Arc<State>, client: &Client, token: Option<ProgressToken>) -> Result<LSPAny> {
    let title = "leastwise: removing unused permissions";
    let task = progress::begin(state, client, Task { title, token, patience: PATIENCE });
    for _ in 0..ATTEMPTS {
        let (knowledge, open) = (state.knowledge(), state.documents.all());
        let generation = knowledge.as_ref().map(|knowledge| knowledge.generation);
        task.progress.expect(knowledge.as_ref().map_or(0, |knowledge| knowledge.policies.len()));
        let (of, progress) = (Arc::clone(state), Arc::clone(&task.progress));
        let work = spawn_blocking(move || match knowledge {
            Some(knowledge) => plan(&of, &knowledge, &progress),
            None => Some(Plan::default()),
        });
        let Some(plan) = work.await.map_err(|_| internal_error(FIX_WORKSPACE))? else {
            task.end("cancelled; nothing was changed");
            return Err(Error::request_cancelled());
        };
        let now = state.knowledge().map(|knowledge| knowledge.generation);
        if now != generation || !is_same(&open, &state.documents.all()) {
            continue;
        }
        task.end(plan.outcome.changed());
        let summary = plan.outcome.summary();
        match plan.edit {
            Some(edit) => apply(state, client, edit, Some(summary)),
            None => state.notices.inform(summary),
        }
        return Ok(serde_json::to_value(plan.outcome).unwrap_or_default());
    }
    task.end("cancelled: files changed during the operation");
    Err(Error::content_modified())
}

fn is_same(then: &[Arc<Document>], now: &[Arc<Document>]) -> bool {
    then.len() == now.len() && then.iter().zip(now).all(|(then, now)| Arc::ptr_eq(then, now))
}

/// `None` where a person has stopped it.
fn plan(state: &State, knowledge: &Knowledge, progress: &Progress) -> Option<Plan> {
    let mut outcome = Outcome::default();
    let mut fixed: Vec<(Policy, Lines, Fix)> = Vec::new();
    for policy in policies(state, knowledge).take_while(|_| !progress.is_stopped()) {
        progress.count();
        let (fix, left) = policy.analysis.explicit_file_fix();
        let mut reasons: Vec<String> = left.into_iter().map(words).collect();
        match fix {
            Some(fix) if is_as_read(&policy) => {
                let lines = policy.lines();
                fixed.push((policy.clone(), lines, fix));
            }
            Some(_) => reasons.push("the file has changed on disk".to_owned()),
            None => {}
        }
        reasons.sort();
        reasons.dedup();
        let (uri, path) = (&policy.uri, knowledge.shown(&policy.path));
        let left = reasons.into_iter().map(|why| LeftFile { uri: uri.clone(), path: path.clone(), why });
        outcome.left.extend(left);
    }
    if progress.is_stopped() {
        return None;
    }
    outcome.files = fixed.len();
    let files: Vec<(FileEdits<'_>, &str)> = fixed
        .iter()
        .map(|(policy, lines, fix)| {
            let (uri, version, edits) = (&policy.uri, policy.version, fix.edits.as_slice());
            let text: &str = &policy.analysis.source.text;
            (FileEdits { uri, version, text, lines, edits }, fix.title.as_str())
        })
        .collect();
    let edit = (!files.is_empty()).then(|| to_proto::workspace_edits(&files, &state.session().caps));
    Some(Plan { edit, outcome })
}

fn words(left: Left) -> String {
    match left {
        Left::NotExplicit => "no leastwise.toml assigns their owners".to_owned(),
        Left::Refused(why) => why,
        Left::ToPerson => "every fix needs a manual choice".to_owned(),
    }
}

/// Whether a file that is not open still has the text that was analyzed: no version guards its edits.
fn is_as_read(policy: &Policy) -> bool {
    policy.version.is_some()
        || matches!(
            load::load(&policy.path, Asked::Named),
            Ok(Some(Loaded::Policy(now))) if now.source.text == policy.source().text
        )
}

impl Outcome {
    fn changed(&self) -> String {
        match self.files {
            0 => "nothing to change".to_owned(),
            files => format!("{} to change", count(files, "file")),
        }
    }

    /// "leastwise: 2 files changed; 2 files skipped because …: a.json, b.json"
    fn summary(&self) -> String {
        let mut parts = vec![match self.files {
            0 => "leastwise: nothing to change".to_owned(),
            files => format!("leastwise: {} changed", count(files, "file")),
        }];
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for left in &self.left {
            by_reason.entry(&left.why).or_default().push(&left.path);
        }
        parts.extend(by_reason.into_iter().map(|(why, files)| {
            let more = files.len().saturating_sub(MOST_NAMED);
            let mut named: Vec<String> =
                files.iter().take(MOST_NAMED).map(|path| (*path).to_owned()).collect();
            named.extend((more > 0).then(|| format!("{more} more")));
            let files = count(files.len(), "file");
            format!("{files} skipped because {why}: {}", named.join(", "))
        }));
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    #[test]
    fn a_summary_names_what_is_left_by_its_reason_and_folds_long_lists() {
        let left = |path: &str, why: &str| LeftFile {
            uri: Uri::from_str("file:///a.json").unwrap(),
            path: path.to_owned(),
            why: why.to_owned(),
        };
        let many = ["a", "b", "c", "d", "e"].map(|path| left(path, "why"));
        for (files, left, expected) in [
            (0, vec![], "leastwise: nothing to change"),
            (1, vec![], "leastwise: 1 file changed"),
            (
                2,
                vec![left("x/a.json", "why")],
                "leastwise: 2 files changed; 1 file skipped because why: x/a.json",
            ),
            (
                0,
                many.into_iter().chain([left("f", "another")]).collect(),
                "leastwise: nothing to change; 1 file skipped because another: f; \
                 5 files skipped because why: a, b, c, 2 more",
            ),
        ] {
            assert_eq!(Outcome { files, left }.summary(), expected);
        }
    }
}
