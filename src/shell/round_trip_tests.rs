//! A conversation to the body of a request and back: nothing changes that the body can hold.

use std::sync::Arc;

use proptest::prelude::*;

use super::blobs::Blobs;
use super::export::{Source as From, made};
use crate::app::export::ImportedOne;
use crate::bedrock::wires;
use crate::chat::abilities::AbilityTable;
use crate::chat::carried::carried;
use crate::chat::catalog::ModelId;
use crate::chat::content::{Cited, ContentBlock, Json, ToolUse};
use crate::chat::conversation::Conversation;
use crate::chat::export::html::{Colours, Look};
use crate::chat::export::{Format, What};
use crate::chat::generation::{End, Micros, Outcome, Sent, StopReason};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Turn};
use crate::chat::import::{Import, Source};
use crate::chat::message::Role;
use crate::chat::progress::Patient;
use crate::chat::record::{Body, Record};
use crate::chat::request::{Form, Request};
use crate::chat::settings::service::{CachePoints, Caching};
use crate::chat::settings::{Decimal, ModelChoice, Route, Sampling, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Tools, Which};
use crate::store::blobs;
use crate::store::import;

const LANE: LaneId = LaneId(1);
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrock";
const NOTES: &[u8] = b"notes";

fn model() -> ModelChoice {
    ModelChoice {
        model: ModelId::new("anthropic.claude-sonnet-4-20250514-v1:0").unwrap(),
        name: "Claude".to_owned(),
        route: Route::Profile("us.anthropic.claude-sonnet-4-20250514-v1:0".to_owned()),
    }
}

/// A turn: what the user says, and what the model answers.
type Exchange = (Vec<ContentBlock>, Vec<ContentBlock>);

fn text() -> impl Strategy<Value = ContentBlock> {
    let words = prop_oneof![any::<String>(), "[ -~\n]{1,30}"];
    let words = words.prop_filter("blank text is not sent", |text| !text.trim().is_empty());
    words.prop_map(ContentBlock::Text)
}

fn users() -> impl Strategy<Value = ContentBlock> {
    prop_oneof![
        4 => text(),
        1 => Just(ContentBlock::Image {
            hash: blobs::hash(PNG),
            format: "png".to_owned(),
        }),
        1 => Just(ContentBlock::Document {
            hash: blobs::hash(NOTES),
            format: "txt".to_owned(),
            name: "notes.txt".to_owned(),
            cited: Cited::Off,
        }),
    ]
}

fn models() -> impl Strategy<Value = ContentBlock> {
    let thought = (any::<String>(), "[a-zA-Z0-9]{1,9}");
    prop_oneof![
        4 => text(),
        1 => thought.prop_map(|(text, signature)| ContentBlock::Reasoning {
            text,
            signature: Some(signature),
        }),
        1 => "[a-zA-Z0-9]{4,12}".prop_map(ContentBlock::Redacted),
    ]
}

