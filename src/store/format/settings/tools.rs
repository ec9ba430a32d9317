//! Tools in files: custom and typed ones as on the messages wire, foreign ones as on converse.

use serde_json::value::RawValue;

use crate::chat::content::Json;
use crate::chat::tool::{CustomTool, Tool};
use crate::store::format::form::Raw;
use crate::store::format::object::{Members, Object};

/// The tools as a JSON array; `None` if there are none.
pub(super) fn write(tools: &[Tool]) -> Option<String> {
    let texts: Vec<String> = tools.iter().map(one).collect();
    (!texts.is_empty()).then(|| format!("[{}]", texts.join(",")))
}

fn one(tool: &Tool) -> String {
    let CustomTool {
        name,
        description,
        schema,
        strict,
    } = match tool {
        Tool::Custom(tool) => tool,
        Tool::Typed { json, .. } | Tool::Foreign(json) => {
            return Raw::of(json).map_or_else(|| "{}".to_owned(), |raw| raw.get().to_owned());
        }
    };
    Object::default()
        .with("name", name)
        .with_some(
            "description",
            (!description.is_empty()).then_some(description),
        )
        .with_raw("input_schema", schema)
        .with_some("strict", *strict)
        .text()
}

/// The tools of a JSON array; `None` if it is none.
///
/// What is neither a custom nor a typed tool is a foreign one: nothing is refused, since what a
/// model may call was checked when it was typed.
pub(super) fn read(json: &str) -> Option<Vec<Tool>> {
    let list: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    let tool = |raw: &RawValue| known(raw.get()).unwrap_or_else(|| Tool::Foreign(text(raw.get())));
    Some(list.into_iter().map(tool).collect())
}

fn known(json: &str) -> Option<Tool> {
    let members = Members::of(json)?;
    let name: String = members.read("name")?;
    if members.get("type").is_none() {
        return Some(Tool::Custom(CustomTool {
            name,
            description: members.read("description").unwrap_or_default(),
            schema: members.get("input_schema").map(text).unwrap_or_default(),
            strict: members.read("strict"),
        }));
    }
    Some(Tool::Typed {
        kind: members.read("type")?,
        name,
        json: text(json),
    })
}

fn text(json: &str) -> Json {
    Json(json.to_owned())
}
