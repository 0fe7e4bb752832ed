//! The bytes of the base protocol: in whatever pieces they arrive, the same is handed on; and of messages as clients
//! write them, every byte of every body.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use leastwise::lsp::input::Headers;
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

/// Longer inputs may hold a header that is too long, and where that is noticed depends on the pieces.
const LONGEST: usize = 4096;

/// Reads the size of the pieces, and then the bytes: once as they are, and once as bodies of messages.
pub fn check(data: &[u8]) {
    let Some((&size, bytes)) = data.split_first() else { return };
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let size = usize::from(size) + 1;
    assert_eq!(passed(bytes, size), passed(bytes, LONGEST));

    let (mut sent, mut expected) = (Vec::new(), Vec::new());
    for (body, style) in bytes.split(|&byte| byte == b'\n').zip(STYLES.iter().cycle()) {
        sent.extend(style.replace("{}", &body.len().to_string()).into_bytes());
        expected.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
        sent.extend(body);
        expected.extend(body);
    }
    assert_eq!(passed(&sent, size), expected);
}

/// How clients write headers.
const STYLES: &[&str] = &[
    "Content-Length: {}\r\n\r\n",
    "content-length:{}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n",
    "X-Other: 1\nCONTENT-LENGTH: {}\n\n",
];

fn passed(bytes: &[u8], size: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut headers = Headers::new(Pieces { bytes, size }, Arc::default());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(headers.read_to_end(&mut out)).expect("no input fails");
    out
}

struct Pieces<'a> {
    bytes: &'a [u8],
    size: usize,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let this = self.get_mut();
        let length = this.size.min(this.bytes.len()).min(buffer.remaining());
        let (piece, rest) = this.bytes.split_at(length);
        buffer.put_slice(piece);
        this.bytes = rest;
        Poll::Ready(Ok(()))
    }
}
