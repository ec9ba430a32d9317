//! Where every pane stands: arithmetic on the size of the screen.

use ratatui::layout::Rect;

use crate::chat::conversation::Layout;
use crate::chat::ids::LaneId;

use super::arrangement::{Arrangement, Fold, Wing, Zoom};
use super::view::Pane;

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
    /// The pane in focus: on a narrow screen it has the place of all.
    pub(crate) focus: Pane,
    /// What the user wants.
    pub(crate) arrangement: Arrangement,
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

/// Below this width one pane is shown at a time.
const NARROW: u16 = 80;

/// Columns of the list of conversations, if nobody has moved its border.
pub(crate) const LIBRARY: u16 = 44;

/// Columns of the settings, if nobody has moved their border.
pub(crate) const SIDE: u16 = 44;

/// The least columns of the list of conversations, and of the settings.
pub(crate) const LEAST_SIDE: u16 = 28;

/// The least rows that the message editor leaves to the conversation, when it is made larger.
const LEAST_ROWS: u16 = 3;

/// Columns, or rows, of what is left of a pane that is folded away.
pub(crate) const STRIP: u16 = 1;

impl Size {
    /// Whether the panes fit.
    pub(crate) fn fits(self) -> bool {
        self.width >= SMALLEST.width && self.height >= SMALLEST.height
    }

    /// Whether the list of conversations has room beside the conversation.
    pub(crate) fn is_wide(self) -> bool {
        self.width >= WIDE
    }

    /// Whether the settings stand beside the conversation instead of over it.
    pub(crate) fn is_beside(self) -> bool {
        self.width >= BESIDE
    }

    /// Whether one pane is shown at a time.
    pub(crate) fn is_narrow(self) -> bool {
        self.width < NARROW
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
    let rows = composer_rows(rest.height, &needs);
    let composer = take_bottom(&mut rest, rows);
    let most = MOST_CHIPS.min(rest.height / 4);
    let chips = take_bottom(&mut rest, needs.chips.min(most));
    let (quarter, third) = (rest.height / 4, rest.height / 3);
    let queue = take_bottom(&mut rest, needs.queued.min(quarter));
    let banner = take_top(&mut rest, needs.banner_rows.min(third));
    let (library, beside) = wings(size, &mut rest, &needs);
    // The tabs stand above the lanes, and so beside the settings.
    let tabs = match needs.lanes {
        Lanes::One => 0,
        Lanes::Beside(count) => u16::from(count > fitting(rest.width)),
        Lanes::Zoomed => 1,
    };
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
        side: beside,
        library,
    }
}

/// Rows of the editor with its frame, of so many that are there.
fn composer_rows(height: u16, needs: &Needs) -> u16 {
    if needs.arrangement.is_composer_folded() {
        return STRIP;
    }
    // By itself it may have two fifths of the screen; its frame takes two rows.
    let most = (height * 2 / 5).max(1);
    let rows = match needs.arrangement.composer.wanted {
        None => needs.composer_rows.clamp(1, most),
        Some(wanted) => wanted.clamp(1, height.saturating_sub(2 + LEAST_ROWS).max(1)),
    };
    rows + 2
}

/// The list of conversations and the settings. What stands beside the conversation is taken off the
/// rest; what lies over it is not.
fn wings(size: Size, rest: &mut Rect, needs: &Needs) -> (Rect, Rect) {
    let none = Rect::default();
    if size.is_narrow() {
        return match (needs.focus, needs.library, needs.side) {
            (Pane::Library, Side::Open, _) => (*rest, none),
            (Pane::Settings, _, Side::Open) => (none, *rest),
            (Pane::Library | Pane::Settings | Pane::Composer | Pane::Transcript, _, _) => {
                (none, none)
            }
        };
    }
    if needs.arrangement.zoom == Zoom::On {
        return (none, none);
    }
    let (left, right) = (needs.arrangement.library, needs.arrangement.settings);
    let kept = match (needs.side, right.fold) {
        (Side::Open, Fold::Open) => LEAST_SIDE,
        (Side::Open, Fold::Folded) => STRIP,
        (Side::Closed, _) => 0,
    };
    let library = match needs.library {
        Side::Open if size.is_wide() => {
            let columns = columns_of(left, (LIBRARY, LEAST_SIDE), rest.width, LEAST + kept);
            take_left(rest, columns)
        }
        Side::Open | Side::Closed => none,
    };
    let settings = match needs.side {
        Side::Closed => none,
        Side::Open if size.is_beside() => {
            let columns = columns_of(right, (SIDE, LEAST_SIDE), rest.width, LEAST);
            take_right(rest, columns)
        }
        Side::Open => {
            let wanted = right.wanted.unwrap_or(SIDE).max(LEAST_SIDE);
            take_right(&mut rest.clone(), wanted)
        }
    };
    (library, settings)
}

