//! Texts of a reply that stand side by side, as one growing text with its notes.

use crate::chat::cited::Placed;
use crate::chat::content::ContentBlock;

/// Texts side by side, and the notes in them; blocks are counted from the first of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said<'a> {
    /// All of them texts, or a single block of any kind.
    pub(super) blocks: &'a [ContentBlock],
    /// In the order of their places.
    pub(super) marks: &'a [Placed],
}

/// One text out of several, with marks for notes. It only grows as long as they do.
#[derive(Debug, Clone, Default)]
pub(super) struct Joined {
    text: String,
    /// How many bytes of each text have been taken in.
    taken: Vec<usize>,
    /// The notes that have been taken in.
    marks: Vec<Placed>,
}

/// How a text has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// What was there is its beginning.
    Grown,
    /// It is another one.
    Anew,
}

impl Joined {
    /// The text so far.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes in what has come since the last call. Notes are written by `mark`.
    ///
    /// White space at the end waits for what follows it, since a note may come that stands before it.
    pub(super) fn update(&mut self, said: Said<'_>, mark: fn(usize) -> String) -> Change {
        let change = if self.begins(said) {
            Change::Grown
        } else {
            *self = Self::default();
            Change::Anew
        };
        let mut marks = said.marks[self.marks.len()..].iter().peekable();
        let first = self.taken.len().saturating_sub(1);
        for (at, block) in said.blocks.iter().enumerate().skip(first) {
            let text = block.as_text().unwrap_or_default();
            let is_last = at + 1 == said.blocks.len();
            let end = if is_last {
                text.trim_end().len()
            } else {
                text.len()
            };
            if self.taken.len() <= at {
                self.taken.push(0);
            }
            let mut from = self.taken[at];
            while let Some(placed) = marks.next_if(|placed| placed.block == at) {
                let place = placed.at.max(from);
                self.text.push_str(&text[from..place]);
                self.text.push_str(&mark(placed.number));
                self.marks.push(*placed);
                from = place;
            }
            let end = end.max(from);
            self.text.push_str(&text[from..end]);
            self.taken[at] = end;
        }
        change
    }

    /// Whether the text so far is the beginning of what there is now.
    fn begins(&self, said: Said<'_>) -> bool {
        let Some((last, before)) = self.taken.split_last() else {
            return self.marks.is_empty();
        };
        let len = |at: usize| said.blocks.get(at).and_then(ContentBlock::as_text);
        let len = |at: usize| len(at).map(str::len);
        let end = (before.len(), *last);
        let mut whole = before.iter().enumerate();
        let new = said.marks.get(self.marks.len()..);
        whole.all(|(at, taken)| len(at) == Some(*taken))
            && len(end.0).is_some_and(|len| len >= end.1)
            && said.marks.starts_with(&self.marks)
            && new.is_some_and(|new| new.iter().all(|placed| (placed.block, placed.at) >= end))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(number: usize) -> String {
        format!("[{number}]")
    }

    fn texts(texts: &[&str]) -> Vec<ContentBlock> {
        let texts = texts.iter();
        texts
            .map(|text| ContentBlock::Text((*text).to_owned()))
            .collect()
    }

    fn placed(block: usize, at: usize, number: usize) -> Placed {
        Placed { block, at, number }
    }

    fn fresh(blocks: &[ContentBlock], marks: &[Placed]) -> String {
        let mut joined = Joined::default();
        joined.update(Said { blocks, marks }, mark);
        joined.text
    }

    #[test]
    fn notes_stand_before_the_white_space_that_follows() {
        let blocks = texts(&["So ", "grass. ", "And"]);
        let marks = [placed(1, 6, 1), placed(1, 6, 2)];
        assert_eq!(fresh(&blocks, &marks), "So grass.[1][2] And");
        assert_eq!(fresh(&blocks[..2], &marks), "So grass.[1][2]");
    }

    #[test]
    fn it_grows_while_a_reply_streams() {
        let mut joined = Joined::default();
        let first = texts(&["grass. "]);
        let said = |blocks| Said { blocks, marks: &[] };
        joined.update(said(&first), mark);
        assert_eq!(joined.text(), "grass.");
        let marks = [placed(0, 6, 1)];
        let blocks = &texts(&["grass. ", "So"]);
        let change = joined.update(
            Said {
                blocks,
                marks: &marks,
            },
            mark,
        );
        assert_eq!((change, joined.text()), (Change::Grown, "grass.[1] So"));
        // A note in the midst of what was there before.
        let marks = [placed(0, 2, 2), placed(0, 6, 1)];
        let change = joined.update(
            Said {
                blocks,
                marks: &marks,
            },
            mark,
        );
        assert_eq!((change, joined.text()), (Change::Anew, "gr[2]ass.[1] So"));
    }

    proptest! {
        #[test]
        fn every_step_is_what_a_fresh_start_gives(
            pieces in prop::collection::vec((0usize..4, "[a ü]{0,4}", prop::bool::ANY), 0..16),
        ) {
            let mut all: Vec<String> = Vec::new();
            let mut marks: Vec<Placed> = Vec::new();
            let mut joined = Joined::default();
            for (number, (block, more, cites)) in (1..).zip(pieces) {
                let block = block.min(all.len());
                if block == all.len() {
                    all.push(String::new());
                }
                all[block].push_str(&more);
                let at = all[block].trim_end().len();
                if cites {
                    marks.push(placed(block, at, number));
                    marks.sort_by_key(|placed| (placed.block, placed.at));
                }
                let blocks: Vec<ContentBlock> =
                    all.iter().cloned().map(ContentBlock::Text).collect();
                let before = joined.text().to_owned();
                let said = Said { blocks: &blocks, marks: &marks };
                let change = joined.update(said, mark);
                prop_assert_eq!(joined.text(), fresh(&blocks, &marks));
                if change == Change::Grown {
                    prop_assert!(joined.text().starts_with(&before));
                }
            }
        }
    }
}
