//! Looking for a text in the conversation, and going to the prompts of the user.

use crate::app::effect::Effect;
use crate::app::find::{Bar, Hit, Needle, OnFind, Place, Search, Spot};
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::{Overlay, Prompt};
use crate::app::state::State;
use crate::app::transcript;
use crate::app::view::{Anchor, Pane};
use crate::chat::call::rounds::brings_results;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};

use super::{branch, lanes, menu};

/// Asks what to look for; what was looked for last stands there.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    if state.conversation.len() == 0 {
        return say(state, "there is nothing to look through yet");
    }
    let text = state.view.finding.as_ref();
    let text = text.map(|search| search.needle.text().to_owned());
    let prompt = Prompt {
        text: text.unwrap_or_default(),
        problem: None,
    };
    let bar = Bar {
        prompt,
        from: (state.lane_id(), state.view.reading.anchor),
        top: top(state),
    };
    state.overlays.push(Overlay::Find(bar));
    Vec::new()
}

/// The line is left without taking the text: all is as it was before.
pub(super) fn leave(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Find(bar)) = state.overlays.pop() else {
        return Vec::new();
    };
    state.view.finding = None;
    if let (Some(lane), anchor) = bar.from {
        lanes::focus(state, lane);
        state.view.reading.anchor = anchor;
    }
    Vec::new()
}

/// The text has changed: its places are shown, and the nearest one is gone to.
pub(super) fn changed(state: &mut State) {
    let Some(Overlay::Find(bar)) = state.overlays.last() else {
        return;
    };
    let needle = Needle::new(&bar.prompt.text);
    let ((lane, anchor), top) = (bar.from, bar.top);
    if let Some(lane) = lane {
        lanes::focus(state, lane);
    }
    state.view.finding = needle.map(|needle| Search::new(needle, &state.conversation, lane));
    // Each text is looked for from the same place on.
    let from = place(state, top);
    step_from(state, OnFind::Next, from);
    if state.view.finding.as_ref().is_none_or(|it| it.len() == 0) {
        state.view.reading.anchor = anchor;
    }
}

/// The text is taken; places are gone to by keys from here on.
pub(super) fn accept(state: &mut State) -> Vec<Effect> {
    let Some(search) = &state.view.finding else {
        state.overlays.pop();
        return Vec::new();
    };
    if search.len() == 0 {
        let text = "not found in what the lanes show; the map (m) has other branches too";
        if let Some(Overlay::Find(bar)) = state.overlays.last_mut() {
            bar.prompt.problem = Some(text.to_owned());
        }
        return Vec::new();
    }
    state.overlays.pop();
    state.view.focus = Pane::Transcript;
    Vec::new()
}

/// Goes to another place, or ends the search.
pub(super) fn act(state: &mut State, what: OnFind) -> Vec<Effect> {
    if what == OnFind::End {
        state.view.finding = None;
        return Vec::new();
    }
    let streams = !state.flight.is_quiet();
    match &mut state.view.finding {
        None => return open(state),
        Some(search) if streams || search.is_old(&state.conversation) => {
            search.refresh(&state.conversation);
        }
        Some(_) => {}
    }
    let top = top(state);
    let from = place(state, top);
    step_from(state, what, from);
    if state.view.finding.as_ref().is_some_and(|it| it.len() == 0) {
        return say(state, "not found any more");
    }
    Vec::new()
}

/// The first line in sight.
fn top(state: &State) -> Option<(MessageId, usize)> {
    let top = state.view.transcript.top()?;
    Some((top.message, top.first))
}

/// The place that a search goes on from: the first one that is not above this line.
fn place(state: &mut State, top: Option<(MessageId, usize)>) -> Option<Hit> {
    let (message, row) = top?;
    let lane = state.lane_id()?;
    let needle = state.view.finding.as_ref()?.needle.clone();
    let places = transcript::places(state, message, &needle);
    let above = |place: &&Place| place.pieces.first().is_some_and(|it| it.line < row);
    Some(Hit {
        lane,
        message,
        nth: places.iter().take_while(above).count(),
    })
}

