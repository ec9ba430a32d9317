//! Where tools come from beside the editor: request bodies and descriptions of services.
//!
//! A reader makes a [`ToolSource`]: tools by name, each with what was left out. Nothing of it is
//! offered before the user says so. A server of the Model Context Protocol is one too, once somebody
//! has asked it for its tools.

mod name;
mod openapi;
mod schema;
pub(crate) mod server;

#[cfg(test)]
mod tests;

use super::Tool;
use super::text::one_tool;
use crate::chat::json::Value;
use crate::chat::preset::ShelfName;

/// Tools that were found somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolSource {
    /// What it is.
    pub(crate) kind: SourceKind,
    /// What it is called: a file, a server.
    pub(crate) name: String,
    /// The tools, in its order.
    pub(crate) tools: Vec<Sourced>,
    /// What could not be taken, a sentence each.
    pub(crate) problems: Vec<String>,
}

/// What tools were found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// A request body of the messages wire, or its tools.
    Messages,
    /// A request body of the converse wire, or its `toolConfig`.
    Converse,
    /// A description of a service, `OpenAPI` 3.0 or 3.1.
    OpenApi,
    /// A server of the Model Context Protocol, which a tool set names.
    Server(Origin),
}

/// A server, as a tool set names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The tool set.
    pub(crate) set: ShelfName,
    /// What the set calls the server.
    pub(crate) server: String,
}

/// A tool that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sourced {
    /// The tool.
    pub(crate) tool: Tool,
    /// Where in the source it stands, such as `GET /stations`.
    pub(crate) told: String,
    /// What of it was left out, a few words each.
    pub(crate) left: Vec<String>,
}

impl SourceKind {
    /// What it is called on screen.
    pub(crate) fn label(&self) -> &'static str {
        match self {
            Self::Messages => "request body, messages wire",
            Self::Converse => "request body, converse wire",
            Self::OpenApi => "OpenAPI",
            Self::Server(_) => "server",
        }
    }
}

impl ToolSource {
    /// All tools.
    pub(crate) fn all(&self) -> Vec<Tool> {
        self.tools.iter().map(|found| found.tool.clone()).collect()
    }

    /// Everything that was left out, a line each.
    pub(crate) fn left(&self) -> Vec<String> {
        let of_tools = self.tools.iter().flat_map(|found| {
            let left = found.left.iter();
            left.map(|what| format!("{}: {what}", found.tool.name()))
        });
        self.problems.iter().cloned().chain(of_tools).collect()
    }

    /// The source with some of its tools, which are told with their places.
    pub(crate) fn those(&self, are: impl Fn(usize, &Tool) -> bool) -> Self {
        let tools = self.tools.iter().enumerate();
        let tools = tools.filter(|(at, found)| are(*at, &found.tool));
        Self {
            tools: tools.map(|(_, found)| found.clone()).collect(),
            ..self.clone()
        }
    }

    /// The source with these tools only.
    ///
    /// # Errors
    /// There is none of one of these names.
    pub(crate) fn only(mut self, names: &[String]) -> Result<Self, String> {
        let known: Vec<String> = self
            .tools
            .iter()
            .map(|it| it.tool.name().to_owned())
            .collect();
        if let Some(missing) = names.iter().find(|name| !known.contains(name)) {
            let advice = crate::chat::spelling::advice(missing, known.iter().map(String::as_str));
            return Err(format!("there is no tool {missing}; {advice}"));
        }
        let is_named = |it: &Sourced| names.iter().any(|name| name == it.tool.name());
        self.tools.retain(is_named);
        Ok(self)
    }
}

/// Finds the tools of a document. What it is shows in it.
///
/// # Errors
/// There is no tool in it; what was looked for.
pub(crate) fn read(name: &str, document: &Value) -> Result<ToolSource, String> {
    let mut source = if document.get("openapi").is_some() || document.get("swagger").is_some() {
        openapi::read(document)?
    } else {
        of_body(document)?
    };
    name.clone_into(&mut source.name);
    if source.tools.is_empty() {
        let why = source
            .problems
            .first()
            .map_or("there is no tool in it", String::as_str);
        return Err(why.to_owned());
    }
    Ok(source)
}

/// Tools of a request body, of a member of it, or a list of them.
fn of_body(document: &Value) -> Result<ToolSource, String> {
    let converse = document.get("toolConfig");
    let holder = converse.unwrap_or(document);
    let tools = holder.get("tools").unwrap_or(holder);
    let one = std::slice::from_ref(tools);
    let list = match tools {
        Value::List(tools) => tools.as_slice(),
        Value::Object(_) if is_tool(tools) => one,
        Value::Object(_)
        | Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::Text(_) => return Err(
            "it is neither a request body with tools (tools or toolConfig) nor OpenAPI 3.0 or 3.1"
                .to_owned(),
        ),
    };
    let is_spec = list.iter().any(|tool| tool.get("toolSpec").is_some());
    let mut source = ToolSource {
        kind: if converse.is_some() || is_spec {
            SourceKind::Converse
        } else {
            SourceKind::Messages
        },
        name: String::new(),
        tools: Vec::new(),
        problems: Vec::new(),
    };
    for (number, value) in (1..).zip(list) {
        source.take(number, value);
    }
    Ok(source)
}

fn is_tool(value: &Value) -> bool {
    let names = ["toolSpec", "input_schema", "type"];
    names.iter().any(|name| value.get(name).is_some())
}

impl ToolSource {
    fn take(&mut self, number: usize, value: &Value) {
        if value.get("cachePoint").is_some() {
            let text = "a cache point was left out; the settings have their own";
            self.problems.push(text.to_owned());
            return;
        }
        match one_tool(value) {
            Ok(tool) if self.has(&tool) => {
                let name = tool.name();
                self.problems
                    .push(format!("tool {number}: {name} is there twice"));
            }
            Ok(tool) => {
                let marked =
                    value.get("cache_control").is_some() && matches!(tool, Tool::Custom(_));
                let left = marked.then(|| "its cache mark".to_owned());
                self.tools.push(Sourced {
                    tool,
                    told: format!("tool {number}"),
                    left: left.into_iter().collect(),
                });
            }
            Err(wrong) => {
                let what = wrong.what;
                self.problems.push(format!("tool {number}: {what}"));
            }
        }
    }

    fn has(&self, tool: &Tool) -> bool {
        let name = tool.name();
        !name.is_empty() && self.tools.iter().any(|other| other.tool.name() == name)
    }
}
