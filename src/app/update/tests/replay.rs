//! Replays: recorded results for the calls of another run, and what is told of it.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::call::{AnsweredBy, CallId};
use crate::chat::generation::{GenerationEvent, Micros};
use crate::chat::ids::{GenerationId, LaneId};
use crate::chat::lane::Lane;
use crate::chat::stream::{Delta, Piece};
use crate::chat::tool;

use super::notice;

const TOP_SONG: &str = r#"{"name":"top_song","input_schema":{"type":"object"}}"#;

/// The model calls the tool once for each of these arguments, and the reply ends.
fn calls(play: &mut Play, id: GenerationId, inputs: &[&str]) -> Vec<Effect> {
    let mut deltas = Vec::new();
    for (block, input) in (0..).zip(inputs) {
        let delta = |piece| Delta {
            us: Micros(400_000),
            block,
            piece,
        };
        let (id, name) = (format!("t{block}"), "top_song".to_owned());
        deltas.push(delta(Piece::ToolStart { id, name }));
        deltas.push(delta(Piece::ToolInput((*input).to_owned())));
    }
    play.tell(Msg::Generation(id, GenerationEvent::Deltas(deltas)));
    play.ended(id)
}

/// Two calls in two rounds, answered by hand with `A` and `B`, and a last word.
fn recorded() -> Play {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.tools.offered = tool::parse(TOP_SONG).unwrap();
    play.set(settings);
    let mut id = play.ask("What is the top song?");
    for (input, result) in [(r#"{"sign":"WZPZ","n":1}"#, "A"), (r#"{"sign":"X"}"#, "B")] {
        calls(&mut play, id, &[input]);
        let call = CallId::new(id.reply(), 0);
        crate::app::update::calls::by_hand::write(
            &mut play.state,
            call,
            crate::chat::call::Status::Success,
        );
        play.typed(result);
        let effects = play.key("ctrl-s");
        id = play.sent(&effects);
    }
    play.streamed(id, "Elemental Hotel.");
    play.ended(id);
    play
}

/// Begins a replay by the row of the menu with this place.
fn replay(play: &mut Play, down: usize) -> GenerationId {
    play.key("ctrl-x shift-r");
    for _ in 0..down {
        play.key("down");
    }
    let effects = play.key("enter");
    play.sent(&effects)
}

fn lane(play: &Play) -> LaneId {
    play.state.lane_id().unwrap()
}

fn given(play: &Play, call: CallId) -> Option<(AnsweredBy, String)> {
    let answer = play.state.conversation.answer(call)?;
    Some((answer.by.clone(), answer.content.0.clone()))
}

fn report(play: &mut Play) -> String {
    play.key("ctrl-x &");
    let Some(Overlay::Page(page)) = play.state.overlays.last() else {
        panic!("no page is open");
    };
    page.text().to_owned()
}

#[test]
fn equal_calls_get_their_recorded_results_by_themselves() {
    let mut play = recorded();
    let first = lane(&play);
    let id = replay(&mut play, 0);
    assert_ne!(lane(&play), first);
    let effects = calls(&mut play, id, &[r#"{"n":1.0,"sign":"WZPZ"}"#]);
    assert!(!effects.iter().any(|it| matches!(it, Effect::PlanRun(_))));
    let call = CallId::new(id.reply(), 0);
    let (by, content) = given(&play, call).unwrap();
    let AnsweredBy::Replay(of) = by else {
        panic!("{by:?}");
    };
    assert!(of < call);
    assert_eq!(content, r#"[{"text":"A"}]"#);
    let id = play.sent(&effects);
    let effects = calls(&mut play, id, &[r#"{"sign":"X"}"#]);
    let id = play.sent(&effects);
    play.streamed(id, "Elemental Hotel.");
    play.ended(id);
    assert!(notice(&play).starts_with("the replay has ended"));
    let told = report(&mut play);
    let counts = "calls 2 · equal 2 · other arguments 0 · additional 0 · missing 0";
    assert!(told.contains(counts), "{told}");
    assert!(told.contains("3 rounds"), "{told}");
    assert!(told.contains("lane 2 · Nova Pro"), "{told}");
}

#[test]
fn other_arguments_wait_and_the_nearest_result_is_offered() {
    let mut play = recorded();
    let id = replay(&mut play, 0);
    let effects = calls(&mut play, id, &[r#"{"sign":"Y"}"#]);
    assert_eq!(prepares(&effects), []);
    let call = CallId::new(id.reply(), 0);
    assert_eq!(given(&play, call), None);
    assert!(notice(&play).starts_with("no recorded result for these arguments"));
    play.key("ctrl-x shift-r");
    let effects = play.key("enter");
    assert_eq!(given(&play, call).unwrap().1, r#"[{"text":"A"}]"#);
    let id = play.sent(&effects);
    play.streamed(id, "I do not know.");
    play.ended(id);
    let told = report(&mut play);
    let counts = "calls 1 · equal 0 · other arguments 1 · additional 0 · missing 1";
    assert!(told.contains(counts), "{told}");
    assert!(told.contains("(differs /sign)"), "{told}");
    assert!(told.contains(r#"  - 2. top_song {"sign":"X"}"#), "{told}");
}

#[test]
fn by_position_other_arguments_get_a_result_too_until_none_is_left() {
    let mut play = recorded();
    let id = replay(&mut play, 2);
    let inputs = [r#"{"sign":"X"}"#, r#"{"sign":"Y"}"#, r#"{"sign":"Z"}"#];
    let effects = calls(&mut play, id, &inputs);
    assert_eq!(prepares(&effects), []);
    let content = |nth| given(&play, CallId::new(id.reply(), nth)).map(|given| given.1);
    assert_eq!(content(0).unwrap(), r#"[{"text":"B"}]"#);
    assert_eq!(content(1).unwrap(), r#"[{"text":"A"}]"#);
    assert_eq!(content(2), None);
}

#[test]
fn the_limit_of_rounds_holds() {
    let mut play = recorded();
    let mut settings = play.settings();
    settings.tools.limits.rounds = Some(1);
    play.set(settings);
    let id = replay(&mut play, 0);
    let effects = calls(&mut play, id, &[r#"{"sign":"X"}"#]);
    assert_eq!(prepares(&effects), []);
    assert!(given(&play, CallId::new(id.reply(), 0)).is_some());
    assert!(notice(&play).contains("F5 sends the results"));
}

#[test]
fn other_lanes_replay_with_their_own_settings_and_get_the_tools() {
    let mut play = recorded();
    let first = lane(&play);
    play.fork_lane(|settings| {
        settings.system = "Be brief.".to_owned();
        settings.tools.offered.clear();
    });
    crate::app::transcript::look_at(&mut play.state, first);
    play.state.view.reading.audience = crate::app::view::Audience::All;
    play.key("ctrl-x shift-r");
    play.key("down down");
    let effects = play.key("enter");
    assert_eq!(prepares(&effects).len(), 2);
    let lanes: Vec<&Lane> = play.state.conversation.lanes().collect();
    assert_eq!(lanes.len(), 4);
    assert_eq!(lanes[3].settings.system, "Be brief.");
    assert_eq!(lanes[3].settings.tools.offered.len(), 1);
    assert_eq!(play.state.calls.replays.len(), 2);
}

#[test]
fn without_calls_there_is_nothing_to_replay() {
    let mut play = Play::connected();
    play.turn("hello", "world");
    play.key("ctrl-x shift-r");
    assert!(play.state.overlays.is_empty());
    assert!(notice(&play).contains("nothing to replay"));
    play.key("ctrl-x &");
    assert!(notice(&play).starts_with("nothing was replayed"));
}

#[test]
fn leaving_the_conversation_ends_replays() {
    let mut play = recorded();
    let id = replay(&mut play, 0);
    play.ended(id);
    play.key("ctrl-n");
    assert!(play.state.calls.replays.is_empty());
}

#[test]
fn a_later_question_in_the_lane_gets_no_recorded_results() {
    let mut play = recorded();
    let id = replay(&mut play, 0);
    let effects = calls(&mut play, id, &[r#"{"sign":"WZPZ","n":1}"#]);
    let id = play.sent(&effects);
    play.streamed(id, "Elemental Hotel.");
    play.ended(id);
    // The other recorded result is left, and these are its arguments.
    let id = play.ask("And of the other one?");
    let effects = calls(&mut play, id, &[r#"{"sign":"X"}"#]);
    assert_eq!(prepares(&effects), []);
    assert_eq!(given(&play, CallId::new(id.reply(), 0)), None);
    assert!(
        notice(&play).starts_with("a tool call waits"),
        "{}",
        notice(&play)
    );
    play.key("ctrl-x shift-r");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no menu");
    };
    let rows = menu.chooser.rows();
    let labels: Vec<String> = rows.map(|row| row.label.clone()).collect();
    assert!(
        !labels.iter().any(|it| it.starts_with("give")),
        "{labels:?}"
    );
}

#[test]
fn the_betas_of_the_tools_come_along() {
    let mut play = recorded();
    let first = lane(&play);
    play.fork_lane(|settings| settings.tools.offered.clear());
    crate::app::transcript::look_at(&mut play.state, first);
    let mut settings = play.settings();
    let computer = r#"{"type":"computer_20241022","name":"computer"}"#;
    let tools = tool::parse(computer).unwrap();
    tool::offer::offer(&mut settings, tools);
    play.set(settings);
    play.state.view.reading.audience = crate::app::view::Audience::All;
    play.key("ctrl-x shift-r");
    play.key("down down");
    play.key("enter");
    let lanes: Vec<&Lane> = play.state.conversation.lanes().collect();
    assert_eq!(lanes[3].settings.tools.offered.len(), 1);
    assert_eq!(lanes[3].settings.betas, ["computer-use-2024-10-22"]);
}
