//! The one task that publishes. It owns what each file shows, sends only what differs, and only what is still true.
//!
//! A change is analyzed at once. While one file's analysis runs, further changes of it add up, and the next analysis
//! rests for as long as the last one took, so that a burst in a large file leaves half a processor to the editor.

use std::collections::{HashMap, HashSet};
use std::num::NonZero;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::Stdout;
use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use tower_lsp::Client;
use tower_lsp::ls_types::notification::Notification;

use super::analyst;
use super::output::ForPublisher;
use super::page::{Digest, Page};
use super::refresh;
use super::report::{Report, Reporter};
use super::state::{State, ToPublish};

/// The longest pause between two runs of the analysis of one file in a burst.
const LONGEST_REST: Duration = Duration::from_millis(100);

/// Publishes for as long as the server lives.
pub async fn run(state: Arc<State>, client: Client, output: ForPublisher<Stdout>) {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut publisher = Publisher {
        state,
        client,
        output,
        shown: HashMap::new(),
        running: HashMap::new(),
        jobs: JoinSet::new(),
        turns: Arc::new(Semaphore::new(processors)),
    };
    loop {
        tokio::select! {
            wishes = publisher.state.to_publish.take() => {
                if wishes.everything && publisher.state.session().caps.refresh {
                    publisher.client.send_notification::<Refresh>(()).await;
                }
                if wishes.everything {
                    refresh::ask(&publisher.state.session().caps, &publisher.client);
                }
                publisher.begin(wishes);
            }
            Some(done) = publisher.jobs.join_next() => {
                // A job catches its own panics.
                if let Ok(done) = done {
                    publisher.finish(done).await;
                }
            }
        }
    }
}

/// There is a new world: what was asked for may have another answer now.
#[derive(Debug)]
enum Refresh {}

impl Notification for Refresh {
    type Params = ();
    const METHOD: &'static str = "leastwise/refresh";
}

struct Publisher {
    state: Arc<State>,
    client: Client,
    output: ForPublisher<Stdout>,
    /// What the client shows, by key, as far as it is not empty.
    shown: HashMap<Arc<str>, Digest>,
    /// What is being analyzed, and whether it has to be once more.
    running: HashMap<Subject, bool>,
    jobs: JoinSet<Done>,
    /// No more jobs at once than processors.
    turns: Arc<Semaphore>,
}

/// What one job is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Subject {
    /// One document or file, by key.
    One(Arc<str>),
    /// All files that are not open.
    Closed,
}

struct Done {
    subject: Subject,
    /// `None` where the analysis panicked.
    made: Option<Made>,
    took: Duration,
}

struct Made {
    /// The generation of the knowledge that the reports were made from; `None` where nothing was known yet.
    generation: Option<u64>,
    reports: Vec<Report>,
}

impl Publisher {
    fn begin(&mut self, wishes: ToPublish) {
        for key in wishes.documents {
            self.analyse(Subject::One(key));
        }
        if wishes.everything {
            for document in self.state.documents.all() {
                self.analyse(Subject::One(Arc::clone(&document.identity.key)));
            }
            self.analyse(Subject::Closed);
        }
    }

    fn analyse(&mut self, subject: Subject) {
        if let Some(again) = self.running.get_mut(&subject) {
            *again = true;
            return;
        }
        self.spawn(subject, Duration::ZERO);
    }

    fn spawn(&mut self, subject: Subject, rest: Duration) {
        self.running.insert(subject.clone(), false);
        self.jobs.spawn(work(Arc::clone(&self.state), Arc::clone(&self.turns), subject, rest));
    }

    async fn finish(&mut self, done: Done) {
        if let Some(true) = self.running.remove(&done.subject) {
            self.spawn(done.subject.clone(), done.took.min(LONGEST_REST));
        }
        match (done.made, done.subject) {
            (Some(made), Subject::One(_)) => {
                for report in made.reports {
                    self.show(report).await;
                }
            }
            (Some(made), Subject::Closed) => self.show_closed(made).await,
            // What was shown may be about an older text; nothing is better than something wrong.
            (None, Subject::One(key)) => self.replace(key, None).await,
            (None, Subject::Closed) => {}
        }
    }

    async fn show(&mut self, report: Report) {
        if report.is_current(&self.state) {
            self.replace(report.key, report.page).await;
        }
    }

    async fn show_closed(&mut self, Made { generation, reports }: Made) {
        // A file of which there is nothing to say, or that is neither open nor on disk any more, has nothing to show.
        let known: HashSet<Arc<str>> = reports.iter().map(|report| Arc::clone(&report.key)).collect();
        let is_current = generation == self.state.knowledge().map(|knowledge| knowledge.generation);
        for report in reports {
            self.show(report).await;
        }
        let gone: Vec<Arc<str>> = self
            .shown
            .keys()
            .filter(|key| is_current && !known.contains(*key) && self.state.documents.get(key).is_none())
            .map(Arc::clone)
            .collect();
        for key in gone {
            self.replace(key, None).await;
        }
    }

    async fn replace(&mut self, key: Arc<str>, page: Option<Page>) {
        let page = page.filter(|page| !page.digest.is_empty);
        let shown = self.shown.remove(&key);
        if shown.as_ref() == page.as_ref().map(|page| &page.digest) {
            self.shown.extend(shown.map(|shown| (key, shown)));
            return;
        }
        let counts = |digest: &Digest| digest.counts;
        let (before, after) = (shown.as_ref().map(counts), page.as_ref().map(|page| page.digest.counts));
        self.state.shown.lock().replace(before, after);
        if let Some(shown) = shown
            && page.as_ref().is_none_or(|page| page.digest.uri != shown.uri)
        {
            let version = self.state.documents.get(&key).map(|document| document.version);
            let send_version = self.state.session().caps.diagnostic_version;
            self.publish(&Page::new(shown.uri, version, send_version, std::iter::empty())).await;
        }
        if let Some(page) = page {
            self.publish(&page).await;
            self.shown.insert(key, page.digest);
        }
    }

    async fn publish(&self, page: &Page) {
        if let Err(error) = self.output.send(&page.message).await {
            tracing::error!("cannot write to the client: {error}");
        }
    }
}

async fn work(state: Arc<State>, turns: Arc<Semaphore>, subject: Subject, rest: Duration) -> Done {
    if !rest.is_zero() {
        tokio::time::sleep(rest).await;
    }
    // The semaphore is never closed.
    let _turn = turns.acquire().await;
    let started = Instant::now();
    let about = subject.clone();
    let make = move || reports(&state, &about);
    let made = match subject {
        Subject::One(_) => analyst::run(make).await.ok(),
        Subject::Closed => spawn_blocking(make).await.ok(),
    };
    if made.is_none() {
        tracing::error!("internal error during an analysis; the server continues");
    }
    Done { subject, made, took: started.elapsed() }
}

fn reports(state: &State, subject: &Subject) -> Made {
    // Before the first look at the disk there is nothing to say.
    let Some(knowledge) = state.knowledge() else { return Made { generation: None, reports: Vec::new() } };
    let reporter = Reporter::new(state, &knowledge);
    let reports = match subject {
        Subject::Closed => reporter.all_closed(),
        Subject::One(key) => match state.documents.get(key) {
            Some(document) => reporter.open(document).into_iter().collect(),
            None => vec![reporter.closed(key)],
        },
    };
    Made { generation: Some(knowledge.generation), reports }
}
