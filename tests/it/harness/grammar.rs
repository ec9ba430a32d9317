//! The only bytes that may reach the terminal.

/// Private modes that may be set and reset.
const MODES: [&str; 9] = [
    "25", "1000", "1002", "1004", "1006", "1049", "2004", "2026", "2031",
];

/// What a terminal is asked that can be: questions without any text of others in them.
const QUESTIONS: [&str; 11] = [
    "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\",
    "\x1b[16t",
    "\x1b]11;?\x1b\\",
    "\x1b[?2031$p",
    "\x1b[?996n",
    "\x1bP+q524742\x1b\\",
    "\x1b[?5522$p",
    "\x1b[?u",
    "\x1b[>q",
    "\x1b[c",
    "\x1b[>5u",
];

/// What is told of progress, and of what has ended. The words are fixed.
const TOLD: [&str; 12] = [
    "\x1b]9;4;0\x1b\\",
    "\x1b]9;4;3\x1b\\",
    "\x1b]9;4;2;100\x1b\\",
    "\x1b]99;i=outcrop:d=1;outcrop: the reply is there\x1b\\",
    "\x1b]99;i=outcrop:d=1;outcrop: the reply failed\x1b\\",
    "\x1b]99;i=outcrop:d=1;outcrop: a tool call waits for you\x1b\\",
    "\x1b]777;notify;outcrop;the reply is there\x1b\\",
    "\x1b]777;notify;outcrop;the reply failed\x1b\\",
    "\x1b]777;notify;outcrop;a tool call waits for you\x1b\\",
    "\x1b]9;outcrop: the reply is there\x1b\\",
    "\x1b]9;outcrop: the reply failed\x1b\\",
    "\x1b]9;outcrop: a tool call waits for you\x1b\\",
];

/// The longest address of a link.
const ADDRESS: usize = 2083;

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
    let whole = QUESTIONS.iter().chain(&TOLD);
    if let Some(whole) = whole.into_iter().find(|whole| text.starts_with(**whole)) {
        return Ok(whole.len());
    }
    if let Some(body) = text.strip_prefix("\x1b]") {
        let end = body.find("\x1b\\").ok_or(1_usize)?;
        return if title_or_link(&body[..end]) {
            Ok(end + 4)
        } else {
            Err(1)
        };
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

/// A title without control characters, or a link to an address of the web in plain ASCII.
fn title_or_link(body: &str) -> bool {
    if let Some(title) = body.strip_prefix("2;") {
        return title.starts_with("outcrop") && !title.chars().any(char::is_control);
    }
    let Some(rest) = body.strip_prefix("8;") else {
        return false;
    };
    let Some((id, address)) = rest.split_once(';') else {
        return false;
    };
    let id = id.strip_prefix("id=");
    let known = id.is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let web = address.starts_with("http://") || address.starts_with("https://");
    let plain = address.bytes().all(|byte| byte.is_ascii_graphic());
    (rest == ";") || (known && web && plain && address.len() <= ADDRESS)
}

fn allowed(parameters: &str, last: &str) -> bool {
    let numbers = |also: &str| {
        parameters
            .chars()
            .all(|c| c.is_ascii_digit() || also.contains(c))
    };
    match last {
        "m" => numbers(";:"),
        // Places, and the margins between which rows move.
        "H" | "f" | "r" => numbers(";"),
        // Lines are put in and taken out (L, M): the Linux console does not know how to scroll (S, T).
        "A" | "B" | "C" | "D" | "E" | "F" | "G" | "J" | "K" | "L" | "M" | "X" | "d" => numbers(""),
        "h" | "l" => parameters
            .strip_prefix('?')
            .is_some_and(|mode| MODES.contains(&mode)),
        "t" => matches!(parameters, "22;2" | "23;2"),
        "q" => parameters.ends_with(' '),
        // Whether it is there. Where the caret is, it is never asked.
        "n" => parameters == "5",
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
    let ours = "\x1b[22;2t\x1b]2;outcrop · Nova Pro\x1b\\\x1b]8;id=f0;https://a.org/x\x1b\\a\x1b]8;;\x1b\\\x1b]9;4;3\x1b\\\x1b[23;2t";
    assert_eq!(violations(ours.as_bytes()), [""; 0]);
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
        "\x1b]2;rm -rf\x1b\\",
        "\x1b]2;outcrop · \u{9b}x\x1b\\",
        "\x1b]2;outcrop",
        "\x1b]8;id=1;file:///etc/passwd\x1b\\",
        "\x1b]8;id=1;https://a.org/ä\x1b\\",
        "\x1b]8;x=1;https://a.org/\x1b\\",
        "\x1b]9;4;1;50\x1b\\",
        "\x1b]777;notify;outcrop;click me\x1b\\",
        "\x1b[21t",
        "\x1b[1S",
        "\x1b[>8u",
    ] {
        assert!(!violations(bad.as_bytes()).is_empty(), "{bad:?}");
    }
}
