//! A client's copy of a text, and what edits make of it.

use tower_lsp::ls_types::{CodeAction, DocumentChanges, OneOf, Range, TextEdit, Uri, WorkspaceEdit};

use crate::text::{self, Columns};

/// A text with its version.
pub(crate) struct Buffer {
    pub(crate) uri: Uri,
    pub(crate) text: String,
    pub(crate) version: i32,
}

impl Buffer {
    /// A document as it was opened.
    pub(crate) fn new(uri: Uri, text: &str) -> Buffer {
        Buffer { uri, text: text.to_owned(), version: 1 }
    }

    /// The range of the first place where `part` stands, in UTF-16.
    pub(crate) fn find(&self, part: &str) -> Range {
        self.find_in(part, Columns::Utf16)
    }

    /// The range of the first place where `part` stands.
    pub(crate) fn find_in(&self, part: &str, columns: Columns) -> Range {
        let at = self.text.find(part).unwrap_or_else(|| panic!("{part} does not stand in the text"));
        let place = |offset| text::position(&self.text, offset, columns);
        Range::new(place(at), place(at + part.len()))
    }

    /// The text after an action, which must be made for this version of this document.
    pub(crate) fn after(&self, action: &CodeAction) -> String {
        let edit = action.edit.as_ref().unwrap_or_else(|| panic!("{} has no edit", action.title));
        self.edited(&self.edits(edit), Columns::Utf16)
    }

    /// The text after edits that do not overlap.
    pub(crate) fn edited(&self, edits: &[TextEdit], columns: Columns) -> String {
        let offset = |place| text::offset(&self.text, place, columns).expect("a place that is there");
        let mut spans: Vec<_> = edits
            .iter()
            .map(|edit| (offset(edit.range.start), offset(edit.range.end), edit.new_text.as_str()))
            .collect();
        spans.sort();
        assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits do not overlap");
        let mut edited = self.text.clone();
        for (start, end, text) in spans.into_iter().rev() {
            edited.replace_range(start..end, text);
        }
        edited
    }

    pub(crate) fn edits(&self, edit: &WorkspaceEdit) -> Vec<TextEdit> {
        match (&edit.changes, &edit.document_changes) {
            (Some(changes), None) => {
                assert!(changes.keys().eq([&self.uri]), "one document");
                changes[&self.uri].clone()
            }
            (None, Some(DocumentChanges::Edits(documents))) => {
                let [document] = documents.as_slice() else { panic!("one document: {documents:#?}") };
                assert_eq!(document.text_document.uri, self.uri);
                assert_eq!(document.text_document.version, Some(self.version));
                let plain = |edit: &OneOf<TextEdit, _>| match edit {
                    OneOf::Left(edit) => edit.clone(),
                    OneOf::Right(_) => panic!("an annotated edit was not asked for"),
                };
                document.edits.iter().map(plain).collect()
            }
            other => panic!("one way of writing edits: {other:#?}"),
        }
    }
}
