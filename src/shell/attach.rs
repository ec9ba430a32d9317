//! Files to attach: read, recognized by their content, measured, never decoded.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use image::{ImageFormat, ImageReader};

use crate::chat::picture::{Picture, PictureFormat};
use crate::store::blobs;

/// Most bytes of a file that are read. Larger ones could not be sent in any request.
const MAX_READ: u64 = 25_000_000;

/// A picture and its bytes.
#[derive(Debug)]
pub(super) struct Attached {
    pub(super) picture: Picture,
    pub(super) bytes: Arc<[u8]>,
}

/// Reads a picture.
///
/// # Errors
/// Why it cannot go along, in a sentence that names the file.
pub(super) fn read(path: &Path) -> Result<Attached, String> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let bytes =
        bytes_of(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    if bytes.len() as u64 > MAX_READ {
        return Err(format!("{name} is larger than a whole request may be"));
    }
    let picture = recognized(name, path, &bytes)?;
    match picture.problem() {
        Some(problem) => Err(problem),
        None => Ok(Attached {
            picture,
            bytes: bytes.into(),
        }),
    }
}

/// The bytes of a regular file; a pipe or a device could keep the thread for ever.
pub(super) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = File::open(path)?;
    if !file.metadata()?.is_file() {
        let cause = "it is no regular file";
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, cause));
    }
    let mut bytes = Vec::new();
    file.take(MAX_READ + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn recognized(name: String, path: &Path, bytes: &[u8]) -> Result<Picture, String> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| format!("cannot read {name}: {error}"))?;
    let format = match reader.format() {
        Some(ImageFormat::Png) => PictureFormat::Png,
        Some(ImageFormat::Jpeg) => PictureFormat::Jpeg,
        Some(ImageFormat::Gif) => PictureFormat::Gif,
        Some(ImageFormat::WebP) => PictureFormat::Webp,
        Some(_) | None => {
            return Err(format!(
                "{name} is no picture that Bedrock takes: png, jpeg, gif or webp, by its content"
            ));
        }
    };
    let (width, height) = reader.into_dimensions().map_err(|error| {
        format!(
            "{name} looks like {} and is damaged: {error}",
            format.name()
        )
    })?;
    Ok(Picture {
        hash: blobs::hash(bytes),
        format,
        size: bytes.len() as u64,
        width,
        height,
        name,
        path: std::path::absolute(path).unwrap_or_else(|_| path.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one pixel, in this format.
    fn pixel(format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        let image = image::DynamicImage::new_rgb8(3, 2);
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn read_bytes(name: &str, bytes: &[u8]) -> Result<Attached, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        read(&path)
    }

    #[test]
    fn the_content_decides_and_not_the_name() {
        for (format, ours) in [
            (ImageFormat::Png, PictureFormat::Png),
            (ImageFormat::Jpeg, PictureFormat::Jpeg),
            (ImageFormat::Gif, PictureFormat::Gif),
            (ImageFormat::WebP, PictureFormat::Webp),
        ] {
            let bytes = pixel(format);
            let attached = read_bytes("lie.txt", &bytes).unwrap();
            assert_eq!(attached.picture.format, ours);
            assert_eq!((attached.picture.width, attached.picture.height), (3, 2));
            assert_eq!(attached.bytes.len() as u64, attached.picture.size);
            assert_eq!(attached.picture.hash.len(), 71);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused_with_a_sentence() {
        let text = read_bytes("note.png", b"hello").unwrap_err();
        assert!(text.contains("note.png is no picture"), "{text}");
        let cut = &pixel(ImageFormat::Png)[..12];
        let text = read_bytes("cut.png", cut).unwrap_err();
        assert!(text.contains("damaged"), "{text}");
        let text = read(Path::new("/nowhere/rock.png")).unwrap_err();
        assert!(text.starts_with("cannot read /nowhere/rock.png"), "{text}");
        let text = read(Path::new("/dev/zero")).unwrap_err();
        assert!(text.contains("no regular file"), "{text}");
    }
}
