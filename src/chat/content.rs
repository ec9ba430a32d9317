//! Content blocks: what a message is made of.

/// JSON text, kept as it came so that numbers and the order of keys survive.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Json(pub(crate) String);

/// One piece of a message's content.
///
/// Attachments are named by the hash of their bytes; the bytes stay in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ContentBlock {
    /// Plain or Markdown text.
    Text(String),
    /// A picture.
    Image {
        /// `sha256:` and 64 hexadecimal digits.
        hash: String,
        /// `png`, `jpeg`, `gif` or `webp`.
        format: String,
    },
    /// A document.
    Document {
        /// `sha256:` and 64 hexadecimal digits.
        hash: String,
        /// Converse's name of the format, such as `pdf`.
        format: String,
        /// The file's name, for the screen.
        name: String,
        /// Whether replies are to tell which passages they go by.
        cited: Cited,
    },
    /// A film or sound.
    Media {
        /// Which of them.
        kind: MediaKind,
        /// Converse's name of the format, such as `mp4`.
        format: String,
        /// Where its bytes are.
        source: MediaSource,
    },
    /// A call that the model asks for.
    ToolUse(ToolUse),
    /// The answer to a call.
    ToolResult {
        /// The id of the call.
        id: String,
        /// `success` or `error`; `None` where the model takes no status.
        status: Option<String>,
        /// The blocks of the result, as on the wire.
        content: Json,
    },
    /// What the model thought.
    Reasoning {
        /// The readable part; empty if the model sends only the signature.
        text: String,
        /// To be sent back unchanged; `None` until it came.
        signature: Option<String>,
    },
    /// Reasoning that the service has encrypted, base64.
    Redacted(String),
    /// A mark up to which the prompt may be cached.
    CachePoint,
    /// A block that this version does not know, kept as it came.
    Unknown {
        /// The wire it came over.
        wire: String,
        /// The block.
        json: Json,
    },
}

/// Whether replies are to tell which passages of a document they go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Cited {
    /// Nothing is said about it.
    #[default]
    Off,
    /// They are.
    On,
}

/// A film or sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MediaKind {
    Video,
    Audio,
}

impl MediaKind {
    /// The name on Converse's wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }
}

/// Where the bytes of a film or of sound are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MediaSource {
    /// In the conversation's file: `sha256:` and 64 hexadecimal digits.
    Bytes(String),
    /// In a bucket that the service reads.
    S3 {
        /// `s3://bucket/key`.
        uri: String,
        /// The account that owns the bucket, if it is another one.
        owner: Option<String>,
    },
}

/// A call that the model asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ToolUse {
    /// Names the call within the conversation.
    pub(crate) id: String,
    /// The tool.
    pub(crate) name: String,
    /// The arguments as they streamed in. May be cut off, and so no valid JSON.
    pub(crate) input: String,
}

/// What a block says of bytes that are kept beside the conversation, or that the service reads itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held<'a> {
    /// What they are.
    pub(crate) what: HeldKind<'a>,
    /// The name of their format, as the block says it.
    pub(crate) format: &'a str,
    /// Their hash; `None` = they are in a bucket.
    pub(crate) hash: Option<&'a str>,
}

/// What bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldKind<'a> {
    /// A picture.
    Image,
    /// A document: its file's name, and whether replies are to cite it.
    Document(&'a str, Cited),
    /// A film or sound.
    Media(MediaKind),
}

/// The answer to a call, as a block brings it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToolResult<'a> {
    /// The id of the call.
    pub(crate) id: &'a str,
    /// `success` or `error`; `None` where the model takes no status.
    pub(crate) status: Option<&'a str>,
    /// The blocks of the result, as on the wire.
    pub(crate) content: &'a Json,
}

