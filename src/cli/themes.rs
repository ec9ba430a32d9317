//! Themes as the configuration names them.

use anyhow::bail;

use crate::app::themes::{Choice, Richness, Themes};
use crate::config::Config;
use crate::shell::themes::named;
use crate::store::paths::Folders;
use crate::ui::theme::Wardrobe;

/// Which theme is wanted, and all themes. Files of the user are read if they are named.
///
/// # Errors
///
/// A theme is named that is not there, or whose file is faulty.
pub(super) fn themes(
    config: &Config,
    folders: Option<&Folders>,
    colours: Richness,
) -> anyhow::Result<(Themes, Wardrobe)> {
    let mut wardrobe = Wardrobe::new(colours);
    let mut themes = Themes::default();
    if let Some(name) = &config.theme {
        themes.chosen = Choice::of(name);
    }
    let or = |set: &Option<String>, name: String| set.clone().unwrap_or(name);
    themes.dark = or(&config.theme_dark, themes.dark);
    themes.light = or(&config.theme_light, themes.light);
    for name in wanted(&themes) {
        let file = folders.and_then(|folders| named(folders, &name));
        match file {
            Some(Ok(text)) => wardrobe
                .take(&name, &text)
                .map_err(|fault| fault.of(&name))?,
            Some(Err(why)) => bail!("theme {name}: {why}"),
            None if wardrobe.has(&name) => {}
            None => bail!(
                "there is no theme {name}: it is neither built in nor themes/{name}.toml in the \
                 configuration folder"
            ),
        }
    }
    themes.known = wardrobe.known();
    Ok((themes, wardrobe))
}

/// The themes that may be shown.
fn wanted(themes: &Themes) -> Vec<String> {
    match &themes.chosen {
        Choice::Named(name) => vec![name.clone()],
        Choice::Auto => vec![themes.dark.clone(), themes.light.clone()],
    }
}
