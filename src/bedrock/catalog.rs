//! What a region offers: the lists of the control plane as plain rows.

use std::collections::HashSet;
use std::error::Error;

use aws_sdk_bedrock::types::{
    FoundationModelLifecycle, FoundationModelSummary, InferenceProfileSummary, InferenceProfileType,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::client::Client;
use super::{error, salvage};
use crate::chat::failure::Failure;
use crate::chat::listing::{Lifecycle, Listing, ModelSummary, ProfileKind, ProfileSummary};

/// How many profiles a page may hold: the most that the API gives.
const PAGE: i32 = 1000;

impl Client {
    /// Lists models and inference profiles, all at once. Each list fails by itself.
    pub(crate) async fn list(&self) -> Listing {
        let (models, system, own) = tokio::join!(
            self.models(),
            self.profiles(InferenceProfileType::SystemDefined),
            self.profiles(InferenceProfileType::Application),
        );
        Listing {
            models,
            profiles: system.and_then(|system| Ok(without_repeats(system, own?))),
        }
    }

    async fn models(&self) -> Result<Vec<ModelSummary>, Failure> {
        match self.control.list_foundation_models().send().await {
            Ok(answer) => Ok(answer.model_summaries().iter().map(model).collect()),
            Err(error) => salvage::models(error.raw_response())
                .ok_or_else(|| self.list_failure("list models", &error)),
        }
    }

    /// The API lists one type at a time; without a type it leaves out those of the account.
    async fn profiles(&self, kind: InferenceProfileType) -> Result<Vec<ProfileSummary>, Failure> {
        let mut pages = self
            .control
            .list_inference_profiles()
            .type_equals(kind)
            .max_results(PAGE)
            .into_paginator()
            .send();
        let mut profiles = Vec::new();
        while let Some(page) = pages.next().await {
            let page =
                page.map_err(|error| self.list_failure("list inference profiles", &error))?;
            profiles.extend(page.inference_profile_summaries().iter().map(profile));
        }
        Ok(profiles)
    }

    fn list_failure<E>(&self, doing: &str, error: &SdkError<E, HttpResponse>) -> Failure
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        error::of_sdk(error, self.profile()).at(doing, self.place())
    }
}

/// Endpoints that ignore the type list everything twice.
fn without_repeats(system: Vec<ProfileSummary>, own: Vec<ProfileSummary>) -> Vec<ProfileSummary> {
    let mut seen = HashSet::new();
    system
        .into_iter()
        .chain(own)
        .filter(|profile| seen.insert(profile.arn.clone()))
        .collect()
}

/// Values that the SDK does not know keep their text: the live service sends such.
fn model(summary: &FoundationModelSummary) -> ModelSummary {
    let inputs = summary.input_modalities().iter();
    let outputs = summary.output_modalities().iter();
    let inference = summary.inference_types_supported().iter();
    ModelSummary {
        id: summary.model_id().to_owned(),
        name: filled(summary.model_name()),
        provider: filled(summary.provider_name()),
        input: inputs.map(|value| value.as_str().to_owned()).collect(),
        output: outputs.map(|value| value.as_str().to_owned()).collect(),
        inference: inference.map(|value| value.as_str().to_owned()).collect(),
        streaming: summary.response_streaming_supported(),
        lifecycle: summary
            .model_lifecycle()
            .map_or_else(Lifecycle::default, lifecycle),
    }
}

