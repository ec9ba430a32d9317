//! How many tokens a request probably has, before the service counts them.

use super::abilities::Abilities;
use super::attached::{Attached, Kind};
use super::call::items::{self, Item};
use super::content::{Cited, ContentBlock, HeldKind, Json};
use super::record::Blob;
use super::settings::{Settings, Wire};
use super::tool::Tool;

/// Bytes of a token. Source: about four bytes of English; other languages and code need more tokens.
const BYTES: u64 = 4;

/// Tokens of a picture or document whose size is unknown.
const ATTACHMENT: u64 = 1500;

/// Pixels of a token of a picture. Source: Anthropic, vision: width × height / 750.
const PIXELS: u64 = 750;

/// The longest side of a picture that a model sees, where the data on models does not say; larger ones
/// are scaled down.
const LONGEST_SIDE: u32 = 1568;

/// Tokens of three pages of a PDF file of which only the text is taken. Source: AWS user guide, Converse.
const THREE_PAGES_OF_TEXT: u64 = 1000;

/// Tokens of three pages that are seen as pictures too. Same source.
const THREE_PAGES_SEEN: u64 = 7000;

/// Tokens around each message, such as its role.
const MESSAGE: u64 = 4;

/// What is known of an attachment beside its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    /// Bytes of its file.
    pub(crate) size: u64,
    /// Columns and rows of a picture.
    pub(crate) pixels: Option<(u32, u32)>,
    /// Pages of a document.
    pub(crate) pages: Option<u32>,
}

impl Extent {
    /// What the conversation knows. It does not keep how many pages there are.
    pub(crate) fn of_blob(blob: &Blob) -> Self {
        Self {
            size: blob.size,
            pixels: blob.pixels,
            pages: None,
        }
    }

    /// What is known of something that goes along.
    pub(crate) fn of_attached(attached: &Attached) -> Self {
        let pages = match attached.kind {
            Kind::Document { pages, .. } => pages,
            Kind::Picture { .. } | Kind::Video(_) | Kind::Audio(_) | Kind::Text(_) => None,
        };
        Self {
            size: attached.size,
            pixels: attached.pixels(),
            pages,
        }
    }
}

/// How a model sees what is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lens {
    longest_side: u32,
    wire: Wire,
}

impl Lens {
    /// That of a model over a wire.
    pub(crate) fn of(abilities: &Abilities, wire: Wire) -> Self {
        let longest_side = abilities.takes.longest_seen.unwrap_or(LONGEST_SIDE);
        Self { longest_side, wire }
    }
}

/// How many tokens a message of this content probably has. Never exact: mark it as an estimate.
///
/// `known` tells what is known of an attachment by its hash.
pub(crate) fn content_tokens(
    content: &[ContentBlock],
    lens: Lens,
    known: impl Fn(&str) -> Option<Extent>,
) -> u64 {
    let blocks = content.iter();
    MESSAGE
        + blocks
            .map(|content| block(content, lens, &known))
            .sum::<u64>()
}

