//! The table of settings: what can stand in `config.toml`. Reading, checking, the commented file, the
//! schema and the table in `docs/configuration.md` are made of it.

use super::Config;
use super::value::Value;

/// A setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Its key; one with a dot stands in a table.
    pub(crate) key: &'static str,
    /// What it takes.
    pub(crate) kind: Kind,
    /// What holds without it: a value as TOML, or words.
    pub(crate) unset: &'static str,
    /// What it is, in a line.
    pub(crate) help: &'static str,
    /// A value that it could have, as TOML.
    pub(crate) example: &'static str,
    /// When a change counts.
    pub(crate) when: When,
    /// Variables of the environment that win over it.
    pub(crate) above: &'static [&'static str],
    /// Variables that count where it is not set.
    pub(crate) below: &'static [&'static str],
    /// Takes the value, which is of its kind.
    pub(super) take: fn(&mut Config, Value),
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// An array of strings.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// One of these strings.
    One(&'static [&'static str]),
}

/// When a change counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// As soon as the file is written.
    Now,
    /// With the next conversation that is begun.
    NextConversation,
    /// With the next start of outcrop.
    NextStart,
}

impl When {
    /// In words, for tables.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Now => "at once",
            Self::NextConversation => "with the next new conversation",
            Self::NextStart => "with the next start",
        }
    }
}

impl Kind {
    /// What it takes, in words.
    pub(crate) fn words(self) -> String {
        match self {
            Self::Text => "a string in quotes".to_owned(),
            Self::Texts => "an array of strings".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::Whole(least, u64::MAX) => format!("a whole number from {least} on"),
            Self::Whole(least, most) => format!("a whole number from {least} to {most}"),
            Self::One(all) => {
                let all: Vec<String> = all.iter().map(|one| format!("\"{one}\"")).collect();
                format!("one of {}", all.join(", "))
            }
        }
    }
}

const NONE: &[&str] = &[];

/// A year in seconds: nobody waits longer.
const YEAR: u64 = 31_536_000;

