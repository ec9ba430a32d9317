//! The only bytes that may reach the terminal.

/// Private modes that may be set and reset.
const MODES: [&str; 9] = [
    "25", "1000", "1002", "1004", "1006", "1049", "2004", "2026", "2031",
];

/// Whatever a run wrote beyond text and the allowed sequences, each with its place.
pub(crate) fn violations(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut found: Vec<String> = std::str::from_utf8(raw)
        .err()
        .map(|error| error.to_string())
        .into_iter()
        .collect();
    let mut rest = text.as_ref();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\x1b' => sequence(rest),
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Err(first.len_utf8()),
            _ => Ok(first.len_utf8()),
        };
        let length = length.unwrap_or_else(|length| {
            found.push(format!(
                "at {}: {:?}",
                text.len() - rest.len(),
                excerpt(rest)
            ));
            length
        });
        rest = &rest[length..];
    }
    found
}

/// Characters of the text that deceive the eye, which the screen must show as badges.
pub(crate) fn deceptive(raw: &[u8]) -> Vec<char> {
    let text = String::from_utf8_lossy(raw);
    without_flags(&text)
        .chars()
        .filter(|c| is_deceptive(*c))
        .collect()
}

/// Without the flags of regions, which are spelled in tag characters behind a black flag.
fn without_flags(text: &str) -> String {
    let mut parts = text.split('\u{1f3f4}');
    let first = parts.next().unwrap_or_default();
    let tags = |c: char| ('\u{e0030}'..='\u{e007f}').contains(&c);
    parts.fold(first.to_owned(), |text, part| {
        text + part.trim_start_matches(tags)
    })
}

fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e01ef}')
}

fn excerpt(rest: &str) -> String {
    rest.chars().take(16).collect()
}

/// The length of the escape sequence that the text begins with; `Err` if it is not allowed.
fn sequence(text: &str) -> Result<usize, usize> {
    if let Some(length) = copying(text) {
        return Ok(length);
    }
    let Some(body) = text.strip_prefix("\x1b[") else {
        return Err(1);
    };
    let Some(end) = body.find(|c| ('@'..='~').contains(&c)) else {
        return Err(1);
    };
    let parameters = &body[..end];
    let last = &body[end..=end];
    if allowed(parameters, last) {
        Ok(end + 3)
    } else {
        Err(1)
    }
}

/// The length of what gives a text to the terminal's clipboard, by itself or through tmux. Never a question.
fn copying(text: &str) -> Option<usize> {
    let (begin, end) = if text.starts_with("\x1bPtmux;") {
        ("\x1bPtmux;\x1b\x1b]52;c;", "\x07\x1b\\")
    } else {
        ("\x1b]52;c;", "\x07")
    };
    let body = text.strip_prefix(begin)?;
    let sign = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
    let length = body.find(|c| !sign(c))?;
    let ends = body[length..].starts_with(end);
    ends.then_some(begin.len() + length + end.len())
}

fn allowed(parameters: &str, last: &str) -> bool {
    let numbers = |also: &str| {
        parameters
            .chars()
            .all(|c| c.is_ascii_digit() || also.contains(c))
    };
    match last {
        "m" => numbers(";:"),
        "H" | "f" => numbers(";"),
        "A" | "B" | "C" | "D" | "E" | "F" | "G" | "d" | "J" | "K" | "X" => numbers(""),
        "h" | "l" => parameters
            .strip_prefix('?')
            .is_some_and(|mode| MODES.contains(&mode)),
        "q" => parameters.ends_with(' '),
        "u" => parameters == ">1" || parameters == "<",
        _ => false,
    }
}

#[test]
fn the_grammar_takes_ours_and_nothing_else() {
    assert!(violations("\x1b[?2026h\x1b[1;31mä\x1b[2;3H\x1b[?2026l\x1b[>1u".as_bytes()).is_empty());
    assert!(
        violations(b"a\x1b]52;c;cm9jaw==\x07b\x1bPtmux;\x1b\x1b]52;c;cm9jaw==\x07\x1b\\c")
            .is_empty()
    );
    for bad in [
        "\x1b]52;c;?\x07",
        "\x1b]52;c;cm9jaw==",
        "\x1bPtmux;\x1b\x1b[6n\x1b\\",
        "\x1b]0;x\x07",
        "\x1b[6n",
        "\x1b[?1003h",
        "\x07",
        "\u{9b}31m",
        "\x1bc",
        "\x1b[",
    ] {
        assert!(!violations(bad.as_bytes()).is_empty(), "{bad:?}");
    }
}
