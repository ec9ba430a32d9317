//! What a user keeps for other conversations: presets and system prompts, by name.

use std::fmt;

use super::catalog::{Catalog, ModelId};
use super::settings::{ModelChoice, Route, Settings};
use super::spelling;
use super::tool::set::ToolSet;

/// The name of a preset or a system prompt; a file bears it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ShelfName(String);

/// A text that cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no name: letters, digits, spaces, -, _ and ., at most {MAX_NAME}, with a letter or digit at both ends"
)]
pub(crate) struct NoShelfName {
    text: String,
}

/// How long a name may be, in characters: four bytes each, and an extension, fit a file name.
const MAX_NAME: usize = 60;

impl ShelfName {
    /// Takes a name as it was typed or as a file bears it.
    ///
    /// # Errors
    /// It is empty or too long, or has characters that may mean something in a path.
    pub(crate) fn new(text: &str) -> Result<Self, NoShelfName> {
        let text = text.trim();
        let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let ends = [text.chars().next(), text.chars().next_back()];
        let ends = ends
            .iter()
            .all(|end| end.is_some_and(char::is_alphanumeric));
        if ends && text.chars().all(fits) && text.chars().count() <= MAX_NAME {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoShelfName {
                text: text.to_owned(),
            })
        }
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShelfName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A named set of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preset {
    /// Its name.
    pub(crate) name: ShelfName,
    /// What it says.
    pub(crate) settings: PresetSettings,
}

/// What a preset says: a whole set of settings. What is absent in it is not sent; only the model
/// of the lane stays where none is named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct PresetSettings {
    /// The model; `None` = the lane keeps its own.
    pub(crate) model: Option<PresetModel>,
    /// The system prompt by its name in the library, instead of a text.
    pub(crate) system_prompt: Option<ShelfName>,
    /// Everything else. Has no model and no members of later versions.
    pub(crate) settings: Settings,
}

/// The model of a preset. What it is called and what its route is, the catalog knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PresetModel {
    /// The model's id.
    pub(crate) id: ModelId,
    /// The id or ARN that the request names; `None` = the first route of the model.
    pub(crate) route: Option<String>,
}

/// A system prompt that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SystemPrompt {
    /// Its name.
    pub(crate) name: ShelfName,
    /// The text, with its variables by name.
    pub(crate) text: String,
}

/// All that is kept, each list by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Shelf {
    /// Presets that could be read.
    pub(crate) presets: Vec<Preset>,
    /// System prompts that could be read.
    pub(crate) prompts: Vec<SystemPrompt>,
    /// Tool sets that could be read.
    pub(crate) tools: Vec<ToolSet>,
    /// What could not be read, or not whole.
    pub(crate) problems: Vec<ShelfProblem>,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}{}: {what}", at(*place))]
pub(crate) struct ShelfProblem {
    /// What the file should be.
    pub(crate) kind: ShelfKind,
    /// The name that it bears; for a folder its own.
    pub(crate) name: String,
    /// The file or folder.
    pub(crate) path: String,
    /// Line and column, counted from 1, if it is a place in the text.
    pub(crate) place: Option<(usize, usize)>,
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ShelfKind {
    /// A preset.
    Preset,
    /// A system prompt.
    SystemPrompt,
    /// A tool set.
    ToolSet,
}

fn at(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| {
        format!(", line {line}, column {column}")
    })
}

/// A system prompt that a preset names, and that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no system prompt `{name}`; {advice}")]
pub(crate) struct NoSuchPrompt {
    name: ShelfName,
    advice: String,
}

impl Shelf {
    /// The preset with this name.
    pub(crate) fn preset(&self, name: &str) -> Option<&Preset> {
        self.presets.iter().find(|preset| preset.name.0 == name)
    }

    /// The system prompt with this name.
    pub(crate) fn prompt(&self, name: &str) -> Option<&SystemPrompt> {
        self.prompts.iter().find(|prompt| prompt.name.0 == name)
    }

    /// The text of a system prompt.
    ///
    /// # Errors
    /// There is none of this name; with the one that was probably meant.
    pub(crate) fn prompt_text(&self, name: &ShelfName) -> Result<&str, NoSuchPrompt> {
        let found = self.prompt(name.as_str());
        let missing = || NoSuchPrompt {
            name: name.clone(),
            advice: spelling::advice(
                name.as_str(),
                self.prompts.iter().map(|prompt| prompt.name.as_str()),
            ),
        };
        found.map(|prompt| prompt.text.as_str()).ok_or_else(missing)
    }
}

