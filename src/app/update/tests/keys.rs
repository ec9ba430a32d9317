//! Keys and pasted text.

use std::time::Duration;

use crate::app::able::why_not;
use crate::app::action::{Action, Scope, TABLE};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::keymap::Keymap;
use crate::app::menu::Pick;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::picker::PickerRow;
use crate::app::reader::Entry;
use crate::app::view::Pane;
use crate::app::{next_wake, palette, prepare};
use crate::chat::failure::FailureKind;
use crate::chat::generation::{GenerationEvent, Outcome};
use crate::chat::keys::{KeysFile, Wish, Word};

#[test]
fn esc_closes_then_stops_then_clears_then_changes_the_pane() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.state.notices.say("a notice", play.now.mono);
    play.key("f1");
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.outcome(id), None);
    play.key("esc");
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert!(play.state.notices.passing().is_some());
    play.key("esc");
    assert_eq!(play.state.notices.passing(), None);
    // Pressed again and again it only meant to stop.
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Composer);
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn esc_changes_the_pane_once_some_time_has_passed_since_it_stopped_a_reply() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.key("esc");
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    play.state.notices.clear();
    play.wait(Duration::from_secs(1));
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
}

#[test]
fn esc_stops_what_goes_on_in_another_lane() {
    let mut play = Play::connected();
    play.turn("zero", "0");
    let other = play.fork_lane(|_| {});
    play.say("one");
    assert_eq!(play.state.flight.len(), 2);
    play.key("esc");
    let left: Vec<_> = play.state.flight.iter().map(|flying| flying.lane).collect();
    assert_eq!((left.len(), left.contains(&other)), (1, false));
    play.say("two");
    play.key("esc");
    assert!(play.state.flight.is_quiet());
    // What is queued waits for a word, as with the lane in focus.
    assert_eq!(play.state.composer.queue.len(), 1);
    assert_eq!(play.state.view.focus, Pane::Composer);
}

#[test]
fn the_key_of_the_help_opens_it_in_the_midst_of_a_sequence() {
    let mut play = Play::connected();
    play.key("ctrl-x");
    play.key("f1");
    assert!(matches!(play.state.overlays[..], [Overlay::Reader(_)]));
    assert_eq!(play.state.notices.passing(), None);
}

#[test]
fn a_hint_at_keys_goes_with_what_esc_does_and_news_go_first() {
    let mut play = Play::connected();
    play.turn("one", "first");
    for (open, there) in [
        ("ctrl-x p g", Pane::Settings),
        ("esc shift-z", Pane::Transcript),
    ] {
        play.key(open);
        assert_eq!(play.state.view.focus, there);
        assert!(play.state.notices.passing().is_some(), "{there:?}");
        play.key("esc");
        assert_eq!(play.state.view.focus, Pane::Composer);
        assert_eq!(play.state.notices.passing(), None);
    }
    play.key("esc");
    play.state.notices.say("news", play.now.mono);
    play.key("esc");
    assert_eq!(play.state.view.focus, Pane::Transcript);
    assert_eq!(play.state.notices.passing(), None);
}

#[test]
fn a_notice_that_is_cut_is_read_alone_and_the_last_error_where_there_is_none() {
    let mut play = Play::connected();
    let read = |play: &mut Play| {
        play.key("ctrl-x !");
        let (title, text) = play.state.notices.in_full();
        let text = text.to_owned();
        prepare(&mut play.state);
        let Some(Overlay::Reader(reader)) = play.state.overlays.last() else {
            panic!("nothing is read");
        };
        let lines = reader.lines.iter().map(|line| match line {
            Entry::Text(text) => text.as_str(),
            Entry::Group(_) | Entry::Key(..) => panic!("{line:?}"),
        });
        assert_eq!(lines.collect::<Vec<_>>().join(" "), text);
        let read = (title, text);
        play.key("esc");
        read
    };
    let error = ("Last error", "the error".to_owned());
    play.state.notices.error("the error", play.now.mono);
    play.state.notices.say("short", play.now.mono);
    assert_eq!(read(&mut play), error);
    let long = "word ".repeat(40).trim().to_owned();
    play.state.notices.say(long.clone(), play.now.mono);
    assert_eq!(read(&mut play), ("Notice", long.clone()));
    play.state.notices.clear();
    assert_eq!(read(&mut play), error);
    play.state.notices.error(long.clone(), play.now.mono);
    assert_eq!(read(&mut play), ("Last error", long));
}

#[test]
fn the_last_error_has_the_request_id() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    let mut end = failure(FailureKind::AccessDenied);
    if let Outcome::Failed(failure) = &mut end.outcome {
        failure.request_id = Some("6d91".to_owned());
    }
    play.tell(Msg::Generation(id, GenerationEvent::Ended(end)));
    play.key("ctrl-x !");
    let (title, text) = play.state.notices.in_full();
    assert_eq!(title, "Last error");
    assert!(text.ends_with("\n\nrequest id 6d91"), "{text}");
}

