//! The formats of attachments: their names on the wire and their media types.

/// The formats of pictures that Bedrock takes.
///
/// Source: Bedrock API reference, type `ImageBlock`, member `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PictureFormat {
    Png,
    Jpeg,
    Gif,
    Webp,
}

/// The formats of documents that Converse takes.
///
/// Source: Bedrock API reference, type `DocumentBlock`, member `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DocumentFormat {
    Pdf,
    Csv,
    Doc,
    Docx,
    Xls,
    Xlsx,
    Html,
    Txt,
    Md,
}

/// The formats of films that Converse takes.
///
/// Source: Bedrock API reference, type `VideoBlock`, member `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VideoFormat {
    Mkv,
    Mov,
    Mp4,
    Webm,
    Flv,
    Mpeg,
    Mpg,
    Wmv,
    ThreeGp,
}

/// The formats of sound that Converse takes, as far as files can be told by their content.
///
/// Source: Bedrock API reference, type `AudioBlock`, member `format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AudioFormat {
    Mp3,
    Opus,
    Wav,
    Aac,
    Flac,
    Ogg,
    Mka,
    M4a,
}

impl PictureFormat {
    /// The end of a file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png | Self::Gif | Self::Webp => self.name(),
        }
    }
}

impl VideoFormat {
    /// The end of a file's name.
    pub(crate) fn extension(self) -> &'static str {
        if self == Self::ThreeGp {
            return "3gp";
        }
        self.name()
    }
}

/// Names and media types, once for each format.
macro_rules! formats {
    ($type:ident: $($format:ident $name:literal $media:literal,)+) => {
        impl $type {
            /// The name on the wire.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$format => $name),+ }
            }

            /// The media type.
            pub(crate) fn media(self) -> &'static str {
                match self { $(Self::$format => $media),+ }
            }

            /// All of them.
            const ALL: &[Self] = &[$(Self::$format),+];
        }
    };
}

formats! { PictureFormat:
    Png "png" "image/png",
    Jpeg "jpeg" "image/jpeg",
    Gif "gif" "image/gif",
    Webp "webp" "image/webp",
}

formats! { DocumentFormat:
    Pdf "pdf" "application/pdf",
    Csv "csv" "text/csv",
    Doc "doc" "application/msword",
    Docx "docx" "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Xls "xls" "application/vnd.ms-excel",
    Xlsx "xlsx" "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Html "html" "text/html",
    Txt "txt" "text/plain",
    Md "md" "text/markdown",
}

formats! { VideoFormat:
    Mkv "mkv" "video/x-matroska",
    Mov "mov" "video/quicktime",
    Mp4 "mp4" "video/mp4",
    Webm "webm" "video/webm",
    Flv "flv" "video/x-flv",
    Mpeg "mpeg" "video/mpeg",
    Mpg "mpg" "video/mpeg",
    Wmv "wmv" "video/x-ms-wmv",
    ThreeGp "three_gp" "video/3gpp",
}

formats! { AudioFormat:
    Mp3 "mp3" "audio/mpeg",
    Opus "opus" "audio/opus",
    Wav "wav" "audio/wav",
    Aac "aac" "audio/aac",
    Flac "flac" "audio/flac",
    Ogg "ogg" "audio/ogg",
    Mka "mka" "audio/x-matroska",
    M4a "m4a" "audio/mp4",
}

impl DocumentFormat {
    /// Whether replies can tell which of its passages they go by.
    pub(crate) fn can_be_cited(self) -> bool {
        self == Self::Pdf || self.is_text()
    }

    /// Whether it is text that can be read as it stands.
    pub(crate) fn is_text(self) -> bool {
        matches!(self, Self::Csv | Self::Html | Self::Txt | Self::Md)
    }
}

/// Formats that are looked for by name.
macro_rules! by_name {
    ($($type:ident)+) => {
        $(impl $type {
            /// The format with this name on the wire.
            pub(crate) fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|format| format.name() == name)
            }
        })+
    };
}

by_name! { PictureFormat DocumentFormat VideoFormat AudioFormat }
