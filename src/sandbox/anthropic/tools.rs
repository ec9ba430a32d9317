//! The rules of tools: the customer's own, and those that Anthropic defines by type.

use serde_json::{Map, Value};

use super::Verdict;
use super::block::cache_point;
use super::fields::Fields;
use crate::sandbox::ability::Wire;
use crate::sandbox::models::Model;
use crate::sandbox::request::Request;

/// A tool that Anthropic defines. Its type has a date, its name is fixed.
struct Typed {
    kind: &'static str,
    name: &'static str,
    /// The beta without which the type is unknown; empty for none.
    beta: &'static str,
    members: &'static [&'static str],
}

const DISPLAY: [&str; 3] = ["display_width_px", "display_height_px", "display_number"];
const ZOOMED: [&str; 4] = [
    "display_width_px",
    "display_height_px",
    "display_number",
    "enable_zoom",
];

/// Longest name of a custom tool, in characters.
const MAX_NAME: usize = 64;

/// The types that are known. Source: the reference of tools on Bedrock.
const TYPED: [Typed; 12] = [
    typed("bash_20241022", "bash", "computer-use-2024-10-22", &[]),
    typed("bash_20250124", "bash", "computer-use-2025-01-24", &[]),
    typed(
        "computer_20241022",
        "computer",
        "computer-use-2024-10-22",
        &DISPLAY,
    ),
    typed(
        "computer_20250124",
        "computer",
        "computer-use-2025-01-24",
        &DISPLAY,
    ),
    typed(
        "computer_20251124",
        "computer",
        "computer-use-2025-11-24",
        &ZOOMED,
    ),
    typed(
        "memory_20250818",
        "memory",
        "context-management-2025-06-27",
        &[],
    ),
    typed(
        "text_editor_20241022",
        "str_replace_editor",
        "computer-use-2024-10-22",
        &[],
    ),
    typed(
        "text_editor_20250124",
        "str_replace_editor",
        "computer-use-2025-01-24",
        &[],
    ),
    typed(
        "text_editor_20250429",
        "str_replace_based_edit_tool",
        "",
        &[],
    ),
    typed(
        "text_editor_20250728",
        "str_replace_based_edit_tool",
        "",
        &["max_characters"],
    ),
    typed(
        "tool_search_tool_bm25_20251119",
        "tool_search_tool_bm25",
        SEARCH,
        &[],
    ),
    typed(
        "tool_search_tool_regex_20251119",
        "tool_search_tool_regex",
        SEARCH,
        &[],
    ),
];

/// The beta of the tool search, which exists on the messages wire only.
const SEARCH: &str = "tool-search-tool-2025-10-19";

const fn typed(
    kind: &'static str,
    name: &'static str,
    beta: &'static str,
    members: &'static [&'static str],
) -> Typed {
    Typed {
        kind,
        name,
        beta,
        members,
    }
}

/// Refuses tools that are not well described, types without their beta, and a choice of a tool that is not there.
pub(super) fn check(model: &Model, request: &Request) -> Verdict {
    let tools = &request.native.tools;
    for (number, tool) in tools.iter().enumerate() {
        check_tool(model, request, number, tool)?;
    }
    let names: Vec<&str> = tools
        .iter()
        .filter_map(|tool| tool.get("name")?.as_str())
        .collect();
    if names
        .iter()
        .enumerate()
        .any(|(at, name)| names[..at].contains(name))
    {
        return Err("tools: Tool names must be unique.".to_owned());
    }
    if let Some(choice) = &request.native.tool_choice {
        check_choice(choice, &names)?;
    }
    let body = &request.body;
    let has_tool_blocks = body
        .blocks("toolUse")
        .chain(body.blocks("toolResult"))
        .next()
        .is_some();
    if has_tool_blocks && tools.is_empty() {
        return Err(
            "Requests which include `tool_use` or `tool_result` blocks must define tools."
                .to_owned(),
        );
    }
    Ok(())
}

fn check_tool(
    model: &Model,
    request: &Request,
    number: usize,
    tool: &Map<String, Value>,
) -> Verdict {
    let kind = tool.get("type").and_then(Value::as_str).unwrap_or("custom");
    let place = format!("tools.{number}.{kind}");
    let fields = Fields::at(place, tool);
    if kind == "custom" {
        check_custom(&fields)?;
    } else {
        let known = TYPED
            .iter()
            .find(|typed| typed.kind == kind && typed.is_open_to(request));
        let typed = known.ok_or_else(|| unknown_type(request, number, kind))?;
        typed.check(&fields)?;
        check_taken(model, kind)?;
    }
    cache_point(&fields).map(|_| ())
}

