//! Settings of a lane: which model is called, how, and with what.

use super::catalog::ModelId;
use super::content::Json;

/// The API that carries a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wire {
    /// Converse and `ConverseStream`: every model.
    #[default]
    Converse,
}

impl Wire {
    /// The wire's name on screen and in files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Converse => "converse",
        }
    }
}

/// How a model is reached, and so what stands as the model id in the request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Route {
    /// The base model id.
    OnDemand(String),
    /// An inference profile of AWS, such as `us.` and the model id.
    Profile(String),
    /// An application inference profile of the account, an ARN.
    Application(String),
    /// An id or ARN that the user typed; nothing is known about it.
    Typed(String),
}

impl Route {
    /// The text that names the route in a request.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::OnDemand(id) | Self::Profile(id) | Self::Application(id) | Self::Typed(id) => id,
        }
    }

    /// The kind of route, as it is called in files and on screen.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::OnDemand(_) => "on demand",
            Self::Profile(_) => "profile",
            Self::Application(_) => "application profile",
            Self::Typed(_) => "typed",
        }
    }
}

/// The model of a lane and its route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ModelChoice {
    /// The base model, by which abilities are looked up.
    pub(crate) model: ModelId,
    /// The model's display name; the id where none is known.
    pub(crate) name: String,
    /// What the request names.
    pub(crate) route: Route,
}

impl ModelChoice {
    /// The route in a word or two, for the header of a lane: `us.`, `on demand`.
    pub(crate) fn route_label(&self) -> String {
        match &self.route {
            Route::Profile(id) => id
                .strip_suffix(self.model.as_str())
                .filter(|prefix| !prefix.is_empty())
                .map_or_else(|| "profile".to_owned(), str::to_owned),
            Route::OnDemand(_) | Route::Application(_) | Route::Typed(_) => {
                self.route.kind().to_owned()
            }
        }
    }
}

/// How many tokens a reply may have, unless the user says otherwise.
///
/// Always sent: the service reserves it from the quota at admission, and its own default is the
/// model's maximum.
pub(crate) const DEFAULT_MAX_TOKENS: u32 = 4096;

/// Everything about a lane that shapes its requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// `None` until the user has chosen one.
    pub(crate) model: Option<ModelChoice>,
    /// The API that carries the request.
    pub(crate) wire: Wire,
    /// The system prompt; empty = not sent.
    pub(crate) system: String,
    /// The most tokens a reply may have.
    pub(crate) max_tokens: u32,
    /// Members that this version does not know, kept in order.
    pub(crate) other: Vec<(String, Json)>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            model: None,
            wire: Wire::default(),
            system: String::new(),
            max_tokens: DEFAULT_MAX_TOKENS,
            other: Vec::new(),
        }
    }
}
