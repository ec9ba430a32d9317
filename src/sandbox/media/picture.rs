//! A picture: what it is by its content, and what is to be seen on it.

use std::collections::BTreeMap;
use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits};
use serde_json::Value;

use super::colour;
use super::exif::{self, Exif};
use super::gif;

/// The most memory that decoding one picture may take, in bytes: 8000 × 8000 pixels of four bytes, and room.
const MAX_MEMORY: u64 = 320 * 1024 * 1024;

/// About how many pixels are looked at.
const SAMPLES: u64 = 40_000;

/// Colours that cover less than this are not named, in percent.
const LEAST: u64 = 1;

/// Most colours that are named.
const MOST_COLOURS: usize = 6;

/// The names of the nine fields, row by row.
pub(crate) const FIELDS: [&str; 9] = [
    "top left",
    "top",
    "top right",
    "left",
    "middle",
    "right",
    "bottom left",
    "bottom",
    "bottom right",
];

/// The longest side that a model sees, in pixels: larger pictures are scaled down before they are counted.
const LONGEST_SIDE: u64 = 1_568;

/// Pixels of a token.
const PIXELS_OF_A_TOKEN: u64 = 750;

/// Letters of base64 in which the size of a picture is looked for. A multiple of four.
const HEAD: usize = 128 * 1024;

/// Bytes that are no picture, or one that cannot be decoded within the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoPicture;

/// What the first bytes of a picture say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    /// The format by content, as the API names it.
    pub(crate) format: &'static str,
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
}

/// What is to be seen on a picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Picture {
    pub(crate) head: Head,
    pub(crate) exif: Option<Exif>,
    pub(crate) motion: Motion,
    /// Colours and how much of the picture they cover, in percent, the largest first.
    pub(crate) colours: Vec<(&'static str, u64)>,
    /// What is in the nine fields of a 3 × 3 grid, row by row.
    pub(crate) fields: [String; 9],
}

/// Whether a picture moves. Only its first frame is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Motion {
    Still,
    Animated,
}

/// The format of a picture by content.
fn format(bytes: &[u8]) -> Option<(ImageFormat, &'static str)> {
    let format = image::guess_format(bytes).ok()?;
    let name = match format {
        ImageFormat::Png => "png",
        ImageFormat::Jpeg => "jpeg",
        ImageFormat::Gif => "gif",
        ImageFormat::WebP => "webp",
        _ => return None,
    };
    Some((format, name))
}

/// Format and size of a picture, without decoding it.
///
/// # Errors
/// The bytes are not those of a picture that models take.
pub(crate) fn head(bytes: &[u8]) -> Result<Head, NoPicture> {
    let (format, name) = format(bytes).ok_or(NoPicture)?;
    let reader = ImageReader::with_format(Cursor::new(bytes), format);
    let (width, height) = reader.into_dimensions().map_err(|_| NoPicture)?;
    if width == 0 || height == 0 {
        return Err(NoPicture);
    }
    Ok(Head {
        format: name,
        width,
        height,
    })
}

/// What an image block counts in tokens: by its pixels, as far as its first bytes tell them.
pub(crate) fn tokens(image: &Value) -> Option<usize> {
    let encoded = image["source"]["bytes"].as_str()?;
    let head_of = |encoded: &str| head(&STANDARD.decode(encoded).ok()?).ok();
    let begun = encoded.get(..HEAD).and_then(head_of);
    let head = begun.or_else(|| head_of(encoded))?;
    let (width, height) = (u64::from(head.width), u64::from(head.height));
    let longest = width.max(height);
    let scaled = |side: u64| side * longest.min(LONGEST_SIDE) / longest;
    let tokens = scaled(width) * scaled(height) / PIXELS_OF_A_TOKEN;
    usize::try_from(tokens.max(1)).ok()
}

