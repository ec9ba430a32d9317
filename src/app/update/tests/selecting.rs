//! Selecting in the conversation and copying, by the mouse and by keys.

use std::time::Duration;

use proptest::prelude::*;

use super::lanes::lanes;
use crate::app::action::Action;
use crate::app::copying::{Copied, Copying, Left, Way, What};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::{GUTTER, Size};
use crate::app::msg::{Msg, Target};
use crate::app::pointer::{Cell, Gesture, Pointer};
use crate::app::selection::OnCopy;
use crate::app::transcript::line::{Line, columns};
use crate::app::update::update;
use crate::app::view::{Anchor, Pane};
use crate::app::{next_wake, prepare};
use crate::chat::ids::MessageId;

/// A conversation with this reply, so many columns wide.
fn replied(text: &str, width: u16) -> Play {
    let mut play = Play::connected();
    play.tell(Msg::Resized(Size { width, height: 24 }));
    play.turn("question", text);
    prepare(&mut play.state);
    play
}

/// A conversation of many turns.
fn talked() -> Play {
    let mut play = Play::connected();
    for n in 0..20 {
        play.turn(&format!("question {n}"), &format!("reply {n}"));
    }
    prepare(&mut play.state);
    play
}

fn lines(play: &Play) -> Vec<&Line> {
    play.state
        .view
        .transcript
        .lines()
        .map(|(_, line)| line)
        .collect()
}

/// The cell of a column of the first visible line with this text.
fn cell(play: &Play, text: &str, column: usize) -> Cell {
    let row = lines(play)
        .iter()
        .position(|line| line.text().contains(text));
    let row = row.unwrap_or_else(|| panic!("{text} is not in sight"));
    let area = play.state.view.reading.columns[0].text;
    let short = |number: usize| u16::try_from(number).unwrap();
    Cell {
        column: area.x + GUTTER + short(column),
        row: area.y + short(row),
    }
}

fn does(play: &mut Play, gesture: Gesture, cell: Cell) -> Vec<Effect> {
    let target = Some(Target::Column(LANE));
    let effects = play.tell(Msg::Mouse(Pointer {
        gesture,
        cell,
        target,
    }));
    if gesture == Gesture::Press {
        play.tell(Msg::Clicked(Target::Column(LANE)));
    }
    prepare(&mut play.state);
    effects
}

fn copied(effects: &[Effect]) -> Copying {
    match effects {
        [Effect::Copy(copying)] => copying.clone(),
        other => panic!("{other:?}"),
    }
}

/// Drags from one cell to another; what is copied then.
fn drag(play: &mut Play, from: Cell, to: Cell) -> String {
    assert_eq!(does(play, Gesture::Press, from), []);
    assert_eq!(does(play, Gesture::Drag, to), []);
    let copying = copied(&does(play, Gesture::Release, to));
    assert_eq!(copying.what, What::Selection);
    copying.text
}

/// The visible cells that are selected, a line each.
fn seen(play: &Play) -> Vec<String> {
    let shown = &play.state.view.transcript;
    let of = |(row, columns): (usize, std::ops::Range<usize>)| {
        crate::app::transcript::plain::plain(&[(lines(play)[row], columns)]).text
    };
    let selected = shown.selected.iter();
    selected
        .map(|part| of((part.row, part.columns.clone())))
        .collect()
}

const LONG: &str = "Granite is a coarse rock that formed deep below and cooled so slowly that one sees \
                    its crystals.\n\n- feldspar\n- quartz\n\n```rust\nfn main() {\n    rock();\n}\n```\n";

#[test]
fn a_drag_selects_and_copies_lines_as_they_were_written() {
    let mut play = replied(LONG, 50);
    let (from, to) = (cell(&play, "Granite", 8), cell(&play, "feldspar", 5));
    let text = drag(&mut play, from, to);
    let first = LONG.lines().next().unwrap();
    assert_eq!(text, format!("{}\n\n• feld", &first[8..]));
    assert_eq!(play.state.view.focus, Pane::Transcript);
    assert!(seen(&play).len() > 3, "{:?}", seen(&play));
    // From below to above it is the same.
    assert_eq!(drag(&mut play, to, from), text);
    play.key("esc");
    assert_eq!(seen(&play), Vec::<String>::new());
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn code_is_taken_as_it_was_written() {
    let mut play = replied(LONG, 50);
    let from = cell(&play, "fn main", 0);
    let to = cell(&play, "}", 9);
    assert_eq!(drag(&mut play, from, to), "fn main() {\n    rock();\n}");
}

#[test]
fn a_click_selects_nothing_and_takes_a_selection_back() {
    let mut play = replied(LONG, 50);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    assert_eq!(drag(&mut play, from, to), "Granite");
    play.wait(Duration::from_secs(1));
    does(&mut play, Gesture::Press, from);
    assert_eq!(does(&mut play, Gesture::Release, from), []);
    assert_eq!(seen(&play), Vec::<String>::new());
    // A tremble within a cell is no drag.
    play.wait(Duration::from_secs(1));
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Drag, from);
    assert_eq!(does(&mut play, Gesture::Release, from), []);
}

