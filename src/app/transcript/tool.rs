//! Calls of tools and their results among the lines: one line that opens.

use crate::app::calls::Calls;
use crate::app::inspect::Standing;
use crate::app::inspect::tree::{cut, shown};
use crate::chat::call::items::{self, Item};
use crate::chat::call::turn::{answers, call, calls_of};
use crate::chat::call::{CallId, Status};
use crate::chat::content::{ToolResult, ToolUse};
use crate::chat::conversation::Conversation;
use crate::chat::json::Value;
use crate::chat::message::Message;
use crate::chat::size::size;
use crate::chat::time::Mono;

use super::blocks::Fold;
use super::line::{Line, Role, Span, columns};

/// How much of arguments that stream is laid out, in bytes.
const LIVE: usize = 2000;

/// How much of arguments stands in the line of a folded call, in bytes.
const BRIEF: usize = 400;

/// The line of a call or a result, and what stands below it.
pub(super) struct Told {
    /// The line.
    pub(super) title: Line,
    /// What stands below; `None` = nothing.
    pub(super) below: Option<Below>,
}

/// What stands below the line of a call or a result.
pub(super) struct Below {
    /// Tells whether it is another text than before.
    pub(super) key: usize,
    /// The text.
    pub(super) text: String,
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

/// The line of the block at this place of a message, if it is a call or a result.
pub(super) fn told(message: &Message, at: usize, fold: Fold, around: Around<'_>) -> Option<Told> {
    let block = message.content.get(at)?;
    if let Some(asks) = block.as_call() {
        let id = CallId::new(message.id, at);
        return Some(of_call(asks, id, fold, around));
    }
    Some(of_result(message, block.as_result()?, fold, around))
}

/// How many calls of a message wait for the user.
pub(super) fn waiting(message: &Message, around: Around<'_>) -> usize {
    let waits = calls_of(around.conversation, message).filter(|call| {
        Standing::of(around.conversation, (around.calls, around.now), call.id).waits()
    });
    waits.count()
}

fn of_call(asks: &ToolUse, id: CallId, fold: Fold, around: Around<'_>) -> Told {
    let stands = Standing::of(around.conversation, (around.calls, around.now), id);
    let call = call(around.conversation, id);
    let args = around.calls.edited.get(&id).map(|args| args.0.as_str());
    let args = args.or_else(|| Some(call.as_ref()?.args()));
    let args = args.unwrap_or(&asks.input);
    let word = match fold {
        Fold::Live => format!("{}, {}", stands.word(), size(args.len() as u64)),
        Fold::Folded | Fold::Unfolded => stands.word(),
    };
    let mut spans = vec![sign(fold)];
    spans.extend(shown(&asks.name, Role::Call(id.block)));
    if fold == Fold::Folded && !args.trim().is_empty() {
        let taken: usize = spans.iter().map(Span::width).sum();
        let room = usize::from(around.width).saturating_sub(taken + columns(&word) + 4);
        if room > 2 {
            let brief = cut(&one_line(args), room);
            spans.push(Span::new(" ", Role::Faint));
            spans.extend(shown(&brief, Role::Faint));
        }
    }
    spans.push(Span::new(" · ", Role::Faint));
    spans.push(Span::new(word, stands.role()));
    let below = match fold {
        Fold::Folded => None,
        Fold::Live => Some(Below {
            key: args.len(),
            text: ending(args).to_owned(),
        }),
        Fold::Unfolded => Some(whole(
            Value::parse(args).map_or_else(|_| args.to_owned(), |args| args.pretty()),
        )),
    };
    Told {
        title: Line { spans },
        below: below.filter(|below| !below.text.is_empty()),
    }
}

fn of_result(message: &Message, result: ToolResult<'_>, fold: Fold, around: Around<'_>) -> Told {
    let items = items::read(result.content);
    let bytes: u64 = items
        .iter()
        .map(|item| match item {
            Item::Text(text) => text.len() as u64,
            Item::Json(value) | Item::Other(value) => value.compact().0.len() as u64,
            Item::Picture { hash, .. } | Item::Document { hash, .. } => {
                around.conversation.blob(hash).map_or(0, |blob| blob.size)
            }
        })
        .sum();
    let asks = answers(around.conversation, message, result.id);
    let name = asks.map_or(result.id, |asks| &asks.name);
    let failed = match Status::of(result.status) {
        Status::Error => Role::Error,
        Status::Success => Role::Tool,
    };
    let mut spans = vec![sign(fold), Span::new("result of ", failed)];
    spans.extend(shown(name, failed));
    spans.push(Span::new(format!(" · {}", size(bytes)), Role::Faint));
    if failed == Role::Error {
        spans.push(Span::new(" · error", Role::Error));
    }
    if fold == Fold::Folded {
        let taken: usize = spans.iter().map(Span::width).sum();
        let room = usize::from(around.width).saturating_sub(taken + 3);
        let brief = items.iter().find_map(|item| match item {
            Item::Text(text) => Some(one_line(text)),
            Item::Json(value) => Some(one_line(&value.compact().0)),
            Item::Picture { .. } | Item::Document { .. } | Item::Other(_) => None,
        });
        if let Some(brief) = brief.filter(|brief| room > 8 && !brief.is_empty()) {
            spans.push(Span::new(" · ", Role::Faint));
            spans.extend(shown(&cut(&brief, room), Role::Faint));
        }
    }
    let below = (fold != Fold::Folded).then(|| whole(text_of(&items)));
    Told {
        title: Line { spans },
        below: below.filter(|below| !below.text.is_empty()),
    }
}

/// The items of a result, one below the other. Pictures are shown below.
fn text_of(items: &[Item]) -> String {
    let texts = items.iter().filter_map(|item| match item {
        Item::Text(text) => Some(text.clone()),
        Item::Json(value) | Item::Other(value) => Some(value.pretty()),
        Item::Document { format, hash } => Some(format!("document, {format} · {hash}")),
        Item::Picture { .. } => None,
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn whole(text: String) -> Below {
    let key = usize::try_from(crate::app::inspect::key_of(&text) >> 1).unwrap_or(0);
    Below { key, text }
}

fn sign(fold: Fold) -> Span {
    match fold {
        Fold::Folded => Span::new("▸ ", Role::Fold),
        Fold::Live | Fold::Unfolded => Span::new("▾ ", Role::Fold),
    }
}

/// The beginning of a text, with single blanks.
fn one_line(text: &str) -> String {
    let brief: String = text.chars().take(BRIEF).collect();
    brief.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The end of a text that grows.
fn ending(text: &str) -> &str {
    let from = text.len().saturating_sub(LIVE);
    let mut starts = from..=text.len();
    let from = starts.find(|at| text.is_char_boundary(*at));
    &text[from.unwrap_or(0)..]
}
