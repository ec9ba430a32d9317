//! Contrast of every role of every built-in theme, with all colours and with few; and how roles differ.

use ratatui::style::{Color, Modifier};

use super::colour::{contrast, rgb};
use super::degrade::{DARK_GROUNDS, LIGHT_GROUNDS};
use super::roles::{ALL, Kind};
use super::*;
use crate::app::code::Syntax;
use crate::app::themes::{Choice, Origin, Richness, Themes};
use crate::app::transcript::line::{Face, Marks, Role};

/// The roles that hold lines and marks and no words, and what they are. All of them are seen in order to
/// find one's way, so none is fainter than 3:1 (WCAG 1.4.11).
const LINES: [(&str, &str); 5] = [
    (
        "frame",
        "the border of a pane that has not the focus; the focused one is `frame_focus`, 4.5:1",
    ),
    (
        "gutter",
        "the bar at the left edge of the pane that has the focus",
    ),
    (
        "slider",
        "the bar of a value; the value stands beside it in words",
    ),
    ("table_frame", "the frame of a table in a message"),
    ("rule", "a line across a message"),
];

/// What a role without a background stands on, by the theme. Those that leave the terminal's own are
/// judged on the most common ones; the sixteen colours as xterm has them, on its own black and white.
fn grounds(name: &str, theme: &Theme) -> Vec<[u8; 3]> {
    match (name, theme.paint, theme.background) {
        ("16-colour", ..) => vec![[0; 3]],
        ("16-colour-light", ..) => vec![[0xff; 3]],
        (_, Paint::Canvas, _) => vec![rgb(theme.canvas).unwrap()],
        (_, Paint::Nothing, Background::Dark) => DARK_GROUNDS.to_vec(),
        (_, Paint::Nothing, Background::Light) => LIGHT_GROUNDS.to_vec(),
    }
}

/// Roles that can be read worse than they must.
fn faults(name: &str, theme: &Theme) -> Vec<String> {
    let mut found = Vec::new();
    for (part, role, kind) in ALL {
        let spec = theme.specs[part as usize];
        let own: Vec<[u8; 3]> = spec.bg.and_then(rgb).into_iter().collect();
        let behind = if own.is_empty() {
            grounds(name, theme)
        } else {
            own
        };
        let front = match (spec.fg, spec.bg, theme.paint) {
            (Some(fg), ..) => rgb(fg),
            (None, None, Paint::Canvas) => rgb(theme.ink),
            // The terminal's own text on its own background.
            (None, None, Paint::Nothing) => continue,
            (None, Some(_), _) => {
                found.push(format!(
                    "{name} {role}: a background without a colour for the words"
                ));
                continue;
            }
        };
        for ground in behind {
            let ratio = contrast(front.unwrap(), ground);
            if ratio < kind.least_contrast() {
                found.push(format!("{name} {role}: {ratio:.2}:1 on {ground:?}"));
            }
        }
        if spec.dim || spec.reverse {
            found.push(format!(
                "{name} {role}: what becomes of dim and reverse is up to the terminal"
            ));
        }
    }
    found
}

#[test]
fn every_role_of_every_theme_can_be_read() {
    let all = BUILT_IN.map(|(name, _)| faults(name, &Theme::built_in(name)));
    let found = all.concat();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let lines = ALL.into_iter().filter(|(_, _, kind)| *kind == Kind::Lines);
    let mut lines: Vec<&str> = lines.map(|(_, role, _)| role).collect();
    let mut listed = LINES.map(|(role, _)| role);
    lines.sort_unstable();
    listed.sort_unstable();
    assert_eq!(lines, listed);
}

