//! Editing messages: what comes of it is a new version beside the old one.

use crate::app::editor::{Editor, Side, Subject};
use crate::app::effect::Effect;
use crate::app::menu::{Begun, Entry, MenuKind, Pick};
use crate::app::overlay::Overlay;
use crate::app::prefill::{self, After};
use crate::app::state::State;
use crate::chat::check::Finding;
use crate::chat::content::ContentBlock;
use crate::chat::ids::MessageId;
use crate::chat::message::{Message, Role};
use crate::chat::prefill::Instead;
use crate::chat::script;

use super::chain::{self, Link, Words};
use super::regenerate::Beginning;
use super::{before, editor, menu, outside, regenerate, turns};

/// What is said where a reply cannot be gone on with.
const NOTHING_BEFORE: &str =
    "there is no text to go on with; r in the conversation asks for a whole reply";

/// Opens an editor for a message.
pub(super) fn edit(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    if message.is_open() {
        let text = "this reply is still on its way; Esc stops it";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let subject = Subject::Message(id, message.role);
    let text = text_of(message);
    editor::open(state, Editor::new(subject, &text));
    Vec::new()
}

/// The same in another program.
pub(super) fn edit_outside(state: &mut State, id: MessageId) -> Vec<Effect> {
    let mut effects = edit(state, id);
    if matches!(state.overlays.last(), Some(Overlay::Editor(_))) {
        effects.extend(outside::edit(state));
    }
    effects
}

/// Opens an editor for a message that does not exist yet, by the other one than its neighbour.
pub(super) fn insert(state: &mut State, id: MessageId, side: Side) -> Vec<Effect> {
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    let role = match message.role {
        Role::User => Role::Assistant,
        Role::Assistant => Role::User,
    };
    editor::open(state, Editor::new(Subject::Insert(id, side, role), ""));
    Vec::new()
}

/// Puts the text of the editor into the path in the place of the message, without sending anything.
/// What follows it follows the new version too.
///
/// # Errors
/// Why the text is no message.
pub(super) fn keep(state: &mut State, id: MessageId, text: &str) -> Result<Vec<Effect>, String> {
    let Some(message) = state.conversation.message(id) else {
        return Ok(Vec::new());
    };
    if text_of(message) == text {
        return Ok(Vec::new());
    }
    let words = Words::Edited(id, content_of(text, message)?);
    let Some((lane, mut links, at)) = turns::opened(state, id) else {
        return Err("wait for the reply that is on its way, or stop it with ^X .".to_owned());
    };
    links[at].words = words;
    Ok(chain::rebuild(state, lane, links, at))
}

/// Puts a new message into the path.
///
/// # Errors
/// Why the text is no message.
pub(super) fn keep_inserted(
    state: &mut State,
    (id, side): (MessageId, Side),
    role: Role,
    text: &str,
) -> Result<Vec<Effect>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let Some((lane, mut links, at)) = turns::opened(state, id) else {
        return Err("wait for the reply that is on its way, or stop it with ^X .".to_owned());
    };
    let at = match side {
        Side::Before => at,
        Side::After => at + 1,
    };
    let words = Words::New(vec![ContentBlock::Text(text.to_owned())]);
    links.insert(at, Link { role, words });
    Ok(chain::rebuild(state, lane, links, at))
}

/// Sends what is in the editor: a message of the user's as a new version, to be answered; a reply up
/// to the cursor as the beginning of another one.
pub(super) fn send(state: &mut State) -> Vec<Effect> {
    let Some(Overlay::Editor(open)) = state.overlays.last() else {
        return Vec::new();
    };
    let Subject::Message(id, role) = open.subject else {
        return editor::done(state);
    };
    match role {
        Role::User => resend(state, id),
        Role::Assistant => go_on_from_cursor(state, id),
    }
}

/// The edited message stands at the end of the path, and a reply is asked for.
fn resend(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(Overlay::Editor(open)) = state.overlays.last() else {
        return Vec::new();
    };
    let text = open.text();
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    if text == text_of(message) {
        state.overlays.pop();
        return regenerate::again(state, id);
    }
    let words = match content_of(&text, message) {
        Ok(content) => Words::Edited(id, content),
        Err(problem) => return complain(state, problem),
    };
    let Some((lane, mut links, at)) = turns::opened(state, id) else {
        return Vec::new();
    };
    links.truncate(at + 1);
    links[at].words = words;
    state.overlays.pop();
    let act = state.conversation.next_number();
    let mut effects = chain::rebuild(state, lane, links, at);
    let leaf = state.lane().and_then(crate::chat::lane::Lane::leaf);
    if let Some(leaf) = leaf {
        effects.extend(regenerate::answer(state, leaf, act));
    }
    effects
}

