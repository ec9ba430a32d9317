//! Lanes: the columns of the screen.

use std::collections::HashMap;

use super::ids::{LaneId, MessageId};
use super::settings::Settings;

/// The name of the lane in which a model compares the replies of the others.
pub(crate) const JUDGE: &str = "judge";

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
    /// What was shown last below each message.
    turned: HashMap<Option<MessageId>, Below>,
}

/// What was shown last below a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    /// This message.
    Message(MessageId),
    /// Nothing: the path ended there.
    Nothing,
}

impl Lane {
    /// A lane that shows this path.
    pub(crate) fn new(
        id: LaneId,
        name: Option<String>,
        settings: Settings,
        path: Vec<MessageId>,
    ) -> Self {
        let mut lane = Self {
            id,
            name,
            settings,
            path: Vec::new(),
            turned: HashMap::new(),
        };
        lane.show(path);
        lane
    }

    /// Whether it compares the replies of the others.
    pub(crate) fn is_judge(&self) -> bool {
        self.name.as_deref() == Some(JUDGE)
    }

    /// The last message that the lane shows.
    pub(crate) fn leaf(&self) -> Option<MessageId> {
        self.path.last().copied()
    }

    /// Shows another path.
    pub(super) fn show(&mut self, path: Vec<MessageId>) {
        let mut before = None;
        for id in &path {
            self.turned.insert(before, Below::Message(*id));
            before = Some(*id);
        }
        self.turned.insert(before, Below::Nothing);
        self.path = path;
    }

    /// Shows one more message, which follows the leaf.
    pub(super) fn grow(&mut self, id: MessageId) {
        self.turned.insert(self.leaf(), Below::Message(id));
        self.turned.insert(Some(id), Below::Nothing);
        self.path.push(id);
    }

    /// What was shown last below a message: `None` = it was never shown here.
    pub(super) fn turned(&self, id: MessageId) -> Option<Below> {
        self.turned.get(&Some(id)).copied()
    }
}
