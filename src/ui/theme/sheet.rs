//! A theme file: what it says, and what it leaves to the theme below it.

use std::fmt;

use ratatui::style::Color;
use serde::Deserialize;

use super::roles::{self, Members};
use super::{BUILT_IN, Paint, Palette, Spec, Theme};
use crate::app::themes::Background;
use crate::chat::spelling;

/// What a theme is made for, as a file says it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Side {
    Dark,
    Light,
}

/// What is wrong with a theme file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThemeFault {
    /// The theme, where that is not clear.
    name: Option<String>,
    /// Line and column, from 1.
    place: Option<(usize, usize)>,
    cause: String,
}

impl fmt::Display for ThemeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = &self.name {
            write!(f, "theme {name}: ")?;
        }
        if let Some((line, column)) = self.place {
            write!(f, "line {line}, column {column}: ")?;
        }
        f.write_str(&self.cause)
    }
}

impl std::error::Error for ThemeFault {}

impl ThemeFault {
    /// The file could not be read.
    pub(super) fn unread(cause: String) -> Self {
        Self {
            name: None,
            place: None,
            cause,
        }
    }

    /// The same, with the name of the theme.
    pub(crate) fn of(self, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..self
        }
    }
}

/// Reads a theme file.
///
/// # Errors
///
/// It is no TOML, or holds something unknown.
pub(super) fn read(text: &str) -> Result<Theme, ThemeFault> {
    let members: Members = toml::from_str(text).map_err(|error| fault(text, &error))?;
    let named = members.base.as_deref();
    let below = match (named, members.background) {
        (Some(name), _) => built_in(name).ok_or_else(|| unknown_base(text, name))?,
        (None, side) => plainest(side.unwrap_or(Side::Dark)),
    };
    Ok(over(&below, &members))
}

/// A theme that is built in.
pub(super) fn built_in(name: &str) -> Option<Theme> {
    let (_, text) = BUILT_IN.into_iter().find(|(known, _)| *known == name)?;
    let members: Members = toml::from_str(text).ok()?;
    Some(over(&bare(), &members))
}

/// What a file without a base stands on.
pub(super) fn plainest(side: Side) -> Theme {
    built_in(match side {
        Side::Dark => "dark",
        Side::Light => "light",
    })
    .unwrap_or_else(bare)
}

/// Nothing but the terminal's own colours.
fn bare() -> Theme {
    Theme {
        background: Background::Dark,
        canvas: Color::Black,
        ink: Color::White,
        paint: Paint::Nothing,
        specs: [Spec::default(); roles::COUNT],
        palette: Palette::Colours,
    }
}

/// What a file says, over what it says nothing of. A role that it names is taken as a whole.
fn over(below: &Theme, members: &Members) -> Theme {
    let mut specs = below.specs;
    for (spec, written) in specs.iter_mut().zip(members.written()) {
        if let Some(written) = written {
            *spec = written;
        }
    }
    let background = match members.background {
        Some(Side::Dark) => Background::Dark,
        Some(Side::Light) => Background::Light,
        None => below.background,
    };
    let paint = match (members.paint, members.canvas) {
        (Some(true), _) | (None, Some(_)) => Paint::Canvas,
        (Some(false), _) => Paint::Nothing,
        (None, None) => below.paint,
    };
    Theme {
        background,
        canvas: members.canvas.unwrap_or(below.canvas),
        ink: members.ink.unwrap_or(below.ink),
        paint,
        specs,
        palette: Palette::Colours,
    }
}

fn unknown_base(text: &str, name: &str) -> ThemeFault {
    let advice = spelling::advice(name, BUILT_IN.map(|(name, _)| name));
    ThemeFault {
        name: None,
        place: text.find("base").map(|at| place(text, at)),
        cause: format!("there is no built-in theme {name:?}; {advice}"),
    }
}

