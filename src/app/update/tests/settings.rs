//! The settings pane: sliders, words, texts, variables, and the records that come of them.

use std::time::Duration;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::menu::{Pick, Remedy};
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::settings::row::Row;
use crate::app::view::Pane;
use crate::chat::conversation::BY_ITSELF;
use crate::chat::record::Record;
use crate::chat::refusal::Refusal;
use crate::chat::settings::{Decimal, Delivery, Field, Param, Settings, Wire};

const TEMPERATURE: Row = Row::Slider(Param::Temperature);

/// A conversation with one turn, whose file exists, and the settings open.
fn open() -> Play {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    play.key("f2");
    assert_eq!(play.state.view.focus, Pane::Settings);
    play
}

/// Goes to a row.
fn go(play: &mut Play, row: Row) {
    for _ in 0..60 {
        if play.state.view.side.as_ref().unwrap().row == row {
            return;
        }
        play.key("down");
    }
    for _ in 0..60 {
        if play.state.view.side.as_ref().unwrap().row == row {
            return;
        }
        play.key("up");
    }
    panic!("no row {row:?}");
}

/// The settings that were recorded.
fn recorded(effects: &[Effect]) -> Vec<Settings> {
    let mut found = Vec::new();
    for effect in effects {
        let Effect::Append(entries) = effect else {
            continue;
        };
        for entry in entries {
            if let Record::LaneSet { settings, .. } = &entry.record {
                found.push(settings.clone());
            }
        }
    }
    found
}

/// A number, as a value that is sent.
#[expect(
    clippy::unnecessary_wraps,
    reason = "it is compared with what may be absent"
)]
fn number(text: &str) -> Option<Decimal> {
    Some(Decimal::parse(text).unwrap())
}

#[test]
fn a_turn_of_many_steps_is_one_record_when_it_rests() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    for key in ["home", "right", "right", "right"] {
        assert_eq!(play.key(key), []);
    }
    assert_eq!(play.settings().sampling.temperature, None);
    let rests = crate::app::next_wake(&play.state).unwrap();
    let effects = play.tick(rests.since(play.now.mono));
    let recorded = recorded(&effects);
    assert_eq!(recorded.len(), 1);
    assert_eq!(recorded[0].sampling.temperature, number("0.03"));
}

#[test]
fn a_slider_that_was_turned_is_recorded_before_a_message_is_sent() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.key("end");
    play.key("tab");
    let id = play.ask("again");
    let generation = play.state.conversation.generation(id).unwrap();
    assert_eq!(generation.settings.sampling.temperature, number("1"));
}

#[test]
fn digits_are_taken_as_they_were_typed() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.typed("0.950");
    let effects = play.key("enter");
    assert_eq!(recorded(&effects)[0].sampling.temperature, number("0.950"));
}

#[test]
fn a_number_out_of_range_is_told_and_the_value_stays() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.typed("0.5");
    play.key("enter");
    for (typed, said) in [("7", "outside 0 to 1"), ("0.1.2", "is no number")] {
        play.typed(typed);
        assert_eq!(play.key("enter"), []);
        let notice = play.state.notices.passing().unwrap();
        assert!(notice.contains(said), "{notice}");
        assert_eq!(play.settings().sampling.temperature, number("0.5"));
        for _ in typed.chars() {
            play.key("backspace");
        }
    }
    assert_eq!(play.state.view.side.as_ref().unwrap().typed, None);
}

#[test]
fn not_sent_differs_from_every_value() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.typed("0");
    play.key("enter");
    assert_eq!(play.settings().sampling.temperature, number("0"));
    let effects = play.key("x");
    assert_eq!(recorded(&effects)[0].sampling.temperature, None);
}

#[test]
fn rounds_are_turned_typed_and_set_back() {
    let mut play = open();
    play.offers_top_song();
    go(&mut play, Row::Rounds);
    // Unset, it stands where it is counted from.
    play.key("right");
    let effects = play.tick(Duration::from_secs(1));
    assert_eq!(recorded(&effects)[0].tools.limits.rounds, Some(21));
    play.typed("1001");
    play.key("enter");
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("outside 1 to 1000"), "{notice}");
    for _ in 0..4 {
        play.key("backspace");
    }
    play.typed("2.5");
    play.key("enter");
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("no whole number"), "{notice}");
    for _ in 0..3 {
        play.key("backspace");
    }
    play.typed("5");
    play.key("enter");
    assert_eq!(play.settings().tools.limits.rounds, Some(5));
    let effects = play.key("x");
    assert_eq!(recorded(&effects)[0].tools.limits.rounds, None);
    play.key("d");
    let effects = play.tick(Duration::from_secs(1));
    assert_eq!(recorded(&effects)[0].tools.limits.rounds, Some(20));
}

