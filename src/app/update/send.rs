//! From the editor to a request on its way.

use std::sync::Arc;

use crate::app::composer::{Coming, Queued, Said, Waits};
use crate::app::editing::Edit;
use crate::app::effect::Effect;
use crate::app::file::Mode;
use crate::app::flight::{Flying, Later, Phase, Question};
use crate::app::menu::Way;
use crate::app::picker::Then;
use crate::app::service::{Link, Models};
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::generation::Sent;
use crate::chat::ids::{CaseNo, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::record::Record;
use crate::chat::request::{Form, Request};

use super::{
    before, calls, compare, draft, file, generation, lanes, modal, overlay, pin, retry, say,
};

/// Enter in the editor: a new line after a backslash, a retry when there is no text, else send.
pub(super) fn send_or_continue(state: &mut State) -> Vec<Effect> {
    if state.composer.has_trailing_backslash() {
        edit(state, Edit::DeleteBack);
        return edit(state, Edit::Newline);
    }
    if state.composer.is_blank() {
        return nothing_written(state);
    }
    state.notices.clear();
    send(state)
}

/// A picture and the beginning of a reply need a message; without any of it, the last reply is asked
/// for again if it did not end well.
fn nothing_written(state: &mut State) -> Vec<Effect> {
    if pin::is_usual(state) {
        return retry::retry_if_broken(state);
    }
    let text = "write a message that it goes along with";
    state.notices.say(text, state.input.now.mono);
    Vec::new()
}

/// Sends the text in the editor to the lanes that it is for, or lets it wait for the replies that are
/// on their way there.
pub(super) fn send(state: &mut State) -> Vec<Effect> {
    if state.composer.is_blank() || waits_for_files(state) {
        return Vec::new();
    }
    let lanes = compare::audience(state);
    let busy = lanes.iter().any(|lane| is_at_work(state, *lane));
    if let Some(effects) = hindrance(state, &lanes, Way::InTurn, busy) {
        return effects;
    }
    if busy {
        return queue(state);
    }
    let text = state.composer.take();
    let prefill = state.composer.prefill();
    pin::rest(state);
    draft::changed(state);
    let mut effects = Vec::new();
    if !text.trim().is_empty() {
        effects.push(Effect::SavePrompt(text.clone()));
    }
    let attached = std::mem::take(&mut state.composer.chips.list);
    let said = Said {
        text,
        attached,
        prefill,
    };
    effects.extend(say::say(state, &lanes, &said));
    effects
}

/// Whether something that is to go along has not been read yet; says so.
fn waits_for_files(state: &mut State) -> bool {
    let Some(arriving) = state.composer.chips.arriving.first() else {
        return false;
    };
    let text = format!("{} is still being read; then it can be sent", arriving.name);
    state.notices.say(text, state.input.now.mono);
    true
}

/// What one of the lanes has against the message. The lane gets the focus, so that its settings can be
/// looked at.
fn hindrance(state: &mut State, lanes: &[LaneId], way: Way, busy: bool) -> Option<Vec<Effect>> {
    let here = state.lane_id();
    for lane in lanes {
        lanes::focus(state, *lane);
        let found = if busy { None } else { obstacle(state) };
        if let Some(effects) = found.or_else(|| before::tell(state, way)) {
            return Some(effects);
        }
    }
    if let Some(here) = here {
        lanes::focus(state, here);
    }
    None
}

/// Stops the replies and sends the message as an answer to what came.
pub(super) fn stop_and_send(state: &mut State) -> Vec<Effect> {
    if state.composer.is_blank() || waits_for_files(state) {
        return Vec::new();
    }
    let lanes = compare::audience(state);
    // The replies go on while the user decides.
    if let Some(effects) = hindrance(state, &lanes, Way::Stopping, false) {
        return effects;
    }
    let mut effects = Vec::new();
    for lane in lanes {
        effects.extend(calls::run::give_up_lane(state, lane));
        effects.extend(generation::cancel_in(state, lane));
    }
    effects.extend(send(state));
    effects
}

/// What must be settled first: a model, credentials, a file that can be written to.
fn obstacle(state: &mut State) -> Option<Vec<Effect>> {
    let now = state.input.now.mono;
    if file::refuses(state) {
        return Some(Vec::new());
    }
    match &state.service.link {
        Link::Ready(_) => {}
        Link::Connecting | Link::StartingSandbox => return Some(queue(state)),
        Link::Failed(failure) => {
            state.notices.failure(failure, now);
            return Some(Vec::new());
        }
    }
    let named = state.service.wanted.is_some() || state.model().is_some();
    if named && !model_is_settled(state) && state.service.models != Models::Fresh {
        // The list that tells which model it will be is on its way.
        return Some(queue(state));
    }
    if !model_is_settled(state) {
        return Some(overlay::open_picker(state, Then::Send));
    }
    None
}

/// Whether the lane has a model that exists where requests go, and no other one is asked for.
pub(super) fn model_is_settled(state: &State) -> bool {
    let home = state.service.home();
    state.service.wanted.is_none() && state.model().is_some_and(|choice| home.has(&choice.model))
}

/// Whether the list of models has come, so that no more is to be expected of it.
pub(super) fn list_is_known(state: &State) -> bool {
    state.service.models == Models::Fresh
}

/// Lets the message wait until the reply has ended or the connection stands.
///
/// The beginning of a reply stays in the editor, and the message with it: it must not go with another
/// one.
fn queue(state: &mut State) -> Vec<Effect> {
    if !pin::is_usual(state) {
        let text = "the beginning of a reply cannot be queued; send it when the reply has ended";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let text = state.composer.take();
    let attached = std::mem::take(&mut state.composer.chips.list);
    state.composer.queue.push_back(Queued {
        text: text.clone(),
        attached,
        coming: Coming::Nothing,
    });
    state.composer.waits = Waits::ForService;
    draft::changed(state);
    if text.trim().is_empty() {
        return Vec::new();
    }
    vec![Effect::SavePrompt(text)]
}

/// Puts the last waiting message back into the editor.
pub(super) fn take_back(state: &mut State) -> Vec<Effect> {
    let ready = |waiting: &Queued| waiting.coming == Coming::Nothing;
    if state.composer.is_blank()
        && state.composer.queue.back().is_some_and(ready)
        && let Some(waiting) = state.composer.queue.pop_back()
    {
        state.composer.begin_text(&waiting.text);
        state.composer.chips.list = waiting.attached;
        draft::changed(state);
    }
    Vec::new()
}

/// Sends the message that waits longest, unless it waits for the user's word or comes to.
pub(super) fn release_queued(state: &mut State) -> Vec<Effect> {
    let Some(lanes) = free_lanes(state) else {
        return Vec::new();
    };
    // The answers to calls come first, and what the model makes of them.
    let calls = lanes.iter().any(|lane| calls::are_open(state, *lane));
    if state.composer.waits == Waits::ForUser || calls {
        return Vec::new();
    }
    if before::holds_back(state) {
        return Vec::new();
    }
    send_queued(state)
}

/// Sends the message that waits longest, if it can be sent at all.
pub(super) fn send_queued(state: &mut State) -> Vec<Effect> {
    let Some(lanes) = free_lanes(state) else {
        return Vec::new();
    };
    let front = state.composer.queue.front();
    if front.is_none_or(|waiting| waiting.coming != Coming::Nothing) {
        return Vec::new();
    }
    let Some(waiting) = state.composer.queue.pop_front() else {
        return Vec::new();
    };
    draft::changed(state);
    let said = pin::said(state, waiting.text, waiting.attached);
    say::say(state, &lanes, &said)
}

/// The lanes that messages go to, if one could be sent to all of them now.
fn free_lanes(state: &mut State) -> Option<Vec<LaneId>> {
    let lanes = compare::audience(state);
    let ready = matches!(state.service.link, Link::Ready(_)) && state.file.mode == Mode::Writable;
    let free = |state: &mut State, lane: LaneId| {
        !is_at_work(state, lane) && lanes::within(state, lane, |state| model_is_settled(state))
    };
    let all = ready && lanes.iter().all(|lane| free(state, *lane));
    all.then_some(lanes)
}

/// Whether a reply is on its way in a lane, or a program for a call of it.
fn is_at_work(state: &State, lane: LaneId) -> bool {
    state.flight.of_lane(lane).is_some() || state.calls.is_busy(lane)
}

/// Asks for a reply to this message: its body is built first.
pub(super) fn ask(state: &mut State, question: &Question) -> Vec<Effect> {
    let Some(request) = take_off(state, question, None) else {
        return Vec::new();
    };
    let mut effects = Vec::new();
    if state.memory.recents.first() != Some(&request.model) {
        state.memory.used(&request.model);
        effects.push(Effect::SaveMemory(state.memory.clone()));
    }
    state.flight.later = Later::Nothing;
    state.view.reading.anchor = Anchor::Follow;
    state.composer.waits = Waits::ForService;
    effects.push(Effect::Prepare(question.lane, question.parent, request));
    effects
}

/// Lets a request be on its way, of the chat or of a case; gives what is to be built.
pub(super) fn take_off(
    state: &mut State,
    question: &Question,
    case: Option<CaseNo>,
) -> Option<Arc<Request>> {
    let settings = match &question.settings {
        Some(settings) => settings.as_ref().clone(),
        None => state.settings().into_owned(),
    };
    let (lane, parent) = (question.lane, question.parent);
    let mut request = Request::new(&state.conversation, lane, settings, parent)?;
    request.prefill.clone_from(&question.prefill);
    request.form = Form::of(&state.abilities_of(&request.model));
    if let Some(text) = before::stays_behind(&request) {
        state.notices.say(text, state.input.now.mono);
    }
    let request = Arc::new(request);
    let now = state.input.now.mono;
    let mut flying = Flying::new(question, Arc::clone(&request), now);
    flying.case = case;
    state.flight.begin(flying);
    Some(request)
}

/// The body was built: the generation is recorded, and sent once that is on disk.
///
/// A request that was stopped may have been asked again since, of another model; its body says
/// nothing about the new one.
pub(super) fn prepared(
    state: &mut State,
    (lane, parent): (LaneId, MessageId),
    sent: Sent,
) -> Vec<Effect> {
    let number = state.conversation.next_number();
    let turn = state
        .conversation
        .message(parent)
        .map_or(Turn(parent.0), |message| message.turn);
    let Some(flying) = state
        .flight
        .preparing(lane, parent)
        .filter(|flying| flying.request.model.route.id() == sent.model)
    else {
        return Vec::new();
    };
    flying.phase = Phase::Writing(GenerationId(number.0));
    let act = flying.act;
    let record = Record::Generation {
        lane: flying.lane,
        parent: Some(parent),
        turn,
        case: flying.case,
        settings: flying.request.settings.clone(),
        prefill: flying.request.prefilled().into_iter().collect(),
        sent,
    };
    file::record_in(state, act, vec![record])
}

/// Sends what has waited for its records, now that all up to this number are settled.
pub(super) fn send_written(state: &mut State, up_to: Number) -> Vec<Effect> {
    for flying in state.flight.iter_mut() {
        if let Phase::Writing(id) = flying.phase
            && id.0 <= up_to.0
        {
            flying.phase = Phase::Held(id);
        }
    }
    send_held(state)
}

/// Sends what waits for a place among the requests that are with the service, in order.
pub(super) fn send_held(state: &mut State) -> Vec<Effect> {
    let now = state.input.now.mono;
    let mut room = state
        .flight
        .most
        .0
        .saturating_sub(state.flight.with_service());
    let mut effects = Vec::new();
    for flying in state.flight.iter_mut() {
        let Phase::Held(id) = flying.phase else {
            continue;
        };
        if room == 0 {
            break;
        }
        room -= 1;
        flying.send(id, now);
        effects.push(Effect::Generate(id, Arc::clone(&flying.request)));
    }
    effects
}

/// An edit of the message.
pub(super) fn edit(state: &mut State, edit: Edit) -> Vec<Effect> {
    modal::edits(state, edit);
    if let Edit::Undo | Edit::Redo = edit {
        let before = state.composer.text();
        state.composer.edit(edit);
        let after = state.composer.text();
        if edit == Edit::Undo {
            state.composer.chips.undone(&before, &after);
        } else {
            state.composer.chips.redone(&after);
        }
    } else {
        state.composer.edit(edit);
    }
    draft::changed(state);
    Vec::new()
}

/// Up: a line, or the prompt before; a waiting message comes back first.
pub(super) fn older(state: &mut State) -> Vec<Effect> {
    if state.composer.is_empty() && !state.composer.queue.is_empty() {
        return take_back(state);
    }
    modal::edits(state, Edit::Up);
    state.composer.older();
    draft::changed(state);
    Vec::new()
}

/// Down: a line, or the prompt after.
pub(super) fn newer(state: &mut State) -> Vec<Effect> {
    modal::edits(state, Edit::Down);
    state.composer.newer();
    draft::changed(state);
    Vec::new()
}
