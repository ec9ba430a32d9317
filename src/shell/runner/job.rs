//! One run, in a task: proven, started, and told.

use std::fs;
use std::sync::Arc;
use std::time::Instant;

use super::bash::{self, Session};
use super::editor::Most;
use super::process::Stop;
use super::ran::Ran;
use super::server::{Slot, Way};
use super::{editor, process, proof};
use crate::chat::tool::invocation::{Invocation, Run};
use crate::shell::attach::Desk;
use crate::store::atomic::make_folder;

/// What a run needs.
pub(super) struct Job {
    /// What runs.
    pub(super) invocation: Arc<Invocation>,
    /// The hash with which it was approved.
    pub(super) sha256: String,
    /// The shell that lives on from the call before.
    pub(super) session: Option<Box<Session>>,
    /// The server whose tool it is, and how it is reached.
    pub(super) server: Option<(Arc<Slot>, Way)>,
    /// The folder that is made for it.
    pub(super) folder: Option<String>,
    /// What knows pictures.
    pub(super) desk: Desk,
}

impl Job {
    /// Runs it, unless something is not what was approved.
    ///
    /// # Errors
    /// It did not run; why, and what to do.
    pub(super) fn carry_out(self, stop: &Stop) -> Result<Ran, String> {
        if let Some(folder) = &self.folder {
            // What an earlier program of the same call left is not this one's.
            fs::remove_dir_all(folder).ok();
            make_folder(folder.as_ref())
                .map_err(|error| format!("{folder} was not made: {error}"))?;
        }
        let folder = self.folder.clone();
        let result = self.proven(stop);
        if let Some(folder) = folder {
            fs::remove_dir_all(folder).ok();
        }
        result
    }

    fn proven(self, stop: &Stop) -> Result<Ran, String> {
        let invocation = &*self.invocation;
        let limits = invocation.limits;
        proof::check(invocation, &self.sha256)?;
        match &invocation.run {
            Run::Process(process) => {
                let since = Instant::now();
                let finished = process::run(process, limits, stop)?;
                Ok(Ran::of(
                    &finished,
                    process.result,
                    (limits, since),
                    &self.desk,
                ))
            }
            Run::Shell {
                process,
                command,
                number,
            } => {
                let Some(command) = command else {
                    drop(self.session);
                    return bash::restart(process, *number);
                };
                let session = match self.session {
                    Some(session) => session,
                    None => bash::begin(process, *number)?,
                };
                bash::run(*session, command, limits, stop)
            }
            Run::Edit {
                folder,
                path,
                edit,
                before,
                characters,
            } => {
                let most = Most {
                    bytes: limits.output,
                    characters: *characters,
                };
                editor::run((folder, path), edit, before.as_deref(), most)
            }
            Run::Server { tool, .. } => {
                let (Some((slot, way)), Some(tool)) = (&self.server, tool) else {
                    return Err(format!("{} did not run: it is no call", invocation.tool));
                };
                let call = (tool.as_str(), invocation.args.as_str(), way);
                slot.call(call, limits, (stop, &self.desk))
            }
        }
    }
}
