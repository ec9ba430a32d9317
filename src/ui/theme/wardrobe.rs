//! All themes, fitted to the terminal, and which of them is worn.

use ratatui::style::Style;

use super::sheet::{self, Side};
use super::{BUILT_IN, Paint, Theme, ThemeFault};
use crate::app::themes::{Known, Origin, Richness, Themes};

/// All themes. A screen is drawn in one of them.
#[derive(Debug, Clone)]
pub(crate) struct Wardrobe {
    colours: Richness,
    /// Worn where there is nothing else.
    plainest: Fitted,
    all: Vec<Hanger>,
}

/// A theme by its name, or what is wrong with its file.
#[derive(Debug, Clone)]
struct Hanger {
    name: String,
    origin: Origin,
    theme: Result<Fitted, ThemeFault>,
    /// What its file said before it became faulty. Who wears it goes on wearing that.
    before: Option<Fitted>,
}

impl Hanger {
    /// What is worn of it.
    fn fitted(&self) -> Option<&Fitted> {
        self.theme.as_ref().ok().or(self.before.as_ref())
    }
}

/// A theme as it is drawn on this terminal.
#[derive(Debug, Clone)]
struct Fitted {
    /// What its file says.
    whole: Theme,
    /// With the colours that there are.
    worn: Theme,
    /// The same for a terminal whose background does not go with it.
    painted: Theme,
}

impl Fitted {
    fn of(whole: Theme, colours: Richness) -> Self {
        let worn = whole.clone().with(colours);
        let painted = worn.clone().painted();
        Self {
            whole,
            worn,
            painted,
        }
    }
}

impl Wardrobe {
    /// The themes that are built in, for a terminal with so many colours.
    pub(crate) fn new(colours: Richness) -> Self {
        let themes = BUILT_IN.into_iter().filter_map(|(name, _)| {
            Some(Hanger {
                name: name.to_owned(),
                origin: Origin::BuiltIn,
                theme: Ok(Fitted::of(sheet::built_in(name)?, colours)),
                before: None,
            })
        });
        Self {
            colours,
            plainest: Fitted::of(sheet::plainest(Side::Dark), colours),
            all: themes.collect(),
        }
    }

    /// Fits all to another number of colours.
    pub(crate) fn fit(&mut self, colours: Richness) {
        self.colours = colours;
        self.plainest = Fitted::of(self.plainest.whole.clone(), colours);
        for hanger in &mut self.all {
            let theme = hanger.theme.as_mut().ok();
            for theme in theme.into_iter().chain(&mut hanger.before) {
                *theme = Fitted::of(theme.whole.clone(), colours);
            }
        }
    }

    /// Takes the text of a file of the user. One that has the name of a built-in theme hides it.
    ///
    /// # Errors
    ///
    /// The file is faulty. It is kept with its fault.
    pub(crate) fn take(&mut self, name: &str, text: &str) -> Result<(), ThemeFault> {
        let theme = sheet::read(text);
        let told = theme.as_ref().map(|_| ()).map_err(Clone::clone);
        let theme = theme.map(|theme| Fitted::of(theme, self.colours));
        self.all
            .retain(|it| it.name != name || it.origin == Origin::BuiltIn);
        self.all.push(Hanger {
            name: name.to_owned(),
            origin: Origin::Own,
            theme,
            before: None,
        });
        told
    }

    /// Takes the files of the user anew, by name and text or why they cannot be read. One that is faulty now
    /// is worn as it was before.
    pub(crate) fn restock(&mut self, files: Vec<(String, Result<String, String>)>) {
        let own = self.all.extract_if(.., |it| it.origin == Origin::Own);
        let own: Vec<Hanger> = own.collect();
        for (name, text) in files {
            match text {
                Ok(text) => {
                    // What is wrong with it stands in the list.
                    self.take(&name, &text).ok();
                }
                Err(why) => self.all.push(Hanger {
                    name,
                    origin: Origin::Own,
                    theme: Err(ThemeFault::unread(why)),
                    before: None,
                }),
            }
        }
        for old in own {
            let mut anew = self.all.iter_mut();
            let same = anew.find(|it| it.origin == Origin::Own && it.name == old.name);
            if let Some(same) = same.filter(|it| it.theme.is_err()) {
                same.before = old.theme.ok().or(old.before);
            }
        }
    }

    /// All themes, to be listed: those of the user behind those that are built in.
    pub(crate) fn known(&self) -> Vec<Known> {
        let hidden = |it: &&Hanger| {
            let mut own = self.all.iter().filter(|other| other.origin == Origin::Own);
            it.origin == Origin::BuiltIn && own.any(|own| own.name == it.name && own.theme.is_ok())
        };
        let known = self.all.iter().filter(|it| !hidden(it)).map(|it| Known {
            name: it.name.clone(),
            origin: it.origin,
            background: match &it.theme {
                Ok(theme) => Ok(theme.whole.background),
                Err(fault) => Err(fault.to_string()),
            },
        });
        known.collect()
    }

    /// Whether there is such a theme, with a file in order.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// A few colours of the theme of this name, on its own canvas: each the style of a word.
    pub(crate) fn strip(&self, name: &str) -> Option<[Style; 8]> {
        self.find(name).map(|fitted| fitted.painted.strip())
    }

    /// The theme of this name as it is drawn.
    #[cfg(test)]
    pub(crate) fn theme(&self, name: &str) -> Option<&Theme> {
        self.find(name).map(|fitted| &fitted.worn)
    }

    /// The theme that is shown. What is not there gives place to the dark one.
    pub(crate) fn worn(&self, themes: &Themes) -> &Theme {
        let fitted = self.find(themes.shown()).unwrap_or(&self.plainest);
        let stands_out = themes
            .background
            .is_some_and(|background| background != fitted.whole.background);
        if fitted.worn.paint == Paint::Nothing && stands_out {
            &fitted.painted
        } else {
            &fitted.worn
        }
    }

    /// The themes whose colours a page takes: the one that is shown, then those for dark and light.
    pub(crate) fn for_pages(&self, themes: &Themes) -> Vec<&Theme> {
        let names = [themes.shown(), &themes.dark, &themes.light, "dark", "light"];
        let found = names.into_iter().filter_map(|name| self.find(name));
        found.map(|fitted| &fitted.whole).collect()
    }

    fn find(&self, name: &str) -> Option<&Fitted> {
        let mut named = self.all.iter().rev().filter(|it| it.name == name);
        named.find_map(Hanger::fitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::themes::Choice;

    #[test]
    fn a_theme_that_becomes_faulty_is_worn_as_it_was() {
        let mut wardrobe = Wardrobe::new(Richness::All);
        let themes = Themes {
            chosen: Choice::of("mine"),
            ..Themes::default()
        };
        let plainest = wardrobe.worn(&themes).canvas;
        let mut save = |text: &str| {
            wardrobe.restock(vec![("mine".to_owned(), Ok(text.to_owned()))]);
            let fault = wardrobe.known().into_iter().find(|it| it.name == "mine");
            let fault = fault.unwrap().background.err();
            (wardrobe.worn(&themes).canvas, fault.is_some())
        };
        let (first, is_faulty) = save("base = \"nord\"\ncanvas = \"#101820\"\n");
        assert!(!is_faulty);
        assert_ne!(first, plainest);
        for _ in 0..2 {
            assert_eq!(save("base = \"nord\"\ntxet = {}\n"), (first, true));
        }
        let (mended, is_faulty) = save("base = \"nord\"\ncanvas = \"#201810\"\n");
        assert!(!is_faulty);
        assert_ne!(mended, first);
    }
}
