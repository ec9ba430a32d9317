//! Deltas, in files: `[us, block, type, value]`.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeTuple, Serializer};

use super::form::{Form, Raw};
use crate::chat::content::Json;
use crate::chat::generation::Micros;
use crate::chat::stream::{Delta, Piece};

impl Serialize for Form<'_, Vec<Delta>> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.get().iter().map(Tuple))
    }
}

impl<'de> Deserialize<'de> for Form<'_, Vec<Delta>> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let deltas: Vec<Read> = Vec::deserialize(from)?;
        Ok(Self::owned(deltas.into_iter().map(|read| read.0).collect()))
    }
}

struct Tuple<'a>(&'a Delta);

impl Serialize for Tuple<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let value = Value::of(&self.0.piece);
        let mut tuple = to.serialize_tuple(4)?;
        tuple.serialize_element(&self.0.us.0)?;
        tuple.serialize_element(&self.0.block)?;
        tuple.serialize_element(kind(&self.0.piece))?;
        // An empty value of a kind that holds JSON is left out: no JSON text says "nothing".
        if !matches!(value, Value::Json(None)) {
            tuple.serialize_element(&value)?;
        }
        tuple.end()
    }
}

fn kind(piece: &Piece) -> &'static str {
    match piece {
        Piece::Start(_) | Piece::ToolStart { .. } => "start",
        Piece::Text(_) => "text",
        Piece::Reasoning(_) => "reasoning",
        Piece::Signature(_) => "signature",
        Piece::Redacted(_) => "redacted",
        Piece::ToolInput(_) => "tool_input",
        Piece::Citation(_) => "citation",
        Piece::Result(_) => "result",
        Piece::Stop => "stop",
        Piece::Raw(_) => "raw",
    }
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Text(&'a str),
    Tool(ToolStart<'a>),
    Json(Option<Raw<'a>>),
    Nothing,
}

/// The start of a call as Converse writes it.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ToolStart<'a> {
    #[serde(borrow)]
    tool_use: Tool<'a>,
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Tool<'a> {
    #[serde(borrow)]
    tool_use_id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
}

impl<'a> Value<'a> {
    fn of(piece: &'a Piece) -> Self {
        match piece {
            Piece::Text(text)
            | Piece::Reasoning(text)
            | Piece::Signature(text)
            | Piece::Redacted(text)
            | Piece::ToolInput(text) => Self::Text(text),
            Piece::Start(json) | Piece::Citation(json) | Piece::Result(json) | Piece::Raw(json) => {
                Self::Json(Raw::of(json))
            }
            Piece::ToolStart { id, name } => Self::Tool(ToolStart {
                tool_use: Tool {
                    tool_use_id: id.into(),
                    name: name.into(),
                },
            }),
            Piece::Stop => Self::Nothing,
        }
    }
}

struct Read(Delta);

impl<'de> Deserialize<'de> for Read {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Elements)
    }
}

struct Elements;

impl<'de> Visitor<'de> for Elements {
    type Value = Read;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[us, block, type, value]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Read, A::Error> {
        let us = Micros(element(&mut seq, "us")?);
        let block = element(&mut seq, "block")?;
        let kind: Word<'de> = element(&mut seq, "type")?;
        let piece = piece(&mut seq, &kind.0)?;
        while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
        Ok(Read(Delta { us, block, piece }))
    }
}

/// A string that is borrowed where nothing in it is escaped.
#[derive(serde::Deserialize)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

fn piece<'de, A: SeqAccess<'de>>(seq: &mut A, kind: &str) -> Result<Piece, A::Error> {
    Ok(match kind {
        "text" => Piece::Text(element(seq, "value")?),
        "reasoning" => Piece::Reasoning(element(seq, "value")?),
        "signature" => Piece::Signature(element(seq, "value")?),
        "redacted" => Piece::Redacted(element(seq, "value")?),
        "tool_input" => Piece::ToolInput(element(seq, "value")?),
        "start" => start(json(seq)?),
        "citation" => Piece::Citation(json(seq)?),
        "result" => Piece::Result(json(seq)?),
        "raw" => Piece::Raw(json(seq)?),
        "stop" => Piece::Stop,
        _ => later(kind, &json(seq)?),
    })
}

fn element<'de, A, T>(seq: &mut A, name: &'static str) -> Result<T, A::Error>
where
    A: SeqAccess<'de>,
    T: Deserialize<'de>,
{
    seq.next_element()?
        .ok_or_else(|| A::Error::missing_field(name))
}

fn json<'de, A: SeqAccess<'de>>(seq: &mut A) -> Result<Json, A::Error> {
    seq.next_element::<Raw<'de>>().map(Raw::json_or_empty)
}

fn start(json: Json) -> Piece {
    match serde_json::from_str::<ToolStart<'_>>(&json.0) {
        Ok(start) => Piece::ToolStart {
            id: start.tool_use.tool_use_id.into_owned(),
            name: start.tool_use.name.into_owned(),
        },
        Err(_) => Piece::Start(json),
    }
}

/// A type of a later version, kept with its name.
fn later(kind: &str, json: &Json) -> Piece {
    let value = if json.0.is_empty() { "null" } else { &json.0 };
    let name = serde_json::Value::from(kind);
    Piece::Raw(Json(format!("{{{name}:{value}}}")))
}
