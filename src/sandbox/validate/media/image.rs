//! Rules of images on Converse.

use super::check_format;
use crate::sandbox::media::Attached;
use crate::sandbox::refusal::Refusal;

/// Largest image in bytes of base64: 5 MiB.
const MAX_BASE64: usize = 5_242_880;

const FORMATS: [&str; 4] = ["png", "jpeg", "gif", "webp"];

/// Refuses an unknown format and too many bytes. What the bytes are is looked at later.
pub(super) fn check(item: &Attached<'_>) -> Result<(), Refusal> {
    check_format(item, &FORMATS)?;
    let size = item.encoded().map_or(0, str::len);
    if size > MAX_BASE64 {
        let place = item.source();
        let text =
            format!("{place}: image exceeds 5 MB maximum: {size} bytes > {MAX_BASE64} bytes");
        return Err(Refusal::provider(&text));
    }
    Ok(())
}
