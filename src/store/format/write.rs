//! Records to lines.

use std::borrow::Cow;
use std::io::Write as _;
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::answer::{AnswerMembers, ConsentMembers};
use super::checksum;
use super::end::EndMembers;
use super::form::Form;
use super::object::Pairs;
use super::records::{
    AttemptMembers, BlobHead, CasesMembers, ContextMembers, DeltasMembers, FileMarkMembers,
    GenerationMembers, HeaderMembers, LaneMembers, LaneSetMembers, LayoutMembers, LeafMembers,
    MarkMembers, MessageMembers, OriginMembers, PinMembers, RequestMembers, Said, TitleMembers,
    TrashMembers, UndoMembers, VariablesMembers, VoteMembers,
};
use crate::chat::conversation::{Hidden, Included, Layout};
use crate::chat::generation::{Attempt, Sent};
use crate::chat::ids::{GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::library::{FileMark, Pinned};
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, CaseFile, Entry, FORMAT, Header, Record, TitleBy};
use crate::chat::vote::{Sight, Vote, Winner};
use crate::store::blobs::{BlobBytes, NoBytes};

/// A line to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Encoded {
    /// The line, without its newline.
    pub(crate) text: String,
    /// Of a blob: its hash, and where in the line its bytes stand, in base64.
    pub(crate) data: Option<(String, Range<usize>)>,
}

/// The line of a record. A record that is not known is the line that it was.
///
/// # Errors
/// It is a blob whose bytes are not there.
pub(crate) fn encode(entry: &Entry, bytes: &BlobBytes) -> Result<Encoded, NoBytes> {
    let Record::Blob(blob) = &entry.record else {
        let text = plain(entry);
        return Ok(Encoded { text, data: None });
    };
    let (text, data) = Line(entry).with_data(blob, bytes.of(blob)?);
    let data = Some((blob.hash.clone(), data));
    Ok(Encoded { text, data })
}

/// The line of a record of the kind `damaged`, which keeps the bytes of a line that is none.
///
/// Nobody reads it but a person: to the program it is a kind that it does not know.
pub(crate) fn put_aside(n: Number, line: usize, bytes: &[u8]) -> String {
    let (n, data) = (n.0, STANDARD.encode(bytes));
    let mut text =
        format!(r#"{{"n":{n},"at":0,"act":0,"k":"damaged","line":{line},"data":"{data}""#);
    checksum::seal(&mut text);
    text
}

/// The line of any record but a blob.
#[expect(clippy::too_many_lines, reason = "one arm for each kind of record")]
fn plain(entry: &Entry) -> String {
    let out = Line(entry);
    match &entry.record {
        Record::Header(header) => out.with("header", &header_members(header)),
        Record::Title { text, by } => out.with("title", &title_members(text, *by)),
        Record::Lane {
            parent,
            settings,
            index,
            name,
        } => out.with(
            "lane",
            &LaneMembers {
                parent: number(*parent),
                settings: Form::of(settings),
                index: *index,
                name: name.as_deref().map(Cow::Borrowed),
            },
        ),
        Record::LaneSet { lane, settings } => {
            let (lane, settings) = (lane.0, Form::of(settings));
            out.with("lane_set", &LaneSetMembers { lane, settings })
        }
        Record::Leaf { lane, message } => {
            let (lane, message) = (lane.0, number(*message));
            out.with("leaf", &LeafMembers { lane, message })
        }
        Record::Message {
            parent,
            role,
            turn,
            case,
            body,
        } => out.with(
            "message",
            &MessageMembers {
                case: case.map(|case| case.0),
                ..message_members(*parent, *role, *turn, body)
            },
        ),
        Record::Generation {
            lane,
            parent,
            turn,
            case,
            settings,
            prefill,
            sent,
        } => out.with(
            "generation",
            &GenerationMembers {
                lane: lane.0,
                parent: number(*parent),
                turn: turn.0,
                settings: Form::of(settings),
                prefill: (!prefill.is_empty()).then(|| Form::of(prefill)),
                request: request_members(sent),
                case: case.map(|case| case.0),
            },
        ),
        Record::Answer { call, answer } => {
            out.with("answer", &AnswerMembers::of(*call, answer.as_ref()))
        }
        Record::Consent(said) => out.with("consent", &ConsentMembers::of(said)),
        Record::Blob(_) => unreachable!("blobs are written with their data"),
        Record::Variables(values) => out.with("variables", &variables_members(values)),
        Record::Cases(file) => out.with("cases", &cases_members(file)),
        Record::Layout(layout) => out.with("layout", &layout_members(layout)),
        Record::Context {
            message,
            lane,
            included,
        } => out.with("context", &context_members(*message, *lane, *included)),
        Record::Trash(message, hidden) => {
            let kind = match hidden {
                Hidden::Yes => "trash",
                Hidden::No => "restore",
            };
            out.with(kind, &TrashMembers { message: message.0 })
        }
        Record::Mark { message, name } => {
            let name = name.as_deref().map(Cow::Borrowed);
            let message = message.0;
            out.with("mark", &MarkMembers { message, name })
        }
        Record::FileMark(mark) => out.with("file_mark", &file_mark_members(mark)),
        Record::PrefillPin { lane, text } => {
            let text = text.as_deref().map(Cow::Borrowed);
            let lane = lane.map(|lane| lane.0);
            out.with("prefill_pin", &PinMembers { lane, text })
        }
        Record::Vote { turn, vote } => out.with("vote", &vote_members(*turn, vote.as_ref())),
        Record::Undo(of) => out.with("undo", &UndoMembers { of: of.0 }),
        Record::Redo(of) => out.with("redo", &UndoMembers { of: of.0 }),
        Record::Attempt {
            generation,
            attempt,
        } => out.with("attempt", &attempt_members(*generation, attempt)),
        Record::Deltas { generation, deltas } => {
            let (generation, deltas) = (generation.0, Form::of(deltas));
            out.with("deltas", &DeltasMembers { generation, deltas })
        }
        Record::End { generation, end } => out.with("end", &EndMembers::of(*generation, end)),
        Record::Other { line, .. } => line.0.clone(),
    }
}

struct Line<'a>(&'a Entry);

