//! Filters of a query: `name:value`.

use jiff::civil::Date;

use super::document::{Has, Part};
use crate::chat::price::Dollars;
use crate::chat::spelling;

/// What a message has to be to be found, beside its words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Filter {
    /// The name or the id of the model that replied has this in it.
    Model(String),
    /// It is said by this one; or it is a title or a system prompt.
    Role(Part),
    /// It calls a tool whose name has this in it.
    Tool(String),
    /// The reply ended for this reason.
    Stop(String),
    /// The reply failed, and what is known of that has this in it; empty = anything.
    Error(String),
    /// It has this beside text.
    Has(Has),
    /// The reply cost more, or less.
    Cost(Bound, Dollars),
    /// It was made on this day or later.
    After(Date),
    /// It was made before this day.
    Before(Date),
    /// The conversation has a tag with this in it.
    Tag(String),
    /// The title of the conversation has this in it.
    Title(String),
}

/// On which side of an amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    Over,
    AtLeast,
    Under,
    AtMost,
}

/// What a filter is called, and what its value is.
pub(crate) const FILTERS: [(&str, &str); 11] = [
    ("model", "a part of a model's name or id"),
    ("role", "user, assistant, system or title"),
    ("tool", "a part of a tool's name"),
    (
        "stop",
        "a stop reason, such as max_tokens, cancelled or failed",
    ),
    ("error", "a part of an error, or * for any"),
    ("has", "image, document, tool or reasoning"),
    ("cost", "dollars with > or < before them, such as >0.1"),
    ("after", "a day, such as 2026-01-31, or 2026-01, or 2026"),
    ("before", "a day, such as 2026-01-31, or 2026-01, or 2026"),
    ("tag", "a part of a tag of the conversation"),
    ("title", "a part of the title of the conversation"),
];

const ROLES: [&str; 4] = ["user", "assistant", "system", "title"];

const THINGS: [(&str, Has); 4] = [
    ("image", Has::IMAGE),
    ("document", Has::DOCUMENT),
    ("tool", Has::TOOL),
    ("reasoning", Has::REASONING),
];

impl Filter {
    /// The filter of this name with this value.
    ///
    /// # Errors
    /// There is none of this name, or it takes another value; in a sentence.
    pub(crate) fn named(name: &str, value: &str) -> Result<Self, String> {
        let known = FILTERS.iter().find(|(known, _)| *known == name);
        let Some((_, wanted)) = known else {
            let advice = spelling::advice(name, FILTERS.map(|(name, _)| name));
            return Err(format!(
                "no filter `{name}:`; {advice} in quotes it is a text"
            ));
        };
        let wants = || format!("`{name}:` wants {wanted}");
        if value.is_empty() {
            return Err(wants());
        }
        let text = value.to_owned();
        Ok(match name {
            "model" => Self::Model(text),
            "role" => Self::Role(role(value)?),
            "tool" => Self::Tool(text),
            "stop" => Self::Stop(text),
            "error" if value == "*" => Self::Error(String::new()),
            "error" => Self::Error(text),
            "has" => Self::Has(thing(value)?),
            "cost" => cost(value).ok_or_else(wants)?,
            "after" => Self::After(day(value).ok_or_else(wants)?),
            "before" => Self::Before(day(value).ok_or_else(wants)?),
            "tag" => Self::Tag(text),
            _ => Self::Title(text),
        })
    }
}

fn role(value: &str) -> Result<Part, String> {
    let part = Part::ALL.into_iter().find(|part| part.name() == value);
    let advice = || spelling::advice(value, ROLES);
    part.ok_or_else(|| format!("nobody has the role `{value}`; {}", advice()))
}

fn thing(value: &str) -> Result<Has, String> {
    let thing = THINGS.iter().find(|(name, _)| *name == value);
    let advice = || spelling::advice(value, THINGS.map(|(name, _)| name));
    let thing = thing.map(|(_, has)| *has);
    thing.ok_or_else(|| format!("`has:{value}` says nothing; {}", advice()))
}

/// What the thing is called in a query.
pub(super) fn name_of(has: Has) -> &'static str {
    let thing = THINGS.iter().find(|(_, thing)| *thing == has);
    thing.map_or("", |(name, _)| name)
}

fn cost(value: &str) -> Option<Filter> {
    let bounds = [
        (">=", Bound::AtLeast),
        ("<=", Bound::AtMost),
        (">", Bound::Over),
        ("<", Bound::Under),
    ];
    let (amount, bound) = bounds
        .iter()
        .find_map(|(sign, bound)| Some((value.strip_prefix(sign)?, *bound)))?;
    let amount: f64 = amount.trim_start_matches('$').parse().ok()?;
    (amount.is_finite() && amount >= 0.0).then_some(Filter::Cost(bound, Dollars(amount)))
}

/// A day; of a month or a year the first one.
fn day(value: &str) -> Option<Date> {
    let mut parts = value.split('-');
    let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let mut number = || parts.next().map_or(Some(1), |part| part.parse::<i8>().ok());
    let (month, day) = (number()?, number()?);
    parts.next().is_none().then_some(())?;
    Date::new(year, month, day).ok()
}
