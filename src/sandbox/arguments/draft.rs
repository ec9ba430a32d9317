//! One value drawn for a schema. It keeps the rules as far as they are simple; a judge says whether it is valid.

use serde_json::{Map, Value, json};

use super::{number, shape, text};
use crate::sandbox::seed::Seed;

/// How deep a schema is followed before only what is required is made, and before nothing is.
const DEEP: usize = 4;
const DEEPEST: usize = 24;

/// Most members that are made only because an object has to have so many.
const MOST_MEMBERS: usize = 1_000;

/// A text costs as much as one value for each so many letters.
const LETTERS: usize = 100;

/// How often an item is drawn again because it is there already.
const TRIES: usize = 24;

/// What is preferred.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taste {
    /// What the schema proposes by `default` and `examples`.
    Proposed,
    /// Only what is required.
    Spare,
    /// Anything.
    Free,
}

/// A value while it is drawn.
pub(super) struct Draft<'a> {
    root: &'a Value,
    seed: &'a mut Seed,
    taste: Taste,
    /// Which of several values it is, from 0.
    number: usize,
    /// How many more values may be drawn.
    left: &'a mut usize,
}

impl<'a> Draft<'a> {
    /// A draft that may take so many values, those within others included.
    pub(super) fn new(
        root: &'a Value,
        seed: &'a mut Seed,
        (taste, number): (Taste, usize),
        left: &'a mut usize,
    ) -> Self {
        Self {
            root,
            seed,
            taste,
            number,
            left,
        }
    }

    /// The value.
    pub(super) fn value(mut self) -> Value {
        let root = self.root;
        self.of(root, 0)
    }

    fn of(&mut self, schema: &Value, depth: usize) -> Value {
        if depth > DEEPEST || *self.left == 0 {
            return Value::Null;
        }
        *self.left -= 1;
        let flat = shape::flat(self.root, schema, self.seed);
        if let Some(given) = self.given(&flat) {
            return given;
        }
        match self.kind(&flat, depth).as_str() {
            "object" => self.object(&flat, depth),
            "array" => self.array(&flat, depth),
            "integer" => {
                let mut flat = flat;
                flat.insert("type".to_owned(), json!("integer"));
                number::number(&flat, self.seed)
            }
            "number" => number::number(&flat, self.seed),
            "boolean" => json!(self.seed.below(2) == 0),
            "null" => Value::Null,
            _ => {
                let text = text::text(&flat, self.seed);
                *self.left = self.left.saturating_sub(text.len() / LETTERS);
                Value::String(text)
            }
        }
    }

    /// What the schema itself names: the one value, a proposal, one of a list.
    fn given(&mut self, flat: &Map<String, Value>) -> Option<Value> {
        if let Some(only) = flat.get("const") {
            return Some(only.clone());
        }
        let list = |name: &str| {
            flat.get(name)
                .and_then(Value::as_array)
                .filter(|list| !list.is_empty())
        };
        if self.taste == Taste::Proposed {
            let examples = list("examples");
            let example = examples.map(|examples| examples[self.number % examples.len()].clone());
            // The default is said once; another call says something else.
            let default = flat
                .get("default")
                .filter(|_| self.number == 0 || flat.contains_key("enum"));
            let proposed = match self.number {
                0 => default.cloned().or(example),
                _ => example,
            };
            if proposed.is_some() {
                return proposed;
            }
        }
        let choices = list("enum")?;
        let first = self.seed.below(choices.len());
        choices.get((first + self.number) % choices.len()).cloned()
    }

    /// The type of the value: as it is said, or as the other members hint at.
    fn kind(&mut self, flat: &Map<String, Value>, depth: usize) -> String {
        match flat.get("type") {
            Some(Value::String(kind)) => return kind.clone(),
            Some(Value::Array(kinds)) => {
                let is_flat = |kind: &&Value| **kind != "object" && **kind != "array";
                let useful = kinds.iter().filter(|kind| **kind != "null");
                let kinds: Vec<&Value> = if depth > DEEP {
                    kinds.iter().filter(is_flat).collect()
                } else {
                    useful.collect()
                };
                let kind = self.seed.pick(&kinds).and_then(|kind| kind.as_str());
                return kind.unwrap_or("null").to_owned();
            }
            _ => {}
        }
        let hints = [
            (
                "object",
                [
                    "properties",
                    "required",
                    "additionalProperties",
                    "minProperties",
                ],
            ),
            ("array", ["items", "prefixItems", "minItems", "contains"]),
            (
                "number",
                ["minimum", "maximum", "multipleOf", "exclusiveMinimum"],
            ),
        ];
        let hinted = hints
            .iter()
            .find(|(_, names)| names.iter().any(|name| flat.contains_key(*name)));
        hinted.map_or("string", |(kind, _)| kind).to_owned()
    }

    fn array(&mut self, flat: &Map<String, Value>, depth: usize) -> Value {
        let places = list(flat, "prefixItems").or_else(|| list(flat, "items"));
        let places = places.unwrap_or_default();
        let wanted = self.length(flat, places.len(), depth);
        let anything = json!({"type": "string"});
        let contained = flat.get("contains");
        let rest = rest(flat).or(contained).unwrap_or(&anything);
        let mut items: Vec<Value> = Vec::new();
        for at in 0..wanted.min(*self.left) {
            let schema = places.get(at).unwrap_or(rest);
            if *schema == Value::Bool(false) {
                break;
            }
            let Some(item) = self.item(flat, schema, &items, depth) else {
                break;
            };
            items.push(item);
        }
        if let (Some(contained), Some(last)) = (contained, items.last_mut()) {
            *last = self.of(contained, depth + 1);
        }
        Value::Array(items)
    }

