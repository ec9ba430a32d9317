//! Which protocol the terminal has: by what was set, by its environment, by what it answers.

use std::env;

use super::News;
use crate::app::bar::Glyphs;
use crate::app::pictures::{Depth, Means, Protocol, Wrapping};
use crate::app::themes::Richness;
use crate::shell::breed::{Between, is_plain};
use crate::shell::colours::Palette;

/// What is known of the terminal without asking it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Surroundings {
    /// What the user has set.
    pub(super) forced: Option<Protocol>,
    /// What the system says of a cell: columns and rows of pixels.
    pub(super) cell: Option<(u16, u16)>,
    /// Who says what about itself.
    pub(super) terminal: Terminal,
    /// What stands between.
    pub(super) between: Between,
    /// Whether tmux passes on what is wrapped for it.
    pub(super) passes_on: bool,
    /// Whether colours are unwanted.
    pub(super) colours: Colours,
    /// How many colours there are.
    pub(super) depth: Depth,
    /// What signs are made of: half blocks are none of ASCII.
    pub(super) glyphs: Glyphs,
    /// The number of this process.
    pub(super) process: u32,
}

/// Which terminal the environment names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Terminal {
    /// None that matters.
    #[default]
    Unknown,
    /// One that has iTerm2's protocol for sure.
    Iterm2,
    /// The same, and it answers for kitty's protocol without having its placeholders.
    WezTerm,
    /// It answers for protocols that it does not draw right.
    Konsole,
    /// It would print a question instead of answering it.
    Printing,
}

/// Whether colours are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Colours {
    /// They are.
    #[default]
    Wanted,
    /// `NO_COLOR` is set.
    Unwanted,
}

/// Something that the terminal tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Whether it has taken a picture in kitty's way.
    Kitty(bool),
    /// Columns and rows of pixels of a cell.
    Cell(u16, u16),
    /// Its device attributes. Every terminal answers with these, after all else that it was asked.
    Attributes(Vec<u16>),
}

/// All that it has told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Answers {
    kitty: bool,
    sixel: bool,
    cell: Option<(u16, u16)>,
}

impl Answers {
    /// What it has told of its cells counts no longer.
    pub(super) fn forget_cell(&mut self) {
        self.cell = None;
    }

    /// Takes an answer.
    pub(super) fn take(&mut self, answer: Answer) {
        match answer {
            Answer::Kitty(has) => self.kitty = has,
            Answer::Cell(width, height) if width > 0 && height > 0 => {
                self.cell = Some((width, height));
            }
            Answer::Cell(..) => {}
            Answer::Attributes(all) => self.sixel = all.contains(&4),
        }
    }
}

impl Surroundings {
    /// Those of this process, with what the user has set.
    pub(crate) fn here(forced: Option<Protocol>, glyphs: Glyphs, palette: Palette) -> Self {
        let variable = |name: &str| env::var(name).unwrap_or_default();
        Self {
            forced,
            cell: cell(),
            process: std::process::id(),
            glyphs,
            ..Self::of(variable)
        }
        .with(palette)
    }

    /// The same with the colours that the user has set, if any.
    pub(super) fn with(mut self, palette: Palette) -> Self {
        match palette.forced() {
            Some(Richness::All) => (self.colours, self.depth) = (Colours::Wanted, Depth::All),
            Some(Richness::Palette | Richness::Sixteen) => {
                (self.colours, self.depth) = (Colours::Wanted, Depth::Palette);
            }
            Some(Richness::None) => self.colours = Colours::Unwanted,
            None => {}
        }
        self
    }

    /// What these variables say.
    pub(super) fn of(variable: impl Fn(&str) -> String) -> Self {
        let is = |name: &str| !variable(name).is_empty();
        let term = variable("TERM");
        let program = variable("TERM_PROGRAM");
        let iterm2 = ["iTerm.app", "mintty", "rio", "WarpTerminal"].contains(&program.as_str())
            || variable("LC_TERMINAL") == "iTerm2"
            || is("ITERM_SESSION_ID");
        let terminal = if is_plain(&term) || program == "Apple_Terminal" {
            Terminal::Printing
        } else if is("WEZTERM_EXECUTABLE") || program == "WezTerm" {
            Terminal::WezTerm
        } else if is("KONSOLE_VERSION") {
            Terminal::Konsole
        } else if iterm2 {
            Terminal::Iterm2
        } else {
            Terminal::Unknown
        };
        // Nearly all have all colours by now, and tmux knows itself what to do.
        let by_name = term == "linux" || term.ends_with("-16color") || !term.contains('-');
        let few = (by_name || program == "Apple_Terminal")
            && !["truecolor", "24bit"].contains(&variable("COLORTERM").as_str());
        Self {
            terminal,
            between: Between::of(&variable),
            depth: if few { Depth::Palette } else { Depth::All },
            colours: if is("NO_COLOR") {
                Colours::Unwanted
            } else {
                Colours::Wanted
            },
            ..Self::default()
        }
    }

