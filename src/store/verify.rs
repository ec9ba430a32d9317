//! Arguments of a call against the JSON Schema of its tool. Nothing is ever fetched: a schema that
//! refers to another document is told of as such.

use jsonschema::{Retrieve, Uri};
use serde_json::Value;

use crate::chat::tool::verdict::{Fault, MOST_FAULTS, Verdict};

/// Answers every request for another document with a refusal.
struct Nothing;

impl Retrieve for Nothing {
    fn retrieve(
        &self,
        uri: &Uri<String>,
    ) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        Err(format!("{uri} is another document, and none is fetched").into())
    }
}

/// Whether arguments keep to a schema.
pub(crate) fn verify(schema: &str, args: &str) -> Verdict {
    let schema: Value = match serde_json::from_str(schema) {
        Ok(schema) => schema,
        Err(error) => return Verdict::BadSchema(error.to_string()),
    };
    let blank = args.trim().is_empty();
    let args: Value = match serde_json::from_str(if blank { "{}" } else { args }) {
        Ok(args) => args,
        Err(error) => return Verdict::Unknown(format!("they are no whole JSON: {error}")),
    };
    let built = jsonschema::options().with_retriever(Nothing).build(&schema);
    let validator = match built {
        Ok(validator) => validator,
        Err(error) => {
            let at = error.instance_path().to_string();
            let at = if at.is_empty() {
                String::new()
            } else {
                format!("{at}: ")
            };
            return Verdict::BadSchema(format!("{at}{error}"));
        }
    };
    let faults = validator.iter_errors(&args).take(MOST_FAULTS);
    let faults: Vec<Fault> = faults
        .map(|error| Fault {
            path: error.instance_path().to_string(),
            what: error.to_string(),
        })
        .collect();
    if faults.is_empty() {
        Verdict::Valid
    } else {
        Verdict::Faults(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"type":"object","properties":{"sign":{"type":"string","enum":["WZPZ"]},"tags":{"type":"array","items":{"type":"integer"}}},"required":["sign"],"additionalProperties":false}"#;

    fn paths(args: &str) -> Vec<String> {
        match verify(SCHEMA, args) {
            Verdict::Faults(faults) => faults.into_iter().map(|fault| fault.path).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn faults_are_told_with_their_place() {
        assert_eq!(verify(SCHEMA, r#"{"sign":"WZPZ"}"#), Verdict::Valid);
        assert_eq!(paths("{}"), [""]);
        assert_eq!(paths(""), [""]);
        assert_eq!(paths(r#"{"sign":7}"#), ["/sign", "/sign"]);
        assert_eq!(paths(r#"{"sign":"WZPZ","tags":[1,"b"]}"#), ["/tags/1"]);
        assert_eq!(paths(r#"{"sign":"WZPZ","more":1}"#), [""]);
        assert!(matches!(verify(SCHEMA, "{"), Verdict::Unknown(_)));
    }

    #[test]
    fn a_schema_that_is_none_is_told_of() {
        for schema in [r#"{"type":"objekt"}"#, "7", "{", r#"{"pattern":"("}"#] {
            let verdict = verify(schema, "{}");
            assert!(
                matches!(verdict, Verdict::BadSchema(_)),
                "{schema} {verdict:?}"
            );
        }
    }

    #[test]
    fn nothing_is_fetched() {
        for address in ["https://example.com/a.json", "file:///etc/passwd"] {
            let schema = format!(r#"{{"$ref":"{address}"}}"#);
            let Verdict::BadSchema(why) = verify(&schema, "{}") else {
                panic!("{address}");
            };
            assert!(why.contains("none is fetched"), "{why}");
        }
    }
}
