//! Looks into everything that is attached, and refuses what a real model would refuse.

use serde_json::{Map, Value};

use super::document::{self, Paper, Purpose, Unread};
use super::seen::{Bytes, Finding, Found, Part, Seen};
use super::{Attached, Kind, attached, film, picture, results};
use crate::sandbox::models::Model;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Message, Request};

/// Largest side of a picture, in pixels.
const MAX_SIDE: u32 = 8_000;

/// Largest side of a picture in a request with more than [`FEW`] of them, in pixels.
const MAX_SIDE_OF_MANY: u32 = 2_000;

/// So many pictures are not many.
const FEW: usize = 20;

/// Most pages of a PDF, and of one for a model with a context of a million tokens.
const MAX_PAGES: [usize; 2] = [100, 600];

/// Input tokens from which a context counts as large.
const LARGE_CONTEXT: usize = 1_000_000;

/// What is to be seen in the last user turn. Of older turns only formats and sizes are checked: they were looked at when
/// they were new.
pub(crate) fn examined(model: &Model, request: &Request) -> Result<Seen, Refusal> {
    let all = attached(request.wire, &request.body);
    if all.is_empty() {
        return Ok(Seen::default());
    }
    let messages = &request.body.messages;
    let last = messages.iter().rposition(|message| message.role == "user");
    let is_image = |item: &&Attached<'_>| item.kind == Kind::Image;
    let mut eyes = Eyes {
        model,
        request,
        side: side(all.iter().filter(is_image).count()),
        numbers: Numbers::default(),
        documents: 0,
    };
    let mut found = Vec::new();
    for item in &all {
        if Some(item.message) == last {
            found.push(eyes.look(item)?);
        } else {
            eyes.glance(item)?;
        }
    }
    let turn = last.and_then(|last| messages.get(last));
    Ok(Seen {
        parts: turn.map(parts).unwrap_or_default(),
        found,
    })
}

/// The largest side of each picture among so many.
fn side(images: usize) -> u32 {
    if images > FEW {
        MAX_SIDE_OF_MANY
    } else {
        MAX_SIDE
    }
}

/// How many of each kind were met.
#[derive(Default)]
struct Numbers([usize; 4]);

impl Numbers {
    /// The number of the next one of a kind, from 1.
    fn next(&mut self, kind: Kind) -> usize {
        let at = Kind::ALL.iter().position(|other| *other == kind);
        let number = &mut self.0[at.unwrap_or_default()];
        *number += 1;
        *number
    }
}

/// The blocks of a message, by what they are.
fn parts(message: &Message) -> Vec<Part> {
    let mut numbers = Numbers::default();
    let blocks = message.content.iter();
    blocks
        .filter(|block| !block.contains_key("cachePoint"))
        .map(|block| part(block, &mut numbers))
        .collect()
}

fn part(block: &Map<String, Value>, numbers: &mut Numbers) -> Part {
    if let Some((kind, _)) = Kind::of(block) {
        return Part::Attached(kind, numbers.next(kind));
    }
    if let Some(result) = block.get("toolResult") {
        let inner = results(result).into_iter();
        return Part::ToolResult(inner.map(|block| part(block, numbers)).collect());
    }
    match block.keys().next() {
        Some(name) if name == "text" => Part::Text,
        name => Part::Other(name.cloned().unwrap_or_default()),
    }
}

/// What looks at attachments, one after the other.
struct Eyes<'a> {
    model: &'a Model,
    request: &'a Request,
    /// Largest side of a picture.
    side: u32,
    numbers: Numbers,
    /// Documents of the request so far.
    documents: usize,
}

