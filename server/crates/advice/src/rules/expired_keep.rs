//! `expired-keep`: a kept action whose last day is over.

use jiff::civil::Date;

use crate::settings::SettingsFile;
use crate::{Advice, Rule};

pub(crate) fn check(file: &SettingsFile, date: Date, advice: &mut Vec<Advice>) {
    for keep in file.keep.iter().filter(|keep| keep.is_expired(date)) {
        let Some(until) = keep.until else { continue };
        let message = format!(
            "`{}` was kept until {until} and is reported again; delete this table to let it go, or give it a later day",
            keep.action.as_str()
        );
        advice.push(Advice::note(keep.span, Rule::ExpiredKeep, message));
    }
}
