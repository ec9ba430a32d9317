//! What the command line gives to be attached, and the terminal that is left for keys.

use std::io::IsTerminal;
use std::path::PathBuf;

use crate::shell::{self, INPUT, Piped};

use super::args::Args;

/// The exit code for wrong use.
const USAGE: u8 = 2;

/// The exit code for a file that cannot be attached.
const UNFIT: u8 = 1;

/// What is to be attached.
#[derive(Debug)]
pub(super) struct Given {
    /// Files, and `-` for what is piped.
    pub(super) files: Vec<PathBuf>,
    /// What is piped, not read yet.
    pub(super) input: Option<Piped>,
}

impl Given {
    /// Looks at the files, and takes standard input if something is piped into it.
    ///
    /// # Errors
    /// There is no terminal, or a file cannot be attached: the exit code and a sentence.
    pub(super) fn find(args: &Args) -> Result<Self, (u8, String)> {
        if !std::io::stdout().is_terminal() {
            return Err((USAGE, no_terminal()));
        }
        let mut files = args.attach.clone();
        let named = files.iter().any(|file| file.as_os_str() == INPUT);
        files.retain(|file| file.as_os_str() != INPUT);
        for file in &files {
            shell::check(file).map_err(|why| (UNFIT, format!("not attached: {why}")))?;
        }
        let input = Piped::take().map_err(|_| (USAGE, no_terminal()))?;
        if input.is_some() {
            files.push(INPUT.into());
        } else if named {
            let why = "standard input is the terminal; pipe into outcrop what is to be attached";
            return Err((USAGE, why.to_owned()));
        }
        Ok(Self { files, input })
    }
}

fn no_terminal() -> String {
    "standard output must be a terminal for the full screen, and one must be there for keys; \
     `outcrop sandbox` works without one, `outcrop --help` shows all"
        .to_owned()
}
