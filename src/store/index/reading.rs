//! Reading one conversation file for the index, and reading on where it has grown.

use std::path::{Path, PathBuf};

use crate::chat::abilities::AbilityTable;
use crate::chat::conversation::Conversation;
use crate::chat::generation::Outcome;
use crate::chat::ids::{ConversationId, Turn};
use crate::chat::library::{Pinned, Volume};
use crate::chat::message::{Message, Origin, Role};
use crate::chat::price::{self, Dollars, Prices};
use crate::chat::record::{Entry, Record};
use crate::chat::time::Wall;
use crate::store::format::decode;
use crate::store::health::BadLine;
use crate::store::load;

/// How many characters of a message stand for a title.
const MAX_TITLE: usize = 80;

/// A file as far as it was read.
#[derive(Debug)]
pub(super) struct Reading {
    /// The file.
    pub(super) path: PathBuf,
    /// The fold of its records.
    pub(super) conversation: Conversation,
    /// The checksum of all bytes that were read.
    pub(super) sum: u32,
    /// How many bytes were read.
    pub(super) read: usize,
    /// Whether they end with a newline, so that what follows is a line of its own.
    closed: bool,
    lines: Lines,
}

/// What the lines have said, beside the conversation.
#[derive(Debug, Default)]
struct Lines {
    id: Option<ConversationId>,
    /// The times of the first and the last record.
    span: Option<(Wall, Wall)>,
    /// How many lines there are, empty ones too.
    all: usize,
    records: u64,
    damaged: u64,
    /// Whether the file never was a conversation.
    foreign: bool,
}

impl Reading {
    /// Reads a whole file.
    pub(super) fn new(path: &Path, bytes: &[u8]) -> Self {
        let first = bytes.split(|byte| *byte == b'\n').next();
        let mut reading = Self {
            path: path.to_owned(),
            conversation: Conversation::new(load::made_up(first.unwrap_or_default())),
            sum: 0,
            read: 0,
            closed: true,
            lines: Lines::default(),
        };
        reading.take(bytes);
        reading.lines.foreign |= reading.lines.records == 0
            && reading.lines.damaged > 0
            && !load::looks_like_a_record(first.unwrap_or_default());
        reading
    }

    /// Reads what was added, if nothing else of the file has changed; false if it has.
    pub(super) fn grow(&mut self, path: &Path, bytes: &[u8]) -> bool {
        let Some((before, added)) = bytes.split_at_checked(self.read) else {
            return false;
        };
        let same = self.path == path && self.closed && !self.lines.foreign;
        if !same || self.lines.records == 0 || crc32c::crc32c(before) != self.sum {
            return false;
        }
        self.take(added);
        true
    }

    fn take(&mut self, bytes: &[u8]) {
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let content = line.strip_suffix(b"\n").unwrap_or(line);
            self.lines.all += 1;
            if !content.is_empty() {
                self.line(content);
            }
        }
        self.sum = crc32c::crc32c_append(self.sum, bytes);
        self.read += bytes.len();
        self.closed = bytes.last().is_none_or(|byte| *byte == b'\n');
    }

    fn line(&mut self, content: &[u8]) {
        match decode(content) {
            Ok(decoded) => self.record(&decoded.entry),
            Err(reason) => {
                self.lines.damaged += 1;
                self.lines.foreign |=
                    self.lines.all == 1 && matches!(reason, BadLine::OtherFormat(_));
            }
        }
    }

    fn record(&mut self, entry: &Entry) {
        if let Record::Header(header) = &entry.record {
            self.lines.id.get_or_insert_with(|| header.id.clone());
        }
        let begun = self.lines.span.map_or(entry.at, |(begun, _)| begun);
        self.lines.span = Some((begun, entry.at));
        self.lines.records += 1;
        self.conversation.apply(entry);
    }

    /// Whether it is a conversation that something was said in.
    pub(super) fn is_conversation(&self) -> bool {
        !self.lines.foreign && self.lines.records + self.lines.damaged > 0
    }

    /// What the library shows of it.
    pub(super) fn volume(&self, table: &AbilityTable) -> Volume {
        let (begun, changed) = self.lines.span.unwrap_or_default();
        let mut messages: Vec<&Message> = self.conversation.messages().collect();
        messages.sort_unstable_by_key(|message| message.id);
        let own = |message: &&&Message| !matches!(message.origin, Some(Origin::Same(_)));
        let begins =
            |message: &&&Message| message.role == Role::User && message.turn == Turn(message.id.0);
        let turns = messages.iter().filter(own).filter(begins).count();
        let failed = messages.iter().filter(|message| is_failed(message));
        Volume {
            path: self.path.clone(),
            id: self.lines.id.as_ref().map(|id| id.as_str().to_owned()),
            title: title(&self.conversation, &messages),
            models: models(&messages),
            begun,
            changed,
            turns: turns as u64,
            cost: cost(&messages, table),
            bytes: self.read as u64,
            errors: failed.count() as u64,
            damaged: self.lines.damaged,
            pinned: self.conversation.pin() == Pinned::Yes,
            tags: self.conversation.tags().to_vec(),
        }
    }
}

fn is_failed(message: &Message) -> bool {
    let end = message.generation.as_ref().and_then(|it| it.end.as_ref());
    end.is_some_and(|end| matches!(end.outcome, Outcome::Failed(_)))
}

/// The title, else the first words of the user.
fn title(conversation: &Conversation, messages: &[&Message]) -> String {
    if let Some(title) = conversation.title() {
        return title.to_owned();
    }
    let asked = messages.iter().filter(|message| message.role == Role::User);
    let text = asked.map(|message| message.text()).next();
    let text = text.unwrap_or_default();
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().take(MAX_TITLE).collect()
}

/// The models that something has come from, in the order of their first reply.
fn models(messages: &[&Message]) -> Vec<String> {
    let mut models: Vec<String> = Vec::new();
    for reply in messages.iter().filter_map(|it| it.generation.as_deref()) {
        let Some(choice) = &reply.settings.model else {
            continue;
        };
        if reply.first.is_some() && !models.contains(&choice.name) {
            models.push(choice.name.clone());
        }
    }
    models
}

/// What all replies that are over cost; `None` if that of one is unknown.
fn cost(messages: &[&Message], table: &AbilityTable) -> Option<Dollars> {
    if price::is_untold(messages.iter().copied()) {
        return None;
    }
    let mut prices = Prices::of(table);
    let replies = messages.iter().filter_map(|it| it.generation.as_deref());
    replies
        .filter(|reply| !reply.is_open())
        .map(|reply| {
            let price = prices.of_reply(reply);
            price::of_reply(reply, price.as_ref())
        })
        .sum()
}
