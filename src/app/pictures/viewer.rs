//! The viewer: one picture of the conversation over the panes, zoomed and moved.

use super::{Extent, Form, Means, Measured, Region, Shot};
use crate::app::layout::{self, Size};
use crate::chat::ids::MessageId;

/// The box: as large as the screen lets it be.
pub(crate) const BOX: Size = Size {
    width: u16::MAX,
    height: u16::MAX,
};

/// Rows of the box that are not the picture's: its frame and the line of information.
const CHROME: Size = Size {
    width: 2,
    height: 3,
};

/// The steps of the zoom, in hundredths.
const STEPS: [u32; 12] = [5, 10, 25, 50, 75, 100, 150, 200, 300, 400, 800, 1600];

/// The largest zoom that fits a small picture to the box, in hundredths.
const MOST_FITTED: u32 = 800;

/// Where pictures are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    /// How the terminal shows them.
    pub(crate) means: Means,
    /// The screen.
    pub(crate) size: Size,
}

/// A picture of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exhibit {
    /// The message that shows it; `None` = it goes along with the one that is being written.
    pub(crate) message: Option<MessageId>,
    /// Its hash.
    pub(crate) hash: String,
    /// Its media type's second half: `png`.
    pub(crate) format: String,
}

/// All pictures of a conversation, one of them seen.
#[derive(Debug, Clone)]
pub(crate) struct Viewer {
    exhibits: Vec<Exhibit>,
    at: usize,
    zoom: Zoom,
    /// What is in the middle, in hundredths of a per cent of width and height.
    centre: (u32, u32),
}

/// How large the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zoom {
    /// All of it is seen.
    Fit,
    /// So many hundredths of a pixel of the screen for each of its pixels.
    Percent(u32),
}

/// Where to go on the picture, or to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnPicture {
    /// See it larger than a thumbnail.
    Open,
    /// Larger.
    In,
    /// Smaller.
    Out,
    /// All of it.
    Fit,
    /// A pixel of the screen for each of its pixels.
    Whole,
    /// Move to the left.
    Left,
    /// Move to the right.
    Right,
    /// Move up.
    Up,
    /// Move down.
    Down,
    /// The picture after this one.
    Next,
    /// The picture before this one.
    Previous,
}

/// The middle of a picture.
const MIDDLE: (u32, u32) = (WHOLE / 2, WHOLE / 2);

/// A whole side, in the unit of the centre.
const WHOLE: u32 = 10_000;

impl Viewer {
    /// The viewer of these pictures, with one of them seen; `None` = there is none.
    pub(crate) fn new(exhibits: Vec<Exhibit>, at: usize) -> Option<Self> {
        let last = exhibits.len().checked_sub(1)?;
        Some(Self {
            exhibits,
            at: at.min(last),
            zoom: Zoom::Fit,
            centre: MIDDLE,
        })
    }

    /// The picture that is seen.
    pub(crate) fn exhibit(&self) -> &Exhibit {
        &self.exhibits[self.at]
    }

    /// Its place among all, counted from 1, and how many there are.
    pub(crate) fn place(&self) -> (usize, usize) {
        (self.at + 1, self.exhibits.len())
    }

    /// Does something with the picture, of which this is known.
    pub(crate) fn act(&mut self, what: OnPicture, measured: Option<Measured>, stage: Stage) {
        let scale = measured.map(|measured| self.percent(measured, stage));
        match (what, scale) {
            (OnPicture::Next, _) => self.show((self.at + 1) % self.exhibits.len()),
            (OnPicture::Previous, _) => {
                let last = self.exhibits.len() - 1;
                self.show(self.at.checked_sub(1).unwrap_or(last));
            }
            (OnPicture::Fit, _) => (self.zoom, self.centre) = (Zoom::Fit, MIDDLE),
            (OnPicture::Whole, _) => self.zoom = Zoom::Percent(100),
            (OnPicture::In, Some(now)) => {
                let larger = STEPS.into_iter().find(|step| *step > now);
                self.zoom = larger.map_or(self.zoom, Zoom::Percent);
            }
            (OnPicture::Out, Some(now)) => {
                let smaller = STEPS.into_iter().rev().find(|step| *step < now);
                self.zoom = smaller.map_or(self.zoom, Zoom::Percent);
            }
            (OnPicture::Left, Some(_)) => self.pan(measured, stage, (-1, 0)),
            (OnPicture::Right, Some(_)) => self.pan(measured, stage, (1, 0)),
            (OnPicture::Up, Some(_)) => self.pan(measured, stage, (0, -1)),
            (OnPicture::Down, Some(_)) => self.pan(measured, stage, (0, 1)),
            (
                OnPicture::Open
                | OnPicture::In
                | OnPicture::Out
                | OnPicture::Left
                | OnPicture::Right
                | OnPicture::Up
                | OnPicture::Down,
                _,
            ) => {}
        }
    }

