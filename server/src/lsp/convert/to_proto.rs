//! From our types to the protocol's.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::Arc;

use leastwise_advice::{Advice, Level, Related, Rule};
use leastwise_policy::{Span, TextEdit};
use serde_json::json;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, CodeDescription, CreateFile, CreateFileOptions, Diagnostic,
    DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, DocumentChangeOperation,
    DocumentChanges, Location, NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, Range,
    ResourceOp, TextDocumentEdit, Uri, WorkspaceEdit,
};

use super::position::{Encoding, Lines};
use crate::lsp::capabilities::ClientCaps;
use crate::lsp::document::Document;

/// The name under which diagnostics are published.
pub const SOURCE: &str = "leastwise";

/// The version of the shape of `Diagnostic.data`.
const DATA_VERSION: u8 = 1;

/// Where another file is and what its lines are, for related locations.
pub type Elsewhere<'a> = dyn Fn(&str) -> Option<(Uri, &'a Lines)> + 'a;

/// Turns the engine's diagnostics of one text into those of the protocol.
pub struct Diagnostics<'a> {
    caps: ClientCaps,
    lines: &'a Lines,
    version: Option<i32>,
    elsewhere: &'a Elsewhere<'a>,
    /// Thousands of entries point at one findings file and at a handful of rules.
    places: HashMap<Arc<str>, Option<(Uri, &'a Lines)>>,
    descriptions: HashMap<Rule, Option<CodeDescription>>,
}

impl<'a> Diagnostics<'a> {
    /// For the text with these lines.
    pub fn new(
        caps: ClientCaps,
        lines: &'a Lines,
        version: Option<i32>,
        elsewhere: &'a Elsewhere<'a>,
    ) -> Diagnostics<'a> {
        Diagnostics { caps, lines, version, elsewhere, places: HashMap::new(), descriptions: HashMap::new() }
    }

    /// One diagnostic, with no more in it than the client asked for.
    pub fn diagnostic(&mut self, advice: &Advice) -> Diagnostic {
        let rule = advice.rule;
        Diagnostic {
            range: self.lines.range(advice.span, self.caps.encoding),
            severity: Some(severity(advice.level)),
            code: Some(NumberOrString::String(rule.name().to_owned())),
            code_description: self.description(rule),
            source: Some(SOURCE.to_owned()),
            message: advice.message.clone(),
            related_information: self.related(&advice.related),
            tags: (advice.unnecessary && self.caps.diagnostic_unnecessary)
                .then(|| vec![DiagnosticTag::UNNECESSARY]),
            data: self.caps.diagnostic_data.then(|| {
                let entry = advice.entry.map(|it| [it.document, it.statement, it.entry]);
                json!({ "v": DATA_VERSION, "version": self.version, "rule": rule.name(), "entry": entry })
            }),
        }
    }

    /// A diagnostic about others, which belongs to no rule.
    pub fn note(&self, span: Span, level: Level, message: String) -> Diagnostic {
        Diagnostic {
            range: self.lines.range(span, self.caps.encoding),
            severity: Some(severity(level)),
            source: Some(SOURCE.to_owned()),
            message,
            ..Diagnostic::default()
        }
    }

    fn description(&mut self, rule: Rule) -> Option<CodeDescription> {
        if !self.caps.diagnostic_code_description {
            return None;
        }
        let read = || Uri::from_str(&rule.documentation()).ok().map(|href| CodeDescription { href });
        self.descriptions.entry(rule).or_insert_with(read).clone()
    }

    fn related(&mut self, related: &[Related]) -> Option<Vec<DiagnosticRelatedInformation>> {
        if !self.caps.diagnostic_related || related.is_empty() {
            return None;
        }
        let information = related.iter().filter_map(|related| {
            let elsewhere = self.elsewhere;
            let find = || elsewhere(&related.file);
            let (uri, lines) = self.places.entry(Arc::clone(&related.file)).or_insert_with(find).as_ref()?;
            let range = lines.range(related.span, self.caps.encoding);
            let location = Location { uri: uri.clone(), range };
            Some(DiagnosticRelatedInformation { location, message: related.message.clone() })
        });
        Some(information.collect())
    }
}

fn severity(level: Level) -> DiagnosticSeverity {
    match level {
        Level::Hint => DiagnosticSeverity::HINT,
        Level::Information => DiagnosticSeverity::INFORMATION,
        Level::Warning => DiagnosticSeverity::WARNING,
        Level::Error => DiagnosticSeverity::ERROR,
    }
}

/// Edits of one file.
pub struct FileEdits<'a> {
    /// The file.
    pub uri: &'a Uri,
    /// The version of an open document that they were made for.
    pub version: Option<i32>,
    /// Its text.
    pub text: &'a str,
    /// Its lines.
    pub lines: &'a Lines,
    /// The edits, sorted and not overlapping.
    pub edits: &'a [TextEdit],
}

