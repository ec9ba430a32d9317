//! Whether a character that has no looks of its own is at home between its neighbours.

use icu_properties::props::Script;

use super::class::{self, Bond, Class};

const VS15: char = '\u{fe0e}';
const VS16: char = '\u{fe0f}';
const ZWJ: char = '\u{200d}';
const KEYCAP: char = '\u{20e3}';

/// What becomes of a single variation selector.
pub(super) enum Selector {
    /// Part of an emoji ZWJ sequence, whose width depends on it.
    Kept,
    /// Asks for an emoji or a text glyph. Terminals disagree on the width of the first, so neither is passed on.
    Dropped,
    /// Chooses a variant of an ideograph or a Mongolian letter.
    Hidden,
    /// Out of place.
    Named,
}

/// Whether ZWJ or ZWNJ stands where it joins emoji or letters; `before` is shown text, `after` raw text.
pub(super) fn keeps_joiner(joiner: char, before: &str, after: &str) -> bool {
    let next = after.chars().next();
    (joiner == ZWJ && ends_in_emoji(before) && next.is_some_and(is_emoji_element))
        || joins_letters(before, next)
}

/// What becomes of the variation selector between `before`, which is shown text, and `after`, which is raw text.
pub(super) fn selector(selector: char, before: &str, after: &str) -> Selector {
    let Some(base) = before.chars().next_back() else {
        return Selector::Named;
    };
    match selector {
        VS16 if in_emoji_sequence(before, base, after) => Selector::Kept,
        VS15 | VS16 if asks_for_emoji(base, after) => Selector::Dropped,
        _ if class::has_variants(base) => Selector::Hidden,
        _ => Selector::Named,
    }
}

/// Whether a character that draws the next one into its cluster has one to draw.
///
/// It must be a letter or a number: before a badge it would obscure it, and before its like it would pile up.
pub(super) fn precedes_letter(after: &str) -> bool {
    after.chars().next().is_some_and(|next| {
        Class::of(next) == Class::Plain
            && class::is_letter_or_number(next)
            && Bond::of(next) != Bond::Precedes
    })
}

/// Text without the characters at its end that mean nothing once what followed them is cut off.
pub(super) fn without_loose_end(text: &str) -> &str {
    text.trim_end_matches(is_loose)
}

/// A cell's symbol without the joiner that joins its letter to the one in the next cell.
pub(super) fn without_joiner_to_next_cell(symbol: &str) -> &str {
    match symbol.strip_suffix(|c| Class::of(c) == Class::Joiner) {
        Some(letter) if joining_script(letter).is_some() => letter,
        _ => symbol,
    }
}

/// Whether a character means nothing at the end of a text.
pub(super) fn is_loose(c: char) -> bool {
    matches!(Class::of(c), Class::Joiner | Class::Selector | Class::Tag)
        || Bond::of(c) == Bond::Precedes
}

/// Whether a character counts as a mark in a pile-up; the invisible ones that were kept do not.
pub(super) fn piles_up(c: char) -> bool {
    Bond::of(c) == Bond::Attaches && Class::of(c) == Class::Plain
}

fn is_emoji_element(c: char) -> bool {
    class::is_pictograph(c) && Class::of(c) == Class::Plain
}

fn ends_in_emoji(before: &str) -> bool {
    let mut before = before.chars().rev();
    match before.next() {
        Some(last) if last == VS16 || class::is_emoji_modifier(last) => {
            before.next().is_some_and(is_emoji_element)
        }
        last => last.is_some_and(is_emoji_element),
    }
}

fn in_emoji_sequence(before: &str, base: char, after: &str) -> bool {
    let mut after = after.chars();
    let begins = after.next() == Some(ZWJ) && after.next().is_some_and(is_emoji_element);
    let joined = before
        .strip_suffix(base)
        .and_then(|before| before.strip_suffix(ZWJ));
    let continues = joined.is_some_and(ends_in_emoji);
    is_emoji_element(base) && (begins || continues)
}

/// Digits, `#` and `*` are emoji only as keycaps; elsewhere a selector behind them is no request but a hiding place.
fn asks_for_emoji(base: char, after: &str) -> bool {
    class::is_emoji(base) && (!base.is_ascii() || after.starts_with(KEYCAP))
}

fn joins_letters(before: &str, next: Option<char>) -> bool {
    let Some(script) = joining_script(before) else {
        return false;
    };
    // A joiner behind a virama chooses the form of the consonant before it, also at the end of a word.
    let ends_conjunct = before.chars().next_back().is_some_and(class::is_virama);
    ends_conjunct
        || next.is_some_and(|next| {
            class::script(next) == script
                && is_letter_or_mark(next)
                && Class::of(next) == Class::Plain
                && Bond::of(next) != Bond::Precedes
        })
}

/// The script of the letter that `before` ends in, if its letters join.
fn joining_script(before: &str) -> Option<Script> {
    // Vowel signs of Arabic are marks of no script; the letter below them tells.
    let is_stray_mark = |c: &char| class::is_mark(*c) && class::script(*c) == Script::Inherited;
    let base = before.chars().rev().find(|c| !is_stray_mark(c))?;
    let script = class::script(base);
    (is_letter_or_mark(base) && class::joins_letters(script)).then_some(script)
}

fn is_letter_or_mark(c: char) -> bool {
    class::is_letter_or_number(c) || class::is_mark(c)
}
