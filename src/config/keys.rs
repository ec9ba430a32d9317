//! `keys.toml` as text: which names stand where. And the presets, which are files of the same kind.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::chat::keys::{Fault, KeysFile, Wish, Word};
use crate::chat::place::place;
use crate::chat::spelling;

/// The name of the file in the configuration folder.
pub(crate) const NAME: &str = "keys.toml";

/// The presets by name.
pub(crate) const PRESETS: [(&str, &str); 2] = [
    ("vim", include_str!("../../assets/keys/vim.toml")),
    ("emacs", include_str!("../../assets/keys/emacs.toml")),
];

/// A file of keys with the preset that it names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Keys {
    /// The name of the preset.
    pub(crate) preset: Option<String>,
    /// The file itself.
    pub(crate) file: KeysFile,
}

/// Reads all of a text. What cannot be taken is left out and told.
pub(crate) fn read(text: &str) -> (Keys, Vec<Fault>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader {
        text,
        keys: Keys::default(),
        faults: Vec::new(),
    };
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        reader.fault(at, error.message().to_owned());
    }
    for (name, value) in root.get_ref() {
        reader.member(name, value);
    }
    // Tables come by name; what is said of the second of two faults names the first one.
    reader.keys.file.tables.sort_by_key(|(name, _)| name.at);
    reader.faults.sort_by_key(|fault| fault.at);
    (reader.keys, reader.faults)
}

/// What the preset of this name says; `None` = there is none that is called so.
pub(crate) fn preset(name: &str) -> Option<KeysFile> {
    let mut presets = PRESETS.iter();
    let (_, text) = presets.find(|(known, _)| *known == name)?;
    Some(read(text).0.file)
}

struct Reader<'a> {
    text: &'a str,
    keys: Keys,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn member(&mut self, name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) {
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("preset", DeValue::String(preset)) => self.preset(preset, value.span().start),
            ("leader", DeValue::String(key)) => {
                self.keys.file.leader = Some(self.word(key, value.span().start));
            }
            (key @ ("preset" | "leader"), _) => {
                self.fault(
                    value.span().start,
                    format!("`{key}` wants a string in quotes"),
                );
            }
            (scope, DeValue::Table(actions)) => {
                let scope = self.word(scope, name.span().start);
                let wishes = actions
                    .iter()
                    .filter_map(|(action, keys)| self.wish(action, keys))
                    .collect();
                self.keys.file.tables.push((scope, wishes));
            }
            (other, _) => {
                let what = match spelling::closest(other, ["preset", "leader"]) {
                    Some(known) => format!("unknown key `{other}`; did you mean `{known}`?"),
                    None => format!(
                        "`{other}` stands in no table; a table is a place, such as [global]"
                    ),
                };
                self.fault(name.span().start, what);
            }
        }
    }

    fn preset(&mut self, name: &str, at: usize) {
        let known = PRESETS.map(|(known, _)| known);
        if known.contains(&name) {
            self.keys.preset = Some(name.to_owned());
        } else {
            let advice = spelling::advice(name, known);
            self.fault(at, format!("there is no preset `{name}`; {advice}"));
        }
    }

    /// An action and its keys: an array of strings, or one string.
    fn wish(&mut self, name: &Spanned<Cow<'_, str>>, value: &Spanned<DeValue<'_>>) -> Option<Wish> {
        let action = self.word(name.get_ref(), name.span().start);
        let one = std::slice::from_ref(value);
        let values: &[Spanned<DeValue<'_>>] = match value.get_ref() {
            DeValue::Array(values) => values,
            _ => one,
        };
        let mut keys = Vec::new();
        for value in values {
            let DeValue::String(key) = value.get_ref() else {
                let what = format!(
                    "`{}` wants keys in quotes: [\"ctrl-t\"]; [] takes all away",
                    name.get_ref()
                );
                self.fault(value.span().start, what);
                return None;
            };
            keys.push(self.word(key, value.span().start));
        }
        Some(Wish { action, keys })
    }

    fn word(&self, text: &str, at: usize) -> Word {
        Word {
            text: text.to_owned(),
            at: place(self.text, at),
        }
    }

    fn fault(&mut self, at: usize, what: String) {
        let at = place(self.text, at);
        self.faults.push(Fault { at, what });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_keys_come_with_their_places() {
        let text = "preset = \"vim\"\nleader = \"ctrl-t\"\n\n[transcript]\n\"top\" = [\"g g\",\n \"home\"]\nfollow = \"G\"\nfind = []\n";
        let (keys, faults) = read(text);
        assert_eq!(faults, []);
        assert_eq!(keys.preset.as_deref(), Some("vim"));
        assert_eq!(keys.file.leader.unwrap().at, (2, 10));
        let (scope, wishes) = &keys.file.tables[0];
        assert_eq!((scope.text.as_str(), scope.at), ("transcript", (4, 2)));
        assert_eq!(wishes[0].action.text, "top");
        assert_eq!(wishes[0].keys[1].at, (6, 2));
        assert_eq!(wishes[1].keys.len(), 1);
        assert_eq!(wishes[2].keys, []);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let text = "presset = \"vim\"\npreset = \"vin\"\nleader = 3\nquit = [\"q\"]\n[global]\nquit = [7]\nnew = true\n";
        let (_, faults) = read(text);
        let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 1, column 1: unknown key `presset`; did you mean `preset`?",
                "line 2, column 10: there is no preset `vin`; did you mean `vim`?",
                "line 3, column 10: `leader` wants a string in quotes",
                "line 4, column 1: `quit` stands in no table; a table is a place, such as [global]",
                "line 6, column 9: `quit` wants keys in quotes: [\"ctrl-t\"]; [] takes all away",
                "line 7, column 7: `new` wants keys in quotes: [\"ctrl-t\"]; [] takes all away",
            ]
        );
    }

    #[test]
    fn a_text_that_is_no_toml_is_told_with_its_place() {
        let (_, faults) = read("[global]\nquit = [\"q\"\n\n[list\n");
        assert!(!faults.is_empty());
        assert!(faults[0].at.0 >= 2, "{faults:?}");
    }

    #[test]
    fn every_preset_is_read_without_a_fault() {
        for (name, text) in PRESETS {
            assert_eq!(read(text).1, [], "{name}");
            assert!(preset(name).is_some_and(|file| !file.tables.is_empty()));
        }
        assert_eq!(preset("ed"), None);
    }
}
