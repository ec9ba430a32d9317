//! Title, progress, notifications, links, and what lasts: told by the core in virtual time.

use std::time::Duration;

use crate::app::copying::{Copying, What};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::menu::MenuKind;
use crate::app::msg::{Msg, Target};
use crate::app::outward::{self, Focus, News, Notify, Progress, Titled};
use crate::app::overlay::Overlay;
use crate::app::prepare;
use crate::app::transcript::line::LinkNo;
use crate::chat::failure::FailureKind;
use crate::chat::link::Link;

fn told(effects: &[Effect]) -> Vec<News> {
    let mut all = Vec::new();
    for effect in effects {
        if let Effect::Notify(news) = effect {
            all.push(*news);
        }
    }
    all
}

/// A reply that takes so long while nobody looks.
fn away(seconds: u64) -> (Play, crate::chat::ids::GenerationId) {
    let mut play = Play::connected();
    let id = play.ask("hello");
    play.tell(Msg::Focus(Focus::Away));
    play.wait(Duration::from_secs(seconds));
    play.streamed(id, "hi");
    (play, id)
}

#[test]
fn a_long_reply_is_told_of_once_where_nobody_looks() {
    let (mut play, id) = away(11);
    assert_eq!(told(&play.ended(id)), [News::Ended]);
    assert_eq!(told(&play.appended()), []);
    let (mut play, id) = away(9);
    assert_eq!(told(&play.ended(id)), []);
    let (mut play, id) = away(11);
    play.tell(Msg::Focus(Focus::Here));
    assert_eq!(told(&play.ended(id)), []);
    let (mut play, id) = away(11);
    play.key("x");
    assert_eq!(told(&play.ended(id)), [], "who types looks");
    let (mut play, id) = away(11);
    play.state.view.outward.wishes.notify = Notify::Off;
    assert_eq!(told(&play.ended(id)), []);
}

#[test]
fn failures_and_calls_are_told_in_their_own_words() {
    let (mut play, id) = away(11);
    let effects = play.failed(id, FailureKind::AccessDenied);
    assert_eq!(told(&effects), [News::Failed]);
    assert_eq!(outward::progress(&play.state), Progress::Failed);
    play.key("x");
    assert_eq!(outward::progress(&play.state), Progress::None);
    let mut play = Play::connected();
    play.offers_top_song();
    let id = play.ask("What is played?");
    play.tell(Msg::Focus(Focus::Away));
    play.wait(Duration::from_secs(11));
    play.calls(id, (0, "top_song"), &["{\"sign\":\"WZPZ\"}"]);
    assert_eq!(told(&play.ended_in_calls(id)), [News::Waits]);
}

#[test]
fn progress_runs_from_the_question_to_the_end() {
    let mut play = Play::connected();
    assert_eq!(outward::progress(&play.state), Progress::None);
    let id = play.ask("hello");
    assert_eq!(outward::progress(&play.state), Progress::Runs);
    play.streamed(id, "hi");
    play.ended(id);
    assert_eq!(outward::progress(&play.state), Progress::None);
    let id = play.ask("again");
    assert_eq!(outward::progress(&play.state), Progress::Runs);
    play.key("esc");
    assert!(play.state.conversation.open_generation(id).is_none());
    assert_eq!(outward::progress(&play.state), Progress::None);
}

#[test]
fn a_title_holds_nothing_that_a_terminal_would_obey() {
    let mut play = Play::connected();
    let title = |play: &Play| outward::title(&play.state);
    let of_model = title(&play).unwrap();
    assert!(of_model.starts_with("outcrop · "), "{of_model}");
    play.apply(crate::chat::record::Record::Title {
        text: format!("a\u{1b}]52;c;x\u{7}\u{9b}b\u{202e}c\n{}", "x".repeat(500)),
        by: crate::chat::record::TitleBy::Hand,
    });
    assert_eq!(title(&play), Some(of_model));
    play.state.view.outward.wishes.title = Titled::Conversation;
    let of_conversation = title(&play).unwrap();
    assert!(
        of_conversation
            .chars()
            .all(|c| !c.is_control() && c != '\u{202e}')
    );
    assert!(of_conversation.chars().count() <= 80, "{of_conversation}");
    play.state.view.outward.wishes.title = Titled::Off;
    assert_eq!(title(&play), None);
}

/// A reply with links.
fn linked() -> Play {
    let mut play = Play::connected();
    let text = "See [the docs](https://docs.example/a), https://b.example/x and\n\n\
                | a | b |\n|---|---|\n| [c](https://c.example/) | [the docs](https://docs.example/a) |\n";
    play.turn("hello", text);
    play.key("esc");
    play
}

fn hosts(play: &Play) -> Vec<String> {
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no list");
    };
    assert_eq!(menu.kind, MenuKind::Links);
    menu.chooser
        .rows()
        .map(|entry| entry.label.clone())
        .collect()
}

#[test]
fn links_are_listed_once_each_and_opened_when_asked_twice() {
    let mut play = linked();
    assert_eq!(play.key("shift-l"), []);
    assert_eq!(hosts(&play), ["docs.example", "b.example", "c.example"]);
    let copied = Effect::Copy(Copying::of(What::Link, "https://docs.example/a"));
    assert_eq!(play.key("y"), [copied]);
    assert_eq!(play.key("enter"), [], "it is asked first");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no question");
    };
    assert_eq!(menu.kind, MenuKind::OpenLink);
    let link = Link::read("https://docs.example/a").unwrap();
    assert_eq!(play.key("enter"), [Effect::OpenLink(link)]);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_click_on_a_link_selects_it_in_the_list() {
    let mut play = linked();
    prepare(&mut play.state);
    let transcript = &play.state.view.transcript;
    let place = transcript.rows().find_map(|row| {
        let mut spans = row.line.spans.iter();
        let span = spans.find(|span| span.text.contains("b.example"))?;
        Some((row.message, row.block?, span.face.link?))
    });
    let (id, block, no) = place.expect("it is in sight");
    assert_eq!(no, LinkNo(1), "it is the second one");
    let effects = play.tell(Msg::Clicked(Target::Link(LANE, id, block, no)));
    assert_eq!(effects, []);
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("no list");
    };
    assert_eq!(menu.chooser.choice().unwrap().label, "b.example");
}

#[test]
fn a_message_without_links_says_so() {
    let mut play = Play::connected();
    play.turn("hello", "file:///etc/passwd and [x](javascript:1)");
    play.key("esc");
    play.key("shift-l");
    assert!(play.state.overlays.is_empty());
    assert_eq!(
        play.state.notices.passing(),
        Some("this message has no links to the web")
    );
}
