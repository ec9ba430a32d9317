//! Themes: a style for each role. Colours stand in `themes/*.toml` and nowhere else.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

use crate::app::transcript::line::{Face, Marks, Role};
use crate::chat::export::html::{Colours, Look};

/// The themes that are built in, the default first.
pub(crate) const BUILT_IN: [(&str, &str); 2] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
];

/// The colour of the palette of 256 that is nearest to one of a picture.
pub(crate) fn of_palette(colour: Color) -> Color {
    /// The levels of red, green and blue in the cube of the palette.
    const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let Color::Rgb(red, green, blue) = colour else {
        return colour;
    };
    let away = |of: [u8; 3]| {
        let parts = of.into_iter().zip([red, green, blue]);
        parts
            .map(|(a, b)| u32::from(a.abs_diff(b)).pow(2))
            .sum::<u32>()
    };
    let level = |part: u8| (0..6_u8).min_by_key(|at| LEVELS[usize::from(*at)].abs_diff(part));
    let at = [red, green, blue].map(|part| level(part).unwrap_or(0));
    let cube = at.map(|at| LEVELS[usize::from(at)]);
    let mean = (u16::from(red) + u16::from(green) + u16::from(blue)) / 3;
    let step = u8::try_from((mean.saturating_sub(3) / 10).min(23)).unwrap_or(23);
    let grey = 8 + step * 10;
    if away([grey; 3]) < away(cube) {
        Color::Indexed(232 + step)
    } else {
        Color::Indexed(16 + 36 * at[0] + 6 * at[1] + at[2])
    }
}

/// What a piece of the screen is, beside the text of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    Text,
    Faint,
    Strong,
    Header,
    HeaderFaint,
    Sandbox,
    Frame,
    FrameFocus,
    Key,
    Selected,
    Group,
    Badge,
    Warning,
    Error,
    Banner,
    Hazard,
    Gutter,
    Slider,
    Prefill,
    Found,
    FoundHere,
}

/// A theme.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Theme {
    text: Spec,
    faint: Spec,
    strong: Spec,
    header: Spec,
    header_faint: Spec,
    sandbox: Spec,
    frame: Spec,
    frame_focus: Spec,
    key: Spec,
    selected: Spec,
    group: Spec,
    badge: Spec,
    warning: Spec,
    error: Spec,
    banner: Spec,
    hazard: Spec,
    gutter: Spec,
    slider: Spec,
    prefill: Spec,
    user: Spec,
    assistant: Spec,
    tool: Spec,
    heading: Spec,
    code: Spec,
    code_block: Spec,
    code_info: Spec,
    quote: Spec,
    list_marker: Spec,
    table_frame: Spec,
    table_head: Spec,
    link: Spec,
    rule: Spec,
    // Themes that are older than comparisons do not have them.
    #[serde(default)]
    added: Spec,
    #[serde(default)]
    removed: Spec,
    // Nor do those that are older than searching.
    #[serde(default = "Spec::underlined")]
    found: Spec,
    #[serde(default = "Spec::reversed")]
    found_here: Spec,
    /// Whether colours are left out (`NO_COLOR`); bold and underline stay.
    #[serde(skip)]
    palette: Palette,
}

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Palette {
    /// As the theme says.
    #[default]
    Colours,
    /// None.
    Plain,
}

/// A style in a theme file.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a member of a theme file"
)]
#[derive(Debug, Clone, Copy, Default, Deserialize)]
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

impl Spec {
    fn underlined() -> Self {
        Self {
            underline: true,
            ..Self::default()
        }
    }

    fn reversed() -> Self {
        Self {
            reverse: true,
            ..Self::default()
        }
    }
}

/// A theme file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("theme {name}: {cause}; see themes/dark.toml for all members")]
pub(crate) struct ThemeError {
    name: String,
    cause: String,
}

impl Theme {
    /// Reads a theme.
    pub(crate) fn parse(name: &str, text: &str, palette: Palette) -> Result<Self, ThemeError> {
        let theme: Self = toml::from_str(text).map_err(|error| ThemeError {
            name: name.to_owned(),
            cause: error.to_string(),
        })?;
        Ok(Self { palette, ..theme })
    }

    /// The style of a tone.
    pub(crate) fn style(&self, tone: Tone) -> Style {
        let spec = match tone {
            Tone::Text => self.text,
            Tone::Faint => self.faint,
            Tone::Strong => self.strong,
            Tone::Header => self.header,
            Tone::HeaderFaint => self.header_faint,
            Tone::Sandbox => self.sandbox,
            Tone::Frame => self.frame,
            Tone::FrameFocus => self.frame_focus,
            Tone::Key => self.key,
            Tone::Selected => self.selected,
            Tone::Group => self.group,
            Tone::Badge => self.badge,
            Tone::Warning => self.warning,
            Tone::Error => self.error,
            Tone::Banner => self.banner,
            Tone::Hazard => self.hazard,
            Tone::Gutter => self.gutter,
            Tone::Slider => self.slider,
            Tone::Prefill => self.prefill,
            Tone::Found => self.found,
            Tone::FoundHere => self.found_here,
        };
        spec.style(self.palette)
    }

