//! What is heard of the disk, by the client's watcher or the server's own: a burst, such as a checkout of a thousand
//! files, is passed on to the [loader](super::loader) as one wish, when it is over.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::state::{Heard, State};

/// When nothing was heard for so long, a burst is over. A program that writes a file empties it first.
const QUIET: Duration = Duration::from_millis(50);

/// A burst that lasts longer is passed on in parts.
const LONGEST_BURST: Duration = Duration::from_millis(400);

/// Passes on bursts for as long as the server lives.
pub async fn run(state: Arc<State>) {
    loop {
        let mut burst = state.heard.take().await;
        let until = Instant::now() + LONGEST_BURST;
        while Instant::now() < until {
            match timeout(QUIET, state.heard.take()).await {
                Ok(more) => join(&mut burst, more),
                Err(_) => break,
            }
        }
        state.to_load.put(|wishes| join(&mut wishes.heard, burst));
    }
}

fn join(heard: &mut Heard, more: Heard) {
    heard.paths.extend(more.paths);
    heard.unknown |= more.unknown;
}
