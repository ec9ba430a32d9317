//! Which units of two sequences are the same, with bounded work.
//!
//! Myers' algorithm takes time that grows with the square of what differs, and its only brake is a
//! clock, which the core does not have. So it is given stretches that are short enough, cut out by
//! units that both sequences have exactly once; a stretch that stays too long counts as changed whole.

use std::collections::HashMap;
use std::convert::Infallible;

use similar::algorithms::{DiffHook, myers};

use super::Grain;

/// A stretch of two sequences, in units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// So many units are the same on both sides.
    Same(usize),
    /// So many units of the old one became so many of the new one; not both are 0.
    Changed {
        /// Units of the old sequence.
        old: usize,
        /// Units of the new sequence.
        new: usize,
    },
}

/// The most work of one alignment, counted in comparisons: well below a frame's time.
pub(super) const MOST_WORK: usize = 12_000_000;

/// How often a stretch between units that both have once is cut again.
const DEEPEST: usize = 12;

/// What an alignment may still cost, and whether it had to be coarse somewhere.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    left: usize,
    /// How fine the result is.
    pub(super) grain: Grain,
}

impl Work {
    /// Nothing spent yet.
    pub(super) fn new() -> Self {
        Self {
            left: MOST_WORK,
            grain: Grain::Fine,
        }
    }

    /// How much was spent. For tests that count work.
    #[cfg(test)]
    pub(super) fn spent(&self) -> usize {
        MOST_WORK - self.left
    }

    /// Pays for comparing so many units by Myers' algorithm at its worst; `false` if that is too much.
    fn pays(&mut self, units: usize) -> bool {
        self.spend(units.saturating_mul(units))
    }

    /// Takes a price off what is left; `false` if there is not as much.
    pub(super) fn spend(&mut self, price: usize) -> bool {
        let can = price <= self.left;
        if can {
            self.left -= price;
        }
        can
    }
}

/// The steps from one sequence to the other. Neighbours are of different kinds.
pub(super) fn align(old: &[u32], new: &[u32], work: &mut Work) -> Vec<Step> {
    let mut steps = Steps::default();
    stretch(old, new, 0, work, &mut steps);
    steps.0
}

/// Steps in which neighbours are joined.
#[derive(Debug, Default)]
struct Steps(Vec<Step>);

impl Steps {
    fn same(&mut self, units: usize) {
        match self.0.last_mut() {
            _ if units == 0 => {}
            Some(Step::Same(before)) => *before += units,
            Some(Step::Changed { .. }) | None => self.0.push(Step::Same(units)),
        }
    }

    fn changed(&mut self, removed: usize, added: usize) {
        match self.0.last_mut() {
            _ if removed + added == 0 => {}
            Some(Step::Changed { old, new }) => {
                *old += removed;
                *new += added;
            }
            Some(Step::Same(_)) | None => self.0.push(Step::Changed {
                old: removed,
                new: added,
            }),
        }
    }
}

impl DiffHook for Steps {
    type Error = Infallible;

    fn equal(&mut self, _old: usize, _new: usize, len: usize) -> Result<(), Infallible> {
        self.same(len);
        Ok(())
    }

    fn delete(&mut self, _old: usize, len: usize, _new: usize) -> Result<(), Infallible> {
        self.changed(len, 0);
        Ok(())
    }

    fn insert(&mut self, _old: usize, _new: usize, len: usize) -> Result<(), Infallible> {
        self.changed(0, len);
        Ok(())
    }
}

/// Aligns a stretch: what both ends have in common is the same, the rest is compared, cut or changed.
fn stretch(old: &[u32], new: &[u32], depth: usize, work: &mut Work, steps: &mut Steps) {
    let head = common(old.iter(), new.iter());
    steps.same(head);
    let (old, new) = (&old[head..], &new[head..]);
    let tail = common(old.iter().rev(), new.iter().rev());
    middle(
        &old[..old.len() - tail],
        &new[..new.len() - tail],
        depth,
        work,
        steps,
    );
    steps.same(tail);
}

fn common<'a>(old: impl Iterator<Item = &'a u32>, new: impl Iterator<Item = &'a u32>) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
}

