//! A program that runs once: fed, read, and ended in time.

use std::io::{self, PipeReader, Write as _};
use std::os::fd::AsFd as _;
use std::process::{ChildStdin, ExitStatus, Stdio};
use std::time::Instant;

use rustix::event::PollFlags;

use super::group::{Errors, GRACE, Group, ready, start};
use super::taken::{Flow, Taken};
use crate::chat::tool::invocation::Process;
use crate::chat::tool::set::Limits;

/// Told when nobody wants a program to run any more: its other end is closed then.
pub(super) type Stop = PipeReader;

/// What became of a program.
#[derive(Debug)]
pub(super) struct Finished {
    /// What it wrote to standard output.
    pub(super) out: Taken,
    /// What it wrote to standard error.
    pub(super) err: Taken,
    /// Why it was ended before its own end.
    pub(super) cut: Option<Cut>,
    /// With what it ended.
    pub(super) status: Option<ExitStatus>,
}

/// Why a program was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Its time was over.
    Time,
    /// The user has stopped it.
    Stopped,
}

/// A running program and its pipes.
struct Pump<'a> {
    group: Group,
    stop: &'a Stop,
    input: Option<ChildStdin>,
    left: Vec<u8>,
    out: Option<PipeReader>,
    err: Option<PipeReader>,
    taken: (Taken, Taken),
    stage: Stage,
}

/// How far a program is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// It runs.
    Runs,
    /// It was asked to end.
    Asked,
    /// It has ended; what it wrote is still read.
    Over,
}

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum News {
    Stopped,
    Ended,
    Bytes,
}

/// Runs a program to its end, or until its time is over or it is stopped.
///
/// # Errors
/// It was not started.
pub(super) fn run(process: &Process, limits: Limits, stop: &Stop) -> Result<Finished, String> {
    let stdin = match &process.input {
        Some(_) => Stdio::piped(),
        None => Stdio::null(),
    };
    let started = start(process, stdin, Errors::Apart)?;
    let input = process.input.as_deref().unwrap_or_default();
    let mut pump = Pump {
        group: started.group,
        stop,
        input: started.input,
        left: input.as_bytes().to_vec(),
        out: Some(started.out),
        err: started.err,
        taken: (Taken::up_to(limits.output), Taken::up_to(limits.output)),
        stage: Stage::Runs,
    };
    let cut = pump
        .carry(Instant::now() + limits.time)
        .map_err(|error| format!("{} was lost sight of: {error}", process.argv[0]))?;
    let status = pump.group.reap();
    let (out, err) = pump.taken;
    Ok(Finished {
        out,
        err,
        cut,
        status,
    })
}

impl Pump<'_> {
    /// Feeds and reads it until it has ended.
    fn carry(&mut self, mut until: Instant) -> io::Result<Option<Cut>> {
        let mut cut = None;
        loop {
            let news = self.turn(until)?;
            let late = Instant::now() >= until;
            let stopped = news.contains(&News::Stopped);
            let before = self.stage;
            match before {
                Stage::Over if late => return Ok(cut),
                Stage::Runs | Stage::Asked if news.contains(&News::Ended) => {
                    // What it left running would hold the pipes open and outlive the call.
                    self.group.kill();
                    self.stage = Stage::Over;
                }
                Stage::Runs if late || stopped => {
                    cut = Some(if stopped { Cut::Stopped } else { Cut::Time });
                    self.group.ask();
                    self.stage = Stage::Asked;
                }
                Stage::Asked if late => {
                    self.group.kill();
                    until = Instant::now() + GRACE;
                }
                Stage::Runs | Stage::Asked | Stage::Over => {}
            }
            if self.stage == Stage::Over && self.is_dry() {
                return Ok(cut);
            }
            if self.stage != before {
                until = Instant::now() + GRACE;
            }
        }
    }

    fn is_dry(&self) -> bool {
        self.out.is_none() && self.err.is_none()
    }

    /// Waits for something, does what can be done, and tells what has happened.
    fn turn(&mut self, until: Instant) -> io::Result<Vec<News>> {
        if self.left.is_empty() {
            self.input = None;
        }
        let mut ends = Vec::new();
        if self.stage == Stage::Runs {
            ends.push((News::Stopped, self.stop.as_fd(), PollFlags::IN));
        }
        if self.stage != Stage::Over {
            ends.push((News::Ended, self.group.exit(), PollFlags::IN));
        }
        for pipe in [&self.out, &self.err].into_iter().flatten() {
            ends.push((News::Bytes, pipe.as_fd(), PollFlags::IN));
        }
        if let Some(input) = &self.input {
            ends.push((News::Bytes, input.as_fd(), PollFlags::OUT));
        }
        let polled: Vec<_> = ends.iter().map(|(_, end, flags)| (*end, *flags)).collect();
        let ready = ready(&polled, until)?;
        let news = ends.iter().zip(ready);
        let news = news.filter_map(|((news, ..), ready)| ready.then_some(*news));
        let news = news.collect();
        let (out, err) = &mut self.taken;
        for (pipe, taken) in [(&mut self.out, out), (&mut self.err, err)] {
            pipe.take_if(|pipe| taken.read(pipe) == Flow::Dry);
        }
        self.feed();
        Ok(news)
    }

    /// Writes what it takes without waiting. One that does not want to read is not in the wrong.
    fn feed(&mut self) {
        let Some(input) = &mut self.input else {
            return;
        };
        match input.write(&self.left) {
            Ok(count) => {
                self.left.drain(..count);
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
                ) => {}
            Err(_) => self.left.clear(),
        }
    }
}
