//! A document: what it holds, counted, and passages to quote from it.
//!
//! Everything is read within limits, since a small file may unpack to a large one.

mod citation;
mod office;
mod passage;
mod pdf;
mod table;
mod text;
mod xls;

use serde_json::Value;

pub(crate) use passage::{Location, Passage};

/// The most that a packed file may unpack to, in bytes.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;

/// A document that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Paper {
    /// As sent; the messages wire knows documents without one.
    pub(crate) name: Option<String>,
    /// Number among all documents of the request, from 0.
    pub(crate) index: usize,
    pub(crate) tally: Tally,
    /// What to quote; nothing unless citations are wanted.
    pub(crate) passages: Vec<Passage>,
}

/// What was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tally {
    Pages {
        pages: usize,
        words: usize,
    },
    Text {
        words: usize,
        lines: usize,
    },
    Sheets(Vec<Sheet>),
    /// Chunks of text that the request itself holds.
    Chunks {
        chunks: usize,
        words: usize,
    },
    /// An old binary document, which is not read.
    Binary(Container),
}

/// One sheet of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// Nothing for a CSV file.
    pub(crate) name: Option<String>,
    pub(crate) rows: usize,
    pub(crate) columns: usize,
}

/// What an old binary document is packed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Ole,
    Unknown,
}

/// Why a document was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unread {
    /// The bytes are not of the format.
    Malformed,
    /// It unpacks to more than is read.
    TooLarge,
    NoPdf,
    Password,
    /// It has more pages than this.
    Pages(usize),
}

/// What a document is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Count,
    /// Passages are wanted too.
    Cite,
}

/// Reads the bytes of a document of a format; a PDF of at most so many pages.
pub(super) fn read(
    format: &str,
    bytes: &[u8],
    purpose: Purpose,
    max_pages: usize,
) -> Result<(Tally, Vec<Passage>), Unread> {
    let counted = |tally| (tally, Vec::new());
    Ok(match format {
        "pdf" => return pdf::read(bytes, purpose, max_pages),
        "docx" => text::tally(&office::words_of_docx(bytes)?).into_counted(),
        "xlsx" => counted(Tally::Sheets(office::sheets_of_xlsx(bytes)?)),
        "xls" => counted(Tally::Sheets(xls::sheets(bytes)?)),
        "doc" => counted(Tally::Binary(office::container(bytes))),
        "csv" => counted(Tally::Sheets(vec![table::csv(&text::decoded(bytes))])),
        "html" => {
            let source = text::decoded(bytes);
            let mut tally = text::tally(&source);
            if let Tally::Text { words, .. } = &mut tally {
                *words = text::visible_words(&source);
            }
            (tally, text::passages(&source, purpose))
        }
        _ => plain(&text::decoded(bytes), purpose),
    })
}

/// Reads a document that is text.
pub(super) fn plain(text: &str, purpose: Purpose) -> (Tally, Vec<Passage>) {
    (text::tally(text), text::passages(text, purpose))
}

/// Reads a document that is chunks of text.
pub(super) fn chunks(content: &Value, purpose: Purpose) -> (Tally, Vec<Passage>) {
    let texts = texts(content);
    let words = texts.iter().map(|text| text.split_whitespace().count());
    let tally = Tally::Chunks {
        chunks: texts.len(),
        words: words.sum(),
    };
    let passages = match purpose {
        Purpose::Count => Vec::new(),
        Purpose::Cite => passage::of_chunks(&texts),
    };
    (tally, passages)
}

/// The texts of chunks; a text alone counts as one chunk.
pub(super) fn texts(content: &Value) -> Vec<&str> {
    if let Some(text) = content.as_str() {
        return vec![text];
    }
    let chunks = content.as_array().into_iter().flatten();
    chunks.filter_map(|chunk| chunk["text"].as_str()).collect()
}

impl Tally {
    fn into_counted(self) -> (Self, Vec<Passage>) {
        (self, Vec::new())
    }
}
