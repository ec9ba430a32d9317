//! The bytes of attachments: those that are on their way into the file, and where the others stand.
//!
//! Once the file has them they are read from there, so that pictures of a long conversation do not
//! fill the memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::chat::attachment::{Attachment, Attachments};
use crate::chat::content::ContentBlock;
use crate::chat::export::attachments_of;
use crate::chat::record::Entry;
use crate::chat::request::Request;
use crate::store::blobs::{self, BlobBytes, BlobPlace, NoBytes};
use crate::store::writer::Batch;

/// What is known of the bytes of attachments.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blobs {
    /// Not in the file yet.
    fresh: BlobBytes,
    /// Those of them that were attached and may be taken off again.
    attached: BTreeSet<String>,
    /// In the file.
    places: BTreeMap<String, BlobPlace>,
    file: Option<PathBuf>,
}

impl Blobs {
    /// Those of a file that was loaded.
    pub(crate) fn of_file(file: Option<PathBuf>, places: BTreeMap<String, BlobPlace>) -> Self {
        Self {
            places,
            file,
            ..Self::default()
        }
    }

    /// Takes bytes that are kept until the file has them.
    pub(super) fn add(&mut self, bytes: Arc<[u8]>) {
        let hash = self.fresh.add(bytes);
        self.attached.remove(&hash);
    }

    /// Takes the bytes of what was attached, which the task that read them has hashed.
    pub(super) fn add_known(&mut self, hash: String, bytes: Arc<[u8]>) {
        if self.fresh.get(&hash).is_none() {
            self.attached.insert(hash.clone());
        }
        self.fresh.add_known(hash, bytes);
    }

    /// Drops the bytes of what was attached and taken off again, or exchanged: all but what may still be
    /// sent, and what was said and is not in the file yet.
    pub(super) fn keep_only(
        &mut self,
        is_unsent: impl Fn(&str) -> bool,
        is_said: impl Fn(&str) -> bool,
    ) {
        let places = &self.places;
        let is_needed =
            |hash: &str| is_unsent(hash) || (is_said(hash) && !places.contains_key(hash));
        for gone in self.attached.extract_if(.., |hash| !is_needed(hash)) {
            self.fresh.forget(&gone);
        }
    }

    /// The conversation stands in this file now.
    pub(super) fn file_is(&mut self, file: PathBuf) {
        self.file = Some(file);
    }

    /// The file has the bytes, at this place.
    pub(super) fn stored(&mut self, place: BlobPlace) {
        self.fresh.forget(&place.hash);
        self.attached.remove(&place.hash);
        self.places.insert(place.hash.clone(), place);
    }

    /// Another conversation begins, in another file.
    pub(super) fn begin(&mut self) {
        self.places.clear();
        self.file = None;
    }

    /// Another conversation goes on, in its file. What is not sent yet is kept.
    pub(super) fn go_over(&mut self, other: Self) {
        self.places = other.places;
        self.file = other.file;
    }

    /// Records for the writer, with the bytes that they tell of.
    ///
    /// # Errors
    /// Nobody has the bytes of one.
    pub(super) fn batch(&self, entries: Vec<Entry>) -> Result<Batch, NoBytes> {
        Batch::new(entries, &self.fresh)
    }

    /// The bytes that a request names. Reads the file, so it belongs into a task. What cannot be had
    /// is missing, which is told when the body is built.
    pub(super) fn of_request(&self, request: &Request) -> Attachments {
        self.of_blocks(request.messages.iter().flat_map(|turn| &turn.content))
    }

    /// The bytes that blocks name, as far as they can be had. Reads the file too.
    pub(super) fn of_blocks<'a>(
        &self,
        blocks: impl Iterator<Item = &'a ContentBlock>,
    ) -> Attachments {
        let mut found = Attachments::default();
        for (hash, media) in blocks.flat_map(attachments_of) {
            if let Some(bytes) = self.bytes(&hash) {
                found.insert(hash, Attachment { media, bytes });
            }
        }
        found
    }

    /// The bytes of an attachment, if they can be had. Reads the file, so it belongs into a task.
    pub(super) fn bytes(&self, hash: &str) -> Option<Arc<[u8]>> {
        if let Some(bytes) = self.fresh.get(hash) {
            return Some(Arc::clone(bytes));
        }
        let bytes = blobs::read(self.file.as_ref()?, self.places.get(hash)?).ok()?;
        Some(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash_of(text: &str) -> String {
        blobs::hash(text.as_bytes())
    }

    fn attach(blobs: &mut Blobs, text: &str) {
        blobs.add_known(hash_of(text), text.as_bytes().into());
    }

    #[test]
    fn what_was_taken_off_again_is_dropped_and_nothing_else() {
        let mut blobs = Blobs::default();
        attach(&mut blobs, "rock");
        attach(&mut blobs, "sand");
        blobs.add(b"a table"[..].into());
        // The same bytes, once as a table and once attached.
        attach(&mut blobs, "a table");
        attach(&mut blobs, "said");
        blobs.keep_only(
            |hash| hash == hash_of("sand"),
            |hash| hash == hash_of("said"),
        );
        assert_eq!(blobs.bytes(&hash_of("rock")), None);
        for kept in ["sand", "said", "a table"] {
            assert!(blobs.bytes(&hash_of(kept)).is_some(), "{kept}");
        }
        attach(&mut blobs, "rock");
        assert!(blobs.bytes(&hash_of("rock")).is_some());
        blobs.stored(BlobPlace {
            hash: hash_of("said"),
            offset: 0,
            length: 0,
        });
        // Attached once more, and taken off again.
        attach(&mut blobs, "said");
        blobs.keep_only(|_| false, |_| true);
        assert_eq!(blobs.fresh.get(&hash_of("said")), None);
        assert!(blobs.fresh.get(&hash_of("rock")).is_some());
    }
}
