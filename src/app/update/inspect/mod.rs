//! The inspection pane: calls looked at, checked, copied and answered.

mod check;
mod copy;
mod look;

use crate::app::calls::Meant;
use crate::app::editor::Subject;
use crate::app::effect::Effect;
use crate::app::inspect::{Inspect, Look, OnCall, Part, Place, Side, standing};
use crate::app::menu::Asked;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::chat::call::turn::{self, calls_of, open_calls};
use crate::chat::call::{CallId, Status};
use crate::chat::ids::MessageId;
use crate::chat::message::Message;

use super::calls::{self, by_hand, run};
use super::{lanes, menu, pictures};
use copy::copy;
use look::{moves, turn};

pub(super) use check::{settle, verified};

/// Does something in the pane. Answers can be given without it: they are for the call that waits.
pub(super) fn act(state: &mut State, what: OnCall) -> Vec<Effect> {
    refresh(state);
    if what == OnCall::Open {
        return open(state, None);
    }
    if matches!(what, OnCall::Meant | OnCall::Failed) {
        return turn_result(state, what);
    }
    if what == OnCall::Send {
        return send(state);
    }
    if let Some(pane) = on_top(state)
        && moves(pane, what)
    {
        return Vec::new();
    }
    let Some(id) = wanted(state) else {
        return say(state, "no tool was called in this conversation");
    };
    if let Some(why) = cannot(state, id, what) {
        return say(state, why);
    }
    match what {
        OnCall::Copy | OnCall::CopyWhole | OnCall::CopyId | OnCall::CopyPath => {
            copy(state, id, what)
        }
        OnCall::Answer => by_hand::write(state, id, Status::Success),
        OnCall::File => by_hand::pick_file(state, id),
        OnCall::Clipboard => by_hand::with_file(state, id, (None, Status::Success)),
        OnCall::Edit => by_hand::edit_args(state, id),
        OnCall::Run => run::start_wanted(state, id),
        OnCall::Skip => by_hand::skip(state, id),
        OnCall::Deny => menu::ask(state, Asked::DenyCall(id)),
        OnCall::TakeBack => take_back(state, id),
        OnCall::Stop => stop(state, id),
        OnCall::Open
        | OnCall::Side
        | OnCall::Previous
        | OnCall::Next
        | OnCall::Into
        | OnCall::Out
        | OnCall::FoldAll
        | OnCall::Raw
        | OnCall::Form
        | OnCall::Left
        | OnCall::Right
        | OnCall::Send
        | OnCall::Meant
        | OnCall::Failed => say(
            state,
            "this is done in the list of tool calls; ^X t opens it",
        ),
    }
}

/// Why something cannot be done to a call now.
fn cannot(state: &State, id: CallId, what: OnCall) -> Option<&'static str> {
    let settles = matches!(
        what,
        OnCall::Answer
            | OnCall::File
            | OnCall::Clipboard
            | OnCall::Edit
            | OnCall::Run
            | OnCall::Skip
            | OnCall::Deny
            | OnCall::TakeBack
    );
    let is_edited = |overlay: &Overlay| matches!(overlay, Overlay::Editor(editor) if editor.subject == Subject::Arguments(id));
    if settles && state.overlays.iter().any(is_edited) {
        return Some("its arguments are being edited: Esc leads back there, finish that first");
    }
    if what == OnCall::Deny && !turn::is_open(&state.conversation, id) {
        return Some(by_hand::CLOSED);
    }
    None
}

/// Enter: from the list to the call in full; there it folds, unfolds, goes to the place of a fault, or
/// opens a picture.
pub(super) fn choose(state: &mut State) -> Vec<Effect> {
    refresh(state);
    let Some(pane) = on_top(state) else {
        return Vec::new();
    };
    if pane.side == Side::List {
        pane.side = Side::Detail;
        return Vec::new();
    }
    let fold = pane.row().and_then(|row| row.fold);
    match pane.row().map(|row| row.place.clone()) {
        Some(Place::Node(..)) => {
            if let Some(fold) = fold {
                turn(pane, fold);
            }
        }
        Some(Place::Fault(path)) => go_to(state, &path),
        Some(Place::Picture { hash, .. }) => return pictures::open_hash(state, &hash),
        Some(Place::Whole(_) | Place::Plain) | None => {}
    }
    Vec::new()
}

/// Selects the first row that is about this.
fn stay_at(state: &mut State, place: &Place) {
    if let Some(pane) = on_top(state) {
        let rows = pane.detail().rows();
        if let Some(at) = rows.iter().position(|row| row.place == *place) {
            pane.cursor = at;
        }
    }
}

/// Selects the node of the arguments that a fault is about.
fn go_to(state: &mut State, path: &str) {
    let Some(pane) = on_top(state) else {
        return;
    };
    pane.view.look = Look::Tree;
    if let Some(value) = pane.detail().value().cloned() {
        pane.view.arguments.reveal(&value, path);
    }
    refresh(state);
    stay_at(state, &Place::Node(Part::Arguments, path.to_owned()));
}

/// Opens the pane.
pub(super) fn open(state: &mut State, call: Option<CallId>) -> Vec<Effect> {
    state
        .overlays
        .retain(|overlay| !matches!(overlay, Overlay::Inspect(_)));
    let pane = Inspect::new(state, call);
    if pane.calls().is_empty() {
        return say(state, "no tool was called in this conversation");
    }
    state.overlays.push(Overlay::Inspect(Box::new(pane)));
    Vec::new()
}

