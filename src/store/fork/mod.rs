//! A fork: a path of a conversation becomes a conversation of its own, in a file of its own.
//!
//! What stands on the path goes along byte for byte, with its numbers: its messages, all records of
//! their replies, the attachments that they name, and the lane. Of everything that can be arranged
//! (title, tags, settings, variables, names, what is left out, pinned beginnings) the line goes along that
//! says how it is now. Undo and redo stay behind, so that nothing that was undone comes to life;
//! so do other branches and lanes, the layout, the trash, and records of later versions that are not
//! about a reply of the path.
//!
//! A message may be made of one beside the path. If that one was a reply, or goes back to one, it
//! goes along, since what may be sent to a model depends on the model that wrote it. Its own
//! ancestors do not: it stands below the nearest of them that is kept, and where that is another
//! parent its line is written anew. Of any other message nothing but the words is needed: an edit
//! has them, and a line that only said which message has them (`same`) is written anew with them. So
//! a question that was edited, or taken out of the path, is not in the new file.
//!
//! What the source does not have yet, since it is only read, is taken as if it stood at its end.
//! Lines that are no records stay behind. The last line is new: the lane shows the path. Its number
//! is above all of the source, so that no number means two things in the two conversations.

mod source;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

use self::source::{Line, Source, Tells};
use super::blobs::BlobBytes;
use super::format::{decode, encode};
use super::journal::Journal;
use crate::chat::call::turn::calls_of;
use crate::chat::content::{ContentBlock, MediaSource};
use crate::chat::conversation::{BY_ITSELF, Change, Conversation};
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::{ConversationId, LaneId, MessageId, Number};
use crate::chat::message::{Message, Origin};
use crate::chat::progress::{Monitor, Stopped};
use crate::chat::record::{Body, Entry, FORMAT_BY, Header, Record, VERSION};
use crate::chat::time::Wall;

/// What a fork is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fork {
    /// The id of the new conversation.
    pub(crate) id: ConversationId,
    /// The end of the path.
    pub(crate) message: MessageId,
    /// The lane that shows it, with its settings.
    pub(crate) lane: LaneId,
    /// Records of the conversation that its file does not have.
    pub(crate) waiting: Vec<Entry>,
    /// When it is made.
    pub(crate) at: Wall,
}

/// Why there can be no fork.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoFork {
    /// Its records could mean something that this version does not know.
    #[error("a newer version of outcrop wrote the conversation; fork it with that version")]
    TooNew,
    /// The line of the message is damaged, or it never was there.
    #[error("the message is not in the file of the conversation")]
    NoMessage,
    /// The line of the lane is damaged, or it never was there.
    #[error("the lane is not in the file of the conversation")]
    NoLane,
    /// Nobody waits for it.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// Makes the file of a fork, which must not exist. The source stays as it is.
///
/// # Errors
/// There is no such path in the source, or the system does not let the file be written whole; there
/// is none then.
pub(super) fn make(
    source: &[u8],
    path: &Path,
    fork: &Fork,
    monitor: &dyn Monitor,
) -> Result<(), StoreError> {
    let lines = lines(source, fork, monitor).map_err(|why| StoreError {
        doing: "make",
        path: path.display().to_string(),
        cause: why.to_string(),
        kind: match why {
            NoFork::Stopped(_) => StoreErrorKind::Stopped,
            NoFork::TooNew | NoFork::NoMessage | NoFork::NoLane => StoreErrorKind::Other,
        },
    })?;
    Journal::of_lines(path, &lines, monitor).map(drop)
}

