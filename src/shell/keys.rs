//! `keys.toml`: from its text to the map of keys that counts.

use std::io::ErrorKind;
use std::path::Path;

use crate::app::keymap::{Enter, Keymap};
use crate::chat::keys::{Fault, KeysFile};
use crate::config::Config;
use crate::config::keys;

/// What becomes of the file: a map, or all that is wrong with it, a line each.
pub(crate) type Read = Result<Box<Keymap>, Vec<String>>;

/// The map that a text makes, and all that is wrong with it.
pub(crate) fn map(text: &str) -> (Keymap, Vec<Fault>) {
    let (keys, mut faults) = keys::read(text);
    let (map, more) = Keymap::of(&below(&keys), &keys.file);
    faults.extend(more);
    faults.sort_by_key(|fault| fault.at);
    (map, faults)
}

fn below(keys: &keys::Keys) -> KeysFile {
    let preset = keys.preset.as_deref().and_then(keys::preset);
    preset.unwrap_or_default()
}

/// The map that a text makes, unless something is wrong with it.
pub(crate) fn sound(text: &str) -> Read {
    let (map, faults) = map(text);
    if faults.is_empty() {
        Ok(Box::new(map))
    } else {
        Err(faults.iter().map(Fault::to_string).collect())
    }
}

/// What Enter does in the message by the settings.
pub(crate) fn enter(config: &Config) -> Enter {
    match config.enter.as_deref() {
        Some("newline") => Enter::BeginsLine,
        _ => Enter::Sends,
    }
}

