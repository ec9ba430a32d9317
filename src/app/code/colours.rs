//! What the words of code blocks are, by line, as far as it is known.

use std::collections::HashMap;

use super::{CodeId, MAX_BYTES, MAX_LINES, Syntax};
use crate::chat::ids::MessageId;

/// Blocks that are kept at most.
const MAX_BLOCKS: usize = 512;

/// Runs that are kept at most, of all blocks: about 8 MiB.
const MAX_RUNS: usize = 1 << 20;

/// A piece of a line that is something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// The byte of the line behind it.
    pub(crate) end: u32,
    /// What it is; `None` = nothing in particular.
    pub(crate) syntax: Option<Syntax>,
}

/// What was found out about more lines of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coloured {
    /// The block.
    pub(crate) id: CodeId,
    /// The first of these lines.
    pub(crate) from: usize,
    /// Stands for the lines before.
    pub(crate) before: u64,
    /// Stands for the lines before and these.
    pub(crate) after: u64,
    /// The runs of each line.
    pub(crate) lines: Vec<Vec<Run>>,
    /// Bytes of these lines.
    pub(crate) bytes: usize,
    /// Whether there is more to be known.
    pub(crate) state: State,
}

/// Whether more of a block gets colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// As more of it comes.
    Open,
    /// No: it is too long, it takes too long, or nobody knows its language.
    Over,
}

/// What is known of a block: its lines from the first on.
#[derive(Debug, Clone)]
struct Known {
    /// Stands for the language and the lines that are known.
    sum: u64,
    runs: Vec<Run>,
    /// For each line the run behind its last one.
    ends: Vec<u32>,
    bytes: usize,
    state: State,
    /// When it was told of last.
    stamp: u64,
}

/// What is known of blocks. The ones told of longest ago are forgotten first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Colours {
    known: HashMap<CodeId, Known>,
    stamp: u64,
    runs: usize,
}

impl Colours {
    /// Takes in what was found out. What does not go on from what is known counts only from the first
    /// line on.
    pub(crate) fn learn(&mut self, told: Coloured) {
        let mut known = match self.forget(told.id) {
            Some(known) if told.from > 0 && known.goes_on_at(told.from, told.before) => known,
            Some(_) | None if told.from == 0 => Known::nothing(),
            Some(known) => {
                self.keep(told.id, known);
                return;
            }
            None => return,
        };
        for line in told.lines {
            known.runs.extend(line);
            let end = u32::try_from(known.runs.len()).unwrap_or(u32::MAX);
            known.ends.push(end);
        }
        known.sum = told.after;
        known.bytes += told.bytes;
        let full = known.ends.len() >= MAX_LINES || known.bytes >= MAX_BYTES;
        known.state = if full { State::Over } else { told.state };
        self.keep(told.id, known);
        self.shrink(told.id);
    }

    /// How many lines are known of a block, and what stands for them; `None` = nothing, or no more is
    /// to be known. `sum` tells what stands for the first lines now.
    pub(crate) fn frontier(&self, id: CodeId, sum: impl Fn(usize) -> Option<u64>) -> Option<usize> {
        let Some(known) = self.known.get(&id) else {
            return Some(0);
        };
        let lines = known.ends.len();
        match (sum(lines) == Some(known.sum), known.state) {
            (true, State::Open) => Some(lines),
            (true, State::Over) => None,
            (false, _) => Some(0),
        }
    }

    /// Whether anything is known of a block.
    pub(crate) fn knows(&self, id: CodeId) -> bool {
        self.known.contains_key(&id)
    }

    /// Bytes of a block that are known.
    pub(crate) fn bytes(&self, id: CodeId) -> usize {
        self.known.get(&id).map_or(0, |known| known.bytes)
    }

    /// The runs of a line; none if it is not known. `sum` is as above.
    pub(crate) fn line(
        &self,
        id: CodeId,
        line: usize,
        sum: impl Fn(usize) -> Option<u64>,
    ) -> &[Run] {
        let Some(known) = self.known.get(&id) else {
            return &[];
        };
        if line >= known.ends.len() || sum(known.ends.len()) != Some(known.sum) {
            return &[];
        }
        let end = |at: usize| known.ends[at] as usize;
        let first = line.checked_sub(1).map_or(0, end);
        known.runs.get(first..end(line)).unwrap_or_default()
    }

    /// Forgets the blocks of messages that are not there any more.
    pub(crate) fn keep_only(&mut self, is_there: impl Fn(MessageId) -> bool) {
        let gone: Vec<CodeId> = self.known.keys().copied().collect();
        for id in gone.into_iter().filter(|id| !is_there(id.message)) {
            self.forget(id);
        }
    }

