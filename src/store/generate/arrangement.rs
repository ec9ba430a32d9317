//! Records of what is arranged without a message, for property tests.

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use super::{small, text};
use crate::chat::conversation::{Hidden, Included, Layout};
use crate::chat::ids::{LaneId, MessageId, Turn};
use crate::chat::library::{FileMark, Pinned};
use crate::chat::record::Record;
use crate::chat::vote::{Sight, Vote, Winner};

/// What changes nothing of the messages themselves.
pub(super) fn arrangement() -> impl Strategy<Value = Record> {
    let lane = || small().prop_map(LaneId);
    let message = || small().prop_map(MessageId);
    let included = prop::sample::select(vec![Included::Yes, Included::No]);
    let hidden = prop::sample::select(vec![Hidden::Yes, Hidden::No]);
    prop_oneof![
        (
            vec(lane(), 0..4),
            vec(any::<u16>(), 0..3),
            of(lane()),
            sight()
        )
            .prop_map(|(lanes, widths, zoom, sight)| {
                Record::Layout(Layout {
                    lanes,
                    widths,
                    zoom,
                    sight,
                })
            }),
        (message(), of(lane()), included).prop_map(|(message, lane, included)| {
            Record::Context {
                message,
                lane,
                included,
            }
        }),
        (message(), hidden).prop_map(|(message, hidden)| Record::Trash(message, hidden)),
        (message(), of(text())).prop_map(|(message, name)| Record::Mark { message, name }),
        (of(pinned()), of(vec(text(), 0..3)))
            .prop_map(|(pin, tags)| Record::FileMark(FileMark { pin, tags })),
        (of(lane()), of(text())).prop_map(|(lane, text)| Record::PrefillPin { lane, text }),
        (small().prop_map(Turn), of(vote())).prop_map(|(turn, vote)| Record::Vote { turn, vote }),
    ]
}

fn pinned() -> impl Strategy<Value = Pinned> {
    prop::sample::select(vec![Pinned::Yes, Pinned::No])
}

fn sight() -> impl Strategy<Value = Sight> {
    prop::sample::select(vec![Sight::Open, Sight::Blind])
}

fn vote() -> impl Strategy<Value = Vote> {
    let lane = || small().prop_map(LaneId);
    let winner = prop_oneof![
        lane().prop_map(Winner::Lane),
        Just(Winner::Tie),
        Just(Winner::Nobody),
    ];
    (winner, vec(lane(), 1..4), sight()).prop_map(|(winner, order, sight)| Vote {
        winner,
        order,
        sight,
    })
}
