//! Pictures: decoded once as a whole, so that what is attached can be seen.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{
    AnimationDecoder as _, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult,
};

use super::metadata::{self, Metadata, Parts};
use super::signature::{self, Signature};
use super::{Recognized, plain};
use crate::app::chips::NotAttached;
use crate::chat::attached::Kind;
use crate::chat::attached::format::PictureFormat;
use crate::shell::attach::encode;
use crate::shell::pixels::{self, Undecodable};

/// The quality of a jpeg whose pixels had to be turned.
const QUALITY: u8 = 92;

/// What a picture is, and its bytes without what nobody has to know.
///
/// # Errors
/// It is damaged, moves, or is too large to be decoded; the sentence names it.
pub(super) fn recognize(
    name: &str,
    format: PictureFormat,
    bytes: Arc<[u8]>,
    metadata: Metadata,
) -> Result<Recognized, NotAttached> {
    let mut decoder = begun(name, format, &bytes, Frames::One)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let icc = decoder.icc_profile().ok().flatten();
    let is_cmyk = decoder.original_color_type() == image::ExtendedColorType::Cmyk8;
    let told = |error: &ImageError| damaged(name, format, &reason(error));
    let image = DynamicImage::from_decoder(decoder).map_err(|error| told(&error))?;
    let seen = Seen {
        format,
        image,
        exif,
        icc: icc.filter(|_| !is_cmyk),
    };
    let done = seen.made_fit(bytes, metadata);
    done.map_err(|error| NotAttached::unfit(format!("{name} cannot be turned upright: {error}")))
}

/// A picture that was decoded.
struct Seen {
    format: PictureFormat,
    image: DynamicImage,
    exif: Option<Vec<u8>>,
    icc: Option<Vec<u8>>,
}

impl Seen {
    /// Turned upright, and without metadata if that is wanted. What needs nothing stays as it is, byte
    /// for byte.
    fn made_fit(mut self, bytes: Arc<[u8]>, metadata: Metadata) -> ImageResult<Recognized> {
        let exif = self.exif.as_deref();
        let orientation = exif.and_then(Orientation::from_exif_chunk);
        let orientation = orientation.unwrap_or(Orientation::NoTransforms);
        let parts = match metadata {
            Metadata::Kept => None,
            Metadata::TakenOut => Some(Parts::of(self.format, &bytes)),
        };
        let told = parts.as_ref().and_then(|parts| parts.what(exif));
        if orientation == Orientation::NoTransforms {
            let (Some(told), Some(parts)) = (told, parts) else {
                return Ok(self.recognized(bytes, Vec::new()));
            };
            let clean = match parts.taken_out() {
                Some(clean) => clean,
                // What cannot be cut out is left behind with the old file.
                None => self.encoded()?,
            };
            return Ok(self.recognized(clean.into(), vec![told]));
        }
        let kept = match metadata {
            Metadata::Kept => self.exif.take(),
            Metadata::TakenOut => None,
        };
        self.image.apply_orientation(orientation);
        let turned = self.encoded()?;
        let icc = self.icc.as_deref();
        let turned = metadata::put_back(self.format, turned, kept.as_deref(), icc);
        let mut changes = vec!["turned upright".to_owned()];
        changes.extend(told);
        Ok(self.recognized(turned.into(), changes))
    }

    /// The bytes of a file of these pixels. A webp becomes a png, since only lossless ones can be made,
    /// and those are larger.
    fn encoded(&mut self) -> ImageResult<Vec<u8>> {
        if self.format == PictureFormat::Jpeg {
            return encode::jpeg(&self.image, QUALITY);
        }
        self.format = PictureFormat::Png;
        encode::png(&self.image)
    }

    fn recognized(&self, bytes: Arc<[u8]>, changes: Vec<String>) -> Recognized {
        let kind = Kind::Picture {
            format: self.format,
            width: self.image.width(),
            height: self.image.height(),
        };
        Recognized {
            changes,
            ..plain(kind, bytes)
        }
    }
}

/// How many pictures may be in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frames {
    /// One: it does not move.
    One,
    /// Any number: the first one is wanted.
    Any,
}

/// A picture of these bytes, decoded within the limits and turned upright.
///
/// # Errors
/// It cannot be decoded, is too large, or moves where it may not; the sentence names it.
pub(super) fn decoded(
    name: &str,
    bytes: &[u8],
    frames: Frames,
) -> Result<DynamicImage, NotAttached> {
    let Signature::Picture(format) = signature::of(name, bytes) else {
        let why = format!("{name} is no picture any more");
        return Err(NotAttached::unfit(why));
    };
    let mut decoder = begun(name, format, bytes, frames)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder)
        .map_err(|error| damaged(name, format, &reason(&error)))?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The first picture of an animated one, as png.
///
/// # Errors
/// It cannot be decoded; the sentence names it.
pub(super) fn first_frame(name: &str, bytes: &[u8]) -> Result<Vec<u8>, NotAttached> {
    let image = decoded(name, bytes, Frames::Any)?;
    encode::png(&image)
        .map_err(|error| NotAttached::unfit(format!("{name} gives no png: {}", reason(&error))))
}

