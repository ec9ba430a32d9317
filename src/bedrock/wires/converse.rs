//! The body of `Converse` and `ConverseStream`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::document::{Citations, DocumentNames};
use super::raw::{Base64, Digits, Verbatim};
use super::tools::ToolConfig;
use super::{CallError, additional, tool_result, written};
use crate::chat::attached::format::DocumentFormat;
use crate::chat::attachment::Attachments;
use crate::chat::content::{Cited, ContentBlock, MediaKind, MediaSource};
use crate::chat::message::Role;
use crate::chat::request::{Request, Turned};
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{Guardrail, Sampling, Settings};

/// The body of a request that Converse can carry, JSON with its members in a fixed order.
pub(super) fn body(request: &Request, attachments: &Attachments) -> Result<String, CallError> {
    let settings = &request.settings;
    let service = &settings.service;
    let additional = additional::fields(request)?;
    let pairs = service.metadata.iter();
    let body = Body {
        messages: turns(request, attachments)?,
        system: system(settings),
        inference_config: InferenceConfig::of(&settings.sampling),
        tool_config: ToolConfig::of(request),
        guardrail_config: service.guardrail.as_ref().map(GuardrailConfig::of),
        additional_model_request_fields: additional.as_deref().map(Verbatim),
        additional_model_response_field_paths: response_fields(request),
        request_metadata: pairs
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        performance_config: service
            .latency
            .as_deref()
            .map(|latency| Performance { latency }),
        service_tier: service.tier.as_deref().map(|r#type| Tier { r#type }),
    };
    written(&body)
}

/// The members in the order in which they are written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    messages: Vec<Turn<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    system: Vec<Block<'a>>,
    inference_config: InferenceConfig<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_config: Option<ToolConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guardrail_config: Option<GuardrailConfig<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    additional_model_request_fields: Option<Verbatim<'a>>,
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    additional_model_response_field_paths: &'static [&'static str],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    request_metadata: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    performance_config: Option<Performance<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service_tier: Option<Tier<'a>>,
}

/// What bounds and shapes the reply. Only what is set is sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InferenceConfig<'a> {
    max_tokens: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<Digits<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    stop_sequences: &'a [String],
}

impl<'a> InferenceConfig<'a> {
    fn of(sampling: &'a Sampling) -> Self {
        Self {
            max_tokens: sampling.max_tokens,
            temperature: Digits::of(sampling.temperature.as_ref()),
            top_p: Digits::of(sampling.top_p.as_ref()),
            stop_sequences: &sampling.stop_sequences,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct GuardrailConfig<'a> {
    guardrail_identifier: &'a str,
    guardrail_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    trace: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_processing_mode: Option<&'static str>,
}

impl<'a> GuardrailConfig<'a> {
    fn of(guardrail: &'a Guardrail) -> Self {
        let trace = guardrail.trace;
        Self {
            guardrail_identifier: &guardrail.id,
            guardrail_version: &guardrail.version,
            trace: (trace != Trace::NotSent).then_some(trace.name()),
            stream_processing_mode: guardrail.mode.map(GuardrailMode::name),
        }
    }
}

#[derive(Serialize)]
struct Performance<'a> {
    latency: &'a str,
}

#[derive(Serialize)]
struct Tier<'a> {
    r#type: &'a str,
}

/// A mark up to which the prompt may be cached.
#[derive(Serialize)]
pub(super) struct CachePoint {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<&'static str>,
}

impl CachePoint {
    /// One that names no time.
    const PLAIN: Self = Self {
        r#type: "default",
        ttl: None,
    };

    /// `None` if there is none.
    pub(super) fn of(caching: Caching) -> Option<Self> {
        caching.is_on().then(|| Self {
            ttl: caching.ttl(),
            ..Self::PLAIN
        })
    }
}

/// Converse tells the sequence that stopped a reply only on request, and only Anthropic's models
/// have it. Others may refuse to be asked.
fn response_fields(request: &Request) -> &'static [&'static str] {
    let asked = !request.settings.sampling.stop_sequences.is_empty();
    if asked && request.is_of_anthropic() {
        &["/stop_sequence"]
    } else {
        &[]
    }
}

/// A blank system prompt is refused by the service, so it is not sent.
fn system(settings: &Settings) -> Vec<Block<'_>> {
    if settings.system.trim().is_empty() {
        return Vec::new();
    }
    let point = CachePoint::of(settings.cache.system);
    let text = Block::Text(&settings.system);
    std::iter::once(text)
        .chain(point.map(Block::CachePoint))
        .collect()
}

#[derive(Serialize)]
struct Turn<'a> {
    role: &'static str,
    content: Vec<Block<'a>>,
}

