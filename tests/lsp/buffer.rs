//! A client's copy of a text. Shares no code with the server: it works on plain units and knows LF and CRLF only.

use tower_lsp::ls_types::{
    CodeAction, DocumentChanges, OneOf, Position, Range, TextEdit, Uri, WorkspaceEdit,
};

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    Utf8,
    Utf16,
}

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
        Range::new(self.position(at, columns), self.position(at + part.len(), columns))
    }

    fn position(&self, offset: usize, columns: Columns) -> Position {
        let before = &self.text[..offset];
        let line = before.matches('\n').count();
        let head = before.rsplit('\n').next().unwrap();
        let column = match columns {
            Columns::Utf8 => head.len(),
            Columns::Utf16 => head.encode_utf16().count(),
        };
        Position::new(line.try_into().unwrap(), column.try_into().unwrap())
    }

    fn offset<U: Copy + PartialEq + From<u8>>(units: &[U], position: Position) -> usize {
        let newline = U::from(b'\n');
        let mut starts = std::iter::once(0)
            .chain(units.iter().enumerate().filter(|it| *it.1 == newline).map(|it| it.0 + 1));
        let start = starts.nth(position.line as usize).expect("a line that is there");
        let offset = start + position.character as usize;
        assert!(offset <= units.len() && !units[start..offset].contains(&newline), "a column that is there");
        offset
    }

    /// The text after an action, which must be made for this version of this document.
    pub(crate) fn after(&self, action: &CodeAction) -> String {
        let edit = action.edit.as_ref().unwrap_or_else(|| panic!("{} has no edit", action.title));
        self.edited(&self.edits(edit), Columns::Utf16)
    }

    /// The text after edits that do not overlap.
    pub(crate) fn edited(&self, edits: &[TextEdit], columns: Columns) -> String {
        match columns {
            Columns::Utf16 => {
                let units = self.text.encode_utf16().collect();
                String::from_utf16(&splice(units, edits, |text| text.encode_utf16().collect())).unwrap()
            }
            Columns::Utf8 => {
                let units = self.text.clone().into_bytes();
                String::from_utf8(splice(units, edits, |text| text.as_bytes().to_vec())).unwrap()
            }
        }
    }

    fn edits(&self, edit: &WorkspaceEdit) -> Vec<TextEdit> {
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

fn splice<U: Copy + PartialEq + From<u8>>(
    mut units: Vec<U>,
    edits: &[TextEdit],
    units_of: impl Fn(&str) -> Vec<U>,
) -> Vec<U> {
    let mut spans: Vec<_> = edits
        .iter()
        .map(|edit| {
            let (start, end) = (edit.range.start, edit.range.end);
            (Buffer::offset(&units, start), Buffer::offset(&units, end), edit.new_text.as_str())
        })
        .collect();
    spans.sort();
    assert!(spans.windows(2).all(|pair| pair[0].1 <= pair[1].0), "edits do not overlap");
    for (start, end, text) in spans.into_iter().rev() {
        units.splice(start..end, units_of(text));
    }
    units
}
