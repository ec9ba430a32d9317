//! What a program writes, up to a limit.

use std::io::{ErrorKind, Read};

/// Bytes that were taken, and how many came beyond the limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    /// Those within the limit.
    pub(super) bytes: Vec<u8>,
    limit: usize,
    /// How many more came.
    pub(super) more: u64,
}

/// Whether more can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// It can.
    Open,
    /// Nobody can write any more.
    Dry,
}

impl Taken {
    /// Nothing yet.
    pub(super) fn up_to(limit: u64) -> Self {
        Self {
            bytes: Vec::new(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            more: 0,
        }
    }

    /// Takes these.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let room = self.limit - self.bytes.len();
        let fits = &bytes[..room.min(bytes.len())];
        self.bytes.extend_from_slice(fits);
        self.more += (bytes.len() - fits.len()) as u64;
    }

    /// Takes what can be read without waiting.
    pub(super) fn read(&mut self, from: &mut impl Read) -> Flow {
        read(from, |bytes| self.take(bytes))
    }

    /// The bytes as text; what was cut off or was no text is said at its end.
    pub(super) fn text(&self) -> String {
        let valid = self.valid();
        let mut text = valid.map_or_else(|| String::from_utf8_lossy(&self.bytes), Into::into);
        if valid.is_none() {
            let said = "\n[it was not all UTF-8: each byte that is none shows as \u{fffd}]";
            text.to_mut().push_str(said);
        }
        let mut text = text.into_owned();
        if self.more > 0 {
            let said = format!(
                "\n[cut off after {} bytes, the output limit; {} more came]",
                self.limit, self.more
            );
            text.push_str(&said);
        }
        text
    }

    /// The text, if it is one; a character that the limit has cut is left out.
    fn valid(&self) -> Option<&str> {
        match std::str::from_utf8(&self.bytes) {
            Ok(text) => Some(text),
            Err(error) if self.more > 0 && error.error_len().is_none() => {
                std::str::from_utf8(&self.bytes[..error.valid_up_to()]).ok()
            }
            Err(_) => None,
        }
    }
}

/// Hands on what can be read without waiting.
pub(super) fn read(from: &mut impl Read, mut take: impl FnMut(&[u8])) -> Flow {
    let mut buffer = [0; 16 * 1024];
    // Not for ever: the time limit is looked at between.
    for _ in 0..64 {
        match from.read(&mut buffer) {
            Ok(0) => return Flow::Dry,
            Ok(count) => take(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Flow::Open,
            Err(_) => return Flow::Dry,
        }
    }
    Flow::Open
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_beyond_the_limit_is_taken_and_nothing_is_uncounted(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..8),
            limit in 1..100_u64,
        ) {
            let all: Vec<u8> = pieces.concat();
            let mut taken = Taken::up_to(limit);
            for piece in &pieces {
                taken.take(piece);
            }
            let kept = taken.bytes.len();
            prop_assert_eq!(&taken.bytes[..], &all[..kept]);
            prop_assert_eq!(kept as u64 + taken.more, all.len() as u64);
            prop_assert!(kept as u64 <= limit);
            prop_assert_eq!(taken.text().contains("cut off"), taken.more > 0);
        }
    }

    #[test]
    fn a_cut_character_is_left_out_and_a_wrong_byte_is_told() {
        let mut taken = Taken::up_to(2);
        taken.take("aä".as_bytes());
        assert!(
            taken.text().starts_with("a\n[cut off after 2 bytes"),
            "{}",
            taken.text()
        );
        let mut taken = Taken::up_to(9);
        taken.take(b"a\xffb");
        assert!(
            taken
                .text()
                .starts_with("a\u{fffd}b\n[it was not all UTF-8")
        );
    }
}
