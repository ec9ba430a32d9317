//! The wires: which one a body is of, and a reply on each of them.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::ability::Wire;
use super::event::Event;
use super::models::{Answers, Model};
use super::refusal::Refusal;
use super::reply::Reply;
use super::request::Request;
use super::seed::Seed;
use super::{anthropic, completions};

/// The member that Bedrock adds to the last object of a provider's stream.
pub(crate) const METRICS: &str = "amazon-bedrock-invocationMetrics";

/// What stands above a reply on a provider's own wire.
#[derive(Debug, Clone)]
pub(crate) struct Letterhead {
    pub(crate) wire: Wire,
    id: String,
    model: String,
}

impl Wire {
    /// A refusal by the provider's rules. Converse says whose words they are; `InvokeModel` hands them on.
    pub(crate) fn refusal(self, words: &str) -> Refusal {
        match self {
            Self::Converse => Refusal::provider(words),
            Self::Messages | Self::Completions => Refusal::validation(words),
        }
    }

    /// A new id of a tool call, as this wire writes them.
    pub(crate) fn tool_use_id(self, seed: &mut Seed) -> String {
        match self {
            Self::Converse => seed.letters("tooluse_"),
            Self::Messages | Self::Completions => seed.letters("toolu_bdrk_01"),
        }
    }
}

/// Largest body of `InvokeModel`, in bytes: 20 MiB. Converse takes as much as the server does.
const MAX_INVOKE: usize = 20_971_520;

/// Reads the body of `InvokeModel`. Which wire it is of depends on what the model understands, and then on its members.
pub(crate) fn read(model: &Model, id: &str, bytes: &[u8]) -> Result<Request, Refusal> {
    if bytes.len() > MAX_INVOKE {
        return Err(Refusal::validation(
            "Input is too long for requested model.",
        ));
    }
    let members = serde_json::from_slice::<Map<String, Value>>(bytes).map_err(|_| {
        Refusal::validation("Malformed input request, please reformat your input and try again.")
    })?;
    let seed = Seed::of(&[id.as_bytes(), &[0], bytes].concat());
    let (messages, completions) = (
        model.takes.takes(Wire::Messages),
        model.takes.takes(Wire::Completions),
    );
    let is_prompt = members.contains_key("prompt") && !members.contains_key("messages");
    match (messages, completions) {
        (_, true) if is_prompt || !messages => completions::read(members, seed),
        (true, false) if is_prompt => Err(Refusal::validation(format!(
            "\"{id}\" is not supported on this API. Please use the Messages API instead."
        ))),
        (true, _) => anthropic::read(members, seed),
        (false, _) if model.answers == Answers::Nothing => Ok(Request::default()),
        (false, _) => Err(Refusal::malformed(&strange_keys(&members))),
    }
}

/// What a model of another provider says about a body of Anthropic's.
fn strange_keys(members: &Map<String, Value>) -> String {
    let strange = members
        .keys()
        .filter(|name| !["prompt", "temperature", "top_p"].contains(&name.as_str()));
    let words: Vec<String> = strange
        .map(|name| format!("#: extraneous key [{name}] is not permitted"))
        .collect();
    if words.is_empty() {
        "#: required key [inputText] not found".to_owned()
    } else {
        words.concat()
    }
}

impl Letterhead {
    /// The head of the reply to a request.
    pub(crate) fn of(model: &Model, request: &Request) -> Self {
        Self {
            wire: request.wire,
            id: request.seed.clone().letters("msg_bdrk_01"),
            model: model.id.trim_start_matches("outcrop.").to_owned(),
        }
    }

    /// The reply as one JSON.
    pub(crate) fn whole(&self, reply: &Reply, started: Instant) -> Value {
        let mut answer = match self.wire {
            Wire::Converse => return reply.whole(started),
            Wire::Messages => anthropic::message(self, reply),
            Wire::Completions => completions::answer(reply),
        };
        for (name, value) in reply.guardrail_members() {
            answer[name] = value;
        }
        answer
    }

    /// The events of a stream on this wire.
    pub(crate) fn events(&self, reply: &Reply, events: Vec<Event>) -> Vec<Event> {
        match self.wire {
            Wire::Converse => events,
            Wire::Messages => anthropic::objects(self, reply, events),
            Wire::Completions => completions::objects(reply, events),
        }
    }

    /// A message of the messages wire without content, and with this usage.
    pub(crate) fn message(&self, usage: Value) -> Value {
        let mut message = json!({
            "id": self.id,
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [],
            "stop_reason": null,
            "stop_sequence": null,
        });
        message["usage"] = usage;
        message
    }
}

/// The members of an event when it is sent on a wire, without padding and without times.
pub(crate) fn members(wire: Wire, event: &Event) -> Map<String, Value> {
    let text = match wire {
        Wire::Converse => None,
        Wire::Messages => anthropic::text_object(event),
        Wire::Completions => completions::text_object(event),
    };
    text.unwrap_or_else(|| event.members().unwrap_or_default())
}

/// The bytes of an event whose text is no lawful JSON. They cannot be built with a JSON library.
pub(crate) fn raw_text(wire: Wire, index: usize, text: &[u8]) -> Vec<u8> {
    const MARK: &str = "@";
    let event = Event::Text(index, MARK.to_owned());
    let whole = Value::Object(members(wire, &event)).to_string();
    let (before, after) = whole.split_once(MARK).unwrap_or((&whole, ""));
    [before.as_bytes(), text, after.as_bytes()].concat()
}