#[test]
fn two_presses_select_a_word_and_three_the_line_as_it_was_written() {
    let mut play = replied(LONG, 50);
    let here = cell(&play, "Granite", 2);
    does(&mut play, Gesture::Press, here);
    does(&mut play, Gesture::Release, here);
    does(&mut play, Gesture::Press, here);
    let copying = copied(&does(&mut play, Gesture::Release, here));
    assert_eq!(copying.text, "Granite");
    does(&mut play, Gesture::Press, here);
    let copying = copied(&does(&mut play, Gesture::Release, here));
    assert_eq!(copying.text, LONG.lines().next().unwrap());
    // A drag after two presses goes by words.
    play.wait(Duration::from_secs(1));
    does(&mut play, Gesture::Press, here);
    does(&mut play, Gesture::Release, here);
    does(&mut play, Gesture::Press, here);
    let to = cell(&play, "Granite", 14);
    does(&mut play, Gesture::Drag, to);
    let copying = copied(&does(&mut play, Gesture::Release, to));
    assert_eq!(copying.text, "Granite is a coarse");
}

#[test]
fn wide_characters_are_taken_as_a_whole() {
    let mut play = replied("石英岩 is quartzite", 50);
    let (from, to) = (cell(&play, "石英岩", 1), cell(&play, "石英岩", 2));
    assert_eq!(drag(&mut play, from, to), "石英");
    let parts = &play.state.view.transcript.selected;
    assert_eq!(parts[0].columns, 0..4);
}

#[test]
fn rows_of_a_table_become_text() {
    let table = "| rock | made |\n|---|---|\n| granite that is coarse and grey | deep below the ground |\n\
                 | basalt | above |\n\nend";
    let mut play = replied(table, 44);
    let (from, to) = (cell(&play, "rock", 0), cell(&play, "end", 2));
    assert_eq!(
        drag(&mut play, from, to),
        "rock | made\ngranite that is coarse and grey | deep below the ground\nbasalt | above\n\nend"
    );
}

#[test]
fn hidden_characters_are_left_out_and_that_is_told() {
    let mut play = replied("rock\u{202e}face", 50);
    let (from, to) = (cell(&play, "rock", 0), cell(&play, "face", 40));
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Drag, to);
    let copying = copied(&does(&mut play, Gesture::Release, to));
    assert_eq!(
        (copying.text.as_str(), copying.left),
        ("rockface", Left::Hidden)
    );
}

#[test]
fn a_selection_stays_while_a_reply_grows() {
    let mut play = Play::connected();
    let id = play.ask("question");
    play.thought(id, "hm");
    play.streamed(id, "Granite is a rock.\n\nAnd ");
    prepare(&mut play.state);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    assert_eq!(drag(&mut play, from, to), "Granite");
    for _ in 0..60 {
        play.streamed(id, "so is gneiss.\n\n");
    }
    play.ended(id);
    prepare(&mut play.state);
    assert_eq!(seen(&play), Vec::<String>::new(), "it is out of sight");
    play.key("ctrl-home");
    prepare(&mut play.state);
    assert_eq!(seen(&play), ["Granite"]);
    assert_eq!(copied(&play.key("y")).text, "Granite");
    // Lines of another width are other lines.
    play.tell(Msg::Resized(Size {
        width: 50,
        height: 24,
    }));
    prepare(&mut play.state);
    assert_eq!(seen(&play), Vec::<String>::new());
}

