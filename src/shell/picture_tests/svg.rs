//! Cells to SVG: each where it stands in its terminal, in its colours, in a window.
//!
//! Letters of one style stand together in a `text` that is stretched to its columns, so that they keep
//! their places in any font. The file depends on the cells alone.

use std::collections::HashMap;
use std::fmt::{self, Display, Formatter, Write as _};

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::strokes::Strokes;
use crate::app::transcript::line::columns;

/// How wide a cell is, in pixels.
pub(super) const WIDTH: u16 = 9;

/// How high it is.
pub(super) const HEIGHT: u16 = 19;

/// Where letters stand in it.
const BASELINE: u16 = 14;

/// Between the cells and the edge of their window.
const PADDING: u16 = 10;

/// The bar of a window.
const BAR: u16 = 30;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Rgb(pub(super) u8, pub(super) u8, pub(super) u8);

impl Rgb {
    /// `#rrggbb`
    pub(super) fn parse(text: &str) -> Self {
        let digits = u32::from_str_radix(text.trim_start_matches('#'), 16).unwrap();
        let [_, red, green, blue] = digits.to_be_bytes();
        Self(red, green, blue)
    }
}

impl Display for Rgb {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// A terminal: what was drawn, and what its own colours are.
#[derive(Debug, Clone)]
pub(super) struct Shot {
    pub(super) cells: Buffer,
    pub(super) caret: Option<Position>,
    pub(super) paper: Rgb,
    pub(super) ink: Rgb,
}

impl Shot {
    /// How large its window is, in pixels.
    pub(super) fn size(&self) -> (u16, u16) {
        let area = self.cells.area;
        (
            area.width * WIDTH + 2 * PADDING,
            area.height * HEIGHT + BAR + PADDING,
        )
    }
}

/// Letters: their colour and how they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Hand {
    ink: Rgb,
    marks: Modifier,
}

impl Hand {
    fn rules(self) -> String {
        let mut rules = format!("fill:{}", self.ink);
        let marks = [
            (Modifier::BOLD, ";font-weight:700"),
            (Modifier::ITALIC, ";font-style:italic"),
        ];
        for (mark, rule) in marks {
            if self.marks.contains(mark) {
                rules.push_str(rule);
            }
        }
        let lines = [
            (Modifier::UNDERLINED, " underline"),
            (Modifier::CROSSED_OUT, " line-through"),
        ];
        let lines = lines
            .iter()
            .filter(|(mark, _)| self.marks.contains(*mark))
            .map(|(_, line)| *line);
        let lines: String = lines.collect();
        if let Some(lines) = lines.strip_prefix(' ') {
            write!(rules, ";text-decoration:{lines}").unwrap();
        }
        rules
    }
}

/// Letters that stand together.
struct Run {
    hand: Hand,
    at: (u16, u16),
    text: String,
    columns: u16,
    stretch: Stretch,
}

/// Whether letters are brought to the width of their columns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stretch {
    Columns,
    /// The sign may be of another font, and looks best as it is.
    Free,
}

/// A picture that is being made.
#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
    names: HashMap<Hand, String>,
    rules: String,
}

impl Svg {
    /// A window at this place, so many hundredths as large, with this name in its bar.
    pub(super) fn window(&mut self, shot: &Shot, (x, y): (u32, u32), percent: u32, name: &str) {
        let (wide, high) = shot.size();
        let scale = match percent {
            100 => String::new(),
            percent => format!(" scale({})", f64::from(percent) / 100.0),
        };
        let (paper, middle) = (shot.paper, wide / 2);
        write!(
            self.body,
            "<g transform=\"translate({x} {y}){scale}\">\n\
             <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"9\" fill=\"{paper}\" stroke=\"#808894\"/>\n\
             <g fill=\"#808894\" fill-opacity=\".55\"><circle cx=\"19\" cy=\"16\" r=\"5.5\"/>\
             <circle cx=\"38\" cy=\"16\" r=\"5.5\"/><circle cx=\"57\" cy=\"16\" r=\"5.5\"/></g>\n\
             <text class=\"bar\" x=\"{middle}\" y=\"20\">{}</text>\n\
             <g transform=\"translate({PADDING} {BAR})\">\n",
            wide - 1,
            high - 1,
            escaped(name),
        )
        .unwrap();
        self.cells(shot);
        self.body.push_str("</g>\n</g>\n");
    }

