//! What is visible, and what it costs.

use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::state::{LoadedFile, Opened, Start};
use crate::app::view::Anchor;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::generation::{GenerationEvent, Micros};
use crate::chat::ids::GenerationId;
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::chat::settings::Settings;
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;

use super::Slice;
use super::line::Marks;

/// The visible lines as text.
fn lines(play: &Play) -> Vec<String> {
    let lines = play.state.view.transcript.lines();
    lines.map(|(_, line)| line.text()).collect()
}

fn top(play: &Play) -> Slice {
    play.state.view.transcript.top().unwrap()
}

/// A reply that the user began with some words.
fn prefilled(prefill: &str, reply: &str) -> Play {
    let mut play = Play::connected();
    play.state.composer.set_prefill(prefill);
    let id = play.ask("go on");
    play.streamed(id, reply);
    play
}

/// What is marked as prefill on the screen, a line each.
fn marked(play: &Play) -> Vec<String> {
    let lines = play.state.view.transcript.lines();
    let marked = lines.map(|(_, line)| {
        let spans = line.spans.iter();
        let own = spans.filter(|span| span.face.marks.has(Marks::PREFILL));
        own.map(|span| span.text.as_str()).collect::<String>()
    });
    marked.filter(|text| !text.is_empty()).collect()
}

#[test]
fn a_reply_grows_out_of_its_prefill_and_is_told_apart_from_it() {
    let mut play = prefilled("So **here", "** it is");
    assert_eq!(marked(&play), ["So here"]);
    assert!(lines(&play).contains(&"So here it is".to_owned()));
    // As it was written, too: here the signs are shown.
    play.key("ctrl-x v");
    assert_eq!(marked(&play), ["So **here"]);
    assert!(lines(&play).contains(&"So **here** it is".to_owned()));
}

#[test]
fn only_the_reply_that_was_begun_is_marked() {
    let mut play = Play::connected();
    play.turn("So here", "So here it is");
    assert_eq!(marked(&play), [""; 0]);
}

#[test]
fn a_prefill_of_several_lines_is_marked_as_it_was_written() {
    let mut play = prefilled("As JSON:\n\n```json\n{\n\t\"a\": \u{1b}[2J", "1}");
    assert_eq!(marked(&play).len(), 4);
    play.key("ctrl-x v");
    assert_eq!(
        marked(&play).concat(),
        "As JSON:```json{    \"a\": ‹CSI 2J clear›"
    );
}

/// Numbered paragraphs.
fn paragraphs(range: std::ops::Range<usize>) -> String {
    let all: Vec<String> = range.map(|n| format!("paragraph {n}\n\n")).collect();
    all.concat()
}

/// A reply that is longer than the screen and still streams.
fn long_reply() -> (Play, GenerationId) {
    let mut play = Play::connected();
    let id = play.ask("tell me");
    play.streamed(id, &paragraphs(0..40));
    (play, id)
}

/// A loaded conversation of so many short messages in one path.
fn long_conversation(messages: usize) -> Play {
    let mut conversation = Conversation::new(conversation_id(1));
    let mut record = |record: Record| {
        let entry = conversation.entry(record, Wall(0), None);
        conversation.apply(&entry);
        entry.n.0
    };
    let lane = crate::chat::ids::LaneId(record(Record::Lane {
        parent: None,
        settings: Settings::default(),
        index: 0,
        name: None,
    }));
    let mut parent = None;
    for n in 0..messages {
        let role = [Role::User, Role::Assistant][n % 2];
        parent = Some(crate::chat::ids::MessageId(record(Record::Message {
            parent,
            role,
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text(format!("message {n}"))]),
        })));
    }
    record(Record::Leaf {
        lane,
        message: parent,
    });
    let loaded = LoadedFile {
        conversation,
        path: "/tmp/long.jsonl".into(),
        mode: crate::app::file::Mode::Writable,
        damage: None,
        condition: crate::app::file::Condition::default(),
    };
    Play::begin(Start {
        opened: Opened::Loaded(Box::new(loaded)),
        ..start()
    })
}

#[test]
fn only_what_is_visible_is_laid_out() {
    let mut play = long_conversation(10_000);
    let work = |play: &Play| play.state.view.transcript.laid_out();
    assert!(lines(&play).contains(&"message 9999".to_owned()));
    assert!(work(&play) < 40, "{}", work(&play));
    play.key("ctrl-home");
    assert_eq!(lines(&play)[1], "message 0");
    for _ in 0..10 {
        play.key("pagedown");
    }
    play.key("ctrl-end");
    assert!(work(&play) < 200, "{}", work(&play));
}

#[test]
fn layouts_that_are_out_of_sight_are_let_go() {
    let mut play = long_conversation(2_000);
    for _ in 0..120 {
        play.key("pageup");
    }
    assert!(play.state.view.transcript.layouts.len() <= super::MAX_CACHED);
}

#[test]
fn a_frame_lays_out_what_has_come_and_not_what_was_there() {
    let (mut play, id) = long_reply();
    let before = play.state.view.transcript.laid_out();
    for _ in 0..10 {
        play.streamed(id, "word ");
    }
    let work = play.state.view.transcript.laid_out() - before;
    assert!(work <= 40, "{work}");
}