#[test]
fn the_lane_is_scrolled_while_the_mouse_is_held_above_it() {
    let mut play = talked();
    assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
    let from = cell(&play, "reply 19", 3);
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Drag, Cell { column: 2, row: 0 });
    assert_ne!(play.state.view.reading.anchor, Anchor::Follow);
    for _ in 0..200 {
        if next_wake(&play.state).is_none() {
            break;
        }
        play.wait(Duration::from_millis(60));
        play.tell(Msg::Tick);
        prepare(&mut play.state);
    }
    // It comes to the beginning, and then nothing wakes up for it.
    assert_eq!(next_wake(&play.state), play.state.notices.deadline());
    let text = copied(&does(&mut play, Gesture::Release, from)).text;
    assert!(
        text.contains("question 0") && text.ends_with("repl"),
        "{text}"
    );
}

#[test]
fn lines_are_selected_by_keys() {
    let mut play = replied(LONG, 50);
    play.key("tab");
    play.key("shift-v");
    let first = LONG.lines().next().unwrap();
    assert_eq!(copied(&play.key("y")).text, first);
    for _ in 0..3 {
        play.key("j");
    }
    assert_eq!(
        copied(&play.key("y")).text,
        format!("{first}\n\n• feldspar\n• quartz")
    );
    play.key("k");
    assert_eq!(
        copied(&play.key("y")).text,
        format!("{first}\n\n• feldspar")
    );
    play.key("shift-g");
    assert!(copied(&play.key("y")).text.contains("rock();"));
    play.key("g");
    assert!(copied(&play.key("y")).text.contains("question"));
    play.key("esc");
    assert_eq!(copied(&play.key("y")).what, What::Message);
}

#[test]
fn a_message_is_copied_as_it_is_read_or_as_it_was_written() {
    let mut play = replied(LONG, 50);
    play.key("tab");
    let read = copied(&play.key("y"));
    assert_eq!(read.what, What::Message);
    let first = LONG.lines().next().unwrap();
    assert_eq!(
        read.text,
        format!("{first}\n\n• feldspar\n• quartz\n\nfn main() {{\n    rock();\n}}")
    );
    let written = copied(&play.key("shift-y"));
    assert_eq!(
        (written.what, written.text.as_str()),
        (What::Markdown, LONG)
    );
}

#[test]
fn it_is_told_once_how_the_terminal_selects() {
    let mut play = replied(LONG, 80);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Drag, to);
    let told = |play: &Play| play.state.notices.passing().unwrap_or_default().to_owned();
    assert_eq!(told(&play), "hold Shift to select with the terminal");
    let copying = copied(&does(&mut play, Gesture::Release, to));
    let went = |play: &mut Play, copied: Copied| {
        play.tell(Msg::Copied(Box::new(copied)));
    };
    went(&mut play, copying.went(Way::Desktop, None));
    assert_eq!(
        told(&play),
        "copied the selection: 7 characters with the desktop's clipboard; hold Shift to select \
         with the terminal"
    );
    drag(&mut play, from, to);
    went(&mut play, copying.went(Way::Tmux, None));
    assert_eq!(
        told(&play),
        "copied the selection: 7 characters with tmux and its terminal"
    );
}

#[test]
fn a_selection_goes_with_its_lane_and_its_path() {
    let mut play = replied(LONG, 200);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    drag(&mut play, from, to);
    assert!(play.state.view.selecting.shown.is_some());
    play.key("ctrl-n");
    play.tell(Msg::Began(conversation_id(9)));
    assert!(play.state.view.selecting.shown.is_none());
}

/// A reply with a line of code that is longer than the lane: it is cut, and shown from column 8 on.
fn shifted() -> Play {
    let words: Vec<String> = (0..30).map(|n| format!("word{n:02}")).collect();
    let words = words.join(" ");
    let mut play = replied(&format!("```sh\n{words}\nshort\n```\n"), 50);
    play.key("tab");
    play.key("shift-w");
    play.key("shift-right");
    play
}

#[test]
fn of_a_shifted_block_that_is_taken_which_is_seen() {
    let mut play = shifted();
    // Two columns stand before the code; the eighth of it is the second letter of a word.
    let (from, to) = (cell(&play, "word00", 2 + 6), cell(&play, "word00", 2 + 11));
    assert_eq!(drag(&mut play, from, to), "word02");
    assert_eq!(play.state.view.transcript.selected[0].columns, 8..14);
    play.wait(Duration::from_secs(1));
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Release, from);
    does(&mut play, Gesture::Press, from);
    let copying = copied(&does(&mut play, Gesture::Release, from));
    assert_eq!(copying.text, "word02");
    // What stands before the code is not shifted.
    let from = cell(&play, "word00", 0);
    assert!(drag(&mut play, from, to).starts_with("word00 word01 word02"));
}

