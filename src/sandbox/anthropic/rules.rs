//! The rules that hold for an Anthropic model on both wires: betas, sampling, effort, prefill, cache points.

use super::fields::Fields;
use super::{Native, Verdict, thinking, tools};
use crate::sandbox::ability::{Sampling, Stance};
use crate::sandbox::cache;
use crate::sandbox::models::Model;
use crate::sandbox::request::Request;

/// The betas that Bedrock knows.
pub(super) const BETAS: [&str; 11] = [
    "computer-use-2024-10-22",
    "computer-use-2025-01-24",
    "computer-use-2025-11-24",
    "interleaved-thinking-2025-05-14",
    "context-1m-2025-08-07",
    "output-128k-2025-02-19",
    "token-efficient-tools-2025-02-19",
    "fine-grained-tool-streaming-2025-05-14",
    "effort-2025-11-24",
    "context-management-2025-06-27",
    "tool-search-tool-2025-10-19",
];

/// Most stop sequences.
const MAX_STOP_SEQUENCES: usize = 8_191;

/// Largest `top_k`.
const MAX_TOP_K: i64 = 500;

const EFFORTS: [&str; 5] = ["low", "medium", "high", "xhigh", "max"];

/// Refuses what an Anthropic model refuses. The first broken rule is the answer.
pub(crate) fn check(model: &Model, request: &Request) -> Verdict {
    let native = &request.native;
    check_betas(native)?;
    check_ranges(native)?;
    check_sampling(model, native)?;
    tools::check(model, request)?;
    check_output(model, native)?;
    thinking::check(model, request)?;
    check_prefill(model, request)?;
    cache::check(request)
}

fn check_betas(native: &Native) -> Verdict {
    if native
        .betas
        .iter()
        .all(|beta| BETAS.contains(&beta.as_str()))
    {
        Ok(())
    } else {
        Err("invalid beta flag".to_owned())
    }
}

fn check_ranges(native: &Native) -> Verdict {
    if native.max_tokens.is_some_and(|tokens| tokens < 1) {
        return Err("max_tokens: Input should be greater than or equal to 1".to_owned());
    }
    for (name, value) in [("temperature", native.temperature), ("top_p", native.top_p)] {
        match value {
            Some(value) if value < 0.0 => {
                return Err(format!(
                    "{name}: Input should be greater than or equal to 0"
                ));
            }
            Some(value) if value > 1.0 => {
                return Err(format!("{name}: Input should be less than or equal to 1"));
            }
            Some(_) | None => {}
        }
    }
    match native.top_k {
        Some(top_k) if top_k < 0 => {
            Err("top_k: Input should be greater than or equal to 0".to_owned())
        }
        Some(top_k) if top_k > MAX_TOP_K => Err(format!(
            "top_k: Input should be less than or equal to {MAX_TOP_K}"
        )),
        Some(_) | None => check_stop_sequences(&native.stop_sequences),
    }
}

fn check_stop_sequences(sequences: &[String]) -> Verdict {
    let count = sequences.len();
    if count > MAX_STOP_SEQUENCES {
        return Err(format!(
            "stop_sequences: List should have at most {MAX_STOP_SEQUENCES} items after validation, not {count}"
        ));
    }
    if sequences.iter().any(|sequence| sequence.trim().is_empty()) {
        return Err("stop_sequences: each stop sequence must contain non-whitespace".to_owned());
    }
    Ok(())
}

fn check_sampling(model: &Model, native: &Native) -> Verdict {
    let sent = [
        ("temperature", native.temperature.is_some()),
        ("top_p", native.top_p.is_some()),
        ("top_k", native.top_k.is_some()),
    ];
    match model.takes.sampling {
        Sampling::Either if native.temperature.is_some() && native.top_p.is_some() => Err(
            "`temperature` and `top_p` cannot both be specified for this model. Please use only one.".to_owned(),
        ),
        Sampling::Free | Sampling::Either => Ok(()),
        Sampling::Deprecated => match sent.iter().find(|(_, is_sent)| *is_sent) {
            Some((name, _)) => Err(format!("`{name}` is deprecated for this model.")),
            None => Ok(()),
        },
    }
}

fn check_output(model: &Model, native: &Native) -> Verdict {
    let fields = Fields::at("output_config".to_owned(), &native.output);
    fields.only(&["effort", "format"])?;
    if let Some(effort) = fields.text("effort")? {
        check_effort(model, effort)?;
    }
    let Some(format) = fields.object("format")? else {
        return Ok(());
    };
    let format = Fields::at(fields.path("format"), format);
    if format.required_text("type")? != "json_schema" {
        return Err(format.words("type", "Input should be 'json_schema'"));
    }
    let schema = format.required_object("schema")?;
    let is_open = schema.get("type").is_some_and(|kind| kind == "object")
        && schema
            .get("additionalProperties")
            .is_none_or(|more| *more != false);
    if is_open {
        let words = "For 'object' type, 'additionalProperties' must be explicitly set to false";
        return Err(format.words("schema", words));
    }
    Ok(())
}

fn check_effort(model: &Model, effort: &str) -> Verdict {
    let known = &model.takes.effort;
    if !EFFORTS.contains(&effort) {
        return Err(
            "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'"
                .to_owned(),
        );
    }
    if known.is_empty() {
        return Err("This model does not support the effort parameter.".to_owned());
    }
    if !known.iter().any(|level| level == effort) {
        return Err(format!(
            "This model does not support effort level '{effort}'. Supported levels: {}.",
            known.join(", ")
        ));
    }
    Ok(())
}

fn check_prefill(model: &Model, request: &Request) -> Verdict {
    let is_prefilled = request.body.prefill().is_some();
    if is_prefilled && model.takes.prefill == Stance::Refused {
        return Err(
            "This model does not support assistant message prefill. The conversation must end with a user message."
                .to_owned(),
        );
    }
    Ok(())
}
