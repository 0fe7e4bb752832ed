//! Doing again what needs the network: a mirror or a registry may not answer for a moment.

use std::thread;
use std::time::Duration;

use anyhow::Result;

/// How long to rest before each further attempt.
const RESTS: &[Duration] = &[Duration::from_secs(3), Duration::from_secs(15)];

/// The result of the first attempt that succeeds, or of the last one. Attempts that failed are told.
pub(crate) fn retried<T>(attempt: impl FnMut() -> Result<T>) -> Result<T> {
    retried_after(RESTS, attempt)
}

#[expect(clippy::print_stdout, reason = "why a task takes longer than usual must not go unsaid")]
fn retried_after<T>(rests: &[Duration], mut attempt: impl FnMut() -> Result<T>) -> Result<T> {
    for rest in rests {
        match attempt() {
            Ok(done) => return Ok(done),
            Err(error) => println!("{error:#}; once more in {} s", rest.as_secs()),
        }
        thread::sleep(*rest);
    }
    attempt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn what_fails_is_tried_again_until_it_succeeds_or_the_rests_are_used_up() {
        for (fails, expected) in [(0, Ok(1)), (1, Ok(2)), (2, Ok(3)), (3, Err("attempt 3".to_owned()))] {
            let mut attempts = 0;
            let result = retried_after(&[Duration::ZERO; 2], || {
                attempts += 1;
                if attempts <= fails {
                    bail!("attempt {attempts}");
                }
                Ok(attempts)
            });
            assert_eq!(result.map_err(|error| error.to_string()), expected, "{fails}");
        }
    }
}
