//! Where a click means what, and what the wheel turns.

use ratatui::layout::{Position, Rect};

use crate::app::msg::Target;
use crate::app::settings::row::Row;

/// Where a click means what; what was drawn last lies on top.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clicks {
    areas: Vec<(Rect, Target)>,
}

impl Clicks {
    /// A click in this area means that.
    pub(super) fn put(&mut self, area: Rect, target: Target) {
        self.areas.push((area, target));
    }

    /// What is at this cell.
    pub(crate) fn at(&self, column: u16, row: u16) -> Option<Target> {
        let position = Position::new(column, row);
        self.areas
            .iter()
            .rev()
            .find(|(area, _)| area.contains(position))
            .map(|(area, target)| match target {
                Target::Slide(row, _) => Target::Slide(*row, permille(*area, column)),
                other => *other,
            })
    }

    /// What the wheel turns at this cell: the pane that is seen there, whatever small thing lies on it.
    pub(crate) fn under(&self, column: u16, row: u16) -> Option<Target> {
        let position = Position::new(column, row);
        let here = self.areas.iter().rev();
        let mut here = here.filter(|(area, _)| area.contains(position));
        let mut beside = false;
        here.find_map(|(_, target)| match target {
            Target::Beside => {
                beside = true;
                None
            }
            // The rows of a list that an overlay lies over would be taken for those of the overlay.
            Target::Row(_) if beside => None,
            other => turns(other).then_some(*other),
        })
    }

    /// The place of a column along the slider of this row, beyond its ends too.
    pub(crate) fn along(&self, row: Row, column: u16) -> Option<u16> {
        let mut sliders = self.areas.iter().rev();
        let (area, _) = sliders
            .find(|(_, target)| matches!(target, Target::Slide(other, _) if *other == row))?;
        Some(permille(*area, column))
    }
}

/// Whether the wheel turns something where this is clicked.
fn turns(target: &Target) -> bool {
    match target {
        Target::Transcript
        | Target::Column(_)
        | Target::Message(..)
        | Target::CallRow(_)
        | Target::Composer
        | Target::Overlay
        | Target::Row(_)
        | Target::Side
        | Target::Setting(_)
        | Target::Slide(..)
        | Target::Library => true,
        Target::Do(_)
        | Target::Lane(_)
        | Target::End(_)
        | Target::OnMessage(..)
        | Target::Picture(..)
        | Target::Thoughts(_)
        | Target::Call(..)
        | Target::Link(..)
        | Target::Code(..)
        | Target::Border(_)
        | Target::Note(..)
        | Target::Chip(_)
        | Target::ChipCross(_)
        | Target::Beside => false,
    }
}

/// How far a column is along an area, in thousandths: its first cell is 0, its last 1000.
fn permille(area: Rect, column: u16) -> u16 {
    let last = u32::from(area.width.saturating_sub(1).max(1));
    let at = u32::from(column.saturating_sub(area.x)).min(last);
    u16::try_from(at * 1000 / last).unwrap_or(1000)
}
