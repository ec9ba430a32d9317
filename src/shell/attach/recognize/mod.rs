//! What a file is, by its content: never by its name where the content can tell.

mod document;
pub(super) mod metadata;
mod pdf;
mod picture;
mod signature;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use image::DynamicImage;

use crate::app::chips::NotAttached;
use crate::chat::attached::Kind;
use crate::chat::attached::format::{AudioFormat, DocumentFormat, PictureFormat, VideoFormat};
use crate::chat::size::size;

pub(super) use document::text;
pub(crate) use metadata::Metadata;
use picture::Frames;
use signature::{Foreign, Signature};

/// Most bytes of a file that is no picture. Larger ones fit in no request, and only pictures can be
/// made smaller.
const MAX_OTHERS: u64 = 25_000_000;

/// What a file is, and what goes along of it.
#[derive(Debug)]
pub(in crate::shell) struct Recognized {
    /// What it is.
    pub(in crate::shell) kind: Kind,
    /// Its bytes, or those that go along in their place.
    pub(in crate::shell) bytes: Arc<[u8]>,
    /// What was done, and what is to be said.
    pub(in crate::shell) changes: Vec<String>,
}

/// What these bytes are.
///
/// # Errors
/// They are nothing that can go along; the sentence names the file and what to do.
pub(super) fn recognize(
    name: &str,
    bytes: Arc<[u8]>,
    metadata: Metadata,
) -> Result<Recognized, NotAttached> {
    guarded(name, || looked_into(name, bytes, metadata))
}

fn looked_into(
    name: &str,
    bytes: Arc<[u8]>,
    metadata: Metadata,
) -> Result<Recognized, NotAttached> {
    let mut recognized = match begun(name, &bytes)? {
        Signature::Picture(format) => picture::recognize(name, format, bytes, metadata)?,
        Signature::Pdf => plain(pdf::kind(name, &bytes)?, bytes),
        Signature::Compound => plain(document::compound(name, &bytes)?, bytes),
        Signature::Zip => plain(document::zipped(name, &bytes)?, bytes),
        Signature::Video(format) => plain(Kind::Video(format), bytes),
        Signature::Audio(format) => plain(Kind::Audio(format), bytes),
        Signature::Foreign(foreign) => return Err(refused(name, foreign)),
        Signature::None => plain(document::of_text(name, &bytes)?, bytes),
    };
    if let Some(lie) = lie(name, &recognized.kind) {
        recognized.changes.insert(0, lie);
    }
    Ok(recognized)
}

/// Whether these bytes could be something that goes along, without decoding pictures or reading pages,
/// which can take seconds.
///
/// # Errors
/// They cannot; the sentence names the file and what to do.
pub(super) fn glanced_at(name: &str, bytes: &[u8]) -> Result<(), NotAttached> {
    guarded(name, || match begun(name, bytes)? {
        Signature::Compound => document::compound(name, bytes).map(|_| ()),
        Signature::Zip => document::zipped(name, bytes).map(|_| ()),
        Signature::Foreign(foreign) => Err(refused(name, foreign)),
        Signature::None => document::of_text(name, bytes).map(|_| ()),
        Signature::Picture(_) | Signature::Pdf | Signature::Video(_) | Signature::Audio(_) => {
            Ok(())
        }
    })
}

/// The pixels of a still picture, turned upright.
///
/// # Errors
/// It is damaged, moves, or is too large to be decoded; the sentence names it.
pub(super) fn decoded(name: &str, bytes: &[u8]) -> Result<DynamicImage, NotAttached> {
    guarded(name, || picture::decoded(name, bytes, Frames::One))
}

/// The first picture of an animated one, as png.
///
/// # Errors
/// It cannot be decoded; the sentence names it.
pub(super) fn first_frame(name: &str, bytes: &[u8]) -> Result<Vec<u8>, NotAttached> {
    guarded(name, || picture::first_frame(name, bytes))
}

/// Looks at a file whose bytes somebody else has chosen: a decoder that panics over them costs this
/// file, and whoever waits for it is told.
fn guarded<T>(name: &str, look: impl FnOnce() -> Result<T, NotAttached>) -> Result<T, NotAttached> {
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_else(|_| {
        Err(NotAttached::unfit(format!(
            "{name} is damaged in a way that cannot be read; fetch it again"
        )))
    })
}

/// What the first bytes say, unless they are none or too many.
fn begun(name: &str, bytes: &[u8]) -> Result<Signature, NotAttached> {
    if bytes.is_empty() {
        let why = format!("{name} is empty; look whether it was written to the end");
        return Err(NotAttached::unfit(why));
    }
    let signature = signature::of(name, bytes);
    if !matches!(signature, Signature::Picture(_)) {
        limited(name, bytes.len())?;
    }
    Ok(signature)
}

/// What goes along as it is.
fn plain(kind: Kind, bytes: Arc<[u8]>) -> Recognized {
    Recognized {
        kind,
        bytes,
        changes: Vec::new(),
    }
}

