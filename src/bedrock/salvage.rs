//! A list that the SDK refuses for the sake of one row, read by ourselves.
//!
//! The SDK fails the whole answer when a row lacks a member that the model of the API requires. Some
//! endpoints list models without an ARN, and one of them must not hide all others.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde::Deserialize;

use crate::chat::listing::{Lifecycle, ModelSummary};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    model_summaries: Vec<Row>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Row {
    model_id: String,
    model_name: Option<String>,
    provider_name: Option<String>,
    input_modalities: Vec<String>,
    output_modalities: Vec<String>,
    inference_types_supported: Vec<String>,
    response_streaming_supported: Option<bool>,
    model_lifecycle: Option<Life>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Life {
    status: String,
    legacy_time: Option<String>,
    public_extended_access_time: Option<String>,
    end_of_life_time: Option<String>,
}

/// The rows of an answer with success that the SDK could not read; `None` if it is no such answer.
pub(super) fn models(response: Option<&HttpResponse>) -> Option<Vec<ModelSummary>> {
    let response = response.filter(|response| response.status().is_success())?;
    let answer: Answer = serde_json::from_slice(response.body().bytes()?).ok()?;
    let named = answer
        .model_summaries
        .into_iter()
        .filter(|row| !row.model_id.is_empty());
    Some(named.map(summary).collect())
}

fn summary(row: Row) -> ModelSummary {
    let filled = |text: Option<String>| text.filter(|text| !text.is_empty());
    ModelSummary {
        id: row.model_id,
        name: filled(row.model_name),
        provider: filled(row.provider_name),
        input: row.input_modalities,
        output: row.output_modalities,
        inference: row.inference_types_supported,
        streaming: row.response_streaming_supported,
        lifecycle: row.model_lifecycle.map(lifecycle).unwrap_or_default(),
    }
}

fn lifecycle(life: Life) -> Lifecycle {
    let day =
        |time: Option<String>| time.and_then(|time| time.split('T').next().map(str::to_owned));
    Lifecycle {
        status: life.status,
        legacy: day(life.legacy_time),
        extended: day(life.public_extended_access_time),
        end: day(life.end_of_life_time),
    }
}
