//! A screenshot, looked at in single places.

use std::collections::BTreeMap;

use image::{DynamicImage, GenericImageView};

use super::colour;
use super::picture::{self, NoPicture};

/// Into how many places a side is divided to find what stands out.
const GRID: u32 = 96;

/// The pixels of a screenshot.
#[derive(Debug, Clone)]
pub(crate) struct Screen(DynamicImage);

impl Screen {
    /// Decodes a screenshot.
    ///
    /// # Errors
    /// The bytes cannot be decoded, or not within the limits of memory.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, NoPicture> {
        picture::pixels(bytes).map(Self)
    }

    /// Width and height in pixels; never 0.
    pub(crate) fn size(&self) -> [u32; 2] {
        [self.0.width().max(1), self.0.height().max(1)]
    }

    /// The colour of a pixel; of one outside, that of the nearest one.
    pub(crate) fn colour_at(&self, [x, y]: [u32; 2]) -> &'static str {
        let [width, height] = self.size();
        colour::name(self.0.get_pixel(x.min(width - 1), y.min(height - 1)).0)
    }

    /// Where something stands out: a pixel of the rarest colour, in the middle of the others; the middle of a screen
    /// that is of one colour.
    pub(crate) fn landmark(&self) -> [u32; 2] {
        let [width, height] = self.size();
        let mut places: BTreeMap<&'static str, Vec<[u32; 2]>> = BTreeMap::new();
        for y in steps(height) {
            for x in steps(width) {
                places
                    .entry(self.colour_at([x, y]))
                    .or_default()
                    .push([x, y]);
            }
        }
        let rarest = places.into_values().min_by_key(Vec::len);
        middle(&rarest.unwrap_or_default()).unwrap_or([width / 2, height / 2])
    }
}

/// The middles of the parts of a side.
fn steps(side: u32) -> impl Iterator<Item = u32> {
    let count = side.clamp(1, GRID);
    (0..count).map(move |at| (2 * at + 1) * side / (2 * count))
}

/// The one of these places that is nearest to the middle of them all.
fn middle(places: &[[u32; 2]]) -> Option<[u32; 2]> {
    let count = u64::try_from(places.len())
        .ok()
        .filter(|count| *count > 0)?;
    let mean = |at: usize| places.iter().map(|place| u64::from(place[at])).sum::<u64>() / count;
    let mean = [mean(0), mean(1)];
    let far = |place: &&[u32; 2]| {
        let side = |at: usize| u64::from(place[at]).abs_diff(mean[at]).pow(2);
        side(0) + side(1)
    };
    places.iter().min_by_key(far).copied()
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    #[test]
    fn what_stands_out_is_found() {
        let is_button = |x: u32, y: u32| (100..140).contains(&x) && (40..60).contains(&y);
        let image = RgbImage::from_fn(320, 200, |x, y| {
            Rgb(if is_button(x, y) {
                [255, 0, 0]
            } else {
                [0, 0, 255]
            })
        });
        let screen = Screen(image.into());
        let [x, y] = screen.landmark();
        assert!(is_button(x, y), "{x} {y}");
        assert_eq!(
            (screen.colour_at([x, y]), screen.colour_at([999, 999])),
            ("red", "blue")
        );
    }

    #[test]
    fn a_plain_screen_has_a_middle() {
        let screen = Screen(RgbImage::new(30, 20).into());
        let [x, y] = screen.landmark();
        assert!(x.abs_diff(15) < 2 && y.abs_diff(10) < 2, "{x} {y}");
        assert_eq!(Screen(RgbImage::new(1, 1).into()).landmark(), [0, 0]);
    }
}