impl Line<'_> {
    /// Writes what every record has, the members of its kind, and the checksum.
    fn with(&self, kind: &str, members: &impl Serialize) -> String {
        let mut line = self.begun(kind, members);
        checksum::seal(&mut line);
        line
    }

    /// Writes a blob with its bytes; gives the line and where in it they stand.
    fn with_data(&self, blob: &Blob, bytes: &[u8]) -> (String, Range<usize>) {
        let mut line = self.begun("blob", &blob_head(blob));
        // The line is large: room for all of it is made once.
        line.reserve(bytes.len() / 3 * 4 + 64);
        line.push_str(r#","data":""#);
        let start = line.len();
        STANDARD.encode_string(bytes, &mut line);
        let end = line.len();
        line.push('"');
        checksum::seal(&mut line);
        (line, start..end)
    }

    fn begun(&self, kind: &str, members: &impl Serialize) -> String {
        let Entry { n, at, act, .. } = self.0;
        let (n, at, act) = (n.0, at.0, act.0);
        let mut bytes = Vec::with_capacity(256);
        write!(bytes, r#"{{"n":{n},"at":{at},"act":{act},"k":"{kind}""#)
            .expect("writing to memory does not fail");
        // The members are written as an object of their own, whose braces are then taken away.
        let start = bytes.len();
        serde_json::to_writer(&mut bytes, members).expect("members are plain values");
        bytes[start] = b',';
        bytes.pop();
        if bytes.len() == start + 1 {
            // There are none.
            bytes.pop();
        }
        String::from_utf8(bytes).expect("JSON is UTF-8")
    }
}

fn header_members(header: &Header) -> HeaderMembers<'_> {
    let origin = header.origin.as_ref().map(|(id, n)| OriginMembers {
        id: id.as_str().into(),
        n: n.0,
    });
    HeaderMembers {
        format: FORMAT.into(),
        version: header.version,
        id: header.id.as_str().into(),
        by: header.by.as_str().into(),
        origin,
    }
}

fn cases_members(file: &CaseFile) -> CasesMembers<'_> {
    CasesMembers {
        blob: file.blob.as_str().into(),
        columns: file
            .columns
            .iter()
            .map(|name| name.as_str().into())
            .collect(),
        name: file.name.as_deref().map(Cow::Borrowed),
    }
}

