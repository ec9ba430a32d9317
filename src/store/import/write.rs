//! Imported conversations as conversation files.

use std::borrow::Cow;
use std::path::Path;

use crate::chat::catalog::ModelId;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::{BY_ITSELF, Conversation};
use crate::chat::failure::StoreError;
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::import::{Import, Imported, Reply, Said, Source};
use crate::chat::message::Role;
use crate::chat::progress::{Monitor, Patient};
use crate::chat::record::{Body, Entry, FORMAT_BY, Header, Record, TitleBy, VERSION};
use crate::chat::settings::{ModelChoice, Route, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::blobs::BlobBytes;
use crate::store::export::{Copied, NotTaken, under};
use crate::store::format::encode;
use crate::store::journal::Journal;

/// A conversation that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct New {
    /// Its id.
    pub(crate) id: ConversationId,
    /// Where it comes from.
    pub(crate) source: Source,
    /// When it is made.
    pub(crate) at: Wall,
}

/// What stands before the id of a base model in that of its profile.
const AREAS: [&str; 9] = [
    "us.", "eu.", "apac.", "global.", "us-gov.", "jp.", "au.", "ca.", "sa.",
];

/// What the id of a model of Bedrock begins with.
const MAKERS: [&str; 16] = [
    "ai21.",
    "amazon.",
    "anthropic.",
    "cohere.",
    "deepseek.",
    "google.",
    "luma.",
    "meta.",
    "minimax.",
    "mistral.",
    "moonshot.",
    "nvidia.",
    "openai.",
    "outcrop.",
    "qwen.",
    "writer.",
];

/// The model that an id names, if it is one of Bedrock.
pub(super) fn bedrock_model(id: &str) -> Option<ModelChoice> {
    let base = AREAS.into_iter().find_map(|area| id.strip_prefix(area));
    let known = |id: &str| MAKERS.into_iter().any(|maker| id.starts_with(maker));
    let (base, route) = match base {
        _ if id.starts_with("arn:aws") => (id, Route::Typed(id.to_owned())),
        Some(base) if known(base) => (base, Route::Profile(id.to_owned())),
        _ if known(id) => (id, Route::OnDemand(id.to_owned())),
        _ => return None,
    };
    Some(ModelChoice {
        model: ModelId::new(base)?,
        name: base.to_owned(),
        route,
    })
}

/// Writes a conversation file, which must not exist.
///
/// # Errors
/// The file exists or cannot be written whole; there is none then.
pub(crate) fn written(path: &Path, import: &Import, new: &New) -> Result<(), StoreError> {
    let mut bytes = BlobBytes::default();
    for (_, blob) in &import.blobs {
        bytes.add(blob.clone());
    }
    let lines: Vec<Cow<'_, [u8]>> = entries(import, new)
        .iter()
        .filter_map(|entry| encode(entry, &bytes).ok())
        .map(|line| Cow::Owned(line.text.into_bytes()))
        .collect();
    // A conversation is written at once or not at all; who waits looks between two of them.
    Journal::of_lines(path, &lines, &Patient).map(drop)
}

/// Writes the records of a conversation file to another one, under an id of their own. Gives how many
/// lines stay behind, since they are no records.
///
/// # Errors
/// It is none that can be taken, the new file cannot be written, or nobody waits for it any more; in a
/// sentence.
pub(crate) fn copied(
    path: &Path,
    source: &[u8],
    new: &New,
    monitor: &dyn Monitor,
) -> Result<usize, String> {
    let copied = renamed(source, new, monitor).map_err(|why| why.to_string())?;
    let made = Journal::of_lines(path, &copied.lines, monitor);
    let made = made.map_err(|error| error.to_string());
    made.map(|_| copied.left)
}

/// The lines of the copy, with a header that tells the original.
fn renamed<'a>(source: &'a [u8], new: &New, monitor: &dyn Monitor) -> Result<Copied<'a>, NotTaken> {
    under(source, monitor, |own| {
        let header = Header {
            version: own.version,
            id: new.id.clone(),
            by: FORMAT_BY.to_owned(),
            origin: Some((own.id.clone(), Number(1))),
        };
        let entry = Entry {
            n: Number(1),
            at: new.at,
            act: Number(1),
            record: Record::Header(header),
        };
        let line = encode(&entry, &BlobBytes::default());
        line.expect("a header has no bytes").text.into_bytes()
    })
}

/// The records of an imported conversation.
pub(super) fn entries(import: &Import, new: &New) -> Vec<Entry> {
    let mut writer = Writer {
        conversation: Conversation::new(new.id.clone()),
        entries: Vec::new(),
        places: Vec::new(),
        new,
    };
    let lane = writer.begin(import);
    for (blob, _) in &import.blobs {
        writer.push(Record::Blob(blob.clone()), new.at);
    }
    for message in &import.messages {
        writer.message(message, lane, &import.settings);
    }
    writer.end(import, lane);
    writer.entries
}

struct Writer<'a> {
    conversation: Conversation,
    entries: Vec<Entry>,
    /// The messages that were written, in the order of the import.
    places: Vec<MessageId>,
    new: &'a New,
}

