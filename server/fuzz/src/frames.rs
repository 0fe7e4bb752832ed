//! The bytes of the base protocol: in whatever pieces they arrive, the same is handed on; and of messages as clients
//! write them every body, with nothing changed but what no strict reader takes.

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

    let bodies: Vec<&[u8]> = bytes.split(|&byte| byte == b'\n').collect();
    let mut sent = Vec::new();
    for (body, style) in bodies.iter().zip(STYLES.iter().cycle()) {
        sent.extend(style.replace("{}", &body.len().to_string()).into_bytes());
        sent.extend(*body);
    }
    let out = passed(&sent, size);
    let mut rest = out.as_slice();
    for body in bodies.into_iter().filter(|body| !body.is_empty()) {
        let header = format!("Content-Length: {}\r\n\r\n", body.len());
        rest = rest.strip_prefix(header.as_bytes()).expect("a header of the one form");
        let (handed, after) = rest.split_at(body.len());
        assert!(std::str::from_utf8(handed).is_ok(), "{handed:?}");
        // Half a surrogate pair and what is not UTF-8 are mended; nothing else is touched.
        if std::str::from_utf8(body).is_ok_and(|body| !body.contains("\\u")) {
            assert_eq!(handed, body);
        }
        rest = after;
    }
    assert_eq!(rest, b"");
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
