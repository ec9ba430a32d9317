//! Texts that are edited in another program: handing them out, and taking them back.

use std::path::PathBuf;

use crate::app::editor::{Editor, Subject};
use crate::app::effect::Effect;
use crate::app::outside::{Outside, Purpose, Round};
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::app::view::{Anchor, Pane};
use crate::chat::ids::MessageId;
use crate::chat::message::Message;
use crate::chat::record::Record;
use crate::chat::script::{self, Checked, CheckedPart};

use super::chain::{self, Link, Words};
use super::{draft, editor, file};

/// Hands out the text that is being edited: that of the editor over the panes, else the message.
pub(super) fn edit(state: &mut State) -> Vec<Effect> {
    let (purpose, (text, row)) = if let Some(Overlay::Editor(editor)) = state.overlays.last() {
        let at = (editor.text(), editor.pad.cursor().0);
        (Purpose::Overlay(editor.subject.clone()), at)
    } else {
        state.view.focus = Pane::Composer;
        let field = state.composer.field();
        (Purpose::Composer(field), state.composer.written(field))
    };
    vec![Effect::EditOutside(Box::new(Outside {
        purpose,
        text,
        line: row + 1,
        file: None,
    }))]
}

/// Hands out the conversation that the lane shows, with its system prompt.
pub(super) fn edit_conversation(state: &mut State) -> Vec<Effect> {
    if file::refuses(state) {
        return Vec::new();
    }
    let streams = |lane| state.flight.of_lane(lane).is_some();
    if state.lane_id().is_some_and(streams) {
        let text = "the reply is still coming; wait for it or stop it, then edit the conversation";
        state.notices.say(text, state.input.now.mono);
        return Vec::new();
    }
    let path = path(state).into_iter();
    let messages: Vec<&Message> = path
        .filter_map(|id| state.conversation.message(id))
        .collect();
    let text = script::print(&state.settings().system, &messages);
    let shown = match state.view.reading.anchor {
        Anchor::At { message, .. } => state.conversation.message(message),
        Anchor::Follow => messages.last().copied(),
    };
    let line = shown.and_then(|message| script::line_of(&text, message));
    vec![Effect::EditOutside(Box::new(Outside {
        purpose: Purpose::Conversation(Round::First),
        text,
        line: line.unwrap_or(1),
        file: None,
    }))]
}

/// The messages that the lane shows.
fn path(state: &State) -> Vec<MessageId> {
    state.lane().map_or_else(Vec::new, |lane| lane.path.clone())
}

/// The program has ended: what stands in the file now, or why nobody knows.
pub(super) fn came_back(
    state: &mut State,
    outside: Outside,
    result: Result<String, String>,
) -> Vec<Effect> {
    let text = match result {
        Ok(in_file) => outside.written(&in_file),
        Err(problem) => {
            state.notices.error(problem, state.input.now.mono);
            return Vec::new();
        }
    };
    match outside.purpose {
        Purpose::Composer(field) => {
            state.composer.replace(field, &text);
            draft::changed(state);
        }
        Purpose::Overlay(subject) => into_overlay(state, subject, &text, &outside.text),
        Purpose::Conversation(_) => return conversation_came_back(state, outside, &text),
    }
    remove(outside.file)
}

/// The file of a text that was taken is not needed any more.
fn remove(file: Option<PathBuf>) -> Vec<Effect> {
    file.map(Effect::RemoveOutside).into_iter().collect()
}

/// Puts a text into the editor over the panes that it was taken from, to be looked at and taken.
fn into_overlay(state: &mut State, subject: Subject, text: &str, before: &str) {
    // One that is open comes to the top as it is, and one that is gone begins with what it held.
    editor::open(state, Editor::new(subject, before));
    editor::replace(state, text);
}

/// The script of the conversation came back. What cannot be taken goes out again with a remark,
/// until it comes back as it went.
fn conversation_came_back(state: &mut State, outside: Outside, text: &str) -> Vec<Effect> {
    let round = match outside.purpose {
        Purpose::Conversation(round) => round,
        Purpose::Composer(_) | Purpose::Overlay(_) => Round::First,
    };
    if text.trim().is_empty() {
        return unchanged(state, outside.file);
    }
    if text == outside.text {
        return match round {
            Round::First => unchanged(state, outside.file),
            Round::Again => keep(state, "this cannot be taken as it is", outside.file),
        };
    }
    let checked = script::parse(text).and_then(|script| script.check(&state.conversation));
    match checked {
        Ok(checked) => take(state, checked, outside.file),
        Err(error) => {
            let marked = script::marked(text, &error);
            vec![Effect::EditOutside(Box::new(Outside {
                purpose: Purpose::Conversation(Round::Again),
                text: marked.text,
                line: marked.line,
                file: outside.file,
            }))]
        }
    }
}

/// Takes what a script says that is other than what the lane shows, in one action. Messages that were
/// changed become siblings of those that the lane shows.
fn take(state: &mut State, checked: Checked, file: Option<PathBuf>) -> Vec<Effect> {
    let same_messages = is_path(state, &checked.parts);
    let same_system = checked.system == state.settings().system;
    let Some(lane) = state.lane_id().filter(|_| !same_messages || !same_system) else {
        return unchanged(state, file);
    };
    let mut settings = state.settings().into_owned();
    settings.system = checked.system;
    let set = (!same_system).then_some(Record::LaneSet { lane, settings });
    let mut effects = if same_messages {
        let set = set.into_iter();
        set.flat_map(|set| file::record_quietly(state, set))
            .collect()
    } else {
        let links: Vec<Link> = checked.parts.into_iter().map(link).collect();
        let last = links.len().saturating_sub(1);
        chain::rebuild_after(state, lane, set.into_iter().collect(), (links, last))
    };
    let text = if same_messages {
        "the system prompt was changed"
    } else {
        "the conversation was changed; u brings back what it was"
    };
    state.notices.say(text, state.input.now.mono);
    effects.extend(remove(file));
    effects
}

/// A message of a script as one of the path.
fn link(part: CheckedPart) -> Link {
    let words = match part.origin {
        Some(id) if part.is_unchanged => Words::Same(id),
        Some(id) => Words::Edited(id, part.content),
        None => Words::New(part.content),
    };
    Link {
        role: part.role,
        words,
    }
}

fn unchanged(state: &mut State, file: Option<PathBuf>) -> Vec<Effect> {
    state
        .notices
        .say("nothing was changed", state.input.now.mono);
    remove(file)
}

/// Takes nothing, and tells where the text stands.
fn keep(state: &mut State, problem: &str, file: Option<PathBuf>) -> Vec<Effect> {
    let kept = file.map_or_else(String::new, |file| format!("kept in {}: ", file.display()));
    let text = format!("{kept}{problem}");
    state.notices.error(text, state.input.now.mono);
    Vec::new()
}

/// Whether these are just the messages that the lane shows.
fn is_path(state: &State, parts: &[CheckedPart]) -> bool {
    let origins = parts.iter().map(|part| part.origin);
    parts.iter().all(|part| part.is_unchanged) && origins.eq(path(state).into_iter().map(Some))
}
