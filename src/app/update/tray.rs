//! The list of all that goes along: opening it, and what is done to a row.

use std::sync::Arc;

use crate::app::chips::{Form, Holder, Wanted};
use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::menu::Asked;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::tray::{OnTray, Place, Tray};
use crate::chat::attached::{self, Attached, Kind, Source, marks};
use crate::chat::content::Cited;

use super::{attach, draft, editor, find, menu, pictures, turns};

/// What is said where nothing is selected.
const NOTHING: &str = "nothing goes along; ^X a attaches a file";

/// Opens the list, or does something in it.
pub(super) fn act(state: &mut State, what: OnTray) -> Vec<Effect> {
    if what == OnTray::Open {
        return open(state, None);
    }
    let place = match state.overlays.last() {
        Some(Overlay::Tray(tray)) => tray.choice().map(|row| row.place.clone()),
        Some(_) | None => state
            .composer
            .chips
            .list
            .len()
            .checked_sub(1)
            .map(Place::Own),
    };
    match (place, what) {
        (None, _) => say(state, NOTHING),
        (Some(Place::Own(at)), what) => own(state, at, what),
        (Some(Place::Earlier(id, _)), OnTray::Remove) => turns::leave_out(state, &[id]),
        (Some(Place::Earlier(id, hash)), OnTray::View) => {
            let message = state.conversation.message(id);
            let mut blocks = message.iter().flat_map(|message| &message.content);
            let block = blocks.find(|block| block.hash() == Some(&hash));
            let end = block.map_or("bin", attached::extension);
            vec![Effect::View(hash, end)]
        }
        (Some(Place::Earlier(..)), _) => say(state, "it is part of a message that was sent"),
    }
}

/// Opens the list with this chip selected.
pub(super) fn open(state: &mut State, chip: Option<usize>) -> Vec<Effect> {
    let tray = Tray::new(state, chip);
    if tray.rows().is_empty() {
        return say(state, NOTHING);
    }
    close(state);
    state.overlays.push(Overlay::Tray(Box::new(tray)));
    Vec::new()
}

fn close(state: &mut State) {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Tray(_)));
}

/// Makes the rows anew; an empty list closes.
pub(super) fn settle(state: &mut State) {
    let Some(at) = state
        .overlays
        .iter()
        .position(|overlay| matches!(overlay, Overlay::Tray(_)))
    else {
        return;
    };
    let Overlay::Tray(mut tray) = state.overlays.remove(at) else {
        return;
    };
    tray.refresh(state);
    if !tray.rows().is_empty() {
        state.overlays.insert(at, Overlay::Tray(tray));
    }
}

/// Enter on a row: what is most wanted of it.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Tray(tray)) = state.overlays.last() else {
        return Vec::new();
    };
    match tray.choice().map(|row| row.place.clone()) {
        Some(Place::Own(at)) if is_text(state, at) => edit(state, at),
        Some(Place::Own(at)) if is_picture(state, at) => {
            let hash = state.composer.chips.list[at].hash.clone();
            pictures::open_hash(state, &hash)
        }
        Some(Place::Own(_)) => act(state, OnTray::View),
        Some(Place::Earlier(id, _)) => {
            close(state);
            find::go_to(state, id)
        }
        None => Vec::new(),
    }
}

