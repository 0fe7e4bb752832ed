//! Damage at random places of texts that report something.

use leastwise_policy::Span;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::{TEXTS, assert_no_more, places, read, replaced};

/// What can stand in the place of any value without being right there. An empty list is right in some places.
const WRONG: [&str; 6] = ["true", "{}", "[[]]", "\"\\u001b*\"", "-7", "{\"id\": [null]}"];

/// A place between two characters.
fn border(text: &str, at: Index) -> usize {
    let mut at = at.index(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_value_of_a_wrong_type_reports_nothing_more(which in 0..TEXTS.len(), at: Index, wrong in 0..WRONG.len()) {
        let text = TEXTS[which];
        // In the place of one truth the other is of the right type.
        let is_truth = |place: &Span| matches!(place.text(text), Some("true" | "false"));
        let places: Vec<Span> = places(text, false).into_iter().filter(|place| !is_truth(place)).collect();
        assert_no_more(text, &replaced(text, places[at.index(places.len())], WRONG[wrong]));
    }

    #[test]
    fn a_text_cut_short_reports_nothing_more(which in 0..TEXTS.len(), at: Index) {
        let text = TEXTS[which];
        assert_no_more(text, &text[..border(text, at)]);
    }

    #[test]
    fn a_member_that_stands_twice_silences_the_file(which in 0..TEXTS.len(), at: Index) {
        let text = TEXTS[which];
        let places = places(text, true);
        let place = places[at.index(places.len())];
        let member = &text[place.start..place.end];
        let reports = read(&replaced(text, place, &format!("{member}, {member}")));
        prop_assert!(reports.list.iter().all(|report| report.usage().unused().is_empty()));
    }

    #[test]
    fn whatever_is_deleted_and_inserted_every_place_lies_in_the_text(
        which in 0..TEXTS.len(),
        edits in prop::collection::vec((any::<Index>(), any::<Index>(), "[\\[\\]{}\",:\\\\a-zé\u{1f600}0-9 \n]{0,4}"), 1..5),
    ) {
        let mut text = TEXTS[which].to_owned();
        for (start, length, inserted) in edits {
            let start = border(&text, start);
            let end = border(&text[start..], length).min(20);
            let end = (0..=end).rev().find(|end| text.is_char_boundary(start + end)).unwrap_or(0);
            text.replace_range(start..start + end, &inserted);
        }
        read(&text);
    }

    #[test]
    fn a_value_that_is_gone_or_null_leaves_every_place_in_the_text(which in 0..TEXTS.len(), at: Index, null: bool) {
        let text = TEXTS[which];
        let places = places(text, !null);
        read(&replaced(text, places[at.index(places.len())], if null { "null" } else { "\"x\": 0" }));
    }
}
