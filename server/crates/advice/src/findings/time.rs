//! Dates as AWS's tools and those around them write them. What may be read in two ways is not read at all: a date that is
//! too late would make an old finding the newest, one that is too early would bring an older finding back.

use jiff::{Timestamp, civil::DateTime, tz::Offset};

/// The year in which AWS began; nothing that it tells is older.
const FIRST_YEAR: i16 = 2006;

/// Reads a timestamp: RFC 3339, also with a space for the `T`, without separators or without an offset (UTC);
/// `/Date(1718177134000)/`, as .NET writes it; or seconds or milliseconds since 1970.
pub(super) fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let read = iso(text).or_else(|| dot_net(text)).or_else(|| number(text));
    read.filter(|at| Offset::UTC.to_datetime(*at).year() >= FIRST_YEAR)
}

/// Whether a text is the first moment that .NET knows, which stands for a date that is not set.
pub(super) fn is_unset(text: &str) -> bool {
    let at = iso(text.trim()).or_else(|| dot_net(text.trim()));
    at.is_some_and(|at| Offset::UTC.to_datetime(at).year() <= 1)
}

/// Milliseconds since 1970, as Aardvark writes the last use of a service.
pub(super) fn milliseconds(text: &str) -> Option<Timestamp> {
    (text.len() == 13).then(|| timestamp(text))?
}

/// `Tue, 14 Mar 2017 00:00:00 GMT`, as Aardvark writes the day on which it looked.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::parse(text.trim()).ok().map(|zoned| zoned.timestamp())
}

fn iso(text: &str) -> Option<Timestamp> {
    // The name of a zone without its offset would be passed over.
    text.parse::<Timestamp>().ok().or_else(|| civil(text).filter(|_| !text.contains('[')))
}

fn civil(text: &str) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok()
}

/// `/Date(1718177134000)/` or `/Date(1718177134000+0200)/`: the offset only says how it was shown.
fn dot_net(text: &str) -> Option<Timestamp> {
    let inner = text.trim_matches(['/', '\\']).strip_prefix("Date(")?.strip_suffix(')')?;
    let end =
        inner.char_indices().skip(1).find(|(_, c)| matches!(c, '+' | '-')).map_or(inner.len(), |it| it.0);
    let (milliseconds, offset) = inner.split_at_checked(end)?;
    let is_offset = offset.is_empty() || (offset.len() == 5 && all_digits(offset.get(1..)?));
    is_offset.then(|| Timestamp::from_millisecond(milliseconds.parse().ok()?).ok())?
}

/// Digits mean what their count tells, if it tells one thing only.
fn number(text: &str) -> Option<Timestamp> {
    let (whole, rest) =
        text.split_at_checked(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))?;
    let is_fraction = rest.strip_prefix('.').is_some_and(all_digits);
    let value = || text.parse::<f64>().ok();
    let milliseconds = match whole.len() {
        // 2026010107 may as well be an hour of 2026 as a second of 2034.
        10 if rest.is_empty() && hour(whole).is_some() => return None,
        10 if rest.is_empty() || is_fraction => value()? * 1e3,
        13 if rest.is_empty() || is_fraction => value()?,
        14 if rest.is_empty() => return compact(whole),
        // 1.718177134E9, as Java writes large numbers.
        1 if rest.contains(['e', 'E']) => match value()? {
            seconds @ 1e9..1e10 => seconds * 1e3,
            milliseconds @ 1e12..1e13 => milliseconds,
            _ => return None,
        },
        _ => return None,
    };
    Timestamp::from_millisecond(milliseconds.round() as i64).ok()
}

/// `20240612072534`.
fn compact(digits: &str) -> Option<Timestamp> {
    let (day, time) = digits.split_at_checked(8)?;
    civil(&format!("{day}T{time}"))
}

