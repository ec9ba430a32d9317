//! What exactly would run for a call.

use std::path::Path;
use std::sync::Arc;

use super::editor::{self, History};
use super::proof::Folder;
use super::server::Slot;
use super::shells::Numbers;
use super::surroundings::Surroundings;
use super::{bash, proof};
use crate::app::effect::RunOrder;
use crate::chat::json::Value;
use crate::chat::json::same::same;
use crate::chat::tool::invocation::{Invocation, Process, Run, ServerReach};
use crate::chat::tool::set::{Command, Passing, Program, Reach, ToolSet, limits_of};

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
    /// The servers of the conversation.
    pub(super) servers: Vec<Arc<Slot>>,
    /// The shells that live on between calls.
    pub(super) shells: Numbers,
    /// How many conversations there were before, so that none meets the server of another one.
    pub(super) round: u64,
}

/// Finds out what would run.
///
/// # Errors
/// Nothing can; why.
pub(super) fn plan(order: &RunOrder, known: &Known) -> Result<Invocation, Unplanned> {
    let tool = order.tool.name();
    let unfit = |why: String| Unplanned::Unfit(format!("{tool}: {why} ({})", order.set.path));
    let limits = order.runner.limits;
    let run = match &order.runner.program {
        Program::Command(command) => {
            let process = process(order, command, known).map_err(unfit)?;
            Run::Process(process)
        }
        Program::Shell { folder } => {
            let command = bash::asked(&order.args).map_err(Unplanned::Asked)?;
            let mut process = bash::shell(&known.around, folder).map_err(unfit)?;
            proven(&mut process).map_err(unfit)?;
            Run::Shell {
                number: known.shells.of(&order.set.path, &process),
                process,
                command,
            }
        }
        Program::TextEditor { folder } => {
            check_folder(folder).map_err(unfit)?;
            editor::plan((&order.tool, &order.args), folder, &known.history)
                .map_err(Unplanned::Asked)?
        }
        Program::Server { server, tool } => {
            if !is_kept_whole(&order.args) {
                return Err(unfit(
                    "edit its arguments, or answer by hand: a number in them is not sent to the server as it stands there".to_owned(),
                ));
            }
            Run::Server {
                server: server.clone(),
                reach: reach(&order.set, server, known).map_err(unfit)?,
                tool: Some(tool.clone()),
            }
        }
    };
    Ok(Invocation {
        call: Some(order.call),
        tool: tool.to_owned(),
        source: order.set.path.clone(),
        args: order.args.clone(),
        run,
        limits,
    })
}

fn process(order: &RunOrder, command: &Command, known: &Known) -> Result<Process, String> {
    // The same call gets the same folder, so that what was allowed for it stays allowed.
    let parts = [order.set.path.as_str(), order.tool.name(), &order.args];
    let mut process = started(command, &parts, known)?;
    match command.arguments {
        Passing::Input => process.input = Some(order.args.clone()),
        Passing::Argument if order.args.len() > MAX_ARGUMENT => {
            return Err(format!(
                "its arguments are too long; `arguments = \"stdin\"` mends that: {} bytes, and a program takes at most {MAX_ARGUMENT} in one word",
                order.args.len()
            ));
        }
        Passing::Argument => process.argv.push(order.args.clone()),
    }
    proven(&mut process)?;
    Ok(process)
}

/// The program itself, without the call. One without a folder runs in one that these parts name.
fn started(command: &Command, parts: &[&str], known: &Known) -> Result<Process, String> {
    let mut argv = command.argv.clone();
    let program = argv.first_mut().ok_or("no program is named")?;
    *program = known.around.program(program)?;
    let folder = if let Some(folder) = &command.folder {
        check_folder(folder)?;
        folder.clone()
    } else {
        let name = &proof::hash(parts.join("\0").as_bytes())[..16];
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
    process.files = proof::files_of(process, Folder::Given)?;
    Ok(())
}

fn check_folder(folder: &str) -> Result<(), String> {
    if Path::new(folder).is_dir() {
        Ok(())
    } else {
        Err(format!(
            "folder not found; make it or mend the tool set: {folder}"
        ))
    }
}

/// What would be done to ask a server for its tools.
///
/// # Errors
/// It cannot be reached; why.
pub(super) fn plan_talk(set: &ToolSet, server: &str, known: &Known) -> Result<Invocation, String> {
    let reach =
        reach(set, server, known).map_err(|why| format!("{server}: {why} ({})", set.path))?;
    Ok(Invocation {
        call: None,
        tool: server.to_owned(),
        source: set.path.clone(),
        args: String::new(),
        run: Run::Server {
            server: server.to_owned(),
            reach,
            tool: None,
        },
        limits: limits_of(&set.servers, server),
    })
}

fn reach(set: &ToolSet, name: &str, known: &Known) -> Result<ServerReach, String> {
    let server = set.servers.iter().find(|server| server.name == name);
    let server = server.ok_or_else(|| format!("there is no server {name}"))?;
    Ok(match &server.reach {
        Reach::Command(command) => {
            // It lives on between calls, whatever their arguments are.
            let round = known.round.to_string();
            let parts = [&set.path, name, &round];
            let mut process = started(command, &parts, known)?;
            let mut slots = known.servers.iter();
            let slot = slots.find(|slot| slot.is_for(&set.path, name));
            match slot.and_then(|slot| slot.running(&process)) {
                // What runs is what was started: files that it has written since are not asked about.
                Some(running) => process = running,
                None if Path::new(&process.folder).starts_with(&known.base) => {
                    process.files = proof::files_of(&process, Folder::Made)?;
                }
                None => proven(&mut process)?,
            }
            ServerReach::Process(process)
        }
        Reach::Http { url, headers } => ServerReach::Http {
            url: url.clone(),
            headers: headers.clone(),
        },
    })
}

/// Whether the library that speaks to servers sends these arguments as they are. It keeps numbers as
/// 64-bit integers and floats.
fn is_kept_whole(args: &str) -> bool {
    let sent = serde_json::from_str::<serde_json::Value>(args).map(|value| value.to_string());
    let values = sent.map(|sent| (Value::parse(args), Value::parse(&sent)));
    matches!(values, Ok((Ok(one), Ok(other))) if same(&one, &other))
}
