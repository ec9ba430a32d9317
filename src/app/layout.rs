//! Where every pane stands: arithmetic on the size of the screen.

use ratatui::layout::Rect;

use crate::chat::conversation::Layout;
use crate::chat::ids::LaneId;

/// Columns and rows of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Size {
    /// Columns.
    pub(crate) width: u16,
    /// Rows.
    pub(crate) height: u16,
}

/// Below this size only a line of text is drawn that names it.
pub(crate) const SMALLEST: Size = Size {
    width: 20,
    height: 6,
};

/// The areas of the panes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Panes {
    /// The line on top.
    pub(crate) header: Rect,
    /// The lines of a banner; no rows without one.
    pub(crate) banner: Rect,
    /// The line of lanes; no row where there is one lane only.
    pub(crate) lanes: Rect,
    /// The conversation, without its frame.
    pub(crate) transcript: Rect,
    /// The line of messages that wait; no rows without any.
    pub(crate) queue: Rect,
    /// The lines of what goes along; no rows without any.
    pub(crate) chips: Rect,
    /// The editor with its frame.
    pub(crate) composer: Rect,
    /// The line below.
    pub(crate) status: Rect,
    /// The settings, with their frame; no columns without them. On a narrow screen they lie over
    /// the conversation.
    pub(crate) side: Rect,
    /// The list of conversations, with its frame; no columns without it, or where it has no room.
    pub(crate) library: Rect,
}

impl Panes {
    /// Columns for a message's text: the transcript without gutter and margin.
    pub(crate) fn text_width(&self) -> u16 {
        self.transcript.width.saturating_sub(GUTTER + 1).max(1)
    }

    /// Whether the settings lie over the conversation instead of beside it.
    pub(crate) fn side_covers(&self) -> bool {
        !self.side.intersection(self.transcript).is_empty()
    }
}

/// What the areas depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Needs {
    /// Rows of text in the editor.
    pub(crate) composer_rows: u16,
    /// Rows of the banner.
    pub(crate) banner_rows: u16,
    /// Things that go along with the message.
    pub(crate) chips: u16,
    /// Messages that wait.
    pub(crate) queued: u16,
    /// The lanes.
    pub(crate) lanes: Lanes,
    /// Whether the settings are open.
    pub(crate) side: Side,
    /// Whether the list of conversations is open.
    pub(crate) library: Side,
}

/// How the lanes stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Lanes {
    /// There is one.
    #[default]
    One,
    /// So many, side by side where they fit.
    Beside(usize),
    /// One of them has the place of all.
    Zoomed,
}

/// Where a lane stands on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// The lane.
    pub(crate) lane: LaneId,
    /// All of it.
    pub(crate) area: Rect,
    /// The line that tells which lane it is; no row where there is one only.
    pub(crate) head: Rect,
    /// Its messages.
    pub(crate) text: Rect,
    /// The line of figures; no row where there is one lane only.
    pub(crate) foot: Rect,
}

/// Whether there is a pane at a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    /// There is none.
    #[default]
    Closed,
    /// There is one.
    Open,
}

/// The most lines of things that go along.
pub(crate) const MOST_CHIPS: u16 = 4;

/// From this width on the settings stand beside the conversation.
const BESIDE: u16 = 96;

/// From this width on the list of conversations has room beside the conversation.
const WIDE: u16 = 150;

/// Columns of the list of conversations.
const LIBRARY: u16 = 44;

/// Columns of the settings beside the conversation, and at the most over it.
const SIDE: u16 = 44;

impl Size {
    /// Whether the panes fit.
    pub(crate) fn fits(self) -> bool {
        self.width >= SMALLEST.width && self.height >= SMALLEST.height
    }

    /// Whether the list of conversations has room beside the conversation.
    pub(crate) fn is_wide(self) -> bool {
        self.width >= WIDE
    }

    /// The whole screen.
    pub(crate) fn area(self) -> Rect {
        Rect::new(0, 0, self.width, self.height)
    }
}

/// Columns at the left of the transcript that model text never reaches.
pub(crate) const GUTTER: u16 = 2;

/// The areas for a screen of this size.
pub(crate) fn panes(size: Size, needs: Needs) -> Panes {
    let mut rest = size.area();
    let header = take_top(&mut rest, 1);
    let status = take_bottom(&mut rest, 1);
    // The editor may have two fifths of the screen; its frame takes two rows.
    let most = (rest.height * 2 / 5).max(1);
    let composer = take_bottom(&mut rest, needs.composer_rows.clamp(1, most) + 2);
    let most = MOST_CHIPS.min(rest.height / 4);
    let chips = take_bottom(&mut rest, needs.chips.min(most));
    let (quarter, third) = (rest.height / 4, rest.height / 3);
    let queue = take_bottom(&mut rest, needs.queued.min(quarter));
    let banner = take_top(&mut rest, needs.banner_rows.min(third));
    let library = match needs.library {
        Side::Open if size.is_wide() => take_left(&mut rest, LIBRARY),
        Side::Open | Side::Closed => Rect::default(),
    };
    let pane = match needs.side {
        Side::Closed => Rect::default(),
        // Where little of the conversation would be left, none is.
        Side::Open if rest.width < SIDE * 3 / 2 => rest,
        Side::Open => right(rest, SIDE),
    };
    let covers = size.width < BESIDE;
    let width = if covers {
        rest.width
    } else {
        rest.width - pane.width
    };
    // The tabs stand above the lanes, and so beside the settings.
    let tabs = match needs.lanes {
        Lanes::One => 0,
        Lanes::Beside(count) => u16::from(count > fitting(width)),
        Lanes::Zoomed => 1,
    };
    rest.width = width;
    let lanes = take_top(&mut rest, tabs);
    Panes {
        header,
        banner,
        lanes,
        transcript: rest,
        queue,
        chips,
        composer,
        status,
        side: pane,
        library,
    }
}

