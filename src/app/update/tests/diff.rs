//! Comparing two messages: which two, and how they are looked at.

use crate::app::action::{Action, OnDiff};
use crate::app::diff::{Columns, Diff, Mode, Sides, Sign, summary};
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::list::ListMove;
use crate::app::menu::{MenuKind, Pick};
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::transcript;
use crate::chat::ids::MessageId;

/// Two replies to one question; the second is chosen.
struct Two {
    play: Play,
    first: MessageId,
    second: MessageId,
}

fn two(first: &str, second: &str) -> Two {
    let mut play = Play::connected();
    let first = play.turn("one", first).reply();
    play.key("tab");
    let second = again(&mut play, second);
    Two {
        play,
        first,
        second,
    }
}

/// Asks for another reply at the end of the path.
fn again(play: &mut Play, text: &str) -> MessageId {
    let effects = play.key("r");
    let id = play.sent(&effects);
    play.streamed(id, text);
    play.ended(id);
    play.appended();
    id.reply()
}

fn diff(play: &Play) -> &Diff {
    match play.state.overlays.last() {
        Some(Overlay::Diff(diff)) => diff,
        other => panic!("no comparison on top but {other:?}"),
    }
}

fn sides(play: &Play) -> (MessageId, MessageId) {
    let Sides { old, new } = diff(play).sides;
    (old, new)
}

/// The labels of the menu on top.
fn labels(play: &Play) -> Vec<&str> {
    match play.state.overlays.last() {
        Some(Overlay::Menu(menu)) if menu.kind == MenuKind::Compare => {
            let rows = menu.chooser.rows();
            rows.map(|entry| entry.label.as_str()).collect()
        }
        other => panic!("no menu on top but {other:?}"),
    }
}

fn notice(play: &Play) -> &str {
    play.state.notices.passing().unwrap_or_default()
}

/// The lines of the only column, with their signs.
fn lines(play: &Play) -> Vec<String> {
    let sign = |sign| match sign {
        Sign::None => ' ',
        Sign::Removed => '-',
        Sign::Added => '+',
        Sign::Both => '~',
    };
    let rows = diff(play).visible();
    rows.map(|(_, row)| format!("{}{}", sign(row.left.sign), row.left.line.text()))
        .collect()
}

#[test]
fn versions_are_offered_the_nearest_first() {
    let Two {
        mut play,
        first,
        second,
    } = two("By train.", "By boat.");
    let third = again(&mut play, "By bike.");
    play.key("left");
    play.key("=");
    assert_eq!(
        labels(&play),
        [
            "version before ‹1/3›",
            "version after ‹3/3›",
            "another message"
        ]
    );
    play.key("enter");
    assert_eq!(sides(&play), (first, second));
    assert_eq!(lines(&play), ["~By [-train-]{+boat+}."]);
    play.key("esc");
    play.key("=");
    play.key("down");
    play.key("enter");
    assert_eq!(
        sides(&play),
        (second, third),
        "the older one is the old side"
    );
}

#[test]
fn a_marked_message_waits_for_the_other_one() {
    let Two {
        mut play, second, ..
    } = two("By train.", "By boat.");
    play.key("i");
    let later = play.turn("two", "By boat, then.").reply();
    play.key("tab");
    for _ in 0..2 {
        play.key("p");
    }
    assert_eq!(transcript::chosen(&play.state), Some(second));
    play.key("=");
    play.tell(Msg::Do(Action::List(ListMove::Last)));
    play.key("enter");
    assert!(notice(&play).starts_with("marked"), "{}", notice(&play));
    play.key("=");
    assert_eq!(labels(&play).last(), Some(&"no other one"));
    play.key("esc");
    play.key("end");
    play.key("=");
    assert_eq!(sides(&play), (second, later));
    assert_eq!(play.state.view.reading.marked, None);
    play.key("q");
    play.key("=");
    assert_eq!(labels(&play), ["another message"]);
}

