//! The ways in which something is attached: picked, named, dropped, pasted, given, taken again.

use std::ffi::OsString;
use std::path::PathBuf;

use super::notice;
use crate::app::chips::{ArrivalId, Found as Fit, From, NotAttached, Wanted};
use crate::app::effect::Effect;
use crate::app::file_picker::{Browse, Browsed, EntryKind, FileEntry, Glimpse};
use crate::app::fixture::*;
use crate::app::mention::{Found, Offer, Place, Search};
use crate::app::msg::{Msg, Target};
use crate::app::overlay::Overlay;
use crate::chat::attached::Attached;

/// Another picture than the usual one.
fn other() -> Attached {
    Attached {
        hash: format!("sha256:{}", "cd".repeat(32)),
        name: "slate.png".to_owned(),
        ..picture()
    }
}

/// The only thing that is asked for: a paste is looked at.
fn looked_at(effects: &[Effect]) -> ArrivalId {
    let [Effect::Drop(id, _)] = effects else {
        panic!("{effects:?}");
    };
    *id
}

fn wanted(effects: &[Effect]) -> Vec<Wanted> {
    let attach = effects.iter().find_map(|effect| {
        let Effect::Attach(fetches) = effect else {
            return None;
        };
        Some(fetches.iter().map(|fetch| fetch.wanted.clone()).collect())
    });
    attach.unwrap_or_else(|| panic!("{effects:?}"))
}

#[test]
fn dropped_files_take_the_place_of_their_paths() {
    let mut play = Play::connected();
    play.typed("compare ");
    let effects = play.tell(Msg::Paste("/p/a.png '/p/b c.png' ".to_owned()));
    let id = looked_at(&effects);
    assert_eq!(play.state.composer.text(), "compare /p/a.png '/p/b c.png' ");
    // Nothing is sent before it is known.
    assert_eq!(play.key("enter"), []);
    assert!(notice(&play).contains("what was pasted is still being read"));
    play.typed("please");
    let found = vec![(0..8, Ok(picture())), (9..21, Ok(other()))];
    play.tell(Msg::Dropped(id, Some(found)));
    assert_eq!(
        play.state.composer.text(),
        "compare [Image #1] [Image #2] please"
    );
    play.key("ctrl-_");
    assert_eq!(
        play.state.composer.text(),
        "compare /p/a.png '/p/b c.png' please"
    );
}

#[test]
fn undoing_takes_what_was_dropped_off_again_and_redoing_brings_it_back() {
    let mut play = Play::connected();
    let effects = play.tell(Msg::Paste("/p/a.png".to_owned()));
    let id = looked_at(&effects);
    play.tell(Msg::Dropped(id, Some(vec![(0..8, Ok(picture()))])));
    assert_eq!(play.state.composer.chips.list, [picture()]);
    play.key("ctrl-_");
    assert_eq!(play.state.composer.text(), "/p/a.png");
    assert_eq!(play.state.composer.chips.list, []);
    play.key("alt-_");
    assert_eq!(play.state.composer.text(), "[Image #1]");
    assert_eq!(play.state.composer.chips.list, [picture()]);
}

#[test]
fn a_paste_that_names_no_files_stays_a_text() {
    let mut play = Play::connected();
    let effects = play.tell(Msg::Paste("/usr/lib/nothing".to_owned()));
    let id = looked_at(&effects);
    play.tell(Msg::Dropped(id, None));
    assert_eq!(play.state.composer.text(), "/usr/lib/nothing");
    assert!(!play.key("enter").is_empty());
    assert_eq!(play.tell(Msg::Paste("two words".to_owned())), []);
}

#[test]
fn a_dropped_file_that_cannot_go_along_keeps_its_path() {
    let mut play = Play::connected();
    let effects = play.tell(Msg::Paste("/p/a.png\r\n/p/b.bin".to_owned()));
    let id = looked_at(&effects);
    let unfit = NotAttached::unfit("b.bin is nothing that Bedrock takes");
    let found = vec![(0..8, Ok(picture())), (9..17, Err(unfit))];
    play.tell(Msg::Dropped(id, Some(found)));
    assert_eq!(play.state.composer.text(), "[Image #1]\n/p/b.bin");
    assert!(notice(&play).ends_with("its path stays as text"));
}