/// What decodes a picture, after its header has told that it can be decoded.
fn begun<'a>(
    name: &str,
    format: PictureFormat,
    bytes: &'a [u8],
    frames: Frames,
) -> Result<impl ImageDecoder + use<'a>, NotAttached> {
    if is_cut_off(format, bytes) {
        return Err(damaged(name, format, "its end is missing"));
    }
    let told = |error: &ImageError| damaged(name, format, &reason(error));
    let decoder = pixels::decoder(known(format), bytes);
    let decoder = decoder.map_err(|why| refused(name, format, &why))?;
    if frames == Frames::One && is_animated(format, bytes).map_err(|error| told(&error))? {
        return Err(NotAttached::animated(format!(
            "{name} moves, and models take still pictures; send its first picture as png"
        )));
    }
    Ok(decoder)
}

fn known(format: PictureFormat) -> ImageFormat {
    match format {
        PictureFormat::Png => ImageFormat::Png,
        PictureFormat::Jpeg => ImageFormat::Jpeg,
        PictureFormat::Gif => ImageFormat::Gif,
        PictureFormat::Webp => ImageFormat::WebP,
    }
}

/// Why it is not decoded, in a sentence.
fn refused(name: &str, format: PictureFormat, why: &Undecodable) -> NotAttached {
    let ((width, height), limit) = match why {
        Undecodable::Failed(error) => return damaged(name, format, &reason(error)),
        Undecodable::Pixels(width, height) => ((width, height), "100 million pixels"),
        Undecodable::Memory(width, height) => ((width, height), "512 MB of memory"),
    };
    NotAttached::unfit(format!(
        "{name} claims {width}×{height} pixels, and outcrop decodes up to {limit}; make it smaller in another program"
    ))
}

/// Whether there is more than one picture in it.
fn is_animated(format: PictureFormat, bytes: &[u8]) -> ImageResult<bool> {
    let cursor = || Cursor::new(bytes);
    match format {
        PictureFormat::Jpeg => Ok(false),
        PictureFormat::Png => PngDecoder::new(cursor())?.is_apng(),
        PictureFormat::Webp => Ok(WebPDecoder::new(cursor())?.has_animation()),
        PictureFormat::Gif => {
            let mut decoder = GifDecoder::new(cursor())?;
            decoder.set_limits(pixels::limits())?;
            let mut frames = decoder.into_frames();
            frames.next().transpose()?;
            Ok(frames.next().transpose()?.is_some())
        }
    }
}

/// Whether a file ends before its picture does, where its decoder would forgive that.
fn is_cut_off(format: PictureFormat, bytes: &[u8]) -> bool {
    match format {
        PictureFormat::Jpeg => !has_end_of_jpeg(bytes),
        PictureFormat::Webp => {
            let told = bytes.get(4..8).and_then(|told| told.try_into().ok());
            told.is_none_or(|told| bytes.len() as u64 + 1 < u64::from(u32::from_le_bytes(told)) + 8)
        }
        // The last byte of a gif; some writers put zeros after it.
        PictureFormat::Gif => bytes.iter().rev().find(|byte| **byte != 0) != Some(&0x3B),
        PictureFormat::Png => !bytes.windows(4).rev().any(|window| window == b"IEND"),
    }
}

/// Whether the mark of the end follows the pixels. A thumbnail in the metadata has such a mark too,
/// so segments are stepped over.
fn has_end_of_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some([0xFF, marker]) = bytes.get(at..at + 2) {
        let length = bytes.get(at + 2..at + 4);
        let Some(Ok(length)) = length.map(<[u8; 2]>::try_from) else {
            return false;
        };
        at += 2 + usize::from(u16::from_be_bytes(length));
        if *marker == 0xDA {
            let pixels = bytes.get(at..).unwrap_or_default();
            return pixels.windows(2).any(|window| window == [0xFF, 0xD9]);
        }
    }
    // Padding, or a fault that the decoder will tell.
    bytes.windows(2).any(|window| window == [0xFF, 0xD9])
}

fn damaged(name: &str, format: PictureFormat, why: &str) -> NotAttached {
    let format = format.name();
    NotAttached::unfit(format!(
        "{name} looks like {format} and is damaged: {why}; fetch it again"
    ))
}

/// The decoder's words, in one line.
fn reason(error: &ImageError) -> String {
    let words = match error {
        ImageError::Decoding(error) => {
            let source = std::error::Error::source(error);
            source.map_or_else(|| error.to_string(), ToString::to_string)
        }
        ImageError::IoError(_) => "its end is missing".to_owned(),
        other => other.to_string(),
    };
    let mut words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.starts_with("CRC error") {
        return "a checksum in it is wrong".to_owned();
    }
    words.truncate(words.floor_char_boundary(120));
    words.trim_end_matches('.').to_owned()
}
