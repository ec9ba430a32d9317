//! How tools are to be called: the wishes of a question.

use serde_json::{Map, Value};

use crate::sandbox::arguments::Flaw;
use crate::sandbox::script::knobs::Knobs;

/// Most calls of one reply.
const MAX_CALLS: usize = 100;

/// What stands before arguments that are given as JSON.
const ARGUMENTS: &str = "args=";

/// The wishes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wishes {
    /// Calls in one reply.
    pub(super) calls: Option<usize>,
    /// How often tools are called, one reply after the other.
    pub(super) rounds: Option<usize>,
    /// How the arguments are to be wrong.
    pub(super) flaw: Option<Flaw>,
    /// Whether a call ends in the middle of its arguments.
    pub(super) is_cut: bool,
    /// Whether tools are not called at all.
    pub(super) is_deaf: bool,
    pub(super) arguments: Arguments,
}

/// Arguments that the question gives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Arguments {
    Made,
    Given(Map<String, Value>),
    /// What stands there is no JSON object.
    Unreadable,
}

impl Wishes {
    /// The wishes of a question.
    pub(super) fn of(question: &str) -> Self {
        let (arguments, rest) = arguments(question);
        let knobs = Knobs::of(&rest);
        let has = |wish: &str| {
            let mut words = rest.split_whitespace();
            words.any(|word| word.trim_matches([',', '.', ';', '!', '?']) == wish)
        };
        let flaw = knobs
            .word("invalid")
            .map(|kind| kind.trim_end_matches([',', '.', ';']));
        let flaw = flaw.and_then(Flaw::named);
        Self {
            calls: knobs
                .count("calls")
                .map(|calls: usize| calls.clamp(1, MAX_CALLS)),
            rounds: knobs.count("rounds"),
            flaw: flaw.or_else(|| has("invalid").then_some(Flaw::Type)),
            is_cut: has("cut"),
            is_deaf: has("deaf"),
            arguments,
        }
    }

    /// Whether the wishes leave no room for a dialogue.
    pub(super) fn is_for_schema(&self) -> bool {
        self.arguments != Arguments::Made || self.calls.is_some() || self.rounds.is_some()
    }

    /// Whether only a number of rounds is wished for.
    pub(super) fn is_for_rounds(&self) -> bool {
        self.arguments == Arguments::Made && self.calls.is_none() && self.rounds.is_some()
    }
}

/// The arguments that a question gives, and the question without them.
fn arguments(question: &str) -> (Arguments, String) {
    let is_begin = |at: usize| {
        let before = question
            .get(..at)
            .and_then(|before| before.chars().next_back());
        before.is_none_or(char::is_whitespace)
    };
    let mut places = question.match_indices(ARGUMENTS).map(|(at, _)| at);
    let Some(at) = places.find(|at| is_begin(*at)) else {
        return (Arguments::Made, question.to_owned());
    };
    let (before, given) = question.split_at(at);
    let given = given.get(ARGUMENTS.len()..).unwrap_or_default();
    let mut values = serde_json::Deserializer::from_str(given).into_iter::<Map<String, Value>>();
    match values.next() {
        Some(Ok(arguments)) => {
            let after = given.get(values.byte_offset()..).unwrap_or_default();
            (Arguments::Given(arguments), format!("{before} {after}"))
        }
        Some(Err(_)) | None => (Arguments::Unreadable, before.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn wishes_are_words() {
        let wishes = Wishes::of("dig, please: calls=3 rounds=2, invalid=enum, then cut.");
        assert_eq!((wishes.calls, wishes.rounds), (Some(3), Some(2)));
        assert_eq!(
            (wishes.flaw, wishes.is_cut, wishes.is_deaf),
            (Some(Flaw::Enum), true, false)
        );
        assert_eq!(Wishes::of("this is invalid").flaw, Some(Flaw::Type));
        let none = Wishes::of("an uncut gem, and a shortcut");
        assert!(!none.is_cut && !none.is_deaf && none.flaw.is_none());
    }

    #[test]
    fn arguments_are_taken_as_they_are() {
        let wishes = Wishes::of("dig args={\"how\": \"cut calls=9\", \"n\": [1, 2]} calls=2");
        let given = json!({"how": "cut calls=9", "n": [1, 2]});
        assert_eq!(
            wishes.arguments,
            Arguments::Given(given.as_object().unwrap().clone())
        );
        assert_eq!((wishes.calls, wishes.is_cut), (Some(2), false));
        assert_eq!(Wishes::of("args=[1]").arguments, Arguments::Unreadable);
        assert_eq!(Wishes::of("myargs={}").arguments, Arguments::Made);
    }
}