/// How many tokens a picture or document probably has; `None` = nobody can tell.
pub(crate) fn attachment(content: &ContentBlock, lens: Lens, known: &Extent) -> Option<u64> {
    let held = content.held()?;
    match (held.what, held.format) {
        (HeldKind::Image, _) => known.pixels.map(|pixels| picture(pixels, lens)),
        (HeldKind::Document(..), "txt" | "md" | "csv" | "html") => Some(known.size.div_ceil(BYTES)),
        (HeldKind::Document(_, cited), "pdf") => known.pages.map(|pages| {
            let is_seen = cited == Cited::On || lens.wire == Wire::Messages;
            let three = if is_seen {
                THREE_PAGES_SEEN
            } else {
                THREE_PAGES_OF_TEXT
            };
            (u64::from(pages) * three).div_ceil(3)
        }),
        (HeldKind::Document(..) | HeldKind::Media(_), _) => None,
    }
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

fn block(block: &ContentBlock, lens: Lens, known: &impl Fn(&str) -> Option<Extent>) -> u64 {
    match block {
        ContentBlock::Text(words) | ContentBlock::Reasoning { text: words, .. } => {
            text_tokens(words)
        }
        ContentBlock::Image { hash, .. } | ContentBlock::Document { hash, .. } => known(hash)
            .and_then(|known| attachment(block, lens, &known))
            .unwrap_or(ATTACHMENT),
        ContentBlock::Media { .. } => ATTACHMENT,
        ContentBlock::ToolUse(call) => text_tokens(&call.name) + text_tokens(&call.input),
        ContentBlock::ToolResult { content, .. } => result(content, lens, known),
        ContentBlock::Redacted(data) => text_tokens(data),
        ContentBlock::CachePoint => 0,
        ContentBlock::Unknown { json, .. } => text_tokens(&json.0),
    }
}

/// A result of a tool, with the files in it.
fn result(content: &Json, lens: Lens, known: &impl Fn(&str) -> Option<Extent>) -> u64 {
    // Most results are long texts, and need not be read for that.
    if !content.0.contains("\"hash\"") {
        return text_tokens(&content.0);
    }
    let items = items::read(content);
    let of_item = |item: &Item| match item.as_block() {
        Some(held) => block(&held, lens, known),
        None => item.words().map_or(0, |words| text_tokens(&words)),
    };
    items.iter().map(of_item).sum()
}

fn picture((width, height): (u32, u32), lens: Lens) -> u64 {
    let (width, height) = (u64::from(width), u64::from(height));
    let seen = u64::from(lens.longest_side);
    let longest = width.max(height).max(seen);
    let scaled = |side: u64| side * seen / longest;
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

    fn lens(longest_seen: Option<u32>) -> Lens {
        let mut abilities = Abilities::default();
        abilities.takes.longest_seen = longest_seen;
        Lens::of(&abilities, Wire::Converse)
    }

    fn of_pixels(pixels: (u32, u32)) -> Extent {
        Extent {
            size: 10,
            pixels: Some(pixels),
            pages: None,
        }
    }

    #[test]
    fn files_in_results_of_tools_cost_what_they_cost_in_messages() {
        let result = |content: &str| ContentBlock::ToolResult {
            id: "t".to_owned(),
            status: None,
            content: Json(content.to_owned()),
        };
        let shot = result(
            r#"[{"text":"four letters"},{"image":{"hash":"h","format":"png"}},{"json":[1,2,3]}]"#,
        );
        let known = |hash: &str| (hash == "h").then(|| of_pixels((750, 100)));
        let words = text_tokens("four letters") + text_tokens("[\n  1,\n  2,\n  3\n]");
        let tokens = content_tokens(&[shot], lens(None), known);
        assert_eq!(tokens, MESSAGE + 100 + words);
        let plain = r#"[{"text":"no file is here"}]"#;
        let tokens = content_tokens(&[result(plain)], lens(None), known);
        assert_eq!(tokens, MESSAGE + text_tokens(plain));
    }

    #[test]
    fn pages_cost_more_where_they_are_seen() {
        let pdf = |cited| ContentBlock::Document {
            hash: String::new(),
            format: "pdf".to_owned(),
            name: String::new(),
            cited,
        };
        let three = Extent {
            size: 10,
            pixels: None,
            pages: Some(3),
        };
        let over = |wire| Lens { wire, ..lens(None) };
        let tokens = |cited, wire| attachment(&pdf(cited), over(wire), &three);
        assert_eq!(tokens(Cited::Off, Wire::Converse), Some(1000));
        assert_eq!(tokens(Cited::On, Wire::Converse), Some(7000));
        assert_eq!(tokens(Cited::Off, Wire::Messages), Some(7000));
    }

    #[test]
    fn text_is_a_quarter_of_its_bytes() {
        let said = ContentBlock::Text("a".repeat(400));
        assert_eq!(content_tokens(&[said], lens(None), |_| None), 104);
        let settings = Settings {
            system: "b".repeat(40),
            ..Settings::default()
        };
        assert_eq!(settings_tokens(&settings), 10);
    }

    #[test]
    fn pictures_go_by_their_size_where_it_is_known() {
        let known = |hash: &str| match hash {
            "small" => Some(of_pixels((750, 100))),
            "large" => Some(of_pixels((8000, 8000))),
            _ => None,
        };
        let estimate = |hash| content_tokens(&[image(hash)], lens(None), known);
        let newer = content_tokens(&[image("large")], lens(Some(2576)), known);
        assert_eq!(newer, MESSAGE + 8848);
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
