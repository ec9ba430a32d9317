//! Pictures decoded within limits, whoever wants their pixels.
//!
//! A file of a few kilobytes can claim thousands of millions of pixels, so nothing is decoded before
//! its header has told how large it gets.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

/// Most pixels that are decoded.
pub(super) const MAX_PIXELS: u64 = 100_000_000;

/// Most bytes of memory that the pixels of a picture may take.
pub(super) const MAX_MEMORY: u64 = 512 * 1024 * 1024;

/// Why a picture is not decoded.
#[derive(Debug)]
pub(super) enum Undecodable {
    /// Its header claims too many pixels: so many columns and rows.
    Pixels(u32, u32),
    /// So many columns and rows would take too much memory.
    Memory(u32, u32),
    /// It is damaged, or of a kind that is not known.
    Failed(ImageError),
}

impl From<ImageError> for Undecodable {
    fn from(error: ImageError) -> Self {
        Self::Failed(error)
    }
}

/// What every decoder is held to.
pub(super) fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

/// The decoder of a file that is not too large to be decoded. Nothing but its header was read.
///
/// # Errors
/// It is too large by its header, or has none that can be read.
pub(super) fn decoder(format: ImageFormat, bytes: &[u8]) -> Result<impl ImageDecoder, Undecodable> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Undecodable::Pixels(width, height));
    }
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(Undecodable::Memory(width, height));
    }
    decoder.set_limits(limits())?;
    Ok(decoder)
}

/// The pixels of a file, and how the camera was held.
///
/// # Errors
/// It is too large, or damaged.
pub(super) fn decoded(
    format: ImageFormat,
    bytes: &[u8],
) -> Result<(DynamicImage, Orientation), Undecodable> {
    let mut decoder = decoder(format, bytes)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}
