//! The alternatives in the braces of globs.

use crate::settings::limits::MOST_ALTERNATIVES;
use crate::words::number;

/// Every way through the braces of a glob that was validated.
///
/// # Errors
/// That there are too many, as a clause.
pub(super) fn expand(glob: &str) -> Result<Vec<String>, String> {
    let (mut pending, mut expanded) = (vec![glob.to_owned()], Vec::new());
    while let Some(glob) = pending.pop() {
        match first_group(&glob) {
            // The last is taken first.
            Some(group) => pending.extend(group.into_iter().rev()),
            None => expanded.push(glob),
        }
        if pending.len() + expanded.len() > MOST_ALTERNATIVES {
            return Err(format!("its braces have more than {} alternatives", number(MOST_ALTERNATIVES)));
        }
    }
    Ok(expanded)
}

/// The glob with each alternative of its first group in the place of the group.
fn first_group(glob: &str) -> Option<Vec<String>> {
    let (mut depth, mut open) = (0_usize, 0);
    let mut borders = Vec::new();
    let mut chars = glob.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '[' => skip_class(&mut chars),
            '{' => {
                depth += 1;
                if depth == 1 {
                    open = at;
                }
            }
            ',' if depth == 1 => borders.push(at),
            '}' if depth == 1 => {
                borders.push(at);
                let starts = std::iter::once(open).chain(borders.iter().copied());
                let branches = starts.zip(&borders).filter_map(|(start, end)| glob.get(start + 1..*end));
                let (before, after) = (glob.get(..open)?, glob.get(at + 1..)?);
                return Some(branches.map(|branch| format!("{before}{branch}{after}")).collect());
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

/// What stands in a class of characters stands for itself.
fn skip_class(chars: &mut std::iter::Peekable<std::str::CharIndices<'_>>) {
    chars.next_if(|(_, c)| matches!(c, '!' | '^'));
    let mut is_first = true;
    while let Some((_, c)) = chars.next() {
        match c {
            ']' if !is_first => return,
            '\\' => {
                chars.next();
            }
            _ => {}
        }
        is_first = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_through_the_braces_is_a_glob() {
        for (glob, expected) in [
            ("roles/*.json", &["roles/*.json"][..]),
            ("{a,b}", &["a", "b"]),
            ("x{a,b}{c,d}y", &["xacy", "xady", "xbcy", "xbdy"]),
            ("{a,{b,c}d}.json", &["a.json", "bd.json", "cd.json"]),
            ("a{,b}.json", &["a.json", "ab.json"]),
            ("{a}", &["a"]),
            ("a,b", &["a,b"]),
            ("{[,}],b}", &["[,}]", "b"]),
            ("{[]},],b}", &["[]},]", "b"]),
            (r"{\,,\}}", &[r"\,", r"\}"]),
            (r"\{a,b\}", &[r"\{a,b\}"]),
        ] {
            assert_eq!(expand(glob).unwrap(), expected, "{glob}");
        }
    }

    #[test]
    fn braces_with_too_many_alternatives_are_refused() {
        let pairs = "{a,b}".repeat(10);
        let error = expand(&pairs).unwrap_err();
        assert_eq!(error, "its braces have more than 100 alternatives");
        assert_eq!(expand(&"{a,b}".repeat(6)).unwrap().len(), 64);
        assert!(expand(&format!("{{{}}}", "a,".repeat(200))).is_err());
    }
}
