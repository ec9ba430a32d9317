//! The parts of a message that is laid out: a line as one of a part, and back.

use std::ops::Range;

use super::blocks::{BlockLayout, Fold};
use super::message::MessageLayout;
use crate::app::selection::Part;

impl MessageLayout {
    /// Shows its thoughts and calls in this way from now on; whether they were shown in another one before.
    pub(super) fn turns(&mut self, fold: Fold) -> bool {
        self.fold.replace(fold).is_some_and(|before| before != fold)
    }

    /// Whether a part has other lines where thoughts and calls are folded.
    pub(super) fn folds(&self, part: Part) -> bool {
        match part {
            Part::Block(nth) => self.blocks.get(nth).is_some_and(|block| !block.is_said()),
            Part::Head | Part::Foot => false,
        }
    }

    /// In which part of the message a line stands, and where in it.
    pub(super) fn part_of(&self, at: usize) -> (Part, usize) {
        let body = self.body();
        if at < body.start {
            return (Part::Head, at);
        }
        if at >= body.end {
            return (Part::Foot, at - body.end);
        }
        let mut left = at - body.start;
        for (nth, block) in self.blocks.iter().enumerate() {
            // The blank line below it is one of its own.
            if left <= block.len() {
                return (Part::Block(nth), left);
            }
            left -= block.len() + 1;
        }
        (Part::Foot, 0)
    }

    /// The line of such a place; the nearest one if the part is shorter now.
    pub(super) fn line_of(&self, part: Part, line: usize) -> usize {
        let body = self.body();
        let line = match part {
            Part::Head => line.min(body.start.saturating_sub(1)),
            Part::Block(nth) => {
                let above = self.blocks.iter().take(nth);
                let above: usize = above.map(|block| block.len() + 1).sum();
                let last = self.blocks.get(nth).map_or(0, BlockLayout::len);
                body.start + above + line.min(last)
            }
            Part::Foot => body.end + line,
        };
        line.min(self.len() - 1)
    }

    /// The lines of what is said; without any, all between head and foot.
    pub(super) fn said(&self) -> Vec<Range<usize>> {
        let mut first = self.body().start;
        let mut said = Vec::new();
        for block in &self.blocks {
            let end = first + block.len();
            if block.is_said() {
                said.push(first..end);
            }
            first = end + 1;
        }
        if said.is_empty() {
            said.push(self.body());
        }
        said
    }
}
