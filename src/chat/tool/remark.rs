//! What models mind about a tool, beside what makes it no tool at all.

use super::{CustomTool, Tool};
use crate::chat::json::{Value, escaped};

/// Something that is to be said about a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Remark {
    /// How bad it is.
    pub(crate) weight: RemarkWeight,
    /// The tool, as the model calls it.
    pub(crate) tool: String,
    /// Where in its schema, as a JSON pointer; empty = the whole.
    pub(crate) pointer: String,
    /// Line and column in the text, counted from 1; `None` = not known.
    pub(crate) place: Option<(usize, usize)>,
    /// What it is, a short sentence in lower case.
    pub(crate) what: String,
}

/// How bad a remark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RemarkWeight {
    /// The schema is none: the service refuses it.
    Wrong,
    /// It can be sent, and the model does worse with it.
    Warning,
}

impl Remark {
    /// The remark in a line.
    pub(crate) fn told(&self) -> String {
        let place = match self.place {
            Some((line, column)) => format!("line {line}, column {column}: "),
            None => String::new(),
        };
        let pointer = match self.pointer.as_str() {
            "" => String::new(),
            pointer => format!(" {pointer}"),
        };
        format!("{place}{}{pointer}: {}", self.tool, self.what)
    }
}

/// What is to be said about these tools that needs no library to find out.
pub(crate) fn remarks(tools: &[Tool]) -> Vec<Remark> {
    let mut found = Vec::new();
    for tool in tools {
        if let Tool::Custom(tool) = tool {
            of_tool(tool, &mut found);
        }
    }
    found
}

fn of_tool(tool: &CustomTool, found: &mut Vec<Remark>) {
    let mut say = |pointer: &str, what: &str| {
        found.push(Remark {
            weight: RemarkWeight::Warning,
            tool: tool.name.clone(),
            pointer: pointer.to_owned(),
            place: None,
            what: what.to_owned(),
        });
    };
    if tool.description.trim().is_empty() {
        say(
            "",
            "it has no description, so the model has to guess what it is for",
        );
    }
    if let Ok(schema) = Value::parse(&tool.schema.0) {
        let strict = tool.strict == Some(true);
        walk(&schema, "", &mut |pointer, schema| {
            if !pointer.is_empty() && is_open(schema) {
                say(pointer, "it has no type, so the model has to guess it");
            }
            if strict && is_object(schema) && !is_closed(schema) {
                say(pointer, "strict wants \"additionalProperties\": false here");
            }
        });
    }
}

/// Whether a schema says nothing of what fits.
fn is_open(schema: &Value) -> bool {
    const SAYS: [&str; 9] = [
        "type",
        "$ref",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "properties",
        "items",
    ];
    matches!(schema, Value::Object(_)) && !SAYS.iter().any(|name| schema.get(name).is_some())
}

fn is_object(schema: &Value) -> bool {
    let of_type = schema.get("type").and_then(Value::as_text) == Some("object");
    of_type || schema.get("properties").is_some()
}

fn is_closed(schema: &Value) -> bool {
    schema.get("additionalProperties") == Some(&Value::Bool(false))
}

/// How deep a schema is looked into.
const DEEPEST: usize = 64;

/// Visits the schema, those of its properties and items, and those of its definitions.
fn walk(schema: &Value, pointer: &str, visit: &mut dyn FnMut(&str, &Value)) {
    visit(pointer, schema);
    if pointer.matches('/').count() > DEEPEST {
        return;
    }
    for group in ["properties", "$defs", "definitions"] {
        if let Some(Value::Object(members)) = schema.get(group) {
            for (name, inner) in members {
                let name = escaped(name);
                walk(inner, &format!("{pointer}/{group}/{name}"), visit);
            }
        }
    }
    if let Some(items @ Value::Object(_)) = schema.get("items") {
        walk(items, &format!("{pointer}/items"), visit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::tool::parse;

    fn told(text: &str) -> Vec<String> {
        let tools = parse(text).unwrap();
        remarks(&tools).iter().map(Remark::told).collect()
    }

    #[test]
    fn what_models_mind_is_told_with_its_place() {
        let text = r#"{"name":"a","strict":true,"input_schema":{"type":"object","properties":{
            "x":{"description":"any"},"list":{"type":"array","items":{"type":"object"}}}}}"#;
        assert_eq!(
            told(text),
            [
                "a: it has no description, so the model has to guess what it is for",
                "a: strict wants \"additionalProperties\": false here",
                "a /properties/x: it has no type, so the model has to guess it",
                "a /properties/list/items: strict wants \"additionalProperties\": false here",
            ]
        );
    }

    #[test]
    fn a_good_tool_is_let_be() {
        let text = r##"[{"name":"a","description":"Adds.","input_schema":{"type":"object","properties":{
            "x":{"$ref":"#/$defs/x"}},"$defs":{"x":{"enum":[1,2]}}}},{"type":"bash_20250124","name":"bash"}]"##;
        assert_eq!(told(text), [""; 0]);
    }
}
