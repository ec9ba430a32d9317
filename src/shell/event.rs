//! What reaches the loop from tasks, threads and signals.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::attach::{DroppedFile, Fetched};
use super::clipboard::{News as Clipboard, NotCopied};
use super::colourist::Done as Code;
use super::colours::News as Colours;
use super::custody::Reopening;
use super::darkroom::News as Pictures;
use super::darkroom::means::Answer;
use super::opening::Arrival;
use super::outside::Step;
use super::runner::{Ran, RunId};
use super::takeover::Asker;
use crate::app::cases::CasesRead;
use crate::app::chips::{ArrivalId, NotAttached, Wanted};
use crate::app::export::Imported;
use crate::app::msg::{ListingAge, Msg};
use crate::bedrock::client::Client;
use crate::chat::failure::{Failure, FileChange};
use crate::chat::listing::Listing;
use crate::config::Config;
use crate::sandbox::Sandbox;
use crate::store::follow::News;
use crate::store::report::Report;

/// Something that the loop must take in.
#[derive(Debug)]
pub(super) enum Event {
    /// For the core as it is.
    Core(Msg),
    /// Credentials were loaded, or not.
    Client(Epoch, Result<Client, Failure>),
    /// The sandbox was started, or not.
    Sandbox(Epoch, Result<Sandbox, String>),
    /// The models were listed.
    Listed(Epoch, Listing, ListingAge),
    /// What was to be attached was read, or cannot go along.
    Attached(ArrivalId, Box<Result<Fetched, NotAttached>>),
    /// The files that a pasted text names were read; `None` = it names none.
    Dropped(ArrivalId, Option<Vec<DroppedFile>>),
    /// What a draft names was read.
    Restored(ArrivalId, Vec<(Wanted, Result<Fetched, NotAttached>)>),
    /// A table of cases was read, with the bytes of its file, or cannot be.
    CasesRead(Result<(Box<CasesRead>, Arc<[u8]>), String>),
    /// Conversations were made of a file, or not.
    Imported(Result<Imported, String>),
    /// Another conversation file was opened, or cannot be.
    Opened(Result<Box<Arrival>, String>),
    /// The conversation's file was opened again in another way, or cannot be.
    Reopened(Result<Box<Reopening>, String>),
    /// Another outcrop asks for a file that is written to here.
    Asked(Asker),
    /// Something has come in a file that is read along, or was done to it. The number tells which
    /// file: of an earlier one it comes too late.
    Followed(u32, Result<News, FileChange>),
    /// What came of a program that ran for a call, or why it did not run.
    Ran(RunId, Result<Box<Ran>, String>),
    /// The writer tells something.
    File(Report),
    /// The user's editor has come so far.
    Outside(Step),
    /// Something has come for the pictures.
    Pictures(Pictures),
    /// The terminal tells of its colours.
    Colours(Colours),
    /// The terminal tells what it is.
    Terminal(Terminal),
    /// Some code was looked at.
    Code(Box<Code>),
    /// The themes of the user were read, by name and text or why they cannot be.
    ThemesRead(Vec<(String, Result<String, String>)>),
    /// Files of themes were saved: all of them, in the same way, and the names of those that have changed.
    ThemesSaved(Vec<(String, Result<String, String>)>, Vec<String>),
    /// Something about the clipboard of the terminal.
    Clipboard(Clipboard),
    /// A text was not copied; it can go elsewhere.
    NotCopied(NotCopied),
    /// The clipboard of the terminal would be heard now: it can be asked for.
    ClipboardHeard(ArrivalId),
    /// The settings were written, or what is wrong with them.
    Settings(Result<Box<Config>, String>),
    /// How long the terminal took to answer what it was asked at the start.
    RoundTrip(Duration),
    /// The terminal has taken in all that was written before it was asked.
    Reached,
    /// A signal came.
    Signal(Signal),
    /// A background task panicked; what it said.
    Panicked(String),
}

/// What the terminal tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Terminal {
    /// Its name and version.
    Name(String),
    /// It has kitty's keyboard.
    Keyboard,
}

impl From<Answer> for Event {
    fn from(answer: Answer) -> Self {
        Self::Pictures(Pictures::Answered(answer))
    }
}

/// Which connection an answer belongs to. Answers of an earlier one come too late and say nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Epoch(pub(super) u32);

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
