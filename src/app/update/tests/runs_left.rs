//! Programs whose calls are left, stopped, changed or asked about while something else goes on.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use std::time::Duration;

use super::notice;
use super::runs::*;
use crate::app::action::Action;
use crate::app::calls::{Plan, Stage};
use crate::app::consent::{Choice, OnConsent, QUIET};
use crate::app::effect::Effect;
use crate::app::file::{FileEvent, FileOrder, Mode};
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::update::calls::{self as tool_calls, by_hand, run};
use crate::chat::call::turn::call;
use crate::chat::call::{Answer, CallId, Scope, Status};
use crate::chat::content::{ContentBlock, Json};
use crate::chat::generation::{End, GenerationEvent, Outcome};
use crate::chat::ids::LaneId;
use crate::chat::tool::invocation::{Invocation, Process, Run};

const OTHER: &str = r#"{"sign":"WKRP"}"#;

/// Lets what is asked about run.
fn approve(play: &mut Play) -> Vec<Effect> {
    look_through(play);
    play.key("right");
    play.key("enter");
    play.appended()
}

/// A call whose program runs.
fn running() -> (Play, CallId) {
    let (mut play, call) = asking();
    assert!(runs(&approve(&mut play)));
    (play, call)
}

fn stops(effects: &[Effect], call: CallId) -> bool {
    effects.contains(&Effect::StopRun(call))
}

fn answer(play: &Play, call: CallId) -> Option<Answer> {
    play.state.conversation.answer(call).cloned()
}

fn ended(play: &mut Play, call: CallId, text: &str) -> Vec<Effect> {
    play.tell(Msg::RunEnded(call, Ok(Box::new(end(text)))))
}

/// What a request ends with.
fn last_said(effects: &[Effect]) -> Vec<ContentBlock> {
    asked(effects)
        .unwrap()
        .messages
        .last()
        .unwrap()
        .content
        .clone()
}

#[test]
fn what_is_said_while_a_program_runs_waits_for_its_end() {
    let (mut play, call) = running();
    assert!(asked(&play.say("and louder")).is_none());
    assert_eq!(play.state.composer.queue.len(), 1);
    let effects = ended(&mut play, call, "Elemental Hotel");
    assert_eq!(
        results(asked(&effects).unwrap()),
        [result("t0", "Elemental Hotel")]
    );
    let id = play.sent(&effects);
    play.streamed(id, "ok");
    let effects = play.ended(id);
    assert_eq!(
        last_said(&effects),
        [ContentBlock::Text("and louder".to_owned())]
    );
}

#[test]
fn what_is_said_while_a_question_waits_waits_too() {
    let (mut play, call) = asking();
    play.key("esc");
    assert!(asked(&play.say("and louder")).is_none());
    assert_eq!(play.state.composer.queue.len(), 1);
    play.key("ctrl-x x");
    assert!(runs(&approve(&mut play)));
    assert!(asked(&ended(&mut play, call, "a")).is_some());
}

#[test]
fn stopping_and_sending_stops_the_program_too() {
    let (mut play, call) = running();
    play.typed("never mind");
    // The call would be left without a result, which is told before.
    assert_eq!(play.key("ctrl-x enter"), []);
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
    play.key("ctrl-end");
    let effects = play.key("enter");
    assert!(stops(&effects, call), "{effects:?}");
    assert_eq!(
        last_said(&effects).last(),
        Some(&ContentBlock::Text("never mind".to_owned()))
    );
    assert!(play.state.calls.runs.is_empty());
}

#[test]
fn a_program_is_stopped_and_said_to_be_when_another_reply_takes_its_place() {
    let (mut play, call) = running();
    play.key("tab");
    let effects = play.key("r");
    let parent = prepares(&effects)[0];
    let effects = play.prepared(parent);
    assert!(stops(&effects, call), "{effects:?}");
    assert!(play.state.calls.runs.is_empty());
    assert!(
        notice(&play).contains("gone on from top_song: its program was stopped"),
        "{}",
        notice(&play)
    );
    ended(&mut play, call, "late");
    assert_eq!(answer(&play, call), None);
}

