//! What may stand in a preset: one table of keys, and the check of a value against it.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::value::digits;
use crate::chat::settings::service::{Caching, GuardrailMode, Trace};
use crate::chat::settings::{Decimal, Wire};
use crate::chat::spelling;

/// A key and what its value looks like.
pub(super) type Key = (&'static str, Shape);

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// One of these strings.
    OneOf(fn() -> Vec<&'static str>),
    /// `true` or `false`.
    Switch,
    /// A number that is not negative.
    Number,
    /// A whole number of 32 bits.
    Whole,
    /// An array of strings.
    Texts,
    /// A table whose values are strings.
    Pairs,
    /// A table with these keys; the first ones must be there.
    Group(&'static [Key], usize),
    /// Any table, or JSON in a string.
    Json,
}

/// All keys of a preset.
pub(super) const KEYS: [Key; 26] = [
    ("model", Shape::Text),
    ("route", Shape::Text),
    ("region", Shape::Text),
    ("wire", Shape::OneOf(|| Wire::ALL.map(Wire::name).to_vec())),
    ("stream", Shape::Switch),
    ("system", Shape::Text),
    ("system_prompt", Shape::Text),
    ("max_tokens", Shape::Whole),
    ("temperature", Shape::Number),
    ("top_p", Shape::Number),
    ("top_k", Shape::Number),
    ("stop_sequences", Shape::Texts),
    ("thinking", Shape::Group(&THINKING, 0)),
    ("cache", Shape::Group(&CACHE, 0)),
    ("image_turns", Shape::Whole),
    ("tools", Shape::Json),
    ("tool_choice", Shape::Group(&TOOL_CHOICE, 1)),
    ("tool_rounds", Shape::Whole),
    ("tool_budget", Shape::Number),
    ("guardrail", Shape::Group(&GUARDRAIL, 2)),
    ("tier", Shape::Text),
    ("latency", Shape::Text),
    ("metadata", Shape::Pairs),
    ("user_id", Shape::Text),
    ("betas", Shape::Texts),
    ("extra", Shape::Json),
];

const THINKING: [Key; 4] = [
    ("mode", Shape::OneOf(|| vec!["off", "budget", "adaptive"])),
    ("budget", Shape::Whole),
    ("effort", Shape::Text),
    ("display", Shape::Text),
];

const CACHE: [Key; 3] = [("tools", MARK), ("system", MARK), ("messages", MARK)];

const MARK: Shape = Shape::OneOf(|| Caching::ALL.map(Caching::name).to_vec());

const TOOL_CHOICE: [Key; 3] = [
    (
        "which",
        Shape::OneOf(|| vec!["auto", "any", "tool", "none"]),
    ),
    ("name", Shape::Text),
    ("parallel", Shape::Switch),
];

const GUARDRAIL: [Key; 4] = [
    ("id", Shape::Text),
    ("version", Shape::Text),
    (
        "trace",
        Shape::OneOf(|| {
            let kinds = Trace::ALL
                .into_iter()
                .filter(|kind| *kind != Trace::NotSent);
            kinds.map(Trace::name).collect()
        }),
    ),
    (
        "mode",
        Shape::OneOf(|| vec![GuardrailMode::Sync.name(), GuardrailMode::Async.name()]),
    ),
];

/// Checks a table: each of its keys is known, and its value looks as it should.
pub(super) fn check_table(table: &DeTable<'_>, keys: &[Key]) -> Result<(), Fault> {
    for (key, value) in table {
        let name = key.get_ref();
        let Some((name, shape)) = keys.iter().find(|(known, _)| known == name) else {
            let advice = spelling::advice(name, keys.iter().map(|(known, _)| *known));
            let what = format!("unknown key `{name}`; {advice}");
            return Err(Fault::at(key.span().start, what));
        };
        check(value, *shape, name)?;
    }
    Ok(())
}

fn check(value: &Spanned<DeValue<'_>>, shape: Shape, name: &str) -> Result<(), Fault> {
    let at = value.span().start;
    let wanted = |what: &str| Err(Fault::at(at, format!("`{name}` wants {what}")));
    match (shape, value.get_ref()) {
        (Shape::Text | Shape::Json, DeValue::String(_))
        | (Shape::Switch, DeValue::Boolean(_))
        | (Shape::Json, DeValue::Table(_) | DeValue::Array(_)) => Ok(()),
        (Shape::OneOf(names), DeValue::String(text)) => one_of(text, &names(), name, at),
        (Shape::Number, number @ (DeValue::Integer(_) | DeValue::Float(_))) => {
            number_of(number, name, at)
        }
        (Shape::Whole, DeValue::Integer(number)) => match number.as_str().parse::<u32>() {
            Ok(_) if number.radix() == 10 => Ok(()),
            _ => wanted("a whole number up to 4294967295"),
        },
        (Shape::Texts, DeValue::Array(values)) => {
            let mut values = values.iter();
            values.try_for_each(|value| check(value, Shape::Text, name))
        }
        (Shape::Pairs, DeValue::Table(table)) => {
            let mut pairs = table.iter();
            pairs.try_for_each(|(key, value)| check(value, Shape::Text, key.get_ref()))
        }
        (Shape::Group(keys, needed), DeValue::Table(table)) => {
            check_table(table, keys)?;
            let mut needed = keys[..needed].iter().map(|(key, _)| *key);
            match needed.find(|key| !table.contains_key(*key)) {
                Some(missing) => wanted(&format!("`{missing}` too")),
                None => Ok(()),
            }
        }
        _ => wanted(shape.wanted()),
    }
}

fn one_of(text: &str, known: &[&'static str], name: &str, at: usize) -> Result<(), Fault> {
    if known.contains(&text) {
        return Ok(());
    }
    let advice = spelling::advice(text, known.iter().copied());
    Err(Fault::at(at, format!("`{name}` is `{text}`; {advice}")))
}

fn number_of(number: &DeValue<'_>, name: &str, at: usize) -> Result<(), Fault> {
    let text = digits(number).unwrap_or_default();
    match Decimal::parse(&text) {
        Ok(_) => Ok(()),
        Err(error) => Err(Fault::at(at, format!("`{name}`: {error}"))),
    }
}

impl Shape {
    /// What is wanted, for a sentence.
    fn wanted(self) -> &'static str {
        match self {
            Self::Text | Self::OneOf(_) => "a string in quotes",
            Self::Switch => "true or false",
            Self::Number => "a number such as 0.7",
            Self::Whole => "a whole number",
            Self::Texts => "an array of strings",
            Self::Pairs => "a table of strings",
            Self::Group(..) => "a table",
            Self::Json => "tables, or JSON in a string",
        }
    }
}
