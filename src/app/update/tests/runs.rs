//! Calls of tools: answered by hand and by programs, and what lets a program run.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use std::sync::Arc;
use std::time::Duration;

use super::notice;
use crate::app::calls::{Plan, PlanId};
use crate::app::consent::{Choice, QUIET};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::layout::Size;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::app::update::calls::by_hand;
use crate::chat::call::{CallId, Status};
use crate::chat::content::{ContentBlock, Json};
use crate::chat::generation::{GenerationEvent, Micros};
use crate::chat::ids::GenerationId;
use crate::chat::preset::{Shelf, ShelfName};
use crate::chat::request::Request;
use crate::chat::stream::{Delta, Piece};
use crate::chat::tool::invocation::{Invocation, Output, Process, Run, RunEnd};
use crate::chat::tool::set::{Command, Limits, Program, Runner, ToolSet};
use crate::chat::tool::{self, Tool};

const TOP_SONG: &str = r#"{"name":"top_song","input_schema":{"type":"object","properties":{"sign":{"type":"string"}},"required":["sign"]}}"#;

pub(super) fn top_song() -> Tool {
    tool::parse(TOP_SONG).unwrap().remove(0)
}

/// A lane that offers a tool.
pub(super) fn with_tools() -> Play {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.tools.offered = vec![top_song()];
    play.set(settings);
    play
}

/// The same, and a program answers calls of it.
pub(super) fn with_runner() -> Play {
    let mut play = with_tools();
    let command = Command {
        argv: vec!["/usr/bin/song".to_owned()],
        ..Command::default()
    };
    let runner = Runner {
        program: Program::Command(command),
        limits: Limits::default(),
    };
    let set = ToolSet {
        name: ShelfName::new("radio").unwrap(),
        path: "/tools/radio.toml".to_owned(),
        tools: vec![top_song()],
        runners: vec![("top_song".to_owned(), runner)],
        servers: Vec::new(),
    };
    let shelf = Shelf {
        tools: vec![set],
        ..Shelf::default()
    };
    play.tell(Msg::Shelf(Arc::new(shelf)));
    play
}

pub(super) fn delta(block: u32, piece: Piece) -> Delta {
    Delta {
        us: Micros(400_000),
        block,
        piece,
    }
}

/// A reply calls the tool once for each of these arguments.
pub(super) fn calls(play: &mut Play, id: GenerationId, inputs: &[&str]) -> Vec<CallId> {
    let mut deltas = Vec::new();
    for (block, input) in (0..).zip(inputs) {
        let (id, name) = (format!("t{block}"), "top_song".to_owned());
        deltas.push(delta(block, Piece::ToolStart { id, name }));
        deltas.push(delta(block, Piece::ToolInput((*input).to_owned())));
    }
    play.tell(Msg::Generation(id, GenerationEvent::Deltas(deltas)));
    let calls = 0..inputs.len();
    calls.map(|at| CallId::new(id.reply(), at)).collect()
}

/// A question whose reply calls the tool for these arguments, and what comes of its end.
pub(super) fn called(play: &mut Play, inputs: &[&str]) -> (Vec<CallId>, Vec<Effect>) {
    let id = play.ask("What is the top song?");
    let calls = calls(play, id, inputs);
    let effects = play.ended(id);
    (calls, effects)
}

pub(super) fn text(play: &mut Play, call: CallId, text: &str) -> Vec<Effect> {
    let state = &mut play.state;
    by_hand::write(state, call, Status::Success);
    play.key("ctrl-u");
    play.typed(text);
    play.key("ctrl-s")
}

pub(super) fn asked(effects: &[Effect]) -> Option<&Request> {
    effects.iter().find_map(|effect| match effect {
        Effect::Prepare(_, _, request) => Some(request.as_ref()),
        _ => None,
    })
}

/// The results that a request ends with: the id of the call, its status, its content.
pub(super) fn results(request: &Request) -> Vec<(String, Option<String>, String)> {
    let last = request.messages.last().unwrap();
    let blocks = last.content.iter().filter_map(|block| match block {
        ContentBlock::ToolResult {
            id,
            status,
            content,
        } => Some((id.clone(), status.clone(), content.0.clone())),
        _ => None,
    });
    blocks.collect()
}

