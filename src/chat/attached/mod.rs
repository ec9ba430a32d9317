//! What goes along with a message: pictures, documents, films, sound and long texts. What is known of
//! them; their bytes stay with the shell.

pub(crate) mod format;
pub(crate) mod limits;
pub(crate) mod marks;
pub(crate) mod smaller;

use std::path::PathBuf;
use std::sync::Arc;

use super::content::{Cited, ContentBlock, HeldKind, MediaKind, MediaSource};
use super::record::Blob;
use super::size::size;
use format::{AudioFormat, DocumentFormat, PictureFormat, VideoFormat};

/// Something that was attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// `sha256:` and 64 hexadecimal digits; empty where outcrop does not have the bytes.
    pub(crate) hash: String,
    /// How many bytes.
    pub(crate) size: u64,
    /// The name of the file, or what the user calls it.
    pub(crate) name: String,
    /// Where it comes from.
    pub(crate) source: Source,
    /// What it is, by its content and not by its name.
    pub(crate) kind: Kind,
    /// What was done to it since it was read, such as `location taken out`.
    pub(crate) changes: Vec<String>,
}

/// Where an attachment comes from, so that a draft can name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file of the user's.
    File(PathBuf),
    /// No such file has these bytes, such as those of the clipboard; they are kept in this one.
    Kept(PathBuf),
    /// It stands in the conversation already.
    Conversation,
    /// It was pasted: this text.
    Text(Arc<str>),
    /// The service reads it from a bucket.
    S3 {
        /// `s3://bucket/key`.
        uri: String,
        /// The account that owns the bucket, if it is another one.
        owner: Option<String>,
    },
}

/// What an attachment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A picture.
    Picture {
        /// Its format.
        format: PictureFormat,
        /// Columns of pixels.
        width: u32,
        /// Rows of pixels.
        height: u32,
    },
    /// A document.
    Document {
        /// Its format.
        format: DocumentFormat,
        /// How many pages, where that is known.
        pages: Option<u32>,
        /// Whether replies are to tell which passages they go by.
        cited: Cited,
    },
    /// A film.
    Video(VideoFormat),
    /// Sound.
    Audio(AudioFormat),
    /// A long text that was pasted. It goes as part of the message's text.
    Text(Arc<str>),
}

impl Kind {
    /// What it is called on the screen and in the marks of a text: `Image`.
    pub(crate) fn title(&self) -> &'static str {
        match self {
            Self::Picture { .. } => "Image",
            Self::Document { .. } => "Document",
            Self::Video(_) => "Video",
            Self::Audio(_) => "Audio",
            Self::Text(_) => "Text",
        }
    }

    /// The end of the name of a file with its bytes.
    pub(crate) fn extension(&self) -> &'static str {
        match self {
            Self::Picture { format, .. } => format.extension(),
            Self::Document { format, .. } => format.name(),
            Self::Video(format) => format.extension(),
            Self::Audio(format) => format.name(),
            Self::Text(_) => "txt",
        }
    }

    /// The media type.
    pub(crate) fn media(&self) -> &'static str {
        match self {
            Self::Picture { format, .. } => format.media(),
            Self::Document { format, .. } => format.media(),
            Self::Video(format) => format.media(),
            Self::Audio(format) => format.media(),
            Self::Text(_) => "text/plain",
        }
    }
}

/// The end of the name of a file with the bytes that a block names. A format that is not known is not
/// believed: it would decide which program opens them.
pub(crate) fn extension(block: &ContentBlock) -> &'static str {
    let known = block.held().and_then(|held| match held.what {
        HeldKind::Image => PictureFormat::named(held.format).map(PictureFormat::extension),
        HeldKind::Document(..) => DocumentFormat::named(held.format).map(DocumentFormat::name),
        HeldKind::Media(MediaKind::Video) => {
            VideoFormat::named(held.format).map(VideoFormat::extension)
        }
        HeldKind::Media(MediaKind::Audio) => AudioFormat::named(held.format).map(AudioFormat::name),
    });
    known.unwrap_or("bin")
}

impl Attached {
    /// The block of a message that it becomes; `None` = it is part of the text.
    pub(crate) fn block(&self) -> Option<ContentBlock> {
        match &self.kind {
            Kind::Picture { format, .. } => Some(ContentBlock::Image {
                hash: self.hash.clone(),
                format: format.name().to_owned(),
            }),
            Kind::Document { format, cited, .. } => Some(ContentBlock::Document {
                hash: self.hash.clone(),
                format: format.name().to_owned(),
                name: self.name.clone(),
                cited: *cited,
            }),
            Kind::Video(format) => Some(self.media(MediaKind::Video, format.name())),
            Kind::Audio(format) => Some(self.media(MediaKind::Audio, format.name())),
            Kind::Text(_) => None,
        }
    }

