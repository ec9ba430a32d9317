//! What badges call a character.

/// The badge of a character that is not shown: its usual short name, else its code point.
pub(super) fn badge(c: char) -> String {
    match short_name(c) {
        Some(name) => format!("‹{name}›"),
        None => code_point(c),
    }
}

/// The badge that gives a character's code point.
pub(super) fn code_point(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

/// The badge of a control character: a control picture for C0 and DEL, byte and name for C1.
pub(super) fn control(c: char) -> String {
    match u32::from(c) {
        code @ 0x80..=0x9f => format!("‹{code:X} {}›", C1[code as usize - 0x80]),
        0x7f => "␡".to_owned(),
        code => char::from_u32(0x2400 + code).map_or_else(|| code_point(c), String::from),
    }
}

/// The badge of a variation selector.
pub(super) fn selector(c: char) -> String {
    match u32::from(c) {
        code @ 0xfe00..=0xfe0f => format!("‹VS{}›", code - 0xfe00 + 1),
        code @ 0xe0100..=0xe01ef => format!("‹VS{}›", code - 0xe0100 + 17),
        code @ 0x180b..=0x180d => format!("‹FVS{}›", code - 0x180b + 1),
        _ => "‹FVS4›".to_owned(),
    }
}

/// Aliases that the Unicode character database gives; `BOM` for what is U+FEFF's only use today.
fn short_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{ad}' => "SHY",
        '\u{34f}' => "CGJ",
        '\u{61c}' => "ALM",
        '\u{180e}' => "MVS",
        '\u{200b}' => "ZWSP",
        '\u{200c}' => "ZWNJ",
        '\u{200d}' => "ZWJ",
        '\u{200e}' => "LRM",
        '\u{200f}' => "RLM",
        '\u{2028}' => "LS",
        '\u{2029}' => "PS",
        '\u{202a}' => "LRE",
        '\u{202b}' => "RLE",
        '\u{202c}' => "PDF",
        '\u{202d}' => "LRO",
        '\u{202e}' => "RLO",
        '\u{2060}' => "WJ",
        '\u{2066}' => "LRI",
        '\u{2067}' => "RLI",
        '\u{2068}' => "FSI",
        '\u{2069}' => "PDI",
        '\u{feff}' => "BOM",
        '\u{fffc}' => "OBJ",
        _ => return None,
    })
}

/// Names of U+0080 to U+009F by ISO 6429, those without one by their older drafts.
const C1: [&str; 32] = [
    "PAD", "HOP", "BPH", "NBH", "IND", "NEL", "SSA", "ESA", "HTS", "HTJ", "VTS", "PLD", "PLU",
    "RI", "SS2", "SS3", "DCS", "PU1", "PU2", "STS", "CCH", "MW", "SPA", "EPA", "SOS", "SGC", "SCI",
    "CSI", "ST", "OSC", "PM", "APC",
];
