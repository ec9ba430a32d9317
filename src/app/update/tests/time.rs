//! Time: drafts, notices, and when the shell wakes up.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::update::next_wake;
use crate::chat::ids::ConversationId;

#[test]
fn nothing_wakes_an_idle_program() {
    let mut play = Play::connected();
    assert_eq!(next_wake(&play.state), None);
    play.turn("hello", "fine");
    play.tick(Duration::from_secs(10));
    assert_eq!(next_wake(&play.state), None);
}

#[test]
fn a_draft_is_kept_within_a_second_of_the_first_key() {
    let mut play = Play::connected();
    play.typed("a");
    let typed = play.now.mono;
    play.wait(Duration::from_millis(500));
    play.typed("b");
    let wake = next_wake(&play.state).unwrap();
    assert!(wake <= typed.after(Duration::from_secs(1)));
    let left = wake.since(play.now.mono);
    let effects = play.tick(left);
    assert!(matches!(&effects[..], [Effect::SaveDraft(id, draft)]
        if *id == ConversationId::unbegun() && draft.text == "ab"));
    assert_eq!(next_wake(&play.state), None);
}

#[test]
fn a_tick_before_its_time_keeps_nothing() {
    let mut play = Play::connected();
    play.typed("a");
    assert_eq!(play.tick(Duration::from_millis(100)), []);
}

#[test]
fn the_first_message_takes_its_draft_to_the_conversation() {
    let mut play = Play::connected();
    let effects = play.say("hello");
    let cleared = Effect::SaveDraft(
        ConversationId::unbegun(),
        crate::app::composer::Draft::default(),
    );
    assert!(effects.contains(&cleared));
    play.typed("next");
    let effects = play.tick(Duration::from_secs(1));
    assert!(matches!(&effects[..], [Effect::SaveDraft(id, draft)]
        if *id == conversation_id(1) && draft.text == "next"));
}

#[test]
fn a_notice_goes_away_by_itself() {
    let mut play = Play::connected();
    play.key("ctrl-x ;");
    let wake = next_wake(&play.state).unwrap();
    play.tick(wake.since(play.now.mono));
    assert_eq!(play.state.notices.passing(), None);
    assert_eq!(next_wake(&play.state), None);
}

#[test]
fn what_streams_is_counted_each_second() {
    let mut play = Play::connected();
    play.ask("hello");
    play.tick(Duration::from_secs(1));
    assert_eq!(
        next_wake(&play.state),
        Some(play.now.mono.after(Duration::from_secs(1)))
    );
}
