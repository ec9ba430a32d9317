//! What a file is, by its content: never by its name where the content can tell.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use super::film;
use crate::app::chips::NotAttached;
use crate::chat::attached::Kind;
use crate::chat::attached::format::{DocumentFormat, PictureFormat};
use crate::chat::content::Cited;

/// What these bytes are.
///
/// # Errors
/// They are nothing that can go along; the sentence names the file.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| NotAttached::unfit(format!("cannot read {name}: {error}")))?;
    let format = match reader.format() {
        Some(ImageFormat::Png) => PictureFormat::Png,
        Some(ImageFormat::Jpeg) => PictureFormat::Jpeg,
        Some(ImageFormat::Gif) => PictureFormat::Gif,
        Some(ImageFormat::WebP) => PictureFormat::Webp,
        Some(_) | None => {
            return film::kind(name, bytes).map_or_else(|| document(name, bytes), Ok);
        }
    };
    let (width, height) = reader.into_dimensions().map_err(|error| {
        let format = format.name();
        NotAttached::unfit(format!(
            "{name} looks like {format} and is damaged: {error}"
        ))
    })?;
    Ok(Kind::Picture {
        format,
        width,
        height,
    })
}

fn document(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = DocumentFormat::named(&extension.to_ascii_lowercase());
    match format {
        Some(format) if format.is_text() => {
            text(name, bytes)?;
            Ok(Kind::Document {
                format,
                pages: None,
                cited: Cited::Off,
            })
        }
        Some(format) => Ok(Kind::Document {
            format,
            pages: None,
            cited: Cited::Off,
        }),
        None => Err(NotAttached::unfit(format!(
            "{name} is nothing that Bedrock takes: no picture and no document, by its content"
        ))),
    }
}

/// The text of a file.
///
/// # Errors
/// It is no text.
pub(super) fn text(name: &str, bytes: &[u8]) -> Result<String, NotAttached> {
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|_| NotAttached::unfit(format!("{name} is no text in UTF-8")))?;
    Ok(text.to_owned())
}
