//! Arguments of a tool call, made from the schema of the tool, valid or wrong on purpose.
//!
//! `shape` brings a schema into one flat form, `draft` makes a value of it with `text` and `number`. A library judges
//! the value; if it is not valid, another one is drawn. `flaw` breaks a value in one way, `typed` has the schemas of the
//! tools that Anthropic defines.

mod draft;
mod flaw;
mod number;
mod shape;
mod text;
mod typed;

use jsonschema::Validator;
use serde_json::{Value, json};

use super::event::object;
use super::seed::Seed;
use draft::{Draft, Taste};
pub(crate) use flaw::{Broken, Flaw, broken};
pub(crate) use typed::schema_of;

/// How many values are drawn before the first one is taken as it is.
const DRAWS: usize = 64;

/// Most values of all draws, those within others included: a schema may ask for more than fits into memory.
const MOST: usize = 20_000;

/// How the first draws are made: what the schema proposes, first with few members and then with others.
const TASTES: [Taste; 3] = [Taste::Proposed, Taste::Proposed, Taste::Spare];

/// Arguments that are valid for a schema. The number says which of several calls they are for, so that calls differ.
///
/// For a schema that nothing fits, or none that is found, they are what was drawn first.
pub(crate) fn made(schema: &Value, seed: &mut Seed, number: usize) -> Value {
    let judge = judge(schema);
    let (mut first, mut left) = (None, MOST);
    for draw in 0..DRAWS {
        let taste = TASTES.get(draw).copied().unwrap_or(Taste::Free);
        let value = Draft::new(schema, seed, (taste, number), &mut left).value();
        let fits = judge.as_ref().is_none_or(|judge| judge.is_valid(&value));
        if fits && value.is_object() {
            return value;
        }
        first.get_or_insert(value);
        if left == 0 {
            break;
        }
    }
    let first = first.unwrap_or_else(|| json!({}));
    // The arguments of a call are an object, whatever the schema says.
    Value::Object(object(first))
}

/// Whether a schema accepts a value; a schema that cannot be read accepts all.
fn fits(schema: &Value, value: &Value) -> bool {
    judge(schema).is_none_or(|judge| judge.is_valid(value))
}

/// What judges by a schema; nothing for one that cannot be read. It never fetches what the schema refers to.
fn judge(schema: &Value) -> Option<Validator> {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).ok()
}

#[cfg(test)]
mod tests;
