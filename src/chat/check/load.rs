//! How many and how large the attachments of a request are, all together.

use super::{Case, Finding};
use crate::chat::abilities::Ability;
use crate::chat::attached::limits::{
    MANY_PICTURES, MAX_BODY_BY_GUIDE, MAX_DOCUMENT, MAX_MEDIA_ENCODED, MAX_PICTURE_ENCODED,
    MAX_SIDE, MAX_SIDE_OF_MANY, encoded,
};
use crate::chat::attached::{Attached, Kind};
use crate::chat::content::{ContentBlock, HeldKind};
use crate::chat::record::Blob;
use crate::chat::settings::{Field, Wire};
use crate::chat::size::size;

/// Most bytes of a request's body. Source: service model of `bedrock-runtime`.
const MAX_BODY: u64 = 25_000_000;

/// How much the attachments of a request are, all together. What is unknown counts as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Load {
    /// The longest side of a picture, in pixels.
    pub(crate) longest_side: u32,
    /// Pictures that are larger than any may be.
    pub(crate) large_pictures: usize,
    /// Documents that are.
    pub(crate) large_documents: usize,
    /// Films and sounds that are.
    pub(crate) large_media: usize,
    /// Bytes of attachments as the body carries them, in base64, and of texts and results of tools.
    pub(crate) body: u64,
    /// Messages with documents and without words.
    pub(crate) wordless: usize,
}

/// What is known of an attachment.
struct Piece {
    field: Field,
    bytes: u64,
    pixels: Option<(u32, u32)>,
}

impl Load {
    /// Takes in a message. `blob_of` tells what the conversation knows of bytes, by their hash.
    pub(crate) fn add<'a>(
        &mut self,
        blocks: &[ContentBlock],
        blob_of: impl Fn(&str) -> Option<&'a Blob>,
    ) {
        for block in blocks {
            self.body += block.as_text().map_or(0, |text| text.len() as u64);
            let Some(held) = block.held() else {
                continue;
            };
            let field = match held.what {
                HeldKind::Image => Field::Images,
                HeldKind::Document(..) => Field::Documents,
                HeldKind::Media(_) => Field::Video,
            };
            if let Some(blob) = held.hash.and_then(&blob_of) {
                let (bytes, pixels) = (blob.size, blob.pixels);
                self.weigh(&Piece {
                    field,
                    bytes,
                    pixels,
                });
            }
        }
        let is_document = |block: &ContentBlock| matches!(block, ContentBlock::Document { .. });
        let says = |block: &ContentBlock| block.as_text().is_some() && !block.is_blank_text();
        if blocks.iter().any(is_document) && !blocks.iter().any(says) {
            self.wordless += 1;
        }
    }

    /// Takes in something that goes along with the message that is being written.
    pub(crate) fn attach(&mut self, attached: &Attached) {
        let field = match &attached.kind {
            Kind::Picture { .. } => Field::Images,
            Kind::Document { .. } => Field::Documents,
            Kind::Video(_) | Kind::Audio(_) => Field::Video,
            Kind::Text(text) => {
                self.body += text.len() as u64;
                return;
            }
        };
        if attached.hash.is_empty() {
            // The service reads it from a bucket.
            return;
        }
        self.weigh(&Piece {
            field,
            bytes: attached.size,
            pixels: attached.pixels(),
        });
    }

    /// Takes in the words of the message that is being written, without the marks of what goes along.
    pub(crate) fn say(&mut self, words: &str, attached: &[Attached]) {
        self.body += words.len() as u64;
        let is_document = |own: &Attached| matches!(own.kind, Kind::Document { .. });
        let is_text = |own: &Attached| matches!(own.kind, Kind::Text(_));
        let has_words = !words.trim().is_empty() || attached.iter().any(is_text);
        if !has_words && attached.iter().any(is_document) {
            self.wordless += 1;
        }
    }

    fn weigh(&mut self, piece: &Piece) {
        let (width, height) = piece.pixels.unwrap_or_default();
        let (side, in_body) = (width.max(height), encoded(piece.bytes));
        self.longest_side = self.longest_side.max(side);
        self.body += in_body;
        let (count, is_large) = if piece.field == Field::Images {
            let is_large = in_body > MAX_PICTURE_ENCODED || side > MAX_SIDE;
            (&mut self.large_pictures, is_large)
        } else if piece.field == Field::Documents {
            (&mut self.large_documents, piece.bytes > MAX_DOCUMENT)
        } else {
            (&mut self.large_media, in_body >= MAX_MEDIA_ENCODED)
        };
        *count += usize::from(is_large);
    }
}

pub(super) fn check(case: &Case<'_>, found: &mut Vec<Finding>) {
    let content = case.content;
    let load = content.load;
    found.extend(too_many_pictures(case));
    found.extend(large(
        load.large_pictures,
        Field::Images,
        "pictures are larger than 3.75 MB or 8000 px a side; make them smaller or leave them out",
    ));
    found.extend(large(
        load.large_documents,
        Field::Documents,
        "documents are larger than 4.5 MB; send parts of them or leave them out",
    ));
    let media = if content.video > 0 {
        Field::Video
    } else {
        Field::Audio
    };
    found.extend(large(
        load.large_media,
        media,
        "films or sounds have 25 MB or more in base64; put them in S3 or leave them out",
    ));
    if load.wordless > 0 && case.settings.wire == Wire::Converse {
        let text = "a message with a document needs words beside it; say what to do with it";
        found.push(Finding::refused(Field::Documents, text));
    }
    found.extend(body(case));
}

fn too_many_pictures(case: &Case<'_>) -> Option<Finding> {
    let (count, load) = (case.content.images, case.content.load);
    if let Some(most) = case.abilities.takes.max_images {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let text = format!(
            "this model takes at most {most} pictures in a request, and there are {count}; leave some out"
        );
        return (count > most).then(|| Finding::refused(Field::Images, text));
    }
    let is_many = count > MANY_PICTURES && load.longest_side > MAX_SIDE_OF_MANY;
    if !is_many || case.abilities.is_anthropic() == Ability::No {
        return None;
    }
    let text = format!(
        "of more than {MANY_PICTURES} pictures none may have more than {MAX_SIDE_OF_MANY} px a side; make them smaller or leave some out"
    );
    Some(Finding::refused(Field::Images, text))
}

fn large(count: usize, field: Field, what: &str) -> Option<Finding> {
    (count > 0).then(|| Finding::refused(field, format!("{count} {what}")))
}

fn body(case: &Case<'_>) -> Option<Finding> {
    let (content, bytes) = (case.content, case.content.load.body);
    let counts = [
        (content.images, Field::Images),
        (content.documents, Field::Documents),
        (content.video, Field::Video),
        (content.audio, Field::Audio),
        (content.tool_result_images, Field::Images),
        (content.tool_blocks, Field::Tools),
    ];
    let (_, field) = counts.into_iter().find(|(count, _)| *count > 0)?;
    let shown = size(bytes);
    if bytes > MAX_BODY {
        let text = format!(
            "the request has about {shown} in base64, and the service takes 25 MB; leave something out"
        );
        return Some(Finding::refused(field, text));
    }
    (bytes > MAX_BODY_BY_GUIDE).then(|| {
        let text = format!(
            "the request has about {shown} in base64; beyond 20 MB it may be refused, and can be tried"
        );
        Finding::unknown(field, text)
    })
}
