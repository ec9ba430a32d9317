//! Schemas of `OpenAPI` as JSON Schema 2020-12, with what they refer to among their own definitions.
//!
//! Only keywords whose values are what JSON Schema wants of them go over, so that every outcome is a
//! schema, whatever the description says.

use super::{name, openapi};
use crate::chat::json::Value;

/// The schemas of one tool.
pub(super) struct Schemas<'a> {
    document: &'a Value,
    is_first: bool,
    /// What was referred to: the reference, and the name of its definition.
    referred: Vec<(String, String)>,
    left: Vec<String>,
}

/// What the value of a keyword has to be.
#[derive(Clone, Copy)]
enum Shape {
    Schema,
    Schemas,
    NamedSchemas,
    Text,
    Switch,
    Number,
    Positive,
    Count,
    Names,
    List,
    Any,
}

/// The keywords that go over as they are.
const KEYWORDS: [(&str, Shape); 43] = [
    ("title", Shape::Text),
    ("description", Shape::Text),
    ("format", Shape::Text),
    ("pattern", Shape::Text),
    ("contentEncoding", Shape::Text),
    ("contentMediaType", Shape::Text),
    ("enum", Shape::List),
    ("examples", Shape::List),
    ("const", Shape::Any),
    ("default", Shape::Any),
    ("minimum", Shape::Number),
    ("maximum", Shape::Number),
    ("exclusiveMinimum", Shape::Number),
    ("exclusiveMaximum", Shape::Number),
    ("multipleOf", Shape::Positive),
    ("minLength", Shape::Count),
    ("maxLength", Shape::Count),
    ("minItems", Shape::Count),
    ("maxItems", Shape::Count),
    ("minProperties", Shape::Count),
    ("maxProperties", Shape::Count),
    ("minContains", Shape::Count),
    ("maxContains", Shape::Count),
    ("uniqueItems", Shape::Switch),
    ("deprecated", Shape::Switch),
    ("readOnly", Shape::Switch),
    ("writeOnly", Shape::Switch),
    ("required", Shape::Names),
    ("properties", Shape::NamedSchemas),
    ("patternProperties", Shape::NamedSchemas),
    ("dependentSchemas", Shape::NamedSchemas),
    ("additionalProperties", Shape::Schema),
    ("propertyNames", Shape::Schema),
    ("unevaluatedProperties", Shape::Schema),
    ("items", Shape::Schema),
    ("contains", Shape::Schema),
    ("not", Shape::Schema),
    ("if", Shape::Schema),
    ("then", Shape::Schema),
    ("else", Shape::Schema),
    ("prefixItems", Shape::Schemas),
    ("allOf", Shape::Schemas),
    ("anyOf", Shape::Schemas),
];

/// The kinds of values.
const TYPES: [&str; 7] = [
    "null", "boolean", "object", "array", "number", "string", "integer",
];

impl<'a> Schemas<'a> {
    /// Those of a document; the first form is that of 3.0.
    pub(super) fn new(document: &'a Value, is_first: bool) -> Self {
        Self {
            document,
            is_first,
            referred: Vec::new(),
            left: Vec::new(),
        }
    }