/// Reads the file of a configuration folder; `None` = there is none.
pub(crate) fn load(folder: &Path) -> Option<Read> {
    match std::fs::read_to_string(folder.join(keys::NAME)) {
        Ok(text) => Some(sound(&text)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => Some(Err(vec![format!("it cannot be read: {error}")])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::action::{Action, Scope, TABLE};
    use crate::app::keymap::{Bound, toml};

    fn all(map: &Keymap) -> Vec<(Scope, &'static str, String)> {
        let bound = Scope::ALL.into_iter().flat_map(|it| map.of_scope(it));
        let line = |bound: Bound| (bound.scope, bound.row.name, bound.written());
        bound.map(line).collect()
    }

    fn of_preset(name: &str) -> Keymap {
        let (map, faults) = map(&format!("preset = \"{name}\"\n"));
        assert_eq!(faults, [], "{name}");
        map
    }

    #[test]
    fn presets_have_no_conflict_and_leave_no_action_without_a_key() {
        for (name, _) in keys::PRESETS {
            let map = of_preset(name);
            let (_, faults) = Keymap::of(&KeysFile::default(), &keys::preset(name).unwrap());
            assert_eq!(faults, [], "{name}");
            for row in TABLE.iter().filter(|row| !row.keys.is_empty()) {
                let bound = map.of_scope(row.scope);
                let bound = bound.iter().find(|it| it.row.name == row.name).unwrap();
                assert!(
                    !bound.keys.is_empty(),
                    "{name}: \"{}\" of [{}] has no key",
                    row.name,
                    row.scope.key()
                );
            }
        }
    }

    #[test]
    fn presets_have_the_keys_that_their_users_look_for() {
        let key = |map: &Keymap, action, scope| map.key_of(action, &[scope]).unwrap();
        let vim = of_preset("vim");
        assert_eq!(key(&vim, Action::ScrollTop, Scope::Transcript), "g g");
        assert_eq!(key(&vim, Action::Follow, Scope::Transcript), "Shift-g");
        let emacs = of_preset("emacs");
        assert_eq!(key(&emacs, Action::OpenPalette, Scope::Global), "Alt-x");
        assert_eq!(key(&emacs, Action::SaveAs, Scope::Global), "^X ^S");
        let bound = emacs.of_scope(Scope::Global);
        let back = bound.iter().find(|it| it.row.name == "back").unwrap();
        assert_eq!(back.written(), "Esc, ^G");
    }

    #[test]
    fn a_file_lies_over_its_preset() {
        let text = "preset = \"vim\"\nleader = \"ctrl-t\"\n[transcript]\n\"top\" = \"f9\"\n";
        let (map, faults) = map(text);
        assert_eq!(faults, []);
        assert_eq!(
            map.key_of(Action::ScrollTop, &[Scope::Transcript]).unwrap(),
            "F9"
        );
        assert_eq!(
            map.key_of(Action::OpenPicker, &[Scope::Global]).unwrap(),
            "^T m"
        );
    }

    #[test]
    fn every_key_of_a_preset_can_be_the_leader() {
        for (name, _) in keys::PRESETS {
            let preset = keys::preset(name).unwrap();
            let wishes = preset.tables.iter().flat_map(|(_, wishes)| wishes);
            let words = wishes.flat_map(|wish| &wish.keys).map(|word| &*word.text);
            let mut leaders: Vec<&str> = words
                .filter(|word| word.starts_with("ctrl-") || word.starts_with("alt-"))
                .filter(|word| !word.contains(' '))
                .collect();
            leaders.sort_unstable();
            leaders.dedup();
            assert!(leaders.len() > 5, "{name}");
            for leader in leaders {
                let (map, faults) = map(&format!("preset = \"{name}\"\nleader = \"{leader}\"\n"));
                assert_eq!(faults, [], "{name} with {leader}");
                let key = map.key_of(Action::OpenPicker, &[Scope::Global]).unwrap();
                assert!(key.ends_with(" m"), "{name} with {leader}: {key}");
                for row in TABLE.iter().filter(|row| !row.keys.is_empty()) {
                    let bound = map.of_scope(row.scope);
                    let bound = bound.iter().find(|it| it.row.name == row.name).unwrap();
                    let lone = row.keys.iter().all(|keys| *keys == leader);
                    assert!(
                        lone || !bound.keys.is_empty(),
                        "{name} with {leader}: \"{}\" of [{}] has no key",
                        row.name,
                        row.scope.key()
                    );
                }
            }
        }
    }

    #[test]
    fn faults_of_all_kinds_are_told_at_once_and_in_order() {
        let text = "preset = \"vin\"\n[global]\nquit = [\"ctl-q\"]\nmodle = [\"f9\"]\n[lst]\n";
        let told = sound(text).unwrap_err();
        let begin = |line: &String| line.split(": ").next().unwrap().to_owned();
        let places: Vec<String> = told.iter().map(begin).collect();
        assert_eq!(
            places,
            [
                "line 1, column 10",
                "line 3, column 9",
                "line 4, column 1",
                "line 5, column 2"
            ]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_text_brings_the_reader_down(text in "(preset|leader|\\[global\\]|quit|\"|=|\\[|\\]|ctrl-x|g|\n| |,|#|\\PC){0,40}") {
            let (map, _) = map(&text);
            prop_assert!(!all(&map).is_empty());
        }

        #[test]
        fn a_printed_map_is_read_back_as_the_same_map(
            preset in prop::sample::select(vec!["", "preset = \"vim\"\n", "preset = \"emacs\"\n"]),
            leader in prop::sample::select(vec!["", "leader = \"ctrl-t\"\n", "leader = \"f12\"\n"]),
            rows in prop::collection::btree_map(0..TABLE.len(), 0..6usize, 0..8),
        ) {
            let keys = ["[]", "[\"f9\"]", "[\"alt-j\", \"ctrl-f7 x\"]", "[\"ctrl-f7\"]", "[\"g g\"]", "[\"ctrl-x m\"]"];
            let mut text = format!("{preset}{leader}");
            for scope in Scope::ALL {
                let of_it = rows.iter().filter(|(row, _)| TABLE[**row].scope == scope);
                let lines: Vec<String> = of_it
                    .map(|(row, nth)| format!("\"{}\" = {}\n", TABLE[*row].name, keys[*nth]))
                    .collect();
                if !lines.is_empty() {
                    let table = format!("[{}]\n{}", scope.key(), lines.concat());
                    text.push_str(&table);
                }
            }
            let (before, faults) = map(&text);
            prop_assume!(faults.is_empty());
            let printed = toml(&before);
            let (after, faults) = map(&printed);
            prop_assert_eq!(faults, vec![], "{}", printed);
            prop_assert_eq!(all(&after), all(&before));
        }
    }
}