    /// The style of a span of a message.
    pub(crate) fn face(&self, face: Face) -> Style {
        let spec = match face.role {
            Role::Text => self.text,
            Role::Heading(_) => self.heading,
            Role::Code => self.code,
            Role::CodeBlock => self.code_block,
            Role::CodeInfo => self.code_info,
            Role::Quote => self.quote,
            Role::ListMarker => self.list_marker,
            Role::TableFrame => self.table_frame,
            Role::TableHead => self.table_head,
            Role::Link => self.link,
            Role::Rule => self.rule,
            Role::Hazard => self.hazard,
            Role::Faint | Role::Fold | Role::Note => self.faint,
            Role::Siblings => self.key,
            Role::User => self.user,
            Role::Assistant => self.assistant,
            Role::Tool | Role::Call(_) => self.tool,
            Role::Warning => self.warning,
            Role::Error => self.error,
            Role::Prefill => self.prefill,
            Role::Added => self.added,
            Role::Removed => self.removed,
        };
        let style = spec.style(self.palette).add_modifier(modifiers(face.marks));
        if face.marks.has(Marks::PREFILL) {
            self.begun(style)
        } else {
            style
        }
    }

    /// The style of what the user wrote of a reply, within the reply. The line below it is there in
    /// every palette and every theme, so that it can be told apart without colours.
    fn begun(&self, style: Style) -> Style {
        let prefill = self.prefill.style(self.palette);
        style.patch(prefill).add_modifier(Modifier::UNDERLINED)
    }
}

/// The colours of a page: those of the theme in use for readers whose look is as dark or as light as
/// it, those of another theme for all others. The theme in use is the first one.
pub(crate) fn look(themes: &[Theme]) -> Look {
    let of = |brightness| {
        let alike = themes.iter().find(|theme| theme.brightness() == brightness);
        colours(alike, brightness)
    };
    Look {
        light: of(Brightness::Light),
        dark: of(Brightness::Dark),
    }
}

/// What a theme is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brightness {
    Light,
    Dark,
}

impl Theme {
    /// A theme for a dark terminal has bright words.
    fn brightness(&self) -> Brightness {
        let words = [self.text, self.faint, self.user, self.assistant, self.link];
        let known = words.iter().filter_map(|spec| rgb(spec.fg?));
        let known: Vec<u32> = known.map(|(r, g, b)| (r * 3 + g * 6 + b) / 10).collect();
        let sum: u32 = known.iter().sum();
        let count = u32::try_from(known.len()).unwrap_or(1).max(1);
        match sum / count {
            // Nothing is known of a theme without colours.
            0 => Brightness::Dark,
            mean if mean > 127 => Brightness::Dark,
            _ => Brightness::Light,
        }
    }
}

/// The colours of a theme, with black and white where it leaves them to the terminal.
fn colours(theme: Option<&Theme>, brightness: Brightness) -> Colours {
    let (front, back) = match brightness {
        Brightness::Light => ("#1f2328", "#ffffff"),
        Brightness::Dark => ("#e6e9ef", "#16191f"),
    };
    let or = |colour: Option<Color>, other: &str| match colour.and_then(rgb) {
        Some((r, g, b)) => format!("#{r:02x}{g:02x}{b:02x}"),
        None => other.to_owned(),
    };
    let fg = |pick: fn(&Theme) -> Spec| or(theme.and_then(|theme| pick(theme).fg), front);
    Colours {
        text: fg(|theme| theme.text),
        back: or(theme.and_then(|theme| theme.text.bg), back),
        faint: fg(|theme| theme.faint),
        user: fg(|theme| theme.user),
        assistant: fg(|theme| theme.assistant),
        tool: fg(|theme| theme.tool),
        heading: fg(|theme| theme.heading),
        code: fg(|theme| theme.code),
        link: fg(|theme| theme.link),
        rule: fg(|theme| theme.rule),
    }
}

/// The terminal's sixteen colours as xterm has them. Source: xterm, `XTerm-col.ad`.
const SIXTEEN: [u32; 16] = [
    0x00_00_00, 0xcd_00_00, 0x00_cd_00, 0xcd_cd_00, 0x00_00_ee, 0xcd_00_cd, 0x00_cd_cd, 0xe5_e5_e5,
    0x7f_7f_7f, 0xff_00_00, 0x00_ff_00, 0xff_ff_00, 0x5c_5c_ff, 0xff_00_ff, 0x00_ff_ff, 0xff_ff_ff,
];

