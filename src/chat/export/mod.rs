//! Conversations for other readers: as Markdown, as a page, as plain text.
//!
//! Everything here is a function of the conversation. What a form cannot hold is named by [`lost()`],
//! never dropped unsaid. Bodies of requests are made where requests are sent, and copies of the file
//! where files are.

mod about;
mod clean;
pub(crate) mod html;
mod lost;
mod markdown;
mod notes;
mod outline;
mod results;
mod text;

#[cfg(test)]
mod tests;

use super::abilities::AbilityTable;
use super::attached::format::{DocumentFormat, PictureFormat};
use super::attachment::Attachments;
use super::call::items::{self, Item};
use super::content::{ContentBlock, HeldKind, Json};
use super::conversation::Conversation;
use super::ids::{LaneId, MessageId};
use super::progress::{Monitor, Steps, Stopped, Unit};

pub(crate) use html::html;
pub(crate) use lost::{lost, lost_of_body};
pub(crate) use markdown::markdown;
pub(crate) use outline::{Section, sections};
pub(crate) use text::text;

/// The forms that a conversation can be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Format {
    /// Markdown with front matter.
    Markdown,
    /// One page for a browser, pictures inside.
    Html,
    /// Plain text.
    Text,
    /// The body of a request of Converse.
    Converse,
    /// The body of a request of the Anthropic Messages API on Bedrock.
    Messages,
    /// Records of the conversation file as they are.
    Native,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub(crate) const ALL: [Self; 6] = [
        Self::Markdown,
        Self::Html,
        Self::Text,
        Self::Converse,
        Self::Messages,
        Self::Native,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Text => "txt",
            Self::Converse => "converse",
            Self::Messages => "messages",
            Self::Native => "jsonl",
        }
    }

    /// What it is, in a few words.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown, with model, settings, tokens and cost",
            Self::Html => "one page for a browser, pictures inside",
            Self::Text => "plain text",
            Self::Converse => "the body of a Converse request, JSON",
            Self::Messages => "the body of an Anthropic Messages request, JSON",
            Self::Native => "a conversation file of outcrop",
        }
    }

    /// How the name of a file of this form ends.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Markdown => ".md",
            Self::Html => ".html",
            Self::Text => ".txt",
            Self::Converse => ".converse.json",
            Self::Messages => ".messages.json",
            Self::Native => ".jsonl",
        }
    }

    /// The form that the name of a file asks for. Plain `.json` is a body of Converse.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let more = [
            (".markdown", Self::Markdown),
            (".htm", Self::Html),
            (".text", Self::Text),
            (".json", Self::Converse),
        ];
        let own = Self::ALL.map(|format| (format.ending(), format));
        let mut all = own.into_iter().chain(more);
        all.find(|(ending, _)| name.ends_with(ending))
            .map(|(_, format)| format)
    }

    /// Whether it is the body of a request, which holds a single path.
    pub(crate) fn is_body(self) -> bool {
        match self {
            Self::Converse | Self::Messages => true,
            Self::Markdown | Self::Html | Self::Text | Self::Native => false,
        }
    }
}

/// Which part of a conversation is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum What {
    /// What a lane shows.
    Path(LaneId),
    /// A message and all that follows it. Where only a path fits, it is the one that the lane showed.
    Branch(LaneId, MessageId),
    /// What each of the open lanes shows.
    Lanes,
    /// All messages but those in the trash.
    Tree,
}

/// What is exported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    /// The conversation.
    pub(crate) conversation: &'a Conversation,
    /// Which part of it.
    pub(crate) what: What,
    /// Prices, and how models differ.
    pub(crate) table: &'a AbilityTable,
    /// The bytes of its pictures, as far as they are at hand.
    pub(crate) attachments: &'a Attachments,
    /// Whoever waits for it.
    pub(crate) monitor: &'a dyn Monitor,
}

impl What {
    /// The lane whose settings a request takes: that of the path, else the first one.
    pub(crate) fn lane(self, conversation: &Conversation) -> Option<LaneId> {
        match self {
            Self::Path(lane) | Self::Branch(lane, _) => Some(lane),
            Self::Lanes | Self::Tree => {
                let first = conversation.lanes().next();
                let first = first.or_else(|| conversation.all_lanes().next());
                first.map(|lane| lane.id)
            }
        }
    }

    /// The path of which a request can be made: its first and its last message.
    pub(crate) fn ends(self, conversation: &Conversation) -> Option<(MessageId, MessageId)> {
        let lane = self.lane(conversation)?;
        if let Self::Branch(_, from) = self {
            conversation.message(from)?;
            return Some((from, conversation.descend(lane, from)));
        }
        let path = &conversation.lane(lane)?.path;
        path.first().copied().zip(path.last().copied())
    }
}

impl<'a> Subject<'a> {
    /// The messages of these sections, to be counted as they are written.
    fn steps(&self, sections: &[Section]) -> Result<Steps<'a>, Stopped> {
        let count = sections.iter().map(|section| section.messages.len()).sum();
        Steps::begin(count, Unit::Messages, self.monitor)
    }
}

/// The attachments that the result of a tool shows, by hash and media type.
fn attachments_in(result: &Json) -> Vec<(String, String)> {
    let items = items::read(result).into_iter();
    let named = items.filter_map(|item| match item {
        Item::Picture { hash, format } => Some((hash, format!("image/{format}"))),
        Item::Document { hash, format } => Some((hash, media_of(&format).to_owned())),
        Item::Text(_) | Item::Json(_) | Item::Other(_) => None,
    });
    named.collect()
}

/// The media type of a document's format.
fn media_of(format: &str) -> &'static str {
    DocumentFormat::named(format).map_or("text/plain", DocumentFormat::media)
}

/// The attachments that a block shows, those within results of tools too: hash and media type.
pub(crate) fn attachments_of(block: &ContentBlock) -> Vec<(String, String)> {
    if let Some(result) = block.as_result() {
        // Most results are long texts, and need not be read for that.
        if result.content.0.contains("\"hash\"") {
            return attachments_in(result.content);
        }
        return Vec::new();
    }
    let held = block.held().and_then(|held| Some((held, held.hash?)));
    let named = held.map(|(held, hash)| {
        let format = held.format;
        let media = match held.what {
            HeldKind::Image => PictureFormat::named(format)
                .map_or_else(|| format!("image/{format}"), |it| it.media().to_owned()),
            HeldKind::Document(..) => media_of(format).to_owned(),
            HeldKind::Media(kind) => format!("{}/{format}", kind.name()),
        };
        (hash.to_owned(), media)
    });
    named.into_iter().collect()
}
