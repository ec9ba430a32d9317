//! Texts that name default keys, with the keys that count now.

use std::borrow::Cow;

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyModifiers};

use crate::app::action::{Scope, TABLE};

use super::Keymap;
use super::spelling::{sequence, written};

/// What stands where an action that a text names has no key.
const NONE: &str = "(no key)";

/// Default keys as texts write them, with what counts in their place. Empty while the defaults count.
pub(super) type Moved = Vec<(String, String)>;

/// The keys of everywhere that are not what they are by default.
pub(super) fn moved(map: &Keymap) -> Moved {
    let mut moved = Moved::new();
    for row in TABLE.iter().filter(|row| row.scope == Scope::Global) {
        let of_it = |keys: &[KeyCombination]| {
            let mut bindings = map.bindings.iter();
            bindings.any(|it| it.scope == row.scope && it.action == row.action && it.keys == keys)
        };
        for keys in row.keys.iter().filter_map(|keys| sequence(keys).ok()) {
            if stands_out(&keys) && !of_it(&keys) {
                let now = map.key_in(row.action, row.scope);
                moved.push((written(&keys), now.unwrap_or_else(|| NONE.to_owned())));
            }
        }
    }
    moved
}

/// Default keys of a scope as footers write them, with what counts in their place; `None` = nothing does.
/// Empty while the defaults count.
pub(super) type Footers = Vec<(Scope, String, Option<String>)>;

/// All of them, if any key is not what it is by default.
pub(super) fn footers(map: &Keymap) -> Footers {
    let mut all = Footers::new();
    let mut differ = false;
    for row in TABLE {
        for keys in row.keys.iter().filter_map(|keys| sequence(keys).ok()) {
            let mut bindings = map.bindings.iter();
            let counts = bindings
                .any(|it| it.scope == row.scope && it.action == row.action && it.keys == keys);
            let default = written(&keys);
            let now = if counts {
                Some(default.clone())
            } else {
                map.key_in(row.action, row.scope)
            };
            differ |= !counts;
            all.push((row.scope, default, now));
        }
    }
    if differ { all } else { Footers::new() }
}

/// A key as it is written elsewhere: footers have signs for some, and capitals.
fn spelled(key: &str) -> Cow<'_, str> {
    let name = match key {
        "←" => "Left",
        "→" => "Right",
        "↑" => "Up",
        "↓" => "Down",
        "PgUp" => "PageUp",
        "PgDn" => "PageDown",
        "Del" => "Delete",
        capital if matches!(capital.as_bytes(), [b'A'..=b'Z']) => {
            return Cow::Owned(format!("Shift-{}", capital.to_lowercase()));
        }
        other => other,
    };
    Cow::Borrowed(name)
}

/// Whether a key cannot be taken for something else in a text: a sequence, one with Ctrl or Alt, F5.
fn stands_out(keys: &[KeyCombination]) -> bool {
    let [key] = keys else {
        return true;
    };
    let held = KeyModifiers::CONTROL | KeyModifiers::ALT;
    key.modifiers.intersects(held) || matches!(key.codes, OneToThree::One(KeyCode::F(_)))
}

impl Keymap {
    /// A text of ours with the keys that count in the place of the default ones that it names.
    pub(crate) fn told<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.moved.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut told = String::new();
        let mut rest = text;
        let mut before = ' ';
        while let Some(next) = rest.chars().next() {
            let found = self.moved.iter().filter(|(keys, _)| {
                !before.is_alphanumeric() && before != '^' && begins_with(rest, keys)
            });
            // `^X ^D` is not `^X` and something.
            let longest = found.max_by_key(|(keys, _)| keys.len());
            if let Some((keys, now)) = longest {
                told.push_str(now);
                rest = &rest[keys.len()..];
                before = 'x';
            } else {
                told.push(next);
                rest = &rest[next.len_utf8()..];
                before = next;
            }
        }
        Cow::Owned(told)
    }
}

impl Keymap {
    /// The keys of a footer that names default ones, such as `j k`, as they count in these scopes; `None`
    /// = none of them has a key there.
    pub(crate) fn footer<'a>(&self, scopes: &[Scope], keys: &'a str) -> Option<Cow<'a, str>> {
        if self.footers.is_empty() {
            return Some(Cow::Borrowed(keys));
        }
        let find = |key: &str| {
            let mut places = scopes.iter().filter_map(|scope| {
                let mut all = self.footers.iter();
                all.find(|(of, default, _)| of == scope && default == key)
            });
            places.next().map(|(_, _, now)| now.clone())
        };
        // A sequence is one key.
        if let Some(now) = find(keys) {
            return now.map(Cow::Owned);
        }
        let now = keys.split(' ').map(|key| match find(&spelled(key)) {
            Some(Some(now)) if now == spelled(key) => Some(key.to_owned()),
            Some(now) => now,
            // No key by itself, such as a range of them.
            None => Some(self.told(key).into_owned()),
        });
        let now: Vec<String> = now.flatten().collect();
        (!now.is_empty()).then(|| Cow::Owned(now.join(" ")))
    }
}

/// Whether a text begins with these keys and not with longer ones.
fn begins_with(text: &str, keys: &str) -> bool {
    let same = |(one, other): (char, char)| one.eq_ignore_ascii_case(&other);
    let Some(begin) = text.get(..keys.len()) else {
        return false;
    };
    // `^X r` and `^X R` are two keys; `shift-R` is written in two ways.
    let is_it = if keys.contains("Shift-") {
        begin.chars().zip(keys.chars()).all(same)
    } else {
        begin == keys
    };
    let next = text[keys.len()..].chars().next();
    is_it && next.is_none_or(|next| !next.is_alphanumeric() && next != '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::keys::{KeysFile, Word};

    #[test]
    fn texts_name_the_keys_that_count() {
        let text = "^X b sandbox · ^X ^D lists; ^P palette, F1 help, ^X shift-F opens; ^X & too";
        let usual = Keymap::defaults();
        assert!(matches!(usual.told(text), Cow::Borrowed(same) if same == text));
        let file = KeysFile {
            leader: Some(Word {
                text: "ctrl-t".to_owned(),
                at: (1, 1),
            }),
            tables: Vec::new(),
        };
        let (moved, _) = Keymap::of(&KeysFile::default(), &file);
        assert_eq!(
            moved.told(text),
            "^T b sandbox · ^T ^D lists; ^P palette, F1 help, ^T Shift-f opens; ^T & too"
        );
        assert_eq!(moved.told("a^X b ^X bb ä ^X"), "a^X b ^X bb ä ^X");
    }
}