/// A content block: an object with one member, its kind.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Block<'a> {
    Text(&'a str),
    Image {
        format: &'a str,
        source: Bytes<'a>,
    },
    Document {
        format: &'a str,
        name: String,
        source: DocumentSource<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        citations: Option<Citations>,
    },
    Video(Media<'a>),
    Audio(Media<'a>),
    #[serde(rename_all = "camelCase")]
    ToolUse {
        tool_use_id: &'a str,
        name: &'a str,
        input: Verbatim<'a>,
    },
    #[serde(rename_all = "camelCase")]
    ToolResult {
        tool_use_id: &'a str,
        content: Vec<Box<RawValue>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<&'a str>,
    },
    ReasoningContent(Reasoning<'a>),
    CachePoint(CachePoint),
}

#[derive(Serialize)]
struct Bytes<'a> {
    bytes: Base64<'a>,
}

/// What a document consists of.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum DocumentSource<'a> {
    Bytes(Base64<'a>),
    Text(&'a str),
}

/// A film or sound.
#[derive(Serialize)]
struct Media<'a> {
    format: &'a str,
    source: MediaPlace<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum MediaPlace<'a> {
    Bytes(Base64<'a>),
    #[serde(rename_all = "camelCase")]
    S3Location {
        uri: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        bucket_owner: Option<&'a str>,
    },
}

/// Reasoning goes back unchanged: the signature is over it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum Reasoning<'a> {
    ReasoningText {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        signature: Option<&'a str>,
    },
    RedactedContent(&'a str),
}

fn turns<'a>(
    request: &'a Request,
    attachments: &'a Attachments,
) -> Result<Vec<Turn<'a>>, CallError> {
    let mut writer = Writer {
        attachments,
        names: DocumentNames::default(),
    };
    let mut turns = Vec::with_capacity(request.messages.len());
    for turn in &request.messages {
        turns.push(writer.turn(turn)?);
    }
    let mut marked = turns.iter_mut().rev();
    if let Some(turn) = marked.find(|turn| turn.role == Role::User.name()) {
        let point = CachePoint::of(request.settings.cache.messages);
        turn.content.extend(point.map(Block::CachePoint));
    }
    Ok(turns)
}

/// Writes the messages of one request.
struct Writer<'a> {
    attachments: &'a Attachments,
    names: DocumentNames,
}

impl<'a> Writer<'a> {
    fn turn(&mut self, turn: &'a Turned) -> Result<Turn<'a>, CallError> {
        let mut content = Vec::with_capacity(turn.content.len());
        for block in &turn.content {
            content.extend(self.block(block)?);
        }
        let role = turn.role.name();
        Ok(Turn { role, content })
    }

    fn bytes(&self, hash: &str) -> Result<Bytes<'a>, CallError> {
        let bytes = Base64(&self.attachments.get(hash)?.bytes);
        Ok(Bytes { bytes })
    }

    fn block(&mut self, block: &'a ContentBlock) -> Result<Option<Block<'a>>, CallError> {
        Ok(Some(match block {
            ContentBlock::Text(text) => Block::Text(text),
            ContentBlock::Image { hash, format } => Block::Image {
                format,
                source: self.bytes(hash)?,
            },
            ContentBlock::Document {
                hash,
                format,
                cited,
                ..
            } => self.document(hash, format, *cited)?,
            ContentBlock::Media {
                kind,
                format,
                source,
            } => {
                let source = self.place(source)?;
                let media = Media { format, source };
                match kind {
                    MediaKind::Video => Block::Video(media),
                    MediaKind::Audio => Block::Audio(media),
                }
            }
            ContentBlock::ToolUse(call) => Block::ToolUse {
                tool_use_id: &call.id,
                name: &call.name,
                input: Verbatim::object(&call.input),
            },
            ContentBlock::ToolResult {
                id,
                status,
                content,
            } => Block::ToolResult {
                tool_use_id: id,
                content: tool_result::converse(content, self.attachments, &mut self.names)?,
                status: status.as_deref(),
            },
            ContentBlock::Reasoning { text, signature } => {
                let signature = signature.as_deref();
                Block::ReasoningContent(Reasoning::ReasoningText { text, signature })
            }
            ContentBlock::Redacted(data) => {
                Block::ReasoningContent(Reasoning::RedactedContent(data))
            }
            ContentBlock::CachePoint => Block::CachePoint(CachePoint::PLAIN),
            // It has been taken out before.
            ContentBlock::Unknown { .. } => return Ok(None),
        }))
    }

    fn place(&self, source: &'a MediaSource) -> Result<MediaPlace<'a>, CallError> {
        Ok(match source {
            MediaSource::Bytes(hash) => {
                MediaPlace::Bytes(Base64(&self.attachments.get(hash)?.bytes))
            }
            MediaSource::S3 { uri, owner } => MediaPlace::S3Location {
                uri,
                bucket_owner: owner.as_deref(),
            },
        })
    }

    /// Only PDF and text can be cited. A text that is cited goes as text and not as bytes, whatever
    /// kind of text it is; one that is not cited goes as bytes.
    ///
    /// Source: what callers of the API report, 2026: other formats are refused with citations, and so
    /// are the bytes of a `txt` ("The PDF specified was not valid").
    fn document(
        &mut self,
        hash: &str,
        format: &'a str,
        cited: Cited,
    ) -> Result<Block<'a>, CallError> {
        let is_text = DocumentFormat::named(format).is_some_and(DocumentFormat::is_text);
        let (format, source) = if is_text && cited == Cited::On {
            let text = std::str::from_utf8(&self.attachments.get(hash)?.bytes);
            let text = text.map_err(|_| CallError::NotText {
                hash: hash.to_owned(),
            })?;
            (DocumentFormat::Txt.name(), DocumentSource::Text(text))
        } else {
            let bytes = &self.attachments.get(hash)?.bytes;
            (format, DocumentSource::Bytes(Base64(bytes)))
        };
        Ok(Block::Document {
            format,
            name: self.names.next(),
            source,
            citations: Citations::of(cited),
        })
    }
}
