//! The grammar of numbers (RFC 8259, section 6). Their values are not read.

/// Whether a word is a number.
pub(super) fn is_number(word: &str) -> bool {
    let rest = word.strip_prefix('-').unwrap_or(word);
    let (integer, rest) = digits(rest);
    if integer.is_empty() || (integer.len() > 1 && integer.starts_with('0')) {
        return false;
    }
    let rest = match rest.strip_prefix('.') {
        Some(fraction) => match digits(fraction) {
            ("", _) => return false,
            (_, rest) => rest,
        },
        None => rest,
    };
    let Some(exponent) = rest.strip_prefix(['e', 'E']) else { return rest.is_empty() };
    let (digits, rest) = digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    !digits.is_empty() && rest.is_empty()
}

fn digits(text: &str) -> (&str, &str) {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(length)
}

#[cfg(test)]
mod tests {
    use super::is_number;

    #[test]
    fn only_what_the_grammar_allows_is_a_number() {
        for word in
            ["0", "-0", "10", "1.5", "-1.50", "1e400", "1E+2", "0.1e-2", "123456789012345678901234567890"]
        {
            assert!(is_number(word), "{word}");
        }
        for word in
            ["", "-", "+1", "01", "-01", ".5", "1.", "1.e2", "1e", "1e+", "0x10", "1_000", "NaN", "1é"]
        {
            assert!(!is_number(word), "{word}");
        }
    }
}
