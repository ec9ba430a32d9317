//! Records of all kinds for property tests, with text that is hard on a format.

mod answers;
mod arrangement;
mod cases;
mod sample;
mod settings;
mod talk;

use std::time::Duration;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

use crate::chat::content::{Cited, ContentBlock, Json, MediaKind, MediaSource, ToolUse};
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{Attempt, End, Micros, Outcome, Sent, StopReason, Usage};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, Entry, Header, Record, TitleBy, VERSION};
use crate::chat::settings::Wire;
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::blobs::BlobBytes;
use crate::store::format::{decode, encode};
use crate::store::health::BadLine;

use cases::{case, cases};

pub(in crate::store) use sample::some_file;
pub(in crate::store) use settings::settings;
pub(in crate::store) use talk::talk;

/// Any characters; control characters, quotes and what looks like the end of a line among them.
pub(in crate::store) fn text() -> BoxedStrategy<String> {
    prop_oneof![
        4 => vec(any::<char>(), 0..12).prop_map(String::from_iter),
        2 => "[ -~]{0,20}",
        1 => "[\\x00-\\x1f\"\\\\\u{7f}-\u{9f}\u{2028}\u{202e}\u{feff}\u{10ffff}]{0,8}",
        1 => Just("\",\"c\":\"00000000\"}\n{\"n\":1,".to_owned()),
    ]
    .boxed()
}

/// JSON as a wire sends it: on one line.
pub(in crate::store) fn json() -> BoxedStrategy<Json> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("1.50e+3".to_owned()),
        Just("12345678901234567890123".to_owned()),
        Just("{}".to_owned()),
        text().prop_map(|text| serde_json::to_string(&text).unwrap()),
    ];
    let value = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|list| format!("[{}]", list.join(", "))),
            (text(), inner).prop_map(|(name, value)| {
                format!("{{{}: {value}}}", serde_json::to_string(&name).unwrap())
            }),
        ]
    });
    value.prop_map(Json).boxed()
}

/// The bytes of the attachments in these tests.
const FILES: [&[u8]; 4] = [b"", b"a", b"\x00\xff\n\"", &[7; 4000]];

/// The bytes of all blobs that are generated.
pub(in crate::store) fn bytes() -> BlobBytes {
    let mut bytes = BlobBytes::default();
    for file in FILES {
        bytes.add(file.into());
    }
    bytes
}

/// The line of a record, blobs with their bytes.
pub(in crate::store) fn line(entry: &Entry) -> String {
    encode(entry, &bytes()).unwrap().text
}

/// The record of a line.
pub(in crate::store) fn read(line: &[u8]) -> Result<Entry, BadLine> {
    decode(line).map(|decoded| decoded.entry)
}

fn blob() -> impl Strategy<Value = Blob> {
    let file = prop::sample::select(FILES.to_vec());
    let pixels = of((1_u32..9000, 1_u32..9000));
    (file, text(), of(text()), pixels).prop_map(|(file, media, name, pixels)| Blob {
        hash: BlobBytes::default().add(file.into()),
        media,
        size: file.len() as u64,
        name,
        pixels,
    })
}

fn media() -> impl Strategy<Value = ContentBlock> {
    let kind = prop_oneof![Just(MediaKind::Video), Just(MediaKind::Audio)];
    let source = prop_oneof![
        text().prop_map(MediaSource::Bytes),
        (text(), of(text())).prop_map(|(uri, owner)| MediaSource::S3 { uri, owner }),
    ];
    (kind, text(), source).prop_map(|(kind, format, source)| ContentBlock::Media {
        kind,
        format,
        source,
    })
}

fn small() -> impl Strategy<Value = u64> {
    1_u64..12
}

fn message_id() -> impl Strategy<Value = Option<MessageId>> {
    of(small().prop_map(MessageId))
}

