//! Texts that are edited in another program.

use std::path::PathBuf;

use crate::app::composer::Field;
use crate::app::editor::Subject;
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::Msg;
use crate::app::outside::{Outside, Purpose, Round};
use crate::app::overlay::Overlay;
use crate::app::settings::row::Row;
use crate::app::view::Pane;

/// Where the text stands.
const FILE: &str = "/state/editing/message.md";

/// What is handed out, in a file.
fn handed(effects: &[Effect]) -> Outside {
    let [Effect::EditOutside(outside)] = effects else {
        panic!("{effects:?}");
    };
    let mut outside = outside.as_ref().clone();
    outside.file.get_or_insert_with(|| PathBuf::from(FILE));
    outside
}

/// What is handed out comes back with this in its file.
fn back(play: &mut Play, outside: &Outside, in_file: &str) -> Vec<Effect> {
    let result = Ok(in_file.to_owned());
    play.tell(Msg::EditedOutside(Box::new(outside.clone()), result))
}

fn removes() -> Effect {
    Effect::RemoveOutside(PathBuf::from(FILE))
}

fn says(play: &Play) -> &str {
    play.state.notices.passing().unwrap_or_default()
}

#[test]
fn a_message_goes_out_and_comes_back() {
    for keys in ["ctrl-g", "ctrl-x ctrl-e"] {
        let mut play = Play::connected();
        play.typed("one");
        play.key("ctrl-j");
        play.typed("two");
        let outside = handed(&play.key(keys));
        assert_eq!(outside.purpose, Purpose::Composer(Field::Message));
        assert_eq!((outside.text.as_str(), outside.line), ("one\ntwo", 2));
        assert_eq!(back(&mut play, &outside, "three\r\nfour\n"), [removes()]);
        assert_eq!(play.text(), "three\nfour");
        assert!(play.state.composer.unsaved_since.is_some());
        play.key("ctrl-_");
        assert_eq!(play.text(), "one\ntwo");
        play.key("alt-_");
        assert_eq!(play.text(), "three\nfour");
    }
}

#[test]
fn the_field_in_focus_goes_out() {
    let mut play = Play::connected();
    play.typed("message");
    play.key("ctrl-x f");
    play.typed("Once");
    let outside = handed(&play.key("ctrl-g"));
    assert_eq!(outside.purpose, Purpose::Composer(Field::Prefill));
    back(&mut play, &outside, "Once upon\n");
    assert_eq!(play.state.composer.prefill(), "Once upon");
    assert_eq!(play.text(), "message");
}

#[test]
fn what_could_not_be_edited_stays_as_it_was() {
    let mut play = Play::connected();
    play.typed("mine");
    let outside = handed(&play.key("ctrl-g"));
    let problem = "`vi` was ended by signal 9, so the text stays as it was".to_owned();
    let effects = play.tell(Msg::EditedOutside(Box::new(outside), Err(problem.clone())));
    assert_eq!(effects, []);
    assert_eq!((play.text().as_str(), says(&play)), ("mine", &*problem));
    assert_eq!(play.state.notices.last_error, Some(problem));
}

#[test]
fn a_text_over_the_panes_comes_back_there_to_be_looked_at() {
    let mut play = Play::connected();
    play.key("ctrl-x s");
    play.typed("Be brief.");
    let outside = handed(&play.key("ctrl-g"));
    assert_eq!(outside.purpose, Purpose::Overlay(Subject::Row(Row::System)));
    assert_eq!(outside.text, "Be brief.");
    back(&mut play, &outside, "Be long.\n");
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays);
    };
    assert_eq!(editor.text(), "Be long.");
    assert_eq!(play.settings().system, "");
    play.key("ctrl-_");
    play.key("alt-_");
    play.key("esc");
    assert_eq!(play.settings().system, "Be long.");
}

#[test]
fn a_text_whose_editor_has_gone_is_not_lost() {
    let mut play = Play::connected();
    play.key("ctrl-x s");
    let outside = handed(&play.key("ctrl-g"));
    play.state.overlays.clear();
    back(&mut play, &outside, "Be long.\n");
    play.key("esc");
    assert_eq!(play.settings().system, "Be long.");
}

#[test]
fn what_is_wrong_with_a_text_is_said_when_it_comes_back() {
    let mut play = Play::connected();
    let purpose = Purpose::Overlay(Subject::Row(Row::Tools));
    assert_eq!((purpose.name(), purpose.extension()), ("tools", "json"));
    let outside = Outside {
        purpose,
        text: String::new(),
        line: 1,
        file: None,
    };
    back(&mut play, &outside, "[{]\n");
    let Some(Overlay::Editor(editor)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays);
    };
    assert!(editor.problem.is_some());
}

#[test]
fn one_line_stays_one_line() {
    let mut play = Play::connected();
    let outside = Outside {
        purpose: Purpose::Overlay(Subject::Row(Row::UserId)),
        text: String::new(),
        line: 1,
        file: None,
    };
    back(&mut play, &outside, "u\n1\n");
    play.key("esc");
    let user = play.settings().service.user_id;
    assert_eq!(user.as_deref(), Some("u 1"));
}

