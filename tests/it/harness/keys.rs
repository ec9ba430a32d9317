//! A small language for keys: `hello<enter><ctrl-x>m<esc>`.

/// The bytes that a terminal sends for these keys.
///
/// Esc comes in the unambiguous form that the program asks the terminal for, since the bare byte
/// together with the next key would be another key.
pub(super) fn bytes(keys: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = keys;
    while let Some(at) = rest.find('<') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let (name, after) = rest[at + 1..]
            .split_once('>')
            .unwrap_or_else(|| panic!("a key is not closed in {keys}"));
        bytes.extend(named(name).unwrap_or_else(|| panic!("there is no key <{name}>")));
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// A paste, as a terminal in bracketed-paste mode sends it.
pub(super) fn pasted(text: &str) -> Vec<u8> {
    format!("\x1b[200~{text}\x1b[201~").into_bytes()
}

/// What the left button of the mouse does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Button {
    /// It is pressed.
    Down,
    /// The mouse moves while it is pressed.
    Drag,
    /// It is let go.
    Up,
}

/// What a terminal in mode 1006 sends for the mouse at this column and row, which count from 0.
pub(super) fn mouse(button: Button, (column, row): (usize, usize)) -> Vec<u8> {
    let (code, end) = match button {
        Button::Down => (0, 'M'),
        Button::Drag => (32, 'M'),
        Button::Up => (0, 'm'),
    };
    format!("\x1b[<{code};{};{}{end}", column + 1, row + 1).into_bytes()
}

fn named(name: &str) -> Option<Vec<u8>> {
    let sequence = match name {
        "enter" => "\r",
        // The terminal has the focus again.
        "focus" => "\x1b[I",
        "esc" => "\x1b[27u",
        "bare-esc" => "\x1b",
        "tab" => "\t",
        "backtab" => "\x1b[Z",
        "backspace" => "\x7f",
        "delete" => "\x1b[3~",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "home" => "\x1b[H",
        "end" => "\x1b[F",
        "pageup" => "\x1b[5~",
        "pagedown" => "\x1b[6~",
        "ctrl-/" => "\x1f",
        "ctrl-home" => "\x1b[1;5H",
        "ctrl-end" => "\x1b[1;5F",
        "shift-right" => "\x1b[1;2C",
        "ctrl-right" => "\x1b[1;5C",
        "f1" => "\x1bOP",
        "f2" => "\x1bOQ",
        "f5" => "\x1b[15~",
        "f6" => "\x1b[17~",
        "alt-enter" => "\x1b\r",
        "shift-enter" => "\x1b[13;2u",
        "wheel-up" => "\x1b[<64;5;5M",
        "wheel-down" => "\x1b[<65;5;5M",
        _ => return with_modifier(name),
    };
    Some(sequence.as_bytes().to_vec())
}

fn with_modifier(name: &str) -> Option<Vec<u8>> {
    let (modifier, letter) = name.split_once('-')?;
    let letter = *letter.as_bytes().first().filter(|_| letter.len() == 1)?;
    match modifier {
        "ctrl" => Some(vec![letter.to_ascii_uppercase() & 0x1f]),
        "alt" => Some(vec![0x1b, letter]),
        _ => None,
    }
}

#[test]
fn keys_become_the_bytes_of_a_terminal() {
    assert_eq!(bytes("a<ctrl-x>m<enter>"), b"a\x18m\r");
    assert_eq!(bytes("<alt-p><pageup>"), b"\x1bp\x1b[5~");
    assert_eq!(mouse(Button::Drag, (4, 0)), b"\x1b[<32;5;1M");
}
