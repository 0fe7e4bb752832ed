//! The open documents. The map never hands out a guard.
//!
//! A document is found by what it is, not by how its URI is written: the key is the normalized path, so that
//! `file:///c%3A/x` and `file:///C:/x` are one document. A second buffer on the same file, opened through a link, is
//! kept apart under its URI, because edits of the one are not edits of the other.

use std::sync::Arc;

use dashmap::DashMap;
use tower_lsp::ls_types::{TextDocumentItem, Uri};

use super::document::{Document, Identity};
use super::uri;
use crate::workspace::identity;

/// The open documents.
#[derive(Debug, Default)]
pub struct Documents {
    open: DashMap<Arc<str>, Arc<Document>>,
    /// The keys of URIs as the client wrote them, so that a keystroke does not ask the disk.
    keys: DashMap<String, Arc<str>>,
}

impl Documents {
    /// Opens a document, or opens it anew.
    pub fn open(&self, opened: TextDocumentItem) -> Arc<Document> {
        let TextDocumentItem { uri, language_id, version, text } = opened;
        let (path, name) = identify(&uri);
        let taken = self.get(&name).is_some_and(|other| other.identity.uri != uri);
        let key: Arc<str> = if taken { uri.as_str().into() } else { Arc::clone(&name) };
        self.keys.insert(uri.as_str().to_owned(), Arc::clone(&key));
        let identity = Identity { key: Arc::clone(&key), name, path, uri, language_id };
        let document = Arc::new(Document::open(Arc::new(identity), version, &text));
        self.open.insert(key, Arc::clone(&document));
        document
    }

    /// Puts another version in a document's place.
    pub fn replace(&self, document: Document) -> Arc<Document> {
        let document = Arc::new(document);
        self.open.insert(Arc::clone(&document.identity.key), Arc::clone(&document));
        document
    }

    /// Forgets a document.
    pub fn close(&self, uri: &Uri) -> Option<Arc<Document>> {
        let document = self.find(uri)?;
        self.keys.retain(|_, key| *key != document.identity.key);
        self.open.remove(&document.identity.key).map(|(_, document)| document)
    }

    /// The document of a URI, however it is written.
    pub fn find(&self, uri: &Uri) -> Option<Arc<Document>> {
        let known = self.keys.get(uri.as_str()).map(|key| Arc::clone(&key));
        let key = known.unwrap_or_else(|| identify(uri).1);
        self.get(&key)
    }

    /// The document of a key.
    pub fn get(&self, key: &str) -> Option<Arc<Document>> {
        self.open.get(key).map(|document| Arc::clone(&document))
    }

    /// All of them, by key.
    pub fn all(&self) -> Vec<Arc<Document>> {
        let mut all: Vec<_> = self.open.iter().map(|entry| Arc::clone(entry.value())).collect();
        all.sort_by(|a, b| a.identity.key.cmp(&b.identity.key));
        all
    }
}

fn identify(uri: &Uri) -> (Option<std::path::PathBuf>, Arc<str>) {
    match uri::file_path(uri) {
        Some(path) => {
            let path = identity::normalise(&path);
            let name = identity::name(&path);
            (Some(path), name)
        }
        None => (None, uri.as_str().into()),
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn uri(text: &str) -> Uri {
        Uri::from_str(text).unwrap()
    }

    fn item(uri: Uri, text: &str) -> TextDocumentItem {
        TextDocumentItem::new(uri, "json".to_owned(), 1, text.to_owned())
    }

    #[test]
    fn a_document_is_found_however_its_uri_is_written() {
        let documents = Documents::default();
        documents.open(item(uri("file:///nowhere/a%20b.json"), "text"));
        for written in [
            "file:///nowhere/a%20b.json",
            "file:///nowhere/%61%20b.json",
            "file:///nowhere/x/../a%20b.json",
            "file:///nowhere/./a%20b.json",
        ] {
            let document = documents.find(&uri(written)).unwrap();
            assert_eq!(document.identity.uri.as_str(), "file:///nowhere/a%20b.json");
        }
        assert!(documents.find(&uri("file:///nowhere/b.json")).is_none());
        assert!(documents.close(&uri("file:///nowhere/%61%20b.json")).is_some());
        assert!(documents.all().is_empty());
        assert!(documents.find(&uri("file:///nowhere/a%20b.json")).is_none());
    }

    #[test]
    fn what_is_no_file_is_known_by_its_uri() {
        let documents = Documents::default();
        let document = documents.open(item(uri("untitled:Untitled-1"), ""));
        assert_eq!((&*document.identity.name, &document.identity.path), ("untitled:Untitled-1", &None));
        assert!(documents.find(&uri("untitled:Untitled-1")).is_some());
    }

    #[test]
    fn opening_again_starts_anew() {
        let documents = Documents::default();
        documents.open(item(uri("untitled:a"), "old"));
        documents.open(item(uri("untitled:a"), "new"));
        assert_eq!(documents.all().iter().map(|it| it.text().to_string()).collect::<Vec<_>>(), ["new"]);
    }

    #[cfg(unix)]
    #[test]
    fn two_buffers_on_one_file_do_not_mix() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap();
        std::fs::write(folder.join("real.json"), "").unwrap();
        std::os::unix::fs::symlink(folder.join("real.json"), folder.join("link.json")).unwrap();
        let real = uri::from_path(&folder.join("real.json")).unwrap();
        let link = uri::from_path(&folder.join("link.json")).unwrap();

        let documents = Documents::default();
        documents.open(item(real.clone(), "one"));
        documents.open(item(link.clone(), "two"));
        let (one, two) = (documents.find(&real).unwrap(), documents.find(&link).unwrap());
        assert_eq!((&**one.text(), &**two.text()), ("one", "two"));
        assert_eq!(one.identity.name, two.identity.name);
        assert_ne!(one.identity.key, two.identity.key);
        documents.close(&link);
        assert!(documents.find(&real).is_some());
    }
}
