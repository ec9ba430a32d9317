//! The colours of a page that is exported.

use ratatui::style::Color;

use super::colour::rgb;
use super::{Part, Theme};
use crate::app::themes::Background;
use crate::chat::export::html::{Colours, Look};

/// The colours of a page: those of the first theme for readers whose look is as dark or as light as it,
/// those of the first other theme that is for all others.
pub(crate) fn look(themes: &[&Theme]) -> Look {
    let of = |background| {
        let mut themes = themes.iter();
        let alike = themes.find(|theme| theme.background == background);
        colours(alike.copied(), background)
    };
    Look {
        light: of(Background::Light),
        dark: of(Background::Dark),
    }
}

/// The colours of a theme, with black and white where it leaves them to the terminal.
fn colours(theme: Option<&Theme>, background: Background) -> Colours {
    let (front, back) = match background {
        Background::Light => ("#1f2328", "#ffffff"),
        Background::Dark => ("#e6e9ef", "#16191f"),
    };
    let or = |colour: Option<Color>, other: &str| match colour.and_then(rgb) {
        Some([r, g, b]) => format!("#{r:02x}{g:02x}{b:02x}"),
        None => other.to_owned(),
    };
    let ink = or(theme.map(|theme| theme.ink), front);
    let fg = |part: Part| {
        let spec = theme.map(|theme| theme.specs[part as usize]);
        or(spec.and_then(|spec| spec.fg), &ink)
    };
    Colours {
        text: fg(Part::Text),
        back: or(theme.map(|theme| theme.canvas), back),
        faint: fg(Part::Faint),
        user: fg(Part::User),
        assistant: fg(Part::Assistant),
        tool: fg(Part::Tool),
        heading: fg(Part::Heading),
        code: fg(Part::Code),
        link: fg(Part::Link),
        rule: fg(Part::Rule),
    }
}
