//! The notes below a reply: a line for each passage that it goes by.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::chat::cited;
use crate::chat::conversation::Conversation;
use crate::chat::generation::Generation;
use crate::chat::message::Message;
use crate::chat::shown::Shown;

use super::line::{Line, Role, Span};

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

/// A single line that ends in `…` if it is cut.
fn one(text: &str, width: usize) -> Line {
    let mut used = 0;
    let mut cut = String::new();
    for grapheme in text.graphemes(true) {
        used += grapheme.width();
        if used > width {
            while cut.width() >= width.max(1) {
                cut.pop();
            }
            cut.push('…');
            break;
        }
        cut.push_str(grapheme);
    }
    Line {
        spans: vec![Span::new(cut, Role::Note)],
    }
}

/// The number of the note that a line or a mark in a line begins with.
pub(crate) fn number(text: &str) -> Option<usize> {
    let (number, _) = text.strip_prefix('[')?.split_once(']')?;
    number.parse().ok()
}
