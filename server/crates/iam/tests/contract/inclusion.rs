//! Inclusion against brute force: neither a yes nor a no may be wrong.

use leastwise_iam::{Pattern, inclusion::includes, stems::Stems};
use proptest::prelude::*;

use crate::random::{cases, naive};

/// All texts over `a`, `b` and a letter that no pattern spells, up to a length.
fn texts(length: usize) -> Vec<Vec<u8>> {
    let mut all = vec![Vec::new()];
    let mut longest = all.clone();
    for _ in 0..length {
        longest = longest
            .iter()
            .flat_map(|text| b"abz".map(|letter| [text.as_slice(), &[letter]].concat()))
            .collect();
        all.extend_from_slice(&longest);
    }
    all
}

/// All texts that a glob yields with `z` for each `?` and up to `most` of them for each `*`.
fn fillings(glob: &[u8], most: usize) -> Vec<Vec<u8>> {
    glob.iter().fold(vec![Vec::new()], |texts, &byte| {
        let counts = if byte == b'*' { 0..=most } else { 1..=1 };
        let letter = if matches!(byte, b'*' | b'?') { b'z' } else { byte };
        let longer = |text: &Vec<u8>| {
            let text = text.clone();
            counts.clone().map(move |count| [text.as_slice(), &vec![letter; count]].concat())
        };
        texts.iter().flat_map(longer).collect()
    })
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn neither_answer_is_wrong(wide in "[ab*?]{1,6}", narrow in "[ab*?]{1,5}") {
        let pattern = |glob: &str| Pattern::parse(&format!("x:{glob}")).unwrap();
        let answer = includes(&pattern(&wide), &pattern(&narrow)).unwrap();
        let wider = pattern(&wide);
        let stems: Stems<'_, ()> = [(&wider, ())].into_iter().collect();
        prop_assert!(!answer || stems.may_include(&pattern(&narrow)).count() == 1);
        let (wide, narrow) = (wide.as_bytes(), narrow.as_bytes());
        let is_outside = |text: &Vec<u8>| naive(narrow, text) && !naive(wide, text);
        if answer {
            prop_assert_eq!(texts(5).into_iter().find(is_outside), None);
            prop_assert_eq!(fillings(narrow, 4).into_iter().find(is_outside), None);
        } else {
            prop_assert!(fillings(narrow, wide.len() + 1).iter().any(is_outside));
        }
    }

    #[test]
    fn a_pattern_includes_what_it_is_made_of(glob in "[ab*?]{1,8}", inside in "[ab*?]{0,3}") {
        let pattern = |glob: &str| Pattern::parse(&format!("x:{glob}")).unwrap();
        let narrower = glob.replacen('*', &inside, 1);
        // An assumption would end a run of very many cases.
        if narrower.is_empty() {
            return Ok(());
        }
        prop_assert_eq!(includes(&pattern(&glob), &pattern(&narrower)), Ok(true));
        prop_assert_eq!(includes(&pattern(&glob.replacen('?', "*", 1)), &pattern(&glob)), Ok(true));
    }
}
