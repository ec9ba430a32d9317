//! A request: what a lane is about to send, before a wire gives it its form.

mod age;
mod order;
mod plan;
mod role;
pub(crate) use plan::UNANSWERED;

use super::abilities::{Abilities, Ability, ReasoningStyle, TopKForm};
use super::carried::LeftOut;
use super::content::ContentBlock;
use super::conversation::Conversation;
use super::ids::{LaneId, MessageId};
use super::message::Role;
use super::settings::{ModelChoice, Settings, Wire};
use super::variables;

pub(crate) use age::{Age, ages};
pub(crate) use order::{Order, Remark};

use plan::Plan;

/// What a turn of the user begins with on the completions wire.
pub(crate) const HUMAN: &str = "\n\nHuman:";

/// What a turn of the model begins with on the completions wire.
pub(crate) const ASSISTANT: &str = "\n\nAssistant:";

/// What one generation sends. Plain data; a wire makes its body of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Request {
    /// Model and route.
    pub(crate) model: ModelChoice,
    /// Everything else that shapes it.
    pub(crate) settings: Settings,
    /// Roles alternate, none is blank.
    pub(crate) messages: Vec<Turned>,
    /// The beginning of the reply, by the user; empty = none.
    pub(crate) prefill: String,
    /// Where the model wants what has no place of its own.
    pub(crate) form: Form,
    /// What of the conversation does not go back to the service, each thing once.
    pub(crate) stayed: Vec<LeftOut>,
}

/// Where a model wants what the wires have no place of their own for. `None` = unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Form {
    /// How it is asked to think.
    pub(crate) reasoning: Option<ReasoningStyle>,
    /// Where `top_k` stands on the converse wire.
    pub(crate) top_k: Option<TopKForm>,
    /// Whether results of tools may have a status.
    pub(crate) tool_result_status: Ability,
}

/// A message of a request: neighbours of the same role are one.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turned {
    /// Who speaks.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
}

impl Form {
    /// The form of a model with these abilities.
    pub(crate) fn of(abilities: &Abilities) -> Self {
        Self {
            reasoning: abilities.reasoning.style,
            top_k: abilities.sampling.top_k_form,
            tool_result_status: abilities.takes.tool_result_status,
        }
    }
}

impl Request {
    /// The request that answers `parent` in `lane` with these settings; `None` without a model or
    /// anything to send.
    ///
    /// The service refuses blank text blocks, empty messages, and two messages of one role in a row
    /// (a stopped reply without text leaves two), so those are left out or joined here.
    pub(crate) fn new(
        conversation: &Conversation,
        lane: LaneId,
        settings: Settings,
        parent: MessageId,
    ) -> Option<Self> {
        let plan = Plan::of(conversation, lane, &settings, Some(parent))?;
        let (messages, stayed) = plan.into_turns();
        Self::of_turns(conversation, settings, messages, stayed)
    }

    /// The request that a message of this content would make, were it sent now.
    pub(crate) fn with(
        conversation: &Conversation,
        lane: LaneId,
        content: &[ContentBlock],
    ) -> Option<Self> {
        let leaf = conversation.lane(lane)?.leaf();
        let settings = conversation.lane(lane)?.settings.clone();
        let plan = Plan::with(conversation, lane, &settings, (leaf, content))?;
        let (messages, stayed) = plan.into_turns();
        Self::of_turns(conversation, settings, messages, stayed)
    }

    fn of_turns(
        conversation: &Conversation,
        mut settings: Settings,
        messages: Vec<Turned>,
        stayed: Vec<LeftOut>,
    ) -> Option<Self> {
        settings.system = variables::filled(&settings.system, conversation.variables());
        let model = settings.model.clone()?;
        let request = Self {
            model,
            settings,
            messages,
            prefill: String::new(),
            form: Form::default(),
            stayed,
        };
        (!request.messages.is_empty()).then_some(request)
    }

    /// The beginning of the reply as a block, if there is one.
    pub(crate) fn prefilled(&self) -> Option<ContentBlock> {
        (!self.prefill.is_empty()).then(|| ContentBlock::Text(self.prefill.clone()))
    }

    /// Whether Anthropic made the model, as far as its id or ARN says.
    pub(crate) fn is_of_anthropic(&self) -> bool {
        self.model.model.as_str().contains("anthropic.")
    }

    /// The prompt that the user wrote out for the completions wire, turns and all: the conversation
    /// is one text that has a turn of [`HUMAN`] in it.
    pub(crate) fn free_prompt(&self) -> Option<&str> {
        let [turn] = &self.messages[..] else {
            return None;
        };
        let [block] = &turn.content[..] else {
            return None;
        };
        let text = block.as_text().filter(|text| text.contains(HUMAN));
        text.filter(|_| self.settings.wire == Wire::Completions && turn.role == Role::User)
    }
}

/// Adds a message, joined to the one before if that has the same role. An empty one is dropped.
pub(crate) fn push_turn(turns: &mut Vec<Turned>, turn: Turned) {
    match turns.last_mut() {
        _ if turn.content.is_empty() => {}
        Some(last) if last.role == turn.role => last.content.extend(turn.content),
        Some(_) | None => turns.push(turn),
    }
}

#[cfg(test)]
mod tests;
