//! Tools as a person writes them: JSON, as on either wire.

use super::{CustomTool, Tool};
use crate::chat::json::Value;

/// Longest name of a tool. Source: Converse, `toolSpec.name`.
pub(super) const MAX_NAME: usize = 64;

/// Why a value is no list of tools.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("tool {number}: {}", wrong.what)]
pub(crate) struct ToolFault {
    /// Which tool, counted from 1.
    pub(crate) number: usize,
    /// What is wrong with it.
    pub(crate) wrong: Wrong,
}

/// What is wrong with a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// The way to the member that is wrong or missing, from the tool; empty = the tool itself.
    pub(crate) member: &'static [&'static str],
    /// What it is, and what to do.
    pub(crate) what: String,
}

/// Where the members of a tool stand.
struct Form {
    name: &'static [&'static str],
    schema: &'static [&'static str],
    kind_of_schema: &'static [&'static str],
}

/// On the messages wire.
const FLAT: Form = Form {
    name: &["name"],
    schema: &["input_schema"],
    kind_of_schema: &["input_schema", "type"],
};

/// On the converse wire.
const SPEC: Form = Form {
    name: &["toolSpec", "name"],
    schema: &["toolSpec", "inputSchema", "json"],
    kind_of_schema: &["toolSpec", "inputSchema", "json", "type"],
};

/// What keeps a tool that the user defined from being offered, if anything does.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(tool: &CustomTool) -> Result<(), String> {
    let schema = Value::parse(&tool.schema.0).map_err(|error| error.to_string())?;
    let members = vec![
        ("name".to_owned(), Value::Text(tool.name.clone())),
        ("input_schema".to_owned(), schema),
    ];
    let checked = custom(&Value::Object(members), &FLAT);
    checked.map(|_| ()).map_err(|wrong| wrong.what)
}

/// Reads tools as they stand in a request body: an array of them, one alone, or Converse's whole
/// `toolConfig`. A blank text is no tools.
///
/// # Errors
/// What is wrong, in which tool, and where if it is no JSON.
pub(crate) fn parse(text: &str) -> Result<Vec<Tool>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let value = Value::parse(text).map_err(|error| error.to_string())?;
    of_value(&value).map_err(|fault| fault.to_string())
}

/// The same of a text that was read as JSON.
///
/// # Errors
/// What is wrong, and with which member of which tool.
pub(crate) fn of_value(value: &Value) -> Result<Vec<Tool>, ToolFault> {
    let values = value.get("tools").unwrap_or(value);
    let values = if let Value::List(values) = values {
        values.as_slice()
    } else {
        std::slice::from_ref(values)
    };
    let mut tools: Vec<Tool> = Vec::new();
    for (number, value) in (1..).zip(values) {
        let tool = one_tool(value).and_then(|tool| once(tool, value, &tools));
        tools.push(tool.map_err(|wrong| ToolFault { number, wrong })?);
    }
    Ok(tools)
}

/// The tools as JSON that [`parse`] reads: those of the messages wire in its form.
pub(crate) fn print(tools: &[Tool]) -> String {
    if tools.is_empty() {
        return String::new();
    }
    Value::List(tools.iter().map(value).collect()).pretty()
}

/// One tool of a list, in the form of either wire.
pub(super) fn one_tool(value: &Value) -> Result<Tool, Wrong> {
    let Value::Object(members) = value else {
        return Err(Wrong {
            member: &[],
            what: format!("an object is wanted, and this is {}", value.kind()),
        });
    };
    let form = Form::of(value);
    if value.get("toolSpec").is_some() {
        return custom(value, form);
    }
    match value.get("type").and_then(Value::as_text) {
        Some("custom") => custom(value, form),
        Some(kind) => Ok(Tool::Typed {
            kind: kind.to_owned(),
            name: checked_name(value, form)?,
            json: value.compact(),
        }),
        None if members.len() == 1 && value.get("name").is_none() => {
            Ok(Tool::Foreign(value.compact()))
        }
        None => custom(value, form),
    }
}

impl Form {
    fn of(value: &Value) -> &'static Self {
        match value.get("toolSpec") {
            Some(_) => &SPEC,
            None => &FLAT,
        }
    }
}

/// What stands at the end of a way from a tool.
fn at<'a>(tool: &'a Value, way: &[&str]) -> Option<&'a Value> {
    way.iter().try_fold(tool, |here, step| here.get(step))
}

fn custom(tool: &Value, form: &Form) -> Result<Tool, Wrong> {
    let name = checked_name(tool, form)?;
    let schema = at(tool, form.schema).ok_or_else(|| Wrong {
        member: form.schema,
        what: format!("{name} has no input_schema; {{\"type\": \"object\"}} takes anything"),
    })?;
    if schema.get("type").and_then(Value::as_text) != Some("object") {
        return Err(Wrong {
            member: form.kind_of_schema,
            what: format!("the schema of {name} must have \"type\": \"object\""),
        });
    }
    let said = tool.get("toolSpec").unwrap_or(tool);
    let description = said.get("description").and_then(Value::as_text);
    Ok(Tool::Custom(CustomTool {
        name,
        description: description.unwrap_or_default().to_owned(),
        schema: schema.compact(),
        strict: match said.get("strict") {
            Some(Value::Bool(strict)) => Some(*strict),
            Some(_) | None => None,
        },
    }))
}

