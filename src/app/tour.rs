//! The tour: the first things to know, on one screen.

use super::action::{Action, OnLane, Scope};
use super::keymap::Keymap;
use super::layout::{self, Size};
use super::library::OnLibrary;

/// The tour, while it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tour {
    /// The first thing that is shown.
    pub(crate) first: usize,
}

/// Whether outcrop was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Met {
    /// It was, or nothing can be remembered.
    #[default]
    Before,
    /// This is the first start: nothing is remembered yet.
    Never,
}

/// Something to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thing {
    /// What it offers.
    pub(crate) action: Action,
    /// Its key, as it is now.
    pub(crate) key: String,
    /// What it is, in a line.
    pub(crate) words: &'static str,
    /// The same where there is little room.
    pub(crate) short: &'static str,
}

/// The largest box, its frame included.
pub(crate) const BOX: Size = Size {
    width: 74,
    height: 12,
};

/// Columns of the keys.
pub(crate) const KEYS: u16 = 12;

/// What there is to know: action, words, fewer words.
const THINGS: [(Action, &str, &str); 9] = [
    (
        Action::Send,
        "sends what you write; Esc stops a reply and keeps what came",
        "sends what you write",
    ),
    (
        Action::OpenPalette,
        "everything by its name, with its key",
        "everything by its name",
    ),
    (
        Action::OpenHelp,
        "the keys of the place where you are",
        "the keys of this place",
    ),
    (
        Action::OpenPicker,
        "another model, or another way to it",
        "another model",
    ),
    (
        Action::OpenSettings,
        "settings: system prompt, parameters, tools",
        "system prompt, parameters, tools",
    ),
    (
        Action::OnLane(OnLane::Compare),
        "a second model beside this one, for the same message",
        "a second model beside this one",
    ),
    (
        Action::Attach,
        "pictures and documents; so does @ in the message",
        "pictures and documents",
    ),
    (
        Action::OnLibrary(OnLibrary::Show),
        "all conversations: files on your disk; nothing is lost",
        "all conversations",
    ),
    (
        Action::UseSandbox,
        "the sandbox: try everything offline, without AWS",
        "try everything offline",
    ),
];

/// What there is to know, with the keys as they are now.
pub(crate) fn things(keymap: &Keymap) -> Vec<Thing> {
    let scopes = [Scope::Composer, Scope::Text, Scope::Global];
    let things = THINGS.into_iter().map(|(action, words, short)| Thing {
        action,
        key: keymap.key_of(action, &scopes).unwrap_or_default(),
        words,
        short,
    });
    things.collect()
}

/// How many things have room at once: all rows of the box but its frame and its first line.
pub(crate) fn room(size: Size) -> usize {
    let area = layout::overlay(size, BOX.width, BOX.height);
    usize::from(area.height.saturating_sub(3))
}

impl Tour {
    /// Shows the things further down, or further up.
    pub(crate) fn scroll(&mut self, lines: isize, size: Size) {
        let last = THINGS.len().saturating_sub(room(size));
        self.first = self.first.saturating_add_signed(lines).min(last);
    }
}
