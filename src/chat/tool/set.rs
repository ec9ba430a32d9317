//! Tool sets: what the user keeps in the configuration folder. Tools that can be offered, and the
//! programs that answer calls of them.

use std::time::Duration;

use super::Tool;
use crate::chat::preset::ShelfName;

/// How long a program may run where nothing else is said.
pub(crate) const TIME_LIMIT: Duration = Duration::from_mins(1);

/// How many bytes of what it writes are taken where nothing else is said.
pub(crate) const OUTPUT_LIMIT: u64 = 256 * 1024;

/// How long a program may run at most.
pub(crate) const MAX_TIME: Duration = Duration::from_hours(1);

/// How many bytes of what it writes can be taken at most.
pub(crate) const MAX_OUTPUT: u64 = 4 * 1024 * 1024;

/// Whether a variable of the environment is kept from all programs, since what it holds may be a
/// credential: it begins with `AWS_`, or its name says so.
pub(crate) fn is_secret(variable: &str) -> bool {
    let name = variable.to_ascii_uppercase();
    let words = [
        "TOKEN",
        "SECRET",
        "KEY",
        "PASSW",
        "PASSPHRASE",
        "CREDENTIAL",
        "AUTH_",
    ];
    name.starts_with("AWS_")
        || name.ends_with("AUTH")
        || words.iter().any(|word| name.contains(word))
}

/// One file of tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ToolSet {
    /// Its name: that of the file.
    pub(crate) name: ShelfName,
    /// Where it is, so that consent can tell where a program comes from.
    pub(crate) path: String,
    /// What can be offered.
    pub(crate) tools: Vec<Tool>,
    /// The programs, each with the name of its tool.
    pub(crate) runners: Vec<(String, Runner)>,
    /// Servers of the Model Context Protocol.
    pub(crate) servers: Vec<Server>,
}

/// A program that answers calls of a tool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Runner {
    /// What runs.
    pub(crate) program: Program,
    /// How long and how much.
    pub(crate) limits: Limits,
}

/// What answers a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Program {
    /// A command, without a shell.
    Command(Command),
    /// The commands of Anthropic's `bash`, in this folder.
    Shell {
        /// An absolute path.
        folder: String,
    },
    /// The edits of Anthropic's text editor, in this folder and nowhere else.
    TextEditor {
        /// An absolute path.
        folder: String,
    },
    /// A tool of a server in the same set.
    Server {
        /// What the set calls it.
        server: String,
        /// What the server calls the tool.
        tool: String,
    },
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Command {
    /// The program and its fixed arguments.
    pub(crate) argv: Vec<String>,
    /// How it gets the arguments of the call.
    pub(crate) arguments: Passing,
    /// Where it runs, an absolute path; `None` = in an empty folder of its own.
    pub(crate) folder: Option<String>,
    /// The variables of outcrop's environment that it gets, beside the usual harmless ones.
    pub(crate) pass: Vec<String>,
    /// Variables that it gets with these values.
    pub(crate) set: Vec<(String, String)>,
    /// What it writes.
    pub(crate) result: ResultForm,
}

/// How a command gets the arguments of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Passing {
    /// As JSON on its standard input.
    #[default]
    Input,
    /// As JSON in one last argument.
    Argument,
}

/// What a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ResultForm {
    /// Text.
    #[default]
    Text,
    /// One JSON value.
    Json,
    /// The bytes of a picture.
    Image,
}

/// How long a program may run, and how much it may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// After this it is killed.
    pub(crate) time: Duration,
    /// Bytes; what is more is cut off.
    pub(crate) output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: TIME_LIMIT,
            output: OUTPUT_LIMIT,
        }
    }
}

/// A server of the Model Context Protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    /// What the set calls it.
    pub(crate) name: String,
    /// How it is reached.
    pub(crate) reach: Reach,
    /// How long and how much, for each call that says nothing else.
    pub(crate) limits: Limits,
}

/// The limits of the server with this name.
pub(crate) fn limits_of(servers: &[Server], name: &str) -> Limits {
    let found = servers.iter().find(|server| server.name == name);
    found.map_or_else(Limits::default, |server| server.limits)
}

/// Whether an address is on this machine.
pub(crate) fn is_here(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before @ is no host.
    let here = ["localhost", "127.0.0.1", "[::1]"];
    here.iter().any(|here| {
        host == *here
            || host
                .strip_prefix(here)
                .is_some_and(|port| port.starts_with(':') && !port.contains('@'))
    })
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It is started, and spoken to over its standard input and output.
    Command(Command),
    /// It listens at this address.
    Http {
        /// The address, with its scheme.
        url: String,
        /// Headers, each with the variable of the environment that has its value.
        headers: Vec<(String, String)>,
    },
}

/// Why something of a tool set cannot run here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unready {
    /// The set.
    pub(crate) set: ShelfName,
    /// What of it.
    pub(crate) part: Part,
    /// Why, in a few words: `program not found: NAME`.
    pub(crate) what: String,
}

/// What a tool set names that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    /// The program for calls of the tool with this name.
    Runner(String),
    /// The server with this name.
    Server(String),
}

/// The program that answers calls of a tool, and the set that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found<'a> {
    /// The set.
    pub(crate) set: &'a ToolSet,
    /// The program.
    pub(crate) runner: &'a Runner,
}

/// The program for calls of an offered tool: the one of the set that has exactly this tool, else the
/// only one for its name.
pub(crate) fn runner_of<'a>(sets: &'a [ToolSet], tool: &Tool) -> Option<Found<'a>> {
    let named = || {
        sets.iter().flat_map(|set| {
            let runners = set.runners.iter();
            let same = runners.filter(|(name, _)| name == tool.name());
            same.map(move |(_, runner)| Found { set, runner })
        })
    };
    let exact = named().find(|found| found.set.tools.contains(tool));
    let only = || {
        let mut all = named();
        let first = all.next()?;
        all.next().is_none().then_some(first)
    };
    exact.or_else(only)
}
