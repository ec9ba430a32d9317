//! The door to the list of all conversations.

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Chat;
use crate::app::action::Action;
use crate::app::library::{News, OnLibrary};
use crate::app::msg::Msg;
use crate::chat::library::Volume;
use crate::chat::price::Dollars;
use crate::chat::time::Wall;

const WORDS: [&str; 10] = [
    "granite", "basalt", "gneiss", "slate", "river", "delta", "moraine", "fjord", "ridge", "valley",
];

impl Chat {
    /// Opens the library of so many conversations over the chat.
    pub fn open_library(&mut self, count: usize) {
        let volumes = (0..count).map(volume).collect();
        self.tell(Msg::Do(Action::OnLibrary(OnLibrary::Show)));
        self.tell(Msg::Library(News::Shelf(volumes)));
    }

    /// Types a text.
    pub fn type_text(&mut self, text: &str) {
        for typed in text.chars() {
            let key = KeyEvent::new(KeyCode::Char(typed), KeyModifiers::NONE);
            self.tell(Msg::Key(key));
        }
    }

    /// Types a character, draws, takes it back and draws again.
    pub fn type_and_erase(&mut self, typed: char) {
        for code in [KeyCode::Char(typed), KeyCode::Backspace] {
            self.tell(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE)));
            self.frame();
        }
    }

    /// Closes the library and opens it again.
    pub fn reopen_library(&mut self) {
        for _ in 0..2 {
            self.tell(Msg::Do(Action::OnLibrary(OnLibrary::Show)));
            self.frame();
        }
    }
}

fn volume(no: usize) -> Volume {
    let words = (0..6).map(|at| WORDS[(no * 7 + at * 3 + no / 10) % WORDS.len()]);
    Volume {
        path: PathBuf::from(format!("/home/me/conversations/{no}.jsonl")),
        id: None,
        title: format!("{} {no}", words.collect::<Vec<_>>().join(" ")),
        models: vec!["Rock".to_owned()],
        begun: Wall(0),
        changed: Wall(i64::try_from(no).unwrap_or(0)),
        turns: 3,
        cost: Some(Dollars(0.01)),
        bytes: 40_000,
        errors: 0,
        damaged: 0,
        pinned: false,
        tags: Vec::new(),
    }
}
