//! Anthropic's `bash`: one shell that lives on between calls, in a process group of its own.
//!
//! The shell runs a short script that reads one command after the other from a pipe, evaluates it, reads
//! a mark that nobody can guess, and writes it to where the shell wrote at first. So a command is never
//! part of anything else, whatever quotes it leaves open; it reads neither the next one nor the mark of
//! its own end, and wherever it lets the shell write to, its end is seen.

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

/// What the shell does: a number of lines, so many lines, a mark; again and again. The blank is for a
/// command that begins with a dash.
const LOOP: &str = r#"exec 3<&0 4>&1 </dev/null
while IFS= command read -r outcrop_lines <&3; do
  IFS= command read -r outcrop_command <&3
  while [ "$outcrop_lines" -gt 1 ]; do
    IFS= command read -r outcrop_line <&3
    outcrop_command="$outcrop_command
$outcrop_line"
    outcrop_lines=$((outcrop_lines - 1))
  done
  command eval " $outcrop_command" 3<&- 4>&-
  outcrop_code=$?
  IFS= command read -r outcrop_mark <&3
  command printf '%s %s\n' "$outcrop_mark" "$outcrop_code" >&4
  outcrop_mark=
done"#;

/// Where the shell may be.
const SHELLS: [&str; 3] = ["/bin/bash", "/usr/bin/bash", "bash"];

/// A shell that waits for a command.
#[derive(Debug)]
pub(in crate::shell) struct Session {
    /// Which of the shells of its set it is.
    pub(super) number: u64,
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

/// Begins the shell again, in place of the one of this number.
///
/// # Errors
/// It does not start.
pub(super) fn restart(process: &Process, number: u64) -> Result<Ran, String> {
    let since = Instant::now();
    let session = begin(process, number + 1)?;
    let text = "the shell has begun again".to_owned();
    let mut ran = Ran::text(text, Status::Success, since, None);
    ran.session = Some(session);
    Ok(ran)
}

/// Begins the shell of this number.
///
/// # Errors
/// It does not start.
pub(super) fn begin(process: &Process, number: u64) -> Result<Box<Session>, String> {
    Session::start(process, number).map(Box::new)
}

/// Runs a command in the shell. What goes wrong from here on is told in what came of it, since the command may
/// have run.
///
/// # Errors
/// It was not told to the shell.
pub(super) fn run(
    session: Session,
    command: &str,
    limits: Limits,
    stop: &Stop,
) -> Result<Ran, String> {
    let since = Instant::now();
    let mark = mark()?;
    let mut talk = Talk {
        left: told(&mark, command),
        mark,
        pending: Vec::new(),
        taken: Taken::up_to(limits.output),
        flow: Flow::Open,
        session,
        stop,
    };
    let end = talk.carry(since + limits.time);
    let end = end.unwrap_or_else(|error| End::Lost(error.to_string()));
    Ok(talk.ran(&end, limits, since))
}

impl Session {
    fn start(process: &Process, number: u64) -> Result<Self, String> {
        let started = start(process, Stdio::piped(), Errors::Among)?;
        let input = started.input.ok_or("the shell has no input")?;
        Ok(Self {
            number,
            group: started.group,
            input,
            out: started.out,
        })
    }

    /// Whether it waits for a command.
    pub(super) fn is_alive(&self) -> bool {
        let ends = [(self.group.exit(), PollFlags::IN)];
        ready(&ends, Instant::now()).is_ok_and(|ready| !ready[0])
    }
}

/// A command with what stands before it on its way to the shell.
fn told(mark: &str, command: &str) -> Vec<u8> {
    let lines = command.split('\n').count();
    format!("{lines}\n{command}\n{mark}\n").into_bytes()
}

fn mark() -> Result<String, String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| format!("no random bytes: {error}"))?;
    Ok(hexadecimal(&bytes))
}

/// How a command has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    /// The shell waits for the next one.
    Code(i32),
    /// It has ended the shell.
    Gone,
    /// It was ended.
    Cut(Cut),
    /// Nothing more can be learnt of it.
    Lost(String),
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
    /// Whether the shell can write any more.
    flow: Flow,
}