/// Looks at a picture.
///
/// # Errors
/// The bytes cannot be decoded, or not within the limits of memory.
pub(super) fn seen(bytes: &[u8]) -> Result<Picture, NoPicture> {
    let head = head(bytes)?;
    let (format, _) = format(bytes).ok_or(NoPicture)?;
    let mut decoder = decoder(bytes, format)?;
    let exif = decoder.exif_metadata().ok().flatten();
    let image = DynamicImage::from_decoder(decoder).map_err(|_| NoPicture)?;
    let (whole, fields) = counted(&image);
    Ok(Picture {
        head,
        exif: exif.map(|block| exif::read(&block)),
        motion: motion(format, bytes),
        colours: whole.largest(),
        fields: fields.map(|field| field.described()),
    })
}

/// What decodes a picture, within the limits of memory.
fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, NoPicture> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().map_err(|_| NoPicture)?;
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(NoPicture);
    }
    Ok(decoder)
}

/// The pixels of a picture.
///
/// # Errors
/// The bytes cannot be decoded, or not within the limits of memory.
pub(super) fn pixels(bytes: &[u8]) -> Result<DynamicImage, NoPicture> {
    let (format, _) = format(bytes).ok_or(NoPicture)?;
    DynamicImage::from_decoder(decoder(bytes, format)?).map_err(|_| NoPicture)
}

/// Whether there is more than one frame.
fn motion(format: ImageFormat, bytes: &[u8]) -> Motion {
    let source = Cursor::new(bytes);
    let is_animated = match format {
        ImageFormat::Png => PngDecoder::new(source).is_ok_and(|png| png.is_apng().unwrap_or(false)),
        ImageFormat::WebP => WebPDecoder::new(source).is_ok_and(|webp| webp.has_animation()),
        ImageFormat::Gif => gif::frames(bytes) > 1,
        _ => false,
    };
    if is_animated {
        Motion::Animated
    } else {
        Motion::Still
    }
}

/// How often each colour was met.
#[derive(Default)]
struct Count {
    colours: BTreeMap<&'static str, u64>,
    all: u64,
}

/// The colours of the whole picture and of its nine fields. Of a large picture every so many pixels are looked at.
fn counted(image: &DynamicImage) -> (Count, [Count; 9]) {
    let (width, height) = image.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    let step = usize::try_from((pixels / SAMPLES).isqrt().max(1)).unwrap_or(usize::MAX);
    let mut whole = Count::default();
    let mut fields: [Count; 9] = Default::default();
    for y in (0..height).step_by(step) {
        for x in (0..width).step_by(step) {
            let name = colour::name(image.get_pixel(x, y).0);
            whole.add(name);
            fields[field(x, width) + 3 * field(y, height)].add(name);
        }
    }
    (whole, fields)
}

/// Which third of a side a pixel is in: 0, 1 or 2.
fn field(at: u32, side: u32) -> usize {
    let third = u64::from(at) * 3 / u64::from(side).max(1);
    usize::try_from(third.min(2)).unwrap_or_default()
}

impl Count {
    fn add(&mut self, name: &'static str) {
        *self.colours.entry(name).or_default() += 1;
        self.all += 1;
    }

    /// Shares in percent, the largest first; equal ones by name.
    fn shares(&self) -> Vec<(&'static str, u64)> {
        let share = |count: u64| (count * 200 + self.all) / (self.all.max(1) * 2);
        let mut shares: Vec<_> = self
            .colours
            .iter()
            .map(|(name, count)| (*name, *count))
            .collect();
        shares.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        shares
            .into_iter()
            .map(|(name, count)| (name, share(count)))
            .collect()
    }

    fn largest(&self) -> Vec<(&'static str, u64)> {
        let shares = self.shares().into_iter();
        shares
            .filter(|(_, share)| *share >= LEAST)
            .take(MOST_COLOURS)
            .collect()
    }