/// Of more edits than these in one message, those of a file are sent as one: each takes kilobytes until it is sent.
const MOST_EDITS: usize = 1_000;

/// Edits of one document, for the version that they were made for where the client can check it.
pub fn workspace_edit(edits: &[TextEdit], document: &Document, caps: &ClientCaps) -> WorkspaceEdit {
    let (uri, version) = (&document.identity.uri, Some(document.version));
    edit_of(&FileEdits { uri, version, text: document.text(), lines: document.lines(), edits }, caps)
}

/// Edits of one file.
pub fn edit_of(file: &FileEdits<'_>, caps: &ClientCaps) -> WorkspaceEdit {
    if caps.versioned_edits {
        return documents(vec![file.plain(MOST_EDITS, caps.encoding)]);
    }
    let changes = HashMap::from([(file.uri.clone(), file.text_edits(MOST_EDITS, caps.encoding))]);
    WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
}

/// A file that is not there yet, with this text. One that has come to be there meanwhile gets the text in front of its
/// own.
pub fn new_file(uri: &Uri, text: &str) -> WorkspaceEdit {
    let options = CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(true) };
    let create = CreateFile { uri: uri.clone(), options: Some(options), annotation_id: None };
    let edit = tower_lsp::ls_types::TextEdit { range: Range::default(), new_text: text.to_owned() };
    let text_document = OptionalVersionedTextDocumentIdentifier { uri: uri.clone(), version: None };
    let edit = TextDocumentEdit { text_document, edits: vec![OneOf::Left(edit)] };
    let operations =
        vec![DocumentChangeOperation::Op(ResourceOp::Create(create)), DocumentChangeOperation::Edit(edit)];
    WorkspaceEdit {
        document_changes: Some(DocumentChanges::Operations(operations)),
        ..WorkspaceEdit::default()
    }
}

/// Edits of many files, each file with a title to be confirmed by, where the client can ask.
pub fn workspace_edits(files: &[(FileEdits<'_>, &str)], caps: &ClientCaps) -> WorkspaceEdit {
    let all: usize = files.iter().map(|(file, _)| file.edits.len()).sum();
    let most = if all > MOST_EDITS { 1 } else { MOST_EDITS };
    if !caps.versioned_edits {
        let edits = files.iter().map(|(file, _)| (file.uri.clone(), file.text_edits(most, caps.encoding)));
        return WorkspaceEdit { changes: Some(edits.collect()), ..WorkspaceEdit::default() };
    }
    if !caps.change_annotations {
        return documents(files.iter().map(|(file, _)| file.plain(most, caps.encoding)).collect());
    }
    let annotation = |title: &str| ChangeAnnotation {
        label: title.to_owned(),
        needs_confirmation: Some(true),
        description: None,
    };
    let id = |index: usize| format!("leastwise.{index}");
    let annotations = files.iter().enumerate().map(|(index, (_, title))| (id(index), annotation(title)));
    let annotated = files.iter().enumerate().map(|(index, (file, _))| {
        let edits = file.text_edits(most, caps.encoding).into_iter();
        let edits =
            edits.map(|text_edit| OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: id(index) }));
        TextDocumentEdit { text_document: file.identifier(), edits: edits.collect() }
    });
    WorkspaceEdit { change_annotations: Some(annotations.collect()), ..documents(annotated.collect()) }
}

fn documents(edits: Vec<TextDocumentEdit>) -> WorkspaceEdit {
    WorkspaceEdit { document_changes: Some(DocumentChanges::Edits(edits)), ..WorkspaceEdit::default() }
}

impl FileEdits<'_> {
    fn identifier(&self) -> OptionalVersionedTextDocumentIdentifier {
        OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: self.version }
    }

    fn text_edits(&self, most: usize, encoding: Encoding) -> Vec<tower_lsp::ls_types::TextEdit> {
        let text_edit = |edit: &TextEdit| tower_lsp::ls_types::TextEdit {
            range: self.lines.range(edit.span, encoding),
            new_text: edit.text.clone(),
        };
        match (self.edits.len() > most).then(|| self.merged()).flatten() {
            Some(merged) => vec![text_edit(&merged)],
            None => self.edits.iter().map(text_edit).collect(),
        }
    }

    /// All edits as one, from the first to the last.
    fn merged(&self) -> Option<TextEdit> {
        let (first, last) = (self.edits.first()?, self.edits.last()?);
        let (mut text, mut at) = (String::new(), first.span.start);
        for edit in self.edits {
            text.push_str(self.text.get(at..edit.span.start)?);
            text.push_str(&edit.text);
            at = edit.span.end;
        }
        Some(TextEdit { span: Span::new(first.span.start, last.span.end), text })
    }

    fn plain(&self, most: usize, encoding: Encoding) -> TextDocumentEdit {
        let edits = self.text_edits(most, encoding).into_iter().map(OneOf::Left).collect();
        TextDocumentEdit { text_document: self.identifier(), edits }
    }
}

#[cfg(test)]
mod tests;
