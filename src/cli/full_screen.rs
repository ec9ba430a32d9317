//! The full screen: configuration, conversation and terminal put together.

use std::path::PathBuf;

use anyhow::{Context, bail};

use crate::app::pictures::Protocol;
use crate::app::themes::Appearance;
use crate::bedrock::access::Access;
use crate::config::Config;
use crate::shell::colours::Palette;
use crate::shell::keys;
use crate::shell::{self, Opening, Remembered, Setup};
use crate::store::library;
use crate::store::paths::Folders;

use super::args::Args;
use super::given::Given;
use super::look;
use super::themes::themes;

/// Runs the full screen; gives the exit code.
pub(super) fn run(args: &Args) -> anyhow::Result<u8> {
    let folders = Folders::find();
    let given = match Given::find(args) {
        Ok(given) => given,
        Err((code, why)) => {
            tell!("outcrop: {why}");
            return Ok(code);
        }
    };
    // NO_COLOR is obeyed by the theme; crossterm's way would reset bold and underline too.
    crossterm::style::force_color_output(true);
    let config = match &folders {
        Some(folders) => Config::load(&folders.config.join("config.toml"))?,
        None => Config::default(),
    };
    let palette = Palette::here(look::colours(&config)?);
    let (themes, wardrobe) = themes(&config, folders.as_ref(), palette.richness())?;
    let appearance = Appearance {
        themes,
        look: look::look(&config),
    };
    let opening = opening(args, folders.as_ref())?;
    let remembered = folders
        .as_ref()
        .map(|folders| Remembered::load(folders, &opening))
        .unwrap_or_default();
    let keys = folders.as_ref().and_then(|it| keys::load(&it.config));
    shell::run(Setup {
        keys,
        opening,
        remembered,
        model: args.model.clone().or_else(|| config.model.clone()),
        access: access(args, &config),
        images: images(&config)?,
        appearance,
        wardrobe,
        palette,
        folders,
        attach: given.files,
        input: given.input,
        config,
    })
}

/// How pictures are shown, by the environment or the configuration.
fn images(config: &Config) -> anyhow::Result<Option<Protocol>> {
    let set = std::env::var("OUTCROP_IMAGES").ok();
    let (whose, name) = match (set.filter(|name| !name.is_empty()), &config.images) {
        (Some(name), _) => ("OUTCROP_IMAGES", name),
        (None, Some(name)) => ("images in config.toml", name.clone()),
        (None, None) => return Ok(None),
    };
    let mut known = Protocol::NAMES.into_iter();
    match known.find(|(known, _)| *known == name) {
        Some((_, protocol)) => Ok(Some(protocol)),
        None => bail!(
            "{whose} is {name:?}, and can be kitty, iterm2, sixel, halfblocks or off; \
             without it the terminal is asked"
        ),
    }
}

fn opening(args: &Args, folders: Option<&Folders>) -> anyhow::Result<Opening> {
    let path: Option<PathBuf> =
        match (&args.file, args.resume) {
            (Some(path), _) => Some(path.clone()),
            (None, true) => {
                let folder = folders.map(Folders::conversations).unwrap_or_default();
                let newest = library::newest(&folder);
                Some(newest.with_context(|| {
                    format!("there is no conversation in {} yet", folder.display())
                })?)
            }
            (None, false) => None,
        };
    Ok(match path {
        // The library lists whole paths.
        Some(path) => shell::open(&std::path::absolute(&path).unwrap_or(path))?,
        None => Opening::fresh().context("the system gives no random bytes")?,
    })
}

/// Flags win over the configuration; the SDK looks at the environment for what neither names.
fn access(args: &Args, config: &Config) -> Option<Access> {
    let or = |flag: &Option<String>, set: &Option<String>| flag.clone().or_else(|| set.clone());
    (!args.sandbox).then(|| Access::Aws {
        profile: or(&args.profile, &config.profile),
        region: or(&args.region, &config.region),
        endpoint_url: or(&args.endpoint_url, &config.endpoint_url),
    })
}
