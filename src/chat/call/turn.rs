//! The calls of a path, and the ones at its end that wait for answers.

use super::{Answer, CallId};
use crate::chat::content::{ContentBlock, ToolResult, ToolUse};
use crate::chat::conversation::Conversation;
use crate::chat::ids::MessageId;
use crate::chat::json::Value;
use crate::chat::lane::Lane;
use crate::chat::message::{Message, Role};

/// A call, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Call<'a> {
    /// Which.
    pub(crate) id: CallId,
    /// What the model asks for.
    pub(crate) asks: &'a ToolUse,
    /// What was answered, in this program.
    pub(crate) answer: Option<&'a Answer>,
}

impl Call<'_> {
    /// The arguments with which it is answered: the user's, if there are any, else the model's.
    pub(crate) fn args(&self) -> &str {
        let edited = self.answer.and_then(|answer| answer.args.as_ref());
        edited.map_or(&self.asks.input, |args| &args.0)
    }
}

/// Whether arguments can be carried out: they are a whole JSON object. A call without any has none.
pub(crate) fn is_whole(input: &str) -> bool {
    input.trim().is_empty() || matches!(Value::parse(input), Ok(Value::Object(_)))
}

/// The calls of a message, in their order.
pub(crate) fn calls_of<'a>(
    conversation: &'a Conversation,
    message: &'a Message,
) -> impl Iterator<Item = Call<'a>> {
    let blocks = message.content.iter().enumerate();
    blocks.filter_map(move |(at, block)| {
        let id = CallId::new(message.id, at);
        Some(Call {
            id,
            asks: block.as_call()?,
            answer: conversation.answer(id),
        })
    })
}

/// The call with this id.
pub(crate) fn call(conversation: &Conversation, id: CallId) -> Option<Call<'_>> {
    let message = conversation.message(id.message)?;
    Some(Call {
        id,
        asks: message.content.get(id.at())?.as_call()?,
        answer: conversation.answer(id),
    })
}

/// The calls that a path ends with: those of a complete reply that nothing follows. `None` if there
/// are none, or if the reply still grows.
pub(crate) fn open_calls(
    conversation: &Conversation,
    leaf: Option<MessageId>,
) -> Option<Vec<Call<'_>>> {
    let message = conversation.message(leaf?)?;
    if message.role != Role::Assistant || message.is_open() {
        return None;
    }
    let calls: Vec<Call<'_>> = calls_of(conversation, message).collect();
    (!calls.is_empty()).then_some(calls)
}

/// Whether a call can be answered, or answered otherwise: a lane ends with its reply, which is complete,
/// and no answer of it has gone to the model, in this lane or another.
pub(crate) fn is_open(conversation: &Conversation, id: CallId) -> bool {
    let mut leaves = conversation.lanes().filter_map(Lane::leaf);
    leaves.any(|leaf| leaf == id.message)
        && open_calls(conversation, Some(id.message)).is_some()
        && !conversation.has_gone_back(id)
}

/// The results of calls in the order of the calls, as they go back to the model; `None` while one of
/// them has no answer.
pub(crate) fn results(calls: &[Call<'_>]) -> Option<Vec<ContentBlock>> {
    let results = calls.iter().map(|call| Some(result(call, call.answer?)));
    results.collect()
}

/// The results of those that have an answer.
pub(crate) fn results_so_far(calls: &[Call<'_>]) -> Vec<ContentBlock> {
    let results = calls.iter().map(|call| Some(result(call, call.answer?)));
    results.flatten().collect()
}

fn result(call: &Call<'_>, answer: &Answer) -> ContentBlock {
    ContentBlock::ToolResult {
        id: call.asks.id.clone(),
        status: answer.status.word().map(str::to_owned),
        content: answer.content.clone(),
    }
}

/// The result that a path brings for a call: in the message that follows its reply there.
pub(crate) fn given_back<'a>(
    conversation: &'a Conversation,
    path: &[MessageId],
    id: CallId,
) -> Option<ToolResult<'a>> {
    let asks = call(conversation, id)?.asks;
    let at = path.iter().position(|message| *message == id.message)?;
    let next = conversation.message(*path.get(at + 1)?)?;
    result_in(&next.content, &asks.id)
}

/// The result that any path brings for a call: in the newest of the messages that follow its reply
/// and are not in the trash.
pub(crate) fn given_back_last<'a>(
    conversation: &'a Conversation,
    call: &Call<'_>,
) -> Option<ToolResult<'a>> {
    let followers = following(conversation, call.id.message).rev();
    let mut messages = followers.filter_map(|id| conversation.message(id));
    messages.find_map(|message| result_in(&message.content, &call.asks.id))
}

/// The messages that follow this one and are not in the trash, oldest first.
pub(crate) fn following(
    conversation: &Conversation,
    id: MessageId,
) -> impl DoubleEndedIterator<Item = MessageId> {
    let children = conversation.children(Some(id)).iter().copied();
    children.filter(|child| !conversation.is_trash(*child))
}

/// The call that a result in a message answers: one of the message before.
pub(crate) fn answers<'a>(
    conversation: &'a Conversation,
    message: &Message,
    id: &str,
) -> Option<&'a ToolUse> {
    let before = conversation.message(message.parent?)?;
    let mut calls = before.content.iter().filter_map(ContentBlock::as_call);
    calls.find(|asks| asks.id == id)
}

/// The first result of the call with this id.
fn result_in<'a>(content: &'a [ContentBlock], id: &str) -> Option<ToolResult<'a>> {
    let mut results = content.iter().filter_map(ContentBlock::as_result);
    results.find(|result| result.id == id)
}
