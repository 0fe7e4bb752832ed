//! Excludes unused actions from what a `NotAction` list grants: their names are appended, never a wildcard and never a
//! whole service, since what AWS adds to it tomorrow would be excluded unseen.

use leastwise_iam::{ActionName, Pattern};
use leastwise_policy::edit::{apply, edits};
use leastwise_policy::{Document, EntryChange, TextEdit, proof};

use super::title::Title;
use super::{Fix, FixKind};
use crate::analysis::{Analysis, View};
use crate::rules::unused_not_action::StillGranted;
use crate::words::{count, number};

impl Analysis {
    /// Appends what is reported unused by name to the `NotAction` list of a statement, by
    /// [`leastwise_policy::Statement::index`]. Never preferred and never part of a policy's fix. `None` where there is
    /// nothing to append.
    pub fn not_action_fix(&self, document: usize, statement: usize) -> Option<Fix> {
        let index = document;
        let view = self.views.get(index)?.as_ref()?;
        let document = self.source.documents.get(index)?;
        let statement = document.statement(statement)?;
        let still = StillGranted::by(document, statement, &view.standing)?;
        let last = statement.actions.as_ref()?.entries.last()?;
        let head = match still.named.as_slice() {
            [] => return None,
            [only] => format!("Add `{only}` to `NotAction`"),
            several => format!("Add {} to `NotAction` by name", count(several.len(), "unused action")),
        };
        let left = Some(still.of_whole_services.len()).filter(|left| *left > 0);
        let left = left.map(|left| format!("{} of whole services left to you", number(left)));
        let replacement =
            std::iter::once(last.text.clone()).chain(still.named.iter().map(ActionName::to_string));
        let change =
            EntryChange { statement: statement.index, entry: last.index, replacement: replacement.collect() };
        let edits = self.append(view, document, change, &still.named);
        let over = edits.as_ref().ok().and_then(|edits| self.over_quota(view, index, edits));
        let title = Title::new(head)
            .facts(over.map(|over| over.words).into_iter().chain(left).chain(self.age(view)))
            .to_string();
        Some(Fix::planned(FixKind::Exclude, title, view, edits))
    }

    fn append(
        &self,
        view: &View,
        document: &Document,
        change: EntryChange,
        names: &[ActionName],
    ) -> Result<Vec<TextEdit>, String> {
        if let Some(barrier) = &view.barrier {
            return Err(barrier.clone());
        }
        let changes = [change];
        let edits = edits(&self.source, document, &changes).map_err(|error| error.to_string())?;
        let after = apply(&self.source.text, &edits).ok_or("the edits do not fit the text")?;
        let lists = proof::prove(&self.source, document, &changes, &after).map_err(|error| error.to_string());
        let proved = lists.and_then(|lists| match lists.as_slice() {
            [list] => prove(&list.before, list.after.as_deref().unwrap_or_default(), names, view),
            _ => Err("another list would change".to_owned()),
        });
        proved.map_err(|why| format!("it could not be proved: {why}"))?;
        Ok(edits)
    }
}

/// Proves that the list is the old one and `names` behind it, that each of them is unused and a plain name, and that over
/// the universe it excludes what it excluded and `names`, and nothing else.
fn prove(before: &[String], after: &[String], names: &[ActionName], view: &View) -> Result<(), String> {
    let appended = after.strip_prefix(before).ok_or("an entry of the list would change")?;
    if !appended.iter().map(String::as_str).eq(names.iter().map(ActionName::as_str)) {
        return Err("other names would be appended".to_owned());
    }
    let read =
        |texts: &[String]| texts.iter().map(|text| Pattern::parse(text)).collect::<Result<Vec<_>, _>>();
    let (Ok(old), Ok(new), Ok(appended)) = (read(before), read(after), read(appended)) else {
        return Err("an entry of the list does not read".to_owned());
    };
    let narrower = &view.standing.narrower;
    let unused = narrower.unused();
    let is_meant = |pattern: &Pattern| {
        let service = pattern.service().unwrap_or_default();
        pattern.is_plain() && unused.contains(service, pattern.name())
    };
    if !appended.iter().all(is_meant) {
        return Err("something that is not unused would be excluded".to_owned());
    }
    for service in narrower.universe().services() {
        let here = |list: &[Pattern]| {
            let reaches =
                |pattern: &&Pattern| pattern.service().is_none_or(|own| own.eq_ignore_ascii_case(service));
            list.iter().filter(reaches).cloned().collect::<Vec<_>>()
        };
        let (old, new, appended) = (here(&old), here(&new), here(&appended));
        for name in narrower.universe().names(service) {
            let excludes = |list: &[Pattern]| list.iter().any(|pattern| pattern.matches(service, name));
            if excludes(&new) != (excludes(&old) || excludes(&appended)) {
                return Err(format!("{service}:{name} would change sides"));
            }
        }
    }
    Ok(())
}