#[test]
fn the_most_tokens_are_always_sent() {
    let mut play = open();
    go(&mut play, Row::Slider(Param::MaxTokens));
    assert_eq!(play.key("x"), []);
    assert_eq!(play.settings().sampling.max_tokens, 4096);
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("always sent")
    );
    play.typed("100");
    play.key("enter");
    assert_eq!(play.settings().sampling.max_tokens, 100);
}

#[test]
fn the_mouse_drags_a_slider_and_it_is_one_record() {
    let mut play = open();
    assert_eq!(play.tell(Msg::Clicked(Target::Slide(TEMPERATURE, 0))), []);
    for at in [100, 250, 500] {
        assert_eq!(play.tell(Msg::Dragged(TEMPERATURE, at)), []);
    }
    let effects = play.tick(Duration::from_secs(1));
    assert_eq!(recorded(&effects)[0].sampling.temperature, number("0.5"));
}

#[test]
fn words_go_round_and_are_recorded_at_once() {
    let mut play = open();
    go(&mut play, Row::Wire);
    assert_eq!(recorded(&play.key("right"))[0].wire, Wire::Messages);
    assert_eq!(recorded(&play.key("enter"))[0].wire, Wire::Completions);
    assert_eq!(recorded(&play.key("l"))[0].wire, Wire::Converse);
    go(&mut play, Row::Delivery);
    assert_eq!(recorded(&play.key("left"))[0].delivery, Delivery::Whole);
    assert_eq!(recorded(&play.key("x"))[0].delivery, Delivery::Streaming);
}

#[test]
fn rows_that_need_another_one_come_and_go_with_it() {
    let mut play = open();
    go(&mut play, Row::Thinking);
    play.key("right");
    play.key("right");
    go(&mut play, Row::Budget);
    play.typed("2000");
    play.key("enter");
    let thinking = play.settings().reasoning.thinking;
    assert_eq!(thinking, crate::chat::settings::Thinking::Budget(2000));
}

#[test]
fn the_system_prompt_is_edited_over_the_panes() {
    let mut play = open();
    play.key("ctrl-x s");
    play.typed("Be brief.");
    play.key("enter");
    play.typed("Very.");
    let effects = play.key("esc");
    assert_eq!(recorded(&effects)[0].system, "Be brief.\nVery.");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn ctrl_c_leaves_the_value_as_it_was() {
    let mut play = open();
    play.key("ctrl-x s");
    play.typed("Be brief.");
    assert_eq!(play.key("ctrl-c"), []);
    assert_eq!(play.state.overlays.len(), 1);
    assert_eq!(play.key("ctrl-c"), []);
    assert_eq!(play.settings().system, "");
    assert_eq!(play.state.input.quit_until, None);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn json_with_an_error_stays_open_with_its_place() {
    let mut play = open();
    go(&mut play, Row::Extra);
    play.key("enter");
    play.typed("{\"a\" 1}");
    let problem = |play: &Play| match play.state.overlays.last() {
        Some(Overlay::Editor(editor)) => editor.problem.clone(),
        other => panic!("{other:?}"),
    };
    assert!(problem(&play).unwrap().starts_with("line 1, column 6"));
    assert_eq!(play.key("esc"), []);
    assert!(problem(&play).is_some());
    assert_eq!(play.settings().extra.0, "");
    for key in ["left", "left", ":"] {
        play.key(key);
    }
    assert_eq!(problem(&play), None);
    let effects = play.key("esc");
    assert_eq!(recorded(&effects)[0].extra.0, "{\"a\":1}");
}

#[test]
fn one_line_is_taken_with_enter() {
    let mut play = open();
    go(&mut play, Row::UserId);
    play.key("enter");
    play.tell(Msg::Paste("me\nand more".to_owned()));
    let effects = play.key("enter");
    assert_eq!(recorded(&effects)[0].service.user_id.as_deref(), Some("me"));
}

#[test]
fn variables_are_filled_in_when_a_message_is_sent() {
    let mut play = open();
    play.key("ctrl-x s");
    play.typed("In {{city}}.");
    play.key("esc");
    play.key("ctrl-x {");
    play.key("enter");
    play.typed("Oslo");
    play.key("esc");
    play.key("esc");
    let effects = play.say("{{city}}, {{other}}?");
    let request = effects
        .iter()
        .find_map(|effect| {
            let Effect::Prepare(_, _, request) = effect else {
                return None;
            };
            Some(request.clone())
        })
        .unwrap();
    assert_eq!(request.settings.system, "In Oslo.");
    assert_eq!(play.path().last().unwrap(), "Oslo, {{other}}?");
    assert_eq!(play.settings().system, "In {{city}}.");
}

#[test]
fn settings_of_a_new_conversation_wait_for_its_first_message() {
    let mut play = Play::connected();
    play.key("f2");
    go(&mut play, Row::Wire);
    assert_eq!(play.key("right"), []);
    assert_eq!(play.key("right"), []);
    let sets = play.state.file.preface.iter();
    let by_user = sets.filter(|entry| entry.act != BY_ITSELF);
    let sets = by_user.filter(|entry| matches!(entry.record, Record::LaneSet { .. }));
    assert_eq!(sets.count(), 1);
    assert_eq!(play.settings().wire, Wire::Completions);
}

#[test]
fn the_pane_opens_gets_the_focus_and_closes() {
    let mut play = Play::connected();
    play.tell(Msg::Resized(crate::app::layout::Size {
        width: 120,
        height: 30,
    }));
    play.key("f2");
    assert!(play.state.view.panes.side.width > 0);
    play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.view.side.is_some());
    play.key("ctrl-x p");
    assert_eq!(play.state.view.focus, Pane::Settings);
    play.key("f2");
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.view.side.is_none());
}

