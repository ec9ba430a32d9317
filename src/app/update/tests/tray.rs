//! The list of all that goes along: places, names, texts and documents, what rides along.

use crate::app::chips::{Form, From};
use crate::app::effect::Effect;
use crate::app::fixture::*;
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::app::settings::row::Row as SettingsRow;
use crate::app::tray::{Fate, Row};
use crate::app::weight::{Base, Weight};
use crate::chat::attached::format::DocumentFormat;
use crate::chat::attached::{Attached, Kind, Source};
use crate::chat::content::{Cited, ContentBlock, Json, ToolUse};
use crate::chat::ids::MessageId;
use crate::chat::message::Role;
use crate::chat::record::{Body, Record};
use crate::chat::tool::{CustomTool, Tool};

/// Another picture than the usual one.
fn slate() -> Attached {
    Attached {
        hash: format!("sha256:{}", "cd".repeat(32)),
        name: "slate.png".to_owned(),
        ..picture()
    }
}

fn notes(cited: Cited) -> Attached {
    Attached {
        hash: format!("sha256:{}", "ef".repeat(32)),
        name: "notes.md".to_owned(),
        kind: Kind::Document {
            format: DocumentFormat::Md,
            pages: None,
            cited,
        },
        source: Source::File("/notes.md".into()),
        ..picture()
    }
}

fn rows(play: &Play) -> Vec<Row> {
    let Some(Overlay::Tray(tray)) = play.state.overlays.last() else {
        panic!("the list is not open");
    };
    tray.rows().to_vec()
}

fn names(play: &Play) -> Vec<String> {
    rows(play).into_iter().map(|row| row.name).collect()
}

/// A text of many lines.
fn long() -> String {
    let lines: Vec<String> = (1..=40).map(|no| format!("line {no}")).collect();
    format!("{}\n", lines.join("\n"))
}

#[test]
fn a_long_text_becomes_a_chip_and_is_sent_as_text() {
    let mut play = Play::connected();
    play.typed("sum up: ");
    play.tell(Msg::Paste(long().replace('\n', "\r\n")));
    play.typed(" shortly");
    assert_eq!(play.state.composer.text(), "sum up: [Text #1] shortly");
    play.key("enter");
    let asked = play
        .state
        .conversation
        .messages()
        .max_by_key(|message| message.id)
        .unwrap();
    let whole = format!("sum up: {} shortly", long());
    assert_eq!(asked.content, [ContentBlock::Text(whole)]);
}

#[test]
fn a_short_text_stays_a_text() {
    let mut play = Play::connected();
    play.tell(Msg::Paste("one\ntwo\nthree".to_owned()));
    assert_eq!(play.state.composer.text(), "one\ntwo\nthree");
    assert!(play.state.composer.chips.is_empty());
}

#[test]
fn a_long_text_is_edited_and_unfolded() {
    let mut play = Play::connected();
    play.tell(Msg::Paste(long()));
    play.typed("!");
    play.key("ctrl-x ctrl-a");
    play.key("e");
    play.typed("more");
    play.key("esc");
    let Kind::Text(text) = &play.state.composer.chips.list[0].kind else {
        panic!("no text");
    };
    assert_eq!(text.as_ref(), format!("{}more", long()));
    play.key("u");
    assert_eq!(play.state.composer.text(), format!("{}more!", long()));
    assert!(play.state.composer.chips.is_empty());
    assert!(play.state.overlays.is_empty());
    play.key("ctrl-_");
    assert!(play.state.composer.text().ends_with('!'));
}

#[test]
fn a_text_goes_as_a_document_in_its_place() {
    let mut play = Play::connected();
    play.typed("read ");
    play.tell(Msg::Paste(long()));
    play.typed(" now");
    play.key("ctrl-x ctrl-a");
    let effects = play.key("t");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let wanted = &fetches[0].wanted;
    assert_eq!(wanted.form, Form::Found);
    assert!(matches!(&wanted.from, From::Text(text) if **text == *long()));
    assert_eq!(wanted.called(), "pasted text, 40 lines.txt");
    play.tell(Msg::Attached(fetches[0].id, Ok(notes(Cited::Off))));
    assert_eq!(play.state.composer.text(), "read [Document #1] now");
}

