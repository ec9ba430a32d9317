//! Content blocks, in files: an object with one member, named after the kind of block.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::form::{Form, Raw, present};
use crate::chat::content::{Cited, ContentBlock, MediaKind, MediaSource, ToolUse};

/// The wire of blocks that a later version of this program wrote.
const LATER: &str = "outcrop";

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Block<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Image {
        #[serde(borrow)]
        hash: Cow<'a, str>,
        #[serde(borrow)]
        format: Cow<'a, str>,
    },
    Document {
        #[serde(borrow)]
        hash: Cow<'a, str>,
        #[serde(borrow)]
        format: Cow<'a, str>,
        #[serde(borrow)]
        name: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "is_false")]
        cited: bool,
    },
    Video(#[serde(borrow)] Media<'a>),
    Audio(#[serde(borrow)] Media<'a>),
    ToolUse(#[serde(borrow)] Call<'a>),
    ToolResult {
        #[serde(borrow)]
        id: Cow<'a, str>,
        #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
        status: Option<Cow<'a, str>>,
        #[serde(borrow, default, deserialize_with = "present")]
        #[serde(skip_serializing_if = "Option::is_none")]
        content: Option<Raw<'a>>,
    },
    Reasoning {
        #[serde(borrow)]
        text: Cow<'a, str>,
        #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
        signature: Option<Cow<'a, str>>,
    },
    Redacted(#[serde(borrow)] Cow<'a, str>),
    CachePoint {},
    Unknown {
        #[serde(borrow)]
        wire: Cow<'a, str>,
        #[serde(borrow, default, deserialize_with = "present")]
        #[serde(skip_serializing_if = "Option::is_none")]
        json: Option<Raw<'a>>,
    },
}

/// A film or sound, by the hash of its bytes or by its place in a bucket.
#[derive(serde::Serialize, serde::Deserialize)]
struct Media<'a> {
    #[serde(borrow)]
    format: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    hash: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    uri: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    owner: Option<Cow<'a, str>>,
}

/// A call. Arguments that are no JSON, since the reply was cut off, stand in `raw`.
#[derive(serde::Serialize, serde::Deserialize)]
struct Call<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Raw<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    raw: Option<Cow<'a, str>>,
}

impl Serialize for Form<'_, Vec<ContentBlock>> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.get().iter().map(Block::of))
    }
}

impl<'de> Deserialize<'de> for Form<'_, Vec<ContentBlock>> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let blocks = Vec::<&RawValue>::deserialize(from)?;
        Ok(Self::owned(blocks.into_iter().map(block).collect()))
    }
}

/// Reads one block; one that is not known is kept as it is.
fn block(raw: &RawValue) -> ContentBlock {
    match serde_json::from_str::<Block<'_>>(raw.get()) {
        Ok(block) => block.into_content(),
        Err(_) => ContentBlock::Unknown {
            wire: LATER.to_owned(),
            json: Raw::from(raw).json(),
        },
    }
}

impl<'a> Block<'a> {
    fn of(block: &'a ContentBlock) -> Self {
        match block {
            ContentBlock::Text(text) => Self::Text(text.into()),
            ContentBlock::Image { hash, format } => Self::Image {
                hash: hash.into(),
                format: format.into(),
            },
            ContentBlock::Document {
                hash,
                format,
                name,
                cited,
            } => Self::Document {
                hash: hash.into(),
                format: format.into(),
                name: name.into(),
                cited: *cited == Cited::On,
            },
            ContentBlock::Media {
                kind,
                format,
                source,
            } => Self::media(*kind, Media::of(format, source)),
            ContentBlock::ToolUse(call) => Self::ToolUse(Call::of(call)),
            ContentBlock::ToolResult {
                id,
                status,
                content,
            } => Self::ToolResult {
                id: id.into(),
                status: status.as_deref().map(Cow::Borrowed),
                content: Raw::of(content),
            },
            ContentBlock::Reasoning { text, signature } => Self::Reasoning {
                text: text.into(),
                signature: signature.as_deref().map(Cow::Borrowed),
            },
            ContentBlock::Redacted(data) => Self::Redacted(data.into()),
            ContentBlock::CachePoint => Self::CachePoint {},
            ContentBlock::Unknown { wire, json } => Self::Unknown {
                wire: wire.into(),
                json: Raw::of(json),
            },
        }
    }

