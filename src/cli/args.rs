//! What can stand on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// A full-screen terminal chat for the foundation models on Amazon Bedrock.
///
/// Without credentials the first screen offers the sandbox, an endpoint that runs inside outcrop.
#[derive(Debug, Parser)]
#[command(
    name = "outcrop",
    version,
    about,
    args_conflicts_with_subcommands = true
)]
pub(super) struct Args {
    /// Conversation file to open; it is made with the first message if it is not there
    pub(super) file: Option<PathBuf>,
    /// Go on with the conversation that was used last
    #[arg(long, conflicts_with = "file")]
    pub(super) resume: bool,
    /// Picture or document for the next message, as often as you like; - is standard input
    #[arg(long, short, value_name = "FILE")]
    pub(super) attach: Vec<PathBuf>,
    /// Model id, inference profile id or ARN
    #[arg(long, short, value_name = "ID")]
    pub(super) model: Option<String>,
    /// Profile of the AWS configuration
    #[arg(long, value_name = "NAME")]
    pub(super) profile: Option<String>,
    /// AWS region
    #[arg(long, value_name = "REGION")]
    pub(super) region: Option<String>,
    /// Endpoint of both Bedrock services
    #[arg(long, value_name = "URL")]
    pub(super) endpoint_url: Option<String>,
    /// Talk to the sandbox, without AWS
    #[arg(long, conflicts_with_all = ["profile", "region", "endpoint_url"])]
    pub(super) sandbox: bool,
    /// A command instead of the full screen
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Commands beside the full screen.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve the sandbox for other programs
    Sandbox(SandboxArgs),
    /// Write a conversation as Markdown, HTML, text or JSON
    Export(ExportArgs),
    /// Make conversations of files of other programs, or of request bodies
    Import(ImportArgs),
    /// Make tool sets of request bodies, of descriptions of services, and of what servers tell
    Tools(ToolsArgs),
    /// Settings: where they stand, what counts, what is wrong with them
    Config(ConfigArgs),
    /// The keys that count, by place; what is wrong with keys.toml; a file to begin with
    Keys(KeysArgs),
    /// Tell what is wrong with conversation files; nothing is changed
    Check(CheckArgs),
    /// Write a sound copy of all that can be read in a conversation file
    Recover(RecoverArgs),
}

/// Options of `outcrop keys`.
#[derive(Debug, clap::Args)]
pub(super) struct KeysArgs {
    /// Tell what is wrong with keys.toml, with line and column
    #[arg(long, conflicts_with_all = ["toml", "json", "preset"])]
    pub(super) check: bool,
    /// Print them as a commented keys.toml, to begin one's own with
    #[arg(long, conflicts_with = "json")]
    pub(super) toml: bool,
    /// Print them as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Those of a preset (vim, emacs) instead of one's own
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<String>,
}

/// Options of `outcrop config`.
#[derive(Debug, clap::Args)]
pub(super) struct ConfigArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) command: ConfigCommand,
}

/// Commands of `outcrop config`.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Print where the file of settings is
    Path,
    /// Write a file in which every setting stands as a comment; one that is there stays
    Init {
        /// Print it instead
        #[arg(long)]
        print: bool,
    },
    /// Print every setting with the value that counts
    Show {
        /// Tell where each value comes from
        #[arg(long)]
        origin: bool,
    },
    /// Tell what is wrong with the file, with line and column; the exit code is then 3
    Check,
    /// Print the JSON Schema of the file, for editors
    Schema,
    /// Change a setting; comments stay
    Set {
        /// Which one
        key: String,
        /// Its value; a text needs no quotes
        value: String,
    },
    /// Take a setting out of the file
    Unset {
        /// Which one
        key: String,
    },
}

/// Options of `outcrop tools`.
#[derive(Debug, clap::Args)]
pub(super) struct ToolsArgs {
    /// What to do
    #[command(subcommand)]
    pub(super) command: ToolsCommand,
}