#[test]
fn two_change_places_and_their_marks_follow() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.attach(Ok(slate()));
    play.typed("[Image #1] before [Image #2]");
    play.key("ctrl-x ctrl-a");
    assert_eq!(names(&play), ["gneiss.png", "slate.png"]);
    play.key(">");
    assert_eq!(names(&play), ["slate.png", "gneiss.png"]);
    assert_eq!(play.state.composer.text(), "[Image #2] before [Image #1]");
    play.key(">");
    play.key("<");
    assert_eq!(names(&play), ["gneiss.png", "slate.png"]);
}

#[test]
fn names_are_the_users_and_stay_in_the_draft() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.key("ctrl-x ctrl-a");
    play.key("r");
    play.key("ctrl-u");
    play.typed("the wall");
    play.key("enter");
    assert_eq!(names(&play), ["the wall"]);
    let draft = play.state.composer.draft();
    assert_eq!(draft.attached[0].name.as_deref(), Some("the wall"));
}

#[test]
fn documents_are_cited_or_not() {
    let mut play = Play::connected();
    play.attach(Ok(notes(Cited::Off)));
    play.key("ctrl-x ctrl-a");
    play.key("c");
    let cited = |play: &Play| play.state.composer.chips.list[0].kind.clone();
    assert_eq!(cited(&play), notes(Cited::On).kind);
    assert_eq!(play.state.composer.draft().attached[0].form, Form::Cited);
    play.key("c");
    assert_eq!(cited(&play), notes(Cited::Off).kind);
}

#[test]
fn what_rides_along_is_listed_until_it_is_too_old() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.turn("what is this?", "gneiss");
    play.attach(Ok(slate()));
    play.key("ctrl-x ctrl-a");
    assert_eq!(names(&play), ["gneiss.png", "slate.png"]);
    assert_eq!(rows(&play)[0].fate, Fate::Goes);
    play.key("esc");
    play.key("ctrl-x p");
    play.tell(Msg::Clicked(Target::Setting(SettingsRow::ImageTurns)));
    play.tell(Msg::Clicked(Target::Setting(SettingsRow::ImageTurns)));
    play.typed("1");
    play.key("enter");
    play.key("ctrl-x ctrl-a");
    let Fate::Not(why) = rows(&play)[0].fate.clone() else {
        panic!("it goes along");
    };
    assert!(why.contains("earlier turn"), "{why}");
}

#[test]
fn a_click_opens_the_list_and_one_on_the_cross_takes_it_off() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.tell(Msg::Clicked(Target::Chip(0)));
    assert_eq!(names(&play), ["gneiss.png"]);
    play.key("x");
    assert!(play.state.overlays.is_empty());
    assert!(play.state.composer.chips.is_empty());
    play.attach(Ok(picture()));
    play.tell(Msg::Clicked(Target::ChipCross(0)));
    assert!(play.state.composer.chips.is_empty());
    play.key("ctrl-x ctrl-a");
    assert!(
        play.state.overlays.is_empty(),
        "an empty list does not open"
    );
}

#[test]
fn a_file_is_opened_by_its_path_and_other_bytes_by_their_hash() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.key("ctrl-x ctrl-a");
    assert_eq!(
        play.key("o"),
        [Effect::ViewFile("/pictures/gneiss.png".into())]
    );
    play.state.composer.chips.list[0].source = Source::Conversation;
    assert_eq!(play.key("o"), [Effect::View(picture().hash, "png")]);
    play.tell(Msg::Viewed(Err("no program opens it".to_owned())));
    assert_eq!(play.state.notices.passing(), Some("no program opens it"));
}

#[test]
fn a_picture_that_does_not_come_back_says_so() {
    let mut play = Play::connected();
    play.attach(Err("rock.png is damaged"));
    assert_eq!(play.state.notices.passing(), Some("rock.png is damaged"));
}

#[test]
fn a_text_of_any_line_ends_folds_and_an_empty_one_goes() {
    let mut play = Play::connected();
    play.tell(Msg::Paste(long().replace('\n', "\r")));
    assert_eq!(play.state.composer.text(), "[Text #1]");
    play.key("ctrl-x ctrl-a");
    play.key("enter");
    play.state.overlays.pop();
    let subject = crate::app::editor::Subject::Chip(0);
    let editor = crate::app::editor::Editor::new(subject, "");
    play.state.overlays.push(Overlay::Editor(Box::new(editor)));
    play.key("esc");
    assert!(play.state.composer.chips.is_empty());
    assert_eq!(play.state.composer.text(), "");
}