impl Eyes<'_> {
    /// Checks an attachment of an older turn.
    fn glance(&mut self, item: &Attached<'_>) -> Result<(), Refusal> {
        match item.kind {
            Kind::Image => match item.bytes() {
                Some(Ok(bytes)) => self.check_head(item, &bytes),
                Some(Err(_)) | None => Ok(()),
            },
            Kind::Document => {
                self.documents += 1;
                Ok(())
            }
            Kind::Video | Kind::Audio => Ok(()),
        }
    }

    /// Looks into an attachment.
    fn look(&mut self, item: &Attached<'_>) -> Result<Found, Refusal> {
        let (bytes, finding) = match (item.bytes(), item.s3()) {
            (Some(Ok(bytes)), _) => (Bytes::of(&bytes), self.finding(item, Some(&bytes))?),
            (Some(Err(_)), _) => {
                let place = item.member();
                return Err(Refusal::serialization(format!(
                    "The blob at {place}.source.bytes is not base64."
                )));
            }
            (None, Some(uri)) => {
                self.documents += usize::from(item.kind == Kind::Document);
                (Bytes::S3(uri.to_owned()), Finding::Unseen)
            }
            (None, None) => (Bytes::of(text(item).as_bytes()), self.finding(item, None)?),
        };
        Ok(Found {
            kind: item.kind,
            number: self.numbers.next(item.kind),
            format: item.format().to_owned(),
            bytes,
            finding,
        })
    }

    fn finding(&mut self, item: &Attached<'_>, bytes: Option<&[u8]>) -> Result<Finding, Refusal> {
        match item.kind {
            Kind::Image => {
                let bytes = bytes.unwrap_or_default();
                self.check_head(item, bytes)?;
                let picture = picture::seen(bytes).map_err(|_| self.unseen())?;
                Ok(Finding::Picture(picture))
            }
            Kind::Document => self.paper(item, bytes).map(Finding::Paper),
            Kind::Video | Kind::Audio => Ok(Finding::Film(film::seen(bytes.unwrap_or_default()))),
        }
    }

    /// Refuses a picture that is not what it is said to be, or too large.
    fn check_head(&self, item: &Attached<'_>, bytes: &[u8]) -> Result<(), Refusal> {
        let head = picture::head(bytes).map_err(|_| self.unseen())?;
        let words = if head.format != item.format() {
            format!(
                "{}: The image was specified using the image/{} media type, but the image appears to be a image/{} image",
                item.source(),
                item.format(),
                head.format
            )
        } else if head.width.max(head.height) > self.side {
            let many = if self.side == MAX_SIDE_OF_MANY {
                " for many-image requests"
            } else {
                ""
            };
            format!(
                "{}: At least one of the image dimensions exceed max allowed size{many}: {} pixels",
                item.data(),
                self.side
            )
        } else {
            return Ok(());
        };
        Err(self.request.wire.refusal(&words))
    }

    fn unseen(&self) -> Refusal {
        self.request.wire.refusal("Could not process image")
    }

    fn paper(&mut self, item: &Attached<'_>, bytes: Option<&[u8]>) -> Result<Paper, Refusal> {
        let purpose = if item.value["citations"]["enabled"] == true {
            Purpose::Cite
        } else {
            Purpose::Count
        };
        let source = &item.value["source"];
        let max_pages = MAX_PAGES[usize::from(self.model.context >= LARGE_CONTEXT)];
        let (tally, passages) = match bytes {
            Some(bytes) => document::read(item.format(), bytes, purpose, max_pages)
                .map_err(|unread| self.request.wire.refusal(&words(item, unread)))?,
            None => match source["text"].as_str() {
                Some(text) => document::plain(text, purpose),
                None => document::chunks(&source["content"], purpose),
            },
        };
        let index = self.documents;
        self.documents += 1;
        Ok(Paper {
            name: item.value["name"].as_str().map(str::to_owned),
            index,
            tally,
            passages,
        })
    }
}

/// The text that stands in the request itself.
fn text(item: &Attached<'_>) -> String {
    let source = &item.value["source"];
    match source["text"].as_str() {
        Some(text) => text.to_owned(),
        None => document::texts(&source["content"]).concat(),
    }
}

/// What the provider says about a document that it cannot read.
fn words(item: &Attached<'_>, unread: Unread) -> String {
    match unread {
        Unread::Malformed | Unread::TooLarge => format!(
            "{}: The document source bytes could not be parsed as the specified format. If using a text-based format, \
             try source.text instead of source.bytes.",
            item.source().replace(".document", "")
        ),
        Unread::NoPdf => format!("{}: The PDF specified was not valid.", item.data()),
        Unread::Password => format!("{}: The PDF specified is password protected.", item.data()),
        Unread::Pages(most) => format!(
            "{}: A maximum of {most} PDF pages may be provided.",
            item.data()
        ),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::sandbox::models::Models;
    use crate::sandbox::validate::{Delivery, validate};

    /// Something that may stand in the place of a source.
    fn source() -> impl Strategy<Value = Value> {
        let key = prop::sample::select(vec!["bytes", "text", "content", "s3Location", "uri"]);
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<i64>().prop_map(Value::from),
            "[A-Za-z0-9+/]{0,12}={0,2}".prop_map(Value::from),
            prop::collection::vec(any::<u8>(), 0..40)
                .prop_map(|bytes| Value::from(STANDARD.encode(bytes))),
        ];
        leaf.prop_recursive(3, 12, 3, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec((key.clone(), inner), 0..3).prop_map(|members| {
                    let members = members.into_iter();
                    Value::Object(
                        members
                            .map(|(key, value)| (key.to_owned(), value))
                            .collect(),
                    )
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_source_is_fatal(
            source in source(),
            kind in prop::sample::select(vec!["image", "document", "video", "audio"]),
            format in prop::sample::select(vec!["png", "pdf", "txt", "xlsx", "docx", "csv", "mp4", "html"]),
        ) {
            let item = json!({kind: {"format": format, "name": "a", "source": source, "citations": {"enabled": true}}});
            let result = json!({"toolResult": {"toolUseId": "t", "content": [item]}});
            let models = Models::built_in().unwrap();
            for block in [item, result] {
                let body = json!({"messages": [{"role": "user", "content": [{"text": "a"}, block]}]});
                let model = models.reach("outcrop.watch-v1:0").unwrap();
                let request = Request::converse(model, &model.id, body.to_string().as_bytes()).unwrap();
                let _ = validate(model, Delivery::Whole, &request);
                let _ = examined(model, &request);
            }
        }
    }
}
