//! Frames and bars as lines and areas, so that they meet whatever font draws the letters.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::svg::{HEIGHT, Rgb, WIDTH};

/// How thick a line is, in tenths of a pixel.
type Weight = u8;

const LIGHT: Weight = 12;
const HEAVY: Weight = 26;

/// Which of a cell's arms a sign has: up, right, down, left.
const LINES: &[(char, [Weight; 4])] = &[
    ('─', [0, LIGHT, 0, LIGHT]),
    ('│', [LIGHT, 0, LIGHT, 0]),
    ('┌', [0, LIGHT, LIGHT, 0]),
    ('┐', [0, 0, LIGHT, LIGHT]),
    ('└', [LIGHT, LIGHT, 0, 0]),
    ('┘', [LIGHT, 0, 0, LIGHT]),
    ('├', [LIGHT, LIGHT, LIGHT, 0]),
    ('┤', [LIGHT, 0, LIGHT, LIGHT]),
    ('┬', [0, LIGHT, LIGHT, LIGHT]),
    ('┴', [LIGHT, LIGHT, 0, LIGHT]),
    ('┼', [LIGHT, LIGHT, LIGHT, LIGHT]),
    ('━', [0, HEAVY, 0, HEAVY]),
    ('┃', [HEAVY, 0, HEAVY, 0]),
];

/// Rounded corners: which way their ends go, right or left and down or up.
const CORNERS: &[(char, [f32; 2])] = &[
    ('╭', [1.0, 1.0]),
    ('╮', [-1.0, 1.0]),
    ('╰', [1.0, -1.0]),
    ('╯', [-1.0, -1.0]),
];

/// How much of a cell a bar fills, in eighths: from the left and to the right, from the top and to the
/// bottom; and how much of the paper it covers, in hundredths.
const BARS: &[(char, [u16; 4], u8)] = &[
    ('█', [0, 8, 0, 8], 100),
    ('▉', [0, 7, 0, 8], 100),
    ('▊', [0, 6, 0, 8], 100),
    ('▋', [0, 5, 0, 8], 100),
    ('▌', [0, 4, 0, 8], 100),
    ('▍', [0, 3, 0, 8], 100),
    ('▎', [0, 2, 0, 8], 100),
    ('▏', [0, 1, 0, 8], 100),
    ('▐', [4, 8, 0, 8], 100),
    ('▀', [0, 8, 0, 4], 100),
    ('▄', [0, 8, 4, 8], 100),
    ('░', [0, 8, 0, 8], 25),
    ('▒', [0, 8, 0, 8], 50),
    ('▓', [0, 8, 0, 8], 75),
];

/// Left, top, right and bottom, in eighths of a pixel.
type Area = [u32; 4];

/// What is drawn without a font.
#[derive(Debug, Default)]
pub(super) struct Strokes {
    lines: BTreeMap<(Rgb, Weight), Vec<Line>>,
    arcs: BTreeMap<Rgb, String>,
    areas: BTreeMap<(Rgb, u8), Vec<Area>>,
}

/// A line: whether it stands, where it is across its way, its ends; in tenths of a pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    way: Way,
    across: u32,
    from: u32,
    to: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Lies,
    Stands,
}

impl Strokes {
    /// Draws a sign in this cell; whether it is one that is drawn.
    pub(super) fn sign(&mut self, symbol: &str, colour: Rgb, (column, row): (u16, u16)) -> bool {
        let mut chars = symbol.chars();
        let (Some(sign), None) = (chars.next(), chars.next()) else {
            return false;
        };
        if let Some((_, arms)) = LINES.iter().find(|(it, _)| *it == sign) {
            self.arms(*arms, colour, (column, row));
        } else if let Some((_, ends)) = CORNERS.iter().find(|(it, _)| *it == sign) {
            self.corner(*ends, colour, (column, row));
        } else if let Some((_, sides, cover)) = BARS.iter().find(|(it, ..)| *it == sign) {
            let [left, right, top, bottom] = sides.map(u32::from);
            let (x, y) = (u32::from(column * WIDTH), u32::from(row * HEIGHT));
            let (wide, high) = (u32::from(WIDTH), u32::from(HEIGHT));
            let area = [
                x * 8 + left * wide,
                y * 8 + top * high,
                x * 8 + right * wide,
                y * 8 + bottom * high,
            ];
            self.area((colour, *cover), area);
        } else {
            return false;
        }
        true
    }

    /// Fills so many cells from this one on.
    pub(super) fn fill(&mut self, colour: Rgb, (column, row): (u16, u16), cells: u16) {
        let (left, top) = (u32::from(column * WIDTH) * 8, u32::from(row * HEIGHT) * 8);
        let right = u32::from((column + cells) * WIDTH) * 8;
        let area = [left, top, right, top + u32::from(HEIGHT) * 8];
        self.area((colour, 100), area);
    }

    /// An area that goes on where the last one has ended makes that one wider.
    fn area(&mut self, key: (Rgb, u8), area: Area) {
        let areas = self.areas.entry(key).or_default();
        let [left, top, right, bottom] = area;
        match areas.last_mut() {
            Some(last) if [last[2], last[1], last[3]] == [left, top, bottom] => last[2] = right,
            _ => areas.push(area),
        }
    }