fn own(state: &mut State, at: usize, what: OnTray) -> Vec<Effect> {
    let Some(attached) = state.composer.chips.list.get(at).cloned() else {
        return Vec::new();
    };
    match what {
        OnTray::Open => {}
        OnTray::Remove => attach::detach(state, at),
        OnTray::Earlier => change_places(state, at, at.checked_sub(1)),
        OnTray::Later => change_places(state, at, Some(at + 1)),
        OnTray::Rename => return menu::ask_with(state, Asked::ChipName(at), attached.name),
        OnTray::View => return view(state, &attached),
        OnTray::Cite => cite(state, at),
        OnTray::Convert => return convert(state, at, &attached),
        OnTray::Edit if is_text(state, at) => return edit(state, at),
        OnTray::Edit => return say(state, "only a text can be edited here"),
        OnTray::Unfold => return unfold(state, at),
    }
    Vec::new()
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

fn is_text(state: &State, at: usize) -> bool {
    let own = state.composer.chips.list.get(at);
    own.is_some_and(|own| matches!(own.kind, Kind::Text(_)))
}

fn is_picture(state: &State, at: usize) -> bool {
    let own = state.composer.chips.list.get(at);
    own.is_some_and(|own| matches!(own.kind, Kind::Picture { .. }))
}

/// Two attachments change places, and their marks their numbers.
fn change_places(state: &mut State, at: usize, other: Option<usize>) {
    let composer = &mut state.composer;
    let Some(other) = other.filter(|other| *other < composer.chips.list.len()) else {
        return;
    };
    let text = composer.text();
    let swapped = marks::swapped(&text, &composer.chips.list, (at, other));
    composer.chips.list.swap(at, other);
    // Undoing it would change the marks alone.
    if swapped != text {
        composer.begin_text(&swapped);
    }
    if let Some(Overlay::Tray(tray)) = state.overlays.last_mut() {
        let moved = tray.list.selected + other;
        tray.list.selected = moved.saturating_sub(at);
    }
    draft::changed(state);
}

/// Takes another name for an attachment.
pub(super) fn rename(state: &mut State, at: usize, name: &str) -> Vec<Effect> {
    if let Some(own) = state.composer.chips.list.get_mut(at) {
        name.clone_into(&mut own.name);
        draft::changed(state);
    }
    Vec::new()
}

fn view(state: &mut State, attached: &Attached) -> Vec<Effect> {
    match (&attached.source, &attached.kind) {
        (Source::File(path), _) => vec![Effect::ViewFile(path.clone())],
        (Source::S3 { .. }, _) => say(state, "it is in S3; outcrop does not have its bytes"),
        (_, Kind::Text(_)) => say(state, "Enter opens a text here"),
        (Source::Kept(_) | Source::Conversation | Source::Text(_), _) => {
            vec![Effect::View(
                attached.hash.clone(),
                attached.kind.extension(),
            )]
        }
    }
}

fn cite(state: &mut State, at: usize) {
    let now = state.input.now.mono;
    let Some(own) = state.composer.chips.list.get_mut(at) else {
        return;
    };
    let Kind::Document { cited, format, .. } = &mut own.kind else {
        state.notices.say("only documents can be cited", now);
        return;
    };
    if !format.can_be_cited() {
        let says = format!("{} cannot be cited; PDF and text can", format.name());
        state.notices.say(says, now);
        return;
    }
    let (turned, says) = match cited {
        Cited::Off => (Cited::On, "replies are to cite its passages"),
        Cited::On => (Cited::Off, "its passages are not cited"),
    };
    *cited = turned;
    let says = format!("{}: {says}", own.name);
    state.notices.say(says, now);
    draft::changed(state);
}

/// A text becomes a document, or a document of text becomes part of the text.
fn convert(state: &mut State, at: usize, attached: &Attached) -> Vec<Effect> {
    let (form, name) = match &attached.kind {
        Kind::Text(_) => (Form::Found, format!("{}.txt", attached.name)),
        Kind::Document { format, .. } if format.is_text() => (Form::Text, attached.name.clone()),
        Kind::Document { .. } | Kind::Picture { .. } | Kind::Video(_) | Kind::Audio(_) => {
            return say(state, "only texts can go as a document or as text");
        }
    };
    let mut wanted = Wanted::again(attached);
    wanted.form = form;
    wanted.title = None;
    if form == Form::Found && !attached.name.contains('.') {
        wanted.name = Some(name);
    }
    replace(state, at, wanted)
}

/// Puts another form of an attachment in its place.
fn replace(state: &mut State, at: usize, wanted: Wanted) -> Vec<Effect> {
    let composer = &mut state.composer;
    let mark = marks::mark_of(&composer.chips.list, at);
    let text = attach::holding(&composer.text(), &wanted);
    let holder = composer.exchange(&mark, &text).then(|| Holder {
        text,
        otherwise: String::new(),
    });
    let text = composer.text();
    let without = marks::without(&text, &composer.chips.list, at);
    let was = composer.chips.list.remove(at);
    composer.begin_text(&without);
    let fetch = composer.chips.expect_again(wanted, was, holder);
    vec![Effect::Attach(vec![fetch])]
}

fn edit(state: &mut State, at: usize) -> Vec<Effect> {
    if let Some(own) = state.composer.chips.list.get(at)
        && let Kind::Text(text) = &own.kind
    {
        let text = Arc::clone(text);
        editor::open(state, Editor::new(Subject::Chip(at), &text));
    }
    Vec::new()
}

/// Takes the edited text of a chip.
pub(super) fn edited(state: &mut State, at: usize, text: &str) -> Vec<Effect> {
    if !is_text(state, at) {
        return Vec::new();
    }
    if text.trim().is_empty() {
        attach::detach(state, at);
    } else if let Some(own) = state.composer.chips.list.get_mut(at) {
        *own = pasted(text);
        draft::changed(state);
    }
    Vec::new()
}

/// Puts a text back into the message, where its mark stands, or before it.
fn unfold(state: &mut State, at: usize) -> Vec<Effect> {
    let composer = &mut state.composer;
    let Some(own) = composer.chips.list.get(at) else {
        return Vec::new();
    };
    let Kind::Text(text) = &own.kind else {
        return say(state, "only a text can go back into the message");
    };
    let text = Arc::clone(text);
    let mark = marks::mark_of(&composer.chips.list, at);
    // The mark goes first, so that the text may hold one like it.
    let holder = "[unfolding]";
    let was_marked = composer.exchange(&mark, holder);
    let left = marks::without(&composer.text(), &composer.chips.list, at);
    composer.chips.list.remove(at);
    let whole = if was_marked {
        left.replacen(holder, &text, 1)
    } else {
        format!("{text}\n\n{left}")
    };
    composer.begin_text(&whole);
    close(state);
    draft::changed(state);
    Vec::new()
}

/// A long text that was pasted, as an attachment.
pub(super) fn pasted(text: &str) -> Attached {
    let text: Arc<str> = text.into();
    Attached {
        hash: String::new(),
        size: text.len() as u64,
        name: format!("pasted text, {} lines", text.lines().count()),
        source: Source::Text(Arc::clone(&text)),
        kind: Kind::Text(text),
        changes: Vec::new(),
    }
}

/// Lines of a pasted text from which on it becomes a chip.
const LONG_LINES: usize = 9;

/// Bytes of a pasted text from which on it becomes a chip.
const LONG_BYTES: usize = 4_000;

/// Whether a pasted text is so long that a chip stands for it.
pub(super) fn is_long(text: &str) -> bool {
    text.len() >= LONG_BYTES || text.lines().count() >= LONG_LINES
}

/// Puts a chip and its mark in the place of a long text that was pasted.
pub(super) fn fold(state: &mut State, text: &str) {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let composer = &mut state.composer;
    composer.chips.list.push(pasted(&text));
    let mark = marks::mark_of(&composer.chips.list, composer.chips.list.len() - 1);
    composer.insert(&mark);
    let said = "a long text was folded; ^X ^A opens, edits or unfolds it";
    state.notices.say(said, state.input.now.mono);
    draft::changed(state);
}
