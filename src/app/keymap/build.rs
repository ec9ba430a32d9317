//! A map of keys: the defaults, over them a preset, over it what the user's file says.

use crokey::KeyCombination;

use crate::app::action::{Action, Row, Scope, TABLE};
use crate::chat::keys::{Fault, KeysFile, Place, Wish, Word};
use crate::chat::spelling;

use super::spelling::{is_text, sequence, written};
use super::{Binding, Keymap};

/// The key that begins most sequences, as the table writes it.
pub(crate) const LEADER: &str = "ctrl-x";

/// A key that a file gives to an action.
struct Given {
    scope: Scope,
    row: &'static Row,
    keys: Vec<KeyCombination>,
    at: Place,
}

/// An action whose keys a file changes.
struct Changed {
    scope: Scope,
    action: Action,
}

/// What a file says, as far as it can be understood.
#[derive(Default)]
struct Layer {
    changed: Vec<Changed>,
    given: Vec<Given>,
    faults: Vec<Fault>,
}

impl Keymap {
    /// The default keys of the action table.
    pub(crate) fn defaults() -> Self {
        Self::of(&KeysFile::default(), &KeysFile::default()).0
    }

    /// The map that a preset and a file over it make, and all that is wrong with the file.
    ///
    /// What a file says wins over what lies below it: a key that it gives to an action is taken from
    /// the one that had it. Within a file nothing may be said twice.
    pub(crate) fn of(preset: &KeysFile, file: &KeysFile) -> (Self, Vec<Fault>) {
        let mut faults = Vec::new();
        let leader = [preset, file]
            .iter()
            .filter_map(|file| file.leader.as_ref())
            .fold(usual_leader(), |before, word| {
                leader(word).unwrap_or_else(|fault| {
                    faults.push(fault);
                    before
                })
            });
        let mut map = Self {
            bindings: Vec::new(),
            of_files: Vec::new(),
            leader,
            moved: Vec::new(),
            footers: Vec::new(),
            enter: super::Enter::default(),
        };
        map.take_defaults();
        // A preset is in order by itself, and nobody can mend it in a file of one's own.
        map.lay(Layer::of_preset(preset, leader), &mut Vec::new());
        map.lay(Layer::read(file), &mut faults);
        map.of_files.clone_from(&map.bindings);
        map.moved = super::told::moved(&map);
        map.footers = super::told::footers(&map);
        faults.sort_by_key(|fault| fault.at);
        (map, faults)
    }

    fn take_defaults(&mut self) {
        for row in TABLE {
            // A test reads every default, so that none is dropped here.
            for mut keys in row.keys.iter().filter_map(|keys| sequence(keys).ok()) {
                lead(&mut keys, self.leader);
                let shadows = keys == [self.leader];
                if !shadows {
                    self.bindings.push(Binding {
                        scope: row.scope,
                        keys,
                        action: row.action,
                    });
                }
            }
        }
    }

    /// Lays a file over the map.
    fn lay(&mut self, layer: Layer, faults: &mut Vec<Fault>) {
        faults.extend(layer.faults);
        let changes = |binding: &Binding| {
            let mut changed = layer.changed.iter();
            changed.any(|it| it.scope == binding.scope && it.action == binding.action)
        };
        self.bindings.retain(|binding| !changes(binding));
        let below = self.bindings.clone();
        for (nth, given) in layer.given.iter().enumerate() {
            let before = &layer.given[..nth];
            let is_same = |other: &&Given| other.scope == given.scope;
            let clash = before.iter().filter(is_same).find_map(|other| {
                clashes(given, &other.keys, other.row.name).map(|what| (what, other.at))
            });
            if let Some((what, (line, _))) = clash {
                let what = format!("{what}, in line {line}");
                faults.push(fault(given.at, what));
            } else if let Some(what) = self.refusal(given, &below) {
                faults.push(fault(given.at, what));
            }
        }
        let takes = |binding: &Binding| {
            let mut given = layer.given.iter();
            given.any(|it| it.scope == binding.scope && it.keys.starts_with(&binding.keys))
        };
        self.bindings.retain(|binding| !takes(binding));
        self.bindings
            .extend(layer.given.into_iter().map(|given| Binding {
                scope: given.scope,
                keys: given.keys,
                action: given.row.action,
            }));
        let place = |binding: &Binding| {
            let mut rows = TABLE.iter();
            rows.position(|row| row.scope == binding.scope && row.action == binding.action)
        };
        // As the table has them, so that lists do not depend on the order of a file.
        self.bindings
            .sort_by_key(|binding| place(binding).unwrap_or(usize::MAX));
    }

    /// Why a key cannot mean what a file says, whatever else stands in the file.
    fn refusal(&self, given: &Given, below: &[Binding]) -> Option<String> {
        let name = written(&given.keys);
        if is_text(given.keys[0]) && given.scope.takes_text() {
            return Some(format!(
                "`{name}` types text here; take a key with ctrl or alt, or a function key"
            ));
        }
        if given.keys == [self.leader] {
            return Some(format!(
                "`{name}` begins most sequences; `leader = …` puts another key in its place"
            ));
        }
        let begun = below
            .iter()
            .find(|it| it.scope == given.scope && begins(&given.keys, &it.keys))?;
        let other = written(&begun.keys);
        let of = super::row_of(begun.scope, begun.action).map_or("", |row| row.name);
        Some(format!(
            "`{name}` is the beginning of `{other}`, which is \"{of}\"; give that another key, or none"
        ))
    }
}

