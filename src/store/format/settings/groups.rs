//! Members of settings that are objects. A member of theirs that is not understood is as if absent.

use crate::chat::settings::reasoning::{Reasoning, Thinking};
use crate::chat::settings::service::{CachePoints, Caching, Guardrail, GuardrailMode, Trace};
use crate::chat::tool::{ToolChoice, Which};
use crate::store::format::object::{Members, Object};

/// `{"mode":"budget","budget":2048,"effort":"high","display":"summarized"}`
pub(super) fn write_reasoning(reasoning: &Reasoning) -> Option<String> {
    let thinking = reasoning.thinking;
    let mode = (thinking != Thinking::NotSent).then(|| thinking.name());
    let budget = match thinking {
        Thinking::Budget(tokens) => Some(tokens),
        Thinking::NotSent | Thinking::Off | Thinking::Adaptive => None,
    };
    Object::default()
        .with_some("mode", mode)
        .with_some("budget", budget)
        .with_some("effort", reasoning.effort.as_ref())
        .with_some("display", reasoning.display.as_ref())
        .unless_empty()
}

pub(super) fn read_reasoning(json: &str) -> Option<Reasoning> {
    let members = Members::of(json)?;
    let thinking = members.named("mode", |mode| match mode {
        "off" => Some(Thinking::Off),
        "budget" => members.read("budget").map(Thinking::Budget),
        "adaptive" => Some(Thinking::Adaptive),
        _ => None,
    });
    Some(Reasoning {
        thinking: thinking.unwrap_or_default(),
        effort: members.read("effort"),
        display: members.read("display"),
    })
}

/// `{"tools":"on","system":"5m","messages":"1h"}`
pub(super) fn write_cache(cache: CachePoints) -> Option<String> {
    let mark = |caching: Caching| caching.is_on().then(|| caching.name());
    Object::default()
        .with_some("tools", mark(cache.tools))
        .with_some("system", mark(cache.system))
        .with_some("messages", mark(cache.messages))
        .unless_empty()
}

pub(super) fn read_cache(json: &str) -> Option<CachePoints> {
    let members = Members::of(json)?;
    let mark = |name| members.named(name, Caching::named).unwrap_or_default();
    Some(CachePoints {
        tools: mark("tools"),
        system: mark("system"),
        messages: mark("messages"),
    })
}

/// `{"which":"tool","name":"weather","parallel":false}`
pub(super) fn write_choice(choice: &ToolChoice) -> String {
    let name = match &choice.which {
        Which::Tool(name) => Some(name),
        Which::Auto | Which::Any | Which::None => None,
    };
    Object::default()
        .with("which", &choice.which.name())
        .with_some("name", name)
        .with_some("parallel", choice.parallel)
        .text()
}

pub(super) fn read_choice(json: &str) -> Option<ToolChoice> {
    let members = Members::of(json)?;
    let which = members.named("which", |which| match which {
        "auto" => Some(Which::Auto),
        "any" => Some(Which::Any),
        "tool" => members.read("name").map(Which::Tool),
        "none" => Some(Which::None),
        _ => None,
    })?;
    Some(ToolChoice {
        which,
        parallel: members.read("parallel"),
    })
}

/// `{"id":"gr-1","version":"2","trace":"enabled","mode":"sync"}`
pub(super) fn write_guardrail(guardrail: &Guardrail) -> String {
    let trace = guardrail.trace;
    Object::default()
        .with("id", &guardrail.id)
        .with("version", &guardrail.version)
        .with_some("trace", (trace != Trace::NotSent).then(|| trace.name()))
        .with_some("mode", guardrail.mode.map(GuardrailMode::name))
        .text()
}

pub(super) fn read_guardrail(json: &str) -> Option<Guardrail> {
    let members = Members::of(json)?;
    Some(Guardrail {
        id: members.read("id")?,
        version: members.read("version")?,
        trace: members.named("trace", Trace::named).unwrap_or_default(),
        mode: members.named("mode", GuardrailMode::named),
    })
}
