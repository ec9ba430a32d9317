//! Pictures that go along with a message: what is known of them. Their bytes stay with the shell.

use std::path::PathBuf;

use super::content::ContentBlock;
use super::record::Blob;

/// A picture that was attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) hash: String,
    /// By its content, not by its name.
    pub(crate) format: PictureFormat,
    /// How many bytes.
    pub(crate) size: u64,
    /// Columns of pixels.
    pub(crate) width: u32,
    /// Rows of pixels.
    pub(crate) height: u32,
    /// The file's name.
    pub(crate) name: String,
    /// Where it was read from, so that a draft can name it.
    pub(crate) path: PathBuf,
}

/// The formats that Bedrock takes.
///
/// Source: Bedrock API reference, type `ImageBlock`, member `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFormat {
    Png,
    Jpeg,
    Gif,
    Webp,
}

/// Largest picture that is sent, in bytes: 5 MiB as base64.
///
/// Source: `image exceeds 5 MB maximum: … > 5242880 bytes`, which counts encoded bytes.
pub(crate) const MAX_BYTES: u64 = 3_932_160;

/// Most pixels of a side. Source: Bedrock API reference, type `Message`: 8,000 px.
pub(crate) const MAX_SIDE: u32 = 8_000;

impl PictureFormat {
    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Gif => "gif",
            Self::Webp => "webp",
        }
    }

    /// The media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
        }
    }
}

impl Picture {
    /// The block of a message that shows it.
    pub(crate) fn block(&self) -> ContentBlock {
        ContentBlock::Image {
            hash: self.hash.clone(),
            format: self.format.name().to_owned(),
        }
    }

    /// What the file keeps of it beside its bytes.
    pub(crate) fn blob(&self) -> Blob {
        Blob {
            hash: self.hash.clone(),
            media: self.format.media().to_owned(),
            size: self.size,
            name: Some(self.name.clone()),
        }
    }

    /// Format, pixels and size, for the screen: `png 812×610 92 kB`.
    pub(crate) fn label(&self) -> String {
        let kilobytes = self.size.div_ceil(1000);
        format!(
            "{} {}×{} {kilobytes} kB",
            self.format.name(),
            self.width,
            self.height
        )
    }

    /// Why it cannot be sent; `None` = it can.
    pub(crate) fn problem(&self) -> Option<String> {
        if self.size > MAX_BYTES {
            let tenths = self.size * 10 / 1_048_576;
            return Some(format!(
                "{} has {}.{} MB, and Bedrock takes 3.75 MB; make it smaller first",
                self.name,
                tenths / 10,
                tenths % 10
            ));
        }
        if self.width.max(self.height) > MAX_SIDE {
            return Some(format!(
                "{} has {}×{} pixels, and Bedrock takes {MAX_SIDE} a side; make it smaller first",
                self.name, self.width, self.height
            ));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(size: u64, width: u32) -> Picture {
        Picture {
            hash: "sha256:00".to_owned(),
            format: PictureFormat::Png,
            size,
            width,
            height: 610,
            name: "rock.png".to_owned(),
            path: PathBuf::from("rock.png"),
        }
    }

    #[test]
    fn limits_are_told_with_their_numbers() {
        assert_eq!(picture(MAX_BYTES, MAX_SIDE).problem(), None);
        let heavy = picture(5_000_000, 1).problem().unwrap();
        assert!(heavy.contains("rock.png has 4.7 MB"), "{heavy}");
        let wide = picture(1, 8001).problem().unwrap();
        assert!(wide.contains("8001×610"), "{wide}");
    }

    #[test]
    fn a_label_is_short() {
        assert_eq!(picture(91_700, 812).label(), "png 812×610 92 kB");
    }
}
