//! Waiting for something that AWS makes when it is asked to.

use std::time::{Duration, Instant};

use crate::aws::{Failure, Kind};
use crate::run::Context;

const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// AWS makes a recommendation or a report within a minute.
const PATIENCE: Duration = Duration::from_secs(600);

/// The first answer that is there. `ask` answers `None` while there is none.
pub(crate) fn wait<T>(
    context: &Context<'_>,
    what: &str,
    mut ask: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<T, Failure> {
    let deadline = Instant::now() + PATIENCE;
    let mut pause = FIRST_PAUSE;
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if Instant::now() >= deadline {
            let minutes = PATIENCE.as_secs() / 60;
            return Err(Failure::new(
                Kind::Refused,
                format!("AWS did not finish {what} within {minutes} minutes"),
            ));
        }
        if context.cancel.wait(pause) {
            return Err(Failure::cancelled());
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