#[test]
fn a_question_goes_with_its_call_and_nothing_runs_for_one_that_is_gone() {
    let (mut play, id) = asking();
    let shown = plan(id);
    play.key("esc");
    play.key("tab");
    let effects = play.key("r");
    let parent = prepares(&effects)[0];
    play.prepared(parent);
    assert!(play.state.calls.runs.is_empty());
    play.key("ctrl-x x");
    assert!(!is_asking(&play));
    // Even what stands there, allowed, does not run.
    play.state.calls.runs.push(crate::app::calls::Running {
        call: id,
        lane: LANE,
        number: 0,
        stage: Stage::Asking(shown),
        since: play.state.input.now.mono,
    });
    let effects = run::approve(&mut play.state, id, &Scope::Once);
    assert!(effects.is_empty(), "{effects:?}");
}

#[test]
fn a_program_answers_for_the_lane_that_still_waits() {
    let (mut play, call) = running();
    let other = play.fork_lane(|_| {});
    let first = play.state.calls.of(call).unwrap().lane;
    assert_ne!(first, other);
    // The first lane goes elsewhere.
    let question = play
        .state
        .conversation
        .message(call.message)
        .unwrap()
        .parent;
    play.apply(crate::chat::record::Record::Leaf {
        lane: first,
        message: question,
    });
    play.tell(Msg::Tick);
    assert_eq!(play.state.calls.of(call).unwrap().lane, other);
    let effects = ended(&mut play, call, "a");
    let lane = effects.iter().find_map(|effect| match effect {
        Effect::Prepare(lane, ..) => Some(*lane),
        _ => None,
    });
    assert_eq!(lane, Some(other));
}

#[test]
fn a_lane_in_which_a_tool_is_at_work_is_not_closed() {
    let (mut play, call) = running();
    play.fork_lane(|_| {});
    let lane = play.state.calls.of(call).unwrap().lane;
    play.tell(Msg::Clicked(crate::app::msg::Target::Lane(lane)));
    play.key("ctrl-x delete");
    assert_eq!(play.state.conversation.lanes().count(), 2);
    assert!(
        notice(&play).contains("a tool is at work"),
        "{}",
        notice(&play)
    );
}

/// Something was allowed for more than one call.
fn with_standing() -> (Play, CallId) {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("right");
    play.key("enter");
    assert!(runs(&play.appended()));
    let effects = ended(&mut play, call, "a");
    let id = play.sent(&effects);
    let ids = calls(&mut play, id, &["{}"]);
    play.ended(id);
    (play, ids[0])
}

#[test]
fn ctrl_c_stops_what_is_planned_and_forgets_nothing_else() {
    let (mut play, call) = with_standing();
    assert_eq!(play.state.calls.of(call).unwrap().stage, Stage::Planning);
    play.state.calls.edited.insert(call, Json(OTHER.to_owned()));
    assert_eq!(play.key("ctrl-c"), []);
    assert!(play.state.calls.runs.is_empty());
    assert_eq!(play.state.calls.standing.len(), 1);
    assert_eq!(play.state.calls.edited.len(), 1);
    assert!(play.state.calls.halted.contains(&call.message));
}

#[test]
fn ctrl_c_in_a_quiet_lane_stops_the_programs_of_the_others_and_forgets_nothing() {
    let (mut play, call) = with_standing();
    planned(&mut play, call);
    assert!(matches!(
        play.state.calls.of(call).unwrap().stage,
        Stage::Runs(_)
    ));
    play.fork_lane(|_| {});
    let effects = play.key("ctrl-c");
    assert!(stops(&effects, call), "{effects:?}");
    assert_eq!(play.state.calls.standing.len(), 1);
    assert!(play.state.calls.halted.contains(&call.message));
}

#[test]
fn ctrl_c_before_a_reply_has_left_stops_that_lane_only() {
    let mut play = Play::connected();
    play.turn("zero", "0");
    let other = play.fork_lane(|_| {});
    play.say("one");
    assert_eq!(play.state.flight.len(), 2);
    play.key("ctrl-c");
    let left: Vec<LaneId> = play.state.flight.iter().map(|flying| flying.lane).collect();
    assert_eq!(left.len(), 1);
    assert_ne!(
        left,
        [other],
        "the lane in focus is the one that was stopped"
    );
}

