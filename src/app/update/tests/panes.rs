//! Panes: borders that are moved, panes that are folded, and what is remembered of that.

use crate::app::action::Action;
use crate::app::arrangement::{Arrangement, Border, Fold, OnPanes, Wing, Zoom};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::{Side, Size};
use crate::app::library::{News, Order};
use crate::app::memory::Memory;
use crate::app::msg::{Msg, Target};
use crate::app::pointer::{Cell, Gesture, Pointer};
use crate::app::state::Start;
use crate::app::view::Pane;

const WIDE: Size = Size {
    width: 200,
    height: 50,
};

const NARROW: Size = Size {
    width: 50,
    height: 15,
};

/// All panes are there, and the editor has the focus.
fn all() -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(WIDE));
    play.turn("one", "first");
    play.key("ctrl-o");
    play.tell(Msg::Library(News::Shelf(volumes())));
    play.key("f2");
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Composer);
    play
}

fn arrangement(play: &Play) -> Arrangement {
    play.state.view.modes.arrangement
}

/// What was kept by these effects.
fn kept(effects: &[Effect]) -> Vec<Arrangement> {
    let kept = effects.iter().filter_map(|effect| {
        if let Effect::KeepArrangement(arrangement) = effect {
            Some(*arrangement)
        } else {
            None
        }
    });
    kept.collect()
}

#[test]
fn the_border_of_the_pane_in_focus_is_moved_by_keys_and_kept_once() {
    let mut play = all();
    play.key("ctrl-o");
    assert_eq!(kept(&play.key("ctrl-x ctrl-l")), []);
    assert_eq!(play.state.view.modes.resizing, Some(Border::Library));
    assert_eq!(kept(&play.key("right right right")), []);
    assert_eq!(play.state.view.panes.library.width, 50);
    play.key("tab");
    assert_eq!(play.state.view.modes.resizing, Some(Border::Settings));
    play.key("right");
    assert_eq!(play.state.view.panes.side.width, 42);
    play.key("up up");
    assert_eq!(play.state.view.modes.resizing, Some(Border::Composer));
    assert_eq!(play.state.view.panes.composer.height, 5);
    // What is typed meanwhile is no message.
    play.key("q");
    assert!(play.state.composer.is_empty());
    let kept = kept(&play.key("enter"));
    assert_eq!(play.state.view.modes.resizing, None);
    assert_eq!(kept.len(), 1);
    let sizes = [kept[0].library, kept[0].settings, kept[0].composer].map(|wing| wing.wanted);
    assert_eq!(sizes, [Some(50), Some(42), Some(3)]);
    assert_eq!(kept[0].beside, Side::Open);
    // An even arrangement again.
    play.key("ctrl-x ctrl-l");
    play.key("=");
    play.key("esc");
    assert_eq!(play.state.view.panes.library.width, 44);
    assert_eq!(play.state.view.panes.side.width, 44);
    assert_eq!(play.state.view.panes.composer.height, 3);
}

#[test]
fn a_border_stops_where_there_is_no_room_and_goes_back_from_there() {
    let mut play = all();
    play.key("ctrl-o");
    play.key("ctrl-x ctrl-l");
    for _ in 0..120 {
        play.key("right");
    }
    let widest = play.state.view.panes.library.width;
    assert_eq!(widest, 200 - 38 - 28, "a lane and the settings have room");
    play.key("left");
    assert_eq!(play.state.view.panes.library.width, widest - 2);
    for _ in 0..120 {
        play.key("left");
    }
    assert_eq!(play.state.view.panes.library.width, 28);
    for _ in 0..60 {
        play.key("up");
    }
    assert_eq!(play.state.view.panes.transcript.height, 3);
    play.key("down");
    assert_eq!(play.state.view.panes.transcript.height, 4);
}

#[test]
fn borders_are_dragged_and_kept_when_they_are_let_go() {
    let mut play = all();
    let at = |column, row| (Gesture::Drag, Cell { column, row });
    let let_go = (Gesture::Release, Cell { column: 0, row: 0 });
    let held = |border, (gesture, cell)| {
        let target = Some(Target::Border(border));
        Msg::Mouse(Pointer {
            gesture,
            cell,
            target,
        })
    };
    assert_eq!(play.tell(Msg::Clicked(Target::Border(Border::Library))), []);
    assert_eq!(play.state.view.focus, Pane::Library);
    assert_eq!(play.tell(held(Border::Library, at(59, 9))), []);
    assert_eq!(play.state.view.panes.library.width, 60);
    assert_eq!(play.tell(held(Border::Library, at(69, 9))), []);
    let effects = play.tell(held(Border::Library, let_go));
    assert_eq!(kept(&effects)[0].library.wanted, Some(70));
    play.tell(held(Border::Settings, at(150, 9)));
    play.tell(held(Border::Settings, let_go));
    assert_eq!(play.state.view.panes.side.width, 50);
    play.tell(held(Border::Composer, at(7, 40)));
    let effects = play.tell(held(Border::Composer, let_go));
    assert_eq!(play.state.view.panes.composer.y, 40);
    assert_eq!(kept(&effects)[0].composer.wanted, Some(7));
    // A border that is not there any more is not moved.
    play.key("f2");
    play.key("f2");
    assert_eq!(play.tell(held(Border::Settings, at(9, 9))).len(), 0);
    assert_eq!(arrangement(&play).settings.wanted, Some(50));
}