    fn show(&mut self, at: usize) {
        (self.at, self.zoom, self.centre) = (at, Zoom::Fit, MIDDLE);
    }

    /// Moves by a quarter of what is seen.
    fn pan(&mut self, measured: Option<Measured>, stage: Stage, (right, down): (i64, i64)) {
        let Some(measured) = measured else {
            return;
        };
        let (region, _) = self.part(measured, stage);
        let moved = |centre: u32, seen: u32, all: u32, step: i64| {
            let (seen, all) = (i64::from(seen), i64::from(all.max(1)));
            // It never leaves the picture: the middle stays half of what is seen away from the edge.
            let half = seen * i64::from(WHOLE) / all / 2;
            let to = i64::from(centre) + step * (half / 2).max(1);
            let to = to.clamp(half, (i64::from(WHOLE) - half).max(half));
            u32::try_from(to).unwrap_or(WHOLE / 2)
        };
        self.centre = (
            moved(self.centre.0, region.width, measured.width, right),
            moved(self.centre.1, region.height, measured.height, down),
        );
    }

    /// The zoom, in hundredths.
    pub(crate) fn percent(&self, measured: Measured, stage: Stage) -> u32 {
        match self.zoom {
            Zoom::Percent(percent) => percent,
            Zoom::Fit => {
                let space = space(stage);
                let along = |space: u32, pixels: u32| {
                    let percent = u64::from(space) * 100 / u64::from(pixels.max(1));
                    u32::try_from(percent).unwrap_or(u32::MAX)
                };
                let wide = along(space.width, measured.width);
                let high = along(space.height, measured.height);
                wide.min(high).clamp(1, MOST_FITTED)
            }
        }
    }

    /// What is seen of the picture, and in how many pixels.
    pub(crate) fn part(&self, measured: Measured, stage: Stage) -> (Region, Extent) {
        let space = space(stage);
        let percent = u64::from(self.percent(measured, stage).max(1));
        let side = |space: u32, pixels: u32, centre: u32| {
            let scaled = (u64::from(pixels) * percent / 100).max(1);
            let shown = scaled.min(u64::from(space.max(1)));
            let seen = (u64::from(pixels) * shown).div_ceil(scaled).max(1);
            let seen = seen.min(u64::from(pixels));
            let middle = u64::from(pixels) * u64::from(centre) / u64::from(WHOLE);
            let first = middle.saturating_sub(seen / 2);
            let first = first.min(u64::from(pixels) - seen);
            let short = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
            (short(first), short(seen), short(shown))
        };
        let (x, width, shown_width) = side(space.width, measured.width, self.centre.0);
        let (y, height, shown_height) = side(space.height, measured.height, self.centre.1);
        let region = Region {
            x,
            y,
            width,
            height,
        };
        let extent = Extent {
            width: shown_width,
            height: shown_height,
        };
        (region, extent)
    }

    /// What a frame shows.
    pub(crate) fn shot(&self, measured: Option<Measured>, stage: Stage) -> Shot {
        let form = match measured {
            Some(measured) => {
                let (region, extent) = self.part(measured, stage);
                Form::Part(region, extent)
            }
            // Any form tells how large it is.
            None => Form::Thumbnail(super::room(stage.size.width, stage.size.height)),
        };
        Shot {
            hash: self.exhibit().hash.clone(),
            form,
            marks: Vec::new(),
        }
    }
}

/// The cells of the picture on a screen of this size.
pub(crate) fn room(size: Size) -> Size {
    let area = layout::overlay(size, BOX.width, BOX.height);
    Size {
        width: area.width.saturating_sub(CHROME.width).max(1),
        height: area.height.saturating_sub(CHROME.height).max(1),
    }
}