fn limited(name: &str, bytes: usize) -> Result<(), NotAttached> {
    let bytes = bytes as u64;
    if bytes <= MAX_OTHERS {
        return Ok(());
    }
    Err(NotAttached::unfit(format!(
        "{name} has {}, and a whole request takes 25 MB; send a part of it",
        size(bytes)
    )))
}

/// Why a file of another kind cannot go along.
fn refused(name: &str, foreign: Foreign) -> NotAttached {
    let (what, advice) = match foreign {
        Foreign::Picture(what) => (
            what,
            "and Bedrock takes png, jpeg, gif and webp; convert it",
        ),
        Foreign::Media(what) => (
            what,
            "which Bedrock does not take; convert it to mp4, or sound to mp3",
        ),
        Foreign::Document(what) => (
            what,
            "which Bedrock does not take; save it as pdf, docx, xlsx or text",
        ),
        Foreign::Archive(what) => (what, "which Bedrock does not take; unpack it"),
        Foreign::Data(what) => (what, "which no model can read; send text about it"),
    };
    NotAttached::unfit(format!("{name} is {what}, {advice}"))
}

/// What is to be said where the end of a name tells of another format than the content.
fn lie(name: &str, kind: &Kind) -> Option<String> {
    let (is, also): (&str, &[&str]) = match kind {
        Kind::Picture { format, .. } => match format {
            PictureFormat::Jpeg => ("jpeg", &["jpg", "jpe", "jfif"]),
            PictureFormat::Png => ("png", &[]),
            PictureFormat::Gif => ("gif", &[]),
            PictureFormat::Webp => ("webp", &[]),
        },
        // Of texts the name itself has decided.
        Kind::Document { format, .. } if format.is_text() => return None,
        Kind::Document { format, .. } => (format.name(), &["dot", "dotx", "docm", "xlsm", "xlt"]),
        Kind::Video(format) => match format {
            VideoFormat::Mov => ("mov", &["qt"]),
            VideoFormat::Mp4 => ("mp4", &["m4v"]),
            VideoFormat::ThreeGp => ("3gp", &["3g2", "3gpp"]),
            VideoFormat::Mpeg | VideoFormat::Mpg => ("mpeg", &["mpg", "vob", "m2v"]),
            VideoFormat::Mkv | VideoFormat::Webm | VideoFormat::Flv | VideoFormat::Wmv => {
                (format.name(), &["asf"])
            }
        },
        Kind::Audio(format) => match format {
            AudioFormat::M4a => ("m4a", &["m4b", "mp4"]),
            AudioFormat::Ogg => ("ogg", &["oga"]),
            AudioFormat::Opus => ("opus", &["ogg", "oga"]),
            AudioFormat::Wav => ("wav", &["wave"]),
            AudioFormat::Mp3 | AudioFormat::Aac | AudioFormat::Flac | AudioFormat::Mka => {
                (format.name(), &["mpga"])
            }
        },
        Kind::Text(_) => return None,
    };
    let says = extension(name);
    let tells_something = KNOWN.contains(&says.as_str()) || DocumentFormat::named(&says).is_some();
    let is_so = says == is || also.contains(&says.as_str());
    (tells_something && !is_so).then(|| {
        let article = if is == "mp3" || is == "m4a" || is == "mp4" || is.starts_with('x') {
            "an"
        } else {
            "a"
        };
        format!("is {article} {is}, though its name says {says}")
    })
}

/// Ends of names that promise a format.
const KNOWN: [&str; 36] = [
    "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "avif", "svg", "ico", "mp4",
    "mov", "mkv", "webm", "avi", "wmv", "flv", "mpg", "mpeg", "3gp", "mp3", "wav", "flac", "ogg",
    "opus", "aac", "m4a", "mka", "zip", "json", "ppt", "pptx", "odt", "jxl",
];

/// The end of a name in small letters: `png` of `Rock.PNG`.
fn extension(name: &str) -> String {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    end.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decoder_that_panics_costs_one_file() {
        let refused = guarded("rock.png", || -> Result<(), NotAttached> {
            panic!("a decoder is at its end")
        });
        let why = refused.unwrap_err().why;
        assert!(why.starts_with("rock.png is damaged"), "{why}");
    }

    #[test]
    fn at_a_glance_nothing_is_decoded() {
        let png = b"\x89PNG\r\n\x1a\n and no picture";
        assert_eq!(glanced_at("rock.png", png), Ok(()));
        assert!(recognize("rock.png", png[..].into(), Metadata::Kept).is_err());
        for (bytes, why) in [
            (&b""[..], "is empty"),
            (b"PK\x03\x04", "damaged"),
            (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
            (b"\x80\x00\x01", "nothing that Bedrock takes"),
        ] {
            let told = glanced_at("rock", bytes).unwrap_err().why;
            assert!(told.contains(why), "{told}");
        }
    }
}
