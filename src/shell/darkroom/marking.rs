//! Marks drawn onto a picture once it has the size in which it is shown.

use image::{DynamicImage, Rgba, RgbaImage};

use crate::app::pictures::mark::Mark;
use crate::app::pictures::{Means, Protocol, Region};

/// What is drawn with: it stands out from what is usually on screens.
const INK: Rgba<u8> = Rgba([255, 0, 144, 255]);

/// What is around it, so that it is seen on anything.
const RIM: Rgba<u8> = Rgba([255, 255, 255, 255]);

/// How thick lines are, and how long the arms of a cross and the wings of an arrow, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pen {
    width: i32,
    rim: i32,
    arm: i32,
}

impl Pen {
    /// Lines that are seen in this terminal: a pixel of half blocks is as wide as a cell.
    pub(super) fn of(means: Means) -> Self {
        match means.protocol {
            Protocol::HalfBlocks => {
                let cell = i32::from(means.cell.0.max(1));
                Self {
                    width: cell,
                    rim: 0,
                    arm: cell * 2,
                }
            }
            Protocol::Off | Protocol::Sixel | Protocol::Iterm2 | Protocol::Kitty => Self {
                width: 3,
                rim: 1,
                arm: 14,
            },
        }
    }
}

/// Draws marks onto a picture that shows this part of the whole one.
pub(super) fn draw(image: DynamicImage, marks: &[Mark], region: Region, pen: Pen) -> DynamicImage {
    if marks.is_empty() {
        return image;
    }
    let mut sheet = Sheet {
        image: image.into_rgba8(),
        region,
        pen,
    };
    // All rims lie below all lines.
    for (grown, ink) in [(pen.rim, RIM), (0, INK)] {
        if grown > 0 || ink == INK {
            for mark in marks {
                sheet.mark(*mark, grown, ink);
            }
        }
    }
    DynamicImage::ImageRgba8(sheet.image)
}

/// A place on the sheet; it may lie outside.
type Point = (i32, i32);

struct Sheet {
    image: RgbaImage,
    region: Region,
    pen: Pen,
}

impl Sheet {
    fn mark(&mut self, mark: Mark, grown: i32, ink: Rgba<u8>) {
        let arm = self.pen.arm;
        match mark {
            Mark::Cross(at) => {
                let (x, y) = self.place(at);
                self.line((x - arm, y), (x + arm, y), grown, ink);
                self.line((x, y - arm), (x, y + arm), grown, ink);
            }
            Mark::Arrow(from, to) => {
                let (from, to) = (self.place(from), self.place(to));
                self.line(from, to, grown, ink);
                for wing in wings(from, to, arm) {
                    self.line(wing, to, grown, ink);
                }
            }
            Mark::Frame(frame) => {
                let first = self.place((frame.x, frame.y));
                let last = (
                    frame.x.saturating_add(frame.width),
                    frame.y.saturating_add(frame.height),
                );
                let last = self.place(last);
                let corners = [first, (last.0, first.1), last, (first.0, last.1), first];
                for side in corners.windows(2) {
                    self.line(side[0], side[1], grown, ink);
                }
            }
        }
    }

    /// Where a pixel of the whole picture lies on the sheet: at its middle.
    fn place(&self, (x, y): (u32, u32)) -> Point {
        let along = |at: u32, first: u32, seen: u32, shown: u32| {
            let (at, first) = (i64::from(at), i64::from(first));
            let (seen, shown) = (i64::from(seen.max(1)), i64::from(shown));
            let place = ((at - first) * 2 + 1) * shown / (seen * 2);
            // What lies far outside is not worth being drawn all the way.
            let place = place.clamp(-shown * 4, shown * 5);
            i32::try_from(place).unwrap_or(0)
        };
        let (width, height) = self.image.dimensions();
        (
            along(x, self.region.x, self.region.width, width),
            along(y, self.region.y, self.region.height, height),
        )
    }

    /// A line of the pen's width, by Bresenham.
    fn line(&mut self, (mut x, mut y): Point, to: Point, grown: i32, ink: Rgba<u8>) {
        let (wide, high) = ((to.0 - x).abs(), -(to.1 - y).abs());
        let (right, down) = ((to.0 - x).signum(), (to.1 - y).signum());
        let mut error = wide + high;
        loop {
            self.dot((x, y), grown, ink);
            if (x, y) == to {
                return;
            }
            let twice = error * 2;
            if twice >= high {
                error += high;
                x += right;
            }
            if twice <= wide {
                error += wide;
                y += down;
            }
        }
    }

