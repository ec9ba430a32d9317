//! What a reply costs, by the tokens that the service counted.
//!
//! No answer of the service names money; prices come from the data file.

use std::collections::HashMap;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use super::abilities::{AbilityTable, Price};
use super::catalog::ModelId;
use super::content::Json;
use super::generation::{Generation, Usage};
use super::json::Value;
use super::message::{Message, Role};

/// US dollars, not negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default)]
pub(crate) struct Dollars(pub(crate) f64);

/// Tokens that a price is named for.
const PRICED: f64 = 1e6;

/// How much dearer a cache entry of one hour is than one of five minutes: twice the input price
/// against 1.25 times. Source: Anthropic, prompt caching.
const ONE_HOUR: f64 = 1.6;

/// What a reply costs; `None` where a price or a count that is needed is unknown.
///
/// `tier` is the service tier that was asked for.
pub(crate) fn cost(usage: &Usage, price: &Price, tier: Option<&str>) -> Option<Dollars> {
    let written = usage.cache_write.unwrap_or(0);
    let for_an_hour = one_hour_writes(&usage.raw).unwrap_or(0).min(written);
    let parts = [
        part(usage.input?, Some(price.input))?,
        part(usage.output?, Some(price.output))?,
        part(usage.cache_read.unwrap_or(0), price.cache_read)?,
        part(written - for_an_hour, price.cache_write)?,
        part(for_an_hour, price.cache_write)? * ONE_HOUR,
    ];
    Some(Dollars(parts.iter().sum::<f64>() * factor(tier)?))
}

/// What a reply that is over costs at the price of its model; `None` where its tokens or the price
/// are unknown.
pub(crate) fn of_reply(reply: &Generation, price: Option<&Price>) -> Option<Dollars> {
    let usage = reply.end.as_ref()?.usage.as_ref()?;
    cost(usage, price?, reply.settings.service.tier.as_deref())
}

/// Whether nothing is known of what these messages cost: somebody has answered, and no reply was made
/// here, nor by a model that is known. So are conversations of other programs that name no models.
pub(crate) fn is_untold<'a>(messages: impl IntoIterator<Item = &'a Message>) -> bool {
    let mut answers = messages
        .into_iter()
        .filter(|message| message.role == Role::Assistant)
        .peekable();
    answers.peek().is_some() && answers.all(|message| message.generation.is_none())
}

/// The prices of models, each looked up once: a table is long, and a conversation has few models.
#[derive(Debug)]
pub(crate) struct Prices<'a> {
    table: &'a AbilityTable,
    known: HashMap<&'a ModelId, Option<Price>>,
}

impl<'a> Prices<'a> {
    /// Prices as this table has them.
    pub(crate) fn of(table: &'a AbilityTable) -> Self {
        Self {
            table,
            known: HashMap::new(),
        }
    }

    /// The price of the model that made a reply.
    pub(crate) fn of_reply(&mut self, reply: &'a Generation) -> Option<Price> {
        let model = &reply.settings.model.as_ref()?.model;
        let look_up = || self.table.of(model).price;
        *self.known.entry(model).or_insert_with(look_up)
    }
}

/// No tokens cost nothing, whether their price is known or not.
fn part(tokens: u64, price: Option<f64>) -> Option<f64> {
    if tokens == 0 {
        return Some(0.0);
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "token counts are far below 2^52"
    )]
    let tokens = tokens as f64;
    Some(tokens * price? / PRICED)
}

/// How much a tier changes the price; `None` where that is unknown, as for reserved capacity.
///
/// Source: Roo-Code 2026-04, flex and priority.
fn factor(tier: Option<&str>) -> Option<f64> {
    match tier {
        None | Some("default") => Some(1.0),
        Some("flex") => Some(0.5),
        Some("priority") => Some(1.75),
        Some(_) => None,
    }
}

/// How many tokens were written to the cache for an hour, if the service tells them apart:
/// `cacheDetails: [{"ttl": "1h", "inputTokens": 5}]` on Converse, `cache_creation:
/// {"ephemeral_1h_input_tokens": 5}` on the messages wire.
fn one_hour_writes(raw: &Json) -> Option<u64> {
    let usage = Value::parse(&raw.0).ok()?;
    if let Some(created) = usage.get("cache_creation") {
        return number(created.get("ephemeral_1h_input_tokens")?);
    }
    let Value::List(details) = usage.get("cacheDetails")? else {
        return None;
    };
    let hour = |detail: &&Value| detail.get("ttl").and_then(Value::as_text) == Some("1h");
    let counts = details.iter().filter(hour);
    counts
        .filter_map(|detail| number(detail.get("inputTokens")?))
        .reduce(u64::saturating_add)
}

