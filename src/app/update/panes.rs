//! Panes: their borders, what is folded away, and what is remembered of that.

use crate::app::action::OnLane;
use crate::app::arrangement::{Arrangement, Border, Fold, OnPanes, Way, Wing, Zoom};
use crate::app::effect::Effect;
use crate::app::layout::{self, Panes, Side};
use crate::app::pointer::Cell;
use crate::app::settings::pane::SettingsPane;
use crate::app::settings::row::Row;
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::settings::Param;

use super::{compare, lanes, library};

/// Columns that an arrow key moves a border by.
const STEP: u16 = 2;

/// Does something with the panes.
pub(super) fn act(state: &mut State, what: OnPanes) -> Vec<Effect> {
    match what {
        OnPanes::Resize => resize(state),
        OnPanes::Move(way) => return shift(state, way),
        OnPanes::Next => next(state),
        OnPanes::Even => return even(state),
        OnPanes::EndResizing => state.view.modes.resizing = None,
        OnPanes::FoldLibrary => return fold_library(state),
        OnPanes::FoldSettings => return fold_settings(state),
        OnPanes::FoldComposer => fold_composer(state),
        OnPanes::Zoom => zoom(state),
        OnPanes::Reset => return reset(state),
    }
    Vec::new()
}

/// Opens the settings again where they stood beside the conversation.
pub(crate) fn restore(state: &mut State) {
    let beside = state.view.modes.arrangement.beside == Side::Open;
    if beside && state.view.size.is_beside() {
        open_settings(state);
    }
}

/// Goes to a pane. On a narrow screen one that is not there yet is opened.
pub(super) fn go(state: &mut State, pane: Pane) -> Vec<Effect> {
    state.view.focus = pane;
    match pane {
        Pane::Settings => open_settings(state),
        Pane::Library if state.view.library.is_none() => return library::open_pane(state),
        Pane::Library | Pane::Composer | Pane::Transcript => {}
    }
    Vec::new()
}

/// What has the focus is seen; what is arranged otherwise than it is kept is kept anew.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    let view = &mut state.view;
    if matches!(view.focus, Pane::Settings | Pane::Library) && !view.size.is_narrow() {
        view.modes.arrangement.zoom = Zoom::Off;
    }
    let covered = !state.overlays.is_empty();
    let gone = |border: &Border| !borders(state).contains(border);
    if covered || state.view.modes.resizing.as_ref().is_some_and(gone) {
        state.view.modes.resizing = None;
    }
    let view = &mut state.view;
    if view.size.is_beside() {
        let open = view.side.as_ref().map_or(Side::Closed, |_| Side::Open);
        view.modes.arrangement.beside = open;
    }
    let now = view.modes.arrangement.lasting();
    if now == state.memory.arrangement || view.modes.resizing.is_some() {
        return Vec::new();
    }
    state.memory.arrangement = now;
    vec![Effect::KeepArrangement(now)]
}

/// The borders that can be moved now, from the left.
fn borders(state: &State) -> Vec<Border> {
    let view = &state.view;
    let arrangement = &view.modes.arrangement;
    let mut found = Vec::new();
    if view.size.is_wide() && view.shows_library() {
        found.push(Border::Library);
    }
    if view.reading.columns.len() > 1 {
        found.push(Border::Lane);
    }
    let alone = view.size.is_narrow() || arrangement.zoom == Zoom::On;
    if view.side.is_some() && !alone && arrangement.settings.fold == Fold::Open {
        found.push(Border::Settings);
    }
    if !arrangement.is_composer_folded() {
        found.push(Border::Composer);
    }
    found
}

/// The arrow keys move borders from now on, first that of the pane in focus.
fn resize(state: &mut State) {
    let own = match state.view.focus {
        Pane::Composer => Border::Composer,
        Pane::Transcript => Border::Lane,
        Pane::Settings => Border::Settings,
        Pane::Library => Border::Library,
    };
    let borders = borders(state);
    let found = borders.iter().find(|border| **border == own);
    state.view.modes.resizing = found.or(borders.first()).copied();
    if state.view.modes.resizing.is_none() {
        let text = "no pane has a border that can be moved now";
        state.notices.say(text, state.input.now.mono);
    }
}

