//! The checksum that ends each line: CRC-32C of the bytes before it.

use std::fmt::Write as _;

use crate::store::health::BadLine;

/// How long `,"c":"9f3a01bc"}` is.
const LEN: usize = 16;

/// Ends a line that lacks only its checksum and its brace.
pub(super) fn seal(line: &mut String) {
    let sum = crc32c::crc32c(line.as_bytes());
    write!(line, r#","c":"{sum:08x}"}}"#).expect("writing to memory does not fail");
}

/// Checks the end of a line. Each of its bytes has one right value, so no change goes unnoticed.
pub(super) fn check(line: &[u8]) -> Result<(), BadLine> {
    let at = line.len().checked_sub(LEN).ok_or(BadLine::NoChecksum)?;
    let (record, end) = line.split_at(at);
    let digits = end
        .strip_prefix(br#","c":""#)
        .and_then(|end| end.strip_suffix(br#""}"#))
        .ok_or(BadLine::NoChecksum)?;
    let sum = format!("{:08x}", crc32c::crc32c(record));
    if digits == sum.as_bytes() {
        Ok(())
    } else {
        Err(BadLine::WrongChecksum)
    }
}
