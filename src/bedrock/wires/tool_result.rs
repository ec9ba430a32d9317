//! What a tool gave back: kept in Converse's form, converted where a wire has another one.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::CallError;
use super::merge::Members;
use super::raw::Base64;
use crate::chat::attachment::Attachments;
use crate::chat::content::Json;

/// An item of a result on Converse.
///
/// As it stands, but for pictures that are attachments: they are kept as
/// `{"image":{"hash":…,"format":…}}`, and their bytes are put in here.
pub(super) type ConverseItem = Box<RawValue>;

/// An item of a result on the messages wire.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum MessagesItem<'a> {
    Text { text: Cow<'a, str> },
    Image { source: ImageSource },
}

/// The bytes of a picture.
#[derive(Serialize)]
pub(super) struct ImageSource {
    r#type: &'static str,
    media_type: String,
    data: String,
}

/// An item in Converse's form: one member names its kind.
#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    json: Option<&'a RawValue>,
    image: Option<Image>,
}

#[derive(Deserialize)]
struct Image {
    hash: Option<String>,
    format: Option<String>,
    source: Option<Source>,
}

#[derive(Deserialize)]
struct Source {
    bytes: Option<String>,
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
        .map(|item| resolved(item, attachments))
        .collect()
}

fn resolved(item: &RawValue, attachments: &Attachments) -> Result<ConverseItem, CallError> {
    #[derive(Serialize)]
    struct Bytes<'a> {
        bytes: Base64<'a>,
    }

    let Some(hash) = hash_of(item) else {
        return Ok(item.to_owned());
    };
    let attachment = attachments.get(&hash)?;
    let mut members: Members<'_> = serde_json::from_str(item.get())?;
    let Some(image) = members.get("image").map(ToOwned::to_owned) else {
        return Ok(item.to_owned());
    };
    let mut image: Members<'_> = serde_json::from_str(image.get())?;
    image.retain(|name| name != "hash");
    let bytes = Base64(&attachment.bytes);
    let source = serde_json::value::to_raw_value(&Bytes { bytes })?;
    image.set(Cow::Borrowed("source"), Cow::Owned(source));
    let image = RawValue::from_string(image.text())?;
    members.set(Cow::Borrowed("image"), Cow::Owned(image));
    Ok(RawValue::from_string(members.text())?)
}

/// The hash of a picture that is an attachment.
fn hash_of(item: &RawValue) -> Option<String> {
    let item: Item<'_> = serde_json::from_str(item.get()).ok()?;
    item.image?.hash
}

/// The items of a result as the messages wire has them. Items that it has no form for have been
/// taken out before.
pub(super) fn messages<'a>(
    content: &'a Json,
    attachments: &Attachments,
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
        converted.extend(MessagesItem::of(item, attachments)?);
    }
    Ok(converted)
}

impl<'a> MessagesItem<'a> {
    fn of(item: Item<'a>, attachments: &Attachments) -> Result<Option<Self>, CallError> {
        let json = item.json.map(|json| Cow::Borrowed(json.get()));
        if let Some(text) = item.text.or(json) {
            return Ok(Some(Self::Text { text }));
        }
        let Some(image) = item.image else {
            return Ok(None);
        };
        let source = ImageSource::of(image, attachments)?;
        Ok(source.map(|source| Self::Image { source }))
    }
}

impl ImageSource {
    fn of(image: Image, attachments: &Attachments) -> Result<Option<Self>, CallError> {
        use base64::Engine;
        use base64::engine::general_purpose::STANDARD;

        if let Some(hash) = &image.hash {
            let attachment = attachments.get(hash)?;
            return Ok(Some(Self {
                r#type: "base64",
                media_type: attachment.media.clone(),
                data: STANDARD.encode(&attachment.bytes),
            }));
        }
        let bytes = image.source.and_then(|source| source.bytes);
        let parts = image.format.zip(bytes);
        Ok(parts.map(|(format, data)| Self {
            r#type: "base64",
            media_type: format!("image/{format}"),
            data,
        }))
    }
}
