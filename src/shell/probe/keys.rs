//! Keys and mouse as terminals send them, the way crossterm tells them.

use crossterm::event::{
    Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind,
};

/// The key of a single character.
pub(super) fn of_char(c: char) -> KeyEvent {
    let control = |code: u8, from: u8, to: u8| {
        let letter = char::from(code - from + to);
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
    };
    match c {
        '\r' => KeyEvent::from(KeyCode::Enter),
        '\t' => KeyEvent::from(KeyCode::Tab),
        '\u{7f}' => KeyEvent::from(KeyCode::Backspace),
        '\0' => KeyEvent::new(KeyCode::Char(' '), KeyModifiers::CONTROL),
        '\u{1}'..='\u{1a}' => control(c as u8, 1, b'a'),
        '\u{1c}'..='\u{1f}' => control(c as u8, 0x1c, b'4'),
        _ if c.is_uppercase() => KeyEvent::new(KeyCode::Char(c), KeyModifiers::SHIFT),
        _ => KeyEvent::from(KeyCode::Char(c)),
    }
}

/// The key of a sequence that ends with this letter.
pub(super) fn of_letter(letter: u8, modifiers: KeyModifiers) -> Option<KeyEvent> {
    let code = match letter {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(1 + letter - b'P'),
        b'Z' => {
            return Some(KeyEvent::new(
                KeyCode::BackTab,
                modifiers | KeyModifiers::SHIFT,
            ));
        }
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}

/// The key of a control sequence.
pub(super) fn of_sequence(parameters: &str, last: u8) -> Option<KeyEvent> {
    if parameters == "[" {
        return (b'A'..=b'E')
            .contains(&last)
            .then(|| KeyEvent::from(KeyCode::F(1 + last - b'A')));
    }
    let mut parts = parameters.split(';');
    let mut first = parts.next().unwrap_or_default().split(':');
    let code = first.next()?.parse::<u32>().ok();
    // What the key writes together with Shift.
    let shifted = first.next().and_then(|code| code.parse::<u32>().ok());
    // The key at this place of the usual layout, where that is another one.
    let usual = first.next().and_then(|code| code.parse::<u32>().ok());
    let mut second = parts.next().unwrap_or_default().split(':');
    let mask = second
        .next()
        .and_then(|mask| mask.parse().ok())
        .unwrap_or(1);
    let modifiers = modifiers(mask);
    let mut event = match last {
        b'~' => KeyEvent::new(of_number(code?)?, modifiers),
        b'u' => match command(code?, usual, modifiers) {
            Some(letter) => KeyEvent::new(KeyCode::Char(letter), modifiers),
            None => of_code(code?, modifiers).map(|event| with_shift(event, shifted))?,
        },
        _ => of_letter(last, modifiers)?,
    };
    event.kind = match second.next() {
        Some("2") => KeyEventKind::Repeat,
        Some("3") => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    Some(event)
}

/// The letter of the usual layout that is meant by a key of another script together with Ctrl, Alt or Super.
fn command(code: u32, usual: Option<u32>, modifiers: KeyModifiers) -> Option<char> {
    let foreign = code > 0x7f && !(57344..=63743).contains(&code);
    let commands = KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER;
    let usual = char::from_u32(usual?).filter(char::is_ascii_graphic)?;
    let with_shift = modifiers.contains(KeyModifiers::SHIFT);
    (foreign && modifiers.intersects(commands) && !with_shift).then_some(usual)
}

/// The character that Shift makes of a key, instead of the key and Shift, as crossterm tells it.
fn with_shift(event: KeyEvent, shifted: Option<u32>) -> KeyEvent {
    let c = shifted.and_then(char::from_u32);
    match (c, event.code) {
        (Some(c), KeyCode::Char(_)) if event.modifiers.contains(KeyModifiers::SHIFT) => {
            let without = event.modifiers - KeyModifiers::SHIFT;
            KeyEvent::new(KeyCode::Char(c), without)
        }
        _ => event,
    }
}

fn of_number(number: u32) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(u8::try_from(number - 10).ok()?),
        17..=21 => KeyCode::F(u8::try_from(number - 11).ok()?),
        23..=26 => KeyCode::F(u8::try_from(number - 12).ok()?),
        _ => return None,
    })
}

