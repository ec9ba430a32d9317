//! How many tokens a request probably has, before the service counts them.

use super::abilities::Abilities;
use super::content::ContentBlock;
use super::settings::Settings;
use super::tool::Tool;

/// Bytes of a token. Source: about four bytes of English; other languages and code need more tokens.
const BYTES: u64 = 4;

/// Tokens of a picture or document whose size is unknown.
const ATTACHMENT: u64 = 1500;

/// Pixels of a token of a picture. Source: Anthropic, vision: width × height / 750.
const PIXELS: u64 = 750;

/// The longest side of a picture that a model sees; larger ones are scaled down. Newer models of
/// Anthropic, from Opus 4.7 on, see 2576 px.
const LONGEST_SIDE: u64 = 1568;

/// Tokens around each message, such as its role.
const MESSAGE: u64 = 4;

/// How many tokens a message of this content probably has. Never exact: mark it as an estimate.
///
/// `size_of` tells width and height of a picture by its hash, as far as they are known.
pub(crate) fn content_tokens(
    content: &[ContentBlock],
    size_of: impl Fn(&str) -> Option<(u32, u32)>,
) -> u64 {
    let blocks = content.iter();
    MESSAGE + blocks.map(|content| block(content, &size_of)).sum::<u64>()
}

/// Which share of the context window so many tokens take, 1 = all of it; `None` = unknown.
pub(crate) fn share_of_context(tokens: u64, abilities: &Abilities) -> Option<f64> {
    let context = abilities.context.filter(|context| *context > 0)?;
    #[expect(
        clippy::cast_precision_loss,
        reason = "token counts are far below 2^52"
    )]
    let share = tokens as f64 / context as f64;
    Some(share)
}

fn block(block: &ContentBlock, size_of: &impl Fn(&str) -> Option<(u32, u32)>) -> u64 {
    match block {
        ContentBlock::Text(words) | ContentBlock::Reasoning { text: words, .. } => {
            text_tokens(words)
        }
        ContentBlock::Image { hash, .. } => size_of(hash).map_or(ATTACHMENT, picture),
        ContentBlock::Document { .. } | ContentBlock::Media { .. } => ATTACHMENT,
        ContentBlock::ToolUse(call) => text_tokens(&call.name) + text_tokens(&call.input),
        ContentBlock::ToolResult { content, .. } => text_tokens(&content.0),
        ContentBlock::Redacted(data) => text_tokens(data),
        ContentBlock::CachePoint => 0,
        ContentBlock::Unknown { json, .. } => text_tokens(&json.0),
    }
}

/// How many tokens a picture of so many pixels probably has.
pub(crate) fn picture((width, height): (u32, u32)) -> u64 {
    let (width, height) = (u64::from(width), u64::from(height));
    let longest = width.max(height).max(LONGEST_SIDE);
    let scaled = |side: u64| side * LONGEST_SIDE / longest;
    (scaled(width) * scaled(height)).div_ceil(PIXELS)
}

/// How many tokens the system prompt and the tools probably have.
pub(crate) fn settings_tokens(settings: &Settings) -> u64 {
    let tools = settings.tools.offered.iter().map(tool).sum::<u64>();
    text_tokens(&settings.system) + tools
}

fn tool(tool: &Tool) -> u64 {
    match tool {
        Tool::Custom(custom) => {
            text_tokens(&custom.name)
                + text_tokens(&custom.description)
                + text_tokens(&custom.schema.0)
        }
        Tool::Typed { json, .. } | Tool::Foreign(json) => text_tokens(&json.0),
    }
}

/// How many tokens a text probably has.
pub(crate) fn text_tokens(text: &str) -> u64 {
    let bytes = u64::try_from(text.len()).unwrap_or(u64::MAX);
    bytes.div_ceil(BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(hash: &str) -> ContentBlock {
        ContentBlock::Image {
            hash: hash.to_owned(),
            format: "png".to_owned(),
        }
    }

    #[test]
    fn text_is_a_quarter_of_its_bytes() {
        let said = ContentBlock::Text("a".repeat(400));
        assert_eq!(content_tokens(&[said], |_| None), 104);
        let settings = Settings {
            system: "b".repeat(40),
            ..Settings::default()
        };
        assert_eq!(settings_tokens(&settings), 10);
    }

    #[test]
    fn pictures_go_by_their_size_where_it_is_known() {
        let size_of = |hash: &str| match hash {
            "small" => Some((750, 100)),
            "large" => Some((8000, 8000)),
            _ => None,
        };
        let estimate = |hash| content_tokens(&[image(hash)], size_of);
        assert_eq!(estimate("small"), MESSAGE + 100);
        assert_eq!(estimate("large"), MESSAGE + 3279);
        assert_eq!(estimate("other"), MESSAGE + 1500);
    }

    #[test]
    fn the_share_needs_a_known_window() {
        let mut abilities = Abilities::default();
        assert_eq!(share_of_context(10, &abilities), None);
        abilities.context = Some(40);
        assert_eq!(share_of_context(10, &abilities), Some(0.25));
        abilities.context = Some(0);
        assert_eq!(share_of_context(10, &abilities), None);
    }
}