impl Writer<'_> {
    /// Nobody did this by hand, so it cannot be undone.
    fn push(&mut self, record: Record, at: Wall) -> Number {
        let act = match &record {
            Record::Header(_) => None,
            _ => Some(BY_ITSELF),
        };
        let entry = self.conversation.entry(record, at, act);
        self.conversation.apply(&entry);
        let n = entry.n;
        self.entries.push(entry);
        n
    }

    /// Header, title and lane.
    fn begin(&mut self, import: &Import) -> LaneId {
        let at = self.new.at;
        let header = Header {
            version: VERSION,
            id: self.new.id.clone(),
            by: FORMAT_BY.to_owned(),
            origin: None,
        };
        self.push(Record::Header(header), at);
        let by = match import.title {
            Some(_) => TitleBy::Hand,
            None => TitleBy::First,
        };
        let text = import.name();
        self.push(Record::Title { text, by }, at);
        let lane = Record::Lane {
            parent: None,
            settings: import.settings.clone(),
            index: 0,
            name: None,
        };
        LaneId(self.push(lane, at).0)
    }

    fn message(&mut self, message: &Imported, lane: LaneId, settings: &Settings) {
        let Said {
            role, content, at, ..
        } = &message.said;
        let parent = message.parent.and_then(|at| self.places.get(at)).copied();
        let at = at.unwrap_or(self.new.at);
        let turn = parent.and_then(|id| self.conversation.message(id));
        let turn = turn.map(|message| message.turn);
        let pieces = pieces(content);
        if let (Role::Assistant, Some(reply), Some(pieces)) = (role, &message.said.reply, pieces) {
            self.reply(reply, parent, turn, (lane, settings, at), pieces);
            return;
        }
        let record = Record::Message {
            parent,
            role: *role,
            turn: turn.filter(|_| *role == Role::Assistant),
            case: None,
            body: Body::New(content.clone()),
        };
        let n = self.push(record, at);
        self.places.push(MessageId(n.0));
    }

    /// A reply of a model that is known. That nothing was sent from here shows in what was sent: it
    /// has no hash.
    fn reply(
        &mut self,
        reply: &Reply,
        parent: Option<MessageId>,
        turn: Option<Turn>,
        (lane, settings, at): (LaneId, &Settings, Wall),
        pieces: (Wire, Vec<(u32, Piece)>),
    ) {
        let own = self.conversation.next_number();
        let (wire, pieces) = pieces;
        let settings = Settings {
            model: model(&reply.model),
            wire,
            ..settings.clone()
        };
        let sent = Sent {
            wire,
            model: reply.model.clone(),
            region: String::new(),
            sha256: String::new(),
        };
        let record = Record::Generation {
            lane,
            parent,
            turn: turn.unwrap_or(Turn(own.0)),
            case: None,
            settings,
            prefill: Vec::new(),
            sent,
        };
        let generation = GenerationId(self.push(record, at).0);
        let us = Micros(0);
        let deltas = pieces.into_iter();
        let deltas = deltas.map(|(block, piece)| Delta { us, block, piece });
        let deltas = Record::Deltas {
            generation,
            deltas: deltas.collect(),
        };
        self.push(deltas, at);
        let stop = reply.stop.as_deref().unwrap_or("imported").to_owned();
        let end = End {
            us,
            outcome: Outcome::Done(StopReason(stop)),
            usage: reply.usage.clone(),
            latency_ms: None,
            metadata: None,
        };
        self.push(Record::End { generation, end }, at);
        self.places.push(generation.reply());
    }

    /// What the lane shows, and where all of it comes from.
    fn end(&mut self, import: &Import, lane: LaneId) {
        let last = self.places.len().checked_sub(1);
        let leaf = import.leaf.or(last);
        let message = leaf.and_then(|at| self.places.get(at)).copied();
        self.push(Record::Leaf { lane, message }, self.new.at);
        if let Some(first) = self.places.first().copied() {
            let name = Some(format!("from {}", self.new.source.label()));
            let mark = Record::Mark {
                message: first,
                name,
            };
            self.push(mark, self.new.at);
        }
    }
}

/// A model by the name that a file has for it: one of Bedrock, or of somebody else.
fn model(name: &str) -> Option<ModelChoice> {
    let of_bedrock = bedrock_model(name);
    of_bedrock.or_else(|| {
        Some(ModelChoice {
            model: ModelId::new(name)?,
            name: name.to_owned(),
            route: Route::Typed(name.to_owned()),
        })
    })
}

/// The blocks of a reply as they would have come; `None` if one of them comes in no reply.
fn pieces(content: &[ContentBlock]) -> Option<(Wire, Vec<(u32, Piece)>)> {
    let mut wire = Wire::Converse;
    let mut pieces = Vec::new();
    for (block, at) in content.iter().zip(0..) {
        match block {
            ContentBlock::Text(text) => pieces.push((at, Piece::Text(text.clone()))),
            ContentBlock::Reasoning { text, signature } => {
                pieces.push((at, Piece::Reasoning(text.clone())));
                let signature = signature.clone().map(Piece::Signature);
                pieces.extend(signature.map(|piece| (at, piece)));
            }
            ContentBlock::Redacted(data) => pieces.push((at, Piece::Redacted(data.clone()))),
            ContentBlock::ToolUse(call) => {
                let (id, name) = (call.id.clone(), call.name.clone());
                pieces.push((at, Piece::ToolStart { id, name }));
                pieces.push((at, Piece::ToolInput(call.input.clone())));
            }
            ContentBlock::Unknown { wire: name, json } if name == Wire::Messages.name() => {
                wire = Wire::Messages;
                pieces.push((at, Piece::Start(json.clone())));
            }
            ContentBlock::Image { .. }
            | ContentBlock::Document { .. }
            | ContentBlock::Media { .. }
            | ContentBlock::ToolResult { .. }
            | ContentBlock::CachePoint
            | ContentBlock::Unknown { .. } => return None,
        }
    }
    Some((wire, pieces))
}