/// A key in the unambiguous form that outcrop asks for.
fn of_code(code: u32, modifiers: KeyModifiers) -> Option<KeyEvent> {
    let shift = modifiers.contains(KeyModifiers::SHIFT);
    let code = match code {
        27 => KeyCode::Esc,
        13 => KeyCode::Enter,
        9 if shift => KeyCode::BackTab,
        9 => KeyCode::Tab,
        127 => KeyCode::Backspace,
        // Keys that have no character: those of the number pad and others.
        57344..=63743 => return of_pad(code, modifiers),
        _ => KeyCode::Char(char::from_u32(code)?),
    };
    Some(KeyEvent::new(code, modifiers))
}

fn of_pad(code: u32, modifiers: KeyModifiers) -> Option<KeyEvent> {
    let code = match code {
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409 => KeyCode::Char('.'),
        57410 => KeyCode::Char('/'),
        57411 => KeyCode::Char('*'),
        57412 => KeyCode::Char('-'),
        57413 => KeyCode::Char('+'),
        57414 => KeyCode::Enter,
        57415 => KeyCode::Char('='),
        57417 => KeyCode::Left,
        57418 => KeyCode::Right,
        57419 => KeyCode::Up,
        57420 => KeyCode::Down,
        57421 => KeyCode::PageUp,
        57422 => KeyCode::PageDown,
        57423 => KeyCode::Home,
        57424 => KeyCode::End,
        57425 => KeyCode::Insert,
        57426 => KeyCode::Delete,
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}

fn modifiers(mask: u8) -> KeyModifiers {
    let mask = mask.saturating_sub(1);
    let all = [
        KeyModifiers::SHIFT,
        KeyModifiers::ALT,
        KeyModifiers::CONTROL,
        KeyModifiers::SUPER,
        KeyModifiers::HYPER,
        KeyModifiers::META,
    ];
    let set = all
        .iter()
        .enumerate()
        .filter(|(bit, _)| mask >> bit & 1 == 1);
    set.fold(KeyModifiers::NONE, |set, (_, one)| set | *one)
}

/// The mouse in the terminal's mode 1006: what, column and row, counted from 1.
pub(super) fn mouse(numbers: &[u16], last: u8) -> Option<Event> {
    let [what, column, row] = *numbers else {
        return None;
    };
    let button = match what & 0b11 {
        0 => Some(MouseButton::Left),
        1 => Some(MouseButton::Middle),
        2 => Some(MouseButton::Right),
        _ => None,
    };
    let (wheel, moves) = (what & 64 != 0, what & 32 != 0);
    let kind = match (wheel, moves, button) {
        (true, ..) => match what & 0b11 {
            0 => MouseEventKind::ScrollUp,
            1 => MouseEventKind::ScrollDown,
            2 => MouseEventKind::ScrollLeft,
            _ => MouseEventKind::ScrollRight,
        },
        (_, true, Some(button)) => MouseEventKind::Drag(button),
        (_, true, None) => MouseEventKind::Moved,
        (_, _, Some(button)) if last == b'M' => MouseEventKind::Down(button),
        (_, _, Some(button)) => MouseEventKind::Up(button),
        (_, _, None) => return None,
    };
    let mut modifiers = KeyModifiers::NONE;
    for (bit, one) in [
        (4, KeyModifiers::SHIFT),
        (8, KeyModifiers::ALT),
        (16, KeyModifiers::CONTROL),
    ] {
        if what & bit != 0 {
            modifiers |= one;
        }
    }
    Some(Event::Mouse(MouseEvent {
        kind,
        column: column.checked_sub(1)?,
        row: row.checked_sub(1)?,
        modifiers,
    }))
}
