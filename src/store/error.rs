//! Errors of the operating system, as the core is told them.

use std::io::{self, ErrorKind};
use std::path::Path;

use crate::chat::failure::{StoreError, StoreErrorKind};

/// Says what was attempted on which file, in the operating system's words.
pub(super) fn store_error(doing: &'static str, path: &Path, error: &io::Error) -> StoreError {
    StoreError {
        doing,
        path: path.display().to_string(),
        cause: error.to_string(),
        kind: kind(error.kind()),
    }
}

fn kind(kind: ErrorKind) -> StoreErrorKind {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreErrorKind::Full,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => StoreErrorKind::Denied,
        ErrorKind::NotFound => StoreErrorKind::Missing,
        _ => StoreErrorKind::Other,
    }
}
