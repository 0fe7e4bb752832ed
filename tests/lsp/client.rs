//! A typed client that runs the real program over stdio.
//!
//! Every wait has a deadline. At the end of a test the client takes its leave in order, and the test fails where the
//! server does not exit with 0 or where a message was left unread.

mod documents;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tower_lsp::ls_types::request::Request;
use tower_lsp::ls_types::{ClientCapabilities, InitializeResult, Uri};

pub(crate) use self::documents::{codes, counts};
use crate::capabilities;

/// Far longer than anything takes; only a test that fails ever waits for it.
const DEADLINE: Duration = Duration::from_secs(30);

/// How a server is started.
pub(crate) struct Start {
    pub(crate) folders: Vec<Uri>,
    pub(crate) capabilities: ClientCapabilities,
    pub(crate) options: Value,
    /// What `LEASTWISE_LOG` says.
    pub(crate) log: Option<&'static str>,
    /// The first look at the workspace waits until the client lets it go on.
    pub(crate) held: bool,
}

impl Default for Start {
    fn default() -> Start {
        let options = json!({ "asOf": "2024-06-15" });
        Start { folders: Vec::new(), capabilities: capabilities::all(), options, log: None, held: false }
    }
}

impl Start {
    /// Starts the program and shakes hands.
    pub(crate) fn start(self) -> Client {
        let mut client = Client::spawn_with(self.log);
        let folders: Vec<Value> =
            self.folders.iter().map(|uri| json!({ "uri": uri, "name": "test" })).collect();
        let params = json!({
            "processId": null,
            "rootUri": null,
            "capabilities": self.capabilities,
            "initializationOptions": self.options,
            "workspaceFolders": if folders.is_empty() { Value::Null } else { folders.into() },
        });
        let result = client.call("initialize", params).expect("the server initializes");
        client.initialized = Some(serde_json::from_value(result).unwrap());
        if self.held {
            client.hold();
        }
        client.tell("initialized", json!({}));
        client
    }
}

/// A running server.
pub(crate) struct Client {
    process: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    unread: VecDeque<Value>,
    requests: i64,
    /// What the server answered to `initialize`.
    pub(crate) initialized: Option<InitializeResult>,
    log: Option<JoinHandle<String>>,
    ended: bool,
}

impl Client {
    /// Starts the program and says nothing.
    pub(crate) fn spawn() -> Client {
        Client::spawn_with(None)
    }

    fn spawn_with(log: Option<&str>) -> Client {
        let (mut client, output) = Client::spawn_process(log);
        let (sender, messages) = channel();
        client.messages = messages;
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        client
    }

    /// Starts the program for a client that never reads.
    pub(crate) fn spawn_deaf() -> (Client, ChildStdout) {
        Client::spawn_process(None)
    }

