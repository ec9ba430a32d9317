//! What is run for a call: complete, so that what is shown, approved and carried out is one thing.

use super::set::{Limits, ResultForm};
use crate::chat::attached::Attached;
use crate::chat::call::{CallId, Status};
use crate::chat::generation::Micros;

/// What is to be run for a call. Nothing is added to it between showing and running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invocation {
    /// The call; `None` = it is for no call: a server is asked for its tools.
    pub(crate) call: Option<CallId>,
    /// The tool, as the model calls it.
    pub(crate) tool: String,
    /// The file of the tool set that names the program.
    pub(crate) source: String,
    /// The arguments of the call.
    pub(crate) args: String,
    /// What runs.
    pub(crate) run: Run,
    /// How long and how much.
    pub(crate) limits: Limits,
}

/// What runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// A process.
    Process(Process),
    /// A tool of a server.
    Server {
        /// What the set calls the server.
        server: String,
        /// How it is reached: its address, or the process.
        reach: ServerReach,
        /// What the server calls the tool; `None` = it is asked which tools it has.
        tool: Option<String>,
    },
    /// A command of Anthropic's `bash`, which is a process that lives on between calls.
    Shell {
        /// The shell.
        process: Process,
        /// What it is told; `None` = it is begun again.
        command: Option<String>,
        /// Which shell of the conversation it is: what an earlier command has done there holds for this one.
        number: u64,
    },
    /// An edit of a file.
    Edit {
        /// The folder that it cannot leave.
        folder: String,
        /// The file, as a path in that folder.
        path: String,
        /// What is done, with all texts.
        edit: Edit,
        /// The hash of the file as it is now; `None` = there is none.
        before: Option<String>,
        /// How many characters of it are read at most; `None` = the output limit alone counts.
        characters: Option<u64>,
    },
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ServerReach {
    /// By starting this process.
    Process(Process),
    /// At this address, with these headers; their values are told by the name of their variable.
    Http {
        /// The address.
        url: String,
        /// Headers and the variables that have their values.
        headers: Vec<(String, String)>,
    },
}

/// A process, as it is started.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Process {
    /// The program by its absolute path, and its arguments.
    pub(crate) argv: Vec<String>,
    /// Where it runs.
    pub(crate) folder: String,
    /// What stands on its standard input; `None` = nothing.
    pub(crate) input: Option<String>,
    /// Its whole environment.
    pub(crate) env: Vec<(String, String)>,
    /// The program and all arguments that are files, with the hashes of their bytes.
    pub(crate) files: Vec<(String, String)>,
    /// What it writes.
    pub(crate) result: ResultForm,
}

/// An edit of Anthropic's text editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Edit {
    /// The file or folder is read; lines from and to, from 1.
    View(Option<(u64, i64)>),
    /// The file is made, or replaced.
    Create(String),
    /// The first text is replaced by the second, where it stands once.
    Replace(String, String),
    /// A text is put after this line.
    Insert(u64, String),
    /// The last edit of the file is taken back: it becomes this text again.
    Undo(String),
}

/// One line of the complete truth of what runs: what it is, and its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// What it is, in words of ours: `program`, `argument 1`, `standard input`.
    pub(crate) label: String,
    /// The value, as it is.
    pub(crate) value: String,
}

impl Invocation {
    /// Everything about it, in order and without gaps: what is shown is made of this, and the hash too.
    pub(crate) fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        if self.call.is_some() {
            parts.push(part("tool", &self.tool));
        }
        parts.push(part("tool set", &self.source));
        if self.call.is_some() {
            parts.push(part("arguments", &self.args));
        }
        match &self.run {
            Run::Process(process) => process.tell(&mut parts),
            Run::Server {
                server,
                reach,
                tool,
            } => {
                parts.push(part("server", server));
                match tool {
                    Some(tool) => parts.push(part("tool of the server", tool)),
                    None => parts.push(part("it is asked", "which tools it has")),
                }
                reach.tell(&mut parts);
            }
            Run::Shell {
                process,
                command,
                number,
            } => {
                match command {
                    Some(command) => parts.push(part("command", command)),
                    None => parts.push(part("the shell", "begins again")),
                }
                let which =
                    format!("shell {number} of this conversation, which its first call begins");
                parts.push(part("in which shell", &which));
                process.tell_shell(&mut parts);
            }
            Run::Edit {
                folder,
                path,
                edit,
                before,
                characters,
            } => {
                parts.push(part("folder", folder));
                parts.push(part("file", path));
                edit.tell(&mut parts);
                let most = characters.map(|most| format!("{most} characters"));
                parts.extend(most.map(|most| part("read at most", &most)));
                let before = before.as_deref().unwrap_or("not there");
                parts.push(part("the file is now", before));
            }
        }
        let seconds = self.limits.time.as_secs();
        parts.push(part("time limit", &format!("{seconds} s")));
        parts.push(part(
            "output limit",
            &format!("{} bytes", self.limits.output),
        ));
        parts
    }

    /// The tool of a server that it calls, with the server and its set; `None` = it is none.
    pub(crate) fn server_tool(&self) -> Option<String> {
        if let Run::Server {
            server,
            tool: Some(tool),
            ..
        } = &self.run
        {
            Some(format!("{} · {server} · {tool}", self.source))
        } else {
            None
        }
    }

    /// Whether both call the same tool of a server that is reached in the same way, by the same program.
    pub(crate) fn is_same_tool(&self, other: &Self) -> bool {
        self.server_tool().is_some()
            && self.source == other.source
            && self.run == other.run
            && self.limits == other.limits
    }

    /// The bytes whose hash stands for it: no two different ones have the same.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for Part { label, value } in self.parts() {
            for text in [label, value] {
                bytes.extend_from_slice(&(text.len() as u64).to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
        }
        bytes
    }
}