fn middle(old: &[u32], new: &[u32], depth: usize, work: &mut Work, steps: &mut Steps) {
    if old.is_empty() || new.is_empty() {
        return steps.changed(old.len(), new.len());
    }
    if work.pays(old.len() + new.len()) {
        match myers::diff(steps, old, 0..old.len(), new, 0..new.len()) {
            Ok(()) => return,
            Err(never) => match never {},
        }
    }
    let anchors = if depth < DEEPEST {
        anchors(old, new)
    } else {
        Vec::new()
    };
    if anchors.is_empty() {
        work.grain = Grain::Coarse;
        return steps.changed(old.len(), new.len());
    }
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in anchors {
        let (left, right) = (&old[from_old..at_old], &new[from_new..at_new]);
        stretch(left, right, depth + 1, work, steps);
        steps.same(1);
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    stretch(&old[from_old..], &new[from_new..], depth + 1, work, steps);
}

/// The places of units that both sequences have exactly once: as many as stand in the same order.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let (once_old, once_new) = (once(old), once(new));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (at, unit) in old.iter().enumerate() {
        let both = once_old.get(unit).zip(once_new.get(unit));
        if let Some((Some(_), Some(other))) = both {
            pairs.push((at, *other));
        }
    }
    ascending(&pairs)
}

/// Where a unit stands, if it stands there only.
fn once(units: &[u32]) -> HashMap<u32, Option<usize>> {
    let mut places = HashMap::with_capacity(units.len());
    for (at, unit) in units.iter().enumerate() {
        places
            .entry(*unit)
            .and_modify(|place| *place = None)
            .or_insert(Some(at));
    }
    places
}

/// The longest run of pairs that ascend on both sides; they ascend on the first already.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The ends of the best runs of each length, and the pair before each pair.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < pair.1);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(at) = next {
        run.push(pairs[at]);
        next = before[at];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether the steps lead from one sequence to the other.
    #[track_caller]
    fn lead(old: &[u32], new: &[u32], steps: &[Step]) {
        let (mut left, mut right) = (old, new);
        for step in steps {
            match *step {
                Step::Same(units) => {
                    assert_eq!(left[..units], right[..units]);
                    (left, right) = (&left[units..], &right[units..]);
                }
                Step::Changed { old, new } => {
                    assert!(old + new > 0);
                    (left, right) = (&left[old..], &right[new..]);
                }
            }
        }
        assert!(left.is_empty() && right.is_empty());
    }

    proptest! {
        #[test]
        fn steps_lead_from_one_to_the_other(
            old in prop::collection::vec(0_u32..6, 0..40),
            new in prop::collection::vec(0_u32..6, 0..40),
            left in prop_oneof![Just(0_usize), Just(50), Just(MOST_WORK)],
        ) {
            let mut work = Work { left, grain: Grain::Fine };
            let steps = align(&old, &new, &mut work);
            lead(&old, &new, &steps);
            let same = |pair: &[Step]| matches!(pair, [Step::Same(_), Step::Same(_)]);
            prop_assert!(!steps.windows(2).any(same));
        }
    }

    #[test]
    fn what_both_have_once_cuts_a_long_stretch() {
        let sequence = |noise: u32| -> Vec<u32> {
            (0..40_000)
                .map(|at| if at % 10 == 0 { at } else { noise + at % 3 })
                .collect()
        };
        let (old, new) = (sequence(1_000_000), sequence(2_000_000));
        let mut work = Work::new();
        let steps = align(&old, &new, &mut work);
        lead(&old, &new, &steps);
        assert_eq!(work.grain, Grain::Fine);
        assert_eq!(steps.len(), 8_000);
    }

    #[test]
    fn hostile_sequences_cost_no_more_than_is_allowed() {
        let wave = |step: u32| -> Vec<u32> { (0..100_000).map(|at| at * step % 7).collect() };
        let mut work = Work::new();
        let steps = align(&wave(1), &wave(3), &mut work);
        lead(&wave(1), &wave(3), &steps);
        assert_eq!(work.grain, Grain::Coarse);
        assert!(work.spent() <= MOST_WORK);
    }
}
