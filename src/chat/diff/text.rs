//! Two texts compared: lines first, and words within the lines that changed.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::align::{Step, Work, align};
use super::pair::pairs;
use super::{Count, Grain, percent};

/// What differs between two texts, and how much.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TextDiff {
    /// All of both texts, in order.
    pub(crate) hunks: Vec<Hunk>,
    /// How alike they are, in percent of their characters without white space.
    pub(crate) alike: u8,
    /// Words that were added and removed.
    pub(crate) words: Count,
    /// Lines that have changed, on either side.
    pub(crate) lines: Count,
    /// How fine the comparison is.
    pub(crate) grain: Grain,
}

/// Some whole lines of the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hunk {
    /// They are the same, with the ends of their lines.
    Same(String),
    /// They differ; what was removed stands before what was added in its place.
    Changed(Vec<Run>),
}

/// A piece of changed lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// Which of the texts has it.
    pub(crate) kind: Kind,
    /// What it says; not empty.
    pub(crate) text: String,
}

/// Which of two texts has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Both have it.
    Same,
    /// Only the old one has it.
    Removed,
    /// Only the new one has it.
    Added,
}

impl Kind {
    /// The kind that it is when the sides are swapped.
    fn swapped(self) -> Self {
        match self {
            Self::Same => Self::Same,
            Self::Removed => Self::Added,
            Self::Added => Self::Removed,
        }
    }
}

impl TextDiff {
    /// Compares two texts.
    pub(crate) fn of(old: &str, new: &str) -> Self {
        // Of several shortest ways the algorithm takes one; the order decides which, not the side.
        if old > new {
            return Self::ordered(new, old).swapped();
        }
        Self::ordered(old, new)
    }

    /// Whether the texts are the same to the byte.
    pub(crate) fn is_equal(&self) -> bool {
        let is_same = |hunk: &Hunk| matches!(hunk, Hunk::Same(_));
        self.hunks.iter().all(is_same)
    }

    fn ordered(old: &str, new: &str) -> Self {
        let mut work = Work::new();
        let (left, right) = (lines(old), lines(new));
        let steps = steps(&left, &right, &mut work);
        // Words have a purse of their own, so that many lines do not make them coarse.
        let mut words = Work::new();
        words.grain = work.grain;
        let mut hunks = Vec::new();
        let (mut left, mut right) = (left.as_slice(), right.as_slice());
        for step in steps {
            match step {
                Step::Same(units) => {
                    hunks.push(Hunk::Same(take(&mut left, units)));
                    right = &right[units..];
                }
                Step::Changed { old, new } => {
                    let (before, after) = (&left[..old], &right[..new]);
                    (left, right) = (&left[old..], &right[new..]);
                    hunks.extend(changed(before, after, &mut words));
                }
            }
        }
        Self::told(hunks, words.grain)
    }

    /// Counts what the hunks say.
    fn told(hunks: Vec<Hunk>, grain: Grain) -> Self {
        let (mut words, mut lines) = (Count::default(), Count::default());
        let (mut same, mut whole) = (0, 0);
        for hunk in &hunks {
            match hunk {
                Hunk::Same(text) => {
                    same += 2 * weight(text);
                    whole += 2 * weight(text);
                }
                Hunk::Changed(runs) => {
                    lines.removed += line_count(runs, Kind::Removed);
                    lines.added += line_count(runs, Kind::Added);
                    for run in runs {
                        let (weight, count) = (weight(&run.text), word_count(&run.text));
                        match run.kind {
                            Kind::Same => same += 2 * weight,
                            Kind::Removed => words.removed += count,
                            Kind::Added => words.added += count,
                        }
                        whole += weight * if run.kind == Kind::Same { 2 } else { 1 };
                    }
                }
            }
        }
        let equal = hunks.iter().all(|hunk| matches!(hunk, Hunk::Same(_)));
        Self {
            alike: if equal { 100 } else { percent(same, whole) },
            hunks,
            words,
            lines,
            grain,
        }
    }

    /// The same with the sides swapped.
    fn swapped(self) -> Self {
        let swap = |count: Count| Count {
            added: count.removed,
            removed: count.added,
        };
        Self {
            hunks: self.hunks.into_iter().map(Hunk::swapped).collect(),
            words: swap(self.words),
            lines: swap(self.lines),
            ..self
        }
    }
}

impl Hunk {
    fn swapped(self) -> Self {
        let Self::Changed(runs) = self else {
            return self;
        };
        let mut swapped: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs {
            let run = Run {
                kind: run.kind.swapped(),
                ..run
            };
            // What was removed stands first.
            let before = swapped.last().map(|before| before.kind);
            let at = match (before, run.kind) {
                (Some(Kind::Added), Kind::Removed) => swapped.len() - 1,
                _ => swapped.len(),
            };
            swapped.insert(at, run);
        }
        Self::Changed(swapped)
    }
}

