//! Dates as AWS's tools and those around them write them.

use jiff::{Timestamp, tz::Offset};

/// Reads a timestamp as AWS's tools write it: RFC 3339, with a space for the `T`, without an offset (UTC), or
/// seconds or milliseconds since 1970 (before the year 5000, whichever it can only be).
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    if let Ok(civil) = text.parse::<jiff::civil::DateTime>() {
        return Offset::UTC.to_timestamp(civil).ok();
    }
    let number = text.parse::<f64>().ok().filter(|number| (0.0..1e14).contains(number))?;
    let milliseconds = if number < 1e11 { number * 1e3 } else { number };
    Timestamp::from_millisecond(milliseconds as i64).ok()
}

/// Milliseconds since 1970, as Aardvark writes the last use of a service.
pub(super) fn milliseconds(text: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(text.parse().ok()?).ok()
}

/// `Tue, 14 Mar 2017 00:00:00 GMT`, as Aardvark writes the day on which it looked.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_read_as_awss_tools_write_them() {
        let table = [
            ("2024-06-12T07:25:34+00:00", Some("2024-06-12T07:25:34Z")),
            ("2024-06-12 07:25:34+00:00", Some("2024-06-12T07:25:34Z")),
            ("2024-02-29T12:37:10Z", Some("2024-02-29T12:37:10Z")),
            ("2024-06-12T09:25:34+02:00", Some("2024-06-12T07:25:34Z")),
            ("2024-02-16T18:17:47.888000+00:00", Some("2024-02-16T18:17:47.888Z")),
            ("2024-06-12 07:25:34", Some("2024-06-12T07:25:34Z")),
            ("2024-06-12T07:25:34.000+0000", Some("2024-06-12T07:25:34Z")),
            ("1718177134.0", Some("2024-06-12T07:25:34Z")),
            ("1718177134000", Some("2024-06-12T07:25:34Z")),
            ("yesterday", None),
            ("", None),
            ("NaN", None),
        ];
        for (text, expected) in table {
            assert_eq!(timestamp(text).map(|t| t.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn aardvarks_dates_read() {
        let table = [
            (milliseconds("1489176000000"), Some("2017-03-10T20:00:00Z")),
            (milliseconds("99999999999999999999"), None),
            (milliseconds("soon"), None),
            (http_date("Tue, 14 Mar 2017 00:00:00 GMT"), Some("2017-03-14T00:00:00Z")),
            (http_date("2017-03-14"), None),
        ];
        for (read, expected) in table {
            assert_eq!(read.map(|t| t.to_string()).as_deref(), expected);
        }
    }
}
