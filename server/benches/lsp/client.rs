//! A client that does as little as it can, so that what is measured is the server.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

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
        self.wait_for(|message| message["id"] == 1);
    }

    /// Opens a file as its version 1 and waits until it has that many diagnostics.
    pub(crate) fn open(&mut self, path: &Path, count: usize) {
        self.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
            "textDocument": {
                "uri": uri(path), "languageId": "json", "version": 1, "text": std::fs::read_to_string(path).unwrap(),
            },
        }}));
        self.wait_for_diagnostics(1, count);
    }

    /// Adds an empty line at the top in even versions, takes it away in odd ones, and waits for that many diagnostics.
    pub(crate) fn keystroke(&mut self, path: &Path, version: i32, count: usize) {
        let (end, text) = if version % 2 == 0 { (0, "\n") } else { (1, "") };
        self.send(&json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": uri(path), "version": version },
            "contentChanges": [{
                "range": { "start": { "line": 0, "character": 0 }, "end": { "line": end, "character": 0 } },
                "text": text,
            }],
        }}));
        self.wait_for_diagnostics(version, count);
    }

    fn wait_for_diagnostics(&mut self, version: i32, count: usize) {
        self.wait_for(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["version"] == version
                && params["diagnostics"].as_array().is_some_and(|diagnostics| diagnostics.len() == count)
        });
    }

    fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) {
        while !wanted(&self.receive()) {}
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        // One write, so that the server is woken once.
        let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(message.as_bytes()).unwrap();
    }

    fn receive(&mut self) -> Value {
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
        serde_json::from_slice(&body).unwrap()
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
