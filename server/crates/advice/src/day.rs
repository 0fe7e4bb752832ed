//! Days. A moment is told as its day in UTC, everywhere.

use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};

/// The day of a moment.
///
/// ```
/// let at = "2024-06-12T23:30:00-02:00".parse()?;
/// assert_eq!(leastwise_advice::day(at).to_string(), "2024-06-13");
/// # Ok::<(), jiff::Error>(())
/// ```
pub fn day(at: Timestamp) -> Date {
    Offset::UTC.to_datetime(at).date()
}