pub(super) fn result(id: &str, text: &str) -> (String, Option<String>, String) {
    (id.to_owned(), None, format!(r#"[{{"text":"{text}"}}]"#))
}

#[test]
fn an_answer_goes_back_and_the_model_is_asked_again() {
    let mut play = with_tools();
    let (ids, effects) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    assert!(asked(&effects).is_none());
    let effects = text(&mut play, ids[0], "Elemental Hotel");
    let request = asked(&effects).unwrap();
    assert_eq!(results(request), [result("t0", "Elemental Hotel")]);
    let turns = request.messages.len();
    assert_eq!(turns, 3);
    let id = play.sent(&effects);
    play.streamed(id, "It is Elemental Hotel.");
    play.ended(id);
    assert!(play.state.flight.is_empty());
    // All of it is one turn.
    let message = play.state.conversation.message(id.reply()).unwrap();
    let first = play.state.conversation.path_to(Some(id.reply()))[0];
    assert_eq!(message.turn.0, first.0);
}

#[test]
fn several_calls_are_answered_in_any_order_and_go_back_together() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &["{}", "{}", "{}"]);
    assert!(asked(&text(&mut play, ids[2], "c")).is_none());
    assert!(asked(&by_hand::skip(&mut play.state, ids[0])).is_none());
    // F5 says that one is missing.
    assert!(asked(&play.key("f5")).is_none());
    let effects = by_hand::deny(&mut play.state, ids[1], "too loud");
    let results = results(asked(&effects).unwrap());
    let ids: Vec<&str> = results.iter().map(|(id, ..)| id.as_str()).collect();
    assert_eq!(ids, ["t0", "t1", "t2"]);
    assert_eq!(results[1].1.as_deref(), Some("error"));
    assert!(results[1].2.contains("too loud"), "{results:?}");
    assert_eq!(results[2], result("t2", "c"));
}