fn block() -> impl Strategy<Value = ContentBlock> {
    let input = prop_oneof![json().prop_map(|json| json.0), text()];
    let cited = prop_oneof![Just(Cited::Off), Just(Cited::On)];
    prop_oneof![
        text().prop_map(ContentBlock::Text),
        (text(), text()).prop_map(|(hash, format)| ContentBlock::Image { hash, format }),
        (text(), text(), text(), cited).prop_map(|(hash, format, name, cited)| {
            ContentBlock::Document {
                hash,
                format,
                name,
                cited,
            }
        }),
        media(),
        (text(), text(), input).prop_map(|(id, name, input)| ContentBlock::ToolUse(ToolUse {
            id,
            name,
            input
        })),
        (text(), of(text()), json()).prop_map(|(id, status, content)| ContentBlock::ToolResult {
            id,
            status,
            content
        }),
        (text(), of(text()))
            .prop_map(|(text, signature)| ContentBlock::Reasoning { text, signature }),
        text().prop_map(ContentBlock::Redacted),
        Just(ContentBlock::CachePoint),
        (text(), json()).prop_map(|(wire, json)| ContentBlock::Unknown { wire, json }),
    ]
}

fn piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        prop_oneof![json(), Just(Json::default())].prop_map(Piece::Start),
        (text(), text()).prop_map(|(id, name)| Piece::ToolStart { id, name }),
        text().prop_map(Piece::Text),
        text().prop_map(Piece::Text),
        text().prop_map(Piece::Reasoning),
        text().prop_map(Piece::Signature),
        text().prop_map(Piece::Redacted),
        text().prop_map(Piece::ToolInput),
        json().prop_map(Piece::Citation),
        json().prop_map(Piece::Result),
        Just(Piece::Stop),
        json().prop_map(Piece::Raw),
    ]
}

pub(in crate::store) fn deltas() -> impl Strategy<Value = Vec<Delta>> {
    let delta = (any::<u64>(), 0_u32..4, piece()).prop_map(|(us, block, piece)| Delta {
        us: Micros(us),
        block,
        piece,
    });
    vec(delta, 0..6)
}

fn failure() -> impl Strategy<Value = Failure> {
    let kinds = prop::sample::select(vec![
        FailureKind::NoCredentials,
        FailureKind::Throttled,
        FailureKind::Unknown,
    ]);
    let texts = [text(), text(), text()];
    (
        kinds,
        texts,
        of(text()),
        of(any::<u16>()),
        of(text()),
        of(any::<u64>()),
    )
        .prop_map(
            |(kind, [doing, place, message], code, status, request_id, wait)| Failure {
                kind,
                doing,
                place,
                message,
                code,
                status,
                request_id,
                retry_after: wait.map(Duration::from_millis),
            },
        )
}

fn usage() -> impl Strategy<Value = Usage> {
    let count = || of(any::<u64>());
    let raw = prop_oneof![json(), Just(Json::default())];
    (count(), count(), count(), count(), raw).prop_map(
        |(input, output, cache_read, cache_write, raw)| Usage {
            input,
            output,
            cache_read,
            cache_write,
            raw,
        },
    )
}

fn end() -> impl Strategy<Value = End> {
    let outcome = prop_oneof![
        text().prop_map(|stop| Outcome::Done(StopReason(stop))),
        Just(Outcome::Cancelled),
        failure().prop_map(Outcome::Failed),
        Just(Outcome::Interrupted),
    ];
    (
        any::<u64>(),
        outcome,
        of(usage()),
        of(any::<u64>()),
        of(json()),
    )
        .prop_map(|(us, outcome, usage, latency_ms, metadata)| End {
            us: Micros(us),
            outcome,
            usage,
            latency_ms,
            metadata,
        })
}

pub(in crate::store) fn header() -> impl Strategy<Value = Record> {
    let origin = of(("[0-9a-f]{12}", small()));
    ("[0-9a-f]{12}", text(), origin).prop_map(|(id, by, origin)| {
        let named = |text: String| ConversationId::new(text).unwrap();
        Record::Header(Header {
            version: VERSION,
            id: named(id),
            by,
            origin: origin.map(|(id, n)| (named(id), Number(n))),
        })
    })
}

fn sent() -> impl Strategy<Value = Sent> {
    [text(), text(), text()].prop_map(|[model, region, sha256]| Sent {
        wire: Wire::Converse,
        model,
        region,
        sha256,
    })
}

