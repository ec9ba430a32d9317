//! What came of a run, as the answer to its call.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::bash::Session;
use super::editor::Undo;
use super::process::{Cut, Finished};
use crate::chat::attached::Kind;
use crate::chat::call::Status;
use crate::chat::generation::Micros;
use crate::chat::json::Value;
use crate::chat::tool::invocation::{Output, RunEnd};
use crate::chat::tool::set::{Limits, ResultForm};
use crate::shell::attach::{Desk, Fetched};

/// What came of a run, with what is kept of it.
#[derive(Debug)]
pub(in crate::shell) struct Ran {
    /// What the core is told.
    pub(super) end: RunEnd,
    /// The picture that it wrote, with its bytes.
    pub(super) files: Vec<Fetched>,
    /// What the text editor remembers.
    pub(super) undo: Option<Undo>,
    /// The shell, if it lives on.
    pub(super) session: Option<Box<Session>>,
}

impl Ran {
    /// A run that gave a text.
    pub(super) fn text(text: String, status: Status, since: Instant, exit: Option<i32>) -> Self {
        let text = if text.is_empty() {
            // A service refuses texts without a character.
            "(it wrote nothing)".to_owned()
        } else {
            text
        };
        Self {
            end: RunEnd {
                output: vec![Output::Text(text)],
                status,
                us: micros(since),
                exit,
            },
            files: Vec::new(),
            undo: None,
            session: None,
        }
    }

    /// What a command gave that has finished.
    pub(super) fn of(
        finished: &Finished,
        form: ResultForm,
        (limits, since): (Limits, Instant),
        desk: &Desk,
    ) -> Self {
        let exit = finished.status.and_then(|status| status.code());
        let trouble = trouble(finished.cut, finished.status, limits.time);
        if let Some(trouble) = trouble {
            let text = with_errors(finished, &trouble);
            return Self::text(text, Status::Error, since, exit);
        }
        match form {
            ResultForm::Text => Self::text(finished.out.text(), Status::Success, since, exit),
            ResultForm::Json => json(finished, since, exit),
            ResultForm::Image => picture(finished, since, desk),
        }
    }
}

fn json(finished: &Finished, since: Instant, exit: Option<i32>) -> Ran {
    let text = finished.out.text();
    match Value::parse(&text) {
        Ok(_) => {
            let mut ran = Ran::text(String::new(), Status::Success, since, exit);
            ran.end.output = vec![Output::Json(text)];
            ran
        }
        Err(error) => {
            let text = with_errors(finished, &format!("what it wrote is no JSON: {error}"));
            Ran::text(text, Status::Error, since, exit)
        }
    }
}

fn picture(finished: &Finished, since: Instant, desk: &Desk) -> Ran {
    let wrong = |why: &str| Ran::text(why.to_owned(), Status::Error, since, Some(0));
    if finished.out.more > 0 {
        return wrong("the picture is larger than the output limit");
    }
    if finished.out.bytes.is_empty() {
        return wrong("it wrote no picture");
    }
    match desk.written("the picture", finished.out.bytes.clone()) {
        Ok(fetched) if matches!(fetched.attached.kind, Kind::Picture { .. }) => {
            let mut ran = Ran::text(String::new(), Status::Success, since, Some(0));
            ran.end.output = vec![Output::File(fetched.attached.clone())];
            ran.files = vec![fetched];
            ran
        }
        Ok(_) => wrong("what it wrote is no picture"),
        Err(not) => wrong(&not.why),
    }
}

/// All that it wrote, and what went wrong.
fn with_errors(finished: &Finished, trouble: &str) -> String {
    let out = finished.out.text();
    let err = finished.err.text();
    let mut parts = Vec::new();
    if !out.is_empty() {
        parts.push(out);
    }
    if !err.is_empty() {
        parts.push(format!("[standard error]\n{err}"));
    }
    parts.push(format!("[{trouble}]"));
    parts.join("\n")
}

/// What went wrong with a program, if anything did.
pub(super) fn trouble(
    cut: Option<Cut>,
    status: Option<ExitStatus>,
    time: Duration,
) -> Option<String> {
    match cut {
        Some(Cut::Time) => {
            let seconds = time.as_secs();
            return Some(format!("it was ended after {seconds} s, its time limit"));
        }
        Some(Cut::Stopped) => return Some("it was stopped".to_owned()),
        None => {}
    }
    let status = status?;
    match status.code() {
        Some(0) => None,
        Some(code) => Some(format!("exit code {code}")),
        None => Some(ended_by(status)),
    }
}

fn ended_by(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt as _;
    match status.signal() {
        Some(signal) => format!("signal {signal} ended it"),
        None => "it ended in an unknown way".to_owned(),
    }
}

/// How long ago that was.
pub(super) fn micros(since: Instant) -> Micros {
    Micros(u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX))
}