#[test]
fn esc_never_destroys_text() {
    let mut play = Play::connected();
    play.typed("mine");
    for _ in 0..4 {
        play.key("esc");
    }
    assert_eq!(play.text(), "mine");
}

#[test]
fn ctrl_c_stops_then_clears_then_asks_then_quits() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.typed("more");
    play.key("ctrl-c");
    assert_eq!(play.outcome(id), Some(Outcome::Cancelled));
    assert_eq!(play.text(), "more");
    assert_eq!(play.key("ctrl-c"), [Effect::SavePrompt("more".to_owned())]);
    assert_eq!(play.text(), "");
    assert_eq!(play.key("ctrl-c"), []);
    assert_eq!(play.key("ctrl-c").last(), Some(&Effect::Quit));
    play.key("up");
    assert_eq!(play.text(), "more");
}

#[test]
fn a_second_ctrl_c_quits_only_at_once() {
    let mut play = Play::connected();
    play.key("ctrl-c");
    play.tick(Duration::from_secs(2));
    assert_eq!(play.key("ctrl-c"), []);
    play.key("tab");
    assert_eq!(play.key("ctrl-c"), []);
}

#[test]
fn ctrl_d_deletes_and_quits_when_there_is_nothing_to_delete() {
    let mut play = Play::connected();
    play.typed("ab");
    play.key("ctrl-a");
    assert_eq!(play.key("ctrl-d"), []);
    assert_eq!(play.text(), "b");
    play.key("ctrl-d");
    assert_eq!(play.key("ctrl-d").last(), Some(&Effect::Quit));
}

#[test]
fn an_unknown_sequence_says_so_and_types_nothing() {
    let mut play = Play::connected();
    play.key("ctrl-x");
    assert_eq!(play.state.input.pending.len(), 1);
    play.key(";");
    assert!(play.state.input.pending.is_empty());
    assert!(
        play.state
            .notices
            .passing()
            .unwrap()
            .contains("no such key sequence")
    );
    assert_eq!(play.text(), "");
    play.typed("y");
    assert_eq!(play.text(), "y");
}

#[test]
fn esc_leaves_a_sequence_and_nothing_else() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.key("ctrl-x esc");
    assert_eq!(play.outcome(id), None);
    assert_eq!(play.state.view.focus, Pane::Composer);
}

#[test]
fn a_slash_opens_the_commands_and_stays_in_the_text() {
    let mut play = Play::connected();
    play.typed("/");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
    assert_eq!(play.text(), "/");
    play.typed("model");
    play.key("enter");
    assert!(matches!(play.state.overlays[..], [Overlay::Picker(_)]));
    assert_eq!(play.text(), "");
}

#[test]
fn a_path_can_be_typed_through_the_slash_popup() {
    let mut play = Play::connected();
    play.typed("/etc/hosts, what is 0.0.0.0?");
    assert_eq!(play.text(), "/etc/hosts, what is 0.0.0.0?");
    assert!(play.state.overlays.is_empty(), "nothing matches any more");
    assert_eq!(prepares(&play.key("enter")).len(), 1);
}