/// The lines of a fork, without their newlines.
pub(super) fn lines<'a>(
    source: &'a [u8],
    fork: &Fork,
    monitor: &dyn Monitor,
) -> Result<Vec<Cow<'a, [u8]>>, NoFork> {
    let source = Source::read(source, &fork.waiting, monitor)?;
    let cut = Cut::new(&source.conversation, fork)?;
    if source.version[0] > VERSION[0] {
        return Err(NoFork::TooNew);
    }
    let arranged = cut.arranged(&source.lines);
    let mut lines = vec![Cow::Owned(first(&source, fork))];
    let last = last(&source.conversation, fork);
    for (at, line) in source.lines.into_iter().enumerate() {
        match &line.tells {
            Tells::Message(id) if cut.kept.contains(id) => lines.push(cut.placed(*id, line.text)),
            Tells::OfReply(id) if cut.kept.contains(&id.reply()) => lines.push(line.text),
            Tells::Lane(id) if *id == fork.lane => lines.push(line.text),
            Tells::Blob(hash) if cut.names(hash) => lines.push(line.text),
            Tells::Arranges(_) if arranged.contains(&at) => lines.push(line.text),
            Tells::Message(_)
            | Tells::OfReply(_)
            | Tells::Lane(_)
            | Tells::Blob(_)
            | Tells::Arranges(_) => {}
        }
    }
    lines.push(Cow::Owned(last));
    Ok(lines)
}

/// The new header. It tells the version of the source, whose lines follow.
fn first(source: &Source<'_>, fork: &Fork) -> Vec<u8> {
    let header = Header {
        version: source.version,
        id: fork.id.clone(),
        by: FORMAT_BY.to_owned(),
        origin: Some((source.conversation.id().clone(), Number(fork.message.0))),
    };
    text(&Entry {
        n: Number(1),
        at: fork.at,
        act: Number(1),
        record: Record::Header(header),
    })
}

/// The lane shows the path. Nobody did that, so it cannot be undone.
fn last(conversation: &Conversation, fork: &Fork) -> Vec<u8> {
    text(&Entry {
        n: conversation.next_number(),
        at: fork.at,
        act: BY_ITSELF,
        record: Record::Leaf {
            lane: fork.lane,
            message: Some(fork.message),
        },
    })
}

/// The line of a record that is no blob.
fn text(entry: &Entry) -> Vec<u8> {
    let line = encode(entry, &BlobBytes::default());
    line.expect("only blobs need bytes").text.into_bytes()
}

/// What is cut out of a conversation.
struct Cut<'a> {
    conversation: &'a Conversation,
    lane: LaneId,
    /// The messages of the path, and those that they are made of.
    kept: BTreeSet<MessageId>,
}

impl<'a> Cut<'a> {
    fn new(conversation: &'a Conversation, fork: &Fork) -> Result<Self, NoFork> {
        let path = conversation.path_to(Some(fork.message));
        if path.is_empty() {
            return Err(NoFork::NoMessage);
        }
        conversation.lane(fork.lane).ok_or(NoFork::NoLane)?;
        let mut kept: BTreeSet<MessageId> = path.iter().copied().collect();
        for id in path {
            let mut message = conversation.message(id);
            if message.is_some_and(|message| is_made_of_a_reply(conversation, message)) {
                while let Some(original) = message.and_then(|it| original(conversation, it)) {
                    kept.insert(original.id);
                    message = Some(original);
                }
            }
        }
        Ok(Self {
            conversation,
            lane: fork.lane,
            kept,
        })
    }

    /// Of each thing that is arranged, the place of the line that says how it is. What is as in any
    /// new conversation needs none.
    fn arranged(&self, lines: &[Line<'_>]) -> BTreeSet<usize> {
        let new = Conversation::new(self.conversation.id().clone());
        let mut found: Vec<(usize, &Change)> = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let Tells::Arranges(change) = &line.tells else {
                continue;
            };
            // A line that never took effect may say the same as the one that did, which does no harm.
            if self.is_about_kept(change) && self.conversation.has(change) && !new.has(change) {
                found.retain(|(_, earlier)| !earlier.is_about_same(change));
                found.push((at, change));
            }
        }
        found.into_iter().map(|(at, _)| at).collect()
    }

