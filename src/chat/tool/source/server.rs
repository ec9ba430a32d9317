//! The tools that a server of the Model Context Protocol says it has, and how they come into the tool
//! set that names the server.

use super::name::{fitting, free};
use super::{Origin, SourceKind, Sourced, ToolSource};
use crate::chat::content::Json;
use crate::chat::tool::set::{Program, Runner, ToolSet, limits_of};
use crate::chat::tool::text::check;
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

/// What a server says of its tools.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Told {
    /// The tools, in its order.
    pub(crate) tools: Vec<Declared>,
    /// Whether it has more, which were left out.
    pub(crate) has_more: bool,
}

/// The tools of a server, which a set names. A name that models cannot call a tool by is made into one, and
/// so is one that something else in the set answers to.
///
/// # Errors
/// It has none, or the set does not name it any more.
pub(crate) fn read(set: &ToolSet, server: &str, told: Told) -> Result<ToolSource, String> {
    if !names(set, server) {
        return Err(format!(
            "the tool set {} has no server {server} any more",
            set.name
        ));
    }
    if told.tools.is_empty() {
        return Err(format!("the server {server} has no tools"));
    }
    let origin = Origin {
        set: set.name.clone(),
        server: server.to_owned(),
    };
    let mut source = ToolSource {
        name: format!("{server} in {}", set.name),
        kind: SourceKind::Server(origin),
        tools: Vec::new(),
        problems: Vec::new(),
    };
    for declared in told.tools {
        source.take_declared(set, server, declared);
    }
    if told.has_more {
        let text = "more tools were left out: its list is too long";
        source.problems.push(text.to_owned());
    }
    Ok(source)
}

/// Whether a set has this server.
pub(crate) fn names(set: &ToolSet, server: &str) -> bool {
    set.servers.iter().any(|known| known.name == server)
}

impl ToolSource {
    fn take_declared(&mut self, set: &ToolSet, server: &str, declared: Declared) {
        if self.tools.iter().any(|other| other.told == declared.name) {
            let problem = format!("{} is there twice", declared.name);
            self.problems.push(problem);
            return;
        }
        let is_here = |name: &str| self.tools.iter().any(|other| other.tool.name() == name);
        let told = declared.name.clone();
        let answers = answers(server, &told);
        let mut named = set.runners.iter().filter(|(_, runner)| answers(runner));
        let known = named.find(|(name, _)| !is_here(name));
        let is_others = |name: &str| {
            let mut runners = set.runners.iter();
            runners.any(|(other, runner)| other == name && !answers(runner))
        };
        let name = match known {
            // The name that it was kept by.
            Some((name, _)) => name.clone(),
            None => free(fitting(&declared.name), |name| {
                is_here(name) || is_others(name)
            }),
        };
        let tool = CustomTool {
            name,
            description: declared.description,
            schema: declared.schema,
            strict: None,
        };
        // One that no model takes would keep the others from being kept.
        if let Err(why) = check(&tool) {
            self.problems.push(format!("{}: {why}", declared.name));
            return;
        }
        self.tools.push(Sourced {
            tool: Tool::Custom(tool),
            told: declared.name,
            left: Vec::new(),
        });
    }

    /// The same for a set that may have changed since the server was asked.
    ///
    /// # Errors
    /// It has the server no more, or something else answers to one of the names by now.
    pub(crate) fn put_in(&self, set: &ToolSet, server: &str) -> Result<ToolSet, String> {
        if !names(set, server) {
            return Err(format!("it has no server {server} any more"));
        }
        for found in &self.tools {
            let name = found.tool.name();
            let answers = answers(server, &found.told);
            let mut runners = set.runners.iter();
            if runners.any(|(other, runner)| other == name && !answers(runner)) {
                return Err(format!(
                    "something else answers to {name} there by now; ask the server again"
                ));
            }
        }
        Ok(self.kept_in(set, server))
    }

    /// The set with these tools of its server, each answered by it. A definition of the same name is replaced.
    pub(crate) fn kept_in(&self, set: &ToolSet, server: &str) -> ToolSet {
        let mut set = set.clone();
        for found in &self.tools {
            let name = found.tool.name();
            match set.tools.iter_mut().find(|tool| tool.name() == name) {
                Some(older) => *older = found.tool.clone(),
                None => set.tools.push(found.tool.clone()),
            }
            // A name that another runner has is none of these: see `read`.
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

/// Whether a runner calls this tool of this server.
fn answers<'a>(server: &'a str, tool: &'a str) -> impl Fn(&Runner) -> bool + 'a {
    move |runner| {
        matches!(
            &runner.program,
            Program::Server { server: other, tool: called } if other == server && called == tool
        )
    }
}
