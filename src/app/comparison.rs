//! The last replies of the open lanes, measured against each other.

use std::time::Duration;

use crate::app::bar::Motion;
use crate::app::state::State;
use crate::chat::figures::{Best, Figures, best_of};
use crate::chat::ids::LaneId;
use crate::chat::lane::Lane;

/// The last replies of the open lanes.
#[derive(Debug, Default)]
pub(crate) struct Comparison<'a> {
    /// The lanes that have a reply at their end, from the left, and its figures.
    measured: Vec<(LaneId, Figures<'a>)>,
    best: Best,
}

impl<'a> Comparison<'a> {
    /// Measures the replies that the lanes end with. Costs a look at one message for each lane.
    pub(crate) fn of(state: &'a State) -> Self {
        let lanes = state.conversation.lanes();
        let measured: Vec<(LaneId, Figures<'a>)> = lanes
            .filter_map(|lane| Some((lane.id, figures(state, lane)?)))
            .collect();
        let figures: Vec<Figures<'_>> = measured.iter().map(|(_, figures)| *figures).collect();
        Self {
            best: best_of(&figures),
            measured,
        }
    }

    /// The figures of the reply that a lane ends with, and its place in the comparison.
    pub(crate) fn of_lane(&self, lane: LaneId) -> Option<(usize, &Figures<'a>)> {
        let at = self.measured.iter().position(|(id, _)| *id == lane)?;
        Some((at, &self.measured[at].1))
    }

    /// Which of them are the best.
    pub(crate) fn best(&self) -> &Best {
        &self.best
    }
}

fn figures<'a>(state: &'a State, lane: &Lane) -> Option<Figures<'a>> {
    let reply = state.conversation.message(lane.leaf()?)?;
    let model = reply.generation.as_ref()?.settings.model.as_ref()?;
    let price = state.service.abilities.of(&model.model).price;
    Figures::of(reply, price.as_ref(), elapsed(state, lane.id))
}

/// How long ago the request of a lane was sent, if one is on its way.
pub(crate) fn elapsed(state: &State, lane: LaneId) -> Option<Duration> {
    let flying = state.flight.of_lane(lane)?;
    let since = state.input.now.mono.since(flying.times.sent);
    Some(match state.view.appearance.look.motion {
        Motion::Moving => since,
        Motion::Still => Duration::from_secs(since.as_secs()),
    })
}
