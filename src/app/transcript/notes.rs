//! The notes below a reply: a line for each passage that it goes by.

use std::ops::Range;

use crate::chat::cited;
use crate::chat::conversation::Conversation;
use crate::chat::generation::Generation;
use crate::chat::message::Message;
use crate::chat::shown::Shown;

use crate::app::view::TextMode;

use super::line::{Line, Role, Span, cut};

/// So many notes have a line; all are in the list of them.
const MOST: usize = 20;

/// The mark of a note in Markdown, such that it is never a link.
pub(super) fn in_markdown(number: usize) -> String {
    format!("\\[{number}\\]")
}

/// The mark of a note in text that is shown as it is.
pub(super) fn as_it_is(number: usize) -> String {
    format!("[{number}]")
}

/// What the notes of a message are made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cites<'a> {
    /// What produced the reply.
    pub(super) generation: &'a Generation,
    /// Where the documents are.
    pub(super) conversation: &'a Conversation,
}

impl<'a> Cites<'a> {
    /// Those of a message, if it has any.
    pub(super) fn of(conversation: &'a Conversation, message: &'a Message) -> Option<Self> {
        let generation = cited::maker(conversation, message)?;
        Some(Self {
            generation,
            conversation,
        })
    }
}

/// The lines of the notes, made anew when there are more of them.
#[derive(Debug, Clone, Default)]
pub(super) struct NoteLines {
    passages: usize,
    pub(super) lines: Vec<Line>,
}

impl NoteLines {
    /// Takes in what has come since the last call.
    pub(super) fn update(&mut self, message: &Message, cites: Option<Cites<'_>>, width: u16) {
        let count = cites.map_or(0, |cites| cites.generation.notes.passages.len());
        if self.passages == count {
            return;
        }
        self.passages = count;
        self.lines = cites.map_or_else(Vec::new, |cites| lines(message, cites, width));
    }
}

fn lines(message: &Message, cites: Cites<'_>, width: u16) -> Vec<Line> {
    let documents = cited::documents(cites.conversation, message.id);
    let passages = &cites.generation.notes.passages;
    let mut lines = Vec::new();
    for (number, passage) in (1..).zip(passages.iter().take(MOST)) {
        let mut text = cited::label(passage, &documents);
        let quoted: Vec<&str> = passage.quoted.split_whitespace().take(MOST).collect();
        if !quoted.is_empty() {
            text = format!("{text} · “{}”", quoted.join(" "));
        }
        let text = format!("{} {text}", as_it_is(number));
        let shown = Shown::label(&text).to_string();
        lines.push(one(&shown, usize::from(width)));
    }
    let more = passages.len().saturating_sub(MOST);
    if more > 0 {
        lines.push(one(
            &format!("and {more} more notes · ^X [ lists them"),
            usize::from(width),
        ));
    }
    lines
}

fn one(text: &str, width: usize) -> Line {
    Line {
        spans: vec![Span::new(cut(text, width), Role::Note)],
    }
}

/// The mark of a note in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its bytes in the text of the line.
    pub(crate) place: Range<usize>,
    /// The number of the note, from 1.
    pub(crate) number: usize,
}

/// The marks in a line of a message that has so many notes.
///
/// What looks like a mark and stands in code, or is the number of no note, is none. A number in
/// brackets that the model itself has written as text cannot be told from one.
pub(crate) fn marks(line: &Line, notes: usize, mode: TextMode) -> Vec<Mark> {
    let mut marks = Vec::new();
    if notes == 0 || !line.spans.iter().any(|span| span.text.contains('[')) {
        return marks;
    }
    let text = line.text();
    let mut from = 0;
    for span in &line.spans {
        let end = from + span.text.len();
        for (at, _) in span.text.match_indices('[') {
            let place = from + at;
            let number = number(&text[place..]).filter(|number| (1..=notes).contains(number));
            if let Some(number) = number.filter(|_| may_hold_mark(span.face.role, place, mode)) {
                let end = text[place..].find(']').map_or(end, |end| place + end + 1);
                marks.push(Mark {
                    place: place..end,
                    number,
                });
            }
        }
        from = end;
    }
    marks
}

/// Whether a mark can stand at this byte of a line, in text of this role.
fn may_hold_mark(role: Role, at: usize, mode: TextMode) -> bool {
    match role {
        Role::Text | Role::Heading(_) | Role::Quote | Role::TableHead | Role::Link => true,
        // Text that is shown as it is looks like code.
        Role::CodeBlock => mode == TextMode::Raw,
        // The passage behind it may have brackets of its own.
        Role::Note => at == 0,
        Role::Code
        | Role::Syntax(_)
        | Role::CodeInfo
        | Role::ListMarker
        | Role::TableFrame
        | Role::Rule
        | Role::Hazard
        | Role::Faint
        | Role::User
        | Role::Assistant
        | Role::Tool
        | Role::Call(_)
        | Role::Warning
        | Role::Error
        | Role::Prefill
        | Role::Siblings
        | Role::Fold
        | Role::Added
        | Role::Removed => false,
    }
}

/// The number of the note that a line or a mark in a line begins with.
pub(crate) fn number(text: &str) -> Option<usize> {
    let (number, _) = text.strip_prefix('[')?.split_once(']')?;
    number.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(spans: &[(&str, Role)], notes: usize, mode: TextMode) -> Vec<(usize, usize)> {
        let spans = spans.iter().map(|(text, role)| Span::new(*text, *role));
        let line = Line {
            spans: spans.collect(),
        };
        let text = line.text();
        let marks = marks(&line, notes, mode).into_iter().map(|mark| {
            assert_eq!(text[mark.place.clone()], format!("[{}]", mark.number));
            (mark.place.start, mark.number)
        });
        marks.collect()
    }

    #[test]
    fn marks_of_notes_are_told_from_what_looks_like_them() {
        let text = [("ü[1] x[3] [0] [-1] [a] [2", Role::Text), ("]", Role::Link)];
        let raw = TextMode::Raw;
        for mode in [TextMode::Markdown, raw] {
            assert_eq!(found(&text, 2, mode), [(2, 1), (24, 2)]);
            assert_eq!(found(&text, 0, mode), []);
        }
        let code = [("row", Role::Text), ("[1]", Role::Code)];
        assert_eq!(found(&code, 2, TextMode::Markdown), []);
        let block = [("  row[1]", Role::CodeBlock)];
        assert_eq!(found(&block, 2, TextMode::Markdown), []);
        assert_eq!(found(&block, 2, raw), [(5, 1)]);
        let note = [("[2] a.pdf · “as told [1]”", Role::Note)];
        assert_eq!(found(&note, 2, TextMode::Markdown), [(0, 2)]);
    }
}
