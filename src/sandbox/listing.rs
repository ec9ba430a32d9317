//! The control plane: lists of models and profiles.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::models::{Model, Models};
use super::profile::Profile;
use super::query::Query;
use super::refusal::Refusal;

/// Profiles on a page if the request does not say: few, so that following pages is really tried.
const PAGE: usize = 5;

/// Most profiles on a page.
const MAX_PAGE: usize = 1_000;

/// What is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Listing {
    /// The models of the sandbox.
    #[default]
    BuiltIn,
    /// Answers of the real lists, as JSON texts. The models in them are served by the guide's script.
    Raw {
        /// An answer of `ListFoundationModels`.
        models: String,
        /// An answer of `ListInferenceProfiles`, of one page.
        profiles: String,
    },
}

/// The entries of both lists, as they are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    models: Vec<Value>,
    profiles: Vec<Value>,
}

impl Lists {
    /// The lists of a choice, and the models that can be reached with it. The built-in ones always can.
    pub(crate) fn read(
        listing: &Listing,
        built_in: Models,
    ) -> Result<(Self, Models), serde_json::Error> {
        let Listing::Raw { models, profiles } = listing else {
            return Ok((Self::of(&built_in), built_in));
        };
        let lists = Self {
            models: entries(models, "modelSummaries")?,
            profiles: entries(profiles, "inferenceProfileSummaries")?,
        };
        let models = lists
            .models
            .iter()
            .filter_map(Model::foreign)
            .chain(built_in.models)
            .collect();
        let profiles = lists
            .profiles
            .iter()
            .filter_map(Profile::foreign)
            .chain(built_in.profiles)
            .collect();
        Ok((lists, Models { models, profiles }))
    }

    fn of(models: &Models) -> Self {
        Self {
            models: models.models.iter().map(Model::summary).collect(),
            profiles: models.profiles.iter().map(Profile::summary).collect(),
        }
    }

    /// `ListFoundationModels`, which has filters and no pages.
    pub(crate) fn models(&self, query: &Query) -> Result<Value, Refusal> {
        let provider = query.get("byProvider").map(str::to_lowercase);
        let output = query.one_of("byOutputModality", &["TEXT", "IMAGE", "EMBEDDING"])?;
        let inference = query.one_of("byInferenceType", &["ON_DEMAND", "PROVISIONED"])?;
        let customization = query.one_of(
            "byCustomizationType",
            &["FINE_TUNING", "CONTINUED_PRE_TRAINING", "DISTILLATION"],
        )?;
        let fits = |model: &&Value| {
            provider
                .as_ref()
                .is_none_or(|provider| is_from(model, provider))
                && holds(model, "outputModalities", output)
                && holds(model, "inferenceTypesSupported", inference)
                && holds(model, "customizationsSupported", customization)
        };
        let models: Vec<&Value> = self.models.iter().filter(fits).collect();
        Ok(json!({"modelSummaries": models}))
    }

    /// `GetFoundationModel`, by id or ARN.
    pub(crate) fn model(&self, id: &str) -> Result<Value, Refusal> {
        let found = self
            .models
            .iter()
            .find(|model| model["modelId"] == id || model["modelArn"] == id);
        found
            .map(|model| json!({"modelDetails": model}))
            .ok_or_else(Refusal::unknown_model)
    }

    /// `ListInferenceProfiles`, page by page.
    pub(crate) fn profiles(&self, query: &Query) -> Result<Value, Refusal> {
        let kind = query.one_of("type", &["SYSTEM_DEFINED", "APPLICATION"])?;
        let fits = |profile: &&Value| kind.is_none_or(|kind| profile["type"] == kind);
        let all: Vec<&Value> = self.profiles.iter().filter(fits).collect();
        let start = query.get("nextToken").map_or(Ok(0), place)?.min(all.len());
        let end = all.len().min(start + page_size(query)?);
        let mut answer = json!({"inferenceProfileSummaries": all[start..end]});
        if end < all.len() {
            answer["nextToken"] = json!(token(end));
        }
        Ok(answer)
    }

