//! Lists of models and profiles, in files.

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use super::models::CachedListing;
use crate::chat::failure::Failure;
use crate::chat::listing::{Lifecycle, Listing, ModelSummary, ProfileKind, ProfileSummary};
use crate::chat::time::Wall;
use crate::store::format::form::Form;

/// A list, or why there is none.
type Answer<'a, T> = Result<Vec<Form<'a, T>>, Form<'a, Failure>>;

/// Members of the file.
#[derive(Serialize, Deserialize)]
pub(super) struct Members<'a> {
    fetched: i64,
    models: Answer<'a, ModelSummary>,
    profiles: Answer<'a, ProfileSummary>,
}

impl<'a> Members<'a> {
    /// The members of a listing.
    pub(super) fn of(cached: &'a CachedListing) -> Self {
        Self {
            fetched: cached.fetched.0,
            models: answer(&cached.listing.models),
            profiles: answer(&cached.listing.profiles),
        }
    }

    /// The listing.
    pub(super) fn into_cached(self) -> CachedListing {
        CachedListing {
            fetched: Wall(self.fetched),
            listing: Listing {
                models: into_result(self.models),
                profiles: into_result(self.profiles),
            },
        }
    }
}

#[expect(
    clippy::result_large_err,
    reason = "it is the type that the core keeps"
)]
fn answer<T: Clone>(result: &Result<Vec<T>, Failure>) -> Answer<'_, T> {
    match result {
        Ok(list) => Ok(list.iter().map(Form::of).collect()),
        Err(failure) => Err(Form::of(failure)),
    }
}

#[expect(
    clippy::result_large_err,
    reason = "it is the type that the core keeps"
)]
fn into_result<T: Clone>(answer: Answer<'_, T>) -> Result<Vec<T>, Failure> {
    match answer {
        Ok(list) => Ok(list.into_iter().map(Form::into_inner).collect()),
        Err(failure) => Err(failure.into_inner()),
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ModelSummary")]
struct ModelMembers {
    id: String,
    name: Option<String>,
    provider: Option<String>,
    input: Vec<String>,
    output: Vec<String>,
    inference: Vec<String>,
    streaming: Option<bool>,
    #[serde(with = "LifecycleMembers")]
    lifecycle: Lifecycle,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Lifecycle")]
struct LifecycleMembers {
    status: String,
    legacy: Option<String>,
    extended: Option<String>,
    end: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ProfileSummary")]
struct ProfileMembers {
    id: String,
    arn: String,
    name: String,
    #[serde(with = "ProfileKindName")]
    kind: ProfileKind,
    status: String,
    models: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ProfileKind", rename_all = "snake_case")]
enum ProfileKindName {
    System,
    Application,
}

impl Serialize for Form<'_, ModelSummary> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        ModelMembers::serialize(self.get(), to)
    }
}

impl<'de> Deserialize<'de> for Form<'_, ModelSummary> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        ModelMembers::deserialize(from).map(Self::owned)
    }
}

impl Serialize for Form<'_, ProfileSummary> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        ProfileMembers::serialize(self.get(), to)
    }
}

impl<'de> Deserialize<'de> for Form<'_, ProfileSummary> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        ProfileMembers::deserialize(from).map(Self::owned)
    }
}
