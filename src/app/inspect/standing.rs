//! Where a call stands, in a word.

use crate::app::calls::{Calls, Running, Stage};
use crate::app::transcript::line::Role;
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{Call, call, following, given_back_last, is_whole};
use crate::chat::call::{Answer, AnsweredBy, CallId, DENIED, SKIPPED, Status};
use crate::chat::content::Json;
use crate::chat::conversation::Conversation;
use crate::chat::generation::{Outcome, StopReason};
use crate::chat::ids::{MessageId, Number};
use crate::chat::lane::Lane;
use crate::chat::message::Message;
use crate::chat::time::Mono;

/// What tells that a call was skipped or denied stands in the first so many bytes of its answer.
const WORDS_WITHIN: usize = 200;

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Its arguments are still coming.
    Streaming,
    /// Its arguments ended before they were whole.
    CutOff,
    /// Its arguments came to their end, and are no JSON object.
    NoJson,
    /// It waits for an answer.
    Waiting,
    /// The same, and the user has changed its arguments.
    Edited,
    /// It is found out what its program would run.
    Planning,
    /// The user is asked whether that may run.
    Asks,
    /// It runs for so many seconds.
    Running(u64),
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
            return Self::of_run(run, now);
        }
        if let Some(word) = call.answer.and_then(by_hand) {
            return word;
        }
        let given = given_back(conversation, &call);
        let answered = call.answer.map(|answer| answer.status);
        match (given, answered) {
            (Some((_, status)), _) => Self::GivenBack(status),
            (None, Some(status)) => Self::Answered(status),
            (None, None) if has_gone_on(conversation, id.message) => Self::Left,
            (None, None) if calls.edited.contains_key(&id) => Self::Edited,
            (None, None) if is_whole(&call.asks.input) => Self::Waiting,
            (None, None) if has_ended_its_calls(conversation, id.message) => Self::NoJson,
            (None, None) => Self::CutOff,
        }
    }

    /// Where a call stands that a program is looked for or runs for.
    fn of_run(run: &Running, now: Mono) -> Self {
        match &run.stage {
            Stage::Planning => Self::Planning,
            Stage::Asking(_) => Self::Asks,
            Stage::Writing(..) | Stage::Runs(_) => Self::Running(now.since(run.since).as_secs()),
        }
    }

    /// Whether somebody has to do something about it.
    pub(crate) fn waits(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Edited | Self::CutOff | Self::NoJson | Self::Asks
        )
    }

    /// In a word or two.
    pub(crate) fn word(self) -> String {
        let word = match self {
            Self::Streaming => "streaming",
            Self::CutOff => "cut off",
            Self::NoJson => "no JSON object",
            Self::Waiting => "waiting",
            Self::Edited => "waiting, edited",
            Self::Planning => "looking for its program",
            Self::Asks => "asks",
            Self::Running(seconds) => return format!("running {seconds} s"),
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
            | Self::NoJson
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

/// What calls stand where they do by. While it is the same, each stands where it stood, but for those
/// of which blocks have come since. It is cheap to make: no call is looked at for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ground {
    shape: Number,
    runs: Vec<(CallId, Standing)>,
    edited: Vec<CallId>,
}

impl Ground {
    /// What they stand by now.
    pub(crate) fn of(conversation: &Conversation, (calls, now): (&Calls, Mono)) -> Self {
        let runs = calls.runs.iter();
        Self {
            shape: conversation.shape(),
            runs: runs
                .map(|run| (run.call, Standing::of_run(run, now)))
                .collect(),
            edited: calls.edited.keys().copied().collect(),
        }
    }
}

/// Whether a reply ended with its calls, as the model wanted; else it was cut off.
fn has_ended_its_calls(conversation: &Conversation, id: MessageId) -> bool {
    let message = conversation.message(id);
    let generation = message.and_then(|message| message.generation.as_ref());
    let end = generation.and_then(|generation| generation.end.as_ref());
    end.is_some_and(
        |end| matches!(&end.outcome, Outcome::Done(StopReason(why)) if why == "tool_use"),
    )
}

/// Whether the user has skipped or denied a call.
fn by_hand(answer: &Answer) -> Option<Standing> {
    // This is asked again and again: long results are not read for it.
    let begins = answer.content.0.as_bytes();
    let begins = &begins[..begins.len().min(WORDS_WITHIN)];
    let has = |words: &str| begins.windows(words.len()).any(|it| it == words.as_bytes());
    if answer.by != AnsweredBy::Hand || !(has(SKIPPED) || has(DENIED)) {
        return None;
    }
    let items = items::read(&answer.content);
    let [Item::Text(text)] = &items[..] else {
        return None;
    };
    match answer.status {
        Status::Success if text == SKIPPED => Some(Standing::Skipped),
        Status::Error if text.starts_with(DENIED) => Some(Standing::Denied),
        Status::Success | Status::Error => None,
    }
}

/// Whether the conversation has gone on from a reply: no lane ends with it, and something follows that
/// is not in the trash.
fn has_gone_on(conversation: &Conversation, reply: MessageId) -> bool {
    let mut leaves = conversation.lanes().filter_map(Lane::leaf);
    !leaves.any(|leaf| leaf == reply) && following(conversation, reply).next().is_some()
}

/// The result of a call, given by the user or a program, or brought back by a message that follows.
pub(crate) fn result_of(conversation: &Conversation, id: CallId) -> Option<(&Json, Status)> {
    let call = call(conversation, id)?;
    let answered = call.answer.map(|answer| (&answer.content, answer.status));
    answered.or_else(|| given_back(conversation, &call))
}

/// The result that a message that follows the reply of a call brings. Where a lane ends with the reply,
/// its calls are open, whatever has followed once.
fn given_back<'a>(conversation: &'a Conversation, call: &Call<'_>) -> Option<(&'a Json, Status)> {
    let is_open = !has_gone_on(conversation, call.id.message);
    let given = given_back_last(conversation, call).filter(|_| !is_open)?;
    Some((given.content, Status::of(given.status)))
}