    fn cells(&mut self, shot: &Shot) {
        let mut papers = Strokes::default();
        let mut signs = Strokes::default();
        let mut runs = Vec::new();
        for (row, line) in (0..).zip(shot.cells.area.rows()) {
            let mut open: Option<Run> = None;
            let mut skip = 0;
            for (column, position) in (0..).zip(line.positions()) {
                let cell = &shot.cells[position];
                let (ink, paper) = colours(cell, shot);
                if paper != shot.paper {
                    papers.fill(paper, (column, row), 1);
                }
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = columns(cell.symbol()).saturating_sub(1);
                let hand = Hand {
                    ink,
                    marks: cell.modifier & written(),
                };
                if signs.sign(cell.symbol(), ink, (column, row)) {
                    runs.extend(open.take());
                } else {
                    letter(cell.symbol(), hand, (column, row), (&mut open, &mut runs));
                }
            }
            runs.extend(open);
        }
        papers.paths(&mut self.body);
        signs.paths(&mut self.body);
        for run in runs {
            self.run(&run);
        }
        if let Some(Position { x, y }) = shot.caret {
            let (x, y, ink) = (x * WIDTH, y * HEIGHT, shot.ink);
            writeln!(
                self.body,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{ink}\" fill-opacity=\".7\"/>"
            )
            .unwrap();
        }
    }

    fn run(&mut self, run: &Run) {
        let text = run.text.trim_end();
        if text.is_empty() {
            return;
        }
        let next = letters(self.names.len());
        let rules = &mut self.rules;
        let class = self.names.entry(run.hand).or_insert_with(|| {
            writeln!(rules, ".{next}{{{}}}", run.hand.rules()).unwrap();
            next
        });
        let (x, y) = (run.at.0 * WIDTH, run.at.1 * HEIGHT + BASELINE);
        let trimmed = run.text.len() - text.len();
        let cells = run.columns - u16::try_from(trimmed).unwrap();
        let stretch = match run.stretch {
            Stretch::Columns => format!(" textLength=\"{}\"", cells * WIDTH),
            Stretch::Free => String::new(),
        };
        writeln!(
            self.body,
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{stretch}>{}</text>",
            escaped(text)
        )
        .unwrap();
    }

    /// The whole file.
    pub(super) fn file(self, (wide, high): (u32, u32), title: &str, description: &str) -> String {
        let (title, description) = (escaped(title), escaped(description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" \
             role=\"img\" aria-label=\"{description}\">\n\
             <title>{title}</title>\n<desc>{description}</desc>\n\
             <style>\n\
             text{{font:15px ui-monospace,SFMono-Regular,Menlo,Consolas,\"DejaVu Sans Mono\",\"Liberation Mono\",monospace}}\n\
             text[textLength]{{white-space:pre}}\n\
             .area{{shape-rendering:crispEdges}}\n\
             .arc{{fill:none}}\n\
             .bar{{fill:#808894;font-size:13px;text-anchor:middle}}\n\
             {}</style>\n{}</svg>\n",
            self.rules, self.body
        )
    }
}

/// The marks that letters are written with. Colours stand for the others.
fn written() -> Modifier {
    Modifier::BOLD | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::CROSSED_OUT
}

/// Puts a letter to those before it, or begins anew.
fn letter(
    symbol: &str,
    hand: Hand,
    at: (u16, u16),
    (open, runs): (&mut Option<Run>, &mut Vec<Run>),
) {
    let lined = hand.marks & (Modifier::UNDERLINED | Modifier::CROSSED_OUT);
    if symbol == " " && lined.is_empty() {
        // One blank may stand inside; more end the run, since they would be drawn as one.
        match open {
            Some(run) if !run.text.ends_with(' ') => {
                run.text.push(' ');
                run.columns += 1;
            }
            _ => runs.extend(open.take()),
        }
        return;
    }
    if !is_plain(symbol) {
        runs.extend(open.take());
        runs.push(Run {
            hand,
            at,
            text: symbol.to_owned(),
            columns: 1,
            stretch: Stretch::Free,
        });
        return;
    }
    match open {
        Some(run) if run.hand == hand => {
            run.text.push_str(symbol);
            run.columns += 1;
        }
        _ => {
            runs.extend(open.take());
            *open = Some(Run {
                hand,
                at,
                text: symbol.to_owned(),
                columns: 1,
                stretch: Stretch::Columns,
            });
        }
    }
}

/// Whether every font for terminals has the sign, in one column.
fn is_plain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let first = chars.next().unwrap_or(' ');
    chars.next().is_none() && (first < '\u{250}' || "–—‘’“”•…".contains(first))
}

/// Letters and paper of a cell, as they are seen.
fn colours(cell: &Cell, shot: &Shot) -> (Rgb, Rgb) {
    let mut ink = rgb(cell.fg, shot.ink, shot);
    let mut paper = rgb(cell.bg, shot.paper, shot);
    if cell.modifier.contains(Modifier::REVERSED) {
        (ink, paper) = (paper, ink);
    }
    if cell.modifier.contains(Modifier::DIM) {
        ink = between(ink, paper);
    }
    (ink, paper)
}

fn between(one: Rgb, other: Rgb) -> Rgb {
    Rgb(
        one.0.midpoint(other.0),
        one.1.midpoint(other.1),
        one.2.midpoint(other.2),
    )
}

/// The sixteen colours that have names, as many dark terminals show them.
const ON_DARK: [&str; 16] = [
    "#1c1f26", "#e0564f", "#5faf5f", "#cfa13c", "#4f8fdf", "#b476d0", "#3fa8b0", "#c8ccd4",
    "#6f7785", "#ff7b72", "#8cd98c", "#f0c674", "#7fb8ff", "#d2a8ff", "#76d9e0", "#ffffff",
];

