//! The models and inference profiles of the sandbox, and which of them an id or ARN means.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::ability::{Abilities, Stance};
use super::profile::Profile;
use super::refusal::Refusal;
use super::reply::Pace;

/// The region that all ARNs name. The sandbox has no other.
pub(super) const REGION: &str = "us-east-1";

/// The account that all ARNs name: one that cannot exist.
pub(crate) const ACCOUNT: &str = "000000000000";

/// The built-in models, as a table.
const TABLE: &str = include_str!("../../assets/sandbox/models.toml");

/// A model of the sandbox: how it is listed, what it takes and what it says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Model {
    pub(crate) id: String,
    name: String,
    pub(crate) script: Script,
    /// What a recital says.
    #[serde(default)]
    pub(crate) says: Vec<Part>,
    #[serde(default = "text")]
    pub(crate) input: Vec<String>,
    #[serde(default = "text")]
    output: Vec<String>,
    #[serde(default = "on_demand")]
    pub(crate) inference: Vec<String>,
    #[serde(default)]
    customizations: Vec<String>,
    #[serde(default)]
    pub(crate) answers: Answers,
    #[serde(default)]
    pub(crate) system: Stance,
    #[serde(default)]
    pub(crate) takes: Abilities,
    /// Most output tokens, and the default of `maxTokens`.
    #[serde(default = "max_tokens")]
    pub(crate) max_tokens: usize,
    /// Most input tokens.
    #[serde(default = "context")]
    pub(crate) context: usize,
    /// Least tokens of a prefix that is cached.
    #[serde(default)]
    pub(crate) cache_from: usize,
    /// Tokens a second; `None` is as fast as the socket takes them.
    pub(crate) rate: Option<f64>,
    /// Milliseconds before the first token.
    #[serde(default)]
    first_ms: u64,
    #[serde(default = "one")]
    per_delta: usize,
    #[serde(default = "active")]
    status: String,
    started: String,
    legacy: Option<String>,
    extended: Option<String>,
    ended: Option<String>,
}

/// Which script a model answers from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Script {
    Guide,
    Echo,
    Rush,
    Drizzle,
    Muse,
    Fault,
    Look,
    Tool,
    /// Says what stands in its entry.
    Recital,
}

/// A part of a recital: a reply, and to which questions it is given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// Words that stand in the question; none = it is given to any.
    #[serde(default)]
    pub(crate) to: String,
    pub(crate) text: String,
    /// A call of a tool that follows the text.
    pub(crate) calls: Option<Called>,
}

/// A call of a tool in a recital.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Called {
    pub(crate) name: String,
    pub(crate) input: Value,
}

/// Which calls a model answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Answers {
    #[default]
    Converse,
    ConverseWhole,
    Nothing,
}

/// All models and profiles.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Models {
    #[serde(rename = "model")]
    pub(crate) models: Vec<Model>,
    #[serde(rename = "profile", default)]
    pub(crate) profiles: Vec<Profile>,
}

impl Models {
    /// The built-in models.
    pub(crate) fn built_in() -> Result<Self, toml::de::Error> {
        Self::read(TABLE)
    }

    /// The models of a table.
    pub(crate) fn read(table: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(table)
    }

    /// The model that an id or ARN reaches, or the refusal that Bedrock would give.
    pub(crate) fn reach(&self, id: &str) -> Result<&Model, Refusal> {
        if let Some(profile) = self.profiles.iter().find(|profile| profile.is_called(id)) {
            return self
                .model(&profile.model)
                .ok_or_else(Refusal::unknown_model);
        }
        let model = self.model(id).ok_or_else(Refusal::unknown_model)?;
        if model.inference.iter().any(|way| way == "ON_DEMAND") {
            Ok(model)
        } else {
            Err(needs_a_profile(id))
        }
    }

    /// The model of a base id or base ARN.
    pub(crate) fn model(&self, id: &str) -> Option<&Model> {
        self.models
            .iter()
            .find(|model| model.id == id || model.arn(REGION) == id)
    }
}

/// The refusal of a base id of a model that answers only through profiles. Its apostrophe is U+2019.
fn needs_a_profile(id: &str) -> Refusal {
    Refusal::validation(format!(
        "Invocation of model ID {id} with on-demand throughput isn’t supported. Retry your request with the ID or ARN \
         of an inference profile that contains this model."
    ))
}

