//! The source of a fork: its sound lines, and what each of them is about.

use std::borrow::Cow;

use crate::chat::conversation::{Change, Conversation};
use crate::chat::ids::{GenerationId, LaneId, MessageId, Number};
use crate::chat::progress::{Monitor, Steps, Stopped, Unit};
use crate::chat::record::{Entry, Record, VERSION};
use crate::store::blobs::BlobBytes;
use crate::store::format::{decode, encode, generation_of};
use crate::store::load::made_up;

/// A conversation and the lines that it is told by.
pub(super) struct Source<'a> {
    /// The fold of all lines.
    pub(super) conversation: Conversation,
    /// Of its header; this program's where there is none.
    pub(super) version: [u32; 2],
    /// Those that a fork may need, in file order.
    pub(super) lines: Vec<Line<'a>>,
}

/// A line without its newline.
pub(super) struct Line<'a> {
    pub(super) text: Cow<'a, [u8]>,
    pub(super) tells: Tells,
}

/// What a line is about.
pub(super) enum Tells {
    /// A lane was opened.
    Lane(LaneId),
    /// This message was made, by this line and no other one.
    Message(MessageId),
    /// How it went with this reply.
    OfReply(GenerationId),
    /// The bytes of the attachment with this hash.
    Blob(String),
    /// A thing got a value.
    Arranges(Change),
}

impl<'a> Source<'a> {
    /// Reads the lines of a file, and then the records that it does not have.
    ///
    /// # Errors
    /// Nobody waits for it any more.
    pub(super) fn read(
        bytes: &'a [u8],
        waiting: &[Entry],
        monitor: &dyn Monitor,
    ) -> Result<Self, Stopped> {
        let mut steps = Steps::begin(bytes.len(), Unit::Read, monitor)?;
        let mut lines = bytes.split(|byte| *byte == b'\n').peekable();
        let id = made_up(lines.peek().copied().unwrap_or_default());
        let mut source = Self {
            conversation: Conversation::new(id),
            version: VERSION,
            lines: Vec::new(),
        };
        for line in lines.filter(|line| !line.is_empty()) {
            steps.step(line.len() + 1)?;
            if let Ok(decoded) = decode(line) {
                source.take(Cow::Borrowed(line), &decoded.entry);
            } else {
                // It may be referred to, as when it is loaded: its number is not given again.
                let Number(next) = source.conversation.next_number();
                source.conversation.skip_to(Number(next + 1));
            }
        }
        for entry in waiting {
            // The bytes of attachments never wait for anything but the file.
            if let Ok(line) = encode(entry, &BlobBytes::default()) {
                source.take(Cow::Owned(line.text.into_bytes()), entry);
            }
        }
        Ok(source)
    }

    fn take(&mut self, text: Cow<'a, [u8]>, entry: &Entry) {
        let id = MessageId(entry.n.0);
        let was_there = self.conversation.message(id).is_some();
        self.conversation.apply(entry);
        let is_there = self.conversation.message(id).is_some();
        let tells = match &entry.record {
            Record::Header(header) => {
                self.version = self.version.max(header.version);
                None
            }
            Record::Lane { .. } => Some(Tells::Lane(LaneId(entry.n.0))),
            Record::Message { .. } | Record::Generation { .. } => {
                (is_there && !was_there).then_some(Tells::Message(id))
            }
            Record::Attempt { generation, .. }
            | Record::Deltas { generation, .. }
            | Record::End { generation, .. } => Some(Tells::OfReply(*generation)),
            Record::Answer { call, .. } => Some(Tells::OfReply(GenerationId(call.message.0))),
            Record::Blob(blob) => Some(Tells::Blob(blob.hash.clone())),
            Record::Other { line, .. } => generation_of(line).map(Tells::OfReply),
            // A fork is a path, and cases are none. What may run was said about the other file.
            Record::Undo(_) | Record::Redo(_) | Record::Cases(_) | Record::Consent(_) => None,
            Record::Title { .. }
            | Record::LaneSet { .. }
            | Record::Leaf { .. }
            | Record::Layout(_)
            | Record::Variables(_)
            | Record::Context { .. }
            | Record::Trash(..)
            | Record::Mark { .. }
            | Record::PrefillPin { .. }
            | Record::Vote { .. }
            | Record::FileMark(_) => Change::of(&entry.record).map(Tells::Arranges),
        };
        self.lines.extend(tells.map(|tells| Line { text, tells }));
    }
}
