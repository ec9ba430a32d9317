//! Colours, signs and motion as the configuration and the environment have them.

use anyhow::bail;

use crate::app::bar::{Glyphs, Look, Motion};
use crate::app::themes::{AUTO, Richness};
use crate::config::Config;
use crate::shell::colours::NAMES;

/// How many colours are wanted; `None` = as many as the terminal has.
///
/// # Errors
///
/// The configuration has a word for it that is not known.
pub(super) fn colours(config: &Config) -> anyhow::Result<Option<Richness>> {
    let set = config.colours.as_deref().filter(|set| *set != AUTO);
    let Some(name) = set else {
        return Ok(None);
    };
    match NAMES.into_iter().find(|(known, _)| *known == name) {
        Some((_, colours)) => Ok(Some(colours)),
        None => {
            bail!("colours in config.toml is {name:?}, and can be auto, truecolor, 256, 16 or none")
        }
    }
}

/// What signs are made of, and whether they move.
pub(super) fn look(config: &Config) -> Look {
    let variable = |name: &str| std::env::var(name).unwrap_or_default();
    let ascii = config.ascii.unwrap_or_else(|| !has_signs(variable));
    Look {
        glyphs: if ascii { Glyphs::Ascii } else { Glyphs::Blocks },
        motion: if config.reduced_motion {
            Motion::Still
        } else {
            Motion::Moving
        },
    }
}

/// Whether the locale has more than ASCII. One that says nothing is taken for UTF-8, as nearly every
/// terminal is: programs are often started without a locale.
fn has_signs(variable: impl Fn(&str) -> String) -> bool {
    let all = ["LC_ALL", "LC_CTYPE", "LANG"].map(variable);
    let locale = all.into_iter().find(|locale| !locale.is_empty());
    locale.is_none_or(|locale| {
        let locale = locale.to_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_without_utf_8_gets_ascii() {
        for (variables, signs) in [
            (&[][..], true),
            (&[("LANG", "C.UTF-8")], true),
            (&[("LANG", "de_DE.utf8")], true),
            (&[("LANG", "C")], false),
            (&[("LANG", "de_DE@euro")], false),
            (&[("LANG", "C"), ("LC_ALL", "en_GB.UTF-8")], true),
            (&[("LANG", "en_GB.UTF-8"), ("LC_CTYPE", "POSIX")], false),
        ] {
            let of = |name: &str| {
                let found = variables.iter().find(|(other, _)| *other == name);
                found.map_or_else(String::new, |(_, value)| (*value).to_owned())
            };
            assert_eq!(has_signs(of), signs, "{variables:?}");
        }
    }

    #[test]
    fn the_configuration_says_how_many_colours_are_used() {
        let of = |text: &str| colours(&Config::read(text).0);
        assert_eq!(of("").unwrap(), None);
        assert_eq!(of("colours = \"auto\"").unwrap(), None);
        assert_eq!(of("colours = \"16\"").unwrap(), Some(Richness::Sixteen));
        let (_, problems) = Config::read("colours = \"many\"");
        assert!(problems[0].what.contains("one of \"auto\""), "{problems:?}");
    }
}
