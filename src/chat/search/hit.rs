//! Hits: where something was found, and how it is shown.

use std::ops::Range;
use std::path::PathBuf;

use super::document::Part;
use super::query::{Ending, Query, Term, Wanted};
use super::words::words;
use crate::chat::ids::MessageId;
use crate::chat::time::Wall;

/// How many bytes of a text are shown around what was found.
const WINDOW: usize = 240;

/// How many of them stand before it, at most.
const BEFORE: usize = 60;

/// How many places of a text are looked at. Those behind them hardly make it a better hit.
const MAX_PLACES: usize = 400;

/// A message that was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hit {
    /// The conversation file.
    pub(crate) path: PathBuf,
    /// The id in its header.
    pub(crate) conversation: Option<String>,
    /// The title of the conversation.
    pub(crate) title: String,
    /// The message; `None` = it is the title or the name of a file.
    pub(crate) message: Option<MessageId>,
    /// What it is.
    pub(crate) part: Part,
    /// When it was made.
    pub(crate) at: Wall,
    /// The name of the model, for a reply.
    pub(crate) model: Option<String>,
    /// The place.
    pub(crate) snippet: Snippet,
}

/// Hits of a query, the best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Page {
    /// The hits.
    pub(crate) hits: Vec<Hit>,
    /// Where to go on; `None` = these were the last.
    pub(crate) next: Option<Cursor>,
}

/// Where the next page begins. The index knows what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cursor(pub(crate) i64);

/// A piece of a text on one line, with marks at what was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Snippet {
    /// The piece. It begins or ends with `…` where it was cut.
    pub(crate) text: String,
    /// Where in it the words stand that were looked for, in order.
    pub(crate) marks: Vec<Range<usize>>,
}

/// Where the terms of a query stand in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Places {
    /// The bytes, and which term it is; in order.
    all: Vec<(Range<usize>, usize)>,
}

impl Places {
    /// Looks for the terms that have to be there.
    pub(crate) fn of(query: &Query, text: &str) -> Self {
        let terms = query.terms.iter().filter(|it| it.wanted == Wanted::Yes);
        let mut seekers: Vec<Seeker<'_>> = terms.map(Seeker::new).collect();
        let mut all = Vec::new();
        if seekers.is_empty() {
            return Self::default();
        }
        words(text, |place, word| {
            for (term, seeker) in seekers.iter_mut().enumerate() {
                if let Some(start) = seeker.take(place.start, word)
                    && all.len() < MAX_PLACES
                {
                    all.push((start..place.end, term));
                }
            }
        });
        all.sort_by_key(|(place, _)| (place.start, place.end));
        Self { all }
    }

    /// How good a hit it is: many terms close to each other count most, then how often they stand
    /// there.
    pub(crate) fn score(&self) -> f64 {
        let (_, terms) = self.best();
        let count = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let together = u32::try_from(terms).unwrap_or(u32::MAX);
        f64::from(together) + f64::from(count).ln_1p() / 2.0
    }

    /// The place around which the most different terms stand, and how many.
    fn best(&self) -> (usize, usize) {
        let mut best = (0, 0);
        for (at, (first, _)) in self.all.iter().enumerate() {
            let near = self.all[at..].iter();
            let near = near.take_while(|(place, _)| place.end - first.start < WINDOW - BEFORE);
            let mut terms: Vec<usize> = near.map(|(_, term)| *term).collect();
            terms.sort_unstable();
            terms.dedup();
            if terms.len() > best.1 {
                best = (first.start, terms.len());
            }
        }
        best
    }

    /// What is shown of the text.
    pub(crate) fn snippet(&self, text: &str) -> Snippet {
        let (start, _) = self.best();
        let mut from = start.saturating_sub(BEFORE);
        if from > 0 {
            from = text.ceil_char_boundary(from);
            // Not in the middle of a word, if there is a space.
            let space = text[from..start].find(char::is_whitespace);
            from = space.map_or(from, |space| from + space + 1).min(start);
            from = text.ceil_char_boundary(from);
        }
        let to = text.floor_char_boundary((from + WINDOW).min(text.len()));
        let mut snippet = Snippet::default();
        if from > 0 {
            snippet.text.push('…');
        }
        self.copy(text, from..to, &mut snippet);
        if to < text.len() {
            snippet.text.truncate(snippet.text.trim_end().len());
            snippet.text.push('…');
        }
        snippet
    }

    /// Copies a piece as one line; what was found in it is marked.
    fn copy(&self, text: &str, piece: Range<usize>, snippet: &mut Snippet) {
        let mut marks = self.marks(&piece).into_iter().peekable();
        let mut open = None;
        for (at, c) in text[piece.clone()].char_indices() {
            let at = piece.start + at;
            if marks.peek().is_some_and(|mark| mark.end <= at) {
                snippet.close(&mut open);
                marks.next();
            }
            if !c.is_whitespace() {
                if marks.peek().is_some_and(|mark| mark.start == at) {
                    open = Some(snippet.text.len());
                }
                snippet.text.push(c);
            } else if !snippet.text.is_empty() && !snippet.text.ends_with([' ', '…']) {
                snippet.text.push(' ');
            }
        }
        snippet.close(&mut open);
    }

