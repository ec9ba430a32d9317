//! What layout makes: lines of spans, each span with a face. Colours belong to `ui`.

use std::borrow::Cow;
use std::ops::BitOr;

use unicode_segmentation::UnicodeSegmentation;

use crate::chat::shown::width;

use crate::app::code::Syntax;

/// One row of cells on the screen, or less than one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) spans: Vec<Span>,
}

impl Line {
    /// Columns that the line takes.
    pub(crate) fn width(&self) -> usize {
        self.spans.iter().map(Span::width).sum()
    }

    /// The characters of the line, without faces.
    pub(crate) fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// A piece of a line in one face; it contains no control characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) text: String,
    pub(crate) face: Face,
}

impl Span {
    /// A span of a plain role, without marks.
    pub(crate) fn new<'a>(text: impl Into<Cow<'a, str>>, role: Role) -> Self {
        Self {
            text: text.into().into_owned(),
            face: Face::of(role),
        }
    }

    /// The same, said by us and not by who wrote the message.
    pub(crate) fn ours(self) -> Self {
        Self {
            face: self.face.marked(Marks::OURS),
            ..self
        }
    }

    /// Columns that the span takes.
    pub(crate) fn width(&self) -> usize {
        columns(&self.text)
    }
}

/// How a span looks: what it is, and how it is stressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    pub(crate) role: Role,
    pub(crate) marks: Marks,
    /// Where it leads; its text has the addresses.
    pub(crate) link: Option<LinkNo>,
}

/// The place of a link among those of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LinkNo(pub(crate) usize);

impl Face {
    /// The face of a role without marks.
    pub(crate) const fn of(role: Role) -> Self {
        Self {
            role,
            marks: Marks::NONE,
            link: None,
        }
    }

    /// The same face, which leads somewhere.
    pub(crate) const fn leading(self, link: Option<LinkNo>) -> Self {
        Self { link, ..self }
    }

    /// The same face as another role.
    pub(crate) const fn role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// The same face with more marks.
    pub(crate) fn marked(self, marks: Marks) -> Self {
        Self {
            marks: self.marks | marks,
            ..self
        }
    }
}

/// What a span is; the theme has a style for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Text,
    /// The text of a heading, level 1 to 6, and the rule below level 1.
    Heading(u8),
    /// A code span inside prose.
    Code,
    /// Lines of a code block, with their indent.
    CodeBlock,
    /// A piece of code of which it is known what it is. Only drawing makes it of `CodeBlock`.
    Syntax(Syntax),
    /// The language above a code block.
    CodeInfo,
    /// The bar at the left of a block quote.
    Quote,
    ListMarker,
    TableFrame,
    TableHead,
    Link,
    /// A thematic break.
    Rule,
    /// A badge that stands for something a terminal must not get.
    Hazard,
    /// What matters less: the address after a link, the mark of a broken code line.
    Faint,
    /// The name above a message of the user.
    User,
    /// The name above a message of the model.
    Assistant,
    /// A call of a tool, and its result.
    Tool,
    /// The name of a call, by its place among the blocks; a click opens it.
    Call(u32),
    /// Something that needs attention.
    Warning,
    /// Something that went wrong.
    Error,
    /// The beginning of a reply that the user wrote.
    Prefill,
    /// The place of a message among its siblings; a click goes to the one beside.
    Siblings,
    /// A line that folds or unfolds what the model thought.
    Fold,
    /// The line of a note below a reply; a click opens it.
    Note,
    /// What only the newer of two texts has.
    Added,
    /// What only the older of two texts has.
    Removed,
}

/// A set of stresses that add up: strong, emphasis, strike, underline; whose words they are; and what copying
/// has to know of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Marks(u16);

impl Marks {
    pub(crate) const NONE: Self = Self(0);
    pub(crate) const STRONG: Self = Self(1);
    pub(crate) const EMPHASIS: Self = Self(2);
    pub(crate) const STRIKE: Self = Self(4);
    pub(crate) const UNDERLINE: Self = Self(8);
    /// The beginning of a reply that the user wrote.
    pub(crate) const PREFILL: Self = Self(16);

    /// Words of ours among those that somebody wrote.
    pub(crate) const OURS: Self = Self(32);

    /// The line was full: its text goes on in the next one.
    pub(crate) const GOES_ON: Self = Self(64);

    /// It goes on after a blank, which stands in neither line.
    pub(crate) const GOES_ON_SPACED: Self = Self(64 | 128);

    /// What stands before the text of a block: a list marker, the bar of a quote, an indent.
    pub(crate) const LEAD: Self = Self(256);

    /// The set without some.
    #[cfg(test)]
    pub(crate) const fn without(self, marks: Self) -> Self {
        Self(self.0 & !marks.0)
    }

    /// Whether all of `marks` are set.
    pub(crate) const fn has(self, marks: Self) -> bool {
        self.0 & marks.0 == marks.0
    }
}

impl BitOr for Marks {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The beginning of a text that has room in so many columns; it ends in `…` if it is cut.
pub(crate) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    let mut used = 0;
    // The last place at which there is still room for the sign.
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        if used < room {
            end = at;
        }
        used += width(grapheme);
        if used > room {
            return Cow::Owned(format!("{}…", &text[..end]));
        }
    }
    Cow::Borrowed(text)
}

/// The same of spans. What stands for a hidden character is there as a whole, or not at all.
pub(crate) fn cut_spans(mut spans: Vec<Span>, room: usize) -> Vec<Span> {
    let mut used = 0;
    let over = spans.iter().position(|span| {
        used += span.width();
        used > room
    });
    let Some(over) = over else {
        return spans;
    };
    spans.truncate(over + 1);
    while let Some(last) = spans.pop() {
        let left = room.saturating_sub(spans.iter().map(Span::width).sum());
        if left > 0 && last.face.role != Role::Hazard {
            // Where it has room itself, what follows has none.
            let text = cut(&format!("{} ", last.text), left).into_owned();
            spans.push(Span { text, ..last });
            return spans;
        }
        if left > 0 {
            spans.push(Span::new("…", Role::Faint));
            return spans;
        }
    }
    spans
}

/// Columns that a text takes, grapheme by grapheme, as the screen counts them.
pub(crate) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.graphemes(true).map(width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_to_their_room_and_say_so() {
        for (text, room, cut_to) in [
            ("quartz", 6, "quartz"),
            ("quartz", 5, "quar…"),
            ("quartz", 1, "…"),
            ("quartz", 0, "…"),
            ("", 0, ""),
            ("石英岩", 6, "石英岩"),
            ("石英岩", 5, "石英…"),
            ("石英岩", 4, "石…"),
        ] {
            assert_eq!(cut(text, room), cut_to, "{text} in {room}");
        }
    }

    #[test]
    fn spans_are_cut_by_the_columns_that_they_take_on_the_screen() {
        let spans = || {
            vec![
                Span::new("ab", Role::Text),
                Span::new("‹U+202E›", Role::Hazard),
                Span::new("cd", Role::Text),
            ]
        };
        let text = |room| {
            let spans = cut_spans(spans(), room);
            Line { spans }.text()
        };
        assert_eq!(text(12), "ab‹U+202E›cd");
        assert_eq!(text(11), "ab‹U+202E›…");
        assert_eq!(text(10), "ab…");
        assert_eq!(text(3), "ab…");
        assert_eq!(text(2), "a…");
        assert_eq!(text(1), "…");
        assert_eq!(text(0), "");
    }
}
