//! Comparison of texts without regard to ASCII case, and only ASCII, without copying them.
//!
//! IAM compares service prefixes and action names so (IAM reference, "IAM JSON policy elements: Action").

use std::cmp::Ordering;

/// Compares two texts in ASCII lower case.
pub(crate) fn cmp(left: &str, right: &str) -> Ordering {
    for (left, right) in left.bytes().zip(right.bytes()) {
        let order = left.to_ascii_lowercase().cmp(&right.to_ascii_lowercase());
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

/// Whether `text` starts with `prefix`.
pub(crate) fn starts_with(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// The length in bytes of the longest common prefix.
pub(crate) fn common_prefix(left: &str, right: &str) -> usize {
    left.bytes().zip(right.bytes()).take_while(|(left, right)| left.eq_ignore_ascii_case(right)).count()
}

/// The texts of `sorted` (by folded text) that start with `prefix`.
pub(crate) fn with_prefix<'a, T>(sorted: &'a [T], text: impl Fn(&T) -> &str, prefix: &str) -> &'a [T] {
    let from = sorted.partition_point(|item| cmp(text(item), prefix).is_lt());
    let rest = sorted.get(from..).unwrap_or_default();
    let to = rest.partition_point(|item| starts_with(text(item), prefix));
    rest.get(..to).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_ignores_case_and_puts_a_prefix_first() {
        assert_eq!(cmp("GetObject", "getobject"), Ordering::Equal);
        assert_eq!(cmp("GetObject", "getobjectAcl"), Ordering::Less);
        assert_eq!(
            cmp("a_", "aB"),
            Ordering::Less,
            "`_` sorts before letters, which are compared in lower case"
        );
    }

    #[test]
    fn only_ascii_folds() {
        assert_ne!(cmp("É", "é"), Ordering::Equal);
        assert!(!starts_with("Kms", "\u{212a}ms"), "the Kelvin sign is not a K");
    }

    #[test]
    fn a_prefix_selects_its_range() {
        let names = ["CopyObject", "GetBucket", "getObject", "GetObjectAcl", "ListBuckets"];
        let range = |prefix| with_prefix(&names, |name| name, prefix);
        assert_eq!(range("GETO"), ["getObject", "GetObjectAcl"]);
        assert_eq!(range(""), names);
        assert!(range("Put").is_empty());
        assert!(range("GetObjectAclFoo").is_empty());
    }
}