#[test]
fn a_plan_that_comes_late_is_none_for_what_was_asked_for_since() {
    let mut play = with_runner();
    let (ids, _) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    let old = plan_id(&play, ids[0]);
    by_hand::other_args(&mut play.state, ids[0], OTHER).unwrap();
    let new = plan_id(&play, ids[0]);
    assert_ne!(old, new);
    play.tell(Msg::RunPlanned(old, Ok(plan(ids[0]))));
    assert!(!is_asking(&play));
    play.tell(Msg::RunRefused(old, "/a".to_owned(), "no".to_owned()));
    assert_eq!(answer(&play, ids[0]), None);
    play.tell(Msg::RunPlanned(new, Ok(plan(ids[0]))));
    assert!(is_asking(&play));
}

#[test]
fn plans_of_a_conversation_that_was_left_are_none_of_the_next() {
    let mut play = with_runner();
    let (ids, _) = called(&mut play, &["{}"]);
    let old = plan_id(&play, ids[0]);
    run::leave(&mut play.state);
    run::start_wanted(&mut play.state, ids[0]);
    assert_ne!(plan_id(&play, ids[0]), old);
}

/// The plan with these arguments.
fn plan_of(call: CallId, args: &str) -> Plan {
    let mut plan = plan(call);
    plan.invocation = std::sync::Arc::new(Invocation {
        args: args.to_owned(),
        ..(*plan.invocation).clone()
    });
    plan
}

#[test]
fn what_a_program_ran_with_is_recorded_and_not_what_was_typed_meanwhile() {
    let (mut play, call) = running();
    let why = by_hand::other_args(&mut play.state, call, OTHER).unwrap_err();
    assert!(why.contains("runs with the arguments as they are"), "{why}");
    by_hand::edit_args(&mut play.state, call);
    assert!(play.state.overlays.is_empty());
    // However it comes about.
    play.state.calls.edited.insert(call, Json(OTHER.to_owned()));
    ended(&mut play, call, "a");
    assert_eq!(answer(&play, call).unwrap().args, None);

    let mut play = with_runner();
    let (ids, _) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    by_hand::other_args(&mut play.state, ids[0], OTHER).unwrap();
    let shown = plan_of(ids[0], OTHER);
    play.tell(Msg::RunPlanned(plan_id(&play, ids[0]), Ok(shown)));
    approve(&mut play);
    ended(&mut play, ids[0], "a");
    let args = answer(&play, ids[0]).unwrap().args;
    assert_eq!(args, Some(Json(OTHER.to_owned())));
}

#[test]
fn a_text_of_arguments_stays_while_the_program_runs() {
    let (mut play, call) = asking();
    play.key("esc");
    by_hand::edit_args(&mut play.state, call);
    let editor = play.state.overlays.pop().unwrap();
    play.key("ctrl-x x");
    assert!(runs(&approve(&mut play)));
    play.state.overlays.push(editor);
    play.key("ctrl-s");
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("the text is gone");
    };
    assert!(editor.text().contains("WZPZ"));
}

#[test]
fn changed_arguments_outlive_the_answer_that_was_given_to_them() {
    let mut play = with_tools();
    let model = r#"{"sign":"WZPZ"}"#;
    let (ids, _) = called(&mut play, &[model, "{}"]);
    let of = |play: &Play| {
        let call = call(&play.state.conversation, ids[0]).unwrap();
        tool_calls::args_of(&play.state, &call)
    };
    let given = |play: &Play| answer(play, ids[0]).unwrap().args;
    by_hand::other_args(&mut play.state, ids[0], OTHER).unwrap();
    text(&mut play, ids[0], "a");
    assert_eq!(given(&play), Some(Json(OTHER.to_owned())));
    // Given anew.
    text(&mut play, ids[0], "b");
    assert_eq!(given(&play), Some(Json(OTHER.to_owned())));
    // Taken back, and given again.
    tool_calls::take_back(&mut play.state, ids[0]);
    assert_eq!(of(&play), OTHER);
    text(&mut play, ids[0], "c");
    assert_eq!(given(&play), Some(Json(OTHER.to_owned())));
    // The model's again.
    by_hand::other_args(&mut play.state, ids[0], " {\"sign\": \"WZPZ\"}").unwrap();
    assert_eq!(of(&play), model);
    text(&mut play, ids[0], "d");
    assert_eq!(given(&play), None);
    assert_eq!(of(&play), model);
}

