//! Calls answered in the inspection pane: by hand, in any order, and what goes back.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a test looks for one of many"
)]

use crate::app::chips::Wanted;
use crate::app::effect::Effect;
use crate::app::file_picker::{Browse, Browsed, EntryKind, FileEntry};
use crate::app::fixture::*;
use crate::app::inspect::{Inspect, Standing, standing};
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::update::calls::by_hand;
use crate::app::view::Pane;
use crate::app::wanted::Form;
use crate::chat::attached::{Attached, Kind};
use crate::chat::call::items::{self, Item};
use crate::chat::call::{CallId, Status};
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Hidden;
use crate::chat::ids::GenerationId;
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::chat::tool::verdict::Verdict;

fn called(count: u32) -> (Play, GenerationId) {
    let mut play = Play::connected();
    play.offers_top_song();
    let id = play.ask("What is played on WZPZ?");
    for block in 0..count {
        play.calls(id, (block, "top_song"), &["{\"sign\":", "\"WZPZ\"}"]);
    }
    play.ended_in_calls(id);
    play.appended();
    (play, id)
}

fn pane(play: &Play) -> &Inspect {
    match play.state.overlays.last() {
        Some(Overlay::Inspect(pane)) => pane,
        other => panic!("{other:?}"),
    }
}

/// The results in the message that these effects record.
fn results(effects: &[Effect]) -> Vec<(Status, Vec<Item>)> {
    let entries = entries(effects);
    let content = entries.iter().find_map(|entry| match &entry.record {
        Record::Message {
            role: Role::User,
            body: Body::New(content),
            ..
        } => Some(content.clone()),
        _ => None,
    });
    let blocks = content.expect("no message goes back").into_iter();
    let results = blocks.map(|block| match block {
        ContentBlock::ToolResult {
            status, content, ..
        } => {
            let status = match status.as_deref() {
                Some("error") => Status::Error,
                _ => Status::Success,
            };
            (status, items::read(&content))
        }
        other => panic!("{other:?}"),
    });
    results.collect()
}

/// Tells what was found out about the arguments that are to be checked.
fn verified(play: &mut Play, effects: &[Effect]) -> Vec<Effect> {
    let [Effect::Verify(order)] = effects else {
        panic!("{effects:?}");
    };
    play.tell(Msg::Verified(order.call, order.key, Verdict::Valid))
}

fn words(text: &str) -> Vec<Item> {
    vec![Item::Text(text.to_owned())]
}

#[test]
fn calls_are_answered_in_any_order_and_go_back_together() {
    let (mut play, _) = called(3);
    play.key("ctrl-x t");
    assert_eq!(pane(&play).list.selected, 0, "the first that waits");
    play.key("down");
    play.key("a");
    play.typed("{\"song\":1}");
    play.key("ctrl-t");
    assert_eq!(kinds(&play.key("ctrl-s")), ["answer"]);
    assert_eq!(pane(&play).list.selected, 0, "the next that waits");
    play.key("a");
    play.typed("no such station");
    play.key("ctrl-e");
    play.key("ctrl-s");
    assert_eq!(pane(&play).list.selected, 2);
    let effects = play.key("s");
    let results = results(&effects);
    assert_eq!(results[0], (Status::Error, words("no such station")));
    assert!(matches!(&results[1].1[..], [Item::Json(_)]), "{results:?}");
    assert_eq!(results[2].0, Status::Success);
    assert_eq!(prepares(&effects).len(), 1, "the model is asked again");
}

#[test]
fn a_call_is_denied_with_or_without_a_reason() {
    for (reason, told) in [
        ("", "The user denied this call."),
        ("too loud", "The user denied this call: too loud"),
    ] {
        let (mut play, _) = called(1);
        play.key("ctrl-x t");
        play.key("d");
        play.typed(reason);
        let results = results(&play.key("enter"));
        assert_eq!(results, [(Status::Error, words(told))]);
    }
}

#[test]
fn changed_arguments_are_checked_while_they_are_typed_and_go_along() {
    let (mut play, id) = called(1);
    play.key("ctrl-x t");
    // Laid out for the editor they are another text, which is checked first.
    let opened = play.key("e");
    verified(&mut play, &opened);
    play.key("ctrl-end");
    let effects = play.typed(" ");
    assert!(matches!(&effects[..], [Effect::Verify(_)]), "{effects:?}");
    for _ in 0..40 {
        play.key("backspace");
    }
    play.typed("{\"sign\":\"WKRP\"}");
    play.key("ctrl-s");
    assert_eq!(play.state.calls.edited.len(), 1);
    play.key("a");
    play.typed("a song");
    let effects = play.key("ctrl-s");
    assert_eq!(results(&effects).len(), 1);
    let call = CallId::new(id.reply(), 0);
    let carried = play.state.conversation.carried_out(call);
    let Some(ContentBlock::ToolUse(asks)) = carried else {
        panic!("{carried:?}");
    };
    assert_eq!(asks.input, "{\"sign\":\"WKRP\"}");
}