/// The least columns of a lane.
const LEAST: u16 = 38;

/// Rows below which a lane has no line of figures.
const LOW: u16 = 6;

/// How many lanes stand side by side in so many columns.
fn fitting(width: u16) -> usize {
    usize::from(width / LEAST).max(1)
}

/// The lanes that stand side by side, the one in focus among them.
pub(crate) fn columns(area: Rect, layout: &Layout, focus: LaneId) -> Vec<Column> {
    let lanes = &layout.lanes;
    let at = lanes.iter().position(|lane| *lane == focus).unwrap_or(0);
    let count = match layout.zoom {
        Some(_) => 1,
        None => fitting(area.width).min(lanes.len()).max(1),
    };
    let first = (at + 1).saturating_sub(count);
    let shown = lanes.iter().enumerate().skip(first).take(count);
    let weight = |at: usize| u32::from(layout.widths.get(at).copied().unwrap_or(EVEN).max(1));
    let total: u32 = (first..first + count).map(weight).sum();
    let (mut left, mut passed) = (area.x, 0);
    let mut columns = Vec::new();
    for (at, lane) in shown {
        passed += weight(at);
        let end = u32::from(area.width) * passed / total.max(1);
        let right = area.x + u16::try_from(end).unwrap_or(area.width);
        let place = Rect {
            x: left,
            width: right - left,
            ..area
        };
        left = right;
        columns.push(column(*lane, place, lanes.len()));
    }
    columns
}

/// The weight of a lane whose width nobody has changed.
pub(crate) const EVEN: u16 = 12;

fn column(lane: LaneId, area: Rect, lanes: usize) -> Column {
    let mut text = area;
    let (head, foot) = if lanes > 1 {
        let head = take_top(&mut text, 1);
        (head, take_bottom(&mut text, u16::from(area.height >= LOW)))
    } else {
        (Rect { height: 0, ..area }, Rect { height: 0, ..area })
    };
    Column {
        lane,
        area,
        head,
        text,
        foot,
    }
}

/// The right part of an area, so many columns wide at the most.
fn right(area: Rect, columns: u16) -> Rect {
    let width = columns.min(area.width);
    Rect {
        x: area.x + area.width - width,
        width,
        ..area
    }
}

fn take_left(rest: &mut Rect, columns: u16) -> Rect {
    let width = columns.min(rest.width);
    let taken = Rect { width, ..*rest };
    rest.x += width;
    rest.width -= width;
    taken
}

fn take_top(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    let taken = Rect {
        height: rows,
        ..*rest
    };
    rest.y += rows;
    rest.height -= rows;
    taken
}

fn take_bottom(rest: &mut Rect, rows: u16) -> Rect {
    let rows = rows.min(rest.height);
    rest.height -= rows;
    Rect {
        y: rest.y + rest.height,
        height: rows,
        ..*rest
    }
}

/// A box in the middle of the screen, at most this large.
pub(crate) fn overlay(size: Size, width: u16, height: u16) -> Rect {
    let width = width
        .min(size.width.saturating_sub(2))
        .max(size.width.min(1));
    let height = height
        .min(size.height.saturating_sub(2))
        .max(size.height.min(1));
    Rect::new(
        (size.width - width) / 2,
        (size.height - height) / 2,
        width,
        height,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_stay_within_every_screen_and_do_not_overlap() {
        for width in (0..60).chain(90..100).chain(148..152) {
            for height in 0..40 {
                let size = Size { width, height };
                let needs = Needs {
                    composer_rows: 9,
                    banner_rows: 2,
                    queued: 3,
                    chips: 2,
                    lanes: Lanes::Beside(2),
                    side: Side::Open,
                    library: Side::Open,
                };
                let panes = panes(size, needs);
                let all = [
                    panes.header,
                    panes.banner,
                    panes.lanes,
                    panes.transcript,
                    panes.queue,
                    panes.chips,
                    panes.composer,
                    panes.status,
                ];
                let rows: u16 = all.iter().map(|area| area.height).sum();
                assert_eq!(rows, height);
                assert_eq!(
                    panes.side.intersection(panes.transcript).is_empty(),
                    width >= BESIDE || panes.side.is_empty() || panes.transcript.is_empty()
                );
                assert!(
                    all.iter()
                        .all(|area| area.intersection(size.area()) == *area)
                );
                for other in [panes.side, panes.transcript, panes.lanes] {
                    assert!(panes.library.intersection(other).is_empty());
                }
                assert!(width >= 150 || panes.library.is_empty());
                let over = overlay(size, 80, 20);
                assert_eq!(over.intersection(size.area()), over);
            }
        }
    }
}
