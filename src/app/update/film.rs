//! The film strip: opening it, playing it, answering the action at its end.

use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::film::cost::Costs;
use crate::app::film::{Film, OnFilm};
use crate::app::list::ListMove;
use crate::app::menu::Asked;
use crate::app::overlay::Overlay;
use crate::app::pictures::viewer::OnPicture;
use crate::app::state::State;
use crate::app::transcript;
use crate::chat::call::{CallId, Status};
use crate::chat::time::Mono;

use super::{branch, calls, file, inspect, menu, pictures, settings};

/// Does something in the film strip, or opens it.
pub(super) fn act(state: &mut State, what: OnFilm) -> Vec<Effect> {
    if what == OnFilm::Open {
        return open(state);
    }
    let now = state.input.now.mono;
    let Some(Overlay::Film(film)) = state.overlays.last_mut() else {
        return say(state, "this is done in the film strip; ^X shift-F opens it");
    };
    match what {
        OnFilm::Open => {}
        OnFilm::Previous => film.go(ListMove::Up),
        OnFilm::Next => film.go(ListMove::Down),
        OnFilm::Play => film.play(now),
        OnFilm::View => return view(state),
        OnFilm::Call => return call(state),
        OnFilm::Copy => return copy(state),
        OnFilm::Turns => return turns(state),
        OnFilm::File => return answer(state, With::File),
        OnFilm::Clipboard => return answer(state, With::Clipboard),
    }
    Vec::new()
}

fn open(state: &mut State) -> Vec<Effect> {
    let chosen = transcript::chosen(state);
    let film = state
        .lane()
        .and_then(|lane| Film::new(&state.conversation, lane, chosen));
    let Some(film) = film else {
        return say(
            state,
            "no screenshots here: no picture, and no call of a computer tool",
        );
    };
    close(state);
    state.view.pictures.try_again();
    state.overlays.push(Overlay::Film(Box::new(film)));
    Vec::new()
}

fn close(state: &mut State) {
    let is_film = |overlay: &Overlay| matches!(overlay, Overlay::Film(_));
    state.overlays.retain(|overlay| !is_film(overlay));
}

/// Makes the steps anew once the path is another one.
pub(super) fn settle(state: &mut State) {
    let Some(at) = place(state) else {
        return;
    };
    let lane = state.view.reading.lane;
    let lane = lane.and_then(|lane| state.conversation.lane(lane));
    let mut stays = lane.is_some();
    if let (Some(Overlay::Film(film)), Some(lane)) = (state.overlays.get_mut(at), lane) {
        stays = film.refresh(&state.conversation, lane);
    }
    if !stays {
        close(state);
    } else if let Some(Overlay::Film(film)) = state.overlays.get(at) {
        let costs = Costs::of(state, film, film.costs());
        if let (Some(costs), Some(Overlay::Film(film))) = (costs, state.overlays.get_mut(at)) {
            film.take(costs);
        }
    }
}

fn place(state: &State) -> Option<usize> {
    let mut overlays = state.overlays.iter();
    overlays.position(|overlay| matches!(overlay, Overlay::Film(_)))
}

/// Plays on.
pub(super) fn tick(state: &mut State, now: Mono) {
    for overlay in &mut state.overlays {
        if let Overlay::Film(film) = overlay {
            film.tick(now);
        }
    }
}

/// When the film needs a tick.
pub(super) fn wakes(state: &State) -> Option<Mono> {
    match state.overlays.get(place(state)?) {
        Some(Overlay::Film(film)) => film.wakes(),
        Some(_) | None => None,
    }
}

fn seen(state: &State) -> Option<&Film> {
    match state.overlays.last() {
        Some(Overlay::Film(film)) => Some(film),
        Some(_) | None => None,
    }
}

/// Zooms and moves the screenshot; false if no film is on top.
pub(super) fn look(state: &mut State, what: OnPicture) -> bool {
    let room = crate::app::film::stage(&state.view.pictures, state.view.size);
    let Some(Overlay::Film(film)) = state.overlays.last_mut() else {
        return false;
    };
    let screen = film.step().screen.as_ref();
    let measured = screen.and_then(|screen| state.view.pictures.measured(&screen.hash));
    film.look(what, measured, room);
    true
}

/// Goes to the message of the step, and closes the film.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let message = seen(state).map(|film| film.step().message);
    close(state);
    branch::choose(state, message);
    Vec::new()
}

fn view(state: &mut State) -> Vec<Effect> {
    let screen = seen(state).and_then(|film| film.step().screen.as_ref());
    match screen.map(|screen| screen.hash.clone()) {
        Some(hash) => pictures::open_hash(state, &hash),
        None => say(state, "this step has no screenshot"),
    }
}

fn call(state: &mut State) -> Vec<Effect> {
    let action = seen(state).and_then(|film| film.step().action.as_ref());
    match action.map(|action| action.call) {
        Some(call) => inspect::open(state, Some(call)),
        None => say(state, "no action followed this screenshot"),
    }
}

fn copy(state: &mut State) -> Vec<Effect> {
    let action = seen(state).and_then(|film| film.step().action.as_ref());
    match action.map(|action| action.input.clone()) {
        Some(input) => vec![Effect::Copy(Copying::of(What::Action, &input))],
        None => say(state, "no action followed this screenshot"),
    }
}

/// Asks of how many turns pictures go along.
fn turns(state: &mut State) -> Vec<Effect> {
    let now = state.settings().image_turns;
    let text = now.unwrap_or(crate::app::film::cost::PROPOSED).to_string();
    menu::ask_with(state, Asked::ImageTurns, text)
}

/// Takes of how many turns pictures go along.
///
/// # Errors
/// It is no such number.
pub(super) fn set_turns(state: &mut State, text: &str) -> Result<Vec<Effect>, String> {
    let turns = match text {
        "all" => None,
        number => match number.parse::<u32>() {
            Ok(turns) if turns > 0 => Some(turns),
            Ok(_) | Err(_) => return Err("a whole number from 1 on, or: all".to_owned()),
        },
    };
    if file::refuses(state) {
        return Ok(Vec::new());
    }
    Ok(settings::change(state, |settings| {
        settings.image_turns = turns;
    }))
}

/// What the action at the end is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    File,
    Clipboard,
}

fn answer(state: &mut State, with: With) -> Vec<Effect> {
    let Some(call) = waiting(state) else {
        return say(
            state,
            "no action waits for a screenshot here; End goes to the last one",
        );
    };
    match with {
        With::File => calls::by_hand::pick_file(state, call),
        With::Clipboard => calls::by_hand::with_file(state, call, (None, Status::Success)),
    }
}

/// The action of the step that is seen, if it has no answer yet.
fn waiting(state: &State) -> Option<CallId> {
    let call = seen(state)?.step().action.as_ref()?.call;
    let free = state.conversation.answer(call).is_none() && calls::is_open(state, call);
    free.then_some(call)
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
