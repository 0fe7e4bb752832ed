//! Standard output, written to while there is a reader.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};

use leastwise_advice::visible::visible_lines;

/// Bytes that are collected before they are written.
const BUFFER: usize = 64 * 1024;

/// Where a result goes. A reader that goes away (`leastwise check | head`) is no error: what is written after that is
/// dropped.
pub(crate) struct Out {
    stream: BufWriter<Box<dyn Write>>,
    is_plain: bool,
    /// A person sees each piece at once.
    is_watched: bool,
    reader: Reader,
}

/// Whether the output still has a reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reader {
    has_gone: Arc<AtomicBool>,
}

impl Reader {
    /// Whether the output still has a reader.
    pub(crate) fn is_there(&self) -> bool {
        !self.has_gone.load(Ordering::Relaxed)
    }

    fn note(&self, written: io::Result<()>) -> io::Result<()> {
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.has_gone.store(true, Ordering::Relaxed);
                Ok(())
            }
            written => written,
        }
    }
}

impl Out {
    /// Standard output for a person, who may want styles.
    pub(crate) fn for_people() -> Out {
        match AutoStream::choice(&io::stdout()) {
            // The stream would look for styles and line ends piece by piece.
            ColorChoice::Never => Out::new(Box::new(io::stdout().lock()), true),
            _ => Out::new(Box::new(anstream::stdout().lock()), false),
        }
    }

    /// Standard output for a program.
    pub(crate) fn for_programs() -> Out {
        Out::new(Box::new(io::stdout().lock()), true)
    }

    fn new(stream: Box<dyn Write>, is_plain: bool) -> Out {
        Out {
            stream: BufWriter::with_capacity(BUFFER, stream),
            is_plain,
            is_watched: io::stdout().is_terminal(),
            reader: Reader::default(),
        }
    }

    /// Whether styles are taken out.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_plain
    }

    /// Whether it is written for a program: there is no terminal, and no styles were requested.
    pub(crate) fn is_for_program(&self) -> bool {
        self.is_plain && !self.is_watched
    }

    /// Tells whether the output still has a reader, also on other threads.
    pub(crate) fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// Writes a text for people, with its styles where they are wanted. Nothing in it but the styles is obeyed by a
    /// terminal; what comes from others is made visible before it is put between styles.
    ///
    /// # Errors
    ///
    /// The system refuses, and not because the reader has gone.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        match self.is_plain {
            true => self.bytes(visible_lines(&strip_str(text).to_string()).as_bytes()),
            false => self.bytes(visible_lines(text).as_bytes()),
        }?;
        if self.is_watched { self.flush() } else { Ok(()) }
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    ///
    /// See [`Out::text`].
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self.reader.is_there() {
            true => self.reader.note(self.stream.write_all(bytes)),
            false => Ok(()),
        }
    }

    /// Writes what was collected.
    ///
    /// # Errors
    ///
    /// See [`Out::text`].
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        match self.reader.is_there() {
            true => self.reader.note(self.stream.flush()),
            false => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes so many bytes and then fails.
    struct Narrow(usize, ErrorKind);

    impl Write for Narrow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.0 == 0 {
                return Err(self.1.into());
            }
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error_and_is_noticed() {
        let mut out = Out::new(Box::new(Narrow(BUFFER, ErrorKind::BrokenPipe)), true);
        let reader = out.reader();
        out.bytes(&[b'x'; 3 * BUFFER]).unwrap();
        assert!(!reader.is_there());
        out.text("more").unwrap();
        out.flush().unwrap();
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let mut out = Out::new(Box::new(Narrow(0, ErrorKind::StorageFull)), true);
        out.text("little").unwrap();
        assert_eq!(out.flush().map_err(|error| error.kind()), Err(ErrorKind::StorageFull));
    }
}