    fn arms(&mut self, arms: [Weight; 4], colour: Rgb, (column, row): (u16, u16)) {
        let (left, top) = (u32::from(column * WIDTH) * 10, u32::from(row * HEIGHT) * 10);
        let (right, bottom) = (left + u32::from(WIDTH) * 10, top + u32::from(HEIGHT) * 10);
        let (x, y) = (left.midpoint(right), top.midpoint(bottom));
        let ends = [
            (Way::Stands, x, top, y),
            (Way::Lies, y, x, right),
            (Way::Stands, x, y, bottom),
            (Way::Lies, y, left, x),
        ];
        for (weight, (way, across, from, to)) in arms.into_iter().zip(ends) {
            if weight > 0 {
                let lines = self.lines.entry((colour, weight)).or_default();
                lines.push(Line {
                    way,
                    across,
                    from,
                    to,
                });
            }
        }
    }

    fn corner(&mut self, [right, down]: [f32; 2], colour: Rgb, (column, row): (u16, u16)) {
        let (wide, high) = (f32::from(WIDTH) / 2.0, f32::from(HEIGHT) / 2.0);
        let x = f32::from(column * WIDTH) + wide;
        let y = f32::from(row * HEIGHT) + high;
        // A quarter of a circle that is as wide as half of the cell, and a line for the rest.
        let (end, bend) = (y + down * high, y + down * wide);
        let arc = self.arcs.entry(colour).or_default();
        write!(arc, "M{x} {end}V{bend}Q{x} {y} {} {y}", x + right * wide).unwrap();
    }

    /// All of it, as paths.
    pub(super) fn paths(self, out: &mut String) {
        for ((colour, cover), areas) in self.areas {
            let opacity = match cover {
                100 => String::new(),
                cover => format!(" fill-opacity=\".{cover}\""),
            };
            let path: String = stacked(areas).into_iter().map(rectangle).collect();
            writeln!(
                out,
                "<path class=\"area\" fill=\"{colour}\"{opacity} d=\"{path}\"/>"
            )
            .unwrap();
        }
        for ((colour, weight), lines) in self.lines {
            let path: String = joined(lines).into_iter().map(line).collect();
            let weight = tenths(u32::from(weight));
            writeln!(
                out,
                "<path stroke=\"{colour}\" stroke-width=\"{weight}\" d=\"{path}\"/>"
            )
            .unwrap();
        }
        for (colour, path) in self.arcs {
            let weight = tenths(u32::from(LIGHT));
            writeln!(
                out,
                "<path class=\"arc\" stroke=\"{colour}\" stroke-width=\"{weight}\" d=\"{path}\"/>"
            )
            .unwrap();
        }
    }
}

/// Areas of one width that stand on each other, as one.
fn stacked(mut areas: Vec<Area>) -> Vec<Area> {
    areas.sort_by_key(|[left, top, right, _]| (*left, *right, *top));
    areas.dedup_by(|next, last| {
        let on = [last[0], last[2], last[3]] == [next[0], next[2], next[1]];
        if on {
            last[3] = next[3];
        }
        on
    });
    areas
}

/// Lines that go on in each other, as one.
fn joined(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_unstable();
    lines.dedup_by(|next, last| {
        let on = (last.way, last.across) == (next.way, next.across) && last.to >= next.from;
        if on {
            last.to = last.to.max(next.to);
        }
        on
    });
    lines
}

fn rectangle([left, top, right, bottom]: Area) -> String {
    let [x, y, wide, high] = [left, top, right - left, bottom - top].map(eighths);
    format!("M{x} {y}h{wide}v{high}h-{wide}z")
}

fn line(line: Line) -> String {
    let [across, from, to] = [line.across, line.from, line.to].map(tenths);
    match line.way {
        Way::Lies => format!("M{from} {across}H{to}"),
        Way::Stands => format!("M{across} {from}V{to}"),
    }
}

/// A number of eighths, in as few digits as it takes.
fn eighths(of: u32) -> String {
    (f64::from(of) / 8.0).to_string()
}

fn tenths(of: u32) -> String {
    (f64::from(of) / 10.0).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREY: Rgb = Rgb(1, 2, 3);

    fn drawn(rows: &[&str]) -> String {
        let mut strokes = Strokes::default();
        for (row, text) in (0..).zip(rows) {
            for (column, sign) in (0..).zip(text.chars()) {
                strokes.sign(&sign.to_string(), GREY, (column, row));
            }
        }
        let mut out = String::new();
        strokes.paths(&mut out);
        out
    }

    #[test]
    fn lines_that_meet_are_one() {
        let path = "M4.5 9.5H22.5M4.5 9.5V38M22.5 9.5V38";
        assert_eq!(
            drawn(&["┌─┐", "│ │"]),
            format!("<path stroke=\"#010203\" stroke-width=\"1.2\" d=\"{path}\"/>\n")
        );
    }

    #[test]
    fn bars_that_stand_on_each_other_are_one() {
        let path = "M0 0h18v38h-18z";
        assert_eq!(
            drawn(&["██", "██"]),
            format!("<path class=\"area\" fill=\"#010203\" d=\"{path}\"/>\n")
        );
    }

    #[test]
    fn letters_are_left_to_the_font() {
        assert!(!Strokes::default().sign("a", GREY, (0, 0)));
        assert!(!Strokes::default().sign("──", GREY, (0, 0)));
    }
}
