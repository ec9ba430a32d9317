//! Documents that are text: words and lines.

use std::borrow::Cow;

use super::passage::{self, Passage};
use super::{Purpose, Tally};

/// The text of a file. What is no UTF-8 is replaced.
pub(super) fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Words and lines of a text.
pub(super) fn tally(text: &str) -> Tally {
    Tally::Text {
        words: text.split_whitespace().count(),
        lines: text.lines().count(),
    }
}

/// Passages of a text, if they are wanted.
pub(super) fn passages(text: &str, purpose: Purpose) -> Vec<Passage> {
    match purpose {
        Purpose::Count => Vec::new(),
        Purpose::Cite => passage::of_text(text),
    }
}

/// How many words stand between the tags of a page.
pub(super) fn visible_words(page: &str) -> usize {
    let mut words = 0;
    let mut rest = page;
    while let Some((text, tag)) = rest.split_once('<') {
        words += text.split_whitespace().count();
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    words + rest.split_whitespace().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_no_words() {
        let page = "<h1 class='a b'>Two words</h1><p>one</p> <";
        assert_eq!(visible_words(page), 3);
        assert_eq!(tally("a b\nc\n"), Tally::Text { words: 3, lines: 2 });
    }
}
