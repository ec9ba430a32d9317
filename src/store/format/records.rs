//! Members of the records, in the order in which they are written.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::form::Form;
use super::object::Pairs;
use crate::chat::content::ContentBlock;
use crate::chat::settings::Settings;
use crate::chat::stream::Delta;

/// Members of `header`.
#[derive(Serialize, Deserialize)]
pub(super) struct HeaderMembers<'a> {
    #[serde(borrow)]
    pub(super) format: Cow<'a, str>,
    pub(super) version: [u32; 2],
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) by: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) origin: Option<OriginMembers<'a>>,
}

/// Where a fork comes from.
#[derive(Serialize, Deserialize)]
pub(super) struct OriginMembers<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    pub(super) n: u64,
}

/// Members of `title`.
#[derive(Serialize, Deserialize)]
pub(super) struct TitleMembers<'a> {
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) by: Cow<'a, str>,
}

/// Members of `lane`.
#[derive(Serialize, Deserialize)]
pub(super) struct LaneMembers<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<u64>,
    pub(super) settings: Form<'a, Settings>,
    pub(super) index: u32,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Cow<'a, str>>,
}

/// Members of `lane_set`.
#[derive(Serialize, Deserialize)]
pub(super) struct LaneSetMembers<'a> {
    pub(super) lane: u64,
    pub(super) settings: Form<'a, Settings>,
}

/// Members of `leaf`.
#[derive(Serialize, Deserialize)]
pub(super) struct LeafMembers {
    pub(super) lane: u64,
    pub(super) message: Option<u64>,
}

/// Members of `message`.
#[derive(Serialize, Deserialize)]
pub(super) struct MessageMembers<'a> {
    pub(super) parent: Option<u64>,
    #[serde(borrow)]
    pub(super) role: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) turn: Option<u64>,
    /// Absent where the record refers to the content of another message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<Form<'a, Vec<ContentBlock>>>,
    /// The message that says the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) same: Option<u64>,
    /// The message that was edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) from: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prefill_len: Option<usize>,
    /// The row of the table of cases, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) case: Option<u32>,
}

/// Members of `layout`.
#[derive(Serialize, Deserialize)]
pub(super) struct LayoutMembers {
    pub(super) lanes: Vec<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) width: Vec<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) zoom: Option<u64>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) blind: bool,
}

/// Members of `context`.
#[derive(Serialize, Deserialize)]
pub(super) struct ContextMembers {
    pub(super) message: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<u64>,
    pub(super) included: bool,
}

/// Members of `trash` and `restore`.
#[derive(Serialize, Deserialize)]
pub(super) struct TrashMembers {
    pub(super) message: u64,
}

/// Members of `mark`.
#[derive(Serialize, Deserialize)]
pub(super) struct MarkMembers<'a> {
    pub(super) message: u64,
    /// `null` takes the name away.
    #[serde(borrow)]
    pub(super) name: Option<Cow<'a, str>>,
}

/// Members of `file_mark`. Nothing is said of what is absent.
#[derive(Serialize, Deserialize)]
pub(super) struct FileMarkMembers<'a> {
    /// `null` takes the pin away.
    #[serde(default, skip_serializing_if = "Said::is_absent")]
    pub(super) pin: Said<bool>,
    /// `null` takes all tags away.
    #[serde(borrow, default, skip_serializing_if = "Said::is_absent")]
    pub(super) tags: Said<Vec<Cow<'a, str>>>,
}

/// A member that can be absent, and can be `null` where it is there.
#[derive(Default)]
pub(super) enum Said<T> {
    /// It is not there.
    #[default]
    Nothing,
    /// It is there.
    This(Option<T>),
}

impl<T> Said<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// What is said, if anything.
    pub(super) fn map<U>(self, of: impl FnOnce(Option<T>) -> U) -> Option<U> {
        match self {
            Self::Nothing => None,
            Self::This(value) => Some(of(value)),
        }
    }
}

