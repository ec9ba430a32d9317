//! What exactly would run for a call.

use std::path::Path;

use super::editor::{self, History};
use super::surroundings::Surroundings;
use super::{bash, proof};
use crate::app::effect::RunOrder;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::set::{Command, Limits, Passing, Program, Reach};

/// The longest argument that Linux hands to a program, in bytes. Source: `MAX_ARG_STRLEN`.
const MAX_ARGUMENT: usize = 128 * 1024 - 1;

/// Why nothing can run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unplanned {
    /// The tool set, or what it names, is not in order: the user mends it.
    Unfit(String),
    /// What the call asks for cannot be: the model is told.
    Asked(String),
}

/// What planning needs to know.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// The environment.
    pub(super) around: Surroundings,
    /// Where the folders of programs are that have none.
    pub(super) base: String,
    /// What the text editor remembers.
    pub(super) history: History,
}

/// Finds out what would run.
///
/// # Errors
/// Nothing can; why.
pub(super) fn plan(order: &RunOrder, known: &Known) -> Result<Invocation, Unplanned> {
    let tool = order.tool.name();
    let unfit = |why: String| Unplanned::Unfit(format!("{tool}: {why} ({})", order.set.path));
    let mut limits = order.runner.limits;
    let run = match &order.runner.program {
        Program::Command(command) => {
            let process = process(order, command, known).map_err(unfit)?;
            Run::Process(process)
        }
        Program::Shell { folder } => {
            let command = bash::asked(&order.args).map_err(Unplanned::Asked)?;
            let mut process = bash::shell(&known.around, folder).map_err(unfit)?;
            proven(&mut process).map_err(unfit)?;
            Run::Shell { process, command }
        }
        Program::TextEditor { folder } => {
            check_folder(folder).map_err(unfit)?;
            limits = editor::limits(&order.tool, limits);
            editor::plan((&order.tool, &order.args), folder, &known.history)
                .map_err(Unplanned::Asked)?
        }
        Program::Server { server, tool } => {
            let (reach, more) = reach(order, server, known).map_err(unfit)?;
            limits = more;
            Run::Server {
                server: server.clone(),
                reach,
                tool: tool.clone(),
            }
        }
    };
    Ok(Invocation {
        call: order.call,
        tool: tool.to_owned(),
        source: order.set.path.clone(),
        args: order.args.clone(),
        run,
        limits,
    })
}

fn process(order: &RunOrder, command: &Command, known: &Known) -> Result<Process, String> {
    let mut process = started(order, command, known)?;
    match command.arguments {
        Passing::Input => process.input = Some(order.args.clone()),
        Passing::Argument if order.args.len() > MAX_ARGUMENT => {
            return Err(format!(
                "its arguments have {} bytes, and a program takes at most {MAX_ARGUMENT} in one word; `arguments = \"stdin\"` mends that",
                order.args.len()
            ));
        }
        Passing::Argument => process.argv.push(order.args.clone()),
    }
    proven(&mut process)?;
    Ok(process)
}

/// The program itself, without the call.
fn started(order: &RunOrder, command: &Command, known: &Known) -> Result<Process, String> {
    let mut argv = command.argv.clone();
    let program = argv.first_mut().ok_or("no program is named")?;
    *program = known.around.program(program)?;
    let folder = if let Some(folder) = &command.folder {
        check_folder(folder)?;
        folder.clone()
    } else {
        // The same call gets the same one, so that what was allowed for it stays allowed.
        let parts = [&order.set.path, order.tool.name(), &order.args].join("\0");
        let name = &proof::hash(parts.as_bytes())[..16];
        format!("{}/{name}", known.base)
    };
    Ok(Process {
        argv,
        folder,
        input: None,
        env: known.around.environment(&command.pass, &command.set),
        files: Vec::new(),
        result: command.result,
    })
}

/// Adds the hashes of all files that it consists of.
fn proven(process: &mut Process) -> Result<(), String> {
    process.files = proof::files_of(&process.argv, &process.folder)?;
    Ok(())
}

fn check_folder(folder: &str) -> Result<(), String> {
    if Path::new(folder).is_dir() {
        Ok(())
    } else {
        Err(format!("the folder {folder} is not there"))
    }
}

fn reach(order: &RunOrder, name: &str, known: &Known) -> Result<(ServerReach, Limits), String> {
    let mut servers = order.set.servers.iter();
    let server = servers.find(|server| server.name == name);
    let server = server.ok_or_else(|| format!("there is no server {name}"))?;
    let reach = match &server.reach {
        Reach::Command(command) => {
            let mut process = started(order, command, known)?;
            if command.folder.is_none() {
                // It lives on between calls, whatever their arguments are.
                let name = &proof::hash(server.name.as_bytes())[..16];
                process.folder = format!("{}/{name}", known.base);
            }
            proven(&mut process)?;
            ServerReach::Process(process)
        }
        Reach::Http { url, headers } => ServerReach::Http {
            url: url.clone(),
            headers: headers.clone(),
        },
    };
    let limits = Limits {
        time: order.runner.limits.time.min(server.limits.time),
        output: order.runner.limits.output.min(server.limits.output),
    };
    Ok((reach, limits))
}
