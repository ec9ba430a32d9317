//! Everything that the service can do wrong, by the phrases of the sandbox's fault model.

use crate::harness::{Records, Running, Service, outcrop};

/// A phrase, what the screen says, and the outcome in the file.
type Case = (&'static str, &'static [&'static str], &'static str);

/// The request was refused, and nothing is tried again by itself.
const REFUSED: &[Case] = &[
    (
        "tokens per day",
        &["the tokens of the day are used up", "Enter retries"],
        "failed",
    ),
    (
        "expired token",
        &["the security token has expired", "aws sso login"],
        "failed",
    ),
    (
        "unrecognized client",
        &["AWS does not know these credentials"],
        "failed",
    ),
    (
        "invalid signature",
        &["the request's signature is wrong", "secret key"],
        "failed",
    ),
    (
        "signature expired",
        &["the request's signature is wrong", "clock"],
        "failed",
    ),
    (
        "access denied",
        &[
            "IAM does not allow this",
            "bedrock:InvokeModelWithResponseStream",
        ],
        "failed",
    ),
    (
        "no model access",
        &["the account has no access to the model"],
        "failed",
    ),
    (
        "marketplace",
        &[
            "the account has no access to the model",
            "aws-marketplace:Subscribe",
        ],
        "failed",
    ),
    (
        "payment instrument",
        &["the account has no access", "INVALID_PAYMENT_INSTRUMENT"],
        "failed",
    ),
    (
        "use case form",
        &["the account has no access to the model", "use case details"],
        "failed",
    ),
    (
        "legacy",
        &["the model is legacy or has reached its end of life"],
        "failed",
    ),
    (
        "end of life",
        &["the model is legacy or has reached its end of life"],
        "failed",
    ),
    (
        "on-demand refusal",
        &[
            "the model is not offered on demand",
            "choose one of its inference profiles",
        ],
        "failed",
    ),
    (
        "no caching",
        &["the service refused the request", "prompt caching"],
        "failed",
    ),
    (
        "quota exceeded",
        &["a quota of the account is used up"],
        "failed",
    ),
];

/// Refusals whose words matter.
const WORDED: &[Case] = &[
    (
        "nested message",
        &["errors: messages.1.content.0: the nested text, unwrapped;"],
        "failed",
    ),
    (
        "context overflow",
        &[
            "the prompt does not fit the context window",
            "214073 tokens > 200000 maximum",
        ],
        "failed",
    ),
    (
        "input is too long",
        &["the prompt does not fit the context window"],
        "failed",
    ),
    (
        "max tokens over limit",
        &["max tokens is above the model's limit", "lower max tokens"],
        "failed",
    ),
    (
        "foreign error",
        &["the service refused the request", "the gateway says no"],
        "failed",
    ),
    ("model timeout", &["the model took too long"], "failed"),
    (
        "model error",
        &["the model failed", "Enter retries"],
        "failed",
    ),
];

/// Tried again by themselves; the test does not wait for that.
const RETRIED: &[Case] = &[
    (
        "throttle me",
        &["attempt 1: throttled", "Too many requests"],
        "cancelled",
    ),
    (
        "throttle tokens",
        &["attempt 1: throttled", "Too many tokens"],
        "cancelled",
    ),
    (
        "not ready",
        &["attempt 1: the model is warming up"],
        "cancelled",
    ),
    (
        "internal error",
        &["attempt 1: the service failed"],
        "cancelled",
    ),
    (
        "service unavailable",
        &["attempt 1: the service is overloaded"],
        "cancelled",
    ),
    (
        "bad gateway",
        &["attempt 1: the service is overloaded", "502 Bad Gateway"],
        "cancelled",
    ),
    (
        "close before headers",
        &["attempt 1: no connection", "closed before an answer came"],
        "cancelled",
    ),
];

/// The reply began, and what came is kept.
const BROKEN: &[Case] = &[
    (
        "drop after 12 tokens",
        &["the connection broke in the middle of the reply"],
        "failed",
    ),
    (
        "reset after 12 tokens",
        &["the connection broke in the middle of the reply"],
        "failed",
    ),
    (
        "end after 12 tokens",
        &["the stream ended without a stop reason"],
        "failed",
    ),
    (
        "throttling after 12 tokens",
        &["throttled", "Enter retries"],
        "failed",
    ),
    (
        "validation after 12 tokens",
        &["Output blocked by content filtering policy"],
        "failed",
    ),
    (
        "internal error after 12 tokens",
        &["the service failed"],
        "failed",
    ),
    (
        "model error after 12 tokens",
        &["the model failed", "upstream closed"],
        "failed",
    ),
    (
        "unavailable after 12 tokens",
        &["the service is overloaded"],
        "failed",
    ),
    (
        "bad crc after 12 tokens",
        &["a frame of the stream was damaged"],
        "failed",
    ),
];

/// Well formed, and yet not what a client expects.
const ODD: &[Case] = &[
    (
        "refusal with no content",
        &["refusal", "the model refused"],
        "done",
    ),
    (
        "guardrail intervened",
        &["guardrail_intervened", "a guardrail stepped in"],
        "done",
    ),
    ("unknown stop reason", &["weathered"], "done"),
    ("no metadata", &["tokens unknown", "end_turn"], "done"),
    ("extra keys", &["end_turn"], "done"),
    ("interleaved blocks", &["end_turn"], "done"),
    ("no block stop", &["end_turn"], "done"),
    ("empty start", &["end_turn"], "done"),
    ("one byte at a time", &["end_turn"], "done"),
    (
        "cache usage",
        &["cache read 1000", "cache write 200"],
        "done",
    ),
];

fn fault(service: &Service) -> Running {
    outcrop().service(service).model("fault").ready()
}

/// Plays a case in a conversation of its own; gives the records of its file.
fn play(outcrop: &Running, (phrase, says, outcome): Case) -> Records {
    let known = outcrop.home().files();
    outcrop.keys(phrase).keys(" rate=9999<enter>");
    for part in says {
        outcrop.see(part);
    }
    if outcome == "cancelled" {
        outcrop
            .see("attempt 2 in")
            .see("F5 now")
            .keys("<esc>")
            .see("stopped by you");
    }
    outcrop.see(phrase).see("Enter send");
    let mut files = outcrop.home().files();
    files.retain(|file| !known.contains(file));
    let ended = |records: &Records| records.outcome() == outcome;
    let records = Records::until(&files[0], &format!("{phrase} ended as {outcome}"), ended);
    assert_eq!(records.prompts(), [format!("{phrase} rate=9999")]);
    outcrop.keys("<ctrl-n>").see("type a message");
    records
}

fn play_all(cases: &[Case]) -> Vec<Records> {
    let service = Service::start();
    let outcrop = fault(&service);
    cases.iter().map(|case| play(&outcrop, *case)).collect()
}

#[test]
fn refusals_are_told_once_with_what_to_do() {
    for records in play_all(REFUSED) {
        assert_eq!(records.count("attempt"), 0, "{records:?}");
        assert!(records.of_kind("end")[0]["error"]["request_id"].is_string());
    }
}

#[test]
fn refusals_are_told_in_plain_words() {
    play_all(WORDED);
}

#[test]
fn what_may_pass_is_tried_again_visibly_until_escape() {
    for records in play_all(RETRIED) {
        assert!(records.count("attempt") >= 1);
    }
}

#[test]
fn a_broken_reply_is_kept_and_not_tried_again() {
    for records in play_all(BROKEN) {
        assert!(
            records.reply(0).split_whitespace().count() >= 4,
            "{records:?}"
        );
        assert_eq!(records.count("generation"), 1);
    }
}

#[test]
fn odd_replies_end_well() {
    play_all(ODD);
}
