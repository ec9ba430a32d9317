//! What can be undone: each step is the one place in which two texts differ.
//!
//! The text is looked at between commands, so that what others do to it, such as a path that is
//! completed, is a step too. A step is a whole command, or all that was inserted at once.

use std::ops::Range;

/// The steps that have led to a text, and those that were undone.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    known: String,
    /// Where the cursor was when the text was looked at, in bytes.
    cursor: usize,
    done: Vec<Step>,
    undone: Vec<Step>,
}

/// A change: at this byte stood one text, and stands another one now.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    at: usize,
    was: String,
    now: String,
    /// Where the cursor was before.
    cursor: usize,
}

/// What is to be done to a text to go a step back or forth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Turn {
    /// The bytes that are replaced.
    pub(crate) part: Range<usize>,
    /// What takes their place.
    pub(crate) by: String,
    /// Where the cursor goes, in bytes.
    pub(crate) cursor: usize,
}

/// How many steps are kept.
const MAX_STEPS: usize = 500;

impl Past {
    /// A text with nothing to undo.
    pub(crate) fn new(text: String, cursor: usize) -> Self {
        Self {
            known: text,
            cursor,
            done: Vec::new(),
            undone: Vec::new(),
        }
    }

    /// Looks at the text: what has changed since is a step.
    pub(crate) fn note(&mut self, text: &str, cursor: usize) {
        if self.known != text {
            self.undone.clear();
            self.done.push(difference(&self.known, text, self.cursor));
            let excess = self.done.len().saturating_sub(MAX_STEPS);
            self.done.drain(..excess);
            text.clone_into(&mut self.known);
        }
        self.cursor = cursor;
    }

    /// Whether these lines are the text that was looked at last.
    pub(crate) fn knows(&self, lines: &[String]) -> bool {
        self.known.split('\n').eq(lines)
    }

    /// A step back. The text must have been looked at.
    pub(crate) fn back(&mut self) -> Option<Turn> {
        let step = self.done.pop()?;
        let part = step.at..step.at + step.now.len();
        self.known.replace_range(part.clone(), &step.was);
        let turn = Turn {
            part,
            by: step.was.clone(),
            cursor: step.cursor.min(self.known.len()),
        };
        self.cursor = turn.cursor;
        self.undone.push(step);
        Some(turn)
    }

    /// A step forth again.
    pub(crate) fn forth(&mut self) -> Option<Turn> {
        let step = self.undone.pop()?;
        let part = step.at..step.at + step.was.len();
        self.known.replace_range(part.clone(), &step.now);
        let turn = Turn {
            part,
            by: step.now.clone(),
            cursor: step.at,
        };
        self.cursor = turn.cursor;
        self.done.push(step);
        Some(turn)
    }
}

/// The one place in which two texts differ.
fn difference(was: &str, now: &str, cursor: usize) -> Step {
    let alike = was.chars().zip(now.chars()).take_while(|(a, b)| a == b);
    let at: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    let (old, new) = (&was[at..], &now[at..]);
    let ends = old.chars().rev().zip(new.chars().rev());
    let alike = ends.take_while(|(a, b)| a == b);
    let end: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    Step {
        at,
        was: old[..old.len() - end].to_owned(),
        now: new[..new.len() - end].to_owned(),
        cursor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_differ_in_one_place() {
        for (was, now, at, old, new) in [
            ("abc", "abc", 3, "", ""),
            ("abc", "abXc", 2, "", "X"),
            ("aaa", "aa", 2, "a", ""),
            ("äö", "äü", 2, "ö", "ü"),
            ("", "x", 0, "", "x"),
        ] {
            let step = difference(was, now, 0);
            assert_eq!(
                (step.at, &*step.was, &*step.now),
                (at, old, new),
                "{was} {now}"
            );
        }
    }

    #[test]
    fn what_was_undone_is_forgotten_once_something_else_was_done() {
        let mut past = Past::new("a".to_owned(), 0);
        past.note("ab", 1);
        assert_eq!(past.back().map(|turn| turn.part), Some(1..2));
        past.note("ac", 1);
        assert_eq!(past.forth(), None);
        assert_eq!(past.back().map(|turn| turn.by), Some(String::new()));
        assert_eq!(past.back(), None);
    }
}