    fn media(kind: MediaKind, media: Media<'a>) -> Self {
        match kind {
            MediaKind::Video => Self::Video(media),
            MediaKind::Audio => Self::Audio(media),
        }
    }

    fn into_content(self) -> ContentBlock {
        match self {
            Self::Text(text) => ContentBlock::Text(text.into_owned()),
            Self::Image { hash, format } => ContentBlock::Image {
                hash: hash.into_owned(),
                format: format.into_owned(),
            },
            Self::Document {
                hash,
                format,
                name,
                cited,
            } => ContentBlock::Document {
                hash: hash.into_owned(),
                format: format.into_owned(),
                name: name.into_owned(),
                cited: if cited { Cited::On } else { Cited::Off },
            },
            Self::Video(media) => media.into_content(MediaKind::Video),
            Self::Audio(media) => media.into_content(MediaKind::Audio),
            Self::ToolUse(call) => ContentBlock::ToolUse(call.into_tool_use()),
            Self::ToolResult {
                id,
                status,
                content,
            } => ContentBlock::ToolResult {
                id: id.into_owned(),
                status: status.map(Cow::into_owned),
                content: Raw::json_or_empty(content),
            },
            Self::Reasoning { text, signature } => ContentBlock::Reasoning {
                text: text.into_owned(),
                signature: signature.map(Cow::into_owned),
            },
            Self::Redacted(data) => ContentBlock::Redacted(data.into_owned()),
            Self::CachePoint {} => ContentBlock::CachePoint,
            Self::Unknown { wire, json } => unknown(wire, json),
        }
    }
}

/// A block that an older version had to keep as unknown may be known by now.
fn unknown(wire: Cow<'_, str>, json: Option<Raw<'_>>) -> ContentBlock {
    let later = json.as_ref().filter(|_| wire == LATER);
    if let Some(known) = later.and_then(|raw| serde_json::from_str::<Block<'_>>(raw.get()).ok()) {
        return known.into_content();
    }
    ContentBlock::Unknown {
        wire: wire.into_owned(),
        json: Raw::json_or_empty(json),
    }
}

impl<'a> Media<'a> {
    fn of(format: &'a str, source: &'a MediaSource) -> Self {
        let (hash, uri, owner) = match source {
            MediaSource::Bytes(hash) => (Some(hash.as_str()), None, None),
            MediaSource::S3 { uri, owner } => (None, Some(uri.as_str()), owner.as_deref()),
        };
        Self {
            format: format.into(),
            hash: hash.map(Cow::Borrowed),
            uri: uri.map(Cow::Borrowed),
            owner: owner.map(Cow::Borrowed),
        }
    }

    fn into_content(self, kind: MediaKind) -> ContentBlock {
        let source = match (self.uri, self.hash) {
            (Some(uri), _) => MediaSource::S3 {
                uri: uri.into_owned(),
                owner: self.owner.map(Cow::into_owned),
            },
            (None, hash) => MediaSource::Bytes(hash.map(Cow::into_owned).unwrap_or_default()),
        };
        ContentBlock::Media {
            kind,
            format: self.format.into_owned(),
            source,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

impl<'a> Call<'a> {
    fn of(call: &'a ToolUse) -> Self {
        let input = exact(&call.input);
        let raw = input.is_none().then(|| call.input.as_str().into());
        Self {
            id: call.id.as_str().into(),
            name: call.name.as_str().into(),
            input,
            raw,
        }
    }

    fn into_tool_use(self) -> ToolUse {
        let input = match (self.raw, self.input) {
            (Some(raw), _) => raw.into_owned(),
            (None, input) => Raw::json_or_empty(input).0,
        };
        ToolUse {
            id: self.id.into_owned(),
            name: self.name.into_owned(),
            input,
        }
    }
}

/// The text as JSON, if it is JSON that can stand in a line without any change.
fn exact(text: &str) -> Option<Raw<'_>> {
    let raw: &RawValue = serde_json::from_str(text).ok()?;
    (raw.get() == text && !text.contains(['\n', '\r'])).then(|| Raw::from(raw))
}
