//! Exports and imports as a person asks for them.

use std::path::{Path, PathBuf};

use super::{choose, notice, two_turns};
use crate::app::action::Action;
use crate::app::effect::Effect;
use crate::app::export::{ExportOrder, Exported, Imported, ImportedOne, NotExported};
use crate::app::fixture::*;
use crate::app::menu::Pick;
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::export::{Format, What};

const EXPORT: &str = "ctrl-x e";

/// Two turns in a file of this name.
fn kept() -> Play {
    let mut play = two_turns();
    play.tell(Msg::Created(PathBuf::from("/home/me/one.jsonl")));
    let handed = play.state.file.handed;
    play.tell(Msg::Appended(handed, Ok(())));
    play
}

/// What the rows of the menu on top are called.
fn labels(play: &Play) -> Vec<String> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no menu: {:?}", play.state.overlays);
    };
    menu.chooser.rows().map(|row| row.label.clone()).collect()
}

fn prompt(play: &Play) -> (String, Option<String>) {
    let Some(Overlay::Ask(_, prompt)) = play.state.overlays.last() else {
        panic!("nothing is asked: {:?}", play.state.overlays);
    };
    (prompt.text.clone(), prompt.problem.clone())
}

fn order(effects: &[Effect]) -> &ExportOrder {
    let is_export = |effect: &&Effect| matches!(effect, Effect::Export(_));
    let Some(Effect::Export(order)) = effects.iter().find(is_export) else {
        panic!("nothing is exported: {effects:?}");
    };
    order
}

#[test]
fn a_path_is_exported_beside_its_conversation() {
    let mut play = kept();
    play.key(EXPORT);
    play.key("enter enter");
    assert_eq!(prompt(&play), ("/home/me/one.md".to_owned(), None));
    let effects = play.key("enter");
    let order = order(&effects);
    assert_eq!(order.what, What::Path(LANE));
    assert_eq!(
        (order.format, order.path.as_path()),
        (Format::Markdown, Path::new("/home/me/one.md"))
    );
    assert_eq!(*order.conversation, play.state.conversation);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_branch_begins_at_the_chosen_message() {
    let mut play = kept();
    let id = choose(&mut play, "reply one");
    play.key(EXPORT);
    assert_eq!(labels(&play), ["this path", "from here", "whole tree"]);
    play.key("down enter");
    play.typed("conv");
    play.key("enter");
    assert_eq!(prompt(&play).0, "/home/me/one.converse.json");
    let effects = play.key("enter");
    assert_eq!(order(&effects).what, What::Branch(LANE, id));
}

#[test]
fn there_must_be_something_to_export() {
    let mut play = Play::connected();
    assert_eq!(play.key(EXPORT), []);
    assert!(notice(&play).contains("send a message first"));
}

#[test]
fn records_are_copied_when_they_are_on_disk() {
    let mut play = kept();
    play.key("i");
    play.say("three");
    play.key(EXPORT);
    let native = Pick::ExportAs(What::Tree, Format::Native);
    play.key("enter");
    play.typed("jsonl");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!();
    };
    let picked = menu.chooser.choice().map(|entry| entry.pick.clone());
    assert_ne!(picked, Some(native), "it is that of the path");
    play.key("enter");
    assert_eq!(prompt(&play).0, "/home/me/one-copy.jsonl");
    assert_eq!(play.key("enter"), []);
    let problem = prompt(&play).1.unwrap();
    assert!(problem.contains("on their way to the disk"), "{problem}");
    let handed = play.state.file.handed;
    play.tell(Msg::Appended(handed, Ok(())));
    assert_eq!(order(&play.key("enter")).format, Format::Native);
}

#[test]
fn what_an_export_does_not_hold_is_there_to_be_read() {
    let mut play = kept();
    let exported = |lost: Vec<String>| Exported {
        path: PathBuf::from("/home/me/one.md"),
        size: 2048,
        lost,
    };
    play.tell(Msg::Exported(Ok(exported(Vec::new()))));
    assert_eq!(notice(&play), "exported to /home/me/one.md, 2.0 kB");
    assert!(play.state.overlays.is_empty());
    play.tell(Msg::Exported(Ok(exported(vec!["the title".to_owned()]))));
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Page(_))));
    play.key("esc");
    play.tell(Msg::Exported(Err(NotExported {
        what: What::Tree,
        format: Format::Text,
        path: PathBuf::from("/home/me/one.txt"),
        why: "it exists".to_owned(),
    })));
    assert_eq!(notice(&play), "not exported: it exists");
    let asked = ("/home/me/one.txt".to_owned(), Some("it exists".to_owned()));
    assert_eq!(prompt(&play), asked);
    play.typed("2");
    assert_eq!(order(&play.key("enter")).what, What::Tree);
}

#[test]
fn an_import_asks_for_a_path_and_tells_what_came_of_it() {
    let mut play = kept();
    play.tell(Msg::Do(Action::Import));
    play.typed("~/chats.json");
    let path = PathBuf::from("~/chats.json");
    assert_eq!(play.key("enter"), [Effect::Import(path.clone())]);
    let one = |title: &str| ImportedOne {
        path: PathBuf::from(format!("/{title}.jsonl")),
        title: title.to_owned(),
        messages: 2,
        left: Vec::new(),
    };
    let imported = |made: Vec<ImportedOne>| Imported {
        notes: Vec::new(),
        unmade: 0,
        from: path.clone(),
        source: "ChatGPT",
        made,
        problems: Vec::new(),
    };
    play.tell(Msg::Imported(Ok(imported(vec![one("Rocks")]))));
    assert!(
        matches!(play.state.overlays.last(), Some(Overlay::Page(_))),
        "it was not opened, so its file is told"
    );
    play.key("esc");
    play.tell(Msg::Created(PathBuf::from("/Rocks.jsonl")));
    play.tell(Msg::Imported(Ok(imported(vec![one("Rocks")]))));
    assert_eq!(notice(&play), "imported from ChatGPT: Rocks: 2 messages");
    assert!(play.state.overlays.is_empty());
    play.tell(Msg::Imported(Ok(imported(vec![
        one("Rocks"),
        one("Shells"),
    ]))));
    assert!(notice(&play).starts_with("2 conversations imported"));
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Page(_))));
}