/// Takes the next border.
fn next(state: &mut State) {
    let borders = borders(state);
    let held = state.view.modes.resizing;
    let at = borders.iter().position(|border| Some(*border) == held);
    let next = at.map_or(0, |at| (at + 1) % borders.len().max(1));
    state.view.modes.resizing = borders.get(next).copied();
}

/// Moves a border by a step. Up and down always mean the one above the editor.
fn shift(state: &mut State, way: Way) -> Vec<Effect> {
    let borders = borders(state);
    let upright = |border: &&Border| **border != Border::Composer;
    let border = match way {
        Way::Up | Way::Down => borders.iter().find(|border| !upright(border)),
        Way::Left | Way::Right => {
            let held = state.view.modes.resizing.as_ref().filter(upright);
            held.or_else(|| borders.iter().find(upright))
        }
    };
    let Some(border) = border.copied() else {
        let text = "there is no border that moves this way";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    state.view.modes.resizing = Some(border);
    let panes = state.view.panes;
    let (column, row) = match border {
        Border::Library => (panes.library.right().saturating_sub(1), 0),
        Border::Settings => (panes.side.x, 0),
        Border::Composer => (0, panes.composer.y),
        Border::Lane => return shift_lane(state, way),
    };
    let (column, row) = match way {
        Way::Left => (column.saturating_sub(STEP), row),
        Way::Right => (column + STEP, row),
        Way::Up => (column, row.saturating_sub(1)),
        Way::Down => (column, row + 1),
    };
    put(state, border, (column, row));
    Vec::new()
}

/// The lane in focus has its border at its right, but for the last one.
fn shift_lane(state: &mut State, way: Way) -> Vec<Effect> {
    let last = state.view.reading.columns.last().map(|column| column.lane);
    let grows = (way == Way::Right) != (last == state.lane_id());
    let what = if grows {
        OnLane::Wider
    } else {
        OnLane::Narrower
    };
    compare::act(state, what)
}

/// Puts a border to a cell, as far as the screen has room for that.
fn put(state: &mut State, border: Border, (column, row): (u16, u16)) {
    let panes = state.view.panes;
    let arrangement = &mut state.view.modes.arrangement;
    let (wing, wanted): (&mut Wing, u16) = match border {
        Border::Library => {
            let columns = (column + 1).saturating_sub(panes.library.x);
            (&mut arrangement.library, columns.max(layout::LEAST_SIDE))
        }
        Border::Settings => {
            let columns = panes.side.right().saturating_sub(column);
            (&mut arrangement.settings, columns.max(layout::LEAST_SIDE))
        }
        Border::Composer => {
            let rows = panes.composer.bottom().saturating_sub(row + 2);
            (&mut arrangement.composer, rows.max(1))
        }
        Border::Lane => return,
    };
    wing.wanted = Some(wanted);
    wing.fold = Fold::Open;
    // What does not fit now was not meant either: the next step begins where the border is seen.
    let needs = crate::app::transcript::needs(state);
    let fits = layout::panes(state.view.size, needs);
    let arrangement = &mut state.view.modes.arrangement;
    match border {
        Border::Library => arrangement.library.wanted = size(&fits, border),
        Border::Settings => arrangement.settings.wanted = size(&fits, border),
        Border::Composer => arrangement.composer.wanted = size(&fits, border),
        Border::Lane => {}
    }
    state.view.panes = fits;
}

/// The size that a pane has.
fn size(panes: &Panes, border: Border) -> Option<u16> {
    match border {
        Border::Library => Some(panes.library.width),
        Border::Settings => Some(panes.side.width),
        Border::Composer => Some(panes.composer.height.saturating_sub(2)),
        Border::Lane => None,
    }
}

/// The mouse holds a border over this cell.
pub(super) fn dragged(state: &mut State, border: Border, cell: Cell) {
    if state.overlays.is_empty() && borders(state).contains(&border) {
        // Until it lets go the border is shown as one that moves, and nothing is kept.
        state.view.modes.resizing = Some(border);
        put(state, border, (cell.column, cell.row));
    }
}

/// The mouse lets a border go.
pub(super) fn let_go(state: &mut State) {
    state.view.modes.resizing = None;
}

/// A border was clicked: its pane is gone to.
pub(super) fn clicked(state: &mut State, border: Border) {
    state.view.focus = match border {
        Border::Library => Pane::Library,
        Border::Lane => Pane::Transcript,
        Border::Settings => Pane::Settings,
        Border::Composer => Pane::Composer,
    };
}

/// All sizes are as if nobody had moved a border.
fn even(state: &mut State) -> Vec<Effect> {
    let arrangement = &mut state.view.modes.arrangement;
    for wing in [
        &mut arrangement.library,
        &mut arrangement.settings,
        &mut arrangement.composer,
    ] {
        wing.wanted = None;
    }
    lanes::even(state)
}

fn reset(state: &mut State) -> Vec<Effect> {
    state.view.modes.arrangement = Arrangement::default();
    state.view.modes.resizing = None;
    state.view.side = None;
    if state.view.focus == Pane::Settings {
        state.view.focus = Pane::Composer;
    }
    let mut effects = lanes::even(state);
    effects.extend(library::close_pane(state));
    let text = "the panes are arranged as at first";
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Folds the list of conversations to a strip, or back. One that is closed is opened.
fn fold_library(state: &mut State) -> Vec<Effect> {
    state.view.modes.arrangement.zoom = Zoom::Off;
    if !state.view.size.is_wide() {
        let text = "beside the conversation the list needs 150 columns; ^O opens it";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let wing = &mut state.view.modes.arrangement.library;
    if state.view.library.is_none() {
        wing.fold = Fold::Open;
        let focus = state.view.focus;
        let effects = library::open_pane(state);
        state.view.focus = focus;
        return effects;
    }
    wing.fold = wing.fold.turned();
    if wing.fold == Fold::Open {
        return library::relist(state);
    }
    if state.view.focus == Pane::Library {
        state.view.focus = Pane::Composer;
    }
    Vec::new()
}

/// Folds the settings to a strip, or back. Settings that are closed are opened.
fn fold_settings(state: &mut State) -> Vec<Effect> {
    state.view.modes.arrangement.zoom = Zoom::Off;
    if !state.view.size.is_beside() {
        // There they lie over the conversation: they are there, or they are not.
        return super::settings::toggle(state);
    }
    let wing = &mut state.view.modes.arrangement.settings;
    if state.view.side.is_none() {
        wing.fold = Fold::Open;
        open_settings(state);
        return Vec::new();
    }
    wing.fold = wing.fold.turned();
    if wing.fold == Fold::Folded && state.view.focus == Pane::Settings {
        state.view.focus = Pane::Composer;
    }
    Vec::new()
}

fn fold_composer(state: &mut State) {
    let arrangement = &mut state.view.modes.arrangement;
    if arrangement.zoom == Zoom::On {
        arrangement.zoom = Zoom::Off;
        arrangement.composer.fold = Fold::Open;
    } else {
        arrangement.composer.fold = arrangement.composer.fold.turned();
    }
}

fn zoom(state: &mut State) {
    let zoom = &mut state.view.modes.arrangement.zoom;
    *zoom = match *zoom {
        Zoom::On => Zoom::Off,
        Zoom::Off => Zoom::On,
    };
    if *zoom == Zoom::On && matches!(state.view.focus, Pane::Settings | Pane::Library) {
        state.view.focus = Pane::Transcript;
    }
}

fn open_settings(state: &mut State) {
    let row = Row::Slider(Param::Temperature);
    state.view.side.get_or_insert_with(|| SettingsPane::at(row));
}
