//! Text without control characters, so that an exported file can be shown on a terminal.

use std::borrow::Cow;

/// The text with `\n` and tabs as its only controls. Others become the picture of themselves (`␛`),
/// since a file is often looked at in a terminal, where they would be orders.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(
        text.chars()
            .map(|c| if is_plain(c) { c } else { pictured(c) })
            .collect(),
    )
}

/// The same on one line.
pub(super) fn line(text: &str) -> String {
    let text = clean(text);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ")
}

/// Source: Unicode, block Control Pictures. The controls above DEL have none.
fn pictured(control: char) -> char {
    match u32::from(control) {
        code @ 0..=0x1f => char::from_u32(0x2400 + code).unwrap_or(char::REPLACEMENT_CHARACTER),
        0x7f => '\u{2421}',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_pictures() {
        assert_eq!(clean("a\tb\r\nc\n"), "a\tb\nc\n");
        assert_eq!(clean("\u{1b}[2J\u{9b}\u{7f}\r"), "␛[2J\u{fffd}␡␍");
        assert_eq!(line(" a\n b\u{0} "), "a b␀");
    }
}
