//! The summary as a value: work, order, widths.

use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::app::fixture::*;
use crate::chat::figures::Figure;

fn of(play: &Play) -> Summary {
    let state = &play.state;
    Summary::new(&state.conversation, &state.service.abilities, None)
}

#[test]
fn nothing_is_made_anew_while_nothing_changes() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    let mut summary = of(&play);
    let (made, abilities) = (summary.made, Arc::clone(&play.state.service.abilities));
    for _ in 0..3 {
        summary.refresh(&play.state.conversation, &abilities);
    }
    assert_eq!(summary.made, made);
    play.replied(LANE, 10, Some(done()));
    summary.refresh(&play.state.conversation, &abilities);
    assert_eq!(summary.made, made + 1);
}

#[test]
fn what_differs_is_told_of_all_lanes_but_the_first() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    play.fork_lane(|it| it.sampling.max_tokens = 100);
    play.fork_lane(|it| it.sampling.max_tokens = 4096);
    let summary = of(&play);
    let about = |number| {
        let mut rows = summary.rows().iter();
        let row = rows.find(|row| row.number == Some(number)).unwrap();
        match &row.about {
            About::First(text) => text.clone(),
            About::Differs(all) => all.iter().map(|it| it.telling.as_str()).collect(),
        }
    };
    assert_eq!([1, 2, 3].map(about), ["us.", "max_tokens 100", ""]);
}

proptest! {
    #[test]
    fn rows_keep_their_lanes_in_every_order(
        replies in prop::collection::vec((0_usize..4, 1_u64..900, 1_u64..50), 0..12),
        keys in prop::collection::vec(0_usize..8, 0..12),
        room in 0_u16..200
    ) {
        let mut play = Play::connected();
        play.turn("hello", "hi");
        let mut lanes = vec![LANE];
        lanes.extend((0..3).map(|_| play.fork_lane(|_| ())));
        for (lane, first, output) in replies {
            play.replied(lanes[lane], first, Some(done_with(output, first)));
        }
        play.key("ctrl-x ctrl-s");
        for key in keys {
            play.key(["<", ">", "s", "left", "right", "a", "down", "c"][key]);
            let Some(crate::app::overlay::Overlay::Summary(summary)) = play.state.overlays.last() else {
                panic!("it stays open");
            };
            let mut seen: Vec<LaneId> = summary.rows().iter().map(|row| row.lane).collect();
            seen.sort();
            prop_assert_eq!(&seen, &lanes);
            let sight = summary.in_sight(room);
            prop_assert!(!sight.is_empty() && sight.end <= Column::ALL.len());
            let best = summary.rows().iter().filter(|row| {
                row.cell(Column::Of(Figure::First)).rank == Some(1)
            });
            let known = summary.rows().iter().filter(|row| row.cell(Column::Of(Figure::First)).key.is_some());
            prop_assert_eq!(best.count() > 0, known.count() > 1);
        }
    }
}
