//! Which field an error text of the service is about.
//!
//! Texts change, so short fragments are matched, in lower case and with plain apostrophes (the
//! service writes U+2019 in some). Sources: validation texts of Bedrock and Anthropic, collected from
//! public reports 2024 to 2026; names of members from the service model of `bedrock-runtime`.

use crate::chat::settings::Field::{
    self, Betas, CacheMessages, CacheSystem, CacheTools, Delivery, Documents, Effort, Extra,
    Guardrail, Images, Latency, Metadata, Prefill, StopSequences, System, Thinking,
    ThinkingDisplay, Tier, ToolChoice, Tools, UserId,
};
use crate::chat::settings::Param;

/// What a refusal says of the model, beyond this one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lesson {
    /// It never takes the field.
    NotTaken,
    /// Nothing: the value was wrong, or it does not go with another field.
    Nothing,
    /// Temperature and `top_p` exclude each other.
    Exclusive,
    /// It has a limit of output tokens.
    Limit,
    /// It takes no budget of thoughts.
    NoBudget,
    /// It does not think as it likes.
    NoAdaptive,
    /// It cannot be told not to think.
    NoDisabling,
    /// It takes no tools while the reply streams.
    NoStreamTools,
    /// It cannot be made to take a tool.
    NoForcing,
    /// It takes no cache points at all.
    NoCaching,
}

use Lesson::{
    Exclusive, Limit, NoAdaptive, NoBudget, NoCaching, NoDisabling, NoForcing, NoStreamTools,
    NotTaken, Nothing,
};

const TEMPERATURE: Field = Field::Param(Param::Temperature);
const TOP_P: Field = Field::Param(Param::TopP);
const TOP_K: Field = Field::Param(Param::TopK);
const MAX_TOKENS: Field = Field::Param(Param::MaxTokens);

/// Fragments, the field that each is about, and what it teaches. The first that fits counts, so the
/// longer ones stand before the shorter ones that they contain.
#[rustfmt::skip]
const FRAGMENTS: [(&str, Field, Lesson); 73] = [
    ("cannot both be specified", TOP_P, Exclusive),
    ("`temperature` may only be set to 1", TEMPERATURE, Nothing),
    ("`top_p` must be greater than or equal to 0.95", TOP_P, Nothing),
    ("`top_k` must be unset", TOP_K, Nothing),
    ("thinking may not be enabled when tool_choice", ToolChoice, Nothing),
    ("thinking.type.enabled\" is not supported", Thinking, NoBudget),
    ("thinking.type.disabled\" is not supported", Thinking, NoDisabling),
    ("adaptive thinking is not supported", Thinking, NoAdaptive),
    ("thinking.type.adaptive\" is not supported", Thinking, NoAdaptive),
    ("budget_tokens", Thinking, Nothing),
    ("thinking.display", ThinkingDisplay, Nothing),
    ("thinking.adaptive.display", ThinkingDisplay, Nothing),
    ("thinking.enabled.display", ThinkingDisplay, Nothing),
    ("assistant message prefill", Prefill, NotTaken),
    ("conversation must end with a user message", Prefill, NotTaken),
    ("must end with a user message", Prefill, NotTaken),
    ("final assistant content cannot end with trailing whitespace", Prefill, Nothing),
    ("doesn't support system messages", System, NotTaken),
    ("tool use in streaming mode", Delivery, NoStreamTools),
    ("doesn't support tool use", Tools, NotTaken),
    ("support the toolconfig.toolchoice.any field", ToolChoice, NoForcing),
    ("support the toolconfig.toolchoice.tool field", ToolChoice, NoForcing),
    ("support the toolconfig.toolchoice field", ToolChoice, NotTaken),
    ("support the toolconfig field", Tools, NotTaken),
    ("toolconfig field must be defined", Tools, Nothing),
    ("support the image field", Images, NotTaken),
    ("support the document field", Documents, NotTaken),
    ("too many images", Images, Nothing),
    ("image exceeds", Images, Nothing),
    ("did not allow prompt caching", CacheMessages, NoCaching),
    ("#/toolconfig/tools", CacheTools, Nothing),
    ("maximum tokens you requested exceeds", MAX_TOKENS, Limit),
    ("which is the maximum allowed", MAX_TOKENS, Limit),
    ("`temperature` is", TEMPERATURE, NotTaken),
    ("`top_p` is", TOP_P, NotTaken),
    ("`top_k` is", TOP_K, NotTaken),
    ("[temperature]", TEMPERATURE, NotTaken),
    ("[top_p]", TOP_P, NotTaken),
    ("[topp]", TOP_P, NotTaken),
    ("[top_k]", TOP_K, NotTaken),
    ("[topk]", TOP_K, NotTaken),
    ("[thinking]", Thinking, NotTaken),
    ("[output_config]", Effort, NotTaken),
    ("[anthropic_beta]", Betas, NotTaken),
    ("[stop_sequences]", StopSequences, NotTaken),
    ("[tools]", Tools, NotTaken),
    ("[tool_choice]", ToolChoice, NotTaken),
    ("[system]", System, NotTaken),
    ("[metadata]", UserId, NotTaken),
    ("parameter: 'temperature'", TEMPERATURE, NotTaken),
    ("parameter: 'top_p'", TOP_P, NotTaken),
    ("parameter: 'top_k'", TOP_K, NotTaken),
    ("parameter: 'reasoning_effort'", Effort, NotTaken),
    ("support the effort parameter", Effort, NotTaken),
    ("support effort level", Effort, Nothing),
    ("output_config.effort", Effort, Nothing),
    ("reasoning_effort", Effort, Nothing),
    ("reasoningconfig", Effort, Nothing),
    ("inferenceconfig.temperature", TEMPERATURE, Nothing),
    ("inferenceconfig.topp", TOP_P, Nothing),
    ("inferenceconfig.maxtokens", MAX_TOKENS, Nothing),
    ("inferenceconfig.stopsequences", StopSequences, Nothing),
    ("stop_sequences:", StopSequences, Nothing),
    ("top_k:", TOP_K, Nothing),
    ("toolconfig.toolchoice", ToolChoice, Nothing),
    ("beta flag", Betas, Nothing),
    ("guardrailidentifier", Guardrail, Nothing),
    ("guardrailconfig", Guardrail, Nothing),
    ("servicetier", Tier, Nothing),
    ("performanceconfig", Latency, NotTaken),
    ("requestmetadata", Metadata, Nothing),
    ("metadata.user_id", UserId, Nothing),
    ("additionalmodelrequestfields", Extra, Nothing),
];

