//! Globs over action names: `*` stands for any characters, `?` for one, and nothing else is special.

use std::borrow::Cow;

/// Whether a byte is a wildcard.
pub(crate) fn is_wildcard(byte: u8) -> bool {
    matches!(byte, b'*' | b'?')
}

/// The same language with each run of wildcards in one form: its `?`s, then at most one `*`.
pub(crate) fn normalized(glob: &str) -> Cow<'_, str> {
    let runs_are_normal = !glob.as_bytes().windows(2).any(|pair| matches!(pair, [b'*', b'*' | b'?']));
    if runs_are_normal {
        return Cow::Borrowed(glob);
    }
    let mut out = String::with_capacity(glob.len());
    let mut star = false;
    for character in glob.chars() {
        match character {
            '*' => star = true,
            '?' => out.push('?'),
            letter => {
                if std::mem::take(&mut star) {
                    out.push('*');
                }
                out.push(letter);
            }
        }
    }
    if star {
        out.push('*');
    }
    Cow::Owned(out)
}

/// Whether `glob`, which is in ASCII lower case, matches `text`, ignoring the case of `text`.
///
/// On a mismatch only the last star takes one byte more: what an earlier one could give, it can give too.
pub(crate) fn matches(glob: &[u8], text: &[u8]) -> bool {
    let (mut at, mut read) = (0, 0);
    // Where to go on after a mismatch: behind the last star, and the text that it has not taken yet.
    let mut resume: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(read) {
        match glob.get(at) {
            Some(b'*') => {
                at += 1;
                if at == glob.len() {
                    return true;
                }
                resume = Some((at, read));
            }
            Some(&expected) if expected == b'?' || expected == byte.to_ascii_lowercase() => {
                at += 1;
                read += 1;
            }
            _ => match &mut resume {
                Some((behind, from)) => {
                    *from += 1;
                    (at, read) = (*behind, *from);
                }
                None => return false,
            },
        }
    }
    glob.get(at..).is_some_and(|rest| rest.iter().all(|&byte| byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_wildcards_have_one_form() {
        for (glob, expected) in [
            ("Get*", "Get*"),
            ("**", "*"),
            ("*?*?a**b?", "??*a*b?"),
            ("*?", "?*"),
            ("?*", "?*"),
            ("a??b", "a??b"),
            ("", ""),
        ] {
            assert_eq!(normalized(glob), expected, "{glob}");
        }
    }

    #[test]
    fn matches_as_the_language_says() {
        for (glob, text, expected) in [
            ("get*", "GetObject", true),
            ("get*", "Get", true),
            ("get*", "Ge", false),
            ("get?", "Get", false),
            ("get?", "GetX", true),
            ("*tagging", "PutBucketTagging", true),
            ("*tagging", "TaggingTagging", true),
            ("*tagging", "TaggingX", false),
            ("*a*b*c", "xaxbxbcxc", true),
            ("*a*b*c", "xaxcxb", false),
            ("?*?", "a", false),
            ("?*?", "ab", true),
            ("*aab", "aaaaab", true),
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("a", "", false),
        ] {
            assert_eq!(matches(glob.as_bytes(), text.as_bytes()), expected, "{glob} {text}");
        }
    }
}
