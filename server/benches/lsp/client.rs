//! A client that does as little as it can, so that what is measured is the server.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

pub(crate) struct Client {
    server: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    pub(crate) fn start(mut command: Command) -> Client {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().unwrap();
        let input = server.stdin.take().unwrap();
        let output = BufReader::new(server.stdout.take().unwrap());
        Client { server, input, output }
    }

    /// Sends `initialize` for a workspace folder and waits for the reply.
    pub(crate) fn initialize(&mut self, folder: &Path) {
        let uri = uri(folder);
        self.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "processId": null,
            "rootUri": uri,
            "workspaceFolders": [{ "uri": uri, "name": "bench" }],
            "capabilities": { "textDocument": { "publishDiagnostics": { "versionSupport": true } } },
        }}));
        while serde_json::from_slice::<Value>(&self.receive()).unwrap()["id"] != 1 {}
    }

    /// Says that the handshake is over.
    pub(crate) fn initialized(&mut self) {
        self.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    }

    /// Opens a file as its version 1, waits until it has diagnostics, if any are to be expected, and answers with how
    /// many.
    pub(crate) fn open(&mut self, path: &Path, expects_some: bool) -> usize {
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
            "textDocument": {
                "uri": uri(path), "languageId": "json", "version": 1, "text": std::fs::read_to_string(path).unwrap(),
            },
        }}));
        loop {
            let count = self.diagnostics(1);
            if count > 0 || !expects_some {
                return count;
            }
        }
    }

    /// Adds a folder to the workspace and opens a file in it.
    pub(crate) fn open_folder(&mut self, folder: &Path, path: &Path, expects_some: bool) -> usize {
        self.send(&json!({
            "jsonrpc": "2.0", "method": "workspace/didChangeWorkspaceFolders", "params": {
                "event": { "added": [{ "uri": uri(folder), "name": "bench" }], "removed": [] },
            },
        }));
        self.open(path, expects_some)
    }

    /// Adds an empty line at the top in even versions, takes it away in odd ones, and waits for that many diagnostics.
    pub(crate) fn keystroke(&mut self, path: &Path, version: i32, count: usize) {
        let (end, text) = if version % 2 == 0 { (0, "\n") } else { (1, "") };
        self.change(path, version, [(0, 0), (end, 0)], text);
        while self.diagnostics(version) != count {}
    }

    fn change(&mut self, path: &Path, version: i32, range: [(usize, usize); 2], text: &str) {
        let [start, end] = range.map(|(line, character)| json!({ "line": line, "character": character }));
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": uri(path), "version": version },
            "contentChanges": [{ "range": { "start": start, "end": end }, "text": text }],
        }}));
    }

    /// A value in kilobytes that Linux knows of the server's process, such as `VmRSS`.
    pub(crate) fn memory(&self, what: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':'))?;
        line.trim().strip_suffix(" kB")?.parse().ok()
    }

    /// Waits for the diagnostics of a version, and counts them. No values are made of them: that would take longer than
    /// the server does.
    fn diagnostics(&mut self, version: i32) -> usize {
        #[derive(Deserialize)]
        struct Message {
            method: Option<String>,
            params: Option<Params>,
        }
        #[derive(Deserialize)]
        struct Params {
            version: Option<i32>,
            diagnostics: Option<Vec<IgnoredAny>>,
        }
        loop {
            let body = self.receive();
            let message: Message = serde_json::from_slice(&body).unwrap();
            let is_it = message.method.as_deref() == Some("textDocument/publishDiagnostics");
            match message.params {
                Some(Params { version: Some(of), diagnostics: Some(diagnostics) })
                    if is_it && of == version =>
                {
                    return diagnostics.len();
                }
                _ => {}
            }
        }
    }

    /// Waits until so many different files have got diagnostics.
    pub(crate) fn published(&mut self, wanted: usize) {
        #[derive(Deserialize)]
        struct Message {
            params: Option<Params>,
        }
        #[derive(Deserialize)]
        struct Params {
            uri: Option<String>,
            diagnostics: Option<Vec<IgnoredAny>>,
        }
        let mut published = HashSet::new();
        while published.len() < wanted {
            let message: Message = serde_json::from_slice(&self.receive()).unwrap();
            if let Some(Params { uri: Some(uri), diagnostics: Some(diagnostics) }) = message.params
                && !diagnostics.is_empty()
            {
                published.insert(uri);
            }
        }
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        // One write, so that the server is woken once.
        let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(message.as_bytes()).unwrap();
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the server ended");
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        body
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Both can fail only where the server has ended already.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
