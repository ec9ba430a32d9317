//! What a request asks of Bedrock itself: a guardrail, a latency, a tier, metadata for its logs.

use hyper::HeaderMap;
use serde_json::{Map, Value, json};

use super::refusal::Refusal;

/// The wishes that are not the model's affair.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Service {
    pub(crate) guardrail: Option<Guardrail>,
    /// Value of `performanceConfig.latency`.
    pub(crate) latency: Option<String>,
    /// Value of `serviceTier.type`.
    pub(crate) tier: Option<String>,
}

/// A guardrail that is to watch.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guardrail {
    pub(crate) id: String,
    pub(crate) trace: Trace,
    pub(crate) processing: Processing,
}

/// Whether the findings of a guardrail are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trace {
    Told,
    Kept,
}

/// Whether a guardrail looks at a stream before it is sent or after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Processing {
    Before,
    After,
}

const LATENCIES: [&str; 2] = ["standard", "optimized"];
const TIERS: [&str; 4] = ["default", "priority", "flex", "reserved"];
const TRACES: [&str; 3] = ["enabled", "disabled", "enabled_full"];

/// Most pairs of `requestMetadata`.
const MAX_PAIRS: usize = 16;

/// Longest key and value of `requestMetadata`, in characters.
const MAX_PAIR_TEXT: usize = 256;

/// Longest `X-Amzn-Bedrock-Request-Metadata`, in characters.
const MAX_METADATA: usize = 8_500;

/// Longest effort, in characters.
const MAX_EFFORT: usize = 16;

impl Service {
    /// The members of a Converse request.
    pub(crate) fn of_converse(members: &Map<String, Value>) -> Result<Self, Refusal> {
        let member = |name: &str| members.get(name).filter(|value| !value.is_null());
        if let Some(pairs) = member("requestMetadata") {
            check_metadata(pairs)?;
        }
        if let Some(output) = member("outputConfig") {
            check_output(output)?;
        }
        let text = |name: &str, inner: &str| member(name).and_then(|value| value[inner].as_str());
        let config = member("guardrailConfig");
        let processing = text("guardrailConfig", "streamProcessingMode");
        one_of(
            processing,
            "guardrailConfig.streamProcessingMode",
            &["sync", "async"],
        )?;
        let asked = config.map(|config| Asked {
            id: config["guardrailIdentifier"].as_str(),
            version: config["guardrailVersion"].as_str(),
            trace: config["trace"].as_str().map(str::to_owned),
        });
        let mut guardrail = asked.map(Asked::guardrail).transpose()?.flatten();
        if let (Some(guardrail), Some("async")) = (&mut guardrail, processing) {
            guardrail.processing = Processing::After;
        }
        let latency = text("performanceConfig", "latency");
        let tier = text("serviceTier", "type");
        Ok(Self {
            guardrail,
            latency: one_of(latency, "performanceConfig.latency", &LATENCIES)?,
            tier: one_of(tier, "serviceTier.type", &TIERS)?,
        })
    }

    /// The headers of `InvokeModel`.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Result<Self, Refusal> {
        let header = |name: &str| {
            let value = headers.get(format!("x-amzn-bedrock-{name}"));
            value
                .and_then(|value| value.to_str().ok())
                .filter(|value| !value.is_empty())
        };
        if let Some(metadata) = header("request-metadata") {
            let pairs = serde_json::from_str::<Value>(metadata).ok();
            let pairs = pairs.filter(|_| metadata.len() <= MAX_METADATA);
            check_metadata(&pairs.unwrap_or_default())?;
        }
        let asked = Asked {
            id: header("guardrailidentifier"),
            version: header("guardrailversion"),
            trace: header("trace").map(str::to_lowercase),
        };
        Ok(Self {
            guardrail: asked.guardrail()?,
            latency: one_of(
                header("performanceconfig-latency"),
                "performanceConfigLatency",
                &LATENCIES,
            )?,
            tier: one_of(header("service-tier"), "serviceTier", &TIERS)?,
        })
    }

    /// The members with which Converse says what it did.
    pub(crate) fn members(&self) -> Map<String, Value> {
        let mut members = Map::new();
        if let Some(latency) = &self.latency {
            members.insert("performanceConfig".to_owned(), json!({"latency": latency}));
        }
        if let Some(tier) = &self.tier {
            members.insert("serviceTier".to_owned(), json!({"type": tier}));
        }
        members
    }
}