fn filled(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

fn lifecycle(from: &FoundationModelLifecycle) -> Lifecycle {
    Lifecycle {
        status: from.status().as_str().to_owned(),
        legacy: from.legacy_time().and_then(day),
        extended: from.public_extended_access_time().and_then(day),
        end: from.end_of_life_time().and_then(day),
    }
}

/// `2026-11-26`; `None` for a time that no calendar has.
fn day(time: &DateTime) -> Option<String> {
    let text = time.fmt(Format::DateTime).ok()?;
    text.split('T').next().map(str::to_owned)
}

fn profile(summary: &InferenceProfileSummary) -> ProfileSummary {
    let models = summary.models().iter();
    ProfileSummary {
        id: summary.inference_profile_id().to_owned(),
        arn: summary.inference_profile_arn().to_owned(),
        name: summary.inference_profile_name().to_owned(),
        kind: if *summary.r#type() == InferenceProfileType::Application {
            ProfileKind::Application
        } else {
            ProfileKind::System
        },
        status: summary.status().as_str().to_owned(),
        models: models
            .filter_map(|model| model.model_arn().map(str::to_owned))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bedrock::access::Access;
    use crate::bedrock::client::connect;
    use crate::bedrock::fixture::{Act, answer, serve_by};
    use crate::chat::failure::FailureKind;

    const MODELS: &str = r#"{"modelSummaries":[
        {"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/acme.seer-v1:0",
         "modelId":"acme.seer-v1:0","modelName":"Seer","providerName":"Acme","new":{"x":1},
         "inputModalities":["TEXT","VIDEO"],"outputModalities":["TEXT"],
         "inferenceTypesSupported":["INFERENCE_PROFILE"],"responseStreamingSupported":true,
         "modelLifecycle":{"status":"LEGACY","endOfLifeTime":"2027-01-08T00:00:00Z",
                           "legacyTime":"2026-07-08T12:30:00.123Z"}},
        {"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/acme.bare","modelId":"acme.bare"}]}"#;

    fn profiles(name: &str, kind: &str, next: &str) -> String {
        format!(
            r#"{{"inferenceProfileSummaries":[{{"inferenceProfileName":"{name}",
            "inferenceProfileId":"{name}.acme.seer-v1:0","status":"ACTIVE","type":"{kind}",
            "inferenceProfileArn":"arn:aws:bedrock:us-east-1:1:inference-profile/{name}",
            "models":[{{"modelArn":"arn:aws:bedrock:eu-west-1::foundation-model/acme.seer-v1:0"}}]
            }}]{next}}}"#
        )
    }

    fn ok(body: &str) -> Vec<Act> {
        answer("200 OK", "content-type: application/json\r\n", body)
    }

    async fn list(choose: impl Fn(&str) -> Vec<Act> + Send + 'static) -> Listing {
        let server = serve_by(choose).await;
        let url = server.url.clone();
        connect(&Access::Sandbox { url })
            .await
            .unwrap()
            .list()
            .await
    }

    #[tokio::test]
    async fn rows_keep_what_the_sdk_does_not_know_and_pages_are_joined() {
        let listing = list(|head| {
            let first = head.lines().next().unwrap();
            if first.contains("/foundation-models") {
                ok(MODELS)
            } else if first.contains("type=APPLICATION") {
                ok(&profiles("mine", "APPLICATION", ""))
            } else if first.contains("nextToken=two") {
                ok(&profiles("eu", "SYSTEM_DEFINED", ""))
            } else {
                ok(&profiles("us", "SYSTEM_DEFINED", ",\"nextToken\":\"two\""))
            }
        })
        .await;
        let models = listing.models.unwrap();
        assert_eq!(models[0].input, ["TEXT", "VIDEO"]);
        assert_eq!(models[0].inference, ["INFERENCE_PROFILE"]);
        assert_eq!(models[0].streaming, Some(true));
        assert_eq!(models[0].lifecycle.status, "LEGACY");
        assert_eq!(models[0].lifecycle.end.as_deref(), Some("2027-01-08"));
        assert_eq!(models[0].lifecycle.legacy.as_deref(), Some("2026-07-08"));
        let bare = ModelSummary {
            id: "acme.bare".to_owned(),
            ..ModelSummary::default()
        };
        assert_eq!(models[1], bare);
        let profiles = listing.profiles.unwrap();
        let names: Vec<_> = profiles.iter().map(|p| (p.name.as_str(), p.kind)).collect();
        let system = ProfileKind::System;
        let own = ProfileKind::Application;
        assert_eq!(names, [("us", system), ("eu", system), ("mine", own)]);
        assert_eq!(profiles[0].status, "ACTIVE");
        assert!(profiles[0].models[0].ends_with("/acme.seer-v1:0"));
    }

    #[tokio::test]
    async fn each_list_fails_by_itself() {
        let listing = list(|head| {
            if head.contains("/foundation-models") {
                return ok(MODELS);
            }
            let words = "User: arn:aws:iam::1:user/ann is not authorized to perform: \
                         bedrock:ListInferenceProfiles on resource: arn:aws:bedrock:us-east-1:1:*";
            let body = format!("{{\"message\":\"{words}\"}}");
            let headers = "x-amzn-errortype: AccessDeniedException\r\nx-amzn-requestid: r\r\n";
            answer("403 Forbidden", headers, &body)
        })
        .await;
        assert_eq!(listing.models.unwrap().len(), 2);
        let failure = listing.profiles.unwrap_err();
        assert_eq!(failure.kind, FailureKind::AccessDenied);
        assert!(
            failure
                .message
                .contains("bedrock:ListInferenceProfiles on resource: arn:")
        );
        assert_eq!(failure.doing, "list inference profiles");
        assert_eq!(failure.place, "us-east-1, sandbox");
        assert_eq!(failure.request_id.as_deref(), Some("r"));
    }

    #[tokio::test]
    async fn endpoints_that_ignore_the_type_list_nothing_twice() {
        let listing = list(|_| ok(&profiles("us", "SYSTEM_DEFINED", ""))).await;
        assert_eq!(listing.profiles.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_row_without_an_arn_does_not_hide_the_others() {
        let rows = r#"{"modelSummaries":[{"modelId":"acme.bare"},
            {"modelArn":"arn:aws:bedrock:us-east-1::foundation-model/acme.seer","modelId":"acme.seer",
             "modelLifecycle":{"status":"LEGACY","endOfLifeTime":"2027-01-08T00:00:00Z"}}]}"#;
        let models = list(|_| ok(rows)).await.models.unwrap();
        let ids: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["acme.bare", "acme.seer"]);
        assert_eq!(models[1].lifecycle.end.as_deref(), Some("2027-01-08"));
    }

    #[tokio::test]
    async fn a_web_page_with_success_is_a_failure() {
        let listing = list(|_| {
            let html = "content-type: text/html\r\n";
            answer("200 OK", html, "<html><title>Hotel</title></html>")
        })
        .await;
        let failure = listing.models.unwrap_err();
        assert_eq!(
            (failure.kind, failure.status),
            (FailureKind::Unknown, Some(200))
        );
        assert!(failure.message.ends_with("Hotel"), "{failure}");
    }
}
