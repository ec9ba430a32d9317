//! Pictures that stand in a reply itself, in base64, in a block that is kept as it came.
//!
//! No record has their bytes apart, so they are named by what stands in the block. The text is looked
//! through and not parsed, since it may be megabytes long and is laid out with the rest.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::chat::content::ContentBlock;
use crate::chat::export::attachments_of;

/// What begins the name of such a picture, where others have `sha256:`.
const INLINE: &str = "inline:";

/// How the wires call the base64 of a picture.
const MEMBERS: [&str; 2] = ["\"bytes\":", "\"data\":"];

/// Shorter texts are no pictures.
const LEAST: usize = 60;

/// How much of both ends of a text names it.
const ENDS: usize = 4096;

/// The pictures that a block shows, those in results of tools and in the block itself too: their
/// hashes or names, and formats such as `png`.
pub(crate) fn pictures_of(block: &ContentBlock) -> Vec<(String, String)> {
    if let ContentBlock::Unknown { json, .. } = block {
        return named(&json.0).into_iter().collect();
    }
    let all = attachments_of(block).into_iter();
    let pictures = all.filter_map(|(hash, media)| {
        let format = media.strip_prefix("image/")?.to_owned();
        Some((hash, format))
    });
    pictures.collect()
}

/// Whether a picture is one that stands in its block.
pub(crate) fn is_inline(hash: &str) -> bool {
    hash.starts_with(INLINE)
}

/// The base64 of the picture with this name, if it stands in one of these blocks.
pub(crate) fn base64_of<'a>(
    name: &str,
    blocks: impl Iterator<Item = &'a ContentBlock>,
) -> Option<&'a str> {
    let mut texts = blocks.filter_map(|block| match block {
        ContentBlock::Unknown { json, .. } => base64_in(&json.0),
        ContentBlock::Text(_)
        | ContentBlock::Image { .. }
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Reasoning { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint => None,
    });
    texts.find(|text| name_of(text) == name)
}

fn named(json: &str) -> Option<(String, String)> {
    let base64 = base64_in(json)?;
    Some((name_of(base64), format_of(base64).to_owned()))
}

/// The base64 of the picture in a block.
fn base64_in(json: &str) -> Option<&str> {
    if !json.contains("\"image\"") {
        return None;
    }
    let found = MEMBERS.iter().filter_map(|member| {
        let (_, rest) = json.split_once(member)?;
        let (text, _) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
        (text.len() >= LEAST).then_some(text)
    });
    found.max_by_key(|text| text.len())
}

/// By how the bytes begin.
fn format_of(base64: &str) -> &'static str {
    match base64.as_bytes() {
        [b'i', b'V', b'B', b'O', ..] => "png",
        [b'/', b'9', b'j', ..] => "jpeg",
        [b'R', b'0', b'l', b'G', ..] => "gif",
        [b'U', b'k', b'l', b'G', ..] => "webp",
        _ => "of the reply",
    }
}

fn name_of(base64: &str) -> String {
    let bytes = base64.as_bytes();
    let ends = ENDS.min(bytes.len());
    let mut hasher = DefaultHasher::new();
    (bytes.len(), &bytes[..ends], &bytes[bytes.len() - ends..]).hash(&mut hasher);
    format!("{INLINE}{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::content::Json;

    fn unknown(json: &str) -> ContentBlock {
        ContentBlock::Unknown {
            wire: "converse".to_owned(),
            json: Json(json.to_owned()),
        }
    }

    #[test]
    fn a_picture_in_a_reply_is_found_whichever_wire_carried_it() {
        let data = format!("iVBORw0K{}", "A".repeat(90));
        let converse = format!(r#"{{"image":{{"format":"png","source":{{"bytes":"{data}"}}}}}}"#);
        let messages =
            format!(r#"{{"type":"image","source":{{"type":"base64","data": "{data}"}}}}"#);
        for json in [converse, messages] {
            let block = unknown(&json);
            let [(name, format)] = &pictures_of(&block)[..] else {
                panic!("{json}");
            };
            assert!(is_inline(name) && format == "png");
            let blocks = [unknown("{}"), block.clone()];
            assert_eq!(base64_of(name, blocks.iter()), Some(&data[..]));
            assert_eq!(base64_of("inline:0", blocks.iter()), None);
        }
    }

    #[test]
    fn other_blocks_have_none() {
        for json in [
            "{}",
            r#"{"image":{"format":"png"}}"#,
            r#"{"image":{"source":{"bytes":"short"}}}"#,
            r#"{"image":{"source":{"bytes":"never ends"#,
            r#"{"audio":{"source":{"bytes":"AAAA"}}}"#,
        ] {
            assert_eq!(pictures_of(&unknown(json)), []);
        }
    }
}