    /// `GetInferenceProfile`, by id or ARN.
    pub(crate) fn profile(&self, id: &str) -> Result<Value, Refusal> {
        let is_it = |profile: &&Value| {
            profile["inferenceProfileId"] == id || profile["inferenceProfileArn"] == id
        };
        let found = self.profiles.iter().find(is_it).cloned();
        found.ok_or_else(|| {
            Refusal::new(
                404,
                "ResourceNotFoundException",
                "The inference profile was not found.",
            )
        })
    }

    /// `GetFoundationModelAvailability`: what is listed is available.
    pub(crate) fn availability(&self, id: &str) -> Result<Value, Refusal> {
        self.model(id).map(|_| {
            json!({
                "modelId": id,
                "agreementAvailability": {"status": "AVAILABLE"},
                "authorizationStatus": "AUTHORIZED",
                "entitlementAvailability": "AVAILABLE",
                "regionAvailability": "AVAILABLE",
            })
        })
    }
}

fn entries(text: &str, member: &str) -> Result<Vec<Value>, serde_json::Error> {
    let mut answer: Value = serde_json::from_str(text)?;
    serde_json::from_value(answer[member].take())
}

/// Whether a provider is meant: by its name, or by the beginning of the model id.
fn is_from(model: &Value, provider: &str) -> bool {
    let name = model["providerName"]
        .as_str()
        .unwrap_or_default()
        .to_lowercase();
    let id = model["modelId"].as_str().unwrap_or_default();
    name == provider || id.split('.').next() == Some(provider)
}

fn holds(model: &Value, member: &str, wanted: Option<&str>) -> bool {
    wanted.is_none_or(|wanted| {
        model[member]
            .as_array()
            .is_some_and(|values| values.iter().any(|value| value == wanted))
    })
}

fn page_size(query: &Query) -> Result<usize, Refusal> {
    let Some(wanted) = query.get("maxResults") else {
        return Ok(PAGE);
    };
    let size = wanted
        .parse()
        .ok()
        .filter(|size| (1..=MAX_PAGE).contains(size));
    size.ok_or_else(|| {
        Refusal::constraints(&[format!(
            "Value '{wanted}' at 'maxResults' failed to satisfy constraint: Member must have value between 1 and {MAX_PAGE}"
        )])
    })
}

fn token(place: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("from {place}"))
}

fn place(token: &str) -> Result<usize, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(token).unwrap_or_default();
    let place = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| text.strip_prefix("from ")?.parse().ok());
    place.ok_or_else(|| Refusal::validation("The provided nextToken is invalid."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        Lists::of(&Models::built_in().unwrap())
    }

    fn ids(query: &str) -> Vec<String> {
        let answer = lists().models(&Query::read(query)).unwrap();
        let ids = answer["modelSummaries"].as_array().unwrap().iter();
        ids.map(|model| model["modelId"].as_str().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn filters_are_obeyed() {
        assert_eq!(ids("byOutputModality=EMBEDDING"), ["outcrop.embed-v1:0"]);
        assert_eq!(
            ids("byInferenceType=PROVISIONED"),
            ["outcrop.provisioned-v1:0:200k"]
        );
        assert_eq!(ids("byProvider=outcrop+sandbox").len(), ids("").len());
        assert!(ids("byProvider=anthropic").is_empty());
        assert!(
            lists()
                .models(&Query::read("byOutputModality=SMELL"))
                .is_err()
        );
    }

    #[test]
    fn pages_hold_all_profiles_once() {
        let lists = lists();
        let (mut seen, mut token, mut pages) = (0, String::new(), 0);
        loop {
            let answer = lists
                .profiles(&Query::read(&format!("nextToken={token}")))
                .unwrap();
            seen += answer["inferenceProfileSummaries"]
                .as_array()
                .unwrap()
                .len();
            pages += 1;
            let Some(next) = answer["nextToken"].as_str() else {
                break;
            };
            token = next.to_owned();
        }
        assert_eq!((seen, pages), (lists.profiles.len(), 2));
    }
}
