//! Tables that are written in braces, as in `attach = [{ policy = "x.json", principals = ["role/A"] }]`.

/// Where a cursor is within a table in braces.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Inline<'t> {
    /// Where a key stands or could stand.
    Key {
        /// Where it can begin.
        from: usize,
        /// The keys that stand before it.
        written: Vec<&'t str>,
    },
    /// In a value.
    Value {
        /// Its key.
        key: &'t str,
        /// Where it begins.
        from: usize,
    },
}

/// A bracket or brace that is open.
struct Open<'t> {
    is_table: bool,
    /// Where the key with its value, or the element, begins.
    from: usize,
    /// The equals sign behind the key.
    equals: Option<usize>,
    written: Vec<&'t str>,
}

/// The innermost table in braces between the beginning of a value and the cursor.
pub(super) fn inline(text: &str, from: usize, at: usize) -> Option<Inline<'_>> {
    let mut open: Vec<Open<'_>> = Vec::new();
    let (mut string, mut escaped, mut comment) = (None, false, false);
    for (offset, c) in text.get(from..at)?.char_indices() {
        let here = from + offset;
        match (string, c) {
            // No string of one line goes on in the next.
            (_, '\n') => (string, escaped, comment) = (None, false, false),
            _ if comment => {}
            (Some('"'), _) if escaped => escaped = false,
            (Some('"'), '\\') => escaped = true,
            (Some(quote), _) if quote == c => string = None,
            (Some(_), _) => {}
            (None, '#') => comment = true,
            (None, '"' | '\'') => string = Some(c),
            (None, '[' | '{') => {
                open.push(Open { is_table: c == '{', from: here + 1, equals: None, written: Vec::new() });
            }
            (None, ']' | '}') => drop(open.pop()),
            (None, ',') => {
                if let Some(last) = open.last_mut() {
                    last.written.extend(
                        last.equals.take().and_then(|equals| text.get(last.from..equals)).map(str::trim),
                    );
                    last.from = here + 1;
                }
            }
            (None, '=') => {
                if let Some(last) = open.last_mut().filter(|last| last.is_table) {
                    last.equals.get_or_insert(here);
                }
            }
            (None, _) => {}
        }
    }
    let depth = open.iter().rposition(|open| open.is_table)?;
    let is_innermost = depth + 1 == open.len();
    let Open { from, equals, written, .. } = open.into_iter().nth(depth)?;
    match equals {
        Some(equals) => Some(Inline::Value { key: text.get(from..equals)?.trim(), from: equals + 1 }),
        None => (is_innermost && string.is_none() && !comment).then_some(Inline::Key { from, written }),
    }
}
