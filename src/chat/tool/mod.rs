//! Tools that a model may call: what is offered, and which one it must take.

pub(crate) mod invocation;
pub(crate) mod offer;
pub(crate) mod own;
pub(crate) mod remark;
pub(crate) mod set;
pub(crate) mod source;
mod text;
pub(crate) mod verdict;

use super::content::Json;
use super::settings::Decimal;

pub(crate) use text::{ToolFault, of_value, parse, print};

/// The tools of a lane.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tools {
    /// What the model may call, in the order in which it is sent.
    pub(crate) offered: Vec<Tool>,
    /// Which of them it must take; `None` = not sent.
    pub(crate) choice: Option<ToolChoice>,
    /// How far calls go on by themselves.
    pub(crate) limits: LoopLimits,
}

/// How far calls go on by themselves before the user is asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LoopLimits {
    /// How often the model is called in a turn; `None` = as often as is usual.
    pub(crate) rounds: Option<u32>,
    /// US dollars that a turn may cost; `None` = any.
    pub(crate) dollars: Option<Decimal>,
}

/// A tool that is offered to a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tool {
    /// One that the user defined.
    Custom(CustomTool),
    /// One of Anthropic's own, such as `computer_20241022`: its object as on the messages wire.
    Typed {
        /// The member `type`.
        kind: String,
        /// The member `name`.
        name: String,
        /// The whole object, members in order.
        json: Json,
    },
    /// One that Converse knows and this program does not, such as `systemTool`: its object as on
    /// the converse wire.
    Foreign(Json),
}

/// A tool that the user defined.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct CustomTool {
    /// Letters, digits, `_` and `-`, at most 64.
    pub(crate) name: String,
    /// What it is for, in words for the model; empty = not sent.
    pub(crate) description: String,
    /// JSON Schema of its arguments, an object.
    pub(crate) schema: Json,
    /// Whether the arguments must keep to the schema; `None` = not sent.
    pub(crate) strict: Option<bool>,
}

impl Tool {
    /// The name by which the model calls it.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Custom(tool) => &tool.name,
            Self::Typed { name, .. } => name,
            Self::Foreign(_) => "",
        }
    }
}

/// Which tool the model must take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolChoice {
    /// Which.
    pub(crate) which: Which,
    /// Whether it may call several at once; `None` = not sent.
    ///
    /// Source: Anthropic Messages API, member `disable_parallel_tool_use`.
    pub(crate) parallel: Option<bool>,
}

/// Which tool the model must take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Which {
    /// As it likes.
    Auto,
    /// Any, but one.
    Any,
    /// This one.
    Tool(String),
    /// None, though they are offered.
    None,
}

impl Which {
    /// The kind's name on screen, in files and on the messages wire.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Any => "any",
            Self::Tool(_) => "tool",
            Self::None => "none",
        }
    }

    /// Whether the model has to call something.
    pub(crate) fn is_forced(&self) -> bool {
        matches!(self, Self::Any | Self::Tool(_))
    }
}