#[test]
fn lines_of_another_kind_take_a_selection_back_at_once() {
    for keys in ["v", "shift-w"] {
        let mut play = replied(LONG, 50);
        let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
        drag(&mut play, from, to);
        play.key(keys);
        assert!(play.state.view.selecting.shown.is_none(), "{keys}");
        assert_eq!(copied(&play.key("y")).what, What::Message, "{keys}");
    }
    let mut play = replied(LONG, 50);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    drag(&mut play, from, to);
    let (width, height) = (44, 24);
    play.tell(Msg::Resized(Size { width, height }));
    assert!(play.state.view.selecting.shown.is_none());
}

#[test]
fn what_is_copied_before_the_next_frame_is_what_was_seen() {
    let mut play = replied(LONG, 50);
    let (from, to) = (cell(&play, "coarse", 0), cell(&play, "crystals", 3));
    let text = drag(&mut play, from, to);
    let effects = [
        update(&mut play.state, play.now, Msg::Do(Action::ToggleRaw)),
        update(
            &mut play.state,
            play.now,
            Msg::Do(Action::OnCopy(OnCopy::Selection)),
        ),
    ];
    assert_eq!(copied(&effects.concat()).text, text);
}

#[test]
fn a_press_counts_for_the_lines_that_it_was_on() {
    let mut play = replied(LONG, 50);
    let from = cell(&play, "Granite", 8);
    does(&mut play, Gesture::Press, from);
    let (width, height) = (44, 24);
    play.tell(Msg::Resized(Size { width, height }));
    let to = cell(&play, "feldspar", 5);
    does(&mut play, Gesture::Drag, to);
    assert_eq!(seen(&play), Vec::<String>::new());
    assert_eq!(does(&mut play, Gesture::Release, to), []);
}

#[test]
fn lines_are_selected_by_keys_in_one_lane_only() {
    let mut play = lanes(2);
    play.state.view.focus = Pane::Transcript;
    play.key("shift-v");
    assert!(play.state.view.selecting.shown.is_some());
    play.key("l");
    assert!(play.state.view.selecting.shown.is_none());
    let anchor = play.state.view.reading.anchor;
    play.key("j");
    assert!(play.state.view.selecting.shown.is_none());
    assert_eq!(play.state.view.reading.anchor, anchor);
}

#[test]
fn a_lane_that_is_hidden_has_no_selection() {
    let mut play = lanes(2);
    let first = play.state.view.reading.columns[0].lane;
    assert_eq!(first, LANE);
    let place = |play: &Play| (cell(play, "reply", 0), cell(play, "reply", 4));
    let (from, to) = place(&play);
    drag(&mut play, from, to);
    play.key("l");
    // It is seen beside the lane that has the keys now.
    assert!(play.state.view.selecting.shown.is_some());
    play.key("h");
    play.key("ctrl-x 9");
    let (from, to) = place(&play);
    drag(&mut play, from, to);
    assert!(play.state.view.selecting.shown.is_some());
    play.key("l");
    assert!(play.state.view.selecting.shown.is_none());
}

#[test]
fn a_click_anywhere_takes_a_selection_back() {
    for target in [
        Some(Target::Composer),
        Some(Target::Thoughts(MessageId(9))),
        None,
    ] {
        let mut play = replied(LONG, 50);
        let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
        drag(&mut play, from, to);
        play.tell(Msg::Mouse(Pointer {
            gesture: Gesture::Press,
            cell: Cell { column: 0, row: 23 },
            target,
        }));
        assert!(play.state.view.selecting.shown.is_none(), "{target:?}");
    }
}

#[test]
fn a_press_ends_what_a_release_that_was_lost_has_left() {
    let mut play = talked();
    let from = cell(&play, "reply 19", 3);
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Drag, Cell { column: 2, row: 0 });
    assert!(play.state.view.selecting.held.is_some());
    play.tell(Msg::Mouse(Pointer {
        gesture: Gesture::Press,
        cell: Cell { column: 0, row: 23 },
        target: Some(Target::Composer),
    }));
    assert!(play.state.view.selecting.held.is_none());
}

