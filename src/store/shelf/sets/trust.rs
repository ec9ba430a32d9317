//! Who can have written a file that names programs.

use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::Path;

use super::super::folder::{MAX_BYTES, text_of};
use crate::store::load::regular;

/// Looks at the folder that a file stands in, and at the one that it really stands in if it is a link.
///
/// # Errors
/// Somebody else could put a file there; how to mend that.
pub(super) fn folder_of(path: &Path) -> Result<(), String> {
    let real = std::fs::canonicalize(path).map_err(|error| error.to_string())?;
    for folder in [path.parent(), real.parent()].into_iter().flatten() {
        let about = std::fs::metadata(folder).map_err(|error| error.to_string())?;
        check(folder, &about)?;
    }
    Ok(())
}

/// The text of a file that only its owner can have written.
///
/// # Errors
/// Why it is not taken; how to mend that.
pub(super) fn read(path: &Path) -> Result<String, String> {
    let mut bytes = Vec::new();
    regular(path).map_err(|error| error.to_string())?;
    let file = File::open(path).map_err(|error| error.to_string())?;
    // What was opened is looked at, so that nobody can put another file in its place between.
    let about = file.metadata().map_err(|error| error.to_string())?;
    check(path, &about)?;
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    text_of(bytes)
}

#[cfg(unix)]
fn check(path: &Path, about: &Metadata) -> Result<(), String> {
    use std::os::unix::fs::MetadataExt as _;
    let own = rustix::process::geteuid().as_raw();
    // The system itself can write everywhere.
    let owned = about.uid() == own || about.uid() == 0;
    let path = path.display();
    if !owned {
        return Err(format!(
            "{path} belongs to another user, and what it names would run as you; `chown {own} '{path}'` mends that"
        ));
    }
    if about.mode() & 0o022 != 0 {
        return Err(format!(
            "others can write to {path}, and what it names would run as you; `chmod go-w '{path}'` mends that"
        ));
    }
    Ok(())
}

#[cfg(not(unix))]
fn check(_path: &Path, _about: &Metadata) -> Result<(), String> {
    Ok(())
}
