//! What the user is told in passing, and what stays until it is mended.

use std::time::Duration;

use crate::chat::shown::Shown;
use crate::chat::time::Mono;

use super::keymap::Keymap;
use super::progress::Tasks;
use super::transcript::line::columns;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);

/// Columns before the line.
pub(crate) const MARGIN: u16 = 1;

/// Notices and errors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notices {
    /// A line that goes away by itself, and when.
    passing: Option<(String, Mono)>,
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

impl Notices {
    /// Says something in passing.
    pub(crate) fn say(&mut self, text: impl Into<String>, now: Mono) {
        self.passing = Some((text.into(), now.after(STAYS)));
    }

    /// Says an error in passing and keeps it for the reader.
    pub(crate) fn error(&mut self, text: impl Into<String>, now: Mono) {
        let text = text.into();
        self.last_error = Some(text.clone());
        self.say(text, now);
    }

    /// Shows a banner and keeps it for the reader.
    pub(crate) fn raise(&mut self, text: impl Into<String>) {
        let text = text.into();
        self.last_error = Some(text.clone());
        self.banner = Some(text);
    }

    /// The line to show now.
    pub(crate) fn passing(&self) -> Option<&str> {
        self.passing.as_ref().map(|(text, _)| text.as_str())
    }

    /// The columns that the line has, of so many, beside what is said of something that lasts.
    pub(crate) fn room(&self, width: u16, now: Mono, keymap: &Keymap) -> u16 {
        let lasting = self.tasks.line(now, keymap);
        width.saturating_sub(lasting.map_or(0, |lasting| lasting.columns()))
    }

    /// Whether the line does not fit where it has so many columns.
    pub(crate) fn is_cut(&self, room: u16, keymap: &Keymap) -> bool {
        let wide = |text| columns(Shown::label(&keymap.told(text)).as_str());
        let room = usize::from(room.saturating_sub(MARGIN));
        self.passing().is_some_and(|text| wide(text) > room)
    }

    /// Keeps what does not fit its line of so many columns for the reader.
    pub(crate) fn keep_cut(&mut self, room: u16, keymap: &Keymap) {
        let cut = self.passing().filter(|_| self.is_cut(room, keymap));
        let kept = cut.map(str::to_owned);
        self.kept = kept.filter(|text| Some(text) != self.last_error.as_ref());
    }

    /// What the reader shows: what was kept for it, and the last error in full.
    pub(crate) fn in_full(&self) -> String {
        let texts = self.kept.iter().chain(&self.last_error);
        let texts: Vec<&str> = texts.map(String::as_str).collect();
        if texts.is_empty() {
            return "there was none".to_owned();
        }
        texts.join("\n\n")
    }

    /// When the line goes away.
    pub(crate) fn deadline(&self) -> Option<Mono> {
        self.passing.as_ref().map(|(_, until)| *until)
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
