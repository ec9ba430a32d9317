//! The film strip: the screenshots of a path one after the other, each with the action that followed
//! drawn onto it.

pub(crate) mod cost;
pub(crate) mod deed;
mod steps;

use std::time::Duration;

use cost::Costs;

use super::layout::Size;
use super::list::ListMove;
use super::pictures::mark::Mark;
use super::pictures::viewer::{Exhibit, OnPicture, Stage, Viewer};
use super::pictures::{Measured, Pictures, Shot};
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::time::Mono;

pub(crate) use steps::{Screen, Step};

/// Rows below the picture: what is done, the screenshot, what all cost, the names of the strip.
const LINES: u16 = 4;

/// Columns of a step in the strip, with the gap after it.
pub(crate) const CELL: u16 = 16;

/// Rows of a small picture in the strip.
const SMALL: u16 = 5;

/// The smallest screen on which the strip has small pictures. On others the rows are worth more to the
/// large one.
const ROOMY: Size = Size {
    width: 100,
    height: 30,
};

/// How long a step is seen while the film plays.
pub(crate) const PACE: Duration = Duration::from_millis(700);

/// The steps of a lane, one of them seen.
#[derive(Debug, Clone)]
pub(crate) struct Film {
    steps: Vec<Step>,
    at: usize,
    /// Shows a part of the screenshot; `None` = the step has none.
    viewer: Option<Viewer>,
    /// When the next step is seen; `None` = the film stands still.
    next: Option<Mono>,
    /// The lane, its end, and the shape of the conversation that the steps were made of.
    source: (LaneId, Option<MessageId>, Number),
    /// Derived: what the screenshots cost; `None` = that was not found out yet.
    costs: Option<Costs>,
}

/// What can be done in the film strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnFilm {
    /// Open it.
    Open,
    /// See the step before.
    Previous,
    /// See the step after.
    Next,
    /// Let the steps follow each other by themselves, or no longer.
    Play,
    /// See the screenshot as large as the screen.
    View,
    /// Look at the call of the action.
    Call,
    /// Copy the arguments of the action.
    Copy,
    /// Say of how many turns pictures go along.
    Turns,
    /// Answer the last action with a picture in a file.
    File,
    /// Answer it with the clipboard.
    Clipboard,
}

impl Film {
    /// The film of a lane at the step of a message, else at its last step; `None` = there is none.
    pub(crate) fn new(
        conversation: &Conversation,
        lane: &Lane,
        chosen: Option<MessageId>,
    ) -> Option<Self> {
        let steps = steps::of_lane(conversation, lane);
        let last = steps.len().checked_sub(1)?;
        let is_of = |step: &Step, id: MessageId| {
            let screen = step.screen.as_ref().map(|screen| screen.message);
            step.message == id || screen == Some(id)
        };
        // The newest is what one wants to see, unless another message was chosen.
        let chosen = chosen.filter(|id| lane.leaf() != Some(*id));
        let at = chosen.and_then(|id| steps.iter().position(|step| is_of(step, id)));
        let mut film = Self {
            steps,
            at: 0,
            viewer: None,
            next: None,
            source: source(conversation, lane),
            costs: None,
        };
        film.show(at.unwrap_or(last));
        Some(film)
    }

    /// Makes the steps anew if they are those of another path. Who looks at the last one looks at the
    /// new last one. False = there are none any more.
    pub(crate) fn refresh(&mut self, conversation: &Conversation, lane: &Lane) -> bool {
        let source = source(conversation, lane);
        if self.source == source {
            return true;
        }
        let was_last = self.at + 1 == self.steps.len();
        let same_lane = self.source.0 == source.0;
        let seen = self.step().clone();
        self.source = source;
        self.costs = None;
        self.steps = steps::of_lane(conversation, lane);
        let Some(last) = self.steps.len().checked_sub(1) else {
            return false;
        };
        let stays = same_lane && !was_last;
        self.at = if stays { self.at.min(last) } else { last };
        if self.step().screen != seen.screen || self.viewer.is_none() {
            self.show(self.at);
        }
        true
    }

    /// Takes in what the screenshots cost now.
    pub(crate) fn take(&mut self, costs: Costs) {
        self.costs = Some(costs);
    }

    /// What the screenshots cost.
    pub(crate) fn costs(&self) -> Option<&Costs> {
        self.costs.as_ref()
    }

    fn show(&mut self, at: usize) {
        self.at = at.min(self.steps.len().saturating_sub(1));
        self.viewer = self.step().screen.as_ref().and_then(|screen| {
            let exhibit = Exhibit {
                message: Some(screen.message),
                hash: screen.hash.clone(),
                format: screen.format.clone(),
            };
            Viewer::new(vec![exhibit], 0)
        });
    }

