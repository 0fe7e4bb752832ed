//! The lines of an ignore file, as gitignore(5) describes them. Nothing is read here.

use fast_glob::glob_match;

/// What one ignore file says.
#[derive(Debug)]
pub(super) struct Patterns {
    /// The folder that it is about, with `/` at its end.
    folder: String,
    list: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    /// Without what the other fields say.
    glob: String,
    /// It has nothing in it that chooses.
    is_literal: bool,
    /// It takes back what an earlier line ignores.
    negated: bool,
    only_folders: bool,
    /// It is matched against the path below the folder, not against the last name of it.
    whole_path: bool,
}

impl Patterns {
    /// Reads at most `most` patterns. The second value is where in the text the next one stands, if there is one.
    pub(super) fn parse(folder: &str, text: &str, most: usize) -> (Patterns, Option<usize>) {
        let mut patterns =
            Patterns { folder: format!("{}/", folder.trim_end_matches('/')), list: Vec::new() };
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let start = at;
            at += line.len();
            let line = if start == 0 { line.trim_start_matches('\u{feff}') } else { line };
            let Some(pattern) = Pattern::parse(line) else { continue };
            if patterns.list.len() == most {
                return (patterns, Some(start));
            }
            patterns.list.push(pattern);
        }
        (patterns, None)
    }

    /// How many patterns there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether a path, with `/`, is ignored: `None` where no line is about it.
    pub(super) fn ignore(&self, path: &str, is_folder: bool) -> Option<bool> {
        let below = path.strip_prefix(&self.folder)?;
        let name = below.rsplit('/').next().unwrap_or(below);
        let last = self.list.iter().rev().find(|pattern| pattern.is_about(below, name, is_folder));
        last.map(|pattern| !pattern.negated)
    }
}

impl Pattern {
    /// `None` for a line that says nothing.
    fn parse(line: &str) -> Option<Pattern> {
        let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
        if line.starts_with('#') {
            return None;
        }
        let line = trimmed(line);
        let (negated, line) = match line.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let (only_folders, line) = match line.strip_suffix('/') {
            Some(rest) => (true, rest),
            None => (false, line),
        };
        let whole_path = line.contains('/');
        let line = line.strip_prefix('/').unwrap_or(line);
        let glob = glob(line)?;
        let is_literal = !line.contains(['*', '?', '[', '\\']);
        let glob = if is_literal { line.to_owned() } else { glob };
        (!line.is_empty()).then_some(Pattern { glob, is_literal, negated, only_folders, whole_path })
    }

    fn is_about(&self, below: &str, name: &str, is_folder: bool) -> bool {
        let text = if self.whole_path { below } else { name };
        (is_folder || !self.only_folders)
            && if self.is_literal { self.glob == text } else { glob_match(&self.glob, text) }
    }
}

/// Without the spaces at the end, unless a backslash stands before one.
fn trimmed(line: &str) -> &str {
    let trimmed = line.trim_end_matches(' ');
    let backslashes = trimmed.len() - trimmed.trim_end_matches('\\').len();
    match backslashes % 2 {
        1 if trimmed.len() < line.len() => line.get(..=trimmed.len()).unwrap_or(line),
        _ => trimmed,
    }
}

/// The glob in the library's terms, to which braces choose and `!` may negate; `None` where Git matches nothing.
fn glob(line: &str) -> Option<String> {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    let mut before = '/';
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push('\\');
                out.push(chars.next()?);
            }
            '*' => {
                let mut stars = 1;
                while chars.next_if_eq(&'*').is_some() {
                    stars += 1;
                }
                // Several are special only as the whole name of a folder.
                let is_whole = before == '/' && chars.peek().is_none_or(|next| *next == '/');
                out.push_str(if stars > 1 && is_whole { "**" } else { "*" });
            }
            '[' => {
                out.push('[');
                out.push_str(&class(&mut chars)?);
            }
            '{' | '}' | '!' => out.extend(['\\', c]),
            c => out.push(c),
        }
        before = c;
    }
    Some(out)
}

/// The rest of a class of characters with its closing bracket; `None` where there is none.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut out = String::new();
    if let Some(negation) = chars.next_if(|c| matches!(c, '!' | '^')) {
        out.push(negation);
    }
    loop {
        let first = out.is_empty() || matches!(out.as_str(), "!" | "^");
        let c = chars.next()?;
        out.push(c);
        match c {
            '\\' => out.push(chars.next()?),
            ']' if !first => return Some(out),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