#[test]
fn a_text_of_the_clipboard_is_pasted_and_a_picture_attached() {
    let mut play = Play::connected();
    let effects = play.key("ctrl-v");
    let [Effect::ReadClipboard(id)] = effects[..] else {
        panic!("{effects:?}");
    };
    // Impatience attaches nothing twice.
    assert_eq!(play.key("ctrl-v"), []);
    play.tell(Msg::ClipboardText(id, "granite".to_owned()));
    assert_eq!(play.state.composer.text(), "granite");
    let effects = play.key("ctrl-v");
    let [Effect::ReadClipboard(id)] = effects[..] else {
        panic!("{effects:?}");
    };
    play.tell(Msg::Attached(id, Ok(picture())));
    assert_eq!(play.state.composer.chips.list, [picture()]);
}

#[test]
fn the_clipboard_of_the_terminal_is_named_and_need_not_be_waited_for() {
    for key in ["esc", "ctrl-c"] {
        let mut play = Play::connected();
        let effects = play.key("ctrl-v");
        let [Effect::ReadClipboard(id)] = effects[..] else {
            panic!("{effects:?}");
        };
        play.tell(Msg::ClipboardOfTerminal(id));
        let arriving = &play.state.composer.chips.arriving;
        assert_eq!(arriving[0].name, "the clipboard of the terminal");
        assert_eq!(play.key("ctrl-v"), []);
        assert_eq!(play.key(key), []);
        assert!(play.state.composer.chips.is_empty());
        assert!(notice(&play).contains("not waited for any more"));
        // It comes nevertheless.
        play.tell(Msg::Attached(id, Ok(picture())));
        play.tell(Msg::ClipboardText(id, "granite".to_owned()));
        assert!(play.state.composer.chips.is_empty() && play.state.composer.is_empty());
    }
}

#[test]
fn what_the_command_line_gives_goes_along() {
    let mut play = Play::connected();
    assert_eq!(play.tell(Msg::Given(Vec::new())), []);
    let file = Wanted::file("/p/a.png".into());
    let effects = play.tell(Msg::Given(vec![file.clone()]));
    assert_eq!(wanted(&effects), [file]);
}

fn entry(name: &str, kind: EntryKind) -> FileEntry {
    FileEntry::new(OsString::from(name), kind, 1_000, None)
}

/// The picker over a folder with a folder and two files.
fn picking() -> Play {
    let mut play = Play::connected();
    let effects = play.key("ctrl-x a");
    let [Effect::Browse(Browse::Start(asked, None))] = effects[..] else {
        panic!("{effects:?}");
    };
    let entries = vec![
        entry("old", EntryKind::Folder),
        entry("basalt.png", EntryKind::File),
        entry("gneiss.png", EntryKind::File),
    ];
    let folder = PathBuf::from("/rocks");
    play.tell(Msg::Browsed(Browsed::Folder(asked, folder, Ok(entries))));
    play
}

#[test]
fn a_picked_file_is_attached_and_its_folder_remembered() {
    let mut play = picking();
    let effects = play.key("down");
    assert_eq!(
        effects,
        [Effect::Browse(Browse::File("/rocks/basalt.png".into()))]
    );
    let effects = play.key("enter");
    assert_eq!(wanted(&effects), [Wanted::file("/rocks/basalt.png".into())]);
    assert_eq!(play.state.memory.folder, Some("/rocks".into()));
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::SaveMemory(_)))
    );
    assert!(play.state.overlays.is_empty());
    let effects = play.key("ctrl-x a");
    assert_eq!(
        effects,
        [Effect::Browse(Browse::Start(1, Some("/rocks".into())))]
    );
}