#[test]
fn what_is_wanted_comes_back_when_the_screen_grows_again() {
    let mut play = all();
    play.key("ctrl-o");
    play.key("ctrl-x ctrl-l");
    play.key("right right right enter");
    for size in [
        NARROW,
        Size {
            width: 90,
            height: 20,
        },
        Size {
            width: 7,
            height: 3,
        },
    ] {
        play.tell(Msg::Resized(size));
        play.tell(Msg::Tick);
    }
    play.tell(Msg::Resized(WIDE));
    assert_eq!(play.state.view.panes.library.width, 50);
    assert_eq!(
        play.state.view.panes.side.width, 44,
        "the settings are there again"
    );
}

#[test]
fn lanes_are_resized_in_the_same_way() {
    let mut play = Play::connected();
    play.tell(Msg::Resized(WIDE));
    play.turn("one", "first");
    play.key("ctrl-x |");
    play.key("ctrl-x left");
    let width = |play: &Play| play.state.view.reading.columns[0].area.width;
    let before = width(&play);
    play.key("tab");
    play.key("ctrl-x ctrl-l");
    assert_eq!(play.state.view.modes.resizing, Some(Border::Lane));
    play.key("right");
    assert!(width(&play) > before);
    play.key("=");
    assert_eq!(width(&play), before);
}

#[test]
fn panes_fold_away_and_come_back() {
    let mut play = all();
    play.key("ctrl-x (");
    assert_eq!(play.state.view.panes.library.width, 1);
    play.key("ctrl-x )");
    assert_eq!(play.state.view.panes.side.width, 1);
    play.key("ctrl-x _");
    assert_eq!(play.state.view.panes.composer.height, 1);
    assert_eq!(play.state.memory.arrangement, arrangement(&play));
    // What is folded is not gone through.
    play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Transcript);
    play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Composer);
    play.typed("still here");
    assert_eq!(play.state.composer.text(), "still here");
    // A click on what is left opens it; so does going there.
    let fold = |what| Msg::Clicked(Target::Do(Action::OnPanes(what)));
    play.tell(fold(OnPanes::FoldLibrary));
    assert_eq!(play.state.view.panes.library.width, 44);
    play.key("f2");
    assert_eq!(play.state.view.panes.side.width, 44);
    play.tell(fold(OnPanes::FoldComposer));
    assert_eq!(play.state.view.panes.composer.height, 3);
    // A pane that is closed is opened.
    play.key("f2");
    play.key("ctrl-x )");
    assert_eq!(play.state.view.panes.side.width, 44);
    assert_eq!(play.state.view.focus, Pane::Composer);
    play.key("ctrl-o");
    play.key("ctrl-x (");
    assert_eq!(play.state.view.focus, Pane::Composer, "it cannot be seen");
    play.key("ctrl-o");
    assert_eq!(play.state.view.focus, Pane::Library);
    assert_eq!(play.state.view.panes.library.width, 44);
}

#[test]
fn the_conversation_has_the_place_of_all_until_it_is_taken_back() {
    let mut play = all();
    let before = play.state.view.panes;
    play.key("tab");
    assert_eq!(kept(&play.key("z")), [], "that is for a while only");
    let panes = play.state.view.panes;
    assert!(panes.library.is_empty() && panes.side.is_empty());
    assert_eq!(panes.transcript.width, 200);
    assert_eq!(panes.composer.height, 1);
    play.key("ctrl-x 8");
    assert_eq!(play.state.view.panes, before);
    // Going to a pane that is not seen ends it.
    play.key("z");
    play.key("f2");
    assert_eq!(arrangement(&play).zoom, Zoom::Off);
    assert_eq!(play.state.view.focus, Pane::Settings);
    play.key("ctrl-x 8");
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn a_narrow_screen_shows_one_pane_at_a_time() {
    let mut play = Play::connected();
    play.tell(Msg::Resized(NARROW));
    play.turn("one", "first");
    let whole = play.state.view.panes.transcript;
    for pane in [Pane::Transcript, Pane::Settings] {
        play.key("tab");
        assert_eq!(play.state.view.focus, pane);
    }
    assert_eq!(play.state.view.panes.side, whole);
    let effects = play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Library);
    assert!(matches!(effects[..], [Effect::Library(Order::List(_))]));
    assert_eq!(play.state.view.panes.library, whole);
    assert!(play.state.view.panes.side.is_empty());
    play.tell(Msg::Library(News::Shelf(volumes())));
    play.typed("riv");
    assert_eq!(play.state.view.library.as_ref().unwrap().list.filter, "riv");
    // Tab marks there, as it does everywhere in the library.
    play.key("backtab");
    assert_eq!(play.state.view.focus, Pane::Settings);
    assert!(play.state.view.panes.library.is_empty());
    play.key("backtab backtab backtab");
    assert_eq!(play.state.view.focus, Pane::Library);
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Composer);
    // The key of the list goes there and back.
    play.key("ctrl-o");
    assert_eq!(play.state.view.panes.library, whole);
    play.key("ctrl-o");
    assert_eq!(play.state.view.focus, Pane::Composer);
}