/// The parser's words with line and column, and the name that was probably meant.
///
/// serde says ``unknown field `txet`, expected one of `text`, `faint` …``.
fn fault(text: &str, error: &toml::de::Error) -> ThemeFault {
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let typed = quoted.next();
    let cause = match typed.filter(|_| message.starts_with("unknown field")) {
        Some(typed) => match spelling::closest(typed, quoted) {
            Some(name) => format!("unknown member `{typed}`; did you mean `{name}`?"),
            None => format!("unknown member `{typed}`; themes/dark.toml of outcrop has all"),
        },
        None if message.contains("Color") => {
            "no colour: write \"#rrggbb\", or a name of the terminal's sixteen such as \"lightblue\""
                .to_owned()
        }
        None => message.to_owned(),
    };
    ThemeFault {
        name: None,
        place: error.span().map(|span| place(text, span.start)),
        cause,
    }
}

/// Line and column of a byte, from 1.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    (before.matches('\n').count() + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::theme::Part;

    fn told(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn unknown_members_are_told_with_their_place_and_what_was_meant() {
        let told_of = told("background = \"dark\"\ntxet = { fg = \"red\" }\n");
        assert_eq!(
            told_of,
            "line 2, column 1: unknown member `txet`; did you mean `text`?"
        );
        let told_of = told("text = {}\nuser = { bolt = true }\n");
        assert_eq!(
            told_of,
            "line 2, column 10: unknown member `bolt`; did you mean `bold`?"
        );
        let told_of = told("xyzzyxyzzy = {}");
        assert!(
            told_of.contains("themes/dark.toml of outcrop has all"),
            "{told_of}"
        );
    }

    #[test]
    fn what_is_no_colour_is_told_with_its_place() {
        let told_of = told("text = {}\nuser = { fg = \"#12\" }\n");
        assert!(
            told_of.starts_with("line 2, column 15: no colour"),
            "{told_of}"
        );
        let told_of = told("background = \"darck\"");
        assert!(
            told_of.starts_with("line 1, column 14: unknown variant"),
            "{told_of}"
        );
        let told_of = told("text = {");
        assert!(told_of.starts_with("line 1, column"), "{told_of}");
    }

    #[test]
    fn a_base_that_is_not_there_is_told() {
        let told_of = told("# mine\nbase = \"nrod\"\n");
        assert!(
            told_of.starts_with("line 2, column 1: there is no built-in theme \"nrod\""),
            "{told_of}"
        );
        assert!(told_of.contains("nord"), "{told_of}");
    }

    #[test]
    fn three_lines_are_a_theme() {
        let mine = read("base = \"nord\"\nuser = { fg = \"#ffffff\" }\n").unwrap();
        let nord = built_in("nord").unwrap();
        assert_eq!(
            mine.specs[Part::User as usize].fg,
            Some(Color::Rgb(255, 255, 255))
        );
        assert_eq!(
            mine.specs[Part::Tool as usize],
            nord.specs[Part::Tool as usize]
        );
        assert_eq!((mine.canvas, mine.paint), (nord.canvas, Paint::Canvas));
        let mine = read("background = \"light\"\ncanvas = \"#fdf6e3\"").unwrap();
        let light = built_in("light").unwrap();
        assert_eq!(mine.specs, light.specs);
        assert_eq!(
            (mine.background, mine.paint),
            (Background::Light, Paint::Canvas)
        );
        assert_eq!(read("").unwrap(), built_in("dark").unwrap());
    }

    #[test]
    fn a_theme_that_is_older_than_some_roles_can_be_read() {
        let lines = BUILT_IN[0].1.lines();
        let old: Vec<&str> = lines
            .filter(|line| !line.starts_with("added") && !line.starts_with("syntax"))
            .collect();
        assert_eq!(read(&old.join("\n")).unwrap(), built_in("dark").unwrap());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-z_ =\"#{}\\[\\]\nä0-9]{0,200}") {
            if let Err(fault) = read(&text) {
                prop_assert!(!fault.to_string().is_empty());
            }
        }
    }
}
