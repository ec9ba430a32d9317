//! Lanes: the columns of the screen.

use super::ids::{LaneId, MessageId};
use super::settings::Settings;

/// One column: settings and the path of messages that it shows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Lane {
    /// The number of its record.
    pub(crate) id: LaneId,
    /// What the user calls it.
    pub(crate) name: Option<String>,
    /// What shapes its requests.
    pub(crate) settings: Settings,
    /// The messages from the root to the leaf that the lane shows.
    pub(crate) path: Vec<MessageId>,
}

impl Lane {
    /// The last message that the lane shows.
    pub(crate) fn leaf(&self) -> Option<MessageId> {
        self.path.last().copied()
    }
}
