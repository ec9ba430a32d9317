//! Pictures that are too large, and those that move.

use crate::app::chips::{Form, From, NotAttached, Wanted};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::smaller::{Measure, OfferId};
use crate::app::unsent;
use crate::chat::attached::format::PictureFormat;
use crate::chat::attached::smaller::Making;
use crate::chat::attached::{Attached, Kind, Source};

/// A picture that no model takes.
fn large() -> Attached {
    Attached {
        size: 12_100_000,
        kind: Kind::Picture {
            format: PictureFormat::Png,
            width: 6000,
            height: 4000,
        },
        ..picture()
    }
}

/// The same as it is made smaller.
fn small() -> Attached {
    Attached {
        hash: format!("sha256:{}", "ef".repeat(32)),
        size: 400_000,
        source: Source::Kept("/state/attachments/ef.jpeg".into()),
        kind: Kind::Picture {
            format: PictureFormat::Jpeg,
            width: 1568,
            height: 1045,
        },
        changes: vec!["scaled to 1568 px from 6000×4000, jpeg 85".to_owned()],
        ..picture()
    }
}

/// A core with a text and a picture that is too large; what was asked of the shell.
fn offered() -> (Play, Measure) {
    let mut play = Play::connected();
    play.typed("see ");
    play.key("ctrl-x a");
    play.typed("/pictures/gneiss.png");
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let effects = play.tell(Msg::Attached(fetches[0].id, Ok(large())));
    let [Effect::Measure(measure)] = &effects[..] else {
        panic!("{effects:?}");
    };
    (play, measure.clone())
}

/// The rows of the menu on top.
fn rows(play: &Play) -> Vec<String> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no menu is open");
    };
    let rows = menu.chooser.rows();
    rows.map(|entry| format!("{}: {}", entry.label, entry.detail))
        .collect()
}

#[test]
fn ways_are_offered_and_told_with_what_they_gave() {
    let (mut play, measure) = offered();
    assert_eq!(measure.ways, [Making::Scaled(1568), Making::Recompressed]);
    assert_eq!(
        measure.wanted.from,
        From::File("/pictures/gneiss.png".into())
    );
    assert_eq!(
        rows(&play),
        [
            "scaled to 1568 px: measuring …",
            "recompressed, same pixels: measuring …",
            "as it is: png 6000×4000 12.1 MB ✗ over 3.75 MB",
        ]
    );
    play.tell(Msg::Measured(measure.id, Making::Scaled(1568), Ok(small())));
    let first = &rows(&play)[0];
    assert!(
        first.starts_with("scaled to 1568 px: jpeg 1568×1045 400 kB"),
        "{first}"
    );
    let before = rows(&play);
    let stale = OfferId(measure.id.0 - 1);
    play.tell(Msg::Measured(stale, Making::Recompressed, Ok(small())));
    assert_eq!(rows(&play), before);
}

#[test]
fn what_was_made_takes_the_place_and_undo_gives_the_original_back() {
    let (mut play, _) = offered();
    let effects = play.key("down enter");
    let is_asked_for = effects.iter().find_map(|effect| {
        if let Effect::Attach(fetches) = effect {
            Some(fetches[0].clone())
        } else {
            None
        }
    });
    let fetch = is_asked_for.unwrap();
    assert_eq!(fetch.wanted.form, Form::Smaller(Making::Scaled(1568)));
    assert!(effects.contains(&Effect::StopMeasuring), "{effects:?}");
    play.tell(Msg::Attached(fetch.id, Ok(small())));
    assert_eq!(play.state.composer.chips.list, [small()]);
    assert_eq!(play.state.composer.text(), "see [Image #1] ");
    let at_hand = unsent::hashes(&play.state);
    assert!(at_hand.contains(large().hash.as_str()), "undo needs it");
    assert!(at_hand.contains(small().hash.as_str()));
    play.key("ctrl-_");
    assert_eq!(play.state.composer.chips.list, [large()]);
    assert_eq!(play.state.composer.text(), "see [Image #1] ");
    let at_hand = unsent::hashes(&play.state);
    assert_eq!(at_hand.into_iter().collect::<Vec<_>>(), [large().hash]);
}

#[test]
fn the_list_of_ways_gives_the_original_back_too() {
    let (mut play, _) = offered();
    let effects = play.key("down enter");
    let Some(Effect::Attach(fetches)) = effects.first() else {
        panic!("{effects:?}");
    };
    play.tell(Msg::Attached(fetches[0].id, Ok(small())));
    play.typed("and more");
    play.key("ctrl-x shift-s");
    let rows = rows(&play);
    let original = rows
        .iter()
        .position(|row| row.starts_with("the original: "))
        .unwrap();
    for _ in 0..original {
        play.key("down");
    }
    play.key("enter");
    assert_eq!(play.state.composer.chips.list, [large()]);
}

#[test]
fn nothing_is_measured_once_the_list_is_closed() {
    let (mut play, measure) = offered();
    assert_eq!(play.key("esc"), [Effect::StopMeasuring]);
    play.tell(Msg::Measured(measure.id, Making::Recompressed, Ok(small())));
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.composer.chips.list, [large()]);
}

#[test]
fn of_a_picture_that_moves_the_first_one_is_offered() {
    let mut play = Play::connected();
    let wanted = Wanted::file("/pictures/flow.gif".into());
    let fetch = play.state.composer.chips.expect(wanted, None);
    let moves = NotAttached::animated("flow.gif moves");
    play.tell(Msg::Attached(fetch.id, Err(moves)));
    assert_eq!(rows(&play)[0], "its first picture: of flow.gif, as png");
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(fetches[0].wanted.form, Form::Still);
}

#[test]
fn without_a_picture_nothing_is_offered() {
    let mut play = Play::connected();
    assert_eq!(play.key("ctrl-x shift-s"), []);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn keys_that_were_meant_for_the_message_change_no_picture() {
    let (mut play, _) = offered();
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.composer.chips.list, [large()]);
    let (mut play, _) = offered();
    play.typed("what?");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.composer.text(), "see [Image #1] what?");
}
