//! Keys to actions: open scopes and a key, or a sequence of keys, give an action.

mod build;
mod print;
mod spelling;
mod told;

#[cfg(test)]
mod tests;

use crokey::KeyCombination;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Row, Scope, TABLE};
use super::editing::Edit;

pub(crate) use build::LEADER;
#[cfg(test)]
pub(crate) use print::markdown;
pub(crate) use print::toml;
use spelling::typed;
pub(crate) use spelling::{combination, spelt, written};

/// The live map from keys to actions.
#[derive(Debug, Clone)]
pub(crate) struct Keymap {
    bindings: Vec<Binding>,
    /// The same without what Enter does by the setting.
    of_files: Vec<Binding>,
    /// What begins most sequences.
    leader: KeyCombination,
    /// Default keys that texts name, with those that count.
    moved: told::Moved,
    /// Default keys that footers name, with those that count.
    footers: told::Footers,
    /// What Enter does in the message.
    pub(crate) enter: Enter,
}

#[derive(Debug, Clone, PartialEq, Eq)]
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

/// An action with its keys in a scope.
#[derive(Debug, Clone)]
pub(crate) struct Bound {
    /// Where the keys mean it.
    pub(crate) scope: Scope,
    /// The row of the table that names it.
    pub(crate) row: &'static Row,
    /// The keys; none = it has none.
    pub(crate) keys: Vec<Vec<KeyCombination>>,
}

impl Bound {
    /// The keys as the screen writes them.
    pub(crate) fn written(&self) -> String {
        let keys: Vec<String> = self.keys.iter().map(|keys| written(keys)).collect();
        keys.join(", ")
    }
}

impl Keymap {
    /// Lets Enter send the message, or begin a new line; Alt-Enter does the other one.
    ///
    /// A file of keys wins: where it gives one of the two another meaning, that stays.
    pub(crate) fn set_enter(&mut self, enter: Enter) {
        self.enter = enter;
        self.bindings.clone_from(&self.of_files);
        if enter == Enter::Sends {
            return;
        }
        let [plain, with_alt] = [KeyModifiers::NONE, KeyModifiers::ALT]
            .map(|held| vec![combination(KeyEvent::new(KeyCode::Enter, held))]);
        let newline = Action::Edit(Edit::Newline);
        let begins = |it: &Binding, keys: &[KeyCombination]| {
            it.scope == Scope::Composer && it.keys.starts_with(keys)
        };
        let mut bindings = self.bindings.iter_mut();
        match bindings.find(|it| begins(it, &plain)) {
            Some(own) if own.keys == plain && own.action == Action::Send => own.action = newline,
            Some(_) => return,
            None => self.bind_in_message(plain, newline),
        }
        if !self.bindings.iter().any(|it| begins(it, &with_alt)) {
            self.bind_in_message(with_alt, Action::Send);
        }
    }

