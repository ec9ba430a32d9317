//! Looking for a text: typed, taken, gone through, in all lanes; and going to prompts.

use super::lanes::{all_end, lanes, open};
use super::two_turns;
use crate::app::action::Action;
use crate::app::find::Search;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::transcript::Here;
use crate::app::view::{Anchor, Pane};
use crate::chat::ids::MessageId;

/// What is told of the search.
fn told(play: &Play) -> String {
    let search = play.state.view.finding.as_ref();
    search.map_or_else(|| "no search".to_owned(), Search::told)
}

/// The rows with marks in the lane in focus, and that of the place one is at.
fn marks(play: &Play) -> (Vec<usize>, Option<usize>) {
    let found = &play.state.view.transcript.found;
    let here = found.iter().find(|found| found.here == Here::Yes);
    let rows = found.iter().map(|found| found.row).collect();
    (rows, here.map(|found| found.row))
}

fn find(play: &mut Play, text: &str) {
    play.key("/");
    play.typed(text);
    play.key("enter");
}

/// A conversation that is longer than the screen, with a word at its beginning and at its end.
fn long() -> Play {
    let mut play = Play::connected();
    let filler = "filler\n\n".repeat(80);
    play.turn("one", &format!("granite\n\n{filler}granite at last"));
    play.turn("granite?", "no");
    play.key("tab");
    play
}

#[test]
fn places_are_counted_as_one_types_and_the_first_one_in_sight_is_gone_to() {
    let mut play = two_turns();
    play.key("/");
    assert_eq!(told(&play), "no search");
    play.typed("re");
    assert_eq!(told(&play), "1 of 2");
    play.typed("ply two");
    assert_eq!(told(&play), "1 of 1");
    play.typed("x");
    assert_eq!(told(&play), "not found");
    play.key("enter");
    let Some(Overlay::Find(bar)) = play.state.overlays.last() else {
        panic!("it stays open");
    };
    assert!(bar.prompt.problem.as_ref().unwrap().contains("not found"));
    play.key("backspace");
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(told(&play), "1 of 1");
    assert_eq!(marks(&play).0.len(), 1);
}

#[test]
fn keys_go_from_place_to_place_round_the_ends_until_escape() {
    let mut play = long();
    play.key("ctrl-home");
    find(&mut play, "granite");
    assert_eq!(told(&play), "1 of 3");
    assert_eq!(marks(&play), (vec![4], Some(4)));
    play.key("n");
    assert_eq!(told(&play), "2 of 3");
    let (rows, here) = marks(&play);
    let last = here.expect("it is in sight");
    assert!(rows.contains(&last));
    play.key("n");
    assert_eq!(told(&play), "3 of 3");
    play.key("n");
    assert_eq!(told(&play), "1 of 3");
    play.key("shift-n");
    assert_eq!(told(&play), "3 of 3");
    play.key("esc");
    assert_eq!(told(&play), "no search");
    assert_eq!(marks(&play).0, [] as [usize; 0]);
    assert_eq!(
        play.state.view.focus,
        Pane::Transcript,
        "it ends the search only"
    );
    // Without a search the key is what it was.
    play.key("ctrl-home");
    play.key("n");
    assert!(matches!(play.state.view.reading.anchor, Anchor::At { .. }));
}

#[test]
fn a_search_goes_on_from_where_one_has_scrolled_to() {
    let mut play = long();
    play.key("ctrl-home");
    find(&mut play, "granite");
    play.key("ctrl-end");
    play.key("n");
    assert_eq!(
        told(&play),
        "2 of 3",
        "the message in sight has the second one"
    );
}