    /// A schema as JSON Schema. What it refers to is among the definitions afterwards.
    pub(super) fn converted(&mut self, schema: &Value) -> Value {
        let members = match schema {
            Value::Bool(any) => return Value::Bool(*any),
            Value::Object(members) => members,
            Value::Null | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                self.leave("a schema that is none");
                return Value::Object(Vec::new());
            }
        };
        let mut made = Vec::new();
        if let Some(reference) = schema.get("$ref").and_then(Value::as_text) {
            made.extend(self.reference(reference));
            if self.is_first {
                // Nothing that stands beside a reference counts in 3.0.
                return Value::Object(made);
            }
        }
        for (at, (name, value)) in members.iter().enumerate() {
            // Of several members of one name the last one counts.
            if members[at + 1..].iter().all(|(other, _)| other != name) {
                made.extend(self.member(name, value));
            }
        }
        bounds(schema, &mut made);
        self.or_null(schema, made)
    }

    fn member(&mut self, name: &str, value: &Value) -> Option<(String, Value)> {
        let made = match name {
            "$ref" | "nullable" | "$id" | "$schema" | "$anchor" | "$comment" => return None,
            "type" => kind(value),
            "example" => Some(Value::List(vec![value.clone()])),
            "oneOf" => self.shaped(Shape::Schemas, value),
            name => {
                if let Some((_, shape)) = KEYWORDS.iter().find(|(known, _)| *known == name) {
                    self.shaped(*shape, value)
                } else {
                    if !name.starts_with("x-") {
                        self.leave(&format!("the keyword {name}"));
                    }
                    return None;
                }
            }
        };
        let is_bound = matches!(
            (name, value),
            ("exclusiveMinimum" | "exclusiveMaximum", Value::Bool(_))
        );
        if made.is_none() && !is_bound {
            self.leave(&format!("{name}, whose value does not fit"));
        }
        let name = if name == "example" { "examples" } else { name };
        made.map(|value| (name.to_owned(), value))
    }

    fn shaped(&mut self, shape: Shape, value: &Value) -> Option<Value> {
        match (shape, value) {
            (Shape::Schema, Value::Object(_) | Value::Bool(_)) => Some(self.converted(value)),
            (Shape::Schemas, Value::List(list)) if !list.is_empty() => {
                let list = list.iter().map(|inner| self.converted(inner));
                Some(Value::List(list.collect()))
            }
            (Shape::NamedSchemas, Value::Object(members)) => {
                let members = members.iter();
                let members = members.map(|(name, inner)| (name.clone(), self.converted(inner)));
                Some(Value::Object(members.collect()))
            }
            (Shape::Names, Value::List(names)) => {
                let mut unique: Vec<Value> = Vec::new();
                for name in names.iter().filter(|name| name.as_text().is_some()) {
                    if !unique.contains(name) {
                        unique.push(name.clone());
                    }
                }
                Some(Value::List(unique))
            }
            (Shape::Number, Value::Number(_))
            | (Shape::Text, Value::Text(_))
            | (Shape::Switch, Value::Bool(_))
            | (Shape::List, Value::List(_))
            | (Shape::Any, _) => Some(value.clone()),
            (Shape::Count, Value::Number(digits)) => {
                let whole = digits.parse::<u32>().is_ok();
                whole.then(|| value.clone())
            }
            (Shape::Positive, Value::Number(digits)) => {
                let positive = digits.parse::<f64>().is_ok_and(|number| number > 0.0);
                positive.then(|| value.clone())
            }
            _ => None,
        }
    }

    /// 3.0 says with a switch that `null` fits too.
    fn or_null(&self, schema: &Value, mut made: Vec<(String, Value)>) -> Value {
        let nullable = self.is_first && schema.get("nullable") == Some(&Value::Bool(true));
        if !nullable {
            return Value::Object(made);
        }
        let null = || Value::Text("null".to_owned());
        let Some(at) = made.iter().position(|(name, _)| name == "type") else {
            let kinds = vec![
                Value::Object(made),
                Value::Object(vec![("type".to_owned(), null())]),
            ];
            return Value::Object(vec![("anyOf".to_owned(), Value::List(kinds))]);
        };
        match &mut made[at].1 {
            Value::List(kinds) if kinds.contains(&null()) => {}
            Value::List(kinds) => kinds.push(null()),
            kind @ (Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::Text(_)
            | Value::Object(_)) => *kind = Value::List(vec![kind.clone(), null()]),
        }
        let values = made.iter_mut().find(|(name, _)| name == "enum");
        if let Some((_, Value::List(values))) = values
            && !values.contains(&Value::Null)
        {
            values.push(Value::Null);
        }
        Value::Object(made)
    }

    /// A reference to a definition of the tool's own.
    fn reference(&mut self, reference: &str) -> Option<(String, Value)> {
        if openapi::at(self.document, reference).is_none() {
            self.leave(&format!(
                "what {reference} refers to; it is not in the document"
            ));
            return None;
        }
        let known = self.referred.iter().find(|(other, _)| other == reference);
        let known = known.map(|(_, name)| name.clone());
        let name = known.unwrap_or_else(|| {
            let last = reference.rsplit('/').next().unwrap_or_default();
            let taken = |name: &str| self.referred.iter().any(|(_, other)| other == name);
            let name = name::free(name::fitting(last), taken);
            self.referred.push((reference.to_owned(), name.clone()));
            name
        });
        Some(("$ref".to_owned(), Value::Text(format!("#/$defs/{name}"))))
    }

    /// Everything that is referred to, with what that refers to in turn. Cycles stay references.
    pub(super) fn definitions(&mut self) -> Vec<(String, Value)> {
        let mut made = Vec::new();
        while let Some((reference, name)) = self.referred.get(made.len()).cloned() {
            let document = self.document;
            let schema = openapi::at(document, &reference);
            let schema = schema.map_or(Value::Bool(true), |schema| self.converted(schema));
            made.push((name, schema));
        }
        made
    }

    /// What was left out, each once.
    pub(super) fn left(&mut self) -> Vec<String> {
        std::mem::take(&mut self.left)
    }

    fn leave(&mut self, what: &str) {
        if !self.left.iter().any(|other| other == what) {
            self.left.push(what.to_owned());
        }
    }
}

/// The types that a schema names, as far as they are some.
fn kind(value: &Value) -> Option<Value> {
    let known = |value: &Value| value.as_text().is_some_and(|text| TYPES.contains(&text));
    match value {
        Value::Text(_) => known(value).then(|| value.clone()),
        Value::List(kinds) => {
            let mut one: Vec<Value> = Vec::new();
            for kind in kinds.iter().filter(|kind| known(kind)) {
                if !one.contains(kind) {
                    one.push(kind.clone());
                }
            }
            (!one.is_empty()).then_some(Value::List(one))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => None,
    }
}

/// 3.0 says with a switch beside a bound that the bound itself does not fit.
fn bounds(schema: &Value, made: &mut [(String, Value)]) {
    let pairs = [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ];
    for (bound, exclusive) in pairs {
        let Some(at) = made.iter().position(|(name, _)| name == bound) else {
            continue;
        };
        if schema.get(exclusive) == Some(&Value::Bool(true)) {
            exclusive.clone_into(&mut made[at].0);
        }
    }
}
