//! A passage that a reply cites, with what stands around it in its document.

use std::ops::Range;

/// So many characters are shown before a passage, and so many after it.
const AROUND: usize = 600;

/// A note that is open, and what is to be read for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Wanted {
    /// The title of the page that shows it.
    pub(crate) title: String,
    /// Document and place, as they are told.
    pub(crate) label: String,
    /// The words that the service quotes; empty = it does not tell them.
    pub(crate) quoted: String,
    /// A citation that this version does not know, as it came.
    pub(crate) kept: String,
    /// The hash of the document's bytes; empty = it is no text.
    pub(crate) hash: String,
    /// Where the service says that the words stand, in characters.
    pub(crate) chars: Range<usize>,
}

/// What stands around a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Surroundings {
    /// Nothing is known of it.
    Unknown,
    /// The passage was found in its document.
    Found {
        /// What stands before it.
        before: String,
        /// The passage, as it stands in the document.
        passage: String,
        /// What stands after it.
        after: String,
    },
    /// The words are nowhere in the document.
    Elsewhere,
    /// The document's bytes are not there, or no text.
    Missing,
}

impl Wanted {
    /// Finds the passage in the text of its document: where the service says, or where its words are.
    pub(crate) fn find_in(&self, text: &str) -> Surroundings {
        let quoted = self.quoted.trim();
        let told = span(text, &self.chars);
        let told = told.filter(|range| quoted.is_empty() || text[range.clone()].trim() == quoted);
        let searched = || {
            let start = text.find(quoted).filter(|_| !quoted.is_empty())?;
            Some(start..start + quoted.len())
        };
        let Some(range) = told.or_else(searched) else {
            return Surroundings::Elsewhere;
        };
        let (before, after) = (&text[..range.start], &text[range.end..]);
        let first = before.char_indices().rev().nth(AROUND - 1);
        let before = match first {
            Some((at, _)) if at > 0 => format!("…{}", &before[at..]),
            Some(_) | None => before.to_owned(),
        };
        let after = match after.char_indices().nth(AROUND) {
            Some((at, _)) => format!("{}…", &after[..at]),
            None => after.to_owned(),
        };
        Surroundings::Found {
            before,
            passage: text[range].to_owned(),
            after,
        }
    }

    /// The text of the page that shows it.
    pub(crate) fn text(&self, around: &Surroundings) -> String {
        let label = &self.label;
        let quoted = match self.quoted.trim() {
            "" if self.kept.is_empty() => "the service does not quote the passage",
            "" => &self.kept,
            quoted => quoted,
        };
        match around {
            Surroundings::Unknown => format!("{label}\n\n{quoted}"),
            Surroundings::Found {
                before,
                passage,
                after,
            } => format!("{label}\n\n{before}▶ {passage} ◀{after}"),
            Surroundings::Elsewhere => {
                format!("{label}\n\n{quoted}\n\nthe document has no such words")
            }
            Surroundings::Missing => {
                format!("{label}\n\n{quoted}\n\nthe bytes of the document are missing in this file")
            }
        }
    }
}

/// The bytes of some characters of a text; `None` = it has not so many.
fn span(text: &str, chars: &Range<usize>) -> Option<Range<usize>> {
    let ends = || text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let start = ends().nth(chars.start)?;
    let end = ends().nth(chars.end)?;
    (start < end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(quoted: &str, chars: Range<usize>) -> Wanted {
        Wanted {
            label: "notes.txt, characters 4 to 6".to_owned(),
            quoted: quoted.to_owned(),
            chars,
            ..Wanted::default()
        }
    }

    fn found(before: &str, passage: &str, after: &str) -> Surroundings {
        Surroundings::Found {
            before: before.to_owned(),
            passage: passage.to_owned(),
            after: after.to_owned(),
        }
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        let text = "üüü abc ende";
        assert_eq!(
            wanted("abc", 4..7).find_in(text),
            found("üüü ", "abc", " ende")
        );
        // Some models quote without the blank at the end.
        assert_eq!(
            wanted("abc", 4..8).find_in(text),
            found("üüü ", "abc ", "ende")
        );
        assert_eq!(
            wanted("", 0..3).find_in(text),
            found("", "üüü", " abc ende")
        );
    }

    #[test]
    fn words_count_more_than_their_place() {
        let text = "one two three";
        assert_eq!(
            wanted("two", 0..3).find_in(text),
            found("one ", "two", " three")
        );
        assert_eq!(
            wanted("two", 90..99).find_in(text),
            found("one ", "two", " three")
        );
        assert_eq!(wanted("four", 0..3).find_in(text), Surroundings::Elsewhere);
        assert_eq!(wanted("", 90..99).find_in(text), Surroundings::Elsewhere);
    }

    #[test]
    fn long_surroundings_are_cut() {
        let text = format!("{}here{}", "ä".repeat(2000), "ö".repeat(2000));
        let Surroundings::Found { before, after, .. } = wanted("here", 2000..2004).find_in(&text)
        else {
            panic!("not found");
        };
        assert_eq!(before.chars().count(), AROUND + 1);
        assert_eq!(after.chars().count(), AROUND + 1);
        assert!(before.starts_with("…ä") && after.ends_with("ö…"));
    }
}