#[test]
fn other_arguments_are_what_the_model_is_told_it_asked_for() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    by_hand::edit_args(&mut play.state, ids[0]);
    let edit = |play: &mut Play, text: &str| {
        let Some(Overlay::Editor(editor)) = play.state.overlays.last_mut() else {
            panic!("no editor is open");
        };
        editor.pad.replace(text);
        play.key("ctrl-s")
    };
    for no_object in ["{\"sign\":", "[1]"] {
        edit(&mut play, no_object);
        assert!(matches!(
            play.state.overlays.last(),
            Some(Overlay::Editor(_))
        ));
    }
    edit(&mut play, r#"{"sign":"WKRP"}"#);
    assert!(play.state.overlays.is_empty());
    let effects = text(&mut play, ids[0], "x");
    let request = asked(&effects).unwrap();
    let call = request.messages[1]
        .content
        .iter()
        .find_map(|block| match block {
            ContentBlock::ToolUse(call) => Some(call.input.as_str()),
            _ => None,
        });
    assert_eq!(call, Some(r#"{"sign":"WKRP"}"#));
    // What the model wrote stays what it wrote.
    let reply = play.state.conversation.message(ids[0].message).unwrap();
    let ContentBlock::ToolUse(call) = &reply.content[0] else {
        panic!("{reply:?}");
    };
    assert_eq!(call.input, r#"{"sign":"WZPZ"}"#);
}

#[test]
fn what_was_begun_is_there_again_and_is_given_only_when_told_so() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &["{}"]);
    by_hand::write(&mut play.state, ids[0], Status::Success);
    play.typed("Elem");
    assert!(asked(&play.key("esc")).is_none());
    by_hand::write(&mut play.state, ids[0], Status::Success);
    play.typed("ental");
    let effects = play.key("ctrl-s");
    assert_eq!(
        results(asked(&effects).unwrap()),
        [result("t0", "Elemental")]
    );
}

#[test]
fn the_loop_ends_at_its_limit_and_goes_on_by_hand() {
    let mut play = with_tools();
    let mut settings = play.settings();
    settings.tools.limits.rounds = Some(2);
    play.set(settings);
    let (ids, _) = called(&mut play, &["{}"]);
    let effects = text(&mut play, ids[0], "a");
    let second = play.sent(&effects);
    let ids = calls(&mut play, second, &["{}"]);
    play.ended(second);
    assert!(asked(&text(&mut play, ids[0], "b")).is_none());
    let notice = super::notice(&play);
    assert!(notice.contains("2 times"), "{notice}");
    let effects = play.key("f5");
    assert_eq!(results(asked(&effects).unwrap()), [result("t0", "b")]);
}

#[test]
fn what_is_said_meanwhile_takes_the_answers_along_that_there_are() {
    let mut play = with_tools();
    let (ids, _) = called(&mut play, &["{}", "{}"]);
    text(&mut play, ids[1], "b");
    // It is told first that a call stays behind.
    assert!(asked(&play.say("never mind")).is_none());
    play.key("ctrl-end");
    let effects = play.key("enter");
    let request = asked(&effects).unwrap();
    assert_eq!(results(request), [result("t1", "b")]);
    // A call without an answer stays behind.
    let calls = request.messages[1].content.iter();
    let calls = calls.filter(|block| matches!(block, ContentBlock::ToolUse(_)));
    assert_eq!(calls.count(), 1);
}

#[test]
fn a_message_that_waits_lets_the_calls_go_first() {
    let mut play = with_tools();
    let id = play.ask("one");
    play.say("two");
    let ids = calls(&mut play, id, &["{}"]);
    assert!(asked(&play.ended(id)).is_none());
    let effects = text(&mut play, ids[0], "a");
    assert_eq!(results(asked(&effects).unwrap()), [result("t0", "a")]);
    let second = play.sent(&effects);
    play.streamed(second, "ok");
    let effects = play.ended(second);
    let last = asked(&effects).unwrap().messages.last().unwrap().clone();
    assert_eq!(last.content, [ContentBlock::Text("two".to_owned())]);
}

/// The plan that was asked for last for a call.
pub(super) fn plan_id(play: &Play, call: CallId) -> PlanId {
    let number = play.state.calls.of(call).unwrap().number;
    PlanId { call, number }
}

/// What would run for a call.
pub(super) fn plan(call: CallId) -> Plan {
    plan_with(call, "{\"sign\":\"WZPZ\"}")
}

pub(super) fn plan_with(call: CallId, input: &str) -> Plan {
    let process = Process {
        argv: vec!["/usr/bin/song".to_owned()],
        folder: "/tmp/song".to_owned(),
        input: Some(input.to_owned()),
        ..Process::default()
    };
    let invocation = Invocation {
        call: Some(call),
        tool: "top_song".to_owned(),
        source: "/tools/radio.toml".to_owned(),
        args: "{\"sign\":\"WZPZ\"}".to_owned(),
        run: Run::Process(process),
        limits: Limits::default(),
    };
    Plan {
        invocation: Arc::new(invocation),
        sha256: "5e".repeat(32),
    }
}

pub(super) fn end(text: &str) -> RunEnd {
    RunEnd {
        output: vec![Output::Text(text.to_owned())],
        status: Status::Success,
        us: Micros(5_000),
        exit: Some(0),
    }
}

/// A call that is asked about.
pub(super) fn asking() -> (Play, CallId) {
    let mut play = with_runner();
    let (ids, effects) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    let plans = |effect: &Effect| matches!(effect, Effect::PlanRun(order) if order.call == ids[0]);
    assert!(effects.iter().any(plans), "{effects:?}");
    play.tell(Msg::RunPlanned(plan_id(&play, ids[0]), Ok(plan(ids[0]))));
    assert!(is_asking(&play));
    (play, ids[0])
}

pub(super) fn is_asking(play: &Play) -> bool {
    matches!(play.state.overlays.last(), Some(Overlay::Consent(_)))
}

pub(super) fn runs(effects: &[Effect]) -> bool {
    let run = |effect: &Effect| matches!(effect, Effect::Run(..));
    effects.iter().any(run)
}

/// Looks at all of it, long enough.
pub(super) fn look_through(play: &mut Play) {
    play.wait(QUIET + Duration::from_millis(1));
    for _ in 0..20 {
        play.key("pagedown");
    }
}

/// The choice that Enter would take.
#[track_caller]
pub(super) fn chosen(play: &Play) -> Choice {
    match play.state.overlays.last() {
        Some(Overlay::Consent(question)) => question.choice,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_was_approved_runs_once_that_is_on_disk_and_its_end_is_the_answer() {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    let effects = play.key("enter");
    assert_eq!(kinds(&effects), ["consent"]);
    assert!(!runs(&effects));
    let effects = play.appended();
    let [Effect::Run(invocation, sha256)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (invocation, sha256),
        (&plan(call).invocation, &plan(call).sha256)
    );
    let effects = play.tell(Msg::RunEnded(call, Ok(Box::new(end("Elemental Hotel")))));
    let request = asked(&effects).unwrap();
    assert_eq!(results(request), [result("t0", "Elemental Hotel")]);
}

#[test]
fn nothing_runs_while_the_file_cannot_be_written() {
    let (mut play, _) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("enter");
    assert!(!runs(&play.not_appended()));
    assert!(runs(&play.appended()));
}

#[test]
fn nothing_is_approved_before_its_end_was_on_the_screen() {
    let mut play = with_runner();
    let (ids, _) = called(&mut play, &[r#"{"sign":"WZPZ"}"#]);
    let lines = "rm -rf ~\n".repeat(100);
    play.tell(Msg::RunPlanned(
        plan_id(&play, ids[0]),
        Ok(plan_with(ids[0], &lines)),
    ));
    play.wait(QUIET + Duration::from_millis(1));
    // One choice only, and no key jumps over what was not seen.
    for key in ["right", "end", "right"] {
        play.key(key);
        let told = notice(&play);
        assert!(told.starts_with("scroll to its end first: "), "{told}");
        assert_eq!(chosen(&play), Choice::Deny);
    }
    look_through(&mut play);
    play.key("right");
    assert_eq!(chosen(&play), Choice::Once);
    // In another width it is another screen.
    let size = Size {
        width: 60,
        ..play.state.view.size
    };
    play.tell(Msg::Resized(size));
    assert!(kinds(&play.key("enter")).is_empty());
    look_through(&mut play);
    assert_eq!(kinds(&play.key("enter")), ["consent"]);
}

#[test]
fn what_is_typed_ahead_never_approves() {
    let (mut play, _) = asking();
    // Words, Enter and all keys that are no text, at once after it has opened.
    for keys in [
        "y", "enter", "right", "enter", "enter", "space", "tab", "enter",
    ] {
        assert!(kinds(&play.key(keys)).is_empty());
    }
    look_through(&mut play);
    // A word comes when it has been open for long: it is quiet again only later.
    play.typed("y");
    assert!(kinds(&play.key("enter")).is_empty());
    play.tell(Msg::Paste("y\n".to_owned()));
    assert!(kinds(&play.key("enter")).is_empty());
    assert!(is_asking(&play));
    assert_eq!(play.text(), "");
}

#[test]
fn enter_alone_never_approves() {
    let (mut play, _) = asking();
    look_through(&mut play);
    let Some(Overlay::Consent(question)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(question.choice, Choice::Deny);
    assert!(kinds(&play.key("enter")).is_empty());
    play.typed("not now");
    let effects = play.key("enter");
    let results = results(asked(&effects).unwrap());
    assert!(results[0].2.contains("not now"), "{results:?}");
    assert_eq!(results[0].1.as_deref(), Some("error"));
    assert!(!runs(&effects) && !runs(&play.appended()));
}

#[test]
fn it_does_not_come_between_while_a_message_is_written() {
    let mut play = with_runner();
    let id = play.ask("one");
    let ids = calls(&mut play, id, &["{}"]);
    play.typed("I am wri");
    play.ended(id);
    play.tell(Msg::RunPlanned(plan_id(&play, ids[0]), Ok(plan(ids[0]))));
    assert!(play.state.overlays.is_empty());
    play.typed("ting");
    assert_eq!(play.text(), "I am writing");
    play.key("ctrl-x x");
    assert!(is_asking(&play));
}

#[test]
fn left_for_later_it_asks_again_only_when_told_so() {
    let (mut play, call) = asking();
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    play.tell(Msg::Tick);
    assert!(play.state.overlays.is_empty());
    assert!(play.state.calls.of(call).is_some());
    play.key("ctrl-x x");
    assert!(is_asking(&play));
}

#[test]
fn exactly_the_same_runs_without_asking_until_that_is_taken_back() {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("right");
    play.key("enter");
    play.appended();
    let effects = play.tell(Msg::RunEnded(call, Ok(Box::new(end("a")))));
    let again = |play: &mut Play, effects: &[Effect]| {
        let id = play.sent(effects);
        let ids = calls(play, id, &["{}"]);
        play.ended(id);
        let same = plan(ids[0]);
        let ran = play.tell(Msg::RunPlanned(plan_id(play, ids[0]), Ok(same)));
        (ids[0], ran)
    };
    let (call, ran) = again(&mut play, &effects);
    assert!(runs(&ran), "{ran:?}");
    let effects = play.tell(Msg::RunEnded(call, Ok(Box::new(end("b")))));
    play.key("ctrl-x shift-x");
    assert_eq!(kinds(&play.key("enter")), ["consent"]);
    let (_, ran) = again(&mut play, &effects);
    assert!(!runs(&ran) && is_asking(&play));
}

#[test]
fn esc_stops_what_runs_and_nothing_goes_on() {
    let (mut play, call) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("enter");
    assert!(runs(&play.appended()));
    let effects = play.key("esc");
    assert!(effects.contains(&Effect::StopRun(call)), "{effects:?}");
    // Its end comes too late.
    assert!(asked(&play.tell(Msg::RunEnded(call, Ok(Box::new(end("late")))))).is_none());
    assert!(play.state.conversation.answer(call).is_none());
    assert!(asked(&text(&mut play, call, "by hand")).is_none());
    assert!(asked(&play.key("f5")).is_some());
}

#[test]
fn other_arguments_are_planned_and_asked_about_again() {
    let (mut play, call) = asking();
    play.key("esc");
    play.state
        .calls
        .edited
        .insert(call, Json("{\"sign\":\"WKRP\"}".to_owned()));
    let effects = by_hand::other_args(&mut play.state, call, "{\"sign\":\"WKRP\"}").unwrap();
    let planned = effects.iter().find_map(|effect| match effect {
        Effect::PlanRun(order) => Some(order.args.clone()),
        _ => None,
    });
    assert_eq!(planned.as_deref(), Some("{\"sign\":\"WKRP\"}"));
    // The plan with the old ones is not asked about.
    assert!(!is_asking(&play));
}

#[test]
fn what_was_allowed_ends_with_the_conversation() {
    let (mut play, _) = asking();
    look_through(&mut play);
    play.key("right");
    play.key("right");
    play.key("enter");
    let effects = play.appended();
    assert!(runs(&effects));
    assert_eq!(play.state.calls.standing.len(), 1);
    let effects = play.key("ctrl-x n");
    let stops = |effect: &Effect| matches!(effect, Effect::StopRun(_));
    assert!(effects.iter().any(stops), "{effects:?}");
    assert!(play.state.calls.standing.is_empty());
}

#[test]
fn a_call_without_arguments_runs_with_an_empty_object() {
    let mut play = with_runner();
    let (calls, effects) = called(&mut play, &[""]);
    let order = effects.iter().find_map(|effect| match effect {
        Effect::PlanRun(order) => Some(order),
        _ => None,
    });
    assert_eq!(order.unwrap().args, "{}");
    let id = plan_id(&play, calls[0]);
    let mut found = plan(calls[0]);
    let invocation = Invocation {
        args: "{}".to_owned(),
        ..(*found.invocation).clone()
    };
    found.invocation = Arc::new(invocation);
    play.tell(Msg::RunPlanned(id, Ok(found)));
    look_through(&mut play);
    play.key("right");
    play.key("enter");
    assert!(runs(&play.appended()));
    play.tell(Msg::RunEnded(calls[0], Ok(Box::new(end("A")))));
    // The model's are no others.
    let answer = play.state.conversation.answer(calls[0]).unwrap();
    assert_eq!(answer.args, None);
}

#[test]
fn where_a_cost_is_unknown_a_budget_stops_the_loop() {
    let mut play = with_tools();
    let mut settings = play.settings();
    settings.tools.limits.dollars = crate::chat::settings::Decimal::parse("5").ok();
    play.set(settings);
    let (calls, _) = called(&mut play, &["{}"]);
    let effects = text(&mut play, calls[0], "A");
    assert!(asked(&effects).is_none(), "{effects:?}");
    let told = super::notice(&play);
    assert!(
        told.starts_with("the cost of a reply of this turn is unknown"),
        "{told}"
    );
    assert!(told.contains("F5 sends the results"), "{told}");
}
