//! What is wrong with a findings file, folded so that one mistake made a thousand times is said once.

use std::fmt::{self, Write as _};

use leastwise_policy::Span;

use crate::words::number;
use crate::{Advice, Rule};

/// The kinds of mistakes, by which they are folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// The name of a service.
    Namespace,
    /// The name of an action.
    Action,
    /// A date.
    Date,
    /// A date in the future.
    Future,
    /// A finding's status, or a job's.
    Status,
    /// The ARN of a role or user.
    Principal,
    /// A finding's or an analyzer's identity.
    Identity,
    /// A list, or a part of one, that has another shape.
    Shape,
    /// A finding, or what looks like one, of which nothing is understood.
    Nothing,
    /// A policy's text, or what to do with it.
    Policy,
}

/// The first mistakes of each kind in the order of the text, whatever the order in which they were met.
#[derive(Default)]
pub(super) struct Mistakes {
    said: Vec<(Mistake, Advice)>,
    /// How many of a kind were left out.
    folded: Vec<(Mistake, usize)>,
}

/// So many mistakes of one kind are said in one file.
const MOST_OF_A_KIND: usize = 3;

impl Mistakes {
    /// The message is only written out if it is said: a file can hold millions of mistakes.
    pub(super) fn add(&mut self, kind: Mistake, span: Span, message: impl fmt::Display) {
        let advice = || Advice::note(span, Rule::UnreadableFinding, message.to_string());
        let mut of_kind: Vec<&mut Advice> =
            self.said.iter_mut().filter(|(said, _)| *said == kind).map(|(_, advice)| advice).collect();
        if of_kind.len() < MOST_OF_A_KIND {
            self.said.push((kind, advice()));
            return;
        }
        if let Some(last) = of_kind.iter_mut().max_by_key(|said| said.span).filter(|last| span < last.span) {
            **last = advice();
        }
        match self.folded.iter_mut().find(|(folded, _)| *folded == kind) {
            Some((_, count)) => *count += 1,
            None => self.folded.push((kind, 1)),
        }
    }

    /// The mistakes in the order of the text, the last of each kind with the count of those left out.
    pub(super) fn into_advice(mut self) -> Vec<Advice> {
        self.said.sort_by_key(|(_, advice)| advice.span);
        for (kind, count) in &self.folded {
            if let Some((_, last)) = self.said.iter_mut().rev().find(|(said, _)| said == kind) {
                last.message.push_str(&format!(" (and {} more like this in this file)", number(*count)));
            }
        }
        self.said.into_iter().map(|(_, advice)| advice).collect()
    }
}

/// A piece of the file as it may stand in a message: short, and without what would upset a terminal.
pub(super) struct Excerpt<'t>(pub(super) &'t str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LONGEST: usize = 60;
        for character in self.0.chars().take(LONGEST) {
            f.write_char(if character.is_control() { char::REPLACEMENT_CHARACTER } else { character })?;
        }
        if self.0.chars().nth(LONGEST).is_some() {
            f.write_char('…')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mistake_made_often_is_said_three_times_with_a_count() {
        let mut mistakes = Mistakes::default();
        for at in 0..1_240 {
            mistakes.add(Mistake::Action, Span::new(at, at + 1), "no action");
        }
        mistakes.add(Mistake::Date, Span::new(1, 2), "no date");
        let advice = mistakes.into_advice();
        let messages: Vec<&str> = advice.iter().map(|advice| advice.message.as_str()).collect();
        let expected =
            ["no action", "no action", "no date", "no action (and 1,237 more like this in this file)"];
        assert_eq!(messages, expected);
    }

    #[test]
    fn excerpts_are_short_and_plain() {
        assert_eq!(Excerpt("GetBucket*").to_string(), "GetBucket*");
        assert_eq!(Excerpt("\u{1b}[31mred").to_string(), "\u{fffd}[31mred");
        assert_eq!(Excerpt(&"x".repeat(10_000)).to_string().chars().count(), 61);
    }
}
