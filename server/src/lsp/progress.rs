//! What a person sees of a task that takes long, and how a person stops it: `$/progress`.
//!
//! No work waits for the client here. The task goes on while the client is asked, and says in the end how it
//! went.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tower_lsp::Client;
use tower_lsp::ls_types::notification;
use tower_lsp::ls_types::{
    ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress, WorkDoneProgressBegin,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::state::State;
use crate::workspace::progress::{Gate, Progress};

/// How often a person is told how far a task is.
const TICK: Duration = Duration::from_millis(200);

/// What is over by then is not worth a person's look.
pub const PATIENCE: Duration = Duration::from_millis(300);

/// The tasks that a person may stop.
#[derive(Debug, Default)]
pub struct Tasks {
    running: Mutex<HashMap<ProgressToken, Arc<Progress>>>,
    number: AtomicU32,
    /// Where each of them waits while a test wants to look at it.
    pub gate: Arc<Gate>,
}

impl Tasks {
    /// Stops the task of a token, if it is still under way.
    pub fn cancel(&self, token: &ProgressToken) {
        if let Some(progress) = self.running.lock().get(token) {
            progress.stop();
        }
    }

    fn new_token(&self) -> ProgressToken {
        ProgressToken::String(format!("leastwise/{}", self.number.fetch_add(1, Ordering::Relaxed)))
    }
}

/// A task to show.
#[derive(Clone, Debug)]
pub struct Task {
    /// What it does, for the person.
    pub title: &'static str,
    /// The client's own token, if it gave one; else the client is asked whether it shows another task.
    pub token: Option<ProgressToken>,
    /// For how long it is not shown, unless the client gave a token.
    pub patience: Duration,
}

/// A task that is under way. When it is dropped without last words, the work is asked to end: its result is no longer awaited.
#[derive(Debug)]
pub struct Shown {
    /// How far it is.
    pub progress: Arc<Progress>,
    last_words: Option<oneshot::Sender<String>>,
}

impl Shown {
    /// Says how it went.
    pub fn end(mut self, words: impl Into<String>) {
        if let Some(sender) = self.last_words.take() {
            // There is no receiver if the client shows nothing.
            let _ = sender.send(words.into());
        }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.progress.stop();
    }
}

/// Begins to show a task, where the client can. To be called inside the runtime; does not wait.
pub fn begin(state: &Arc<State>, client: &Client, task: Task) -> Shown {
    let progress = Arc::new(Progress::behind(Arc::clone(&state.tasks.gate)));
    let (last_words, ended) = oneshot::channel();
    tokio::spawn(show(Arc::clone(state), client.clone(), task, Arc::clone(&progress), ended));
    Shown { progress, last_words: Some(last_words) }
}

async fn show(
    state: Arc<State>,
    client: Client,
    task: Task,
    progress: Arc<Progress>,
    mut ended: oneshot::Receiver<String>,
) {
    let token = match task.token {
        Some(token) => token,
        None => {
            if !state.session().caps.services.progress {
                return;
            }
            if !task.patience.is_zero() && timeout(task.patience, &mut ended).await.is_ok() {
                return;
            }
            let token = state.tasks.new_token();
            if let Err(error) = client.create_work_done_progress(token.clone()).await {
                tracing::warn!("the client cannot show progress: {error}");
                return;
            }
            token
        }
    };
    state.tasks.running.lock().insert(token.clone(), Arc::clone(&progress));
    let stream = Stream { client, token: token.clone() };
    stream.send(WorkDoneProgress::Begin(beginning(task.title, &progress))).await;
    let mut tick = interval_at(Instant::now() + TICK, TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = progress.files();
    let message = loop {
        tokio::select! {
            words = &mut ended => break words.ok(),
            _ = tick.tick() => {
                if told != progress.files() {
                    told = progress.files();
                    stream.send(WorkDoneProgress::Report(report(&progress))).await;
                }
            }
        }
    };
    state.tasks.running.lock().remove(&token);
    stream.send(WorkDoneProgress::End(WorkDoneProgressEnd { message })).await;
}

struct Stream {
    client: Client,
    token: ProgressToken,
}

impl Stream {
    async fn send(&self, value: WorkDoneProgress) {
        let params =
            ProgressParams { token: self.token.clone(), value: ProgressParamsValue::WorkDone(value) };
        self.client.send_notification::<notification::Progress>(params).await;
    }
}

fn beginning(title: &str, progress: &Progress) -> WorkDoneProgressBegin {
    let percentage = progress.total().map(|_| 0);
    WorkDoneProgressBegin { title: title.to_owned(), cancellable: Some(true), message: None, percentage }
}

fn report(progress: &Progress) -> WorkDoneProgressReport {
    let files = progress.files();
    let (message, percentage) = match progress.total() {
        Some(total) => (format!("{files} of {total} files"), Some(percent(files, total))),
        None => (format!("{files} files"), None),
    };
    WorkDoneProgressReport { cancellable: Some(true), message: Some(message), percentage }
}

fn percent(files: usize, total: usize) -> u32 {
    u32::try_from(files.min(total) * 100 / total.max(1)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_counts_files_and_has_a_percentage_only_where_their_number_is_known() {
        let progress = Progress::default();
        (0..5).for_each(|_| progress.count());
        let unbounded = report(&progress);
        assert_eq!((unbounded.message.as_deref(), unbounded.percentage), (Some("5 files"), None));
        progress.expect(8);
        let bounded = report(&progress);
        assert_eq!((bounded.message.as_deref(), bounded.percentage), (Some("5 of 8 files"), Some(62)));
        (0..5).for_each(|_| progress.count());
        assert_eq!(report(&progress).percentage, Some(100));
    }

    #[test]
    fn only_the_task_of_the_token_is_stopped() {
        let tasks = Tasks::default();
        let (one, other) = (Arc::new(Progress::default()), Arc::new(Progress::default()));
        let (first, second) = (tasks.new_token(), tasks.new_token());
        tasks.running.lock().extend([(first.clone(), Arc::clone(&one)), (second, Arc::clone(&other))]);
        tasks.cancel(&ProgressToken::Number(1));
        tasks.cancel(&first);
        assert!(one.is_stopped() && !other.is_stopped());
    }
}