/// Columns of a pane beside the conversation: what it has by itself and at least, of how many, of
/// which so many belong to others.
fn columns_of(wing: Wing, (own, least): (u16, u16), all: u16, others: u16) -> u16 {
    match wing.fold {
        Fold::Folded => STRIP,
        Fold::Open => {
            let most = all.saturating_sub(others).max(least);
            wing.wanted.unwrap_or(own).clamp(least, most)
        }
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

fn take_left(rest: &mut Rect, columns: u16) -> Rect {
    let width = columns.min(rest.width);
    let taken = Rect { width, ..*rest };
    rest.x += width;
    rest.width -= width;
    taken
}

fn take_right(rest: &mut Rect, columns: u16) -> Rect {
    let width = columns.min(rest.width);
    rest.width -= width;
    Rect {
        x: rest.x + rest.width,
        width,
        ..*rest
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
    use proptest::prelude::*;

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
                    ..Needs::default()
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

    fn side() -> impl Strategy<Value = Side> {
        prop_oneof![Just(Side::Open), Just(Side::Closed)]
    }

    fn wing() -> impl Strategy<Value = Wing> {
        let fold = prop_oneof![3 => Just(Fold::Open), 1 => Just(Fold::Folded)];
        let wanted = prop_oneof![
            Just(None),
            (0_u16..200).prop_map(Some),
            any::<u16>().prop_map(Some)
        ];
        (wanted, fold).prop_map(|(wanted, fold)| Wing { wanted, fold })
    }

    fn arrangement() -> impl Strategy<Value = Arrangement> {
        let zoom = prop_oneof![4 => Just(Zoom::Off), 1 => Just(Zoom::On)];
        (wing(), wing(), wing(), zoom).prop_map(|(library, settings, composer, zoom)| Arrangement {
            library,
            settings,
            composer,
            beside: Side::Closed,
            zoom,
        })
    }

    fn needs() -> impl Strategy<Value = Needs> {
        let focus = prop_oneof![
            Just(Pane::Composer),
            Just(Pane::Transcript),
            Just(Pane::Settings),
            Just(Pane::Library)
        ];
        let lanes = prop_oneof![
            Just(Lanes::One),
            Just(Lanes::Zoomed),
            (2_usize..9).prop_map(Lanes::Beside)
        ];
        let rows = (0_u16..40, 0_u16..5, 0_u16..9, 0_u16..9);
        (rows, lanes, side(), side(), focus, arrangement()).prop_map(
            |(
                (composer_rows, banner_rows, chips, queued),
                lanes,
                side,
                library,
                focus,
                arrangement,
            )| {
                Needs {
                    composer_rows,
                    banner_rows,
                    chips,
                    queued,
                    lanes,
                    side,
                    library,
                    focus,
                    arrangement,
                }
            },
        )
    }

    proptest! {
        /// Every cell of the screen belongs to one pane; where a pane lies over the conversation, it
        /// lies over nothing else.
        #[test]
        fn panes_fill_the_screen_whatever_is_wanted(
            width in 0_u16..260,
            height in 0_u16..80,
            needs in needs(),
        ) {
            let size = Size { width, height };
            let panes = panes(size, needs);
            let over = !size.is_beside();
            let (mut beside, mut above) = (vec![panes.library, panes.side], Vec::new());
            if over {
                above = std::mem::take(&mut beside);
            }
            beside.extend([
                panes.header, panes.banner, panes.lanes, panes.transcript,
                panes.queue, panes.chips, panes.composer, panes.status,
            ]);
            let mut cells = 0;
            for (at, area) in beside.iter().enumerate() {
                if area.is_empty() {
                    continue;
                }
                prop_assert_eq!(area.intersection(size.area()), *area);
                cells += u32::from(area.width) * u32::from(area.height);
                for other in &beside[at + 1..] {
                    prop_assert!(area.intersection(*other).is_empty(), "{:?} {:?}", area, other);
                }
            }
            prop_assert_eq!(cells, u32::from(width) * u32::from(height));
            let under = Rect {
                height: panes.lanes.height + panes.transcript.height,
                ..panes.lanes
            };
            for area in above.into_iter().filter(|area| !area.is_empty()) {
                prop_assert_eq!(area.intersection(under), area);
            }
            if size.is_narrow() {
                prop_assert!(panes.library.is_empty() || panes.side.is_empty());
            }
            if size.is_beside() {
                prop_assert!(panes.transcript.width >= LEAST, "the conversation has room");
            }
        }

        /// What does not fit now comes back once the screen has room for it.
        #[test]
        fn wanted_sizes_come_back(wanted in 28_u16..90, narrow in 20_u16..300) {
            let mut needs = Needs {
                side: Side::Open,
                library: Side::Open,
                ..Needs::default()
            };
            needs.arrangement.library.wanted = Some(wanted);
            needs.arrangement.settings.wanted = Some(wanted);
            let small = panes(Size { width: narrow, height: 20 }, needs);
            prop_assert!(small.library.width <= wanted.max(narrow));
            let large = panes(Size { width: 300, height: 50 }, needs);
            prop_assert_eq!(large.library.width, wanted);
            prop_assert_eq!(large.side.width, wanted);
        }
    }
}
