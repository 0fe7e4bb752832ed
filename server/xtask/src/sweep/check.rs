//! The checks of one fix, by code that shares nothing with what made it.

use std::collections::{BTreeSet, HashMap, HashSet};

use leastwise_advice::{Fix, FixKind};

use super::actions::Id;
use super::change::{ListChange, changes, lies_within};
use super::language::Language;
use super::tokens::{Kind, Token};
use super::unused::Unused;

/// The text after a fix, if it keeps the contract.
pub(super) fn check(
    text: &str,
    language: Language,
    fix: &Fix,
    unused: &Unused<'_>,
) -> Result<Option<String>, String> {
    if fix.disabled.is_some() {
        return if fix.edits.is_empty() { Ok(None) } else { Err("it is disabled and has edits".to_owned()) };
    }
    if fix.edits.is_empty() {
        return Err("it has no edits".to_owned());
    }
    let after = splice(text, fix)?;
    let before_tree =
        language.tree(text).map_err(|error| format!("it edits what cannot be parsed: {error:#}"))?;
    let after_tree =
        language.tree(&after).map_err(|error| format!("the result cannot be parsed: {error:#}"))?;
    if before_tree.repeats_a_key() && fix.kind != FixKind::Policy {
        // Another document of the file may have the key; the fix of a policy is checked list by list all the same.
        let mut flawed = false;
        before_tree
            .objects(&mut |object| flawed |= object.get("Statement").is_some() && object.repeats_a_key());
        if flawed {
            return Err("it edits a document with a duplicate key".to_owned());
        }
    }
    let changes = changes(&before_tree, &after_tree)?;
    if changes.is_empty() {
        return Err("it changes nothing".to_owned());
    }
    if fix.kind != FixKind::Policy && changes.len() != 1 {
        return Err(format!("it changes {} statements", changes.len()));
    }
    for change in &changes {
        let entries = match (fix.kind, change.key()) {
            (FixKind::Exclude, "NotAction") => excludes(change, unused)?,
            (FixKind::Exclude, _) | (_, "NotAction") => return Err("it changes the wrong list".to_owned()),
            (kind, _) => grants(change, kind, unused)?,
        };
        let is_entry = !matches!(fix.kind, FixKind::Statement | FixKind::Policy | FixKind::Exclude);
        if is_entry && entries != 1 {
            return Err(format!("it changes {entries} entries"));
        }
    }
    bytes((text, &after), language, fix, &changes)?;
    Ok(Some(after))
}

fn splice(text: &str, fix: &Fix) -> Result<String, String> {
    let mut after = String::new();
    let mut at = 0;
    for edit in &fix.edits {
        let kept = text.get(at..edit.span.start).ok_or("its edits overlap or cut a character")?;
        text.get(edit.span.start..edit.span.end).ok_or("an edit lies outside of the text")?;
        after.push_str(kept);
        after.push_str(&edit.text);
        at = edit.span.end;
    }
    after.push_str(text.get(at..).ok_or("an edit lies outside of the text")?);
    Ok(after)
}

/// Takes one of each of `some` out of `all`.
fn without<'t>(all: &[&'t str], some: &[&'t str]) -> Vec<&'t str> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    some.iter().for_each(|one| *counts.entry(one).or_default() += 1);
    let stays = |one: &&str| match counts.get_mut(*one).filter(|count| **count > 0) {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    };
    all.iter().copied().filter(stays).collect()
}

/// The part before the colon, in lower case; empty for `*`.
fn service(entry: &str) -> String {
    entry.split_once(':').map(|(service, _)| service.to_ascii_lowercase()).unwrap_or_default()
}