/// The lines of a text, each with its end.
fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Aligns two lists of pieces of text.
fn steps(old: &[&str], new: &[&str], work: &mut Work) -> Vec<Step> {
    let mut numbers = HashMap::new();
    let old = numbered(old, &mut numbers);
    let new = numbered(new, &mut numbers);
    align(&old, &new, work)
}

/// A number for each piece; equal pieces have equal numbers.
fn numbered<'a>(pieces: &[&'a str], numbers: &mut HashMap<&'a str, u32>) -> Vec<u32> {
    let number = |piece: &&'a str| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(piece).or_insert(next)
    };
    pieces.iter().map(number).collect()
}

/// Takes so many pieces off the front, joined.
fn take(pieces: &mut &[&str], count: usize) -> String {
    let (taken, rest) = pieces.split_at(count);
    *pieces = rest;
    taken.concat()
}

/// Compares changed lines. Those that became each other are a hunk of their own and compared by word;
/// what stands between them was removed and added.
fn changed(old: &[&str], new: &[&str], work: &mut Work) -> Vec<Hunk> {
    let Some(pairs) = pairs(old, new, work) else {
        return vec![Hunk::Changed(runs(&old.concat(), &new.concat(), work))];
    };
    let mut hunks = Vec::new();
    let (mut from_old, mut from_new) = (0, 0);
    let ends = (old.len(), new.len());
    for (at_old, at_new) in pairs.into_iter().chain([ends]) {
        let mut between = Runs::default();
        between.change(
            &old[from_old..at_old].concat(),
            &new[from_new..at_new].concat(),
        );
        let between = between.finish();
        if !between.is_empty() {
            hunks.push(Hunk::Changed(between));
        }
        if (at_old, at_new) != ends {
            hunks.push(Hunk::Changed(runs(old[at_old], new[at_new], work)));
        }
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    hunks
}

/// Compares changed text by word.
fn runs(old: &str, new: &str, work: &mut Work) -> Vec<Run> {
    let left: Vec<&str> = old.split_word_bounds().collect();
    let right: Vec<&str> = new.split_word_bounds().collect();
    let steps = steps(&left, &right, work);
    let last = steps.len().saturating_sub(1);
    let (mut left, mut right) = (left.as_slice(), right.as_slice());
    let mut runs = Runs::default();
    for (at, step) in steps.into_iter().enumerate() {
        match step {
            Step::Same(units) => {
                let text = take(&mut left, units);
                right = &right[units..];
                // A blank or a comma between two changes is no rest for the eye.
                if at > 0 && at < last && !is_rest(&text) {
                    runs.change(&text, &text);
                } else {
                    runs.same(text);
                }
            }
            Step::Changed { old, new } => {
                let (old, new) = (take(&mut left, old), take(&mut right, new));
                runs.change(&old, &new);
            }
        }
    }
    runs.finish()
}

/// Runs that are being made, with the change that goes on.
#[derive(Debug, Default)]
struct Runs {
    done: Vec<Run>,
    removed: String,
    added: String,
}

impl Runs {
    fn change(&mut self, removed: &str, added: &str) {
        self.removed.push_str(removed);
        self.added.push_str(added);
    }

    fn same(&mut self, text: String) {
        self.settle();
        self.push(Kind::Same, text);
    }

    fn settle(&mut self) {
        let (removed, added) = (
            std::mem::take(&mut self.removed),
            std::mem::take(&mut self.added),
        );
        self.push(Kind::Removed, removed);
        self.push(Kind::Added, added);
    }

    fn push(&mut self, kind: Kind, text: String) {
        if !text.is_empty() {
            self.done.push(Run { kind, text });
        }
    }

    fn finish(mut self) -> Vec<Run> {
        self.settle();
        self.done
    }
}

/// Whether something that is the same shows between two changes: a word, or the end of a line.
fn is_rest(text: &str) -> bool {
    text.chars().any(|c| c.is_alphanumeric() || c == '\n')
}

/// How many lines one side has of a hunk.
fn line_count(runs: &[Run], side: Kind) -> usize {
    let own = runs
        .iter()
        .filter(|run| run.kind == side || run.kind == Kind::Same);
    let text: String = own.map(|run| run.text.as_str()).collect();
    lines(&text).len()
}

/// How many words a text has.
fn word_count(text: &str) -> usize {
    text.unicode_words().count()
}

/// Characters that are no white space.
fn weight(text: &str) -> usize {
    text.chars().filter(|c| !c.is_whitespace()).count()
}
