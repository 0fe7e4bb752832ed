//! Waiting while AWS throttles calls. All calls of a run wait together, since they share the limit.

use std::time::{Duration, Instant};

use parking_lot::Mutex;

use crate::Cancel;
use crate::aws::{Failure, Kind};

/// How often a throttled call is made again. The AWS CLI has made it several times by itself each time.
const REPEATS: u32 = 7;
const FIRST_REST: Duration = Duration::from_millis(500);
const LONGEST_REST: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(crate) struct Backoff {
    /// No call is made before.
    until: Mutex<Instant>,
    first_rest: Duration,
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff { until: Mutex::new(Instant::now()), first_rest: FIRST_REST }
    }
}

impl Backoff {
    /// The result of `call`, which is made again for as long as it is throttled, though not for ever. Nothing but
    /// throttling is tried again.
    pub(crate) fn call<T>(
        &self,
        cancel: &Cancel,
        mut call: impl FnMut() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut repeats = 0;
        loop {
            self.rest(cancel)?;
            match call() {
                Err(failure) if failure.kind == Kind::Throttled && repeats < REPEATS => {
                    // Some calls must be first again, or all are throttled at the same moment.
                    let rest = (self.first_rest * 2u32.pow(repeats)).min(LONGEST_REST);
                    let until = Instant::now() + rest.mul_f64(0.5 + fastrand::f64() / 2.0);
                    let mut shared = self.until.lock();
                    *shared = until.max(*shared);
                    repeats += 1;
                }
                result => return result,
            }
        }
    }

    fn rest(&self, cancel: &Cancel) -> Result<(), Failure> {
        loop {
            let rest = self.until.lock().saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return if cancel.is_cancelled() { Err(Failure::cancelled()) } else { Ok(()) };
            }
            if cancel.wait(rest) {
                return Err(Failure::cancelled());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn backoff() -> Backoff {
        Backoff { first_rest: Duration::from_micros(1), ..Backoff::default() }
    }

    fn attempts(backoff: &Backoff, kind: Kind, fails: u32) -> (u32, Option<Kind>) {
        let mut attempts = 0;
        let result = backoff.call(&Cancel::default(), || {
            attempts += 1;
            if attempts <= fails { Err(Failure::new(kind, "")) } else { Ok(()) }
        });
        (attempts, result.err().map(|failure| failure.kind))
    }

    #[test]
    fn only_a_throttled_call_is_made_again_and_not_for_ever() {
        assert_eq!(attempts(&backoff(), Kind::Throttled, 3), (4, None));
        assert_eq!(attempts(&backoff(), Kind::Throttled, 1000), (REPEATS + 1, Some(Kind::Throttled)));
        assert_eq!(attempts(&backoff(), Kind::Refused, 3), (1, Some(Kind::Refused)));
        assert_eq!(attempts(&backoff(), Kind::Expired, 3), (1, Some(Kind::Expired)));
    }

    #[test]
    fn a_run_that_is_stopped_rests_no_longer() {
        let backoff = Backoff { until: Mutex::new(Instant::now() + LONGEST_REST * 1000), ..backoff() };
        let cancel = Cancel::default();
        cancel.cancel();
        let failure = backoff.call(&cancel, || Ok(())).unwrap_err();
        assert_eq!(failure.kind, Kind::Cancelled);
    }
}