/// A conversation with a system prompt and a turn, handed out.
fn conversation() -> (Play, Outside) {
    let mut play = Play::connected();
    play.key("ctrl-x s");
    play.typed("Be brief.");
    play.key("esc");
    play.turn("hello", "# Hi\n\nthere");
    play.key("tab");
    assert_eq!(play.state.view.focus, Pane::Transcript);
    let mut outside = handed(&play.key("shift-e"));
    outside.file = Some(PathBuf::from(FILE));
    (play, outside)
}

#[test]
fn a_conversation_goes_out_at_the_message_that_is_read() {
    let (_, outside) = conversation();
    assert_eq!(outside.purpose, Purpose::Conversation(Round::First));
    let lines: Vec<&str> = outside.text.lines().collect();
    assert!(lines[outside.line - 1].starts_with("# assistant {#"));
    for line in ["# system", "Be brief.", "hello", "# Hi"] {
        assert!(lines.contains(&line), "{line}");
    }
}

#[test]
fn an_unchanged_or_emptied_conversation_changes_nothing() {
    let (mut play, outside) = conversation();
    let spaced = outside.text.replace("\nhello\n", "\n\nhello\n\n\n");
    for text in [&outside.text, "", "\n\n", &spaced] {
        let before = play.state.conversation.clone();
        assert_eq!(back(&mut play, &outside, text), [removes()]);
        assert_eq!(says(&play), "nothing was changed");
        assert_eq!(play.state.conversation, before);
    }
}

#[test]
fn another_system_prompt_becomes_a_setting() {
    let (mut play, outside) = conversation();
    let text = outside.text.replace("Be brief.", "Be long.");
    let effects = back(&mut play, &outside, &text);
    assert_eq!(kinds(&effects), ["lane_set"]);
    assert!(effects.contains(&removes()));
    assert_eq!(play.settings().system, "Be long.");
}

#[test]
fn a_mistake_goes_out_again_with_its_line_marked() {
    let (mut play, outside) = conversation();
    let wrong = outside.text.replace("# assistant {#", "# asistant {#");
    let again = handed(&back(&mut play, &outside, &wrong));
    assert_eq!(again.purpose, Purpose::Conversation(Round::Again));
    assert_eq!(again.file, outside.file);
    let lines: Vec<&str> = again.text.lines().collect();
    assert!(lines[again.line - 1].starts_with("# asistant"));
    assert!(lines[again.line - 2].starts_with("<!-- outcrop: line "));
    // Mended, with the remark still there.
    let mended = again.text.replace("# asistant {#", "# assistant {#");
    assert_eq!(back(&mut play, &again, &mended), [removes()]);
    assert_eq!(says(&play), "nothing was changed");
}

#[test]
fn a_mistake_that_is_left_ends_it_and_the_text_is_kept() {
    let (mut play, outside) = conversation();
    let wrong = outside.text.replace("hello", "[x](block:9)");
    let again = handed(&back(&mut play, &outside, &wrong));
    let before = play.state.conversation.clone();
    assert_eq!(back(&mut play, &again, &again.text), []);
    assert!(says(&play).contains(FILE), "{}", says(&play));
    assert_eq!(play.state.conversation, before);
}

#[test]
fn messages_that_were_changed_added_or_removed_become_a_new_path() {
    let (play, outside) = conversation();
    let reply = outside.text.find("# assistant {#").unwrap();
    let before = play.path();
    let [asked, replied] = [0, 1].map(|at| before[at].clone());
    for (text, path) in [
        (
            outside.text.replace("hello", "good morning"),
            vec!["good morning".to_owned(), replied.clone()],
        ),
        (
            format!("{}\n# user\n\nmore\n", outside.text),
            vec![asked.clone(), replied.clone(), "more".to_owned()],
        ),
        (outside.text[..reply].to_owned(), vec![asked.clone()]),
    ] {
        let mut play = play.clone();
        let effects = back(&mut play, &outside, &text);
        assert_eq!(effects.last(), Some(&removes()));
        assert_eq!(play.path(), path);
        play.tell(Msg::Do(crate::app::action::Action::UndoDeed));
        assert_eq!(play.path(), before, "it is one action");
    }
}

#[test]
fn a_system_prompt_and_messages_that_were_changed_are_one_action() {
    let (mut play, outside) = conversation();
    let system = play.settings().system;
    let text = outside.text.replace("hello", "good morning");
    let text = match text.find("# system") {
        Some(_) => text.replace(&system, "Be dry."),
        None => text.replacen("# user", "# system\n\nBe dry.\n\n# user", 1),
    };
    back(&mut play, &outside, &text);
    assert_eq!(play.settings().system, "Be dry.");
    assert_eq!(play.path()[0], "good morning");
    play.tell(Msg::Do(crate::app::action::Action::UndoDeed));
    assert_eq!(play.settings().system, system);
    assert_eq!(play.path()[0], "hello");
}

#[test]
fn a_conversation_goes_out_only_when_its_reply_has_ended() {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.streamed(id, "hi");
    play.key("tab");
    assert_eq!(play.key("shift-e"), []);
    assert!(says(&play).contains("still coming"));
}
