//! A program and all that it starts: one session and process group, which ends as a whole.

use std::io::{self, PipeReader, PipeWriter, pipe};
use std::os::fd::{AsFd as _, BorrowedFd};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};

use crate::chat::tool::invocation::Process;

/// How long a program has to end after it was asked to.
pub(super) const GRACE: Duration = Duration::from_secs(1);

/// A program that was started. When this is dropped, nothing of its group lives on.
#[derive(Debug)]
pub(super) struct Group {
    child: Box<dyn ChildWrapper>,
    pid: Pid,
    /// Its other end closes when the program has ended.
    exit: PipeReader,
    reaped: Option<ExitStatus>,
}

/// Where standard error goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Errors {
    /// Where standard output goes, in order.
    Among,
    /// Apart from it.
    Apart,
}

/// A started program, and our ends of its pipes; none of them waits.
#[derive(Debug)]
pub(super) struct Started {
    /// The program.
    pub(super) group: Group,
    /// What it reads; `None` = nothing.
    pub(super) input: Option<std::process::ChildStdin>,
    /// What it writes to standard output.
    pub(super) out: PipeReader,
    /// What it writes to standard error; `None` = it is among the output.
    pub(super) err: Option<PipeReader>,
}

/// Starts a program: exactly this, and nothing of ours goes along.
///
/// # Errors
/// It does not start; why, and what to do.
pub(super) fn start(process: &Process, input: Stdio, errors: Errors) -> Result<Started, String> {
    let Some((program, arguments)) = process.argv.split_first() else {
        return Err("no program is named".to_owned());
    };
    let told = |error: io::Error| not_started(program, &process.folder, &error);
    hide();
    let (out, written) = pipe().map_err(told)?;
    let (err, errors) = match errors {
        Errors::Among => (None, written.try_clone().map_err(told)?),
        Errors::Apart => {
            let (err, errors) = pipe().map_err(told)?;
            (Some(err), errors)
        }
    };
    let mut command = Command::new(program);
    command
        .args(arguments)
        .env_clear()
        .envs(process.env.iter().map(|(name, value)| (name, value)))
        .current_dir(&process.folder)
        .stdin(input)
        .stdout(written)
        .stderr(errors);
    // Made first: without it nobody would watch the child.
    let exit = pipe().map_err(told)?;
    // In a session of its own it has no terminal: it can neither write on the screen nor ask there.
    let mut command = CommandWrap::from(command);
    command.wrap(ProcessSession);
    let mut child = command.spawn().map_err(told)?.into_inner();
    // Its ends of the pipes are with the command.
    drop(command);
    let input = child.stdin().take();
    let group = Group::of(child, exit).map_err(told)?;
    let ends = [Some(out.as_fd()), err.as_ref().map(PipeReader::as_fd)];
    let ends = ends.into_iter().flatten();
    for end in ends.chain(input.as_ref().map(std::os::fd::AsFd::as_fd)) {
        rustix::io::ioctl_fionbio(end, true).map_err(|error| told(error.into()))?;
    }
    Ok(Started {
        group,
        input,
        out,
        err,
    })
}

/// Keeps programs of the same user from reading what outcrop has in memory and in its environment,
/// which are credentials: nobody else can look into the process, nor is its memory dumped.
fn hide() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        // A system that refuses is no less safe than before.
        set_dumpable_behavior(DumpableBehavior::NotDumpable).ok();
    }
}

fn not_started(program: &str, folder: &str, error: &io::Error) -> String {
    let advice = match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::TOOBIG) => {
            "; its arguments are too long, and `arguments = \"stdin\"` in the tool set mends that"
        }
        Some(Errno::NOEXEC) => "; it is no program for this machine, or a script without #!",
        Some(Errno::NOENT) if !std::path::Path::new(folder).is_dir() => "; its folder is not there",
        _ => "",
    };
    format!("{program} was not started: {error}{advice}")
}

impl Group {
    /// The group of a child, with a pipe to tell its end. If it cannot be watched, it is ended.
    fn of(
        child: Box<dyn ChildWrapper>,
        (exit, ended): (PipeReader, PipeWriter),
    ) -> io::Result<Self> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("the system gave it no number"))?;
        let group = Self {
            child,
            pid,
            exit,
            reaped: None,
        };
        // It only looks: whoever has the group takes the child's end, so that until then the number
        // belongs to nobody else and a signal meets nobody else.
        let look = move || {
            let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
            while matches!(waitid(WaitId::Pid(pid), options), Err(Errno::INTR)) {}
            drop(ended);
        };
        thread::Builder::new()
            .name("child".to_owned())
            .spawn(look)?;
        Ok(group)
    }

    /// Readable once the program has ended.
    pub(super) fn exit(&self) -> BorrowedFd<'_> {
        self.exit.as_fd()
    }

    /// Asks everything in the group to end.
    pub(super) fn ask(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends everything in the group.
    pub(super) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    fn signal(&self, signal: Signal) {
        if self.reaped.is_none() {
            // A group without members is what is wanted.
            kill_process_group(self.pid, signal).ok();
        }
    }

    /// Ends what is left of the group, and tells with what the program has ended.
    pub(super) fn reap(&mut self) -> Option<ExitStatus> {
        if self.reaped.is_none() {
            self.kill();
            self.reaped = self.child.wait().ok();
        }
        self.reaped
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.reap();
    }
}

/// Waits until one of these is ready, or until then; tells which are.
///
/// # Errors
/// What the system says.
pub(super) fn ready(ends: &[(BorrowedFd<'_>, PollFlags)], until: Instant) -> io::Result<Vec<bool>> {
    let polled = ends.iter();
    let mut polled: Vec<PollFd<'_>> = polled
        .map(|(end, flags)| PollFd::from_borrowed_fd(*end, *flags))
        .collect();
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec::try_from(left).ok();
        match poll(&mut polled, timeout.as_ref()) {
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
            Ok(_) => return Ok(polled.iter().map(|end| !end.revents().is_empty()).collect()),
        }
    }
}
