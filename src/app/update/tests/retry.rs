//! The visible retry loop.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::flight::{MAX_ATTEMPTS, Phase};
use crate::app::msg::Msg;
use crate::app::update::next_wake;
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{End, GenerationEvent, Outcome};
use crate::chat::ids::GenerationId;
use crate::chat::record::Record;
use crate::chat::time::Mono;

fn until(play: &Play) -> Option<Mono> {
    match play.state.flight.of_lane(LANE)?.phase {
        Phase::Pausing(_, until) => Some(until),
        Phase::Preparing
        | Phase::Writing(_)
        | Phase::Held(_)
        | Phase::Waiting(_)
        | Phase::Streaming(_) => None,
    }
}

/// Lets the pause end; the request is sent again.
fn next_try(play: &mut Play, id: GenerationId) {
    let left = until(play).unwrap().since(play.now.mono);
    assert_eq!(generates(&play.tick(left)), [id]);
}

#[test]
fn a_throttled_request_is_sent_again_after_a_pause() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let effects = play.failed(id, FailureKind::Throttled);
    let Record::Attempt { attempt, .. } = &entries(&effects)[0].record else {
        panic!("{effects:?}");
    };
    assert_eq!(attempt.no, 1);
    assert!(attempt.reason.as_ref().unwrap().contains("throttled"));
    assert_eq!(play.outcome(id), None);
    next_try(&mut play, id);
    assert_eq!(play.state.flight.get(id).unwrap().attempt, 2);
}

#[test]
fn nothing_is_sent_before_the_pause_is_over() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let mut end = failure(FailureKind::Throttled);
    if let Outcome::Failed(failure) = &mut end.outcome {
        failure.retry_after = Some(Duration::from_secs(7));
    }
    play.tell(Msg::Generation(id, GenerationEvent::Ended(end)));
    assert_eq!(
        until(&play),
        Some(play.now.mono.after(Duration::from_secs(7)))
    );
    assert_eq!(generates(&play.tick(Duration::from_secs(5))), []);
    assert_eq!(generates(&play.tick(Duration::from_secs(2))), [id]);
}

#[test]
fn pauses_grow_and_are_bounded() {
    for seed in 0..50 {
        let mut play = Play::connected();
        play.wait(Duration::from_micros(seed * 977_771));
        let id = play.ask("hello");
        for attempt in 1..MAX_ATTEMPTS {
            play.failed(id, FailureKind::Unavailable);
            let Some(until) = until(&play) else {
                // Five minutes are over before the eighth try.
                assert!(play.outcome(id).is_some());
                break;
            };
            let pause = until.since(play.now.mono);
            let bound = Duration::from_secs(60.min(1 << (attempt - 1)));
            assert!(pause <= bound, "{attempt}: {pause:?}");
            next_try(&mut play, id);
        }
    }
}

#[test]
fn after_eight_tries_it_has_failed() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    for _ in 1..MAX_ATTEMPTS {
        play.failed(id, FailureKind::Throttled);
        assert_eq!(play.outcome(id), None);
        assert_eq!(generates(&play.key("f5")), [id]);
    }
    play.failed(id, FailureKind::Throttled);
    assert!(matches!(play.outcome(id), Some(Outcome::Failed(_))));
}

#[test]
fn after_five_minutes_it_has_failed() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.wait(Duration::from_secs(301));
    play.failed(id, FailureKind::Throttled);
    assert!(play.outcome(id).is_some());
}

#[test]
fn only_failures_that_pass_by_themselves_are_tried_again() {
    for kind in [
        FailureKind::Validation,
        FailureKind::AccessDenied,
        FailureKind::Silent,
    ] {
        let mut play = Play::connected();
        let id = play.ask("hello");
        play.failed(id, kind);
        assert!(play.outcome(id).is_some(), "{kind:?}");
    }
}

#[test]
fn f5_and_enter_end_the_pause() {
    for key in ["f5", "enter"] {
        let mut play = Play::connected();
        let id = play.ask("hello");
        play.failed(id, FailureKind::Throttled);
        assert_eq!(generates(&play.key(key)), [id]);
        assert_eq!(play.key(key), [], "it is on its way already");
    }
}

#[test]
fn esc_ends_the_retry_loop() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.failed(id, FailureKind::Throttled);
    let effects = play.key("esc");
    assert_eq!(effects[0], Effect::Abort(id));
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert_eq!(generates(&play.tick(Duration::from_mins(2))), []);
}

#[test]
fn the_countdown_wakes_the_shell_each_second_and_at_its_end() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let mut end = End {
        outcome: Outcome::Failed(Failure {
            retry_after: Some(Duration::from_millis(1_500)),
            ..Failure::new(FailureKind::Throttled, "")
        }),
        ..done()
    };
    end.usage = None;
    play.tick(Duration::from_secs(2));
    play.tell(Msg::Generation(id, GenerationEvent::Ended(end)));
    let wake = |play: &Play| next_wake(&play.state).unwrap().since(play.now.mono);
    assert_eq!(wake(&play), Duration::from_secs(1));
    play.tick(Duration::from_millis(999));
    assert_eq!(wake(&play), Duration::from_millis(500));
}

#[test]
fn after_expired_credentials_a_retry_loads_them_anew_and_then_asks() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.failed(id, FailureKind::ExpiredToken);
    assert_eq!(play.key("enter"), [Effect::Connect]);
    let effects = play.tell(Msg::Connected(Ok(bedrock())));
    assert_eq!(prepares(&effects).len(), 1);
    assert_eq!(play.key("f5"), []);
}

#[test]
fn a_retry_before_there_is_a_connection_waits_for_it() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.failed(id, FailureKind::ModelError);
    play.key("ctrl-x l");
    assert_eq!(play.key("f5"), []);
    let effects = play.tell(Msg::Connected(Ok(bedrock())));
    assert_eq!(prepares(&effects).len(), 1);
}
