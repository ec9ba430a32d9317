//! Which blocks of a path go along with a request, in which turns, and what is to be said about the
//! messages that they come from.

use std::mem;

use super::age::{Age, kept_from};
use super::order::Order;
use super::role::out_of_role;
use super::{Remark, Turned, push_turn};
use crate::chat::call::CallId;
use crate::chat::carried::LeftOut;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::message::{Message, Role};
use crate::chat::settings::{Field, ModelChoice, Settings, Wire};
use crate::chat::stream::BESIDE;

/// What a message is told of that has nothing to send.
const BLANK: &str = "nothing in it that can be sent: it does not go along";

/// The turns of a request, made of references.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    turns: Vec<Planned<'a>>,
    stayed: Vec<LeftOut>,
    pub(super) remarks: Vec<Remark>,
}

/// A turn.
#[derive(Debug)]
struct Planned<'a> {
    role: Role,
    blocks: Vec<Sourced<'a>>,
}

/// A block, and the message that it stands in; `None` = in the editor.
#[derive(Debug, Clone, Copy)]
struct Sourced<'a> {
    from: Option<MessageId>,
    block: &'a ContentBlock,
    /// Whether pictures in it still go along.
    age: Age,
}

impl<'a> Plan<'a> {
    /// The plan for the path to a leaf; `None` without a model.
    pub(super) fn of(
        conversation: &'a Conversation,
        lane: LaneId,
        settings: &Settings,
        leaf: Option<MessageId>,
    ) -> Option<Self> {
        Self::with(conversation, lane, settings, (leaf, &[]))
    }

