//! The command line: arguments to commands.

/// Prints on standard error what may go unread: the work goes on where nobody takes it.
macro_rules! tell {
    ($($text:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stderr(), $($text)*).ok();
    }};
}

mod args;
mod check;
mod config;
mod counter;
mod export;
mod full_screen;
mod given;
mod import;
mod keys;
mod look;
mod recover;
mod sandbox;
mod themes;
mod tools;
mod tools_check;

use std::process::ExitCode;

use clap::Parser;

use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::shown::Shown;

use args::{Args, Command};

/// Runs the program; errors are printed on standard error, one sentence each.
#[must_use]
pub fn main() -> ExitCode {
    let args = Args::parse();
    let result = match &args.command {
        Some(Command::Sandbox(options)) => sandbox::run(options),
        Some(Command::Export(options)) => export::run(options),
        Some(Command::Import(options)) => import::run(options),
        Some(Command::Tools(options)) => tools::run(options),
        Some(Command::Config(options)) => config::run(options),
        Some(Command::Keys(options)) => keys::run(options),
        Some(Command::Check(options)) => check::run(options),
        Some(Command::Recover(options)) => recover::run(options),
        None => full_screen::run(&args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // Who reads what is printed has had enough of it, as in `outcrop config show | head`.
        Err(error) if is_unread(&error) => ExitCode::from(UNREAD),
        Err(error) => {
            tell!("outcrop: {}", in_words(&error));
            ExitCode::from(exit_code(&error))
        }
    }
}

/// The code of a program that a closed pipe has ended, as shells tell it.
const UNREAD: u8 = 141;

fn is_unread(error: &anyhow::Error) -> bool {
    let io = error.downcast_ref::<std::io::Error>();
    io.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}

/// An error in a sentence. What the program advises about a file while one chats does not fit here.
fn in_words(error: &anyhow::Error) -> String {
    match error.downcast_ref::<StoreError>() {
        None => format!("{error:#}"),
        Some(StoreError {
            doing,
            path,
            cause,
            kind: StoreErrorKind::Other,
        }) => Shown::label(&format!("could not {doing} {path}: {cause}")).to_string(),
        Some(store) => Shown::label(&store.to_string()).to_string(),
    }
}

/// 3 for the configuration, 6 for a conversation file, 1 for anything else.
fn exit_code(error: &anyhow::Error) -> u8 {
    if error.is::<crate::config::ConfigError>() || error.is::<crate::ui::theme::ThemeFault>() {
        3
    } else if error.is::<StoreError>() {
        6
    } else {
        1
    }
}
