//! Which theme is shown, and the list to choose one from. What a theme looks like belongs to `ui`.

use super::bar::Look;
use super::palette::Chooser;

/// How the program looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Appearance {
    /// Its colours.
    pub(crate) themes: Themes,
    /// Its signs, and whether they move.
    pub(crate) look: Look,
}

/// What a theme is made for, or what a terminal has behind its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Background {
    /// Bright words on black.
    Dark,
    /// Dark words on white.
    Light,
}

/// How many colours a terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Richness {
    /// All of them.
    #[default]
    All,
    /// The palette of 256.
    Palette,
    /// The sixteen that have names.
    Sixteen,
    /// None: only bold, underlined and the like.
    None,
}

/// The theme that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Choice {
    /// One of two, as dark as the terminal is.
    #[default]
    Auto,
    /// This one, whatever the terminal has.
    Named(String),
}

/// The name of the setting that follows the terminal.
pub(crate) const AUTO: &str = "auto";

impl Choice {
    /// The choice of this name.
    pub(crate) fn of(name: &str) -> Self {
        if name == AUTO {
            Self::Auto
        } else {
            Self::Named(name.to_owned())
        }
    }

    /// Its name, as a file has it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Auto => AUTO,
            Self::Named(name) => name,
        }
    }
}

/// Which theme is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Themes {
    /// What was set.
    pub(crate) chosen: Choice,
    /// The theme for a dark terminal.
    pub(crate) dark: String,
    /// The theme for a light one.
    pub(crate) light: String,
    /// What the terminal says of its background; `None` = nothing.
    pub(crate) background: Option<Background>,
    /// All that are known.
    pub(crate) known: Vec<Known>,
    /// Derived: the choice that is looked at in the list.
    pub(crate) tried: Option<Choice>,
}

impl Default for Themes {
    fn default() -> Self {
        Self {
            chosen: Choice::Auto,
            dark: "dark".to_owned(),
            light: "light".to_owned(),
            background: None,
            known: Vec::new(),
            tried: None,
        }
    }
}

impl Themes {
    /// The name of the theme that is shown.
    pub(crate) fn shown(&self) -> &str {
        self.name_of(self.tried.as_ref().unwrap_or(&self.chosen))
    }

    /// The theme that a choice stands for. A terminal that says nothing is taken for a dark one.
    pub(crate) fn name_of<'a>(&'a self, choice: &'a Choice) -> &'a str {
        match (choice, self.background) {
            (Choice::Named(name), _) => name,
            (Choice::Auto, Some(Background::Light)) => &self.light,
            (Choice::Auto, Some(Background::Dark) | None) => &self.dark,
        }
    }
}

/// A theme that can be chosen, or the fault of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its name, that of its file.
    pub(crate) name: String,
    /// Whose it is.
    pub(crate) origin: Origin,
    /// What it is made for, or what is wrong with its file.
    pub(crate) background: Result<Background, String>,
}

/// Where a theme comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Built in.
    BuiltIn,
    /// A file of the user.
    Own,
}

/// A row of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Row {
    /// The terminal is followed.
    Auto,
    /// This theme.
    Theme(Known),
}

impl Row {
    /// What choosing it means; `None` = its file is faulty.
    pub(crate) fn choice(&self) -> Option<Choice> {
        match self {
            Self::Auto => Some(Choice::Auto),
            Self::Theme(known) if known.background.is_ok() => {
                Some(Choice::Named(known.name.clone()))
            }
            Self::Theme(_) => None,
        }
    }
}

/// The list of themes. The selected one is seen at once.
#[derive(Debug, Clone)]
pub(crate) struct ThemePicker {
    /// Filter and rows.
    pub(crate) chooser: Chooser<Row>,
}

impl ThemePicker {
    /// The list, at the theme that was set.
    pub(crate) fn new(themes: &Themes) -> Self {
        let mut picker = Self {
            chooser: Chooser::new(rows(themes)),
        };
        picker.select(&themes.chosen);
        picker
    }

    /// Lists them anew; filter and selection stay.
    pub(crate) fn refresh(&mut self, themes: &Themes) {
        let at = self.chooser.choice().cloned();
        let filter = std::mem::take(&mut self.chooser.list.filter);
        self.chooser = Chooser::new(rows(themes));
        self.chooser.list.filter = filter;
        self.chooser.filter_changed();
        match at {
            Some(Row::Theme(known)) => self
                .chooser
                .select_first(|row| matches!(row, Row::Theme(it) if it.name == known.name)),
            Some(Row::Auto) => self.select(&Choice::Auto),
            None => {}
        }
    }

    fn select(&mut self, choice: &Choice) {
        self.chooser
            .select_first(|row| row.choice().as_ref() == Some(choice));
    }

    /// What is looked at; `None` = nothing that can be.
    pub(crate) fn tried(&self) -> Option<Choice> {
        self.chooser.choice()?.choice()
    }
}

/// The rows, each with the text that it is found by.
fn rows(themes: &Themes) -> Vec<(Row, String)> {
    let auto = (Row::Auto, format!("{AUTO} terminal"));
    let known = themes.known.iter().map(|known| {
        let more = match &known.background {
            Ok(Background::Dark) => "dark",
            Ok(Background::Light) => "light",
            Err(_) => "faulty",
        };
        let text = format!("{} {more}", known.name);
        (Row::Theme(known.clone()), text)
    });
    std::iter::once(auto).chain(known).collect()
}
