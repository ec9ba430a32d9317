//! What the service would say about the order of the messages: found before anything is sent, and
//! marked at the messages that it is about.

use super::plan::{NOT_SENT, Plan, UNANSWERED};
use crate::chat::check::Level;
use crate::chat::conversation::Conversation;
use crate::chat::ids::{LaneId, MessageId};
use crate::chat::message::Role;

/// Something that is to be said about a message of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// The message.
    pub(crate) message: MessageId,
    /// `Refused`: the service will refuse the request. `Note`: it goes along otherwise than it stands.
    pub(crate) level: Level,
    /// What it is, a short sentence in lower case.
    pub(crate) text: String,
    /// Messages that are better left out of the context.
    pub(crate) leave_out: Vec<MessageId>,
}

/// What is to be said about the messages of a path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Order {
    /// Who speaks last; `None` = nothing would be sent.
    pub(crate) last: Option<Role>,
    /// The remarks, in the order of the path.
    pub(crate) remarks: Vec<Remark>,
}

impl Remark {
    pub(super) fn note(message: MessageId, text: impl Into<String>) -> Self {
        Self {
            message,
            level: Level::Note,
            text: text.into(),
            leave_out: Vec::new(),
        }
    }

    pub(super) fn refused(
        message: MessageId,
        text: impl Into<String>,
        leave_out: Vec<MessageId>,
    ) -> Self {
        Self {
            level: Level::Refused,
            leave_out,
            ..Self::note(message, text)
        }
    }
}

impl Order {
    pub(super) fn new(last: Option<Role>, remarks: Vec<Remark>) -> Self {
        let mut remarks = remarks;
        remarks.sort_by_key(|remark| remark.message);
        Self { last, remarks }
    }

    /// The order of the path to a leaf, as a request of this lane would have it.
    pub(crate) fn of(conversation: &Conversation, lane: LaneId, leaf: Option<MessageId>) -> Self {
        let settings = conversation.lane(lane).map(|lane| &lane.settings);
        let mut order = settings
            .and_then(|settings| Plan::of(conversation, lane, settings, leaf))
            .map_or_else(Self::default, Plan::into_order);
        // Nothing has followed these calls: they can still be answered, and then they are sent.
        let open = |remark: &Remark| {
            let text = remark.text.strip_suffix(NOT_SENT);
            Some(remark.message) == leaf && text == Some(UNANSWERED)
        };
        order.remarks.retain(|remark| !open(remark));
        order
    }

    /// What is to be said about a message.
    pub(crate) fn about(&self, id: MessageId) -> impl Iterator<Item = &Remark> {
        let from = self.remarks.partition_point(|remark| remark.message < id);
        let remarks = self.remarks[from..].iter();
        remarks.take_while(move |remark| remark.message == id)
    }

    /// The first thing that the service will refuse.
    pub(crate) fn refused(&self) -> Option<&Remark> {
        let mut remarks = self.remarks.iter();
        remarks.find(|remark| remark.level == Level::Refused)
    }
}