/// Checks that a list grants what it did without what is unused of its changed entries, and returns how many changed.
fn grants(change: &ListChange<'_>, kind: FixKind, unused: &Unused<'_>) -> Result<usize, String> {
    let (before, after) = (change.texts_before(), change.texts_after());
    if change.after.is_some() && after.is_empty() {
        return Err("an `Action` is left without entries".to_owned());
    }
    let gone = without(&before, &after);
    let new = without(&after, &before);
    let kept = without(&before, &gone);
    let widened: HashSet<Id>;
    let is_unused: Box<dyn Fn(Id) -> bool> = match kind {
        FixKind::RemoveService => {
            widened = unused.with_service(&gone.first().map(|entry| service(entry)).unwrap_or_default());
            Box::new(|id| widened.contains(&id))
        }
        _ => Box::new(|id| unused.contains(id)),
    };
    let mut wanted: BTreeSet<Id> = kept.iter().flat_map(|entry| unused.granted(entry)).collect();
    for entry in &gone {
        let granted = unused.granted(entry);
        if !granted.iter().any(|&id| is_unused(id)) {
            return Err(format!("`{entry}` goes although nothing of it is unused"));
        }
        wanted.extend(granted.iter().filter(|&&id| !is_unused(id)));
    }
    let granted: BTreeSet<Id> = after.iter().flat_map(|entry| unused.granted(entry)).collect();
    if let Some(&id) = wanted.difference(&granted).next() {
        return Err(format!("{} is lost", unused.spelled(id)));
    }
    if let Some(&id) = granted.difference(&wanted).next() {
        return Err(format!("{} is still granted", unused.spelled(id)));
    }
    let mut by_service: HashMap<String, Vec<&str>> = HashMap::new();
    after.iter().for_each(|entry| by_service.entry(service(entry)).or_default().push(entry));
    let is_near = |old: &&&str| service(old).is_empty() || service(old).contains(['*', '?']);
    let wide: Vec<&&str> = gone.iter().filter(is_near).collect();
    let mut old_by_service: HashMap<String, Vec<&str>> = HashMap::new();
    gone.iter().for_each(|entry| old_by_service.entry(service(entry)).or_default().push(entry));
    for entry in &new {
        let mut near = old_by_service.get(&service(entry)).into_iter().flatten().chain(wide.iter().copied());
        if !near.any(|old| lies_within(entry, old)) {
            return Err(format!("`{entry}` is wider than what it replaces"));
        }
        if unused.granted(entry).is_empty() {
            return Err(format!("`{entry}` grants nothing that is known"));
        }
        let siblings = [service(entry), String::new()];
        let siblings: Vec<&str> =
            siblings.iter().filter_map(|service| by_service.get(service)).flatten().copied().collect();
        // What has no service and is not `*` is no entry.
        let siblings: Vec<&str> = siblings
            .into_iter()
            .filter(|it| it.contains(':') || it.bytes().all(|byte| byte == b'*'))
            .collect();
        if let Some(other) = without(&siblings, &[entry]).iter().find(|other| lies_within(entry, other)) {
            return Err(format!("`{entry}` is written although `{other}` covers it"));
        }
    }
    in_place(&before, &after, &gone)?;
    Ok(gone.len())
}

/// Checks that entries keep their order, and that what is new stands where what it replaces stood.
fn in_place(before: &[&str], after: &[&str], gone: &[&str]) -> Result<(), String> {
    let old: HashSet<&str> = before.iter().copied().collect();
    let gone: HashSet<&str> = gone.iter().copied().collect();
    let mut rest = before.iter().peekable();
    let mut left: Vec<&str> = Vec::new();
    for entry in after {
        let ahead = old.contains(entry).then(|| rest.clone().position(|old| old == entry)).flatten();
        match ahead {
            Some(at) => {
                left.clear();
                for _ in 0..=at {
                    if let Some(old) = rest.next().filter(|old| *old != entry) {
                        left.push(old);
                    }
                }
                if let Some(lost) = left.iter().find(|old| !gone.contains(**old)) {
                    return Err(format!("`{lost}` has moved"));
                }
                left.clear();
            }
            None => {
                // New: an entry that is gone and stood here covers it.
                while let Some(old) = rest.peek().filter(|old| gone.contains(**old)) {
                    left.push(old);
                    rest.next();
                }
                if !left.iter().any(|old| lies_within(entry, old)) {
                    return Err(format!("`{entry}` is not in the place of the entry that it replaces"));
                }
            }
        }
    }
    Ok(())
}

