//! What reaches the loop from tasks, threads and signals.

use std::path::PathBuf;

use crate::app::msg::Msg;
use crate::bedrock::client::Client;
use crate::chat::failure::Failure;
use crate::sandbox::Sandbox;
use crate::store::report::Report;

/// Something that the loop must take in.
#[derive(Debug)]
pub(super) enum Event {
    /// For the core as it is.
    Core(Msg),
    /// Credentials were loaded, or not.
    Client(Result<Client, Failure>),
    /// The sandbox was started, or not.
    Sandbox(Result<Sandbox, String>),
    /// The writer tells something.
    File(Report),
    /// A signal came.
    Signal(Signal),
    /// A background task panicked; what it said.
    Panicked(String),
}

/// The signals that are obeyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End, with this exit code.
    End(u8),
    /// The terminal is gone.
    HangUp,
    /// Stop until continued.
    Suspend,
    /// The process was continued.
    Continued,
}

/// Where `save as` may go: `~` stands for the home folder.
pub(super) fn expand(path: PathBuf) -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (path.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path,
    }
}