    /// The same with something more that the user says.
    pub(super) fn with(
        conversation: &'a Conversation,
        lane: LaneId,
        settings: &Settings,
        (leaf, said): (Option<MessageId>, &'a [ContentBlock]),
    ) -> Option<Self> {
        let sieve = Sieve {
            conversation,
            settings,
            model: settings.model.as_ref()?,
        };
        let mut plan = Self {
            turns: Vec::new(),
            stayed: Vec::new(),
            remarks: Vec::new(),
        };
        let path = conversation.path_to(leaf);
        let kept = kept_from(conversation, settings.image_turns, &path, said);
        for (at, id) in path.into_iter().enumerate() {
            if conversation.is_left_out(id, lane) {
                continue;
            }
            if let Some(message) = conversation.message(id) {
                let age = if at < kept { Age::Old } else { Age::Recent };
                plan.take(message, age, &sieve);
            }
        }
        let said = said.iter().filter(|block| !block.is_blank_text());
        plan.push(
            Role::User,
            said.map(|block| Sourced {
                from: None,
                block,
                age: Age::Recent,
            })
            .collect(),
        );
        plan.pair_calls();
        plan.look_at_beginning();
        Some(plan)
    }

    /// The turns with what they hold, and what of the conversation does not go along.
    pub(super) fn into_turns(self) -> (Vec<Turned>, Vec<LeftOut>) {
        let mut turns = Vec::new();
        for Planned { role, blocks } in self.turns {
            let content = blocks
                .iter()
                .map(|sourced| sourced.age.block(sourced.block).into_owned())
                .collect();
            push_turn(&mut turns, Turned { role, content });
        }
        (turns, self.stayed)
    }

    /// Takes the blocks of a message that can go back to the service.
    fn take(&mut self, message: &'a Message, age: Age, sieve: &Sieve<'a, '_>) {
        let mut blocks = Vec::new();
        for (at, block) in message.content.iter().enumerate() {
            let from = Some(message.id);
            let too_old = age.leaves(block);
            let fate = match (&too_old, block) {
                (Some(left), ContentBlock::Image { .. }) => Fate::Stays(left.clone()),
                _ => sieve.fate(message, at, block),
            };
            match fate {
                Fate::Goes => {
                    if let Some(left) = too_old {
                        self.leave(from, left);
                    }
                    // Arguments that the user has changed are those that were carried out.
                    let call = CallId::new(message.id, at);
                    let block = sieve.conversation.carried_out(call).unwrap_or(block);
                    blocks.push(Sourced { from, block, age });
                }
                // Thoughts come with most replies, and nobody has to do anything about them.
                Fate::Stays(left) if is_thought(message, &left) => self.leave(None, left),
                Fate::Stays(left) => self.leave(from, left),
                Fate::Nothing => {}
            }
        }
        let joins = self
            .turns
            .last()
            .is_some_and(|last| last.role == message.role);
        // A reply that failed says so itself.
        if blocks.is_empty() && message.generation.is_none() {
            self.remark(Remark {
                leave_out: vec![message.id],
                ..Remark::note(message.id, BLANK)
            });
        } else if joins && !blocks.is_empty() {
            let text = match message.role {
                Role::User => "follows a message of yours: both go as one",
                Role::Assistant => "follows a reply: both go as one",
            };
            self.remark(Remark::note(message.id, text));
        }
        self.push(message.role, blocks);
    }

    fn push(&mut self, role: Role, blocks: Vec<Sourced<'a>>) {
        match self.turns.last_mut() {
            _ if blocks.is_empty() => {}
            Some(last) if last.role == role => last.blocks.extend(blocks),
            Some(_) | None => self.turns.push(Planned { role, blocks }),
        }
    }

    fn leave(&mut self, from: Option<MessageId>, left: LeftOut) {
        if let Some(id) = from {
            self.remark(Remark::note(id, format!("{}{NOT_SENT}", left.what)));
        }
        if !self.stayed.contains(&left) {
            self.stayed.push(left);
        }
    }

    fn remark(&mut self, remark: Remark) {
        if !self.remarks.contains(&remark) {
            self.remarks.push(remark);
        }
    }

    /// Leaves out calls of tools without a result right after them, and results without a call right
    /// before: with one of them nothing more could be said. Results go to the front of their turn.
    ///
    /// A turn that has nothing else disappears, and its neighbours become one; then others may stand
    /// side by side that did not before, so it is looked at again.
    fn pair_calls(&mut self) {
        loop {
            let before: usize = self.turns.iter().map(|turn| turn.blocks.len()).sum();
            self.pair_once();
            for planned in mem::take(&mut self.turns) {
                self.push(planned.role, planned.blocks);
            }
            let after: usize = self.turns.iter().map(|turn| turn.blocks.len()).sum();
            if before == after {
                break;
            }
        }
        for turn in &mut self.turns {
            turn.blocks
                .sort_by_key(|sourced| answers(sourced.block).is_none());
        }
    }

    fn pair_once(&mut self) {
        let mut turns = mem::take(&mut self.turns);
        for at in 0..turns.len() {
            let next = turns.get(at + 1).map_or(&[][..], |turn| &turn.blocks);
            let answered: Vec<&str> = next.iter().filter_map(|it| answers(it.block)).collect();
            let before = at.checked_sub(1).and_then(|at| turns.get(at));
            let before = before.map_or(&[][..], |turn| &turn.blocks);
            let asked: Vec<&str> = before.iter().filter_map(|it| asks(it.block)).collect();
            let stray = |it: &Sourced<'_>| {
                asks(it.block).is_some_and(|id| !answered.contains(&id))
                    || answers(it.block).is_some_and(|id| !asked.contains(&id))
            };
            let (strays, kept): (Vec<_>, Vec<_>) =
                turns[at].blocks.iter().copied().partition(stray);
            for Sourced { from, block, .. } in strays {
                let what = match asks(block) {
                    Some(_) => UNANSWERED,
                    None => "results without a call before them",
                };
                self.leave(from, LeftOut::new(Field::Tools, what));
            }
            turns[at].blocks = kept;
        }
        self.turns = turns;
    }

    /// Source: "A conversation must start with a user message."
    fn look_at_beginning(&mut self) {
        let Some(first) = self.turns.first() else {
            return;
        };
        if first.role == Role::User {
            return;
        }
        let mut ids: Vec<MessageId> = first.blocks.iter().filter_map(|it| it.from).collect();
        ids.dedup();
        if let Some(id) = ids.first() {
            let text = "a conversation begins with a message of yours: the service will refuse it";
            self.remarks
                .insert(0, Remark::refused(*id, text, ids.clone()));
        }
    }

    /// What is to be said about the messages, and how the turns end.
    pub(super) fn into_order(self) -> Order {
        Order::new(self.turns.last().map(|turn| turn.role), self.remarks)
    }
}

