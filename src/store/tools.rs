//! Tools in the JSON that a user keeps or pastes, with the place of what is wrong.

use serde_json::value::RawValue;

use crate::chat::json::Value;
use crate::chat::place::place;
use crate::chat::tool::{self, Tool, ToolFault};

/// Why a text is no list of tools.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {}{what}", numbered(*tool))]
pub(crate) struct ToolsError {
    /// Counts from 1.
    pub(crate) line: usize,
    /// In characters, counts from 1.
    pub(crate) column: usize,
    /// Which tool, counted from 1; `None` if the text is no JSON at all.
    pub(crate) tool: Option<usize>,
    /// The way to the member that is wrong or missing, from the tool; empty = the tool itself.
    pub(crate) member: &'static [&'static str],
    /// What is wrong, and what to do.
    pub(crate) what: String,
}

fn numbered(tool: Option<usize>) -> String {
    tool.map_or_else(String::new, |number| format!("tool {number}: "))
}

/// Reads tools as they stand in a request body of either wire: an array of them, one alone, or
/// Converse's whole `toolConfig`. A blank text is no tools.
///
/// # Errors
/// What is wrong, with which tool, and where it begins.
pub(crate) fn tools_of_json(text: &str) -> Result<Vec<Tool>, ToolsError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let value = Value::parse(text).map_err(|error| ToolsError {
        line: error.line,
        column: error.column,
        tool: None,
        member: &[],
        what: error.what,
    })?;
    tool::of_value(&value).map_err(|fault| located(text, fault))
}

/// Finds where the tool begins in the text.
fn located(text: &str, ToolFault { number, wrong }: ToolFault) -> ToolsError {
    let elements = elements(text);
    let begin = elements.get(number.saturating_sub(1));
    let begin = begin.map_or(0, |element| element.as_ptr().addr() - text.as_ptr().addr());
    let (line, column) = place(text, begin);
    ToolsError {
        line,
        column,
        tool: Some(number),
        member: wrong.member,
        what: wrong.what,
    }
}

/// The tools as they stand in the text.
pub(super) fn elements(text: &str) -> Vec<&str> {
    #[derive(serde::Deserialize)]
    struct Config<'a> {
        #[serde(borrow)]
        tools: &'a RawValue,
    }
    let config: Option<Config<'_>> = serde_json::from_str(text).ok();
    let tools = config.map_or(text.trim(), |config| config.tools.get());
    match serde_json::from_str::<Vec<&RawValue>>(tools) {
        Ok(list) => list.into_iter().map(RawValue::get).collect(),
        Err(_) => vec![tools],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::tool::print;

    const WEATHER: &str = r#"{"name":"weather","input_schema":{"type":"object"}}"#;

    #[track_caller]
    fn refused(text: &str, place: (usize, usize, Option<usize>), part: &str) {
        let error = tools_of_json(text).unwrap_err();
        assert_eq!((error.line, error.column, error.tool), place, "{error}");
        assert!(error.what.contains(part), "{error}");
    }

    #[test]
    fn tools_of_both_wires_are_read_and_printed() {
        let text = format!(
            r#"[{WEATHER},{{"type":"bash_20241022","name":"bash"}},{{"systemTool":{{"name":"x"}}}}]"#
        );
        let tools = tools_of_json(&text).unwrap();
        assert_eq!(tools.len(), 3);
        assert_eq!(tools_of_json(&print(&tools)), Ok(tools.clone()));
        let spec = r#"{"toolSpec":{"name":"weather","inputSchema":{"json":{"type":"object"}}}}"#;
        for text in [
            spec.to_owned(),
            format!(r#"{{"tools":[{spec}],"toolChoice":{{}}}}"#),
        ] {
            assert_eq!(tools_of_json(&text).unwrap(), tools[..1]);
        }
        assert_eq!(tools_of_json(" \n"), Ok(Vec::new()));
    }

    #[test]
    fn errors_name_the_tool_and_where_it_begins() {
        refused("[\n  {\"name\": }", (2, 12, None), "a value is missing");
        refused(
            &format!("[\n {WEATHER},\n  3]"),
            (3, 3, Some(2)),
            "an object is wanted",
        );
        refused(
            &format!("[{WEATHER},\n{WEATHER}]"),
            (2, 1, Some(2)),
            "two tools weather",
        );
        refused(
            "{\"tools\": [\n{\"name\":\"a b\"}]}",
            (2, 1, Some(1)),
            "no name for a tool",
        );
        refused("  {\"name\":\"a\"}", (1, 3, Some(1)), "no input_schema");
        let list = r#"{"name":"a","input_schema":{"type":"array"}}"#;
        refused(list, (1, 1, Some(1)), "\"type\": \"object\"");
        let error = tools_of_json(list).unwrap_err().to_string();
        assert!(
            error.starts_with("line 1, column 1: tool 1: the schema"),
            "{error}"
        );
    }
}
