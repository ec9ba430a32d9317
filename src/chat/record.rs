//! Records: all that can happen to a conversation. One record is one line of its file.

use super::call::{Answer, CallId, Said};
use super::content::{ContentBlock, Json};
use super::conversation::{Hidden, Included, Layout};
use super::generation::{Attempt, End, Sent};
use super::ids::{CaseNo, ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use super::library::FileMark;
use super::message::Role;
use super::settings::Settings;
use super::stream::Delta;
use super::time::Wall;
use super::vote::Vote;

/// The name of the file format, in the header.
pub(crate) const FORMAT: &str = "outcrop.conversation";

/// The version that this program writes: major, minor.
pub(crate) const VERSION: [u32; 2] = [1, 0];

/// The program that writes, in the header of new files.
pub(crate) const FORMAT_BY: &str = concat!("outcrop ", env!("CARGO_PKG_VERSION"));

/// A record with its number, time and action.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    /// Number of the record, and id of what it makes.
    pub(crate) n: Number,
    /// When it was made, for display.
    pub(crate) at: Wall,
    /// The first record of the user action that it belongs to.
    pub(crate) act: Number,
    /// What happened.
    pub(crate) record: Record,
}

/// What can happen to a conversation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Record {
    /// The conversation begins.
    Header(Header),
    /// It got a title.
    Title {
        /// The title.
        text: String,
        /// Who gave it.
        by: TitleBy,
    },
    /// A lane was opened.
    Lane {
        /// The message that it begins after.
        parent: Option<MessageId>,
        /// Its settings.
        settings: Settings,
        /// Its place from the left.
        index: u32,
        /// Its name.
        name: Option<String>,
    },
    /// A lane got other settings.
    LaneSet {
        /// The lane.
        lane: LaneId,
        /// All its settings.
        settings: Settings,
    },
    /// A lane shows another path.
    Leaf {
        /// The lane.
        lane: LaneId,
        /// The last message of the path.
        message: Option<MessageId>,
    },
    /// A message was added.
    Message {
        /// The message it follows.
        parent: Option<MessageId>,
        /// Who speaks.
        role: Role,
        /// Which turn; `None` = its own number.
        turn: Option<Turn>,
        /// The case of the table whose values it has.
        case: Option<CaseNo>,
        /// What is said.
        body: Body,
    },
    /// A request was made; its reply begins, empty, as the lane's new leaf. That of a case is a side
    /// branch: the lane stays where it is.
    Generation {
        /// The lane that asks.
        lane: LaneId,
        /// The message that is answered.
        parent: Option<MessageId>,
        /// The turn.
        turn: Turn,
        /// The case of the table that it is asked for.
        case: Option<CaseNo>,
        /// The lane's settings at that moment.
        settings: Settings,
        /// The beginning of the reply, by the user.
        prefill: Vec<ContentBlock>,
        /// What is sent.
        sent: Sent,
    },
    /// The request was tried.
    Attempt {
        /// The generation.
        generation: GenerationId,
        /// How it went.
        attempt: Attempt,
    },
    /// Pieces of the reply came.
    Deltas {
        /// The generation.
        generation: GenerationId,
        /// In the order in which they came.
        deltas: Vec<Delta>,
    },
    /// The generation ended.
    End {
        /// The generation.
        generation: GenerationId,
        /// How.
        end: End,
    },
    /// A call of a tool was answered; `None` = what was answered is taken back. The last one counts.
    Answer {
        /// The call.
        call: CallId,
        /// What was answered.
        answer: Option<Answer>,
    },
    /// The user has said whether something may run.
    Consent(Said),
    /// The bytes of an attachment were put into the file. Messages name them by their hash.
    Blob(Blob),
    /// Variables of the conversation have other values; these are all of them.
    Variables(Vec<(String, String)>),
    /// The conversation has this table of cases from now on; messages name its rows.
    Cases(CaseFile),
    /// These lanes are open. Others are closed, and nothing of them is lost.
    Layout(Layout),
    /// A message goes along with requests, or no longer.
    Context {
        /// The message.
        message: MessageId,
        /// In which lane; `None` = in all.
        lane: Option<LaneId>,
        /// Whether it does.
        included: Included,
    },
    /// A message and all that follows it went to the trash, or came back.
    Trash(MessageId, Hidden),
    /// A message got a name, or lost it.
    Mark {
        /// The message.
        message: MessageId,
        /// Its name.
        name: Option<String>,
    },
    /// The user keeps the conversation on top of others or no longer, or gives it tags.
    FileMark(FileMark),
    /// Replies begin with this text from now on; `None` = no longer.
    PrefillPin {
        /// In which lane; `None` = in all.
        lane: Option<LaneId>,
        /// The beginning.
        text: Option<String>,
    },
    /// The user says which replies of a turn are the best; `None` = nothing any more.
    Vote {
        /// The turn.
        turn: Turn,
        /// What is said.
        vote: Option<Vote>,
    },
    /// What this action of the user arranged is as it was before.
    Undo(Number),
    /// What this action arranged is as it was before it was undone.
    Redo(Number),
    /// A record that this version does not know. Kept as a line of the file, without an effect.
    Other {
        /// Its kind.
        kind: String,
        /// The whole line.
        line: Json,
    },
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Body {
    /// Something new.
    New(Vec<ContentBlock>),
    /// What the user has made of another message.
    Edited {
        /// The other message.
        from: MessageId,
        /// What is said.
        content: Vec<ContentBlock>,
        /// How many bytes at the beginning of the first text are still the prefill of the original.
        prefill_len: usize,
    },
    /// The same as another message.
    Same(MessageId),
}

/// What is known of the bytes of an attachment. The bytes themselves are only in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blob {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) hash: String,
    /// The media type, such as `image/png`.
    pub(crate) media: String,
    /// How many bytes.
    pub(crate) size: u64,
    /// The name of the file that it was read from.
    pub(crate) name: Option<String>,
    /// Columns and rows of a picture, where they are known.
    pub(crate) pixels: Option<(u32, u32)>,
}

/// The file of a table of cases. Its bytes are a blob of the conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CaseFile {
    /// The hash of its bytes.
    pub(crate) blob: String,
    /// The names of its columns.
    pub(crate) columns: Vec<String>,
    /// The name of the file that it was read from.
    pub(crate) name: Option<String>,
}

/// The first record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Major and minor version of the format.
    pub(crate) version: [u32; 2],
    /// The conversation's id.
    pub(crate) id: ConversationId,
    /// The program that made it.
    pub(crate) by: String,
    /// The conversation and record that it was forked from.
    pub(crate) origin: Option<(ConversationId, Number)>,
}

/// Who gave a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TitleBy {
    /// It is the first words of the conversation.
    First,
    /// The user.
    Hand,
    /// A model.
    Model,
}
