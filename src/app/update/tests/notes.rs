//! Notes of replies that cite: in the text, below it, and opened.

use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::passage::Surroundings;
use crate::app::prepare;
use crate::chat::ids::MessageId;

/// The lines of the conversation.
fn lines(play: &mut Play) -> Vec<String> {
    prepare(&mut play.state);
    let lines = play.state.view.transcript.lines();
    lines.map(|(_, line)| line.text()).collect()
}

/// Title and text of the page on top.
fn page(play: &Play) -> (String, String) {
    match play.state.overlays.last() {
        Some(Overlay::Page(page)) => (page.title.clone(), page.text().to_owned()),
        other => panic!("{other:?}"),
    }
}

fn reply(play: &Play) -> MessageId {
    *play.state.lane().unwrap().path.last().unwrap()
}

#[test]
fn a_cited_reply_is_one_text_with_notes_by_the_users_name() {
    let mut play = cited();
    let shown = lines(&mut play);
    let at = |text: &str| shown.iter().position(|line| line == text);
    let text = at("As told, chalk[1] lies over flint[2].").expect("the text");
    assert_eq!(
        at("[1] survey.pdf, page 3 · “chalk to a depth of six feet”"),
        Some(text + 1)
    );
    assert_eq!(
        at("[2] notes.txt, characters 11 to 20 · “below it f”"),
        Some(text + 2)
    );
}

#[test]
fn lines_are_the_same_while_it_streams_and_when_it_is_loaded() {
    let mut live = cited();
    let shown = lines(&mut live);
    live.state.view.transcript = crate::app::transcript::Transcript::default();
    live.tell(Msg::Tick);
    assert_eq!(lines(&mut live), shown);
}

#[test]
fn a_note_of_a_text_opens_in_its_surroundings() {
    let mut play = cited();
    let id = reply(&play);
    let effects = play.tell(Msg::Clicked(Target::Note(id, 2)));
    let (title, text) = page(&play);
    assert_eq!(title, "Note 2 of 2");
    assert_eq!(text, "notes.txt, characters 11 to 20\n\nbelow it f");
    let [Effect::ReadAround(note)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (note.hash.as_str(), note.chars.clone()),
        ("sha256:02", 10..20)
    );
    let around = note.find_in("it begins below it f, and ends");
    play.tell(Msg::AroundRead(note.clone(), around));
    assert_eq!(
        page(&play).1,
        "notes.txt, characters 11 to 20\n\nit begins ▶ below it f ◀, and ends"
    );
    // One that comes after the page was closed opens nothing.
    play.key("esc");
    play.tell(Msg::AroundRead(note.clone(), Surroundings::Missing));
    assert!(play.state.overlays.is_empty());
}

#[test]
fn notes_are_listed_by_key_and_a_page_needs_no_bytes() {
    let mut play = cited();
    play.key("ctrl-x [");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
    assert_eq!(play.key("enter"), []);
    assert_eq!(
        page(&play),
        (
            "Note 1 of 2".to_owned(),
            "survey.pdf, page 3\n\nchalk to a depth of six feet".to_owned()
        )
    );
}

#[test]
fn a_reply_without_notes_says_so() {
    let mut play = Play::connected();
    play.turn("hello", "hi");
    assert_eq!(play.key("ctrl-x ["), []);
    assert!(play.state.overlays.is_empty());
    let id = reply(&play);
    assert_eq!(play.tell(Msg::Clicked(Target::Note(id, 7))), []);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn what_goes_back_is_the_text_without_notes() {
    let play = cited();
    let message = play.state.conversation.message(reply(&play)).unwrap();
    assert_eq!(message.text(), "As told, chalk lies over flint.");
}