    /// How many items a list is to have, if so many have a place of their own.
    fn length(&mut self, flat: &Map<String, Value>, places: usize, depth: usize) -> usize {
        let least = count(flat, "minItems").unwrap_or_default().max(places);
        let most = count(flat, "maxItems").unwrap_or(usize::MAX);
        if depth > DEEP || self.taste == Taste::Spare {
            return least.min(most);
        }
        least.max(1 + self.seed.below(2)).min(most)
    }

    /// An item, another one than those that are there if they have to differ.
    fn item(
        &mut self,
        flat: &Map<String, Value>,
        schema: &Value,
        items: &[Value],
        depth: usize,
    ) -> Option<Value> {
        let has_to_differ = flat.get("uniqueItems") == Some(&Value::Bool(true));
        for _ in 0..TRIES {
            let item = self.of(schema, depth + 1);
            if !has_to_differ || !items.contains(&item) {
                return Some(item);
            }
            self.number += 1;
        }
        None
    }

    fn object(&mut self, flat: &Map<String, Value>, depth: usize) -> Value {
        let known = flat
            .get("properties")
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let names = self.names(flat, &known, depth);
        let mut members = Map::new();
        for name in names {
            let schema = known
                .get(&name)
                .cloned()
                .unwrap_or_else(|| other_member(flat, &name));
            members.insert(name, self.of(&schema, depth + 1));
        }
        Value::Object(members)
    }

    /// The members to be: in the order of the schema, those that are required and some others.
    fn names(
        &mut self,
        flat: &Map<String, Value>,
        known: &Map<String, Value>,
        depth: usize,
    ) -> Vec<String> {
        let required = list(flat, "required").unwrap_or_default();
        let is_required = |name: &str| required.iter().any(|one| one == name);
        let extra = required.iter().filter_map(Value::as_str);
        let extra = extra
            .filter(|name| !known.contains_key(*name))
            .map(str::to_owned);
        let most = count(flat, "maxProperties").unwrap_or(usize::MAX);
        let mut left = most.saturating_sub(required.len());
        let mut names = Vec::new();
        for (name, schema) in known {
            let is_wanted = depth <= DEEP && self.taste != Taste::Spare && self.seed.below(2) == 0;
            if is_required(name) || (is_wanted && left > 0 && *schema != Value::Bool(false)) {
                left -= usize::from(!is_required(name) && left > 0);
                names.push(name.clone());
            }
        }
        names.extend(extra);
        add_dependents(flat, &mut names);
        add_missing(flat, known, &mut names);
        names
    }
}

/// Adds members until there are as many as there have to be.
fn add_missing(flat: &Map<String, Value>, known: &Map<String, Value>, names: &mut Vec<String>) {
    let least = count(flat, "minProperties").unwrap_or_default();
    let most = least.saturating_add(known.len()).min(MOST_MEMBERS);
    let optional = known
        .keys()
        .filter(|name| known[*name] != Value::Bool(false));
    let made = (1..).map(|number| format!("member_{number}"));
    for name in optional.cloned().chain(made).take(most) {
        if names.len() >= least {
            return;
        }
        if !names.contains(&name) {
            names.push(name);
        }
    }
}

/// The schema of the items that have no place of their own.
fn rest(flat: &Map<String, Value>) -> Option<&Value> {
    let has_places = flat.get("items").is_some_and(Value::is_array);
    flat.get(if has_places {
        "additionalItems"
    } else {
        "items"
    })
}

/// Adds members that others ask for.
fn add_dependents(flat: &Map<String, Value>, names: &mut Vec<String>) {
    let rules = ["dependentRequired", "dependencies"];
    let rules = rules.iter().filter_map(|rule| flat.get(*rule)?.as_object());
    for (name, asked) in rules.flatten() {
        let asked = asked
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        if names.contains(name) {
            for name in asked {
                if !names.iter().any(|known| known == name) {
                    names.push(name.to_owned());
                }
            }
        }
    }
}

/// The schema of a member that has none of its own.
fn other_member(flat: &Map<String, Value>, name: &str) -> Value {
    let patterns = flat.get("patternProperties").and_then(Value::as_object);
    let mut patterns = patterns.into_iter().flatten();
    let found = patterns.find(|(pattern, _)| name.contains(pattern.trim_matches(['^', '$'])));
    let schema = found
        .map(|(_, schema)| schema)
        .or_else(|| flat.get("additionalProperties"));
    match schema {
        Some(schema @ Value::Object(_)) => schema.clone(),
        _ => json!({"type": "string"}),
    }
}

fn list(flat: &Map<String, Value>, name: &str) -> Option<Vec<Value>> {
    flat.get(name).and_then(Value::as_array).cloned()
}

/// A limit, which some write as `2.0`.
pub(super) fn count(flat: &Map<String, Value>, name: &str) -> Option<usize> {
    let limit = flat.get(name).and_then(Value::as_f64)?;
    format!("{limit:.0}").parse().ok()
}
