//! Small files that are remembered between runs: drafts, recents, refusals, votes, prompt
//! history, model lists, how the panes are arranged.
//!
//! None of them can keep the program from starting. What is missing is the default; what is damaged
//! is too, with a note for the screen.

pub(crate) mod arrangement;
pub(crate) mod draft;
pub(crate) mod history;
pub(crate) mod models;
mod models_form;
pub(crate) mod opened;
mod path_form;
pub(crate) mod recents;
pub(crate) mod refusals;
pub(crate) mod votes;

use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::atomic::replace;
use super::error::store_error;
use crate::chat::failure::StoreError;

/// What was remembered, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Remembered<T> {
    /// The default if there was nothing to read.
    pub(crate) value: T,
    /// Why it is the default although there is a file.
    pub(crate) note: Option<String>,
}

impl<T> Remembered<T> {
    /// What was remembered; what is to be said about it goes to the other notes.
    pub(crate) fn noted(self, notes: &mut Vec<String>) -> T {
        notes.extend(self.note);
        self.value
    }
}

/// Reads a JSON file. A damaged one is set aside, so that the next save does not end it.
fn read<T: DeserializeOwned>(path: &Path) -> Remembered<Option<T>> {
    let noted = |note| Remembered {
        value: None,
        note: Some(note),
    };
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Remembered {
                value: None,
                note: None,
            };
        }
        Err(error) => return noted(store_error("read", path, &error).to_string()),
    };
    match serde_json::from_slice(&bytes) {
        Ok(value) => Remembered {
            value: Some(value),
            note: None,
        },
        Err(error) => noted(format!(
            "{} is damaged: {error}; {}",
            path.display(),
            set_aside(path)
        )),
    }
}

/// Gives a damaged file another name, and says which.
fn set_aside(path: &Path) -> String {
    let aside = beside(path);
    match fs::rename(path, &aside) {
        Ok(()) => format!("it is kept as {}", aside.display()),
        Err(error) => format!("it could not be set aside: {error}"),
    }
}

/// Where a damaged file is kept.
fn beside(path: &Path) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(".damaged");
    PathBuf::from(name)
}

/// Writes a JSON file whole.
fn write(path: &Path, value: &impl Serialize) -> Result<(), StoreError> {
    let content = serde_json::to_vec(value).expect("state is plain values with names as keys");
    replace(path, &content)
}