/// All settings, in the order of the file. Those in tables come last, as TOML wants it.
pub(crate) const TABLE: &[Setting] = &[
    Setting {
        key: "theme",
        kind: Kind::Text,
        unset: "\"auto\"",
        help: "the theme: auto for the terminal's background, one that is built in, or themes/NAME.toml in this folder",
        example: "\"nord\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.theme = value.text(),
    },
    Setting {
        key: "theme_dark",
        kind: Kind::Text,
        unset: "\"dark\"",
        help: "the theme that auto takes in a dark terminal",
        example: "\"nord\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.theme_dark = value.text(),
    },
    Setting {
        key: "theme_light",
        kind: Kind::Text,
        unset: "\"light\"",
        help: "the theme that auto takes in a light terminal",
        example: "\"solarized-light\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.theme_light = value.text(),
    },
    Setting {
        key: "colours",
        kind: Kind::One(&["auto", "truecolor", "256", "16", "none"]),
        unset: "\"auto\"",
        help: "how many colours are used",
        example: "\"256\"",
        when: When::NextStart,
        above: NONE,
        below: NONE,
        take: |config, value| config.colours = value.text(),
    },
    Setting {
        key: "ascii",
        kind: Kind::Flag,
        unset: "by the locale",
        help: "whether frames, marks and bars are drawn in ASCII only",
        example: "true",
        when: When::NextStart,
        above: NONE,
        below: NONE,
        take: |config, value| config.ascii = Some(value.flag()),
    },
    Setting {
        key: "reduced_motion",
        kind: Kind::Flag,
        unset: "false",
        help: "whether nothing moves, and figures change at most once a second",
        example: "true",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.reduced_motion = value.flag(),
    },
    Setting {
        key: "editing",
        kind: Kind::One(&["plain", "vim"]),
        unset: "\"plain\"",
        help: "how texts are edited: what is typed is text, or in the modes of vim",
        example: "\"vim\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.editing = value.text(),
    },
    Setting {
        key: "enter",
        kind: Kind::One(&["send", "newline"]),
        unset: "\"send\"",
        help: "what Enter does in the message; Alt-Enter does the other one",
        example: "\"newline\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.enter = value.text(),
    },
    Setting {
        key: "code_lines",
        kind: Kind::One(&["wrap", "scroll"]),
        unset: "\"wrap\"",
        help: "how code lines are shown that are longer than the column: broken, or cut and scrolled sideways",
        example: "\"scroll\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.code_lines = value.text(),
    },
    Setting {
        key: "mouse",
        kind: Kind::One(&["on", "off"]),
        unset: "\"on\"",
        help: "whether outcrop takes the wheel, clicks and drags, or leaves the mouse to the terminal",
        example: "\"off\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.mouse = value.text(),
    },
    Setting {
        key: "model",
        kind: Kind::Text,
        unset: "the one that was used last",
        help: "the model or route that outcrop begins with",
        example: "\"us.anthropic.claude-sonnet-4-5-20250929-v1:0\"",
        when: When::NextStart,
        above: NONE,
        below: NONE,
        take: |config, value| config.model = value.text(),
    },
    Setting {
        key: "preset",
        kind: Kind::Text,
        unset: "none",
        help: "the preset that new conversations begin with: presets/NAME.toml in this folder",
        example: "\"careful\"",
        when: When::NextConversation,
        above: NONE,
        below: NONE,
        take: |config, value| config.preset = value.text(),
    },
    Setting {
        key: "profile",
        kind: Kind::Text,
        unset: "as the AWS configuration says",
        help: "the AWS profile",
        example: "\"dev\"",
        when: When::NextStart,
        above: NONE,
        below: &["AWS_PROFILE"],
        take: |config, value| config.profile = value.text(),
    },
    Setting {
        key: "region",
        kind: Kind::Text,
        unset: "as the AWS configuration says",
        help: "the AWS region",
        example: "\"eu-central-1\"",
        when: When::NextStart,
        above: NONE,
        below: &["AWS_REGION"],
        take: |config, value| config.region = value.text(),
    },
    Setting {
        key: "endpoint_url",
        kind: Kind::Text,
        unset: "as the AWS configuration says",
        help: "the endpoint of both Bedrock services",
        example: "\"http://127.0.0.1:8087\"",
        when: When::NextStart,
        above: NONE,
        below: &["AWS_ENDPOINT_URL"],
        take: |config, value| config.endpoint_url = value.text(),
    },
    Setting {
        key: "library_folders",
        kind: Kind::Texts,
        unset: "[]",
        help: "folders whose conversations are listed too; ~ is the home folder",
        example: "[\"~/notes\"]",
        when: When::NextStart,
        above: NONE,
        below: NONE,
        take: |config, value| {
            config.library_folders = value.texts().into_iter().map(Into::into).collect();
        },
    },
    Setting {
        key: "images",
        kind: Kind::One(&["kitty", "iterm2", "sixel", "halfblocks", "off"]),
        unset: "as the terminal can",
        help: "how pictures are shown",
        example: "\"sixel\"",
        when: When::NextStart,
        above: &["OUTCROP_IMAGES"],
        below: NONE,
        take: |config, value| config.images = value.text(),
    },
    Setting {
        key: "title",
        kind: Kind::One(&["model", "conversation", "off"]),
        unset: "\"model\"",
        help: "what stands in the title of the terminal's window behind outcrop: the model, or the conversation's title",
        example: "\"conversation\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.title = value.text(),
    },
    Setting {
        key: "progress",
        kind: Kind::One(&["auto", "on", "off"]),
        unset: "\"auto\"",
        help: "whether the terminal's own progress bar shows that a reply comes; auto: where the terminal is known to have one",
        example: "\"off\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.progress = value.text(),
    },
    Setting {
        key: "notify",
        kind: Kind::One(&["auto", "bell", "off"]),
        unset: "\"auto\"",
        help: "how you are told of a reply that took over 10 seconds, and of tool calls that wait, while another window has the focus",
        example: "\"bell\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.notify = value.text(),
    },
    Setting {
        key: "links",
        kind: Kind::One(&["auto", "on", "off"]),
        unset: "\"auto\"",
        help: "whether web addresses are links of the terminal; auto: where the terminal is known to be fine with them",
        example: "\"off\"",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.links = value.text(),
    },
    Setting {
        key: "in_flight",
        kind: Kind::Whole(1, 1000),
        unset: "one for each lane",
        help: "how many requests may be with the service at once",
        example: "8",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.in_flight = value.whole(),
    },
    Setting {
        key: "keep_location",
        kind: Kind::Flag,
        unset: "false",
        help: "whether pictures keep location and camera data when they are attached",
        example: "true",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.keep_location = value.flag(),
    },
    Setting {
        key: "timers.headers",
        kind: Kind::Whole(1, YEAR),
        unset: "60",
        help: "seconds from a request to the headers of the answer",
        example: "60",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.timers.headers = value.whole(),
    },
    Setting {
        key: "timers.first_event",
        kind: Kind::Whole(1, YEAR),
        unset: "300",
        help: "seconds to the first content of a reply",
        example: "300",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.timers.first_event = value.whole(),
    },
    Setting {
        key: "timers.between_events",
        kind: Kind::Whole(1, YEAR),
        unset: "120",
        help: "seconds between any two arrivals of a reply",
        example: "120",
        when: When::Now,
        above: NONE,
        below: NONE,
        take: |config, value| config.timers.between_events = value.whole(),
    },
];

/// The setting of this key.
pub(crate) fn of(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.key == key)
}
