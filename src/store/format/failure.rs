//! Failures, in files.

use std::borrow::Cow;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::form::Form;
use crate::chat::failure::{Failure, FailureKind};

#[derive(serde::Serialize, serde::Deserialize)]
struct Members<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    code: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(borrow, default)]
    message: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    request_id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    doing: Cow<'a, str>,
    #[serde(borrow, default)]
    place: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after_ms: Option<u64>,
}

impl Serialize for Form<'_, Failure> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let failure = self.get();
        let millis = |wait: Duration| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        let members = Members {
            kind: failure.kind.name().into(),
            code: failure.code.as_deref().map(Cow::Borrowed),
            status: failure.status,
            message: failure.message.as_str().into(),
            request_id: failure.request_id.as_deref().map(Cow::Borrowed),
            doing: failure.doing.as_str().into(),
            place: failure.place.as_str().into(),
            retry_after_ms: failure.retry_after.map(millis),
        };
        members.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Form<'_, Failure> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let members = Members::deserialize(from)?;
        Ok(Self::owned(Failure {
            kind: FailureKind::named(&members.kind),
            doing: members.doing.into_owned(),
            place: members.place.into_owned(),
            message: members.message.into_owned(),
            code: members.code.map(Cow::into_owned),
            status: members.status,
            request_id: members.request_id.map(Cow::into_owned),
            retry_after: members.retry_after_ms.map(Duration::from_millis),
        }))
    }
}