#[test]
fn where_one_writes_esc_stops_the_reply_before_it_takes_a_selection_back() {
    let mut play = replied(LONG, 50);
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    drag(&mut play, from, to);
    play.key("i");
    let id = play.ask("more");
    play.streamed(id, "line\n\n");
    assert_eq!(play.key("esc").first(), Some(&Effect::Abort(id)));
    assert!(play.state.view.selecting.shown.is_some());
    play.key("esc");
    assert!(play.state.view.selecting.shown.is_none());
    assert_eq!(play.state.view.focus, Pane::Composer);
    // In the conversation it is the selection that one wants to be rid of.
    let id = play.ask("more");
    play.streamed(id, "line\n\n");
    let (from, to) = (cell(&play, "more", 0), cell(&play, "more", 3));
    drag(&mut play, from, to);
    assert_eq!(play.key("esc"), []);
    assert_eq!(play.key("esc").first(), Some(&Effect::Abort(id)));
}

#[test]
fn motion_beyond_the_lane_scrolls_no_faster_than_time_does() {
    let mut play = talked();
    play.tick(Duration::from_secs(2));
    let from = cell(&play, "reply 19", 3);
    does(&mut play, Gesture::Press, from);
    for column in 2..40 {
        does(&mut play, Gesture::Drag, Cell { column, row: 0 });
    }
    let top = |play: &Play| play.state.view.transcript.top();
    let after = top(&play);
    let mut once = talked();
    does(&mut once, Gesture::Press, from);
    does(&mut once, Gesture::Drag, Cell { column: 2, row: 0 });
    assert_eq!(after, top(&once));
    // Time scrolls it on, and motion within the lane ends that.
    play.tick(Duration::from_millis(60));
    assert_ne!(after, top(&play));
    does(&mut play, Gesture::Drag, from);
    assert_eq!(next_wake(&play.state), play.state.notices.deadline());
}

#[test]
fn nothing_wakes_up_for_a_mouse_that_is_held_below_the_end() {
    for mut play in [talked(), replied(LONG, 50)] {
        play.tick(Duration::from_secs(2));
        let from = cell(&play, "question", 0);
        does(&mut play, Gesture::Press, from);
        let below = Cell { column: 9, row: 23 };
        does(&mut play, Gesture::Drag, below);
        assert_eq!(next_wake(&play.state), play.state.notices.deadline());
        assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
        let text = copied(&does(&mut play, Gesture::Release, below)).text;
        assert!(text.starts_with("question"), "{text}");
    }
}

#[test]
fn columns_are_counted_as_cells_are() {
    let mut play = replied("ｶﾞﾊﾟ granite ｶﾞ", 50);
    let start = columns("ｶﾞﾊﾟ ");
    let from = cell(&play, "granite", start);
    let to = cell(&play, "granite", start + 6);
    assert_eq!(drag(&mut play, from, to), "granite");
    play.wait(Duration::from_secs(1));
    does(&mut play, Gesture::Press, from);
    does(&mut play, Gesture::Release, from);
    does(&mut play, Gesture::Press, from);
    let copying = copied(&does(&mut play, Gesture::Release, from));
    assert_eq!(copying.text, "granite");
}

#[test]
fn thoughts_that_fold_take_a_selection_in_them_back() {
    let thinks = || {
        let mut play = Play::connected();
        let id = play.ask("question");
        play.thought(id, "first idea\n\nsecond idea\n\nthird idea");
        play.said_after_thinking(id, "Granite is a rock.\n\nAnd so on.");
        (play, id)
    };
    for held in ["first idea", "third idea"] {
        let (mut play, id) = thinks();
        let (from, to) = (cell(&play, held, 0), cell(&play, held, 4));
        assert_eq!(drag(&mut play, from, to), held[..5]);
        play.ended(id);
        assert!(play.state.view.selecting.shown.is_none(), "{held}");
    }
    // It was pressed there, and nothing is selected yet.
    let (mut play, id) = thinks();
    let from = cell(&play, "second", 0);
    does(&mut play, Gesture::Press, from);
    play.ended(id);
    let to = cell(&play, "And", 2);
    does(&mut play, Gesture::Drag, to);
    assert_eq!(does(&mut play, Gesture::Release, to), []);
    // Out of sight it is seen when it is copied.
    let (mut play, id) = thinks();
    let (from, to) = (cell(&play, "first", 0), cell(&play, "first", 4));
    drag(&mut play, from, to);
    play.streamed(id, &"line\n\n".repeat(60));
    play.ended(id);
    assert_eq!(play.tell(Msg::Do(Action::OnCopy(OnCopy::Selection))), []);
    // What is said below them stays selected.
    let (mut play, id) = thinks();
    let (from, to) = (cell(&play, "Granite", 0), cell(&play, "Granite", 6));
    drag(&mut play, from, to);
    play.ended(id);
    assert_eq!(seen(&play), ["Granite"]);
}