/// A guardrail as it was asked for.
struct Asked<'a> {
    id: Option<&'a str>,
    version: Option<&'a str>,
    trace: Option<String>,
}

impl Asked<'_> {
    fn guardrail(self) -> Result<Option<Guardrail>, Refusal> {
        one_of(self.trace.as_deref(), "trace", &TRACES)?;
        let (id, version) = match (self.id, self.version) {
            (None, None) => return Ok(None),
            (Some(id), Some(version)) => (id, version),
            (Some(_), None) | (None, Some(_)) => {
                return Err(Refusal::validation(
                    "The guardrailIdentifier and the guardrailVersion must be provided together. Provide both and try \
                     again.",
                ));
            }
        };
        let is_number = !version.is_empty()
            && version.len() <= 8
            && !version.starts_with('0')
            && version.chars().all(|digit| digit.is_ascii_digit());
        if !is_number && version != "DRAFT" {
            return Err(constraint(
                version,
                "guardrailVersion",
                "Member must satisfy regular expression pattern: (([1-9][0-9]{0,7})|(DRAFT))",
            ));
        }
        let trace = match self.trace.as_deref() {
            Some("enabled" | "enabled_full") => Trace::Told,
            Some(_) | None => Trace::Kept,
        };
        Ok(Some(Guardrail {
            id: id.to_owned(),
            trace,
            processing: Processing::Before,
        }))
    }
}

fn one_of(value: Option<&str>, place: &str, known: &[&str]) -> Result<Option<String>, Refusal> {
    match value {
        Some(value) if !known.contains(&value) => {
            let rule = format!("Member must satisfy enum value set: [{}]", known.join(", "));
            Err(constraint(value, place, &rule))
        }
        value => Ok(value.map(str::to_owned)),
    }
}

fn check_metadata(pairs: &Value) -> Result<(), Refusal> {
    let Some(pairs) = pairs.as_object() else {
        return Err(constraint(
            "…",
            "requestMetadata",
            "Member must be a map of strings",
        ));
    };
    if pairs.is_empty() || pairs.len() > MAX_PAIRS {
        let rule = format!("Member must have length between 1 and {MAX_PAIRS}");
        return Err(constraint(
            &pairs.len().to_string(),
            "requestMetadata",
            &rule,
        ));
    }
    for (key, value) in pairs {
        let value = value.as_str().unwrap_or("\u{0}");
        let fits = |text: &str| text.chars().count() <= MAX_PAIR_TEXT && text.chars().all(is_plain);
        if key.is_empty() || !fits(key) || !fits(value) {
            let rule =
                "Member must satisfy regular expression pattern: [a-zA-Z0-9\\s:_@$#=/+,-.]{0,256}";
            return Err(constraint(key, "requestMetadata", rule));
        }
    }
    Ok(())
}

fn is_plain(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter.is_ascii_whitespace() || ":_@$#=/+,-.".contains(letter)
}

fn check_output(output: &Value) -> Result<(), Refusal> {
    if let Some(effort) = output["effort"]
        .as_str()
        .filter(|effort| effort.len() > MAX_EFFORT)
    {
        let rule = format!("Member must have length less than or equal to {MAX_EFFORT}");
        return Err(constraint(effort, "outputConfig.effort", &rule));
    }
    let Some(format) = output.get("textFormat") else {
        return Ok(());
    };
    one_of(
        format["type"].as_str(),
        "outputConfig.textFormat.type",
        &["json_schema"],
    )?;
    let schema = format["structure"]["jsonSchema"]["schema"].as_str();
    let is_object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).is_ok();
    if schema.is_some_and(is_object) {
        Ok(())
    } else {
        Err(Refusal::validation(
            "The schema at outputConfig.textFormat.structure.jsonSchema.schema is not a valid JSON schema.",
        ))
    }
}

