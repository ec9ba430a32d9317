//! Recorded calls of tools, and what another run of the same task makes of them.

mod compare;

use super::call::turn::{Call, calls_of, given_back};
use super::call::{Answer, AnsweredBy, CallId, Status, rounds};
use super::content::Json;
use super::conversation::Conversation;
use super::ids::MessageId;
use super::json::Value;
use super::json::same::same;
use super::message::Role;

pub(crate) use compare::{Fate, compare};

/// A call that was made and answered before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// Which.
    pub(crate) call: CallId,
    /// The tool.
    pub(crate) name: String,
    /// The arguments that it was answered for.
    pub(crate) args: String,
    /// The items of its result; `None` = it has none.
    pub(crate) result: Option<(Json, Status)>,
}

/// A turn in which tools were called: the question, and the calls that followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recording {
    /// What the user said.
    pub(crate) question: MessageId,
    /// The calls, in their order.
    pub(crate) calls: Vec<Recorded>,
    /// The replies that made them, and the one that made none any more.
    pub(crate) replies: Vec<MessageId>,
}

/// Which recorded results are given by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Matching {
    /// Those of the same tool with equal arguments.
    #[default]
    Exact,
    /// Where there is none, the nearest one of the same tool too.
    ByPosition,
}

/// The recorded result for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// One of equal arguments; its place in the recording.
    Equal(usize),
    /// The nearest one of the same tool.
    Near(usize),
    /// None.
    Nothing,
}

impl Matching {
    /// What it is called on the screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Exact => "equal arguments",
            Self::ByPosition => "equal arguments, else by position",
        }
    }
}

impl Recorded {
    /// The answer that gives its result to another call; `None` = it has none.
    pub(crate) fn answer(&self) -> Option<Answer> {
        let (content, status) = self.result.clone()?;
        Some(Answer {
            content,
            status,
            by: AnsweredBy::Replay(self.call),
            args: None,
        })
    }
}

impl Recording {
    /// The last turn of a path in which tools were called; with a message, the turn that it is in.
    pub(crate) fn of(
        conversation: &Conversation,
        path: &[MessageId],
        within: Option<MessageId>,
    ) -> Option<Self> {
        let begins: Vec<usize> = (0..path.len())
            .filter(|at| asks(conversation, path[*at]))
            .collect();
        let at = within.and_then(|id| path.iter().position(|other| *other == id));
        let chosen = begins
            .iter()
            .rev()
            .find(|from| at.is_some_and(|at| **from <= at));
        let candidates = chosen.into_iter().chain(begins.iter().rev());
        let mut turns =
            candidates.filter_map(|from| Self::from_question(conversation, path, path[*from]));
        turns.find(|turn| !turn.calls.is_empty())
    }

    /// The messages of a path that belong to the turn of this question: those before the next question.
    pub(crate) fn turn<'a>(
        conversation: &Conversation,
        path: &'a [MessageId],
        question: MessageId,
    ) -> &'a [MessageId] {
        let from = path.iter().position(|id| *id == question);
        let rest = from.map_or(&[][..], |from| &path[from + 1..]);
        let next = rest.iter().position(|id| asks(conversation, *id));
        &rest[..next.unwrap_or(rest.len())]
    }

    /// The turn of a path that begins with this question; `None` = the path does not have it.
    pub(crate) fn from_question(
        conversation: &Conversation,
        path: &[MessageId],
        question: MessageId,
    ) -> Option<Self> {
        let from = path.iter().position(|id| *id == question)?;
        let to = from + 1 + Self::turn(conversation, path, question).len();
        Some(Self::between(conversation, path, (from, to)))
    }

    fn between(
        conversation: &Conversation,
        path: &[MessageId],
        (from, to): (usize, usize),
    ) -> Self {
        let turn = path[from + 1..to].iter();
        let replies = turn.filter_map(|id| conversation.message(*id));
        let replies: Vec<_> = replies
            .filter(|message| message.role == Role::Assistant)
            .collect();
        let calls = replies
            .iter()
            .flat_map(|reply| calls_of(conversation, reply));
        Self {
            question: path[from],
            calls: calls
                .map(|call| recorded(conversation, path, &call))
                .collect(),
            replies: replies.iter().map(|reply| reply.id).collect(),
        }
    }

    /// What is there for a call of this tool with these arguments, the `nth` one of that tool. Each
    /// recorded result is there once, in recorded order.
    pub(crate) fn find(&self, (name, args): (&str, &str), nth: usize, used: &[CallId]) -> Found {
        let all = self.calls.iter().enumerate();
        let of_tool: Vec<(usize, &Recorded)> = all.filter(|(_, it)| it.name == name).collect();
        let free = |it: &Recorded| it.result.is_some() && !used.contains(&it.call);
        let mut equal = of_tool.iter().filter(|(_, it)| free(it));
        let asked = Args::read(args);
        if let Some((at, _)) = equal.find(|(_, it)| Args::read(&it.args).equals(&asked)) {
            return Found::Equal(*at);
        }
        let places = of_tool.iter().enumerate();
        let near = places.filter(|(_, (_, it))| free(it));
        near.min_by_key(|(place, _)| place.abs_diff(nth))
            .map_or(Found::Nothing, |(_, (at, _))| Found::Near(*at))
    }
}

