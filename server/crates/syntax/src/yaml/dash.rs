//! The dashes of block sequences, which are no events and of which the tree has no node.

/// The first dash that begins a line between two places of a text, the second of which is where an entry begins. A place
/// behind other text does not begin a line.
pub(super) fn dash(text: &str, from: usize, to: usize) -> Option<usize> {
    let mut at = from;
    let mut begins_line = text.get(..from)?.is_empty() || text.get(..from)?.ends_with(['\n', '\r']);
    loop {
        let rest = text.get(at..to)?;
        let inside = rest.trim_start_matches([' ', '\t', '\u{feff}']);
        let start = at + rest.len() - inside.len();
        if begins_line && is_dash(inside) {
            return Some(start);
        }
        at = start + inside.find(['\n', '\r'])? + 1;
        begins_line = true;
    }
}

/// Whether a text begins with a dash, and not with a word that does.
pub(super) fn is_dash(text: &str) -> bool {
    let after = text.strip_prefix('-');
    after.is_some_and(|after| after.is_empty() || after.starts_with([' ', '\t', '\n', '\r']))
}