/// A reply that ended so inside its second call.
fn broken(outcome: Outcome) -> (Play, CallId) {
    let mut play = with_tools();
    let id = play.ask("one");
    let ids = calls(&mut play, id, &["{}", r#"{"sign":"#]);
    play.tell(Msg::Generation(
        id,
        GenerationEvent::Ended(End { outcome, ..done() }),
    ));
    (play, ids[0])
}

#[test]
fn what_broke_off_inside_a_call_is_asked_again() {
    let cut = || failure(crate::chat::failure::FailureKind::Cut).outcome;
    for key in ["enter", "f5"] {
        let (mut play, call) = broken(cut());
        let effects = play.key(key);
        let question = play
            .state
            .conversation
            .message(call.message)
            .unwrap()
            .parent;
        assert_eq!(prepares(&effects), [question.unwrap()], "{key}");
    }
    let (mut play, _) = broken(Outcome::Cancelled);
    assert_eq!(prepares(&play.key("f5")).len(), 1);
    // Whoever answers all of its calls goes on with it.
    let (mut play, first) = broken(cut());
    by_hand::skip(&mut play.state, first);
    let second = CallId { block: 1, ..first };
    let effects = by_hand::skip(&mut play.state, second);
    assert!(asked(&effects).is_some());
}

/// Two calls that are planned, of which the first is asked about.
fn two() -> (Play, CallId, CallId) {
    let mut play = with_runner();
    let (ids, _) = called(&mut play, &["{}", "{}"]);
    (play, ids[0], ids[1])
}

fn planned(play: &mut Play, call: CallId) {
    let shown = plan(call);
    play.tell(Msg::RunPlanned(plan_id(play, call), Ok(shown)));
}

fn question_of(play: &Play) -> Option<CallId> {
    match play.state.overlays.last() {
        Some(Overlay::Consent(question)) => question.call(),
        _ => None,
    }
}

#[test]
fn a_question_stays_while_it_is_read_whatever_comes() {
    let (mut play, first, second) = two();
    planned(&mut play, first);
    play.key("esc");
    planned(&mut play, second);
    assert_eq!(question_of(&play), Some(second));
    look_through(&mut play);
    by_hand::other_args(&mut play.state, first, OTHER).unwrap();
    planned(&mut play, first);
    assert_eq!(question_of(&play), Some(second));
    play.key("right");
    assert_eq!(kinds(&play.key("enter")), ["consent"]);
    assert!(matches!(
        play.state.calls.of(second).unwrap().stage,
        Stage::Writing(..)
    ));
    assert_eq!(question_of(&play), Some(first));
}

#[test]
fn calls_are_asked_about_in_their_order_whichever_is_known_first() {
    let (mut play, first, second) = two();
    planned(&mut play, second);
    assert_eq!(question_of(&play), None);
    planned(&mut play, first);
    assert_eq!(question_of(&play), Some(first));
    assert_eq!(play.state.calls.order(Some(first)), Some((1, 2)));
    // A plan that is made again takes the place of its call.
    play.key("esc");
    assert_eq!(question_of(&play), Some(second));
    by_hand::other_args(&mut play.state, first, OTHER).unwrap();
    planned(&mut play, first);
    assert_eq!(play.state.calls.order(Some(first)), Some((1, 2)));
    assert_eq!(play.state.calls.order(Some(second)), Some((2, 2)));
}

#[test]
fn who_wants_a_question_need_not_wait_for_an_earlier_call() {
    let (mut play, first, second) = two();
    planned(&mut play, second);
    play.key("ctrl-x x");
    assert_eq!(question_of(&play), Some(second));
    play.key("esc");
    let late = plan_id(&play, first);
    play.tell(Msg::RunPlanned(late, Err("no such program".to_owned())));
    assert_eq!(question_of(&play), None);
}

#[test]
fn what_cannot_be_run_lets_the_next_question_come() {
    let (mut play, first, second) = two();
    planned(&mut play, second);
    let late = plan_id(&play, first);
    play.tell(Msg::RunPlanned(late, Err("no such program".to_owned())));
    assert_eq!(question_of(&play), Some(second));
}

#[test]
fn what_is_left_for_later_does_not_hide_the_next_question() {
    let (mut play, first, second) = two();
    planned(&mut play, first);
    play.key("esc");
    assert_eq!(question_of(&play), None);
    planned(&mut play, second);
    assert_eq!(question_of(&play), Some(second));
    play.key("esc");
    assert_eq!(question_of(&play), None);
    play.key("ctrl-x x");
    assert_eq!(question_of(&play), Some(first));
}

#[test]
fn what_was_left_for_later_is_asked_about_when_it_is_run_again_or_changed() {
    let (mut play, first, _) = two();
    planned(&mut play, first);
    play.key("esc");
    // Where it is wanted, it is asked about at once.
    play.key("ctrl-x t");
    play.key("r");
    assert_eq!(question_of(&play), Some(first));
    play.key("esc");
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Inspect(_))
    ));
    play.key("q");
    by_hand::other_args(&mut play.state, first, OTHER).unwrap();
    planned(&mut play, first);
    assert_eq!(question_of(&play), Some(first));
}