/// Whether a message begins a turn: the user says something.
fn asks(conversation: &Conversation, id: MessageId) -> bool {
    let message = conversation.message(id);
    message.is_some_and(|message| message.role == Role::User && !rounds::brings_results(message))
}

fn recorded(conversation: &Conversation, path: &[MessageId], call: &Call<'_>) -> Recorded {
    let given = given_back(conversation, path, call.id);
    let given = given.map(|given| (given.content, Status::of(given.status)));
    let answered = call.answer.map(|answer| (&answer.content, answer.status));
    let result = given.or(answered);
    Recorded {
        call: call.id,
        name: call.asks.name.clone(),
        args: call.args().to_owned(),
        result: result.map(|(content, status)| (content.clone(), status)),
    }
}

/// Arguments that were read, to be held against others.
struct Args<'a> {
    text: &'a str,
    value: Option<Value>,
}

impl<'a> Args<'a> {
    fn read(text: &'a str) -> Self {
        Self {
            text,
            value: value(text),
        }
    }

    /// Whether they mean the same. None at all are an empty object.
    fn equals(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Some(one), Some(other)) => same(one, other),
            (Some(_) | None, _) => self.text == other.text,
        }
    }
}

fn value(args: &str) -> Option<Value> {
    if args.trim().is_empty() {
        return Some(Value::Object(Vec::new()));
    }
    Value::parse(args).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn recorded(at: u32, name: &str, args: &str) -> Recorded {
        Recorded {
            call: CallId {
                message: MessageId(u64::from(at)),
                block: 0,
            },
            name: name.to_owned(),
            args: args.to_owned(),
            result: Some((Json(format!("[{at}]")), Status::Success)),
        }
    }

    pub(super) fn recording(calls: &[(&str, &str)]) -> Recording {
        let calls = (0..).zip(calls);
        Recording {
            question: MessageId(0),
            calls: calls
                .map(|(at, (name, args))| recorded(at, name, args))
                .collect(),
            replies: Vec::new(),
        }
    }

    #[test]
    fn equal_arguments_are_found_in_recorded_order() {
        let two = recording(&[
            ("song", r#"{"a":1}"#),
            ("song", r#"{"a":1.0}"#),
            ("other", "{}"),
        ]);
        let asks = ("song", r#"{ "a" : 1e0 }"#);
        assert_eq!(two.find(asks, 0, &[]), Found::Equal(0));
        let used = [two.calls[0].call];
        assert_eq!(two.find(asks, 1, &used), Found::Equal(1));
        let used = [two.calls[0].call, two.calls[1].call];
        assert_eq!(two.find(asks, 2, &used), Found::Nothing);
        assert_eq!(two.find(("other", ""), 0, &[]), Found::Equal(2));
        assert_eq!(two.find(("none", "{}"), 0, &[]), Found::Nothing);
    }

    #[test]
    fn the_nearest_of_the_same_tool_is_offered_where_none_is_equal() {
        let all = recording(&[("a", "{}"), ("b", "1"), ("a", "2"), ("a", "3")]);
        let asks = ("a", "9");
        assert_eq!(all.find(asks, 0, &[]), Found::Near(0));
        assert_eq!(all.find(asks, 1, &[]), Found::Near(2));
        assert_eq!(all.find(asks, 9, &[]), Found::Near(3));
        assert_eq!(all.find(asks, 1, &[all.calls[2].call]), Found::Near(0));
        let mut open = all.clone();
        open.calls[1].result = None;
        assert_eq!(open.find(("b", "1"), 0, &[]), Found::Nothing);
    }
}
