//! Another reply at the same place: with the same settings, or with others.

use crate::app::effect::Effect;
use crate::app::flight::Question;
use crate::app::menu::{Entry, MenuKind, Pick, With};
use crate::app::picker::Then;
use crate::app::service::Link;
use crate::app::state::State;
use crate::chat::ids::{LaneId, MessageId, Number};
use crate::chat::message::{Message, Role};
use crate::chat::request::Order;
use crate::chat::settings::{Param, Settings};

use super::{menu, overlay, pin, send};

/// Asks for another reply with the settings of the lane.
pub(super) fn again(state: &mut State, id: MessageId) -> Vec<Effect> {
    with(state, id, With::Lane)
}

/// Asks for another reply in the place of this one, or to this message of the user's.
pub(super) fn with(state: &mut State, id: MessageId, with: With) -> Vec<Effect> {
    let settings = match with {
        With::Lane => None,
        With::Own => made_with(state, id).map(Box::new),
    };
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    let (parent, prefill) = match message.role {
        Role::User => (Some(id), pin::pinned(state)),
        Role::Assistant => (message.parent, message.prefill().to_owned()),
    };
    ask(
        state,
        parent,
        Beginning {
            prefill,
            settings,
            act: None,
        },
    )
}

/// Asks for a reply to a message of the user's, as a part of the action that has made it.
pub(super) fn answer(state: &mut State, id: MessageId, act: Number) -> Vec<Effect> {
    let beginning = Beginning {
        prefill: pin::pinned(state),
        act: Some(act),
        ..Beginning::default()
    };
    ask(state, Some(id), beginning)
}

/// How a reply begins, and with what it is made.
#[derive(Debug, Clone, Default)]
pub(super) struct Beginning {
    /// The beginning, by the user; empty = none.
    pub(super) prefill: String,
    /// Other settings than those of the lane.
    pub(super) settings: Option<Box<Settings>>,
    /// The action that it belongs to; `None` = it is one by itself.
    pub(super) act: Option<Number>,
}

/// Asks for a reply below a message, if one can be sent now.
pub(super) fn ask(
    state: &mut State,
    parent: Option<MessageId>,
    beginning: Beginning,
) -> Vec<Effect> {
    let (Some(lane), Some(parent)) = (state.lane_id(), parent) else {
        let text = "there is nothing before it that could be answered; + and ^ insert a message";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    if let Some(text) = obstacle(state, lane, parent) {
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let question = Question {
        lane,
        parent,
        prefill: beginning.prefill,
        act: beginning.act,
        settings: beginning.settings,
    };
    send::ask(state, &question)
}

/// Why no reply to a message can be asked for now.
pub(super) fn obstacle(state: &State, lane: LaneId, parent: MessageId) -> Option<&'static str> {
    if state.flight.of_lane(lane).is_some() {
        return Some("a reply is on its way; Esc stops it");
    }
    match &state.service.link {
        Link::Ready(_) => {}
        Link::Connecting | Link::StartingSandbox => return Some("not connected yet"),
        Link::Failed(_) => return Some("not connected; ^X l loads the credentials again"),
    }
    if !send::model_is_settled(state) {
        return Some("choose a model first: ^X m");
    }
    match Order::of(&state.conversation, lane, Some(parent)).last {
        Some(Role::User) => None,
        Some(Role::Assistant) => {
            Some("the message before is a reply itself: . goes on with it, + inserts a message")
        }
        None => Some("nothing before it can be sent"),
    }
}

/// The settings that a reply was made with.
fn made_with(state: &State, id: MessageId) -> Option<Settings> {
    let maker = state.conversation.maker(id)?;
    Some(maker.generation.as_ref()?.settings.clone())
}

/// Offers the settings that another reply can be asked for with.
pub(super) fn menu(state: &mut State, id: MessageId) -> Vec<Effect> {
    let mut entries = vec![Entry {
        label: "as the lane is".to_owned(),
        detail: summary(&state.settings()),
        pick: Pick::Regenerate(id, With::Lane),
    }];
    let own = made_with(state, id).filter(|own| *own != *state.settings());
    entries.extend(own.map(|own| Entry {
        label: "as it was made".to_owned(),
        detail: summary(&own),
        pick: Pick::Regenerate(id, With::Own),
    }));
    entries.push(Entry {
        label: "another model".to_owned(),
        detail: "choose one; the lane goes on with it".to_owned(),
        pick: Pick::RegenerateByModel(id),
    });
    for name in menu::preset_names(state) {
        entries.push(Entry {
            label: format!("preset {name}"),
            detail: "the lane takes it".to_owned(),
            pick: Pick::RegenerateByPreset(id, name),
        });
    }
    menu::open(state, MenuKind::Regenerate, entries)
}

/// Model, wire and sampling of a set of settings, in a line.
fn summary(settings: &Settings) -> String {
    let model = settings.model.as_ref();
    let mut parts = vec![model.map_or("no model", |model| &model.name).to_owned()];
    parts.push(settings.wire.name().to_owned());
    for param in Param::ALL {
        if let Some(value) = settings.sampling.get(param) {
            parts.push(format!("{} {value}", param.name()));
        }
    }
    parts.join(" · ")
}

/// Lets a model be chosen, and asks it.
pub(super) fn by_model(state: &mut State, id: MessageId) -> Vec<Effect> {
    overlay::open_picker(state, Then::Regenerate(id))
}

/// The lane takes a preset, and a reply is asked for.
pub(super) fn by_preset(state: &mut State, id: MessageId, name: &str) -> Vec<Effect> {
    let mut effects = menu::take_preset(state, name);
    effects.extend(again(state, id));
    effects
}

/// Whether a message can be gone on with: it is a reply that has ended.
pub(super) fn is_whole_reply(message: &Message) -> bool {
    message.role == Role::Assistant && !message.is_open()
}
