//! `outcrop tools`: tool sets made of what other programs have.

use std::io::Write as _;

use anyhow::{Context as _, bail};

use crate::chat::json::printable;
use crate::chat::preset::{Shelf, ShelfKind, ShelfName, ShelfProblem};
use crate::chat::shown::Shown;
use crate::chat::tool;
use crate::chat::tool::set::{Reach, ToolSet};
use crate::chat::tool::source::ToolSource;
use crate::chat::tool::source::server::read;
use crate::shell::ask_server;
use crate::store::paths::Folders;
use crate::store::{shelf, tool_source};

use super::args::{ToolsArgs, ToolsCommand, ToolsImportArgs, ToolsPickArgs, ToolsServerArgs};
use super::tools_check;

/// Runs one of its commands.
pub(super) fn run(args: &ToolsArgs) -> anyhow::Result<u8> {
    match &args.command {
        ToolsCommand::Import(args) => import(args),
        ToolsCommand::Server(args) => server(args),
        ToolsCommand::Check(args) => tools_check::run(args, &folders()?),
    }
}

/// Prints the tools of a file as JSON, lists them, or keeps them as a tool set. What was left out
/// goes to standard error.
fn import(args: &ToolsImportArgs) -> anyhow::Result<u8> {
    let source = tool_source::of_file(&args.file).map_err(anyhow::Error::msg)?;
    let source = picked(source, &args.pick)?;
    match &args.set {
        Some(name) => keep(&source, name)?,
        None => print(&source, &args.pick)?,
    }
    Ok(0)
}

/// The same with the tools that a server tells, which come into the set that names the server.
fn server(args: &ToolsServerArgs) -> anyhow::Result<u8> {
    let name = ShelfName::new(&args.set)?;
    let folders = folders()?;
    let set = set_of(&folders, &name)?;
    if let Some(started) = started(&set, &args.server) {
        tell!("outcrop: starting {}", Shown::label(&started));
    }
    let told = ask_server(&set, &args.server).map_err(anyhow::Error::msg)?;
    // It may have been edited while the server was asked.
    let set = set_of(&folders, &name)?;
    let source = read(&set, &args.server, told).map_err(anyhow::Error::msg)?;
    let source = picked(source, &args.pick)?;
    if args.keep {
        shelf::keep_of_server(&folders, &source)?;
        told_left(&source);
        tell!(
            "outcrop: the tool set {name} has {} of {}",
            counted(source.tools.len()),
            args.server
        );
    } else {
        print(&source, &args.pick)?;
    }
    Ok(0)
}

/// The set of this name.
fn set_of(folders: &Folders, name: &ShelfName) -> anyhow::Result<ToolSet> {
    let shelf = Shelf::load(folders);
    if let Some(set) = shelf.tools.into_iter().find(|set| set.name == *name) {
        return Ok(set);
    }
    let of_name = |problem: &&ShelfProblem| {
        problem.kind == ShelfKind::ToolSet && problem.name == name.as_str()
    };
    match shelf.problems.iter().find(of_name) {
        Some(problem) => bail!("the tool set {name} cannot be used: {}", problem.what),
        None => bail!("there is no tool set {name}"),
    }
}

/// The command that is started to ask a server, if it is one.
fn started(set: &ToolSet, name: &str) -> Option<String> {
    let server = set.servers.iter().find(|server| server.name == name)?;
    match &server.reach {
        Reach::Command(command) => Some(command.argv.join(" ")),
        Reach::Http { .. } => None,
    }
}

fn picked(source: ToolSource, pick: &ToolsPickArgs) -> anyhow::Result<ToolSource> {
    if pick.only.is_empty() {
        return Ok(source);
    }
    source.only(&pick.only).map_err(anyhow::Error::msg)
}

/// Prints the tools, or lists them; what was left out goes to standard error.
fn print(source: &ToolSource, pick: &ToolsPickArgs) -> std::io::Result<()> {
    if pick.list {
        list(source)?;
    } else {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", printable(&tool::print(&source.all())))?;
        out.flush()?;
    }
    told_left(source);
    Ok(())
}

fn told_left(source: &ToolSource) {
    for left in source.left() {
        tell!("outcrop: left out: {}", Shown::label(&left));
    }
}

fn folders() -> anyhow::Result<Folders> {
    Folders::find().context("there is no home folder to keep tool sets in")
}

fn list(source: &ToolSource) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for found in &source.tools {
        let name = Shown::label(found.tool.name()).to_string();
        writeln!(out, "{name}\t{}", Shown::label(&found.told))?;
    }
    out.flush()
}

/// Writes a new tool set. One that is there may name programs, and is let be.
fn keep(source: &ToolSource, name: &str) -> anyhow::Result<()> {
    let name = ShelfName::new(name)?;
    let folders = folders()?;
    let kept = Shelf::load(&folders);
    let is_broken = |problem: &ShelfProblem| {
        problem.kind == ShelfKind::ToolSet && problem.name == name.as_str()
    };
    if kept.tools.iter().any(|set| set.name == name) || kept.problems.iter().any(is_broken) {
        bail!("there is a tool set {name} already; take another name, or remove it first");
    }
    let set = ToolSet {
        name: name.clone(),
        path: String::new(),
        tools: source.all(),
        runners: Vec::new(),
        servers: Vec::new(),
    };
    shelf::save_tool_set(&folders, &set)?;
    told_left(source);
    tell!(
        "outcrop: the tool set {name} is kept: {}",
        counted(set.tools.len())
    );
    Ok(())
}

fn counted(tools: usize) -> String {
    match tools {
        1 => "1 tool".to_owned(),
        many => format!("{many} tools"),
    }
}
