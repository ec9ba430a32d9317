//! Arguments that are wrong on purpose.

use serde_json::{Map, Value, json};

use super::fits;

/// A way in which arguments are wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// A member has another type.
    Type,
    /// A required member is missing.
    Missing,
    /// There is a member that the schema does not know.
    Extra,
    /// A member is none of the values of its list.
    Enum,
    /// The text is no JSON.
    Json,
}

/// Wrong arguments, and what is wrong about them in a few words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Broken {
    pub(crate) input: Result<Value, String>,
    pub(crate) what: String,
}

/// The member that a flaw adds.
const EXTRA: &str = "surprise";

/// The value that no list has.
const NONE_OF_THEM: &str = "none of these";

impl Flaw {
    /// The ways, in the order in which they are tried if none is named.
    pub(crate) const ALL: [Self; 5] = [
        Self::Type,
        Self::Missing,
        Self::Enum,
        Self::Extra,
        Self::Json,
    ];

    /// The name of the way in a message.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Missing => "missing",
            Self::Extra => "extra",
            Self::Enum => "enum",
            Self::Json => "json",
        }
    }

    /// The way of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flaw| flaw.name() == name)
    }
}

/// Breaks valid arguments in this way. Where the schema leaves no room for it they are broken in the next way that does.
pub(crate) fn broken(schema: &Value, valid: &Value, wanted: Flaw) -> Broken {
    let members = valid.as_object().cloned().unwrap_or_default();
    let ways = [wanted].into_iter().chain(Flaw::ALL);
    let mut ways = ways.filter_map(|flaw| {
        let found = tried(schema, &members, flaw)?;
        let is_wrong = found
            .input
            .as_ref()
            .map_or(true, |input| !fits(schema, input));
        (is_wrong || flaw == Flaw::Extra && wanted == Flaw::Extra).then_some(found)
    });
    ways.next().unwrap_or_else(|| no_json(&members))
}

fn tried(schema: &Value, members: &Map<String, Value>, flaw: Flaw) -> Option<Broken> {
    match flaw {
        Flaw::Type => replaced(members, |name, value| {
            let other = other_type(value);
            let what = format!("`{name}` has the wrong type");
            is_listed(schema, name, "type").then_some((other, what))
        }),
        Flaw::Enum => replaced(members, |name, _| {
            let what = format!("`{name}` is none of the values of its list");
            is_listed(schema, name, "enum").then_some((json!(NONE_OF_THEM), what))
        }),
        Flaw::Missing => missing(schema, members),
        Flaw::Extra => {
            let mut input = members.clone();
            input.insert(EXTRA.to_owned(), json!("granite"));
            let allowed = if fits(schema, &Value::Object(input.clone())) {
                ", which the schema allows, since it does not set additionalProperties to false"
            } else {
                ""
            };
            Some(Broken {
                input: Ok(Value::Object(input)),
                what: format!("`{EXTRA}` is a member that the schema does not know{allowed}"),
            })
        }
        Flaw::Json => Some(no_json(members)),
    }
}

/// The arguments with the first member replaced for which there is something to replace it with.
fn replaced(
    members: &Map<String, Value>,
    with: impl Fn(&str, &Value) -> Option<(Value, String)>,
) -> Option<Broken> {
    let mut found = members
        .iter()
        .filter_map(|(name, value)| Some((name, with(name, value)?)));
    let (name, (value, what)) = found.next()?;
    let mut input = members.clone();
    input.insert(name.clone(), value);
    Some(Broken {
        input: Ok(Value::Object(input)),
        what,
    })
}

fn missing(schema: &Value, members: &Map<String, Value>) -> Option<Broken> {
    let required = schema["required"].as_array()?;
    let name = required
        .iter()
        .filter_map(Value::as_str)
        .find(|name| members.contains_key(*name))?;
    let mut input = members.clone();
    input.shift_remove(name);
    Some(Broken {
        input: Ok(Value::Object(input)),
        what: format!("`{name}` is missing"),
    })
}

/// Text that begins as no JSON begins.
fn no_json(members: &Map<String, Value>) -> Broken {
    let said = members
        .iter()
        .map(|(name, value)| format!("{name} = {value}"));
    let said: Vec<String> = said.collect();
    Broken {
        input: Err(format!("call with {}; and so on", said.join(", "))),
        what: "they are no JSON".to_owned(),
    }
}

fn other_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(7),
        Value::Number(_) => json!("seven"),
        Value::Bool(_) => json!("perhaps"),
        Value::Array(_) => json!({"granite": 1}),
        Value::Object(_) => json!(["granite"]),
        Value::Null => json!(0),
    }
}

/// Whether the schema of a member has this rule, itself or where it refers to.
fn is_listed(schema: &Value, name: &str, rule: &str) -> bool {
    let member = &schema["properties"][name];
    member.get(rule).is_some() || member.get("$ref").is_some() || member.get("allOf").is_some()
}
