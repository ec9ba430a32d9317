//! Anthropic's `bash`: one shell that lives on between calls, in a process group of its own.
//!
//! The shell runs a short script that reads one command after the other from a pipe, evaluates it, and
//! writes a mark that nobody can guess. So a command is never part of anything else, whatever quotes it
//! leaves open, and never reads the next one.

use std::io::{self, PipeReader, Write as _};
use std::os::fd::AsFd as _;
use std::process::{ChildStdin, Stdio};
use std::time::Instant;

use rustix::event::PollFlags;

use super::group::{Errors, GRACE, Group, ready, start};
use super::process::{Cut, Stop};
use super::ran::{Ran, trouble};
use super::surroundings::Surroundings;
use super::taken::{Flow, Taken, read};
use crate::chat::call::Status;
use crate::chat::hexadecimal::hexadecimal;
use crate::chat::json::Value;
use crate::chat::tool::invocation::Process;
use crate::chat::tool::set::Limits;

/// What the shell does: a mark, a number of lines, so many lines; again and again.
const LOOP: &str = r#"exec 3<&0 </dev/null
while IFS= read -r outcrop_mark <&3 && IFS= read -r outcrop_lines <&3; do
  IFS= read -r outcrop_command <&3
  while [ "$outcrop_lines" -gt 1 ]; do
    IFS= read -r outcrop_line <&3
    outcrop_command="$outcrop_command
$outcrop_line"
    outcrop_lines=$((outcrop_lines - 1))
  done
  command eval "$outcrop_command" 3<&-
  printf '%s %s\n' "$outcrop_mark" "$?"
done"#;

/// Where the shell may be.
const SHELLS: [&str; 3] = ["/bin/bash", "/usr/bin/bash", "bash"];

/// A shell that waits for a command.
#[derive(Debug)]
pub(in crate::shell) struct Session {
    group: Group,
    input: ChildStdin,
    out: PipeReader,
}

/// What a call asks for: a command, or `None` for another shell.
///
/// # Errors
/// Neither; in words for the model.
pub(super) fn asked(args: &str) -> Result<Option<String>, String> {
    let args = Value::parse(args).map_err(|error| error.to_string())?;
    if args.get("restart") == Some(&Value::Bool(true)) {
        return Ok(None);
    }
    let command = args.get("command").and_then(Value::as_text);
    match command {
        Some(command) if command.contains('\0') => {
            Err("`command` has the character U+0000, which no shell takes".to_owned())
        }
        Some(command) => Ok(Some(command.to_owned())),
        None => Err("`command` is missing: a string, or `restart: true`".to_owned()),
    }
}

/// The shell in this folder.
///
/// # Errors
/// The system has none.
pub(super) fn shell(around: &Surroundings, folder: &str) -> Result<Process, String> {
    let bash = SHELLS.iter().find_map(|name| around.program(name).ok());
    let mut argv = match bash {
        Some(bash) => vec![bash, "--noprofile".to_owned(), "--norc".to_owned()],
        None => vec![around.program("/bin/sh")?],
    };
    argv.extend(["-c".to_owned(), LOOP.to_owned()]);
    Ok(Process {
        argv,
        folder: folder.to_owned(),
        env: around.environment(&[], &[]),
        ..Process::default()
    })
}

/// Begins the shell again.
///
/// # Errors
/// It does not start.
pub(super) fn restart(process: &Process) -> Result<Ran, String> {
    let since = Instant::now();
    let session = Session::start(process)?;
    let text = "the shell has begun again".to_owned();
    let mut ran = Ran::text(text, Status::Success, since, None);
    ran.session = Some(Box::new(session));
    Ok(ran)
}

/// Runs a command in the shell, which is started if there is none or it has ended.
///
/// # Errors
/// It does not start, or cannot be spoken to.
pub(super) fn run(
    session: Option<Box<Session>>,
    (process, command): (&Process, &str),
    limits: Limits,
    stop: &Stop,
) -> Result<Ran, String> {
    let since = Instant::now();
    let alive = session.filter(|session| session.is_alive());
    let session = match alive {
        Some(session) => *session,
        None => Session::start(process)?,
    };
    let mark = mark()?;
    let mut talk = Talk {
        left: told(&mark, command),
        mark,
        pending: Vec::new(),
        taken: Taken::up_to(limits.output),
        session,
        stop,
    };
    let end = talk
        .carry(since + limits.time)
        .map_err(|error| format!("the shell was lost sight of: {error}"))?;
    Ok(talk.ran(end, limits, since))
}

impl Session {
    fn start(process: &Process) -> Result<Self, String> {
        let started = start(process, Stdio::piped(), Errors::Among)?;
        let input = started.input.ok_or("the shell has no input")?;
        Ok(Self {
            group: started.group,
            input,
            out: started.out,
        })
    }