/// What follows a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// The exit code, and the end of the line.
    Code(i32),
    /// What may become that.
    Part,
    /// Something else: the shell has not written it.
    Other,
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
        ];
        // One that is dry is always ready, and nothing comes of it.
        if self.flow == Flow::Open {
            ends.push((session.out.as_fd(), PollFlags::IN));
        }
        if !self.left.is_empty() {
            ends.push((session.input.as_fd(), PollFlags::OUT));
        }
        let ready = ready(&ends, until)?;
        if !self.left.is_empty() {
            match self.session.input.write(&self.left) {
                Ok(count) => drop(self.left.drain(..count)),
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                    ) => {}
                Err(_) => self.left.clear(),
            }
        }
        self.flow = self.read();
        Ok((ready[0], ready[1]))
    }

    fn read(&mut self) -> Flow {
        let pending = &mut self.pending;
        let (mark, taken) = (self.mark.as_bytes(), &mut self.taken);
        read(&mut self.session.out, |bytes| {
            pending.extend_from_slice(bytes);
            settle(pending, mark, taken);
        })
    }

    /// The exit code, once the mark and it have come.
    fn look(&mut self) -> Option<i32> {
        let mark = self.mark.as_bytes();
        let at = settle(&mut self.pending, mark, &mut self.taken)?;
        let After::Code(code) = after(&self.pending[at + mark.len()..]) else {
            return None;
        };
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

    fn ran(mut self, end: &End, limits: Limits, since: Instant) -> Ran {
        if !matches!(end, End::Code(_)) {
            self.session.group.reap();
            self.read();
            let rest = std::mem::take(&mut self.pending);
            self.taken.take(&rest);
        }
        let mut text = self.taken.text();
        let (trouble, exit) = match end {
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
            End::Lost(why) => {
                let told = format!(
                    "the shell was lost sight of: {why}; the next command begins another shell"
                );
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

/// Takes all that is certainly no end; gives the place of the mark that may begin one.
fn settle(pending: &mut Vec<u8>, mark: &[u8], taken: &mut Taken) -> Option<usize> {
    let (mut from, mut end) = (0, None);
    while let Some(at) = find(&pending[from..], mark).map(|at| from + at) {
        if after(&pending[at + mark.len()..]) != After::Other {
            end = Some(at);
            break;
        }
        from = at + 1;
    }
    // All but what may be the beginning of the mark.
    let settled = end.unwrap_or_else(|| from.max(pending.len().saturating_sub(mark.len())));
    taken.take(&pending[..settled]);
    pending.drain(..settled);
    end.map(|_| 0)
}

/// What these bytes are behind a mark: a blank, up to three digits and the end of the line, or not.
fn after(bytes: &[u8]) -> After {
    let line = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let digits = match line.split_first() {
        None if line.len() == bytes.len() => return After::Part,
        Some((b' ', digits)) => digits,
        None | Some(_) => return After::Other,
    };
    if digits.len() > 3 || !digits.iter().all(u8::is_ascii_digit) {
        return After::Other;
    }
    if line.len() == bytes.len() {
        return After::Part;
    }
    let code = std::str::from_utf8(digits)
        .ok()
        .and_then(|it| it.parse().ok());
    code.map_or(After::Other, After::Code)
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|part| part == mark)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_mark_a_code_and_the_end_of_the_line_are_an_end() {
        let cases = [
            (" 0\n", After::Code(0)),
            (" 255\nmore", After::Code(255)),
            ("", After::Part),
            (" ", After::Part),
            (" 1", After::Part),
            (" 1234", After::Other),
            ("0\n", After::Other),
            ("\n", After::Other),
            (" \n", After::Other),
            (" -1\n", After::Other),
            (" 0 \n", After::Other),
            ("'", After::Other),
        ];
        for (bytes, expected) in cases {
            assert_eq!(after(bytes.as_bytes()), expected, "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn an_end_is_found_wherever_it_is_cut_and_all_before_it_is_taken(
            before in "[abM \n0]{0,12}",
            cuts in prop::collection::vec(1_usize..4, 20),
        ) {
            let mark = b"abab";
            let said = before.replace('M', "abab'");
            // It would be an end.
            prop_assume!(!said.contains("b 0"));
            let whole = format!("{said}|abab 7\n");
            let (mut pending, mut taken) = (Vec::new(), Taken::up_to(1000));
            let mut rest = whole.as_bytes();
            let mut cuts = cuts.into_iter().cycle();
            while !rest.is_empty() {
                let cut = cuts.next().unwrap().min(rest.len());
                pending.extend_from_slice(&rest[..cut]);
                rest = &rest[cut..];
                settle(&mut pending, mark, &mut taken);
                // Nothing that cannot be an end is held back.
                prop_assert!(pending.len() <= mark.len() + 5, "{pending:?}");
            }
            prop_assert_eq!(settle(&mut pending, mark, &mut taken), Some(0));
            prop_assert_eq!(String::from_utf8_lossy(&taken.bytes), format!("{said}|"));
        }
    }
}