fn checked_name(tool: &Value, form: &Form) -> Result<String, Wrong> {
    let wrong = |what: String| Wrong {
        member: form.name,
        what,
    };
    let name = at(tool, form.name).and_then(Value::as_text);
    let name = name.ok_or_else(|| wrong("it has no name".to_owned()))?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(fits) {
        return Err(wrong(format!(
            "{name:?} is no name for a tool: letters, digits, _ and -, at most {MAX_NAME}"
        )));
    }
    Ok(name.to_owned())
}

/// The tool, if none of those before it has its name.
fn once(tool: Tool, value: &Value, before: &[Tool]) -> Result<Tool, Wrong> {
    let name = tool.name();
    if !name.is_empty() && before.iter().any(|other| other.name() == name) {
        return Err(Wrong {
            member: Form::of(value).name,
            what: format!("there are two tools {name}; a name stands once"),
        });
    }
    Ok(tool)
}

fn value(tool: &Tool) -> Value {
    let read = |json: &str| Value::parse(json).unwrap_or_else(|_| Value::Text(json.to_owned()));
    let CustomTool {
        name,
        description,
        schema,
        strict,
    } = match tool {
        Tool::Custom(tool) => tool,
        Tool::Typed { json, .. } | Tool::Foreign(json) => return read(&json.0),
    };
    let mut members = vec![("name".to_owned(), Value::Text(name.clone()))];
    if !description.is_empty() {
        members.push(("description".to_owned(), Value::Text(description.clone())));
    }
    members.push(("input_schema".to_owned(), read(&schema.0)));
    members.extend(strict.map(|strict| ("strict".to_owned(), Value::Bool(strict))));
    Value::Object(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEATHER: &str = r#"{"name":"weather","description":"of a city","input_schema":{"type":"object","properties":{"city":{"type":"string"}}},"strict":true}"#;

    fn refused(text: &str, part: &str) {
        let error = parse(text).unwrap_err();
        assert!(error.contains(part), "{error}");
    }

    #[test]
    fn tools_of_both_wires_are_read() {
        let converse = r#"{"tools":[{"toolSpec":{"name":"weather","description":"of a city","inputSchema":{"json":{"type":"object","properties":{"city":{"type":"string"}}}},"strict":true}}],"toolChoice":{"auto":{}}}"#;
        let messages = parse(WEATHER).unwrap();
        assert_eq!(parse(converse).unwrap(), messages);
        assert_eq!(parse(&format!("[{WEATHER}]")).unwrap(), messages);
        let Tool::Custom(tool) = &messages[0] else {
            panic!("{messages:?}");
        };
        assert_eq!((tool.name.as_str(), tool.strict), ("weather", Some(true)));
        assert_eq!(parse(" \n"), Ok(Vec::new()));
    }

    #[test]
    fn tools_of_the_provider_stay_as_they_are() {
        let computer = r#"{"type":"computer_20241022","name":"computer","display_width_px":1024,"display_height_px":768,"display_number":0}"#;
        let tools = parse(computer).unwrap();
        assert!(matches!(&tools[0], Tool::Typed { kind, json, .. }
            if kind == "computer_20241022" && json.0 == computer));
        let grounding = r#"[{"systemTool":{"name":"nova_grounding"}}]"#;
        assert!(matches!(&parse(grounding).unwrap()[0], Tool::Foreign(_)));
    }

    #[test]
    fn what_is_printed_is_read_again() {
        let text = format!(
            r#"[{WEATHER},{{"type":"bash_20241022","name":"bash"}},{{"systemTool":{{"name":"x"}}}}]"#
        );
        let tools = parse(&text).unwrap();
        assert_eq!(tools.len(), 3);
        assert_eq!(parse(&print(&tools)).unwrap(), tools);
        assert_eq!(print(&[]), "");
    }

    #[test]
    fn errors_say_which_tool_and_what() {
        refused("[{\"name\":\"a\"", "line 1, column 13");
        refused(
            &format!("[{WEATHER},3]"),
            "tool 2: an object is wanted, and this is a number",
        );
        refused(
            "{\"name\":\"a b\",\"input_schema\":{}}",
            "no name for a tool",
        );
        refused("{\"name\":\"a\",\"description\":\"x\"}", "no input_schema");
        refused(
            "{\"name\":\"a\",\"input_schema\":{}}",
            "\"type\": \"object\"",
        );
        refused(&format!("[{WEATHER},{WEATHER}]"), "two tools weather");
    }
}
