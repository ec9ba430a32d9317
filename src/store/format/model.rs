//! A model and its route, in files.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use super::form::Form;
use crate::chat::catalog::ModelId;
use crate::chat::settings::{ModelChoice, Route};

#[derive(serde::Serialize, serde::Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    route: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

impl Serialize for Form<'_, ModelChoice> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let choice = self.get();
        let members = Members {
            id: choice.model.as_str().into(),
            name: choice.name.as_str().into(),
            route: choice.route.id().into(),
            kind: choice.route.kind().into(),
        };
        members.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Form<'_, ModelChoice> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let members = Members::deserialize(from)?;
        let model = ModelId::new(&members.id).ok_or_else(|| D::Error::custom("empty model id"))?;
        Ok(Self::owned(ModelChoice {
            model,
            name: members.name.into_owned(),
            route: route(&members.kind, members.route.into_owned()),
        }))
    }
}

/// A kind that is not known is called as if it were typed: the service gets the same text.
fn route(kind: &str, id: String) -> Route {
    match kind {
        "on demand" => Route::OnDemand(id),
        "profile" => Route::Profile(id),
        "application profile" => Route::Application(id),
        _ => Route::Typed(id),
    }
}