fn row(message: &str) -> Option<(Field, Lesson)> {
    let message = plain(message);
    if message.contains("extraneous key [cachepoint]") {
        return Some((cache_point(&message), Nothing));
    }
    let row = FRAGMENTS
        .iter()
        .find(|(fragment, _, _)| message.contains(fragment))?;
    Some((row.1, row.2))
}

/// Which cache point stands where it is not permitted: `#/messages/6/content/0: extraneous key …`.
fn cache_point(message: &str) -> Field {
    if message.contains("#/toolconfig") {
        CacheTools
    } else if message.contains("#/system") {
        CacheSystem
    } else {
        CacheMessages
    }
}

/// The field that an error text is about; `None` if it names none that is known.
pub(crate) fn field_of(message: &str) -> Option<Field> {
    row(message).map(|(field, _)| field)
}

/// What an error text says of the model; `None` if the text is not known.
pub(super) fn lesson_of(message: &str) -> Option<Lesson> {
    row(message).map(|(_, lesson)| lesson)
}

/// The limit of output tokens that an error text names.
pub(crate) fn learned_limit(message: &str) -> Option<u32> {
    let message = plain(message);
    let rest = if let Some((_, rest)) = message.split_once("model limit of ") {
        rest
    } else {
        let (before, _) = message.split_once(", which is the maximum allowed")?;
        before.rsplit_once("> ")?.1
    };
    let digits = rest.trim_start();
    let end = digits
        .find(|letter: char| !letter.is_ascii_digit() && letter != ',')
        .unwrap_or(digits.len());
    digits[..end].replace(',', "").parse().ok()
}

