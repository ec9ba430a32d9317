//! Records that are to be written together, with the bytes of attachments among them.

use crate::chat::record::{Entry, Record};
use crate::store::blobs::{BlobBytes, NoBytes};

/// Records to be written, in their order. Each blob among them has its bytes.
#[derive(Debug)]
pub(crate) struct Batch {
    entries: Vec<Entry>,
    bytes: BlobBytes,
}

impl Batch {
    /// Puts records and the bytes of their blobs together; bytes of others are left out.
    ///
    /// # Errors
    /// A blob has no bytes here, or not so many as it says.
    pub(crate) fn new(entries: Vec<Entry>, bytes: &BlobBytes) -> Result<Self, NoBytes> {
        let mut own = BlobBytes::default();
        for entry in &entries {
            if let Record::Blob(blob) = &entry.record {
                own.share(blob, bytes)?;
            }
        }
        Ok(Self {
            entries,
            bytes: own,
        })
    }

    /// The records, and the bytes.
    pub(super) fn into_parts(self) -> (Vec<Entry>, BlobBytes) {
        (self.entries, self.bytes)
    }
}
