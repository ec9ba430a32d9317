//! PDF: pages, their words, and whether there is a password.

use lopdf::{Document, LoadOptions};

use super::passage::{self, Passage};
use super::{Purpose, Tally, Unread};

/// The most that one stream of a file may unpack to, in bytes.
const MAX_STREAM: usize = 16 * 1024 * 1024;

/// Reads a file of at most so many pages.
pub(super) fn read(
    bytes: &[u8],
    purpose: Purpose,
    max_pages: usize,
) -> Result<(Tally, Vec<Passage>), Unread> {
    let options = LoadOptions::with_max_decompressed_size(MAX_STREAM);
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_)) => {
            return Err(Unread::Password);
        }
        Err(_) => return Err(Unread::NoPdf),
    };
    if document.is_encrypted() {
        return Err(Unread::Password);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(Unread::NoPdf);
    }
    if numbers.len() > max_pages {
        return Err(Unread::Pages(max_pages));
    }
    let pages: Vec<String> = numbers
        .iter()
        .map(|number| text(&document, *number))
        .collect();
    let tally = Tally::Pages {
        pages: pages.len(),
        words: pages
            .iter()
            .map(|page| page.split_whitespace().count())
            .sum(),
    };
    let passages = match purpose {
        Purpose::Count => Vec::new(),
        Purpose::Cite => passage::of_pages(&pages),
    };
    Ok((tally, passages))
}

/// The text of a page; nothing if there is none or it cannot be read.
fn text(document: &Document, number: u32) -> String {
    let chunks = document.extract_text_chunks_with_limit(&[number], MAX_STREAM);
    chunks.into_iter().filter_map(Result::ok).collect()
}