fn constraint(value: &str, place: &str, rule: &str) -> Refusal {
    Refusal::constraints(&[format!(
        "Value '{value}' at '{place}' failed to satisfy constraint: {rule}"
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(members: &Value) -> Result<Service, Refusal> {
        Service::of_converse(members.as_object().unwrap())
    }

    fn words(members: &Value) -> String {
        service(members).unwrap_err().text
    }

    #[test]
    fn wishes_are_echoed() {
        let service =
            service(&json!({"performanceConfig": {"latency": "optimized"}, "serviceTier": {"type": "flex"}})).unwrap();
        let echoed =
            json!({"performanceConfig": {"latency": "optimized"}, "serviceTier": {"type": "flex"}});
        assert_eq!(Value::Object(service.members()), echoed);
    }

    #[test]
    fn enums_are_closed() {
        for (members, place) in [
            (
                json!({"performanceConfig": {"latency": "fast"}}),
                "performanceConfig.latency",
            ),
            (json!({"serviceTier": {"type": "gold"}}), "serviceTier.type"),
            (
                json!({"outputConfig": {"textFormat": {"type": "xml"}}}),
                "outputConfig.textFormat.type",
            ),
            (
                json!({"guardrailConfig": {"streamProcessingMode": "later"}}),
                "streamProcessingMode",
            ),
            (json!({"guardrailConfig": {"trace": "loud"}}), "'trace'"),
        ] {
            assert!(words(&members).contains(place), "{}", words(&members));
        }
    }

    #[test]
    fn a_guardrail_has_an_identifier_and_a_version() {
        let alone = json!({"guardrailConfig": {"guardrailIdentifier": "abc"}});
        assert!(words(&alone).contains("must be provided together"));
        let wrong =
            json!({"guardrailConfig": {"guardrailIdentifier": "abc", "guardrailVersion": "0"}});
        assert!(words(&wrong).contains("'guardrailVersion'"));
        let both =
            json!({"guardrailConfig": {"guardrailIdentifier": "abc", "guardrailVersion": "DRAFT"}});
        assert_eq!(service(&both).unwrap().guardrail.unwrap().id, "abc");
    }

    #[test]
    fn metadata_is_plain_and_short() {
        assert!(service(&json!({"requestMetadata": {"team": "rock, 1+1=2"}})).is_ok());
        assert!(words(&json!({"requestMetadata": {}})).contains("between 1 and 16"));
        assert!(
            words(&json!({"requestMetadata": {"team": "röck"}})).contains("regular expression")
        );
        assert!(words(&json!({"requestMetadata": {"team": 1}})).contains("regular expression"));
    }

    #[test]
    fn headers_say_the_same() {
        let headers = |pairs: &[(&'static str, &str)]| -> HeaderMap {
            pairs
                .iter()
                .map(|(name, value)| {
                    (
                        hyper::header::HeaderName::from_static(name),
                        value.parse().unwrap(),
                    )
                })
                .collect()
        };
        let both = headers(&[
            ("x-amzn-bedrock-guardrailidentifier", "abc"),
            ("x-amzn-bedrock-guardrailversion", "1"),
            ("x-amzn-bedrock-trace", "ENABLED"),
        ]);
        assert_eq!(
            Service::of_headers(&both).unwrap().guardrail.unwrap().trace,
            Trace::Told
        );
        let alone = headers(&[("x-amzn-bedrock-guardrailversion", "1")]);
        assert!(
            Service::of_headers(&alone)
                .unwrap_err()
                .text
                .contains("must be provided together")
        );
        let tier = headers(&[("x-amzn-bedrock-service-tier", "gold")]);
        assert!(
            Service::of_headers(&tier)
                .unwrap_err()
                .text
                .contains("'serviceTier'")
        );
        let metadata = headers(&[("x-amzn-bedrock-request-metadata", "no json")]);
        assert!(Service::of_headers(&metadata).is_err());
    }
}
