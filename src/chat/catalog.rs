//! The models of a region and the routes to them.

use std::collections::HashMap;
use std::fmt;

use super::failure::Failure;
use super::listing::{Lifecycle, Listing, ModelSummary, ProfileKind, ProfileSummary};
use super::settings::{ModelChoice, Route};

/// The base id of a model, such as `amazon.nova-pro-v1:0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ModelId(String);

impl ModelId {
    /// Takes an id as the service gives it; surrounding white space is dropped, an empty one refused.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// The id as the service gives it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One way to a model, as a row of the picker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RouteEntry {
    /// What the request will name.
    pub(crate) route: Route,
    /// The profile's name, or the kind of route.
    pub(crate) label: String,
    /// The regions that may answer; empty = only the one that is asked.
    pub(crate) regions: Vec<String>,
}

/// A model that the picker lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CatalogModel {
    /// The base id.
    pub(crate) id: ModelId,
    /// The display name; the id where the service gives none.
    pub(crate) name: String,
    /// The provider, as the service spells it; the id's first part where it gives none.
    pub(crate) provider: String,
    /// Takes images.
    pub(crate) images: Ability,
    /// Streams its replies.
    pub(crate) streaming: Ability,
    /// Status and dates.
    pub(crate) lifecycle: Lifecycle,
    /// The ways to it.
    pub(crate) routes: Vec<RouteEntry>,
    /// Why it cannot be called, if there is no way to it.
    pub(crate) unusable: Option<Unusable>,
}

/// What is known about an ability.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ability {
    /// The API says that it has it.
    Yes,
    /// The API says that it has it not.
    No,
    /// The API does not say.
    Unknown,
}

/// Why a listed model cannot be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unusable {
    /// Only with provisioned throughput that was bought.
    OnlyProvisioned,
    /// It needs a profile, and the account or region has none for it.
    NoProfile,
    /// It needs a profile, and the profiles could not be listed.
    ProfilesUnknown,
    /// The service names no way at all.
    NoWay,
}

impl Unusable {
    /// The reason, for the row.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::OnlyProvisioned => "only with provisioned throughput; type its ARN",
            Self::NoProfile => "needs an inference profile, and this region has none for it",
            Self::ProfilesUnknown => {
                "needs an inference profile, and listing them was denied; type its id"
            }
            Self::NoWay => "the service names no way to call it; it may be served by another API",
        }
    }
}

/// What a region offers, and which lists could not be had.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Catalog {
    /// In the picker's order: by provider, legacy ones last.
    pub(crate) models: Vec<CatalogModel>,
    /// Lists that failed. Denied means unknown, never empty.
    pub(crate) problems: Vec<Failure>,
}

impl Catalog {
    /// Joins models with the profiles that lead to them.
    ///
    /// A profile belongs to a model when one of its ARNs ends with `/` and the model's id. Profiles
    /// of models that are not listed still make a row, since they can be called.
    pub(crate) fn join(listing: Listing) -> Self {
        let mut problems = Vec::new();
        let summaries = listing.models.unwrap_or_else(|failure| {
            problems.push(failure);
            Vec::new()
        });
        let profiles = match listing.profiles {
            Ok(profiles) => Known::Yes(by_model(profiles)),
            Err(failure) => {
                problems.push(failure);
                Known::No
            }
        };
        let mut models = rows(summaries, profiles);
        models.sort_by_cached_key(CatalogModel::order);
        Self { models, problems }
    }

    /// Finds the route with this id, and its model.
    pub(crate) fn find(&self, id: &str) -> Option<ModelChoice> {
        self.models.iter().find_map(|model| model.choice(id))
    }

    /// The model with this base id.
    pub(crate) fn model(&self, id: &ModelId) -> Option<&CatalogModel> {
        self.models.iter().find(|model| model.id == *id)
    }

    /// What to call when somebody names `id`: a route, a model's first route, or the id as typed.
    pub(crate) fn resolve(&self, id: &str) -> Option<ModelChoice> {
        let id = id.trim();
        if let Some(choice) = self.find(id) {
            return Some(choice);
        }
        let model = ModelId::new(id)?;
        if let Some(known) = self.model(&model)
            && let Some(first) = known.routes.first()
        {
            return Some(known.choose(first));
        }
        Some(ModelChoice {
            name: id.to_owned(),
            route: Route::Typed(id.to_owned()),
            model,
        })
    }
}

impl CatalogModel {
    /// Its place in the picker: legacy ones last, then by provider; what cannot be called closes the group.
    fn order(&self) -> (bool, String, bool, String, ModelId) {
        let (provider, name) = (self.provider.to_lowercase(), self.name.to_lowercase());
        (
            self.lifecycle.is_legacy(),
            provider,
            self.unusable.is_some(),
            name,
            self.id.clone(),
        )
    }

    fn choice(&self, route: &str) -> Option<ModelChoice> {
        let entry = self.routes.iter().find(|entry| entry.route.id() == route)?;
        Some(self.choose(entry))
    }

