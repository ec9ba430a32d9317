//! The tools that a server of the Model Context Protocol says it has, and how they come into the tool
//! set that names the server.

use super::name::{fitting, free};
use super::{Origin, SourceKind, Sourced, ToolSource};
use crate::chat::content::Json;
use crate::chat::tool::set::{Program, Runner, ToolSet, limits_of};
use crate::chat::tool::{CustomTool, Tool};

/// The most tools that are taken of a server.
pub(crate) const MAX_TOOLS: usize = 1000;

/// What a server says of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Its name there.
    pub(crate) name: String,
    /// What it is for; empty = nothing is said.
    pub(crate) description: String,
    /// JSON Schema of its arguments.
    pub(crate) schema: Json,
}

/// The tools of a server. A name that models cannot call it by is made into one.
///
/// # Errors
/// It has none.
pub(crate) fn read(origin: Origin, declared: Vec<Declared>) -> Result<ToolSource, String> {
    if declared.is_empty() {
        return Err(format!("the server {} has no tools", origin.server));
    }
    let mut source = ToolSource {
        name: format!("{} in {}", origin.server, origin.set),
        kind: SourceKind::Server(origin),
        tools: Vec::new(),
        problems: Vec::new(),
    };
    let left = declared.len().saturating_sub(MAX_TOOLS);
    for declared in declared.into_iter().take(MAX_TOOLS) {
        source.take_declared(declared);
    }
    if left > 0 {
        let text = format!("{left} tools were left out: it has more than {MAX_TOOLS}");
        source.problems.push(text);
    }
    Ok(source)
}

impl ToolSource {
    fn take_declared(&mut self, declared: Declared) {
        if self.tools.iter().any(|other| other.told == declared.name) {
            self.problems
                .push(format!("{} is there twice", declared.name));
            return;
        }
        let is_taken = |name: &str| self.tools.iter().any(|other| other.tool.name() == name);
        let name = free(fitting(&declared.name), is_taken);
        self.tools.push(Sourced {
            tool: Tool::Custom(CustomTool {
                name,
                description: declared.description,
                schema: declared.schema,
                strict: None,
            }),
            told: declared.name,
            left: Vec::new(),
        });
    }

    /// The set with these tools of its server, each answered by it. A tool of the same name is replaced;
    /// one that another program answers goes on being answered by that.
    pub(crate) fn kept_in(&self, set: &ToolSet, server: &str) -> ToolSet {
        let mut set = set.clone();
        for found in &self.tools {
            let name = found.tool.name();
            match set.tools.iter_mut().find(|tool| tool.name() == name) {
                Some(older) => *older = found.tool.clone(),
                None => set.tools.push(found.tool.clone()),
            }
            if set.runners.iter().all(|(other, _)| other != name) {
                let program = Program::Server {
                    server: server.to_owned(),
                    tool: found.told.clone(),
                };
                let limits = limits_of(&set.servers, server);
                set.runners
                    .push((name.to_owned(), Runner { program, limits }));
            }
        }
        set
    }
}
