//! A small file that is always the same.

use crate::chat::content::ContentBlock;
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Body, Entry, Header, Record, VERSION};
use crate::chat::settings::{Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;

/// A question and its reply.
pub(in crate::store) fn some_file() -> Vec<Entry> {
    let conversation = ConversationId::from_random([7; 6]);
    let (lane, generation) = (LaneId(2), GenerationId(4));
    let header = Header {
        version: VERSION,
        id: conversation,
        by: "outcrop".into(),
        origin: None,
    };
    let sent = Sent {
        wire: Wire::Converse,
        model: "m".into(),
        region: "r".into(),
        sha256: String::new(),
    };
    let end = End {
        us: Micros(9),
        outcome: Outcome::Done(StopReason("end_turn".into())),
        usage: None,
        latency_ms: None,
        metadata: None,
    };
    let deltas = vec![Delta {
        us: Micros(7),
        block: 0,
        piece: Piece::Text("granite".into()),
    }];
    let records = [
        Record::Header(header),
        Record::Lane {
            parent: None,
            settings: Settings::default(),
            index: 0,
            name: None,
        },
        Record::Message {
            parent: None,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(vec![ContentBlock::Text("what is below us?".into())]),
        },
        Record::Generation {
            lane,
            parent: Some(MessageId(3)),
            turn: Turn(3),
            case: None,
            settings: Settings::default(),
            prefill: Vec::new(),
            sent,
        },
        Record::Deltas { generation, deltas },
        Record::End { generation, end },
    ];
    let entry = |(n, record)| Entry {
        n: Number(n),
        at: Wall(5),
        act: Number(n),
        record,
    };
    (1..).zip(records).map(entry).collect()
}
