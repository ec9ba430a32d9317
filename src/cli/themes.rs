//! Themes as the configuration names them.

use anyhow::anyhow;

use crate::app::themes::{AUTO, Choice, Richness, Themes};
use crate::chat::spelling;
use crate::config::{Config, Problem};
use crate::shell::themes::{named, names};
use crate::store::paths::Folders;
use crate::ui::theme::Wardrobe;

/// The settings that name a theme.
const KEYS: [&str; 3] = ["theme", "theme_dark", "theme_light"];

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
        hang(&mut wardrobe, folders, &name).map_err(|what| anyhow!(what))?;
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

/// What is wrong with the themes that a configuration names, also those that do not count now.
pub(super) fn problems(config: &Config, folders: &Folders) -> Vec<Problem> {
    let problems = config.given.iter().filter_map(|given| {
        let what = problem(config, folders, given.key)?;
        let place = given.place;
        Some(Problem { place, what })
    });
    problems.collect()
}

/// What is wrong with the theme that a setting names; of another setting, nothing.
pub(super) fn problem(config: &Config, folders: &Folders, key: &str) -> Option<String> {
    let values = [&config.theme, &config.theme_dark, &config.theme_light];
    let at = KEYS.iter().position(|it| *it == key)?;
    let name = values[at].as_deref()?;
    if key == KEYS[0] && name == AUTO {
        return None;
    }
    let mut wardrobe = Wardrobe::new(Richness::All);
    let hung = hang(&mut wardrobe, Some(folders), name);
    hung.err().map(|what| format!("`{key}`: {what}"))
}

/// Takes a theme of the user by its name, or finds it among those that are built in.
fn hang(wardrobe: &mut Wardrobe, folders: Option<&Folders>, name: &str) -> Result<(), String> {
    match folders.and_then(|folders| named(folders, name)) {
        Some(Ok(text)) => {
            let taken = wardrobe.take(name, &text);
            taken.map_err(|fault| fault.of(name).to_string())
        }
        Some(Err(why)) => Err(format!("theme {name}: {why}")),
        None if wardrobe.has(name) => Ok(()),
        None => {
            let mut all: Vec<String> = wardrobe.known().into_iter().map(|it| it.name).collect();
            all.extend(folders.map(names).unwrap_or_default());
            let advice = spelling::advice(name, all.iter().map(String::as_str));
            Err(format!(
                "there is no theme {name}, neither built in nor as themes/{name}.toml in the \
                 configuration folder; {advice}"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_that_are_not_there_are_told_with_their_place() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let folder = folders.config.join("themes");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("slate.toml"), "base = \"nord\"\n").unwrap();
        std::fs::write(folder.join("faulty.toml"), "base = 1\n").unwrap();
        let told = |text: &str| {
            let (config, _) = Config::read(text);
            let problems = problems(&config, &folders);
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            told
        };
        let sound = "theme = \"auto\"\ntheme_dark = \"slate\"\ntheme_light = \"light\"\n";
        assert_eq!(told(sound), [""; 0]);
        let wrong = told("theme = \"nordd\"\ntheme_dark = \"slat\"\n\ntheme_light = \"faulty\"\n");
        assert_eq!(
            wrong[..2],
            [
                "line 1, column 9: `theme`: there is no theme nordd, neither built in nor as \
                 themes/nordd.toml in the configuration folder; did you mean `nord`?",
                "line 2, column 14: `theme_dark`: there is no theme slat, neither built in nor as \
                 themes/slat.toml in the configuration folder; did you mean `slate`?",
            ]
        );
        let faulty = "line 4, column 15: `theme_light`: theme faulty: line 1, column 8: ";
        assert!(wrong[2].starts_with(faulty), "{wrong:?}");
        // Only `theme` can follow the terminal.
        assert_eq!(told("theme_dark = \"auto\"\n").len(), 1);
    }
}