/// Commands of `outcrop tools`.
#[derive(Debug, Subcommand)]
pub(super) enum ToolsCommand {
    /// Print the tools of a request body or an `OpenAPI` description as JSON, or keep them as a tool set
    Import(ToolsImportArgs),
    /// Ask a server of the Model Context Protocol, which a tool set names, for its tools
    Server(ToolsServerArgs),
    /// Tell what is wrong with tool sets, and which programs are not there; nothing is run
    Check(ToolsCheckArgs),
}

/// Options of `outcrop tools check`.
#[derive(Debug, clap::Args)]
pub(super) struct ToolsCheckArgs {
    /// Tool sets in the configuration folder; all of them if none is named
    pub(super) sets: Vec<String>,
}

/// What is done with tools that were found.
#[derive(Debug, clap::Args)]
pub(super) struct ToolsPickArgs {
    /// Take only the tools with these names
    #[arg(long, value_name = "TOOL", value_delimiter = ',')]
    pub(super) only: Vec<String>,
    /// List the tools and where each one comes from
    #[arg(long, short)]
    pub(super) list: bool,
}

/// Options of `outcrop tools server`.
#[derive(Debug, clap::Args)]
pub(super) struct ToolsServerArgs {
    /// Tool set in the configuration folder
    pub(super) set: String,
    /// Server that this set names; it is started if it is a command
    pub(super) server: String,
    /// Keep the tools in the set, with the server as what answers their calls
    #[arg(long, conflicts_with = "list")]
    pub(super) keep: bool,
    /// Which, and whether they are only listed
    #[command(flatten)]
    pub(super) pick: ToolsPickArgs,
}

/// Options of `outcrop tools import`.
#[derive(Debug, clap::Args)]
pub(super) struct ToolsImportArgs {
    /// Request body (messages or converse wire) or `OpenAPI` 3.0 or 3.1, JSON or YAML
    pub(super) file: PathBuf,
    /// Keep them in the configuration folder as a tool set of this name
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    pub(super) set: Option<String>,
    /// Which, and whether they are only listed
    #[command(flatten)]
    pub(super) pick: ToolsPickArgs,
}

/// Options of `outcrop check`.
#[derive(Debug, clap::Args)]
pub(super) struct CheckArgs {
    /// Conversation files
    #[arg(required = true)]
    pub(super) files: Vec<PathBuf>,
    /// Print one JSON object a file
    #[arg(long)]
    pub(super) json: bool,
}

/// Options of `outcrop recover`.
#[derive(Debug, clap::Args)]
pub(super) struct RecoverArgs {
    /// The damaged file, which stays as it is
    pub(super) file: PathBuf,
    /// Where the copy goes; it must not be there yet [default: FILE with `-recovered` in its name]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// Options of `outcrop sandbox`.
#[derive(Debug, clap::Args)]
pub(super) struct SandboxArgs {
    /// Port on 127.0.0.1; a free one is taken if none is given
    #[arg(long, default_value_t = 0)]
    pub(super) port: u16,
    /// JSON answer of `ListFoundationModels` to serve instead of the built-in models
    #[arg(long, value_name = "FILE", requires = "profiles")]
    pub(super) models: Option<PathBuf>,
    /// JSON answer of `ListInferenceProfiles` to serve with it
    #[arg(long, value_name = "FILE", requires = "models")]
    pub(super) profiles: Option<PathBuf>,
}

/// Options of `outcrop export`.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// Conversation file
    pub(super) file: PathBuf,
    /// Form: md, html, txt, converse, messages or jsonl; by the name of OUT where it is not named, else md
    #[arg(long, short, value_name = "FORM")]
    pub(super) format: Option<String>,
    /// Part: path (what the first lane shows), lanes, lane=N (from the left), message=N (and what follows it) or tree
    #[arg(long, short, value_name = "PART", default_value = "path")]
    pub(super) what: String,
    /// New file; standard output if none is named
    #[arg(long, short, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
}

/// Options of `outcrop import`.
#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// What the files are; recognized by their content if it is not named
    #[arg(long, short, value_name = "FORM")]
    pub(super) format: Option<String>,
    /// Say what would be made, and make nothing
    #[arg(long, short)]
    pub(super) list: bool,
}
