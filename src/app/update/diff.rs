//! Comparing two messages: which two, and how they are looked at.

use crate::app::action::OnDiff;
use crate::app::diff::{Diff, Mode, Sides, Toward};
use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::content::ContentBlock;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};

use super::menu;

/// Compares a message with the one that waits for it; if none does, offers what to compare it with.
pub(super) fn ask(state: &mut State, id: MessageId) -> Vec<Effect> {
    let marked = state.view.reading.marked;
    let marked = marked.filter(|marked| state.conversation.message(*marked).is_some());
    match marked {
        Some(old) if old != id => {
            state.view.reading.marked = None;
            open(state, Sides { old, new: id })
        }
        Some(_) | None => offer(state, id),
    }
}

fn offer(state: &mut State, id: MessageId) -> Vec<Effect> {
    let mut entries = versions(state, id);
    entries.extend(lanes(state, id));
    let (label, detail, marked) = if state.view.reading.marked == Some(id) {
        ("no other one", "take the mark off this message", None)
    } else {
        (
            "another message",
            "mark this one; = on the other compares the two",
            Some(id),
        )
    };
    entries.push(Entry {
        label: label.to_owned(),
        detail: detail.to_owned(),
        pick: Pick::MarkForDiff(marked),
    });
    menu::open(state, MenuKind::Compare, entries)
}

/// The other versions of a message: the one before, the one after, then the rest.
fn versions(state: &State, id: MessageId) -> Vec<Entry> {
    let all: Vec<MessageId> = state.conversation.siblings(id).collect();
    let Some(at) = all.iter().position(|other| *other == id) else {
        return Vec::new();
    };
    let mut others: Vec<usize> = (0..all.len()).filter(|other| *other != at).collect();
    // The sort is stable: the one before stands before the one after.
    others.sort_by_key(|other| other.abs_diff(at));
    let entry = |other: usize| {
        let words = match (other + 1 == at, other == at + 1) {
            (true, _) => "version before",
            (_, true) => "version after",
            _ => "version",
        };
        let old = all[other.min(at)];
        let new = all[other.max(at)];
        Entry {
            label: format!("{words} ‹{}/{}›", other + 1, all.len()),
            detail: told(state, all[other]),
            pick: Pick::Diff(Sides { old, new }),
        }
    };
    others.into_iter().map(entry).collect()
}

/// The messages of the same turn and role that other lanes show.
fn lanes(state: &State, id: MessageId) -> Vec<Entry> {
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    let mut seen = vec![id];
    let mut entries = Vec::new();
    for (at, lane) in state.conversation.lanes().enumerate() {
        let mut path = lane.path.iter().rev();
        let other = path.find(|other| {
            let other = state.conversation.message(**other);
            other.is_some_and(|other| other.turn == message.turn && other.role == message.role)
        });
        let Some(other) = other.copied().filter(|other| !seen.contains(other)) else {
            continue;
        };
        seen.push(other);
        entries.push(Entry {
            label: format!("lane {}", at + 1),
            detail: told(state, other),
            pick: Pick::Diff(Sides {
                old: id,
                new: other,
            }),
        });
    }
    entries
}

/// Who said a message, and how it begins.
fn told(state: &State, id: MessageId) -> String {
    let Some(message) = state.conversation.message(id) else {
        return String::new();
    };
    let maker = state.conversation.maker(id);
    let reply = maker.and_then(|maker| maker.generation.as_deref());
    let model = reply.and_then(|reply| reply.settings.model.as_ref());
    let speaker = match (model, message.role) {
        (Some(model), _) => model.name.as_str(),
        (None, Role::User) => "you",
        (None, Role::Assistant) => "assistant",
    };
    format!("{speaker} · {}", beginning(message))
}

fn beginning(message: &Message) -> String {
    let text = message.content.iter().find_map(ContentBlock::as_text);
    let text = text.unwrap_or_default().trim_start();
    let line = text.lines().next().unwrap_or_default();
    line.chars().take(120).collect()
}

/// Compares two messages, in the place of a comparison that is open.
pub(super) fn open(state: &mut State, sides: Sides) -> Vec<Effect> {
    let Some(diff) = Diff::new(&state.conversation, sides) else {
        return say(state, "one of the two messages is not there any more");
    };
    let is_diff = |overlay: &Overlay| matches!(overlay, Overlay::Diff(_));
    state.overlays.retain(|overlay| !is_diff(overlay));
    state.overlays.push(Overlay::Diff(Box::new(diff)));
    Vec::new()
}

/// Lets a message wait to be compared with another one, or none.
pub(super) fn mark(state: &mut State, id: Option<MessageId>) -> Vec<Effect> {
    state.view.reading.marked = id;
    match id {
        Some(_) => say(state, "marked; = on another message compares the two"),
        None => say(state, "no message is marked"),
    }
}

/// Does something in the comparison on top.
pub(super) fn act(state: &mut State, what: OnDiff) -> Vec<Effect> {
    let Some(Overlay::Diff(diff)) = state.overlays.last_mut() else {
        return say(
            state,
            "this is done in a comparison; = on a message opens one",
        );
    };
    let trouble = match what {
        OnDiff::By(mode) if diff.by(mode) => None,
        OnDiff::By(Mode::Structure) => Some("not both are JSON as a whole"),
        OnDiff::By(Mode::Words | Mode::Lines) => None,
        OnDiff::Go(toward) if diff.go_to(toward) => None,
        OnDiff::Go(Toward::Next) => Some("there is no change below"),
        OnDiff::Go(Toward::Previous) => Some("there is no change above"),
        OnDiff::Unfold if diff.unfold_next() => None,
        OnDiff::Unfold => Some("nothing is folded from here on"),
        OnDiff::UnfoldAll => {
            diff.toggle_folds();
            None
        }
        OnDiff::ToggleColumns => {
            diff.toggle_columns();
            None
        }
        OnDiff::Swap => {
            diff.swap();
            None
        }
        OnDiff::ToggleThinking => {
            diff.toggle_thinking();
            None
        }
    };
    match trouble {
        Some(text) => say(state, text),
        None => Vec::new(),
    }
}

/// Closes a comparison of messages that belong to another conversation.
pub(super) fn settle(state: &mut State) {
    let conversation = &state.conversation;
    let is_foreign =
        |overlay: &Overlay| matches!(overlay, Overlay::Diff(diff) if !diff.is_of(conversation));
    state.overlays.retain(|overlay| !is_foreign(overlay));
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
