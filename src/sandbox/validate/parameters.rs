//! Rules of `inferenceConfig`, and how much goes into a model.

use std::fmt::Display;

use crate::sandbox::ability::Wire;
use crate::sandbox::models::Model;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::{Body, Request};

/// Most stop sequences of the API.
const MAX_STOP_SEQUENCES: usize = 2500;

/// Refuses values outside their range, all of them at once.
pub(super) fn check_ranges(body: &Body) -> Result<(), Refusal> {
    let config = &body.inference_config;
    let mut broken = Vec::new();
    if let Some(below) = config.max_tokens.filter(|tokens| *tokens < 1) {
        broken.push(constraint(
            &below,
            "maxTokens",
            "Member must have value greater than or equal to 1",
        ));
    }
    for (name, value) in [("temperature", config.temperature), ("topP", config.top_p)] {
        broken.extend(value.and_then(|value| outside_zero_to_one(name, value)));
    }
    if config.stop_sequences.len() > MAX_STOP_SEQUENCES {
        let rule = format!("Member must have length less than or equal to {MAX_STOP_SEQUENCES}");
        broken.push(constraint(&"[…]", "stopSequences", &rule));
    }
    if config.stop_sequences.iter().any(String::is_empty) {
        let rule =
            "Member must satisfy constraint: [Member must have length greater than or equal to 1]";
        broken.push(constraint(&"[]", "stopSequences", rule));
    }
    if broken.is_empty() {
        Ok(())
    } else {
        Err(Refusal::constraints(&broken))
    }
}

/// Refuses more output than the model gives, and more input than it takes.
pub(super) fn check_limits(model: &Model, request: &Request) -> Result<(), Refusal> {
    let limit = model.max_tokens;
    let wanted = request
        .native
        .max_tokens
        .and_then(|tokens| usize::try_from(tokens).ok());
    if let Some(wanted) = wanted.filter(|wanted| *wanted > limit) {
        return Err(Refusal::validation(match request.wire {
            Wire::Messages => format!(
                "max_tokens: {wanted} > {limit}, which is the maximum allowed number of output tokens for {}",
                model.id
            ),
            Wire::Converse | Wire::Completions => format!(
                "The maximum tokens you requested exceeds the model limit of {limit}. Try again with a maximum tokens \
                 value that is lower than {limit}."
            ),
        }));
    }
    let (tokens, most) = (request.input_tokens(), model.context);
    if tokens > most {
        return Err(Refusal::validation(match request.wire {
            Wire::Messages => format!("prompt is too long: {tokens} tokens > {most} maximum"),
            Wire::Converse | Wire::Completions => {
                "Input is too long for requested model.".to_owned()
            }
        }));
    }
    Ok(())
}

fn outside_zero_to_one(name: &str, value: f64) -> Option<String> {
    let rule = match value {
        _ if value < 0.0 => "Member must have value greater than or equal to 0",
        _ if value > 1.0 => "Member must have value less than or equal to 1",
        _ => return None,
    };
    Some(constraint(&value, name, rule))
}

fn constraint(value: &impl Display, name: &str, rule: &str) -> String {
    format!("Value '{value}' at 'inferenceConfig.{name}' failed to satisfy constraint: {rule}")
}
