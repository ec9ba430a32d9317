//! Sequences that carry a string: OSC, DCS, APC, PM and SOS.

use super::{INTRODUCER_LEN, Introducer, MAX_BODY, Sequence};

/// The kinds of sequences that carry a string.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Osc,
    Dcs,
    Apc,
    Pm,
    Sos,
}

/// A string as far as it goes; lengths in bytes.
struct Body {
    len: usize,
    /// 0 if newline, length, a control or the end of the text cut it short.
    terminator: usize,
}

/// Recognises the string sequence whose body `text` begins with.
pub(super) fn recognise(kind: Kind, introducer: Introducer, text: &str) -> Option<Sequence> {
    let body = Body::of(text);
    if body.terminator == 0 && introducer == Introducer::C1 {
        return None;
    }
    let title = kind.title(&text[..body.len]);
    let end = if body.terminator == 0 {
        ", unterminated"
    } else {
        ""
    };
    Some(Sequence {
        len: INTRODUCER_LEN + body.len + body.terminator,
        badge: format!("‹{title} B{end}›"),
    })
}

impl Body {
    /// BEL, `ESC \` or C1 ST end a string; CAN, SUB, ESC and all other C1 controls cut it short, as in a VT500.
    fn of(text: &str) -> Self {
        let mut len = 0;
        for c in text.chars().take(MAX_BODY) {
            let terminator = match c {
                '\u{7}' => 1,
                '\u{9c}' => 2,
                '\u{1b}' if text[len..].starts_with("\u{1b}\\") => 2,
                '\u{1b}' | '\u{18}' | '\u{1a}' | '\u{80}'..='\u{9f}' | '\n' => 0,
                _ => {
                    len += c.len_utf8();
                    continue;
                }
            };
            return Self { len, terminator };
        }
        Self { len, terminator: 0 }
    }
}

impl Kind {
    /// Kind, purpose if known, and length of what is carried.
    fn title(self, body: &str) -> String {
        match self {
            Self::Osc => osc_title(body),
            Self::Dcs => title("DCS", dcs_name(body), body),
            Self::Apc => title(
                "APC",
                body.starts_with('G').then_some("kitty graphics"),
                body,
            ),
            Self::Pm => title("PM", None, body),
            Self::Sos => title("SOS", None, body),
        }
    }
}

fn title(kind: &str, name: Option<&str>, carried: &str) -> String {
    match name {
        Some(name) => format!("{kind} {name}, {}", carried.len()),
        None => format!("{kind} {}", carried.len()),
    }
}

/// What a terminal carries out is behind the number, so only that is counted.
fn osc_title(body: &str) -> String {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = body.split_at(digits);
    if !(1..=5).contains(&digits) {
        return title("OSC", None, body);
    }
    let carried = rest.strip_prefix(';').unwrap_or(rest);
    let kind = format!("OSC {number}");
    match osc_name(number, carried) {
        Some(name) => title(&kind, Some(name), carried),
        None => format!("{kind}, {}", carried.len()),
    }
}

/// What the numbers of xterm, and of widespread terminals, do.
fn osc_name(number: &str, carried: &str) -> Option<&'static str> {
    Some(match number {
        "0" | "2" => "title",
        "1" => "icon name",
        "3" => "window property",
        "4" | "5" | "21" => "palette",
        "6" | "7" => "working directory",
        "8" => "link",
        "9" if carried.starts_with("4;") => "progress",
        "9" | "99" | "777" => "notification",
        "10" | "11" | "12" | "13" | "14" | "15" | "16" | "17" | "18" | "19" => "colour",
        "22" => "pointer shape",
        "46" => "log file",
        "50" => "font",
        "52" | "5522" => "clipboard",
        "66" => "text size",
        "104" | "105" | "110" | "111" | "112" | "113" | "114" | "115" | "116" | "117" | "118"
        | "119" => "colour reset",
        "133" => "prompt mark",
        "633" => "editor shell integration",
        "1337" => "iTerm2 command",
        _ => return None,
    })
}

fn dcs_name(body: &str) -> Option<&'static str> {
    let command = body.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
    Some(match command {
        _ if command.starts_with("+q") || command.starts_with("$q") => "query",
        _ if command.starts_with("tmux;") => "tmux passthrough",
        _ if command.starts_with('q') => "sixel image",
        _ if command.starts_with('|') => "user keys",
        _ if command.starts_with("=1s") || command.starts_with("=2s") => "synchronized update",
        _ => return None,
    })
}
