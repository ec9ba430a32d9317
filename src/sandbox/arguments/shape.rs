//! A schema in one flat form: references followed, `allOf` joined, one branch of `oneOf`, `anyOf` and `if` chosen.

use serde_json::{Map, Value, json};

use crate::sandbox::seed::Seed;

/// How many references and branches are followed for one value.
const DEEPEST: usize = 16;

/// The flat form of a schema within the whole one.
pub(super) fn flat(root: &Value, schema: &Value, seed: &mut Seed) -> Map<String, Value> {
    let mut members = Map::new();
    gather(root, schema, seed, &mut members, DEEPEST);
    members
}

fn gather(
    root: &Value,
    schema: &Value,
    seed: &mut Seed,
    into: &mut Map<String, Value>,
    left: usize,
) {
    let Value::Object(schema) = schema else {
        return;
    };
    let Some(left) = left.checked_sub(1) else {
        return;
    };
    for (name, value) in schema {
        join(into, name, value);
    }
    if let Some(target) = reference(root, schema) {
        gather(root, target, seed, into, left);
    }
    let all = schema.get("allOf").and_then(Value::as_array);
    for one in all.into_iter().flatten() {
        gather(root, one, seed, into, left);
    }
    for name in ["oneOf", "anyOf"] {
        let branches = schema.get(name).and_then(Value::as_array);
        if let Some(branch) = branches.and_then(|branches| seed.pick(branches)) {
            gather(root, branch, seed, into, left);
        }
    }
    conditional(root, schema, seed, into, left);
}

/// Of a condition either both halves, or the other way.
fn conditional(
    root: &Value,
    schema: &Map<String, Value>,
    seed: &mut Seed,
    into: &mut Map<String, Value>,
    left: usize,
) {
    let Some(condition) = schema.get("if") else {
        return;
    };
    let ways: [&[&Value]; 2] = [
        &[condition, schema.get("then").unwrap_or(&Value::Null)],
        &[schema.get("else").unwrap_or(&Value::Null)],
    ];
    for part in seed.pick(&ways).copied().unwrap_or_default() {
        gather(root, part, seed, into, left);
    }
}

/// What `$ref` points to, within the same schema.
fn reference<'a>(root: &'a Value, schema: &Map<String, Value>) -> Option<&'a Value> {
    let target = schema.get("$ref").or_else(|| schema.get("$dynamicRef"))?;
    let fragment = target.as_str()?.strip_prefix('#')?;
    if fragment.starts_with('/') || fragment.is_empty() {
        root.pointer(fragment)
    } else {
        anchored(root, fragment)
    }
}

/// The definition with an anchor of this name.
fn anchored<'a>(root: &'a Value, name: &str) -> Option<&'a Value> {
    let definitions = ["$defs", "definitions"].into_iter();
    let mut all = definitions
        .filter_map(|place| root.get(place)?.as_object())
        .flat_map(|definitions| definitions.values());
    all.find(|definition| definition["$anchor"] == name || definition["$dynamicAnchor"] == name)
}

/// Joins a member with what is there, so that a value has to keep both.
fn join(into: &mut Map<String, Value>, name: &str, value: &Value) {
    let Some(known) = into.get(name) else {
        into.insert(name.to_owned(), value.clone());
        return;
    };
    let joined = match (name, known, value) {
        ("properties", Value::Object(known), Value::Object(more)) => both_members(known, more),
        ("required", Value::Array(known), Value::Array(more)) => {
            let new = more.iter().filter(|name| !known.contains(name));
            Value::Array(known.iter().chain(new).cloned().collect())
        }
        ("enum", Value::Array(known), Value::Array(more)) => {
            let common = known.iter().filter(|one| more.contains(one));
            Value::Array(common.cloned().collect())
        }
        ("type", known, more) => common_type(known, more),
        ("minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties", _, _) => {
            larger(known, value)
        }
        ("maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties", _, _) => {
            if larger(known, value) == *known {
                value.clone()
            } else {
                known.clone()
            }
        }
        ("additionalProperties", Value::Bool(false), _) => known.clone(),
        _ => value.clone(),
    };
    into.insert(name.to_owned(), joined);
}

/// Members of both sides; a name that both have keeps both schemas.
fn both_members(known: &Map<String, Value>, more: &Map<String, Value>) -> Value {
    let mut members = known.clone();
    for (name, schema) in more {
        let joined = match members.get(name) {
            Some(known) if known != schema => json!({"allOf": [known, schema]}),
            Some(_) | None => schema.clone(),
        };
        members.insert(name.clone(), joined);
    }
    Value::Object(members)
}

/// The types that both sides allow.
fn common_type(known: &Value, more: &Value) -> Value {
    let list = |value: &Value| match value {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    let (known, more) = (list(known), list(more));
    let allows = |types: &[Value], one: &Value| {
        types.contains(one) || (*one == "integer" && types.contains(&json!("number")))
    };
    let left = known.iter().filter(|one| allows(&more, one));
    let right = more.iter().filter(|one| allows(&known, one));
    let mut common: Vec<Value> = left.cloned().collect();
    for one in right {
        if !common.contains(one) {
            common.push(one.clone());
        }
    }
    if common.contains(&json!("integer")) {
        common.retain(|one| *one != "number");
    }
    Value::Array(common)
}

fn larger(one: &Value, other: &Value) -> Value {
    if one.as_f64().unwrap_or(f64::MIN) >= other.as_f64().unwrap_or(f64::MIN) {
        one.clone()
    } else {
        other.clone()
    }
}
