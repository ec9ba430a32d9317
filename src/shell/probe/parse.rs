//! Bytes of a terminal to answers and events.

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};

use super::keys;
use super::{BARE, BROKEN, QUICK};
use crate::app::themes::Background;
use crate::shell::clipboard::BEGIN;
use crate::shell::darkroom::means::Answer;
use crate::ui::theme;

const ESC: u8 = 0x1b;

/// How a terminal ends a paste.
const PASTED: &[u8] = b"\x1b[201~";

/// Longer sequences are no answers, and no keys.
const LONGEST: usize = 4096;

/// Longer packets of the clipboard are not kept whole. A part of 4096 bytes is enough for one.
const LONGEST_PACKET: usize = 1 << 20;

/// How answers begin that may come at any time.
const AWAITED: [&[u8]; 6] = [
    BEGIN,
    b"\x1b]11;",
    b"\x1bP0+r",
    b"\x1bP1+r",
    b"\x1bP>|",
    b"\x1b_G",
];

/// Something that the terminal has sent.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::shell) enum Heard {
    /// An answer to a question of ours.
    Answer(Answer),
    /// Whether the terminal lets its clipboard be read.
    Clipboard(bool),
    /// What it has behind its text.
    Background(Background),
    /// Its look has changed, to a dark one or a light one.
    Turned(Background),
    /// Whether it tells when its look changes.
    Follows(bool),
    /// It has all colours.
    AllColours,
    /// It has kitty's keyboard.
    Keyboard,
    /// Its name and version.
    Name(String),
    /// It has taken in what was written before it was asked.
    Reached,
    /// A packet of its clipboard, without what begins and ends it.
    Packet(Vec<u8>),
    /// A key, the mouse, a paste.
    Input(Event),
}

/// Takes bytes until they mean something.
#[derive(Debug, Default)]
pub(super) struct Parser {
    open: Vec<u8>,
    haste: Haste,
}

/// How soon an escape byte is a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::shell) enum Haste {
    /// Answers are on their way, in pieces.
    #[default]
    Patient,
    /// What belongs together comes together.
    Quick,
}

/// What the bytes so far are.
enum Sofar {
    /// Not all of it.
    More,
    /// This.
    Is(Vec<Heard>),
}

impl Parser {
    /// One that takes an escape byte for a key so soon.
    pub(super) fn with(haste: Haste) -> Self {
        Self {
            haste,
            ..Self::default()
        }
    }

    /// Takes a byte; gives what has become whole by it.
    pub(super) fn push(&mut self, byte: u8) -> Vec<Heard> {
        self.open.push(byte);
        if self.open.len() > LONGEST_PACKET && self.open.starts_with(BEGIN) {
            // What is left says nothing that can be understood, and its end is still found.
            self.open.truncate(BEGIN.len());
        }
        if self.haste == Haste::Quick && is_typed(&self.open) {
            return self.typed();
        }
        match sofar(&self.open) {
            Sofar::More => Vec::new(),
            Sofar::Is(heard) => {
                self.open.clear();
                heard
            }
        }
    }

    /// Whether something has begun.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// How long to wait for the next byte.
    pub(super) fn patience(&self) -> Duration {
        match self.haste {
            _ if self.open.len() > 2 || !self.open.starts_with(&[ESC]) => BROKEN,
            Haste::Patient => BARE,
            Haste::Quick => QUICK,
        }
    }

    /// Nothing more comes: an escape byte was the key, one with a character behind it was this with Alt, and
    /// anything longer is dropped.
    pub(super) fn give_up(&mut self) -> Vec<Heard> {
        let open = std::mem::take(&mut self.open);
        match open[..] {
            [ESC] => key(KeyEvent::from(KeyCode::Esc)),
            [ESC, byte] => alt(byte),
            _ => Vec::new(),
        }
    }

    /// What is open was typed: a key with Alt, and keys behind it.
    fn typed(&mut self) -> Vec<Heard> {
        let open = std::mem::take(&mut self.open);
        let (first, behind) = open.split_at(2);
        let mut heard = alt(first[1]);
        for byte in behind {
            heard.extend(self.push(*byte));
        }
        heard
    }
}

