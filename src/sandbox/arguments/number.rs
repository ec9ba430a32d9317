//! Numbers within the bounds of a schema.

use serde_json::{Map, Value, json};

use crate::sandbox::seed::Seed;

/// How far from its one bound a number is drawn if there is no other.
const SPAN: f64 = 100.0;

/// Integers beyond this are not exact as floating point numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number for a flat schema: a whole one if there is one within the bounds.
pub(super) fn number(schema: &Map<String, Value>, seed: &mut Seed) -> Value {
    let (low, high) = bounds(schema);
    let step = schema.get("multipleOf").and_then(Value::as_f64);
    let step = step.filter(|step| *step > 0.0).unwrap_or(1.0);
    // A whole number is a multiple of 0.5 or 0.01, so that it needs no step of its own.
    let whole = if step.fract() != 0.0 && (1.0 / step).fract().abs() < 1e-9 {
        1.0
    } else {
        step
    };
    for step in [whole, step] {
        let (first, last) = ((low / step).ceil(), (high / step).floor());
        if first <= last && first.abs() < EXACT {
            let number = (first + drawn(last - first, seed)) * step;
            return exact(number);
        }
    }
    json!(f64::midpoint(low, high))
}

/// A whole number from 0 to this one, and no more than [`SPAN`].
fn drawn(most: f64, seed: &mut Seed) -> f64 {
    let mut number = 0.0;
    let most = most.min(SPAN);
    for _ in 0..seed.below(101) {
        if number + 1.0 <= most {
            number += 1.0;
        }
    }
    number
}

/// The number without a fraction if it has none.
fn exact(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < EXACT {
        let text = format!("{number:.0}");
        return text
            .parse::<i64>()
            .map_or(json!(number), |whole| json!(whole));
    }
    json!(number)
}

/// The least and the largest number.
fn bounds(schema: &Map<String, Value>) -> (f64, f64) {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let is_open = |name: &str| schema.get(name) == Some(&Value::Bool(true));
    // "integer" has no number next to a bound but the next whole one; others get half of the way.
    let gap = if schema.get("type").is_some_and(is_integer) {
        1.0
    } else {
        1e-6
    };
    let above = |bound: f64| {
        if gap < 1.0 {
            bound + gap
        } else {
            bound.floor() + 1.0
        }
    };
    let below = |bound: f64| {
        if gap < 1.0 {
            bound - gap
        } else {
            bound.ceil() - 1.0
        }
    };
    let least = match bound("minimum") {
        Some(least) if is_open("exclusiveMinimum") => Some(above(least)),
        least => least,
    };
    let most = match bound("maximum") {
        Some(most) if is_open("exclusiveMaximum") => Some(below(most)),
        most => most,
    };
    let low = [least, bound("exclusiveMinimum").map(above)];
    let high = [most, bound("exclusiveMaximum").map(below)];
    let low = low.into_iter().flatten().reduce(f64::max);
    let high = high.into_iter().flatten().reduce(f64::min);
    match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + SPAN.max(low.abs())),
        (None, Some(high)) => (high - SPAN.max(high.abs()), high),
        (None, None) => (1.0, SPAN),
    }
}

fn is_integer(kind: &Value) -> bool {
    *kind == "integer" || *kind == json!(["integer"])
}
