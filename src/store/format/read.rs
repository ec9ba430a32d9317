//! Lines to records.

use std::borrow::Cow;
use std::ops::Range;

use super::answer::{AnswerMembers, ConsentMembers};
use super::checksum;
use super::end::EndMembers;
use super::envelope::{Envelope, parse};
use super::form::Form;
use super::object::Members;
use super::records::{
    AttemptMembers, BlobMembers, CasesMembers, ContextMembers, DeltasMembers, FileMarkMembers,
    GenerationMembers, HeaderMembers, LaneMembers, LaneSetMembers, LayoutMembers, LeafMembers,
    MarkMembers, MessageMembers, PinMembers, TitleMembers, TrashMembers, UndoMembers,
    VariablesMembers, VoteMembers,
};
use crate::chat::content::Json;
use crate::chat::conversation::{Hidden, Included, Layout};
use crate::chat::generation::{Attempt, Sent};
use crate::chat::ids::{CaseNo, ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::library::{FileMark, Pinned};
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, CaseFile, Entry, FORMAT, Header, Record, TitleBy};
use crate::chat::settings::Wire;
use crate::chat::vote::{Sight, Vote, Winner};
use crate::store::blobs;
use crate::store::health::BadLine;

/// What a line says.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The record.
    pub(crate) entry: Entry,
    /// Where in the line the bytes of a blob stand, in base64.
    pub(crate) data: Option<Range<usize>>,
}

/// The record of a line without its newline.
///
/// Kinds, roles and outcomes that this version does not know make a `Record::Other`. The bytes of a
/// blob are checked and not kept.
///
/// # Errors
/// Why the line is no record, or not one that can be trusted.
pub(crate) fn decode(line: &[u8]) -> Result<Decoded, BadLine> {
    let text = str::from_utf8(line).map_err(|error| match error.error_len() {
        // The end of a character is missing, as after a write that was cut off.
        None => BadLine::Cut,
        Some(_) => BadLine::NotUtf8,
    })?;
    if let Err(reason) = checksum::check(line) {
        let more = reason == BadLine::NoChecksum;
        return Err(if more { without_checksum(text) } else { reason });
    }
    let envelope = Envelope::read(text)?;
    let other = || Record::Other {
        kind: envelope.kind.clone().into_owned(),
        line: Json(text.to_owned()),
    };
    let (record, data) = match &*envelope.kind {
        "blob" => blob(text).map(|(record, data)| (record, Some(data)))?,
        kind => (record(kind, text)?.unwrap_or_else(other), None),
    };
    Ok(Decoded {
        entry: Entry {
            n: envelope.n,
            at: envelope.at,
            act: envelope.act,
            record,
        },
        data,
    })
}

/// The generation that a record of a later version is about: `gen` names it, or a `call` of it.
pub(crate) fn generation_of(line: &Json) -> Option<GenerationId> {
    let members = Members::of(&line.0)?;
    let of_call = || members.read::<Vec<u64>>("call")?.first().copied();
    members.read("gen").or_else(of_call).map(GenerationId)
}

/// Tells a line that was cut off from one that was never ours.
fn without_checksum(text: &str) -> BadLine {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => BadLine::NoChecksum,
        Err(error) if error.is_eof() || breaks_off_in_a_number(text, &error) => BadLine::Cut,
        Err(error) => BadLine::NotJson(error.to_string()),
    }
}

/// The parser takes the beginning of a number for a wrong one, not for an end of input.
fn breaks_off_in_a_number(text: &str, error: &serde_json::Error) -> bool {
    error.column() == text.len() && text.ends_with(['.', 'e', 'E', '+', '-'])
}

