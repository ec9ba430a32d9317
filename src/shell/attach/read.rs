//! The bytes of a file, and why they cannot be had.

use std::fs::{Metadata, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::OFlags;

use crate::app::chips::NotAttached;
use crate::chat::size::size;

/// Most bytes of a file that are read. Only a picture may be larger than what a request takes, since
/// it can be made smaller.
pub(super) const MAX_READ: u64 = 64_000_000;

/// Reads a file to be attached.
///
/// # Errors
/// It is not there, is no file, or cannot be read; the sentence names it and says what to do.
pub(super) fn read(path: &Path) -> Result<Arc<[u8]>, NotAttached> {
    let about = std::fs::metadata(path).map_err(|error| unread(path, &error))?;
    if let Some(what) = not_a_file(&about) {
        return Err(NotAttached::unfit(format!("{} is {what}", path.display())));
    }
    if about.len() > MAX_READ {
        return Err(too_large(path, about.len()));
    }
    let bytes = bytes_of(path).map_err(|error| unread(path, &error))?;
    if bytes.len() as u64 > MAX_READ {
        return Err(too_large(path, bytes.len() as u64));
    }
    Ok(bytes.into())
}

/// What it is instead of a file, and what to do.
fn not_a_file(about: &Metadata) -> Option<&'static str> {
    let kind = about.file_type();
    if kind.is_file() {
        return None;
    }
    Some(if kind.is_dir() {
        "a folder; name a file in it"
    } else if kind.is_fifo() {
        "a pipe; save what comes out of it in a file"
    } else if kind.is_socket() {
        "a socket, where no file can be read"
    } else {
        "a device, which may never end; save what it gives in a file"
    })
}

fn too_large(path: &Path, bytes: u64) -> NotAttached {
    NotAttached::unfit(format!(
        "{} has {}, and outcrop reads up to {}; make it smaller in another program",
        path.display(),
        size(bytes),
        size(MAX_READ)
    ))
}

fn unread(path: &Path, error: &std::io::Error) -> NotAttached {
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound => match std::fs::read_link(path) {
            Ok(to) => NotAttached::unfit(format!(
                "{shown} is a link to {}, which is not there",
                to.display()
            )),
            Err(_) => NotAttached::nothing(format!(
                "cannot read {shown}: there is no such file; look at its name"
            )),
        },
        ErrorKind::PermissionDenied => NotAttached::unfit(format!(
            "cannot read {shown}: it is not yours to read; chmod u+r gives you the right"
        )),
        ErrorKind::NotADirectory => NotAttached::nothing(format!(
            "cannot read {shown}: a part of its path is a file and no folder"
        )),
        _ => NotAttached::unfit(format!("cannot read {shown}: {error}")),
    }
}

/// The bytes of a regular file; a pipe or a device could keep the thread for ever, already when it is
/// opened.
pub(in crate::shell) fn bytes_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let no_waiting = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or_default();
    let mut options = OpenOptions::new();
    let file = options.read(true).custom_flags(no_waiting).open(path)?;
    if !file.metadata()?.is_file() {
        let cause = "it is no regular file";
        return Err(std::io::Error::new(ErrorKind::InvalidInput, cause));
    }
    let mut bytes = Vec::new();
    file.take(MAX_READ + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