#[test]
fn in_the_list_of_calls_the_selected_one_is_asked_about() {
    let (mut play, first, second) = two();
    for call in [first, second] {
        planned(&mut play, call);
        play.key("esc");
    }
    play.key("ctrl-x t");
    play.key("down");
    play.key("ctrl-x x");
    assert_eq!(question_of(&play), Some(second));
    play.key("esc");
    // One whose program is looked for first is asked about once that is found.
    by_hand::other_args(&mut play.state, second, OTHER).unwrap();
    play.key("r");
    assert_eq!(question_of(&play), None);
    planned(&mut play, second);
    assert_eq!(question_of(&play), Some(second));
    play.key("esc");
    // Where something else is done meanwhile, it does not come between.
    by_hand::other_args(&mut play.state, second, "{}").unwrap();
    play.key("r");
    play.key("a");
    planned(&mut play, second);
    assert_eq!(question_of(&play), None);
    assert!(
        notice(&play).contains("waits for your word"),
        "{}",
        notice(&play)
    );
}

#[test]
fn a_question_says_which_of_several_it_is_and_what_is_against_the_schema() {
    let (mut play, first, second) = two();
    planned(&mut play, first);
    planned(&mut play, second);
    let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
        panic!("nothing is asked");
    };
    assert_eq!(play.state.calls.order(question.call()), Some((1, 2)));
    play.key("esc");
    let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
        panic!("nothing is asked");
    };
    assert_eq!(play.state.calls.order(question.call()), Some((2, 2)));
    let key = question.key;
    assert!(play.state.calls.is_checked(second, key));
}

#[test]
fn a_question_below_something_else_comes_to_the_top_and_is_quiet_at_first() {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    let page = Page::new("Help", String::new());
    play.state.overlays.push(Overlay::Page(Box::new(page)));
    assert_eq!(question_of(&play), None);
    play.tell(Msg::Do(Action::OnConsent(OnConsent::Open)));
    assert_eq!(question_of(&play), Some(call));
    assert!(kinds(&play.key("enter")).is_empty());
    play.wait(QUIET + Duration::from_millis(1));
    assert_eq!(kinds(&play.key("enter")), ["consent"]);
}

/// The file can no longer be written to.
fn read_only(play: &mut Play) {
    play.state.file.mode = crate::app::file::Mode::ReadOnly;
}

