//! The map of keys: what files make of it, what they cannot say, and how it is written.

use std::borrow::Cow;

use crokey::KeyCombination;
use proptest::prelude::*;

use super::*;
use crate::app::list::ListMove;
use crate::chat::keys::{Fault, KeysFile, Wish, Word};

fn keys(text: &str) -> Vec<KeyCombination> {
    spelling::sequence(text).unwrap()
}

fn word(text: &str, line: usize) -> Word {
    Word {
        text: text.to_owned(),
        at: (line, 1),
    }
}

/// A file: scope, action and keys, a line each.
fn file(lines: &[(&str, &str, &[&str])]) -> KeysFile {
    let mut file = KeysFile::default();
    for (nth, (scope, action, keys)) in lines.iter().enumerate() {
        let line = nth + 1;
        let wish = Wish {
            action: word(action, line),
            keys: keys.iter().map(|key| word(key, line)).collect(),
        };
        file.tables.push((word(scope, line), vec![wish]));
    }
    file
}

fn made(lines: &[(&str, &str, &[&str])]) -> (Keymap, Vec<String>) {
    let (map, faults) = Keymap::of(&KeysFile::default(), &file(lines));
    (map, faults.iter().map(Fault::to_string).collect())
}

/// What a key means in the conversation.
fn reading(map: &Keymap, text: &str) -> Meaning {
    map.meaning(&[Scope::Transcript, Scope::Global], &keys(text))
}

fn writing(map: &Keymap, text: &str) -> Meaning {
    map.meaning(&[Scope::Composer, Scope::Text, Scope::Global], &keys(text))
}

#[test]
fn every_default_key_can_be_parsed_and_none_is_lost() {
    let mut count = 0;
    for row in TABLE {
        for keys in row.keys {
            assert!(spelling::sequence(keys).is_ok(), "{keys} of {}", row.name);
            count += 1;
        }
    }
    let map = Keymap::defaults();
    assert_eq!(map.bindings.len(), count);
    assert_eq!(written(&[map.leader]), "^X");
}

#[test]
fn the_defaults_keep_the_rules_of_a_file() {
    let (map, _) = Keymap::of(&KeysFile::default(), &KeysFile::default());
    for one in &map.bindings {
        let text = spelling::typed(one.keys[0]).is_some();
        assert!(
            !(text && one.scope.takes_text()),
            "{} in {:?}",
            written(&one.keys),
            one.scope
        );
        for other in map.bindings.iter().filter(|it| it.scope == one.scope) {
            let begins = other.keys.len() > one.keys.len() && other.keys.starts_with(&one.keys);
            assert!(
                !begins,
                "{} and {} in {:?}",
                written(&one.keys),
                written(&other.keys),
                one.scope
            );
        }
    }
}

#[test]
fn names_are_unique_in_their_scope_and_so_are_actions() {
    for (nth, row) in TABLE.iter().enumerate() {
        for other in TABLE[..nth].iter().filter(|it| it.scope == row.scope) {
            assert_ne!(other.name, row.name, "{:?}", row.scope);
            assert_ne!(other.action, row.action, "{:?}", row.scope);
        }
        assert!(Scope::ALL.contains(&row.scope), "{:?}", row.scope);
        assert_ne!(row.scope.key(), "");
    }
}

#[test]
fn a_sequence_is_a_prefix_until_it_is_whole() {
    let map = Keymap::defaults();
    assert_eq!(writing(&map, "ctrl-x"), Meaning::Prefix);
    assert_eq!(
        writing(&map, "ctrl-x m"),
        Meaning::Action(Action::OpenPicker)
    );
    assert_eq!(writing(&map, "m"), Meaning::Nothing);
}

#[test]
fn the_first_scope_wins() {
    let map = Keymap::defaults();
    let key = keys("ctrl-p");
    assert_eq!(
        map.meaning(&[Scope::List, Scope::Global], &key),
        Meaning::Action(Action::List(ListMove::Up))
    );
    assert_eq!(
        map.meaning(&[Scope::Global], &key),
        Meaning::Action(Action::OpenPalette)
    );
}