fn is_thought(message: &Message, left: &LeftOut) -> bool {
    left.field == Field::Thinking && message.role == Role::Assistant
}

/// What decides about blocks.
struct Sieve<'a, 's> {
    conversation: &'a Conversation,
    settings: &'s Settings,
    model: &'s ModelChoice,
}

/// What becomes of a block.
enum Fate {
    Goes,
    Stays(LeftOut),
    /// There is nothing in it to send: blank text, an event of the stream.
    Nothing,
}

/// What is told of calls that stay here since nobody has answered them.
pub(crate) const UNANSWERED: &str = "calls of tools without a result";

/// What is told at the message of what stays here.
pub(super) const NOT_SENT: &str = ": not sent";

impl Sieve<'_, '_> {
    /// Whether a block can go back. Calls need the tools' definitions in the same request.
    fn fate(&self, message: &Message, at: usize, block: &ContentBlock) -> Fate {
        let stays = |field, what: &str| Fate::Stays(LeftOut::new(field, what));
        if let Some(left) = out_of_role(message.role, block) {
            return Fate::Stays(left);
        }
        let offers = !self.settings.tools.offered.is_empty();
        match block {
            ContentBlock::Text(_) if block.is_blank_text() => Fate::Nothing,
            ContentBlock::Reasoning { .. } | ContentBlock::Redacted(_)
                if !self.is_model_of(message) =>
            {
                stays(Field::Thinking, "what another model thought")
            }
            ContentBlock::Reasoning {
                signature: None, ..
            } => stays(Field::Thinking, "thoughts without a signature"),
            ContentBlock::ToolUse(call) if call.id.is_empty() || call.name.is_empty() => {
                stays(Field::Tools, "a call without a name")
            }
            ContentBlock::ToolUse(_) | ContentBlock::ToolResult { .. } if !offers => stays(
                Field::Tools,
                "calls of tools and their results, since no tool is offered",
            ),
            ContentBlock::Unknown { .. } if self.is_beside_blocks(message, at) => Fate::Nothing,
            ContentBlock::Unknown { wire, .. } if !self.takes_unknown(wire) => {
                stays(Field::Wire, &format!("a block that came over {wire}"))
            }
            ContentBlock::Text(_)
            | ContentBlock::Image { .. }
            | ContentBlock::Document { .. }
            | ContentBlock::Media { .. }
            | ContentBlock::ToolUse(_)
            | ContentBlock::ToolResult { .. }
            | ContentBlock::Reasoning { .. }
            | ContentBlock::Redacted(_)
            | ContentBlock::CachePoint
            | ContentBlock::Unknown { .. } => Fate::Goes,
        }
    }

    /// Reasoning is bound to the model that made it.
    fn is_model_of(&self, message: &Message) -> bool {
        let maker = self.conversation.maker(message.id);
        let made_by = maker.and_then(|maker| maker.generation.as_ref());
        let made_by = made_by.and_then(|generation| generation.settings.model.as_ref());
        made_by.is_some_and(|made_by| made_by.model == self.model.model)
    }

    /// Blocks of the messages wire come whole, and so they can go back over it. Those of Converse
    /// are known by their start only.
    fn takes_unknown(&self, wire: &str) -> bool {
        self.settings.wire == Wire::Messages && wire == Wire::Messages.name()
    }

    /// Whether a block of a reply is none of its own, but an event that came beside.
    fn is_beside_blocks(&self, message: &Message, at: usize) -> bool {
        let Some(maker) = self.conversation.maker(message.id) else {
            return false;
        };
        let Some(generation) = &maker.generation else {
            return false;
        };
        // An edit can have moved it.
        let block = &message.content[at];
        let place = if maker.content.get(at) == Some(block) {
            Some(at)
        } else {
            maker.content.iter().position(|other| other == block)
        };
        place.is_some_and(|at| generation.blocks.get(at) == Some(&BESIDE))
    }
}

/// The call that a block is.
fn asks(block: &ContentBlock) -> Option<&str> {
    if let ContentBlock::ToolUse(call) = block {
        Some(&call.id)
    } else {
        None
    }
}

/// The call that a block is the result of.
fn answers(block: &ContentBlock) -> Option<&str> {
    if let ContentBlock::ToolResult { id, .. } = block {
        Some(id)
    } else {
        None
    }
}
