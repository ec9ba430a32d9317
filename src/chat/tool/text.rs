//! Tools as a person writes them: JSON, as on either wire.

use super::{CustomTool, Tool};
use crate::chat::json::Value;

/// Longest name of a tool. Source: Converse, `toolSpec.name`.
pub(super) const MAX_NAME: usize = 64;

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
    let tools = value.get("tools").unwrap_or(&value);
    let tools = if let Value::List(tools) = tools {
        tools.as_slice()
    } else {
        std::slice::from_ref(tools)
    };
    let numbered = (1..).zip(tools);
    let tools: Vec<Tool> = numbered
        .map(|(number, tool)| one_tool(tool).map_err(|what| format!("tool {number}: {what}")))
        .collect::<Result<_, _>>()?;
    match twice(&tools) {
        Some(name) => Err(format!("there are two tools {name}; a name stands once")),
        None => Ok(tools),
    }
}

/// The tools as JSON that [`parse`] reads: those of the messages wire in its form.
pub(crate) fn print(tools: &[Tool]) -> String {
    if tools.is_empty() {
        return String::new();
    }
    Value::List(tools.iter().map(value).collect()).pretty()
}

/// One tool of a list, in the form of either wire.
pub(super) fn one_tool(value: &Value) -> Result<Tool, String> {
    let Value::Object(members) = value else {
        return Err(format!("an object is wanted, and this is {}", value.kind()));
    };
    if let Some(spec) = value.get("toolSpec") {
        return custom(
            spec,
            spec.get("inputSchema")
                .and_then(|schema| schema.get("json")),
        );
    }
    match value.get("type").and_then(Value::as_text) {
        Some("custom") => custom(value, value.get("input_schema")),
        Some(kind) => Ok(Tool::Typed {
            kind: kind.to_owned(),
            name: checked_name(value)?,
            json: value.compact(),
        }),
        None if members.len() == 1 && value.get("name").is_none() => {
            Ok(Tool::Foreign(value.compact()))
        }
        None => custom(value, value.get("input_schema")),
    }
}

fn custom(value: &Value, schema: Option<&Value>) -> Result<Tool, String> {
    let name = checked_name(value)?;
    let schema = schema.ok_or_else(|| {
        format!("{name} has no input_schema; {{\"type\": \"object\"}} takes anything")
    })?;
    if schema.get("type").and_then(Value::as_text) != Some("object") {
        return Err(format!(
            "the schema of {name} must have \"type\": \"object\""
        ));
    }
    let description = value.get("description").and_then(Value::as_text);
    Ok(Tool::Custom(CustomTool {
        name,
        description: description.unwrap_or_default().to_owned(),
        schema: schema.compact(),
        strict: match value.get("strict") {
            Some(Value::Bool(strict)) => Some(*strict),
            Some(_) | None => None,
        },
    }))
}

fn checked_name(value: &Value) -> Result<String, String> {
    let name = value.get("name").and_then(Value::as_text);
    let name = name.ok_or("it has no name")?;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(fits) {
        return Err(format!(
            "{name:?} is no name for a tool: letters, digits, _ and -, at most {MAX_NAME}"
        ));
    }
    Ok(name.to_owned())
}

fn twice(tools: &[Tool]) -> Option<&str> {
    let names: Vec<&str> = tools.iter().map(Tool::name).collect();
    let again = names
        .iter()
        .enumerate()
        .find(|(at, name)| !name.is_empty() && names[..*at].contains(name));
    again.map(|(_, name)| *name)
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