    /// Whether the terminal is asked anything: unless it would print the question. A protocol that is
    /// set says nothing about the size of a cell, nor about a clipboard.
    pub(crate) fn asks(&self) -> bool {
        self.terminal != Terminal::Printing
    }

    /// Whether tmux is asked if it passes things on. Then the terminal behind it answers, so somebody
    /// must listen.
    pub(crate) fn asks_tmux(&self) -> bool {
        self.between == Between::Tmux && self.asks()
    }
}

/// The best way to show pictures that is known of.
pub(super) fn choose(around: &Surroundings, answers: Answers) -> Means {
    let cell = answers.cell.or(around.cell);
    let protocol = around
        .forced
        .unwrap_or_else(|| by_answers(around, answers, cell));
    let protocol = match (protocol, around.glyphs) {
        (Protocol::HalfBlocks, Glyphs::Ascii) => Protocol::Off,
        (protocol, Glyphs::Ascii | Glyphs::Blocks) => protocol,
    };
    let wrapped = matches!(protocol, Protocol::Kitty | Protocol::Iterm2);
    Means {
        protocol,
        cell: cell.unwrap_or(Means::default().cell),
        depth: around.depth,
        wrapping: if wrapped && around.between == Between::Tmux {
            Wrapping::Tmux
        } else {
            Wrapping::None
        },
    }
}

fn by_answers(around: &Surroundings, answers: Answers, cell: Option<(u16, u16)>) -> Protocol {
    let fallback = match (around.colours, around.terminal) {
        (Colours::Unwanted, _) => Protocol::Off,
        (Colours::Wanted, _) => Protocol::HalfBlocks,
    };
    if cell.is_none() || around.between == Between::Screen {
        return fallback;
    }
    let reaches = around.between != Between::Tmux || around.passes_on;
    let trusted = !matches!(around.terminal, Terminal::WezTerm | Terminal::Konsole);
    let iterm2 = matches!(around.terminal, Terminal::WezTerm | Terminal::Iterm2);
    if answers.kitty && trusted && reaches {
        Protocol::Kitty
    } else if iterm2 && reaches {
        Protocol::Iterm2
    } else if answers.sixel && around.terminal != Terminal::Konsole {
        // tmux answers for itself here, and draws sixel itself.
        Protocol::Sixel
    } else {
        fallback
    }
}

/// The pixels of a cell, as the system has them of the terminal.
pub(super) fn cell() -> Option<(u16, u16)> {
    let window = crossterm::terminal::window_size().ok()?;
    let side = |pixels: u16, cells: u16| pixels.checked_div(cells).filter(|side| *side > 0);
    Some((
        side(window.width, window.columns)?,
        side(window.height, window.rows)?,
    ))
}

/// The number of a picture in the terminal. Another outcrop in the same one has others.
///
/// Its lowest three bytes are written as a colour, the highest as a mark, so any number will do but 0.
/// It comes again after 65,535 others.
pub(super) fn id(process: u32, count: u32) -> u32 {
    ((process & 0xffff) << 16) | (count % 0xffff + 1)
}

