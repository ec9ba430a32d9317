//! Comparing without knowing which lane is which: when the lanes are hidden, and in which order they
//! stand then.

use super::conversation::{Conversation, Layout};
use super::ids::{ConversationId, LaneId, Turn};
use super::vote::Sight;

impl Conversation {
    /// The turn whose lanes must not be told from each other, if they must not be now: blind mode is on,
    /// and nobody has voted on the turn.
    pub(crate) fn hidden_turn(&self) -> Option<Turn> {
        if self.layout().sight == Sight::Open {
            return None;
        }
        let compared = self.lanes().filter(|lane| !lane.is_judge());
        let turns: Vec<Option<Turn>> = compared.map(|lane| self.last_turn(lane)).collect();
        let newest = turns.iter().flatten().max().copied();
        newest.filter(|turn| turns.len() > 1 && !self.is_told(*turn))
    }

    /// The open lanes in the order in which they are seen, from the left.
    pub(crate) fn seen(&self) -> Vec<LaneId> {
        let Some(turn) = self.hidden_turn() else {
            return self.layout().lanes.clone();
        };
        let (compared, judges): (Vec<LaneId>, Vec<LaneId>) = self
            .layout()
            .lanes
            .iter()
            .partition(|id| self.lane(**id).is_some_and(|lane| !lane.is_judge()));
        let mut order = shuffled(self.id(), turn, compared);
        order.extend(judges);
        order
    }

    /// How the lanes share the screen as it is seen. The widths that the user gave them tell which is
    /// which, too.
    pub(crate) fn seen_layout(&self) -> Layout {
        if self.hidden_turn().is_none() {
            return self.layout().clone();
        }
        Layout {
            lanes: self.seen(),
            widths: Vec::new(),
            ..self.layout().clone()
        }
    }
}

/// Lanes in an order that tells nothing, is another one for each turn as far as chance has it, and is
/// the same whenever it is asked for.
///
/// It is not made to differ from the turn before at any price: with two lanes, who knows one order would
/// then know all.
fn shuffled(id: &ConversationId, turn: Turn, mut lanes: Vec<LaneId>) -> Vec<LaneId> {
    lanes.sort_by_key(|lane| (scattered(id, [turn.0, lane.0]), *lane));
    lanes
}

/// A number in which each bit of what goes in counts: FNV-1a, and the end of `SplitMix64`.
fn scattered(id: &ConversationId, numbers: [u64; 2]) -> u64 {
    let numbers = numbers.into_iter().flat_map(u64::to_le_bytes);
    let bytes = id.as_str().bytes().chain(numbers);
    let mixed = bytes.fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_order_is_a_permutation_and_stays(
            bytes: [u8; 6],
            turn: u64,
            lanes in prop::collection::btree_set(any::<u64>(), 0..9),
        ) {
            let id = ConversationId::from_random(bytes);
            let lanes: Vec<LaneId> = lanes.into_iter().map(LaneId).collect();
            let order = shuffled(&id, Turn(turn), lanes.clone());
            let mut reversed = lanes.clone();
            reversed.reverse();
            prop_assert_eq!(&order, &shuffled(&id, Turn(turn), reversed));
            let mut sorted = order;
            sorted.sort_unstable();
            prop_assert_eq!(sorted, lanes);
        }
    }

    #[test]
    fn all_orders_come_up_about_as_often() {
        let id = ConversationId::from_random([7; 6]);
        let lanes = vec![LaneId(2), LaneId(9), LaneId(12)];
        let mut counts: BTreeMap<Vec<LaneId>, u32> = BTreeMap::new();
        for turn in 0..600 {
            let order = shuffled(&id, Turn(turn * 5), lanes.clone());
            *counts.entry(order).or_default() += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| *count > 60), "{counts:?}");
    }
}
