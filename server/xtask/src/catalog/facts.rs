//! The table of first-seen days and tracking that serves the first build.

use anyhow::{Context, Result, bail};
use jiff::civil::Date;
use leastwise_iam::Tracking;

/// What the table says of one action.
pub(super) struct Fact {
    pub(super) service: String,
    pub(super) name: String,
    pub(super) first_seen: Date,
    pub(super) tracking: Tracking,
}

/// The table's rows.
#[derive(Default)]
pub(super) struct Facts(Vec<Fact>);

impl Facts {
    /// Reads lines `service:Action<tab>day<tab>tracked|untracked|unknown` below one line of headings.
    pub(super) fn parse(text: &str) -> Result<Facts> {
        let rows = text.lines().enumerate().skip(1);
        let read = |(index, line)| row(line).with_context(|| format!("line {}", index + 1));
        Ok(Facts(rows.map(read).collect::<Result<_>>()?))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Fact> {
        self.0.iter()
    }
}

fn row(line: &str) -> Result<Fact> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [action, first_seen, tracking] = fields[..] else {
        bail!("expected three fields between tabs, found {}", fields.len());
    };
    let (service, name) =
        action.split_once(':').with_context(|| format!("`{action}` is not written `service:Action`"))?;
    Ok(Fact {
        service: service.to_owned(),
        name: name.to_owned(),
        first_seen: first_seen.parse().with_context(|| format!("`{first_seen}` is not a day"))?,
        tracking: Tracking::ALL
            .into_iter()
            .find(|known| known.as_str() == tracking)
            .with_context(|| format!("`{tracking}` is not one of tracked, untracked, unknown"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_does_not_read_gives_its_line() {
        for (row, message) in [
            ("s3:GetObject\t2016-05-08", "line 2: expected three fields between tabs, found 2"),
            ("GetObject\t2016-05-08\ttracked", "line 2: `GetObject` is not written `service:Action`"),
            ("s3:GetObject\t2016-05-08\tyes", "line 2: `yes` is not one of tracked, untracked, unknown"),
        ] {
            let error = Facts::parse(&format!("headings\n{row}\n")).err().unwrap();
            assert_eq!(format!("{error:#}"), message);
        }
    }
}