#[test]
fn with_256_colours_every_role_can_still_be_read() {
    let mut found = Vec::new();
    for (name, _) in BUILT_IN {
        let theme = Theme::built_in(name).with(Richness::Palette);
        let colours = theme.specs.iter().flat_map(|spec| [spec.fg, spec.bg]);
        for colour in colours
            .chain([Some(theme.canvas), Some(theme.ink)])
            .flatten()
        {
            assert!(!matches!(colour, Color::Rgb(..)), "{name}: {colour}");
        }
        found.extend(faults(name, &theme));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn high_contrast_is_higher() {
    for name in ["high-contrast", "high-contrast-light"] {
        let theme = Theme::built_in(name);
        for (part, role, _) in ALL.into_iter().filter(|(_, _, kind)| *kind == Kind::Words) {
            let spec = theme.specs[part as usize];
            let front = rgb(spec.fg.unwrap_or(theme.ink)).unwrap();
            let ratio = contrast(front, rgb(spec.bg.unwrap_or(theme.canvas)).unwrap());
            assert!(ratio >= 7.0, "{name} {role}: {ratio:.2}:1");
        }
    }
}

#[test]
fn with_sixteen_colours_the_theme_of_sixteen_stands_in() {
    for (name, _) in BUILT_IN {
        let theme = Theme::built_in(name).with(Richness::Sixteen);
        let other = match theme.background {
            Background::Dark => "16-colour",
            Background::Light => "16-colour-light",
        };
        assert_eq!(theme, Theme::built_in(other), "{name}");
        assert_eq!(theme.background, Theme::built_in(name).background);
    }
    // One of the user's own that needs no more is left alone.
    let own = sheet::read("base = \"16-colour\"\nuser = { fg = \"lightred\" }").unwrap();
    assert_eq!(own.clone().with(Richness::Sixteen), own);
}

#[test]
fn without_colours_bold_and_underline_stay_in_every_theme() {
    for (name, _) in BUILT_IN {
        let coloured = Theme::built_in(name);
        let theme = coloured.clone().with(Richness::None);
        for (part, role, _) in ALL {
            let (plain, before) = (theme.of(part), coloured.of(part));
            assert_eq!((plain.fg, plain.bg), (None, None), "{name} {role}");
            let kept = Modifier::BOLD | Modifier::UNDERLINED | Modifier::ITALIC;
            let (plain, before) = (plain.add_modifier, before.add_modifier);
            assert_eq!(plain & kept, before & kept, "{name} {role}");
        }
        let style = theme.style(Tone::Selected);
        assert!(style.add_modifier.contains(Modifier::REVERSED), "{name}");
        let style = theme.style(Tone::Text);
        assert_eq!(style.add_modifier, Modifier::empty(), "{name}");
        assert_eq!(theme.clone().painted().of(Part::Text).bg, None, "{name}");
    }
}

#[test]
fn every_theme_says_what_it_is() {
    for (name, text) in BUILT_IN {
        assert!(text.starts_with("# "), "{name}");
        for member in ["background", "canvas", "ink", "paint"] {
            let line = format!("\n{member} = ");
            assert_eq!(text.matches(&line).count(), 1, "{name} {member}");
        }
        for (_, role, _) in ALL {
            let mut lines = text.lines().map(|line| line.split_whitespace().next());
            assert!(lines.any(|first| first == Some(role)), "{name} {role}");
        }
    }
    let paints = |name: &str| Theme::built_in(name).paint == Paint::Canvas;
    for name in ["dark", "light", "16-colour", "16-colour-light"] {
        assert!(!paints(name), "{name}");
    }
    for name in [
        "solarized-dark",
        "solarized-light",
        "gruvbox-dark",
        "catppuccin-mocha",
        "nord",
    ] {
        assert!(paints(name), "{name}");
    }
}

#[test]
fn only_names_stand_in_the_themes_of_sixteen_colours() {
    for name in ["16-colour", "16-colour-light"] {
        let theme = Theme::built_in(name);
        let colours = theme.specs.iter().flat_map(|spec| [spec.fg, spec.bg]);
        for colour in colours.flatten() {
            assert!(colour::is_of_sixteen(colour), "{name}: {colour}");
        }
    }
}

#[test]
fn a_page_has_the_colours_of_the_theme_and_of_its_opposite() {
    let wardrobe = Wardrobe::new(Richness::Palette);
    let page = look(&wardrobe.for_pages(&Themes::default()));
    assert_eq!(page.dark.user, "#6cb6ff");
    assert_eq!(
        (page.light.user.as_str(), page.light.back.as_str()),
        ("#0550ae", "#ffffff")
    );
    let nord = Themes {
        chosen: Choice::of("nord"),
        ..Themes::default()
    };
    let page = look(&wardrobe.for_pages(&nord));
    assert_eq!(
        (page.dark.back.as_str(), page.light.back.as_str()),
        ("#2e3440", "#ffffff")
    );
    assert_eq!(look(&[]).dark.text, "#e6e9ef");
}

#[test]
fn what_the_user_wrote_of_a_reply_is_told_apart_in_every_theme() {
    for (name, _) in BUILT_IN {
        for colours in [Richness::All, Richness::Palette, Richness::None] {
            let theme = Theme::built_in(name).with(colours);
            for role in [Role::Text, Role::Code, Role::CodeBlock, Role::Heading(1)] {
                let face = Face::of(role);
                let (reply, begun) = (theme.face(face), theme.face(face.marked(Marks::PREFILL)));
                let lines = |style: Style| style.add_modifier.contains(Modifier::UNDERLINED);
                assert!(lines(begun), "{name} {role:?}");
                let coloured = colours != Richness::None;
                assert_eq!(reply.fg != begun.fg, coloured, "{name} {role:?}");
            }
        }
    }
}

#[test]
fn what_must_be_told_apart_has_colours_of_its_own() {
    for (name, _) in BUILT_IN {
        for colours in [Richness::All, Richness::Palette] {
            let theme = Theme::built_in(name).with(colours);
            for apart in [
                &[Part::Text, Part::Added, Part::Removed][..],
                &[Part::User, Part::Assistant, Part::Tool],
                &[Part::Frame, Part::FrameFocus],
                &[Part::Badge, Part::Error],
                &[Part::SyntaxKeyword, Part::SyntaxString, Part::SyntaxNumber],
                &[Part::SyntaxInserted, Part::SyntaxDeleted],
            ] {
                let mut looks: Vec<Style> = apart.iter().map(|part| theme.of(*part)).collect();
                looks.dedup();
                assert_eq!(looks.len(), apart.len(), "{name} {apart:?}");
            }
            assert_ne!(
                theme.of(Part::Found).bg,
                theme.of(Part::FoundHere).bg,
                "{name}"
            );
            assert_ne!(
                theme.of(Part::Selected).bg,
                theme.of(Part::Text).bg,
                "{name}"
            );
            assert_eq!(theme.syntax(Syntax::Comment), theme.of(Part::SyntaxComment));
        }
    }
}

#[test]
fn every_kind_of_code_has_its_role() {
    use Syntax::{
        Comment, Deleted, Function, Inserted, Keyword, Number, Operator, String, Type, Variable,
    };
    let kinds = [
        Keyword, String, Comment, Number, Function, Type, Operator, Variable, Inserted, Deleted,
    ];
    let theme = Theme::built_in("gruvbox-dark");
    let roles = ALL
        .into_iter()
        .filter(|(_, name, _)| name.starts_with("syntax_"));
    let styles: Vec<Style> = roles.map(|(part, ..)| theme.of(part)).collect();
    assert_eq!(kinds.map(|kind| theme.syntax(kind)).to_vec(), styles);
}

#[test]
fn a_theme_that_does_not_go_with_the_terminal_paints_its_canvas() {
    let wardrobe = Wardrobe::new(Richness::All);
    let mut themes = Themes {
        chosen: Choice::of("light"),
        ..Themes::default()
    };
    let behind = |themes: &Themes| wardrobe.worn(themes).style(Tone::Text).bg;
    assert_eq!(behind(&themes), None, "nothing is known of the terminal");
    themes.background = Some(Background::Light);
    assert_eq!(behind(&themes), None);
    themes.background = Some(Background::Dark);
    assert_eq!(behind(&themes), Some(Color::Rgb(255, 255, 255)));
    themes.chosen = Choice::of("nowhere");
    let dark = wardrobe.theme("dark").unwrap();
    assert_eq!(wardrobe.worn(&themes), dark);
}

#[test]
fn the_users_themes_are_listed_with_their_faults() {
    let mut wardrobe = Wardrobe::new(Richness::All);
    wardrobe.restock(vec![
        ("mine".to_owned(), Ok("base = \"nord\"".to_owned())),
        ("bad".to_owned(), Ok("txet = {}".to_owned())),
        ("gone".to_owned(), Err("permission denied".to_owned())),
        (
            "dark".to_owned(),
            Ok("user = { fg = \"#ffffff\" }".to_owned()),
        ),
    ]);
    let known = wardrobe.known();
    let own = known.iter().filter(|it| it.origin == Origin::Own);
    let told: Vec<(&str, Result<Background, &str>)> = own
        .map(|it| {
            (
                it.name.as_str(),
                it.background.as_ref().map_err(String::as_str).copied(),
            )
        })
        .collect();
    let fault = "line 1, column 1: unknown member `txet`; did you mean `text`?";
    assert_eq!(
        told,
        [
            ("mine", Ok(Background::Dark)),
            ("bad", Err(fault)),
            ("gone", Err("permission denied")),
            ("dark", Ok(Background::Dark)),
        ]
    );
    assert_eq!(known.iter().filter(|it| it.name == "dark").count(), 1);
    let white = Some(Color::Rgb(255, 255, 255));
    assert_eq!(wardrobe.theme("dark").unwrap().of(Part::User).fg, white);
    wardrobe.fit(Richness::None);
    assert_eq!(wardrobe.theme("mine").unwrap().of(Part::User).fg, None);
    wardrobe.restock(Vec::new());
    assert_eq!(wardrobe.known().len(), BUILT_IN.len());
}
