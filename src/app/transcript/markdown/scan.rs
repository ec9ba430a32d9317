//! What a line begins, read off its first characters. Indentation and tabs are dealt with before.

/// What is left of a line inside of some containers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest<'a> {
    pub(super) text: &'a str,
    /// Columns before it, counted from the text of the innermost quote.
    pub(super) column: usize,
}

impl<'a> Rest<'a> {
    /// The beginning of a line, or of the text in a quote.
    pub(super) fn start(text: &'a str) -> Self {
        Self { text, column: 0 }
    }

    /// The column of the first character that is not a space.
    pub(super) fn indented(self) -> usize {
        self.column + indent(self.text)
    }

    /// Without spaces, up to a column that may lie behind it.
    pub(super) fn from(self, column: usize) -> Self {
        let taken = column.saturating_sub(self.column).min(indent(self.text));
        Self {
            text: &self.text[taken..],
            column: self.column + taken,
        }
    }
}

/// Spaces at the beginning of a line.
pub(super) fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Whether a line is only space.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim_matches(' ').is_empty()
}

/// An ATX heading: its level and its text, the closing `#`s still there.
pub(super) fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - text.len()).ok()?;
    let is_heading = (1..=6).contains(&level) && (text.is_empty() || text.starts_with(' '));
    is_heading.then_some((level, text.trim_start_matches(' ')))
}

/// The text of a complete heading without its closing `#`s.
pub(super) fn without_closing(text: &str) -> &str {
    let text = text.trim_end_matches(' ');
    let open = text.trim_end_matches('#');
    if open.is_empty() || open.ends_with(' ') {
        open.trim_end_matches(' ')
    } else {
        text
    }
}

/// What opened a fenced code block, and so what closes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fence {
    mark: char,
    length: usize,
    /// Spaces before it: so many are taken off each code line too.
    pub(super) indent: usize,
}

impl Fence {
    /// An opening fence and its info string.
    pub(super) fn opened_by(line: &str, indent: usize) -> Option<(Self, &str)> {
        let mark = line
            .chars()
            .next()
            .filter(|first| matches!(first, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let fence = Self {
            mark,
            length,
            indent,
        };
        (length >= 3 && !(mark == '`' && info.contains('`')))
            .then_some((fence, info.trim_matches(' ')))
    }

    /// Whether a line ends the block.
    pub(super) fn is_closed_by(self, line: &str) -> bool {
        indent(line) < 4 && self.marks(line).is_some_and(|marks| marks >= self.length)
    }

    /// Whether a line without its end may be about to end the block.
    pub(super) fn may_be_closed_by(self, line: &str) -> bool {
        indent(line) < 4 && self.marks(line).is_some_and(|marks| marks > 0)
    }

    /// How many marks a line is made of, if of nothing else.
    fn marks(self, line: &str) -> Option<usize> {
        let line = line.trim_matches(' ');
        line.chars()
            .all(|mark| mark == self.mark)
            .then_some(line.len())
    }
}

/// Whether a line is a thematic break.
pub(super) fn is_rule(line: &str) -> bool {
    let Some(mark) = line.bytes().next().filter(|first| b"-_*".contains(first)) else {
        return false;
    };
    line.bytes().all(|byte| byte == mark || byte == b' ')
        && line.bytes().filter(|byte| *byte == mark).count() >= 3
}

/// The level of the heading that a line makes of the paragraph above it. Three marks at least, so that a list item
/// that begins to arrive does not look like one.
pub(super) fn setext(line: &str) -> Option<u8> {
    let line = line.trim_matches(' ');
    match line.as_bytes() {
        [b'=', b'=', b'=', ..] if line.bytes().all(|byte| byte == b'=') => Some(1),
        [b'-', b'-', b'-', ..] if line.bytes().all(|byte| byte == b'-') => Some(2),
        _ => None,
    }
}

/// The text of a quote after its sign.
pub(super) fn quoted(after: &str) -> Rest<'_> {
    Rest::start(after.strip_prefix(' ').unwrap_or(after))
}

/// What the items of one list have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ListKind {
    Bullet(u8),
    /// The character after the number.
    Ordered(u8),
}

/// The beginning of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) kind: ListKind,
    pub(super) number: u32,
    /// Bytes of the marker, without the spaces after it.
    pub(super) length: usize,
}

impl Marker {
    /// The list marker at the beginning of a line.
    pub(super) fn of(line: &str) -> Option<Self> {
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let mark = *line.as_bytes().get(digits)?;
        let kind = match (digits, mark) {
            (0, b'-' | b'+' | b'*') => ListKind::Bullet(mark),
            (1..=9, b'.' | b')') => ListKind::Ordered(mark),
            _ => return None,
        };
        let after = &line[digits + 1..];
        (after.is_empty() || after.starts_with(' ')).then_some(Self {
            kind,
            number: line[..digits].parse().unwrap_or_default(),
            length: digits + 1,
        })
    }
}

/// A task box at the beginning of an item: what is drawn for it, and the text after it.
pub(super) fn task(text: &str) -> Option<(&'static str, &str)> {
    let state = match text.get(..3)? {
        "[ ]" => "☐ ",
        "[x]" | "[X]" => "☑ ",
        _ => return None,
    };
    let after = &text[3..];
    (after.is_empty() || after.starts_with(' ')).then_some((state, after.trim_start_matches(' ')))
}

/// Whether a line defines a link or a footnote. It is shown like text, on a line of its own.
pub(super) fn is_definition(line: &str) -> bool {
    let label = line
        .strip_prefix('[')
        .and_then(|label| label.split_once(']'));
    label.is_some_and(|(label, after)| !label.is_empty() && after.starts_with(": "))
}

/// Whether a line begins a block of HTML, which is shown as it is written.
pub(super) fn is_html(line: &str) -> bool {
    let Some(tag) = line.strip_prefix('<') else {
        return false;
    };
    if tag.starts_with("!--") || tag.starts_with('?') {
        return true;
    }
    let tag = tag.strip_prefix('/').unwrap_or(tag);
    let end = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric());
    let (name, after) = tag.split_at(end.unwrap_or(tag.len()));
    let ends = after.is_empty() || after.starts_with([' ', '>']) || after.starts_with("/>");
    ends && HTML_BLOCKS
        .iter()
        .any(|block| block.eq_ignore_ascii_case(name))
}

/// Whether a line begins a block other than a paragraph, whatever stands above it.
pub(super) fn is_block(line: &str) -> bool {
    starts_leaf(line) || line.starts_with('>') || Marker::of(line).is_some()
}

/// Whether a line begins a block that holds no blocks, and is not a paragraph.
pub(super) fn starts_leaf(line: &str) -> bool {
    heading(line).is_some() || Fence::opened_by(line, 0).is_some() || is_rule(line) || is_html(line)
}

/// Tags that begin a block in `CommonMark` (kinds 1 and 6), as far as models write them.
const HTML_BLOCKS: [&str; 44] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
    "ul",
];
