//! How many tokens went in and out, and how each wire says so.

use serde_json::{Map, Value, json};

/// The input side of a reply's usage, in tokens. What was read from or written to the cache is not in `input`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) input: usize,
    pub(crate) cache: Option<CacheUse>,
}

/// What a request with cache points did with the cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CacheUse {
    pub(crate) read: usize,
    /// Written for five minutes.
    pub(crate) short: usize,
    /// Written for an hour.
    pub(crate) long: usize,
}

impl CacheUse {
    /// All tokens that were written.
    pub(crate) fn written(self) -> usize {
        self.short + self.long
    }
}

impl Usage {
    /// The usage of a request without cache points.
    pub(crate) fn uncached(input: usize) -> Self {
        Self { input, cache: None }
    }

    /// The member `usage` of Converse. Without cache points it says nothing of the cache.
    pub(crate) fn converse(self, output: usize) -> Map<String, Value> {
        let cache = self.cache.unwrap_or_default();
        let total = self.input + cache.read + cache.written() + output;
        let mut members = Map::new();
        for (name, tokens) in [
            ("inputTokens", self.input),
            ("outputTokens", output),
            ("totalTokens", total),
        ] {
            members.insert(name.to_owned(), json!(tokens));
        }
        if self.cache.is_some() {
            members.insert("cacheReadInputTokens".to_owned(), json!(cache.read));
            members.insert("cacheWriteInputTokens".to_owned(), json!(cache.written()));
            members.insert("cacheDetails".to_owned(), details(cache));
        }
        members
    }

    /// The member `usage` of the messages wire.
    pub(crate) fn messages(self, output: usize) -> Value {
        let cache = self.cache.unwrap_or_default();
        json!({
            "input_tokens": self.input,
            "cache_creation_input_tokens": cache.written(),
            "cache_read_input_tokens": cache.read,
            "cache_creation": {
                "ephemeral_5m_input_tokens": cache.short,
                "ephemeral_1h_input_tokens": cache.long,
            },
            "output_tokens": output,
        })
    }

    /// The member `amazon-bedrock-invocationMetrics`, without its times.
    pub(crate) fn metrics(self, output: usize) -> Value {
        let cache = self.cache.unwrap_or_default();
        json!({
            "inputTokenCount": self.input,
            "outputTokenCount": output,
            "cacheReadInputTokenCount": cache.read,
            "cacheWriteInputTokenCount": cache.written(),
        })
    }
}

/// What was written, the longest time to live first.
fn details(cache: CacheUse) -> Value {
    [("1h", cache.long), ("5m", cache.short)]
        .iter()
        .filter(|(_, tokens)| *tokens > 0)
        .map(|(ttl, tokens)| json!({"ttl": ttl, "inputTokens": tokens}))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_holds_what_the_cache_gave_and_took() {
        let cache = CacheUse {
            read: 10,
            short: 3,
            long: 2,
        };
        let usage = Usage {
            input: 1,
            cache: Some(cache),
        };
        assert_eq!(
            Value::Object(usage.converse(4)),
            json!({"inputTokens": 1, "outputTokens": 4, "totalTokens": 20, "cacheReadInputTokens": 10,
                "cacheWriteInputTokens": 5,
                "cacheDetails": [{"ttl": "1h", "inputTokens": 2}, {"ttl": "5m", "inputTokens": 3}]})
        );
        assert_eq!(
            usage.messages(4)["cache_creation"]["ephemeral_1h_input_tokens"],
            2
        );
    }

    #[test]
    fn without_cache_points_there_are_three_numbers() {
        assert_eq!(Usage::uncached(2).converse(3).len(), 3);
    }
}
