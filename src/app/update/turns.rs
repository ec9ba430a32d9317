//! What is done to the chosen message and its place in the path. Nothing is overwritten: each makes a
//! record, or a new path beside the one that was.

use crate::app::action::OnMessage;
use crate::app::editor::Side;
use crate::app::effect::Effect;
use crate::app::flight::Flying;
use crate::app::menu::Asked;
use crate::app::state::State;
use crate::app::transcript;
use crate::chat::check::Level;
use crate::chat::conversation::{Hidden, Included};
use crate::chat::ids::{GenerationId, LaneId, MessageId};
use crate::chat::message::{Message, Role};
use crate::chat::record::Record;

use super::branch::{self, Step};
use super::chain::{self, Link};
use super::{again, diff, file, fork, inspect, lanes, links, menu, notes, regenerate, rewrite};

/// Does something to the chosen message.
pub(super) fn act(state: &mut State, what: OnMessage) -> Vec<Effect> {
    let Some(id) = transcript::chosen(state) else {
        let text = "there is no message yet; send a message first";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    // Other versions can be looked at, and forked off, whatever the file is.
    let changes = !matches!(
        what,
        OnMessage::PreviousSibling
            | OnMessage::NextSibling
            | OnMessage::Fork
            | OnMessage::ForkFile
            | OnMessage::Diff
            | OnMessage::AttachAgain
            | OnMessage::Notes
            | OnMessage::Calls
            | OnMessage::Links
    );
    if changes && file::refuses(state) {
        return Vec::new();
    }
    match what {
        OnMessage::PreviousSibling => branch::sibling(state, id, Step::Back),
        OnMessage::NextSibling => branch::sibling(state, id, Step::On),
        OnMessage::Fork => fork::menu(state, id),
        OnMessage::ForkFile => fork::into_file(state, id),
        OnMessage::Edit => rewrite::edit(state, id),
        OnMessage::EditOutside => rewrite::edit_outside(state, id),
        OnMessage::Regenerate => regenerate::again(state, id),
        OnMessage::RegenerateWith => regenerate::menu(state, id),
        OnMessage::Continue => rewrite::go_on(state, id),
        OnMessage::ForkLane => lanes::fork(state, id),
        OnMessage::InsertAfter => rewrite::insert(state, id, Side::After),
        OnMessage::InsertBefore => rewrite::insert(state, id, Side::Before),
        OnMessage::MoveUp => shift(state, id, Step::Back),
        OnMessage::MoveDown => shift(state, id, Step::On),
        OnMessage::ChangeRole => change_role(state, id),
        OnMessage::LeaveOut => leave_out(state, &[id]),
        OnMessage::LeaveOutTurn => {
            let turn = turn_of(state, id);
            leave_out(state, &turn)
        }
        OnMessage::Delete => delete(state, id),
        OnMessage::Prune => prune(state, id),
        OnMessage::Repair => repair(state, id),
        OnMessage::Diff => diff::ask(state, id),
        OnMessage::AttachAgain => again::of_message(state, id),
        OnMessage::Notes => notes::list(state, id),
        OnMessage::Calls => inspect::open_of(state, id),
        OnMessage::Links => links::list(state, id),
        OnMessage::Name => menu::ask(state, Asked::BranchName(id)),
    }
}

/// The path of the lane as links, and the place of a message in it. A reply that still grows cannot
/// be part of a new path; then it is said so.
pub(super) fn opened(state: &mut State, id: MessageId) -> Option<(LaneId, Vec<Link>, usize)> {
    let lane = state.lane()?;
    let at = lane.path.iter().position(|other| *other == id)?;
    let grows = |id: &MessageId| {
        let message = state.conversation.message(*id);
        message.is_some_and(Message::is_open)
    };
    if lane.path.iter().any(grows) {
        let text = "a reply is on its way; Esc stops it";
        state.notices.say(text, state.input.now.mono);
        return None;
    }
    let links = chain::links(&state.conversation, &lane.path);
    Some((lane.id, links, at))
}

fn shift(state: &mut State, id: MessageId, step: Step) -> Vec<Effect> {
    let Some((lane, mut links, at)) = opened(state, id) else {
        return Vec::new();
    };
    let to = match step {
        Step::Back => at.checked_sub(1),
        Step::On => Some(at + 1).filter(|to| *to < links.len()),
    };
    let Some(to) = to else {
        let text = "there is nothing to change places with";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    links.swap(at, to);
    chain::rebuild(state, lane, links, to)
}

fn change_role(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some((lane, mut links, at)) = opened(state, id) else {
        return Vec::new();
    };
    links[at].role = match links[at].role {
        Role::User => Role::Assistant,
        Role::Assistant => Role::User,
    };
    chain::rebuild(state, lane, links, at)
}

/// Goes on without a message. What followed it is there again, in new messages.
fn delete(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some((lane, mut links, at)) = opened(state, id) else {
        return Vec::new();
    };
    links.remove(at);
    let effects = chain::rebuild(state, lane, links, at.saturating_sub(1));
    let text = "the path goes on without it; u brings it back";
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Moves a message and all that follows it to the trash. Lanes that show it end before it.
pub(super) fn prune(state: &mut State, id: MessageId) -> Vec<Effect> {
    let grows = state.flight.iter().filter_map(Flying::id);
    let grows: Vec<MessageId> = grows.map(GenerationId::reply).collect();
    let below = |reply: &MessageId| state.conversation.path_to(Some(*reply)).contains(&id);
    if grows.iter().any(below) {
        let text = "a reply is on its way there; Esc stops it";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let parent = state
        .conversation
        .message(id)
        .and_then(|message| message.parent);
    let lanes = state.conversation.lanes();
    let ends = lanes.filter(|lane| lane.path.contains(&id));
    let mut records = vec![Record::Trash(id, Hidden::Yes)];
    records.extend(ends.map(|lane| Record::Leaf {
        lane: lane.id,
        message: parent,
    }));
    let shown = state.lane().is_some_and(|lane| lane.path.contains(&id));
    branch::keep_place(state);
    let effects = file::record(state, records, "");
    if shown {
        branch::find_place(state, parent);
    }
    let text = "moved to the trash; u or the map brings it back";
    state.notices.say(text, state.input.now.mono);
    effects
}

/// Takes a message out of the trash, and those above it that are there.
pub(super) fn restore(state: &mut State, id: MessageId) -> Vec<Effect> {
    let path = state.conversation.path_to(Some(id));
    let hidden = path.iter().filter(|id| state.conversation.is_trash(**id));
    let records: Vec<Record> = hidden.map(|id| Record::Trash(*id, Hidden::No)).collect();
    if records.is_empty() {
        return Vec::new();
    }
    file::record(state, records, "")
}

/// Leaves messages out of the context; if all of them are, takes them in again.
pub(super) fn leave_out(state: &mut State, ids: &[MessageId]) -> Vec<Effect> {
    let Some(lane) = state.lane_id() else {
        return Vec::new();
    };
    let is_out = |id: &MessageId| state.conversation.is_left_out(*id, lane);
    let (included, text) = if ids.iter().all(is_out) {
        (Included::Yes, "it goes along again")
    } else {
        (
            Included::No,
            "it stays here and is not sent; x takes it in again",
        )
    };
    let record = |message: &MessageId| Record::Context {
        message: *message,
        lane: None,
        included,
    };
    let records = ids.iter().map(record).collect();
    state.notices.say(text, state.input.now.mono);
    state.notices.accepted.clear();
    file::record(state, records, "")
}

/// The messages of the path that belong to the turn of a message: one of the user's, and the replies.
fn turn_of(state: &State, id: MessageId) -> Vec<MessageId> {
    let path = state.lane().map_or(&[][..], |lane| lane.path.as_slice());
    let role = |id: &MessageId| state.conversation.message(*id).map(|message| message.role);
    let at = path.iter().position(|other| *other == id).unwrap_or(0);
    let begin = path[..=at.min(path.len().saturating_sub(1))]
        .iter()
        .rposition(|id| role(id) == Some(Role::User))
        .unwrap_or(0);
    let after = path[begin..].iter().skip(1);
    let replies = after.take_while(|id| role(id) == Some(Role::Assistant));
    path[begin..=begin].iter().chain(replies).copied().collect()
}

/// Mends what the service would refuse, of the chosen message or the first that there is.
fn repair(state: &mut State, id: MessageId) -> Vec<Effect> {
    let order = state.view.transcript.order();
    let own = order.about(id).find(|remark| !remark.leave_out.is_empty());
    let mut worst = order.remarks.iter();
    let worst = worst.find(|remark| remark.level == Level::Refused && !remark.leave_out.is_empty());
    let Some(ids) = own.or(worst).map(|remark| remark.leave_out.clone()) else {
        let text = "nothing here needs to be mended";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    leave_out(state, &ids)
}

/// Names a message, or takes its name away.
pub(super) fn name(state: &mut State, message: MessageId, name: &str) -> Vec<Effect> {
    let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty() && name != "-");
    if state.conversation.name(message) == name.as_deref() {
        return Vec::new();
    }
    file::record(state, vec![Record::Mark { message, name }], "")
}