    fn is_about_kept(&self, change: &Change) -> bool {
        let is_lane = |lane: &Option<LaneId>| lane.is_none_or(|lane| lane == self.lane);
        match change {
            Change::Title(_) | Change::Variables(_) => true,
            Change::Settings(lane, _) => *lane == self.lane,
            Change::Included(id, lane, _) => self.kept.contains(id) && is_lane(lane),
            Change::Name(id, _) => self.kept.contains(id),
            Change::Pin(lane, _) => is_lane(lane),
            // That a conversation is kept on top says nothing of its forks.
            Change::Marked(mark) => mark.pin.is_none(),
            Change::Leaf(..) | Change::Open(_) | Change::Hidden(..) | Change::Vote(..) => false,
        }
    }

    /// Whether a message that is kept names the attachment with this hash.
    fn names(&self, hash: &str) -> bool {
        let messages = self.kept.iter();
        let mut messages = messages.filter_map(|id| self.conversation.message(*id));
        messages.any(|message| {
            let mut calls = calls_of(self.conversation, message);
            message.content.iter().any(|block| names(block, hash))
                || calls.any(|call| call.answer.is_some_and(|it| it.content.0.contains(hash)))
        })
    }

    /// The line of a message as it has to be where it stands now: as it is, unless what it refers to
    /// is not there.
    fn placed<'l>(&self, id: MessageId, line: Cow<'l, [u8]>) -> Cow<'l, [u8]> {
        let Some(message) = self.conversation.message(id) else {
            return line;
        };
        let below = self.parent(message);
        let speaks = match message.origin {
            Some(Origin::Same(other)) => self.kept.contains(&other),
            Some(Origin::Edited(_)) | None => true,
        };
        let Ok(mut decoded) = decode(&line) else {
            return line;
        };
        // What the line says counts, and not where the message stands: below a damaged message it
        // stands below another one, and here that could be yet another one.
        let (Record::Message { parent, .. } | Record::Generation { parent, .. }) =
            &mut decoded.entry.record
        else {
            return line;
        };
        if speaks && *parent == below {
            return line;
        }
        *parent = below;
        if let (false, Record::Message { body, .. }) = (speaks, &mut decoded.entry.record) {
            *body = Body::New(message.content.clone());
        }
        Cow::Owned(text(&decoded.entry))
    }

    /// The nearest ancestor that is kept.
    fn parent(&self, message: &Message) -> Option<MessageId> {
        let above = self.conversation.path_to(Some(message.id));
        let mut above = above.into_iter().rev().skip(1);
        above.find(|id| self.kept.contains(id))
    }
}

/// Whether more is to be known of what a message is made of than its words: the model that wrote
/// them, or how far the user did.
fn is_made_of_a_reply(conversation: &Conversation, message: &Message) -> bool {
    let maker = conversation.maker(message.id);
    message.prefill_len > 0 || maker.is_some_and(|maker| maker.generation.is_some())
}

/// The message that this one is made of, if it is there. It is an older one, so that a damaged file
/// cannot make a ring.
fn original<'a>(conversation: &'a Conversation, message: &Message) -> Option<&'a Message> {
    let (Origin::Same(other) | Origin::Edited(other)) = message.origin?;
    let original = conversation.message(other);
    original.filter(|original| original.id < message.id)
}

/// Whether a block names the attachment with this hash, also inside of what this version only keeps.
fn names(block: &ContentBlock, hash: &str) -> bool {
    match block {
        ContentBlock::Image { hash: named, .. } | ContentBlock::Document { hash: named, .. } => {
            named == hash
        }
        ContentBlock::Media { source, .. } => *source == MediaSource::Bytes(hash.to_owned()),
        ContentBlock::ToolResult { content: json, .. } | ContentBlock::Unknown { json, .. } => {
            json.0.contains(hash)
        }
        ContentBlock::Text(_)
        | ContentBlock::ToolUse(_)
        | ContentBlock::Reasoning { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint => false,
    }
}