/// Whether tmux passes on what is wrapped for it. It may take its time, so it belongs into a task.
pub(crate) fn tmux_passes_on() -> News {
    let told = std::process::Command::new("tmux")
        .args(["show-options", "-Apv", "allow-passthrough"])
        .stdin(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .output();
    let word = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
    match word.unwrap_or_default().trim() {
        "on" | "all" => News::PassesOn,
        _ => News::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn around(variables: &[(&str, &str)]) -> Surroundings {
        let of = |name: &str| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        };
        let mut around = Surroundings::of(|name| match (name, of(name)) {
            ("TERM", term) if term.is_empty() => "xterm-256color".to_owned(),
            (_, value) => value,
        });
        around.cell = Some((8, 16));
        around
    }

    fn answers(all: &[Answer]) -> Answers {
        let mut answers = Answers::default();
        for answer in all {
            answers.take(answer.clone());
        }
        answers
    }

    fn chosen(variables: &[(&str, &str)], all: &[Answer]) -> Protocol {
        choose(&around(variables), answers(all)).protocol
    }

    fn sixel() -> Answer {
        Answer::Attributes(vec![62, 4])
    }

    #[test]
    fn pictures_have_no_more_colours_than_the_terminal_says() {
        let depth = |term, colours| around(&[("TERM", term), ("COLORTERM", colours)]).depth;
        for term in ["linux", "xterm", "xterm-16color"] {
            assert_eq!(depth(term, ""), Depth::Palette, "{term}");
            assert_eq!(depth(term, "truecolor"), Depth::All, "{term}");
        }
        assert_eq!(depth("xterm-256color", ""), Depth::All);
    }

    #[test]
    fn the_best_that_is_known_of_is_taken() {
        let kitty = Answer::Kitty(true);
        assert_eq!(chosen(&[], &[]), Protocol::HalfBlocks);
        assert_eq!(chosen(&[], &[sixel()]), Protocol::Sixel);
        assert_eq!(chosen(&[], &[kitty.clone(), sixel()]), Protocol::Kitty);
        assert_eq!(chosen(&[], &[Answer::Kitty(false)]), Protocol::HalfBlocks);
        let wezterm = [("TERM_PROGRAM", "WezTerm")];
        assert_eq!(
            chosen(&wezterm, &[kitty.clone(), sixel()]),
            Protocol::Iterm2
        );
        let konsole = [("KONSOLE_VERSION", "230800")];
        assert_eq!(chosen(&konsole, &[kitty, sixel()]), Protocol::HalfBlocks);
        assert_eq!(
            chosen(&[("TERM_PROGRAM", "iTerm.app")], &[]),
            Protocol::Iterm2
        );
        assert_eq!(chosen(&[("NO_COLOR", "1")], &[]), Protocol::Off);
    }

    #[test]
    fn behind_tmux_only_what_it_passes_on_is_used() {
        let tmux = [("TMUX", "/tmp/tmux"), ("LC_TERMINAL", "iTerm2")];
        assert_eq!(chosen(&tmux, &[]), Protocol::HalfBlocks);
        assert_eq!(chosen(&tmux, &[sixel()]), Protocol::Sixel);
        let mut around = around(&tmux);
        around.passes_on = true;
        let means = choose(&around, answers(&[]));
        assert_eq!(
            (means.protocol, means.wrapping),
            (Protocol::Iterm2, Wrapping::Tmux)
        );
        let means = choose(&around, answers(&[Answer::Kitty(true)]));
        assert_eq!(
            (means.protocol, means.wrapping),
            (Protocol::Kitty, Wrapping::Tmux)
        );
        assert_eq!(chosen(&[("STY", "1")], &[sixel()]), Protocol::HalfBlocks);
    }

    #[test]
    fn without_the_size_of_a_cell_nothing_is_drawn_in_pixels() {
        let mut around = around(&[]);
        around.cell = None;
        let means = choose(&around, answers(&[Answer::Kitty(true)]));
        assert_eq!(means.protocol, Protocol::HalfBlocks);
        let told = [Answer::Kitty(true), Answer::Cell(9, 18)];
        let means = choose(&around, answers(&told));
        assert_eq!((means.protocol, means.cell), (Protocol::Kitty, (9, 18)));
    }

    #[test]
    fn what_is_set_is_taken_and_the_rest_is_asked_all_the_same() {
        for (_, protocol) in Protocol::NAMES {
            for tmux in ["", "/tmp/tmux"] {
                let mut around = around(&[("TMUX", tmux)]);
                around.forced = Some(protocol);
                assert!(
                    around.asks(),
                    "a cell has a size, and there may be a clipboard"
                );
                assert_eq!(around.asks_tmux(), !tmux.is_empty());
                let means = choose(&around, answers(&[sixel(), Answer::Cell(9, 18)]));
                assert_eq!((means.protocol, means.cell), (protocol, (9, 18)));
            }
        }
    }

    #[test]
    fn half_blocks_are_no_ascii() {
        let mut around = around(&[]);
        around.glyphs = Glyphs::Ascii;
        assert_eq!(choose(&around, answers(&[])).protocol, Protocol::Off);
        around.forced = Some(Protocol::HalfBlocks);
        assert_eq!(choose(&around, answers(&[])).protocol, Protocol::Off);
        around.forced = Some(Protocol::Kitty);
        assert_eq!(choose(&around, answers(&[])).protocol, Protocol::Kitty);
    }

    #[test]
    fn a_terminal_that_would_print_a_question_is_asked_nothing() {
        assert!(!Surroundings::of(|_| String::new()).asks());
        assert!(!around(&[("TERM_PROGRAM", "Apple_Terminal")]).asks());
        for forced in [None, Some(Protocol::Kitty)] {
            let mut around = around(&[("TERM", "dumb"), ("TMUX", "/tmp/tmux")]);
            around.forced = forced;
            assert!(!around.asks() && !around.asks_tmux());
        }
    }

    #[test]
    fn two_programs_in_one_terminal_name_pictures_differently() {
        assert_ne!(id(100, 1), id(101, 1));
        assert_ne!(id(100, 1), id(100, 2));
        assert_ne!(id(0, 0), 0);
        assert_ne!(id(0x1_0000, u32::MAX), 0);
    }

    #[test]
    fn pictures_are_named_anew_as_long_as_there_are_names() {
        let names: HashSet<u32> = (0..0xffff).map(|count| id(100, count)).collect();
        assert_eq!(names.len(), 0xffff);
        assert!(!names.contains(&0));
        let other: HashSet<u32> = (0..0xffff).map(|count| id(101, count)).collect();
        assert!(names.is_disjoint(&other));
    }
}