#[test]
fn of_arguments_that_are_typed_only_the_last_are_checked() {
    let (mut play, _) = called(1);
    let looked_at = play.key("ctrl-x t");
    verified(&mut play, &looked_at);
    let opened = play.key("e");
    assert_eq!(verified(&mut play, &opened), []);
    play.key("ctrl-end");
    let first = play.typed(" ");
    // While they are being checked one writes on: nothing more is asked until they have come back.
    assert_eq!(play.typed("   "), []);
    let last = verified(&mut play, &first);
    let [Effect::Verify(order)] = &last[..] else {
        panic!("{last:?}");
    };
    assert!(order.args.ends_with("    "), "{:?}", order.args);
    assert_eq!(verified(&mut play, &last), []);
    assert_eq!(play.tell(Msg::Tick), []);
}

#[test]
fn an_answer_can_be_taken_back() {
    let (mut play, _) = called(2);
    play.key("ctrl-x t");
    play.key("s");
    assert_eq!(pane(&play).list.selected, 1);
    play.key("up");
    assert_eq!(kinds(&play.key("z")), ["answer"]);
    play.key("s");
    // What was halted by the user waits for the user's word.
    let effects = play.key("s");
    assert!(prepares(&effects).is_empty(), "{effects:?}");
    assert_eq!(prepares(&play.key("f5")).len(), 1);
}

#[test]
fn a_text_file_is_read_once_and_goes_back_as_text() {
    let (mut play, _) = called(1);
    play.key("ctrl-x t");
    play.key("f");
    play.typed("/home/u/songs.csv");
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(fetches[0].wanted.form, Form::Result);
    let text = Attached {
        kind: Kind::Text("a,b".into()),
        ..picture()
    };
    let effects = play.tell(Msg::Attached(fetches[0].id, Ok(text)));
    assert_eq!(results(&effects), [(Status::Success, words("a,b"))]);
}

#[test]
fn arguments_are_checked_once() {
    let (mut play, _) = called(1);
    let effects = play.key("ctrl-x t");
    let [Effect::Verify(order)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(order.args, "{\"sign\":\"WZPZ\"}");
    assert_eq!(play.key("tab"), []);
    play.tell(Msg::Verified(order.call, order.key, Verdict::Valid));
    assert_eq!(play.key("tab"), []);
}

#[test]
fn every_part_can_be_copied() {
    let (mut play, id) = called(1);
    play.key("ctrl-x t");
    let copied = |effects: Vec<Effect>| match &effects[..] {
        [Effect::Copy(copying)] => copying.text.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(copied(play.key("shift-y")), "{\"sign\":\"WZPZ\"}");
    assert_eq!(copied(play.key("i")), format!("toolu_0{:06x}", id.0));
    let rows = pane(&play).detail().rows();
    let sign = rows
        .iter()
        .position(|row| row.line.text().contains("sign:"));
    play.tell(Msg::Clicked(Target::CallRow(sign.unwrap())));
    assert_eq!(copied(play.key("y")), "WZPZ");
    assert_eq!(copied(play.key("o")), "/sign");
}

#[test]
fn prompts_are_those_that_the_user_typed() {
    let (mut play, _) = called(1);
    play.key("ctrl-x t");
    play.key("s");
    play.key("esc");
    play.key("ctrl-x '");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no list");
    };
    assert_eq!(menu.chooser.rows().len(), 1);
}

#[test]
fn the_line_of_a_call_opens_the_pane() {
    let (mut play, id) = called(2);
    play.tell(Msg::Clicked(Target::Call(LANE, id.reply(), 1)));
    assert_eq!(pane(&play).list.selected, 1);
    play.key("q");
    play.key("t");
    assert_eq!(pane(&play).list.selected, 0);
}

#[test]
fn enter_on_a_chosen_message_opens_its_first_open_call() {
    let (mut play, id) = called(3);
    play.key("ctrl-x t");
    play.key("s");
    play.key("q");
    // The first takes the notice away.
    play.key("esc");
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
    play.key("g");
    play.key("n");
    assert_eq!(play.state.view.reading.chosen, Some(id.reply()));
    play.key("enter");
    assert_eq!(pane(&play).list.selected, 1, "the first that waits");
    play.key("q");
    // The prompt before has no calls, so that Enter leads back to the message editor.
    play.key("p");
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.view.focus, Pane::Composer);
}

#[test]
fn enter_goes_to_the_editor_while_no_message_is_chosen() {
    let (mut play, _) = called(1);
    play.key("esc");
    play.key("esc");
    assert_eq!(play.state.view.reading.chosen, None);
    play.state.view.focus = Pane::Transcript;
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.state.view.focus, Pane::Composer);
}

/// The picker over the pane, in a folder with two files.
fn picking() -> Play {
    let (mut play, _) = called(2);
    play.key("ctrl-x t");
    let effects = play.key("f");
    let [Effect::Browse(Browse::Start(asked, None))] = effects[..] else {
        panic!("{effects:?}");
    };
    let entry = |name: &str| FileEntry::new(name.into(), EntryKind::File, 1_000, None);
    let entries = vec![entry("basalt.png"), entry("gneiss.png")];
    let folder = "/rocks".into();
    play.tell(Msg::Browsed(Browsed::Folder(asked, folder, Ok(entries))));
    play
}