/// `2024061207`, in this century.
fn hour(digits: &str) -> Option<Timestamp> {
    digits.starts_with("20").then(|| compact(&format!("{digits}0000")))?
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timestamps_read_as_tools_write_them() {
        let table = [
            ("2024-06-12T07:25:34+00:00", "2024-06-12T07:25:34Z"),
            ("2024-06-12 07:25:34+00:00", "2024-06-12T07:25:34Z"),
            ("2024-02-29T12:37:10Z", "2024-02-29T12:37:10Z"),
            ("2024-06-12T09:25:34+02:00", "2024-06-12T07:25:34Z"),
            ("2024-02-16T18:17:47.888000+00:00", "2024-02-16T18:17:47.888Z"),
            ("2024-02-16T18:17:47.8880000Z", "2024-02-16T18:17:47.888Z"),
            ("2024-06-12 07:25:34", "2024-06-12T07:25:34Z"),
            ("2024-06-12", "2024-06-12T00:00:00Z"),
            ("2024-06-12T07:25:34.000+0000", "2024-06-12T07:25:34Z"),
            ("2024-06-12T07:25:34Z[UTC]", "2024-06-12T07:25:34Z"),
            (" 2024-06-12T07:25:34Z\n", "2024-06-12T07:25:34Z"),
            ("20240612T072534Z", "2024-06-12T07:25:34Z"),
            ("20240612T072534", "2024-06-12T07:25:34Z"),
            ("20240612072534", "2024-06-12T07:25:34Z"),
            ("20260101072534", "2026-01-01T07:25:34Z"),
            ("20240612", "2024-06-12T00:00:00Z"),
            ("1718177134", "2024-06-12T07:25:34Z"),
            ("1718177134.0", "2024-06-12T07:25:34Z"),
            ("1718177134.888", "2024-06-12T07:25:34.888Z"),
            ("1.718177134E9", "2024-06-12T07:25:34Z"),
            ("1.718177134888e12", "2024-06-12T07:25:34.888Z"),
            ("1718177134000", "2024-06-12T07:25:34Z"),
            ("/Date(1718177134000)/", "2024-06-12T07:25:34Z"),
            (r"\/Date(1718177134000)\/", "2024-06-12T07:25:34Z"),
            ("/Date(1718177134000+0200)/", "2024-06-12T07:25:34Z"),
            ("/Date(1718177134000-0730)/", "2024-06-12T07:25:34Z"),
            ("1136073600", "2006-01-01T00:00:00Z"),
            // Whether it is to come is for the one to say who knows the day.
            ("2062-08-19T00:00:00Z", "2062-08-19T00:00:00Z"),
        ];
        for (text, expected) in table {
            assert_eq!(timestamp(text).map(|at| at.to_string()).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_or_may_be_two_does_not_read() {
        for text in [
            "",
            "yesterday",
            "NaN",
            "inf",
            "1e999",
            "-1718177134",
            "+1718177134",
            "0",
            "1",
            "2024",
            "202406",
            "171817713",
            "17181771340",
            "202406120725",
            "1718177134000000",
            "1718177134000000000",
            "2024061207",
            "2026010123",
            "20261301072534",
            "20260230072534",
            "20260101250000",
            "20260101072534.5",
            "2.0260101072534E13",
            "1.7E10",
            "1.7E14",
            "12.5E8",
            "06/12/2024",
            "12.06.2024",
            "2024/06/12",
            "2024-06",
            "2024-13-01",
            "Wed Jun 12 07:25:34 UTC 2024",
            "2024-06-12T07:25:34[Europe/Paris]",
            "2024-06-12T07:25:34 UTC",
            "0001-01-01T00:00:00",
            "/Date(-62135596800000)/",
            "1970-01-01T00:00:00Z",
            "2005-12-31T23:59:59Z",
            "1136073599",
            "/Date()/",
            "/Date(1718177134000+02)/",
            "/Date(1718177134000*0200)/",
            "/Date(soon)/",
            "Date(1718177134000",
            "9999-12-31T23:59:59Z",
            "99999999999999999999",
            "1718177134.",
            "1718177134.0.0",
        ] {
            assert_eq!(timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn dot_nets_first_moment_stands_for_no_date() {
        for (text, expected) in [
            ("0001-01-01T00:00:00", true),
            ("0001-01-01T00:00:00Z", true),
            ("/Date(-62135596800000)/", true),
            ("2024-06-12T07:25:34Z", false),
            ("1970-01-01T00:00:00Z", false),
            ("soon", false),
        ] {
            assert_eq!(is_unset(text), expected, "{text}");
        }
    }

    #[test]
    fn aardvarks_dates_read() {
        let table = [
            (milliseconds("1489176000000"), Some("2017-03-10T20:00:00Z")),
            (milliseconds("1489176000"), None),
            (milliseconds("99999999999999999999"), None),
            (milliseconds("soon"), None),
            (http_date("Tue, 14 Mar 2017 00:00:00 GMT"), Some("2017-03-14T00:00:00Z")),
            (http_date("2017-03-14"), None),
        ];
        for (read, expected) in table {
            assert_eq!(read.map(|at| at.to_string()).as_deref(), expected);
        }
    }
}