    fn is_alive(&self) -> bool {
        let ends = [(self.group.exit(), PollFlags::IN)];
        ready(&ends, Instant::now()).is_ok_and(|ready| !ready[0])
    }
}

/// A command with what stands before it on its way to the shell.
fn told(mark: &str, command: &str) -> Vec<u8> {
    let lines = command.split('\n').count();
    format!("{mark}\n{lines}\n{command}\n").into_bytes()
}

fn mark() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random bytes: {error}"))?;
    Ok(hexadecimal(&bytes))
}

/// How a command has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// The shell waits for the next one.
    Code(i32),
    /// It has ended the shell.
    Gone,
    /// It was ended.
    Cut(Cut),
}

/// A command that runs in a shell.
struct Talk<'a> {
    session: Session,
    stop: &'a Stop,
    left: Vec<u8>,
    mark: String,
    /// What was read and may be the beginning of the mark.
    pending: Vec<u8>,
    taken: Taken,
}

impl Talk<'_> {
    fn carry(&mut self, until: Instant) -> io::Result<End> {
        loop {
            let (stopped, gone) = self.turn(until)?;
            if let Some(code) = self.look() {
                return Ok(End::Code(code));
            }
            if gone {
                return Ok(End::Gone);
            }
            if stopped || Instant::now() >= until {
                self.end();
                return Ok(End::Cut(if stopped { Cut::Stopped } else { Cut::Time }));
            }
        }
    }

    /// Waits for something and does what can be done; tells whether it is to stop, and whether the shell
    /// has ended.
    fn turn(&mut self, until: Instant) -> io::Result<(bool, bool)> {
        let session = &self.session;
        let mut ends = vec![
            (self.stop.as_fd(), PollFlags::IN),
            (session.group.exit(), PollFlags::IN),
            (session.out.as_fd(), PollFlags::IN),
        ];
        if !self.left.is_empty() {
            ends.push((session.input.as_fd(), PollFlags::OUT));
        }
        let ready = ready(&ends, until)?;
        if !self.left.is_empty() {
            match self.session.input.write(&self.left) {
                Ok(count) => drop(self.left.drain(..count)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => self.left.clear(),
            }
        }
        self.read();
        Ok((ready[0], ready[1]))
    }

    fn read(&mut self) -> Flow {
        let pending = &mut self.pending;
        let (mark, taken) = (self.mark.as_bytes(), &mut self.taken);
        read(&mut self.session.out, |bytes| {
            pending.extend_from_slice(bytes);
            if find(pending, mark).is_none() {
                // All but what may be the beginning of the mark.
                let settled = pending.len().saturating_sub(mark.len());
                taken.take(&pending[..settled]);
                pending.drain(..settled);
            }
        })
    }

    /// The exit code, once the mark and it have come.
    fn look(&mut self) -> Option<i32> {
        let at = find(&self.pending, self.mark.as_bytes())?;
        let after = &self.pending[at + self.mark.len()..];
        let end = after.iter().position(|byte| *byte == b'\n')?;
        let code = std::str::from_utf8(&after[..end]).ok()?;
        let code = code.trim().parse().ok()?;
        self.taken.take(&self.pending[..at]);
        self.pending.clear();
        Some(code)
    }

    /// Ends the shell and all that it has started.
    fn end(&mut self) {
        self.session.group.ask();
        let ends = [(self.session.group.exit(), PollFlags::IN)];
        ready(&ends, Instant::now() + GRACE).ok();
        self.session.group.reap();
    }

    fn ran(mut self, end: End, limits: Limits, since: Instant) -> Ran {
        if !matches!(end, End::Code(_)) {
            self.session.group.reap();
            self.read();
            let rest = std::mem::take(&mut self.pending);
            self.taken.take(&rest);
        }
        let mut text = self.taken.text();
        let (trouble, exit) = match &end {
            End::Code(0) => (None, Some(0)),
            End::Code(code) => (Some(format!("exit code {code}")), Some(*code)),
            End::Gone => {
                let status = self.session.group.reap();
                let why = trouble(None, status, limits.time);
                let why = why.unwrap_or_else(|| "exit code 0".to_owned());
                let told =
                    format!("{why}; the shell has ended, and the next command begins another");
                (Some(told), status.and_then(|status| status.code()))
            }
            End::Cut(cut) => {
                let why = trouble(Some(*cut), None, limits.time).unwrap_or_default();
                let told = format!("{why}; the next command begins another shell");
                (Some(told), None)
            }
        };
        let status = match &trouble {
            None => Status::Success,
            Some(trouble) => {
                if !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                text.extend(["[", trouble, "]"]);
                Status::Error
            }
        };
        let mut ran = Ran::text(text, status, since, exit);
        if matches!(end, End::Code(_)) {
            ran.session = Some(Box::new(self.session));
        }
        ran
    }
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|part| part == mark)
}
