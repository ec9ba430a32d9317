//! Calls of tools and their results among the lines: one line that opens.

use std::borrow::Cow;

use crate::app::calls::Calls;
use crate::app::inspect::tree::shown;
use crate::app::inspect::{Ground, Standing};
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{answers, calls_of};
use crate::chat::call::{CallId, Status};
use crate::chat::content::{ToolResult, ToolUse};
use crate::chat::conversation::Conversation;
use crate::chat::json::Value;
use crate::chat::message::Message;
use crate::chat::size::size;
use crate::chat::time::Mono;

use super::blocks::Fold;
use super::line::{Line, Role, Span, columns, cut_spans};

/// How much of arguments that stream is laid out, in bytes.
const LIVE: usize = 2000;

/// How much of a name or a text is looked at for a line, in characters.
const BRIEF: usize = 400;

/// So many columns a name has at least.
const LEAST_NAME: usize = 4;

/// In fewer columns than this the beginning of a text says nothing.
const LEAST_BRIEF: usize = 8;

/// What stands between the parts of a line.
const BETWEEN: &str = " · ";

/// The line of a call or a result, and its text.
pub(super) struct Told {
    /// The line.
    pub(super) title: Line,
    /// The text; `None` = it is the one that was told before.
    pub(super) text: Option<String>,
    /// What both were made of.
    pub(super) basis: Basis,
}

/// What the line and the text of a call or a result are made of. While it is the same, they are not
/// made again: this is asked with each frame, and results may be megabytes long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Basis {
    /// What is shown.
    pub(super) fold: Fold,
    /// Where it stands, if it is a call.
    stands: Option<Standing>,
    /// What a message holds only grows, so that its length tells it from what it was.
    bytes: usize,
    /// The arguments, where they are the user's.
    own: Option<String>,
}

impl Basis {
    /// Whether the text is the same.
    fn has_text_of(&self, other: &Self) -> bool {
        (self.fold, self.bytes, &self.own) == (other.fold, other.bytes, &other.own)
    }
}

/// Whose calls they are, and what goes on with them.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    /// The conversation.
    pub(super) conversation: &'a Conversation,
    /// What goes on.
    pub(super) calls: &'a Calls,
    /// The time.
    pub(super) now: Mono,
    /// Columns.
    pub(super) width: u16,
}

/// Where the calls of a message stand, found out anew when it can have changed.
#[derive(Debug, Clone, Default)]
pub(super) struct Standings {
    found: Vec<(CallId, Standing)>,
    made_of: Option<(Ground, usize)>,
}

impl Standings {
    /// Takes in what has changed.
    pub(super) fn update(&mut self, message: &Message, around: Around<'_>) {
        let ground = Ground::of(around.conversation, (around.calls, around.now));
        let made_of = Some((ground, message.content.len()));
        if self.made_of == made_of {
            return;
        }
        let stands = |id| Standing::of(around.conversation, (around.calls, around.now), id);
        let calls = calls_of(around.conversation, message);
        self.found = calls.map(|call| (call.id, stands(call.id))).collect();
        self.made_of = made_of;
    }

    /// How many wait for the user.
    pub(super) fn waiting(&self) -> usize {
        let waits = self.found.iter().filter(|(_, stands)| stands.waits());
        waits.count()
    }

    fn of(&self, id: CallId) -> Option<Standing> {
        let at = self.found.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(self.found[at].1)
    }
}

/// A call or a result among the blocks of a message.
pub(super) enum Subject<'a> {
    /// A call: what the model asks for, its place, where it stands.
    Call(&'a ToolUse, CallId, Standing),
    /// A result, and the message that brings it.
    Result(ToolResult<'a>, &'a Message),
}

impl<'a> Subject<'a> {
    /// The block at this place of a message, if it is one.
    pub(super) fn of(message: &'a Message, at: usize, standings: &Standings) -> Option<Self> {
        let block = message.content.get(at)?;
        if let Some(asks) = block.as_call() {
            let id = CallId::new(message.id, at);
            return Some(Self::Call(asks, id, standings.of(id)?));
        }
        Some(Self::Result(block.as_result()?, message))
    }

    /// Its line and its text; `None` = both are the same as before.
    pub(super) fn told(
        &self,
        fold: Fold,
        before: Option<&Basis>,
        around: Around<'_>,
    ) -> Option<Told> {
        let basis = self.basis(fold, around);
        if before == Some(&basis) {
            return None;
        }
        let same_text = before.is_some_and(|before| before.has_text_of(&basis));
        let (title, text) = match self {
            Self::Call(asks, id, stands) => {
                let args = basis.own.as_deref().unwrap_or(&asks.input);
                let title = line_of_call(asks, args, (*id, *stands), (fold, around));
                (title, (!same_text).then(|| text_of_call(args, fold)))
            }
            Self::Result(result, message) => {
                let items = items::read(result.content);
                let title = line_of_result(message, *result, &items, (fold, around));
                (title, (!same_text).then(|| text_of(&items)))
            }
        };
        Some(Told { title, text, basis })
    }

