//! Members of `answer` and `consent`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::form::{Raw, present};
use crate::chat::call::{Answer, AnsweredBy, CallId, Consent, Ran, Said, Scope, Status, Verdict};
use crate::chat::content::Json;
use crate::chat::generation::Micros;
use crate::chat::ids::{MessageId, Number};
use crate::chat::record::Record;

/// Members of `answer`. One without `content` and `error` takes an answer back.
#[derive(Serialize, Deserialize)]
pub(super) struct AnswerMembers<'a> {
    /// The reply, and the place of the call among its blocks.
    call: (u64, u32),
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<Raw<'a>>,
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Raw<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    by: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    runner: Option<Cow<'a, str>>,
    /// The recorded call whose result was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<(u64, u32)>,
    #[serde(borrow, default, deserialize_with = "present")]
    #[serde(skip_serializing_if = "Option::is_none")]
    args: Option<Raw<'a>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    args_sha256: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    us: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exit: Option<i32>,
}

impl<'a> AnswerMembers<'a> {
    pub(super) fn of(call: CallId, answer: Option<&'a Answer>) -> Self {
        let none = Self {
            call: numbers(call),
            content: None,
            error: None,
            by: None,
            runner: None,
            of: None,
            args: None,
            args_sha256: None,
            us: None,
            exit: None,
        };
        let Some(answer) = answer else {
            return none;
        };
        let items = Raw::of(&answer.content).or_else(|| Raw::of(&EMPTY));
        let (content, error) = match answer.status {
            Status::Success => (items, None),
            Status::Error => (None, items),
        };
        let (by, ran, of) = match &answer.by {
            AnsweredBy::Hand => ("hand", None, None),
            AnsweredBy::Runner(ran) => ("runner", Some(ran), None),
            AnsweredBy::Replay(of) => ("replay", None, Some(numbers(*of))),
        };
        Self {
            content,
            error,
            by: Some(Cow::Borrowed(by)),
            runner: ran.map(|ran| Cow::Borrowed(ran.runner.as_str())),
            of,
            args: answer.args.as_ref().and_then(Raw::of),
            args_sha256: ran.map(|ran| Cow::Borrowed(ran.sha256.as_str())),
            us: ran.map(|ran| ran.us.0),
            exit: ran.and_then(|ran| ran.exit),
            ..none
        }
    }

    pub(super) fn into_record(self) -> Record {
        Record::Answer {
            call: call(self.call),
            answer: self.answer(),
        }
    }

    fn answer(self) -> Option<Answer> {
        let (items, status) = match (self.content, self.error) {
            (Some(items), _) => (items, Status::Success),
            (None, Some(items)) => (items, Status::Error),
            (None, None) => return None,
        };
        let by = match (self.by.as_deref(), self.of) {
            (Some("replay"), Some(of)) => AnsweredBy::Replay(call(of)),
            (Some("runner"), _) => AnsweredBy::Runner(Ran {
                runner: self.runner.unwrap_or_default().into_owned(),
                sha256: self.args_sha256.unwrap_or_default().into_owned(),
                us: Micros(self.us.unwrap_or(0)),
                exit: self.exit,
            }),
            // Also who is not known.
            (Some(_) | None, _) => AnsweredBy::Hand,
        };
        Some(Answer {
            content: items.json(),
            status,
            by,
            args: self.args.map(|args| args.json()),
        })
    }
}

/// The items of a result that has none.
static EMPTY: std::sync::LazyLock<Json> = std::sync::LazyLock::new(|| Json("[]".to_owned()));

fn numbers(call: CallId) -> (u64, u32) {
    (call.message.0, call.block)
}

fn call((message, block): (u64, u32)) -> CallId {
    CallId {
        message: MessageId(message),
        block,
    }
}

/// Members of `consent`.
#[derive(Serialize, Deserialize)]
pub(super) struct ConsentMembers<'a> {
    /// The record that no longer holds; with it, there are no other members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revoke: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    call: Option<(u64, u32)>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    scope: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    tool: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    sha256: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    verdict: Option<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    reason: Option<Cow<'a, str>>,
}

impl<'a> ConsentMembers<'a> {
    pub(super) fn of(said: &'a Said) -> Self {
        let none = Self {
            revoke: None,
            call: None,
            scope: None,
            tool: None,
            sha256: None,
            verdict: None,
            reason: None,
        };
        let consent = match said {
            Said::Consent(consent) => consent,
            Said::Revoke(of) => {
                return Self {
                    revoke: Some(of.0),
                    ..none
                };
            }
        };
        let (scope, tool) = match &consent.scope {
            Scope::Once => ("once", None),
            Scope::Exact => ("exact", None),
            Scope::Tool(tool) => ("tool", Some(Cow::Borrowed(tool.as_str()))),
        };
        let (verdict, reason) = match &consent.verdict {
            Verdict::Approve => ("approve", None),
            Verdict::Deny(reason) => ("deny", Some(Cow::Borrowed(reason.as_str()))),
        };
        Self {
            call: consent.call.map(numbers),
            scope: Some(Cow::Borrowed(scope)),
            tool,
            sha256: Some(Cow::Borrowed(&consent.sha256)),
            verdict: Some(Cow::Borrowed(verdict)),
            reason,
            ..none
        }
    }

    /// `None` if it says what this version does not know: then it lets nothing run.
    pub(super) fn into_record(self) -> Option<Record> {
        if let Some(of) = self.revoke {
            return Some(Record::Consent(Said::Revoke(Number(of))));
        }
        let scope = match (self.scope.as_deref()?, self.tool) {
            ("once", None) => Scope::Once,
            ("exact", None) => Scope::Exact,
            ("tool", Some(tool)) => Scope::Tool(tool.into_owned()),
            _ => return None,
        };
        let verdict = match self.verdict.as_deref()? {
            "approve" => Verdict::Approve,
            "deny" => Verdict::Deny(self.reason.unwrap_or_default().into_owned()),
            _ => return None,
        };
        Some(Record::Consent(Said::Consent(Consent {
            call: self.call.map(call),
            scope,
            sha256: self.sha256?.into_owned(),
            verdict,
        })))
    }
}
