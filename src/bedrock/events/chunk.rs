//! The shell around an event of `InvokeModelWithResponseStream`, and what Bedrock adds to the last.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::one_line;
use crate::chat::content::Json;
use crate::chat::generation::Usage;

/// The name of the events that hold an object of the provider.
pub(super) const NAME: &str = "chunk";

#[derive(Deserialize)]
struct Chunk {
    bytes: String,
}

/// The provider's object; `None` if the payload is no such shell, or its base64 is damaged.
pub(super) fn unwrap(name: &str, payload: &str) -> Option<String> {
    if name != NAME {
        return None;
    }
    let chunk: Chunk = serde_json::from_str(payload).ok()?;
    let bytes = STANDARD.decode(chunk.bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// Token counts and times as Bedrock took them.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Metrics {
    input_token_count: Option<u64>,
    output_token_count: Option<u64>,
    cache_read_input_token_count: Option<u64>,
    cache_write_input_token_count: Option<u64>,
    invocation_latency: Option<u64>,
}

impl Metrics {
    /// Reads the member, as far as it has the form that is known.
    pub(super) fn of(json: &RawValue) -> Self {
        serde_json::from_str(json.get()).unwrap_or_default()
    }

    /// Milliseconds that the model needed.
    pub(super) fn latency_ms(&self) -> Option<u64> {
        self.invocation_latency
    }

    /// The counts, where the provider's own are missing.
    pub(super) fn fill(&self, usage: &mut Usage) {
        fill(&mut usage.input, self.input_token_count);
        fill(&mut usage.output, self.output_token_count);
        fill(&mut usage.cache_read, self.cache_read_input_token_count);
        fill(&mut usage.cache_write, self.cache_write_input_token_count);
    }

    /// The counts alone, from the member as it came.
    pub(super) fn usage(&self, json: &RawValue) -> Usage {
        let mut usage = Usage {
            raw: Json(one_line(json.get())),
            ..Usage::default()
        };
        self.fill(&mut usage);
        usage
    }
}

fn fill(count: &mut Option<u64>, other: Option<u64>) {
    *count = count.or(other);
}
