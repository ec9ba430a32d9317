//! The members that every record has.

use std::borrow::Cow;

use serde::Deserialize;

use crate::chat::ids::Number;
use crate::chat::time::Wall;
use crate::store::health::BadLine;

/// The largest number that every reader of JSON takes without rounding; larger ones are damage.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// What stands before the members of a kind.
#[derive(Debug, PartialEq)]
pub(super) struct Envelope<'a> {
    /// Number.
    pub(super) n: Number,
    /// Time.
    pub(super) at: Wall,
    /// Action.
    pub(super) act: Number,
    /// Kind.
    pub(super) kind: Cow<'a, str>,
}

impl<'a> Envelope<'a> {
    /// Finds the members wherever they stand.
    pub(super) fn read(line: &'a str) -> Result<Self, BadLine> {
        if let Some(envelope) = Self::scan(line) {
            return Ok(envelope);
        }
        let members: Members<'a> = parse("record", line)?;
        Ok(Self {
            n: number(members.n, "n")?,
            at: Wall(members.at.ok_or(BadLine::Missing("at"))?),
            act: number(members.act, "act")?,
            kind: members.k.ok_or(BadLine::Missing("k"))?,
        })
    }

    /// Takes the members from where this program puts them, which spares a pass over the line.
    fn scan(line: &'a str) -> Option<Self> {
        let (n, rest) = integer(line.strip_prefix(r#"{"n":"#)?)?;
        let (at, rest) = integer(rest.strip_prefix(r#","at":"#)?)?;
        let (act, rest) = integer(rest.strip_prefix(r#","act":"#)?)?;
        let rest = rest.strip_prefix(r#","k":""#)?;
        let (kind, rest) = rest.split_at(rest.find(|c: char| !is_of_a_name(c))?);
        Some(Self {
            n: number(n.parse().ok(), "n").ok()?,
            at: Wall(at.parse().ok()?),
            act: number(act.parse().ok(), "act").ok()?,
            kind: rest.starts_with('"').then_some(Cow::Borrowed(kind))?,
        })
    }
}

/// The text up to the end of an integer, and the rest.
fn integer(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| c != '-' && !c.is_ascii_digit())?;
    Some(text.split_at(end))
}

fn is_of_a_name(c: char) -> bool {
    c == '_' || c.is_ascii_lowercase()
}

#[derive(Deserialize)]
struct Members<'a> {
    n: Option<u64>,
    at: Option<i64>,
    act: Option<u64>,
    #[serde(borrow)]
    k: Option<Cow<'a, str>>,
}

fn number(n: Option<u64>, name: &'static str) -> Result<Number, BadLine> {
    let n = n.filter(|n| *n <= MAX_NUMBER);
    n.map(Number).ok_or(BadLine::Missing(name))
}

/// Parses the members of this kind of record out of a line.
pub(super) fn parse<'a, T: Deserialize<'a>>(kind: &str, line: &'a str) -> Result<T, BadLine> {
    serde_json::from_str(line).map_err(|error| {
        if error.is_data() {
            BadLine::Members {
                kind: kind.to_owned(),
                what: error.to_string(),
            }
        } else {
            BadLine::NotJson(error.to_string())
        }
    })
}
