//! Bytes that no file of the user's has: kept beside the drafts, so that a draft can name them.

use std::path::{Path, PathBuf};

use crate::app::chips::NotAttached;
use crate::store::attachments;

/// Keeps bytes in a file that is named by their hash; gives its path.
///
/// # Errors
/// The file cannot be written; where and why.
pub(super) fn keep(folder: Option<&Path>, end: &str, bytes: &[u8]) -> Result<PathBuf, NotAttached> {
    let nowhere = "there is no home folder to keep a changed picture in; set HOME";
    let folder = folder.ok_or_else(|| NotAttached::unfit(nowhere))?;
    attachments::keep_in(folder, bytes, end)
        .map_err(|error| NotAttached::unfit(format!("the changed picture is not kept: {error}")))
}