    fn spawn_process(log: Option<&str>) -> (Client, ChildStdout) {
        let mut process = Command::new(env!("CARGO_BIN_EXE_leastwise"))
            .arg("server")
            .env("LEASTWISE_TEST", "1")
            .env("LEASTWISE_LOG", log.unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (process.stdin.take(), process.stdout.take().unwrap());
        let mut errors = process.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = String::new();
            errors.read_to_string(&mut log).map(|_| log).unwrap_or_default()
        });
        let (_, messages) = channel();
        let client = Client {
            process,
            input,
            messages,
            unread: VecDeque::new(),
            requests: 0,
            initialized: None,
            log: Some(log),
            ended: false,
        };
        (client, output)
    }

    /// Sends bytes as they are.
    pub(crate) fn send_raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        // A server that has left already is seen by what is asserted next.
        let _ = input.write_all(bytes).and_then(|()| input.flush());
    }

    fn send(&mut self, message: &Value) {
        self.send_raw(&wire(message));
    }

    /// Sends a notification of any method.
    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Has long tasks wait.
    pub(crate) fn hold(&mut self) {
        self.tell("leastwise/test/hold", json!({}));
    }

    /// Lets long tasks go on.
    pub(crate) fn release(&mut self) {
        self.tell("leastwise/test/release", json!({}));
    }

    /// Sends a request of any method and does not wait for the answer.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.requests += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.requests, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.requests
    }

    /// Waits for the answer to a request: its result or its error.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, Value> {
        self.answer_to(&json!(id))
    }

    /// The same, for an id that may be a string.
    pub(crate) fn answer_to(&mut self, id: &Value) -> Result<Value, Value> {
        let mut answer = self
            .wait("an answer", |message| message.get("method").is_none() && message.get("id") == Some(id));
        match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["result"].take()),
        }
    }

    /// Sends a request of any method and waits for the answer.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Sends a request and waits for the result.
    pub(crate) fn request<R: Request>(&mut self, params: R::Params) -> R::Result {
        let result = self.call(R::METHOD, serde_json::to_value(params).unwrap());
        serde_json::from_value(result.expect("the request is answered")).unwrap()
    }

    /// The next message, whatever it is.
    pub(crate) fn next_message(&mut self) -> Value {
        self.wait("message", |_| true)
    }

    /// The next message that comes until then.
    pub(crate) fn message_until(&mut self, until: Instant) -> Option<Value> {
        let left = until.saturating_duration_since(Instant::now());
        self.unread.pop_front().or_else(|| self.messages.recv_timeout(left).ok())
    }

    /// Waits for the first unread message that fits.
    fn wait(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let until = Instant::now() + DEADLINE;
        if let Some(at) = self.unread.iter().position(&fits) {
            return self.unread.remove(at).unwrap();
        }
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(message) if fits(&message) => return message,
                Ok(message) => self.unread.push_back(message),
                Err(error) => panic!("no {what}: {error}; unread: {:#?}", self.unread),
            }
        }
    }

    /// Waits for a request of the server: its id and its parameters.
    pub(crate) fn asked(&mut self, method: &str) -> (Value, Value) {
        let fits = |message: &Value| message["method"] == method && message.get("id").is_some();
        let mut message = self.wait(method, fits);
        (message["id"].take(), message["params"].take())
    }

    /// Answers a request of the server.
    pub(crate) fn reply(&mut self, id: Value, result: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": result }));
    }

    /// Waits for a request of the server, and answers it with a result or an error.
    pub(crate) fn serve(&mut self, method: &str, answer: Result<Value, Value>) -> Value {
        let (id, params) = self.asked(method);
        match answer {
            Ok(result) => self.reply(id, result),
            Err(error) => self.send(&json!({ "jsonrpc": "2.0", "id": id, "error": error })),
        }
        params
    }

    /// Waits for a notification and returns its parameters.
    pub(crate) fn told(&mut self, method: &str) -> Value {
        self.wait(method, |message| message["method"] == method)["params"].take()
    }

    /// Waits for a message to the person.
    pub(crate) fn shown_message(&mut self) -> String {
        self.told("window/showMessage")["message"].as_str().unwrap().to_owned()
    }

    /// Closes the server's input.
    pub(crate) fn end_input(&mut self) {
        self.input = None;
    }

    /// Waits for the program to end, whatever it says meanwhile.
    pub(crate) fn exit_status(&mut self) -> ExitStatus {
        self.ended = true;
        let until = Instant::now() + DEADLINE;
        // The output ends with the program.
        while self.messages.recv_timeout(until.saturating_duration_since(Instant::now())).is_ok() {}
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server does not end");
            std::thread::yield_now();
        }
    }

    /// Ends without a look at what is left unread: how much that is may depend on how fast the machine is.
    pub(crate) fn hang_up(mut self) {
        self.end_input();
        self.exit_status();
    }

    /// Takes leave in order: the exit code is 0, and nothing was left unread.
    fn leave(&mut self) {
        let unread = self.last_messages();
        assert!(unread.is_empty(), "not read: {unread:#?}");
    }

    /// Takes leave in order, with the exit code 0, and returns what was left unread.
    pub(crate) fn last_messages(&mut self) -> Vec<Value> {
        let id = self.ask("shutdown", Value::Null);
        let _ = self.answer(id);
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        let mut unread: Vec<Value> = self.unread.drain(..).collect();
        while let Ok(message) = self.messages.recv_timeout(DEADLINE) {
            unread.push(message);
        }
        assert_eq!(self.exit_status().code(), Some(0), "the exit code");
        unread
    }

    /// Takes leave in order and returns what the server has logged.
    pub(crate) fn log(mut self) -> String {
        self.leave();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = self.process.kill();
            let log = self.log.take().and_then(|log| log.join().ok());
            println!("The server's log:\n{}", log.unwrap_or_default());
        } else if !self.ended {
            self.leave();
        }
        let _ = self.process.wait();
    }
}

/// A message as it is sent.
pub(crate) fn wire(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// Reads one message; `None` at the end.
pub(crate) fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        output.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim_end() {
            "" => break,
            line => length = line.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).expect("only the protocol is written to stdout"))
}
