//! Tools and their choice in the forms of Converse and of the messages wire.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::value::RawValue;

use super::CallError;
use super::converse::CachePoint;
use super::merge::Members;
use super::messages_block::CacheControl;
use super::raw::Verbatim;
use crate::chat::content::ContentBlock;
use crate::chat::request::Request;
use crate::chat::tool::{CustomTool, Tool, ToolChoice, Which};

/// Converse's member `toolConfig`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ToolConfig<'a> {
    tools: Vec<ConverseTool<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_choice: Option<ConverseChoice<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum ConverseTool<'a> {
    #[serde(rename_all = "camelCase")]
    ToolSpec {
        name: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        description: &'a str,
        input_schema: InputSchema<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        strict: Option<bool>,
    },
    CachePoint(CachePoint),
    #[serde(untagged)]
    Foreign(Verbatim<'a>),
}

#[derive(Serialize)]
struct InputSchema<'a> {
    json: Verbatim<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
enum ConverseChoice<'a> {
    Auto {},
    Any {},
    Tool { name: &'a str },
}

/// Stands in where calls are in the history and no tool is offered in Converse's form, as with
/// Anthropic's own tools, which go elsewhere: Converse wants a `toolConfig` then, with a tool in it.
const PLACEHOLDER: ConverseTool<'static> = ConverseTool::ToolSpec {
    name: "placeholder",
    description: "Does nothing. Do not call it.",
    input_schema: InputSchema {
        json: Verbatim("{\"type\":\"object\"}"),
    },
    strict: None,
};

impl<'a> ToolConfig<'a> {
    /// `None` if nothing needs it.
    pub(super) fn of(request: &'a Request) -> Option<Self> {
        let offered = &request.settings.tools.offered;
        let mut tools: Vec<_> = offered.iter().filter_map(ConverseTool::of).collect();
        if tools.is_empty() {
            let blocks = request.messages.iter().flat_map(|turn| &turn.content);
            let mut calls = blocks.filter(|block| is_of_a_call(block));
            calls.next()?;
            tools.push(PLACEHOLDER);
        }
        let point = CachePoint::of(request.settings.cache.tools);
        tools.extend(point.map(ConverseTool::CachePoint));
        let choice = request.settings.tools.choice.as_ref();
        Some(Self {
            tools,
            tool_choice: choice.and_then(ConverseChoice::of),
        })
    }
}

fn is_of_a_call(block: &ContentBlock) -> bool {
    matches!(
        block,
        ContentBlock::ToolUse(_) | ContentBlock::ToolResult { .. }
    )
}

impl<'a> ConverseTool<'a> {
    fn of(tool: &'a Tool) -> Option<Self> {
        match tool {
            Tool::Custom(tool) => Some(Self::ToolSpec {
                name: &tool.name,
                description: &tool.description,
                input_schema: InputSchema {
                    json: (&tool.schema).into(),
                },
                strict: tool.strict,
            }),
            Tool::Foreign(json) => Some(Self::Foreign(json.into())),
            Tool::Typed { .. } => None,
        }
    }
}

impl<'a> ConverseChoice<'a> {
    fn of(choice: &'a ToolChoice) -> Option<Self> {
        match &choice.which {
            Which::Auto => Some(Self::Auto {}),
            Which::Any => Some(Self::Any {}),
            Which::Tool(name) => Some(Self::Tool { name }),
            Which::None => None,
        }
    }
}

/// A tool on the messages wire.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum MessagesTool<'a> {
    Custom(Custom<'a>),
    Typed(Members<'a>),
}

/// A tool that the user defined. It needs no `type`, and older models know none.
#[derive(Serialize)]
pub(super) struct Custom<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    input_schema: Verbatim<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_control: Option<CacheControl>,
}

impl<'a> MessagesTool<'a> {
    /// All tools of a request; the cache mark stands on the last one.
    pub(super) fn all(request: &'a Request) -> Result<Vec<Self>, CallError> {
        let offered = &request.settings.tools.offered;
        let mut tools = Vec::with_capacity(offered.len());
        for tool in offered {
            match tool {
                Tool::Custom(tool) => tools.push(Self::Custom(Custom::of(tool))),
                Tool::Typed { json, .. } => tools.push(Self::Typed(serde_json::from_str(&json.0)?)),
                Tool::Foreign(_) => {}
            }
        }
        if let Some(control) = CacheControl::of(request.settings.cache.tools)
            && let Some(last) = tools.last_mut()
        {
            last.mark(control)?;
        }
        Ok(tools)
    }

    /// A mark that the user wrote into a tool's object stays.
    fn mark(&mut self, control: CacheControl) -> Result<(), CallError> {
        match self {
            Self::Custom(tool) => tool.cache_control = Some(control),
            Self::Typed(members) if members.get("cache_control").is_none() => {
                let json = RawValue::from_string(super::written(&control)?)?;
                members.set(Cow::Borrowed("cache_control"), Cow::Owned(json));
            }
            Self::Typed(_) => {}
        }
        Ok(())
    }
}

impl<'a> Custom<'a> {
    fn of(tool: &'a CustomTool) -> Self {
        Self {
            name: &tool.name,
            description: &tool.description,
            input_schema: (&tool.schema).into(),
            strict: tool.strict,
            cache_control: None,
        }
    }
}

/// The member `tool_choice` of the messages wire.
#[derive(Serialize)]
pub(super) struct MessagesChoice<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_parallel_tool_use: Option<bool>,
}

impl<'a> MessagesChoice<'a> {
    /// A choice as it stands on the wire.
    pub(super) fn of(choice: &'a ToolChoice) -> Self {
        let name = match &choice.which {
            Which::Tool(name) => Some(name.as_str()),
            Which::Auto | Which::Any | Which::None => None,
        };
        Self {
            r#type: choice.which.name(),
            name,
            disable_parallel_tool_use: choice.parallel.map(|parallel| !parallel),
        }
    }
}
