//! The parameters of a request in the provider's own form, whichever wire they came on.

use serde_json::{Map, Value, json};

use super::fields::Fields;
use crate::sandbox::ability::{Display, ThinkingType};
use crate::sandbox::request::Body;

/// Everything in a request but its messages and its system prompt. `None` is "not sent".
#[derive(Debug, Clone, Default)]
pub(crate) struct Native {
    pub(crate) max_tokens: Option<i64>,
    pub(crate) temperature: Option<f64>,
    pub(crate) top_p: Option<f64>,
    pub(crate) top_k: Option<i64>,
    pub(crate) stop_sequences: Vec<String>,
    pub(crate) tools: Vec<Map<String, Value>>,
    pub(crate) tool_choice: Option<Map<String, Value>>,
    pub(crate) thinking: Option<Map<String, Value>>,
    pub(crate) betas: Vec<String>,
    pub(crate) output: Map<String, Value>,
}

/// The members of a body, or of `additionalModelRequestFields`, that are parameters.
pub(super) const MEMBERS: [&str; 12] = [
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "stop_sequences",
    "tools",
    "tool_choice",
    "thinking",
    "anthropic_beta",
    "output_config",
    "metadata",
    "context_management",
];

/// The name that `thinking` had on Bedrock at first.
const OLD_THINKING: &str = "reasoning_config";

impl Native {
    /// The parameters of a body of the messages wire.
    pub(super) fn of_body(members: &Map<String, Value>) -> Result<Self, String> {
        let fields = Fields::of_body(members);
        // It has no effect here, but its type is checked.
        fields.object("metadata")?;
        Ok(Self {
            max_tokens: fields.integer("max_tokens")?,
            temperature: fields.number("temperature")?,
            top_p: fields.number("top_p")?,
            top_k: fields.integer("top_k")?,
            stop_sequences: fields.texts("stop_sequences")?,
            tools: fields.objects("tools")?,
            tool_choice: fields.object("tool_choice")?.cloned(),
            thinking: fields.object("thinking")?.cloned(),
            betas: fields.texts("anthropic_beta")?,
            output: fields.object("output_config")?.cloned().unwrap_or_default(),
        })
    }