#[test]
fn nothing_is_written_into_a_file_that_is_only_read() {
    let (mut play, call) = asking();
    read_only(&mut play);
    assert!(run::refuse(&mut play.state, call, "no").is_empty());
    assert!(play.state.calls.of(call).is_some());

    let (mut play, other) = with_standing();
    read_only(&mut play);
    let record = play.state.calls.standing[0].record;
    assert!(run::revoke(&mut play.state, record).is_empty());
    assert_eq!(play.state.calls.standing.len(), 1);
    run::stop(&mut play.state, other);
    assert!(run::start_wanted(&mut play.state, other).is_empty());
    assert!(play.state.calls.runs.is_empty());
    assert!(play.state.calls.halted.contains(&other.message));
}

#[test]
fn an_answer_that_went_along_is_not_changed_from_another_lane() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    let first = play.state.lane_id().unwrap();
    let other = play.fork_lane(|_| {});
    play.tell(Msg::Clicked(crate::app::msg::Target::Lane(first)));
    let effects = text(&mut play, ids[0], "a");
    let id = play.sent(&effects);
    play.streamed(id, "ok");
    play.ended(id);
    play.tell(Msg::Clicked(crate::app::msg::Target::Lane(other)));
    // It still ends with the call, and can go on with the same answer.
    assert!(tool_calls::take_back(&mut play.state, ids[0]).is_empty());
    by_hand::deny(&mut play.state, ids[0], "");
    let given = answer(&play, ids[0]).unwrap();
    assert_eq!((given.status, given.args), (Status::Success, None));
    let effects = play.key("f5");
    assert_eq!(results(asked(&effects).unwrap()), [result("t0", "a")]);
}

#[test]
fn results_that_go_back_elsewhere_leave_the_message_that_is_written_alone() {
    let (mut play, call) = running();
    let other = play.fork_lane(|_| {});
    play.typed("wait");
    play.state.composer.unsaved_since = None;
    let effects = ended(&mut play, call, "a");
    assert!(asked(&effects).is_some());
    assert_eq!(play.state.lane_id(), Some(other));
    assert_eq!(play.text(), "wait");
    assert_eq!(play.state.composer.unsaved_since, None);
}

/// The plan of a command in a shell.
fn in_shell(call: CallId) -> Plan {
    let mut plan = plan(call);
    plan.invocation = std::sync::Arc::new(Invocation {
        run: Run::Shell {
            process: Process {
                argv: vec!["/bin/bash".to_owned()],
                folder: "/work".to_owned(),
                ..Process::default()
            },
            command: Some("rm -r build".to_owned()),
            number: 1,
        },
        ..(*plan.invocation).clone()
    });
    plan
}

#[test]
fn a_command_in_a_shell_is_approved_once_and_told_as_it_is() {
    let mut play = with_runner();
    let (ids, _) = called(&mut play, &["{}"]);
    let shown = in_shell(ids[0]);
    let parts = shown.invocation.parts();
    let value = |label: &str| {
        let part = parts.iter().find(|part| part.label == label);
        part.map(|part| part.value.as_str())
    };
    assert_eq!(value("the shell began in"), Some("/work"));
    for untrue in ["runs in", "no standard input", "standard input"] {
        assert_eq!(value(untrue), None);
    }
    play.tell(Msg::RunPlanned(plan_id(&play, ids[0]), Ok(shown)));
    look_through(&mut play);
    for _ in 0..3 {
        play.key("right");
    }
    play.key("enter");
    assert!(runs(&play.appended()));
    assert_eq!(play.state.calls.standing, []);
}

#[test]
fn where_values_are_cut_off_nothing_was_seen() {
    let (mut play, _) = asking();
    let wide = play.state.view.size;
    play.tell(Msg::Resized(Size { width: 17, ..wide }));
    look_through(&mut play);
    for _ in 0..80 {
        play.key("down");
    }
    for width in [17, 18, 19, 20] {
        play.tell(Msg::Resized(Size { width, ..wide }));
        play.key("right");
        assert_eq!(chosen(&play), Choice::Deny, "{width}");
    }
    for _ in 0..80 {
        play.key("down");
    }
    play.key("right");
    assert_eq!(kinds(&play.key("enter")), ["consent"]);
}

