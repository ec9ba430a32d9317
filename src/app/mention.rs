//! `@path` in the message: files that are offered while a path is typed.
//!
//! The text stays in the editor, and what is offered follows it: `@` and some letters look through the
//! files below the working folder; with a `/`, a `~/` or a `../` in front, one folder is looked through.

use std::cmp::Reverse;
use std::path::PathBuf;

use nucleo_matcher::Utf32String;

use super::list::{Fuzzy, ListMove, ListState};

/// Most rows that are offered. Whoever does not find it there types on.
const MOST: usize = 200;

/// Files that are offered for a path that is being typed.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    /// The selected row; the filter is what was typed after the folder.
    pub(crate) list: ListState,
    /// What was typed.
    pub(crate) word: Word,
    /// How far the shell is with finding files.
    pub(crate) search: Search,
    place: Place,
    files: Vec<Offer>,
    found: Vec<usize>,
}

/// How far finding files is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Search {
    /// More may come.
    Running,
    /// All are there.
    Done,
    /// There are more than are looked through.
    Full,
}

/// A path that is being typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Word {
    /// Where its `@` stands, in bytes.
    pub(crate) start: usize,
    /// All of it, with `@` and quotes.
    pub(crate) typed: String,
    /// The path as far as it was typed.
    pub(crate) path: String,
}

/// Where files are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// In the working folder and below.
    Below,
    /// In this folder: what was typed, up to the last `/`.
    Folder(String),
}

/// Something that is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Offer {
    /// Where it is, from the working folder.
    pub(crate) path: PathBuf,
    /// The path to be typed and looked for; that of a folder ends in `/`.
    pub(crate) label: String,
    text: Utf32String,
}

/// Files that the shell has found.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Where.
    pub(crate) place: Place,
    /// More of them.
    pub(crate) offers: Vec<Offer>,
    /// Whether that was all.
    pub(crate) search: Search,
}

impl Offer {
    /// Something at this path.
    pub(crate) fn new(path: PathBuf, label: String) -> Self {
        Self {
            text: Utf32String::from(label.as_str()),
            path,
            label,
        }
    }

    /// Whether it is a folder, in which one goes on.
    pub(crate) fn is_folder(&self) -> bool {
        self.label.ends_with('/')
    }

    /// What is written for it: in quotes where it has blanks. A folder's quotes stay open.
    pub(crate) fn written(&self) -> String {
        if !self.label.contains(char::is_whitespace) {
            return format!("@{}", self.label);
        }
        let end = if self.is_folder() { "" } else { "\"" };
        format!("@\"{}{end}", self.label)
    }
}

impl Word {
    /// The path that is being typed at the end of this text; `None` = there is no `@` at the beginning of
    /// a word.
    pub(crate) fn at_end_of(text: &str) -> Option<Self> {
        let signs = text.char_indices().rev().filter(|(_, c)| *c == '@');
        signs.into_iter().find_map(|(start, _)| {
            let before = text[..start].chars().next_back();
            let begins = before.is_none_or(|c| c.is_whitespace() || "([{<,;:\"'".contains(c));
            let typed = &text[start..];
            let path = typed[1..].strip_prefix('"').unwrap_or(&typed[1..]);
            let quoted = typed[1..].starts_with('"');
            let ends = |c: char| {
                if quoted {
                    c == '"' || c == '\n'
                } else {
                    c.is_whitespace()
                }
            };
            (begins && !path.contains(ends)).then(|| Self {
                start,
                typed: typed.to_owned(),
                path: path.to_owned(),
            })
        })
    }

    /// Where its file is looked for, and by which letters.
    fn sought(&self) -> (Place, &str) {
        let begins = ["/", "~/", "./", "../"];
        let anchored = begins.iter().any(|begin| self.path.starts_with(begin));
        match self.path.rfind('/').filter(|_| anchored) {
            Some(end) => {
                let (folder, rest) = self.path.split_at(end + 1);
                (Place::Folder(folder.to_owned()), rest)
            }
            None => (Place::Below, &self.path),
        }
    }
}

impl Mention {
    /// Offers for this path; with where the shell is to look.
    pub(crate) fn new(word: Word) -> (Self, Place) {
        let (place, filter) = word.sought();
        let filter = filter.to_owned();
        let mention = Self {
            list: ListState {
                filter,
                selected: 0,
            },
            word,
            search: Search::Running,
            place: place.clone(),
            files: Vec::new(),
            found: Vec::new(),
        };
        (mention, place)
    }

    /// More was typed, or less; gives where the shell is to look, if that is elsewhere.
    pub(crate) fn typed(&mut self, word: Word) -> Option<Place> {
        if self.word == word {
            return None;
        }
        let (place, filter) = word.sought();
        filter.clone_into(&mut self.list.filter);
        self.word = word;
        let elsewhere = place != self.place;
        if elsewhere {
            self.place = place.clone();
            self.search = Search::Running;
            self.files.clear();
        }
        self.find();
        elsewhere.then_some(place)
    }