#[test]
fn leaving_the_line_brings_back_what_was_seen() {
    let mut play = long();
    let before = play.state.view.reading.anchor;
    assert_eq!(before, Anchor::Follow);
    for leaves in ["esc", "ctrl-c"] {
        play.key("/");
        play.typed("one");
        assert_ne!(
            play.state.view.reading.anchor,
            before,
            "{leaves} {}",
            told(&play)
        );
        play.key(leaves);
        assert_eq!(play.state.view.reading.anchor, before);
        assert_eq!(told(&play), "no search");
        assert!(play.state.overlays.is_empty());
    }
}

#[test]
fn all_lanes_are_searched_and_what_they_share_counts_once() {
    let mut play = lanes(2);
    let ids = open(&play);
    play.key("tab");
    find(&mut play, "one");
    assert_eq!(
        told(&play),
        "1 of 2",
        "the question, and the reply of a lane"
    );
    assert_eq!(
        play.state.lane_id(),
        Some(ids[1]),
        "which shows the question too"
    );
    play.key("esc");
    find(&mut play, "reply");
    assert_eq!(told(&play), "1 of 2", "from the lane in focus on");
    assert_eq!(play.state.lane_id(), Some(ids[1]));
    play.key("n");
    assert_eq!(play.state.lane_id(), Some(ids[0]));
    let beside = &play.state.view.reading.beside[&ids[1]];
    assert_eq!(beside.transcript.found.len(), 1, "marked in both");
}

#[test]
fn what_was_thought_is_unfolded_when_the_text_stands_there() {
    let mut play = Play::connected();
    let id = play.ask("why?");
    play.thought(id, "schist\n\nby pressure");
    play.streamed(id, "because");
    play.ended(id);
    play.appended();
    play.key("tab");
    find(&mut play, "pressure");
    assert_eq!(told(&play), "1 of 1");
    assert!(play.state.view.modes.unfolded.contains(&MessageId(id.0)));
    assert_eq!(marks(&play).0.len(), 1);
}

#[test]
fn what_stands_in_the_source_only_is_no_place() {
    let mut play = Play::connected();
    play.turn("one", "a\n\n```secretlang\ncode\n```\n\nsecret");
    play.key("tab");
    find(&mut play, "secret");
    assert!(
        told(&play).ends_with(" of 2") || told(&play).ends_with(" of 1"),
        "{}",
        told(&play)
    );
    let mut play = Play::connected();
    play.turn("one", "[text]: https://hidden.example\n\ntext");
    play.key("tab");
    play.key("/");
    play.typed("zzz");
    assert_eq!(told(&play), "not found");
}

#[test]
fn a_reply_that_streams_is_searched_as_far_as_it_has_come() {
    let mut play = two_turns();
    find(&mut play, "reply");
    assert_eq!(told(&play), "1 of 2");
    play.key("i");
    let id = play.ask("three");
    play.streamed(id, "reply three");
    play.key("tab");
    play.key("n");
    assert!(told(&play).ends_with("of 3"), "{}", told(&play));
    play.ended(id);
}

#[test]
fn another_conversation_is_not_searched_for_the_same() {
    let mut play = two_turns();
    find(&mut play, "reply");
    play.key("ctrl-n");
    play.tell(Msg::Began(conversation_id(5)));
    assert_eq!(told(&play), "no search");
}

#[test]
fn a_prompt_is_gone_to() {
    let mut play = long();
    play.key("'");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no list");
    };
    assert_eq!(menu.chooser.rows().len(), 2);
    play.typed("one");
    play.key("enter");
    let first = play.state.lane().unwrap().path[0];
    let at = Anchor::At {
        message: first,
        line: 0,
    };
    assert_eq!(play.state.view.reading.anchor, at);
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn nothing_is_looked_for_where_nothing_is() {
    let mut play = Play::connected();
    play.tell(Msg::Do(Action::OpenFind));
    assert!(play.state.overlays.is_empty());
    play.key("ctrl-x '");
    assert!(play.state.overlays.is_empty());
    let effects = play.say("one");
    all_end(&mut play, &effects, "first");
    play.tell(Msg::Do(Action::OpenFind));
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Find(_))));
}