#[test]
fn the_file_is_not_given_up_while_a_program_runs() {
    let (mut play, call) = running();
    play.tell(Msg::Created(std::path::PathBuf::from("/c/a.jsonl")));
    let asked = play.tell(Msg::File(FileEvent::Asked));
    assert_eq!(asked, [Effect::File(FileOrder::SayBusy)]);
    assert_eq!(play.state.file.mode, Mode::Writable);
    assert_eq!(play.key("ctrl-x ctrl-r"), []);
    assert!(notice(&play).starts_with("a tool is at work"));
    // Its result is written; once the model is done with it too, the file goes.
    let effects = ended(&mut play, call, "Elemental Hotel");
    assert_eq!(kinds(&effects)[0], "answer");
    let id = play.sent(&effects);
    let effects = play.ended(id);
    assert_eq!(effects.last(), Some(&Effect::File(FileOrder::Yield)));
}

#[test]
fn what_ran_and_cannot_be_written_is_kept_to_be_given() {
    let (mut play, call) = running();
    read_only(&mut play);
    assert_eq!(kinds(&ended(&mut play, call, "Elemental Hotel")), [""; 0]);
    assert!(
        notice(&play).starts_with("top_song ran"),
        "{}",
        notice(&play)
    );
    assert!(answer(&play, call).is_none() && play.state.calls.runs.is_empty());
    play.state.file.mode = Mode::Writable;
    by_hand::write(&mut play.state, call, Status::Success);
    let effects = play.key("ctrl-s");
    assert!(kinds(&effects).contains(&"answer"), "{effects:?}");
    let given = answer(&play, call).unwrap();
    assert!(given.content.0.contains("Elemental Hotel"), "{given:?}");
}

fn editor(play: &Play) -> &crate::app::editor::Editor {
    match play.state.overlays.last() {
        Some(Overlay::Editor(editor)) => editor,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_result_that_is_kept_for_later_is_not_left_without_a_word() {
    let (mut play, call) = asking();
    play.state.overlays.clear();
    by_hand::write(&mut play.state, call, Status::Success);
    play.typed("by hand");
    play.key("esc");
    play.state.overlays.clear();
    let effects = play.key("ctrl-x q");
    assert!(!effects.contains(&Effect::Quit), "{effects:?}");
    let told = play.state.notices.passing().unwrap();
    assert!(told.contains("not given yet"), "{told}");
    let effects = play.key("ctrl-x q");
    assert!(effects.contains(&Effect::Quit));
    // Nothing but blanks is nothing to lose.
    let (mut play, call) = asking();
    play.state.overlays.clear();
    by_hand::write(&mut play.state, call, Status::Success);
    play.typed("  ");
    play.key("esc");
    play.state.overlays.clear();
    assert!(play.key("ctrl-x q").contains(&Effect::Quit));
}

#[test]
fn a_typed_result_that_cannot_be_given_stays_in_the_editor() {
    let (mut play, call) = running();
    by_hand::write(&mut play.state, call, Status::Success);
    play.typed("by hand");
    // The program ends first, and the conversation goes on.
    let effects = ended(&mut play, call, "Elemental Hotel");
    play.sent(&effects);
    assert_eq!(kinds(&play.key("ctrl-s")), [""; 0]);
    assert_eq!(editor(&play).text(), "by hand");
    let problem = editor(&play).problem.clone().unwrap();
    assert!(problem.contains("has gone on"), "{problem}");

    let (mut play, call) = asking();
    play.state.overlays.clear();
    by_hand::write(&mut play.state, call, Status::Success);
    play.typed("by hand");
    read_only(&mut play);
    assert_eq!(kinds(&play.key("ctrl-s")), [""; 0]);
    assert_eq!(editor(&play).text(), "by hand");
    play.state.file.mode = Mode::Writable;
    play.key("ctrl-s");
    assert!(answer(&play, call).is_some());
}
