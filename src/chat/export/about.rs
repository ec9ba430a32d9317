//! What is told of a message and of the whole beside the words: when, by which model, for how much.

use jiff::Timestamp;

use super::{Section, Subject};
use crate::chat::call::rounds::brings_results;
use crate::chat::conversation::Conversation;
use crate::chat::generation::{Generation, Outcome, Usage};
use crate::chat::ids::LaneId;
use crate::chat::message::{Message, Origin, Role};
use crate::chat::price::{Dollars, Prices, of_reply};
use crate::chat::settings::{Param, Settings, Thinking};
use crate::chat::time::Wall;
use crate::chat::tool::Tool;

/// Adds up what replies have cost.
#[derive(Debug, Default)]
pub(super) struct Sums {
    pub(super) input: u64,
    pub(super) output: u64,
    /// Tokens of prompts that were read from the cache or written to it.
    pub(super) cached: u64,
    cost: Dollars,
    /// Replies whose tokens are not known.
    pub(super) uncounted: usize,
    /// Replies with tokens whose price is not known.
    pub(super) unpriced: usize,
    pub(super) replies: usize,
}

impl Sums {
    /// Of the replies in these sections, each counted once.
    pub(super) fn of(subject: &Subject<'_>, sections: &[Section]) -> Self {
        let mut ids: Vec<_> = sections.iter().flat_map(|part| &part.messages).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut prices = Prices::of(subject.table);
        let mut sums = Self::default();
        for id in ids {
            let message = subject.conversation.message(*id);
            if let Some(reply) = message.and_then(|message| message.generation.as_deref()) {
                sums.add(reply, &mut prices);
            }
        }
        sums
    }

    /// What the replies cost; `None` = of none is it known.
    pub(super) fn cost(&self) -> Option<String> {
        let known = self.replies > self.uncounted + self.unpriced;
        known.then(|| self.cost.to_string())
    }

    fn add<'a>(&mut self, reply: &'a Generation, prices: &mut Prices<'a>) {
        self.replies += 1;
        let usage = reply.end.as_ref().and_then(|end| end.usage.as_ref());
        let Some(usage) = usage else {
            self.uncounted += 1;
            return;
        };
        self.input = self.input.saturating_add(usage.input.unwrap_or(0));
        self.output = self.output.saturating_add(usage.output.unwrap_or(0));
        self.cached = self.cached.saturating_add(cached(usage));
        match of_reply(reply, prices.of_reply(reply).as_ref()) {
            Some(cost) => self.cost = self.cost + cost,
            None => self.unpriced += 1,
        }
    }
}

/// Tokens of a prompt that came from the cache or went into it.
fn cached(usage: &Usage) -> u64 {
    let read = usage.cache_read.unwrap_or(0);
    read.saturating_add(usage.cache_write.unwrap_or(0))
}

/// Who speaks, as a heading.
pub(super) fn speaker(message: &Message) -> &'static str {
    match message.role {
        Role::User if brings_results(message) => "Results",
        Role::User => "User",
        Role::Assistant => "Assistant",
    }
}