/// Its pixels.
fn space(stage: Stage) -> Extent {
    let (room, cell) = (room(stage.size), stage.means.cell);
    Extent {
        width: u32::from(room.width) * u32::from(cell.0.max(1)),
        height: u32::from(room.height) * u32::from(cell.1.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SCREEN: Size = Size {
        width: 104,
        height: 45,
    };

    fn stage(size: Size) -> Stage {
        Stage {
            means: Means::default(),
            size,
        }
    }

    fn viewer(count: u64) -> Viewer {
        let exhibits = (0..count).map(|n| Exhibit {
            message: Some(MessageId(n)),
            hash: format!("sha256:{n}"),
            format: "png".to_owned(),
        });
        Viewer::new(exhibits.collect(), 0).unwrap()
    }

    fn photo() -> Measured {
        Measured {
            width: 4000,
            height: 3000,
            bytes: 1,
        }
    }

    fn play(viewer: &mut Viewer, what: &[OnPicture]) -> (Region, Extent) {
        for what in what {
            viewer.act(*what, Some(photo()), stage(SCREEN));
        }
        viewer.part(photo(), stage(SCREEN))
    }

    #[test]
    fn all_of_a_picture_is_seen_first() {
        // 1000 by 800 pixels of room.
        let mut viewer = viewer(1);
        let (region, extent) = play(&mut viewer, &[]);
        assert_eq!((region.x, region.width, region.height), (0, 4000, 3000));
        assert_eq!((extent.width, extent.height), (1000, 750));
    }

    #[test]
    fn a_pixel_for_a_pixel_shows_the_middle_and_moves_by_a_quarter() {
        let mut viewer = viewer(1);
        let (region, extent) = play(&mut viewer, &[OnPicture::Whole]);
        assert_eq!((region.x, region.y), (1500, 1100));
        assert_eq!((region.width, region.height), (1000, 800));
        assert_eq!((extent.width, extent.height), (1000, 800));
        let (region, _) = play(&mut viewer, &[OnPicture::Right]);
        assert_eq!(region.x, 1750);
        let (region, _) = play(&mut viewer, &[OnPicture::Right; 40]);
        assert_eq!(region.x, 3000);
        let (region, _) = play(&mut viewer, &[OnPicture::Up; 40]);
        assert_eq!(region.y, 0);
    }

    #[test]
    fn the_zoom_goes_by_steps_and_stays_within_them() {
        let mut viewer = viewer(1);
        play(&mut viewer, &[OnPicture::In]);
        assert_eq!(viewer.zoom, Zoom::Percent(50));
        play(&mut viewer, &[OnPicture::In; 20]);
        assert_eq!(viewer.zoom, Zoom::Percent(1600));
        play(&mut viewer, &[OnPicture::Out; 40]);
        assert_eq!(viewer.zoom, Zoom::Percent(5));
        play(&mut viewer, &[OnPicture::Fit]);
        assert_eq!(viewer.zoom, Zoom::Fit);
    }

    #[test]
    fn pictures_follow_each_other_in_a_ring() {
        let mut viewer = viewer(3);
        play(&mut viewer, &[OnPicture::Previous]);
        assert_eq!(viewer.place(), (3, 3));
        play(&mut viewer, &[OnPicture::Whole, OnPicture::Next]);
        assert_eq!((viewer.place(), viewer.zoom), ((1, 3), Zoom::Fit));
    }

    fn steps() -> impl Strategy<Value = OnPicture> {
        prop::sample::select(vec![
            OnPicture::In,
            OnPicture::Out,
            OnPicture::Fit,
            OnPicture::Whole,
            OnPicture::Left,
            OnPicture::Right,
            OnPicture::Up,
            OnPicture::Down,
        ])
    }

    proptest! {
        #[test]
        fn what_is_seen_lies_in_the_picture_and_in_the_box(
            width in 1_u32..100_000, height in 1_u32..100_000,
            screen in (1_u16..300, 1_u16..100), what in prop::collection::vec(steps(), 0..30),
        ) {
            let size = Size { width: screen.0, height: screen.1 };
            let measured = Measured { width, height, bytes: 0 };
            let mut viewer = viewer(1);
            for what in what {
                viewer.act(what, Some(measured), stage(size));
                let (region, extent) = viewer.part(measured, stage(size));
                prop_assert!(region.width >= 1 && region.height >= 1);
                prop_assert!(region.x + region.width <= width);
                prop_assert!(region.y + region.height <= height);
                let room = space(stage(size));
                prop_assert!(extent.width <= room.width && extent.height <= room.height);
            }
        }
    }
}
