//! Attachments of a request: the bytes that messages name by their hash.

use std::collections::HashMap;
use std::sync::Arc;

/// The bytes of attachments, by the hash that content blocks carry.
///
/// Neither the state nor a request holds them: who builds a body looks them up and lends them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Attachments {
    by_hash: HashMap<String, Attachment>,
}

/// The bytes of one attachment. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    /// The media type, such as `image/png`.
    pub(crate) media: String,
    /// All of it.
    pub(crate) bytes: Arc<[u8]>,
}

/// An attachment that a message names and that nobody has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the bytes of the attachment {hash} are missing; attach the file again")]
pub(crate) struct MissingAttachment {
    /// `sha256:` and 64 hexadecimal digits.
    pub(crate) hash: String,
}

impl Attachments {
    /// Takes in the bytes with this hash.
    pub(crate) fn insert(&mut self, hash: String, attachment: Attachment) {
        self.by_hash.insert(hash, attachment);
    }

    /// The bytes with this hash.
    ///
    /// # Errors
    ///
    /// Nobody has them.
    pub(crate) fn get(&self, hash: &str) -> Result<&Attachment, MissingAttachment> {
        self.by_hash.get(hash).ok_or_else(|| MissingAttachment {
            hash: hash.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_attachment_is_named() {
        let mut attachments = Attachments::default();
        let png = Attachment {
            media: "image/png".to_owned(),
            bytes: Arc::from(&b"png"[..]),
        };
        attachments.insert("sha256:aa".to_owned(), png.clone());
        assert_eq!(attachments.get("sha256:aa"), Ok(&png));
        let missing = attachments.get("sha256:bb").unwrap_err();
        assert!(missing.to_string().contains("sha256:bb"), "{missing}");
    }
}
