//! What is attached to a request: pictures, documents, videos and sounds, in the order in which they stand.
//!
//! `examine` looks into the bytes: `picture` and `colour` at pixels, `screen` at a place of a screenshot, `document` at pages, words and rows, `film` at
//! what moves and sounds. What is found lies in `seen`, for the models to tell.

mod colour;
mod document;
mod examine;
mod exif;
mod film;
mod gif;
mod picture;
mod screen;
mod seen;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::ability::Wire;
use super::request::Body;

pub(crate) use document::{Container, Location, Paper, Passage, Sheet, Tally};
pub(crate) use examine::examined;
pub(crate) use exif::{Exif, Whereabouts};
pub(crate) use picture::{FIELDS, Motion, Picture, head as image_head, tokens as image_tokens};
pub(crate) use screen::Screen;
pub(crate) use seen::{Bytes, Finding, Found, Part, Seen};

/// A kind of attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Image,
    Document,
    Video,
    Audio,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Image, Self::Document, Self::Video, Self::Audio];

    /// The key of its block, on both wires.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Document => "document",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }

    /// The kind of a block and the value under its key.
    fn of(block: &Map<String, Value>) -> Option<(Self, &Value)> {
        let value = |kind: Self| block.get(kind.name()).map(|value| (kind, value));
        Self::ALL.into_iter().find_map(value)
    }
}

/// An attachment, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attached<'a> {
    pub(crate) kind: Kind,
    /// What stands under the key of its block.
    pub(crate) value: &'a Value,
    pub(crate) role: &'a str,
    /// Number of the message, from 0.
    pub(crate) message: usize,
    /// Number of the block in its message, from 0; cache points count on Converse only.
    block: usize,
    /// Number of the block in the tool result that holds it, from 0.
    inner: Option<usize>,
    wire: Wire,
}

/// Bytes that are no base64.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoBase64;

impl<'a> Attached<'a> {
    /// The format as it is declared.
    pub(crate) fn format(&self) -> &'a str {
        self.value["format"].as_str().unwrap_or_default()
    }

    /// The bytes as they travel, in base64.
    pub(crate) fn encoded(&self) -> Option<&'a str> {
        self.value["source"]["bytes"].as_str()
    }

    /// The bytes themselves, if it comes with any.
    pub(crate) fn bytes(&self) -> Option<Result<Vec<u8>, NoBase64>> {
        let encoded = self.encoded()?;
        Some(STANDARD.decode(encoded).map_err(|_| NoBase64))
    }

    /// The address of a file in S3 that stands in the place of bytes.
    pub(crate) fn s3(&self) -> Option<&'a str> {
        self.value["source"]["s3Location"]["uri"].as_str()
    }

    /// Its place in the words of the provider, such as `messages.0.content.1.image`.
    pub(crate) fn place(&self) -> String {
        let within = match (self.inner, self.wire) {
            (None, _) => String::new(),
            (Some(inner), Wire::Converse) => format!(".toolResult.content.{inner}"),
            (Some(inner), Wire::Messages | Wire::Completions) => {
                format!(".tool_result.content.{inner}")
            }
        };
        let (message, block, name) = (self.message, self.block, self.kind.name());
        format!("messages.{message}.content.{block}{within}.{name}")
    }

    /// Its place in the words of Bedrock's own checks, which count from 1.
    pub(crate) fn member(&self) -> String {
        let within = self.inner.map_or_else(String::new, |inner| {
            format!(".toolResult.content.{}.member", inner + 1)
        });
        format!(
            "messages.{}.member.content.{}.member{within}.{}",
            self.message + 1,
            self.block + 1,
            self.kind.name()
        )
    }

    /// The place of its bytes in the words of the provider.
    pub(crate) fn source(&self) -> String {
        let name = match self.wire {
            Wire::Converse => "bytes",
            Wire::Messages | Wire::Completions => "base64",
        };
        format!("{}.source.{name}", self.place())
    }

    /// The place of what is within its bytes.
    pub(crate) fn data(&self) -> String {
        match self.wire {
            Wire::Converse => self.source(),
            Wire::Messages | Wire::Completions => format!("{}.data", self.source()),
        }
    }
}

/// Everything that is attached, tool results included, in order.
pub(crate) fn attached(wire: Wire, body: &Body) -> Vec<Attached<'_>> {
    let mut found = Vec::new();
    for (message, said) in body.messages.iter().enumerate() {
        let counts = |block: &&Map<String, Value>| {
            wire == Wire::Converse || !block.contains_key("cachePoint")
        };
        for (block, content) in said.content.iter().filter(counts).enumerate() {
            let at = |kind, value, inner| Attached {
                kind,
                value,
                role: &said.role,
                message,
                block,
                inner,
                wire,
            };
            found.extend(Kind::of(content).map(|(kind, value)| at(kind, value, None)));
            let results = content.get("toolResult").map(results);
            for (inner, result) in results.unwrap_or_default().into_iter().enumerate() {
                found.extend(Kind::of(result).map(|(kind, value)| at(kind, value, Some(inner))));
            }
        }
    }
    found
}

/// The blocks of a tool result.
fn results(result: &Value) -> Vec<&Map<String, Value>> {
    let blocks = result["content"].as_array().into_iter().flatten();
    blocks.filter_map(Value::as_object).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[test]
    fn each_attachment_knows_its_place() {
        let body = json!({"messages": [
            {"role": "user", "content": [{"text": "a"}, {"cachePoint": {"type": "default"}}, {"image": {}}]},
            {"role": "user", "content": [{"toolResult": {"content": [{"text": "b"}, {"document": {}}]}}]},
        ]});
        let body = Body::deserialize(body).unwrap();
        let places =
            |wire| -> Vec<String> { attached(wire, &body).iter().map(Attached::source).collect() };
        assert_eq!(
            places(Wire::Converse),
            [
                "messages.0.content.2.image.source.bytes",
                "messages.1.content.0.toolResult.content.1.document.source.bytes"
            ]
        );
        assert_eq!(
            places(Wire::Messages),
            [
                "messages.0.content.1.image.source.base64",
                "messages.1.content.0.tool_result.content.1.document.source.base64"
            ]
        );
        assert_eq!(
            attached(Wire::Converse, &body)[1].member(),
            "messages.2.member.content.1.member.toolResult.content.2.member.document"
        );
    }
}
