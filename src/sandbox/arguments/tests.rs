//! What is made for a schema is valid for it, and what is broken is not.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

fn is_valid(schema: &Value, value: &Value) -> bool {
    let options = jsonschema::options().should_validate_formats(true);
    options.build(schema).unwrap().is_valid(value)
}

fn check(schema: &Value) {
    for number in 0..8 {
        let value = made(schema, &mut Seed::number(7), number);
        assert!(is_valid(schema, &value), "{schema}: {value}");
    }
}

/// A schema of an object with one required member.
fn of(member: &Value) -> Value {
    json!({"type": "object", "properties": {"it": member}, "required": ["it"], "additionalProperties": false})
}

#[test]
fn every_format_is_met() {
    for format in [
        "date",
        "time",
        "date-time",
        "duration",
        "email",
        "idn-email",
        "hostname",
        "ipv4",
        "ipv6",
        "uri",
        "uri-reference",
        "uri-template",
        "iri",
        "uuid",
        "json-pointer",
        "relative-json-pointer",
        "regex",
    ] {
        check(&of(&json!({"type": "string", "format": format})));
    }
}

#[test]
fn patterns_are_matched_within_lengths() {
    for pattern in [
        "^[WK][A-Z]{3}$",
        "^\\d{4}-\\d{2}$",
        "^(north|south)-[a-f0-9]+$",
        "[a-z]+@[a-z]+\\.com",
        "^a*b?c+$",
        "^\\+[0-9 ]{7,15}$",
        "^.{3}$",
        "^[^ ]+$",
    ] {
        check(&of(&json!({"type": "string", "pattern": pattern})));
    }
    check(&of(
        &json!({"type": "string", "pattern": "^[a-z]+$", "minLength": 9, "maxLength": 9}),
    ));
    check(&of(
        &json!({"type": "string", "pattern": "^x", "minLength": 5}),
    ));
}

