//! An editor that was killed does not send `exit`.

use std::io::{BufReader, Read};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::client::{read, wire};

/// A shell that runs the server as an editor would, and waits for it.
fn shell() -> Child {
    Command::new("sh")
        .args(["-c", "\"$0\" server; exit 9", env!("CARGO_BIN_EXE_leastwise")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Shakes hands and returns what the server goes on writing to.
fn greet(shell: &mut Child, process: Value) -> impl Read + use<> {
    let params = json!({ "processId": process, "rootUri": null, "capabilities": {} });
    let request = json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params });
    std::io::Write::write_all(shell.stdin.as_mut().unwrap(), &wire(&request)).unwrap();
    let mut output = BufReader::new(shell.stdout.take().unwrap());
    assert_eq!(read(&mut output).unwrap()["id"], 1);
    output
}

fn kill(shell: &mut Child) {
    shell.kill().unwrap();
    shell.wait().unwrap();
}

/// The output ends when the last process that holds it has ended.
fn ends(mut output: impl Read) {
    let mut rest = Vec::new();
    output.read_to_end(&mut rest).unwrap();
}

#[test]
fn the_server_ends_when_its_input_does() {
    let mut shell = shell();
    let output = greet(&mut shell, Value::Null);
    let input = shell.stdin.take();
    kill(&mut shell);
    drop(input);
    ends(output);
}

#[test]
fn the_server_ends_with_its_editor_though_another_process_holds_its_input() {
    let mut shell = shell();
    let process = shell.id().into();
    let output = greet(&mut shell, process);
    let input = shell.stdin.take();
    kill(&mut shell);
    ends(output);
    drop(input);
}
