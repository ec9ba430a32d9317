//! A passage that a reply goes by, as either wire tells it.

use crate::chat::content::Json;
use crate::chat::json::Value;

/// A passage that a reply goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// What the service calls the document; not the name that the user knows.
    pub(crate) title: Option<String>,
    /// The words of the passage; empty = the service does not tell them.
    pub(crate) quoted: String,
    /// Where the passage stands.
    pub(crate) place: Place,
}

/// Where a passage stands. Ends are exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// Characters of a document, from 0.
    Chars(Range),
    /// Pages of a document, from 1.
    Pages(Range),
    /// Pieces of a document, from 0.
    Chunks(Range),
    /// A page of the web.
    Web(String),
    /// One that this version does not know, as it came.
    Other(Json),
}

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    /// The document, counted from 0 over the request.
    pub(crate) document: usize,
    /// The first one.
    pub(crate) start: usize,
    /// The one after the last one.
    pub(crate) end: usize,
}

impl Passage {
    /// Reads a citation as either wire tells it; `None` = it is no object.
    pub(crate) fn of(json: &Json) -> Option<Self> {
        let value = Value::parse(&json.0).ok()?;
        if !matches!(value, Value::Object(_)) {
            return None;
        }
        let mut titles = ["title", "document_title"].into_iter();
        let title = titles.find_map(|name| words(&value, name));
        let quoted = match value.get("sourceContent") {
            Some(Value::List(parts)) => {
                let parts = parts.iter().filter_map(|part| words(part, "text"));
                parts.collect::<Vec<_>>().join("\n")
            }
            Some(_) | None => words(&value, "cited_text").unwrap_or_default(),
        };
        let place = converse_place(&value).or_else(|| messages_place(&value));
        Some(Self {
            title,
            quoted,
            place: place.unwrap_or_else(|| Place::Other(value.compact())),
        })
    }

    /// The document that the passage is from, counted from 0 over the request. Its neutral name tells
    /// it more surely than its place: both wires count in their own way.
    pub(super) fn document(&self) -> Option<usize> {
        let title = self.title.as_deref()?.strip_prefix("document-");
        let by_name = title.and_then(|no| no.parse::<usize>().ok()?.checked_sub(1));
        match &self.place {
            Place::Chars(range) | Place::Pages(range) | Place::Chunks(range) => {
                Some(by_name.unwrap_or(range.document))
            }
            Place::Web(_) | Place::Other(_) => by_name,
        }
    }
}

fn words(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_text().map(str::to_owned)
}

fn number(value: &Value, name: &str) -> Option<usize> {
    if let Value::Number(digits) = value.get(name)? {
        return digits.parse().ok();
    }
    None
}

/// Source: Bedrock API reference, type `CitationLocation`.
fn converse_place(value: &Value) -> Option<Place> {
    let location = value.get("location")?;
    let range = |name: &str| {
        let held = location.get(name)?;
        Some(Range {
            document: number(held, "documentIndex").unwrap_or(0),
            start: number(held, "start")?,
            end: number(held, "end")?,
        })
    };
    if let Some(web) = location.get("web") {
        return words(web, "url").map(Place::Web);
    }
    let chars = range("documentChar").map(Place::Chars);
    let pages = || range("documentPage").map(Place::Pages);
    let chunks = || range("documentChunk").map(Place::Chunks);
    chars.or_else(pages).or_else(chunks)
}

/// Source: Anthropic Messages API, citations.
fn messages_place(value: &Value) -> Option<Place> {
    let range = |start: &str, end: &str| {
        Some(Range {
            document: number(value, "document_index").unwrap_or(0),
            start: number(value, start)?,
            end: number(value, end)?,
        })
    };
    match words(value, "type")?.as_str() {
        "char_location" => range("start_char_index", "end_char_index").map(Place::Chars),
        "page_location" => range("start_page_number", "end_page_number").map(Place::Pages),
        "content_block_location" => {
            range("start_block_index", "end_block_index").map(Place::Chunks)
        }
        "web_search_result_location" => words(value, "url").map(Place::Web),
        _ => None,
    }
}

impl Place {
    /// In a few words: `page 3`, `characters 120 to 180`.
    pub(crate) fn told(&self) -> String {
        let span = |one: &str, first: usize, last: usize| {
            if last <= first {
                format!("{one} {first}")
            } else {
                format!("{one}s {first} to {last}")
            }
        };
        match self {
            Self::Chars(range) => span("character", range.start + 1, range.end),
            Self::Pages(range) => span("page", range.start, range.end.saturating_sub(1)),
            Self::Chunks(range) => span("piece", range.start + 1, range.end),
            Self::Web(url) => url.clone(),
            Self::Other(_) => String::new(),
        }
    }
}