fn complain(state: &mut State, problem: String) -> Vec<Effect> {
    if let Some(Overlay::Editor(editor)) = state.overlays.last_mut() {
        editor.problem = Some(problem);
    }
    Vec::new()
}

fn go_on_from_cursor(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(Overlay::Editor(open)) = state.overlays.last() else {
        return Vec::new();
    };
    let before = open.before_cursor();
    if before.trim().is_empty() {
        return complain(state, NOTHING_BEFORE.to_owned());
    }
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    match content_of(&before, message) {
        Ok(content) => {
            let effects = begin_with(state, id, &content);
            if !effects.is_empty() {
                state.overlays.pop();
            }
            effects
        }
        Err(problem) => complain(state, problem),
    }
}

/// Lets the model go on with a reply from its end.
pub(super) fn go_on(state: &mut State, id: MessageId) -> Vec<Effect> {
    let Some(message) = state.conversation.message(id) else {
        return Vec::new();
    };
    if !regenerate::is_whole_reply(message) {
        let text = "only a reply that has ended can be gone on with";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let content = message.content.clone();
    begin_with(state, id, &content)
}

/// Asks for a sibling of a reply that begins with this content. Only texts can begin a reply, and
/// the service refuses white space at the end of them.
fn begin_with(state: &mut State, id: MessageId, content: &[ContentBlock]) -> Vec<Effect> {
    let texts: Vec<&str> = content.iter().filter_map(ContentBlock::as_text).collect();
    let whole = texts.join("\n\n");
    let prefill = whole.trim_end().to_owned();
    let now = state.input.now.mono;
    if prefill.is_empty() {
        state.notices.say(NOTHING_BEFORE, now);
        return Vec::new();
    }
    let parent = state
        .conversation
        .message(id)
        .and_then(|message| message.parent);
    let begun = Begun { parent, prefill };
    if let Some(finding) = prefill::refused(state) {
        return offer_ways(state, &begun, &finding);
    }
    let cut = whole.len() > begun.prefill.len();
    let effects = regenerate::ask(state, begun.parent, beginning(begun.prefill));
    if cut && !effects.is_empty() {
        let text = "white space at the end was cut off: the service refuses it";
        state.notices.say(text, now);
    }
    effects
}

fn beginning(prefill: String) -> Beginning {
    Beginning {
        prefill,
        ..Beginning::default()
    }
}

/// Opens the ways that are left where the model does not go on with a text.
fn offer_ways(state: &mut State, begun: &Begun, finding: &Finding) -> Vec<Effect> {
    let mut entries = vec![Entry {
        label: format!("✗ {}", finding.field.name()),
        detail: finding.text.clone(),
        pick: Pick::Problem(finding.text.clone()),
    }];
    let ways = prefill::ways(&begun.prefill, state);
    let pick = |instead| Pick::GoOn(begun.clone(), instead);
    entries.extend(prefill::rows(&ways, After::GoOn, pick));
    let effects = menu::open(state, MenuKind::PrefillRefused, entries);
    if let Some(Overlay::Menu(menu)) = state.overlays.last_mut() {
        menu.chooser
            .select_first(|entry| matches!(entry.pick, Pick::GoOn(..)));
    }
    effects
}

/// Goes on with a reply in another way than with its text as the beginning.
pub(super) fn go_on_instead(state: &mut State, begun: &Begun, instead: Instead) -> Vec<Effect> {
    let mut effects = before::change_instead(state, instead, &begun.prefill);
    let kept = instead.keeps(&begun.prefill).to_owned();
    effects.extend(regenerate::ask(state, begun.parent, beginning(kept)));
    effects
}

/// The text of a message for an editor: as it stands where it is nothing but a text, else with a line
/// for each other block.
fn text_of(message: &Message) -> String {
    match &message.content[..] {
        [ContentBlock::Text(text)] => text.clone(),
        blocks => script::print_body(blocks),
    }
}

/// The content that an edited text stands for.
///
/// # Errors
/// Which line names something that the message does not have, or that it says nothing.
fn content_of(text: &str, message: &Message) -> Result<Vec<ContentBlock>, String> {
    let content = if let [ContentBlock::Text(_)] = &message.content[..] {
        vec![ContentBlock::Text(text.to_owned())]
    } else {
        let pieces = script::parse_body(text);
        let content = pieces.and_then(|pieces| script::content(&pieces, Some(message)));
        content.map_err(|error| error.to_string())?
    };
    if content.iter().all(ContentBlock::is_blank_text) {
        return Err("a message says something; d in the conversation deletes it".to_owned());
    }
    Ok(content)
}
