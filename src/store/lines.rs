//! Appending lines to a file, one `write(2)` each.

use std::io::{self, ErrorKind, Write};

/// What stands at the end of a file of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tail {
    /// A newline, or nothing at all.
    Closed,
    /// Something else, whole or torn: the next line begins with a newline of its own.
    Open,
}

impl Tail {
    /// The tail of a file with this content.
    pub(super) fn of(bytes: &[u8]) -> Self {
        match bytes.last() {
            None | Some(b'\n') => Self::Closed,
            Some(_) => Self::Open,
        }
    }
}

/// A file that grows by lines.
#[derive(Debug)]
pub(super) struct Lines<W> {
    out: W,
    tail: Tail,
    last: usize,
}

impl<W: Write> Lines<W> {
    /// Goes on behind what is there; `out` must append.
    pub(super) fn new(out: W, tail: Tail) -> Self {
        Self { out, tail, last: 0 }
    }

    /// What the lines are written to.
    pub(super) fn get_ref(&self) -> &W {
        &self.out
    }

    /// What the lines were written to.
    pub(super) fn into_inner(self) -> W {
        self.out
    }

    /// What stands at the end.
    pub(super) fn tail(&self) -> Tail {
        self.tail
    }

    /// How many bytes there are from the beginning of the last line to the end of the file.
    pub(super) fn last(&self) -> usize {
        self.last
    }

    /// Writes a line and its newline with one call, so that a kill leaves all of it or none. Gives how
    /// many bytes the file has more.
    ///
    /// # Errors
    /// What the system says, or `StorageFull` if it took a part only. The line can be tried again:
    /// whatever a failed try left is then closed by a newline first.
    pub(super) fn append(&mut self, line: &str) -> io::Result<usize> {
        let mut bytes = Vec::with_capacity(line.len() + 2);
        if self.tail == Tail::Open {
            bytes.push(b'\n');
        }
        let begin = bytes.len();
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
        // Said first, since an error does not tell what reached the disk. An empty line costs
        // nothing, two records in one line cost both.
        self.tail = Tail::Open;
        let written = self.write_once(&bytes)?;
        if written == bytes.len() {
            self.tail = Tail::Closed;
        } else if written + 1 < bytes.len() {
            return Err(cut_short(written, bytes.len()));
        }
        // Only the newline is missing: the record is there, and a second try would double it.
        self.last = written - begin;
        Ok(written)
    }

    fn write_once(&mut self, bytes: &[u8]) -> io::Result<usize> {
        #[cfg(test)]
        super::fault::strike(&mut self.out, bytes);
        loop {
            match self.out.write(bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                result => return result,
            }
        }
    }
}

/// A regular file takes a part only when there is no room for the rest.
fn cut_short(written: usize, wanted: usize) -> io::Error {
    io::Error::new(
        ErrorKind::StorageFull,
        format!("only {written} of {wanted} bytes were taken"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes at most so many bytes a call, in turn; then everything.
    struct Stingy {
        taken: Vec<u8>,
        limits: Vec<io::Result<usize>>,
    }

    impl Write for Stingy {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let limit = if self.limits.is_empty() {
                bytes.len()
            } else {
                self.limits.remove(0)?.min(bytes.len())
            };
            self.taken.extend_from_slice(&bytes[..limit]);
            Ok(limit)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn stingy(limits: Vec<io::Result<usize>>) -> Lines<Stingy> {
        let taken = Vec::new();
        Lines::new(Stingy { taken, limits }, Tail::Closed)
    }

    #[test]
    fn a_short_write_is_told_and_closed_by_the_next_line() {
        let mut lines = stingy(vec![Ok(3)]);
        let error = lines.append("first").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::StorageFull);
        lines.append("first").unwrap();
        lines.append("second").unwrap();
        assert_eq!(lines.out.taken, b"fir\nfirst\nsecond\n");
    }

    #[test]
    fn a_missing_newline_is_no_reason_to_write_twice() {
        let mut lines = stingy(vec![Ok(5)]);
        lines.append("first").unwrap();
        lines.append("second").unwrap();
        assert_eq!(lines.out.taken, b"first\nsecond\n");
    }

    #[test]
    fn an_interrupted_call_is_repeated() {
        let mut lines = stingy(vec![Err(ErrorKind::Interrupted.into())]);
        lines.append("first").unwrap();
        assert_eq!(lines.out.taken, b"first\n");
    }

    #[test]
    fn an_open_tail_is_closed_first() {
        let mut lines = Lines::new(Vec::new(), Tail::of(b"{\"n\":"));
        lines.append("next").unwrap();
        assert_eq!(lines.out, b"\nnext\n");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told_as_such() {
        let full = std::fs::OpenOptions::new()
            .append(true)
            .open("/dev/full")
            .unwrap();
        let mut lines = Lines::new(full, Tail::Closed);
        for _ in 0..2 {
            let error = lines.append("line").unwrap_err();
            assert_eq!(error.kind(), ErrorKind::StorageFull);
        }
    }
}