#[test]
fn another_conversation_begins_with_nothing_of_the_one_before() {
    let left = |play: &Play| {
        let modes = &play.state.view.modes;
        let code = &modes.code;
        assert!(code.shifts.is_empty() && code.chosen.is_none() && modes.unfolded.is_empty());
        assert!(play.state.view.selecting.shown.is_none());
        assert!(play.state.view.selecting.held.is_none());
    };
    let full = || {
        let mut play = shifted();
        play.key("(");
        let reply = play.state.lane().unwrap().leaf().unwrap();
        play.state.view.modes.unfolded.insert(reply);
        let from = cell(&play, "word00", 4);
        does(&mut play, Gesture::Press, from);
        play
    };
    let mut play = full();
    assert!(play.state.view.modes.code.chosen.is_some());
    play.tell(Msg::Began(conversation_id(9)));
    left(&play);
    // A fork has the same messages by the same numbers.
    let mut play = full();
    let fork = forked(&play.state.conversation, 9);
    play.tell(Msg::Opened(Box::new(fork), None, None));
    left(&play);
}

/// Text as models write it: paragraphs, lists and code, in letters of one and two columns.
fn markdown() -> impl Strategy<Value = String> {
    let words = "([a-z]{1,9}|石英岩|ｶﾞ|[a-z]{2,5}-[a-z]{2,5}|é́)( ([a-z]{1,12}|岩石|ﾊﾟﾝ|ab/cd)){0,24}";
    let block = prop_oneof![
        words,
        prop::collection::vec("[a-z]{1,8}( [a-z]{1,8}){0,9}", 1..4)
            .prop_map(|items| format!("- {}", items.join("\n- "))),
        prop::collection::vec("( {0,4})[a-z(){};]{1,60}", 1..4)
            .prop_map(|lines| format!("```\n{}\n```", lines.join("\n"))),
    ];
    prop::collection::vec(block, 1..5).prop_map(|blocks| blocks.join("\n\n"))
}

/// All of a reply, as it is copied at a width.
fn whole(text: &str, width: u16) -> String {
    let mut play = replied(text, width);
    play.key("tab");
    copied(&play.key("y")).text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_copied_does_not_depend_on_how_lines_were_broken(
        text in markdown(), width in 34_u16..90,
    ) {
        prop_assert_eq!(whole(&text, width), whole(&text, 2000));
    }

    #[test]
    fn source_is_copied_to_the_letter(
        text in "(([a-zä石 ]|ｶﾞ){0,70}\n){0,6}[a-z]{1,70}", width in 30_u16..60,
    ) {
        let mut play = replied(&text, width);
        play.key("tab");
        play.key("v");
        prepare(&mut play.state);
        prop_assert_eq!(copied(&play.key("y")).text, text.trim_end());
    }

    #[test]
    fn a_part_is_what_stands_in_its_cells(
        text in "([a-z石é ]|ｶﾞ){1,30}", from in 0_usize..40, to in 0_usize..40,
    ) {
        let line = Line { spans: vec![crate::app::transcript::line::Span::new(
            text.as_str(),
            crate::app::transcript::line::Role::Text,
        )] };
        let columns = from.min(to)..from.max(to) + 1;
        let whole = crate::app::transcript::plain::whole(&line, &columns);
        let part = crate::app::transcript::plain::plain(&[(&line, columns.clone())]).text;
        // Wide ones are never halved: what is marked is as wide as what is taken.
        let width = crate::app::transcript::line::columns(&part);
        prop_assert_eq!(whole.len(), width);
        prop_assert!(text.contains(&part));
        prop_assert!(whole.is_empty() || whole.start <= columns.start && whole.end >= columns.end.min(line.width()));
    }
}
