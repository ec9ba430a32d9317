//! Messages that are made of others, and what is arranged without a message.

use super::check;
use crate::chat::content::ContentBlock;
use crate::chat::conversation::{Hidden, Included, Layout};
use crate::chat::generation::Sent;
use crate::chat::ids::{CaseNo, LaneId, MessageId, Number, Turn};
use crate::chat::library::{FileMark, Pinned};
use crate::chat::message::Role;
use crate::chat::record::{Body, CaseFile, Record};
use crate::chat::settings::{Settings, Wire};
use crate::chat::vote::{Sight, Vote, Winner};

#[test]
fn messages_made_of_others() {
    let message = |body| Record::Message {
        parent: Some(MessageId(5)),
        role: Role::Assistant,
        turn: Some(Turn(5)),
        case: None,
        body,
    };
    check(
        message(Body::Same(MessageId(7))),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":5,"role":"assistant","turn":5,"same":7,"c":"6b317caf"}"#,
    );
    check(
        message(Body::Edited {
            from: MessageId(7),
            content: vec![ContentBlock::Text("{}".into())],
            prefill_len: 1,
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":5,"role":"assistant","turn":5,"content":[{"text":"{}"}],"from":7,"prefill_len":1,"c":"7a9e8b8b"}"#,
    );
    check(
        message(Body::Edited {
            from: MessageId(7),
            content: Vec::new(),
            prefill_len: 0,
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":5,"role":"assistant","turn":5,"content":[],"from":7,"c":"d832264b"}"#,
    );
}

#[test]
fn arrangement() {
    let layout = |widths: &[u16], zoom| {
        Record::Layout(Layout {
            lanes: vec![LaneId(2), LaneId(9)],
            widths: widths.to_vec(),
            zoom,
            sight: Sight::Open,
        })
    };
    check(
        layout(&[], None),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"layout","lanes":[2,9],"c":"8e3aa451"}"#,
    );
    check(
        layout(&[2, 1], Some(LaneId(9))),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"layout","lanes":[2,9],"width":[2,1],"zoom":9,"c":"4f11e5fd"}"#,
    );
    check(
        Record::Layout(Layout {
            lanes: vec![LaneId(2), LaneId(9)],
            sight: Sight::Blind,
            ..Layout::default()
        }),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"layout","lanes":[2,9],"blind":true,"c":"ae765718"}"#,
    );
    check(
        Record::Trash(MessageId(5), Hidden::Yes),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"trash","message":5,"c":"5afeda3c"}"#,
    );
    check(
        Record::Trash(MessageId(5), Hidden::No),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"restore","message":5,"c":"c9da03dc"}"#,
    );
    let context = |lane, included| Record::Context {
        message: MessageId(5),
        lane,
        included,
    };
    check(
        context(None, Included::No),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"context","message":5,"included":false,"c":"415631d7"}"#,
    );
    check(
        context(Some(LaneId(2)), Included::Yes),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"context","message":5,"lane":2,"included":true,"c":"6cd067d1"}"#,
    );
    let mark = |name: Option<&str>| Record::Mark {
        message: MessageId(5),
        name: name.map(str::to_owned),
    };
    check(
        mark(Some("the dry one")),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"mark","message":5,"name":"the dry one","c":"c1db823b"}"#,
    );
    check(
        mark(None),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"mark","message":5,"name":null,"c":"3c20eab1"}"#,
    );
    let pin = |lane, text: Option<&str>| Record::PrefillPin {
        lane,
        text: text.map(str::to_owned),
    };
    check(
        pin(None, Some("{")),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"prefill_pin","text":"{","c":"2ec621bf"}"#,
    );
    check(
        pin(Some(LaneId(2)), None),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"prefill_pin","lane":2,"text":null,"c":"d3cc27a5"}"#,
    );
    check(
        Record::Undo(Number(12)),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"undo","of":12,"c":"af41411f"}"#,
    );
    check(
        Record::Redo(Number(12)),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"redo","of":12,"c":"e08f4305"}"#,
    );
}

#[test]
fn cases() {
    let file = |name: Option<&str>| {
        Record::Cases(CaseFile {
            blob: "sha256:ca97".into(),
            columns: vec!["city".into(), "n".into()],
            name: name.map(str::to_owned),
        })
    };
    check(
        file(Some("towns.csv")),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"cases","blob":"sha256:ca97","columns":["city","n"],"name":"towns.csv","c":"5e9f8d09"}"#,
    );
    check(
        file(None),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"cases","blob":"sha256:ca97","columns":["city","n"],"c":"7825d884"}"#,
    );
    check(
        Record::Message {
            parent: None,
            role: Role::User,
            turn: Some(Turn(5)),
            case: Some(CaseNo(0)),
            body: Body::New(Vec::new()),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"message","parent":null,"role":"user","turn":5,"content":[],"case":0,"c":"1dcb5d8e"}"#,
    );
    check(
        Record::Generation {
            lane: LaneId(2),
            parent: Some(MessageId(5)),
            turn: Turn(5),
            case: Some(CaseNo(9_999)),
            settings: Settings::default(),
            prefill: Vec::new(),
            sent: Sent {
                wire: Wire::Converse,
                model: "m".into(),
                region: "us-east-1".into(),
                sha256: "ab".into(),
            },
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"generation","lane":2,"parent":5,"turn":5,"settings":{"wire":"converse","max_tokens":4096},"request":{"wire":"converse","model":"m","region":"us-east-1","sha256":"ab"},"case":9999,"c":"18381683"}"#,
    );
}

#[test]
fn votes() {
    let vote = |winner, sight| Record::Vote {
        turn: Turn(5),
        vote: Some(Vote {
            winner,
            order: vec![LaneId(9), LaneId(2)],
            sight,
        }),
    };
    check(
        vote(Winner::Lane(LaneId(2)), Sight::Blind),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"vote","turn":5,"winner":2,"order":[9,2],"blind":true,"c":"28e560fb"}"#,
    );
    check(
        vote(Winner::Tie, Sight::Open),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"vote","turn":5,"winner":null,"tie":true,"order":[9,2],"blind":false,"c":"690df856"}"#,
    );
    check(
        vote(Winner::Nobody, Sight::Open),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"vote","turn":5,"winner":null,"order":[9,2],"blind":false,"c":"32512e21"}"#,
    );
    check(
        Record::Vote {
            turn: Turn(5),
            vote: None,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"vote","turn":5,"winner":null,"order":[],"blind":false,"c":"e69a3f68"}"#,
    );
}

#[test]
fn marks_of_the_whole_conversation() {
    let tagged = |tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        (None, Some(tags))
    };
    for ((pin, tags), line) in [
        (
            (Some(Pinned::Yes), None),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"file_mark","pin":true,"c":"72a72cd8"}"#,
        ),
        (
            (Some(Pinned::No), None),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"file_mark","pin":null,"c":"6fd1c869"}"#,
        ),
        (
            tagged(&["work", "q 4"]),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"file_mark","tags":["work","q 4"],"c":"59150e22"}"#,
        ),
        (
            tagged(&[]),
            r#"{"n":17,"at":1795246345678,"act":15,"k":"file_mark","tags":null,"c":"1199ae43"}"#,
        ),
    ] {
        check(Record::FileMark(FileMark { pin, tags }), line);
    }
}