fn title_members(text: &str, by: TitleBy) -> TitleMembers<'_> {
    let by = match by {
        TitleBy::First => "first",
        TitleBy::Hand => "hand",
        TitleBy::Model => "model",
    };
    TitleMembers {
        text: text.into(),
        by: by.into(),
    }
}

fn message_members(
    parent: Option<MessageId>,
    role: Role,
    turn: Option<Turn>,
    body: &Body,
) -> MessageMembers<'_> {
    let members = MessageMembers {
        parent: number(parent),
        role: role.name().into(),
        turn: turn.map(|turn| turn.0),
        content: None,
        same: None,
        from: None,
        prefill_len: None,
        case: None,
    };
    match body {
        Body::New(content) => MessageMembers {
            content: Some(Form::of(content)),
            ..members
        },
        Body::Edited {
            from,
            content,
            prefill_len,
        } => MessageMembers {
            content: Some(Form::of(content)),
            from: Some(from.0),
            prefill_len: (*prefill_len > 0).then_some(*prefill_len),
            ..members
        },
        Body::Same(other) => MessageMembers {
            same: Some(other.0),
            ..members
        },
    }
}

fn layout_members(layout: &Layout) -> LayoutMembers {
    LayoutMembers {
        lanes: layout.lanes.iter().map(|lane| lane.0).collect(),
        width: layout.widths.clone(),
        zoom: layout.zoom.map(|lane| lane.0),
        blind: layout.sight == Sight::Blind,
    }
}

fn context_members(message: MessageId, lane: Option<LaneId>, included: Included) -> ContextMembers {
    ContextMembers {
        message: message.0,
        lane: lane.map(|lane| lane.0),
        included: included == Included::Yes,
    }
}

fn vote_members(turn: Turn, vote: Option<&Vote>) -> VoteMembers {
    let winner = vote.and_then(|vote| match vote.winner {
        Winner::Lane(lane) => Some(lane.0),
        Winner::Tie | Winner::Nobody => None,
    });
    let order = vote.into_iter().flat_map(|vote| &vote.order);
    VoteMembers {
        turn: turn.0,
        winner,
        tie: vote.is_some_and(|vote| vote.winner == Winner::Tie),
        order: order.map(|lane| lane.0).collect(),
        blind: vote.is_some_and(|vote| vote.sight == Sight::Blind),
    }
}

fn request_members(sent: &Sent) -> RequestMembers<'_> {
    RequestMembers {
        wire: sent.wire.name().into(),
        model: sent.model.as_str().into(),
        region: sent.region.as_str().into(),
        sha256: sent.sha256.as_str().into(),
    }
}

fn blob_head(blob: &Blob) -> BlobHead<'_> {
    BlobHead {
        hash: &blob.hash,
        media: &blob.media,
        size: blob.size,
        name: blob.name.as_deref(),
        pixels: blob.pixels,
    }
}

fn variables_members(values: &[(String, String)]) -> VariablesMembers<'_> {
    let pairs = values.iter();
    let borrowed =
        |(name, value): &'_ (String, String)| (name.clone().into(), value.clone().into());
    VariablesMembers {
        lane: None,
        values: Pairs(pairs.map(borrowed).collect()),
    }
}

fn attempt_members(generation: GenerationId, attempt: &Attempt) -> AttemptMembers<'_> {
    AttemptMembers {
        generation: generation.0,
        no: attempt.no,
        request_id: attempt.request_id.as_deref().map(Cow::Borrowed),
        status: attempt.status,
        reason: attempt.reason.as_deref().map(Cow::Borrowed),
        wait_ms: attempt.wait_ms,
    }
}

fn number(id: Option<MessageId>) -> Option<u64> {
    id.map(|id| id.0)
}

fn file_mark_members(mark: &FileMark) -> FileMarkMembers<'_> {
    let pin = |pin| Said::This((pin == Pinned::Yes).then_some(true));
    FileMarkMembers {
        pin: mark.pin.map_or(Said::Nothing, pin),
        tags: match mark.tags.as_deref() {
            None => Said::Nothing,
            Some([]) => Said::This(None),
            Some(tags) => Said::This(Some(tags.iter().map(|tag| tag.as_str().into()).collect())),
        },
    }
}
