//! What the models of the sandbox say. Each script is a function of the request and nothing else.

mod agent;
mod echo;
mod guide;
mod knobs;
mod look;
mod muse;
pub(crate) mod prose;
mod recital;
mod rush;
mod sample;
mod tool;

use super::models::{Model, Script};
use super::reply::{Block, Reply, Stop};
use super::request::Request;
use knobs::Knobs;

/// The reply of a model, not yet cut by the request's limits. The script `fault` gives its table elsewhere.
pub(crate) fn reply(model: &Model, request: &Request) -> Reply {
    let question = request.question();
    let knobs = Knobs::of(&question);
    let blocks = match model.script {
        Script::Guide | Script::Fault => guide::blocks(model, request),
        Script::Echo => echo::blocks(request),
        Script::Rush => rush::blocks(&knobs, model.max_tokens),
        Script::Drizzle => rush::drizzle(&knobs, model.max_tokens),
        Script::Muse => muse::blocks(model, request),
        Script::Look => look::blocks(request),
        Script::Tool => agent::blocks(request),
        Script::Recital => recital::blocks(model, request),
    };
    let blocks = obeying(model, request, blocks);
    let reply = spoken(blocks, model, request);
    match model.script {
        Script::Tool => agent::torn(reply, request),
        Script::Guide
        | Script::Fault
        | Script::Echo
        | Script::Rush
        | Script::Drizzle
        | Script::Muse
        | Script::Look
        | Script::Recital => reply,
    }
}

/// The blocks of a script, or what the request asks for instead: a tool call, JSON after a schema; with thoughts before.
fn obeying(model: &Model, request: &Request, blocks: Vec<Block>) -> Vec<Block> {
    let calls = model.script == Script::Tool && blocks.iter().any(is_call);
    let called = tool::called(request).filter(|_| model.script != Script::Tool);
    let mut said = if let Some(called) = called {
        called
    } else if let Some(schema) = request.native.schema().filter(|_| !calls) {
        vec![Block::Text(sample::value(schema).to_string())]
    } else if model.script == Script::Muse {
        return blocks;
    } else {
        blocks
    };
    // The muse always thinks; the others only when they are asked to.
    if request.native.thinks() || model.script == Script::Muse {
        said.insert(0, muse::thought(model, request));
    }
    said
}

/// A tool call, if the request asks for one.
pub(crate) fn called(request: &Request) -> Option<Vec<Block>> {
    tool::called(request)
}

/// A reply of these blocks at the pace of the model, or at that of `rate=` and `per_delta=` in the prompt. What
/// follows on results of tools goes at the pace of the question that led to them.
pub(crate) fn spoken(blocks: Vec<Block>, model: &Model, request: &Request) -> Reply {
    let question = agent::question(request);
    let knobs = Knobs::of(&question);
    let reason = if blocks.iter().any(is_call) {
        "tool_use"
    } else {
        "end_turn"
    };
    Reply {
        blocks,
        stop: Stop::because(reason),
        usage: request.usage,
        pace: model.pace(knobs.number("rate"), knobs.count("per_delta")),
        service: request.service.clone(),
        trace: None,
        is_continuation: request.body.prefill().is_some(),
    }
}

fn is_call(block: &Block) -> bool {
    matches!(block, Block::ToolUse { .. } | Block::Torn { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::models::Models;

    #[test]
    fn the_pace_of_a_question_holds_until_the_next_one() {
        let user =
            |content: serde_json::Value| serde_json::json!({"role": "user", "content": [content]});
        let call = serde_json::json!({"toolUse": {"toolUseId": "t", "name": "dig", "input": {}}});
        let result =
            serde_json::json!({"toolResult": {"toolUseId": "t", "content": [{"text": "2 m"}]}});
        let asked = user(serde_json::json!({"text": "how deep rate=9999"}));
        let called = serde_json::json!({"role": "assistant", "content": [call]});
        let next = user(serde_json::json!({"text": "and now"}));
        let models = Models::built_in().unwrap();
        let model = models.model("outcrop.guide-v1:0").unwrap();
        let pace = |messages: &[&serde_json::Value]| {
            let body = serde_json::json!({"messages": messages}).to_string();
            let request = Request::converse(model, &model.id, body.as_bytes()).unwrap();
            reply(model, &request).pace
        };
        let first = pace(&[&asked]);
        assert_eq!(pace(&[&asked, &called, &user(result)]), first);
        assert_ne!(pace(&[&asked, &called, &next]), first);
    }

    fn events(id: &str, text: &str) -> Vec<crate::sandbox::event::Event> {
        let body = serde_json::json!({"messages": [{"role": "user", "content": [{"text": text}]}]})
            .to_string();
        let models = Models::built_in().unwrap();
        let model = models.model(id).unwrap();
        let request = Request::converse(model, id, body.as_bytes()).unwrap();
        reply(model, &request).events()
    }

    #[test]
    fn one_request_has_one_reply() {
        for id in ["guide", "echo", "rush", "drizzle", "muse"] {
            let id = format!("outcrop.{id}-v1:0");
            assert_eq!(
                events(&id, "hello tokens=50"),
                events(&id, "hello tokens=50")
            );
        }
    }

    #[test]
    fn echo_is_exact() {
        let texts: String = events("outcrop.echo-v1:0", "  a\tb\n\u{1b}[2J岩 rate=9")
            .into_iter()
            .filter_map(|event| match event {
                crate::sandbox::event::Event::Text(_, text) => Some(text),
                _ => None,
            })
            .collect();
        assert_eq!(texts, "  a\tb\n\u{1b}[2J岩 rate=9");
    }
}