/// Refuses a type that the model does not take, beta or not.
fn check_taken(model: &Model, kind: &str) -> Verdict {
    let Some(taken) = &model.takes.tool_types else {
        return Ok(());
    };
    if taken.iter().any(|one| one == kind) {
        return Ok(());
    }
    let mut known: Vec<&str> = taken.iter().map(String::as_str).chain(["custom"]).collect();
    known.sort_unstable();
    Err(format!(
        "'{}' does not support tool types: {kind}. Did you mean one of {}?",
        model.id,
        known.join(", ")
    ))
}

fn check_custom(fields: &Fields<'_>) -> Verdict {
    let name = fields.required_text("name")?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
    if name.is_empty() || name.len() > MAX_NAME || !name.chars().all(fits) {
        return Err(fields.words(
            "name",
            "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
        ));
    }
    fields.only(&[
        "type",
        "name",
        "description",
        "input_schema",
        "cache_control",
        "strict",
        "defer_loading",
        "eager_input_streaming",
        "input_examples",
    ])?;
    let schema = Fields::at(
        fields.path("input_schema"),
        fields.required_object("input_schema")?,
    );
    if schema.required_text("type")? == "object" {
        Ok(())
    } else {
        Err(schema.words("type", "Input should be 'object'"))
    }
}

fn unknown_type(request: &Request, number: usize, kind: &str) -> String {
    let open = TYPED.iter().filter(|typed| typed.is_open_to(request));
    let mut tags: Vec<&str> = open.map(|typed| typed.kind).chain(["custom"]).collect();
    tags.sort_unstable();
    let tags: Vec<String> = tags.iter().map(|tag| format!("'{tag}'")).collect();
    format!(
        "tools.{number}: Input tag '{kind}' found using 'type' does not match any of the expected tags: {}",
        tags.join(", ")
    )
}

impl Typed {
    fn is_open_to(&self, request: &Request) -> bool {
        let is_asked_for =
            self.beta.is_empty() || request.native.betas.iter().any(|beta| beta == self.beta);
        is_asked_for && (self.beta != SEARCH || request.wire == Wire::Messages)
    }

    fn check(&self, fields: &Fields<'_>) -> Verdict {
        if fields.required_text("name")? != self.name {
            return Err(fields.words("name", &format!("Input should be '{}'", self.name)));
        }
        let always = [
            "type",
            "name",
            "cache_control",
            "strict",
            "defer_loading",
            "input_examples",
        ];
        fields.only(&[self.members, always.as_slice()].concat())?;
        for (member, least) in [("display_width_px", 1), ("display_height_px", 1)] {
            let is_due = self.members.contains(&member);
            match fields.integer(member)? {
                None if is_due => return Err(fields.missing(member)),
                Some(size) if size < least => {
                    return Err(fields.words(
                        member,
                        &format!("Input should be greater than or equal to {least}"),
                    ));
                }
                Some(_) | None => {}
            }
        }
        check_options(fields)?;
        match fields.integer("display_number")? {
            Some(number) if number < 0 => Err(fields.words(
                "display_number",
                "Input should be greater than or equal to 0",
            )),
            Some(_) | None => Ok(()),
        }
    }
}

/// Refuses values that the options of a tool cannot have.
fn check_options(fields: &Fields<'_>) -> Verdict {
    if fields
        .any("enable_zoom")
        .is_some_and(|zoom| !zoom.is_boolean())
    {
        return Err(fields.words("enable_zoom", "Input should be a valid boolean"));
    }
    match fields.integer("max_characters")? {
        Some(most) if most < 1 => Err(fields.words(
            "max_characters",
            "Input should be greater than or equal to 1",
        )),
        Some(_) | None => Ok(()),
    }
}

fn check_choice(choice: &Map<String, Value>, names: &[&str]) -> Verdict {
    let kind = super::block::tag("tool_choice", choice, &["any", "auto", "none", "tool"])?;
    let fields = Fields::at(format!("tool_choice.{kind}"), choice);
    fields.only(match kind {
        "tool" => &["type", "name", "disable_parallel_tool_use"],
        "none" => &["type"],
        _ => &["type", "disable_parallel_tool_use"],
    })?;
    if names.is_empty() {
        return Err("tool_choice may only be specified while providing tools.".to_owned());
    }
    if kind != "tool" {
        return Ok(());
    }
    let name = fields.required_text("name")?;
    if names.contains(&name) {
        Ok(())
    } else {
        Err(format!("Tool '{name}' not found in provided tools"))
    }
}
