//! One line of each kind, as version 1.0 writes it. These lines never change: files have them.

mod answers;
mod arrangement;
mod attached;
mod released;
mod schema;
mod settings;

use crate::chat::catalog::ModelId;
use crate::chat::content::{Cited, ContentBlock, Json, ToolUse};
use crate::chat::failure::{Failure, FailureKind};
use crate::chat::generation::{Attempt, End, Micros, Outcome, Sent, StopReason, Usage};
use crate::chat::ids::{ConversationId, GenerationId, LaneId, MessageId, Number, Turn};
use crate::chat::message::Role;
use crate::chat::record::{Blob, Body, Entry, Header, Record, TitleBy, VERSION};
use crate::chat::settings::{Decimal, ModelChoice, Route, Sampling, Settings, Wire};
use crate::chat::stream::{Delta, Piece};
use crate::chat::time::Wall;
use crate::store::generate;

/// The record is written as this line, but for the checksum, and read back from it.
#[track_caller]
fn check(record: Record, line: &str) {
    let entry = Entry {
        n: Number(17),
        at: Wall(1_795_246_345_678),
        act: Number(15),
        record,
    };
    let written = generate::line(&entry);
    assert_eq!(written, line);
    schema::assert_valid(line);
    assert_eq!(generate::read(line.as_bytes()), Ok(entry));
}

fn settings() -> Settings {
    Settings {
        model: Some(ModelChoice {
            model: ModelId::new("amazon.nova-pro-v1:0").unwrap(),
            name: "Nova Pro".into(),
            route: Route::Profile("us.amazon.nova-pro-v1:0".into()),
        }),
        wire: Wire::Converse,
        system: "Be brief.".into(),
        sampling: Sampling {
            temperature: Decimal::parse("0.70").ok(),
            ..Sampling::default()
        },
        ..Settings::default()
    }
}

#[test]
fn blobs() {
    let blob = |name: Option<&str>| Blob {
        hash: "sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb".into(),
        media: "image/png".into(),
        size: 1,
        name: name.map(str::to_owned),
        pixels: None,
    };
    check(
        Record::Blob(blob(Some("rock.png"))),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"blob","hash":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","media":"image/png","size":1,"name":"rock.png","data":"YQ==","c":"74f4e0f4"}"#,
    );
    check(
        Record::Blob(Blob {
            pixels: Some((812, 610)),
            ..blob(Some("rock.png"))
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"blob","hash":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","media":"image/png","size":1,"name":"rock.png","pixels":[812,610],"data":"YQ==","c":"7c369cbe"}"#,
    );
    check(
        Record::Blob(blob(None)),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"blob","hash":"sha256:ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb","media":"image/png","size":1,"data":"YQ==","c":"85feaa46"}"#,
    );
}

#[test]
fn variables() {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    check(
        Record::Variables(vec![pair("tone", "dry"), pair("city", "Oslo\n")]),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"variables","values":{"tone":"dry","city":"Oslo\n"},"c":"8e276aab"}"#,
    );
    check(
        Record::Variables(Vec::new()),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"variables","values":{},"c":"e40aa64a"}"#,
    );
}

