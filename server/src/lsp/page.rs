//! The diagnostics of one file as a message, ready to be sent.

use std::hash::Hasher;

use rustc_hash::FxHasher;
use serde::Serialize;
use tower_lsp::ls_types::{Diagnostic, DiagnosticSeverity, Uri};

/// A `textDocument/publishDiagnostics` message, and what tells it from the one before.
#[derive(Debug)]
pub struct Page {
    /// What it says, in short.
    pub digest: Digest,
    /// The message with its header.
    pub message: Vec<u8>,
}

/// What a page says, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The file.
    pub uri: Uri,
    /// Whether there are no diagnostics.
    pub is_empty: bool,
    /// How many diagnostics there are.
    pub counts: Counts,
    /// The version of an open document. An equal page about a newer version is not equal: the edit may have moved or
    /// removed what the client shows.
    version: Option<i32>,
    diagnostics: u64,
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// Pieces of information.
    pub information: usize,
    /// Hints.
    pub hint: usize,
}

impl Counts {
    /// All of them, the most severe first.
    pub fn all(&mut self) -> [&mut usize; 4] {
        [&mut self.error, &mut self.warning, &mut self.information, &mut self.hint]
    }

    fn count(&mut self, diagnostic: &Diagnostic) {
        match diagnostic.severity {
            Some(DiagnosticSeverity::WARNING) => self.warning += 1,
            Some(DiagnosticSeverity::INFORMATION) => self.information += 1,
            Some(DiagnosticSeverity::HINT) => self.hint += 1,
            // What has no severity is shown as an error.
            _ => self.error += 1,
        }
    }
}

impl Page {
    /// Writes the message as the diagnostics come, so that no list of them is ever held.
    pub fn new(
        uri: Uri,
        version: Option<i32>,
        send_version: bool,
        diagnostics: impl Iterator<Item = Diagnostic>,
    ) -> Page {
        let mut body =
            br#"{"jsonrpc":"2.0","method":"textDocument/publishDiagnostics","params":{"uri":"#.to_vec();
        write(&mut body, &uri.as_str());
        body.extend_from_slice(br#","diagnostics":["#);
        let start = body.len();
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            counts.count(&diagnostic);
            if body.len() > start {
                body.push(b',');
            }
            write(&mut body, &diagnostic);
        }
        let mut hasher = FxHasher::default();
        hasher.write(body.get(start..).unwrap_or_default());
        let is_empty = body.len() == start;
        let digest = Digest { uri, is_empty, counts, version, diagnostics: hasher.finish() };
        body.push(b']');
        if let Some(version) = version.filter(|_| send_version) {
            body.extend_from_slice(br#","version":"#);
            write(&mut body, &version);
        }
        body.extend_from_slice(b"}}");
        let mut message = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        message.append(&mut body);
        Page { digest, message }
    }
}

/// Neither strings, numbers nor diagnostics can fail to be written to memory.
fn write(body: &mut Vec<u8>, value: &impl Serialize) {
    if let Err(error) = serde_json::to_writer(body, value) {
        tracing::error!("cannot write a diagnostic: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use serde::Deserialize;
    use tower_lsp::ls_types::PublishDiagnosticsParams;

    use super::*;

    #[derive(Deserialize)]
    struct Message {
        jsonrpc: String,
        method: String,
        params: PublishDiagnosticsParams,
    }

    fn page(version: Option<i32>, send_version: bool, messages: &[&str]) -> Page {
        let uri = Uri::from_str("file:///a.json").unwrap();
        let diagnostic =
            |message: &&str| Diagnostic { message: (*message).to_owned(), ..Diagnostic::default() };
        Page::new(uri, version, send_version, messages.iter().map(diagnostic))
    }

    #[test]
    fn the_message_is_one_of_the_protocol() {
        for (version, send, sent, messages) in [
            (None, true, None, &[][..]),
            (Some(3), true, Some(3), &["a \"b\" é"][..]),
            (Some(3), false, None, &["a", "b"][..]),
        ] {
            let message = String::from_utf8(page(version, send, messages).message).unwrap();
            let (header, body) = message.split_once("\r\n\r\n").unwrap();
            assert_eq!(header, format!("Content-Length: {}", body.len()));
            let Message { jsonrpc, method, params } = serde_json::from_str(body).unwrap();
            assert_eq!((jsonrpc.as_str(), method.as_str()), ("2.0", "textDocument/publishDiagnostics"));
            assert_eq!((params.uri.as_str(), params.version), ("file:///a.json", sent));
            assert_eq!(params.diagnostics.iter().map(|it| it.message.as_str()).collect::<Vec<_>>(), messages);
        }
    }

    #[test]
    fn pages_are_told_by_version_and_content() {
        let one = page(Some(1), true, &["a"]).digest;
        assert_eq!(one, page(Some(1), true, &["a"]).digest);
        for other in [page(Some(2), true, &["a"]), page(Some(1), true, &["b"]), page(None, true, &["a"])] {
            assert_ne!(one, other.digest);
        }
        assert!(page(None, true, &[]).digest.is_empty && !one.is_empty);
    }
}
