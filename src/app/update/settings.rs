//! The settings pane: opening it, turning its rows, and the records that come of it.

use std::time::Duration;

use crate::app::action::Knob;
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::picker::Then;
use crate::app::settings::pane::{SettingsPane, Sliding, number, slide};
use crate::app::settings::row::{self, Kind, Row};
use crate::app::settings::{choice, ranges, remarks, text};
use crate::app::state::State;
use crate::app::view::Pane;
use crate::chat::abilities::Abilities;
use crate::chat::check;
use crate::chat::record::Record;
use crate::chat::settings::range::{Direction, Stride};
use crate::chat::settings::sampling::DEFAULT_MAX_TOKENS;
use crate::chat::settings::{Decimal, Param, Range, Settings, Wire, max_tokens_for};

use super::{editor, file, menu, overlay, refusal};

/// How long a slider rests before its value is a record: a turn of many steps is one change.
const RESTS: Duration = Duration::from_millis(400);

/// A step of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Less,
    More,
    MuchLess,
    MuchMore,
    Least,
    Most,
}

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
    if state.view.panes.side_covers() && state.overlays.is_empty() {
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
    let settings = state.settings();
    if let Some(side) = &mut state.view.side {
        side.go(step, &settings);
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
            state.notices.say(text, state.input.now.mono);
            Vec::new()
        }
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
        Row::Variables => menu::variables(state),
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

fn turn(state: &mut State, row: Row, step: Step) -> Vec<Effect> {
    let mut effects = take_typed(state);
    if is_typing(state) {
        return effects;
    }
    match row.kind() {
        Kind::Slider => turn_slider(state, row, step),
        Kind::Choice => effects.extend(turn_word(state, row, step)),
        Kind::Line | Kind::Text | Kind::Opens => {}
    }
    effects
}

fn turn_slider(state: &mut State, row: Row, step: Step) {
    let settings = shown(state);
    let Some(range) = ranges::of(row, state) else {
        return;
    };
    let value = stepped(&range, number(row, &settings).as_ref(), step);
    slide_to(state, row, Some(value));
}

fn stepped(range: &Range, value: Option<&Decimal>, step: Step) -> Decimal {
    match step {
        Step::Less => range.step(value, Stride::Fine, Direction::Down),
        Step::More => range.step(value, Stride::Fine, Direction::Up),
        Step::MuchLess => range.step(value, Stride::Coarse, Direction::Down),
        Step::MuchMore => range.step(value, Stride::Coarse, Direction::Up),
        Step::Least => range.min.clone(),
        Step::Most => range.max.clone(),
    }
}

fn turn_word(state: &mut State, row: Row, step: Step) -> Vec<Effect> {
    let settings = state.settings();
    let words = choice::words(row, &settings, &state.abilities());
    let now = choice::word(row, &settings);
    let last = words.len().saturating_sub(1);
    let at = words.iter().position(|word| *word == now);
    let next = match (step, at) {
        (Step::Least, _) | (Step::More | Step::MuchMore, None) => 0,
        (Step::Most, _) | (Step::Less | Step::MuchLess, None) => last,
        (Step::Less | Step::MuchLess, Some(at)) => at.checked_sub(1).unwrap_or(last),
        (Step::More | Step::MuchMore, Some(at)) => (at + 1) % words.len(),
    };
    let abilities = state.abilities();
    match words.get(next) {
        Some(word) => change(state, |settings| {
            let before = settings.wire;
            choice::set(row, word, settings);
            follow_wire(before, &abilities, settings);
        }),
        None => Vec::new(),
    }
}

/// The most tokens follow the wire's default as long as nobody has chosen another number.
fn follow_wire(before: Wire, abilities: &Abilities, settings: &mut Settings) {
    if settings.sampling.max_tokens == max_tokens_for(abilities, before) {
        settings.sampling.max_tokens = max_tokens_for(abilities, settings.wire);
    }
}

/// Keeps the default of the most tokens within what the model gives.
pub(super) fn fit_max_tokens(state: &mut State) -> Vec<Effect> {
    let abilities = state.abilities();
    change(state, |settings| {
        let limit = max_tokens_for(&abilities, settings.wire);
        if settings.sampling.max_tokens == DEFAULT_MAX_TOKENS && limit < DEFAULT_MAX_TOKENS {
            settings.sampling.max_tokens = limit;
        }
    })
}

/// Moves a slider; the value becomes a record when it rests.
fn slide_to(state: &mut State, row: Row, value: Option<Decimal>) {
    let moved = state.input.now.mono;
    if let Some(side) = &mut state.view.side {
        side.sliding = Some(Sliding { row, value, moved });
    }
}

/// The mouse is at this place of a slider, in thousandths of its length.
pub(super) fn dragged(state: &mut State, row: Row, permille: u16) -> Vec<Effect> {
    let mut effects = Vec::new();
    state.view.focus = Pane::Settings;
    if state.view.side.as_ref().is_some_and(|side| side.row != row) {
        effects.extend(take_typed(state));
        effects.extend(commit(state));
    }
    if let Some(side) = &mut state.view.side {
        side.select(row);
        side.typed = None;
    }
    if let Some(range) = ranges::of(row, state) {
        slide_to(state, row, Some(range.at(f64::from(permille) / 1000.0)));
    }
    effects
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

/// A character was typed while the pane has the focus: a digit of a number.
pub(super) fn typed(state: &mut State, c: char) {
    let now = state.input.now.mono;
    let Some(side) = state.view.side.as_mut() else {
        return;
    };
    let digit = c.is_ascii_digit() || c == '.';
    if digit && side.row.kind() == Kind::Slider {
        side.typed.get_or_insert_default().push(c);
    } else {
        let text = "? shows the keys of the settings · Tab goes on";
        state.notices.say(text, now);
    }
}

/// Takes the last digit back that was typed.
pub(super) fn erase(state: &mut State) {
    if let Some(side) = &mut state.view.side
        && let Some(typed) = &mut side.typed
        && (typed.pop().is_none() || typed.is_empty())
    {
        side.typed = None;
    }
}

/// Takes the number that was typed. One that is wrong is told and stays, and so does the value.
fn take_typed(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    let Some(side) = state.view.side.as_mut() else {
        return Vec::new();
    };
    let row = side.row;
    let Some(typed) = side.typed.take() else {
        return Vec::new();
    };
    let number = Decimal::parse(&typed).map_err(|error| error.to_string());
    let fitting = number.and_then(|number| match ranges::of(row, state) {
        Some(range) => fits(&range, row, number),
        None => Ok(number),
    });
    match fitting {
        Ok(number) => {
            let mut effects = commit(state);
            effects.extend(change(state, |settings| slide(row, Some(number), settings)));
            effects
        }
        Err(problem) => {
            if let Some(side) = &mut state.view.side {
                side.typed = Some(typed);
            }
            state.notices.error(problem, now);
            Vec::new()
        }
    }
}

/// The number, if it lies within the range and is whole where it must be.
fn fits(range: &Range, row: Row, number: Decimal) -> Result<Decimal, String> {
    let whole = !matches!(row, Row::Slider(Param::Temperature | Param::TopP));
    if whole && number.as_whole().is_none() {
        return Err(format!("{number} is no whole number"));
    }
    if range.contains(&number) {
        return Ok(number);
    }
    Err(format!(
        "{number} is outside {} to {}; the value stays as it was",
        range.min, range.max
    ))
}

/// What the model takes by itself, where that is known.
fn default(state: &mut State, row: Row) -> Vec<Effect> {
    if row.kind() != Kind::Slider {
        return unset(state, row);
    }
    drop_typed(state);
    if let Some(value) = ranges::of(row, state).and_then(|range| range.default) {
        slide_to(state, row, Some(value));
    } else {
        let text = "this model's default is not known; x leaves it to the model";
        state.notices.say(text, state.input.now.mono);
    }
    Vec::new()
}

/// Not sent.
fn unset(state: &mut State, row: Row) -> Vec<Effect> {
    drop_typed(state);
    let mut effects = commit(state);
    if matches!(row, Row::Slider(Param::MaxTokens) | Row::Budget) {
        let text = "always sent: the service reserves it from the quota; d is the default";
        state.notices.say(text, state.input.now.mono);
        return effects;
    }
    effects.extend(match row.kind() {
        Kind::Slider => change(state, |settings| slide(row, None, settings)),
        Kind::Choice => turn_word(state, row, Step::Least),
        Kind::Line | Kind::Text => change(state, |settings| {
            text::set(row, "", settings).expect("an empty text is a value of every row");
        }),
        Kind::Opens => Vec::new(),
    });
    effects
}

fn is_typing(state: &State) -> bool {
    let side = state.view.side.as_ref();
    side.is_some_and(|side| side.typed.is_some())
}

fn drop_typed(state: &mut State) {
    if let Some(side) = &mut state.view.side {
        side.typed = None;
    }
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

/// Makes a record of a slider that was turned.
pub(super) fn commit(state: &mut State) -> Vec<Effect> {
    let sliding = state
        .view
        .side
        .as_mut()
        .and_then(|side| side.sliding.take());
    match sliding {
        Some(Sliding { row, value, .. }) => change(state, |settings| slide(row, value, settings)),
        None => Vec::new(),
    }
}

/// When a slider that was turned has rested long enough.
pub(super) fn rests(state: &State) -> Option<crate::chat::time::Mono> {
    let sliding = state.view.side.as_ref()?.sliding.as_ref()?;
    Some(sliding.moved.after(RESTS))
}

/// The settings as the pane shows them.
fn shown(state: &State) -> Settings {
    let settings = state.settings();
    match &state.view.side {
        Some(side) => side.applied(settings),
        None => settings,
    }
}

/// Changes the settings of the lane in focus; nothing is recorded where nothing has changed.
pub(super) fn change(state: &mut State, turn: impl FnOnce(&mut Settings)) -> Vec<Effect> {
    let before = state.settings();
    let mut settings = before.clone();
    turn(&mut settings);
    match state.lane_id() {
        Some(lane) if settings != before => {
            file::record_quietly(state, Record::LaneSet { lane, settings })
        }
        _ => Vec::new(),
    }
}