/// In lower case and with plain apostrophes.
fn plain(text: &str) -> String {
    text.to_lowercase().replace('\u{2019}', "'")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Texts of the service, and the field that each is about.
    #[rustfmt::skip]
    const KNOWN: [(&str, Field); 32] = [
        ("The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.", TOP_P),
        ("`temperature` is deprecated for this model.", TEMPERATURE),
        ("`top_k` is deprecated for this model.", TOP_K),
        ("`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.", TEMPERATURE),
        ("`top_p` must be greater than or equal to 0.95 or unset when thinking is enabled.", TOP_P),
        ("`top_k` must be unset when thinking is enabled.", TOP_K),
        ("1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1", TEMPERATURE),
        ("1 validation error detected: Value '2' at 'inferenceConfig.topP' failed to satisfy constraint: …", TOP_P),
        ("This model does not support assistant message prefill. The conversation must end with a user message.", Prefill),
        ("messages: final assistant content cannot end with trailing whitespace", Prefill),
        ("This model doesn\u{2019}t support system messages. Try again without a system message or use a model that supports system messages.", System),
        ("This model doesn't support tool use.", Tools),
        ("This model doesn't support tool use in streaming mode.", Delivery),
        ("This model doesn't support the toolConfig.toolChoice.any field. Remove toolConfig.toolChoice.any and try again.", ToolChoice),
        ("The toolConfig field must be defined when using toolUse and toolResult content blocks.", Tools),
        ("This model doesn't support the image field for user messages. Remove image and try again.", Images),
        ("You invoked an unsupported model or your request did not allow prompt caching. See the documentation …", CacheMessages),
        ("Malformed input request: #/messages/6/content/0: extraneous key [cachePoint] is not permitted, please reformat your input and try again.", CacheMessages),
        ("Malformed input request: #/toolConfig/tools/1: extraneous key [cachePoint] is not permitted, …", CacheTools),
        ("Malformed input request: #/system/1: extraneous key [cachePoint] is not permitted, …", CacheSystem),
        ("The maximum tokens you requested exceeds the model limit of 8192. Try again with …", MAX_TOKENS),
        ("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024", Thinking),
        ("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation", Thinking),
        ("Thinking may not be enabled when tool_choice forces tool use.", ToolChoice),
        ("\"thinking.type.disabled\" is not supported for this model.", Thinking),
        ("\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and …", Thinking),
        ("Unknown parameter: 'reasoning_effort'.", Effort),
        ("This model does not support the effort parameter.", Effort),
        ("invalid beta flag", Betas),
        ("#: extraneous key [top_k] is not permitted", TOP_K),
        ("too many images and documents: 21 + 0 > 20", Images),
        ("Unsupported parameter: 'temperature' is not supported with this model.", TEMPERATURE),
    ];

    #[test]
    fn every_known_text_has_its_field() {
        for (text, field) in KNOWN {
            assert_eq!(field_of(text), Some(field), "{text}");
            assert_eq!(field_of(&text.to_uppercase()), Some(field), "{text}");
        }
    }

    #[test]
    fn texts_about_something_else_have_none() {
        for text in [
            "",
            "Too many requests, please wait before trying again.",
            "prompt is too long: 210000 tokens > 200000 maximum",
            "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
            "This model version has reached the end of its life.",
        ] {
            assert_eq!(field_of(text), None, "{text}");
        }
    }

    #[test]
    fn no_fragment_is_hidden_by_one_before_it() {
        for (at, (fragment, _, _)) in FRAGMENTS.iter().enumerate() {
            assert_eq!(plain(fragment), *fragment);
            let earlier = FRAGMENTS[..at]
                .iter()
                .find(|(other, _, _)| fragment.contains(other));
            assert_eq!(earlier, None, "{fragment}");
        }
    }

    #[test]
    fn limits_are_learned() {
        for (text, limit) in [
            (
                "The maximum tokens you requested exceeds the model limit of 8192. Try again …",
                Some(8192),
            ),
            (
                "max_tokens: 100000 > 64,000, which is the maximum allowed number of output tokens",
                Some(64_000),
            ),
            (
                "The maximum tokens you requested exceeds the model limit of x",
                None,
            ),
            ("prompt is too long: 3 tokens > 2 maximum", None),
        ] {
            assert_eq!(learned_limit(text), limit, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            let _ = (field_of(&text), lesson_of(&text), learned_limit(&text));
        }
    }
}
