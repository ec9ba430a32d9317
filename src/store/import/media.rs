//! Attachments of imported messages: from base64 to bytes that are named by their hash.

use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::chat::attached::format::DocumentFormat;
use crate::chat::content::{Cited, ContentBlock};
use crate::chat::import::Left;
use crate::chat::record::Blob;
use crate::store::blobs;

/// Programs differ in whether they pad.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The attachments of a conversation, each once, and what had to be left out of it.
#[derive(Debug, Default)]
pub(super) struct Luggage {
    pub(super) blobs: Vec<(Blob, Arc<[u8]>)>,
    pub(super) left: Left,
}

impl Luggage {
    /// A picture in base64. Its format is that of its bytes, whatever it was called.
    pub(super) fn picture(&mut self, base64: &str) -> Option<ContentBlock> {
        let Some(bytes) = decoded(base64) else {
            self.left.out("a picture whose bytes are no base64");
            return None;
        };
        let Some(format) = format_of(&bytes) else {
            self.left
                .out("a picture that is neither png nor jpeg, gif or webp");
            return None;
        };
        let hash = self.add(bytes, &format!("image/{format}"), None);
        Some(ContentBlock::Image {
            hash,
            format: format.to_owned(),
        })
    }

    /// A picture of a `data:` address.
    pub(super) fn picture_at(&mut self, address: &str) -> Option<ContentBlock> {
        let data = address.strip_prefix("data:image/");
        if let Some((_, base64)) = data.and_then(|data| data.split_once(";base64,")) {
            return self.picture(base64);
        }
        self.left.out("a picture of which there is only an address");
        None
    }

    /// A document in base64.
    pub(super) fn document(
        &mut self,
        base64: &str,
        format: &str,
        named: (&str, Cited),
    ) -> Option<ContentBlock> {
        let Some(bytes) = decoded(base64) else {
            self.left.out("a document whose bytes are no base64");
            return None;
        };
        Some(self.document_of(bytes, format, named))
    }

    /// A document of these bytes.
    pub(super) fn document_of(
        &mut self,
        bytes: Vec<u8>,
        format: &str,
        (name, cited): (&str, Cited),
    ) -> ContentBlock {
        let media = DocumentFormat::named(format).map_or("text/plain", DocumentFormat::media);
        let hash = self.add(bytes, media, Some(name));
        ContentBlock::Document {
            hash,
            format: format.to_owned(),
            name: name.to_owned(),
            cited,
        }
    }

    fn add(&mut self, bytes: Vec<u8>, media: &str, name: Option<&str>) -> String {
        let hash = blobs::hash(&bytes);
        if !self.blobs.iter().any(|(blob, _)| blob.hash == hash) {
            let blob = Blob {
                hash: hash.clone(),
                media: media.to_owned(),
                size: bytes.len() as u64,
                name: name.map(str::to_owned),
                pixels: None,
            };
            self.blobs.push((blob, bytes.into()));
        }
        hash
    }
}

fn decoded(base64: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(base64.trim()).ok()?;
    (!bytes.is_empty()).then_some(bytes)
}

/// The format of a picture by its first bytes.
fn format_of(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpeg"),
        [b'G', b'I', b'F', b'8', ..] => Some("gif"),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Some("webp"),
        _ => None,
    }
}