/// The record of a kind; `None` if this version does not know it.
fn record(kind: &str, text: &str) -> Result<Option<Record>, BadLine> {
    Ok(match kind {
        "header" => Some(Record::Header(
            parse::<HeaderMembers<'_>>(kind, text)?.header()?,
        )),
        "title" => Some(parse::<TitleMembers<'_>>(kind, text)?.into_record()),
        "lane" => Some(parse::<LaneMembers<'_>>(kind, text)?.into_record()),
        "lane_set" => Some(parse::<LaneSetMembers<'_>>(kind, text)?.into_record()),
        "leaf" => Some(parse::<LeafMembers>(kind, text)?.into_record()),
        "message" => parse::<MessageMembers<'_>>(kind, text)?.into_record(),
        "generation" => Some(parse::<GenerationMembers<'_>>(kind, text)?.into_record()),
        "variables" => parse::<VariablesMembers<'_>>(kind, text)?.into_record(),
        "cases" => Some(parse::<CasesMembers<'_>>(kind, text)?.into_record()),
        "layout" => Some(parse::<LayoutMembers>(kind, text)?.into_record()),
        "context" => Some(parse::<ContextMembers>(kind, text)?.into_record()),
        "trash" => Some(parse::<TrashMembers>(kind, text)?.into_record(Hidden::Yes)),
        "restore" => Some(parse::<TrashMembers>(kind, text)?.into_record(Hidden::No)),
        "mark" => Some(parse::<MarkMembers<'_>>(kind, text)?.into_record()),
        "file_mark" => Some(parse::<FileMarkMembers<'_>>(kind, text)?.into_record()),
        "prefill_pin" => Some(parse::<PinMembers<'_>>(kind, text)?.into_record()),
        "vote" => Some(parse::<VoteMembers>(kind, text)?.into_record()),
        "answer" => Some(parse::<AnswerMembers<'_>>(kind, text)?.into_record()),
        "consent" => parse::<ConsentMembers<'_>>(kind, text)?.into_record(),
        "undo" => Some(Record::Undo(parse::<UndoMembers>(kind, text)?.of())),
        "redo" => Some(Record::Redo(parse::<UndoMembers>(kind, text)?.of())),
        "attempt" => Some(parse::<AttemptMembers<'_>>(kind, text)?.into_record()),
        "deltas" => Some(parse::<DeltasMembers<'_>>(kind, text)?.into_record()),
        "end" => parse::<EndMembers<'_>>(kind, text)?.into_record(),
        _ => None,
    })
}

impl HeaderMembers<'_> {
    fn header(self) -> Result<Header, BadLine> {
        if self.format != FORMAT {
            return Err(BadLine::OtherFormat(self.format.into_owned()));
        }
        let origin = self.origin.and_then(|origin| {
            let id = ConversationId::new(origin.id)?;
            Some((id, Number(origin.n)))
        });
        Ok(Header {
            version: self.version,
            id: ConversationId::new(self.id).ok_or(BadLine::Missing("id"))?,
            by: self.by.into_owned(),
            origin,
        })
    }
}

impl TitleMembers<'_> {
    fn into_record(self) -> Record {
        let by = match &*self.by {
            "first" => TitleBy::First,
            "model" => TitleBy::Model,
            // Also who is not known: a title of the user's is not replaced by itself.
            _ => TitleBy::Hand,
        };
        Record::Title {
            text: self.text.into_owned(),
            by,
        }
    }
}

impl LaneMembers<'_> {
    fn into_record(self) -> Record {
        Record::Lane {
            parent: self.parent.map(MessageId),
            settings: self.settings.into_inner(),
            index: self.index,
            name: self.name.map(Cow::into_owned),
        }
    }
}

impl LaneSetMembers<'_> {
    fn into_record(self) -> Record {
        Record::LaneSet {
            lane: LaneId(self.lane),
            settings: self.settings.into_inner(),
        }
    }
}

impl LeafMembers {
    fn into_record(self) -> Record {
        Record::Leaf {
            lane: LaneId(self.lane),
            message: self.message.map(MessageId),
        }
    }
}

impl MessageMembers<'_> {
    fn into_record(self) -> Option<Record> {
        let role = [Role::User, Role::Assistant]
            .into_iter()
            .find(|role| role.name() == self.role)?;
        Some(Record::Message {
            parent: self.parent.map(MessageId),
            role,
            turn: self.turn.map(Turn),
            case: self.case.map(CaseNo),
            body: self.body()?,
        })
    }

    fn body(self) -> Option<Body> {
        if let Some(same) = self.same {
            return Some(Body::Same(MessageId(same)));
        }
        let content = self.content.map(Form::into_inner)?;
        Some(match self.from {
            Some(from) => Body::Edited {
                from: MessageId(from),
                content,
                prefill_len: self.prefill_len.unwrap_or(0),
            },
            None => Body::New(content),
        })
    }
}

impl LayoutMembers {
    fn into_record(self) -> Record {
        Record::Layout(Layout {
            lanes: self.lanes.into_iter().map(LaneId).collect(),
            widths: self.width,
            zoom: self.zoom.map(LaneId),
            sight: sight(self.blind),
        })
    }
}

impl ContextMembers {
    fn into_record(self) -> Record {
        Record::Context {
            message: MessageId(self.message),
            lane: self.lane.map(LaneId),
            included: if self.included {
                Included::Yes
            } else {
                Included::No
            },
        }
    }
}

impl TrashMembers {
    fn into_record(self, hidden: Hidden) -> Record {
        Record::Trash(MessageId(self.message), hidden)
    }
}

impl MarkMembers<'_> {
    fn into_record(self) -> Record {
        Record::Mark {
            message: MessageId(self.message),
            name: self.name.map(Cow::into_owned),
        }
    }
}

impl FileMarkMembers<'_> {
    fn into_record(self) -> Record {
        let pinned = |pin: Option<bool>| match pin {
            Some(true) => Pinned::Yes,
            Some(false) | None => Pinned::No,
        };
        let tags = |tags: Option<Vec<Cow<'_, str>>>| {
            let tags = tags.unwrap_or_default().into_iter();
            tags.map(Cow::into_owned).collect()
        };
        Record::FileMark(FileMark {
            pin: self.pin.map(pinned),
            tags: self.tags.map(tags),
        })
    }
}

impl PinMembers<'_> {
    fn into_record(self) -> Record {
        Record::PrefillPin {
            lane: self.lane.map(LaneId),
            text: self.text.map(Cow::into_owned),
        }
    }
}

impl VoteMembers {
    fn into_record(self) -> Record {
        let winner = match self.winner {
            Some(lane) => Winner::Lane(LaneId(lane)),
            None if self.tie => Winner::Tie,
            None => Winner::Nobody,
        };
        let vote = (!self.order.is_empty()).then(|| Vote {
            winner,
            order: self.order.into_iter().map(LaneId).collect(),
            sight: sight(self.blind),
        });
        let turn = Turn(self.turn);
        Record::Vote { turn, vote }
    }
}

fn sight(blind: bool) -> Sight {
    if blind { Sight::Blind } else { Sight::Open }
}

impl UndoMembers {
    fn of(&self) -> Number {
        Number(self.of)
    }
}

impl GenerationMembers<'_> {
    fn into_record(self) -> Record {
        Record::Generation {
            lane: LaneId(self.lane),
            parent: self.parent.map(MessageId),
            turn: Turn(self.turn),
            case: self.case.map(CaseNo),
            settings: self.settings.into_inner(),
            prefill: self.prefill.map(Form::into_inner).unwrap_or_default(),
            sent: Sent {
                wire: Wire::named(&self.request.wire).unwrap_or_default(),
                model: self.request.model.into_owned(),
                region: self.request.region.into_owned(),
                sha256: self.request.sha256.into_owned(),
            },
        }
    }
}

/// A blob, and where its data stands in the line.
fn blob(text: &str) -> Result<(Record, Range<usize>), BadLine> {
    let members: BlobMembers<'_> = parse("blob", text)?;
    let blob = Blob {
        hash: members.hash.into_owned(),
        media: members.media.into_owned(),
        size: members.size,
        name: members.name.map(Cow::into_owned),
        pixels: members.pixels,
    };
    let quoted = members.data.get();
    let data = quoted
        .strip_prefix('"')
        .and_then(|data| data.strip_suffix('"'));
    let data = data.ok_or_else(|| BadLine::Data("it is no string".to_owned()))?;
    blobs::check(data, &blob).map_err(BadLine::Data)?;
    let start = data.as_ptr().addr() - text.as_ptr().addr();
    Ok((Record::Blob(blob), start..start + data.len()))
}

impl VariablesMembers<'_> {
    fn into_record(self) -> Option<Record> {
        if self.lane.is_some() {
            return None;
        }
        let values = self.values.0.into_iter();
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        Some(Record::Variables(values.map(owned).collect()))
    }
}

impl CasesMembers<'_> {
    fn into_record(self) -> Record {
        Record::Cases(CaseFile {
            blob: self.blob.into_owned(),
            columns: self.columns.into_iter().map(Cow::into_owned).collect(),
            name: self.name.map(Cow::into_owned),
        })
    }
}

impl AttemptMembers<'_> {
    fn into_record(self) -> Record {
        Record::Attempt {
            generation: GenerationId(self.generation),
            attempt: Attempt {
                no: self.no,
                request_id: self.request_id.map(Cow::into_owned),
                status: self.status,
                reason: self.reason.map(Cow::into_owned),
                wait_ms: self.wait_ms,
            },
        }
    }
}

impl DeltasMembers<'_> {
    fn into_record(self) -> Record {
        Record::Deltas {
            generation: GenerationId(self.generation),
            deltas: self.deltas.into_inner(),
        }
    }
}