/// Red, green and blue of a colour; `None` = the terminal's own.
fn rgb(colour: Color) -> Option<(u32, u32, u32)> {
    let parts = |value: u32| (value >> 16, (value >> 8) & 0xff, value & 0xff);
    let at = match colour {
        Color::Reset => return None,
        Color::Rgb(r, g, b) => return Some((r.into(), g.into(), b.into())),
        Color::Indexed(at) => u32::from(at),
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    Some(match at {
        // A cube of six steps each, then 24 shades of grey.
        16..=231 => {
            let step = |part: u32| if part == 0 { 0 } else { 55 + part * 40 };
            let cube = at - 16;
            (step(cube / 36), step(cube / 6 % 6), step(cube % 6))
        }
        232..=255 => {
            let grey = 8 + (at - 232) * 10;
            (grey, grey, grey)
        }
        _ => parts(SIXTEEN[at as usize % 16]),
    })
}

fn modifiers(marks: Marks) -> Modifier {
    let pairs = [
        (Marks::STRONG, Modifier::BOLD),
        (Marks::EMPHASIS, Modifier::ITALIC),
        (Marks::STRIKE, Modifier::CROSSED_OUT),
        (Marks::UNDERLINE, Modifier::UNDERLINED),
    ];
    let set = pairs.into_iter().filter(|(mark, _)| marks.has(*mark));
    set.fold(Modifier::empty(), |all, (_, modifier)| all | modifier)
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

#[cfg(test)]
mod tests {
    #[test]
    fn colours_of_pictures_find_the_nearest_of_the_palette() {
        for (colour, index) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((255, 0, 0), 196),
            ((90, 140, 250), 69),
            ((128, 128, 128), 244),
            ((18, 18, 18), 233),
        ] {
            let (red, green, blue) = colour;
            let found = super::of_palette(super::Color::Rgb(red, green, blue));
            assert_eq!(found, super::Color::Indexed(index), "{colour:?}");
        }
    }

    use super::*;

    #[test]
    fn built_in_themes_can_be_read() {
        for (name, text) in BUILT_IN {
            Theme::parse(name, text, Palette::Colours).unwrap();
        }
    }

    #[test]
    fn a_page_has_the_colours_of_the_theme_and_of_its_opposite() {
        let themes: Vec<Theme> = BUILT_IN
            .map(|(name, text)| Theme::parse(name, text, Palette::Colours).unwrap())
            .into();
        let look = look(&themes);
        assert_eq!(look.dark.user, "#6cb6ff");
        assert_eq!(
            (look.light.user.as_str(), look.light.back.as_str()),
            ("#0550ae", "#ffffff")
        );
        assert_eq!(super::look(&[]).dark.text, "#e6e9ef");
        assert_eq!(rgb(Color::Indexed(196)), Some((255, 0, 0)));
        assert_eq!(rgb(Color::Indexed(255)), Some((238, 238, 238)));
    }

    #[test]
    fn an_unknown_member_is_named_with_its_line() {
        let error = Theme::parse("mine", "[txet]\nfg = \"red\"\n", Palette::Colours).unwrap_err();
        assert!(error.to_string().contains("txet"), "{error}");
    }

    #[test]
    fn a_prefill_is_told_apart_in_every_theme_and_palette() {
        for (name, text) in BUILT_IN {
            for palette in [Palette::Colours, Palette::Plain] {
                let theme = Theme::parse(name, text, palette).unwrap();
                for role in [Role::Text, Role::Code, Role::CodeBlock, Role::Heading(1)] {
                    let face = Face::of(role);
                    let (reply, begun) =
                        (theme.face(face), theme.face(face.marked(Marks::PREFILL)));
                    let lines = [reply, begun]
                        .map(|style| style.add_modifier.contains(Modifier::UNDERLINED));
                    assert_eq!(lines, [false, true], "{name} {role:?}");
                    let coloured = palette == Palette::Colours;
                    assert_eq!(reply.fg != begun.fg, coloured, "{name} {role:?}");
                }
            }
        }
    }

    #[test]
    fn added_and_removed_have_colours_of_their_own() {
        for (name, text) in BUILT_IN {
            let theme = Theme::parse(name, text, Palette::Colours).unwrap();
            let [text, added, removed] =
                [Role::Text, Role::Added, Role::Removed].map(|role| theme.face(Face::of(role)).fg);
            assert!(
                added != removed && added != text && removed != text,
                "{name}"
            );
        }
    }

    #[test]
    fn a_theme_that_is_older_than_comparisons_can_be_read() {
        let lines = BUILT_IN[0].1.lines();
        let old: Vec<&str> = lines
            .filter(|line| !line.starts_with("added") && !line.starts_with("removed"))
            .collect();
        Theme::parse("mine", &old.join("\n"), Palette::Colours).unwrap();
    }

    #[test]
    fn without_colours_bold_stays() {
        let theme = Theme::parse("dark", BUILT_IN[0].1, Palette::Plain).unwrap();
        let style = theme.style(Tone::Strong);
        assert_eq!((style.fg, style.bg), (None, None));
        assert!(style.add_modifier.contains(Modifier::BOLD));
    }
}
