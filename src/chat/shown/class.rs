//! What a character is as far as showing it goes, whatever stands beside it.

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic,
    GeneralCategory, GeneralCategoryGroup, GraphemeClusterBreak, Ideographic, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The classes of characters that are shown differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Plain,
    Tab,
    /// C0 without the tab, DEL and C1: each may begin an escape sequence or move the cursor.
    Control,
    /// U+2028 and U+2029, which some programs take for a newline.
    Separator,
    /// ALM, LRM and RLM: common in honest prose, and they move only what stands beside them.
    BidiMark,
    /// ZWJ and ZWNJ.
    Joiner,
    /// The tag block, a hidden copy of ASCII.
    Tag,
    /// Variation selectors, Mongolian ones too.
    Selector,
    /// Spaces other than U+0020.
    Space,
    /// Glyphs that only a font knows.
    Private,
    /// Never shown: bidi overrides, invisible and blank letters, format controls, unassigned code points.
    Hazard,
}

impl Class {
    /// The class of one character.
    pub(super) fn of(c: char) -> Self {
        match c {
            ' '..='~' => Self::Plain,
            '\t' => Self::Tab,
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Self::Control,
            '\u{2028}' | '\u{2029}' => Self::Separator,
            '\u{61c}' | '\u{200e}' | '\u{200f}' => Self::BidiMark,
            '\u{200c}' | '\u{200d}' => Self::Joiner,
            '\u{e0000}'..='\u{e007f}' => Self::Tag,
            '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}' => Self::Selector,
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => Self::Space,
            // Not told by a property: Braille's empty cell and the object replacement character are symbols, the
            // hieroglyph controls are letters and marks too, and the Devanagari caret is punctuation without a width.
            '\u{2800}' | '\u{a8fa}' | '\u{fffc}' | '\u{13430}'..='\u{13455}' => Self::Hazard,
            _ => Self::by_property(c),
        }
    }

    fn by_property(c: char) -> Self {
        let category = category(c);
        // The visible format characters stand before a number; `Bond` looks after them.
        let is_format = category == GeneralCategory::Format && Bond::of(c) != Bond::Precedes;
        if category == GeneralCategory::PrivateUse {
            Self::Private
        } else if is_format || category == GeneralCategory::Unassigned || is_ignorable(c) {
            Self::Hazard
        } else {
            Self::Plain
        }
    }
}

/// What a character does to its neighbours in a grapheme cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bond {
    Alone,
    /// Goes to the cluster before it: combining marks, emoji modifiers.
    Attaches,
    /// Draws the next character into its cluster.
    Precedes,
    /// A part of a Hangul syllable.
    Composes,
}

impl Bond {
    /// The bond of one character.
    pub(super) fn of(c: char) -> Self {
        match CodePointMapData::<GraphemeClusterBreak>::new().get(c) {
            GraphemeClusterBreak::Extend
            | GraphemeClusterBreak::SpacingMark
            | GraphemeClusterBreak::ZWJ => Self::Attaches,
            GraphemeClusterBreak::Prepend => Self::Precedes,
            GraphemeClusterBreak::L | GraphemeClusterBreak::V | GraphemeClusterBreak::T => {
                Self::Composes
            }
            _ => Self::Alone,
        }
    }
}

/// Whether a character is a combining mark.
pub(super) fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(category(c))
}

/// Whether a character is a letter or a number.
pub(super) fn is_letter_or_number(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(c))
        || GeneralCategoryGroup::Number.contains(category(c))
}

/// Whether a character may be shown as an emoji; digits, `#` and `*` may.
pub(super) fn is_emoji(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

/// Whether a character gives an emoji its skin tone.
pub(super) fn is_emoji_modifier(c: char) -> bool {
    CodePointSetData::new::<EmojiModifier>().contains(c)
}

/// Whether a character may be an element of an emoji ZWJ sequence.
pub(super) fn is_pictograph(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Whether a character has registered variants that differ in a stroke or a curve: ideographs, Mongolian letters.
pub(super) fn has_variants(c: char) -> bool {
    CodePointSetData::new::<Ideographic>().contains(c) || script(c) == Script::Mongolian
}

/// Whether a character silences the vowel of an Indic consonant.
pub(super) fn is_virama(c: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(c) == CanonicalCombiningClass::Virama
}

/// The script of a character.
pub(super) fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

/// Whether ZWJ and ZWNJ change how the letters of a script are drawn or read.
pub(super) fn joins_letters(script: Script) -> bool {
    JOINING_SCRIPTS.contains(&script)
}

/// Cursive scripts, and the Indic ones, where a joiner chooses between the forms of a conjunct.
const JOINING_SCRIPTS: [Script; 27] = [
    Script::Adlam,
    Script::Arabic,
    Script::Balinese,
    Script::Bengali,
    Script::Chakma,
    Script::Devanagari,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::HanifiRohingya,
    Script::Javanese,
    Script::Kannada,
    Script::Khmer,
    Script::Malayalam,
    Script::Mandaic,
    Script::Manichaean,
    Script::Mongolian,
    Script::Myanmar,
    Script::Nko,
    Script::Oriya,
    Script::PhagsPa,
    Script::PsalterPahlavi,
    Script::Sinhala,
    Script::Sogdian,
    Script::Syriac,
    Script::Tamil,
    Script::Telugu,
    Script::Tibetan,
];

fn is_ignorable(c: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}
