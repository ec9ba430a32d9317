//! Modal editing in the program: which text it is for now, and what is shown of it.

use std::ops::Range;

use super::composer::Field;
use super::editing::Pad;
use super::overlay::Overlay;
use super::state::State;
use super::view::Pane;
use super::vim::{Lines, Mode, Vim};

/// Modal editing, and the text that it was for last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Modal {
    /// Its state.
    pub(crate) vim: Vim,
    /// Where its mode belongs to.
    pub(crate) place: Option<Place>,
}

/// A text that can be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The message, or the beginning of the reply.
    Composer(Field),
    /// The editor over the panes, of which there are so many.
    Editor(usize),
}

/// How the caret looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Caret {
    /// As the user has set the terminal.
    #[default]
    Usual,
    /// On a character.
    Block,
    /// Between two.
    Bar,
    /// A change waits for what it is for.
    Underline,
}

/// The text that keys edit now; `None` = they are for something else.
pub(crate) fn place(state: &State) -> Option<Place> {
    match state.overlays.last() {
        None if state.view.focus == Pane::Composer => Some(Place::Composer(state.composer.field())),
        Some(Overlay::Editor(_)) => Some(Place::Editor(state.overlays.len())),
        Some(_) | None => None,
    }
}

/// That text. While a path or a command is typed into the message, it is the message too.
pub(crate) fn text(state: &mut State) -> Option<(&mut Pad, Lines)> {
    match state.overlays.last_mut() {
        None | Some(Overlay::Mention(_) | Overlay::Slash(_)) => {
            Some((state.composer.pad(), Lines::Many))
        }
        Some(Overlay::Editor(editor)) => {
            let lines = if editor.is_one_line() {
                Lines::One
            } else {
                Lines::Many
            };
            Some((&mut editor.pad, lines))
        }
        Some(_) => None,
    }
}

/// The mode, as a frame shows it; `None` = there are none, or the keys are for something else.
pub(crate) fn told(state: &State) -> Option<String> {
    let modal = state.input.modal.as_ref()?;
    place(state).map(|_| modal.vim.told())
}

/// Whether letters are commands now.
pub(crate) fn gives_commands(state: &State) -> bool {
    let modal = state.input.modal.as_ref();
    let modal = modal.filter(|_| place(state).is_some());
    modal.is_some_and(|modal| modal.vim.mode() != Mode::Insert)
}

/// How the caret looks.
pub(crate) fn caret(state: &State) -> Caret {
    let modal = state.input.modal.as_ref();
    let Some(modal) = modal.filter(|_| place(state).is_some()) else {
        return Caret::Usual;
    };
    match modal.vim.mode() {
        Mode::Insert => Caret::Bar,
        Mode::Normal | Mode::Visual(..) if modal.vim.has_begun_change() => Caret::Underline,
        Mode::Normal | Mode::Visual(..) => Caret::Block,
    }
}

/// What is selected in a text that is edited, by lines and characters.
pub(crate) fn selected(state: &State, pad: &Pad) -> Option<Range<(usize, usize)>> {
    let modal = state.input.modal.as_ref()?;
    place(state).and_then(|_| modal.vim.selected(pad))
}
