//! PDF: pages, their words, and whether there is a password.

use std::time::{Duration, Instant};

use lopdf::{Document, LoadOptions};

use super::passage::{self, Passage};
use super::{Purpose, Tally, Unread};

/// The most that one stream of a file may unpack to, in bytes.
const MAX_STREAM: usize = 16 * 1024 * 1024;

/// The most that one page may unpack to, in bytes. What is more is taken for a page without text.
const MAX_PAGE: usize = 2 * 1024 * 1024;

/// How long texts are read. The pages after that count as pages without text.
const PATIENCE: Duration = Duration::from_secs(5);

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
    let end = Instant::now() + PATIENCE;
    let in_time = |number: &u32| (Instant::now() < end).then(|| text(&document, *number));
    let pages: Vec<String> = numbers
        .iter()
        .map(|number| in_time(number).unwrap_or_default())
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
    let chunks = document.extract_text_chunks_with_limit(&[number], MAX_PAGE);
    chunks.into_iter().filter_map(Result::ok).collect()
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, Stream, dictionary};
    use proptest::prelude::*;

    use super::*;

    fn one_page(content: Stream) -> Vec<u8> {
        let mut document = Document::with_version("1.5");
        let pages = document.new_object_id();
        let font = document.add_object(
            dictionary! {"Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier"},
        );
        let content = document.add_object(content);
        let page = document.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content,
            "Resources" => dictionary! {"Font" => dictionary! {"F1" => font}},
        });
        let kids = vec![Object::from(page)];
        let tree = dictionary! {"Type" => "Pages", "Kids" => kids, "Count" => 1};
        document.objects.insert(pages, tree.into());
        let catalog = document.add_object(dictionary! {"Type" => "Catalog", "Pages" => pages});
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    fn granite() -> Stream {
        let text = b"BT /F1 12 Tf 72 720 Td (granite over marl) Tj ET";
        Stream::new(dictionary! {}, text.to_vec())
    }

    #[test]
    fn a_page_has_its_words() {
        let (tally, passages) = read(&one_page(granite()), Purpose::Cite, 100).unwrap();
        assert_eq!(tally, Tally::Pages { pages: 1, words: 3 });
        assert_eq!(passages[0].text, "granite over marl");
    }

    #[test]
    fn a_page_that_swells_is_not_read() {
        let mut bomb = Stream::new(dictionary! {}, vec![b' '; MAX_PAGE + 1]);
        bomb.compress().unwrap();
        let file = one_page(bomb);
        assert!(file.len() < MAX_PAGE / 100);
        let (tally, _) = read(&file, Purpose::Cite, 100).unwrap();
        assert_eq!(tally, Tally::Pages { pages: 1, words: 0 });
    }

    proptest! {
        #[test]
        fn no_bytes_are_fatal(bytes in prop::collection::vec(any::<u8>(), 0..60), at in 0..800_usize) {
            let mut file = one_page(granite());
            let at = at.min(file.len());
            let end = (at + bytes.len()).min(file.len());
            file.splice(at..end, bytes.iter().copied());
            let _ = read(&file, Purpose::Cite, 100);
            let _ = read(&[b"%PDF-1.5\n".as_slice(), &bytes].concat(), Purpose::Cite, 100);
        }
    }
}