#[test]
fn a_document_that_cannot_be_read_again_stays_one() {
    let mut play = Play::connected();
    play.typed("see ");
    play.attach(Ok(notes(Cited::Off)));
    play.typed("[Document #1] ok");
    play.key("ctrl-x ctrl-a");
    let effects = play.key("t");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(fetches[0].wanted.form, Form::Text);
    let gone = crate::app::chips::NotAttached::nothing("notes.md is gone");
    play.tell(Msg::Attached(fetches[0].id, Err(gone)));
    assert_eq!(play.state.composer.text(), "see [Document #1] ok");
    assert_eq!(play.state.composer.chips.list, [notes(Cited::Off)]);
}

#[test]
fn undoing_never_parts_a_mark_from_its_picture() {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.attach(Ok(slate()));
    play.typed("[Image #1] first then [Image #2]");
    play.key("ctrl-x ctrl-a");
    play.key(">");
    play.key("esc");
    play.key("ctrl-_");
    assert_eq!(
        play.state.composer.text(),
        "[Image #2] first then [Image #1]"
    );
    assert_eq!(play.state.composer.chips.list, [slate(), picture()]);
}

/// The model has called a tool whose result shows a screen, so many times.
fn with_screens(times: usize) -> Play {
    let mut play = Play::connected();
    let mut settings = play.settings();
    settings.tools.offered = vec![Tool::Custom(CustomTool {
        name: "screenshot".to_owned(),
        schema: Json("{}".to_owned()),
        ..CustomTool::default()
    })];
    play.set(settings);
    let said = |play: &mut Play, role, block| {
        let parent = play.state.lane().unwrap().leaf();
        let body = Body::New(vec![block]);
        let n = play.apply(Record::Message {
            parent,
            role,
            turn: None,
            case: None,
            body,
        });
        play.apply(Record::Leaf {
            lane: LANE,
            message: Some(MessageId(n)),
        });
    };
    play.apply(Record::Blob(slate().blob().unwrap()));
    said(&mut play, Role::User, ContentBlock::Text("look".to_owned()));
    for no in 0..times {
        let id = format!("t{no}");
        let call = ToolUse {
            id: id.clone(),
            name: "screenshot".to_owned(),
            input: String::new(),
        };
        said(&mut play, Role::Assistant, ContentBlock::ToolUse(call));
        let image = format!(
            r#"{{"image":{{"hash":"{}","format":"png"}}}}"#,
            slate().hash
        );
        let result = ContentBlock::ToolResult {
            id,
            status: None,
            content: Json(format!(r#"[{{"text":"done"}},{image}]"#)),
        };
        said(&mut play, Role::User, result);
    }
    play
}

fn fates(play: &Play) -> Vec<Fate> {
    rows(play).into_iter().map(|row| row.fate).collect()
}

#[test]
fn pictures_in_results_of_tools_are_listed_with_what_becomes_of_them() {
    let mut play = with_screens(3);
    play.key("ctrl-x ctrl-a");
    assert_eq!(names(&play), ["slate.png"; 3]);
    let row = rows(&play).remove(0);
    assert_eq!((row.title.as_str(), row.fate), ("Image", Fate::Goes));
    assert!(row.label.starts_with("png 812×610 "), "{}", row.label);
    assert_eq!(row.tokens, rows(&play)[2].tokens);
    assert!(row.tokens.is_some());
    play.key("esc");
    let mut settings = play.settings();
    // The next message is a turn of its own.
    settings.image_turns = Some(2);
    play.set(settings.clone());
    play.key("ctrl-x ctrl-a");
    let old = Fate::Not("of an earlier turn than goes along".to_owned());
    // The same picture goes along once, and its row says which time.
    assert_eq!(fates(&play), [old.clone(), old, Fate::Goes]);
    play.key("esc");
    settings.image_turns = None;
    settings.tools.offered = Vec::new();
    play.set(settings);
    play.key("ctrl-x ctrl-a");
    let stays = Fate::Not("what holds it does not go along".to_owned());
    assert_eq!(fates(&play), [stays.clone(), stays.clone(), stays]);
}

#[test]
fn what_is_left_out_of_results_is_not_counted_with_the_reply_that_saw_it() {
    let mut play = with_screens(2);
    let id = play.ask("well?");
    play.streamed(id, "a stone");
    play.ended(id);
    let base = |play: &Play| Weight::now(&play.state).with_leaf(&play.state).base;
    assert_eq!(base(&play), Base::Reply);
    let mut settings = play.settings();
    settings.image_turns = Some(1);
    play.set(settings);
    assert_eq!(base(&play), Base::Texts);
}
