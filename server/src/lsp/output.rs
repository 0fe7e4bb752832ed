//! Standard output, shared by the framework and the publisher.
//!
//! The framework turns everything it sends into a tree of JSON values first, on the thread that serves messages. For
//! the diagnostics of a large policy that takes ten times as long as finding them, so the publisher writes its messages
//! itself. Nothing else may.

use std::io::{Error, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker, ready};

use parking_lot::Mutex;
use tokio::io::AsyncWrite;

/// Splits an output in two, so that each side writes whole messages and waits for the other's.
pub fn split<W: AsyncWrite + Unpin>(inner: W) -> (ForFramework<W>, ForPublisher<W>) {
    let shared = Arc::new(Mutex::new(Shared { inner, writing: None, waiting: None }));
    (ForFramework(Arc::clone(&shared)), ForPublisher(shared))
}

/// The framework's side. Between the first byte and the end of a flush it has the output to itself; it flushes only
/// whole messages.
#[derive(Debug)]
pub struct ForFramework<W>(Arc<Mutex<Shared<W>>>);

/// The publisher's side.
#[derive(Debug)]
pub struct ForPublisher<W>(Arc<Mutex<Shared<W>>>);

#[derive(Debug)]
struct Shared<W> {
    inner: W,
    /// Who is writing.
    writing: Option<Side>,
    /// Who waits for that to end.
    waiting: Option<Waker>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Framework,
    Publisher,
}

impl<W: AsyncWrite + Unpin> Shared<W> {
    fn acquire(&mut self, side: Side, context: &Context<'_>) -> Poll<()> {
        match self.writing {
            Some(other) if other != side => {
                self.waiting = Some(context.waker().clone());
                Poll::Pending
            }
            _ => {
                self.writing = Some(side);
                Poll::Ready(())
            }
        }
    }

    fn release(&mut self) {
        self.writing = None;
        if let Some(waker) = self.waiting.take() {
            waker.wake();
        }
    }

    fn poll_flush(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let flushed = ready!(Pin::new(&mut self.inner).poll_flush(context));
        self.release();
        Poll::Ready(flushed)
    }
}

impl<W: AsyncWrite + Unpin> AsyncWrite for ForFramework<W> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let mut shared = self.0.lock();
        ready!(shared.acquire(Side::Framework, context));
        Pin::new(&mut shared.inner).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut shared = self.0.lock();
        ready!(shared.acquire(Side::Framework, context));
        shared.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let mut shared = self.0.lock();
        ready!(shared.acquire(Side::Framework, context));
        Pin::new(&mut shared.inner).poll_shutdown(context)
    }
}

impl<W: AsyncWrite + Unpin> ForPublisher<W> {
    /// Writes one whole message with its header.
    ///
    /// # Errors
    /// The client is gone.
    pub async fn send(&self, message: &[u8]) -> Result<()> {
        let mut rest = message;
        std::future::poll_fn(|context| {
            let mut shared = self.0.lock();
            ready!(shared.acquire(Side::Publisher, context));
            while !rest.is_empty() {
                match ready!(Pin::new(&mut shared.inner).poll_write(context, rest)) {
                    Ok(written @ 1..) => rest = rest.get(written..).unwrap_or_default(),
                    Ok(0) => {
                        shared.release();
                        return Poll::Ready(Err(Error::from(std::io::ErrorKind::WriteZero)));
                    }
                    Err(error) => {
                        shared.release();
                        return Poll::Ready(Err(error));
                    }
                }
            }
            shared.poll_flush(context)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    /// Both sides write at once through a pipe of a few bytes, so that each is interrupted again and again.
    #[tokio::test]
    async fn messages_of_the_two_sides_never_mix() {
        let (writer, mut reader) = tokio::io::duplex(3);
        let (mut framework, publisher) = split(writer);
        let ours = tokio::spawn(async move {
            for _ in 0..50 {
                publisher.send(b"<published>").await.unwrap();
            }
        });
        let theirs = tokio::spawn(async move {
            for _ in 0..50 {
                framework.write_all(b"<answered>").await.unwrap();
                framework.flush().await.unwrap();
            }
        });
        let mut text = String::new();
        reader.read_to_string(&mut text).await.unwrap();
        ours.await.unwrap();
        theirs.await.unwrap();
        assert_eq!(text.matches("<published>").count(), 50);
        assert_eq!(text.replace("<published>", "").replace("<answered>", ""), "");
    }

    #[tokio::test]
    async fn a_client_that_is_gone_is_an_error_and_blocks_no_one() {
        let (writer, reader) = tokio::io::duplex(3);
        drop(reader);
        let (mut framework, publisher) = split(writer);
        assert!(publisher.send(b"message").await.is_err());
        assert!(framework.write_all(b"message").await.is_err());
    }
}
