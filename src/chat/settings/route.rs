//! Which model a lane calls, and how it is reached.

use crate::chat::catalog::ModelId;

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
