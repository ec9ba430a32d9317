//! What the user is told in passing, and what stays until it is mended.

use std::time::Duration;

use crate::chat::time::Mono;

/// How long a notice stays.
const STAYS: Duration = Duration::from_secs(6);

/// Notices and errors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Notices {
    /// A line that goes away by itself, and when.
    passing: Option<(String, Mono)>,
    /// A banner that stays until its cause is gone.
    pub(crate) banner: Option<String>,
    /// The last error in full, for the reader.
    pub(crate) last_error: Option<String>,
    /// What was told before sending, and was sent all the same.
    pub(crate) accepted: Vec<String>,
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
