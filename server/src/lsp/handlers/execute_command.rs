//! `workspace/executeCommand`: fixes of whole files. The client is asked to apply them and may show them first; nothing
//! is written here.

use std::sync::Arc;

use leastwise_advice::Fix;
use serde::Deserialize;
use tokio::task::spawn_blocking;
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    ExecuteCommandParams, LSPAny, MessageType, ProgressToken, TextDocumentIdentifier, WorkspaceEdit,
};

use crate::lsp::capabilities::{FIX_FILE, FIX_WORKSPACE};
use crate::lsp::convert::to_proto::{self, FileEdits};
use crate::lsp::guard::internal_error;
use crate::lsp::knowledge::Knowledge;
use crate::lsp::moment::{self, Moment};
use crate::lsp::policies::{Policy, policies};
use crate::lsp::state::State;
use crate::workspace::load::{self, Asked, Loaded};

/// The argument of the command about one file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileArgument {
    text_document: TextDocumentIdentifier,
    /// The version for which the command was offered.
    version: Option<i32>,
}

/// Runs a command. The answer comes when it is known what is to be changed; the change itself is a request to the
/// client that nobody waits for here.
pub async fn handle(
    state: &Arc<State>,
    client: &Client,
    params: ExecuteCommandParams,
) -> Result<Option<LSPAny>> {
    match params.command.as_str() {
        FIX_WORKSPACE => {
            let token = params.work_done_progress_params.work_done_token;
            fix_workspace(state, client, token).await
        }
        FIX_FILE => {
            let argument = params.arguments.into_iter().next().unwrap_or_default();
            let argument = serde_json::from_value(argument);
            fix_file(state, client, argument.map_err(|error| Error::invalid_params(error.to_string()))?).await
        }
        other => Err(Error::invalid_params(format!("leastwise knows no command {other}"))),
    }
    .map(|()| None)
}

async fn fix_workspace(state: &Arc<State>, client: &Client, token: Option<ProgressToken>) -> Result<()> {
    let (knowledge, open) = (state.knowledge(), state.documents.all());
    let progress = token.map(|token| client.progress(token, "Removing what is unused"));
    let progress = match progress {
        Some(progress) => Some(progress.begin().await),
        None => None,
    };
    let of = Arc::clone(state);
    let work = spawn_blocking(move || knowledge.map(|knowledge| plan(&of, &knowledge)).unwrap_or_default());
    let plan = work.await;
    let message = match &plan {
        Ok(plan) => plan.summary(),
        Err(_) => "failed".to_owned(),
    };
    if let Some(progress) = progress {
        progress.finish_with_message(message.as_str()).await;
    }
    let plan = plan.map_err(|_| internal_error(FIX_WORKSPACE))?;
    let unchanged = open.iter().all(|document| {
        let now = state.documents.get(&document.identity.key);
        now.is_some_and(|now| Arc::ptr_eq(&now, document))
    });
    if !unchanged {
        return Err(Error::content_modified());
    }
    match plan.edit {
        Some(edit) => apply(state, client, edit),
        None => {
            let client = client.clone();
            tokio::spawn(async move { client.show_message(MessageType::INFO, message).await });
        }
    }
    Ok(())
}

async fn fix_file(state: &Arc<State>, client: &Client, argument: FileArgument) -> Result<()> {
    let FileArgument { text_document, version } = argument;
    let make = move |moment: &Moment| {
        let snapshot = &moment.snapshot;
        let document = &snapshot.document;
        if version.is_some_and(|version| version != document.version) {
            return None;
        }
        let fix = moment.analysis()?.file_fix().filter(|fix| fix.disabled.is_none())?;
        let (uri, caps) = (&document.identity.uri, &snapshot.session.caps);
        Some(to_proto::workspace_edit(&fix.edits, document.lines(), uri, document.version, caps))
    };
    match moment::answer(state, &text_document.uri, FIX_FILE, make).await? {
        Some(edit) => {
            apply(state, client, edit);
            Ok(())
        }
        None => Err(Error::content_modified()),
    }
}

/// What a workspace fix would change.
#[derive(Default)]
struct Plan {
    edit: Option<WorkspaceEdit>,
    files: usize,
    /// Files with something unused whose principals nobody named.
    inferred: usize,
    /// Files that are different on disk by now, or whose fix could not be proved.
    skipped: usize,
}

impl Plan {
    fn summary(&self) -> String {
        let files = |n: usize| if n == 1 { "1 file".to_owned() } else { format!("{n} files") };
        let mut parts = vec![match self.files {
            0 => "leastwise: nothing to change".to_owned(),
            n => format!("leastwise: {} to change", files(n)),
        }];
        if self.inferred > 0 {
            parts.push(format!(
                "{} left to you, because no leastwise.toml says whose policies they are",
                files(self.inferred)
            ));
        }
        if self.skipped > 0 {
            parts.push(format!("{} skipped, because no fix could be made safely", files(self.skipped)));
        }
        parts.join("; ")
    }
}

fn plan(state: &State, knowledge: &Knowledge) -> Plan {
    let mut plan = Plan::default();
    let mut fixed = Vec::new();
    for policy in policies(state, knowledge, |_| true) {
        let Some(fix) = policy.analysis.file_fix() else { continue };
        match fix {
            Fix { explicit: false, .. } => plan.inferred += 1,
            Fix { disabled: Some(_), .. } => plan.skipped += 1,
            _ if !is_as_read(&policy) => plan.skipped += 1,
            fix => {
                let lines = policy.lines();
                fixed.push((policy, lines, fix));
            }
        }
    }
    plan.files = fixed.len();
    if !fixed.is_empty() {
        let files: Vec<(FileEdits<'_>, &str)> = fixed
            .iter()
            .map(|(policy, lines, fix)| {
                let (uri, version, edits) = (&policy.uri, policy.version, fix.edits.as_slice());
                (FileEdits { uri, version, lines, edits }, fix.title.as_str())
            })
            .collect();
        plan.edit = Some(to_proto::workspace_edits(&files, &state.session().caps));
    }
    plan
}

/// Whether a file that is not open still has the text that was analysed: no version guards its edits.
fn is_as_read(policy: &Policy) -> bool {
    policy.version.is_some()
        || matches!(
            load::load(&policy.path, Asked::Named),
            Ok(Some(Loaded::Policy(now))) if now.source.text == policy.source().text
        )
}

/// Asks the client for a change, and says so where it does not make it.
fn apply(state: &Arc<State>, client: &Client, edit: WorkspaceEdit) {
    let (client, notices) = (client.clone(), state.notices.clone());
    tokio::spawn(async move {
        let why = match client.apply_edit(edit).await {
            Ok(answer) if answer.applied => return,
            Ok(answer) => answer.failure_reason.unwrap_or_else(|| "it was declined".to_owned()),
            Err(error) => error.message.into_owned(),
        };
        notices.warn(format!("leastwise: the editor did not make the change ({why})."));
    });
}
