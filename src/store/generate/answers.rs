//! Records of calls of tools, for property tests.

use proptest::option::of;
use proptest::prelude::*;

use super::{json, small, text};
use crate::chat::call::{Answer, AnsweredBy, CallId, Consent, Ran, Said, Scope, Status, Verdict};
use crate::chat::generation::Micros;
use crate::chat::ids::{MessageId, Number};
use crate::chat::record::Record;

/// What was answered, and what was said about letting things run.
pub(super) fn answers() -> impl Strategy<Value = Record> {
    prop_oneof![
        (call(), of(answer())).prop_map(|(call, answer)| Record::Answer { call, answer }),
        said().prop_map(Record::Consent),
    ]
}

fn call() -> impl Strategy<Value = CallId> {
    (small(), 0_u32..3).prop_map(|(message, block)| CallId {
        message: MessageId(message),
        block,
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let status = prop::sample::select(vec![Status::Success, Status::Error]);
    let by = prop_oneof![
        Just(AnsweredBy::Hand),
        ran().prop_map(AnsweredBy::Runner),
        call().prop_map(AnsweredBy::Replay),
    ];
    (json(), status, by, of(json())).prop_map(|(content, status, by, args)| Answer {
        content,
        status,
        by,
        args,
    })
}

fn ran() -> impl Strategy<Value = Ran> {
    (text(), text(), 0_u64..1 << 53, of(any::<i32>())).prop_map(|(runner, sha256, us, exit)| Ran {
        runner,
        sha256,
        us: Micros(us),
        exit,
    })
}

fn said() -> impl Strategy<Value = Said> {
    let scope = prop_oneof![
        Just(Scope::Once),
        Just(Scope::Exact),
        text().prop_map(Scope::Tool),
    ];
    let verdict = prop_oneof![Just(Verdict::Approve), text().prop_map(Verdict::Deny)];
    let consent =
        (of(call()), scope, text(), verdict).prop_map(|(call, scope, sha256, verdict)| {
            Said::Consent(Consent {
                call,
                scope,
                sha256,
                verdict,
            })
        });
    prop_oneof![consent, small().prop_map(|of| Said::Revoke(Number(of)))]
}
