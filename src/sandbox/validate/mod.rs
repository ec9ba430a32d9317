//! The rules that a request has to keep, with the texts that Bedrock answers when it does not.

mod media;
mod messages;
mod parameters;
mod tools;

use super::ability::{Stance, Tools, Wire};
use super::models::{Answers, Model};
use super::refusal::Refusal;
use super::request::Request;
use super::{anthropic, cache};

/// How the reply is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    Whole,
    Streamed,
}

/// Refuses a request that breaks a rule of the API or of the model. The first broken rule is the answer.
pub(crate) fn validate(
    model: &Model,
    delivery: Delivery,
    request: &Request,
) -> Result<(), Refusal> {
    match request.wire {
        Wire::Converse => check_converse(model, delivery, request)?,
        Wire::Messages => {
            check_model(model, delivery, request)?;
            check_abilities(model, delivery, request)?;
            media::check(model, request)?;
            tools::check_pairs(request)?;
        }
        Wire::Completions => check_model(model, delivery, request)?,
    }
    let words = |words: String| request.wire.refusal(&words);
    messages::check_text(&request.body).map_err(words)?;
    if model.takes.is_anthropic() && request.wire != Wire::Completions {
        anthropic::check(model, request).map_err(words)?;
    }
    parameters::check_limits(model, request)
}

fn check_converse(model: &Model, delivery: Delivery, request: &Request) -> Result<(), Refusal> {
    let body = &request.body;
    parameters::check_ranges(body)?;
    check_model(model, delivery, request)?;
    check_abilities(model, delivery, request)?;
    tools::check_config(model, body)?;
    messages::check_shape(body)?;
    tools::check_blocks(body)?;
    media::check(model, request)?;
    tools::check_pairs(request)
}

fn check_model(model: &Model, delivery: Delivery, request: &Request) -> Result<(), Refusal> {
    const UNSUPPORTED: &str = "This action doesn't support the model that you provided. Try again with a supported text or chat model.";
    let text = match (model.answers, delivery) {
        (Answers::Nothing, _) => UNSUPPORTED,
        (Answers::ConverseWhole, Delivery::Streamed) => "The model is unsupported for streaming.",
        (Answers::Converse, _) | (Answers::ConverseWhole, Delivery::Whole) => {
            let is_understood = model.takes.takes(request.wire);
            if is_understood && (model.system == Stance::Accepted || request.body.system.is_empty())
            {
                return Ok(());
            }
            if is_understood {
                "This model doesn't support system messages. Try again without a system message or use a model that \
                 supports system messages."
            } else {
                UNSUPPORTED
            }
        }
    };
    Err(Refusal::validation(text))
}

