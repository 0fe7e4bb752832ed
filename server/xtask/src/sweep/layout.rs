//! The same document in other layouts: CRLF, CR, with comments, on one line.

use fastrand::Rng;

use super::tokens::{Kind, tokens};

/// The text as it is, or in another layout.
pub(super) fn vary(text: &str, rng: &mut Rng) -> String {
    let has_cr = text.contains('\r');
    match rng.u8(..8) {
        0 if !has_cr => text.replace('\n', "\r\n"),
        1 if !has_cr => text.replace('\n', "\r"),
        2 => commented(text, rng),
        3 => tokens(text)
            .iter()
            .filter(|token| !matches!(token.kind, Kind::Space | Kind::Comment))
            .map(|token| token.text)
            .collect(),
        4 => tokens(text)
            .iter()
            .map(|token| if token.kind == Kind::Space { " " } else { token.text })
            .collect(),
        _ => text.to_owned(),
    }
}

/// With comments at line ends, on lines of their own and between tokens.
fn commented(text: &str, rng: &mut Rng) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for (number, token) in tokens(text).into_iter().enumerate() {
        let ends_line = token.kind == Kind::Space && token.text.starts_with(['\n', '\r']);
        if ends_line && !out.is_empty() {
            match rng.u8(..6) {
                0 => out.push_str(&format!(" // note {number}")),
                1 => out.push_str(&format!(" /* note {number} */")),
                2 => out.push_str(&format!("{}// note {number}", token.text)),
                _ => {}
            }
        } else if token.kind == Kind::String && rng.u8(..30) == 0 {
            out.push_str(&format!("/* note {number} */ "));
        }
        out.push_str(token.text);
    }
    out
}
