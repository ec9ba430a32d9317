//! Which terminal it is, by its environment and by what it answers, and what it takes.

use crate::app::outward::{Notify, Wish};

/// A terminal program, so far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Name {
    /// One that is not known.
    #[default]
    Unknown,
    Kitty,
    Ghostty,
    WezTerm,
    Foot,
    Urxvt,
    Iterm2,
    WindowsTerminal,
    ConEmu,
    Alacritty,
    Contour,
    Konsole,
    Mintty,
    Rio,
    VsCode,
    /// A terminal on GNOME's library.
    Vte,
    Xterm,
    /// The console of Linux, a printer, a file.
    Plain,
}

/// Numbers of a version, the first ones.
type Version = (u32, u32, u32);

/// What stands between outcrop and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Between {
    /// Nothing.
    #[default]
    Nothing,
    /// tmux.
    Tmux,
    /// GNU screen, which passes nothing on.
    Screen,
}

impl Between {
    /// What these variables say.
    pub(super) fn of(variable: impl Fn(&str) -> String) -> Self {
        let is = |name: &str| !variable(name).is_empty();
        let term = variable("TERM");
        if is("TMUX") || variable("TERM_PROGRAM") == "tmux" || term.starts_with("tmux") {
            Self::Tmux
        } else if is("STY") || term.starts_with("screen") {
            Self::Screen
        } else {
            Self::Nothing
        }
    }
}

/// Whether `TERM` names the console of Linux, something that says it is dumb, or nothing. They print
/// sequences that they do not know.
pub(super) fn is_plain(term: &str) -> bool {
    matches!(term, "linux" | "dumb" | "")
}

/// Whether tmux passes on what is wrapped for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Passing {
    #[default]
    No,
    Yes,
}

/// Which terminal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Breed {
    name: Name,
    version: Option<Version>,
    between: Between,
    passing: Passing,
    /// The version of tmux, once it has told.
    tmux: Option<Version>,
}

/// How somebody is told of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// OSC 99.
    Kitty,
    /// OSC 777.
    Urxvt,
    /// OSC 9.
    Iterm2,
    /// The bell.
    Bell,
}

/// Since this version iTerm2 shows progress; earlier ones would show a notification.
const ITERM2_PROGRESS: Version = (3, 6, 6);

/// Since this version tmux keeps links with its cells.
const TMUX_LINKS: Version = (3, 4, 0);

impl Breed {
    /// That of this process.
    pub(super) fn here() -> Self {
        Self::of(|name| std::env::var(name).unwrap_or_default())
    }

    /// What these variables say.
    fn of(variable: impl Fn(&str) -> String) -> Self {
        let is = |name: &str| !variable(name).is_empty();
        let (term, program) = (variable("TERM"), variable("TERM_PROGRAM"));
        let version = version(&variable("TERM_PROGRAM_VERSION"));
        Self {
            name: named(&term, &program, is),
            version: version.filter(|_| program != "tmux"),
            tmux: version.filter(|_| program == "tmux"),
            between: Between::of(&variable),
            passing: Passing::No,
        }
    }

    /// It has told its name and its version (`XTVERSION`).
    pub(super) fn told(&mut self, text: &str) {
        let number = version(text);
        if text.to_ascii_lowercase().starts_with("tmux") {
            self.tmux = number;
            return;
        }
        if let Some(name) = by_name(text) {
            (self.name, self.version) = (name, number);
        }
    }

    /// tmux passes on what is wrapped for it.
    pub(super) fn passes_on(&mut self) {
        self.passing = Passing::Yes;
    }

    /// Whether it knows sequences that set a title at all.
    pub(super) fn has_title(&self) -> bool {
        self.name != Name::Plain
    }

    /// Whether progress is told to it. It is never told through tmux or screen, which keep it.
    pub(super) fn takes_progress(&self, wish: Wish) -> bool {
        match (wish, self.between, self.name) {
            (Wish::Off, ..) | (Wish::Auto, Between::Tmux | Between::Screen, _) => false,
            (Wish::On, ..) => true,
            (Wish::Auto, Between::Nothing, Name::Iterm2) => {
                self.version.is_some_and(|it| it >= ITERM2_PROGRESS)
            }
            (Wish::Auto, Between::Nothing, name) => matches!(
                name,
                Name::Ghostty | Name::WezTerm | Name::WindowsTerminal | Name::ConEmu | Name::Mintty
            ),
        }
    }