#[test]
fn a_file_moves_keys_and_takes_them_from_what_had_them() {
    let (map, faults) = made(&[
        ("global", "model", &["ctrl-t", "ctrl-x m"]),
        ("transcript", "top", &["e e"]),
        ("transcript", "page down", &["ctrl-f"]),
        ("global", "quit", &[]),
    ]);
    assert_eq!(faults, [""; 0]);
    assert_eq!(writing(&map, "ctrl-t"), Meaning::Action(Action::OpenPicker));
    assert_eq!(writing(&map, "alt-p"), Meaning::Nothing);
    assert_eq!(reading(&map, "e"), Meaning::Prefix);
    assert_eq!(reading(&map, "e e"), Meaning::Action(Action::ScrollTop));
    assert_eq!(reading(&map, "ctrl-f"), Meaning::Action(Action::PageDown));
    assert_eq!(reading(&map, "ctrl-x q"), Meaning::Nothing);
    assert_eq!(
        map.key_of(Action::Quit, &[Scope::Global]).as_deref(),
        Some("q")
    );
    let rows = map.of_scope(Scope::Transcript);
    let edit = rows.iter().find(|row| row.row.name == "edit message");
    assert!(edit.unwrap().keys.is_empty());
    assert_eq!(rows.last().unwrap().row.name, "page down");
}

#[test]
fn two_actions_change_places() {
    let (map, faults) = made(&[
        ("transcript", "line down", &["k"]),
        ("transcript", "line up", &["j"]),
    ]);
    assert_eq!(faults, [""; 0]);
    assert_eq!(reading(&map, "k"), Meaning::Action(Action::LineDown));
    assert_eq!(reading(&map, "j"), Meaning::Action(Action::LineUp));
}

#[test]
fn all_that_cannot_be_is_told_with_its_place() {
    let (_, faults) = made(&[
        ("globl", "model", &["ctrl-t"]),
        ("global", "modle", &["ctrl-t"]),
        ("map", "favourite", &["f9"]),
        ("global", "model", &["ctl-t"]),
        ("global", "new", &["ctrl-t"]),
        ("global", "quit", &["f9", "ctrl-t"]),
        ("transcript", "find", &["ctrl-s"]),
        ("transcript", "top", &["ctrl-s s"]),
        ("transcript", "edit message", &["ctrl-s"]),
        ("composer", "send", &["x"]),
        ("composer", "paste", &["ctrl-x"]),
        ("text", "yank", &["zzz"]),
    ]);
    assert_eq!(
        faults,
        [
            "line 1, column 1: there is no place [globl]; did you mean `global`?",
            "line 2, column 1: there is no action \"modle\" in [global]; did you mean \"model\"?",
            "line 3, column 1: \"favourite\" belongs in [picker]",
            "line 4, column 1: `ctl-t` is no key; keys are written ctrl-t, alt-enter, shift-f5, \
             pageup, g",
            "line 6, column 1: `^T` is given to \"new\" already, in line 5",
            "line 8, column 1: `^S s` cannot be reached: its beginning `^S` is \"find\", in line 7",
            "line 9, column 1: `^S` is given to \"find\" already, in line 7",
            "line 10, column 1: `x` types text here; take a key with ctrl or alt, or a function key",
            "line 11, column 1: `^X` begins most sequences; `leader = …` puts another key in its \
             place",
            "line 12, column 1: `zzz` is no key; keys are written ctrl-t, alt-enter, shift-f5, \
             pageup, g",
        ]
    );
    // The other way round, and against what lies below.
    let (_, faults) = made(&[
        ("transcript", "top", &["ctrl-s s"]),
        ("transcript", "find", &["ctrl-s"]),
    ]);
    assert_eq!(
        faults,
        ["line 2, column 1: `^S` is the beginning of `^S s`, which is \"top\", in line 1"]
    );
    let below = file(&[("transcript", "top", &["g g"])]);
    let above = file(&[("transcript", "find", &["g"])]);
    let (_, faults) = Keymap::of(&below, &above);
    assert_eq!(
        faults[0].to_string(),
        "line 1, column 1: `g` is the beginning of `g g`, which is \"top\"; give that another key, \
         or none"
    );
}

