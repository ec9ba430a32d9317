//! Where a call stands, in a word.

use std::time::Duration;

use crate::app::calls::{Calls, Stage};
use crate::app::transcript::line::Role;
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{Call, call, given_back_last, is_whole};
use crate::chat::call::{Answer, AnsweredBy, CallId, DENIED, SKIPPED, Status};
use crate::chat::content::Json;
use crate::chat::conversation::Conversation;
use crate::chat::message::Message;
use crate::chat::time::Mono;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its arguments are still coming.
    Streaming,
    /// Its arguments ended before they were whole.
    CutOff,
    /// It waits for an answer.
    Waiting,
    /// The same, and the user has changed its arguments.
    Edited,
    /// It is found out what its program would run.
    Planning,
    /// The user is asked whether that may run.
    Asks,
    /// It runs for so long.
    Running(Duration),
    /// It has an answer that has not gone back.
    Answered(Status),
    /// The model has got the result.
    GivenBack(Status),
    /// The user has left it out.
    Skipped,
    /// The user did not want it.
    Denied,
    /// The conversation has gone on without an answer.
    Left,
}

impl Standing {
    /// Where a call stands now.
    pub(crate) fn of(
        conversation: &Conversation,
        (calls, now): (&Calls, Mono),
        id: CallId,
    ) -> Self {
        let Some(call) = call(conversation, id) else {
            return Self::Left;
        };
        if conversation
            .message(id.message)
            .is_some_and(Message::is_open)
        {
            return Self::Streaming;
        }
        if let Some(run) = calls.of(id) {
            return match &run.stage {
                Stage::Planning => Self::Planning,
                Stage::Asking(_) => Self::Asks,
                Stage::Writing(..) | Stage::Runs(_) => Self::Running(now.since(run.since)),
            };
        }
        if let Some(word) = call.answer.and_then(by_hand) {
            return word;
        }
        let children = conversation.children(Some(id.message));
        match (result_of(conversation, id), given_back(conversation, &call)) {
            (_, Some((_, status))) => Self::GivenBack(status),
            (Some((_, status)), None) => Self::Answered(status),
            (None, None) if !children.is_empty() => Self::Left,
            (None, None) if calls.edited.contains_key(&id) => Self::Edited,
            (None, None) if !is_whole(&call.asks.input) => Self::CutOff,
            (None, None) => Self::Waiting,
        }
    }

    /// Whether somebody has to do something about it.
    pub(crate) fn waits(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Edited | Self::CutOff | Self::Asks
        )
    }

    /// In a word or two.
    pub(crate) fn word(self) -> String {
        let word = match self {
            Self::Streaming => "streaming",
            Self::CutOff => "cut off",
            Self::Waiting => "waiting",
            Self::Edited => "waiting, edited",
            Self::Planning => "looking for its program",
            Self::Asks => "asks",
            Self::Running(time) => return format!("running {} s", time.as_secs()),
            Self::Answered(Status::Success) => "answered",
            Self::Answered(Status::Error) => "answered, error",
            Self::GivenBack(Status::Success) => "given back",
            Self::GivenBack(Status::Error) => "error",
            Self::Skipped => "skipped",
            Self::Denied => "denied",
            Self::Left => "no answer",
        };
        word.to_owned()
    }

    /// How the word looks.
    pub(crate) fn role(self) -> Role {
        match self {
            Self::Streaming | Self::Planning | Self::Running(_) => Role::Tool,
            Self::Waiting | Self::Edited | Self::Asks => Role::Warning,
            Self::CutOff
            | Self::Answered(Status::Error)
            | Self::GivenBack(Status::Error)
            | Self::Denied => Role::Error,
            Self::Answered(Status::Success)
            | Self::GivenBack(Status::Success)
            | Self::Skipped
            | Self::Left => Role::Faint,
        }
    }
}

/// Whether the user has skipped or denied a call.
fn by_hand(answer: &Answer) -> Option<Standing> {
    let items = items::read(&answer.content);
    let [Item::Text(text)] = &items[..] else {
        return None;
    };
    match (&answer.by, answer.status) {
        (AnsweredBy::Hand, Status::Success) if text == SKIPPED => Some(Standing::Skipped),
        (AnsweredBy::Hand, Status::Error) if text.starts_with(DENIED) => Some(Standing::Denied),
        (AnsweredBy::Hand | AnsweredBy::Runner(_) | AnsweredBy::Replay(_), _) => None,
    }
}

/// The result of a call, given by the user or a program, or brought back by a message that follows.
pub(crate) fn result_of(conversation: &Conversation, id: CallId) -> Option<(&Json, Status)> {
    let call = call(conversation, id)?;
    let answered = call.answer.map(|answer| (&answer.content, answer.status));
    answered.or_else(|| given_back(conversation, &call))
}

/// The result that a message that follows the reply of a call brings.
fn given_back<'a>(conversation: &'a Conversation, call: &Call<'_>) -> Option<(&'a Json, Status)> {
    let given = given_back_last(conversation, call)?;
    Some((given.content, Status::of(given.status)))
}