fn attempt() -> impl Strategy<Value = Attempt> {
    (
        any::<u32>(),
        of(text()),
        of(any::<u16>()),
        of(text()),
        of(any::<u64>()),
    )
        .prop_map(|(no, request_id, status, reason, wait_ms)| Attempt {
            no,
            request_id,
            status,
            reason,
            wait_ms,
        })
}

fn body() -> impl Strategy<Value = Body> {
    let message = || small().prop_map(MessageId);
    prop_oneof![
        3 => vec(block(), 0..4).prop_map(Body::New),
        1 => (message(), vec(block(), 0..3), 0_usize..9).prop_map(
            |(from, content, prefill_len)| Body::Edited {
                from,
                content,
                prefill_len
            }
        ),
        1 => message().prop_map(Body::Same),
    ]
}

/// Any record but a header.
pub(in crate::store) fn record() -> BoxedStrategy<Record> {
    let lane = || small().prop_map(LaneId);
    let generation = || small().prop_map(GenerationId);
    let by = prop::sample::select(vec![TitleBy::First, TitleBy::Hand, TitleBy::Model]);
    let role = prop::sample::select(vec![Role::User, Role::Assistant]);
    prop_oneof![
        (text(), by).prop_map(|(text, by)| Record::Title { text, by }),
        (message_id(), settings(), any::<u32>(), of(text())).prop_map(
            |(parent, settings, index, name)| Record::Lane {
                parent,
                settings,
                index,
                name
            }
        ),
        (lane(), settings()).prop_map(|(lane, settings)| Record::LaneSet { lane, settings }),
        (lane(), message_id()).prop_map(|(lane, message)| Record::Leaf { lane, message }),
        (
            message_id(),
            role,
            of(small().prop_map(Turn)),
            case(),
            body()
        )
            .prop_map(|(parent, role, turn, case, body)| Record::Message {
                parent,
                role,
                turn,
                case,
                body
            }),
        (
            lane(),
            message_id(),
            small().prop_map(Turn),
            settings(),
            of(text().prop_map(ContentBlock::Text)),
            (sent(), case())
        )
            .prop_map(|(lane, parent, turn, settings, prefill, (sent, case))| {
                Record::Generation {
                    lane,
                    parent,
                    turn,
                    case,
                    settings,
                    prefill: prefill.into_iter().collect(),
                    sent,
                }
            }),
        blob().prop_map(Record::Blob),
        arrangement::arrangement(),
        answers::answers(),
        (1_u64..20).prop_map(|n| Record::Undo(Number(n))),
        (1_u64..20).prop_map(|n| Record::Redo(Number(n))),
        vec((text(), text()), 0..3).prop_map(Record::Variables),
        cases(),
        (generation(), attempt()).prop_map(|(generation, attempt)| Record::Attempt {
            generation,
            attempt
        }),
        (generation(), deltas())
            .prop_map(|(generation, deltas)| Record::Deltas { generation, deltas }),
        (generation(), end()).prop_map(|(generation, end)| Record::End { generation, end }),
    ]
    .boxed()
}

/// A record with a number, a time and an action.
pub(in crate::store) fn entry() -> impl Strategy<Value = Entry> {
    let record = prop_oneof![1 => header(), 9 => record()];
    (0_u64..(1 << 53), any::<i64>(), 0_u64..(1 << 53), record).prop_map(|(n, at, act, record)| {
        Entry {
            n: Number(n),
            at: Wall(at),
            act: Number(act),
            record,
        }
    })
}

/// The records of a file: a header, then up to `most` others, numbered.
pub(in crate::store) fn file(most: usize) -> impl Strategy<Value = Vec<Entry>> {
    (header(), vec(record(), 0..most)).prop_map(|(header, records)| {
        let numbered = (1..).zip([header].into_iter().chain(records));
        numbered
            .map(|(n, record)| Entry {
                n: Number(n),
                at: Wall(1_795_246_345_678),
                act: Number(n),
                record,
            })
            .collect()
    })
}
