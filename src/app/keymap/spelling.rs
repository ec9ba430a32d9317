//! How keys are spelt: in the file, on the screen, and by terminals.

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The combination that a key event stands for, in the spelling of the map.
pub(crate) fn combination(event: KeyEvent) -> KeyCombination {
    unshifted(KeyCombination::from(event))
}

/// A sequence of keys as it is written in the table and in the file: `ctrl-x m`.
///
/// # Errors
///
/// What is wrong with it, in words.
pub(crate) fn sequence(text: &str) -> Result<Vec<KeyCombination>, String> {
    let keys: Vec<KeyCombination> = text
        .split_whitespace()
        .map(key)
        .collect::<Result<_, String>>()?;
    if keys.is_empty() {
        return Err("a key is missing between the quotes".to_owned());
    }
    if keys.len() > LONGEST {
        return Err(format!("no sequence is longer than {LONGEST} keys"));
    }
    Ok(keys)
}

/// The most keys of a sequence.
const LONGEST: usize = 4;

fn key(word: &str) -> Result<KeyCombination, String> {
    let capital = word.len() == 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let spelt = if capital {
        // By itself it is what a terminal sends for it.
        format!("shift-{word}")
    } else {
        word.to_owned()
    };
    let key = crokey::parse(&spelt).map_err(|_| {
        format!("`{word}` is no key; keys are written ctrl-t, alt-enter, shift-f5, pageup, g")
    })?;
    match key.codes {
        OneToThree::One(_) => Ok(unshifted(key)),
        OneToThree::Two(..) | OneToThree::Three(..) => Err(format!(
            "`{word}` is several keys at once, which a terminal does not tell; write a sequence \
             with blanks"
        )),
    }
}

/// Whether a key by itself is text where text is typed.
pub(super) fn is_text(key: KeyCombination) -> bool {
    let plain = !key
        .modifiers
        .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER);
    plain && matches!(key.codes, OneToThree::One(KeyCode::Char(_)))
}

/// The character that a key types, if it is one.
pub(super) fn typed(key: KeyCombination) -> Option<char> {
    let OneToThree::One(KeyCode::Char(c)) = key.codes else {
        return None;
    };
    is_text(key).then_some(c)
}

/// One spelling for keys that terminals report in two ways.
///
/// Shift with a character that is not a letter is that character (`?`, `{`), and Shift-Tab is
/// reported with and without the modifier.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most key codes have one spelling"
)]
pub(super) fn unshifted(key: KeyCombination) -> KeyCombination {
    let mut key = key.normalized();
    if key.codes == OneToThree::One(KeyCode::Tab) && key.modifiers.contains(KeyModifiers::SHIFT) {
        key.codes = OneToThree::One(KeyCode::BackTab);
    }
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

/// Keys as the screen writes them: `^X m`.
pub(crate) fn written(keys: &[KeyCombination]) -> String {
    let keys: Vec<String> = keys.iter().map(|key| short(&key.to_string())).collect();
    keys.join(" ")
}

/// Keys as the file writes them: `ctrl-x m`.
pub(crate) fn spelt(keys: &[KeyCombination]) -> String {
    let keys: Vec<String> = keys
        .iter()
        .map(|key| key.to_string().to_lowercase())
        .collect();
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
    key.replace("BackTab", "Shift-Tab")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spelt_is_read_back() {
        for text in [
            "ctrl-x m",
            "shift-g",
            "backtab",
            "ctrl-shift-left",
            "-",
            "space",
            "?",
            "ctrl-_",
            "f12",
            "alt-enter",
            "\"",
            "\\",
        ] {
            let keys = sequence(text).unwrap();
            assert_eq!(sequence(&spelt(&keys)), Ok(keys), "{text}");
        }
        assert_eq!(sequence("G"), sequence("shift-g"));
        assert_ne!(sequence("ctrl-G"), sequence("ctrl-shift-g"));
        assert_eq!(sequence("shift-backtab"), sequence("backtab"));
        assert_eq!(sequence("shift-tab"), sequence("backtab"));
        assert_eq!(
            written(&sequence("ctrl-x backtab").unwrap()),
            "^X Shift-Tab"
        );
    }

    #[test]
    fn what_is_no_key_is_told() {
        for (text, why) in [
            ("", "a key is missing"),
            ("  ", "a key is missing"),
            ("ctl-x", "`ctl-x` is no key"),
            ("ctrl-x ctrl-", "`ctrl-` is no key"),
            ("a-b", "several keys at once"),
            ("a b c d e", "no sequence is longer"),
            ("ß", "is no key"),
        ] {
            let error = sequence(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
