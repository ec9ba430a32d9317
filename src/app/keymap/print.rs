//! A map of keys as text: as a file of keys, and as the tables of the documentation.

use std::fmt::Write as _;

use crate::app::action::Scope;
use crate::chat::keys::{KeysFile, Word};

#[cfg(test)]
use super::Bound;
use super::{Enter, Keymap, spelt};

/// What such a file begins with.
const HEAD: &str = "\
# Keys of outcrop, as ~/.config/outcrop/keys.toml. A table is a place, a line an action there.
# Lines behind # tell what holds without them. Take the # away to change one; [] takes all keys away.
# A key in [global] holds everywhere; one of a place wins over it there.
# `outcrop keys --check` looks whether all is well.
";

/// The map as a file of keys that makes the same map again. What is as it is by default stands behind `#`.
pub(crate) fn toml(map: &Keymap) -> String {
    let mut text = HEAD.to_owned();
    // What Enter does is a setting, which such a file cannot tell.
    let mut map = map.clone();
    map.set_enter(Enter::Sends);
    let leader = spelt(&[map.leader]);
    let is_usual = leader == super::LEADER;
    let mark = if is_usual { "# " } else { "" };
    writeln!(text, "\n{mark}leader = {}", quoted(&leader)).ok();
    let file = KeysFile {
        leader: Some(Word {
            text: leader,
            at: (1, 1),
        }),
        tables: Vec::new(),
    };
    let usual = Keymap::of(&KeysFile::default(), &file).0;
    for scope in Scope::ALL {
        let (rows, before) = (map.of_scope(scope), usual.of_scope(scope));
        if rows.is_empty() {
            continue;
        }
        writeln!(text, "\n# {}\n[{}]", scope.title(), scope.key()).ok();
        for bound in rows {
            let usual = before.iter().find(|it| it.row.action == bound.row.action);
            let same = usual.is_some_and(|usual| usual.keys == bound.keys);
            let mark = if same { "# " } else { "" };
            let keys: Vec<String> = bound.keys.iter().map(|keys| quoted(&spelt(keys))).collect();
            writeln!(text, "# {}", bound.row.help).ok();
            let name = quoted(bound.row.name);
            writeln!(text, "{mark}{name} = [{}]", keys.join(", ")).ok();
        }
    }
    text
}

/// A text as TOML writes strings.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The map as tables of Markdown, a place after the other: what a test holds the documentation to.
#[cfg(test)]
pub(crate) fn markdown(map: &Keymap) -> String {
    let mut text = String::new();
    for scope in Scope::ALL {
        let rows = map.of_scope(scope);
        if rows.is_empty() {
            continue;
        }
        let (title, key) = (scope.title(), scope.key());
        writeln!(text, "\n### {title}: `[{key}]`\n").ok();
        writeln!(text, "| action | keys | |\n|---|---|---|").ok();
        for bound in rows {
            let keys = cells(&bound);
            let (name, help) = (bound.row.name, bound.row.help.replace('|', "\\|"));
            writeln!(text, "| {name} | {keys} | {help} |").ok();
        }
    }
    text
}

/// The keys of an action, each as code. A bar would end the cell.
#[cfg(test)]
fn cells(bound: &Bound) -> String {
    if bound.keys.is_empty() {
        return "no default".to_owned();
    }
    let keys = bound.keys.iter().map(|keys| {
        let key = spelt(keys).replace('|', "\\|");
        if key.contains('`') {
            format!("`` {key} ``")
        } else {
            format!("`{key}`")
        }
    });
    keys.collect::<Vec<_>>().join(" ")
}
