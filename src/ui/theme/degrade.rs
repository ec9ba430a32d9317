//! Themes for terminals with fewer colours. What can be read stays readable.

use ratatui::style::Color;

use super::colour::{self, Rgb, contrast, nearest, rgb};
use super::roles::{ALL, Kind};
use super::{Paint, Palette, Theme, sheet};
use crate::app::themes::{Background, Richness};

/// What terminals have behind their text when they do not say: pure black, and a grey of today.
pub(super) const DARK_GROUNDS: [Rgb; 2] = [[0; 3], [0x1e; 3]];

/// The same for bright ones.
pub(super) const LIGHT_GROUNDS: [Rgb; 2] = [[0xff; 3], [0xfa; 3]];

impl Theme {
    /// The theme with the colours that there are.
    pub(super) fn with(self, colours: Richness) -> Self {
        match colours {
            Richness::All => self,
            Richness::Palette => self.in_palette(),
            Richness::Sixteen => self.in_sixteen(),
            Richness::None => Self {
                palette: Palette::Plain,
                paint: Paint::Nothing,
                ..self
            },
        }
    }

    /// What may stand behind a role that has no background of its own.
    pub(super) fn grounds(&self) -> Vec<Rgb> {
        match (self.paint, self.background) {
            (Paint::Canvas, _) => rgb(self.canvas).into_iter().collect(),
            (Paint::Nothing, Background::Dark) => DARK_GROUNDS.to_vec(),
            (Paint::Nothing, Background::Light) => LIGHT_GROUNDS.to_vec(),
        }
    }

    /// The nearest of the 256 for each colour. A role that could be read before can be read after; one
    /// that could not becomes no worse.
    fn in_palette(mut self) -> Self {
        let before = self.grounds();
        self.canvas = of_ground(self.canvas);
        let after = self.grounds();
        self.ink = of_text(self.ink, (&before, &after), Kind::Words);
        for (spec, (_, _, kind)) in self.specs.iter_mut().zip(ALL) {
            let own: Vec<Rgb> = spec.bg.and_then(rgb).into_iter().collect();
            spec.bg = spec.bg.map(of_ground);
            let own_after: Vec<Rgb> = spec.bg.and_then(rgb).into_iter().collect();
            let grounds = if own.is_empty() {
                (&before[..], &after[..])
            } else {
                (&own[..], &own_after[..])
            };
            spec.fg = spec.fg.map(|fg| of_text(fg, grounds, kind));
        }
        self
    }

    /// The built-in theme of sixteen colours for the same background, unless this one has no others.
    fn in_sixteen(self) -> Self {
        let mut all = self.specs.iter().flat_map(|spec| [spec.fg, spec.bg]);
        if all.all(|colour| colour.is_none_or(colour::is_of_sixteen)) {
            return self;
        }
        let name = match self.background {
            Background::Dark => "16-colour",
            Background::Light => "16-colour-light",
        };
        sheet::built_in(name).unwrap_or(self)
    }
}

/// Whether a cell of a screen in this theme can be read so well.
#[cfg(test)]
pub(crate) fn legible(theme: &Theme, cell: &ratatui::buffer::Cell, least: f64) -> bool {
    let behind = match (rgb(cell.bg), theme.canvas) {
        (Some(ground), _) => vec![ground],
        (None, Color::Black) => vec![[0; 3]],
        (None, Color::White) => vec![[0xff; 3]],
        (None, _) => theme.grounds(),
    };
    match rgb(cell.fg) {
        Some(front) => behind
            .iter()
            .all(|ground| contrast(front, *ground) >= least),
        // The terminal's own text, which it has made for its own background.
        None => rgb(cell.bg).is_none(),
    }
}

fn of_ground(ground: Color) -> Color {
    let known = rgb(ground).filter(|_| !colour::is_of_sixteen(ground));
    known.map_or(ground, |of| nearest(of, &[], 1.0))
}

fn of_text(text: Color, (before, after): (&[Rgb], &[Rgb]), kind: Kind) -> Color {
    let Some(of) = rgb(text).filter(|_| !colour::is_of_sixteen(text)) else {
        return text;
    };
    let all = before.iter().map(|ground| contrast(of, *ground));
    let least = all.fold(kind.least_contrast(), f64::min);
    nearest(of, after, least)
}