impl<T: Serialize> Serialize for Said<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => serializer.serialize_none(),
            Self::This(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Said<T> {
    fn deserialize<D: Deserializer<'de>>(member: D) -> Result<Self, D::Error> {
        Option::deserialize(member).map(Self::This)
    }
}

/// Members of `prefill_pin`.
#[derive(Serialize, Deserialize)]
pub(super) struct PinMembers<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<u64>,
    /// `null` takes the pin away.
    #[serde(borrow)]
    pub(super) text: Option<Cow<'a, str>>,
}

/// Members of `vote`.
#[derive(Serialize, Deserialize)]
pub(super) struct VoteMembers {
    pub(super) turn: u64,
    /// `null` = no single lane.
    pub(super) winner: Option<u64>,
    /// Where no lane has won: whether all are equally good; else none is good.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) tie: bool,
    /// Empty takes the vote back.
    pub(super) order: Vec<u64>,
    pub(super) blind: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !*value
}

/// Members of `undo` and `redo`.
#[derive(Serialize, Deserialize)]
pub(super) struct UndoMembers {
    pub(super) of: u64,
}

/// Members of `generation`.
#[derive(Serialize, Deserialize)]
pub(super) struct GenerationMembers<'a> {
    pub(super) lane: u64,
    pub(super) parent: Option<u64>,
    pub(super) turn: u64,
    pub(super) settings: Form<'a, Settings>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prefill: Option<Form<'a, Vec<ContentBlock>>>,
    #[serde(borrow)]
    pub(super) request: RequestMembers<'a>,
    /// The row of the table of cases, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) case: Option<u32>,
}

/// What was sent.
#[derive(Serialize, Deserialize)]
pub(super) struct RequestMembers<'a> {
    #[serde(borrow)]
    pub(super) wire: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) model: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) region: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) sha256: Cow<'a, str>,
}

/// Members of `blob` as they are written: `data` follows them.
#[derive(Serialize)]
pub(super) struct BlobHead<'a> {
    pub(super) hash: &'a str,
    pub(super) media: &'a str,
    pub(super) size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pixels: Option<(u32, u32)>,
}

/// Members of `blob` as they are read.
#[derive(Deserialize)]
pub(super) struct BlobMembers<'a> {
    #[serde(borrow)]
    pub(super) hash: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) media: Cow<'a, str>,
    pub(super) size: u64,
    #[serde(borrow, default)]
    pub(super) name: Option<Cow<'a, str>>,
    #[serde(default)]
    pub(super) pixels: Option<(u32, u32)>,
    /// Base64, in quotes.
    #[serde(borrow)]
    pub(super) data: &'a RawValue,
}

/// Members of `variables`.
#[derive(Serialize, Deserialize)]
pub(super) struct VariablesMembers<'a> {
    /// Variables of one lane, which this version does not have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lane: Option<u64>,
    #[serde(borrow)]
    pub(super) values: Pairs<Cow<'a, str>, Cow<'a, str>>,
}

/// Members of `cases`.
#[derive(Serialize, Deserialize)]
pub(super) struct CasesMembers<'a> {
    /// The hash of the file's bytes.
    #[serde(borrow)]
    pub(super) blob: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) columns: Vec<Cow<'a, str>>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<Cow<'a, str>>,
}

/// Members of `attempt`.
#[derive(Serialize, Deserialize)]
pub(super) struct AttemptMembers<'a> {
    #[serde(rename = "gen")]
    pub(super) generation: u64,
    pub(super) no: u32,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) request_id: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<u16>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) wait_ms: Option<u64>,
}

/// Members of `deltas`.
#[derive(Serialize, Deserialize)]
pub(super) struct DeltasMembers<'a> {
    #[serde(rename = "gen")]
    pub(super) generation: u64,
    #[serde(rename = "d")]
    pub(super) deltas: Form<'a, Vec<Delta>>,
}