impl PresetSettings {
    /// What a preset says that is made of a lane.
    pub(crate) fn of(lane: &Settings) -> Self {
        let model = lane.model.as_ref().map(|choice| PresetModel {
            id: choice.model.clone(),
            route: Some(choice.route.id().to_owned()),
        });
        Self {
            model,
            system_prompt: None,
            settings: Settings {
                model: None,
                other: Vec::new(),
                ..lane.clone()
            },
        }
    }

    /// The settings of a lane that takes this preset.
    ///
    /// # Errors
    /// It names a system prompt that is not there.
    pub(crate) fn taken_by(
        &self,
        lane: &Settings,
        catalog: &Catalog,
        kept: &Shelf,
    ) -> Result<Settings, NoSuchPrompt> {
        let mut settings = self.settings.clone();
        settings.model = match &self.model {
            Some(model) => Some(model.choice(catalog)),
            None => lane.model.clone(),
        };
        if let Some(name) = &self.system_prompt {
            kept.prompt_text(name)?.clone_into(&mut settings.system);
        }
        Ok(settings)
    }
}

impl PresetModel {
    /// The model by its route, as the catalog knows them; else as they stand here.
    fn choice(&self, catalog: &Catalog) -> ModelChoice {
        let id = self.route.as_deref().unwrap_or(self.id.as_str());
        let known = catalog.resolve(id);
        let known = known.filter(|choice| !matches!(choice.route, Route::Typed(_)));
        known.unwrap_or_else(|| ModelChoice {
            model: self.id.clone(),
            name: catalog
                .model(&self.id)
                .map_or_else(|| self.id.as_str().to_owned(), |model| model.name.clone()),
            route: Route::Typed(id.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::content::Json;
    use crate::chat::settings::Wire;

    fn name(text: &str) -> ShelfName {
        ShelfName::new(text).unwrap()
    }

    #[test]
    fn names_lead_nowhere() {
        for text in ["a", " Größe 2.0 ", "x_y-z", "日本"] {
            assert_eq!(name(text).as_str(), text.trim());
        }
        let long = "a".repeat(61);
        for text in [
            "", ".", "..", ".a", "a.", "a/b", "../a", "a\\b", "a:b", "-a", "a\0", "a\nb", "~",
            &long,
        ] {
            let error = ShelfName::new(text).unwrap_err().to_string();
            assert!(error.contains("is no name"), "{error}");
        }
    }

    fn lane() -> Settings {
        Settings {
            model: Some(ModelChoice {
                model: ModelId::new("a.b").unwrap(),
                name: "B".into(),
                route: Route::Profile("us.a.b".into()),
            }),
            wire: Wire::Messages,
            system: "Be brief.".into(),
            other: vec![("mood".into(), Json("1".into()))],
            ..Settings::default()
        }
    }

    #[test]
    fn a_preset_is_a_whole_set() {
        let catalog = Catalog::default();
        let shelf = Shelf::default();
        let empty = PresetSettings::default();
        let taken = empty.taken_by(&lane(), &catalog, &shelf).unwrap();
        let expected = Settings {
            model: lane().model,
            ..Settings::default()
        };
        assert_eq!(taken, expected);

        let kept = PresetSettings::of(&lane());
        let taken = kept.taken_by(&Settings::default(), &catalog, &shelf);
        let model = taken.unwrap().model.unwrap();
        assert_eq!(model.model.as_str(), "a.b");
        assert_eq!(model.route, Route::Typed("us.a.b".into()));
        assert_eq!(
            (kept.settings.other.len(), kept.settings.wire),
            (0, Wire::Messages)
        );
    }

    #[test]
    fn a_system_prompt_is_taken_by_name() {
        let shelf = Shelf {
            prompts: vec![SystemPrompt {
                name: name("reviewer"),
                text: "Review.".into(),
            }],
            ..Shelf::default()
        };
        let preset = |prompt| PresetSettings {
            system_prompt: Some(name(prompt)),
            ..PresetSettings::default()
        };
        let take = |prompt| preset(prompt).taken_by(&lane(), &Catalog::default(), &shelf);
        assert_eq!(take("reviewer").unwrap().system, "Review.");
        assert_eq!(
            take("reviwer").unwrap_err().to_string(),
            "there is no system prompt `reviwer`; did you mean `reviewer`?"
        );
    }
}