#[test]
fn leaving_the_slash_popup_leaves_what_was_typed() {
    let mut play = Play::connected();
    play.typed("/mod");
    play.key("esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.text(), "/mod");
}

#[test]
fn backspace_goes_through_the_slash_popup_and_out() {
    let mut play = Play::connected();
    play.typed("/m");
    play.key("backspace");
    assert_eq!(play.text(), "/");
    assert!(matches!(play.state.overlays[..], [Overlay::Slash(_)]));
    play.key("backspace");
    assert_eq!(play.text(), "");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_slash_within_a_text_opens_nothing() {
    let mut play = Play::connected();
    play.typed("a/b");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn pasted_text_is_never_a_command() {
    let mut play = Play::connected();
    play.key("tab");
    assert_eq!(play.tell(Msg::Paste("q\r\n/quit\r".to_owned())), []);
    assert_eq!(play.text(), "q\n/quit\n");
    assert_eq!(play.state.view.focus, Pane::Composer);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_filter_takes_one_line_of_pasted_text() {
    let mut play = Play::connected();
    play.key("ctrl-x m");
    play.tell(Msg::Paste("opus\nmore".to_owned()));
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(picker.list.filter, "opus");
    assert_eq!(play.text(), "");
}

#[test]
fn text_pasted_over_help_goes_to_the_editor() {
    let mut play = Play::connected();
    play.key("f1");
    play.tell(Msg::Paste("kept".to_owned()));
    assert_eq!(play.text(), "kept");
}

#[test]
fn a_click_on_a_heading_or_on_what_cannot_be_called_chooses_nothing() {
    let mut play = Play::without_model();
    play.say("hello");
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    let dead: Vec<usize> = (0..picker.rows.len())
        .filter(|row| picker.rows[*row].choice().is_none())
        .collect();
    assert!(
        picker
            .rows
            .iter()
            .any(|row| matches!(row, PickerRow::Unusable(_)))
    );
    for row in dead {
        assert_eq!(play.tell(Msg::Clicked(Target::Row(row))), []);
    }
    assert_eq!(play.text(), "hello");
    assert_eq!(play.state.overlays.len(), 1);
}

#[test]
fn a_click_on_a_route_chooses_it() {
    let mut play = Play::without_model();
    play.key("ctrl-x m");
    let Some(Overlay::Picker(picker)) = play.state.overlays.last() else {
        panic!();
    };
    let row = picker
        .rows
        .iter()
        .rposition(|row| row.choice().is_some())
        .unwrap();
    let choice = picker.rows[row].choice().cloned();
    let before = play.settings().model.clone();
    play.tell(Msg::Clicked(Target::Row(row)));
    assert_eq!(play.settings().model, before);
    play.tell(Msg::Clicked(Target::Row(row)));
    assert_eq!(play.settings().model, choice);
}

#[test]
fn help_scrolled_past_its_end_scrolls_back_at_once() {
    let mut play = Play::connected();
    play.key("f1");
    for _ in 0..40 {
        play.key("pagedown");
        crate::app::prepare(&mut play.state);
    }
    let scroll = |play: &Play| match play.state.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.scroll,
        other => panic!("{other:?}"),
    };
    let end = scroll(&play);
    play.key("k");
    crate::app::prepare(&mut play.state);
    assert_eq!(scroll(&play), end - 1);
}

/// A map with one action on other keys.
fn map(scope: Scope, action: &str, keys: &[&str]) -> Keymap {
    let word = |text: &str| Word {
        text: text.to_owned(),
        at: (1, 1),
    };
    let wish = Wish {
        action: word(action),
        keys: keys.iter().map(|key| word(key)).collect(),
    };
    let file = KeysFile {
        leader: None,
        tables: vec![(word(scope.key()), vec![wish])],
    };
    let (map, faults) = Keymap::of(&KeysFile::default(), &file);
    assert_eq!(faults, []);
    map
}

#[test]
fn keys_of_the_file_count_at_once() {
    let mut play = Play::connected();
    play.key("ctrl-x");
    play.tell(Msg::Rekeyed(Ok(Box::new(map(
        Scope::Global,
        "palette",
        &["f9"],
    )))));
    let told = play.state.notices.passing().unwrap();
    assert!(told.contains("keys.toml was read"), "{told}");
    assert!(play.state.input.pending.is_empty());
    play.key("ctrl-p");
    assert!(play.state.overlays.is_empty());
    play.key("f9");
    assert!(matches!(play.state.overlays[..], [Overlay::Palette(_)]));
}

#[test]
fn a_file_with_faults_changes_nothing_and_is_told_in_full() {
    let mut play = Play::connected();
    play.tell(Msg::Keyed(Ok(Box::new(map(
        Scope::Global,
        "palette",
        &["f9"],
    )))));
    assert_eq!(play.state.notices.passing(), None);
    let faults = vec![
        "line 1, column 2: one".to_owned(),
        "line 3, column 4: two".to_owned(),
    ];
    play.tell(Msg::Rekeyed(Err(faults)));
    let told = play.state.notices.passing().unwrap();
    assert!(
        told.contains("it changes nothing: line 1, column 2: one; 1 more"),
        "{told}"
    );
    play.key("ctrl-x !");
    let (_, all) = play.state.notices.in_full();
    assert!(
        all.contains("line 1, column 2: one\nline 3, column 4: two"),
        "{all}"
    );
    play.key("esc f9");
    assert!(matches!(play.state.overlays[..], [Overlay::Palette(_)]));
    let mut play = Play::connected();
    play.tell(Msg::Keyed(Err(vec!["line 1, column 2: one".to_owned()])));
    let told = play.state.notices.passing().unwrap();
    assert!(
        told.contains("the default keys count: line 1, column 2: one"),
        "{told}"
    );
}

#[test]
fn what_may_follow_is_shown_after_a_pause_and_nothing_wakes_up_otherwise() {
    let mut play = Play::connected();
    assert_eq!(next_wake(&play.state), None);
    play.key("ctrl-x");
    let begun = play.now.mono;
    assert_eq!(
        next_wake(&play.state),
        Some(begun.after(Duration::from_millis(300)))
    );
    play.tick(Duration::from_millis(200));
    assert!(!play.state.input.is_revealed());
    play.tick(Duration::from_millis(100));
    assert!(play.state.input.is_revealed());
    assert_eq!(
        next_wake(&play.state),
        None,
        "it is shown; nothing comes by itself"
    );
    play.key("esc");
    assert!(!play.state.input.is_revealed());
    assert_eq!(play.state.view.focus, Pane::Composer);
    // Keys that come quickly show nothing.
    play.key("ctrl-x k");
    play.tick(Duration::from_secs(1));
    assert!(!play.state.input.is_revealed());
}

#[test]
fn a_click_leaves_a_sequence() {
    let mut play = Play::connected();
    play.key("ctrl-x");
    play.tick(Duration::from_millis(300));
    play.tell(Msg::Clicked(Target::Do(Action::OpenThemes)));
    assert!(matches!(play.state.overlays[..], [Overlay::Themes(_)]));
    assert!(play.state.input.pending.is_empty());
}

#[test]
fn the_palette_lists_what_was_done_lately_first_and_remembers_it() {
    let mut play = Play::connected();
    play.key("ctrl-p");
    play.typed("hand the mouse");
    let effects = play.key("enter");
    let kept = effects.iter().find_map(|effect| {
        let Effect::SaveMemory(memory) = effect else {
            return None;
        };
        Some(memory.commands.clone())
    });
    assert_eq!(kept, Some(vec!["global/mouse".to_owned()]));
    play.key("ctrl-p");
    let Some(Overlay::Palette(chooser)) = play.state.overlays.last() else {
        panic!();
    };
    assert_eq!(chooser.choice(), Some(&Pick::Do(Action::ToggleMouse)));
    // A name that is gone by now harms nothing.
    let names = ["global/gone".to_owned()];
    assert!(palette::palette(&names, std::iter::empty()).len() > 100);
}

#[test]
fn what_cannot_be_done_changes_nothing_when_it_is_done_all_the_same() {
    let play = Play::connected();
    let mut count = 0;
    for row in TABLE {
        let Some(why) = why_not(&play.state, row.action) else {
            continue;
        };
        assert!(!why.is_empty());
        count += 1;
        let mut other = play.clone();
        other.tell(Msg::Do(row.action));
        assert_eq!(
            other.state.conversation.len(),
            play.state.conversation.len(),
            "{} of {:?}",
            row.name,
            row.scope
        );
        assert_eq!(other.text(), play.text(), "{} of {:?}", row.name, row.scope);
    }
    assert!(count > 50, "{count}");
    let why = |play: &Play, action| why_not(&play.state, action);
    let mut play = play;
    assert_eq!(
        why(&play, Action::UndoDeed).as_deref(),
        Some("nothing to undo")
    );
    assert_eq!(
        why(&play, Action::Stop).as_deref(),
        Some("no reply is on its way")
    );
    play.ask("hello");
    assert_eq!(why(&play, Action::Stop), None);
    play.key("ctrl-x j");
    let end_here = Action::OnMap(crate::app::action::OnMap::EndHere);
    assert_eq!(why(&play, end_here), None);
    play.key("ctrl-x ctrl-p");
    assert_eq!(why(&play, end_here), None, "the palette lies over the map");
    play.key("esc esc");
    assert_eq!(why(&play, end_here).as_deref(), Some("it belongs to: Map"));
}

#[test]
fn help_is_searched_by_typing_and_esc_leaves_the_search_first() {
    let mut play = Play::connected();
    play.key("f1");
    play.typed("/quit");
    let filter = |play: &Play| match play.state.overlays.last() {
        Some(Overlay::Reader(reader)) => reader.filter.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(filter(&play).as_deref(), Some("quit"));
    play.key("backspace");
    assert_eq!(filter(&play).as_deref(), Some("qui"));
    play.key("esc");
    assert_eq!(filter(&play), None);
    play.typed("model");
    assert_eq!(filter(&play).as_deref(), Some("model"));
    play.key("esc esc");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.text(), "");
}

#[test]
fn a_key_without_a_meaning_in_the_conversation_names_its_neighbour() {
    let mut play = Play::connected();
    play.key("esc");
    let told = |play: &mut Play, key: &str| {
        play.typed(key);
        play.state.notices.passing().unwrap_or_default().to_owned()
    };
    let usual = "i goes to the message editor · ? shows the keys";
    assert_eq!(told(&mut play, "8"), format!("^X 8 is zoom · {usual}"));
    assert_eq!(told(&mut play, "M"), format!("m is map · {usual}"));
    assert_eq!(told(&mut play, ";"), usual);
}