    fn media(&self, kind: MediaKind, format: &str) -> ContentBlock {
        let source = match &self.source {
            Source::S3 { uri, owner } => MediaSource::S3 {
                uri: uri.clone(),
                owner: owner.clone(),
            },
            Source::File(_) | Source::Kept(_) | Source::Conversation | Source::Text(_) => {
                MediaSource::Bytes(self.hash.clone())
            }
        };
        ContentBlock::Media {
            kind,
            format: format.to_owned(),
            source,
        }
    }

    /// What the file keeps of it beside its bytes; `None` = there is nothing to keep.
    pub(crate) fn blob(&self) -> Option<Blob> {
        if self.hash.is_empty() || matches!(self.kind, Kind::Text(_)) {
            return None;
        }
        Some(Blob {
            hash: self.hash.clone(),
            media: self.kind.media().to_owned(),
            size: self.size,
            name: Some(self.name.clone()),
            pixels: self.pixels(),
        })
    }

    /// Columns and rows of pixels of a picture.
    pub(crate) fn pixels(&self) -> Option<(u32, u32)> {
        match self.kind {
            Kind::Picture { width, height, .. } => Some((width, height)),
            Kind::Document { .. } | Kind::Video(_) | Kind::Audio(_) | Kind::Text(_) => None,
        }
    }

    /// Format, pixels or pages, and size, for the screen: `png 812×610 92 kB`.
    pub(crate) fn label(&self) -> String {
        let size = size(self.size);
        match &self.kind {
            Kind::Picture {
                format,
                width,
                height,
            } => format!("{} {width}×{height} {size}", format.name()),
            Kind::Document {
                format,
                pages,
                cited,
            } => {
                let pages = pages.map_or_else(String::new, |pages| format!(" {pages} p."));
                let cited = match cited {
                    Cited::Off => "",
                    Cited::On => ", cited",
                };
                format!("{}{pages} {size}{cited}", format.name())
            }
            Kind::Video(_) | Kind::Audio(_) if self.hash.is_empty() => "in S3".to_owned(),
            Kind::Video(format) => format!("{} {size}", format.name()),
            Kind::Audio(format) => format!("{} {size}", format.name()),
            Kind::Text(text) => format!("{} lines {size}", text.lines().count()),
        }
    }
}

/// The name of a kind, as it stands in a draft.
pub(crate) fn title(name: &str) -> Option<&'static str> {
    let titles = ["Image", "Document", "Video", "Audio", "Text"];
    titles.into_iter().find(|title| *title == name)
}

/// What stands in the place of an attachment that could not be had, so that the others keep their
/// numbers until it is taken out.
pub(crate) fn dummy(title: &str) -> Attached {
    let kind = match title {
        "Document" => Kind::Document {
            format: DocumentFormat::Txt,
            pages: None,
            cited: Cited::Off,
        },
        "Video" => Kind::Video(VideoFormat::Mp4),
        "Audio" => Kind::Audio(AudioFormat::Wav),
        "Text" => Kind::Text("".into()),
        _ => Kind::Picture {
            format: PictureFormat::Png,
            width: 0,
            height: 0,
        },
    };
    Attached {
        hash: String::new(),
        size: 0,
        name: String::new(),
        source: Source::Conversation,
        kind,
        changes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(kind: Kind, size: u64) -> Attached {
        Attached {
            hash: "sha256:00".to_owned(),
            size,
            name: "rock".to_owned(),
            source: Source::Conversation,
            kind,
            changes: Vec::new(),
        }
    }

    #[test]
    fn a_label_is_short() {
        let picture = Kind::Picture {
            format: PictureFormat::Png,
            width: 812,
            height: 610,
        };
        assert_eq!(attached(picture, 91_700).label(), "png 812×610 92 kB");
        let document = Kind::Document {
            format: DocumentFormat::Pdf,
            pages: Some(12),
            cited: Cited::Off,
        };
        assert_eq!(attached(document, 3_800_000).label(), "pdf 12 p. 3.8 MB");
        let cited = Kind::Document {
            format: DocumentFormat::Md,
            pages: None,
            cited: Cited::On,
        };
        assert_eq!(attached(cited, 640).label(), "md 640 B, cited");
        let text = Kind::Text("a\nb".into());
        assert_eq!(attached(text, 3).label(), "2 lines 3 B");
    }

    #[test]
    fn formats_are_found_by_their_names() {
        assert_eq!(DocumentFormat::named("docx"), Some(DocumentFormat::Docx));
        assert_eq!(DocumentFormat::named("jpg"), None);
        assert_eq!(VideoFormat::named("three_gp"), Some(VideoFormat::ThreeGp));
        assert_eq!(AudioFormat::named("wav"), Some(AudioFormat::Wav));
    }
}
