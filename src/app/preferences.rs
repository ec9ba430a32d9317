//! What a person has set for the whole program, as far as the core needs it.

use super::bar::Motion;
use super::code::CodeLines;
use super::effect::Capture;
use super::keymap::Enter;
use super::outward::Wishes;
use super::themes::Choice;
use super::vim::Editing;

/// What is set. It can change at any time, when its file does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Preferences {
    /// How many requests may be with the service at once; `None` = one for each lane.
    pub(crate) in_flight: Option<usize>,
    /// The preset that new conversations begin with.
    pub(crate) preset: Option<String>,
    /// The theme that is wanted.
    pub(crate) theme: Choice,
    /// The theme for a dark terminal; `None` = the built-in one.
    pub(crate) theme_dark: Option<String>,
    /// The theme for a light one; `None` = the built-in one.
    pub(crate) theme_light: Option<String>,
    /// Who has the mouse.
    pub(crate) mouse: Capture,
    /// Whether anything moves by itself.
    pub(crate) motion: Motion,
    /// What is wished of the terminal's window.
    pub(crate) wishes: Wishes,
    /// How texts are edited.
    pub(crate) editing: Editing,
    /// What Enter does in the message.
    pub(crate) enter: Enter,
    /// How long lines of code are shown.
    pub(crate) code_lines: CodeLines,
}

/// The settings have changed while the program runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reconfigured {
    /// What holds now.
    pub(crate) preferences: Preferences,
    /// What is different, by its key.
    pub(crate) changed: Vec<&'static str>,
    /// What of it counts from the next start on only.
    pub(crate) later: Vec<&'static str>,
}