    /// The parameters that Converse has members for.
    pub(crate) fn of_converse(body: &Body) -> Self {
        let config = &body.inference_config;
        let tools = body.tool_config.as_ref();
        Self {
            max_tokens: config.max_tokens,
            temperature: config.temperature,
            top_p: config.top_p,
            stop_sequences: config.stop_sequences.clone(),
            tools: tools
                .map(|config| native_tools(&config.tools))
                .unwrap_or_default(),
            tool_choice: tools.and_then(|config| native_choice(config.tool_choice.as_ref()?)),
            output: body
                .output_config
                .as_ref()
                .map(native_output)
                .unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The same with `additionalModelRequestFields` merged in: they win, and their tools are added.
    pub(crate) fn merged(mut self, extra: &Map<String, Value>) -> Result<Self, String> {
        let fields = Fields::of_body(extra);
        let names = [MEMBERS.as_slice(), &[OLD_THINKING]].concat();
        fields.only(&names)?;
        let more = Self::of_body(extra)?;
        self.tools.extend(more.tools);
        self.betas = more.betas;
        self.output.extend(more.output);
        self.top_k = more.top_k;
        self.max_tokens = more.max_tokens.or(self.max_tokens);
        self.temperature = more.temperature.or(self.temperature);
        self.top_p = more.top_p.or(self.top_p);
        self.tool_choice = more.tool_choice.or(self.tool_choice);
        self.thinking = match more.thinking {
            None => fields.object(OLD_THINKING)?.cloned(),
            thinking => thinking,
        };
        if !more.stop_sequences.is_empty() {
            self.stop_sequences = more.stop_sequences;
        }
        Ok(self)
    }

    /// The style of thinking that was asked for; nothing for none and for an unknown one.
    pub(crate) fn thinking_type(&self) -> Option<ThinkingType> {
        ThinkingType::named(self.thinking.as_ref()?.get("type")?.as_str()?)
    }

    /// Whether the model is to think: always with a budget, by itself unless the effort is low.
    pub(crate) fn thinks(&self) -> bool {
        match self.thinking_type() {
            Some(ThinkingType::Enabled) => true,
            Some(ThinkingType::Adaptive) => self.effort() != Some("low"),
            Some(ThinkingType::Disabled) | None => false,
        }
    }

    /// What is to be shown of the thoughts, if the request says.
    pub(crate) fn display(&self) -> Option<Display> {
        match self.thinking.as_ref()?.get("display")?.as_str()? {
            "omitted" => Some(Display::Omitted),
            "summarized" => Some(Display::Summarized),
            _ => None,
        }
    }

    /// How hard the model is to try.
    pub(crate) fn effort(&self) -> Option<&str> {
        self.output.get("effort")?.as_str()
    }

    /// The JSON schema that the reply has to keep to.
    pub(crate) fn schema(&self) -> Option<&Value> {
        self.output.get("format")?.get("schema")
    }

    /// The value of `tool_choice.type`.
    pub(crate) fn choice(&self) -> Option<&str> {
        self.tool_choice.as_ref()?.get("type")?.as_str()
    }
}

/// The tools of Converse in the provider's form. A cache point marks the tool before it.
fn native_tools(tools: &[Map<String, Value>]) -> Vec<Map<String, Value>> {
    let mut native: Vec<Map<String, Value>> = Vec::new();
    for tool in tools {
        if let Some(Value::Object(spec)) = tool.get("toolSpec") {
            native.push(native_tool(spec));
        } else if let (Some(point), Some(last)) = (tool.get("cachePoint"), native.last_mut()) {
            last.insert("cache_control".to_owned(), cache_control(point));
        }
    }
    native
}

fn native_tool(spec: &Map<String, Value>) -> Map<String, Value> {
    let named = |name: &str| match name {
        "inputSchema" => "input_schema".to_owned(),
        name => name.to_owned(),
    };
    let value = |name: &str, value: &Value| match name {
        "inputSchema" => value["json"].clone(),
        _ => value.clone(),
    };
    spec.iter()
        .map(|(name, member)| (named(name), value(name, member)))
        .collect()
}

/// A cache point of Converse as a cache control.
fn cache_control(point: &Value) -> Value {
    let mut control = json!({"type": "ephemeral"});
    if let Some(ttl) = point.get("ttl") {
        control["ttl"] = ttl.clone();
    }
    control
}

fn native_choice(choice: &Map<String, Value>) -> Option<Map<String, Value>> {
    let (kind, member) = choice.iter().next()?;
    let mut native = Map::from_iter([("type".to_owned(), json!(kind))]);
    native.extend(
        member
            .get("name")
            .map(|name| ("name".to_owned(), name.clone())),
    );
    Some(native)
}

fn native_output(config: &Map<String, Value>) -> Map<String, Value> {
    let mut native = Map::new();
    native.extend(
        config
            .get("effort")
            .map(|effort| ("effort".to_owned(), effort.clone())),
    );
    let schema = config
        .get("textFormat")
        .and_then(|format| format["structure"]["jsonSchema"]["schema"].as_str())
        .and_then(|schema| serde_json::from_str::<Value>(schema).ok());
    native.extend(schema.map(|schema| {
        let format = json!({"type": "json_schema", "schema": schema});
        ("format".to_owned(), format)
    }));
    native
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    fn native(value: Value) -> Native {
        Native::of_converse(&Body::deserialize(value).unwrap())
    }

    #[test]
    fn converse_parameters_take_their_native_names() {
        let native = native(json!({
            "inferenceConfig": {"maxTokens": 7, "topP": 0.5, "stopSequences": ["x"]},
            "toolConfig": {
                "tools": [
                    {"toolSpec": {"name": "dig", "inputSchema": {"json": {"type": "object"}}}},
                    {"cachePoint": {"type": "default", "ttl": "1h"}},
                ],
                "toolChoice": {"tool": {"name": "dig"}},
            },
            "outputConfig": {"effort": "max"},
        }));
        assert_eq!(
            (native.max_tokens, native.top_p, native.choice()),
            (Some(7), Some(0.5), Some("tool"))
        );
        assert_eq!(native.effort(), Some("max"));
        let tool = json!({"name": "dig", "input_schema": {"type": "object"},
            "cache_control": {"type": "ephemeral", "ttl": "1h"}});
        assert_eq!(Value::Object(native.tools[0].clone()), tool);
    }

    #[test]
    fn additional_fields_win_and_add_tools() {
        let tool =
            json!({"toolSpec": {"name": "dig", "inputSchema": {"json": {"type": "object"}}}});
        let body =
            json!({"inferenceConfig": {"temperature": 0.1}, "toolConfig": {"tools": [tool]}});
        let extra = json!({"temperature": 0.2, "top_k": 3, "tools": [{"type": "bash_20250124", "name": "bash"}],
            "reasoning_config": {"type": "enabled", "budget_tokens": 2000}});
        let merged = native(body).merged(extra.as_object().unwrap()).unwrap();
        assert_eq!(
            (merged.temperature, merged.top_k, merged.tools.len()),
            (Some(0.2), Some(3), 2)
        );
        assert!(merged.thinks());
    }

    #[test]
    fn an_unknown_additional_field_is_refused() {
        let extra = json!({"guardrails": 1});
        let words = Native::default()
            .merged(extra.as_object().unwrap())
            .unwrap_err();
        assert_eq!(words, "guardrails: Extra inputs are not permitted");
        let wrong = json!({"top_k": "many"});
        let words = Native::default()
            .merged(wrong.as_object().unwrap())
            .unwrap_err();
        assert_eq!(words, "top_k: Input should be a valid integer");
    }
}
