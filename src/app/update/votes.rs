//! Voting: which lane has given the best reply of a turn.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::state::State;
use crate::app::votes;
use crate::chat::ids::{LaneId, Turn};
use crate::chat::record::Record;
use crate::chat::vote::{Sight, Vote, Winner};

use super::{file, menu};

/// The lane in focus has won the turn, or has it no longer.
pub(super) fn for_focus(state: &mut State) -> Vec<Effect> {
    match state.lane_id() {
        Some(lane) => cast(state, Winner::Lane(lane)),
        None => Vec::new(),
    }
}

/// Offers what else can be said of a turn than that one lane has won it.
pub(super) fn offer(state: &mut State) -> Vec<Effect> {
    let row = |label: &str, detail: &str, winner| Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: Pick::Vote(winner),
    };
    let mut entries = vec![
        row("tie", "the replies are equally good", Winner::Tie),
        row("none is good", "no lane wins this turn", Winner::Nobody),
    ];
    let focus = state.lane().filter(|lane| !lane.is_judge());
    entries.extend(focus.map(|lane| {
        let winner = Winner::Lane(lane.id);
        row("this lane", "the one in focus wins this turn", winner)
    }));
    menu::open(state, MenuKind::Vote, entries)
}

/// Votes on the turn, or takes the vote back where it says the same already.
pub(super) fn cast(state: &mut State, winner: Winner) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let (turn, order) = match lanes_of(state, winner) {
        Ok(found) => found,
        Err(text) => {
            state.notices.say(text, state.input.now.mono);
            return Vec::new();
        }
    };
    let before = state.conversation.votes().get(&turn);
    let vote = match before {
        Some(before) if before.winner == winner => None,
        Some(_) | None => Some(Vote {
            winner,
            order,
            sight: sight(state, turn),
        }),
    };
    let told = match &vote {
        None => "the vote is taken back",
        Some(_) => match winner {
            Winner::Lane(_) => "this lane has won the turn; ^X 5 again takes it back",
            Winner::Tie => "a tie; the same again takes it back",
            Winner::Nobody => "none is good; the same again takes it back",
        },
    };
    state.notices.say(told, state.input.now.mono);
    let mut effects = file::record(state, vec![Record::Vote { turn, vote }], "");
    effects.extend(keep(state));
    effects
}

/// Keeps the votes of this conversation with those of all others, if they are not as they were.
pub(super) fn keep(state: &mut State) -> Vec<Effect> {
    let (id, ballots) = (state.conversation.id(), state.conversation.ballots());
    if !state.memory.votes.set(id, ballots.clone()) {
        return Vec::new();
    }
    vec![Effect::SaveVotes(id.clone(), ballots)]
}

/// Shows what was voted, by model.
pub(super) fn show(state: &mut State) -> Vec<Effect> {
    let page = Page::new("Votes", votes::told(state));
    state.overlays.push(Overlay::Page(Box::new(page)));
    Vec::new()
}

/// What the user knows of the lanes of a turn.
fn sight(state: &State, turn: Turn) -> Sight {
    if state.conversation.is_told(turn) {
        return Sight::Open;
    }
    state.conversation.layout().sight
}

/// The turn that is voted on, and the lanes that take part as they are shown; else why there is no vote.
fn lanes_of(state: &State, winner: Winner) -> Result<(Turn, Vec<LaneId>), &'static str> {
    let Some(turn) = votes::turn(state) else {
        return Err("there is no reply yet that could be voted for");
    };
    let order = state.conversation.contenders(turn);
    let waits = |lane: &&LaneId| state.flight.of_lane(**lane).is_some();
    if order.len() < 2 {
        return Err("a vote is between lanes that answer the same message; ^X c opens another one");
    }
    if order.iter().any(|lane| waits(&lane)) {
        return Err("a reply is still on its way; vote when all are there");
    }
    match winner {
        Winner::Lane(lane) if !order.contains(&lane) => Err("this lane takes no part in the vote"),
        Winner::Lane(_) | Winner::Tie | Winner::Nobody => Ok((turn, order)),
    }
}
