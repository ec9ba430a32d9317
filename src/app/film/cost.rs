//! What the screenshots of a film cost: which of them still go along, and in how many tokens.

use super::{Film, Screen};
use crate::app::state::State;
use crate::chat::content::ContentBlock;
use crate::chat::estimate::{self, Extent, Lens};
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::request::{Age, ages};
use crate::chat::settings::Settings;

/// How many turns are proposed where the settings do not say.
pub(crate) const PROPOSED: u32 = 3;

/// What the screenshots cost in the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Cost {
    /// How many there are.
    pub(crate) all: usize,
    /// How many go along.
    pub(crate) along: usize,
    /// Tokens of those that go along, as estimated.
    pub(crate) tokens: u64,
    /// Of how many turns pictures go along, or would.
    pub(crate) turns: u32,
    /// Tokens that this saves, or would.
    pub(crate) saved: u64,
}

/// What is known of one screenshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct One {
    /// Its tokens, as estimated; `None` = nobody knows how large it is.
    pub(crate) tokens: Option<u64>,
    /// Columns and rows of pixels, where they are known.
    pub(crate) pixels: Option<(u32, u32)>,
    /// Bytes of its file.
    pub(crate) bytes: Option<u64>,
    /// Why it does not go along; `None` = it does.
    pub(crate) left_out: Option<LeftOut>,
}

/// Why a screenshot does not go along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It is of an earlier turn than those whose pictures do.
    Old,
    /// Its message is left out of the context.
    Message,
}

/// What is known of a screenshot of the lane in focus.
pub(crate) fn one(state: &State, screen: &Screen) -> One {
    let blob = state.conversation.blob(&screen.hash);
    let measured = state.view.pictures.measured(&screen.hash);
    let seen = measured.map(|measured| (measured.width, measured.height));
    let out = state.lane().and_then(|lane| {
        let age = ages(&state.conversation, &lane.settings, &lane.path);
        left_out(state, lane, screen, age(screen.at))
    });
    One {
        tokens: tokens(state, screen),
        pixels: blob.and_then(|blob| blob.pixels).or(seen),
        bytes: blob.map(|blob| blob.size).or(measured.map(|it| it.bytes)),
        left_out: out,
    }
}

fn left_out(state: &State, lane: &Lane, screen: &Screen, age: Age) -> Option<LeftOut> {
    if state.conversation.is_left_out(screen.message, lane.id) {
        return Some(LeftOut::Message);
    }
    (age == Age::Old).then_some(LeftOut::Old)
}

fn tokens(state: &State, screen: &Screen) -> Option<u64> {
    let lane = state.lane()?;
    let blob = state.conversation.blob(&screen.hash);
    let measured = state.view.pictures.measured(&screen.hash);
    let mut extent = blob.map_or(
        Extent {
            size: 0,
            pixels: None,
            pages: None,
        },
        Extent::of_blob,
    );
    let seen = measured.map(|it| (it.width, it.height));
    extent.pixels = extent.pixels.or(seen);
    let block = ContentBlock::Image {
        hash: screen.hash.clone(),
        format: screen.format.clone(),
    };
    let lens = Lens::of(&state.abilities(), lane.settings.wire);
    estimate::attachment(&block, lens, &extent)
}

/// What all screenshots of a film cost.
pub(crate) fn of_film(state: &State, film: &Film) -> Cost {
    let Some(lane) = state.lane() else {
        return Cost::default();
    };
    let turns = lane.settings.image_turns.unwrap_or(PROPOSED);
    let few = Settings {
        image_turns: Some(turns),
        ..lane.settings.clone()
    };
    let now = ages(&state.conversation, &lane.settings, &lane.path);
    let then = ages(&state.conversation, &few, &lane.path);
    let mut cost = Cost {
        turns,
        ..Cost::default()
    };
    let mut before: Option<(MessageId, &str)> = None;
    for screen in film.steps().iter().filter_map(|step| step.screen.as_ref()) {
        let this = (screen.message, screen.hash.as_str());
        if before.replace(this) == Some(this) {
            continue;
        }
        cost.all += 1;
        let tokens = tokens(state, screen).unwrap_or(0);
        if left_out(state, lane, screen, now(screen.at)).is_none() {
            cost.along += 1;
            cost.tokens += tokens;
        }
        if left_out(state, lane, screen, then(screen.at)) == Some(LeftOut::Old) {
            cost.saved += tokens;
        }
    }
    cost
}
