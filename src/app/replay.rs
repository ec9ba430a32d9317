//! Replays: a recorded turn with calls of tools is run again, and gets its recorded results.

use std::sync::Arc;

use crate::chat::call::CallId;
use crate::chat::ids::LaneId;
use crate::chat::replay::{Matching, Recording};

/// A lane in which a recorded turn is run again. It ends when the conversation is left; what was
/// answered stays in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replay {
    /// What was recorded.
    pub(crate) recording: Arc<Recording>,
    /// The lane that it was recorded in.
    pub(crate) of: LaneId,
    /// Which results are given by themselves.
    pub(crate) matching: Matching,
}

/// What can be done about replays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum OnReplay {
    /// List what can be replayed, and how.
    Open,
    /// Compare the replays with what was recorded.
    Report,
}

/// What is chosen from that list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// A turn is run again.
    Begin(Who, Matching),
    /// A call gets the nearest recorded result.
    Near(CallId),
    /// The replays are compared with what was recorded.
    Report,
}

/// Who runs it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The model of the lane in focus.
    Lane,
    /// A model that is chosen next.
    Model,
    /// The models of all lanes that messages go to.
    Lanes,
}
