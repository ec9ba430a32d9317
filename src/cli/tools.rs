//! `outcrop tools`: tool sets made of what other programs have.

use std::io::Write as _;

use anyhow::{Context as _, bail};

use crate::chat::preset::{Shelf, ShelfKind, ShelfName, ShelfProblem};
use crate::chat::shown::Shown;
use crate::chat::tool;
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::ToolSource;
use crate::store::paths::Folders;
use crate::store::{shelf, tool_source};

use super::args::{ToolsArgs, ToolsCommand, ToolsImportArgs};

/// Runs one of its commands.
pub(super) fn run(args: &ToolsArgs) -> anyhow::Result<u8> {
    match &args.command {
        ToolsCommand::Import(args) => import(args),
    }
}

/// Prints the tools of a file as JSON, lists them, or keeps them as a tool set. What was left out
/// goes to standard error.
fn import(args: &ToolsImportArgs) -> anyhow::Result<u8> {
    let source = tool_source::of_file(&args.file).map_err(anyhow::Error::msg)?;
    let source = if args.only.is_empty() {
        source
    } else {
        source.only(&args.only).map_err(anyhow::Error::msg)?
    };
    if args.list {
        list(&source)?;
    } else if let Some(name) = &args.set {
        keep(&source, name)?;
    } else {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", tool::print(&source.all()))?;
        out.flush()?;
    }
    for left in source.left() {
        tell!("outcrop: left out: {}", Shown::label(&left));
    }
    Ok(0)
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
    let folders = Folders::find().context("there is no home folder to keep tool sets in")?;
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
    tell!(
        "outcrop: {} tools are kept as the tool set {name}",
        set.tools.len()
    );
    Ok(())
}