impl Process {
    /// Whether it is the same process, but perhaps for the bytes of its files.
    pub(crate) fn is_but_for_files(&self, other: &Self) -> bool {
        let files = Vec::new();
        let other = Self {
            files,
            ..other.clone()
        };
        let own = Self {
            files: Vec::new(),
            ..self.clone()
        };
        own == other
    }

    fn tell(&self, parts: &mut Vec<Part>) {
        self.tell_words(parts);
        parts.push(part("runs in", &self.folder));
        match &self.input {
            Some(input) => parts.push(part("standard input", input)),
            None => parts.push(part("no standard input", "")),
        }
        self.tell_rest(parts);
    }

    /// A shell lives on: an earlier command may have led it elsewhere, and its input is the commands.
    fn tell_shell(&self, parts: &mut Vec<Part>) {
        self.tell_words(parts);
        parts.push(part("the shell began in", &self.folder));
        self.tell_rest(parts);
    }

    fn tell_words(&self, parts: &mut Vec<Part>) {
        let mut argv = self.argv.iter();
        parts.extend(argv.next().map(|program| part("program", program)));
        parts.extend(
            (1..)
                .zip(argv)
                .map(|(no, it)| part(&format!("argument {no}"), it)),
        );
    }

    fn tell_rest(&self, parts: &mut Vec<Part>) {
        let env = self.env.iter();
        parts.extend(env.map(|(name, value)| part("variable", &format!("{name}={value}"))));
        match self.result {
            ResultForm::Text => {}
            ResultForm::Json => parts.push(part("what it writes is taken as", "JSON")),
            ResultForm::Image => parts.push(part("what it writes is taken as", "a picture")),
        }
        for (path, hash) in &self.files {
            parts.push(part("file", path));
            parts.push(part("SHA-256 of the file", hash));
        }
    }
}

impl ServerReach {
    fn tell(&self, parts: &mut Vec<Part>) {
        match self {
            Self::Process(process) => {
                process.tell_words(parts);
                parts.push(part("runs in", &process.folder));
                parts.push(part(
                    "it is told",
                    "what stands above, in the words of the protocol",
                ));
                process.tell_rest(parts);
            }
            Self::Http { url, headers } => {
                parts.push(part("address", url));
                let headers = headers.iter();
                parts.extend(headers.map(|(name, variable)| {
                    part(
                        "header",
                        &format!("{name}: what the variable {variable} says"),
                    )
                }));
            }
        }
    }
}

impl Edit {
    fn tell(&self, parts: &mut Vec<Part>) {
        match self {
            Self::View(None) => parts.push(part("edit", "none: it is read")),
            Self::View(Some((from, to))) => {
                parts.push(part(
                    "edit",
                    &format!("none: lines {from} to {to} are read"),
                ));
            }
            Self::Create(text) => parts.push(part("the whole file becomes", text)),
            Self::Replace(old, new) => {
                parts.push(part("this text", old));
                parts.push(part("becomes", new));
            }
            Self::Insert(line, text) => parts.push(part(&format!("after line {line} comes"), text)),
            Self::Undo(text) => {
                parts.push(part(
                    "the last edit is taken back; the whole file becomes",
                    text,
                ));
            }
        }
    }
}

fn part(label: &str, value: &str) -> Part {
    Part {
        label: label.to_owned(),
        value: value.to_owned(),
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RunEnd {
    /// What it gave.
    pub(crate) output: Vec<Output>,
    /// Whether it went well.
    pub(crate) status: Status,
    /// How long it ran.
    pub(crate) us: Micros,
    /// With what it ended; `None` = it has no such number, or a signal ended it.
    pub(crate) exit: Option<i32>,
}

/// A piece of what a program gave.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Output {
    /// Text.
    Text(String),
    /// A JSON value.
    Json(String),
    /// A picture or a document.
    File(Attached),
}