/// So many messages that have the text in their source only are passed over at a time: each of them is
/// laid out for that.
const UNSEEN: usize = 32;

/// Goes to the place beside the one that one is at; from where one has scrolled to since.
fn step_from(state: &mut State, which: OnFind, from: Option<Hit>) {
    let here = state.view.finding.as_ref().and_then(|search| search.here);
    let focus = state.lane_id();
    let stays = here.is_some_and(|spot| {
        Some(spot.lane) == focus && state.view.transcript.shows_line(spot.message, spot.line)
    });
    for _ in 0..UNSEEN {
        let Some(search) = &mut state.view.finding else {
            return;
        };
        if !stays {
            search.go(usize::MAX);
        }
        let Some(next) = search.beside(which, from) else {
            return;
        };
        search.go(next);
        let Some(hit) = search.hit() else {
            return;
        };
        if show(state, hit) {
            return;
        }
        // The text stands in the source, but not on the screen.
        if let Some(search) = &mut state.view.finding {
            search.without(hit.message);
        }
    }
}

/// Brings a place into sight; whether there is one.
fn show(state: &mut State, hit: Hit) -> bool {
    let Some(needle) = state.view.finding.as_ref().map(|it| it.needle.clone()) else {
        return false;
    };
    lanes::focus(state, hit.lane);
    let mut places = transcript::places(state, hit.message, &needle);
    if hit.nth >= places.len() && state.view.modes.unfolded.insert(hit.message) {
        // It may stand in what the model thought, which is folded.
        places = transcript::places(state, hit.message, &needle);
    }
    let place = places.get(hit.nth).or(places.last());
    let Some(first) = place.and_then(|place| place.pieces.first()) else {
        return false;
    };
    let (line, column) = (first.line, first.columns.start);
    state.view.reading.chosen = Some(hit.message);
    bring(state, hit.message, line);
    let spot = Spot {
        lane: hit.lane,
        message: hit.message,
        line,
        column,
    };
    if let Some(search) = &mut state.view.finding {
        search.here = Some(spot);
    }
    true
}

/// Scrolls so that a line is in sight, a third from the top, unless it is in sight already.
pub(super) fn bring(state: &mut State, message: MessageId, line: usize) {
    if state.view.transcript.shows_line(message, line) {
        return;
    }
    let rows = usize::from(state.view.panes.transcript.height);
    let above = isize::try_from(rows / 3).unwrap_or(0);
    state.view.reading.anchor = transcript::above(state, message, line, above);
}

/// Lists the prompts on the path of the lane, to go to one of them.
pub(super) fn prompts(state: &mut State) -> Vec<Effect> {
    let path = state.lane().map_or(&[][..], |lane| &lane.path);
    let messages = path.iter().filter_map(|id| state.conversation.message(*id));
    let mine = messages.filter(|message| message.role == Role::User && !brings_results(message));
    let entries: Vec<Entry> = (1..).zip(mine).map(entry).collect();
    if entries.is_empty() {
        return say(state, "you have not asked anything yet");
    }
    let last = entries.len() - 1;
    let effects = menu::open(state, MenuKind::Asked, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser.list.selected = last;
    }
    effects
}

fn entry((number, message): (usize, &Message)) -> Entry {
    let text = message.text();
    let words = text.split_whitespace().take(40).collect::<Vec<_>>();
    let detail = if words.is_empty() {
        "no text".to_owned()
    } else {
        words.join(" ")
    };
    Entry {
        label: number.to_string(),
        detail,
        pick: Pick::GoTo(message.id),
    }
}

/// Shows a message of the lane from its first line on.
pub(super) fn go_to(state: &mut State, message: MessageId) -> Vec<Effect> {
    state.view.focus = Pane::Transcript;
    branch::choose(state, Some(message));
    state.view.reading.anchor = Anchor::At { message, line: 0 };
    Vec::new()
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