    /// Whether addresses are made links of it.
    pub(super) fn takes_links(&self, wish: Wish) -> bool {
        match (wish, self.between) {
            (Wish::Off, _) | (Wish::Auto, Between::Screen) => false,
            (Wish::On, _) => true,
            // What tmux does not know of the terminal outside, it leaves out.
            (Wish::Auto, Between::Tmux) => self.tmux.is_some_and(|it| it >= TMUX_LINKS),
            (Wish::Auto, Between::Nothing) => !matches!(
                self.name,
                Name::Unknown | Name::Plain | Name::Xterm | Name::Urxvt
            ),
        }
    }

    /// How somebody is told of something; `None` = not at all.
    pub(super) fn way(&self, wish: Notify) -> Option<Way> {
        match wish {
            Notify::Off => return None,
            Notify::Bell => return Some(Way::Bell),
            Notify::Auto => {}
        }
        match (self.between, self.passing) {
            (Between::Screen, _) | (Between::Tmux, Passing::No) => return Some(Way::Bell),
            (Between::Nothing, _) | (Between::Tmux, Passing::Yes) => {}
        }
        Some(match self.name {
            Name::Kitty => Way::Kitty,
            Name::Ghostty | Name::WezTerm | Name::Foot | Name::Urxvt => Way::Urxvt,
            Name::Iterm2 => Way::Iterm2,
            _ => Way::Bell,
        })
    }

    /// Whether what is meant for the terminal itself must be wrapped for tmux.
    pub(super) fn wraps(&self) -> bool {
        (self.between, self.passing) == (Between::Tmux, Passing::Yes)
    }
}

/// The terminal that the environment names. tmux hides it, but some variables reach through.
fn named(term: &str, program: &str, is: impl Fn(&str) -> bool) -> Name {
    let by_variable = [
        ("KITTY_WINDOW_ID", Name::Kitty),
        ("GHOSTTY_RESOURCES_DIR", Name::Ghostty),
        ("WEZTERM_EXECUTABLE", Name::WezTerm),
        ("WT_SESSION", Name::WindowsTerminal),
        ("ConEmuPID", Name::ConEmu),
        ("ITERM_SESSION_ID", Name::Iterm2),
        ("KONSOLE_VERSION", Name::Konsole),
        ("ALACRITTY_WINDOW_ID", Name::Alacritty),
        ("VTE_VERSION", Name::Vte),
    ];
    if is_plain(term) {
        return Name::Plain;
    }
    let by_program = by_name(program).filter(|_| program != "tmux");
    let by_term = by_name(term.trim_start_matches("xterm-")).filter(|name| *name != Name::Xterm);
    let found = by_program.or(by_term);
    let mut variables = by_variable.into_iter();
    found
        .or_else(|| variables.find(|(name, _)| is(name)).map(|(_, name)| name))
        .or_else(|| by_name(term))
        .unwrap_or_default()
}

/// The terminal that calls itself so, or begins to.
fn by_name(text: &str) -> Option<Name> {
    let text = text.to_ascii_lowercase();
    let all = [
        ("kitty", Name::Kitty),
        ("ghostty", Name::Ghostty),
        ("wezterm", Name::WezTerm),
        ("foot", Name::Foot),
        ("rxvt", Name::Urxvt),
        ("urxvt", Name::Urxvt),
        ("iterm", Name::Iterm2),
        ("alacritty", Name::Alacritty),
        ("contour", Name::Contour),
        ("konsole", Name::Konsole),
        ("mintty", Name::Mintty),
        ("rio", Name::Rio),
        ("vscode", Name::VsCode),
        ("xterm.js", Name::VsCode),
        ("vte", Name::Vte),
        ("xterm", Name::Xterm),
    ];
    let mut all = all.into_iter();
    all.find(|(start, _)| text.starts_with(start))
        .map(|(_, name)| name)
}