    /// The places within a piece, those that overlap as one.
    fn marks(&self, piece: &Range<usize>) -> Vec<Range<usize>> {
        let mut marks: Vec<Range<usize>> = Vec::new();
        let within = |place: &&Range<usize>| piece.start <= place.start && place.end <= piece.end;
        for place in self.all.iter().map(|(place, _)| place).filter(within) {
            match marks.last_mut() {
                Some(last) if place.start < last.end => last.end = last.end.max(place.end),
                Some(_) | None => marks.push(place.clone()),
            }
        }
        marks
    }
}

impl Snippet {
    fn close(&mut self, open: &mut Option<usize>) {
        if let Some(start) = open.take() {
            self.marks.push(start..self.text.len());
        }
    }
}

/// Looks for one term, word by word.
struct Seeker<'a> {
    term: &'a Term,
    /// Where the words before this one began; the latest last.
    starts: Vec<usize>,
    /// Those words, as far as they can be the beginning of the term.
    recent: Vec<String>,
}

impl<'a> Seeker<'a> {
    fn new(term: &'a Term) -> Self {
        Self {
            term,
            starts: Vec::new(),
            recent: Vec::new(),
        }
    }

    /// Takes the next word; gives where the term begins if it ends here.
    fn take(&mut self, start: usize, word: &str) -> Option<usize> {
        let (last, before) = self.term.words.split_last()?;
        let ends = match self.term.ending {
            Ending::Whole => last == word,
            Ending::Open => word.starts_with(last.as_str()),
        };
        let found =
            (ends && self.recent == before).then(|| self.starts.first().copied().unwrap_or(start));
        if !before.is_empty() {
            if self.recent.len() == before.len() {
                self.recent.remove(0);
                self.starts.remove(0);
            }
            self.recent.push(word.to_owned());
            self.starts.push(start);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn snippet(query: &str, text: &str) -> Snippet {
        Places::of(&Query::parse(query).unwrap(), text).snippet(text)
    }

    fn marked(query: &str, text: &str) -> String {
        let snippet = snippet(query, text);
        let mut shown = snippet.text.clone();
        for mark in snippet.marks.iter().rev() {
            shown.insert(mark.end, ']');
            shown.insert(mark.start, '[');
        }
        shown
    }

    #[test]
    fn what_was_looked_for_is_marked() {
        assert_eq!(
            marked("granite ", "The Gránite\n\n  is old granite."),
            "The [Gránite] is old [granite]."
        );
        assert_eq!(marked("gran", "grand granite"), "[grand] [granite]");
        assert_eq!(
            marked(
                "\"quartz veins\" rock -sand ",
                "quartz, quartz\nveins in rock, sand"
            ),
            "quartz, [quartz veins] in [rock], sand"
        );
        assert_eq!(marked("岩石 ", "花崗岩石頭"), "花崗[岩石]頭");
        assert_eq!(marked("a \"a b\" ", "a b c"), "[a b] c");
        assert_eq!(marked("role:user", "some text"), "some text");
    }

    #[test]
    fn the_snippet_stands_where_most_of_it_is() {
        let far = "lava ".repeat(200);
        let text = format!("granite {far} granite and gneiss {far}");
        let shown = marked("granite gneiss ", &text);
        assert!(shown.contains("[granite] and [gneiss]"), "{shown}");
        assert!(
            shown.starts_with("…lava ") && shown.ends_with("lava…"),
            "{shown}"
        );
    }

    #[test]
    fn more_terms_together_make_a_better_hit() {
        let score = |text: &str| {
            let query = Query::parse("granite gneiss ").unwrap();
            Places::of(&query, text).score()
        };
        let far = "lava ".repeat(200);
        assert!(score("granite gneiss") > score(&format!("granite {far} gneiss")));
        assert!(score("granite granite gneiss") > score("granite gneiss"));
    }

    proptest! {
        #[test]
        fn snippets_are_pieces_of_the_text(text in any::<String>(), query in "[a-z0-9 \"ä岩]{0,12}") {
            let snippet = snippet(&query, &text);
            prop_assert!(snippet.text.len() <= WINDOW + 6);
            let mut last = 0;
            for mark in &snippet.marks {
                prop_assert!(last <= mark.start && mark.start < mark.end);
                prop_assert!(snippet.text.get(mark.clone()).is_some());
                last = mark.end;
            }
        }

        #[test]
        fn a_word_of_the_text_is_marked(words in prop::collection::vec("[a-z]{1,8}", 1..80), at in any::<prop::sample::Index>()) {
            let word = &words[at.index(words.len())];
            let snippet = snippet(&format!("{word} "), &words.join("\n"));
            prop_assert!(!snippet.marks.is_empty());
            for mark in &snippet.marks {
                prop_assert_eq!(&snippet.text[mark.clone()], word);
            }
        }
    }
}