#[test]
fn header() {
    let id = ConversationId::new("0123456789ab").unwrap();
    check(
        Record::Header(Header {
            version: VERSION,
            id: id.clone(),
            by: "outcrop 0.1.0".into(),
            origin: None,
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"header","format":"outcrop.conversation","version":[1,0],"id":"0123456789ab","by":"outcrop 0.1.0","c":"5b3b34a2"}"#,
    );
    check(
        Record::Header(Header {
            version: VERSION,
            id: id.clone(),
            by: "outcrop 0.1.0".into(),
            origin: Some((id, Number(9))),
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"header","format":"outcrop.conversation","version":[1,0],"id":"0123456789ab","by":"outcrop 0.1.0","origin":{"id":"0123456789ab","n":9},"c":"805c4a54"}"#,
    );
}

#[test]
fn title() {
    check(
        Record::Title {
            text: "Trip \"to\"\n☃".into(),
            by: TitleBy::First,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"title","text":"Trip \"to\"\n☃","by":"first","c":"86b5ead6"}"#,
    );
}

#[test]
fn lanes() {
    check(
        Record::Lane {
            parent: None,
            settings: Settings::default(),
            index: 0,
            name: None,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"lane","settings":{"wire":"converse","max_tokens":4096},"index":0,"c":"b00c1526"}"#,
    );
    check(
        Record::Lane {
            parent: Some(MessageId(5)),
            settings: settings(),
            index: 1,
            name: Some("wild".into()),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"lane","parent":5,"settings":{"model":{"id":"amazon.nova-pro-v1:0","name":"Nova Pro","route":"us.amazon.nova-pro-v1:0","kind":"profile"},"wire":"converse","system":"Be brief.","max_tokens":4096,"temperature":0.70},"index":1,"name":"wild","c":"82c2b80e"}"#,
    );
    check(
        Record::LaneSet {
            lane: LaneId(2),
            settings: settings(),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"lane_set","lane":2,"settings":{"model":{"id":"amazon.nova-pro-v1:0","name":"Nova Pro","route":"us.amazon.nova-pro-v1:0","kind":"profile"},"wire":"converse","system":"Be brief.","max_tokens":4096,"temperature":0.70},"c":"3389d75b"}"#,
    );
    check(
        Record::Leaf {
            lane: LaneId(2),
            message: Some(MessageId(5)),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"leaf","lane":2,"message":5,"c":"afe13f8d"}"#,
    );
    check(
        Record::Leaf {
            lane: LaneId(2),
            message: None,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"leaf","lane":2,"message":null,"c":"9ade00a6"}"#,
    );
}

#[test]
fn message() {
    let call = |input: &str| {
        ContentBlock::ToolUse(ToolUse {
            id: "t1".into(),
            name: "weather".into(),
            input: input.into(),
        })
    };
    check(
        Record::Message {
            parent: None,
            role: Role::User,
            turn: None,
            case: None,
            body: Body::New(vec![
                ContentBlock::Text("What is this?".into()),
                ContentBlock::Image {
                    hash: "sha256:00".into(),
                    format: "png".into(),
                },
                ContentBlock::Document {
                    hash: "sha256:01".into(),
                    format: "pdf".into(),
                    name: "a.pdf".into(),
                    cited: Cited::Off,
                },
                ContentBlock::CachePoint,
            ]),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":null,"role":"user","content":[{"text":"What is this?"},{"image":{"hash":"sha256:00","format":"png"}},{"document":{"hash":"sha256:01","format":"pdf","name":"a.pdf"}},{"cache_point":{}}],"c":"483d81b2"}"#,
    );
    check(
        Record::Message {
            parent: Some(MessageId(5)),
            role: Role::Assistant,
            turn: Some(Turn(5)),
            case: None,
            body: Body::New(vec![
                ContentBlock::Reasoning {
                    text: "Hm.".into(),
                    signature: Some("c2ln".into()),
                },
                ContentBlock::Redacted("eA==".into()),
                call(r#"{"city": "Oslo"}"#),
                call(r#"{"city": "Os"#),
                ContentBlock::ToolResult {
                    id: "t1".into(),
                    status: Some("success".into()),
                    content: Json(r#"[{"text":"rain"}]"#.into()),
                },
                ContentBlock::Unknown {
                    wire: "converse".into(),
                    json: Json(r#"{"audio":{}}"#.into()),
                },
            ]),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":5,"role":"assistant","turn":5,"content":[{"reasoning":{"text":"Hm.","signature":"c2ln"}},{"redacted":"eA=="},{"tool_use":{"id":"t1","name":"weather","input":{"city": "Oslo"}}},{"tool_use":{"id":"t1","name":"weather","raw":"{\"city\": \"Os"}},{"tool_result":{"id":"t1","status":"success","content":[{"text":"rain"}]}},{"unknown":{"wire":"converse","json":{"audio":{}}}}],"c":"31186d67"}"#,
    );
}

#[test]
fn generation() {
    check(
        Record::Generation {
            lane: LaneId(2),
            parent: Some(MessageId(5)),
            turn: Turn(5),
            case: None,
            settings: settings(),
            prefill: Vec::new(),
            sent: Sent {
                wire: Wire::Converse,
                model: "us.amazon.nova-pro-v1:0".into(),
                region: "us-east-1".into(),
                sha256: "ab".into(),
            },
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"generation","lane":2,"parent":5,"turn":5,"settings":{"model":{"id":"amazon.nova-pro-v1:0","name":"Nova Pro","route":"us.amazon.nova-pro-v1:0","kind":"profile"},"wire":"converse","system":"Be brief.","max_tokens":4096,"temperature":0.70},"request":{"wire":"converse","model":"us.amazon.nova-pro-v1:0","region":"us-east-1","sha256":"ab"},"c":"e723b427"}"#,
    );
    check(
        Record::Generation {
            lane: LaneId(2),
            parent: None,
            turn: Turn(5),
            case: None,
            settings: Settings::default(),
            prefill: vec![ContentBlock::Text("{\"city\":".into())],
            sent: Sent {
                wire: Wire::Messages,
                model: "m".into(),
                region: "us-east-1".into(),
                sha256: "ab".into(),
            },
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"generation","lane":2,"parent":null,"turn":5,"settings":{"wire":"converse","max_tokens":4096},"prefill":[{"text":"{\"city\":"}],"request":{"wire":"messages","model":"m","region":"us-east-1","sha256":"ab"},"c":"34e8602f"}"#,
    );
    check(
        Record::Attempt {
            generation: GenerationId(6),
            attempt: Attempt {
                no: 1,
                request_id: Some("r-1".into()),
                status: Some(429),
                reason: Some("throttled".into()),
                wait_ms: Some(1500),
            },
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"attempt","gen":6,"no":1,"request_id":"r-1","status":429,"reason":"throttled","wait_ms":1500,"c":"98c6082f"}"#,
    );
}

#[test]
fn deltas() {
    let json = |text: &str| Json(text.into());
    let pieces = [
        Piece::Start(json(r#"{"image":{}}"#)),
        Piece::ToolStart {
            id: "t1".into(),
            name: "weather".into(),
        },
        Piece::Text("Hi\n\"you\"\u{1b}".into()),
        Piece::Reasoning("Hm.".into()),
        Piece::Signature("c2ln".into()),
        Piece::Redacted("eA==".into()),
        Piece::ToolInput("{\"ci".into()),
        Piece::Citation(json(r#"{"title":"t"}"#)),
        Piece::Result(json(r#"{"text":"r"}"#)),
        Piece::Stop,
        Piece::Raw(json(r#"{"new":1.0}"#)),
    ];
    let deltas = (412_000..).zip(pieces).map(|(us, piece)| Delta {
        us: Micros(us),
        block: 0,
        piece,
    });
    check(
        Record::Deltas {
            generation: GenerationId(6),
            deltas: deltas.collect(),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"deltas","gen":6,"d":[[412000,0,"start",{"image":{}}],[412001,0,"start",{"toolUse":{"toolUseId":"t1","name":"weather"}}],[412002,0,"text","Hi\n\"you\"\u001b"],[412003,0,"reasoning","Hm."],[412004,0,"signature","c2ln"],[412005,0,"redacted","eA=="],[412006,0,"tool_input","{\"ci"],[412007,0,"citation",{"title":"t"}],[412008,0,"result",{"text":"r"}],[412009,0,"stop",null],[412010,0,"raw",{"new":1.0}]],"c":"33b55ad2"}"#,
    );
}

#[test]
fn end() {
    check(
        Record::End {
            generation: GenerationId(6),
            end: End {
                us: Micros(2_000_000),
                outcome: Outcome::Done(StopReason("end_turn".into())),
                usage: Some(Usage {
                    input: Some(12),
                    output: Some(34),
                    cache_read: None,
                    cache_write: None,
                    raw: Json(r#"{"inputTokens":12,"outputTokens":34}"#.into()),
                }),
                latency_ms: Some(1987),
                metadata: Some(Json(r#"{"trace":{}}"#.into())),
            },
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"end","gen":6,"us":2000000,"outcome":"done","stop":"end_turn","usage":{"input":12,"output":34,"raw":{"inputTokens":12,"outputTokens":34}},"metrics":{"latencyMs":1987},"metadata":{"trace":{}},"c":"4a9a8c53"}"#,
    );
    let failure = Failure {
        kind: FailureKind::Throttled,
        doing: "send to Nova Pro".into(),
        place: "us-east-1".into(),
        message: "Too many requests".into(),
        code: Some("ThrottlingException".into()),
        status: Some(429),
        request_id: Some("r-1".into()),
        retry_after: None,
    };
    for (outcome, line) in [
        (
            Outcome::Failed(failure),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"end","gen":6,"us":5,"outcome":"failed","error":{"kind":"throttled","code":"ThrottlingException","status":429,"message":"Too many requests","request_id":"r-1","doing":"send to Nova Pro","place":"us-east-1"},"c":"e7a78830"}"#,
        ),
        (
            Outcome::Cancelled,
            r#"{"n":17,"at":1795246345678,"act":15,"k":"end","gen":6,"us":5,"outcome":"cancelled","c":"0ffadaca"}"#,
        ),
        (
            Outcome::Interrupted,
            r#"{"n":17,"at":1795246345678,"act":15,"k":"end","gen":6,"us":5,"outcome":"interrupted","c":"a2e817ef"}"#,
        ),
    ] {
        check(
            Record::End {
                generation: GenerationId(6),
                end: End {
                    us: Micros(5),
                    outcome,
                    usage: None,
                    latency_ms: None,
                    metadata: None,
                },
            },
            line,
        );
    }
}

#[test]
fn a_kind_that_is_not_known() {
    let line = r#"{"n":17,"at":1795246345678,"act":15,"k":"ballad","turn":9,"c":"f7bcbd96"}"#;
    check(
        Record::Other {
            kind: "ballad".into(),
            line: Json(line.into()),
        },
        line,
    );
}