#[test]
fn the_same_turn_of_another_lane_is_offered() {
    let mut play = Play::connected();
    play.turn("one", "By train.");
    play.key("tab");
    let here = transcript::chosen(&play.state).unwrap();
    play.key("home");
    play.key("ctrl-x |");
    let there = again(&mut play, "By boat.");
    play.key("end");
    play.key("=");
    let offered = labels(&play);
    // It is the version before too, and its name is the better one there.
    assert_eq!(offered[0], "version before ‹1/2›");
    assert_eq!(offered[1], "lane 1");
    play.key("down");
    play.key("enter");
    assert_eq!(sides(&play), (there, here));
}

#[test]
fn the_map_compares_too_and_comes_back() {
    let Two { mut play, .. } = two("By train.", "By boat.");
    play.key("m");
    play.key("=");
    play.key("enter");
    assert_eq!(diff(&play).found().text.words.added, 1);
    play.key("esc");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Map(_))));
}

#[test]
fn swapping_turns_what_was_added_into_what_was_removed() {
    let Two { mut play, .. } = two("a b c", "a b c d");
    play.key("= enter");
    assert_eq!(lines(&play), ["~a b c{+ d+}"]);
    play.key("x");
    assert_eq!(lines(&play), ["~a b c[- d-]"]);
}

#[test]
fn json_is_compared_by_structure_until_another_way_is_wished_for() {
    let Two { mut play, .. } = two("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1.0}");
    play.key("= enter");
    assert_eq!(diff(&play).mode(), Mode::Structure);
    assert_eq!(lines(&play), ["~a: [-1-] → {+1.0+}", " … 1 equal value"]);
    play.key("l");
    assert_eq!(diff(&play).mode(), Mode::Lines);
    play.key("s");
    assert_eq!(diff(&play).mode(), Mode::Structure);
    let Two { mut play, .. } = two("rock", "stone");
    play.key("= enter");
    play.key("s");
    assert_eq!(diff(&play).mode(), Mode::Words);
    assert!(notice(&play).contains("JSON"), "{}", notice(&play));
}

/// Replies of 40 lines that differ in two.
fn long() -> Two {
    let text = |changed: &str| -> String {
        let line = |n: usize| match n {
            10 | 30 => format!("{changed} {n}\n"),
            _ => format!("line {n}\n"),
        };
        (0..40).map(line).collect()
    };
    two(&text("granite"), &text("gneiss"))
}

#[test]
fn equal_lines_are_folded_and_unfolded() {
    let Two { mut play, .. } = long();
    play.tell(Msg::Resized(Size {
        width: 80,
        height: 60,
    }));
    play.key("= enter");
    assert_eq!(lines(&play).len(), 40);
    play.key("l");
    let folded = lines(&play);
    assert_eq!(folded[0], " … 7 equal lines");
    assert_eq!(folded[4..6], ["-granite 10", "+gneiss 10"]);
    assert!(
        folded.contains(&" … 13 equal lines".to_owned()),
        "{folded:?}"
    );
    play.key("enter");
    assert_eq!(lines(&play).len(), folded.len() + 6);
    let fold = lines(&play)
        .iter()
        .position(|line| line.contains("13 equal"))
        .unwrap();
    play.tell(Msg::Clicked(Target::Row(fold)));
    assert!(!lines(&play).iter().any(|line| line.contains("13 equal")));
    play.key("z");
    assert_eq!(lines(&play).len(), 42);
    play.key("z");
    assert_eq!(lines(&play), folded);
}

#[test]
fn changes_are_gone_to_one_by_one() {
    let Two { mut play, .. } = long();
    play.key("= enter");
    play.key("n");
    assert!(summary(diff(&play)).contains("change 1/2"));
    play.key("n");
    assert!(summary(diff(&play)).contains("change 2/2"));
    assert!(
        lines(&play)
            .iter()
            .any(|line| line.contains("{+gneiss+} 30"))
    );
    play.key("n");
    assert_eq!(notice(&play), "there is no change below");
    play.key("shift-n");
    assert!(summary(diff(&play)).contains("change 1/2"));
    play.key("shift-n");
    assert_eq!(notice(&play), "there is no change above");
}