/// A start with this in memory.
fn begun(arrangement: Arrangement, size: Size) -> Play {
    let memory = Memory {
        arrangement,
        ..remembered()
    };
    let start = Start {
        size,
        memory,
        ..start()
    };
    let mut play = Play::begin(start);
    play.tell(Msg::Connected(Ok(bedrock())));
    play
}

#[test]
fn the_arrangement_is_there_again_at_the_next_start() {
    let mut play = all();
    play.key("ctrl-x _");
    play.key("f2");
    play.key("ctrl-x ctrl-l");
    play.key("left left enter");
    let kept = play.state.memory.arrangement;
    let again = begun(kept, WIDE);
    assert_eq!(again.state.view.panes.side.width, 48);
    assert_eq!(again.state.view.panes.composer.height, 1);
    assert_eq!(again.state.view.focus, Pane::Composer);
    // On a small screen it is kept for a larger one.
    let mut again = begun(kept, NARROW);
    assert!(again.state.view.side.is_none());
    assert_eq!(again.state.memory.arrangement, kept);
    again.tell(Msg::Resized(WIDE));
    assert_eq!(again.state.view.panes.side.width, 48);
}

#[test]
fn absurd_sizes_are_fitted_and_reset() {
    let wing = |wanted| Wing {
        wanted: Some(wanted),
        fold: Fold::Open,
    };
    for (low, high) in [(0, u16::MAX), (u16::MAX, 0)] {
        let absurd = Arrangement {
            library: wing(low),
            settings: wing(high),
            composer: wing(high),
            beside: Side::Open,
            zoom: Zoom::Off,
        };
        let mut play = begun(absurd, WIDE);
        let panes = play.state.view.panes;
        assert!((28..=162).contains(&panes.side.width), "{panes:?}");
        assert!(panes.transcript.height >= 3 && panes.composer.height >= 3);
        play.key("ctrl-x @");
        assert_eq!(play.state.memory.arrangement, Arrangement::default());
        assert!(play.state.view.side.is_none() && play.state.view.library.is_none());
        assert_eq!(play.state.view.panes.transcript.width, 200);
    }
}

#[test]
fn characters_of_several_code_points_are_one_to_the_keys() {
    let mut play = Play::connected();
    play.typed("a");
    play.tell(Msg::Paste("👨‍👩‍👧e\u{301}🇩🇪".to_owned()));
    play.key("left left");
    play.typed("|");
    assert_eq!(play.state.composer.text(), "a👨‍👩‍👧|e\u{301}🇩🇪");
    play.key("backspace backspace");
    assert_eq!(play.state.composer.text(), "ae\u{301}🇩🇪");
    play.key("delete");
    assert_eq!(play.state.composer.text(), "a🇩🇪");
    play.key("ctrl-_");
    assert_eq!(play.state.composer.text(), "ae\u{301}🇩🇪", "in one step");
    play.key("ctrl-p");
    play.typed("né");
    play.tell(Msg::Paste("e\u{301}".to_owned()));
    play.key("backspace backspace");
    let top = play.state.overlays.last_mut().unwrap();
    assert_eq!(top.input().unwrap(), "n");
}

#[test]
fn a_border_that_was_moved_is_kept_when_one_leaves_at_once() {
    let mut play = all();
    play.key("ctrl-o");
    assert_eq!(kept(&play.key("ctrl-x ctrl-l right")), []);
    let wanted = play.state.view.panes.library.width;
    let effects = play.key("ctrl-x q");
    assert!(effects.contains(&Effect::Quit), "{effects:?}");
    let kept = kept(&effects);
    assert_eq!(kept.len(), 1, "{effects:?}");
    assert_eq!(kept[0].library.wanted, Some(wanted));
}
