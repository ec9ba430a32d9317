//! What a picture tells beside its pixels: where and with what it was taken. It is taken out without
//! touching a pixel.

use std::sync::Arc;

use img_parts::jpeg::Jpeg;
use img_parts::png::Png;
use img_parts::riff::RiffContent;
use img_parts::webp::WebP;
use img_parts::{Bytes, ImageEXIF, ImageICC};

use crate::chat::attached::format::PictureFormat;

/// What becomes of a picture's metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Metadata {
    /// Nobody gets it.
    #[default]
    TakenOut,
    /// It goes along.
    Kept,
}

/// Begins the keywords of texts in a png that hold what other formats keep as metadata.
const RAW_PROFILE: &[u8] = b"Raw profile type";

/// The keyword of XMP in a png.
const XMP_KEYWORD: &[u8] = b"XML:com.adobe.xmp";

/// Segments of a jpeg: EXIF and XMP, several pictures in one, IPTC.
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP13: u8 = 0xED;

/// Flags in the header of a webp that tell of EXIF and XMP.
const WEBP_METADATA: u8 = 0x08 | 0x04;

/// A file whose parts are told apart, without copies of them.
pub(super) enum Parts {
    Jpeg(Jpeg),
    Png(Png),
    Webp(WebP),
    /// They cannot be told apart.
    Unknown,
}

impl Parts {
    /// Those of this file.
    pub(super) fn of(format: PictureFormat, bytes: &Arc<[u8]>) -> Self {
        let bytes = Bytes::from_owner(Arc::clone(bytes));
        let parts = match format {
            PictureFormat::Jpeg => Jpeg::from_bytes(bytes).map(Self::Jpeg),
            PictureFormat::Png => Png::from_bytes(bytes).map(Self::Png),
            PictureFormat::Webp => WebP::from_bytes(bytes).map(Self::Webp),
            PictureFormat::Gif => return Self::Unknown,
        };
        parts.unwrap_or(Self::Unknown)
    }

    /// The file without EXIF, XMP and IPTC; `None` = its parts cannot be told apart.
    pub(super) fn taken_out(self) -> Option<Vec<u8>> {
        let bytes = match self {
            Self::Jpeg(mut jpeg) => {
                let segments = jpeg.segments_mut();
                segments.retain(|segment| !is_told_in(segment.marker(), segment.contents()));
                jpeg.encoder().bytes()
            }
            Self::Png(mut png) => {
                let chunks = png.chunks_mut();
                chunks.retain(|chunk| !is_told_in_png(chunk.kind(), chunk.contents()));
                png.encoder().bytes()
            }
            Self::Webp(mut webp) => {
                webp.remove_chunks_by_id(*b"EXIF");
                webp.remove_chunks_by_id(*b"XMP ");
                forget_flags(&mut webp);
                webp.encoder().bytes()
            }
            Self::Unknown => return None,
        };
        Some(bytes.to_vec())
    }

    /// What a file tells beside its pixels, as it is said of a file that was rid of it; `None` = nothing.
    pub(super) fn what(&self, exif: Option<&[u8]>) -> Option<String> {
        let found = self.texts();
        if found.is_empty() && exif.is_none() {
            return None;
        }
        let in_text = |text: &Bytes| text.windows(11).any(|window| window == b"GPSLatitude");
        let located = exif.is_some_and(has_location) || found.iter().any(in_text);
        Some(if located {
            "location taken out".to_owned()
        } else {
            "camera data taken out".to_owned()
        })
    }

    /// The parts that hold metadata.
    fn texts(&self) -> Vec<Bytes> {
        match self {
            Self::Jpeg(jpeg) => {
                let own = jpeg.segments().iter();
                let own = own.filter(|own| is_told_in(own.marker(), own.contents()));
                own.map(|own| own.contents().clone()).collect()
            }
            Self::Png(png) => {
                let own = png.chunks().iter();
                let own = own.filter(|own| is_told_in_png(own.kind(), own.contents()));
                own.map(|own| own.contents().clone()).collect()
            }
            Self::Webp(webp) => {
                let own = webp.chunks().iter();
                let own = own.filter(|own| matches!(&own.id(), b"EXIF" | b"XMP "));
                own.filter_map(|own| own.content().data().cloned())
                    .collect()
            }
            Self::Unknown => Vec::new(),
        }
    }
}

fn is_told_in(marker: u8, contents: &[u8]) -> bool {
    matches!(marker, APP1 | APP13) || (marker == APP2 && contents.starts_with(b"MPF\0"))
}

fn is_told_in_png(kind: [u8; 4], contents: &[u8]) -> bool {
    match &kind {
        b"eXIf" => true,
        b"iTXt" | b"tEXt" | b"zTXt" => {
            contents.starts_with(RAW_PROFILE) || contents.starts_with(XMP_KEYWORD)
        }
        _ => false,
    }
}

fn forget_flags(webp: &mut WebP) {
    for chunk in webp.chunks_mut() {
        if chunk.id() != *b"VP8X" {
            continue;
        }
        if let RiffContent::Data(data) = chunk.content_mut() {
            let mut header = data.to_vec();
            if let Some(flags) = header.first_mut() {
                *flags &= !WEBP_METADATA;
            }
            *data = header.into();
        }
    }
}

/// Whether the first folder of an EXIF part names one with a location.
fn has_location(exif: &[u8]) -> bool {
    const GPS: u16 = 0x8825;
    let is_little = exif.starts_with(b"II");
    let number = |at: usize| {
        let two: [u8; 2] = exif.get(at..at + 2)?.try_into().ok()?;
        Some(if is_little {
            u16::from_le_bytes(two)
        } else {
            u16::from_be_bytes(two)
        })
    };
    // Where the first folder begins; the upper half is zero in any file that fits a segment.
    let (low, high) = if is_little { (4, 6) } else { (6, 4) };
    let folder = match (number(low), number(high)) {
        (Some(low), Some(0)) => usize::from(low),
        _ => return false,
    };
    let count = usize::from(number(folder).unwrap_or(0));
    (0..count).any(|entry| number(folder + 2 + 12 * entry) == Some(GPS))
}

/// A file with its colour profile, and with EXIF where that is kept, which no longer asks for turning.
pub(super) fn put_back(
    format: PictureFormat,
    bytes: Vec<u8>,
    exif: Option<&[u8]>,
    icc: Option<&[u8]>,
) -> Vec<u8> {
    let exif = exif.map(|exif| {
        let mut exif = exif.to_vec();
        let _turned = image::metadata::Orientation::remove_from_exif_chunk(&mut exif);
        Bytes::from(exif)
    });
    let icc = icc.map(Bytes::copy_from_slice);
    if exif.is_none() && icc.is_none() {
        return bytes;
    }
    let own = Bytes::from(bytes.clone());
    let dressed = match format {
        PictureFormat::Jpeg => Jpeg::from_bytes(own).map(|mut jpeg| {
            jpeg.set_icc_profile(icc);
            jpeg.set_exif(exif);
            jpeg.encoder().bytes()
        }),
        PictureFormat::Png => Png::from_bytes(own).map(|mut png| {
            png.set_icc_profile(icc);
            png.set_exif(exif);
            png.encoder().bytes()
        }),
        PictureFormat::Webp | PictureFormat::Gif => return bytes,
    };
    dressed.map_or(bytes, |dressed| dressed.to_vec())
}
