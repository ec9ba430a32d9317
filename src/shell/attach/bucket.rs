//! What lies in S3: it is named only, and the service reads it.

use std::sync::Arc;

use super::Fetched;
use crate::app::bucket;
use crate::app::chips::NotAttached;
use crate::chat::attached::{Attached, Source};

/// An attachment that the service reads by itself. outcrop does not have its bytes.
///
/// # Errors
/// It is no film and no sound, or no address; in a sentence that names it.
pub(super) fn named(name: String, uri: &str, owner: Option<&str>) -> Result<Fetched, NotAttached> {
    let kind = bucket::kind(uri).map_err(NotAttached::unfit)?;
    let attached = Attached {
        hash: String::new(),
        size: 0,
        name,
        source: Source::S3 {
            uri: uri.to_owned(),
            owner: owner.map(str::to_owned),
        },
        kind,
        changes: Vec::new(),
    };
    let bytes = Arc::from([]);
    Ok(Fetched { attached, bytes })
}