#[test]
fn references_and_branches_are_followed() {
    check(
        &json!({"type": "object", "properties": {"tree": {"$ref": "#/$defs/node"}}, "required": ["tree"],
        "$defs": {"node": {"type": "object", "required": ["name"], "additionalProperties": false,
            "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}}}),
    );
    check(&of(
        &json!({"oneOf": [{"type": "integer", "minimum": 5}, {"type": "number", "maximum": 9}]}),
    ));
    check(&of(
        &json!({"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]}),
    ));
    check(&of(
        &json!({"allOf": [{"type": "number", "minimum": 3}, {"maximum": 4}, {"multipleOf": 0.5}]}),
    ));
    check(
        &json!({"type": "object", "properties": {"kind": {"enum": ["a", "b"]}, "size": {"type": "integer"}},
        "required": ["kind"], "if": {"properties": {"kind": {"const": "a"}}}, "then": {"required": ["size"]}}),
    );
    check(&of(
        &json!({"not": {"type": "string"}, "type": ["string", "integer"]}),
    ));
}

#[test]
fn what_the_schema_proposes_comes_first() {
    let schema = json!({"type": "object", "required": ["city", "unit", "days"], "properties": {
        "city": {"type": "string", "examples": ["Oslo", "Bergen"]},
        "unit": {"enum": ["celsius", "kelvin"], "default": "kelvin"},
        "days": {"type": "integer", "default": 3, "minimum": 1}}});
    let first = made(&schema, &mut Seed::number(1), 0);
    assert_eq!(first, json!({"city": "Oslo", "unit": "kelvin", "days": 3}));
    assert_eq!(made(&schema, &mut Seed::number(1), 1)["city"], "Bergen");
    assert_eq!(first, made(&schema, &mut Seed::number(1), 0));
}

#[test]
fn a_wrong_proposal_is_not_taken() {
    check(&of(
        &json!({"type": "string", "default": 5, "examples": [null]}),
    ));
    check(&of(
        &json!({"type": "integer", "default": 500, "maximum": 9}),
    ));
}

#[test]
fn lists_and_objects_keep_their_sizes() {
    check(&of(
        &json!({"type": "array", "items": {"enum": [1, 2, 3]}, "uniqueItems": true, "minItems": 3, "maxItems": 3}),
    ));
    check(&of(
        &json!({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": false, "minItems": 2}),
    ));
    check(&of(
        &json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}),
    ));
    check(&of(
        &json!({"type": "array", "items": {"type": "integer"}, "contains": {"const": 4}}),
    ));
}

#[test]
fn nothing_fits_an_impossible_schema_and_nothing_breaks() {
    for schema in [
        json!({"type": "object", "properties": {"it": false}, "required": ["it"]}),
        json!({"type": "string"}),
        json!(false),
        json!({"type": "object", "properties": {"it": {"$ref": "#"}}, "required": ["it"]}),
        json!({"type": "object", "properties": {"it": {"$ref": "https://example.com/schema"}}, "required": ["it"]}),
        json!({"type": "object", "properties": {"it": {"type": "string", "pattern": "(", "minLength": -1}}, "required": ["it"]}),
        json!({"type": "object", "properties": {"it": {"type": "string", "minLength": 1_000_000_000_000_u64}}, "required": ["it"]}),
        json!({"type": "object", "properties": {"it": {"type": "string", "pattern": "((a{900}){900}){900}"}}, "required": ["it"]}),
        json!({"type": "object", "minProperties": 1_000_000_000_000_u64}),
        json!({"type": "object", "properties": {"it": {"type": "array", "minItems": 1_000_000_000_000_u64}}, "required": ["it"]}),
        json!({"type": "object", "properties": {"it": {"type": "array", "minItems": 1e300, "uniqueItems": true, "items": {"const": 1}}}, "required": ["it"]}),
    ] {
        assert!(
            made(&schema, &mut Seed::number(3), 0).is_object(),
            "{schema}"
        );
    }
}

#[test]
fn each_flaw_is_what_it_says() {
    let schema = json!({"type": "object", "required": ["sign"], "additionalProperties": false,
        "properties": {"sign": {"type": "string"}, "band": {"enum": ["am", "fm"]}}});
    let valid = json!({"sign": "WZPZ", "band": "fm"});
    let of = |flaw| broken(&schema, &valid, flaw).input;
    assert_eq!(of(Flaw::Type), Ok(json!({"sign": 7, "band": "fm"})));
    assert_eq!(of(Flaw::Missing), Ok(json!({"band": "fm"})));
    assert_eq!(
        of(Flaw::Enum),
        Ok(json!({"sign": "WZPZ", "band": "none of these"}))
    );
    assert_eq!(of(Flaw::Extra).unwrap()["surprise"], "granite");
    let text = of(Flaw::Json).unwrap_err();
    assert!(
        serde_json::from_str::<Value>(&text).is_err() && text.contains("WZPZ"),
        "{text}"
    );
    // Without a rule to break the text itself is.
    assert!(
        broken(&json!({"type": "object"}), &json!({}), Flaw::Enum)
            .input
            .is_err()
    );
}

/// A schema that something fits, and nothing but plain members.
fn leaf() -> impl Strategy<Value = Value> {
    let lengths = (0..6_usize, 0..12_usize);
    prop_oneof![
        lengths.prop_map(
            |(least, more)| json!({"type": "string", "minLength": least, "maxLength": least + more})
        ),
        prop::sample::select(vec!["date", "date-time", "email", "uuid", "uri", "ipv4"])
            .prop_map(|format| json!({"type": "string", "format": format})),
        prop::sample::select(vec![
            "^[A-Z]{2,5}$",
            "^\\w+-\\d+$",
            "^(a|bc)*d$",
            "[0-9a-f]{8}"
        ])
        .prop_map(|pattern| json!({"type": "string", "pattern": pattern})),
        (-50..50_i64, 0..40_i64).prop_map(
            |(low, span)| json!({"type": "integer", "minimum": low, "maximum": low + span})
        ),
        (-50..50_i64, 1..9_i64).prop_map(
            |(low, step)| json!({"type": "integer", "exclusiveMinimum": low, "multipleOf": step})
        ),
        (-5.0..5.0_f64, 0.1..4.0_f64).prop_map(
            |(low, span)| json!({"type": "number", "minimum": low, "maximum": low + span})
        ),
        (-9..9_i64).prop_map(
            |low| json!({"type": "number", "exclusiveMinimum": low, "exclusiveMaximum": low + 1})
        ),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["null", "integer"]})),
        Just(json!({"enum": ["granite", 4, null, true]})),
        Just(json!({"const": {"a": [1]}})),
        Just(json!({"type": "string", "default": "basalt", "examples": ["slate"]})),
        Just(json!({"$ref": "#/$defs/place"})),
        Just(json!({})),
    ]
}

fn schemas() -> impl Strategy<Value = Value> {
    let nested = leaf().prop_recursive(4, 40, 4, |inner| {
        let members = prop::collection::btree_map("[a-e]", (inner.clone(), any::<bool>()), 0..4);
        prop_oneof![
            members.prop_map(|members| object_of(&members.into_iter().collect::<Vec<_>>())),
            (inner.clone(), 0..3_usize, 0..3_usize).prop_map(|(items, least, more)| {
                json!({"type": "array", "items": items, "minItems": least, "maxItems": least + more})
            }),
            prop::collection::vec(inner.clone(), 1..3).prop_map(|any| json!({"anyOf": any})),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| json!({"type": "object", "oneOf": [
                {"properties": {"kind": {"const": "one"}, "it": one}, "required": ["kind", "it"]},
                {"properties": {"kind": {"const": "other"}, "it": other}, "required": ["kind"]},
            ]})),
            inner.prop_map(|one| json!({"allOf": [one]})),
        ]
    });
    prop::collection::btree_map("[f-j]", (nested, any::<bool>()), 0..4).prop_map(|members| {
        let mut schema = object_of(&members.into_iter().collect::<Vec<_>>());
        schema["$defs"] = json!({"place": {"type": "object", "required": ["x"], "properties": {
            "x": {"type": "integer", "maximum": 9}, "next": {"$ref": "#/$defs/place"}}}});
        schema
    })
}

/// An object with these members, some of them required.
fn object_of(members: &[(String, (Value, bool))]) -> Value {
    let required: Vec<&String> = members
        .iter()
        .filter(|(_, (_, is_required))| *is_required)
        .map(|(name, _)| name)
        .collect();
    let properties: Map<String, Value> = members
        .iter()
        .map(|(name, (schema, _))| (name.clone(), schema.clone()))
        .collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

proptest! {
    #[test]
    fn what_is_made_is_valid(schema in schemas(), seed in any::<u64>(), number in 0..5_usize) {
        let value = made(&schema, &mut Seed::number(seed), number);
        prop_assert!(is_valid(&schema, &value), "{schema}: {value}");
        prop_assert_eq!(&value, &made(&schema, &mut Seed::number(seed), number));
    }

    #[test]
    fn what_is_broken_is_invalid(schema in schemas(), seed in any::<u64>(), at in 0..5_usize) {
        let valid = made(&schema, &mut Seed::number(seed), 0);
        match broken(&schema, &valid, Flaw::ALL[at]).input {
            Ok(input) => prop_assert!(!is_valid(&schema, &input), "{schema}: {input}"),
            Err(text) => prop_assert!(serde_json::from_str::<Value>(&text).is_err()),
        }
    }
}