    /// One field in a few words. A very small picture has fields without a pixel.
    fn described(&self) -> String {
        match self.shares().as_slice() {
            [] => "nothing".to_owned(),
            [(name, share), ..] if *share >= 90 => (*name).to_owned(),
            [(name, share), ..] if *share >= 60 => format!("mostly {name}"),
            [(one, _), (other, _), ..] => format!("{one} and {other}"),
            [(name, _)] => (*name).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};
    use proptest::prelude::*;

    use super::*;

    /// A picture of nine coloured squares.
    fn squares(side: u32, colours: &[[u8; 3]; 9], format: ImageFormat) -> Vec<u8> {
        let pixel = |x: u32, y: u32| Rgb(colours[(x / side + 3 * (y / side)) as usize]);
        let image = RgbImage::from_fn(3 * side, 3 * side, pixel);
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    const PAINTS: [(&str, [u8; 3]); 8] = [
        ("red", [255, 0, 0]),
        ("green", [0, 128, 0]),
        ("blue", [0, 0, 255]),
        ("white", [255, 255, 255]),
        ("black", [0, 0, 0]),
        ("yellow", [255, 255, 0]),
        ("grey", [128, 128, 128]),
        ("magenta", [255, 0, 255]),
    ];

    #[test]
    fn a_picture_is_described() {
        let red_on_blue = [[0, 0, 255]; 9];
        let mut colours = red_on_blue;
        colours[0] = [255, 0, 0];
        for (format, name) in [
            (ImageFormat::Png, "png"),
            (ImageFormat::WebP, "webp"),
            (ImageFormat::Gif, "gif"),
            (ImageFormat::Jpeg, "jpeg"),
        ] {
            let picture = seen(&squares(32, &colours, format)).unwrap();
            assert_eq!(
                picture.head,
                Head {
                    format: name,
                    width: 96,
                    height: 96
                }
            );
            assert_eq!(picture.fields[0], "red", "{name}");
            assert_eq!(picture.fields[8], "blue", "{name}");
            assert_eq!(picture.colours[0].0, "blue", "{name}");
            assert_eq!(picture.motion, Motion::Still);
        }
    }

    #[test]
    fn what_is_cut_off_or_lies_is_no_picture() {
        let whole = squares(8, &[[255, 0, 0]; 9], ImageFormat::Png);
        assert_eq!(seen(&whole[..whole.len() / 2]), Err(NoPicture));
        assert_eq!(seen(b""), Err(NoPicture));
        assert_eq!(seen(b"\x89PNG\r\n\x1a\n and nothing more"), Err(NoPicture));
        assert_eq!(
            seen(b"BM is a bitmap, which no model takes"),
            Err(NoPicture)
        );
    }

    #[test]
    fn a_picture_costs_by_its_pixels() {
        let cost = |side| {
            let bytes = STANDARD.encode(squares(side, &[[0; 3]; 9], ImageFormat::Png));
            tokens(&serde_json::json!({"source": {"bytes": bytes}}))
        };
        assert_eq!((cost(1), cost(250)), (Some(1), Some(750)));
        assert_eq!(cost(1000), Some(1568 * 1568 / 750));
        assert_eq!(tokens(&Value::Null), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn squares_are_described_rightly(paints in prop::array::uniform9(0..8_usize), side in 1..20_u32) {
            let colours = paints.map(|paint| PAINTS[paint].1);
            let picture = seen(&squares(side, &colours, ImageFormat::Png)).unwrap();
            let names = paints.map(|paint| PAINTS[paint].0.to_owned());
            prop_assert_eq!(picture.fields, names.clone());
            for (name, share) in picture.colours {
                let count = names.iter().filter(|other| *other == name).count();
                prop_assert_eq!(share, (count as u64 * 200 + 9) / 18);
            }
        }

        #[test]
        fn no_bytes_are_fatal(kind in 0..4_usize, bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0..120_usize) {
            let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP][kind];
            let mut picture = squares(4, &[[255, 0, 0]; 9], format);
            let at = at.min(picture.len());
            let end = (at + bytes.len()).min(picture.len());
            picture.splice(at..end, bytes.iter().copied());
            let _ = seen(&picture);
            let _ = seen(&bytes);
        }
    }
}
