//! Rules of what is attached: who may send it, how much of it, in which form.

mod document;
mod film;
mod image;

use serde_json::Value;

use crate::sandbox::ability::{Stance, Wire};
use crate::sandbox::media::{Attached, Kind, attached};
use crate::sandbox::models::Model;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::Request;

/// Refuses attachments that the model or the API does not take.
pub(super) fn check(model: &Model, request: &Request) -> Result<(), Refusal> {
    let all = attached(request.wire, &request.body);
    if all.is_empty() {
        return Ok(());
    }
    for item in &all {
        check_taken(model, item)?;
    }
    check_count(model, request, &all)?;
    if request.wire != Wire::Converse {
        return Ok(());
    }
    for item in &all {
        check_source(model, item)?;
        match item.kind {
            Kind::Image => image::check(item)?,
            Kind::Document => document::check(item)?,
            Kind::Video | Kind::Audio => film::check(item)?,
        }
    }
    document::check_all(&request.body, &all)
}

/// Refuses what the model does not take at all, and what the assistant is said to have sent.
fn check_taken(model: &Model, item: &Attached<'_>) -> Result<(), Refusal> {
    let is_taken = match item.kind {
        Kind::Document => model.takes.documents == Stance::Accepted,
        Kind::Image => model.takes_input("IMAGE"),
        Kind::Video => model.takes_input("VIDEO"),
        Kind::Audio => model.takes_input("AUDIO"),
    };
    if is_taken && item.role == "user" {
        return Ok(());
    }
    let (name, role) = (item.kind.name(), item.role);
    Err(Refusal::validation(format!(
        "This model doesn't support the {name} field for {role} messages. Remove {name} and try again."
    )))
}

fn check_count(model: &Model, request: &Request, all: &[Attached<'_>]) -> Result<(), Refusal> {
    let count = |kind| all.iter().filter(|item| item.kind == kind).count();
    let (images, documents) = (count(Kind::Image), count(Kind::Document));
    let most = model.takes.images;
    if images + documents > most {
        let text = format!("too many images and documents: {images} + {documents} > {most}");
        return Err(request.wire.refusal(&text));
    }
    Ok(())
}

/// Refuses an attachment whose bytes are nowhere, or where the model cannot reach them.
fn check_source(model: &Model, item: &Attached<'_>) -> Result<(), Refusal> {
    let known: &[&str] = match item.kind {
        Kind::Document => &["bytes", "s3Location", "text", "content"],
        Kind::Image | Kind::Video | Kind::Audio => &["bytes", "s3Location"],
    };
    let name = match item.kind {
        Kind::Image => "ImageSource",
        Kind::Document => "DocumentSource",
        Kind::Video => "VideoSource",
        Kind::Audio => "AudioSource",
    };
    let place = format!("{}.source", item.place());
    let keys = item.value["source"].as_object().map(|source| {
        let set = source.iter().filter(|(_, value)| !value.is_null());
        set.map(|(key, _)| key.as_str()).collect::<Vec<_>>()
    });
    match keys.as_deref() {
        Some(["s3Location"]) if model.takes.s3 == Stance::Refused => {
            Err(Refusal::provider(&format!("{place}.type: Field required")))
        }
        Some([key]) if known.contains(key) => check_bytes(item),
        Some(_) | None => Err(Refusal::validation(format!(
            "{name} object at {place} must set one of the following keys: {}.",
            known.join(", ")
        ))),
    }
}

fn check_bytes(item: &Attached<'_>) -> Result<(), Refusal> {
    match (&item.value["source"]["bytes"], item.encoded()) {
        (Value::Null, _) => Ok(()),
        (_, Some("")) => {
            let place = format!("{}.source.bytes", item.member());
            Err(broken(
                &place,
                "Member must have length greater than or equal to 1",
            ))
        }
        (_, Some(_)) => Ok(()),
        (_, None) => Err(Refusal::serialization(format!(
            "The member {}.source.bytes is not a blob.",
            item.place()
        ))),
    }
}

/// Refuses a format that the API does not know.
fn check_format(item: &Attached<'_>, known: &[&str]) -> Result<(), Refusal> {
    if known.contains(&item.format()) {
        return Ok(());
    }
    let rule = format!("Member must satisfy enum value set: [{}]", known.join(", "));
    Err(broken(&format!("{}.format", item.member()), &rule))
}

/// A rule of the API that a member breaks. The value of a long one is not told.
fn broken(place: &str, rule: &str) -> Refusal {
    Refusal::constraints(&[format!(
        "Value at '{place}' failed to satisfy constraint: {rule}"
    )])
}