/// Opens the pane with the calls of a message, or with those that it brings results of.
pub(super) fn open_of(state: &mut State, id: MessageId) -> Vec<Effect> {
    match call_of(state, id) {
        Some(call) => open(state, Some(call)),
        None => say(state, "no tool is called in this message"),
    }
}

/// The first call of a message that waits, else its first; of a message that brings results, the same of
/// the one before. `None` = it has to do with none.
pub(super) fn call_of(state: &State, id: MessageId) -> Option<CallId> {
    let own = |message: &Message| {
        let calls: Vec<CallId> = calls_of(&state.conversation, message)
            .map(|call| call.id)
            .collect();
        let waits = calls.iter().find(|id| standing(state, **id).waits());
        waits.or(calls.first()).copied()
    };
    let message = state.conversation.message(id)?;
    let answered = || {
        let mut blocks = message.content.iter();
        let brings = blocks.any(|block| block.as_result().is_some());
        own(state
            .conversation
            .message(message.parent.filter(|_| brings)?)?)
    };
    own(message).or_else(answered)
}

/// A call was clicked in the conversation.
pub(super) fn clicked(state: &mut State, id: CallId) -> Vec<Effect> {
    open(state, Some(id))
}

/// A row of the call in full was clicked: it is selected, or taken if it was.
pub(super) fn row_clicked(state: &mut State, at: usize) -> Vec<Effect> {
    let Some(pane) = on_top(state) else {
        return Vec::new();
    };
    let again = pane.side == Side::Detail && pane.cursor == at;
    pane.side = Side::Detail;
    pane.cursor = at;
    if again { choose(state) } else { Vec::new() }
}

/// The wheel was turned over the call in full.
pub(super) fn roll(state: &mut State, lines: i16) {
    if let Some(pane) = on_top(state) {
        let rows = pane.detail().rows().len().saturating_sub(1);
        let to = pane.cursor.saturating_add_signed(isize::from(lines));
        pane.cursor = to.min(rows);
    }
}

/// The pane, if it is on top.
fn on_top(state: &mut State) -> Option<&mut Inspect> {
    if let Some(Overlay::Inspect(pane)) = state.overlays.last_mut() {
        Some(pane)
    } else {
        None
    }
}

fn refresh(state: &mut State) {
    crate::app::inspect::prepare(state);
}

/// The call that is meant: the selected one, else one that waits in the lane, else the last of it.
fn wanted(state: &State) -> Option<CallId> {
    let pane = state.overlays.iter().rev().find_map(|overlay| {
        let Overlay::Inspect(pane) = overlay else {
            return None;
        };
        Some(pane)
    });
    if let Some(pane) = pane {
        return pane.selected();
    }
    let open = calls::open_here(state);
    let waits = |id: &&CallId| standing(state, **id).waits();
    open.iter().find(waits).or(open.last()).copied()
}

fn take_back(state: &mut State, id: CallId) -> Vec<Effect> {
    let effects = calls::take_back(state, id);
    if effects.is_empty() {
        return say(state, "there is no answer that could be taken back");
    }
    effects
}

fn stop(state: &mut State, id: CallId) -> Vec<Effect> {
    if state.calls.of(id).is_none() {
        return say(state, "nothing runs for this call");
    }
    run::stop(state, id)
}

/// Sends the results of the lane that the selected call is in.
fn send(state: &mut State) -> Vec<Effect> {
    let Some(lane) = wanted(state).and_then(|id| calls::lane_of(state, id)) else {
        return say(state, "the conversation has gone on from this call");
    };
    lanes::focus(state, lane);
    calls::send_results(state).unwrap_or_else(|| {
        let text =
            "the reply broke off: answer its calls, or leave this list and press F5 to ask again";
        say(state, text)
    })
}

/// In the editor of a result: what it is meant as, and whether the call went well.
fn turn_result(state: &mut State, what: OnCall) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = state.overlays.last_mut() else {
        return say(state, "this is done while a result is typed");
    };
    let Subject::Result(_, meant, status) = &mut editor.subject else {
        return say(state, "this is done while a result is typed");
    };
    if what == OnCall::Meant {
        *meant = match meant {
            Meant::Text => Meant::Json,
            Meant::Json => Meant::Text,
        };
    } else {
        *status = match status {
            Status::Success => Status::Error,
            Status::Error => Status::Success,
        };
    }
    editor.problem = None;
    Vec::new()
}

/// Goes to the next call of the same reply that waits, once the selected one has an answer. From any
/// other the selection does not move: the next key is meant for what the user has chosen.
pub(super) fn answered(state: &mut State, id: CallId) {
    let open = open_calls(&state.conversation, Some(id.message)).unwrap_or_default();
    let mut open = open.iter().map(|call| call.id);
    let next = open.find(|other| standing(state, *other).waits());
    let calls = state.conversation.message(id.message).map(Message::is_open);
    for overlay in &mut state.overlays {
        if let (Overlay::Inspect(pane), Some(next), Some(false)) = (overlay, next, calls)
            && pane.selected() == Some(id)
            && let Some(at) = pane.place_of(next)
        {
            pane.select(at);
        }
    }
}

fn say(state: &mut State, text: &str) -> Vec<Effect> {
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}
