//! How many colours the terminal has: by what was set, by its environment, by what it tells.

use crate::app::themes::{Background, Richness};

/// What the terminal tells of its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// What it has behind its text.
    Background(Background),
    /// Its look has become this.
    Turned(Background),
    /// It can tell when its look changes.
    Follows,
    /// It has all colours.
    AllColours,
}

/// What is known of its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Palette {
    /// What the user has set.
    forced: Option<Richness>,
    /// What the environment says.
    named: Richness,
    /// What the terminal says.
    told: Told,
}

/// What the terminal says of its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Told {
    #[default]
    Nothing,
    /// It has all.
    All,
}

/// What can be set, beside `auto`.
pub(crate) const NAMES: [(&str, Richness); 4] = [
    ("truecolor", Richness::All),
    ("256", Richness::Palette),
    ("16", Richness::Sixteen),
    ("none", Richness::None),
];

/// Terminals with all colours that do not say so when they are reached from afar.
const RICH: [&str; 7] = [
    "kitty",
    "alacritty",
    "foot",
    "ghostty",
    "wezterm",
    "contour",
    "-direct",
];

impl Palette {
    /// The palette of the terminal of this process, with what the user has set.
    pub(crate) fn here(forced: Option<Richness>) -> Self {
        Self::of(forced, |name| std::env::var(name).unwrap_or_default())
    }

    /// What these variables say.
    fn of(forced: Option<Richness>, variable: impl Fn(&str) -> String) -> Self {
        let term = variable("TERM");
        let colorterm = variable("COLORTERM");
        let named = if !variable("NO_COLOR").is_empty() {
            Richness::None
        } else if ["truecolor", "24bit"].contains(&colorterm.as_str())
            || RICH.iter().any(|rich| term.contains(rich))
        {
            Richness::All
        } else if term == "dumb" {
            Richness::None
        } else if term.contains("256color") {
            Richness::Palette
        } else {
            Richness::Sixteen
        };
        Self {
            forced,
            named,
            told: Told::Nothing,
        }
    }

    /// What the user has set.
    pub(super) fn forced(self) -> Option<Richness> {
        self.forced
    }

    /// The terminal has told that it has all colours.
    pub(super) fn told_all(&mut self) {
        self.told = Told::All;
    }

    /// How many colours there are. Who wants none gets none, whatever the terminal can.
    pub(crate) fn richness(self) -> Richness {
        match (self.forced, self.named, self.told) {
            (Some(forced), ..) => forced,
            (None, Richness::None, _) => Richness::None,
            (None, _, Told::All) => Richness::All,
            (None, named, Told::Nothing) => named,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn palette(forced: Option<Richness>, variables: &[(&str, &str)]) -> Palette {
        Palette::of(forced, |name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_says_how_many_colours_there_are() {
        use Richness::{All, None as Nothing, Palette, Sixteen};
        for (variables, richness) in [
            (&[("COLORTERM", "truecolor"), ("TERM", "xterm")][..], All),
            (&[("COLORTERM", "24bit"), ("TERM", "xterm-256color")], All),
            (&[("COLORTERM", "yes"), ("TERM", "xterm-256color")], Palette),
            (&[("TERM", "xterm-256color")], Palette),
            (&[("TERM", "tmux-256color")], Palette),
            (&[("TERM", "xterm-kitty")], All),
            (&[("TERM", "xterm-direct")], All),
            (&[("TERM", "xterm")], Sixteen),
            (&[("TERM", "linux")], Sixteen),
            (&[], Sixteen),
            (&[("TERM", "dumb"), ("COLORTERM", "truecolor")], All),
            (&[("TERM", "dumb")], Nothing),
            (&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")], Nothing),
            (&[("NO_COLOR", ""), ("COLORTERM", "truecolor")], All),
        ] {
            assert_eq!(
                palette(None, variables).richness(),
                richness,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn what_is_set_wins_over_what_is_told_and_that_over_what_is_named() {
        let few = [("TERM", "xterm-256color")];
        let mut told = palette(None, &few);
        told.told_all();
        assert_eq!(told.richness(), Richness::All);
        told.forced = Some(Richness::Sixteen);
        assert_eq!(told.richness(), Richness::Sixteen);
        let mut unwanted = palette(None, &[("NO_COLOR", "1")]);
        unwanted.told_all();
        assert_eq!(unwanted.richness(), Richness::None);
        unwanted.forced = Some(Richness::All);
        assert_eq!(unwanted.richness(), Richness::All);
    }
}
