//! What stands above a comparison: which two messages, and how alike they are.

use crate::app::state::State;
use crate::chat::diff::{Grain, Thinking};
use crate::chat::ids::MessageId;
use crate::chat::message::Role;

use super::{Diff, Mode};

/// What is told of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Who speaks.
    pub(crate) speaker: Role,
    /// Its model, version, lane and name; foreign words among them.
    pub(crate) words: String,
}

/// What is told of a message, if it is there.
pub(crate) fn told(state: &State, id: MessageId) -> Option<Told> {
    let conversation = &state.conversation;
    let message = conversation.message(id)?;
    let mut words = Vec::new();
    let maker = conversation
        .maker(id)
        .and_then(|it| it.generation.as_deref());
    if let Some(model) = maker.and_then(|reply| reply.settings.model.as_ref()) {
        words.push(format!(" · {}", model.name));
    }
    let siblings: Vec<MessageId> = conversation.siblings(id).collect();
    if let (Some(at), true) = (
        siblings.iter().position(|other| *other == id),
        siblings.len() > 1,
    ) {
        words.push(format!(" ‹{}/{}›", at + 1, siblings.len()));
    }
    let lanes = lanes(state, id);
    if !lanes.is_empty() {
        words.push(format!(" · lane {}", lanes.join(", ")));
    }
    if let Some(name) = conversation.name(id) {
        words.push(format!(" ★ {name}"));
    }
    if message.is_open() {
        words.push(" … still coming".to_owned());
    }
    Some(Told {
        speaker: message.role,
        words: words.concat(),
    })
}

/// The numbers of the open lanes that show a message, where there is more than one lane.
fn lanes(state: &State, id: MessageId) -> Vec<String> {
    if state.conversation.lanes().nth(1).is_none() {
        return Vec::new();
    }
    let open = state.conversation.lanes().enumerate();
    let shows = open.filter(|(_, lane)| lane.path.contains(&id));
    shows.map(|(at, _)| (at + 1).to_string()).collect()
}

/// How alike the two are, in a line; what matters most comes first.
pub(crate) fn summary(diff: &Diff) -> String {
    let mut parts = match (diff.mode(), &diff.found().structure) {
        (Mode::Structure, Some(_)) => of_structure(diff),
        (Mode::Structure | Mode::Words | Mode::Lines, _) => of_text(diff),
    };
    if let (Some(here), count) = diff.progress() {
        parts.push(format!("change {here}/{count}"));
    }
    if diff.thinking() == Thinking::With {
        parts.push("with thinking".to_owned());
    }
    parts.join(" · ")
}

fn of_text(diff: &Diff) -> Vec<String> {
    let text = &diff.found().text;
    if text.is_equal() {
        return vec!["the same, to the byte".to_owned()];
    }
    let by = match diff.mode() {
        Mode::Lines => "by line",
        Mode::Words | Mode::Structure => "by word",
    };
    let mut parts = vec![
        format!("{} % alike", text.alike),
        format!("words +{} −{}", text.words.added, text.words.removed),
        format!("lines +{} −{}", text.lines.added, text.lines.removed),
        by.to_owned(),
    ];
    parts.extend(coarse(text.grain));
    parts
}

fn of_structure(diff: &Diff) -> Vec<String> {
    let Some(found) = &diff.found().structure else {
        return Vec::new();
    };
    if found.differences.is_empty() {
        let text = if diff.found().text.is_equal() {
            "the same, to the byte"
        } else {
            "the same values, written differently"
        };
        return vec![text.to_owned()];
    }
    let count = found.count();
    let changed = found.differences.len() - count.added - count.removed;
    let mut parts = vec![
        format!("{} % alike", found.alike),
        format!("values +{} −{} ~{changed}", count.added, count.removed),
        "by structure".to_owned(),
    ];
    parts.extend(coarse(found.grain));
    parts
}

/// What is said where some of it was not compared piece by piece.
fn coarse(grain: Grain) -> Option<String> {
    match grain {
        Grain::Fine => None,
        Grain::Coarse => Some("long parts that differ count as changed whole".to_owned()),
    }
}
