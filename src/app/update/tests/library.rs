//! The library: what is done to conversations, open and not, and to the trash.

use std::path::PathBuf;
use std::sync::Arc;

use crate::app::action::Action;
use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::library::{Library, News, OnLibrary, Order, Presence, Room};
use crate::app::msg::Msg;
use crate::app::overlay::Overlay;
use crate::chat::content::ContentBlock;
use crate::chat::library::{FileMark, Pinned, Volume};
use crate::chat::record::{Record, TitleBy};

fn file(name: &str) -> PathBuf {
    PathBuf::from(format!("/home/me/{name}.jsonl"))
}

/// The library over a conversation that is in the file `rocks`. The order: trip, rocks, rivers, silent.
fn library() -> Play {
    let mut play = Play::connected();
    play.turn("one", "first");
    play.tell(Msg::Created(file("rocks")));
    let effects = play.key("ctrl-o");
    assert!(matches!(effects[..], [Effect::Library(Order::List(_))]));
    play.tell(Msg::Library(News::Shelf(volumes())));
    play
}

fn on_top(play: &Play) -> &Library {
    match play.state.overlays.last() {
        Some(Overlay::Library(library)) => library,
        other => panic!("{other:?}"),
    }
}

fn selected(play: &Play) -> String {
    let path = &on_top(play).choice().unwrap().path;
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn orders(effects: &[Effect]) -> Vec<Order> {
    let order = |effect: &Effect| {
        if let Effect::Library(order) = effect {
            return Some(order.clone());
        }
        None
    };
    effects.iter().filter_map(order).collect()
}

fn told(play: &Play) -> &str {
    play.state.notices.passing().unwrap_or_default()
}

#[test]
fn the_selected_conversation_is_opened() {
    let mut play = library();
    assert_eq!(selected(&play), "trip");
    play.key("down");
    play.key("down");
    assert_eq!(play.key("enter"), [Effect::Open(file("rivers"), None)]);
    // The one that is open is only gone back to.
    play.key("up");
    assert_eq!(play.key("enter"), []);
    assert!(play.state.overlays.is_empty());
    play.key("ctrl-o");
    play.key("ctrl-o");
    assert!(play.state.overlays.is_empty(), "the same key closes it");
}

#[test]
fn typing_filters_and_the_same_file_stays_selected_when_the_list_changes() {
    let mut play = library();
    play.typed("rive");
    assert_eq!(selected(&play), "rivers");
    play.typed(" #geo");
    assert_eq!(on_top(&play).rows().len(), 0);
    for _ in 0..9 {
        play.key("backspace");
    }
    assert_eq!(on_top(&play).rows().len(), 4);
    play.key("down");
    play.key("down");
    assert_eq!(selected(&play), "rivers");
    let newer = Volume {
        path: file("newer"),
        changed: play.now.wall,
        ..volumes().remove(0)
    };
    let all = volumes().into_iter().chain([newer]).collect();
    play.tell(Msg::Library(News::Shelf(all)));
    assert_eq!(selected(&play), "rivers");
    let fewer = volumes().into_iter().filter(|it| it.path != file("rivers"));
    play.tell(Msg::Library(News::Shelf(fewer.collect())));
    assert!(on_top(&play).choice().is_some());
}

#[test]
fn a_conversation_that_is_not_open_is_pinned_by_a_record_in_its_file() {
    let mut play = library();
    let unpinned = Record::FileMark(FileMark {
        pin: Some(Pinned::No),
        tags: None,
    });
    let effects = play.key("ctrl-s");
    assert_eq!(
        orders(&effects),
        [Order::Note(file("trip"), vec![unpinned])]
    );
    let effects = play.tell(Msg::Library(News::Noted));
    assert!(matches!(orders(&effects)[..], [Order::List(_)]));
}

#[test]
fn the_open_conversation_is_pinned_by_a_record_that_can_be_undone() {
    let mut play = library();
    play.key("down");
    let effects = play.key("ctrl-s");
    assert_eq!(kinds(&effects), ["file_mark"]);
    assert_eq!(play.state.conversation.pin(), Pinned::Yes);
    assert!(matches!(orders(&effects)[..], [Order::List(_)]));
    play.key("ctrl-x z");
    assert_eq!(play.state.conversation.pin(), Pinned::No);
    // From anywhere else it is meant too.
    play.key("esc");
    play.tell(Msg::Do(Action::OnLibrary(OnLibrary::Pin)));
    assert_eq!(play.state.conversation.pin(), Pinned::Yes);
}

#[test]
fn marked_conversations_are_tagged_together() {
    let mut play = library();
    for key in ["tab", "tab", "ctrl-t"] {
        play.key(key);
    }
    play.typed("#work, q4");
    let effects = play.key("enter");
    let tags = vec!["work".to_owned(), "q4".to_owned()];
    assert_eq!(play.state.conversation.tags(), tags);
    let mark = FileMark {
        pin: None,
        tags: Some(tags),
    };
    let note = Order::Note(file("trip"), vec![Record::FileMark(mark)]);
    assert!(orders(&effects).contains(&note), "{effects:?}");
    assert_eq!(on_top(&play).marked(), 0);
    // The tags that are there are edited; a dash takes them away.
    play.key("down");
    play.key("up");
    play.key("ctrl-t");
    for _ in 0..20 {
        play.key("backspace");
    }
    play.typed("-");
    let effects = play.key("enter");
    assert!(format!("{effects:?}").contains("tags: Some([])"));
}

#[test]
fn a_title_is_given_by_hand() {
    let mut play = library();
    play.key("ctrl-r");
    play.typed(" to Bergen");
    let effects = play.key("enter");
    let title = Record::Title {
        text: "Trip planning to Bergen".to_owned(),
        by: TitleBy::Hand,
    };
    assert_eq!(orders(&effects), [Order::Note(file("trip"), vec![title])]);
    // The conversation that is open, without the library.
    play.key("esc");
    play.key("ctrl-x ctrl-t");
    play.typed(" and two");
    assert_eq!(kinds(&play.key("enter")), ["title"]);
    assert_eq!(play.state.conversation.title(), Some("one and two"));
    // Several cannot have one title.
    play.key("ctrl-o");
    play.key("tab");
    play.key("tab");
    assert_eq!(play.key("ctrl-r"), []);
    assert!(told(&play).contains("one conversation"));
}

#[test]
fn a_title_is_asked_of_the_model_in_a_request_of_its_own() {
    let mut play = library();
    let effects = play.key("ctrl-a");
    let [Order::AskTitle(path, request)] = &orders(&effects)[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((path, &request.model), (&file("trip"), &nova()));
    assert!(request.settings.system.contains("title"));
    assert_eq!(
        request.messages[0].content,
        [ContentBlock::Text(String::new())]
    );
    assert!(told(&play).contains("Nova Pro"));
    let records = |text: &str| {
        vec![Record::Title {
            text: text.to_owned(),
            by: TitleBy::Model,
        }]
    };
    let answer = Ok("\"Fjords.\"\n".to_owned());
    let effects = play.tell(Msg::Library(News::Titled(file("trip"), answer)));
    let note = Order::Note(file("trip"), records("Fjords"));
    assert_eq!(orders(&effects), [note]);
    let answer = Ok("Rocks".to_owned());
    let effects = play.tell(Msg::Library(News::Titled(file("rocks"), answer)));
    assert_eq!(kinds(&effects), ["title"]);
    let answer = Err("throttled".to_owned());
    assert_eq!(
        play.tell(Msg::Library(News::Titled(file("rocks"), answer))),
        []
    );
    assert_eq!(told(&play), "no title: throttled");
}

#[test]
fn conversations_go_to_the_trash_and_come_back() {
    let mut play = library();
    let effects = play.key("delete");
    assert_eq!(orders(&effects), [Order::Throw(vec![file("trip")])]);
    let there = PathBuf::from("/trash/trip.jsonl");
    let news = News::Thrown(vec![there.clone()], None);
    let effects = play.tell(Msg::Library(news));
    assert!(matches!(orders(&effects)[..], [Order::List(_)]));
    assert!(told(&play).starts_with("trip.jsonl is in the trash"));
    let effects = play.key("ctrl-_");
    assert_eq!(orders(&effects), [Order::Restore(vec![there.clone()])]);
    assert_eq!(play.key("ctrl-_"), []);
    let effects = play.key("ctrl-b");
    assert!(matches!(orders(&effects)[..], [Order::ListTrash(_)]));
    assert_eq!(on_top(&play).room, Room::Trash);
    let thrown = Volume {
        path: there.clone(),
        ..volumes().remove(2)
    };
    play.tell(Msg::Library(News::Trash(vec![thrown])));
    assert_eq!(play.key("ctrl-s"), [], "nothing else is done there");
    let effects = play.key("enter");
    assert_eq!(orders(&effects), [Order::Restore(vec![there])]);
}

#[test]
fn what_was_not_taken_back_before_it_was_stopped_can_be_still() {
    let mut play = library();
    let there = ["/trash/trip.jsonl", "/trash/rocks.jsonl"].map(PathBuf::from);
    play.tell(Msg::Library(News::Thrown(there.to_vec(), None)));
    let effects = play.key("ctrl-_");
    assert_eq!(orders(&effects), [Order::Restore(there.to_vec())]);
    play.tell(Msg::Library(News::Restored(vec![file("trip")], None)));
    let effects = play.key("ctrl-_");
    assert_eq!(orders(&effects), [Order::Restore(vec![there[1].clone()])]);
    play.tell(Msg::Library(News::Restored(vec![file("rocks")], None)));
    assert_eq!(play.key("ctrl-_"), []);
}

#[test]
fn the_open_conversation_is_left_for_a_new_one_before_it_goes() {
    let mut play = library();
    play.key("down");
    let effects = play.key("delete");
    assert_eq!(effects.last(), Some(&Effect::Restart));
    let effects = play.tell(Msg::Began(conversation_id(2)));
    assert_eq!(orders(&effects), [Order::Throw(vec![file("rocks")])]);
    assert_eq!(play.state.conversation.len(), 0);
    assert_eq!(on_top(&play).len(), 4, "the library is still open");
    // A new conversation later takes nothing along.
    assert_eq!(play.tell(Msg::Began(conversation_id(3))), []);
    assert_eq!(play.tell(Msg::Do(Action::OnLibrary(OnLibrary::Trash))), []);
    assert!(told(&play).contains("nothing to move"));
}

#[test]
fn a_conversation_that_could_not_be_written_does_not_go() {
    let mut play = library();
    play.key("esc");
    play.say("two");
    play.not_appended();
    play.tell(Msg::Do(Action::OnLibrary(OnLibrary::Trash)));
    assert_eq!(play.tell(Msg::Began(conversation_id(2))), []);
    assert!(told(&play).starts_with("not saved"));
}

#[test]
fn the_trash_is_emptied_only_after_asking() {
    let mut play = library();
    assert!(matches!(
        orders(&play.key("ctrl-k"))[..],
        [Order::ListTrash(_)]
    ));
    assert_eq!(on_top(&play).room, Room::Trash, "it is shown first");
    play.tell(Msg::Library(News::Trash(Vec::new())));
    assert_eq!(play.key("ctrl-k"), []);
    assert_eq!(told(&play), "the trash is empty");
    let thrown = volumes().into_iter().take(2).collect();
    play.tell(Msg::Library(News::Trash(thrown)));
    play.key("ctrl-k");
    assert_eq!(play.key("enter"), [], "the first row keeps them");
    play.key("ctrl-k");
    play.key("down");
    let effects = play.key("enter");
    let gone = vec![file("rocks"), file("rivers")];
    assert_eq!(orders(&effects), [Order::Empty(gone)]);
    play.tell(Msg::Library(News::Emptied(1, Some("one stays".to_owned()))));
    assert_eq!(
        told(&play),
        "1 conversation is gone for good; but one stays"
    );
}

#[test]
fn copies_are_made_and_paths_given_away() {
    let mut play = library();
    let effects = play.key("ctrl-d");
    assert_eq!(orders(&effects), [Order::Duplicate(file("trip"))]);
    play.tell(Msg::Library(News::Duplicated(file("copy"))));
    assert_eq!(told(&play), "the copy is copy.jsonl");
    let path = "/home/me/trip.jsonl".to_owned();
    assert_eq!(
        play.key("ctrl-y"),
        [Effect::Copy(Copying::of(What::Paths, &path))]
    );
    let effects = play.tell(Msg::Library(News::Failed("it is gone".to_owned())));
    assert_eq!(told(&play), "it is gone");
    assert_eq!(effects.len(), 1, "it is listed anew");
    let effects = play.tell(Msg::Library(News::NotListed("no index".to_owned())));
    assert_eq!(effects, [], "but not over and over");
}

#[test]
fn files_that_were_opened_lately_are_offered() {
    let mut play = library();
    play.key("esc");
    let effects = play.key("ctrl-x shift-o");
    assert_eq!(orders(&effects), [Order::ListOpened]);
    play.key("down");
    play.tell(Msg::Library(News::Opened(vec![
        (file("rocks"), Presence::There),
        (file("trip"), Presence::There),
        (file("gone"), Presence::Missing),
    ])));
    play.key("down");
    assert_eq!(play.key("enter"), [Effect::Open(file("trip"), None)]);
    play.key("ctrl-x shift-o");
    play.typed("gone");
    assert_eq!(play.key("enter"), []);
    assert!(told(&play).contains("is not there any more"));
    play.key("ctrl-x shift-o");
    play.key("enter");
    play.typed("~/x.jsonl");
    let typed = PathBuf::from("~/x.jsonl");
    assert_eq!(play.key("enter"), [Effect::Open(typed, None)]);
}

#[test]
fn a_dropped_conversation_is_opened_only_if_that_is_wanted() {
    let mut play = Play::connected();
    let drop = || Msg::Paste("'/home/me/two words.jsonl'".to_owned());
    let path = PathBuf::from("/home/me/two words.jsonl");
    play.tell(drop());
    assert_eq!(play.key("esc"), []);
    assert_eq!(play.text(), "'/home/me/two words.jsonl'");
    play.key("ctrl-u");
    play.tell(drop());
    assert_eq!(play.key("enter"), [Effect::Open(path, None)]);
    assert_eq!(play.text(), "");
    // Among other words it is text.
    play.typed("see ");
    play.tell(drop());
    assert!(play.state.overlays.is_empty());
}

#[test]
fn every_key_finds_ten_thousand_titles_as_they_are() {
    let mut play = library();
    let many = (0..10_000).map(|no| Volume {
        path: file(&format!("{no}")),
        title: format!("conversation {no} about rocks and rivers"),
        ..volumes().remove(0)
    });
    play.tell(Msg::Library(News::Shelf(many.collect())));
    play.typed("9999");
    assert_eq!(selected(&play), "9999");
    let before = Arc::clone(play.state.memory.holdings.shelf.as_ref().unwrap());
    play.key("esc");
    play.key("ctrl-o");
    assert_eq!(on_top(&play).len(), 10_000, "nothing has to be read again");
    let after = play.state.memory.holdings.shelf.as_ref().unwrap();
    assert!(Arc::ptr_eq(&before, after));
}
