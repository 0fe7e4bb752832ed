//! Numbers and lists as people read them.

/// `1234` as `1,234`.
///
/// ```
/// assert_eq!(leastwise_advice::words::number(22_291), "22,291");
/// ```
pub fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number with its noun, of which the singular is given.
///
/// ```
/// use leastwise_advice::words::count;
///
/// assert_eq!(count(1, "findings file"), "1 findings file");
/// assert_eq!(count(1_500, "policy"), "1,500 policies");
/// ```
pub fn count(n: usize, noun: &str) -> String {
    let amount = number(n);
    match (n, noun.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']))) {
        (1, _) => format!("{amount} {noun}"),
        (_, Some(stem)) => format!("{amount} {stem}ies"),
        _ => format!("{amount} {noun}s"),
    }
}

/// `a`, `a and b`, `a, b and c`, and `a, b, c and 4 more` past `most`.
pub fn list<T: AsRef<str>>(items: &[T], most: usize) -> String {
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    if items.len() > most {
        return format!("{} and {} more", shown.join(", "), number(items.len() - most));
    }
    match shown.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
    }
}

/// The one of `known` that somebody who wrote `name` most likely meant, if one is near enough. Case, `_` and `-` count
/// for nothing.
pub(crate) fn nearest<'k, T: AsRef<str>>(name: &str, known: &'k [T]) -> Option<&'k str> {
    let plain = |text: &str| text.replace(['_', '-'], "").to_lowercase();
    let wanted = plain(name);
    // A quarter of the letters may be wrong, but never so many that a short word becomes another.
    let most = (wanted.chars().count() / 4).clamp(1, 3);
    let distance = |known: &str| strsim::osa_distance(&wanted, &plain(known));
    let near = known.iter().map(|known| (distance(known.as_ref()), known.as_ref()));
    near.filter(|(distance, _)| *distance <= most).min().map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        let table = [(0, "0"), (999, "999"), (1000, "1,000"), (22_291, "22,291"), (1_234_567, "1,234,567")];
        for (n, expected) in table {
            assert_eq!(number(n), expected);
        }
    }

    #[test]
    fn nouns_follow_their_number() {
        assert_eq!(count(1, "entry"), "1 entry");
        assert_eq!(count(120, "day"), "120 days");
        assert_eq!(count(7, "entry"), "7 entries");
        assert_eq!(count(1, "action"), "1 action");
        assert_eq!(count(0, "action"), "0 actions");
    }

    #[test]
    fn long_lists_are_folded() {
        assert_eq!(list::<&str>(&[], 3), "");
        assert_eq!(list(&["a"], 3), "a");
        assert_eq!(list(&["a", "b"], 3), "a and b");
        assert_eq!(list(&["a", "b", "c"], 3), "a, b and c");
        assert_eq!(list(&["a", "b", "c", "d", "e"], 3), "a, b, c and 2 more");
    }

    #[test]
    fn a_misspelt_word_is_recognised_and_another_word_is_not() {
        let known = ["max_entries", "keep", "attach", "unused-action", "style"];
        let table = [
            ("max_entires", Some("max_entries")),
            ("maxEntries", Some("max_entries")),
            ("atach", Some("attach")),
            ("unused-actions", Some("unused-action")),
            ("kep", Some("keep")),
            ("k", None),
            ("colour", None),
        ];
        for (name, expected) in table {
            assert_eq!(nearest(name, &known), expected, "{name}");
        }
    }
}
