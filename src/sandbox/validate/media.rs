//! Rules of images and documents.

use serde_json::Value;

use crate::sandbox::ability::Wire;
use crate::sandbox::models::Model;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Message, Request};

/// Most images and documents of one request.
const MAX_ATTACHMENTS: usize = 20;

/// Largest image in bytes of base64: 5 MiB.
const MAX_IMAGE_BASE64: usize = 5_242_880;

const IMAGE_FORMATS: [&str; 4] = ["png", "jpeg", "gif", "webp"];

/// Refuses images and documents that the model or the API does not take.
pub(super) fn check(model: &Model, request: &Request) -> Result<(), Refusal> {
    let body = &request.body;
    let (images, documents) = (
        body.blocks("image").count(),
        body.blocks("document").count(),
    );
    if images > 0 && !model.input.iter().any(|kind| kind == "IMAGE") {
        return Err(Refusal::validation(
            "This model doesn't support the image field for user messages. Remove image and try again.",
        ));
    }
    if images + documents > MAX_ATTACHMENTS {
        let text =
            format!("too many images and documents: {images} + {documents} > {MAX_ATTACHMENTS}");
        return Err(request.wire.refusal(&text));
    }
    if request.wire != Wire::Converse {
        return Ok(());
    }
    body.blocks("image").try_for_each(check_image)?;
    body.messages.iter().try_for_each(check_documents)
}

fn check_image(image: &Value) -> Result<(), Refusal> {
    let format = image["format"].as_str().unwrap_or_default();
    if !IMAGE_FORMATS.contains(&format) {
        return Err(Refusal::constraints(&[format!(
            "Value '{format}' at 'image.format' failed to satisfy constraint: Member must satisfy enum value set: \
             [png, jpeg, gif, webp]"
        )]));
    }
    let size = image["source"]["bytes"].as_str().map_or(0, str::len);
    if size > MAX_IMAGE_BASE64 {
        let text = format!("image exceeds 5 MB maximum: {size} bytes > {MAX_IMAGE_BASE64} bytes");
        return Err(Refusal::provider(&text));
    }
    Ok(())
}

fn check_documents(message: &Message) -> Result<(), Refusal> {
    if message.blocks("document").next().is_some() && message.texts().is_empty() {
        return Err(Refusal::validation(
            "A text block must be included when using documents.",
        ));
    }
    Ok(())
}
