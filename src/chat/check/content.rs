//! What the messages of a request hold, as far as rules ask for it.

use super::Load;
use crate::chat::attached::{Attached, Kind};
use crate::chat::call::items;
use crate::chat::content::{Cited, ContentBlock, MediaKind};
use crate::chat::record::Blob;

/// How much of what the messages of a request hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct ContentKinds {
    /// Pictures in messages.
    pub(crate) images: usize,
    /// Documents in messages.
    pub(crate) documents: usize,
    /// Those of them whose passages are to be cited.
    pub(crate) cited: usize,
    /// Those of them that are neither PDF nor text.
    pub(crate) office: usize,
    /// Films in messages.
    pub(crate) video: usize,
    /// Sounds in messages.
    pub(crate) audio: usize,
    /// Calls and results of tools.
    pub(crate) tool_blocks: usize,
    /// Pictures in the results of tools.
    pub(crate) tool_result_images: usize,
    /// Cache points that stand in messages by hand.
    pub(crate) cache_points: usize,
    /// How the beginning of the reply looks.
    pub(crate) prefill: Prefill,
    /// How much the attachments are.
    pub(crate) load: Load,
}

/// How the beginning of the reply looks that the user wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub(crate) enum Prefill {
    /// There is none.
    #[default]
    None,
    /// It ends in something to see.
    Plain,
    /// It ends in white space.
    TrailingSpace,
}

impl Prefill {
    /// How a text looks that the user wrote.
    pub(crate) fn of(text: &str) -> Self {
        if text.is_empty() {
            Self::None
        } else if text.ends_with(char::is_whitespace) {
            Self::TrailingSpace
        } else {
            Self::Plain
        }
    }
}

impl ContentKinds {
    /// Counts the blocks of a message.
    pub(crate) fn add<'a>(&mut self, blocks: impl IntoIterator<Item = &'a ContentBlock>) {
        for block in blocks {
            self.count(block);
        }
    }

    /// Counts something that goes along with the message that is being written.
    pub(crate) fn attach(&mut self, attached: &Attached) {
        self.load.attach(attached);
        match attached.kind {
            Kind::Picture { .. } => self.images += 1,
            Kind::Document { format, cited, .. } => self.document(format.name(), cited),
            Kind::Video(_) => self.video += 1,
            Kind::Audio(_) => self.audio += 1,
            Kind::Text(_) => (),
        }
    }

    /// Counts the files that stand in results of tools among these blocks, and how long the results are.
    pub(crate) fn add_results<'a>(
        &mut self,
        blocks: &[ContentBlock],
        blob_of: impl Fn(&str) -> Option<&'a Blob>,
    ) {
        for block in blocks {
            let ContentBlock::ToolResult { content, .. } = block else {
                continue;
            };
            self.load.body += content.0.len() as u64;
            // Most results are long texts, and need not be read for that.
            if !content.0.contains("\"hash\"") {
                continue;
            }
            for item in items::read(content) {
                let Some(block) = item.as_block() else {
                    continue;
                };
                self.tool_result_images += usize::from(matches!(block, ContentBlock::Image { .. }));
                // It needs no words beside it, as one in a message does.
                let wordless = self.load.wordless;
                self.load.add(&[block], &blob_of);
                self.load.wordless = wordless;
            }
        }
    }

    fn document(&mut self, format: &str, cited: Cited) {
        self.documents += 1;
        self.cited += usize::from(cited == Cited::On);
        self.office += usize::from(matches!(format, "doc" | "docx" | "xls" | "xlsx"));
    }

    fn count(&mut self, block: &ContentBlock) {
        match block {
            ContentBlock::Image { .. } => self.images += 1,
            ContentBlock::Document { format, cited, .. } => self.document(format, *cited),
            ContentBlock::Media { kind, .. } => match kind {
                MediaKind::Video => self.video += 1,
                MediaKind::Audio => self.audio += 1,
            },
            ContentBlock::ToolUse(_) | ContentBlock::ToolResult { .. } => self.tool_blocks += 1,
            ContentBlock::CachePoint => self.cache_points += 1,
            ContentBlock::Text(_)
            | ContentBlock::Reasoning { .. }
            | ContentBlock::Redacted(_)
            | ContentBlock::Unknown { .. } => (),
        }
    }
}