    fn basis(&self, fold: Fold, around: Around<'_>) -> Basis {
        match self {
            Self::Call(asks, id, stands) => Basis {
                fold,
                stands: Some(*stands),
                bytes: asks.input.len(),
                own: own_args(*id, around),
            },
            Self::Result(result, _) => Basis {
                fold,
                stands: None,
                bytes: result.content.0.len(),
                own: None,
            },
        }
    }
}

/// The arguments that the user has given a call instead of the model's.
fn own_args(id: CallId, around: Around<'_>) -> Option<String> {
    let edited = around.calls.edited.get(&id);
    let answered = || around.conversation.answer(id)?.args.as_ref();
    Some(edited.or_else(answered)?.0.clone())
}

fn line_of_call(
    asks: &ToolUse,
    args: &str,
    (id, stands): (CallId, Standing),
    (fold, around): (Fold, Around<'_>),
) -> Line {
    let word = match fold {
        Fold::Live => format!("{}, {}", stands.word(), size(args.len() as u64)),
        Fold::Folded | Fold::Unfolded => stands.word(),
    };
    let ends = vec![
        Span::new(BETWEEN, Role::Faint),
        Span::new(word, stands.role()),
    ];
    let name = shown(&begins(&asks.name), Role::Call(id.block));
    let brief = (fold == Fold::Folded).then(|| one_line(args));
    line((vec![sign(fold)], name, ends), brief, around.width)
}

fn line_of_result(
    message: &Message,
    result: ToolResult<'_>,
    items: &[Item],
    (fold, around): (Fold, Around<'_>),
) -> Line {
    let of_blob = |hash: &str| Some(around.conversation.blob(hash)?.size);
    let bytes = size(items::bytes(items, of_blob));
    let asks = answers(around.conversation, message, result.id);
    let name = asks.map_or(result.id, |asks| &asks.name);
    let status = Status::of(result.status);
    let role = match status {
        Status::Error => Role::Error,
        Status::Success => Role::Tool,
    };
    let mut ends = vec![Span::new(format!(" · {bytes}"), Role::Faint)];
    if status == Status::Error {
        ends.push(Span::new(" · error", Role::Error));
    }
    let brief = (fold == Fold::Folded)
        .then(|| items::begins(items))
        .flatten();
    let brief = brief.map(|brief| one_line(&brief));
    let before = vec![sign(fold), Span::new("result of ", role)];
    let name = shown(&begins(name), role);
    line((before, name, ends), brief, around.width)
}

/// A line out of what stands before a name, the name, what stands behind it, and a beginning of the
/// text. What others have written is measured as it is shown, and is cut before anything else is.
fn line(
    (mut spans, name, ends): (Vec<Span>, Vec<Span>, Vec<Span>),
    brief: Option<String>,
    width: u16,
) -> Line {
    let room = |spans: &[Span]| {
        let taken: usize = spans.iter().map(Span::width).sum();
        usize::from(width).saturating_sub(taken)
    };
    let ours: usize = ends.iter().map(Span::width).sum();
    let left = room(&spans).saturating_sub(ours).max(LEAST_NAME);
    spans.extend(cut_spans(name, left));
    spans.extend(ends);
    let left = room(&spans).saturating_sub(columns(BETWEEN));
    if let Some(brief) = brief.filter(|brief| left > LEAST_BRIEF && !brief.is_empty()) {
        spans.push(Span::new(BETWEEN, Role::Faint));
        spans.extend(cut_spans(shown(&brief, Role::Faint), left));
    }
    Line { spans }
}

/// What stands below the line of a call.
fn text_of_call(args: &str, fold: Fold) -> String {
    match fold {
        Fold::Live => ending(args).to_owned(),
        Fold::Folded | Fold::Unfolded => {
            Value::parse(args).map_or_else(|_| args.to_owned(), |args| args.pretty())
        }
    }
}

/// The items of a result, one below the other. Pictures are shown below.
fn text_of(items: &[Item]) -> String {
    let texts = items.iter().filter_map(|item| match item {
        Item::Document { format, hash } => Some(format!("document, {format} · {hash}").into()),
        Item::Text(_) | Item::Json(_) | Item::Picture { .. } | Item::Other(_) => item.words(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn sign(fold: Fold) -> Span {
    match fold {
        Fold::Folded => Span::new("▸ ", Role::Fold),
        Fold::Live | Fold::Unfolded => Span::new("▾ ", Role::Fold),
    }
}

/// The beginning of a text, with single blanks.
fn one_line(text: &str) -> String {
    begins(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// As much of a text as can have room in a line.
fn begins(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(BRIEF) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// The end of a text that grows.
fn ending(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(LIVE))..]
}
