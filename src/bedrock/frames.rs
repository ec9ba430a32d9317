//! Frames of an event stream, out of bytes that were cut anywhere.

use aws_smithy_eventstream::frame::read_message_from;
use aws_smithy_types::event_stream::Message;
use bytes::BytesMut;

use crate::chat::failure::{Failure, FailureKind};

/// Bytes that stand before the headers: two lengths and their checksum.
const PRELUDE: usize = 12;

/// The largest frame that is believed, in bytes. Source: the event stream specification allows
/// 16 MiB; the largest one in recordings of Bedrock is 5 kB.
const LARGEST: usize = 16 * 1024 * 1024;

/// Gathers bytes and gives whole frames.
#[derive(Debug, Default)]
pub(super) struct Frames {
    buf: BytesMut,
}

impl Frames {
    /// Takes in what came.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buf.extend_from_slice(bytes);
    }

    /// The next whole frame; `None` until more came.
    ///
    /// The checksum of the lengths is checked at once: a damaged length would otherwise be waited
    /// for, up to four gigabytes.
    ///
    /// # Errors
    ///
    /// `Damaged`. Nothing after it can be trusted.
    pub(super) fn next(&mut self) -> Result<Option<Message>, Failure> {
        let Some(&prelude) = self.buf.first_chunk::<PRELUDE>() else {
            return Ok(None);
        };
        let length = length(prelude)?;
        if self.buf.len() < length {
            return Ok(None);
        }
        let frame = self.buf.split_to(length).freeze();
        let message = read_message_from(frame).map_err(|error| damaged(error.to_string()))?;
        Ok(Some(message))
    }

    /// Whether the bytes so far end in the middle of a frame.
    pub(super) fn is_torn(&self) -> bool {
        !self.buf.is_empty()
    }
}

fn length(prelude: [u8; PRELUDE]) -> Result<usize, Failure> {
    let [n0, n1, n2, n3, .., c0, c1, c2, c3] = prelude;
    if crc32(&prelude[..8]) != u32::from_be_bytes([c0, c1, c2, c3]) {
        return Err(damaged("the checksum of its lengths is wrong".to_owned()));
    }
    let length = u32::from_be_bytes([n0, n1, n2, n3]);
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > LARGEST {
        return Err(damaged(format!("it claims to be {length} bytes long")));
    }
    // Too short a frame is refused by the one who reads it, which must not wait for more.
    Ok(length.max(PRELUDE))
}

fn damaged(why: String) -> Failure {
    Failure::new(FailureKind::Damaged, why)
}

/// CRC-32 of IEEE 802.3, bit by bit: it is over eight bytes a frame.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::fixture::frame;

    fn read(bytes: &[u8], size: usize) -> (Vec<Vec<u8>>, Option<FailureKind>, bool) {
        let mut frames = Frames::default();
        let mut found = Vec::new();
        for piece in bytes.chunks(size) {
            frames.push(piece);
            loop {
                match frames.next() {
                    Ok(Some(message)) => found.push(message.payload().to_vec()),
                    Ok(None) => break,
                    Err(failure) => return (found, Some(failure.kind), frames.is_torn()),
                }
            }
        }
        (found, None, frames.is_torn())
    }

    #[test]
    fn any_cut_gives_the_same_frames() {
        let bytes = [frame("a", "{}"), frame("b", "{\"x\":1}"), frame("c", "")].concat();
        let whole = read(&bytes, bytes.len());
        assert_eq!(whole.0, [b"{}".to_vec(), b"{\"x\":1}".to_vec(), Vec::new()]);
        for size in 1..bytes.len() {
            assert_eq!(read(&bytes, size), whole);
        }
    }

    #[test]
    fn the_documented_vector_is_read() {
        let hex = "000000760000005296d5fade0b3a6576656e742d7479706507000c6d65737361676553746172740d3a\
                   636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d\
                   747970650700056576656e747b22726f6c65223a22617373697374616e74227d6fa8c599";
        let bytes: Vec<u8> = (0..hex.len() / 2)
            .map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        assert_eq!(read(&bytes, 7).0, [b"{\"role\":\"assistant\"}".to_vec()]);
        assert_eq!(bytes, frame("messageStart", "{\"role\":\"assistant\"}"));
    }

    #[test]
    fn a_damaged_byte_is_noticed_wherever_it_stands() {
        let good = frame("a", "{\"text\":\"hello\"}");
        for at in 0..good.len() {
            let mut bytes = [good.clone(), good.clone()].concat();
            bytes[at] ^= 0x10;
            let (found, failure, _) = read(&bytes, 64);
            assert_eq!(
                (found.len(), failure),
                (0, Some(FailureKind::Damaged)),
                "byte {at}"
            );
        }
    }

    #[test]
    fn a_web_page_is_no_frame() {
        let page = b"<html><body>Bad Gateway</body></html>";
        assert_eq!(read(page, 9).1, Some(FailureKind::Damaged));
    }

    #[test]
    fn a_torn_end_is_told() {
        let bytes = frame("a", "{}");
        assert!(read(&bytes[..bytes.len() - 1], 5).2);
        assert!(read(&bytes[..5], 5).2);
        assert!(!read(&bytes, 5).2);
    }
}
