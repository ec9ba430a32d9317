//! Title, progress and notifications on their way to the terminal. All bytes of these are made here.

use std::time::{Duration, Instant};

use super::breed::{Breed, Way};
use crate::app::outward::{self, News, Progress, Wishes};
use crate::app::pictures::Wrapping;
use crate::app::state::State;

/// Keeps the title that was there.
pub(super) const PUSH_TITLE: &[u8] = b"\x1b[22;2t";

/// Gives it back.
pub(super) const POP_TITLE: &[u8] = b"\x1b[23;2t";

/// Nothing goes on.
pub(super) const NO_PROGRESS: &[u8] = b"\x1b]9;4;0\x1b\\";

/// Something goes on, nobody knows how far it is.
const RUNS: &[u8] = b"\x1b]9;4;3\x1b\\";

/// Something went wrong. The bar is full, since some terminals show an empty one otherwise.
const FAILED: &[u8] = b"\x1b]9;4;2;100\x1b\\";

/// Some terminals take a bar away that nothing was told of for 15 seconds.
const STALE: Duration = Duration::from_secs(10);

/// What the terminal shows of it.
#[derive(Debug, Default)]
pub(super) struct Outward {
    /// Which terminal it is.
    pub(super) breed: Breed,
    title: Option<String>,
    progress: Progress,
    /// When it was told last.
    told: Option<Instant>,
}

/// A change that is written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The title is this.
    Title(String),
    /// The title is the one that was there before.
    NoTitle,
    /// Progress is this.
    Progress(&'static [u8]),
}

impl Outward {
    /// For the terminal of this process.
    pub(super) fn here() -> Self {
        Self {
            breed: Breed::here(),
            ..Self::default()
        }
    }

    /// What is to be written, so that the terminal shows what the state says.
    pub(super) fn changes(&mut self, state: &State, now: Instant) -> Vec<Change> {
        let wishes = state.view.outward.wishes;
        let title = outward::title(state).filter(|_| self.breed.has_title());
        let mut all: Vec<Change> = self.titled(title).into_iter().collect();
        all.extend(self.progressed(outward::progress(state), wishes, now));
        all
    }

    fn titled(&mut self, title: Option<String>) -> Option<Change> {
        if title == self.title {
            return None;
        }
        self.title.clone_from(&title);
        Some(match title {
            Some(title) => Change::Title(harmless(&title)),
            None => Change::NoTitle,
        })
    }

    fn progressed(&mut self, wanted: Progress, wishes: Wishes, now: Instant) -> Option<Change> {
        let takes = self.breed.takes_progress(wishes.progress);
        let wanted = if takes { wanted } else { Progress::None };
        let stale = |told: Instant| now.duration_since(told) >= STALE;
        let again = wanted == Progress::Runs && self.told.is_some_and(stale);
        if wanted == self.progress && !again {
            return None;
        }
        (self.progress, self.told) = (wanted, Some(now));
        Some(Change::Progress(match wanted {
            Progress::None => NO_PROGRESS,
            Progress::Runs => RUNS,
            Progress::Failed => FAILED,
        }))
    }

    /// The terminal was given back: it shows nothing of it.
    pub(super) fn forget(&mut self) {
        (self.title, self.progress, self.told) = (None, Progress::None, None);
    }

    /// What tells of something where nobody looks.
    pub(super) fn news(&self, news: News, wishes: Wishes) -> Vec<u8> {
        let words = news.words();
        let text = match self.breed.way(wishes.notify) {
            None => return Vec::new(),
            Some(Way::Bell) => return vec![7],
            Some(Way::Kitty) => format!("\x1b]99;i=outcrop:d=1;outcrop: {words}\x1b\\"),
            Some(Way::Urxvt) => format!("\x1b]777;notify;outcrop;{words}\x1b\\"),
            Some(Way::Iterm2) => format!("\x1b]9;outcrop: {words}\x1b\\"),
        };
        let wrapping = if self.breed.wraps() {
            Wrapping::Tmux
        } else {
            Wrapping::None
        };
        wrapping.around(&text).into_bytes()
    }
}

/// The title as bytes.
pub(super) fn titled(title: &str) -> Vec<u8> {
    format!("\x1b]2;{}\x1b\\", harmless(title)).into_bytes()
}

/// The last net: nothing that could end the sequence, or begin another one.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_told_again_before_it_is_stale() {
        let wishes = Wishes {
            progress: crate::app::outward::Wish::On,
            ..Wishes::default()
        };
        let (mut it, now) = (Outward::default(), Instant::now());
        let runs = || Some(Change::Progress(RUNS));
        assert_eq!(it.progressed(Progress::None, wishes, now), None);
        assert_eq!(it.progressed(Progress::Runs, wishes, now), runs());
        assert_eq!(it.progressed(Progress::Runs, wishes, now + STALE / 2), None);
        assert_eq!(it.progressed(Progress::Runs, wishes, now + STALE), runs());
        let none = Some(Change::Progress(NO_PROGRESS));
        assert_eq!(it.progressed(Progress::None, wishes, now + STALE), none);
        assert_eq!(it.progressed(Progress::None, wishes, now + STALE * 9), None);
    }

    #[test]
    fn a_terminal_that_takes_no_progress_gets_none() {
        let (mut it, now) = (Outward::default(), Instant::now());
        assert_eq!(it.progressed(Progress::Runs, Wishes::default(), now), None);
    }

    #[test]
    fn nothing_ends_a_title_but_its_end() {
        let bytes = titled("a\u{1b}]52;c;x\u{7}b\u{9c}c\nd");
        assert_eq!(bytes, "\x1b]2;a]52;c;xbcd\x1b\\".as_bytes());
        assert!(titled(&"x".repeat(9999)).len() < 300);
    }
}
