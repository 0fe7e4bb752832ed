//! Standard input on its way to the framework: each message's header in the one form that the framework reads.
//!
//! The framework knows `Content-Length` in this spelling only, refuses a `Content-Type` without a charset, and fails on
//! a third header; the protocol's header names have no case. So every header block is read here and written again with
//! its length alone. What is not a header block is passed on as it is, for the framework to refuse.
//!
//! A body that the framework cannot read ends the server, so what editors are known to send and strict readers refuse
//! is mended (`input/mend.rs`).

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};

mod mend;

use super::guard::Lifecycle;

/// A header block is never longer; a client that sends more is not speaking the protocol.
const MAX_HEADER: usize = 8 * 1024;
/// A body is never longer. Editors refuse to open files of this size.
const MAX_BODY: usize = 1 << 30;

/// Wraps a reader of the base protocol.
#[derive(Debug)]
pub struct Headers<R> {
    inner: R,
    lifecycle: Arc<Lifecycle>,
    /// What was read and is not yet looked at.
    input: Vec<u8>,
    /// What is ready to be handed on, and how much of it has been.
    output: Vec<u8>,
    handed: usize,
    /// The length of the body that is awaited, once its header has come.
    body: Option<usize>,
    /// The header block could not be read: from here on everything passes as it is.
    broken: bool,
}

impl<R> Headers<R> {
    /// Reads from `inner`, and tells `lifecycle` when there is nothing more.
    pub fn new(inner: R, lifecycle: Arc<Lifecycle>) -> Headers<R> {
        Headers {
            inner,
            lifecycle,
            input: Vec::new(),
            output: Vec::new(),
            handed: 0,
            body: None,
            broken: false,
        }
    }

    /// Moves from the input to the output whatever can be moved.
    fn advance(&mut self) {
        while !self.input.is_empty() {
            if self.broken {
                self.output.append(&mut self.input);
            } else if let Some(length) = self.body {
                if self.input.len() < length {
                    return;
                }
                let rest = self.input.split_off(length);
                let mut body = std::mem::replace(&mut self.input, rest);
                self.body = None;
                // The framework would wait for more before it looks at what follows nothing.
                if length > 0 {
                    mend::mend(&mut body);
                    self.output.extend(format!("Content-Length: {length}\r\n\r\n").into_bytes());
                    self.output.append(&mut body);
                }
            } else if let Some(end) = end_of_header(&self.input) {
                let block: Vec<u8> = self.input.drain(..end).collect();
                match length(&block) {
                    Some(length) => self.body = Some(length),
                    None => self.fail(block),
                }
            } else if self.input.len() > MAX_HEADER {
                self.fail(Vec::new());
            } else {
                return;
            }
        }
    }

    fn fail(&mut self, block: Vec<u8>) {
        tracing::error!("the input is not a message of the protocol");
        self.broken = true;
        // The framework waits for the end of a header block and then for what the block promises: one without a
        // length is refused at once.
        self.output.extend(b"\r\n\r\n");
        self.output.extend(block);
    }
}

/// The offset after the empty line that ends a header block. A lone LF ends a line, too.
fn end_of_header(input: &[u8]) -> Option<usize> {
    let mut empty = true;
    for (at, byte) in input.iter().enumerate() {
        match byte {
            b'\n' if empty && at > 1 => return Some(at + 1),
            b'\n' => empty = true,
            b'\r' => {}
            _ => empty = false,
        }
    }
    None
}

fn length(block: &[u8]) -> Option<usize> {
    let block = std::str::from_utf8(block).ok()?;
    let (_, value) = block
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"))?;
    value.trim().parse().ok().filter(|length| *length <= MAX_BODY)
}

impl<R: AsyncRead + Unpin> AsyncRead for Headers<R> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        if this.handed == this.output.len() {
            this.output.clear();
            this.handed = 0;
        }
        while this.output.is_empty() {
            let mut space = [0; 16 * 1024];
            let mut read = ReadBuf::new(&mut space);
            ready!(Pin::new(&mut this.inner).poll_read(context, &mut read))?;
            if read.filled().is_empty() {
                if this.input.is_empty() || this.body.is_some() {
                    tracing::debug!("end of input");
                    this.lifecycle.note_end();
                    return Poll::Ready(Ok(()));
                }
                this.fail(Vec::new());
            }
            this.input.extend_from_slice(read.filled());
            this.advance();
        }
        let rest = this.output.get(this.handed..).unwrap_or_default();
        let taken = rest.get(..buffer.remaining()).unwrap_or(rest);
        buffer.put_slice(taken);
        this.handed += taken.len();
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    /// What the framework reads when `chunks` arrive one after the other.
    async fn passed(chunks: &[&[u8]]) -> String {
        let mut input = Chunks(chunks.iter().rev().map(|chunk| chunk.to_vec()).collect());
        let mut output = Vec::new();
        Headers::new(&mut input, Arc::default()).read_to_end(&mut output).await.unwrap();
        String::from_utf8(output).unwrap()
    }

    struct Chunks(Vec<Vec<u8>>);

    impl AsyncRead for Chunks {
        fn poll_read(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
            buffer: &mut ReadBuf<'_>,
        ) -> Poll<std::io::Result<()>> {
            buffer.put_slice(&self.0.pop().unwrap_or_default());
            Poll::Ready(Ok(()))
        }
    }

    #[tokio::test]
    async fn header_names_have_no_case_and_other_headers_are_left_out() {
        let expected = "Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]";
        for message in [
            "Content-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n[1]",
            "content-length:2\r\n\r\n{}CONTENT-LENGTH : 3 \r\n\r\n[1]",
            "Content-Type: application/vscode-jsonrpc\r\nContent-Length: 2\r\nX-A: b\r\nX-B: c\r\n\r\n{}content-length: 3\n\n[1]",
        ] {
            assert_eq!(passed(&[message.as_bytes()]).await, expected);
            let bytes: Vec<&[u8]> = message.as_bytes().chunks(1).collect();
            assert_eq!(passed(&bytes).await, expected, "byte by byte");
        }
    }

    #[tokio::test]
    async fn a_body_that_looks_like_a_header_is_a_body() {
        let message = "content-length: 23\r\n\r\ncontent-length: 2\r\n\r\n{}";
        let expected = "Content-Length: 23\r\n\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(passed(&[message.as_bytes()]).await, expected);
    }

    #[tokio::test]
    async fn a_message_without_a_body_is_none_and_one_without_its_end_is_not_handed_on() {
        let message = "Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n{}Content-Length: 3\r\n\r\n{}";
        assert_eq!(passed(&[message.as_bytes()]).await, "Content-Length: 2\r\n\r\n{}");
    }

    #[tokio::test]
    async fn what_is_no_message_is_handed_on_with_the_end_of_a_header_block() {
        let long = "x".repeat(MAX_HEADER + 1);
        for (input, starts) in [
            ("Content-Type: x\r\n\r\n{}", "\r\n\r\nContent-Type: x"),
            ("Content-Length: many\r\n\r\n{}", "\r\n\r\nContent-Length: many"),
            ("Content-Length: 99999999999999999999\r\n\r\n{}", "\r\n\r\nContent-Length: 9"),
            ("Content-Length: 1073741825\r\n\r\n{}", "\r\n\r\nContent-Length: 1"),
            ("Content-Len", "\r\n\r\nContent-Len"),
            (long.as_str(), "\r\n\r\nxxx"),
        ] {
            let passed = passed(&[input.as_bytes()]).await;
            assert!(passed.starts_with(starts), "{passed:.40}");
        }
    }
}
