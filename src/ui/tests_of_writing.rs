//! Screens of writing: modes, drafts that are put aside, and the tour.

use ratatui::layout::Position;

use crate::app::fixture::*;
use crate::app::keymap::Enter;
use crate::app::modal::{self, Caret};
use crate::app::preferences::Preferences;
use crate::app::update::prefer;
use crate::app::vim::Editing;

use super::tests::{SIZES, drawn, text, wardrobe};
use super::theme::Tone;

/// A message that is edited in modes, after these keys.
fn vim(typed: &str, keys: &str) -> Play {
    let mut play = Play::connected();
    let preferences = Preferences {
        editing: Editing::Vim,
        ..Preferences::default()
    };
    prefer(&mut play.state, preferences);
    play.typed(typed);
    if !keys.is_empty() {
        play.key(keys);
    }
    play
}

fn put_aside() -> Play {
    let mut play = Play::connected();
    for text in ["first", "second"] {
        play.typed(text);
        play.key("ctrl-s");
    }
    play.typed("third");
    play
}

fn newlines() -> Play {
    let mut play = Play::connected();
    let preferences = Preferences {
        enter: Enter::BeginsLine,
        ..Preferences::default()
    };
    prefer(&mut play.state, preferences);
    play.typed("one");
    play.key("enter");
    play.typed("two");
    play
}

fn tour() -> Play {
    let mut play = Play::connected();
    play.key("ctrl-x ctrl-n");
    play
}

fn system_prompt() -> Play {
    let mut play = vim("", "ctrl-x s");
    play.typed("Be brief.");
    play.key("esc");
    play.typed("V");
    play
}

#[test]
fn screens_of_writing() {
    let plays = vec![
        ("vim_insert", vim("hello rock", "")),
        ("vim_normal", vim("hello rock", "esc 2 d")),
        ("vim_visual", vim("hello rock", "esc v b")),
        ("vim_system_prompt", system_prompt()),
        ("put_aside", put_aside()),
        ("enter_begins_line", newlines()),
        ("tour", tour()),
    ];
    for (name, play) in plays {
        for size in [SIZES[0], SIZES[2]] {
            let name = format!("{name}_{}x{}", size.width, size.height);
            insta::assert_snapshot!(name, text(&drawn(&play, size)));
        }
    }
}

/// The characters that are painted as selected.
fn selected(play: &Play) -> String {
    let buf = drawn(play, SIZES[0]);
    let wardrobe = wardrobe();
    let theme = wardrobe.worn(&play.state.view.appearance.themes);
    let style = theme.style(Tone::Selected);
    let positions = buf.area.positions();
    let painted = positions.filter(|at: &Position| Some(buf[*at].bg) == style.bg);
    painted.map(|at| buf[at].symbol().to_owned()).collect()
}

#[test]
fn what_is_selected_is_painted_and_nothing_else() {
    assert_eq!(selected(&vim("hello rock", "esc v b")), "rock");
    assert_eq!(selected(&vim("hello rock", "esc b v 0")), "hello r");
    assert_eq!(selected(&vim("one two", "ctrl-j a esc shift-v")), "a");
    let long = "word ".repeat(40);
    let painted = selected(&vim(&long, "esc shift-v"));
    assert_eq!(painted.matches("word").count(), 40);
    assert_eq!(selected(&vim("hello rock", "esc")), "");
    assert_eq!(selected(&system_prompt()), "Be brief.");
}

#[test]
fn the_caret_has_a_shape_by_mode_where_texts_are_edited() {
    let caret = |play: &Play| modal::caret(&play.state);
    assert_eq!(caret(&vim("a", "")), Caret::Bar);
    assert_eq!(caret(&vim("a", "esc")), Caret::Block);
    assert_eq!(caret(&vim("a", "esc d")), Caret::Underline);
    assert_eq!(caret(&vim("a", "esc v")), Caret::Block);
    assert_eq!(caret(&vim("a", "esc ctrl-p")), Caret::Usual);
    assert_eq!(caret(&put_aside()), Caret::Usual);
}

#[test]
fn an_editor_in_modes_names_the_keys_that_take_its_text() {
    let mut play = vim("", "");
    play.key("ctrl-x s");
    let foot = |play: &Play| {
        let shown = text(&drawn(play, SIZES[0]));
        let line = shown.lines().find(|line| line.contains("leave as it was"));
        line.expect("the editor is open").to_owned()
    };
    assert!(foot(&play).contains("Esc Esc take"), "{}", foot(&play));
    play.key("esc");
    assert!(foot(&play).contains("╰ Esc take"), "{}", foot(&play));
}
