//! What a tool gave back: kept in Converse's form, converted where a wire has another one.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::CallError;
use super::document::DocumentNames;
use super::merge::Members;
use super::raw::Base64;
use crate::chat::attachment::Attachments;
use crate::chat::content::Json;

/// An item of a result on Converse.
///
/// As it stands, but for pictures and documents that are attachments: they are kept as
/// `{"image":{"hash":…,"format":…}}`, and their bytes are put in here.
pub(super) type ConverseItem = Box<RawValue>;

/// An item of a result on the messages wire.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum MessagesItem<'a> {
    Text { text: Cow<'a, str> },
    Image { source: ItemSource },
    Document { source: ItemSource, title: String },
}

/// The bytes of a picture or document.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ItemSource {
    Base64 {
        media_type: String,
        data: String,
    },
    Text {
        media_type: &'static str,
        data: String,
    },
}

/// An item in Converse's form: one member names its kind.
#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
    image: Option<Held>,
    document: Option<Held>,
}

/// A picture or a document.
#[derive(Deserialize)]
struct Held {
    hash: Option<String>,
    format: Option<String>,
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    bytes: Option<String>,
    text: Option<String>,
}

/// Text that is no list of items is an item of its own.
fn items(content: &Json) -> Result<Vec<&RawValue>, String> {
    if content.0.trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(&content.0).map_err(|_| content.0.clone())
}

/// The items of a result as Converse has them.
pub(super) fn converse(
    content: &Json,
    attachments: &Attachments,
    names: &mut DocumentNames,
) -> Result<Vec<ConverseItem>, CallError> {
    let items = match items(content) {
        Ok(items) => items,
        Err(text) => {
            let json = serde_json::json!({ "text": text });
            return Ok(vec![serde_json::value::to_raw_value(&json)?]);
        }
    };
    items
        .into_iter()
        .map(|item| resolved(item, attachments, names))
        .collect()
}

fn resolved(
    item: &RawValue,
    attachments: &Attachments,
    names: &mut DocumentNames,
) -> Result<ConverseItem, CallError> {
    #[derive(Serialize)]
    struct Bytes<'a> {
        bytes: Base64<'a>,
    }

    let Some((kind, hash)) = hash_of(item) else {
        return Ok(item.to_owned());
    };
    let attachment = attachments.get(&hash)?;
    let mut members: Members<'_> = serde_json::from_str(item.get())?;
    let Some(held) = members.get(kind).map(ToOwned::to_owned) else {
        return Ok(item.to_owned());
    };
    let mut held: Members<'_> = serde_json::from_str(held.get())?;
    held.retain(|name| name != "hash");
    if kind == DOCUMENT {
        let name = serde_json::value::to_raw_value(&names.next())?;
        held.set(Cow::Borrowed("name"), Cow::Owned(name));
    }
    let bytes = Base64(&attachment.bytes);
    let source = serde_json::value::to_raw_value(&Bytes { bytes })?;
    held.set(Cow::Borrowed("source"), Cow::Owned(source));
    let held = RawValue::from_string(held.text())?;
    members.set(Cow::Borrowed(kind), Cow::Owned(held));
    Ok(RawValue::from_string(members.text())?)
}

/// The kinds of items that attachments can be.
const IMAGE: &str = "image";
const DOCUMENT: &str = "document";

/// The kind and the hash of an item that is an attachment.
fn hash_of(item: &RawValue) -> Option<(&'static str, String)> {
    let item: Item<'_> = serde_json::from_str(item.get()).ok()?;
    let image = item.image.and_then(|held| Some((IMAGE, held.hash?)));
    image.or_else(|| item.document.and_then(|held| Some((DOCUMENT, held.hash?))))
}

/// The items of a result as the messages wire has them. Items that it has no form for have been
/// taken out before.
pub(super) fn messages<'a>(
    content: &'a Json,
    attachments: &Attachments,
    names: &mut DocumentNames,
) -> Result<Vec<MessagesItem<'a>>, CallError> {
    let items = match items(content) {
        Ok(items) => items,
        Err(text) => {
            let text = Cow::Owned(text);
            return Ok(vec![MessagesItem::Text { text }]);
        }
    };
    let mut converted = Vec::with_capacity(items.len());
    for item in items {
        let item: Item<'_> = serde_json::from_str(item.get())?;
        converted.extend(MessagesItem::of(item, attachments, names)?);
    }
    Ok(converted)
}

impl<'a> MessagesItem<'a> {
    fn of(
        item: Item<'a>,
        attachments: &Attachments,
        names: &mut DocumentNames,
    ) -> Result<Option<Self>, CallError> {
        let json = item.json.map(|json| Cow::Borrowed(json.get()));
        if let Some(text) = item.text.or(json) {
            return Ok(Some(Self::Text { text }));
        }
        if let Some(image) = item.image {
            let source = ItemSource::of_image(image, attachments)?;
            return Ok(source.map(|source| Self::Image { source }));
        }
        let Some(document) = item.document else {
            return Ok(None);
        };
        let source = ItemSource::of_document(document, attachments)?;
        let title = |source| Self::Document {
            source,
            title: names.next(),
        };
        Ok(source.map(title))
    }
}

impl ItemSource {
    fn of_image(image: Held, attachments: &Attachments) -> Result<Option<Self>, CallError> {
        if let Some(hash) = &image.hash {
            let attachment = attachments.get(hash)?;
            return Ok(Some(Self::Base64 {
                media_type: attachment.media.clone(),
                data: STANDARD.encode(&attachment.bytes),
            }));
        }
        let parts = image.format.zip(image.source.and_then(|it| it.bytes));
        Ok(parts.map(|(format, data)| Self::Base64 {
            media_type: format!("image/{format}"),
            data,
        }))
    }

    /// A PDF goes as it is, text as plain text. Of other formats this wire has no form.
    fn of_document(document: Held, attachments: &Attachments) -> Result<Option<Self>, CallError> {
        let format = document.format.unwrap_or_default();
        if let Some(hash) = &document.hash {
            let bytes = &attachments.get(hash)?.bytes;
            if format == "pdf" {
                return Ok(Some(Self::pdf(STANDARD.encode(bytes))));
            }
            let text = std::str::from_utf8(bytes);
            let text = text.map_err(|_| CallError::NotText { hash: hash.clone() })?;
            return Ok(Some(Self::plain(text.to_owned())));
        }
        let Some(source) = document.source else {
            return Ok(None);
        };
        if let Some(text) = source.text {
            return Ok(Some(Self::plain(text)));
        }
        if format == "pdf" {
            return Ok(source.bytes.map(Self::pdf));
        }
        let Some(bytes) = source.bytes else {
            return Ok(None);
        };
        let bytes = STANDARD.decode(bytes).ok();
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| CallError::NotText {
            hash: "in the result of a tool".to_owned(),
        })?;
        Ok(Some(Self::plain(text)))
    }

    fn pdf(data: String) -> Self {
        Self::Base64 {
            media_type: "application/pdf".to_owned(),
            data,
        }
    }

    fn plain(data: String) -> Self {
        let media_type = "text/plain";
        Self::Text { media_type, data }
    }
}
