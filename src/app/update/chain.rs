//! A path that is built anew: messages that stay the same at the same place are kept, all others
//! become new ones. A parent never changes.

use std::collections::HashMap;

use crate::app::effect::Effect;
use crate::app::state::State;
use crate::app::view::Anchor;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId, Turn};
use crate::chat::message::{Message, Origin, Role, kept_prefill};
use crate::chat::record::{Body, Record};

use super::{branch, file};

/// A message of a path that is built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) role: Role,
    pub(super) words: Words,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Words {
    /// The same as this message.
    Same(MessageId),
    /// What was made of this message.
    Edited(MessageId, Vec<ContentBlock>),
    /// Something new.
    New(Vec<ContentBlock>),
}

impl Link {
    /// A message as it stands.
    pub(super) fn of(message: &Message) -> Self {
        Self {
            role: message.role,
            words: Words::Same(message.id),
        }
    }
}

/// The messages of a path as links.
pub(super) fn links(conversation: &Conversation, path: &[MessageId]) -> Vec<Link> {
    let messages = path.iter().filter_map(|id| conversation.message(*id));
    messages.map(Link::of).collect()
}

/// Builds the lane's path anew, and shows it. The message at the place `chosen` among the links is
/// the chosen one then.
pub(super) fn rebuild(
    state: &mut State,
    lane: LaneId,
    links: Vec<Link>,
    chosen: usize,
) -> Vec<Effect> {
    rebuild_after(state, lane, Vec::new(), (links, chosen))
}

/// The same in one action with records that come before.
pub(super) fn rebuild_after(
    state: &mut State,
    lane: LaneId,
    before: Vec<Record>,
    (links, chosen): (Vec<Link>, usize),
) -> Vec<Effect> {
    let built = build(&state.conversation, links, before.len());
    let path: Vec<MessageId> = built.path.clone();
    let same = state
        .conversation
        .lane(lane)
        .is_some_and(|lane| lane.path == path);
    if same {
        return Vec::new();
    }
    branch::keep_place(state);
    let mut records = before;
    records.extend(built.records);
    records.push(Record::Leaf {
        lane,
        message: path.last().copied(),
    });
    let effects = file::record(state, records, "");
    let chosen = path.get(chosen).or(path.last()).copied();
    follow_anchor(state, &built.made_of);
    branch::find_place(state, chosen);
    effects
}

/// The place on the screen goes along with the message that it was in.
fn follow_anchor(state: &mut State, made_of: &HashMap<MessageId, MessageId>) {
    if let Anchor::At { message, line } = state.view.reading.anchor
        && let Some(message) = made_of.get(&message).copied()
    {
        state.view.reading.anchor = Anchor::At { message, line };
    }
}

/// A path that was built, and the records that make it.
struct Built {
    path: Vec<MessageId>,
    records: Vec<Record>,
    /// The new message of each old one.
    made_of: HashMap<MessageId, MessageId>,
}

/// Builds messages whose records come after so many others.
fn build(conversation: &Conversation, links: Vec<Link>, before: usize) -> Built {
    let first = conversation.next_number().0 + before as u64;
    let mut built = Built {
        path: Vec::new(),
        records: Vec::new(),
        made_of: HashMap::new(),
    };
    let mut turn: Option<Turn> = None;
    for Link { role, words } in links {
        let parent = built.path.last().copied();
        if let Some(kept) = kept(conversation, parent, role, &words) {
            turn = Some(kept.turn);
            built.path.push(kept.id);
            continue;
        }
        let id = MessageId(first + built.records.len() as u64);
        if let Words::Same(old) | Words::Edited(old, _) = &words {
            built.made_of.insert(*old, id);
        }
        let own = match role {
            Role::User => None,
            Role::Assistant => turn,
        };
        turn = Some(own.unwrap_or(Turn(id.0)));
        built.records.push(Record::Message {
            parent,
            role,
            turn: own,
            case: None,
            body: body(conversation, words),
        });
        built.path.push(id);
    }
    built
}

/// The message that stands at this place already and says just this.
fn kept<'a>(
    conversation: &'a Conversation,
    parent: Option<MessageId>,
    role: Role,
    words: &Words,
) -> Option<&'a Message> {
    let Words::Same(id) = words else {
        return None;
    };
    let message = conversation.message(*id)?;
    (message.parent == parent && message.role == role).then_some(message)
}

fn body(conversation: &Conversation, words: Words) -> Body {
    match words {
        Words::Same(id) => {
            let origin = conversation.message(id).and_then(|message| message.origin);
            Body::Same(match origin {
                Some(Origin::Same(first)) => first,
                Some(Origin::Edited(_)) | None => id,
            })
        }
        Words::Edited(from, content) => {
            let prefill = conversation.message(from).map_or("", Message::prefill);
            Body::Edited {
                from,
                prefill_len: kept_prefill(prefill, &content),
                content,
            }
        }
        Words::New(content) => Body::New(content),
    }
}
