//! Keys to actions: open scopes and a key, or a sequence of keys, give an action.

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Scope, TABLE};
use super::editing::Edit;

/// The live map from keys to actions.
#[derive(Debug, Clone)]
pub(crate) struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Debug, Clone)]
struct Binding {
    scope: Scope,
    keys: Vec<KeyCombination>,
    action: Action,
}

/// What Enter does in the message. Alt-Enter does the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Enter {
    /// It sends the message.
    #[default]
    Sends,
    /// It begins a new line.
    BeginsLine,
}

/// What a key means after the keys before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// This action.
    Action(Action),
    /// The beginning of a longer sequence.
    Prefix,
    /// Nothing here: text, or a key without a meaning.
    Nothing,
}

impl Keymap {
    /// The default keys of the action table.
    pub(crate) fn defaults() -> Self {
        let mut bindings = Vec::new();
        for row in TABLE {
            for keys in row.keys {
                let parsed: Option<Vec<KeyCombination>> = keys
                    .split(' ')
                    .map(|key| crokey::parse(key).ok().map(unshifted))
                    .collect();
                // A test parses every default, so that none is dropped here.
                if let Some(keys) = parsed {
                    bindings.push(Binding {
                        scope: row.scope,
                        keys,
                        action: row.action,
                    });
                }
            }
        }
        Self { bindings }
    }

    /// Lets Enter send the message, or begin a new line; Alt-Enter does the other one.
    pub(crate) fn set_enter(&mut self, enter: Enter) {
        let [plain, with_alt] = [KeyModifiers::NONE, KeyModifiers::ALT]
            .map(|held| vec![combination(KeyEvent::new(KeyCode::Enter, held))]);
        let newline = Action::Edit(Edit::Newline);
        let of_message = |binding: &Binding, keys: &[KeyCombination]| {
            binding.scope == Scope::Composer && binding.keys == keys
        };
        self.bindings
            .retain(|binding| !(of_message(binding, &with_alt) && binding.action == Action::Send));
        let mut bindings = self.bindings.iter_mut();
        let own = bindings.find(|binding| {
            let is_ours = [Action::Send, newline].contains(&binding.action);
            is_ours && of_message(binding, &plain)
        });
        let Some(own) = own else {
            // The user has given the key another meaning.
            return;
        };
        own.action = match enter {
            Enter::Sends => Action::Send,
            Enter::BeginsLine => newline,
        };
        if enter == Enter::BeginsLine {
            self.bindings.push(Binding {
                scope: Scope::Composer,
                keys: with_alt,
                action: Action::Send,
            });
        }
    }

    /// What `pressed` means; the scope that comes first in `scopes` wins.
    pub(crate) fn meaning(&self, scopes: &[Scope], pressed: &[KeyCombination]) -> Meaning {
        let mut found = Meaning::Nothing;
        for scope in scopes {
            for binding in self
                .bindings
                .iter()
                .filter(|binding| binding.scope == *scope)
            {
                if binding.keys == pressed {
                    return Meaning::Action(binding.action);
                }
                if binding.keys.starts_with(pressed) {
                    found = Meaning::Prefix;
                }
            }
            if found == Meaning::Prefix {
                return found;
            }
        }
        found
    }

    /// How the key of an action is written in this scope, or in any.
    pub(crate) fn key_of(&self, action: Action, scopes: &[Scope]) -> Option<String> {
        let in_scope =
            |binding: &&Binding| binding.action == action && scopes.contains(&binding.scope);
        let binding = self.bindings.iter().find(in_scope).or_else(|| {
            self.bindings
                .iter()
                .find(|binding| binding.action == action)
        })?;
        Some(written(&binding.keys))
    }

    /// What may follow the keys pressed so far, for the hint line.
    pub(crate) fn continuations(
        &self,
        scopes: &[Scope],
        pressed: &[KeyCombination],
    ) -> Vec<(String, Action)> {
        let mut rows: Vec<(String, Action)> = Vec::new();
        for binding in &self.bindings {
            let follows = binding.keys.len() > pressed.len() && binding.keys.starts_with(pressed);
            if follows
                && scopes.contains(&binding.scope)
                && !rows.iter().any(|row| row.1 == binding.action)
            {
                rows.push((written(&binding.keys[pressed.len()..]), binding.action));
            }
        }
        rows
    }
}

/// The combination that a key event stands for, in the spelling of the map.
pub(crate) fn combination(event: KeyEvent) -> KeyCombination {
    unshifted(KeyCombination::from(event))
}

/// One spelling for keys that terminals report in two ways.
///
/// Shift with a character that is not a letter is that character (`?`, `{`), and Shift-Tab is
/// reported with and without the modifier.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most key codes have one spelling"
)]
fn unshifted(key: KeyCombination) -> KeyCombination {
    let mut key = key.normalized();
    let plain = match key.codes {
        OneToThree::One(KeyCode::Char(c)) => !c.is_alphabetic(),
        OneToThree::One(KeyCode::BackTab) => true,
        _ => false,
    };
    if plain {
        key.modifiers.remove(KeyModifiers::SHIFT);
    }
    key
}

fn written(keys: &[KeyCombination]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| short(&key.to_string())).collect();
    keys.join(" ")
}

/// The way the documentation writes keys: `^P` for Ctrl, the rest as it is.
fn short(key: &str) -> String {
    if let Some(letter) = key
        .strip_prefix("Ctrl-")
        .filter(|rest| rest.chars().count() == 1)
    {
        return format!("^{}", letter.to_uppercase());
    }
    key.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_key_can_be_parsed() {
        for row in TABLE {
            for keys in row.keys {
                for key in keys.split(' ') {
                    assert!(crokey::parse(key).is_ok(), "{key} of {}", row.name);
                }
            }
        }
    }

    #[test]
    fn a_sequence_is_a_prefix_until_it_is_whole() {
        let map = Keymap::defaults();
        let x = unshifted(crokey::parse("ctrl-x").unwrap());
        let m = unshifted(crokey::parse("m").unwrap());
        let scopes = [Scope::Composer, Scope::Global];
        assert_eq!(map.meaning(&scopes, &[x]), Meaning::Prefix);
        assert_eq!(
            map.meaning(&scopes, &[x, m]),
            Meaning::Action(Action::OpenPicker)
        );
        assert_eq!(map.meaning(&scopes, &[m]), Meaning::Nothing);
    }

    #[test]
    fn the_first_scope_wins() {
        let map = Keymap::defaults();
        let key = unshifted(crokey::parse("ctrl-p").unwrap());
        assert_eq!(
            map.meaning(&[Scope::List, Scope::Global], &[key]),
            Meaning::Action(Action::List(crate::app::list::ListMove::Up))
        );
        assert_eq!(
            map.meaning(&[Scope::Global], &[key]),
            Meaning::Action(Action::OpenPalette)
        );
    }
}