/// Refuses tools and cache points that the model does not take.
fn check_abilities(model: &Model, delivery: Delivery, request: &Request) -> Result<(), Refusal> {
    let body = &request.body;
    let uses_tools = body.tool_config.is_some()
        || !request.native.tools.is_empty()
        || body.blocks("toolUse").next().is_some();
    match (model.takes.tools, delivery) {
        (Tools::Refused, _) if uses_tools => {
            return Err(Refusal::validation("This model doesn't support tool use."));
        }
        (Tools::Whole, Delivery::Streamed) if uses_tools => {
            return Err(Refusal::validation(
                "This model doesn't support tool use in streaming mode.",
            ));
        }
        (Tools::Refused | Tools::Whole | Tools::Accepted, _) => {}
    }
    if model.takes.caching == Stance::Refused && cache::has_points(request) {
        return Err(Refusal::no_caching());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::sandbox::models::Models;

    fn refusal(model: &str, body: &Value) -> String {
        let models = Models::built_in().unwrap();
        let reached = models.reach(model).unwrap();
        let verdict = Request::converse(reached, model, body.to_string().as_bytes())
            .and_then(|request| validate(reached, Delivery::Streamed, &request));
        verdict
            .err()
            .map(|refusal| refusal.text)
            .unwrap_or_default()
    }

    fn check(body: &Value, part: &str) {
        let text = refusal("outcrop.guide-v1:0", body);
        assert!(
            text.contains(part) && text.is_empty() == part.is_empty(),
            "{text:?} is not {part:?}"
        );
    }

    fn user(content: &Value) -> Value {
        json!({"role": "user", "content": content})
    }

    fn hello() -> Value {
        user(&json!([{"text": "hello"}]))
    }

    fn assistant(content: &Value) -> Value {
        json!({"role": "assistant", "content": content})
    }

    #[test]
    fn roles_alternate_and_begin_with_the_user() {
        check(&json!({"messages": [hello()]}), "");
        check(&json!({}), "must start with a user message");
        check(
            &json!({"messages": [assistant(&json!([{"text": "x"}]))]}),
            "must start with a user message",
        );
        check(
            &json!({"messages": [hello(), hello()]}),
            "must alternate between user and assistant roles",
        );
        check(
            &json!({"messages": [{"role": "robot", "content": []}]}),
            "'messages.1.member.role' failed to satisfy",
        );
    }

    #[test]
    fn text_is_never_blank() {
        check(
            &json!({"messages": [user(&json!([]))]}),
            "The content field in the Message object at messages.0 is empty",
        );
        check(
            &json!({"messages": [user(&json!([{"text": ""}]))]}),
            "ContentBlock object at messages.0.content.0 is blank",
        );
        check(
            &json!({"messages": [user(&json!([{"text": " \n"}]))]}),
            "must contain non-whitespace text",
        );
    }

    #[test]
    fn a_prefill_ends_without_a_space() {
        check(
            &json!({"messages": [hello(), assistant(&json!([{"text": "Sure,"}]))]}),
            "",
        );
        check(
            &json!({"messages": [hello(), assistant(&json!([{"text": "Sure, "}]))]}),
            "cannot end with trailing whitespace",
        );
    }

    #[test]
    fn a_block_has_one_known_key() {
        check(
            &json!({"messages": [user(&json!([{"text": "a", "image": {}}]))]}),
            "messages.0.content.0",
        );
        check(
            &json!({"messages": [user(&json!([{}]))]}),
            "messages.0.content.0",
        );
        check(
            &json!({"messages": [user(&json!([{"txt": "a"}]))]}),
            "extraneous key [txt] is not permitted",
        );
    }

    #[test]
    fn parameters_keep_their_ranges() {
        let with = |config: Value| json!({"messages": [hello()], "inferenceConfig": config});
        check(
            &with(json!({"temperature": 1, "topP": 0.5, "maxTokens": 1, "stopSequences": ["x"]})),
            "",
        );
        check(
            &with(json!({"temperature": 1.5})),
            "Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint",
        );
        check(
            &with(json!({"temperature": -1, "topP": 2})),
            "2 validation errors detected",
        );
        check(
            &with(json!({"maxTokens": 0})),
            "'inferenceConfig.maxTokens'",
        );
        check(
            &with(json!({"maxTokens": 8193})),
            "exceeds the model limit of 8192",
        );
        check(
            &with(json!({"stopSequences": [""]})),
            "'inferenceConfig.stopSequences'",
        );
    }

    #[test]
    fn tool_calls_and_results_come_in_pairs() {
        let call =
            assistant(&json!([{"toolUse": {"toolUseId": "t1", "name": "dig", "input": {}}}]));
        let result =
            user(&json!([{"toolResult": {"toolUseId": "t1", "content": [{"text": "rock"}]}}]));
        let tools = json!({"tools": [{"toolSpec": {"name": "dig", "inputSchema": {"json": {"type": "object"}}}}]});
        let with = |messages: Value| json!({"messages": messages, "toolConfig": tools});
        check(
            &json!({"messages": [hello(), call, result]}),
            "The toolConfig field must be defined",
        );
        check(&with(json!([hello(), call, result])), "");
        check(
            &with(json!([hello(), call, hello()])),
            "ids were found without `tool_result` blocks immediately after: t1",
        );
        check(
            &with(json!([result])),
            "exceeds the number of toolUse blocks of previous turn",
        );
    }

    #[test]
    fn calls_and_results_have_their_form() {
        let tool =
            json!({"toolSpec": {"name": "dig", "inputSchema": {"json": {"type": "object"}}}});
        let with = |call: &Value, results: &Value| {
            json!({"messages": [hello(), assistant(&json!([{"toolUse": call}])), user(results)],
                "toolConfig": {"tools": [tool]}})
        };
        let call = json!({"toolUseId": "t:1.a", "name": "dig", "input": {}});
        let result = |content: Value| json!([{"toolResult": {"toolUseId": "t:1.a", "content": content, "status": "error"}}]);
        let rock = result(json!([{"text": "rock"}]));
        check(&with(&call, &rock), "");
        for (member, value, words) in [
            (
                "input",
                json!("{}"),
                "messages.1.content.0.toolUse.input is invalid. Provide a json object",
            ),
            (
                "name",
                json!("d g"),
                "'messages.2.member.content.1.member.toolUse.name' failed to satisfy constraint",
            ),
            (
                "toolUseId",
                json!(""),
                "toolUse.toolUseId' failed to satisfy constraint",
            ),
        ] {
            let mut call = call.clone();
            call[member] = value;
            check(&with(&call, &rock), words);
        }
        for (content, words) in [
            (
                json!([]),
                "messages.2.content.0.toolResult cannot be empty when status value is error.",
            ),
            (
                json!([{"json": [1]}]),
                "messages.2.content.0.toolResult.content.0.json is invalid. Provide a json object",
            ),
            (
                json!([{"text": ""}]),
                "text content blocks must be non-empty",
            ),
            (json!([{"text": "a", "json": {}}]), "has 2 members set"),
            (
                json!("rock"),
                "toolResult.content' failed to satisfy constraint",
            ),
        ] {
            check(&with(&call, &result(content)), words);
        }
    }

    #[test]
    fn names_of_tools_are_unique_and_the_choice_is_one_of_them() {
        let tool =
            json!({"toolSpec": {"name": "dig", "inputSchema": {"json": {"type": "object"}}}});
        let twice = json!({"messages": [hello()], "toolConfig": {"tools": [tool, tool]}});
        let other = json!({"messages": [hello()], "toolConfig": {"tools": [tool], "toolChoice": {"tool": {"name": "fly"}}}});
        for (model, twice_words, other_words) in [
            (
                "outcrop.guide-v1:0",
                "Tool names must be unique",
                "Tool 'fly' not found in provided tools",
            ),
            (
                "outcrop.watch-v1:0",
                "more than one tool with the name dig",
                "toolChoice.tool.name fly is none of",
            ),
        ] {
            assert!(refusal(model, &twice).contains(twice_words), "{model}");
            assert!(refusal(model, &other).contains(other_words), "{model}");
        }
    }

    #[test]
    fn models_refuse_what_they_cannot_do() {
        let body = json!({"messages": [hello()], "system": [{"text": "be brief"}]});
        assert!(refusal("outcrop.basic-v1:0", &body).contains("doesn't support system messages"));
        assert!(refusal("outcrop.embed-v1:0", &body).contains("supported text or chat model"));
        assert!(refusal("outcrop.whole-v1:0", &body).contains("unsupported for streaming"));
        let image = json!({"messages": [user(&json!([{"image": {"format": "png", "source": {"bytes": "AA=="}}}]))]});
        assert!(refusal("outcrop.guide-v1:0", &image).contains("doesn't support the image field"));
        assert_eq!(refusal("outcrop.sight-v1:0", &image), "");
    }

    #[test]
    fn input_has_to_fit() {
        let long = json!({"messages": [user(&json!([{"text": "granite ".repeat(10_000)}]))]});
        assert!(refusal("outcrop.basic-v1:0", &long).contains("Input is too long"));
    }
}
