//! Where the words of an action name end: the borders at which a prefix may be cut.
//!
//! AWS's article "New AWS tool recommends removal of unused permissions" cuts names at word borders (`Get`,
//! `Bucket`, `Multi`, `Object`); it does not say how words are told apart. The borders decide only how a
//! replacement reads, never what it grants: whether a prefix is safe is tested on text.

/// The byte offsets at which the tokens of `name` end, in order, the last being its length.
///
/// A run of capitals is one token (`ACL`, `DB`), with a plural `s` (`ACLs`); its last capital begins the next
/// token where small letters follow (`DBInstance` is `DB`, `Instance`). Digits stick to the token before them
/// (`S3`, `V2`), and an odd character (`-`, `_`, `.`) ends a token.
///
/// ```
/// use leastwise_iam::token::borders;
///
/// assert_eq!(borders("GetObjectACL"), [3, 9, 12]);
/// assert_eq!(borders("ListDBInstances"), [4, 6, 15]);
/// assert_eq!(borders("ListS3Buckets"), [4, 6, 13]);
/// ```
pub fn borders(name: &str) -> Vec<usize> {
    borders_after(name, 0).collect()
}

/// The borders of `name` beyond the offset `from`.
pub(crate) fn borders_after(name: &str, from: usize) -> impl Iterator<Item = usize> {
    (from + 1..=name.len()).filter(|&at| is_border(name.as_bytes(), at))
}

/// Whether a token ends before the byte at `at`, which is not the first.
fn is_border(name: &[u8], at: usize) -> bool {
    let byte = |at: usize| name.get(at).copied();
    let capital = |at: usize| byte(at).is_some_and(|byte| byte.is_ascii_uppercase());
    let small = |at: usize| byte(at).is_some_and(|byte| byte.is_ascii_lowercase());
    let (Some(before), Some(next)) = (at.checked_sub(1).and_then(byte), byte(at)) else {
        return at == name.len();
    };
    if is_odd(before) {
        return !is_odd(next);
    }
    if !next.is_ascii_uppercase() {
        return false;
    }
    let plural = byte(at + 1) == Some(b's') && !small(at + 2);
    !capital(at - 1) || (small(at + 1) && !plural)
}

fn is_odd(byte: u8) -> bool {
    byte.is_ascii() && !byte.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_end_where_a_person_would_say() {
        for words in [
            "Get|Object",
            "Get|Account|Public|Access|Block",
            "Describe|DB|Cluster|Parameters",
            "List|Web|ACLs",
            "List|HITs|For|Qualification|Type",
            "List|Distributions|By|Web|ACL|Id",
            "Remove|Client|ID|From|Open|ID|Connect|Provider",
            "Get|Insights|V2",
            "Get|API|Asset",
            "Describe|ICD10|CM|Inference|Job",
            "Create|Auto|ML|Job|V2",
            "Associate|Via|AWS|Service-|Events|And|States",
            "upload|Files",
            "connect",
            "a--|b._|C",
            "A",
            "",
        ] {
            let mut end = 0;
            let expected: Vec<usize> = words
                .split('|')
                .map(|word| {
                    end += word.len();
                    end
                })
                .filter(|&end| end > 0)
                .collect();
            assert_eq!(borders(&words.replace('|', "")), expected, "{words}");
        }
    }

    proptest! {
        #[test]
        fn borders_rise_to_the_length(name in "[A-Za-z0-9._é-]{1,40}") {
            let borders = borders(&name);
            prop_assert!(borders.is_sorted_by(|left, right| left < right));
            prop_assert_eq!(borders.last(), Some(&name.len()));
            prop_assert!(borders.iter().all(|&border| border > 0 && name.is_char_boundary(border)));
        }
    }
}