/// Whether this begins like an answer, and is none that is waited for.
fn is_typed(open: &[u8]) -> bool {
    let strings = matches!(open, [ESC, b'_' | b'P' | b']' | b'^' | b'X', _, ..]);
    let awaited = |begin: &&[u8]| begin.starts_with(open) || open.starts_with(begin);
    strings && !AWAITED.iter().any(awaited)
}

fn alt(byte: u8) -> Vec<Heard> {
    match with_alt(&[byte]) {
        Sofar::Is(heard) => heard,
        Sofar::More => Vec::new(),
    }
}

fn key(event: KeyEvent) -> Vec<Heard> {
    vec![Heard::Input(Event::Key(event))]
}

fn nothing() -> Sofar {
    Sofar::Is(Vec::new())
}

fn sofar(bytes: &[u8]) -> Sofar {
    match bytes {
        [ESC] | [ESC, b'O'] => Sofar::More,
        [ESC, b'[', rest @ ..] => csi(bytes, rest),
        [ESC, b'O', last, ..] => event(keys::of_letter(*last, KeyModifiers::NONE)),
        // An answer begins so, and so does a key with Alt that nothing comes behind.
        [ESC, b'_' | b'P' | b']' | b'^' | b'X', rest @ ..] => string(bytes, rest),
        [ESC, ESC] => Sofar::Is(key(KeyEvent::from(KeyCode::Esc))),
        [ESC, rest @ ..] => with_alt(rest),
        _ => plain(bytes),
    }
}

fn event(key_event: Option<KeyEvent>) -> Sofar {
    Sofar::Is(key_event.map(key).unwrap_or_default())
}

fn plain(bytes: &[u8]) -> Sofar {
    match std::str::from_utf8(bytes) {
        Ok(text) => event(text.chars().next().map(keys::of_char)),
        // The first bytes of a character.
        Err(error) if error.error_len().is_none() && bytes.len() < 4 => Sofar::More,
        Err(_) => nothing(),
    }
}

fn with_alt(bytes: &[u8]) -> Sofar {
    let Sofar::Is(mut heard) = plain(bytes) else {
        return Sofar::More;
    };
    for one in &mut heard {
        if let Heard::Input(Event::Key(event)) = one {
            event.modifiers |= KeyModifiers::ALT;
        }
    }
    Sofar::Is(heard)
}

/// A string that ends with `ESC \` or a bell.
fn string(bytes: &[u8], rest: &[u8]) -> Sofar {
    let ended = rest.ends_with(b"\x1b\\") || (bytes[1] == b']' && rest.ends_with(b"\x07"));
    if !ended {
        return if bytes.len() < LONGEST || bytes.starts_with(BEGIN) {
            Sofar::More
        } else {
            nothing()
        };
    }
    if let Some(packet) = bytes.strip_prefix(BEGIN) {
        let whole = packet.strip_suffix(b"\x07");
        let whole = whole.or_else(|| packet.strip_suffix(b"\x1b\\"));
        return Sofar::Is(vec![Heard::Packet(whole.unwrap_or(packet).to_vec())]);
    }
    if let Some(heard) = colours(bytes[1], rest) {
        return Sofar::Is(vec![heard]);
    }
    let Some(told) = rest.strip_prefix(b"Gi=31").filter(|_| bytes[1] == b'_') else {
        return nothing();
    };
    let text = String::from_utf8_lossy(told);
    let ok = text
        .split_once(';')
        .is_some_and(|(_, word)| word.starts_with("OK"));
    Sofar::Is(vec![Heard::Answer(Answer::Kitty(ok))])
}

