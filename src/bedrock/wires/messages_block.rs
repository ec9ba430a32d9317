//! Content blocks of the messages wire.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::document::{Citations, DocumentNames};
use super::merge::Members;
use super::raw::{Base64, Verbatim};
use super::tool_result::{self, MessagesItem};
use super::{CallError, written};
use crate::chat::attachment::Attachments;
use crate::chat::call::Status;
use crate::chat::content::ContentBlock;
use crate::chat::settings::service::Caching;

/// A mark up to which the prompt may be cached. It stands on the block that it follows.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct CacheControl {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<&'static str>,
}

impl CacheControl {
    /// `None` if there is none.
    pub(super) fn of(caching: Caching) -> Option<Self> {
        caching.is_on().then(|| Self {
            r#type: "ephemeral",
            ttl: caching.ttl(),
        })
    }
}

/// A content block and its mark.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Block<'a> {
    Known {
        #[serde(flatten)]
        kind: Kind<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cache_control: Option<CacheControl>,
    },
    /// One that came over this wire, as it came.
    Unknown(Members<'a>),
}

/// What a block holds.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Kind<'a> {
    Text {
        text: &'a str,
    },
    Image {
        source: Source<'a>,
    },
    Document {
        source: Source<'a>,
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        citations: Option<Citations>,
    },
    ToolUse {
        id: &'a str,
        name: &'a str,
        input: Verbatim<'a>,
    },
    ToolResult {
        tool_use_id: &'a str,
        content: Vec<MessagesItem<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        is_error: Option<bool>,
    },
    Thinking {
        thinking: &'a str,
        signature: &'a str,
    },
    RedactedThinking {
        data: &'a str,
    },
}

/// The bytes of an attachment.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Source<'a> {
    Base64 {
        media_type: &'a str,
        data: Base64<'a>,
    },
    Text {
        media_type: &'static str,
        data: &'a str,
    },
}

impl<'a> Block<'a> {
    /// The blocks of a message.
    pub(super) fn all(
        content: &'a [ContentBlock],
        attachments: &'a Attachments,
        names: &mut DocumentNames,
    ) -> Result<Vec<Self>, CallError> {
        let mut blocks: Vec<Self> = Vec::with_capacity(content.len());
        for block in content {
            match (block, CacheControl::of(Caching::Default), blocks.last_mut()) {
                (ContentBlock::CachePoint, Some(control), Some(before)) => before.mark(control)?,
                _ => blocks.extend(Self::of(block, attachments, names)?),
            }
        }
        Ok(blocks)
    }

    fn unmarked(kind: Kind<'a>) -> Self {
        Self::Known {
            kind,
            cache_control: None,
        }
    }

    /// Text.
    pub(super) fn text(text: &'a str, cache_control: Option<CacheControl>) -> Self {
        Self::Known {
            kind: Kind::Text { text },
            cache_control,
        }
    }

    /// Puts the mark on the block.
    pub(super) fn mark(&mut self, control: CacheControl) -> Result<(), CallError> {
        match self {
            Self::Known { cache_control, .. } => *cache_control = Some(control),
            Self::Unknown(members) => {
                let json = RawValue::from_string(written(&control)?)?;
                members.set(Cow::Borrowed("cache_control"), Cow::Owned(json));
            }
        }
        Ok(())
    }

    fn of(
        block: &'a ContentBlock,
        attachments: &'a Attachments,
        names: &mut DocumentNames,
    ) -> Result<Option<Self>, CallError> {
        let kind = match block {
            ContentBlock::Text(text) => Kind::Text { text },
            ContentBlock::Image { hash, .. } => Kind::Image {
                source: Source::of_image(hash, attachments)?,
            },
            ContentBlock::Document {
                hash,
                format,
                cited,
                ..
            } => Kind::Document {
                source: Source::of_document(hash, format, attachments)?,
                title: names.next(),
                citations: Citations::of(*cited),
            },
            ContentBlock::ToolUse(call) => Kind::ToolUse {
                id: &call.id,
                name: &call.name,
                input: Verbatim::object(&call.input),
            },
            ContentBlock::ToolResult {
                id,
                status,
                content,
            } => Kind::ToolResult {
                tool_use_id: id,
                content: tool_result::messages(content, attachments, names)?,
                is_error: (Status::of(status.as_deref()) == Status::Error).then_some(true),
            },
            ContentBlock::Reasoning { text, signature } => Kind::Thinking {
                thinking: text,
                signature: signature.as_deref().unwrap_or_default(),
            },
            ContentBlock::Redacted(data) => Kind::RedactedThinking { data },
            ContentBlock::Unknown { json, .. } => {
                return Ok(Some(Self::Unknown(serde_json::from_str(&json.0)?)));
            }
            // One that follows nothing has been taken out before, and so have films and sound.
            ContentBlock::CachePoint | ContentBlock::Media { .. } => return Ok(None),
        };
        Ok(Some(Self::unmarked(kind)))
    }
}

impl<'a> Source<'a> {
    fn of_image(hash: &str, attachments: &'a Attachments) -> Result<Self, CallError> {
        let attachment = attachments.get(hash)?;
        Ok(Self::Base64 {
            media_type: &attachment.media,
            data: Base64(&attachment.bytes),
        })
    }

    /// Source: Anthropic Messages API, `document`: base64 for PDF; all kinds of text as plain text.
    pub(super) fn of_document(
        hash: &str,
        format: &str,
        attachments: &'a Attachments,
    ) -> Result<Self, CallError> {
        let bytes = &attachments.get(hash)?.bytes;
        if format == "pdf" {
            return Ok(Self::Base64 {
                media_type: "application/pdf",
                data: Base64(bytes),
            });
        }
        let text = std::str::from_utf8(bytes);
        let data = text.map_err(|_| CallError::NotText {
            hash: hash.to_owned(),
        })?;
        let media_type = "text/plain";
        Ok(Self::Text { media_type, data })
    }
}