/// `2026-11-21 18:04 UTC`.
pub(super) fn minute(at: Wall) -> String {
    let time = Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// `2026-11-21T18:04:05Z`.
pub(super) fn second(at: Wall) -> String {
    let time = Timestamp::from_millisecond(at.0).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// What is told of a message in a line below its speaker.
pub(super) fn told(subject: &Subject<'_>, message: &Message) -> Vec<String> {
    let mut parts = vec![format!("message {}", message.id.0), minute(message.at)];
    let conversation = subject.conversation;
    if let Some(name) = conversation.name(message.id) {
        parts.push(format!("named {name}"));
    }
    match message.origin {
        Some(Origin::Edited(other)) => parts.push(format!("edited, of message {}", other.0)),
        Some(Origin::Same(other)) => parts.push(format!("same as message {}", other.0)),
        None => {}
    }
    if let Some(case) = message.case {
        parts.push(format!("case {}", case.0 + 1));
    }
    if is_left_out(subject, message) {
        parts.push("left out of the context".to_owned());
    }
    if message.prefill_len > 0 {
        parts.push(format!(
            "begun by the user: {} characters",
            message.prefill().chars().count()
        ));
    }
    if let Some(reply) = message.generation.as_deref() {
        parts.extend(of_generation(subject, reply));
    }
    parts
}

/// Whether a message stays out of the requests of the lane that is exported, or of all lanes.
pub(super) fn is_left_out(subject: &Subject<'_>, message: &Message) -> bool {
    let conversation = subject.conversation;
    let lane = subject.what.lane(conversation);
    lane.is_some_and(|lane| conversation.is_left_out(message.id, lane))
}

fn of_generation(subject: &Subject<'_>, reply: &Generation) -> Vec<String> {
    let mut parts = Vec::new();
    if let Some(model) = &reply.settings.model {
        parts.push(model.name.clone());
    }
    let Some(end) = &reply.end else {
        parts.push("unfinished".to_owned());
        return parts;
    };
    if let Some(usage) = &end.usage {
        let count = |count: Option<u64>| count.map_or_else(|| "?".to_owned(), |it| it.to_string());
        let (input, output) = (count(usage.input), count(usage.output));
        parts.push(format!("{input} tokens in, {output} out"));
        if cached(usage) > 0 {
            parts.push(format!("{} cached", cached(usage)));
        }
    }
    if let Some(cost) = of_reply(reply, Prices::of(subject.table).of_reply(reply).as_ref()) {
        parts.push(cost.to_string());
    }
    parts.push(match &end.outcome {
        Outcome::Done(reason) => reason.0.clone(),
        Outcome::Cancelled => "stopped".to_owned(),
        Outcome::Interrupted => "interrupted".to_owned(),
        Outcome::Failed(failure) => format!("failed: {failure}"),
    });
    parts
}

/// The lanes whose settings are told: that of the path, else all that are open.
pub(super) fn lanes(subject: &Subject<'_>) -> Vec<LaneId> {
    use super::What;
    match subject.what {
        What::Path(lane) | What::Branch(lane, _) => vec![lane],
        What::Lanes | What::Tree => subject.conversation.lanes().map(|lane| lane.id).collect(),
    }
}

/// The settings of a lane as pairs of name and value. What is not sent is not among them.
pub(super) fn settings(settings: &Settings) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    if let Some(model) = &settings.model {
        pairs.push(("model", model.model.as_str().to_owned()));
        pairs.push(("route", model.route.id().to_owned()));
    }
    pairs.push(("wire", settings.wire.name().to_owned()));
    for param in Param::ALL {
        if let Some(value) = settings.sampling.get(param) {
            pairs.push((param.name(), value.to_string()));
        }
    }
    if !settings.sampling.stop_sequences.is_empty() {
        let sequences = settings.sampling.stop_sequences.join(", ");
        pairs.push(("stop_sequences", sequences));
    }
    match settings.reasoning.thinking {
        Thinking::NotSent => {}
        Thinking::Budget(tokens) => pairs.push(("thinking", format!("{tokens} tokens"))),
        other @ (Thinking::Off | Thinking::Adaptive) => {
            pairs.push(("thinking", other.name().to_owned()));
        }
    }
    if let Some(effort) = &settings.reasoning.effort {
        pairs.push(("effort", effort.clone()));
    }
    if !settings.tools.offered.is_empty() {
        let names = settings.tools.offered.iter().map(Tool::name);
        pairs.push(("tools", names.collect::<Vec<_>>().join(", ")));
    }
    pairs
}

/// When the conversation began: its oldest message.
pub(super) fn began(conversation: &Conversation) -> Option<Wall> {
    conversation.messages().map(|message| message.at).min()
}

/// The title, or a stand-in.
pub(super) fn title(conversation: &Conversation) -> &str {
    let title = conversation.title().map(str::trim);
    title
        .filter(|title| !title.is_empty())
        .unwrap_or("Conversation")
}