/// Whether the first keys are a beginning of the second ones, and not all of them.
fn begins(first: &[KeyCombination], second: &[KeyCombination]) -> bool {
    second.len() > first.len() && second.starts_with(first)
}

/// What is wrong between a key and one that was given before it in the same file.
fn clashes(given: &Given, other: &[KeyCombination], name: &str) -> Option<String> {
    let (here, there) = (written(&given.keys), written(other));
    if given.keys == other {
        Some(format!("`{here}` is given to \"{name}\" already"))
    } else if begins(&given.keys, other) {
        Some(format!(
            "`{here}` is the beginning of `{there}`, which is \"{name}\""
        ))
    } else if begins(other, &given.keys) {
        Some(format!(
            "`{here}` cannot be reached: its beginning `{there}` is \"{name}\""
        ))
    } else {
        None
    }
}

fn fault(at: Place, what: String) -> Fault {
    Fault { at, what }
}

fn usual_leader() -> KeyCombination {
    let keys = sequence(LEADER).unwrap_or_default();
    // A test reads it.
    keys.first().copied().unwrap_or(crokey::key!(ctrl - x))
}

/// Puts the leader of the user in the place of the usual one.
fn lead(keys: &mut [KeyCombination], leader: KeyCombination) {
    if keys.len() > 1 && keys[0] == usual_leader() {
        keys[0] = leader;
    }
}

fn leader(word: &Word) -> Result<KeyCombination, Fault> {
    let keys = sequence(&word.text).map_err(|what| fault(word.at, what))?;
    match keys[..] {
        [key] if !is_text(key) => Ok(key),
        [_] => Err(fault(
            word.at,
            format!("`{}` is text; a leader has ctrl or alt", word.text),
        )),
        _ => Err(fault(word.at, "a leader is one key".to_owned())),
    }
}

impl Layer {
    fn read(file: &KeysFile) -> Self {
        let mut layer = Self::default();
        for (name, wishes) in &file.tables {
            let scope = Scope::ALL.into_iter().find(|it| it.key() == name.text);
            let Some(scope) = scope else {
                let keys = Scope::ALL.map(Scope::key);
                let advice = spelling::advice(&name.text, keys);
                let what = format!("there is no place [{}]; {advice}", name.text);
                layer.faults.push(fault(name.at, what));
                continue;
            };
            for wish in wishes {
                layer.wish(scope, wish);
            }
        }
        layer.given.sort_by_key(|given| given.at);
        layer
    }

    /// What a preset says under this leader, which is no key of its own then. An action that has no
    /// other key keeps those that it had.
    fn of_preset(preset: &KeysFile, leader: KeyCombination) -> Self {
        let mut layer = Self::read(preset);
        for given in &mut layer.given {
            lead(&mut given.keys, leader);
        }
        let (kept, shadows): (Vec<Given>, Vec<Given>) = layer
            .given
            .into_iter()
            .partition(|given| given.keys != [leader]);
        let is_of = |given: &Given, changed: &Changed| {
            given.scope == changed.scope && given.row.action == changed.action
        };
        layer.changed.retain(|changed| {
            let has = |all: &[Given]| all.iter().any(|given| is_of(given, changed));
            has(&kept) || !has(&shadows)
        });
        layer.given = kept;
        layer
    }

    fn wish(&mut self, scope: Scope, wish: &Wish) {
        let row = match named(scope, &wish.action.text) {
            Ok(row) => row,
            Err(what) => return self.faults.push(fault(wish.action.at, what)),
        };
        self.changed.push(Changed {
            scope,
            action: row.action,
        });
        for word in &wish.keys {
            match sequence(&word.text) {
                Ok(keys) if self.has(scope, row, &keys) => {}
                Ok(keys) => self.given.push(Given {
                    scope,
                    row,
                    keys,
                    at: word.at,
                }),
                Err(what) => self.faults.push(fault(word.at, what)),
            }
        }
    }
}

impl Layer {
    /// Whether the action has this key already: two spellings of a key may stand in a row.
    fn has(&self, scope: Scope, row: &Row, keys: &[KeyCombination]) -> bool {
        let mut given = self.given.iter();
        given.any(|it| it.scope == scope && it.row.action == row.action && it.keys == keys)
    }
}

/// The row that a name means in a scope: one of the scope's own, else one of everywhere.
fn named(scope: Scope, name: &str) -> Result<&'static Row, String> {
    let of = |scope: Scope| TABLE.iter().filter(move |row| row.scope == scope);
    let mut rows = of(scope).chain(of(Scope::Global));
    if let Some(row) = rows.find(|row| row.name == name) {
        return Ok(row);
    }
    let near = of(scope).chain(of(Scope::Global)).map(|row| row.name);
    if let Some(near) = spelling::closest(name, near) {
        return Err(format!(
            "there is no action \"{name}\" in [{}]; did you mean \"{near}\"?",
            scope.key()
        ));
    }
    let elsewhere = TABLE.iter().find(|row| row.name == name);
    Err(match elsewhere {
        Some(row) => format!("\"{name}\" belongs in [{}]", row.scope.key()),
        None => format!(
            "there is no action \"{name}\" in [{}]; `outcrop keys` lists all of them",
            scope.key()
        ),
    })
}