    fn bind_in_message(&mut self, keys: Vec<KeyCombination>, action: Action) {
        self.bindings.push(Binding {
            scope: Scope::Composer,
            keys,
            action,
        });
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

    /// The same for hints: the empty text where the action has no key.
    pub(crate) fn hint(&self, action: Action, scope: Scope) -> String {
        self.key_of(action, &[scope]).unwrap_or_default()
    }

    /// How the first key of an action in this scope is written; `None` = it has none there.
    fn key_in(&self, action: Action, scope: Scope) -> Option<String> {
        let mut bindings = self.bindings.iter();
        let binding = bindings.find(|it| it.action == action && it.scope == scope)?;
        Some(written(&binding.keys))
    }

    /// What may follow the keys pressed so far: the rest of each sequence, by its keys.
    pub(crate) fn continuations(
        &self,
        scopes: &[Scope],
        pressed: &[KeyCombination],
    ) -> Vec<(String, Action)> {
        let mut rows: Vec<(String, Action)> = Vec::new();
        let in_scopes = |binding: &&Binding| scopes.contains(&binding.scope);
        for binding in self.bindings.iter().filter(in_scopes) {
            let follows = binding.keys.len() > pressed.len() && binding.keys.starts_with(pressed);
            // A scope that comes first hides what the others say of these keys.
            let meant = self.meaning(scopes, &binding.keys) == Meaning::Action(binding.action);
            if follows && meant && !rows.iter().any(|row| row.1 == binding.action) {
                rows.push((written(&binding.keys[pressed.len()..]), binding.action));
            }
        }
        rows
    }

    /// A key near one that has no meaning in a scope, with the name of its action: the same letter with
    /// or without Shift, or after the leader.
    pub(crate) fn nearest(
        &self,
        scope: Scope,
        key: KeyCombination,
    ) -> Option<(String, &'static str)> {
        let letter = typed(key)?;
        let turned = if letter.is_uppercase() {
            letter.to_lowercase().to_string()
        } else {
            format!("shift-{letter}")
        };
        let turned = spelling::sequence(&turned).unwrap_or_default();
        let near = [turned, vec![self.leader, key]];
        near.into_iter().find_map(|keys| {
            let mut bindings = self.bindings.iter();
            let is_it = |it: &&Binding| {
                let here = [scope, Scope::Global].contains(&it.scope);
                here && !keys.is_empty() && it.keys == keys
            };
            let binding = bindings.find(is_it)?;
            let row = row_of(binding.scope, binding.action)?;
            Some((written(&keys), row.name))
        })
    }

    /// The actions of a scope with their keys, as the table lists them; those of other scopes that are
    /// bound there come last.
    pub(crate) fn of_scope(&self, scope: Scope) -> Vec<Bound> {
        let own = TABLE.iter().filter(|row| row.scope == scope);
        let mut all: Vec<Bound> = own.map(|row| self.bound(scope, row)).collect();
        for binding in self.bindings.iter().filter(|it| it.scope == scope) {
            let is_there = all.iter().any(|bound| bound.row.action == binding.action);
            let elsewhere = || TABLE.iter().find(|row| row.action == binding.action);
            let row = row_of(Scope::Global, binding.action).or_else(elsewhere);
            if let Some(row) = row.filter(|_| !is_there) {
                all.push(self.bound(scope, row));
            }
        }
        all
    }

    /// The same without keys that mean something else in a place, whose scopes these are. For a scope
    /// that is not open there, without keys that mean something else wherever it is.
    pub(crate) fn reached(&self, scope: Scope, place: &[Scope]) -> Vec<Bound> {
        let mut all = self.of_scope(scope);
        let everywhere: [&[Scope]; 2] = [
            &[Scope::Composer, Scope::Text],
            &[Scope::Editor, Scope::Text],
        ];
        let here = [place];
        let ways: &[&[Scope]] = if place.contains(&scope) {
            &here
        } else if scope == Scope::Text {
            &everywhere
        } else {
            return all;
        };
        for bound in &mut all {
            let reaches = |keys: &Vec<KeyCombination>| {
                let mut ways = ways.iter();
                ways.any(|way| self.reaches(way, keys, bound.row.action))
            };
            bound.keys.retain(reaches);
        }
        all
    }

    /// Whether a sequence comes to mean an action in these scopes, and nothing before its end.
    fn reaches(&self, scopes: &[Scope], keys: &[KeyCombination], action: Action) -> bool {
        let begins = |length: usize| self.meaning(scopes, &keys[..length]) == Meaning::Prefix;
        let means = self.meaning(scopes, keys) == Meaning::Action(action);
        means && (1..keys.len()).all(begins)
    }

    fn bound(&self, scope: Scope, row: &'static Row) -> Bound {
        let of_it = |binding: &&Binding| binding.scope == scope && binding.action == row.action;
        let keys = self.bindings.iter().filter(of_it);
        Bound {
            scope,
            row,
            keys: keys.map(|binding| binding.keys.clone()).collect(),
        }
    }
}

/// The row of an action in a scope.
fn row_of(scope: Scope, action: Action) -> Option<&'static Row> {
    TABLE
        .iter()
        .find(|row| row.scope == scope && row.action == action)
}