/// What a terminal says of its colours: of its background (OSC 11), and that it has all of them. And its
/// name.
fn colours(kind: u8, rest: &[u8]) -> Option<Heard> {
    let body = rest.strip_suffix(b"\x1b\\");
    let body = body.or_else(|| rest.strip_suffix(b"\x07"))?;
    match kind {
        b']' => background(std::str::from_utf8(body.strip_prefix(b"11;")?).ok()?),
        // XTGETTCAP of `RGB`, in hexadecimal.
        b'P' => match body.strip_prefix(b">|") {
            Some(name) => Some(Heard::Name(String::from_utf8_lossy(name).into_owned())),
            None => body.starts_with(b"1+r524742").then_some(Heard::AllColours),
        },
        _ => None,
    }
}

/// `rgb:RRRR/GGGG/BBBB`, each part of one to four digits, or the same with an opacity behind.
fn background(colour: &str) -> Option<Heard> {
    let parts = colour.strip_prefix("rgb:");
    let parts = parts.or_else(|| colour.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(part);
    let rgb = [parts.next()??, parts.next()??, parts.next()??];
    Some(Heard::Background(theme::side_of(rgb)))
}

/// A part of a colour, to 255.
fn part(digits: &str) -> Option<u8> {
    if !(1..=4).contains(&digits.len()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let most = (1_u32 << (4 * digits.len())) - 1;
    u8::try_from(value * 255 / most).ok()
}

/// A control sequence: a key, the mouse, a paste, an answer.
fn csi(bytes: &[u8], rest: &[u8]) -> Sofar {
    if let Some(paste) = bytes.strip_prefix(b"\x1b[200~") {
        return match paste.strip_suffix(PASTED) {
            Some(text) => {
                let text = String::from_utf8_lossy(text).into_owned();
                Sofar::Is(vec![Heard::Input(Event::Paste(text))])
            }
            None => Sofar::More,
        };
    }
    let Some((last, parameters)) = rest.split_last() else {
        return Sofar::More;
    };
    // The Linux console's function keys: another letter follows.
    if rest == b"[" {
        return Sofar::More;
    }
    if !(0x40..=0x7e).contains(last) {
        return if bytes.len() < LONGEST {
            Sofar::More
        } else {
            nothing()
        };
    }
    let parameters = String::from_utf8_lossy(parameters);
    Sofar::Is(meaning(&parameters, *last))
}

fn meaning(parameters: &str, last: u8) -> Vec<Heard> {
    let input = |event: Option<Event>| event.map(Heard::Input).into_iter().collect();
    match (parameters.chars().next(), last) {
        (Some('?'), b'c') => {
            let all = numbers(&parameters[1..]);
            vec![Heard::Answer(Answer::Attributes(all))]
        }
        (Some('?'), b'y') => mode(parameters).into_iter().collect(),
        (Some('?'), b'u') => vec![Heard::Keyboard],
        (Some('?'), b'n') => turned(parameters).into_iter().collect(),
        // Well or not: it is there.
        (Some('0' | '3'), b'n') => vec![Heard::Reached],
        (Some('6'), b't') => match numbers(parameters)[..] {
            [6, height, width] => vec![Heard::Answer(Answer::Cell(width, height))],
            _ => Vec::new(),
        },
        (Some('<'), b'M' | b'm') => input(keys::mouse(&numbers(&parameters[1..]), last)),
        (None, b'I') => input(Some(Event::FocusGained)),
        (None, b'O') => input(Some(Event::FocusLost)),
        (Some('?' | '>' | '='), _) => Vec::new(),
        _ => input(keys::of_sequence(parameters, last).map(Event::Key)),
    }
}

/// What the terminal says of a mode, that of its clipboard or that in which it tells of its look: 0 and 4
/// mean that it has none.
fn mode(parameters: &str) -> Option<Heard> {
    let (mode, state) = parameters.strip_suffix('$')?.split_once(';')?;
    let has = matches!(state, "1" | "2" | "3");
    match mode {
        "?5522" => Some(Heard::Clipboard(has)),
        "?2031" => Some(Heard::Follows(has)),
        _ => None,
    }
}

/// What the terminal says of its look.
fn turned(parameters: &str) -> Option<Heard> {
    match parameters {
        "?997;1" => Some(Heard::Turned(Background::Dark)),
        "?997;2" => Some(Heard::Turned(Background::Light)),
        _ => None,
    }
}

fn numbers(parameters: &str) -> Vec<u16> {
    let parts = parameters.split(';');
    parts.map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn heard(bytes: &[u8]) -> Vec<Heard> {
        let mut parser = Parser::default();
        let mut all: Vec<Heard> = bytes.iter().flat_map(|byte| parser.push(*byte)).collect();
        all.extend(parser.give_up());
        all
    }

    fn pressed(code: KeyCode, modifiers: KeyModifiers) -> Heard {
        Heard::Input(Event::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn answers_are_taken_out_from_between_keys() {
        let bytes = b"a\x1b_Gi=31;OK\x1b\\b\x1b[6;20;10t\x1b[?62;4;22c\x1b[A";
        assert_eq!(
            heard(bytes),
            [
                pressed(KeyCode::Char('a'), KeyModifiers::NONE),
                Heard::Answer(Answer::Kitty(true)),
                pressed(KeyCode::Char('b'), KeyModifiers::NONE),
                Heard::Answer(Answer::Cell(10, 20)),
                Heard::Answer(Answer::Attributes(vec![62, 4, 22])),
                pressed(KeyCode::Up, KeyModifiers::NONE),
            ]
        );
        let refused = b"\x1b_Gi=31;ENOTSUPPORTED:no\x1b\\";
        assert_eq!(heard(refused), [Heard::Answer(Answer::Kitty(false))]);
    }

    #[test]
    fn the_clipboard_is_told_from_keys() {
        for (state, has) in [(0, false), (1, true), (2, true), (3, true), (4, false)] {
            let bytes = format!("\x1b[?5522;{state}$y");
            assert_eq!(heard(bytes.as_bytes()), [Heard::Clipboard(has)]);
        }
        let x = || pressed(KeyCode::Char('x'), KeyModifiers::NONE);
        let bytes = b"x\x1b]5522;type=read:status=OK\x1b\\x\x1b]5522;a;b\x07x";
        let packet = |body: &[u8]| Heard::Packet(body.to_vec());
        let all = [
            x(),
            packet(b"type=read:status=OK"),
            x(),
            packet(b"a;b"),
            x(),
        ];
        assert_eq!(heard(bytes), all);
        assert_eq!(heard(b"\x1b]5522;type=read:stat"), []);
        // One without an end in sight takes no memory, and becomes no keys.
        let mut long = BEGIN.to_vec();
        long.extend(std::iter::repeat_n(b'A', 2 * LONGEST_PACKET));
        long.extend(b"\x1b\\x");
        let all = heard(&long);
        assert!(matches!(&all[0], Heard::Packet(body) if body.len() < LONGEST_PACKET));
        assert_eq!(all[1..], [x()]);
    }

    #[test]
    fn the_background_is_told_from_keys() {
        use Background::{Dark, Light};
        let x = || pressed(KeyCode::Char('x'), KeyModifiers::NONE);
        for (answer, side) in [
            ("\x1b]11;rgb:0000/0000/0000\x1b\\", Dark),
            ("\x1b]11;rgb:1e1e/1e1e/2e2e\x07", Dark),
            ("\x1b]11;rgb:ff/ff/ff\x07", Light),
            ("\x1b]11;rgb:f/f/e\x07", Light),
            ("\x1b]11;rgba:fdfd/f6f6/e3e3/ffff\x1b\\", Light),
        ] {
            let bytes = format!("x{answer}x");
            let all = [x(), Heard::Background(side), x()];
            assert_eq!(heard(bytes.as_bytes()), all, "{answer:?}");
        }
        let bytes = b"x\x1b[?2031;2$y\x1b[?997;2nx\x1b[?997;1n\x1bP1+r524742=382F382F38\x1b\\x";
        let all = [
            x(),
            Heard::Follows(true),
            Heard::Turned(Light),
            x(),
            Heard::Turned(Dark),
            Heard::AllColours,
            x(),
        ];
        assert_eq!(heard(bytes), all);
        assert_eq!(heard(b"\x1b[?2031;0$y"), [Heard::Follows(false)]);
    }

    #[test]
    fn a_terminal_tells_its_name_and_its_keyboard() {
        let name = Heard::Name("kitty(0.40)".to_owned());
        let bytes = b"a\x1bP>|kitty(0.40)\x1b\\\x1b[?5u";
        let typed = pressed(KeyCode::Char('a'), KeyModifiers::NONE);
        assert_eq!(heard(bytes), [typed, name, Heard::Keyboard]);
    }

    #[test]
    fn what_shift_makes_of_a_key_is_the_key() {
        use KeyModifiers as M;
        for (bytes, code, modifiers) in [
            (&b"\x1b[49:33;4u"[..], '!', M::ALT),
            (b"\x1b[97:65;6u", 'A', M::CONTROL),
            (b"\x1b[97;6u", 'a', M::CONTROL | M::SHIFT),
            (b"\x1b[97::113;5u", 'a', M::CONTROL),
        ] {
            let key = pressed(KeyCode::Char(code), modifiers);
            assert_eq!(heard(bytes), [key], "{bytes:?}");
        }
        let foreign = [
            // Ctrl and Alt with a Cyrillic letter, the letter alone, one of Latin on another layout.
            (&b"\x1b[1089::99;5u"[..], 'c', M::CONTROL),
            (b"\x1b[1079::112;3u", 'p', M::ALT),
            (b"\x1b[1089::99;1u", 'с', M::NONE),
            (b"\x1b[1089;5u", 'с', M::CONTROL),
        ];
        for (bytes, code, modifiers) in foreign {
            let key = pressed(KeyCode::Char(code), modifiers);
            assert_eq!(heard(bytes), [key], "{bytes:?}");
        }
        let enter = pressed(KeyCode::Enter, M::SHIFT);
        assert_eq!(heard(b"\x1b[13;2u"), [enter]);
    }

    #[test]
    fn a_key_with_alt_that_begins_like_an_answer_is_a_key() {
        for c in ['_', ']', '^', '[', 'P', 'O', 'X'] {
            let shift = match c {
                'A'..='Z' => KeyModifiers::SHIFT,
                _ => KeyModifiers::NONE,
            };
            let alone = format!("\x1b{c}");
            let key = pressed(KeyCode::Char(c), KeyModifiers::ALT | shift);
            assert_eq!(heard(alone.as_bytes()), [key], "{c}");
            let mut parser = Parser::default();
            alone.bytes().for_each(|byte| drop(parser.push(byte)));
            assert!(
                parser.patience() <= BARE,
                "{c} is waited for no longer than Esc"
            );
        }
    }

    #[test]
    fn what_is_typed_behind_a_key_with_alt_is_not_swallowed() {
        let quick = |bytes: &[u8]| {
            let mut parser = Parser::with(Haste::Quick);
            let mut all: Vec<Heard> = bytes.iter().flat_map(|byte| parser.push(*byte)).collect();
            all.extend(parser.give_up());
            all
        };
        let alt = |c| pressed(KeyCode::Char(c), KeyModifiers::ALT);
        let plain = |c| pressed(KeyCode::Char(c), KeyModifiers::NONE);
        assert_eq!(quick(b"\x1b_ab"), [alt('_'), plain('a'), plain('b')]);
        assert_eq!(quick(b"\x1b]1x"), [alt(']'), plain('1'), plain('x')]);
        let arrow = pressed(KeyCode::Up, KeyModifiers::NONE);
        assert_eq!(quick(b"\x1b^\x1b[A"), [alt('^'), arrow]);
        assert_eq!(quick("\x1b]ä".as_bytes()), [alt(']'), plain('ä')]);
        let light = Heard::Background(Background::Light);
        assert_eq!(quick(b"\x1b]11;rgb:ff/ff/ff\x07"), [light]);
        let name = Heard::Name("foot".to_owned());
        assert_eq!(quick(b"\x1bP>|foot\x1b\\a"), [name, plain('a')]);
    }

    #[test]
    fn what_a_terminal_says_when_it_has_taken_all_in_is_heard() {
        assert_eq!(heard(b"\x1b[0n"), [Heard::Reached]);
        assert_eq!(heard(b"\x1b[3n"), [Heard::Reached]);
    }

    #[test]
    fn what_else_looks_like_an_answer_is_swallowed() {
        for bytes in [
            &b"\x1b_Gi=32;OK\x1b\\"[..],
            b"\x1bP>kitty(0.40)\x1b\\",
            b"\x1b]11;rgb:00000/0/0\x1b\\",
            b"\x1b]11;none\x07",
            b"\x1b]10;rgb:0000/0000/0000\x07",
            b"\x1bP0+r524742\x1b\\",
            b"\x1b[?997;3n",
            b"\x1b[1;2n",
            b"\x1b[?997n",
            b"\x1b]11;rgb:ffff/ff",
            b"\x1b[?2026;2$y",
            b"\x1b[>1;10;0c",
            b"\x1b_Gi=31;OK",
        ] {
            assert_eq!(heard(bytes), [], "{bytes:?}");
        }
    }

    #[test]
    fn keys_are_what_crossterm_would_have_made_of_them() {
        use KeyCode::{BackTab, Backspace, Char, Delete, End, Enter, Esc, F, Home, PageUp, Tab};
        use KeyModifiers as M;
        for (bytes, code, modifiers) in [
            (&b"\r"[..], Enter, M::NONE),
            (b"\n", Char('j'), M::CONTROL),
            (b"\t", Tab, M::NONE),
            (b"\x7f", Backspace, M::NONE),
            (b"\x18", Char('x'), M::CONTROL),
            (b"\x1f", Char('7'), M::CONTROL),
            (b"\0", Char(' '), M::CONTROL),
            (b"A", Char('A'), M::SHIFT),
            ("ä".as_bytes(), Char('ä'), M::NONE),
            ("🪨".as_bytes(), Char('🪨'), M::NONE),
            (b"\x1b", Esc, M::NONE),
            (b"\x1bp", Char('p'), M::ALT),
            (b"\x1b\r", Enter, M::ALT),
            (b"\x1b[Z", BackTab, M::SHIFT),
            (b"\x1b[3~", Delete, M::NONE),
            (b"\x1b[5;5~", PageUp, M::CONTROL),
            (b"\x1b[15~", F(5), M::NONE),
            (b"\x1bOP", F(1), M::NONE),
            (b"\x1b[1;5H", Home, M::CONTROL),
            (b"\x1b[1;2F", End, M::SHIFT),
            (b"\x1b[27u", Esc, M::NONE),
            (b"\x1b[13;2u", Enter, M::SHIFT),
            (b"\x1b[106;5u", Char('j'), M::CONTROL),
            (b"\x1b[[A", F(1), M::NONE),
        ] {
            assert_eq!(heard(bytes), [pressed(code, modifiers)], "{bytes:?}");
        }
    }

    #[test]
    fn a_paste_is_one_event_whatever_it_holds() {
        let bytes = b"\x1b[200~a\x1b[?62;4c\nb\x1b[201~";
        let text = "a\u{1b}[?62;4c\nb".to_owned();
        assert_eq!(heard(bytes), [Heard::Input(Event::Paste(text))]);
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_an_answer_never_becomes_a_key(
            noise in prop::collection::vec(any::<u8>(), 0..200)
        ) {
            heard(&noise);
            let mut parser = Parser::default();
            let answer = b"\x1b_Gi=31;OK\x1b\\\x1b[6;20;10t\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?997;1n\x1b[?62;4c";
            let all: Vec<Heard> = answer.iter().flat_map(|byte| parser.push(*byte)).collect();
            prop_assert!(all.iter().all(|one| !matches!(one, Heard::Input(_))));
            prop_assert_eq!(all.len(), 5);
        }
    }
}