    /// Takes in files that were found.
    pub(crate) fn was_found(&mut self, found: Found) {
        if found.place != self.place || self.search != Search::Running {
            return;
        }
        self.files.extend(found.offers);
        self.search = found.search;
        let selected = self.choice().map(|offer| offer.path.clone());
        self.find();
        let again = self
            .rows()
            .position(|offer| Some(&offer.path) == selected.as_ref());
        self.list.selected = again.unwrap_or(0);
    }

    fn find(&mut self) {
        self.list.selected = 0;
        let files = &self.files;
        if self.list.filter.is_empty() {
            self.found = (0..files.len().min(MOST)).collect();
            return;
        }
        let mut fuzzy = Fuzzy::of_paths(&self.list.filter);
        let score = |at: usize| Some((fuzzy.score(&files[at].text)?, at));
        let mut scored: Vec<(u32, usize)> = (0..files.len()).filter_map(score).collect();
        // Of two that match as well, the shorter path is nearer.
        scored.sort_by_key(|(score, at)| (Reverse(*score), files[*at].label.len(), *at));
        self.found = scored.into_iter().map(|(_, at)| at).take(MOST).collect();
    }

    /// What is offered, best first.
    pub(crate) fn rows(&self) -> impl ExactSizeIterator<Item = &Offer> {
        self.found.iter().map(|at| &self.files[*at])
    }

    /// The selected row.
    pub(crate) fn choice(&self) -> Option<&Offer> {
        let at = self.found.get(self.list.selected)?;
        self.files.get(*at)
    }

    /// Whether nothing is offered and nothing will be.
    pub(crate) fn is_over(&self) -> bool {
        let begins_folder = matches!(self.word.path.as_str(), "~" | "." | "..");
        self.found.is_empty() && self.search != Search::Running && !begins_folder
    }

    /// Moves the selection.
    pub(crate) fn go(&mut self, step: ListMove) {
        self.list.go(step, self.found.len(), |_| true);
    }

    /// Selects a row; false if there is none.
    pub(crate) fn select(&mut self, row: usize) -> bool {
        let there = row < self.found.len();
        if there {
            self.list.selected = row;
        }
        there
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> Option<(usize, String)> {
        Word::at_end_of(text).map(|word| (word.start, word.path))
    }

    #[test]
    fn a_path_begins_with_a_word() {
        for (text, found) in [
            ("@", Some((0, ""))),
            ("see @ro", Some((4, "ro"))),
            ("(@ro", Some((1, "ro"))),
            ("a\n@~/x/", Some((2, "~/x/"))),
            ("@\"with spa", Some((0, "with spa"))),
            ("@a @b", Some((3, "b"))),
            ("@\"a @b", Some((4, "b"))),
            ("@src/a@2x.png", Some((0, "src/a@2x.png"))),
            ("me@example.org", None),
            ("@ro and", None),
            ("@\"a b\" ", None),
            ("plain", None),
            ("", None),
        ] {
            let found = found.map(|(start, path)| (start, path.to_owned()));
            assert_eq!(word(text), found, "{text}");
        }
    }

    fn offers(labels: &[&str]) -> Vec<Offer> {
        let offers = labels.iter();
        offers
            .map(|label| Offer::new(PathBuf::from(label), (*label).to_owned()))
            .collect()
    }

    fn labels(mention: &Mention) -> Vec<&str> {
        mention.rows().map(|offer| offer.label.as_str()).collect()
    }

    #[test]
    fn what_is_typed_narrows_what_is_offered() {
        let (mut mention, place) = Mention::new(Word::at_end_of("@").unwrap());
        assert_eq!(place, Place::Below);
        mention.was_found(Found {
            place,
            offers: offers(&["src/rocks.rs", "rock.png", "docs/a b.md"]),
            search: Search::Done,
        });
        assert_eq!(labels(&mention).len(), 3);
        assert_eq!(mention.typed(Word::at_end_of("@rock").unwrap()), None);
        assert_eq!(labels(&mention), ["rock.png", "src/rocks.rs"]);
        mention.typed(Word::at_end_of("@zzz").unwrap());
        assert!(mention.is_over());
        let elsewhere = mention.typed(Word::at_end_of("@../zz").unwrap());
        assert_eq!(elsewhere, Some(Place::Folder("../".to_owned())));
        assert!(!mention.is_over());
    }

    #[test]
    fn a_path_with_blanks_is_quoted() {
        let written = |label: &str| Offer::new(PathBuf::new(), label.to_owned()).written();
        assert_eq!(written("a.png"), "@a.png");
        assert_eq!(written("a b.png"), "@\"a b.png\"");
        assert_eq!(written("a b/"), "@\"a b/");
    }

    #[test]
    fn late_answers_change_nothing() {
        let (mut mention, _) = Mention::new(Word::at_end_of("@").unwrap());
        mention.was_found(Found {
            place: Place::Folder("~/".to_owned()),
            offers: offers(&["~/x"]),
            search: Search::Done,
        });
        assert_eq!(labels(&mention), [""; 0]);
    }
}