#[test]
fn the_leader_moves_with_all_that_it_begins() {
    let mut moved = file(&[("global", "model", &["ctrl-x m"])]);
    moved.leader = Some(word("ctrl-b", 9));
    let (map, faults) = Keymap::of(&KeysFile::default(), &moved);
    assert_eq!(faults, []);
    assert_eq!(writing(&map, "ctrl-b"), Meaning::Prefix);
    assert_eq!(
        writing(&map, "ctrl-b n"),
        Meaning::Action(Action::NewConversation)
    );
    // What the file says itself stays as it says.
    assert_eq!(
        writing(&map, "ctrl-x m"),
        Meaning::Action(Action::OpenPicker)
    );
    assert_eq!(written(&[map.leader]), "^B");
    for (leader, why) in [("b", "is text"), ("ctrl-a b", "one key"), ("f99", "no key")] {
        moved.leader = Some(word(leader, 9));
        let (map, faults) = Keymap::of(&KeysFile::default(), &moved);
        assert!(faults[0].what.contains(why), "{faults:?}");
        assert_eq!(written(&[map.leader]), "^X");
    }
}

#[test]
fn continuations_are_the_rest_of_each_sequence_once() {
    let map = Keymap::defaults();
    let scopes = [Scope::Composer, Scope::Text, Scope::Global];
    let rows = map.continuations(&scopes, &keys("ctrl-x"));
    assert!(rows.contains(&("m".to_owned(), Action::OpenPicker)));
    assert!(rows.contains(&("^E".to_owned(), Action::EditOutside)));
    let mut seen = std::collections::HashSet::new();
    assert!(rows.iter().all(|(keys, _)| seen.insert(keys.clone())));
    assert_eq!(map.continuations(&scopes, &keys("m")), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_word_is_a_key_or_a_reason(text in ".{0,24}") {
        if let Ok(keys) = spelling::sequence(&text) {
            prop_assert_eq!(spelling::sequence(&spelt(&keys)), Ok(keys));
        }
    }

    #[test]
    fn a_map_without_faults_has_no_key_twice(
        lines in prop::collection::vec((0..TABLE.len(), prop::collection::vec(0..SOME.len(), 0..3)), 0..12)
    ) {
        let lines: Vec<(&str, &str, Vec<&str>)> = lines
            .iter()
            .map(|(row, keys)| {
                let row = &TABLE[*row];
                let keys = keys.iter().map(|key| SOME[*key]).collect();
                (row.scope.key(), row.name, keys)
            })
            .collect();
        let lines: Vec<(&str, &str, &[&str])> =
            lines.iter().map(|(scope, name, keys)| (*scope, *name, &keys[..])).collect();
        let (map, faults) = made(&lines);
        for (nth, one) in map.bindings.iter().enumerate() {
            let clash = map.bindings[..nth].iter().find(|other| {
                let either = one.keys.starts_with(&other.keys) || other.keys.starts_with(&one.keys);
                other.scope == one.scope && either
            });
            prop_assert!(clash.is_none() || !faults.is_empty(), "{:?} {:?}", one, clash);
        }
    }
}

/// Keys to choose from: simple ones, sequences and their beginnings.
const SOME: [&str; 12] = [
    "f9",
    "ctrl-t",
    "ctrl-t a",
    "ctrl-t a b",
    "alt-j",
    "alt-j j",
    "shift-f3",
    "g",
    "g g",
    "ctrl-x m",
    "j",
    "ctrl-x",
];

#[test]
fn what_enter_does_takes_no_key_of_a_file_away() {
    let (mut map, faults) = made(&[("composer", "send", &["enter", "alt-enter"])]);
    assert_eq!(faults, [""; 0]);
    for _ in 0..2 {
        map.set_enter(Enter::Sends);
        for key in ["enter", "alt-enter"] {
            assert_eq!(writing(&map, key), Meaning::Action(Action::Send), "{key}");
        }
        map.set_enter(Enter::BeginsLine);
        let newline = Action::Edit(Edit::Newline);
        assert_eq!(writing(&map, "enter"), Meaning::Action(newline));
        assert_eq!(writing(&map, "alt-enter"), Meaning::Action(Action::Send));
    }
    // Where a file takes Enter from sending, it is free to begin a line.
    let (mut map, _) = made(&[("composer", "send", &["alt-enter"])]);
    map.set_enter(Enter::BeginsLine);
    let newline = Meaning::Action(Action::Edit(Edit::Newline));
    assert_eq!(writing(&map, "enter"), newline);
    assert_eq!(writing(&map, "alt-enter"), Meaning::Action(Action::Send));
    // What a file gives another meaning to keeps it.
    let (mut map, faults) = made(&[("composer", "paste", &["alt-enter"])]);
    assert_eq!(faults, [""; 0]);
    map.set_enter(Enter::BeginsLine);
    let paste = Meaning::Action(Action::PasteClipboard);
    assert_eq!(writing(&map, "alt-enter"), paste);
    let bound = map.of_scope(Scope::Composer);
    let send = bound.iter().find(|it| it.row.action == Action::Send);
    assert!(send.is_some_and(|send| send.keys.is_empty()));
}

#[test]
fn the_list_of_a_place_has_what_enter_does_there() {
    let keys_of = |map: &Keymap, scope: Scope, name: &str| {
        let bound = map.of_scope(scope).into_iter();
        let mut found = bound.filter(|bound| bound.row.name == name);
        found.next().map(|bound| bound.written())
    };
    let mut map = Keymap::defaults();
    assert_eq!(keys_of(&map, Scope::Composer, "newline"), None);
    map.set_enter(Enter::BeginsLine);
    let newline = keys_of(&map, Scope::Composer, "newline");
    assert_eq!(newline.as_deref(), Some("Enter"));
    let send = keys_of(&map, Scope::Composer, "send");
    assert_eq!(send.as_deref(), Some("Alt-Enter"));
}

#[test]
fn keys_are_left_out_where_they_mean_something_else() {
    let newline = |map: &Keymap, place: &[Scope]| {
        let mut bound = map.reached(Scope::Text, place).into_iter();
        let found = bound.find(|bound| bound.row.name == "newline");
        found.map(|bound| bound.written()).unwrap_or_default()
    };
    let writing = [Scope::Composer, Scope::Text, Scope::Global];
    let editing = [Scope::Editor, Scope::Text, Scope::Global];
    let reading = [Scope::Transcript, Scope::Global];
    let mut map = Keymap::defaults();
    for place in [&writing[..], &reading] {
        assert_eq!(newline(&map, place), "^J, Alt-Enter, Shift-Enter");
    }
    // An editor takes its text with that key.
    assert_eq!(newline(&map, &editing), "^J, Shift-Enter");
    map.set_enter(Enter::BeginsLine);
    for place in [&writing[..], &reading, &editing] {
        assert_eq!(newline(&map, place), "^J, Shift-Enter");
    }
    // A sequence is not reached where its beginning means something.
    let (map, faults) = made(&[
        ("composer", "paste", &["f9"]),
        ("text", "newline", &["f9 n", "ctrl-j"]),
    ]);
    assert_eq!(faults, [""; 0]);
    assert_eq!(newline(&map, &writing), "^J");
    assert_eq!(newline(&map, &reading), "F9 n, ^J");
}

#[test]
fn footers_name_the_keys_that_count_in_their_place() {
    let reader = [Scope::Reader, Scope::Global];
    let (map, faults) = made(&[
        ("reader", "line down", &["n"]),
        ("reader", "line up", &[]),
        ("global", "back", &["ctrl-g"]),
    ]);
    assert_eq!(faults, Vec::<String>::new());
    let footer = |keys| map.footer(&reader, keys).map(Cow::into_owned);
    assert_eq!(footer("j k").as_deref(), Some("n"));
    assert_eq!(footer("k"), None);
    assert_eq!(footer("Esc").as_deref(), Some("^G"));
    assert_eq!(footer("1-9").as_deref(), Some("1-9"));
    // Signs are keys too.
    assert_eq!(footer("↓ PgDn").as_deref(), Some("n PgDn"));
    assert_eq!(footer("↑"), None);
    let (map, _) = made(&[("found", "previous place", &["b"])]);
    let found = map.footer(&[Scope::Found, Scope::Global], "n N");
    assert_eq!(found.as_deref(), Some("n b"));
    // The same letters mean something else in another place, and stay.
    let list = map.footer(&[Scope::Map, Scope::Global], "j k");
    assert_eq!(list.as_deref(), Some("j k"));
    let defaults = Keymap::defaults();
    assert!(matches!(
        defaults.footer(&reader, "j k"),
        Some(Cow::Borrowed("j k"))
    ));
}
