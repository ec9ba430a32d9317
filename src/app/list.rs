//! A list with a filter line: the state that picker, palette and prompt history share.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32String};

/// Filter, selection and the first visible row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ListState {
    /// What was typed.
    pub(crate) filter: String,
    /// The selected row.
    pub(crate) selected: usize,
}

/// A move of the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ListMove {
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,
}

/// Rows of a page, for moving by pages.
const PAGE: usize = 10;

impl ListState {
    /// Moves to the next row that can be selected, in the direction of the move.
    pub(crate) fn go(&mut self, step: ListMove, rows: usize, selectable: impl Fn(usize) -> bool) {
        let last = rows.saturating_sub(1);
        let (target, forward) = match step {
            ListMove::Up => (
                self.selected.checked_sub(1).unwrap_or(last),
                Direction::Back,
            ),
            ListMove::Down if self.selected >= last => (0, Direction::On),
            ListMove::Down => (self.selected + 1, Direction::On),
            ListMove::PageUp => (self.selected.saturating_sub(PAGE), Direction::Back),
            ListMove::PageDown => ((self.selected + PAGE).min(last), Direction::On),
            ListMove::First => (0, Direction::On),
            ListMove::Last => (last, Direction::Back),
        };
        self.selected = nearest(target, rows, forward, selectable);
    }

    /// Goes to the first row that can be selected, after the rows have changed.
    pub(crate) fn reset(&mut self, rows: usize, selectable: impl Fn(usize) -> bool) {
        self.selected = nearest(0, rows, Direction::On, selectable);
    }
}

#[derive(Clone, Copy)]
enum Direction {
    On,
    Back,
}

/// The row at `target`, or the next one in the direction, or the nearest the other way.
fn nearest(
    target: usize,
    rows: usize,
    direction: Direction,
    selectable: impl Fn(usize) -> bool,
) -> usize {
    let on = (target..rows).find(|row| selectable(*row));
    let back = (0..=target.min(rows.saturating_sub(1)))
        .rev()
        .find(|row| *row < rows && selectable(*row));
    match direction {
        Direction::On => on.or(back),
        Direction::Back => back.or(on),
    }
    .unwrap_or(0)
}

/// A filter that texts are measured by, one after the other.
pub(crate) struct Fuzzy {
    matcher: Matcher,
    pattern: Pattern,
}

impl Fuzzy {
    /// This filter.
    pub(crate) fn new(filter: &str) -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            pattern: Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart),
        }
    }

    /// The same for paths: what stands at the beginning of a name counts more.
    pub(crate) fn of_paths(filter: &str) -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT.match_paths()),
            ..Self::new(filter)
        }
    }

    /// How well a text matches; `None` = not at all.
    pub(crate) fn score(&mut self, text: &Utf32String) -> Option<u32> {
        self.pattern.score(text.slice(..), &mut self.matcher)
    }
}

/// Scores of the texts that match the filter, in their order; `None` = does not match.
pub(crate) fn score(filter: &str, texts: &[Utf32String]) -> Vec<Option<u32>> {
    if filter.trim().is_empty() {
        return vec![Some(0); texts.len()];
    }
    let mut fuzzy = Fuzzy::new(filter);
    texts.iter().map(|text| fuzzy.score(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_skip_rows_that_cannot_be_selected() {
        let mut list = ListState::default();
        let odd = |row: usize| row % 2 == 1;
        list.reset(6, odd);
        assert_eq!(list.selected, 1);
        list.go(ListMove::Down, 6, odd);
        assert_eq!(list.selected, 3);
        list.go(ListMove::Last, 6, odd);
        assert_eq!(list.selected, 5);
        list.go(ListMove::Down, 6, odd);
        assert_eq!(list.selected, 1);
        list.go(ListMove::Up, 6, odd);
        assert_eq!(list.selected, 1);
    }

    #[test]
    fn an_empty_list_selects_nothing_and_does_not_panic() {
        let mut list = ListState::default();
        for step in [
            ListMove::Up,
            ListMove::Down,
            ListMove::PageUp,
            ListMove::PageDown,
            ListMove::First,
            ListMove::Last,
        ] {
            list.go(step, 0, |_| true);
            assert_eq!(list.selected, 0);
        }
    }
}