#[test]
fn over_the_conversation_the_pane_closes_when_it_loses_the_focus() {
    let mut play = Play::connected();
    play.key("f2");
    assert!(play.state.view.panes.side_covers());
    play.key("tab");
    assert!(play.state.view.side.is_none());
}

#[test]
fn a_prefill_begins_the_reply_and_is_sent_again_with_a_retry() {
    let mut play = Play::connected();
    play.key("ctrl-x f");
    play.typed("{\"a\":");
    play.key("ctrl-x f");
    let id = play.ask("json");
    assert_eq!(play.path(), ["json", "{\"a\":"]);
    play.streamed(id, " 1}");
    play.ended(id);
    assert_eq!(play.path(), ["json", "{\"a\": 1}"]);
    assert_eq!(play.state.composer.prefill(), "");
    let effects = play.key("f5");
    let id = play.sent(&effects);
    let reply = play.state.conversation.message(id.reply()).unwrap();
    assert_eq!(reply.prefill_len, 5);
}

/// A way of leaving the pane.
type Leave = fn(&mut Play) -> Vec<Effect>;

/// Each way of leaving the pane with the keyboard or the mouse.
fn ways_out() -> Vec<(&'static str, Leave)> {
    vec![
        ("tab", |play| play.key("tab")),
        ("esc", |play| play.key("esc")),
        ("f2", |play| play.key("f2")),
        ("preview", |play| play.key("ctrl-x i")),
        ("click", |play| play.tell(Msg::Clicked(Target::Composer))),
        ("paste", |play| play.tell(Msg::Paste("text".to_owned()))),
        ("quit", |play| play.key("ctrl-x q")),
    ]
}

#[test]
fn digits_that_were_typed_are_taken_when_the_pane_is_left() {
    for (name, leave) in ways_out() {
        let mut play = open();
        go(&mut play, TEMPERATURE);
        play.typed("0.5");
        let effects = leave(&mut play);
        let recorded = recorded(&effects);
        assert_eq!(recorded.len(), 1, "{name}");
        assert_eq!(recorded[0].sampling.temperature, number("0.5"), "{name}");
        let side = play.state.view.side.as_ref();
        assert!(side.is_none_or(|side| side.typed.is_none()), "{name}");
    }
}

#[test]
fn a_slider_that_was_turned_is_kept_when_the_pane_is_left() {
    for (name, leave) in ways_out() {
        let mut play = open();
        go(&mut play, TEMPERATURE);
        play.key("end");
        let effects = leave(&mut play);
        let recorded = recorded(&effects);
        assert_eq!(recorded.len(), 1, "{name}");
        assert_eq!(recorded[0].sampling.temperature, number("1"), "{name}");
    }
}

#[test]
fn a_wrong_number_is_told_and_dropped_when_the_pane_is_left() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.typed("7");
    assert_eq!(recorded(&play.key("tab")), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("outside 0 to 1"), "{notice}");
    play.key("f2");
    assert_eq!(play.state.view.side.as_ref().unwrap().typed, None);
}

#[test]
fn a_slider_is_not_turned_below_a_wrong_number() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.typed("7");
    play.key("right");
    let side = play.state.view.side.as_ref().unwrap();
    assert_eq!(side.typed.as_deref(), Some("7"));
    assert_eq!(side.sliding, None);
}

#[test]
fn the_wheel_goes_to_another_row_and_the_turned_one_is_recorded() {
    let mut play = open();
    go(&mut play, TEMPERATURE);
    play.key("end");
    let effects = play.tell(Msg::Wheel(Target::Side, 3));
    assert_eq!(recorded(&effects)[0].sampling.temperature, number("1"));
    play.key("end");
    let effects = play.tick(Duration::from_secs(1));
    assert_eq!(recorded(&effects)[0].sampling.temperature, number("1"));
    assert_eq!(recorded(&effects)[0].sampling.top_p, number("1"));
}

