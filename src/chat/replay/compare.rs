//! The calls of another run beside those that were recorded.

use super::{Args, Recorded, Recording, value};
use crate::chat::json::same::first_difference;

/// What became of the calls of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comparison {
    /// Each call of the run, in its order.
    pub(crate) calls: Vec<Fate>,
    /// Recorded calls that the run has not made, by their places.
    pub(crate) missing: Vec<usize>,
}

/// What a call of a run is beside the recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The same as the recorded one at this place.
    Equal(usize),
    /// The same tool as the one at this place; where its arguments first differ, as a JSON pointer.
    Differs(usize, String),
    /// Nothing like it was recorded.
    Additional,
}

/// Compares the calls of a run with a recording. Each recorded call is the counterpart of one call at
/// the most; equal ones come first.
pub(crate) fn compare(recording: &Recording, run: &[Recorded]) -> Comparison {
    let mut free: Vec<bool> = vec![true; recording.calls.len()];
    let mut take = |like: &dyn Fn(usize, &Recorded) -> bool| {
        let mut all = recording.calls.iter().enumerate();
        let (at, _) = all.find(|(at, it)| free[*at] && like(*at, it))?;
        free[at] = false;
        Some(at)
    };
    // Arguments can be long: each is read once, and not for each that it is held against.
    let recorded: Vec<Args<'_>> = recording
        .calls
        .iter()
        .map(|it| Args::read(&it.args))
        .collect();
    let equal: Vec<Option<usize>> = run
        .iter()
        .map(|call| {
            let args = Args::read(&call.args);
            take(&|at, it| it.name == call.name && recorded[at].equals(&args))
        })
        .collect();
    let calls = run.iter().zip(equal).map(|(call, equal)| {
        if let Some(at) = equal {
            return Fate::Equal(at);
        }
        match take(&|_, it| it.name == call.name) {
            Some(at) => Fate::Differs(at, place(&recording.calls[at].args, &call.args)),
            None => Fate::Additional,
        }
    });
    let calls = calls.collect();
    let all = free.iter().enumerate().filter(|(_, free)| **free);
    Comparison {
        calls,
        missing: all.map(|(at, _)| at).collect(),
    }
}

fn place(one: &str, other: &str) -> String {
    match (value(one), value(other)) {
        (Some(one), Some(other)) => first_difference(&one, &other).unwrap_or_default(),
        _ => String::new(),
    }
}

impl Comparison {
    /// How many calls are the same as recorded ones, differ from them, or are additional.
    pub(crate) fn counts(&self) -> (usize, usize, usize) {
        let mut counts = (0, 0, 0);
        for fate in &self.calls {
            match fate {
                Fate::Equal(_) => counts.0 += 1,
                Fate::Differs(..) => counts.1 += 1,
                Fate::Additional => counts.2 += 1,
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{recorded, recording};
    use super::*;

    #[test]
    fn equal_calls_are_counterparts_before_others_are() {
        let tape = recording(&[("a", r#"{"x":1}"#), ("a", r#"{"x":2}"#), ("b", "{}")]);
        let run = [
            recorded(7, "a", r#"{"x":9}"#),
            recorded(8, "a", r#"{"x":1.0}"#),
            recorded(9, "c", "{}"),
        ];
        let found = compare(&tape, &run);
        assert_eq!(
            found.calls,
            [
                Fate::Differs(1, "/x".to_owned()),
                Fate::Equal(0),
                Fate::Additional
            ]
        );
        assert_eq!(found.missing, [2]);
        assert_eq!(found.counts(), (1, 1, 1));
    }

    #[test]
    fn a_run_like_the_recording_is_equal_throughout() {
        let tape = recording(&[("a", "{}"), ("a", "{}"), ("b", "cut off")]);
        let found = compare(&tape, &tape.calls);
        assert_eq!(found.counts(), (3, 0, 0));
        assert_eq!(found.missing, [0; 0]);
        let nothing = compare(&tape, &[]);
        assert_eq!(nothing.missing, [0, 1, 2]);
    }
}
