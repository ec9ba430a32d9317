//! Attachments in the program that the system has for them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::event::{self, Event};
use super::tasks::Tasks;
use crate::app::msg::Msg;
use crate::chat::link::Link;
use crate::store::handout;
use crate::store::paths::Folders;

/// How long a program may take to say that it cannot open a file; one that runs on has opened it.
const PATIENCE: Duration = Duration::from_secs(2);

impl Tasks {
    /// Opens a file of the user's.
    pub(super) fn view_file(&mut self, path: PathBuf) {
        self.aside(move || told(open(&event::expand(path))));
    }

    /// Opens an address of the web in the user's browser.
    pub(super) fn open_link(&mut self, link: Link) {
        self.aside(move || {
            let opened = open::that_detached_with_timeout(link.address(), PATIENCE);
            told(opened.map_err(|error| {
                let host = link.host();
                format!("no browser opens {host}: {error}; copy the address with y instead")
            }))
        });
    }

    /// Opens a copy of the bytes with this hash, in a file that only the user can read.
    pub(super) fn view(&mut self, hash: String, end: &'static str, folders: Option<&Folders>) {
        let (blobs, folders) = (self.blobs.clone(), folders.cloned());
        self.aside(move || {
            let bytes = blobs.bytes(&hash);
            let copied = copied((&hash, end), bytes.as_deref(), folders.as_ref());
            told(copied.and_then(|path| open(&path)))
        });
    }
}

/// Writes the bytes to a file that is named after their hash, with this end.
fn copied(
    (hash, end): (&str, &str),
    bytes: Option<&[u8]>,
    folders: Option<&Folders>,
) -> Result<PathBuf, String> {
    let bytes = bytes.ok_or("the bytes of this attachment are missing in the file")?;
    let folders = folders.ok_or("there is no folder for a copy of it")?;
    let digits = hash.rsplit(':').next().unwrap_or(hash);
    let name = format!("{}.{end}", digits.get(..16).unwrap_or(digits));
    let path = folders.viewing().join(name);
    handout::put(&path, bytes).map_err(|error| error.to_string())?;
    Ok(path)
}

/// Starts the viewer, which goes on by itself.
fn open(path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Err(format!("{} is not there any more", path.display()));
    }
    open::that_detached_with_timeout(path, PATIENCE).map_err(|error| {
        format!(
            "no program opens {}: {error}; over SSH there may be none on this side",
            path.display()
        )
    })
}

/// A viewer that runs says it itself.
fn told(result: Result<(), String>) -> Event {
    Event::Core(Msg::Viewed(result))
}
