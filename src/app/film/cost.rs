//! What the screenshots of a film cost: which of them still go along, and in how many tokens.

use super::{Film, Screen};
use crate::app::state::State;
use crate::chat::content::ContentBlock;
use crate::chat::estimate::{self, Extent, Lens};
use crate::chat::ids::MessageId;
use crate::chat::lane::Lane;
use crate::chat::request::{Age, ages};

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

/// What the screenshots of a film cost, and each of them; made anew when something of it has changed,
/// since a frame must not ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Costs {
    /// All together.
    pub(crate) all: Cost,
    /// The screenshot of each step, if it has one.
    ones: Vec<Option<One>>,
    made_of: Basis,
}

/// What costs are made of, beside the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Basis {
    lens: Lens,
    image_turns: Option<u32>,
    /// How often something was found out about a picture.
    learnt: u64,
}

impl Costs {
    /// Those of a film now; `None` = they are the same as before.
    pub(crate) fn of(state: &State, film: &Film, before: Option<&Self>) -> Option<Self> {
        let lane = state.lane()?;
        let made_of = Basis {
            lens: Lens::of(&state.abilities(), lane.settings.wire),
            image_turns: lane.settings.image_turns,
            learnt: state.view.pictures.learnt(),
        };
        if before.is_some_and(|before| before.made_of == made_of) {
            return None;
        }
        let age = ages(&state.conversation, made_of.image_turns, &lane.path);
        let screens = film.steps().iter().map(|step| step.screen.as_ref());
        let ones = screens.map(|screen| {
            screen.map(|screen| seen(state, screen, (lane, made_of.lens), age(screen.at)))
        });
        let ones: Vec<Option<One>> = ones.collect();
        Some(Self {
            all: sum(state, film, lane, &ones),
            ones,
            made_of,
        })
    }

    /// The screenshot of a step.
    pub(crate) fn one(&self, step: usize) -> Option<One> {
        *self.ones.get(step)?
    }
}

fn seen(state: &State, screen: &Screen, (lane, lens): (&Lane, Lens), age: Age) -> One {
    let blob = state.conversation.blob(&screen.hash);
    let measured = state.view.pictures.measured(&screen.hash);
    let seen = measured.map(|measured| (measured.width, measured.height));
    let nothing = Extent {
        size: 0,
        pixels: None,
        pages: None,
    };
    let mut extent = blob.map_or(nothing, Extent::of_blob);
    extent.pixels = extent.pixels.or(seen);
    let block = ContentBlock::Image {
        hash: screen.hash.clone(),
        format: screen.format.clone(),
    };
    One {
        tokens: estimate::attachment(&block, lens, &extent),
        pixels: extent.pixels,
        bytes: blob.map(|blob| blob.size).or(measured.map(|it| it.bytes)),
        left_out: left_out(state, lane, screen, age),
    }
}

fn left_out(state: &State, lane: &Lane, screen: &Screen, age: Age) -> Option<LeftOut> {
    if state.conversation.is_left_out(screen.message, lane.id) {
        return Some(LeftOut::Message);
    }
    (age == Age::Old).then_some(LeftOut::Old)
}

fn sum(state: &State, film: &Film, lane: &Lane, ones: &[Option<One>]) -> Cost {
    let turns = lane.settings.image_turns.unwrap_or(PROPOSED);
    let then = ages(&state.conversation, Some(turns), &lane.path);
    let mut cost = Cost {
        turns,
        ..Cost::default()
    };
    let mut before: Option<(MessageId, &str)> = None;
    for (step, one) in film.steps().iter().zip(ones) {
        let Some((screen, one)) = step.screen.as_ref().zip(*one) else {
            continue;
        };
        let this = (screen.message, screen.hash.as_str());
        if before.replace(this) == Some(this) {
            continue;
        }
        cost.all += 1;
        let tokens = one.tokens.unwrap_or(0);
        if one.left_out.is_none() {
            cost.along += 1;
            cost.tokens += tokens;
        }
        if left_out(state, lane, screen, then(screen.at)) == Some(LeftOut::Old) {
            cost.saved += tokens;
        }
    }
    cost
}
