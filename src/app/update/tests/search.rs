//! Searching all conversations, as sequences of messages.

use std::path::PathBuf;

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::search::{Indexing, Search, Sought};
use crate::chat::conversation::Hidden;
use crate::chat::ids::MessageId;
use crate::chat::record::Record;
use crate::chat::search::hit::{Cursor, Page};

const OPEN: &str = "ctrl-x /";

fn on_top(play: &Play) -> &Search {
    match play.state.overlays.last() {
        Some(Overlay::Search(search)) => search,
        other => panic!("{other:?}"),
    }
}

fn sought(effects: &[Effect]) -> Vec<Sought> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Search(sought) = effect {
            all.push((**sought).clone());
        }
    }
    all
}

/// The search with this query, and what is asked for it.
fn searching(text: &str) -> (Play, Sought) {
    let mut play = Play::connected();
    play.turn("one", "first");
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    play.key(OPEN);
    let effects = play.typed(text);
    let last = sought(&effects).pop().expect("something is looked for");
    (play, last)
}

fn answer(play: &mut Play, sought: &Sought, page: Page) -> Vec<Effect> {
    play.tell(Msg::Found(Box::new(sought.clone()), Ok(page)))
}

fn page(count: u64) -> Page {
    Page {
        hits: (0..count).map(|at| hit("trip", at)).collect(),
        next: None,
    }
}

#[test]
fn opening_brings_the_index_up_to_date_and_closing_is_the_same_key() {
    let mut play = Play::connected();
    let effects = play.key(OPEN);
    assert!(matches!(effects[..], [Effect::Index(_)]));
    assert_eq!(on_top(&play).hits(), []);
    play.key(OPEN);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn each_key_asks_and_only_the_last_answer_counts() {
    let mut play = Play::connected();
    play.key(OPEN);
    let first = sought(&play.typed("gran")).pop().unwrap();
    let second = sought(&play.typed("ite")).pop().unwrap();
    answer(&mut play, &first, page(3));
    assert_eq!(on_top(&play).hits(), []);
    answer(&mut play, &second, page(2));
    assert_eq!(on_top(&play).hits().len(), 2);
    // The same answer once more changes nothing.
    answer(&mut play, &second, page(1));
    assert_eq!(on_top(&play).hits().len(), 2);
}

#[test]
fn nothing_typed_asks_nothing() {
    let (mut play, sought_first) = searching("g");
    answer(&mut play, &sought_first, page(1));
    assert_eq!(sought(&play.key("backspace")), []);
    assert_eq!(on_top(&play).hits(), []);
    assert_eq!(sought(&play.typed("  ")), []);
}

#[test]
fn what_is_wrong_is_told_and_what_was_found_stays() {
    let (mut play, first) = searching("granite");
    answer(&mut play, &first, page(2));
    let effects = play.typed(" modle:x");
    let asked = sought(&effects);
    assert!(asked.iter().all(|it| it.query.filters.is_empty()));
    let problem = on_top(&play).query().unwrap_err();
    assert_eq!(problem.at, 9);
    assert_eq!(on_top(&play).hits().len(), 2);
}

#[test]
fn more_is_asked_for_near_the_end() {
    let (mut play, first) = searching("granite");
    let next = Some(Cursor(7));
    let full = Page { next, ..page(100) };
    assert_eq!(sought(&answer(&mut play, &first, full)), []);
    let effects = play.key("ctrl-end");
    let more = sought(&effects).pop().unwrap();
    assert_eq!(more.from, next);
    assert_eq!(sought(&play.key("up")), [], "it was asked for already");
    answer(&mut play, &more, page(5));
    assert_eq!(on_top(&play).hits().len(), 105);
    assert!(!on_top(&play).has_more());
}

#[test]
fn when_the_index_is_whole_it_is_asked_again_and_the_selection_stays() {
    let (mut play, first) = searching("granite");
    answer(&mut play, &first, page(3));
    play.key("down");
    let running = Indexing::Running { done: 5, files: 9 };
    assert_eq!(sought(&play.tell(Msg::Indexing(running))), []);
    let again = sought(&play.tell(Msg::Indexing(Indexing::Current)));
    assert_eq!(again.as_slice(), std::slice::from_ref(&first));
    let mut more = page(3);
    more.hits.insert(0, hit("other", 9));
    answer(&mut play, &first, more);
    assert_eq!(on_top(&play).list.selected, 2);
}

#[test]
fn a_hit_elsewhere_is_opened_at_its_message() {
    let (mut play, first) = searching("granite");
    answer(&mut play, &first, page(2));
    play.key("down");
    let effects = play.key("enter");
    let there = PathBuf::from("/home/me/trip.jsonl");
    assert_eq!(effects, [Effect::Open(there, Some(MessageId(1)))]);
}

#[test]
fn a_hit_in_a_side_branch_of_the_open_conversation_is_shown() {
    let mut play = Play::connected();
    let other = play.turn("one", "first").reply();
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    play.key("tab");
    let effects = play.key("r");
    let again = play.sent(&effects);
    play.streamed(again, "second");
    play.ended(again);
    play.appended();
    assert_eq!(play.path(), ["one", "second"]);
    play.key(OPEN);
    let asked = sought(&play.typed("first")).pop().unwrap();
    let mut found = page(1);
    found.hits[0] = hit("rocks", other.0);
    answer(&mut play, &asked, found);
    play.key("enter");
    assert!(play.state.overlays.is_empty());
    assert_eq!(play.path(), ["one", "first"]);
    assert_eq!(play.state.view.reading.chosen, Some(other));
}

#[test]
fn an_index_that_fails_is_told_where_it_matters() {
    let (mut play, first) = searching("granite");
    let why = "the index cannot be used";
    play.tell(Msg::Found(Box::new(first), Err(why.to_owned())));
    assert_eq!(on_top(&play).problem(), Some(why));
    play.tell(Msg::Indexing(Indexing::Failed(why.to_owned())));
    assert_eq!(play.state.notices.passing(), None);
}

#[test]
fn a_click_goes_to_a_hit_and_the_wheel_through_them() {
    let (mut play, first) = searching("granite");
    answer(&mut play, &first, page(3));
    play.tell(Msg::Wheel(Target::Row(0), 1));
    assert_eq!(on_top(&play).list.selected, 1);
    assert_eq!(play.tell(Msg::Clicked(Target::Row(2))), []);
    assert_eq!(on_top(&play).list.selected, 2);
    let effects = play.tell(Msg::Clicked(Target::Row(2)));
    let there = PathBuf::from("/home/me/trip.jsonl");
    assert_eq!(effects, [Effect::Open(there, Some(MessageId(2)))]);
}

#[test]
fn the_index_is_made_once_prices_are_known() {
    let mut play = Play::connected();
    let effects = play.tell(Msg::ModelData(abilities(), None));
    assert!(effects.contains(&Effect::Index(abilities())));
}

#[test]
fn a_message_in_the_trash_is_not_shown_and_that_is_said() {
    let mut play = Play::connected();
    play.turn("one", "first");
    let other = play.turn("two", "second").reply();
    play.tell(Msg::Created(PathBuf::from("/home/me/rocks.jsonl")));
    let asked = play.state.conversation.message(other).unwrap().parent;
    play.apply(Record::Trash(asked.unwrap(), Hidden::Yes));
    play.key(OPEN);
    let asked = sought(&play.typed("second")).pop().unwrap();
    let mut found = page(1);
    found.hits[0] = hit("rocks", other.0);
    answer(&mut play, &asked, found);
    play.key("enter");
    assert!(play.state.notices.passing().unwrap().contains("trash"));
}
