//! What is not sent yet: the draft of a conversation, and messages that wait.

use std::collections::HashSet;

use crate::chat::attached::Attached;
use crate::chat::ids::LaneId;
use crate::chat::settings::Settings;

use super::chips::{ArrivalId, Wanted};
use super::state::State;
use super::view::Audience;

/// Unsent text of a conversation, as it is kept on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Draft {
    /// The text in the editor.
    pub(crate) text: String,
    /// The beginning of the reply.
    pub(crate) prefill: String,
    /// What goes along with the text.
    pub(crate) attached: Vec<Wanted>,
    /// Messages that wait for the reply to end, oldest first.
    pub(crate) queued: Vec<Unsent>,
    /// Drafts that were put aside, the last one at the end.
    pub(crate) aside: Vec<Aside>,
    /// Settings of a conversation whose file does not exist yet.
    pub(crate) settings: Option<Box<Settings>>,
    /// Its variables.
    pub(crate) variables: Vec<(String, String)>,
    /// The lane in focus; `None` = the first one.
    pub(crate) lane: Option<LaneId>,
    /// Which lanes it goes to.
    pub(crate) audience: Audience,
}

/// A draft that was put aside.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Aside {
    /// The text.
    pub(crate) text: String,
    /// The beginning of the reply.
    pub(crate) prefill: String,
    /// What goes along with it.
    pub(crate) attached: Vec<Wanted>,
}

/// How many drafts can be put aside.
pub(crate) const MAX_ASIDE: usize = 9;

/// A message that waits, as it is kept on disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Unsent {
    /// The text.
    pub(crate) text: String,
    /// What goes along with it.
    pub(crate) attached: Vec<Wanted>,
}

/// A message that waits for the reply to end.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Queued {
    /// The text.
    pub(crate) text: String,
    /// What goes along with it.
    pub(crate) attached: Vec<Attached>,
    /// What is still to be read for it.
    pub(crate) coming: Coming,
}

/// What is still to be read for a message that waits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Coming {
    /// Nothing.
    #[default]
    Nothing,
    /// These, which nobody has asked for yet.
    Wanted(Vec<Wanted>),
    /// These, which are told by this.
    Asked(ArrivalId, Vec<Wanted>),
}

impl Queued {
    /// As it comes from disk.
    pub(super) fn of(unsent: Unsent) -> Self {
        let coming = if unsent.attached.is_empty() {
            Coming::Nothing
        } else {
            Coming::Wanted(unsent.attached)
        };
        Self {
            text: unsent.text,
            attached: Vec::new(),
            coming,
        }
    }

    /// As it is kept on disk.
    pub(super) fn unsent(&self) -> Unsent {
        let attached = match &self.coming {
            Coming::Nothing => self.attached.iter().map(Wanted::again).collect(),
            Coming::Wanted(wanted) | Coming::Asked(_, wanted) => wanted.clone(),
        };
        Unsent {
            text: self.text.clone(),
            attached,
        }
    }
}

/// What the user says with one message.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Said {
    /// The text, with its variables as they were written.
    pub(crate) text: String,
    /// What goes along with it. Marks such as `[Image #1]` tell where in the text.
    pub(crate) attached: Vec<Attached>,
    /// The beginning of the reply; empty = none.
    pub(crate) prefill: String,
}

/// The hashes of all that may still be sent: of the editor, of messages that wait, and of cases that are
/// to be asked.
pub(crate) fn hashes(state: &State) -> HashSet<&str> {
    let waiting = state.composer.queue.iter().flat_map(|one| &one.attached);
    let cases = state.flight.desk.run.iter();
    let cases = cases.flat_map(|run| run.queues.values());
    let cases = cases.flat_map(|queue| &queue.said.attached);
    let all = state.composer.chips.at_hand().chain(waiting).chain(cases);
    all.map(|attached| attached.hash.as_str()).collect()
}

/// Messages that are nothing but a text, for tests.
#[cfg(test)]
mod plain {
    use super::{Queued, Unsent};

    impl PartialEq<&str> for Queued {
        fn eq(&self, text: &&str) -> bool {
            self.unsent() == *text
        }
    }

    impl PartialEq<&str> for Unsent {
        fn eq(&self, text: &&str) -> bool {
            self.text == *text && self.attached.is_empty()
        }
    }

    impl From<&str> for Unsent {
        fn from(text: &str) -> Self {
            Self {
                text: text.to_owned(),
                attached: Vec::new(),
            }
        }
    }
}
