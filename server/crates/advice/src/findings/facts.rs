//! What the pieces of a large file tell about the lists and objects that are cut into them. One piece does not tell all:
//! whether a list holds findings may only be seen in another piece of it.

use rustc_hash::FxHashMap;

use super::formats::FormatReader;

/// What is known of a list or object.
#[derive(Clone, Copy, Default)]
pub(super) struct Fact {
    /// It is an answer itself, of a format that is read in parts.
    pub(super) format: Option<&'static FormatReader>,
    /// One of its own elements is an answer.
    pub(super) has_answers: bool,
    /// Something in it names its principal.
    pub(super) is_named: bool,
    /// Something was found in it.
    pub(super) is_fertile: bool,
}

/// The facts, by where the list or object starts in the file; nothing stands for the file itself.
#[derive(Default)]
pub(super) struct Facts(FxHashMap<Option<usize>, Fact>);

/// What one piece tells.
#[derive(Default)]
pub(super) struct Observed {
    /// The lists and objects around the piece, as far as the piece tells.
    pub(super) around: Vec<(Option<usize>, Fact)>,
    /// Where those start that look like findings, or like something strange among findings, if nothing is found in them.
    pub(super) doubtful: Vec<usize>,
    /// Something may be about whoever is named elsewhere in the lists and objects around the piece.
    pub(super) is_unclear: bool,
}

impl Facts {
    /// What pieces tell together.
    pub(super) fn of(observed: &[Observed]) -> Facts {
        let mut facts = Facts::default();
        for (start, fact) in observed.iter().flat_map(|one| &one.around) {
            let known = facts.0.entry(*start).or_default();
            known.format = known.format.or(fact.format);
            known.has_answers |= fact.has_answers;
            known.is_named |= fact.is_named;
            known.is_fertile |= fact.is_fertile;
        }
        facts
    }

    pub(super) fn get(&self, start: Option<usize>) -> Fact {
        if self.0.is_empty() { Fact::default() } else { self.0.get(&start).copied().unwrap_or_default() }
    }

    /// Only which lists and objects are answers: what else is known of them was found in their parts.
    fn formats(&self) -> Facts {
        let formats = self.0.iter().filter(|(_, fact)| fact.format.is_some());
        Facts(
            formats.map(|(start, fact)| (*start, Fact { format: fact.format, ..Fact::default() })).collect(),
        )
    }

    /// What the pieces have to be read again with, as they told something with which some of them read otherwise.
    pub(super) fn next(observed: &[Observed]) -> Option<Facts> {
        let facts = Facts::of(observed);
        let differs = |is: fn(&Observed, Fact, Fact) -> bool| {
            observed
                .iter()
                .any(|one| one.around.iter().any(|(start, fact)| is(one, *fact, facts.get(*start))))
        };
        if differs(|_, told, known| told.format.is_none() && known.format.is_some()) {
            return Some(facts.formats());
        }
        let is_otherwise = differs(|one, told, known| {
            (known.has_answers && !told.has_answers) || (one.is_unclear && known.is_named && !told.is_named)
        });
        is_otherwise.then_some(facts)
    }
}