fn number(value: &Value) -> Option<u64> {
    let Value::Number(digits) = value else {
        return None;
    };
    digits.parse().ok()
}

impl Add for Dollars {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sum for Dollars {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

/// Four digits after the point below one dollar, two from there on.
impl fmt::Display for Dollars {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            amount if amount <= 0.0 => f.write_str("$0"),
            amount if amount < 0.0001 => f.write_str("<$0.0001"),
            amount if amount < 0.99995 => write!(f, "${amount:.4}"),
            amount => write!(f, "${amount:.2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRICE: Price = Price {
        input: 3.0,
        output: 15.0,
        cache_read: Some(0.3),
        cache_write: Some(3.75),
    };

    fn usage(counts: [u64; 4], raw: &str) -> Usage {
        let [input, output, cache_read, cache_write] = counts.map(Some);
        Usage {
            input,
            output,
            cache_read,
            cache_write,
            raw: Json(raw.to_owned()),
        }
    }

    fn told(counts: [u64; 4], raw: &str) -> String {
        cost(&usage(counts, raw), &PRICE, None).unwrap().to_string()
    }

    #[test]
    fn tokens_cost_what_the_table_says() {
        assert_eq!(told([1_000_000, 0, 0, 0], ""), "$3.00");
        assert_eq!(told([1000, 1000, 0, 0], ""), "$0.0180");
        assert_eq!(told([0, 0, 1_000_000, 1_000_000], ""), "$4.05");
        assert_eq!(told([1, 0, 0, 0], ""), "<$0.0001");
        assert_eq!(told([0, 0, 0, 0], ""), "$0");
    }

    #[test]
    fn an_hour_in_the_cache_costs_more() {
        let million = [0, 0, 0, 1_000_000];
        for raw in [
            r#"{"cacheDetails":[{"ttl":"1h","inputTokens":1000000},{"ttl":"5m","inputTokens":0}]}"#,
            r#"{"cacheDetails": [ {"inputTokens": 1000000, "ttl": "1h"} ]}"#,
            r#"{"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":1000000}}"#,
        ] {
            assert_eq!(told(million, raw), "$6.00", "{raw}");
        }
        let half = r#"{"cacheDetails":[{"ttl":"1h","inputTokens":500000},{"ttl":"5m","inputTokens":500000}]}"#;
        assert_eq!(told(million, half), "$4.88");
        assert_eq!(told(million, r#"{"cacheDetails":[]}"#), "$3.75");
    }

    #[test]
    fn tiers_change_the_price() {
        let million = usage([1_000_000, 0, 0, 0], "");
        let told = |tier| cost(&million, &PRICE, tier).map(|cost| cost.to_string());
        assert_eq!(told(Some("flex")).as_deref(), Some("$1.50"));
        assert_eq!(told(Some("priority")).as_deref(), Some("$5.25"));
        assert_eq!(told(Some("default")).as_deref(), Some("$3.00"));
        assert_eq!(told(Some("reserved")), None);
    }

    #[test]
    fn what_needs_an_unknown_price_has_no_cost() {
        let price = Price {
            cache_read: None,
            cache_write: None,
            ..PRICE
        };
        assert_eq!(cost(&usage([1, 1, 1, 0], ""), &price, None), None);
        assert_eq!(cost(&usage([1, 1, 0, 1], ""), &price, None), None);
        assert!(cost(&usage([1, 1, 0, 0], ""), &price, None).is_some());
        assert_eq!(cost(&Usage::default(), &price, None), None);
    }

    #[test]
    fn costs_add_up() {
        let all: Dollars = [Dollars(0.5), Dollars(0.5)].into_iter().sum();
        assert_eq!(all.to_string(), "$1.00");
        assert_eq!(Dollars(0.99999).to_string(), "$1.00");
        assert_eq!(Dollars(0.0001).to_string(), "$0.0001");
    }

    proptest! {
        #[test]
        fn any_usage_is_read(raw in ".{0,100}", counts in any::<[u32; 4]>()) {
            let cost = cost(&usage(counts.map(u64::from), &raw), &PRICE, None).unwrap();
            prop_assert!(cost.0 >= 0.0 && cost.0.is_finite());
        }
    }
}