fn result_of(path: &str) -> Wanted {
    Wanted {
        form: Form::Result,
        ..Wanted::file(path.into())
    }
}

#[test]
fn a_file_that_answers_is_picked_and_leads_back_to_the_pane() {
    let mut play = picking();
    play.key("space");
    let notice = super::notice(&play);
    assert!(notice.contains("one file answers"), "{notice}");
    play.key("down");
    let effects = play.key("enter");
    let fetch = effects.iter().find_map(|effect| match effect {
        Effect::Attach(fetches) => Some(fetches[0].clone()),
        _ => None,
    });
    let fetch = fetch.unwrap();
    assert_eq!(fetch.wanted, result_of("/rocks/gneiss.png"));
    assert_eq!(play.state.memory.folder, Some("/rocks".into()));
    let call = pane(&play).selected().unwrap();
    play.tell(Msg::Attached(fetch.id, Ok(picture())));
    assert!(play.state.conversation.answer(call).is_some());
    assert_eq!(pane(&play).list.selected, 1, "the next that waits");
    assert!(play.state.composer.chips.list.is_empty());
}

#[test]
fn the_picker_that_answers_takes_paths_and_no_buckets() {
    let mut play = picking();
    play.typed("s3://rocks/a.mp4");
    assert_eq!(play.key("enter"), []);
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Files(_))
    ));
    play.key("ctrl-u");
    play.typed("/p/a.png");
    let effects = play.key("enter");
    assert!(
        matches!(&effects[..], [Effect::Attach(fetches)] if fetches[0].wanted == result_of("/p/a.png")),
        "{effects:?}"
    );
    assert!(matches!(play.state.overlays[..], [Overlay::Inspect(_)]));
    play.key("f");
    play.key("esc");
    assert!(matches!(play.state.overlays[..], [Overlay::Inspect(_)]));
}

#[test]
fn the_selection_stays_where_the_user_put_it_when_another_call_gets_its_answer() {
    let (mut play, id) = called(4);
    play.key("ctrl-x t");
    for _ in 0..2 {
        play.key("down");
    }
    by_hand::skip(&mut play.state, CallId::new(id.reply(), 0));
    play.tell(Msg::Tick);
    assert_eq!(pane(&play).list.selected, 2);
    play.key("s");
    assert_eq!(pane(&play).list.selected, 1, "the next that waits");
}

/// A call that was answered with a text and went back; the reply to it is complete.
fn gone_back() -> (Play, CallId) {
    let (mut play, id) = called(1);
    play.key("ctrl-x t");
    play.key("a");
    play.typed("a song");
    let effects = play.key("ctrl-s");
    let reply = play.sent(&effects);
    play.streamed(reply, "It is a song.");
    play.ended(reply);
    play.appended();
    play.key("esc");
    (play, CallId::new(id.reply(), 0))
}

#[test]
fn a_call_stands_where_its_lane_is_and_not_where_a_path_was_that_is_undone() {
    let (mut play, call) = gone_back();
    let success = Status::Success;
    assert_eq!(standing(&play.state, call), Standing::GivenBack(success));
    play.key("ctrl-x z");
    assert_eq!(standing(&play.state, call), Standing::Answered(success));
    play.key("ctrl-x t");
    play.key("z");
    assert_eq!(standing(&play.state, call), Standing::Waiting);
    let rows = pane(&play).detail().rows();
    let told = rows.iter().any(|row| row.line.text().contains("none yet"));
    assert!(told, "{rows:?}");
}

#[test]
fn arguments_that_are_no_json_are_told_from_those_that_were_cut_off() {
    let stands = |why: &str| {
        let mut play = Play::connected();
        play.offers_top_song();
        let id = play.ask("What is played on WZPZ?");
        play.calls(id, (0, "top_song"), &["{\"sign\":"]);
        play.ended_by(id, why);
        standing(&play.state, CallId::new(id.reply(), 0))
    };
    assert_eq!(stands("tool_use"), Standing::NoJson);
    assert_eq!(stands("max_tokens"), Standing::CutOff);
}

#[test]
fn what_follows_a_call_in_the_trash_does_not_count() {
    let (mut play, id) = called(1);
    let call = CallId::new(id.reply(), 0);
    // That the call stays behind is told first.
    play.say("never mind");
    play.key("ctrl-end");
    let effects = play.key("enter");
    let reply = play.sent(&effects);
    play.ended(reply);
    play.appended();
    assert_eq!(standing(&play.state, call), Standing::Left);
    let said = play.state.conversation.children(Some(id.reply()))[0];
    play.apply(Record::Trash(said, Hidden::Yes));
    assert_eq!(standing(&play.state, call), Standing::Waiting);
    play.apply(Record::Trash(said, Hidden::No));
    assert_eq!(standing(&play.state, call), Standing::Left);
}
