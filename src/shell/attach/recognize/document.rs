//! Documents: the formats of Office by what is inside, texts by their letters.

use std::io::Cursor;

use zip::ZipArchive;

use super::extension;
use crate::app::chips::NotAttached;
use crate::chat::attached::Kind;
use crate::chat::attached::format::DocumentFormat;
use crate::chat::content::Cited;

/// Most files that a zip file of Office may hold.
const MAX_INSIDE: usize = 20_000;

fn document(format: DocumentFormat) -> Kind {
    Kind::Document {
        format,
        pages: None,
        cited: Cited::Off,
    }
}

/// What a compound file holds. Its folder has an entry of 128 bytes for each stream, with a name in
/// UTF-16.
///
/// # Errors
/// It is neither doc nor xls, or damaged; the sentence names it.
pub(super) fn compound(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    if bytes.len() < 1024 {
        return Err(damaged(name, "an Office file"));
    }
    let has = |stream: &str| has_stream(bytes, stream);
    if has("EncryptedPackage") {
        return Err(NotAttached::unfit(format!(
            "{name} is an Office file behind a password, which models cannot read; save a copy without"
        )));
    }
    if has("WordDocument") {
        return Ok(document(DocumentFormat::Doc));
    }
    if has("Workbook") || has("Book") {
        return Ok(document(DocumentFormat::Xls));
    }
    let what = if has("PowerPoint Document") {
        "a PowerPoint presentation"
    } else {
        "a compound file of another program"
    };
    Err(NotAttached::unfit(format!(
        "{name} is {what}, which Bedrock does not take; save it as pdf"
    )))
}

fn has_stream(bytes: &[u8], name: &str) -> bool {
    let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    entry.extend([0, 0]);
    let length = entry.len();
    let begins = |candidate: &[u8]| {
        let told = u16::from_le_bytes([candidate[64], candidate[65]]);
        usize::from(told) == length && candidate.starts_with(&entry)
    };
    bytes[512..].chunks_exact(128).any(begins)
}

/// What a zip file holds.
///
/// # Errors
/// It is neither docx nor xlsx, or damaged; the sentence names it.
pub(super) fn zipped(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else {
        return Err(damaged(name, "docx, xlsx or zip"));
    };
    let inside = || archive.file_names().take(MAX_INSIDE);
    let holds = |folder: &str| inside().any(|file| file.is_ok_and(|file| file.starts_with(folder)));
    if holds("[Content_Types].xml") {
        if holds("word/") {
            return Ok(document(DocumentFormat::Docx));
        }
        if holds("xl/") {
            return Ok(document(DocumentFormat::Xlsx));
        }
    }
    let (what, advice) = if holds("ppt/") {
        ("a PowerPoint presentation", "save it as pdf")
    } else if holds("META-INF/container.xml") {
        ("an EPUB book", "save it as pdf or text")
    } else if holds("content.xml") {
        ("an OpenDocument file", "save it as docx, xlsx or pdf")
    } else {
        ("a zip archive", "unpack it")
    };
    Err(NotAttached::unfit(format!(
        "{name} is {what}, which Bedrock does not take; {advice}"
    )))
}

fn damaged(name: &str, what: &str) -> NotAttached {
    NotAttached::unfit(format!(
        "{name} looks like {what} and is damaged; fetch it again"
    ))
}

/// What a file is whose first bytes say nothing.
///
/// # Errors
/// It is no text, or a text that Bedrock does not take as it is; the sentence names it.
pub(super) fn of_text(name: &str, bytes: &[u8]) -> Result<Kind, NotAttached> {
    let words = text(name, bytes)?;
    let format = match extension(name).as_str() {
        "csv" => DocumentFormat::Csv,
        "html" | "htm" | "xhtml" => DocumentFormat::Html,
        "md" | "markdown" | "mdown" => DocumentFormat::Md,
        "txt" | "text" | "log" => DocumentFormat::Txt,
        _ if begins_as(&words, &["<svg"]) => {
            return Err(NotAttached::unfit(format!(
                "{name} is an SVG picture, and Bedrock takes png, jpeg, gif and webp; convert it, or call it .txt to send its source"
            )));
        }
        _ if begins_as(&words, &["<!doctype html", "<html"]) => DocumentFormat::Html,
        // Source code and the like. The service knows it as text.
        _ => DocumentFormat::Txt,
    };
    Ok(document(format))
}

/// Whether a text of marks begins with one of these, after what may stand before them.
fn begins_as(text: &str, beginnings: &[&str]) -> bool {
    let mut rest = text.trim_start_matches('\u{FEFF}').trim_start();
    for (open, close) in [("<?xml", "?>"), ("<!--", "-->"), ("<!DOCTYPE svg", ">")] {
        if rest.starts_with(open) {
            rest = rest
                .split_once(close)
                .map_or("", |(_, rest)| rest)
                .trim_start();
        }
    }
    let same = |beginning: &&str| {
        let head = rest.get(..beginning.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(beginning))
    };
    beginnings.iter().any(same)
}

/// The text of a file.
///
/// # Errors
/// It is no text in UTF-8; the sentence names it and says what to do.
pub(crate) fn text(name: &str, bytes: &[u8]) -> Result<String, NotAttached> {
    let refused = |why: String| Err(NotAttached::unfit(why));
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return refused(format!("{name} is text in UTF-16; save it in UTF-8"));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains('\0') => refused(format!(
            "{name} is nothing that Bedrock takes: no picture, no document, no film and no sound, by its content"
        )),
        Ok(text) if text.trim().is_empty() => {
            refused(format!("{name} has no words in it; nothing would be sent"))
        }
        Ok(text) => Ok(text.to_owned()),
        Err(error) if looks_like_text(bytes) => refused(format!(
            "{name} is no text in UTF-8, first at byte {}; save it in UTF-8",
            error.valid_up_to() + 1
        )),
        Err(_) => refused(format!(
            "{name} is nothing that Bedrock takes: no picture, no document, no film and no sound, by its content"
        )),
    }
}

/// Whether bytes are mostly letters, as in a text with another encoding.
fn looks_like_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(4096)];
    let odd = head
        .iter()
        .filter(|byte| **byte < 9 || (14..32).contains(*byte));
    let high = head.iter().filter(|byte| **byte >= 128);
    odd.count() == 0 && high.count() * 3 < head.len()
}
