//! The bytes of a file that is written to, as long as they are few.
//!
//! Whoever cuts a file takes bytes away that nobody else has. A copy in memory gives them back. Large
//! files are not worth it: there only what is left can be copied.

/// How many bytes are kept. Conversations without attachments rarely have more.
const MOST: usize = 8 << 20;

/// What a file has, or nothing.
#[derive(Debug, Default)]
pub(super) struct Memory(Option<Vec<u8>>);

impl Memory {
    /// Keeps these bytes, if they are not too many.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Self(Some(bytes).filter(|bytes| bytes.len() <= MOST))
    }

    /// All bytes of the file, if they are kept.
    pub(super) fn get(&self) -> Option<&[u8]> {
        self.0.as_deref()
    }

    /// A line was written: so many bytes from its beginning, so many in all. A newline may stand before
    /// it, and that behind it may be missing.
    pub(super) fn take(&mut self, line: &str, from_line: usize, in_all: usize) {
        let Some(bytes) = self.0.as_mut().filter(|it| it.len() + in_all <= MOST) else {
            self.0 = None;
            return;
        };
        if in_all > from_line {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(line.as_bytes());
        if from_line > line.len() {
            bytes.push(b'\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_as_they_were_written() {
        let mut memory = Memory::of(b"torn".to_vec());
        memory.take("one", 4, 5);
        memory.take("two", 3, 3);
        memory.take("three", 6, 7);
        assert_eq!(memory.get(), Some(&b"torn\none\ntwo\nthree\n"[..]));
    }

    #[test]
    fn a_large_file_is_not_kept() {
        let mut memory = Memory::of(vec![b'a'; MOST]);
        assert!(memory.get().is_some());
        memory.take("one", 4, 4);
        assert_eq!(memory.get(), None);
        memory.take("two", 4, 4);
        assert_eq!(Memory::of(vec![b'a'; MOST + 1]).get(), None);
    }
}
