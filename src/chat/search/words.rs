//! Words as the search compares them: without case and accents.
//!
//! A word is a run of letters and digits. Each character of a script that does not part its words,
//! such as Chinese, is a word of its own, so that every piece of such a text can be found as a phrase.

use std::ops::Range;

use icu_normalizer::properties::{CanonicalDecompositionBorrowed, Decomposed};
use icu_properties::CodePointMapData;
use icu_properties::props::Script;

/// How many characters of a word count. Longer ones are hashes and encoded bytes.
const MAX: usize = 64;

/// Gives each word of a text: where it stands, and how it is compared.
pub(crate) fn words(text: &str, mut give: impl FnMut(Range<usize>, &str)) {
    let mut word = String::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        let kind = Kind::of(c);
        if !matches!(kind, Kind::Inside | Kind::Mark)
            && let Some(start) = start.take()
        {
            give(start..at, &word);
            word.clear();
        }
        match kind {
            Kind::Inside => {
                start.get_or_insert(at);
                push_folded(&mut word, c);
            }
            Kind::Alone => {
                push_folded(&mut word, c);
                give(at..at + c.len_utf8(), &word);
                word.clear();
            }
            Kind::Mark | Kind::Between => {}
        }
    }
    if let Some(start) = start {
        give(start..text.len(), &word);
    }
}

/// The words of a text as they are compared.
pub(crate) fn folded(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    words(text, |_, word| all.push(word.to_owned()));
    all
}

/// What a character is to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Inside,
    Alone,
    /// An accent of the letter before it.
    Mark,
    Between,
}

impl Kind {
    fn of(c: char) -> Self {
        if c.is_ascii() {
            return if c.is_ascii_alphanumeric() {
                Self::Inside
            } else {
                Self::Between
            };
        }
        match c {
            '\u{300}'..='\u{36f}' => Self::Mark,
            c if stands_alone(c) => Self::Alone,
            c if c.is_alphanumeric() => Self::Inside,
            _ => Self::Between,
        }
    }
}

/// Scripts that are written without spaces.
fn stands_alone(c: char) -> bool {
    // Everything before these is written with spaces, and this is asked for every character.
    c >= '\u{e00}'
        && c.is_alphanumeric()
        && matches!(
            CodePointMapData::<Script>::new().get(c),
            Script::Han
                | Script::Hiragana
                | Script::Katakana
                | Script::Thai
                | Script::Lao
                | Script::Khmer
                | Script::Myanmar
        )
}

/// Adds a character as it is compared; those beyond the length that counts are left out.
fn push_folded(word: &mut String, c: char) {
    if word.len() >= MAX {
        return;
    }
    if c.is_ascii() {
        word.push(c.to_ascii_lowercase());
        return;
    }
    for lower in base(c)
        .to_lowercase()
        .filter(|c| Kind::of(*c) != Kind::Mark)
    {
        word.push(base(lower));
    }
}

/// The letter without its accents.
fn base(c: char) -> char {
    match CanonicalDecompositionBorrowed::new().decompose(c) {
        Decomposed::Expansion(letter, mark) if Kind::of(mark) == Kind::Mark => base(letter),
        Decomposed::Singleton(other) => other,
        Decomposed::Expansion(..) | Decomposed::Default => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(folded("Café, ÉTÉ! naïve"), ["cafe", "ete", "naive"]);
        assert_eq!(folded("cafe\u{301}s"), ["cafes"]);
        assert_eq!(folded("max_tokens: 4096"), ["max", "tokens", "4096"]);
        assert_eq!(folded("Straße ΓΝΕΎΣΙΟΣ"), ["straße", "γνευσιοσ"]);
    }

    #[test]
    fn characters_of_scripts_without_spaces_are_words() {
        assert_eq!(folded("花崗岩 rock"), ["花", "崗", "岩", "rock"]);
        assert_eq!(folded("한국어 텍스트").len(), 2);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(folded(&"a".repeat(900)), ["a".repeat(MAX)]);
    }

    proptest! {
        #[test]
        fn words_stand_where_they_are_said_to_stand(text in any::<String>()) {
            let mut last = 0;
            let mut whole = true;
            words(&text, |place, word| {
                whole &= last <= place.start && !word.is_empty() && !text[place.clone()].is_empty();
                last = place.end;
            });
            prop_assert!(whole);
        }

        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once.join(" ")), once);
        }
    }
}