impl ContentBlock {
    /// What it says of bytes outside of it; `None` = it is no attachment.
    pub(crate) fn held(&self) -> Option<Held<'_>> {
        let (what, format, hash) = match self {
            Self::Image { hash, format } => (HeldKind::Image, format, Some(hash)),
            Self::Document {
                hash,
                format,
                name,
                cited,
            } => (HeldKind::Document(name, *cited), format, Some(hash)),
            Self::Media {
                kind,
                format,
                source,
            } => {
                let hash = match source {
                    MediaSource::Bytes(hash) => Some(hash),
                    MediaSource::S3 { .. } => None,
                };
                (HeldKind::Media(*kind), format, hash)
            }
            Self::Text(_)
            | Self::ToolUse(_)
            | Self::ToolResult { .. }
            | Self::Reasoning { .. }
            | Self::Redacted(_)
            | Self::CachePoint
            | Self::Unknown { .. } => return None,
        };
        Some(Held {
            what,
            format,
            hash: hash.map(String::as_str),
        })
    }

    /// The hash of the bytes that it names; `None` = it names none.
    pub(crate) fn hash(&self) -> Option<&str> {
        self.held()?.hash
    }

    /// The call, if it is one.
    pub(crate) fn as_call(&self) -> Option<&ToolUse> {
        let Self::ToolUse(asks) = self else {
            return None;
        };
        Some(asks)
    }

    /// The answer to a call, if it is one.
    pub(crate) fn as_result(&self) -> Option<ToolResult<'_>> {
        let Self::ToolResult {
            id,
            status,
            content,
        } = self
        else {
            return None;
        };
        Some(ToolResult {
            id,
            status: status.as_deref(),
            content,
        })
    }

    /// The text, if it is a text block.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Image { .. }
            | Self::Document { .. }
            | Self::Media { .. }
            | Self::ToolUse(_)
            | Self::ToolResult { .. }
            | Self::Reasoning { .. }
            | Self::Redacted(_)
            | Self::CachePoint
            | Self::Unknown { .. } => None,
        }
    }

    /// Whether it is what the model thought, readable or not.
    pub(crate) fn is_reasoning(&self) -> bool {
        matches!(self, Self::Reasoning { .. } | Self::Redacted(_))
    }

    /// Whether it is text without anything to see. Bedrock refuses such a block, wherever in the
    /// conversation it stands.
    ///
    /// Source: `ValidationException` "The text field in the `ContentBlock` object at … is blank".
    pub(crate) fn is_blank_text(&self) -> bool {
        self.as_text().is_some_and(|text| text.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(source: MediaSource) -> ContentBlock {
        ContentBlock::Media {
            kind: MediaKind::Video,
            format: "mp4".to_owned(),
            source,
        }
    }

    #[test]
    fn a_block_names_the_bytes_that_the_file_keeps() {
        let image = ContentBlock::Image {
            hash: "sha256:00".to_owned(),
            format: "png".to_owned(),
        };
        assert_eq!(image.hash(), Some("sha256:00"));
        let film = media(MediaSource::Bytes("sha256:01".to_owned()));
        assert_eq!(film.hash(), Some("sha256:01"));
        let elsewhere = media(MediaSource::S3 {
            uri: "s3://rock/a.mp4".to_owned(),
            owner: None,
        });
        assert_eq!(elsewhere.hash(), None);
        assert_eq!(
            elsewhere.held().map(|held| (held.what, held.format)),
            Some((HeldKind::Media(MediaKind::Video), "mp4"))
        );
        assert_eq!(ContentBlock::Text("sha256:00".to_owned()).held(), None);
    }

    #[test]
    fn a_result_is_told_as_it_came() {
        let block = ContentBlock::ToolResult {
            id: "t1".to_owned(),
            status: Some("error".to_owned()),
            content: Json("[]".to_owned()),
        };
        let result = block.as_result().unwrap();
        assert_eq!((result.id, result.status), ("t1", Some("error")));
        assert_eq!(block.as_call(), None);
        assert_eq!(ContentBlock::CachePoint.as_result(), None);
    }
}
