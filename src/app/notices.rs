//! What the user is told in passing, and what stays until it is mended.

use std::time::Duration;

use crate::chat::failure::Failure;
use crate::chat::shown::Shown;
use crate::chat::time::Mono;

use super::keymap::Keymap;
use super::progress::{Lasting, Tasks};
use super::transcript::line::columns;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);

/// Columns before the line.
pub(crate) const MARGIN: u16 = 1;

/// Notices and errors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notices {
    /// A line that goes away by itself.
    passing: Option<Passing>,
    /// A banner that stays until its cause is gone.
    pub(crate) banner: Option<String>,
    /// The last error in full, for the reader.
    pub(crate) last_error: Option<String>,
    /// A notice that was no error and did not fit its line, for the reader too.
    kept: Option<String>,
    /// What was told before sending, and was sent all the same.
    pub(crate) accepted: Vec<String>,
    /// What lasts.
    pub(crate) tasks: Tasks,
}

/// A line that goes away by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Passing {
    text: String,
    until: Mono,
    weight: Weight,
}

/// What is lost with a line that goes away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Something that one may want to know.
    News,
    /// The last error, of which the reader has all.
    Error,
    /// Which keys there are: after any of them nobody needs it.
    Hint,
}

impl Notices {
    /// Says something in passing.
    pub(crate) fn say(&mut self, text: impl Into<String>, now: Mono) {
        self.pass(text.into(), now, Weight::News);
    }

    /// Says in passing which keys there are. Esc takes it away with whatever else it does.
    pub(crate) fn hint(&mut self, text: impl Into<String>, now: Mono) {
        self.pass(text.into(), now, Weight::Hint);
    }

    fn pass(&mut self, text: String, now: Mono, weight: Weight) {
        let until = now.after(STAYS);
        self.passing = Some(Passing {
            text,
            until,
            weight,
        });
    }

    /// Says an error in passing and keeps it for the reader.
    pub(crate) fn error(&mut self, text: impl Into<String>, now: Mono) {
        let text = text.into();
        self.error_in_short(text.clone(), text, now);
    }

    /// Says an error in passing and keeps more of it for the reader.
    pub(crate) fn error_in_short(&mut self, line: impl Into<String>, full: String, now: Mono) {
        self.last_error = Some(full);
        self.pass(line.into(), now, Weight::Error);
    }

    /// Says a failure in passing and keeps it for the reader, with the id of its request.
    pub(crate) fn failure(&mut self, failure: &Failure, now: Mono) {
        self.error_in_short(failure.to_string(), failure.in_full(), now);
    }

    /// Shows a banner and keeps it for the reader.
    pub(crate) fn raise(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.last_error = Some(text.clone());
        self.banner = Some(text);
    }

    /// The line to show now.
    pub(crate) fn passing(&self) -> Option<&str> {
        self.passing.as_ref().map(|passing| passing.text.as_str())
    }

    /// What is lost with the line to show now.
    pub(crate) fn weight(&self) -> Option<Weight> {
        self.passing.as_ref().map(|passing| passing.weight)
    }

    /// What is said of something that lasts, in a line of so many columns. It leaves a quarter of it to
    /// hints, and to a notice what that needs, up to the half.
    pub(crate) fn lasting(&self, width: u16, now: Mono, keymap: &Keymap) -> Option<Lasting> {
        let notice = self.passing().map(|text| notice_columns(text, keymap));
        let needed = notice.map(|columns| u16::try_from(columns).unwrap_or(u16::MAX));
        let most = match needed {
            Some(needed) => width.saturating_sub(needed.saturating_add(MARGIN)),
            None => width - width / 4,
        };
        self.tasks.line(now, keymap, most.max(width / 2))
    }

    /// The columns that the line has, of so many, beside what is said of something that lasts.
    pub(crate) fn room(&self, width: u16, now: Mono, keymap: &Keymap) -> u16 {
        let lasting = self.lasting(width, now, keymap);
        width.saturating_sub(lasting.map_or(0, |lasting| lasting.columns()))
    }

    /// Whether the line does not fit where it has so many columns.
    pub(crate) fn is_cut(&self, room: u16, keymap: &Keymap) -> bool {
        let room = usize::from(room.saturating_sub(MARGIN));
        self.passing()
            .is_some_and(|text| notice_columns(text, keymap) > room)
    }

    /// Keeps what does not fit its line of so many columns for the reader.
    pub(crate) fn keep_cut(&mut self, room: u16, keymap: &Keymap) {
        // Of an error all is kept already, and may be more than its line has.
        let is_error = self.weight() == Some(Weight::Error);
        let cut = self.passing().filter(|_| self.is_cut(room, keymap));
        self.kept = cut.filter(|_| !is_error).map(str::to_owned);
    }

    /// What the reader shows, with its title: a notice that was kept for it, else the last error in full,
    /// which may be of long ago and have nothing to do with the notice.
    pub(crate) fn in_full(&self) -> (&'static str, &str) {
        match (&self.kept, &self.last_error) {
            (Some(notice), _) => ("Notice", notice),
            (None, Some(error)) => ("Last error", error),
            (None, None) => ("Last error", "there was none"),
        }
    }

    /// When the line goes away.
    pub(crate) fn deadline(&self) -> Option<Mono> {
        self.passing.as_ref().map(|passing| passing.until)
    }

    /// Takes away what has stood long enough.
    pub(crate) fn tick(&mut self, now: Mono) {
        if self.deadline().is_some_and(|until| until <= now) {
            self.passing = None;
        }
    }

    /// Takes the line away at once.
    pub(crate) fn clear(&mut self) {
        self.passing = None;
    }
}

/// The columns that a notice takes.
fn notice_columns(text: &str, keymap: &Keymap) -> usize {
    columns(Shown::label(&keymap.told(text)).as_str())
}