#[test]
fn the_end_is_followed() {
    let (mut play, id) = long_reply();
    for n in 40..60 {
        play.streamed(id, &paragraphs(n..n + 1));
        assert!(lines(&play).contains(&format!("paragraph {n}")));
        assert!(!play.state.view.transcript.more_below);
    }
}

#[test]
fn what_is_read_stays_while_text_arrives() {
    let (mut play, id) = long_reply();
    play.key("pageup");
    play.key("pageup");
    let (slice, shown) = (top(&play), lines(&play));
    play.streamed(id, &paragraphs(40..80));
    play.ended(id);
    assert_eq!((top(&play), lines(&play)), (slice, shown));
    assert!(play.state.view.transcript.more_below);
}

#[test]
fn scrolling_ends_at_the_top_and_follows_at_the_bottom() {
    let (mut play, _) = long_reply();
    for _ in 0..50 {
        play.key("pageup");
    }
    assert_eq!(lines(&play)[0], "you");
    assert!(!play.state.view.transcript.more_above);
    for _ in 0..50 {
        play.key("pagedown");
    }
    assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
    assert!(!play.state.view.transcript.more_below);
}

#[test]
fn a_conversation_that_fits_does_not_scroll() {
    let mut play = Play::connected();
    play.turn("one", "two");
    let before = lines(&play);
    for keys in ["pageup", "pagedown", "ctrl-home", "ctrl-end"] {
        play.key(keys);
        assert_eq!(lines(&play), before, "{keys}");
    }
}

#[test]
fn jumps_go_from_message_to_message() {
    let mut play = long_conversation(100);
    play.key("ctrl-home");
    play.key("tab");
    let chosen = |play: &Play| {
        let id = super::chosen(&play.state).unwrap();
        play.state.conversation.message(id).unwrap().text()
    };
    play.key("n");
    play.key("n");
    assert_eq!(chosen(&play), "message 2");
    assert_eq!(
        lines(&play)[1],
        "message 0",
        "what is in sight does not move"
    );
    for _ in 0..10 {
        play.key("n");
    }
    assert_eq!(chosen(&play), "message 12");
    assert!(lines(&play).contains(&"message 12".to_owned()));
    play.key("ctrl-end");
    assert_eq!(chosen(&play), "message 99");
    play.key("p");
    assert_eq!(chosen(&play), "message 98");
    play.key("ctrl-home");
    play.key("j");
    assert_eq!(chosen(&play), "message 0", "it is still in sight");
    play.key("p");
    assert_eq!(lines(&play)[1], "message 0");
}

#[test]
fn another_width_keeps_the_message_on_top() {
    let mut play = long_conversation(100);
    for _ in 0..3 {
        play.key("pageup");
    }
    let message = top(&play).message;
    for width in [40, 120, 30, 80] {
        play.tell(Msg::Resized(Size { width, height: 24 }));
        assert_eq!(top(&play).message, message);
    }
}

#[test]
fn sending_goes_back_to_the_end() {
    let (mut play, id) = long_reply();
    play.ended(id);
    play.key("pageup");
    play.say("more");
    assert_eq!(play.state.view.reading.anchor, Anchor::Follow);
}

#[test]
fn source_and_markdown_take_turns() {
    let mut play = Play::connected();
    play.turn("one", "a **b** \u{202e}c");
    assert!(lines(&play).iter().any(|line| line.starts_with("a b ")));
    play.key("ctrl-x v");
    assert!(lines(&play).iter().any(|line| line.starts_with("a **b** ")));
    play.key("ctrl-x v");
    assert!(lines(&play).iter().any(|line| line.starts_with("a b ")));
}

/// A piece of a block, as the service sends it.
fn piece(play: &mut Play, id: GenerationId, block: u32, piece: Piece) {
    let us = Micros(1);
    let delta = Delta { us, block, piece };
    play.tell(Msg::Generation(id, GenerationEvent::Deltas(vec![delta])));
}

#[test]
fn blocks_that_come_out_of_order_are_laid_out_like_those_in_order() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let text = |text: &str| Piece::Text(text.to_owned());
    piece(&mut play, id, 1, text("the second block\n\nis long\n\n"));
    piece(&mut play, id, 0, text("é"));
    piece(&mut play, id, 2, text("third"));
    piece(&mut play, id, 0, text("!"));
    let shown = lines(&play);
    play.state.view.transcript = super::Transcript::default();
    play.tell(Msg::Tick);
    assert_eq!(lines(&play), shown);
    // Side by side they are one text.
    assert!(
        shown.contains(&"é!the second block".to_owned()),
        "{shown:?}"
    );
    assert!(shown.contains(&"is long".to_owned()) && shown.contains(&"third".to_owned()));
}

#[test]
fn encrypted_reasoning_tells_how_much_has_come() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    for _ in 0..2 {
        piece(&mut play, id, 0, Piece::Redacted("AAAA".to_owned()));
    }
    assert!(
        lines(&play).iter().any(|line| line.contains("(8 bytes")),
        "{:?}",
        lines(&play)
    );
}