impl Model {
    /// A model that is known from a foreign listing only. It answers as the guide does, with generous limits.
    pub(crate) fn foreign(summary: &Value) -> Option<Self> {
        let streams = summary["responseStreamingSupported"]
            .as_bool()
            .unwrap_or(true);
        let output = strings(summary, "outputModalities");
        let answers = match (output.iter().any(|kind| kind == "TEXT"), streams) {
            (false, _) => Answers::Nothing,
            (true, true) => Answers::Converse,
            (true, false) => Answers::ConverseWhole,
        };
        Some(Self {
            id: summary["modelId"].as_str()?.to_owned(),
            name: summary["modelName"].as_str().unwrap_or_default().to_owned(),
            script: Script::Guide,
            says: Vec::new(),
            input: strings(summary, "inputModalities"),
            output,
            inference: strings(summary, "inferenceTypesSupported"),
            customizations: Vec::new(),
            answers,
            system: Stance::Accepted,
            takes: Abilities::of_id(summary["modelId"].as_str()?),
            max_tokens: 128_000,
            context: 1_000_000,
            cache_from: 0,
            rate: Some(60.0),
            first_ms: 120,
            per_delta: 1,
            status: active(),
            started: String::new(),
            legacy: None,
            extended: None,
            ended: None,
        })
    }

    /// Whether the model takes input of a kind, such as `IMAGE`.
    pub(crate) fn takes_input(&self, kind: &str) -> bool {
        self.input.iter().any(|taken| taken == kind)
    }

    /// The entry of `modelSummaries`.
    pub(crate) fn summary(&self) -> Value {
        json!({
            "modelArn": self.arn(REGION),
            "modelId": self.id,
            "modelName": self.name,
            "providerName": "outcrop sandbox",
            "inputModalities": self.input,
            "outputModalities": self.output,
            "responseStreamingSupported": self.answers == Answers::Converse,
            "customizationsSupported": self.customizations,
            "inferenceTypesSupported": self.inference,
            "modelLifecycle": self.lifecycle(),
        })
    }

    /// The pace of the model, with another rate in tokens a second and other deltas if the prompt asks for them.
    pub(crate) fn pace(&self, rate: Option<f64>, per_delta: Option<usize>) -> Pace {
        let per_delta = per_delta.unwrap_or(self.per_delta).max(1);
        let rate = rate.or(self.rate).filter(|rate| *rate > 0.0);
        let tokens = f64::from(u32::try_from(per_delta).unwrap_or(u32::MAX));
        let delta = rate
            .and_then(|rate| Duration::try_from_secs_f64(tokens / rate).ok())
            .unwrap_or_default();
        Pace {
            first: Duration::from_millis(self.first_ms),
            delta,
            per_delta,
        }
    }

    fn arn(&self, region: &str) -> String {
        format!("arn:aws:bedrock:{region}::foundation-model/{}", self.id)
    }

    fn lifecycle(&self) -> Value {
        let mut lifecycle = Map::from_iter([("status".to_owned(), json!(self.status))]);
        let dates = [
            ("startOfLifeTime", Some(&self.started)),
            ("legacyTime", self.legacy.as_ref()),
            ("publicExtendedAccessTime", self.extended.as_ref()),
            ("endOfLifeTime", self.ended.as_ref()),
        ];
        for (name, date) in dates {
            lifecycle.extend(date.map(|date| (name.to_owned(), json!(date))));
        }
        Value::Object(lifecycle)
    }
}

/// The texts of a list, or none.
fn strings(summary: &Value, name: &str) -> Vec<String> {
    let list = summary[name].as_array().into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn text() -> Vec<String> {
    vec!["TEXT".to_owned()]
}

fn on_demand() -> Vec<String> {
    vec!["ON_DEMAND".to_owned()]
}

fn active() -> String {
    "ACTIVE".to_owned()
}

const fn one() -> usize {
    1
}

const fn max_tokens() -> usize {
    8192
}

const fn context() -> usize {
    200_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn models() -> Models {
        Models::built_in().unwrap()
    }

    #[test]
    fn every_profile_leads_to_a_model() {
        let models = models();
        for profile in &models.profiles {
            assert!(models.model(&profile.model).is_some(), "{}", profile.id);
        }
    }

    #[test]
    fn names_fit_into_a_picker() {
        assert!(
            models()
                .models
                .iter()
                .all(|model| model.name.len() <= 20 && model.id.starts_with("outcrop."))
        );
    }

    #[test]
    fn a_model_without_on_demand_needs_a_profile() {
        let models = models();
        let refusal = models.reach("outcrop.profiled-v1:0").unwrap_err();
        assert!(
            refusal
                .text
                .contains("on-demand throughput isn’t supported")
        );
        for id in [
            "us.outcrop.profiled-v1:0",
            "arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.outcrop.profiled-v1:0",
            "arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/sbx1profiled",
        ] {
            assert_eq!(models.reach(id).unwrap().id, "outcrop.profiled-v1:0");
        }
        assert_eq!(
            models.reach("sbx1profiled").unwrap_err(),
            Refusal::unknown_model()
        );
    }
}
