//! Escape sequences, recognised whole and named.
//!
//! A sequence never reaches past a newline nor past [`MAX_BODY`] characters. What is recognised decides only what a
//! badge says: every control character left over becomes a badge of its own.

mod csi;
mod string;

/// Most characters of a sequence behind its introducer.
const MAX_BODY: usize = 4096;

/// An escape sequence at the start of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    /// In bytes, introducer and terminator included.
    pub(super) len: usize,
    pub(super) badge: String,
}

/// What introduces a sequence: `ESC` and a letter, or one C1 character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Introducer {
    Escape,
    C1,
}

/// Both forms of an introducer take two bytes.
const INTRODUCER_LEN: usize = 2;

/// Recognises the escape sequence that `text` begins with.
///
/// One that is cut short counts if `ESC` introduces it. Behind a C1 character the text stays visible instead: in text
/// decoded with the wrong character set U+0090 to U+009D are halves of quotation marks, and no sequence follows.
pub(super) fn recognise(text: &str) -> Option<Sequence> {
    let mut chars = text.chars();
    let (introducer, code) = match chars.next()? {
        '\u{1b}' => (Introducer::Escape, chars.next()?),
        // ESC and a character of 0x40 to 0x5F are the 7-bit form of C1.
        c1 @ '\u{80}'..='\u{9f}' => (Introducer::C1, char::from_u32(u32::from(c1) - 0x40)?),
        _ => return None,
    };
    let body = chars.as_str();
    match code {
        '[' => csi::recognise(introducer, body),
        ']' => string::recognise(string::Kind::Osc, introducer, body),
        'P' => string::recognise(string::Kind::Dcs, introducer, body),
        '_' => string::recognise(string::Kind::Apc, introducer, body),
        '^' => string::recognise(string::Kind::Pm, introducer, body),
        'X' => string::recognise(string::Kind::Sos, introducer, body),
        _ if introducer == Introducer::Escape => short(code, body),
        _ => None,
    }
}

/// Sequences of ESC and one or two characters.
fn short(code: char, body: &str) -> Option<Sequence> {
    let name = match code {
        '(' | ')' | '*' | '+' | '-' | '.' | '/' => return charset(code, body),
        '7' => "save cursor",
        '8' => "restore cursor",
        '=' | '>' => "keypad",
        'D' => "index",
        'E' => "next line",
        'H' => "set tab",
        'M' => "reverse index",
        'Z' => "identify",
        '\\' => "ST",
        'c' => "reset",
        _ => return None,
    };
    Some(Sequence {
        len: 2,
        badge: format!("‹ESC {code} {name}›"),
    })
}

fn charset(code: char, body: &str) -> Option<Sequence> {
    let set = body.chars().next().filter(char::is_ascii_graphic)?;
    Some(Sequence {
        len: 3,
        badge: format!("‹ESC {code}{set} character set›"),
    })
}
