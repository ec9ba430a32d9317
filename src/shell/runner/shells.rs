//! Shells of Anthropic's `bash`: each carries out one command at a time, and the next ones wait.
//!
//! The shells of a tool set have numbers. A command is approved for the shell of one number: what an earlier
//! command has done there holds for it, and in another shell it would mean something else.

use std::sync::Arc;

use super::RunId;
use super::bash::Session;
use crate::chat::tool::invocation::{Invocation, Process};

/// A command that was approved, and the hash with which.
pub(super) type Approved = (Arc<Invocation>, String);

/// A shell of a tool set.
#[derive(Debug)]
pub(super) struct Shell {
    source: String,
    process: Process,
    /// Which one it is, or will be once it begins. It counts on when a shell has ended.
    pub(super) number: u64,
    /// Whether the shell of this number has begun.
    begun: bool,
    /// There while no command runs.
    session: Option<Box<Session>>,
    /// The run whose command it carries out.
    pub(super) busy: Option<RunId>,
    /// Commands that wait for it.
    waiting: Vec<Approved>,
}

/// What a run leaves of its shell.
#[derive(Debug)]
pub(super) enum Left {
    /// It lives on.
    Session(Box<Session>),
    /// It has ended.
    Ended,
    /// The run did not come so far that one could begin.
    Nothing,
}

impl Shell {
    /// Lets a command wait while another one runs; gives it back if none does.
    pub(super) fn or_wait(&mut self, approved: Approved) -> Option<Approved> {
        if self.busy.is_none() {
            return Some(approved);
        }
        self.waiting.push(approved);
        None
    }

    /// The session for a command that was approved for the shell of this number; none where it is to begin.
    ///
    /// # Errors
    /// That shell has ended; in words for the user.
    pub(super) fn take(
        &mut self,
        number: u64,
        invocation: &Invocation,
    ) -> Result<Option<Box<Session>>, String> {
        self.look();
        if self.number == number {
            return Ok(self.session.take());
        }
        Err(format!(
            "{} did not run: the shell that it was approved for has ended; ^X t, r asks again",
            invocation.tool
        ))
    }

    /// Notices that a shell has ended while nothing ran in it.
    fn look(&mut self) {
        if self
            .session
            .take_if(|session| !session.is_alive())
            .is_some()
        {
            self.end();
        }
    }

    fn end(&mut self) {
        self.number += 1;
        self.begun = false;
    }

    /// The run that it was busy with has ended: gives the next command.
    fn free(&mut self, left: Left) -> Option<Approved> {
        self.busy = None;
        match left {
            Left::Session(session) => {
                self.number = session.number;
                self.begun = true;
                self.session = Some(session);
            }
            Left::Ended => self.end(),
            // The session was on its way to the run, and is gone with it.
            Left::Nothing if self.begun && self.session.is_none() => self.end(),
            Left::Nothing => {}
        }
        (!self.waiting.is_empty()).then(|| self.waiting.remove(0))
    }
}

/// All shells of a conversation.
#[derive(Debug, Default)]
pub(super) struct Shells(Vec<Shell>);

impl Shells {
    /// The shell of a set.
    pub(super) fn of(&mut self, source: &str, process: &Process) -> &mut Shell {
        let same = |shell: &Shell| shell.source == source && shell.process == *process;
        let at = self.0.iter().position(same).unwrap_or_else(|| {
            self.0.push(Shell {
                source: source.to_owned(),
                process: process.clone(),
                number: 1,
                begun: false,
                session: None,
                busy: None,
                waiting: Vec::new(),
            });
            self.0.len() - 1
        });
        &mut self.0[at]
    }

    /// Which shells there are now, by their set and process.
    pub(super) fn known(&mut self) -> Numbers {
        let numbers = self.0.iter_mut().map(|shell| {
            shell.look();
            (shell.source.clone(), shell.process.clone(), shell.number)
        });
        Numbers(numbers.collect())
    }

    /// The command of a run has ended: its shell is free, and the next one for it is told.
    pub(super) fn free(&mut self, id: RunId, left: Left) -> Option<Approved> {
        let mut shells = self.0.iter_mut();
        // A session that no shell takes back ends here.
        shells.find(|shell| shell.busy == Some(id))?.free(left)
    }

    /// Forgets commands that were to run and are not wanted any more.
    pub(super) fn forget(&mut self, unwanted: impl Fn(&Invocation) -> bool) {
        for shell in &mut self.0 {
            shell.waiting.retain(|(waiting, _)| !unwanted(waiting));
        }
    }

    /// Ends those that wait for a command, and forgets all.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The numbers of the shells that a command planned now would run in.
#[derive(Debug, Clone, Default)]
pub(super) struct Numbers(Vec<(String, Process, u64)>);

impl Numbers {
    /// The number of the shell of a set.
    pub(super) fn of(&self, source: &str, process: &Process) -> u64 {
        let mut known = self.0.iter();
        known
            .find(|(of, it, _)| of == source && it == process)
            .map_or(1, |(_, _, number)| *number)
    }
}
