//! What the conversation has already, attached again.

use crate::app::chips::{Form, From, Wanted};
use crate::app::effect::Effect;
use crate::app::menu::{Entry, MenuKind, Pick};
use crate::app::state::State;
use crate::chat::content::{Cited, ContentBlock};
use crate::chat::export::attachments_of;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};
use crate::chat::size::size as bytes_of;

use super::attach;

/// An attachment that messages hold.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    hash: String,
    name: String,
    /// Kind and size.
    about: String,
    form: Form,
}

/// Lists all that goes along with messages of the conversation, the newest first.
pub(super) fn open(state: &mut State) -> Vec<Effect> {
    let mut seen: Vec<String> = Vec::new();
    let mut entries = Vec::new();
    let messages: Vec<&Message> = state.conversation.messages().collect();
    for message in messages.into_iter().rev() {
        for held in held(state, message) {
            if !seen.contains(&held.hash) {
                seen.push(held.hash.clone());
                entries.push(row(held, message));
            }
        }
    }
    if entries.is_empty() {
        let text = "no message of this conversation holds a picture or a document";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    super::menu::open(state, MenuKind::Again, entries)
}

/// Attaches what a message holds; if that is more than one, it is asked which.
pub(super) fn of_message(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    let mut all = held(state, message);
    if all.len() > 1 {
        let entries = all.into_iter().map(|held| row(held, message)).collect();
        return super::menu::open(state, MenuKind::Again, entries);
    }
    let Some(held) = all.pop() else {
        let text = "this message holds no picture and no document";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    };
    attach(state, held.hash, held.name)
}

/// Attaches what the conversation has under this hash.
pub(super) fn attach(state: &mut State, hash: String, name: String) -> Vec<Effect> {
    let form = state
        .conversation
        .messages()
        .flat_map(|message| held(state, message))
        .find(|held| held.hash == hash)
        .map(|held| held.form);
    let wanted = Wanted {
        from: From::Conversation(hash),
        name: Some(name),
        form: form.unwrap_or_default(),
        title: None,
    };
    attach::fetch(state, vec![wanted])
}

/// What goes along with a message, pictures of tool results too.
fn held(state: &State, message: &Message) -> Vec<Held> {
    let blocks = message.content.iter();
    let all = blocks.flat_map(|block| {
        let named = attachments_of(block).into_iter();
        named.map(move |(hash, media)| (block, hash, media))
    });
    all.map(|(block, hash, media)| {
        let blob = state.conversation.blob(&hash);
        let size = blob.map(|blob| format!(" · {}", bytes_of(blob.size)));
        let pixels = blob.and_then(|blob| blob.pixels);
        let pixels = pixels.map(|(width, height)| format!(" · {width}×{height}"));
        let name = blob.and_then(|blob| blob.name.clone());
        Held {
            name: name.unwrap_or_else(|| media.replace('/', ".")),
            about: format!(
                "{media}{}{}",
                pixels.unwrap_or_default(),
                size.unwrap_or_default()
            ),
            hash,
            form: if is_cited(block) {
                Form::Cited
            } else {
                Form::Found
            },
        }
    })
    .collect()
}

fn is_cited(block: &ContentBlock) -> bool {
    matches!(
        block,
        ContentBlock::Document {
            cited: Cited::On,
            ..
        }
    )
}

fn row(held: Held, message: &Message) -> Entry {
    let speaker = match message.role {
        Role::User => "you",
        Role::Assistant => "assistant",
    };
    let text = message.text();
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    Entry {
        label: held.name.clone(),
        detail: format!("{} · {speaker}: {}", held.about, words.join(" ")),
        pick: Pick::AttachAgain(held.hash, held.name),
    }
}