#[test]
fn a_text_in_an_editor_is_taken_when_outcrop_ends() {
    let mut play = open();
    play.key("ctrl-x s");
    play.typed("Be brief.");
    play.key("f1");
    let effects = play.key("ctrl-x q");
    assert_eq!(recorded(&effects)[0].system, "Be brief.");
    assert_eq!(effects.last(), Some(&Effect::Quit));
}

#[test]
fn a_text_that_is_no_value_is_left_behind_only_when_it_is_said_twice() {
    let mut play = open();
    go(&mut play, Row::Extra);
    play.key("enter");
    play.typed("{");
    assert_eq!(play.key("ctrl-x q"), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("quit again"), "{notice}");
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("the editor is closed");
    };
    assert_eq!(editor.text(), "{");
    assert_eq!(play.key("ctrl-x q").last(), Some(&Effect::Quit));
}

#[test]
fn an_editor_that_is_open_is_not_opened_again_over_itself() {
    let mut play = open();
    play.key("ctrl-x s");
    play.typed("first");
    play.key("ctrl-x s");
    assert_eq!(play.state.overlays.len(), 1);
    play.typed(" second");
    assert_eq!(recorded(&play.key("esc"))[0].system, "first second");
}

#[test]
fn a_wire_that_is_set_back_brings_its_most_tokens() {
    let mut play = open();
    go(&mut play, Row::Wire);
    let before = play.settings();
    play.key("end");
    assert_ne!(play.settings().sampling, before.sampling);
    play.key("x");
    assert_eq!(play.settings(), before);
}

#[test]
fn white_space_is_offered_to_be_cut_off_only_where_that_helps() {
    let mends = |play: &mut Play| {
        play.key("ctrl-x f");
        play.typed("Sure ");
        play.key("ctrl-x f");
        play.say("hello");
        let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
            panic!("nothing is told");
        };
        let rows = menu.chooser.rows();
        rows.filter(|entry| matches!(&entry.pick, Pick::Send(Remedy::TrimPrefill, _)))
            .count()
    };
    assert_eq!(mends(&mut Play::connected()), 1);
    let mut play = Play::connected();
    play.state.memory.refusals.remember(Refusal {
        model: nova().model,
        field: Field::Prefill,
        message: "This model does not support assistant message prefill.".to_owned(),
        on: "2026-11-21".to_owned(),
    });
    assert_eq!(mends(&mut play), 0);
}

#[test]
fn what_stands_in_the_conversation_is_not_offered_to_be_left_out() {
    let mut play = Play::connected();
    let id = play.ask("look");
    play.refused(
        id,
        "This model doesn't support the image field for user messages. Remove image and try again.",
    );
    assert_eq!(play.key("f6"), []);
    let notice = play.state.notices.passing().unwrap();
    assert!(notice.contains("images cannot be left out"), "{notice}");
}

#[test]
fn a_refusal_does_not_move_the_row_below_the_fingers() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.key("f2");
    go(&mut play, Row::Slider(Param::MaxTokens));
    play.typed("12");
    play.refused(id, "`temperature` is deprecated for this model.");
    play.typed("8");
    play.key("enter");
    assert_eq!(play.settings().sampling.max_tokens, 128);
}

#[test]
fn what_was_sent_all_the_same_is_told_again_for_another_model() {
    let mut play = Play::connected();
    let blank = |play: &mut Play| {
        play.key("ctrl-x f");
        play.typed("Sure ");
        play.key("ctrl-x f");
        play.typed("hello");
        play.key("enter")
    };
    blank(&mut play);
    play.key("ctrl-end");
    let effects = play.key("enter");
    let id = play.sent(&effects);
    play.ended(id);
    assert_eq!(prepares(&blank(&mut play)).len(), 1);
    play.key("esc");
    play.key("ctrl-x m");
    play.typed("opus");
    play.key("enter");
    assert_eq!(prepares(&blank(&mut play)), []);
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
}

#[test]
fn settings_chosen_before_the_first_message_are_in_the_draft_and_come_back() {
    let mut play = Play::connected();
    play.key("f2");
    go(&mut play, Row::Wire);
    play.key("right");
    play.key("ctrl-x {");
    play.key("enter");
    play.typed("city");
    play.key("enter");
    play.typed("Oslo");
    play.key("esc");
    let effects = play.tick(Duration::from_secs(1));
    let draft = effects.iter().find_map(|effect| {
        let Effect::SaveDraft(_, draft) = effect else {
            return None;
        };
        Some(draft.clone())
    });
    let again = Play::begin(crate::app::state::Start {
        draft: draft.unwrap(),
        ..start()
    });
    assert_eq!(again.settings().wire, Wire::Messages);
    assert_eq!(again.state.conversation.variables()["city"], "Oslo");
}
