//! Lines of calls of tools.

use super::check;
use crate::chat::call::{Answer, AnsweredBy, CallId, Consent, Ran, Said, Scope, Status, Verdict};
use crate::chat::content::Json;
use crate::chat::generation::Micros;
use crate::chat::ids::{MessageId, Number};
use crate::chat::record::Record;

const CALL: CallId = CallId {
    message: MessageId(5),
    block: 1,
};

#[test]
fn answers() {
    let answer = |status, by| Record::Answer {
        call: CALL,
        answer: Some(Answer {
            content: Json(r#"[{"text":"Elemental Hotel"}]"#.to_owned()),
            status,
            by,
            args: None,
        }),
    };
    check(
        answer(Status::Success, AnsweredBy::Hand),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"content":[{"text":"Elemental Hotel"}],"by":"hand","c":"05a36a25"}"#,
    );
    check(
        answer(Status::Error, AnsweredBy::Hand),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"error":[{"text":"Elemental Hotel"}],"by":"hand","c":"a85c4788"}"#,
    );
    let ran = |exit| {
        AnsweredBy::Runner(Ran {
            runner: "/tools/radio.toml".to_owned(),
            sha256: "5e5e".to_owned(),
            us: Micros(1_500),
            exit,
        })
    };
    check(
        answer(Status::Success, ran(Some(0))),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"content":[{"text":"Elemental Hotel"}],"by":"runner","runner":"/tools/radio.toml","args_sha256":"5e5e","us":1500,"exit":0,"c":"0380f91e"}"#,
    );
    let recorded = CallId {
        message: MessageId(3),
        block: 0,
    };
    check(
        answer(Status::Success, AnsweredBy::Replay(recorded)),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"content":[{"text":"Elemental Hotel"}],"by":"replay","of":[3,0],"c":"7c1d642b"}"#,
    );
    check(
        Record::Answer {
            call: CALL,
            answer: Some(Answer {
                content: Json("[]".to_owned()),
                status: Status::Success,
                by: AnsweredBy::Hand,
                args: Some(Json(r#"{"sign":"WKRP"}"#.to_owned())),
            }),
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"content":[],"by":"hand","args":{"sign":"WKRP"},"c":"30594e3e"}"#,
    );
    check(
        Record::Answer {
            call: CALL,
            answer: None,
        },
        r#"{"n":17,"at":1795246345678,"act":15,"k":"answer","call":[5,1],"c":"2665b89b"}"#,
    );
}

#[test]
fn consents() {
    let consent = |scope, verdict| {
        Record::Consent(Said::Consent(Consent {
            call: Some(CALL),
            scope,
            sha256: "5e5e".to_owned(),
            verdict,
        }))
    };
    check(
        consent(Scope::Once, Verdict::Approve),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"consent","call":[5,1],"scope":"once","sha256":"5e5e","verdict":"approve","c":"73d45d42"}"#,
    );
    check(
        consent(Scope::Once, Verdict::Deny("too loud".to_owned())),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"consent","call":[5,1],"scope":"once","sha256":"5e5e","verdict":"deny","reason":"too loud","c":"545643e2"}"#,
    );
    check(
        consent(Scope::Tool("songs".to_owned()), Verdict::Approve),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"consent","call":[5,1],"scope":"tool","tool":"songs","sha256":"5e5e","verdict":"approve","c":"098edf67"}"#,
    );
    check(
        Record::Consent(Said::Revoke(Number(9))),
        r#"{"n":17,"at":1795246345678,"act":15,"k":"consent","revoke":9,"c":"1c7a2ab2"}"#,
    );
}