    /// All steps, oldest first; there is one at least.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The step that is seen.
    pub(crate) fn step(&self) -> &Step {
        &self.steps[self.at]
    }

    /// The place of the step that is seen.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// Whether it is the last one.
    pub(crate) fn is_at_end(&self) -> bool {
        self.at + 1 == self.steps.len()
    }

    /// Sees another step.
    pub(crate) fn go(&mut self, step: ListMove) {
        let last = self.steps.len() - 1;
        let at = match step {
            ListMove::Up | ListMove::PageUp => self.at.saturating_sub(1),
            ListMove::Down | ListMove::PageDown => (self.at + 1).min(last),
            ListMove::First => 0,
            ListMove::Last => last,
        };
        self.next = None;
        if at != self.at {
            self.show(at);
        }
    }

    /// Sees this step; false if there is none.
    pub(crate) fn select(&mut self, at: usize) -> bool {
        let is_there = at < self.steps.len();
        if is_there && at != self.at {
            self.next = None;
            self.show(at);
        }
        is_there
    }

    /// Lets the steps follow each other, from the first one if this is the last; or stops that.
    pub(crate) fn play(&mut self, now: Mono) {
        if self.next.take().is_some() {
            return;
        }
        if self.is_at_end() {
            self.show(0);
        }
        if self.steps.len() > 1 {
            self.next = Some(now.after(PACE));
        }
    }

    /// When the next step is seen by itself; `None` = never.
    pub(crate) fn wakes(&self) -> Option<Mono> {
        self.next
    }

    /// Goes on if it is time. The film stops at its end.
    pub(crate) fn tick(&mut self, now: Mono) {
        if self.next.is_none_or(|next| next > now) {
            return;
        }
        self.show(self.at + 1);
        self.next = (!self.is_at_end()).then(|| now.after(PACE));
    }

    /// Zooms and moves the screenshot.
    pub(crate) fn look(&mut self, what: OnPicture, measured: Option<Measured>, stage: Stage) {
        if let Some(viewer) = &mut self.viewer {
            viewer.act(what, measured, stage);
        }
    }

    /// What a frame shows of the step that is seen.
    pub(crate) fn shot(&self, pictures: &Pictures, size: Size) -> Option<Shot> {
        shot(self.viewer.as_ref()?, self.step(), pictures, size)
    }

    /// What it would show of the next one, so that it can be made ahead.
    pub(crate) fn next_shot(&self, pictures: &Pictures, size: Size) -> Option<Shot> {
        let step = self.steps.get(self.at + 1)?;
        let screen = step.screen.as_ref()?;
        pictures.measured(&screen.hash)?;
        let exhibit = Exhibit {
            message: Some(screen.message),
            hash: screen.hash.clone(),
            format: screen.format.clone(),
        };
        shot(&Viewer::new(vec![exhibit], 0)?, step, pictures, size)
    }
}

/// The room of a small picture in the strip; `None` = there is none for any.
pub(crate) fn small(pictures: &Pictures, size: Size) -> Option<Size> {
    let roomy = size.width >= ROOMY.width && size.height >= ROOMY.height;
    (roomy && pictures.shows_thumbnails()).then_some(Size {
        width: CELL - 1,
        height: SMALL,
    })
}

/// Rows below the picture.
pub(crate) fn lines(pictures: &Pictures, size: Size) -> u16 {
    LINES + small(pictures, size).map_or(0, |room| room.height)
}

/// Where the screenshot is seen: the screen without the rows below it.
pub(crate) fn stage(pictures: &Pictures, size: Size) -> Stage {
    Stage {
        means: pictures.means,
        // The viewer keeps one row for what it tells.
        size: Size {
            height: size.height.saturating_sub(lines(pictures, size) - 1),
            ..size
        },
    }
}

fn shot(viewer: &Viewer, step: &Step, pictures: &Pictures, size: Size) -> Option<Shot> {
    let hash = &step.screen.as_ref()?.hash;
    let measured = pictures.measured(hash);
    let mut shot = viewer.shot(measured, stage(pictures, size));
    shot.marks = measured.map_or_else(Vec::new, |measured| marks(step, measured));
    Some(shot)
}

fn marks(step: &Step, measured: Measured) -> Vec<Mark> {
    let pixels = (measured.width, measured.height);
    let action = step.action.as_ref();
    action.map_or_else(Vec::new, |action| {
        deed::marks(action.deed.place, action.display, pixels)
    })
}

fn source(conversation: &Conversation, lane: &Lane) -> (LaneId, Option<MessageId>, Number) {
    (lane.id, lane.leaf(), conversation.shape())
}