    fn keep(&mut self, id: CodeId, mut known: Known) {
        self.stamp += 1;
        known.stamp = self.stamp;
        self.runs += known.runs.len();
        self.known.insert(id, known);
    }

    fn forget(&mut self, id: CodeId) -> Option<Known> {
        let known = self.known.remove(&id)?;
        self.runs -= known.runs.len();
        Some(known)
    }

    /// Forgets until there is room, but not this one.
    fn shrink(&mut self, but: CodeId) {
        while self.known.len() > MAX_BLOCKS || (self.runs > MAX_RUNS && self.known.len() > 1) {
            let others = self.known.iter().filter(|(id, _)| **id != but);
            let oldest = others.min_by_key(|(_, known)| known.stamp);
            let Some(oldest) = oldest.map(|(id, _)| *id) else {
                return;
            };
            self.forget(oldest);
        }
    }
}

impl Known {
    fn nothing() -> Self {
        Self {
            sum: 0,
            runs: Vec::new(),
            ends: Vec::new(),
            bytes: 0,
            state: State::Open,
            stamp: 0,
        }
    }

    fn goes_on_at(&self, from: usize, before: u64) -> bool {
        self.ends.len() == from && self.sum == before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(nth: usize) -> CodeId {
        CodeId {
            message: MessageId(3),
            text: 0,
            nth,
        }
    }

    fn told(nth: usize, from: usize, before: u64, lines: usize) -> Coloured {
        let run = Run {
            end: 4,
            syntax: Some(Syntax::Keyword),
        };
        Coloured {
            id: id(nth),
            from,
            before,
            after: before + lines as u64,
            lines: vec![vec![run]; lines],
            bytes: 4 * lines,
            state: State::Open,
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "of lines that are not complete nothing is known"
    )]
    fn sum(lines: usize) -> Option<u64> {
        Some(lines as u64)
    }

    #[test]
    fn lines_are_known_from_the_first_on_and_go_on_where_they_ended() {
        let mut colours = Colours::default();
        assert_eq!(colours.frontier(id(0), sum), Some(0));
        colours.learn(told(0, 0, 0, 3));
        assert_eq!(colours.frontier(id(0), sum), Some(3));
        assert_eq!(colours.line(id(0), 2, sum).len(), 1);
        assert!(colours.line(id(0), 3, sum).is_empty());
        colours.learn(told(0, 3, 3, 2));
        assert_eq!(colours.frontier(id(0), sum), Some(5));
        // Something that does not fit changes nothing.
        colours.learn(told(0, 4, 4, 9));
        assert_eq!(colours.frontier(id(0), sum), Some(5));
        colours.learn(told(1, 2, 2, 9));
        assert_eq!(colours.frontier(id(1), sum), Some(0));
    }

    #[test]
    fn another_text_in_the_same_place_has_no_colours() {
        let mut colours = Colours::default();
        colours.learn(told(0, 0, 0, 3));
        let other = |lines: usize| Some(lines as u64 + 100);
        assert!(colours.line(id(0), 0, other).is_empty());
        assert_eq!(colours.frontier(id(0), other), Some(0));
    }

    #[test]
    fn what_is_over_is_not_asked_about_again() {
        let mut colours = Colours::default();
        let mut unknown = told(0, 0, 0, 0);
        unknown.state = State::Over;
        colours.learn(unknown);
        assert_eq!(colours.frontier(id(0), sum), None);
        colours.learn(told(1, 0, 0, MAX_LINES));
        assert_eq!(colours.frontier(id(1), sum), None);
        assert_eq!(colours.line(id(1), MAX_LINES - 1, sum).len(), 1);
        let mut long = told(2, 0, 0, 1);
        long.bytes = MAX_BYTES;
        colours.learn(long);
        assert_eq!(colours.frontier(id(2), sum), None);
    }

    #[test]
    fn the_blocks_told_of_longest_ago_are_forgotten() {
        let mut colours = Colours::default();
        for nth in 0..MAX_BLOCKS + 10 {
            colours.learn(told(nth, 0, 0, 1));
        }
        assert_eq!(colours.known.len(), MAX_BLOCKS);
        assert_eq!(colours.frontier(id(9), sum), Some(0));
        assert_eq!(colours.frontier(id(10), sum), Some(1));
        let mut huge = told(9_999, 0, 0, 1);
        huge.lines = vec![vec![huge.lines[0][0]; MAX_RUNS]];
        colours.learn(huge);
        assert_eq!(colours.known.len(), 1);
        assert_eq!(colours.runs, MAX_RUNS);
        colours.keep_only(|_| false);
        assert_eq!((colours.known.len(), colours.runs), (0, 0));
    }
}
