//! Headers of a call. What Converse has in its body, `InvokeModel` has here.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{CallError, Operation};
use crate::chat::settings::ServiceOptions;
use crate::chat::settings::service::Trace;

const JSON: &str = "application/json";

/// The headers of an operation with these options.
///
/// # Errors
///
/// A value holds what no header can.
pub(super) fn of(
    operation: Operation,
    service: &ServiceOptions,
) -> Result<Vec<(&'static str, String)>, CallError> {
    let mut headers = vec![("content-type", JSON.to_owned())];
    match operation {
        Operation::Converse | Operation::ConverseStream | Operation::CountTokens => {
            return Ok(headers);
        }
        Operation::InvokeModel => headers.push(("accept", JSON.to_owned())),
        Operation::InvokeModelWithResponseStream => {
            headers.push(("x-amzn-bedrock-accept", JSON.to_owned()));
        }
    }
    if let Some(guardrail) = &service.guardrail {
        headers.push(("x-amzn-bedrock-guardrailidentifier", guardrail.id.clone()));
        headers.push(("x-amzn-bedrock-guardrailversion", guardrail.version.clone()));
        let trace = trace(guardrail.trace);
        headers.extend(trace.map(|trace| ("x-amzn-bedrock-trace", trace.to_owned())));
    }
    let latency = service.latency.clone();
    headers.extend(latency.map(|value| ("x-amzn-bedrock-performanceconfig-latency", value)));
    let tier = service.tier.clone();
    headers.extend(tier.map(|value| ("x-amzn-bedrock-service-tier", value)));
    if !service.metadata.is_empty() {
        let pairs = metadata(&service.metadata)?;
        headers.push(("x-amzn-bedrock-request-metadata", pairs));
    }
    headers.into_iter().map(checked).collect()
}

fn trace(trace: Trace) -> Option<&'static str> {
    match trace {
        Trace::NotSent => None,
        Trace::Disabled => Some("DISABLED"),
        Trace::Enabled => Some("ENABLED"),
        Trace::Full => Some("ENABLED_FULL"),
    }
}

/// A JSON object in ASCII, since headers hold nothing else.
fn metadata(pairs: &[(String, String)]) -> Result<String, CallError> {
    let pairs: BTreeMap<&str, &str> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let json = super::written(&pairs)?;
    let mut ascii = String::with_capacity(json.len());
    let mut units = [0; 2];
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            ascii.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut units) {
            let written = write!(ascii, "\\u{unit:04x}");
            written.expect("a string takes everything");
        }
    }
    Ok(ascii)
}

fn checked((name, value): (&'static str, String)) -> Result<(&'static str, String), CallError> {
    if value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        Ok((name, value))
    } else {
        Err(CallError::Header { name, value })
    }
}
