//! Rules of documents on Converse.

use std::collections::BTreeSet;

use super::{broken, check_format};
use crate::sandbox::media::{Attached, Kind};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Message};

/// Most documents of a request.
const MAX_DOCUMENTS: usize = 5;

/// Largest document, in bytes: 4.5 MiB.
const MAX_BYTES: usize = 4_718_592;

/// Longest name, in characters.
const MAX_NAME: usize = 200;

const FORMATS: [&str; 9] = [
    "pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md",
];

/// The formats that can be cited.
const CITED: [&str; 2] = ["txt", "pdf"];

/// Refuses a wrong name, an unknown format, too many bytes.
pub(super) fn check(item: &Attached<'_>) -> Result<(), Refusal> {
    check_name(item)?;
    let source = &item.value["source"];
    let is_text = source["text"].is_string() || source["content"].is_array();
    if !is_text || !item.value["format"].is_null() {
        check_format(item, &FORMATS)?;
    }
    // Four letters of base64 are three bytes, but for what fills the end.
    let encoded = item.encoded().unwrap_or_default();
    let filling = encoded.len() - encoded.trim_end_matches('=').len();
    let text = source["text"].as_str().map_or(0, str::len);
    if (encoded.len() / 4 * 3).saturating_sub(filling) + text > MAX_BYTES {
        return Err(Refusal::validation("The maximum document size is 4.5 MB."));
    }
    let is_cited = item.value["citations"]["enabled"] == true;
    if is_cited && !is_text && !CITED.contains(&item.format()) {
        return Err(Refusal::validation(
            "Unsupported document format. Only txt and pdf formats are supported when citations are enabled.",
        ));
    }
    Ok(())
}

/// Letters are those of ASCII: others were refused whenever somebody tried.
fn check_name(item: &Attached<'_>) -> Result<(), Refusal> {
    let place = format!("{}.name", item.member());
    let Some(name) = item.value["name"].as_str() else {
        return Err(broken(&place, "Member must not be null"));
    };
    let length = name.chars().count();
    if length == 0 {
        return Err(broken(
            &place,
            "Member must have length greater than or equal to 1",
        ));
    }
    if length > MAX_NAME {
        let rule = format!("Member must have length less than or equal to {MAX_NAME}");
        return Err(broken(&place, &rule));
    }
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || " -()[]".contains(letter);
    if name.chars().all(is_allowed) && !name.contains("  ") {
        return Ok(());
    }
    Err(Refusal::validation(
        "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, \
         and square brackets. The name can't contain more than one consecutive whitespace character. Check that the \
         file name conforms to these restrictions and retry your request.",
    ))
}

/// Refuses too many documents, two of one name, and a message with documents only.
pub(super) fn check_all(body: &Body, all: &[Attached<'_>]) -> Result<(), Refusal> {
    let documents = || all.iter().filter(|item| item.kind == Kind::Document);
    if documents().count() > MAX_DOCUMENTS {
        return Err(Refusal::validation(format!(
            "You can't include more than {MAX_DOCUMENTS} documents in a request."
        )));
    }
    let mut names = BTreeSet::new();
    let name = |item: &Attached<'_>| item.value["name"].as_str().unwrap_or_default().to_owned();
    if !documents().all(|item| names.insert(name(item))) {
        return Err(Refusal::validation(
            "Messages can't contain duplicate document names. Rename the document and retry your request.",
        ));
    }
    body.messages.iter().try_for_each(check_text)
}

fn check_text(message: &Message) -> Result<(), Refusal> {
    if message.blocks("document").next().is_some() && message.texts().is_empty() {
        return Err(Refusal::validation(
            "A text block must be included when using documents.",
        ));
    }
    Ok(())
}
