//! Passages of a document: true quotes, and where they stand.

/// Longest passage, in characters.
const LONGEST: usize = 200;

/// A quote from a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// Letter by letter as it stands in the document.
    pub(crate) text: String,
    pub(crate) location: Location,
}

/// Where a passage stands; the end is the first that no longer belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Location {
    /// In characters from 0.
    Chars { start: usize, end: usize },
    /// In pages from 1.
    Pages { start: usize, end: usize },
    /// In chunks from 0.
    Chunks { start: usize, end: usize },
}

/// The first, the middle and the last of a list, each once.
fn few<T>(all: Vec<T>) -> Vec<T> {
    let count = all.len();
    let wanted = [0, count / 2, count.saturating_sub(1)];
    let numbered = all.into_iter().enumerate();
    numbered
        .filter(|(at, _)| wanted.contains(at))
        .map(|(_, passage)| passage)
        .collect()
}

/// The beginning of a line without the space around it.
fn quote(line: &str) -> String {
    line.trim()
        .chars()
        .take(LONGEST)
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Lines of a text with their places.
pub(super) fn of_text(text: &str) -> Vec<Passage> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let indent = line.chars().take_while(|letter| letter.is_whitespace());
        let start = at + indent.count();
        let quoted = quote(line);
        if !quoted.is_empty() {
            let end = start + quoted.chars().count();
            lines.push(Passage {
                text: quoted,
                location: Location::Chars { start, end },
            });
        }
        at += line.chars().count();
    }
    few(lines)
}

/// First lines of pages, with the numbers of the pages.
pub(super) fn of_pages(pages: &[String]) -> Vec<Passage> {
    let first = |(number, page): (usize, &String)| {
        let line = page.lines().map(quote).find(|line| !line.is_empty())?;
        let start = number + 1;
        Some(Passage {
            text: line,
            location: Location::Pages {
                start,
                end: start + 1,
            },
        })
    };
    few(pages.iter().enumerate().filter_map(first).collect())
}

/// Chunks, as far as they are not too long.
pub(super) fn of_chunks(chunks: &[&str]) -> Vec<Passage> {
    let whole = |(start, chunk): (usize, &&str)| {
        let text = quote(chunk);
        let location = Location::Chunks {
            start,
            end: start + 1,
        };
        (!text.is_empty()).then_some(Passage { text, location })
    };
    few(chunks.iter().enumerate().filter_map(whole).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_passage_stands_where_it_says(text in "[ a-c\u{e9}岩\n\r\t]{0,80}") {
            for passage in of_text(&text) {
                let Location::Chars { start, end } = passage.location else { panic!() };
                let quoted: String = text.chars().skip(start).take(end - start).collect();
                assert_eq!(quoted, passage.text);
            }
        }
    }

    #[test]
    fn a_document_is_quoted_at_most_three_times() {
        let text = "one\n\n  two \nthree\nfour\nfive\n";
        let quotes: Vec<String> = of_text(text).into_iter().map(|quote| quote.text).collect();
        assert_eq!(quotes, ["one", "three", "five"]);
        let pages = ["", "basalt\nx", " \ngranite"].map(str::to_owned);
        let places: Vec<Location> = of_pages(&pages)
            .iter()
            .map(|quote| quote.location)
            .collect();
        assert_eq!(
            places,
            [
                Location::Pages { start: 2, end: 3 },
                Location::Pages { start: 3, end: 4 }
            ]
        );
    }
}
