//! What outcrop remembers between runs: models, refusals, presets, system prompts.

use std::path::PathBuf;
use std::sync::Arc;

use crate::chat::catalog::ModelId;
use crate::chat::preset::Shelf;
use crate::chat::refusal::Refusals;
use crate::chat::settings::{ModelChoice, Route};
use crate::chat::tally::Votes;
use crate::chat::tool::set::Unready;

use super::arrangement::Arrangement;
use super::library::Holdings;
use super::tour::Met;

/// How many recent models are kept.
const MAX_RECENTS: usize = 12;

/// What outcrop remembers between runs.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Memory {
    /// Last used first.
    pub(crate) recents: Vec<ModelChoice>,
    /// In the order in which they were marked.
    pub(crate) favourites: Vec<ModelChoice>,
    /// The folder from which something was attached last.
    pub(crate) folder: Option<PathBuf>,
    /// What models have refused.
    pub(crate) refusals: Refusals,
    /// What was voted in all conversations.
    pub(crate) votes: Votes,
    /// Presets and system prompts of the configuration folder.
    pub(crate) shelf: Arc<Shelf>,
    /// What of its tool sets cannot run here, as far as somebody has looked.
    pub(crate) unready: Vec<Unready>,
    /// The name of the preset that a new conversation begins with.
    pub(crate) preset: Option<String>,
    /// Whether outcrop was there before.
    pub(crate) met: Met,
    /// How the panes are arranged, as it is kept.
    pub(crate) arrangement: Arrangement,
    /// What is known of conversation files.
    pub(crate) holdings: Holdings,
}

impl Memory {
    /// Remembers that this model was used.
    pub(crate) fn used(&mut self, choice: &ModelChoice) {
        self.recents.retain(|other| other.route != choice.route);
        self.recents.insert(0, choice.clone());
        self.recents.truncate(MAX_RECENTS);
    }

    /// Marks a favourite, or takes the mark away.
    pub(crate) fn toggle_favourite(&mut self, choice: &ModelChoice) {
        let before = self.favourites.len();
        self.favourites.retain(|other| other.route != choice.route);
        if self.favourites.len() == before {
            self.favourites.push(choice.clone());
        }
    }

    /// Whether it is marked.
    pub(crate) fn is_favourite(&self, route: &Route) -> bool {
        self.favourites.iter().any(|other| other.route == *route)
    }

    /// The model that was used last and belongs to the sandbox, or does not.
    pub(crate) fn last(&self, home: Home) -> Option<&ModelChoice> {
        self.recents.iter().find(|choice| home.has(&choice.model))
    }
}

/// Where a model exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    /// In the sandbox only.
    Sandbox,
    /// At Bedrock.
    Bedrock,
    /// At an endpoint that the user named, which may be anything: a sandbox of its own, too.
    Elsewhere,
}

impl Home {
    /// Whether the model exists there. The sandbox's ids all begin with `outcrop.`.
    pub(crate) fn has(self, model: &ModelId) -> bool {
        let made_up = model.as_str().starts_with("outcrop.");
        match self {
            Self::Sandbox => made_up,
            Self::Bedrock => !made_up,
            Self::Elsewhere => true,
        }
    }
}