#[test]
fn the_picker_stays_where_a_file_is_refused() {
    let mut play = picking();
    play.key("down");
    let path = PathBuf::from("/rocks/basalt.png");
    let seen = |not| {
        Msg::Browsed(Browsed::File(
            "/rocks/basalt.png".into(),
            Glimpse::Unfit(not),
        ))
    };
    for key in ["enter", "space"] {
        play.tell(seen(NotAttached::unfit("basalt.png is too large")));
        // It is looked at again, since it may be another one by now.
        let effects = play.key(key);
        assert_eq!(effects, [Effect::Browse(Browse::File(path.clone()))]);
        assert_eq!(play.state.overlays.len(), 1, "{key}");
        let notice = play.state.notices.passing().unwrap();
        assert_eq!(notice, "basalt.png is too large");
    }
    // Of a picture that moves the first one can be taken.
    play.tell(seen(NotAttached {
        why: "it moves".to_owned(),
        found: Fit::Animated,
    }));
    assert_eq!(wanted(&play.key("enter")), [Wanted::file(path)]);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn several_files_are_marked_and_attached_together() {
    let mut play = picking();
    play.key("down space space");
    let effects = play.key("enter");
    let both = ["/rocks/basalt.png", "/rocks/gneiss.png"];
    assert_eq!(wanted(&effects), both.map(|path| Wanted::file(path.into())));
}

#[test]
fn folders_are_gone_into_and_out_of() {
    let mut play = picking();
    let into = |asked| [Effect::Browse(Browse::Folder(asked, "/rocks/old".into()))];
    let above = |asked| [Effect::Browse(Browse::Folder(asked, "/rocks".into()))];
    assert_eq!(play.key("enter"), into(2));
    assert_eq!(play.key("left"), above(3));
    let folder = PathBuf::from("/rocks");
    let entries = vec![entry("old", EntryKind::Folder)];
    play.tell(Msg::Browsed(Browsed::Folder(3, folder, Ok(entries))));
    assert_eq!(play.key("right"), into(4));
    play.typed("x");
    assert_eq!(play.key("backspace"), []);
    assert_eq!(play.key("backspace"), above(5));
    assert!(matches!(
        play.state.overlays.last(),
        Some(Overlay::Files(_))
    ));
    play.key("esc");
    assert!(play.state.overlays.is_empty());
}

#[test]
fn a_row_is_selected_by_a_click_and_taken_by_another() {
    let mut play = picking();
    play.tell(Msg::Clicked(Target::Row(2)));
    let effects = play.tell(Msg::Clicked(Target::Row(2)));
    assert_eq!(wanted(&effects), [Wanted::file("/rocks/gneiss.png".into())]);
}

#[test]
fn paths_that_are_dropped_on_the_picker_are_understood() {
    let mut play = picking();
    let effects = play.tell(Msg::Paste("'/other/my rock.png'\n".to_owned()));
    assert_eq!(
        effects,
        [Effect::Browse(Browse::Folder(2, "/other".into()))]
    );
    let effects = play.key("enter");
    let rock = Wanted::file("/other/my rock.png".into());
    assert_eq!(wanted(&effects), [rock]);
    let mut play = picking();
    let effects = play.tell(Msg::Paste("/p/a.png /p/b.png".to_owned()));
    looked_at(&effects);
    assert!(play.state.overlays.is_empty());
    let mut play = picking();
    play.tell(Msg::Paste("gneiss".to_owned()));
    let effects = play.key("enter");
    assert_eq!(wanted(&effects), [Wanted::file("/rocks/gneiss.png".into())]);
}

#[test]
fn what_is_offered_is_taken_by_a_click() {
    let mut play = mentioning("", &["a.png", "b.png"]);
    assert_eq!(play.tell(Msg::Clicked(Target::Row(1))), []);
    assert!(is_offering(&play));
    let effects = play.tell(Msg::Clicked(Target::Row(1)));
    assert_eq!(wanted(&effects), [Wanted::file("b.png".into())]);
    assert!(!is_offering(&play));
}

#[test]
fn a_path_can_be_typed_before_anything_was_read() {
    let mut play = Play::connected();
    play.key("ctrl-x a");
    play.typed("/p/a.png");
    let effects = play.key("enter");
    assert_eq!(wanted(&effects), [Wanted::file("/p/a.png".into())]);
    assert_eq!(play.state.memory.folder, None);
}

/// The message with `@` typed behind it, and these files offered.
fn mentioning(text: &str, files: &[&str]) -> Play {
    let mut play = Play::connected();
    play.typed(text);
    let effects = play.typed("@");
    assert_eq!(effects, [Effect::Offer(Place::Below)]);
    let offers = files.iter();
    let offers = offers.map(|file| Offer::new(PathBuf::from(file), (*file).to_owned()));
    play.tell(Msg::Offered(Found {
        place: Place::Below,
        offers: offers.collect(),
        search: Search::Done,
    }));
    play
}

fn is_offering(play: &Play) -> bool {
    matches!(play.state.overlays.last(), Some(Overlay::Mention(_)))
}

#[test]
fn a_file_that_is_named_takes_its_place_in_the_text() {
    let mut play = mentioning("see ", &["src/rock.png", "docs/a b.md"]);
    play.typed("rock");
    let effects = play.key("tab");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(fetches[0].wanted, Wanted::file("src/rock.png".into()));
    assert_eq!(play.state.composer.text(), "see @src/rock.png ");
    play.typed("please");
    play.tell(Msg::Attached(fetches[0].id, Ok(picture())));
    assert_eq!(play.state.composer.text(), "see [Image #1] please");
}

#[test]
fn a_file_that_cannot_go_along_stays_as_it_was_named() {
    let mut play = mentioning("", &["docs/a b.md"]);
    let effects = play.key("enter");
    let [Effect::Attach(fetches)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let why = NotAttached::unfit("it is damaged");
    play.tell(Msg::Attached(fetches[0].id, Err(why)));
    assert_eq!(play.state.composer.text(), "@\"docs/a b.md\" ");
    assert_eq!(notice(&play), "it is damaged");
}

#[test]
fn what_is_offered_goes_when_nothing_matches_or_the_word_is_left() {
    let mut play = mentioning("", &["rock.png"]);
    assert!(is_offering(&play));
    play.typed("zz");
    assert!(!is_offering(&play));
    assert_eq!(play.state.composer.text(), "@zz");
    assert!(!play.key("enter").is_empty());
    for keys in ["esc", "space", "backspace", "home"] {
        let mut play = mentioning("", &["rock.png"]);
        if keys == "space" {
            play.typed(" ");
        } else {
            play.key(keys);
        }
        assert!(!is_offering(&play), "{keys}");
        let text = match keys {
            "space" => "@ ",
            "backspace" => "",
            _ => "@",
        };
        assert_eq!(play.state.composer.text(), text);
    }
}

#[test]
fn an_address_offers_nothing() {
    let mut play = Play::connected();
    assert_eq!(play.typed("me@example.org"), []);
    assert!(play.state.overlays.is_empty());
}

#[test]
fn folders_that_are_typed_are_looked_through_one_by_one() {
    let mut play = mentioning("", &["rock.png"]);
    let folder = |name: &str| Place::Folder(name.to_owned());
    // The first sign alone may still become a name.
    assert_eq!(play.typed("~/"), [Effect::Offer(folder("~/"))]);
    let offers = vec![Offer::new("~/rocks".into(), "~/rocks/".to_owned())];
    play.tell(Msg::Offered(Found {
        place: folder("~/"),
        offers,
        search: Search::Done,
    }));
    assert_eq!(play.key("tab"), [Effect::Offer(folder("~/rocks/"))]);
    assert_eq!(play.state.composer.text(), "@~/rocks/");
    assert!(is_offering(&play));
}

/// A conversation whose first message holds two pictures, and whose second holds one.
fn with_pictures() -> Play {
    let mut play = Play::connected();
    play.attach(Ok(picture()));
    play.attach(Ok(other()));
    play.turn("compare", "they differ");
    play.attach(Ok(picture()));
    play.turn("and this", "is gneiss");
    play
}

#[test]
fn what_the_conversation_has_is_attached_again() {
    let mut play = with_pictures();
    play.key("ctrl-x shift-a");
    let Some(Overlay::Menu(menu)) = play.state.overlays.last() else {
        panic!("{:?}", play.state.overlays);
    };
    let labels: Vec<String> = menu.chooser.rows().map(|row| row.label.clone()).collect();
    assert_eq!(labels, ["gneiss.png", "slate.png"]);
    play.key("down");
    let effects = play.key("enter");
    let wanted = wanted(&effects);
    assert_eq!(wanted[0].from, From::Conversation(other().hash));
    assert_eq!(wanted[0].name.as_deref(), Some("slate.png"));
}

#[test]
fn what_a_message_holds_is_attached_again() {
    let mut play = with_pictures();
    // Pictures would leave no room for all messages at once.
    play.key("ctrl-x ctrl-v");
    play.key("tab");
    super::choose(&mut play, "and this");
    let effects = play.key("shift-a");
    assert_eq!(wanted(&effects)[0].from, From::Conversation(picture().hash));
    super::choose(&mut play, "compare");
    play.key("shift-a");
    assert!(matches!(play.state.overlays.last(), Some(Overlay::Menu(_))));
    play.key("esc");
    super::choose(&mut play, "they differ");
    assert_eq!(play.key("shift-a"), []);
    assert_eq!(
        notice(&play),
        "this message holds no picture and no document"
    );
    let mut play = Play::connected();
    play.key("ctrl-x shift-a");
    assert!(notice(&play).starts_with("no message of this conversation"));
}
