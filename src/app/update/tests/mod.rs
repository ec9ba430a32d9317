//! Event sequences: values in, values out.

mod attach;
mod before;
mod blind;
mod calls;
mod calls_told;
mod cases;
mod code;
mod custody;
mod diff;
mod edit;
mod export;
mod file;
mod film;
mod find;
mod fork;
mod judge;
mod keys;
mod lanes;
mod library;
mod library_pane;
mod map;
mod modal;
mod models;
mod notes;
mod open;
mod outside;
mod outward;
mod panes;
mod pictures;
mod pin;
mod prefill;
mod progress;
mod queue;
mod random;
mod replay;
mod reply;
mod retry;
mod runs;
mod runs_asked;
mod runs_left;
mod search;
mod selecting;
mod send;
mod servers;
mod settings;
mod smaller;
mod summary;
mod themes;
mod time;
mod tools;
mod tray;
mod tree;
mod votes;
mod ways;

use crate::app::fixture::{LANE, Play};
use crate::app::msg::{Msg, Target};
use crate::app::transcript::chosen;
use crate::chat::ids::MessageId;

/// Two turns, and the conversation in focus.
fn two_turns() -> Play {
    let mut play = Play::connected();
    play.turn("one", "reply one");
    play.turn("two", "reply two");
    play.key("tab");
    play
}

/// Chooses the message of the path with this text.
fn choose(play: &mut Play, text: &str) -> MessageId {
    let path = play.state.lane().unwrap().path.clone();
    let said = |id: &&MessageId| play.state.conversation.message(**id).unwrap().text() == text;
    let id = *path.iter().find(said).unwrap();
    play.tell(Msg::Clicked(Target::Message(LANE, id)));
    assert_eq!(chosen(&play.state), Some(id));
    id
}

/// What the user is told in passing.
fn notice(play: &Play) -> String {
    play.state.notices.passing().unwrap_or_default().to_owned()
}
