//! How far a command is, on the last line of the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::chat::progress::{Monitor, Progress, Stopped};

/// What is faster is not told, and the line is not written anew more often.
const PAUSE: Duration = Duration::from_millis(300);

/// Tells on standard error how far something is, if that is a terminal. `Ctrl-C` ends the command.
#[derive(Debug)]
pub(super) struct Counter {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    next: Instant,
    /// The columns of the line that stands there.
    columns: usize,
}

impl Counter {
    /// Nothing stands there.
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State {
                next: Instant::now() + PAUSE,
                columns: 0,
            }),
        }
    }

    /// Takes the line away, so that what is told next stands in its place.
    pub(super) fn clear(&self) {
        if let Ok(mut state) = self.state.lock() {
            state.show("");
        }
    }
}

impl State {
    /// Writes a line over the one that stands there.
    fn show(&mut self, line: &str) {
        if self.columns == 0 && line.is_empty() {
            return;
        }
        let mut error = std::io::stderr().lock();
        let rest = self.columns.saturating_sub(line.len());
        // Without a terminal that shows it nothing is lost.
        write!(error, "\r{line}{:rest$}\r", "").ok();
        error.flush().ok();
        self.columns = line.len();
    }
}

impl Monitor for Counter {
    fn tell(&self, progress: Progress) -> Result<(), Stopped> {
        let now = Instant::now();
        if let Ok(mut state) = self.state.lock()
            && now >= state.next
            && std::io::stderr().is_terminal()
        {
            state.next = now + PAUSE;
            state.show(&progress.to_string());
        }
        Ok(())
    }

    fn go_on(&self) -> Result<(), Stopped> {
        Ok(())
    }
}
