//! Text hidden in characters that take no room, decoded for its badge.

use super::class::Class;

/// Most characters, or bytes, of a hidden text that its badge shows.
const MAX_QUOTED: usize = 40;

/// How long an emoji flag is, in bytes, at the start of `text`, which follows U+1F3F4.
///
/// Two to six tag letters or digits and the cancel tag: the subdivision flags (England is `gbeng`) and nothing longer.
pub(super) fn flag_len(text: &str) -> Option<usize> {
    let letters = text
        .chars()
        .take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}'))
        .count();
    let cancelled = text.chars().nth(letters) == Some('\u{e007f}');
    ((2..=6).contains(&letters) && cancelled).then_some((letters + 1) * '\u{e007f}'.len_utf8())
}

/// The badge of a run of tag characters: what it says in ASCII.
pub(super) fn tags(run: &str) -> String {
    let decoded = run.chars().map(|tag| (u32::from(tag) & 0x7f) as u8);
    format!("‹TAGS {}›", quoted(decoded.map(printable)))
}

/// The badge of two or more variation selectors: the bytes that they stand for.
pub(super) fn selectors(run: &str) -> String {
    let bytes: Option<Vec<u8>> = run.chars().map(selector_byte).collect();
    match bytes {
        Some(bytes) if bytes.iter().all(|byte| matches!(byte, b' '..=b'~')) => {
            format!("‹VS {}›", quoted(bytes.into_iter().map(char::from)))
        }
        Some(bytes) => format!("‹VS {}›", hex(&bytes)),
        // Mongolian selectors among them are no known code.
        None => format!("‹{} variation selectors›", run.chars().count()),
    }
}

/// The longest run of characters of `class` that `text` begins with.
pub(super) fn run_of(class: Class, text: &str) -> &str {
    let end = text.find(|c| Class::of(c) != class);
    &text[..end.unwrap_or(text.len())]
}

/// The byte that a variation selector stands for: the first 16 selectors are 0 to 15, the other 240 follow.
fn selector_byte(c: char) -> Option<u8> {
    let value = match u32::from(c) {
        code @ 0xfe00..=0xfe0f => code - 0xfe00,
        code @ 0xe0100..=0xe01ef => code - 0xe0100 + 16,
        _ => return None,
    };
    u8::try_from(value).ok()
}

fn printable(byte: u8) -> char {
    match byte {
        b' '..=b'~' => char::from(byte),
        0x7f.. => '␡',
        control => char::from_u32(0x2400 + u32::from(control)).unwrap_or('·'),
    }
}

fn quoted(text: impl Iterator<Item = char>) -> String {
    let text: Vec<char> = text.collect();
    let start: String = text.iter().take(MAX_QUOTED).collect();
    if text.len() <= MAX_QUOTED {
        format!("\"{start}\"")
    } else {
        format!("\"{start}…\", {} characters", text.len())
    }
}

fn hex(bytes: &[u8]) -> String {
    let start: Vec<String> = bytes
        .iter()
        .take(MAX_QUOTED / 2)
        .map(|byte| format!("{byte:02X}"))
        .collect();
    if bytes.len() <= MAX_QUOTED / 2 {
        start.join(" ")
    } else {
        format!("{}…, {} B", start.join(" "), bytes.len())
    }
}
