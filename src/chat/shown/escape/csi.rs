//! Control sequences: parameters, intermediates and a final byte.

use super::{INTRODUCER_LEN, Introducer, MAX_BODY, Sequence};

/// Most characters of the parameters that a badge shows.
const MAX_SHOWN: usize = 24;

/// Recognises the control sequence whose body `text` begins with.
pub(super) fn recognise(introducer: Introducer, text: &str) -> Option<Sequence> {
    let bytes = &text.as_bytes()[..text.len().min(MAX_BODY)];
    let params = count(bytes, |byte| matches!(byte, b'0'..=b'?'));
    let before_final = params + count(&bytes[params..], |byte| matches!(byte, b' '..=b'/'));
    let last = bytes
        .get(before_final)
        .copied()
        .filter(|byte| matches!(byte, b'@'..=b'~'));
    if let Some(last) = last {
        let (params, intermediates) = text[..before_final].split_at(params);
        Some(Sequence {
            len: INTRODUCER_LEN + before_final + 1,
            badge: badge(params, intermediates, char::from(last)),
        })
    } else if introducer == Introducer::Escape {
        Some(Sequence {
            len: INTRODUCER_LEN + before_final,
            badge: format!("‹CSI {}, unfinished›", shortened(&text[..before_final])),
        })
    } else {
        None
    }
}

fn badge(params: &str, intermediates: &str, last: char) -> String {
    let params_end = shortened(params);
    let intermediates_end = shortened(intermediates);
    let sequence = format!("{params_end}{intermediates_end}{last}");
    match name(params, intermediates, last) {
        Some(name) => format!("‹CSI {sequence} {name}›"),
        None => format!("‹CSI {sequence}›"),
    }
}

/// What a sequence does in xterm; what few know has no name.
fn name(params: &str, intermediates: &str, last: char) -> Option<&'static str> {
    let private = params
        .chars()
        .next()
        .filter(|first| matches!(first, '<' | '=' | '>' | '?'));
    match (private, intermediates) {
        (None, "") => standard(last),
        (Some('?'), "") => private_mode(last),
        (Some('<' | '=' | '>'), "") if last == 'u' => Some("keyboard"),
        (Some('>'), "") if last == 'q' => Some("version"),
        (Some('>' | '='), "") if last == 'c' => Some("identify"),
        (None, "!") if last == 'p' => Some("soft reset"),
        (None, " ") if last == 'q' => Some("cursor shape"),
        (None, "*") if last == 'y' => Some("checksum"),
        (None | Some('?'), "$") if last == 'p' => Some("mode query"),
        (None, "$") => rectangle(last),
        _ => None,
    }
}

fn standard(last: char) -> Option<&'static str> {
    Some(match last {
        '@' => "insert",
        'A' | 'k' => "up",
        'B' | 'e' => "down",
        'C' | 'a' => "right",
        'D' | 'j' => "left",
        'E' => "next line",
        'F' => "previous line",
        'G' | '`' => "column",
        'H' | 'f' => "move",
        'I' => "tab",
        'J' => "clear",
        'K' => "clear line",
        'L' => "insert lines",
        'M' => "delete lines",
        'P' => "delete",
        'S' => "scroll up",
        'T' | '^' => "scroll down",
        'X' => "erase",
        'Z' => "back tab",
        'b' => "repeat",
        'c' => "identify",
        'd' => "row",
        'g' => "clear tabs",
        'h' => "mode on",
        'i' => "print",
        'l' => "mode off",
        'm' => "colour",
        'n' => "report",
        'q' => "lights",
        'r' => "scroll region",
        's' => "save cursor",
        't' => "window",
        'u' => "restore cursor",
        'x' => "terminal parameters",
        '~' => "key",
        _ => return None,
    })
}

fn private_mode(last: char) -> Option<&'static str> {
    Some(match last {
        'J' => "clear",
        'K' => "clear line",
        'S' => "graphics",
        'h' => "mode on",
        'l' => "mode off",
        'n' => "report",
        'r' => "restore mode",
        's' => "save mode",
        'u' => "keyboard",
        _ => return None,
    })
}

fn rectangle(last: char) -> Option<&'static str> {
    Some(match last {
        'r' | 't' => "rectangle colour",
        'v' => "rectangle copy",
        'x' => "rectangle fill",
        'z' | '{' => "rectangle erase",
        'w' => "report",
        '|' => "columns",
        _ => return None,
    })
}

fn count(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().take_while(|byte| is_part(**byte)).count()
}

fn shortened(ascii: &str) -> String {
    match ascii.get(..MAX_SHOWN) {
        Some(start) if ascii.len() > MAX_SHOWN => format!("{start}…"),
        _ => ascii.to_owned(),
    }
}