    /// A square of the pen's width around a point.
    fn dot(&mut self, (x, y): Point, grown: i32, ink: Rgba<u8>) {
        let before = self.pen.width / 2 + grown;
        let after = self.pen.width - self.pen.width / 2 + grown;
        for y in y - before..y + after {
            for x in x - before..x + after {
                let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else {
                    continue;
                };
                if let Some(pixel) = self.image.get_pixel_mut_checked(x, y) {
                    *pixel = ink;
                }
            }
        }
    }
}

/// Where the wings of an arrow end: to both sides of its line, behind its tip.
fn wings(from: Point, to: Point, arm: i32) -> [Point; 2] {
    let (x, y) = (i64::from(from.0 - to.0), i64::from(from.1 - to.1));
    let length = (x * x + y * y).isqrt().max(1);
    let reach = i64::from(arm).min(length.max(i64::from(arm) / 2));
    let end = |side: i64| {
        let part = |along: i64, across: i64| {
            let moved = (along * 4 + across * side * 3) * reach / (length * 5);
            i32::try_from(moved).unwrap_or(0)
        };
        (to.0 + part(x, -y), to.1 + part(y, x))
    };
    [end(1), end(-1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEN: Pen = Pen {
        width: 1,
        rim: 0,
        arm: 2,
    };

    fn whole(width: u32, height: u32) -> Region {
        Region {
            x: 0,
            y: 0,
            width,
            height,
        }
    }

    /// A `#` for each pixel of ink, an `o` for one of its rim.
    fn drawn(marks: &[Mark], (width, height): (u32, u32), region: Region, pen: Pen) -> Vec<String> {
        let blank = RgbaImage::from_pixel(width, height, Rgba([0, 0, 0, 255]));
        let image = draw(DynamicImage::ImageRgba8(blank), marks, region, pen).into_rgba8();
        let rows = image.rows().map(|row| {
            row.map(|pixel| match *pixel {
                INK => '#',
                RIM => 'o',
                _ => '.',
            })
            .collect()
        });
        rows.collect()
    }

    #[test]
    fn a_cross_stands_at_its_pixel() {
        let rows = drawn(&[Mark::Cross((3, 2))], (8, 6), whole(8, 6), PEN);
        let cross = [
            "...#....", "...#....", ".#####..", "...#....", "...#....", "........",
        ];
        assert_eq!(rows, cross);
    }

    #[test]
    fn marks_follow_the_part_that_is_seen_and_its_size() {
        let part = Region {
            x: 100,
            y: 50,
            width: 4,
            height: 3,
        };
        let at = drawn(&[Mark::Cross((101, 51))], (8, 6), part, PEN);
        assert_eq!(at, drawn(&[Mark::Cross((3, 3))], (8, 6), whole(8, 6), PEN));
        let outside = drawn(&[Mark::Cross((0, 0))], (8, 6), part, PEN);
        assert!(outside.iter().all(|row| !row.contains('#')), "{outside:?}");
    }

    #[test]
    fn an_arrow_has_its_wings_at_its_end() {
        let rows = drawn(&[Mark::Arrow((0, 3), (9, 3))], (10, 7), whole(10, 7), PEN);
        assert_eq!(rows[3], "##########");
        assert!(
            rows[2].ends_with("#.") || rows[2].ends_with(".#."),
            "{rows:?}"
        );
        assert_eq!(rows[2], rows[4]);
        assert_eq!(rows[0], "..........");
        let still = drawn(&[Mark::Arrow((3, 3), (3, 3))], (7, 7), whole(7, 7), PEN);
        assert_eq!(still[3], "...#...");
    }

    #[test]
    fn a_frame_goes_around_a_part() {
        let frame = Mark::Frame(Region {
            x: 1,
            y: 1,
            width: 3,
            height: 2,
        });
        let rows = drawn(&[frame], (6, 5), whole(6, 5), PEN);
        assert_eq!(rows, ["......", ".####.", ".#..#.", ".####.", "......"]);
    }

    #[test]
    fn a_rim_lies_around_the_line_and_below_it() {
        let pen = Pen { rim: 1, ..PEN };
        let rows = drawn(&[Mark::Cross((3, 3))], (7, 7), whole(7, 7), pen);
        assert_eq!(rows[3], "o#####o");
        assert_eq!(rows[2], "ooo#ooo");
        assert_eq!(rows[0], "..ooo..");
    }

    #[test]
    fn lines_are_seen_in_any_terminal() {
        let half = Pen::of(Means::default());
        assert!(half.width >= 10 && half.arm > half.width);
        let kitty = Means {
            protocol: Protocol::Kitty,
            ..Means::default()
        };
        assert_eq!(Pen::of(kitty).width, 3);
    }
}
