//! Where every pane stands: arithmetic on the size of the screen.

use ratatui::layout::Rect;

/// Columns and rows of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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
    /// The editor with its frame.
    pub(crate) composer: Rect,
    /// The line below.
    pub(crate) status: Rect,
    /// The settings, with their frame; no columns without them. On a narrow screen they lie over
    /// the conversation.
    pub(crate) side: Rect,
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
    /// Messages that wait.
    pub(crate) queued: u16,
    /// Lanes that are open.
    pub(crate) lanes: usize,
    /// Whether the settings are open.
    pub(crate) side: Side,
}

/// Whether there is a pane at the right side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Side {
    /// There is none.
    #[default]
    Closed,
    /// There is one.
    Open,
}

/// From this width on the settings stand beside the conversation.
const BESIDE: u16 = 96;

/// Columns of the settings beside the conversation, and at the most over it.
const SIDE: u16 = 44;

impl Size {
    /// Whether the panes fit.
    pub(crate) fn fits(self) -> bool {
        self.width >= SMALLEST.width && self.height >= SMALLEST.height
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
    let (quarter, third) = (rest.height / 4, rest.height / 3);
    let queue = take_bottom(&mut rest, needs.queued.min(quarter));
    let banner = take_top(&mut rest, needs.banner_rows.min(third));
    let lanes = take_top(&mut rest, u16::from(needs.lanes > 1));
    let pane = match needs.side {
        Side::Closed => Rect::default(),
        // Where little of the conversation would be left, none is.
        Side::Open if rest.width < SIDE * 3 / 2 => rest,
        Side::Open => right(rest, SIDE),
    };
    if size.width >= BESIDE {
        rest.width -= pane.width;
    }
    Panes {
        header,
        banner,
        lanes,
        transcript: rest,
        queue,
        composer,
        status,
        side: pane,
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
        for width in (0..60).chain(90..100) {
            for height in 0..40 {
                let size = Size { width, height };
                let needs = Needs {
                    composer_rows: 9,
                    banner_rows: 2,
                    queued: 3,
                    lanes: 2,
                    side: Side::Open,
                };
                let panes = panes(size, needs);
                let all = [
                    panes.header,
                    panes.banner,
                    panes.lanes,
                    panes.transcript,
                    panes.queue,
                    panes.composer,
                    panes.status,
                ];
                let rows: u16 = all.iter().map(|area| area.height).sum();
                assert_eq!(rows, height);
                assert_eq!(
                    panes.side.intersection(panes.transcript).is_empty(),
                    width >= BESIDE || panes.side.is_empty()
                );
                assert!(
                    all.iter()
                        .all(|area| area.intersection(size.area()) == *area)
                );
                let over = overlay(size, 80, 20);
                assert_eq!(over.intersection(size.area()), over);
            }
        }
    }
}