/// The first numbers in a text.
fn version(text: &str) -> Option<Version> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    // `iTerm2 3.6.6`: the digit belongs to the name.
    let digits = match text.to_ascii_lowercase().strip_prefix("iterm2") {
        Some(rest) => rest
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .to_owned(),
        None => digits.to_owned(),
    };
    let mut parts = digits.split('.').map(|part| {
        let end = part.find(|c: char| !c.is_ascii_digit());
        part[..end.unwrap_or(part.len())].parse::<u32>().ok()
    });
    let first = parts.next()??;
    let mut next = || parts.next().flatten().unwrap_or(0);
    Some((first, next(), next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breed(variables: &[(&str, &str)]) -> Breed {
        Breed::of(|name| {
            let found = variables.iter().find(|(other, _)| *other == name);
            found.map_or_else(String::new, |(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_names_the_terminal() {
        for (variables, name) in [
            (&[("TERM", "xterm-kitty")][..], Name::Kitty),
            (&[("TERM", "xterm-ghostty")], Name::Ghostty),
            (&[("TERM", "foot-extra")], Name::Foot),
            (&[("TERM", "rxvt-unicode-256color")], Name::Urxvt),
            (&[("TERM", "xterm-256color")], Name::Xterm),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "WezTerm")],
                Name::WezTerm,
            ),
            (
                &[("TERM", "xterm-256color"), ("TERM_PROGRAM", "iTerm.app")],
                Name::Iterm2,
            ),
            (
                &[("TERM", "xterm-256color"), ("WT_SESSION", "1")],
                Name::WindowsTerminal,
            ),
            (
                &[("TERM", "xterm-256color"), ("VTE_VERSION", "7600")],
                Name::Vte,
            ),
            (&[("TERM", "linux"), ("WT_SESSION", "1")], Name::Plain),
            (&[("TERM", "dumb")], Name::Plain),
            (&[("TERM", "vt220")], Name::Unknown),
            (
                &[
                    ("TERM", "tmux-256color"),
                    ("TMUX", "x"),
                    ("KITTY_WINDOW_ID", "1"),
                ],
                Name::Kitty,
            ),
        ] {
            assert_eq!(breed(variables).name, name, "{variables:?}");
        }
    }

    #[test]
    fn what_it_tells_wins() {
        let mut it = breed(&[("TERM", "xterm-256color")]);
        assert!(!it.takes_links(Wish::Auto) && !it.takes_progress(Wish::Auto));
        it.told("ghostty 1.2.0");
        assert!(it.takes_links(Wish::Auto) && it.takes_progress(Wish::Auto));
        assert_eq!(it.way(Notify::Auto), Some(Way::Urxvt));
        it.told("kitty(0.43.1)");
        assert_eq!((it.name, it.version), (Name::Kitty, Some((0, 43, 1))));
        assert_eq!(it.way(Notify::Auto), Some(Way::Kitty));
        it.told("something else 9");
        assert_eq!(it.name, Name::Kitty);
    }

    #[test]
    fn an_old_iterm_would_take_progress_for_a_notification() {
        for (version, takes) in [
            ("3.5.0", false),
            ("3.6.5", false),
            ("3.6.6", true),
            ("3.10.0", true),
        ] {
            let mut it = breed(&[
                ("TERM", "xterm-256color"),
                ("TERM_PROGRAM", "iTerm.app"),
                ("TERM_PROGRAM_VERSION", version),
            ]);
            assert_eq!(it.takes_progress(Wish::Auto), takes, "{version}");
            it.told(&format!("iTerm2 {version}"));
            assert_eq!(it.takes_progress(Wish::Auto), takes, "{version}");
        }
        assert_eq!(
            breed(&[("TERM", "xterm"), ("TERM_PROGRAM", "iTerm.app")]).way(Notify::Auto),
            Some(Way::Iterm2)
        );
    }

    #[test]
    fn tmux_gets_a_bell_unless_it_passes_on() {
        let inside = [
            ("TERM", "tmux-256color"),
            ("TMUX", "x"),
            ("GHOSTTY_RESOURCES_DIR", "/x"),
            ("TERM_PROGRAM", "tmux"),
            ("TERM_PROGRAM_VERSION", "3.3a"),
        ];
        let mut it = breed(&inside);
        assert_eq!(it.way(Notify::Auto), Some(Way::Bell));
        assert!(!it.takes_links(Wish::Auto) && !it.takes_progress(Wish::Auto) && !it.wraps());
        it.passes_on();
        assert!(it.wraps());
        assert_eq!(it.way(Notify::Auto), Some(Way::Urxvt));
        it.told("tmux 3.4");
        assert!(it.takes_links(Wish::Auto));
        let screen = breed(&[
            ("TERM", "screen-256color"),
            ("STY", "x"),
            ("KITTY_WINDOW_ID", "1"),
        ]);
        assert_eq!(screen.way(Notify::Auto), Some(Way::Bell));
        assert!(!screen.takes_links(Wish::Auto));
    }

    #[test]
    fn a_wish_is_obeyed() {
        let it = breed(&[("TERM", "dumb")]);
        assert!(it.takes_links(Wish::On) && it.takes_progress(Wish::On));
        let it = breed(&[("TERM", "xterm-ghostty")]);
        assert!(!it.takes_links(Wish::Off) && !it.takes_progress(Wish::Off));
        assert_eq!(it.way(Notify::Off), None);
        assert_eq!(it.way(Notify::Bell), Some(Way::Bell));
    }
}