#[test]
fn scrolling_stays_within_the_lines() {
    let Two { mut play, .. } = long();
    play.key("= enter");
    for key in ["end", "j", "pagedown"] {
        play.key(key);
        assert!(lines(&play).last().unwrap().contains("39"));
    }
    for key in ["home", "k", "pageup"] {
        play.key(key);
        assert!(lines(&play)[0].contains("line 0"), "{key}");
    }
    play.tell(Msg::Wheel(Target::Overlay, 3));
    assert!(lines(&play)[0].contains("line 3"));
}

#[test]
fn a_wide_screen_shows_them_side_by_side() {
    let Two { mut play, .. } = two("By train.", "By boat.");
    play.key("= enter");
    assert_eq!(diff(&play).columns(), Columns::Unified);
    play.tell(Msg::Resized(Size {
        width: 120,
        height: 30,
    }));
    assert_eq!(diff(&play).columns(), Columns::Beside);
    let right = |play: &Play| {
        let (_, row) = diff(play).visible().next().unwrap();
        row.right.as_ref().map(|cell| cell.line.text())
    };
    assert_eq!(right(&play), Some("By boat.".to_owned()));
    play.key("v");
    assert_eq!(right(&play), None);
}

#[test]
fn thinking_is_compared_only_when_asked_for() {
    let mut play = Play::connected();
    for thought in ["first thought", "second thought"] {
        let id = if thought.starts_with('f') {
            play.ask("one")
        } else {
            play.key("tab");
            let effects = play.key("r");
            play.sent(&effects)
        };
        play.thought(id, thought);
        play.said_after_thinking(id, "same");
        play.ended(id);
        play.appended();
    }
    play.key("= enter");
    assert_eq!(summary(diff(&play)), "the same, to the byte");
    play.key("t");
    let told = summary(diff(&play));
    assert!(
        told.contains("words +1 −1") && told.ends_with("with thinking"),
        "{told}"
    );
}

#[test]
fn a_reply_is_compared_as_far_as_it_has_come() {
    let mut play = Play::connected();
    play.turn("one", "By train, and by bus.");
    play.key("tab");
    let effects = play.key("r");
    let id = play.sent(&effects);
    play.streamed(id, "By boat");
    play.key("= enter");
    assert_eq!(lines(&play), ["~By [-train, and by bus.-]{+boat+}"]);
    play.streamed(id, ", and by bus.");
    assert_eq!(lines(&play), ["~By [-train-]{+boat+}, and by bus."]);
    let made = diff(&play).made;
    play.ended(id);
    play.appended();
    play.key("j");
    play.tell(Msg::Tick);
    assert_eq!(diff(&play).made, made, "nothing is compared twice");
}

#[test]
fn it_closes_with_its_conversation() {
    let Two { mut play, .. } = two("By train.", "By boat.");
    play.key("= enter");
    play.tell(Msg::Began(conversation_id(2)));
    let is_diff = |overlay: &Overlay| matches!(overlay, Overlay::Diff(_));
    assert!(!play.state.overlays.iter().any(is_diff));
}

#[test]
fn what_is_done_in_a_comparison_says_so_elsewhere() {
    let mut play = Play::connected();
    play.tell(Msg::Do(Action::OnDiff(OnDiff::Swap)));
    assert!(notice(&play).contains("opens one"));
    let gone = Sides {
        old: MessageId(900),
        new: MessageId(901),
    };
    assert!(Diff::new(&play.state.conversation, gone).is_none());
    assert_ne!(Pick::Diff(gone), Pick::MarkForDiff(None));
}
