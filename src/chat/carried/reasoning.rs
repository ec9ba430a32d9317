//! How a model is asked to think, as far as that can be said to it.

use std::mem;

use super::Carried;
use crate::chat::abilities::ReasoningStyle;
use crate::chat::request::Request;
use crate::chat::settings::{Field, Reasoning, Thinking, Wire};

/// How the model of a request is asked to think.
///
/// The messages wire is Anthropic's and knows its own way only; the completions wire knows none. On
/// Converse the model decides. Where nothing is known of it, or where it is said not to think and
/// is asked to all the same, models of Anthropic are asked in Anthropic's way, and all others by
/// `reasoning_effort`, which most of them take; a model that does not take it says so.
pub(crate) fn style(request: &Request) -> ReasoningStyle {
    match request.settings.wire {
        Wire::Messages => ReasoningStyle::Anthropic,
        Wire::Completions => ReasoningStyle::None,
        Wire::Converse => match request.form.reasoning {
            Some(ReasoningStyle::None) | None if request.is_of_anthropic() => {
                ReasoningStyle::Anthropic
            }
            Some(ReasoningStyle::None) | None => ReasoningStyle::EffortFlat,
            Some(style) => style,
        },
    }
}

impl Carried {
    pub(super) fn cut_reasoning(&mut self) {
        let style = style(&self.request);
        let asked = mem::take(&mut self.request.settings.reasoning);
        let kept = Reasoning {
            thinking: if takes_thinking(style, &asked) {
                asked.thinking
            } else {
                Thinking::NotSent
            },
            effort: asked.effort.clone().filter(|_| takes_effort(style, &asked)),
            display: asked
                .display
                .clone()
                .filter(|_| style == ReasoningStyle::Anthropic && asked.is_on()),
        };
        if kept.thinking != asked.thinking {
            self.leave_out(
                Field::Thinking,
                format!("thinking: {}", asked.thinking.name()),
            );
        }
        if let (None, Some(effort)) = (&kept.effort, &asked.effort) {
            self.leave_out(Field::Effort, format!("effort {effort}"));
        }
        if let (None, Some(display)) = (&kept.display, &asked.display) {
            let what = format!("what is shown of the thoughts: {display}");
            self.leave_out(Field::ThinkingDisplay, what);
        }
        self.request.settings.reasoning = kept;
    }
}

/// Whether a style can say this. Only Anthropic's knows a budget.
fn takes_thinking(style: ReasoningStyle, asked: &Reasoning) -> bool {
    match style {
        ReasoningStyle::Anthropic => true,
        // An effort of `none` is how it is told not to think, so there is no room for another one.
        ReasoningStyle::EffortNested => asked.thinking == Thinking::Off && asked.effort.is_none(),
        ReasoningStyle::Nova => !matches!(asked.thinking, Thinking::Budget(_)),
        ReasoningStyle::None | ReasoningStyle::EffortFlat | ReasoningStyle::ReasoningConfig => {
            false
        }
    }
}

fn takes_effort(style: ReasoningStyle, asked: &Reasoning) -> bool {
    match style {
        ReasoningStyle::None => false,
        ReasoningStyle::Nova => asked.thinking != Thinking::Off,
        ReasoningStyle::Anthropic
        | ReasoningStyle::EffortFlat
        | ReasoningStyle::EffortNested
        | ReasoningStyle::ReasoningConfig => true,
    }
}
