//! Inference profiles: other ways to a model.

use serde::Deserialize;
use serde_json::{Value, json};

use super::models::{ACCOUNT, REGION};

/// An inference profile: another way to a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Profile {
    pub(crate) id: String,
    name: String,
    #[serde(default = "system_defined")]
    kind: String,
    pub(crate) model: String,
    regions: Vec<String>,
}

impl Profile {
    /// A profile that is known from a foreign listing only.
    pub(crate) fn foreign(summary: &Value) -> Option<Self> {
        let model = summary["models"][0]["modelArn"].as_str()?;
        Some(Self {
            id: summary["inferenceProfileId"].as_str()?.to_owned(),
            name: String::new(),
            kind: summary["type"]
                .as_str()
                .unwrap_or("SYSTEM_DEFINED")
                .to_owned(),
            model: model.rsplit('/').next()?.to_owned(),
            regions: Vec::new(),
        })
    }

    /// The entry of `inferenceProfileSummaries`.
    pub(crate) fn summary(&self) -> Value {
        let arn = |region: &String| json!({"modelArn": format!("arn:aws:bedrock:{region}::foundation-model/{}", self.model)});
        let models: Vec<Value> = self.regions.iter().map(arn).collect();
        json!({
            "inferenceProfileName": self.name,
            "description": format!("Routes requests to {}.", self.model),
            "createdAt": "2026-03-16T00:00:00Z",
            "updatedAt": "2026-03-16T00:00:00Z",
            "inferenceProfileArn": format!("arn:aws:bedrock:{REGION}:{ACCOUNT}:{}", self.resource()),
            "models": models,
            "inferenceProfileId": self.id,
            "status": "ACTIVE",
            "type": self.kind,
        })
    }

    /// Whether an id or ARN means this profile. An application profile is reached by its ARN alone.
    pub(crate) fn is_called(&self, id: &str) -> bool {
        match id.strip_prefix("arn:aws") {
            Some(arn) => {
                arn.contains(":bedrock:") && arn.ends_with(&format!(":{}", self.resource()))
            }
            None => self.id == id && self.kind == "SYSTEM_DEFINED",
        }
    }

    fn resource(&self) -> String {
        let kind = if self.kind == "APPLICATION" {
            "application-inference-profile"
        } else {
            "inference-profile"
        };
        format!("{kind}/{}", self.id)
    }
}

fn system_defined() -> String {
    "SYSTEM_DEFINED".to_owned()
}