    /// The model by this of its routes.
    pub(crate) fn choose(&self, entry: &RouteEntry) -> ModelChoice {
        ModelChoice {
            model: self.id.clone(),
            name: self.name.clone(),
            route: entry.route.clone(),
        }
    }
}

enum Known {
    Yes(HashMap<String, Vec<ProfileSummary>>),
    No,
}

/// Groups profiles by the id of the model they lead to: the text after the last `/` of an ARN.
fn by_model(profiles: Vec<ProfileSummary>) -> HashMap<String, Vec<ProfileSummary>> {
    let mut map: HashMap<String, Vec<ProfileSummary>> = HashMap::new();
    for profile in profiles {
        let Some(model) = profile.models.first().and_then(|arn| arn.rsplit_once('/')) else {
            continue;
        };
        map.entry(model.1.to_owned()).or_default().push(profile);
    }
    map
}

fn rows(summaries: Vec<ModelSummary>, profiles: Known) -> Vec<CatalogModel> {
    let (mut profiles, listed) = match profiles {
        Known::Yes(map) => (map, true),
        Known::No => (HashMap::new(), false),
    };
    let providers = provider_names(&summaries);
    let mut models = Vec::new();
    for summary in summaries {
        let routes = profiles.remove(&summary.id).unwrap_or_default();
        if summary.is_chat() {
            models.extend(row(summary, &routes, listed.then_some(Unusable::NoProfile)));
        }
    }
    for (id, routes) in profiles {
        let provider = providers.get(first_part(&id)).cloned();
        let summary = ModelSummary {
            id,
            provider,
            ..ModelSummary::default()
        };
        if !summary.is_named_like_no_chat() {
            models.extend(row(summary, &routes, None));
        }
    }
    models
}

fn row(
    summary: ModelSummary,
    profiles: &[ProfileSummary],
    without: Option<Unusable>,
) -> Option<CatalogModel> {
    let id = ModelId::new(&summary.id)?;
    let mut routes: Vec<RouteEntry> = Vec::new();
    if summary.inference.iter().any(|kind| kind == "ON_DEMAND") {
        let route = Route::OnDemand(summary.id.clone());
        routes.push(RouteEntry {
            label: route.kind().to_owned(),
            route,
            regions: Vec::new(),
        });
    }
    let mut ways: Vec<RouteEntry> = profiles
        .iter()
        .filter(|p| p.status == "ACTIVE")
        .map(RouteEntry::of)
        .collect();
    ways.sort_by(|a, b| a.route.cmp(&b.route));
    ways.dedup_by(|a, b| a.route == b.route);
    routes.extend(ways);
    let unusable = routes.is_empty().then(|| unusable(&summary, without));
    let provider = summary
        .provider
        .unwrap_or_else(|| first_part(&summary.id).to_owned());
    Some(CatalogModel {
        name: summary.name.unwrap_or_else(|| summary.id.clone()),
        provider,
        images: ability(&summary.input, "IMAGE"),
        streaming: match summary.streaming {
            Some(true) => Ability::Yes,
            Some(false) => Ability::No,
            None => Ability::Unknown,
        },
        lifecycle: summary.lifecycle,
        routes,
        unusable,
        id,
    })
}

/// The part of an id that stands for its provider.
fn first_part(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}

/// How the service spells the providers, by the first part of their ids.
fn provider_names(summaries: &[ModelSummary]) -> HashMap<String, String> {
    let named = summaries.iter().filter_map(|summary| {
        let provider = summary.provider.clone()?;
        Some((first_part(&summary.id).to_owned(), provider))
    });
    named.collect()
}

fn ability(list: &[String], what: &str) -> Ability {
    if list.is_empty() {
        Ability::Unknown
    } else if list.iter().any(|item| item == what) {
        Ability::Yes
    } else {
        Ability::No
    }
}

fn unusable(summary: &ModelSummary, without: Option<Unusable>) -> Unusable {
    let only = |kind: &str| summary.inference.iter().all(|other| other == kind);
    if summary.inference.is_empty() {
        Unusable::NoWay
    } else if only("PROVISIONED") {
        Unusable::OnlyProvisioned
    } else {
        without.unwrap_or(Unusable::ProfilesUnknown)
    }
}

impl RouteEntry {
    fn of(profile: &ProfileSummary) -> Self {
        let route = match profile.kind {
            ProfileKind::System => Route::Profile(profile.id.clone()),
            ProfileKind::Application => Route::Application(profile.arn.clone()),
        };
        Self {
            route,
            label: profile.name.clone(),
            regions: regions(&profile.models),
        }
    }
}

/// The regions in the ARNs, without repeats; an ARN without a region may mean any.
fn regions(arns: &[String]) -> Vec<String> {
    let mut regions: Vec<String> = arns
        .iter()
        .filter_map(|arn| arn.split(':').nth(3))
        .map(|region| {
            if region.is_empty() {
                "any region".to_owned()
            } else {
                region.to_owned()
            }
        })
        .collect();
    regions.sort();
    regions.dedup();
    regions
}
