//! A text in the user's editor: the file, the program, and what comes of both.

use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, kill_current_process_group, waitpid};
use tokio::sync::mpsc::Sender;

use crate::app::outside::Outside;
use crate::store::handout;
use crate::store::paths::Folders;

use super::event::Event;
use super::input::Listening;
use super::program::{self, Program};

/// How far it has come.
#[derive(Debug)]
pub(super) enum Step {
    /// Nobody reads the terminal any more, so the editor can have it.
    Quiet(Box<Outside>),
    /// The editor runs, with this file.
    Runs(Pid, PathBuf),
    /// The editor has ended: what stands in the file, or why that is not known.
    Ended(Box<Outside>, Result<String, String>),
}

/// Stops reading the terminal, and tells when that is so.
pub(super) fn quieten(listening: Listening, outside: Box<Outside>, events: Sender<Event>) {
    tokio::spawn(async move {
        listening.stop().await;
        let quiet = Event::Outside(Step::Quiet(outside));
        events.send(quiet).await.ok();
    });
}

/// Starts the editor in the terminal, and tells when it has ended.
pub(super) fn start(outside: Box<Outside>, folders: Option<Folders>, events: Sender<Event>) {
    tokio::spawn(async move {
        let mut edited = outside.clone();
        let told = events.clone();
        let working = tokio::task::spawn_blocking(move || {
            let result = edit(&mut edited, folders.as_ref(), &told);
            (edited, result)
        });
        // The terminal must be taken again, whatever has happened.
        let (outside, result) = working.await.unwrap_or_else(|error| {
            let problem = format!("a background task panicked: {error}; the text stays as it was");
            (outside, Err(problem))
        });
        let ended = Event::Outside(Step::Ended(outside, result));
        events.send(ended).await.ok();
    });
}

/// Writes the file, lets the user edit it, and reads it.
///
/// A file with something in it that the user has written stays until the core has taken it.
fn edit(
    outside: &mut Outside,
    folders: Option<&Folders>,
    events: &Sender<Event>,
) -> Result<String, String> {
    let before = outside.file.clone();
    let (program, file) = prepare(outside, folders).map_err(|problem| match &before {
        Some(file) => kept(&problem, file),
        None => problem,
    })?;
    outside.file = Some(file.clone());
    let ended = run(&program, &file, outside.line, events);
    match (ended, handout::read(&file)) {
        (Ok(()), Ok(text)) => Ok(text),
        // What came back once and could not be taken is there, though nothing was added to it.
        (Err(problem), Ok(text)) if before.is_none() && text == outside.text => {
            handout::remove(&file);
            outside.file = None;
            Err(problem)
        }
        (Ok(()), Err(problem)) | (Err(problem), _) => Err(kept(&problem, &file)),
    }
}

/// A problem, and first of all where the text is that the user has written: a line may be cut off.
fn kept(problem: &str, file: &Path) -> String {
    if file.exists() {
        format!("kept in {}: {problem}", file.display())
    } else {
        problem.to_owned()
    }
}

/// Finds the program and writes the file.
fn prepare(outside: &Outside, folders: Option<&Folders>) -> Result<(Program, PathBuf), String> {
    let program = program::chosen()?;
    let (purpose, text) = (&outside.purpose, &outside.text);
    let file = match &outside.file {
        Some(file) => handout::rewrite(file, text).map(|()| file.clone()),
        None => handout::write(folders, purpose.name(), purpose.extension(), text),
    };
    let file = file.map_err(|error| error.to_string())?;
    Ok((program, file))
}

/// Runs the editor in our own process group, so that a shell stops and continues both as one job.
fn run(program: &Program, file: &Path, line: usize, events: &Sender<Event>) -> Result<(), String> {
    let name = &program.name;
    let mut command = Command::new(name);
    let child = command.args(program.arguments(file, line)).spawn();
    let child = child.map_err(|error| {
        format!("cannot start `{name}`: {error}; set $VISUAL or $EDITOR to an editor")
    })?;
    let pid = Pid::from_child(&child);
    let runs = Event::Outside(Step::Runs(pid, file.to_owned()));
    events.blocking_send(runs).ok();
    loop {
        match waitpid(Some(pid), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if status.stopped() => stop_as_well(),
            Ok(Some((_, status))) => return judge(name, status),
            Ok(None) | Err(Errno::INTR) => {}
            Err(errno) => return Err(format!("nobody knows how `{name}` has ended: {errno}")),
        }
    }
}

/// Stops with the editor: the shell that has started us sees only us.
///
/// Done by the thread that waits, so that it is over when we are continued, and no order to stop is
/// still on its way.
fn stop_as_well() {
    kill_current_process_group(Signal::STOP).ok();
}

fn judge(name: &str, status: WaitStatus) -> Result<(), String> {
    let how = match (status.exit_status(), status.terminating_signal()) {
        (Some(0), _) => return Ok(()),
        (Some(code), _) => format!("ended with exit code {code}"),
        (None, Some(signal)) => format!("was ended by signal {signal}"),
        (None, None) => "ended in an unknown way".to_owned(),
    };
    Err(format!("`{name}` {how}, so the text stays as it was"))
}
