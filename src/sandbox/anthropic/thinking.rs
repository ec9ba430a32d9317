//! The rules of thinking: its parameters, and the thoughts that come back within a tool turn.

use serde_json::{Map, Value};

use super::block::tag;
use super::fields::Fields;
use super::seal::{is_sealed, signature};
use super::{Native, Verdict};
use crate::sandbox::ability::ThinkingType;
use crate::sandbox::models::Model;
use crate::sandbox::request::{Message, Request};

/// Smallest budget, in tokens.
const MIN_BUDGET: i64 = 1_024;

/// Smallest `top_p` beside thinking.
const MIN_TOP_P: f64 = 0.95;

/// The beta with which the budget may be larger than `max_tokens`.
const INTERLEAVED: &str = "interleaved-thinking-2025-05-14";

/// Refuses thinking that the model does not do, and all that does not go with it.
pub(super) fn check(model: &Model, request: &Request) -> Verdict {
    let native = &request.native;
    let Some(thinking) = &native.thinking else {
        return Ok(());
    };
    tag("thinking", thinking, &["adaptive", "disabled", "enabled"])?;
    let Some(kind) = native.thinking_type() else {
        return Ok(());
    };
    check_type(model, kind)?;
    check_display(thinking)?;
    if kind == ThinkingType::Disabled {
        return Ok(());
    }
    if kind == ThinkingType::Enabled {
        check_budget(model, native, thinking)?;
    }
    check_sampling(native, kind)?;
    if matches!(native.choice(), Some("any" | "tool")) {
        return Err("Thinking may not be enabled when tool_choice forces tool use.".to_owned());
    }
    check_prefill(request)?;
    check_tool_turn(model, request, kind)
}

fn check_type(model: &Model, kind: ThinkingType) -> Verdict {
    if model.takes.thinking.contains(&kind) {
        return Ok(());
    }
    Err(match kind {
        ThinkingType::Enabled => {
            "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \
             \"output_config.effort\" to control thinking behavior."
        }
        ThinkingType::Adaptive => "adaptive thinking is not supported on this model",
        ThinkingType::Disabled => "\"thinking.type.disabled\" is not supported for this model.",
    }
    .to_owned())
}

fn check_display(thinking: &Map<String, Value>) -> Verdict {
    let fields = Fields::at("thinking".to_owned(), thinking);
    match fields.text("display")? {
        None | Some("summarized" | "omitted") => Ok(()),
        Some(_) => Err(fields.words("display", "Input should be 'summarized' or 'omitted'")),
    }
}

fn check_budget(model: &Model, native: &Native, thinking: &Map<String, Value>) -> Verdict {
    let fields = Fields::at("thinking.enabled".to_owned(), thinking);
    let Some(budget) = fields.integer("budget_tokens")? else {
        return Err(fields.missing("budget_tokens"));
    };
    if budget < MIN_BUDGET {
        let words = format!("Input should be greater than or equal to {MIN_BUDGET}");
        return Err(fields.words("budget_tokens", &words));
    }
    let default = i64::try_from(model.max_tokens).unwrap_or(i64::MAX);
    let is_interleaved = native.betas.iter().any(|beta| beta == INTERLEAVED);
    if budget >= native.max_tokens.unwrap_or(default) && !is_interleaved {
        return Err(
            "`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at \
             https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size"
                .to_owned(),
        );
    }
    Ok(())
}

fn check_sampling(native: &Native, kind: ThinkingType) -> Verdict {
    let when = if kind == ThinkingType::Adaptive {
        "when thinking is enabled or in adaptive mode"
    } else {
        "when thinking is enabled"
    };
    if native
        .temperature
        .is_some_and(|temperature| temperature < 1.0)
    {
        return Err(format!("`temperature` may only be set to 1 {when}."));
    }
    if native.top_p.is_some_and(|top_p| top_p < MIN_TOP_P) {
        return Err(format!(
            "`top_p` must be greater than or equal to {MIN_TOP_P} or unset {when}."
        ));
    }
    if native.top_k.is_some() {
        return Err(format!("`top_k` must be unset {when}."));
    }
    Ok(())
}

fn check_prefill(request: &Request) -> Verdict {
    if request.body.prefill().is_none() {
        return Ok(());
    }
    Err(expected_thinking(request.body.messages.len() - 1, "text"))
}

fn expected_thinking(number: usize, found: &str) -> String {
    format!(
        "messages.{number}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When \
         `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost \
         set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous turns. To \
         avoid this requirement, disable `thinking`."
    )
}

/// Within a tool turn the thoughts have to come back unchanged. Those of earlier turns are not looked at.
fn check_tool_turn(model: &Model, request: &Request, kind: ThinkingType) -> Verdict {
    let messages = &request.body.messages;
    let is_answered = |pair: &[Message]| {
        pair[0].role == "assistant" && pair[1].blocks("toolResult").next().is_some()
    };
    let mut at = messages.len();
    while at >= 2 && is_answered(&messages[at - 2..at]) {
        check_thoughts(model, at - 2, &messages[at - 2])?;
        let has_thought = |block: &Map<String, Value>| block.contains_key("reasoningContent");
        let begins_well = messages[at - 2].content.first().is_some_and(has_thought);
        if kind == ThinkingType::Enabled && !begins_well {
            let found = messages[at - 2]
                .content
                .first()
                .and_then(|block| block.keys().next());
            let found = found.map_or(
                "text",
                |key| if key == "toolUse" { "tool_use" } else { "text" },
            );
            return Err(expected_thinking(at - 2, found));
        }
        at -= 2;
    }
    Ok(())
}

fn check_thoughts(model: &Model, number: usize, message: &Message) -> Verdict {
    for (position, block) in message.content.iter().enumerate() {
        let Some(thought) = block.get("reasoningContent") else {
            continue;
        };
        let place = format!("messages.{number}.content.{position}");
        let shown = &thought["reasoningText"];
        if let Some(data) = thought["redactedContent"].as_str() {
            if !is_sealed(data) {
                return Err(format!(
                    "{place}: Invalid `data` in `redacted_thinking` block"
                ));
            }
        } else if shown["signature"]
            != signature(&model.id, shown["text"].as_str().unwrap_or_default())
        {
            return Err(format!("{place}: Invalid `signature` in `thinking` block"));
        }
    }
    Ok(())
}
