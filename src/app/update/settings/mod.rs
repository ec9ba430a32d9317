//! The settings pane: opening it, going through its rows, and the records that come of it.

mod slider;
mod turn;
mod typed;

use crate::app::action::Knob;
use crate::app::arrangement::{Fold, Zoom};
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::picker::Then;
use crate::app::settings::pane::SettingsPane;
use crate::app::settings::row::{self, Kind, Row};
use crate::app::settings::{remarks, text};
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::check;
use crate::chat::record::Record;
use crate::chat::settings::{Param, Settings};

use super::{editor, file, menu, overlay, refusal, tools, variable};

pub(super) use slider::{commit, dragged, rests};
pub(super) use turn::fit_max_tokens;
use turn::{Step, default, turn, unset};
use typed::{drop_typed, is_typing, take_typed};
pub(super) use typed::{erase, typed};

/// Opens the pane and goes there, or closes it from there.
pub(super) fn toggle(state: &mut State) -> Vec<Effect> {
    if state.view.side.is_some() && state.view.focus == Pane::Settings {
        close(state);
        return Vec::new();
    }
    let refused = refusal::last(state).and_then(|refusal| Row::of(refusal.field));
    match refused {
        Some(row) => point_at(state, row),
        None => show(state, Row::Slider(Param::Temperature)),
    }
    Vec::new()
}

/// Opens the pane if it is closed, with this row selected, and goes there.
fn show(state: &mut State, row: Row) {
    state.view.side.get_or_insert_with(|| SettingsPane::at(row));
    state.view.focus = Pane::Settings;
    let arrangement = &mut state.view.modes.arrangement;
    arrangement.settings.fold = Fold::Open;
    arrangement.zoom = Zoom::Off;
}

/// Opens the pane at the row of a field.
///
/// A row that is not shown gives way to the one that it depends on.
pub(super) fn point_at(state: &mut State, row: Row) {
    let shown = row::rows(&state.settings()).contains(&row);
    let row = if shown { row } else { row.master() };
    show(state, row);
    if let Some(side) = &mut state.view.side {
        side.select(row);
    }
}

/// Closes the pane.
fn close(state: &mut State) {
    state.view.side = None;
    if state.view.focus == Pane::Settings {
        state.view.focus = Pane::Composer;
    }
}

/// Once something else has the focus: what was turned or typed is recorded, and a pane that lies
/// over the conversation closes.
pub(super) fn settle(state: &mut State) -> Vec<Effect> {
    if state.view.focus == Pane::Settings {
        return Vec::new();
    }
    let effects = finish(state);
    let covers = state.view.panes.side_covers() && !state.view.size.is_narrow();
    if covers && state.overlays.is_empty() {
        state.view.side = None;
    }
    effects
}

/// Records what was turned or typed. A wrong number is told, and goes: nobody sees to it any more.
pub(super) fn finish(state: &mut State) -> Vec<Effect> {
    let mut effects = take_typed(state);
    drop_typed(state);
    effects.extend(commit(state));
    effects
}

/// Turns the selected row.
pub(super) fn knob(state: &mut State, knob: Knob) -> Vec<Effect> {
    let Some(row) = state.view.side.as_ref().map(|side| side.row) else {
        return Vec::new();
    };
    match knob {
        Knob::Up => go(state, -1),
        Knob::Down => go(state, 1),
        Knob::Open => open(state, row),
        Knob::Mend => mend(state, row),
        Knob::Unset => unset(state, row),
        Knob::Default => default(state, row),
        Knob::Less => turn(state, row, Step::Less),
        Knob::More => turn(state, row, Step::More),
        Knob::MuchLess => turn(state, row, Step::MuchLess),
        Knob::MuchMore => turn(state, row, Step::MuchMore),
        Knob::Least => turn(state, row, Step::Least),
        Knob::Most => turn(state, row, Step::Most),
    }
}

fn go(state: &mut State, step: isize) -> Vec<Effect> {
    let effects = take_typed(state);
    let rows = row::rows(&state.settings());
    if let Some(side) = &mut state.view.side {
        side.go(step, &rows);
    }
    effects
}

/// Enter on a row: what was typed is taken, else the row is edited or its next word chosen.
pub(super) fn open(state: &mut State, row: Row) -> Vec<Effect> {
    if is_typing(state) {
        return take_typed(state);
    }
    match row.kind() {
        Kind::Slider => {
            let text = "type a number, or turn it with the arrow keys";
            state.notices.hint(text, state.input.now.mono);
            Vec::new()
        }
        Kind::Choice if row == Row::ToolChoice => tools::choices(state),
        Kind::Choice => turn(state, row, Step::More),
        Kind::Line | Kind::Text => edit(state, row),
        Kind::Opens => lead(state, row),
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "rows of other kinds lead nowhere else"
)]
fn lead(state: &mut State, row: Row) -> Vec<Effect> {
    match row {
        Row::Preset => menu::presets(state),
        Row::Variables => variable::list(state),
        Row::Refusals => menu::refusals(state),
        _ => overlay::open_picker(state, Then::Stay),
    }
}

/// Opens the editor of a row.
pub(super) fn edit(state: &mut State, row: Row) -> Vec<Effect> {
    let text = text::text(row, &state.settings());
    editor::open(state, Editor::new(Subject::Row(row), &text));
    Vec::new()
}

/// A row was clicked: it is selected; one that was selected already is opened.
pub(super) fn clicked(state: &mut State, row: Row) -> Vec<Effect> {
    let again = state.view.focus == Pane::Settings
        && state.view.side.as_ref().is_some_and(|side| side.row == row);
    let mut effects = take_typed(state);
    effects.extend(commit(state));
    point_at(state, row);
    if again {
        effects.extend(open(state, row));
    }
    effects
}

/// Does what the first remark on the row proposes.
fn mend(state: &mut State, row: Row) -> Vec<Effect> {
    let mut effects = commit(state);
    let findings = remarks::all(&state.settings(), state);
    let mut of_row = remarks::of_row(row, &findings).into_iter();
    match of_row.find_map(|finding| finding.fix.clone()) {
        Some(fix) => {
            effects.extend(change(state, |settings| check::apply(&fix, settings)));
            state.notices.say(fix.label, state.input.now.mono);
        }
        None => state
            .notices
            .say("there is nothing to mend here", state.input.now.mono),
    }
    effects
}

/// Changes the settings of the lane in focus; nothing is recorded where nothing has changed.
pub(super) fn change(state: &mut State, turn: impl FnOnce(&mut Settings)) -> Vec<Effect> {
    let before = state.settings();
    let mut settings = before.clone().into_owned();
    turn(&mut settings);
    match state.lane_id() {
        Some(lane) if settings != *before => {
            file::record_quietly(state, Record::LaneSet { lane, settings })
        }
        _ => Vec::new(),
    }
}
