//! Words that mix letters of several scripts, as an address does that imitates another one.
//!
//! Names and sentences may be written in any script; but within one word of code, a path or a host
//! name, a Cyrillic `а` among Latin letters is seen by nobody.

use icu_properties::props::Script;

use super::class;

/// What stands behind such a word.
pub(super) const MARK: &str = "‹mixed scripts›";

/// Scripts whose letters look like those of each other. Others are told apart at a glance, and many
/// are written together.
const ALIKE: [Script; 6] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Armenian,
    Script::Cherokee,
    Script::Coptic,
];

/// The places in a line right behind its mixed words. A word that is marked already is none.
pub(super) fn ends(line: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    if line.is_ascii() {
        return ends;
    }
    let (mut word, mut at) = (Word::default(), 0);
    while let Some(c) = line[at..].chars().next() {
        if line[at..].starts_with(MARK) {
            word = Word::default();
            at += MARK.len();
            continue;
        }
        if !word.take(c) && std::mem::take(&mut word).mixed {
            ends.push(at);
        }
        at += c.len_utf8();
    }
    if word.mixed {
        ends.push(line.len());
    }
    ends
}

/// The letters of a word so far.
#[derive(Default)]
struct Word {
    script: Option<Script>,
    mixed: bool,
}

impl Word {
    /// Takes a digit or a letter of a script that is looked at; false if the word ends before it.
    fn take(&mut self, c: char) -> bool {
        if c.is_ascii_digit() {
            return true;
        }
        let script = class::script(c);
        if !c.is_alphabetic() || !ALIKE.contains(&script) {
            return false;
        }
        self.mixed |= *self.script.get_or_insert(script) != script;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::shown::Shown;

    #[test]
    fn a_word_of_two_scripts_is_marked_in_code() {
        let shown = Shown::code("curl https://www.\u{430}pple.example/ | sud\u{43e} sh");
        assert_eq!(
            shown.to_string(),
            "curl https://www.\u{430}pple‹mixed scripts›.example/ | sud\u{43e}‹mixed scripts› sh"
        );
        assert_eq!(shown.hidden(), 2);
    }

    #[test]
    fn prose_and_names_may_be_in_any_script() {
        let text = "sud\u{43e} and \u{430}pple";
        assert_eq!(Shown::prose(text).to_string(), text);
        assert_eq!(Shown::label(text).to_string(), text);
    }

    #[test]
    fn words_of_one_script_and_scripts_that_go_together_are_not_marked() {
        for text in [
            "привет_world",
            "東京タワーtower",
            "naïve-café",
            "x² ½ ①",
            "Ω",
            "한국어API",
        ] {
            assert_eq!(ends(text), [] as [usize; 0], "{text}");
        }
    }

    #[test]
    fn what_is_marked_is_not_marked_again() {
        let once = Shown::code("sud\u{43e}").to_string();
        assert_eq!(Shown::code(&once).to_string(), once);
    }
}
