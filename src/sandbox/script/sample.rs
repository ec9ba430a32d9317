//! A value that fits a JSON schema, as simple as can be.

use serde_json::{Map, Value, json};

/// How deep a schema is followed.
const DEEPEST: usize = 8;

/// A value for a schema: the first of an enum, the default, or something small of the right type.
pub(super) fn value(schema: &Value) -> Value {
    at_depth(schema, 0)
}

fn at_depth(schema: &Value, depth: usize) -> Value {
    let given = [
        &schema["const"],
        &schema["enum"][0],
        &schema["default"],
        &schema["examples"][0],
    ];
    if let Some(given) = given.into_iter().find(|value| !value.is_null()) {
        return given.clone();
    }
    if depth >= DEEPEST {
        return Value::Null;
    }
    let kind = schema["type"]
        .as_str()
        .or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") => object(schema, depth),
        Some("array") => match schema.get("items") {
            Some(items) => json!([at_depth(items, depth + 1)]),
            None => json!([]),
        },
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        Some("boolean") => json!(true),
        Some("null") => Value::Null,
        Some(_) | None => json!("granite"),
    }
}

fn object(schema: &Value, depth: usize) -> Value {
    let properties = schema["properties"].as_object().into_iter().flatten();
    let members: Map<String, Value> = properties
        .map(|(name, schema)| (name.clone(), at_depth(schema, depth + 1)))
        .collect();
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_the_shape_of_its_schema() {
        let schema = json!({"type": "object", "properties": {
            "city": {"type": "string"},
            "unit": {"enum": ["celsius", "kelvin"]},
            "days": {"type": "integer", "minimum": 3},
            "tags": {"type": "array", "items": {"type": "boolean"}},
        }});
        assert_eq!(
            value(&schema),
            json!({"city": "granite", "unit": "celsius", "days": 3, "tags": [true]})
        );
    }
}
