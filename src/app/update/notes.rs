//! The passages that a reply goes by: listed, and opened.

use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::page::Page;
use crate::app::passage::{Surroundings, Wanted};
use crate::app::state::State;
use crate::chat::attached::format::DocumentFormat;
use crate::chat::cited::{self, Place};
use crate::chat::ids::MessageId;

use super::menu;

/// Lists the notes of a reply, or opens it if it is the only one.
pub(super) fn list(state: &mut State, id: MessageId) -> Vec<Effect> {
    let notes = all(state, id);
    let entries: Vec<Entry> = (1..)
        .zip(&notes)
        .map(|(number, note)| Entry {
            label: format!("[{number}] {}", note.label),
            detail: one_line(&note.quoted),
            pick: Pick::Note(id, number),
        })
        .collect();
    match entries.len() {
        0 => {
            let text = "this message cites nothing; with citations on, replies cite documents";
            state.notices.say(text, state.input.now.mono);
            Vec::new()
        }
        1 => open(state, id, 1),
        _ => menu::open(state, MenuKind::Notes, entries),
    }
}

/// Opens a note: the passage, and what stands around it as soon as that was read.
pub(super) fn open(state: &mut State, id: MessageId, number: usize) -> Vec<Effect> {
    let mut notes = all(state, id);
    let Some(at) = number.checked_sub(1).filter(|at| *at < notes.len()) else {
        return Vec::new();
    };
    let title = format!("Note {number} of {}", notes.len());
    let note = Wanted {
        title,
        ..notes.swap_remove(at)
    };
    let page = Page::new(note.title.clone(), note.text(&Surroundings::Unknown));
    state.overlays.push(Overlay::Page(Box::new(page)));
    let is_text = !note.hash.is_empty();
    is_text
        .then(|| Effect::ReadAround(Box::new(note)))
        .into_iter()
        .collect()
}

/// What stands around a passage was read: it is shown, if its note is still open.
pub(super) fn read(state: &mut State, note: &Wanted, around: &Surroundings) -> Vec<Effect> {
    let Some(Overlay::Page(page)) = state.overlays.last_mut() else {
        return Vec::new();
    };
    if page.title == note.title && page.text() == note.text(&Surroundings::Unknown) {
        **page = Page::new(note.title.clone(), note.text(around));
    }
    Vec::new()
}

/// The notes of a message. Only those that stand in text name the bytes of their documents.
fn all(state: &State, id: MessageId) -> Vec<Wanted> {
    let conversation = &state.conversation;
    let message = conversation.message(id);
    let Some(maker) = message.and_then(|message| cited::maker(conversation, message)) else {
        return Vec::new();
    };
    let documents = cited::documents(conversation, id);
    let notes = maker.notes.passages.iter().map(|passage| {
        let source = cited::source(passage, &documents).filter(|source| {
            let format = DocumentFormat::named(source.format);
            format.is_some_and(DocumentFormat::is_text)
        });
        let (hash, chars) = match (&passage.place, source) {
            (Place::Chars(range), Some(source)) => (source.hash.to_owned(), range.start..range.end),
            _ => (String::new(), 0..0),
        };
        let kept = match &passage.place {
            Place::Other(json) => json.0.clone(),
            Place::Chars(_) | Place::Pages(_) | Place::Chunks(_) | Place::Web(_) => String::new(),
        };
        Wanted {
            title: String::new(),
            label: cited::label(passage, &documents),
            quoted: passage.quoted.clone(),
            kept,
            hash,
            chars,
        }
    });
    notes.collect()
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(40).collect();
    words.join(" ")
}
