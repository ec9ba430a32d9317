//! The control plane's lists as they came, before they are joined to a catalog.

use super::failure::Failure;

/// A row of `ListFoundationModels`, as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ModelSummary {
    /// The base id.
    pub(crate) id: String,
    /// The display name; may be missing.
    pub(crate) name: Option<String>,
    /// The provider's name; may be missing.
    pub(crate) provider: Option<String>,
    /// `TEXT`, `IMAGE`, … An open set.
    pub(crate) input: Vec<String>,
    /// `TEXT`, `EMBEDDING`, … An open set.
    pub(crate) output: Vec<String>,
    /// `ON_DEMAND`, `PROVISIONED`, `INFERENCE_PROFILE`. An open set.
    pub(crate) inference: Vec<String>,
    /// `None` = the service does not say.
    pub(crate) streaming: Option<bool>,
    /// Status and dates.
    pub(crate) lifecycle: Lifecycle,
}

/// Where a model stands between its start and its end. Dates are ISO 8601, as they came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Lifecycle {
    /// `ACTIVE`, `LEGACY`; empty = not said.
    pub(crate) status: String,
    /// When it became legacy.
    pub(crate) legacy: Option<String>,
    /// From when on extended access is paid.
    pub(crate) extended: Option<String>,
    /// When it goes.
    pub(crate) end: Option<String>,
}

impl Lifecycle {
    /// Whether the provider has announced its end.
    pub(crate) fn is_legacy(&self) -> bool {
        self.status == "LEGACY"
    }
}

/// Who made an inference profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ProfileKind {
    /// AWS: `us.`, `eu.`, `global.` …
    System,
    /// The account, mostly to track costs.
    Application,
}

/// A row of `ListInferenceProfiles`, as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileSummary {
    /// The id that a request names; for application profiles the ARN is named instead.
    pub(crate) id: String,
    /// The ARN.
    pub(crate) arn: String,
    /// The display name.
    pub(crate) name: String,
    /// Who made it.
    pub(crate) kind: ProfileKind,
    /// Whether its status is `ACTIVE`.
    pub(crate) status: String,
    /// ARNs of the models it sends to; their regions are where data may go.
    pub(crate) models: Vec<String>,
}

/// The answers of the control plane before they are joined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Listing {
    /// `ListFoundationModels`.
    pub(crate) models: Result<Vec<ModelSummary>, Failure>,
    /// `ListInferenceProfiles`, all pages.
    pub(crate) profiles: Result<Vec<ProfileSummary>, Failure>,
}

impl ModelSummary {
    /// Whether it writes text for text. Modalities that are not listed are unknown, which is a yes.
    pub(super) fn is_chat(&self) -> bool {
        let has =
            |list: &[String], what: &str| list.is_empty() || list.iter().any(|item| item == what);
        has(&self.output, "TEXT") && has(&self.input, "TEXT") && !self.is_named_like_no_chat()
    }

    /// Models that answer with something else than text, by the names that the listings show.
    ///
    /// Needed for rows without modalities only: some real listings have none.
    pub(super) fn is_named_like_no_chat(&self) -> bool {
        const PARTS: [&str; 6] = ["embed", "rerank", "image", "canvas", "reel", "sonic"];
        self.output.is_empty() && PARTS.iter().any(|part| self.id.contains(part))
    }
}