/// Checks that a `NotAction` list gained plain names that are reported by name, and nothing else.
fn excludes(change: &ListChange<'_>, unused: &Unused<'_>) -> Result<usize, String> {
    let (before, after) = (change.texts_before(), change.texts_after());
    let new = after.strip_prefix(before.as_slice()).ok_or("an entry of `NotAction` changes")?;
    if let Some(id) =
        unused.named().find(|&id| !after.iter().any(|entry| unused.granted(entry).contains(&id)))
    {
        return Err(format!("{} is not excluded", unused.spelled(id)));
    }
    for entry in new {
        let granted = unused.granted(entry);
        if entry.contains(['*', '?']) || granted.len() != 1 || !unused.is_named(granted[0]) {
            return Err(format!("`{entry}` is excluded without being reported by name"));
        }
        if before.iter().any(|old| lies_within(entry, old)) {
            return Err(format!("`{entry}` was excluded already"));
        }
    }
    Ok(1)
}

/// Checks that no byte changed but of the entries concerned, their commas, and the brackets that a string needs to become
/// a list.
fn bytes(
    (text, after): (&str, &str),
    language: Language,
    fix: &Fix,
    changes: &[ListChange<'_>],
) -> Result<(), String> {
    let decoded = |text: &str| serde_json::from_str::<String>(text).unwrap_or_default();
    let gone: HashSet<&str> = changes.iter().flat_map(|change| change.texts_before()).collect();
    let new: HashSet<&str> = changes.iter().flat_map(|change| change.texts_after()).collect();
    let taken_out = changes.iter().filter(|change| change.after.is_none()).count();
    let mut taken = 0;
    // What a block or a member begins with goes with it, and a list that is joined with others may be left empty.
    let begins_statement = |token: Token<'_>| {
        language == Language::Hcl
            && (matches!(token.text, "[" | "]") || (taken_out > 0 && token.kind != Kind::Comment))
    };
    for edit in &fix.edits {
        let removed = text.get(edit.span.start..edit.span.end).unwrap_or_default();
        let mut depth = 0;
        for token in language.tokens(removed) {
            let is_statement = depth > 0;
            match (token.kind, token.text) {
                (Kind::Mark, "{") => depth += 1,
                (Kind::Mark, "}") => {
                    depth -= 1;
                    taken += usize::from(depth == 0);
                }
                _ if is_statement => {}
                (Kind::Space, _) | (Kind::Mark, ",") => {}
                (Kind::String, string) if gone.contains(&decoded(string).as_str()) => {}
                _ if begins_statement(token) => {}
                (_, token) => return Err(format!("`{token}` is removed")),
            }
        }
        if depth != 0 {
            return Err("half a statement is removed".to_owned());
        }
        for token in language.tokens(&edit.text) {
            match (token.kind, token.text) {
                (Kind::Space, _) | (Kind::Mark, "," | "[" | "]") => {}
                (Kind::String, string) if new.contains(&decoded(string).as_str()) => {}
                (_, token) => return Err(format!("`{token}` is written")),
            }
        }
    }
    if taken != taken_out {
        return Err(format!("{taken} statements are removed, not {taken_out}"));
    }
    let comments =
        |text: &str| language.tokens(text).iter().filter(|token| token.kind == Kind::Comment).count();
    if taken == 0 && comments(text) != comments(after) {
        return Err("a comment is lost".to_owned());
    }
    layout(text, after)
}

/// Checks that the layout is no worse: line ends of the same kinds, no new blank lines, no new blanks at ends of lines.
fn layout(text: &str, after: &str) -> Result<(), String> {
    let kinds = |text: &str| {
        let crlf = text.matches("\r\n").count();
        (crlf > 0, text.matches('\n').count() > crlf, text.matches('\r').count() > crlf)
    };
    let (old, new) = (kinds(text), kinds(after));
    let has_line_end = old.0 || old.1 || old.2;
    if has_line_end && ((new.0 && !old.0) || (new.1 && !old.1) || (new.2 && !old.2)) {
        return Err("a line end of another kind is written".to_owned());
    }
    let lines = |text: &str, is: fn(&str) -> bool| text.split(['\n', '\r']).filter(|line| is(line)).count();
    let is_untidy = |line: &str| line.ends_with([' ', '\t']);
    let is_blank = |line: &str| line.trim().is_empty();
    // Of CRLF every line end counts as a blank line, before and after alike.
    let blank = |text: &str| lines(text, is_blank) - text.matches("\r\n").count();
    if lines(after, is_untidy) > lines(text, is_untidy) {
        return Err("a line ends with a blank that did not before".to_owned());
    }
    if blank(after) > blank(text) {
        return Err("a line is left blank".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
