//! Themes: a style for each role. Colours stand in `themes/*.toml` and nowhere else.

mod colour;
mod degrade;
mod faces;
mod pages;
mod roles;
mod sheet;
mod wardrobe;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use degrade::legible;

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::app::themes::Background;

pub(crate) use colour::{of_palette, side_of};
pub(crate) use faces::Tone;
pub(crate) use pages::look;
use roles::Part;
pub(crate) use sheet::ThemeFault;
pub(crate) use wardrobe::Wardrobe;

/// The themes that are built in, in the order of the list.
pub(crate) const BUILT_IN: [(&str, &str); 13] = [
    ("dark", include_str!("../../../themes/dark.toml")),
    ("light", include_str!("../../../themes/light.toml")),
    (
        "high-contrast",
        include_str!("../../../themes/high-contrast.toml"),
    ),
    (
        "high-contrast-light",
        include_str!("../../../themes/high-contrast-light.toml"),
    ),
    ("16-colour", include_str!("../../../themes/16-colour.toml")),
    (
        "16-colour-light",
        include_str!("../../../themes/16-colour-light.toml"),
    ),
    (
        "solarized-dark",
        include_str!("../../../themes/solarized-dark.toml"),
    ),
    (
        "solarized-light",
        include_str!("../../../themes/solarized-light.toml"),
    ),
    (
        "gruvbox-dark",
        include_str!("../../../themes/gruvbox-dark.toml"),
    ),
    (
        "gruvbox-light",
        include_str!("../../../themes/gruvbox-light.toml"),
    ),
    (
        "catppuccin-mocha",
        include_str!("../../../themes/catppuccin-mocha.toml"),
    ),
    (
        "catppuccin-latte",
        include_str!("../../../themes/catppuccin-latte.toml"),
    ),
    ("nord", include_str!("../../../themes/nord.toml")),
];

/// A theme: what a file says, with what it leaves out filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Theme {
    /// What it is made for.
    pub(crate) background: Background,
    /// The background that its colours are tuned to.
    canvas: Color,
    /// Its text on that.
    ink: Color,
    paint: Paint,
    specs: [Spec; roles::COUNT],
    palette: Palette,
}

/// Whether a theme paints its canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    /// Cells have the colour of the canvas.
    Canvas,
    /// The terminal's own background stays.
    Nothing,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Palette {
    /// As the theme says.
    #[default]
    Colours,
    /// None; bold, underline and the like stay (`NO_COLOR`).
    Plain,
}

/// How a role looks, as a theme file says it.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of a theme file"
)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Spec {
    fg: Option<Color>,
    bg: Option<Color>,
    bold: bool,
    italic: bool,
    underline: bool,
    dim: bool,
    reverse: bool,
}

impl Theme {
    /// A built-in theme.
    #[cfg(test)]
    pub(crate) fn built_in(name: &str) -> Self {
        sheet::built_in(name).unwrap_or_else(|| panic!("there is no theme {name}"))
    }

    /// The style of a part.
    fn of(&self, part: Part) -> Style {
        self.styled(self.specs[part as usize])
    }

    /// The style of a part that stands on another one, whose colours it has where it names none.
    fn on(&self, part: Part, other: Part) -> Style {
        let (mut spec, below) = (self.specs[part as usize], self.specs[other as usize]);
        spec.fg = spec.fg.or(below.fg);
        spec.bg = spec.bg.or(below.bg);
        self.styled(spec)
    }

    fn styled(&self, mut spec: Spec) -> Style {
        if self.paint == Paint::Canvas {
            spec.fg = spec.fg.or(Some(self.ink));
            spec.bg = spec.bg.or(Some(self.canvas));
        }
        spec.style(self.palette)
    }

    /// The theme with its canvas painted: for a terminal whose own background does not go with it.
    fn painted(self) -> Self {
        let paint = match self.palette {
            Palette::Colours => Paint::Canvas,
            Palette::Plain => Paint::Nothing,
        };
        Self { paint, ..self }
    }

    /// A few of its colours, to be shown beside its name: each a style of a word.
    fn strip(&self) -> [Style; 8] {
        [
            Part::Text,
            Part::User,
            Part::Assistant,
            Part::Tool,
            Part::Code,
            Part::Error,
            Part::Faint,
            Part::Selected,
        ]
        .map(|part| self.of(part))
    }
}

impl Spec {
    fn style(self, palette: Palette) -> Style {
        let flags = [
            (self.bold, Modifier::BOLD),
            (self.italic, Modifier::ITALIC),
            (self.underline, Modifier::UNDERLINED),
            (self.dim, Modifier::DIM),
            (self.reverse, Modifier::REVERSED),
        ];
        let set = flags.into_iter().filter(|(on, _)| *on);
        let modifiers = set.fold(Modifier::empty(), |all, (_, modifier)| all | modifier);
        let style = Style::new().add_modifier(modifiers);
        match palette {
            Palette::Colours => Style {
                fg: self.fg,
                bg: self.bg,
                ..style
            },
            // A bar or a selection that is told by its background alone would vanish.
            Palette::Plain if self.bg.is_some() => style.add_modifier(Modifier::REVERSED),
            Palette::Plain => style,
        }
    }
}