/// The same, as many light ones do.
const ON_LIGHT: [&str; 16] = [
    "#000000", "#b31d28", "#1a7f37", "#d0a000", "#0550ae", "#8250c4", "#0b7285", "#c8ccd4",
    "#57606a", "#cf222e", "#218b3d", "#9a6700", "#0969da", "#a05ad6", "#1b7c83", "#ffffff",
];

/// A colour as this terminal shows it; `own` is what it shows where none is named.
fn rgb(colour: Color, own: Rgb, shot: &Shot) -> Rgb {
    let is_light = shot.paper.1 > 127;
    let named = if is_light { ON_LIGHT } else { ON_DARK };
    let at = match colour {
        Color::Reset => return own,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Rgb(red, green, blue) => return Rgb(red, green, blue),
        Color::Indexed(at) => at,
    };
    match at {
        0..16 => Rgb::parse(named[usize::from(at)]),
        16..232 => {
            let level = |step: u8| if step == 0 { 0 } else { 55 + step * 40 };
            let at = at - 16;
            Rgb(level(at / 36), level(at / 6 % 6), level(at % 6))
        }
        232.. => {
            let grey = 8 + (at - 232) * 10;
            Rgb(grey, grey, grey)
        }
    }
}

/// a, b … z, aa, ab …
fn letters(at: usize) -> String {
    let last = char::from(b'a' + u8::try_from(at % 26).unwrap());
    match at / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use ratatui::style::Style;

    use super::*;

    fn shot(width: u16) -> Shot {
        Shot {
            cells: Buffer::empty(ratatui::layout::Rect::new(0, 0, width, 1)),
            caret: None,
            paper: Rgb(0, 0, 0),
            ink: Rgb(255, 255, 255),
        }
    }

    /// The elements of the letters.
    fn texts(shot: &Shot) -> Vec<String> {
        let mut svg = Svg::default();
        svg.window(shot, (0, 0), 100, "");
        let (rules, body) = (svg.rules.clone(), svg.body.clone());
        let texts = body.lines().filter(|line| line.starts_with("<text class"));
        let texts = texts.filter(|line| !line.contains("\"bar\""));
        rules.lines().chain(texts).map(str::to_owned).collect()
    }

    #[test]
    fn letters_of_one_style_stand_together() {
        let mut shot = shot(16);
        shot.cells.set_string(0, 0, "a <b>", Style::new());
        let bold = Style::new().bold().underlined().fg(Color::Rgb(1, 2, 3));
        shot.cells.set_string(6, 0, "cd", bold);
        shot.cells.set_string(10, 0, "e", Style::new());
        assert_eq!(
            texts(&shot),
            [
                ".a{fill:#ffffff}",
                ".b{fill:#010203;font-weight:700;text-decoration:underline}",
                "<text class=\"a\" x=\"0\" y=\"14\" textLength=\"45\">a &lt;b&gt;</text>",
                "<text class=\"b\" x=\"54\" y=\"14\" textLength=\"18\">cd</text>",
                "<text class=\"a\" x=\"90\" y=\"14\" textLength=\"9\">e</text>",
            ]
        );
    }

    #[test]
    fn wide_letters_and_signs_keep_their_columns() {
        let mut shot = shot(10);
        shot.cells.set_string(0, 0, "a岩b●c", Style::new());
        let texts = texts(&shot);
        let places: Vec<&str> = texts[1..]
            .iter()
            .map(|text| text.split('"').nth(3).unwrap())
            .collect();
        assert_eq!(places, ["0", "9", "27", "36", "45"]);
        assert!(!texts[2].contains("textLength"), "{texts:?}");
    }

    #[test]
    fn reversed_and_dim_cells_have_the_colours_that_are_seen() {
        let mut shot = shot(4);
        shot.cells.set_string(0, 0, "r", Style::new().reversed());
        shot.cells.set_string(2, 0, "d", Style::new().dim());
        assert_eq!(texts(&shot)[..2], [".a{fill:#000000}", ".b{fill:#7f7f7f}"]);
        let mut svg = Svg::default();
        svg.window(&shot, (0, 0), 100, "");
        let paper = "<path class=\"area\" fill=\"#ffffff\" d=\"M0 0h9v19h-9z\"/>";
        assert!(svg.body.contains(paper), "{}", svg.body);
    }

    #[test]
    fn the_colours_of_the_palette_are_those_of_xterm() {
        let own = Rgb(9, 9, 9);
        let shown = |colour| rgb(colour, own, &shot(1));
        assert_eq!(shown(Color::Reset), own);
        assert_eq!(shown(Color::Indexed(9)), shown(Color::LightRed));
        assert_eq!(shown(Color::Indexed(16)), Rgb(0, 0, 0));
        assert_eq!(shown(Color::Indexed(208)), Rgb(255, 135, 0));
        assert_eq!(shown(Color::Indexed(255)), Rgb(238, 238, 238));
    }
}