/// A call and its result, which stand in two messages.
fn call() -> impl Strategy<Value = (ContentBlock, ContentBlock)> {
    let input = prop_oneof![
        Just("{}".to_owned()),
        Just(r#"{"z":1.50,"a":[1e2,null,"\u001b"]}"#.to_owned()),
    ];
    (input, any::<bool>(), any::<String>()).prop_map(|(input, failed, words)| {
        let text = serde_json::json!({ "text": words }).to_string();
        let hash = blobs::hash(PNG);
        let picture = format!(r#"{{"image":{{"hash":"{hash}","format":"png"}}}}"#);
        let call = ContentBlock::ToolUse(ToolUse {
            id: "t".to_owned(),
            name: "look".to_owned(),
            input,
        });
        let result = ContentBlock::ToolResult {
            id: "t".to_owned(),
            status: failed.then(|| "error".to_owned()),
            content: Json(format!("[{text},{picture}]")),
        };
        (call, result)
    })
}

fn exchanges() -> impl Strategy<Value = Vec<Exchange>> {
    let one = (
        prop::collection::vec(users(), 1..4),
        prop::collection::vec(models(), 1..4),
        prop::option::of(call()),
    );
    prop::collection::vec(one, 1..4).prop_map(|parts| {
        let mut exchanges: Vec<Exchange> = Vec::new();
        let mut open = None;
        for (at, (said, mut answered, call)) in parts.into_iter().enumerate() {
            let mut asked: Vec<ContentBlock> = open.take().into_iter().collect();
            asked.extend(said);
            if let Some((mut call, mut result)) = call {
                let name = format!("t{at}");
                if let ContentBlock::ToolUse(call) = &mut call {
                    call.id.clone_from(&name);
                }
                if let ContentBlock::ToolResult { id, .. } = &mut result {
                    *id = name;
                }
                answered.push(call);
                open = Some(result);
            }
            exchanges.push((asked, answered));
        }
        exchanges
    })
}

fn settings() -> impl Strategy<Value = Settings> {
    let number = || prop::option::of("0\\.[0-9]{1,3}");
    let cache = prop::sample::select(vec![Caching::Off, Caching::Default]);
    let stops = prop::collection::vec("[A-Z]{1,5}", 0..3);
    let choice = prop::sample::select(vec![
        None,
        Some(Which::Auto),
        Some(Which::Any),
        Some(Which::Tool("look".to_owned())),
    ]);
    let system = "[ -~]{0,20}";
    (
        system,
        number(),
        number(),
        stops,
        1_u32..9000,
        cache,
        choice,
    )
        .prop_map(
            |(system, temperature, top_p, stop_sequences, max_tokens, caching, which)| Settings {
                model: Some(model()),
                system,
                sampling: Sampling {
                    temperature: temperature.map(|text| Decimal::parse(&text).unwrap()),
                    top_p: top_p.map(|text| Decimal::parse(&text).unwrap()),
                    top_k: None,
                    max_tokens,
                    stop_sequences,
                },
                cache: CachePoints {
                    tools: caching,
                    system: caching,
                    messages: caching,
                },
                tools: Tools {
                    offered: vec![Tool::Custom(CustomTool {
                        name: "look".to_owned(),
                        description: "Looks.".to_owned(),
                        schema: Json(r#"{"type":"object","properties":{}}"#.to_owned()),
                        strict: None,
                    })],
                    choice: which.map(|which| ToolChoice {
                        which,
                        parallel: None,
                    }),
                    ..Tools::default()
                },
                ..Settings::default()
            },
        )
}

fn push(conversation: &mut Conversation, record: Record) -> MessageId {
    let entry = conversation.entry(record, Wall(5), None);
    conversation.apply(&entry);
    MessageId(entry.n.0)
}

/// The conversation of these exchanges, and its last message.
fn conversation(settings: &Settings, exchanges: &[Exchange]) -> (Conversation, MessageId) {
    let mut made = Conversation::new(ConversationId::from_random([1; 6]));
    let lane = Record::Lane {
        parent: None,
        settings: settings.clone(),
        index: 0,
        name: None,
    };
    push(&mut made, lane);
    let mut last = None;
    for (asked, answered) in exchanges {
        let message = Record::Message {
            parent: last,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(asked.clone()),
        };
        let question = push(&mut made, message);
        last = Some(reply(&mut made, question, settings, answered));
    }
    // A body that is to be answered ends with a question.
    let thanks = Body::New(
        match exchanges.last().and_then(|(_, answered)| answered.last()) {
            Some(ContentBlock::ToolUse(call)) => vec![ContentBlock::ToolResult {
                id: call.id.clone(),
                status: None,
                content: Json(r#"[{"text":"done"}]"#.to_owned()),
            }],
            _ => vec![ContentBlock::Text("thanks".to_owned())],
        },
    );
    let message = Record::Message {
        parent: last,
        role: Role::User,
        turn: None,
        case: None,
        body: thanks,
    };
    let last = push(&mut made, message);
    let leaf = Record::Leaf {
        lane: LANE,
        message: Some(last),
    };
    push(&mut made, leaf);
    (made, last)
}

/// A reply of the model, as it comes.
fn reply(
    made: &mut Conversation,
    question: MessageId,
    settings: &Settings,
    answered: &[ContentBlock],
) -> MessageId {
    let sent = Sent {
        wire: Wire::Converse,
        model: "m".to_owned(),
        region: "r".to_owned(),
        sha256: "s".to_owned(),
    };
    let id = push(
        made,
        Record::Generation {
            lane: LANE,
            parent: Some(question),
            turn: Turn(question.0),
            case: None,
            settings: settings.clone(),
            prefill: Vec::new(),
            sent,
        },
    );
    let generation = GenerationId(id.0);
    let us = Micros(7);
    let mut deltas = Vec::new();
    for (block, at) in answered.iter().zip(0..) {
        let mut piece = |piece| {
            deltas.push(Delta {
                us,
                block: at,
                piece,
            });
        };
        match block {
            ContentBlock::Text(text) => piece(Piece::Text(text.clone())),
            ContentBlock::Reasoning { text, signature } => {
                piece(Piece::Reasoning(text.clone()));
                piece(Piece::Signature(signature.clone().unwrap_or_default()));
            }
            ContentBlock::Redacted(data) => piece(Piece::Redacted(data.clone())),
            ContentBlock::ToolUse(call) => {
                let (id, name) = (call.id.clone(), call.name.clone());
                piece(Piece::ToolStart { id, name });
                piece(Piece::ToolInput(call.input.clone()));
            }
            other => panic!("no reply has {other:?}"),
        }
    }
    push(made, Record::Deltas { generation, deltas });
    let end = End {
        us,
        outcome: Outcome::Done(StopReason("end_turn".to_owned())),
        usage: None,
        latency_ms: None,
        metadata: None,
    };
    push(made, Record::End { generation, end });
    id
}

fn bytes() -> Blobs {
    let mut found = Blobs::default();
    found.add(Arc::from(PNG));
    found.add(Arc::from(NOTES));
    found
}

/// The request that goes on from a message.
fn request(made: &Conversation, last: MessageId, wire: Wire) -> Request {
    let lane = made.lanes().next().unwrap();
    let settings = Settings {
        wire,
        model: Some(model()),
        ..lane.settings.clone()
    };
    let mut request = Request::new(made, lane.id, settings, last).unwrap();
    request.form = Form::of(&AbilityTable::default().of(&model().model));
    request
}

fn read(body: &str, wire: Wire) -> Import {
    let source = match wire {
        Wire::Converse => Source::Converse,
        Wire::Messages | Wire::Completions => Source::Messages,
    };
    assert_eq!(import::recognize(body), Some(source), "{body}");
    let mut found = import::read(body, source, &Patient).unwrap();
    assert_eq!(found.conversations.len(), 1);
    found.conversations.remove(0)
}

/// The names of documents are told to no model.
fn nameless(blocks: &[ContentBlock]) -> Vec<ContentBlock> {
    let mut blocks = blocks.to_vec();
    for block in &mut blocks {
        if let ContentBlock::Document { name, .. } = block {
            name.clear();
        }
    }
    blocks
}

/// Checks a conversation on a wire, there and back.
fn check(settings: &Settings, exchanges: &[Exchange], wire: Wire) -> Result<(), TestCaseError> {
    let (made, last) = conversation(settings, exchanges);
    let sent = request(&made, last, wire);
    let body = wires::call(&sent, &bytes().of_request(&sent)).unwrap().body;
    let sent = carried(&sent).request;
    let back = read(&body, wire);
    prop_assert_eq!(back.left.told(), Vec::<String>::new());
    prop_assert_eq!(back.messages.len(), sent.messages.len());
    for (turn, message) in sent.messages.iter().zip(&back.messages) {
        prop_assert_eq!(turn.role, message.said.role);
        prop_assert_eq!(nameless(&turn.content), nameless(&message.said.content));
    }
    if !sent.settings.system.trim().is_empty() {
        prop_assert_eq!(&back.settings.system, &sent.settings.system);
    }
    prop_assert_eq!(&back.settings.sampling, &sent.settings.sampling);
    prop_assert_eq!(&back.settings.tools, &sent.settings.tools);
    // Thoughts are only given back to the model that had them, and a body does not tell which it was.
    let mut blocks = exchanges.iter().flat_map(|(_, answered)| answered);
    if blocks.any(ContentBlock::is_reasoning) {
        return Ok(());
    }
    let (again, last) = rebuilt(&back);
    let sent = request(&again, last, wire);
    let second = wires::call(&sent, &bytes().of_request(&sent)).unwrap().body;
    prop_assert_eq!(second, body);
    Ok(())
}

/// The conversation that is made of what was read.
fn rebuilt(back: &Import) -> (Conversation, MessageId) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl");
    let new = import::New {
        id: ConversationId::from_random([2; 6]),
        source: Source::Converse,
        at: Wall(9),
    };
    import::written(&path, back, &new).unwrap();
    let loaded = crate::store::load::read(&path).unwrap();
    let leaf = loaded.conversation.lanes().next().unwrap().leaf().unwrap();
    (loaded.conversation, leaf)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_converse_body_is_read_as_it_was_written(
        settings in settings(),
        exchanges in exchanges(),
    ) {
        check(&settings, &exchanges, Wire::Converse)?;
    }

    #[test]
    fn a_messages_body_is_read_as_it_was_written(
        settings in settings(),
        exchanges in exchanges(),
    ) {
        check(&settings, &exchanges, Wire::Messages)?;
    }
}

fn look() -> Look {
    let grey = || "#888888".to_owned();
    let colours = Colours {
        text: grey(),
        back: grey(),
        faint: grey(),
        user: grey(),
        assistant: grey(),
        tool: grey(),
        heading: grey(),
        code: grey(),
        link: grey(),
        rule: grey(),
    };
    Look {
        light: colours.clone(),
        dark: colours,
    }
}

#[test]
fn a_body_of_a_branch_begins_there_and_tells_what_it_does_not_hold() {
    let said = |text: &str| vec![ContentBlock::Text(text.to_owned())];
    let settings = Settings {
        model: Some(model()),
        ..Settings::default()
    };
    let exchanges = [(said("one"), said("two")), (said("three"), said("four"))];
    let (made_of, _) = conversation(&settings, &exchanges);
    let path = made_of.lane(LANE).unwrap().path.clone();
    let source = From {
        conversation: &made_of,
        file: std::path::Path::new("nowhere"),
        blobs: &bytes(),
        table: &AbilityTable::default(),
        look: &look(),
        at: Wall(0),
        monitor: &Patient,
    };
    let body = made(&source, What::Branch(LANE, path[2]), Format::Converse).unwrap();
    let text = String::from_utf8(body.bytes).unwrap();
    assert!(
        !text.contains("\"one\"") && text.contains("\"three\""),
        "{text}"
    );
    let lost = body.lost.join("\n");
    assert!(lost.contains("us.anthropic.claude-sonnet-4"), "{lost}");
    assert!(lost.contains("2 messages of other branches"), "{lost}");
    let tree = made(&source, What::Tree, Format::Native).unwrap_err();
    assert!(tree.contains("nowhere"), "{tree}");
}

#[test]
fn what_was_made_is_told_in_a_line() {
    let one = ImportedOne {
        path: "a".into(),
        title: "Stones".to_owned(),
        messages: 1,
        left: vec!["a video".to_owned()],
    };
    assert_eq!(one.told(), "Stones: 1 message; left out: a video");
}
