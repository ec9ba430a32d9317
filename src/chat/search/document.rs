//! What of a conversation can be found: a document for each message, one for the title and the names
//! of files, and one for each system prompt.

use std::collections::BTreeSet;

use super::words::folded;
use crate::chat::abilities::AbilityTable;
use crate::chat::content::{ContentBlock, MediaSource};
use crate::chat::conversation::Conversation;
use crate::chat::generation::{Generation, Outcome};
use crate::chat::ids::MessageId;
use crate::chat::json::Value;
use crate::chat::message::{Message, Origin, Role};
use crate::chat::price::{self, Prices};
use crate::chat::time::Wall;

/// The longest word without a space that is kept of tool calls, in bytes. Longer ones are encoded.
const MAX_WORD: usize = 1024;

/// Something that can be found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    /// The message to jump to; `None` = the conversation as a whole.
    pub(crate) message: Option<MessageId>,
    /// What it is.
    pub(crate) part: Part,
    /// When it was made.
    pub(crate) at: Wall,
    /// The name of the model and its id, for a reply.
    pub(crate) model: Option<String>,
    /// Why the reply ended.
    pub(crate) stop: Option<String>,
    /// How the reply failed: kind, code and what was said.
    pub(crate) error: Option<String>,
    /// What the reply cost, in dollars, if that is known.
    pub(crate) cost: Option<f64>,
    /// Names of the tools that are called, each between newlines.
    pub(crate) tools: String,
    /// What it has beside text.
    pub(crate) has: Has,
    /// Everything that can be found in it.
    pub(crate) text: String,
}

/// What a document is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    /// Title and names of files.
    Title,
    /// A system prompt.
    System,
    /// A message of the user.
    User,
    /// A reply.
    Assistant,
}

impl Part {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [Self::Title, Self::System, Self::User, Self::Assistant];

    /// Its name in queries and on the screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::System => "system",
            Self::User => Role::User.name(),
            Self::Assistant => Role::Assistant.name(),
        }
    }
}

/// What a message has beside text, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub(crate) struct Has(pub(crate) u8);

impl Has {
    /// A picture.
    pub(crate) const IMAGE: Self = Self(1);
    /// A document.
    pub(crate) const DOCUMENT: Self = Self(2);
    /// A tool call or its result.
    pub(crate) const TOOL: Self = Self(4);
    /// What the model thought.
    pub(crate) const REASONING: Self = Self(8);

    fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// All documents of a conversation, in the order of its records.
///
/// Copies of a message are left out: what they say is found where it was said first.
pub(crate) fn documents(conversation: &Conversation, table: &AbilityTable) -> Vec<Document> {
    let mut messages: Vec<&Message> = conversation.messages().collect();
    messages.sort_unstable_by_key(|message| message.id);
    let begun = messages.first().map_or(Wall::default(), |first| first.at);
    let mut prices = Prices::of(table);
    let first = messages.iter().find(|message| message.role == Role::User);
    let said = first.map(|message| message.text()).unwrap_or_default();
    let mut all = Vec::from_iter(title(conversation, &said, begun));
    let mut prompts = BTreeSet::new();
    for message in &messages {
        if let Some(reply) = message.generation.as_deref() {
            all.extend(system(message, reply, &mut prompts));
        }
    }
    let own = messages
        .iter()
        .filter(|message| !matches!(message.origin, Some(Origin::Same(_))));
    all.extend(own.map(|message| of_message(conversation, message, &mut prices)));
    all
}

fn blank(part: Part, at: Wall, text: String) -> Document {
    Document {
        message: None,
        part,
        at,
        model: None,
        stop: None,
        error: None,
        cost: None,
        tools: String::new(),
        has: Has::default(),
        text,
    }
}

/// The title, unless it is what was `said` first, and the name of the table of cases.
fn title(conversation: &Conversation, said: &str, at: Wall) -> Option<Document> {
    let title = conversation.title().unwrap_or_default();
    let mut text = String::new();
    if !begins_so(said, title) {
        part(&mut text, title);
    }
    let cases = conversation.cases().and_then(|file| file.name.as_deref());
    part(&mut text, cases.unwrap_or_default());
    (!text.is_empty()).then(|| blank(Part::Title, at, text))
}

/// Whether a text begins with these words, the last of which may be cut off.
fn begins_so(text: &str, words: &str) -> bool {
    let words = folded(words);
    let text = folded(text);
    let Some((last, whole)) = words.split_last() else {
        return true;
    };
    text.starts_with(whole) && text.get(whole.len()).is_some_and(|it| it.starts_with(last))
}

/// The system prompt that a reply was made with, once. It is found at the first such reply.
fn system<'a>(
    message: &Message,
    reply: &'a Generation,
    prompts: &mut BTreeSet<&'a str>,
) -> Option<Document> {
    let prompt = reply.settings.system.as_str();
    let is_new = !prompt.trim().is_empty() && prompts.insert(prompt);
    is_new.then(|| Document {
        message: Some(message.id),
        ..blank(Part::System, message.at, prompt.to_owned())
    })
}

fn of_message<'a>(
    conversation: &Conversation,
    message: &'a Message,
    prices: &mut Prices<'a>,
) -> Document {
    let part = match message.role {
        Role::User => Part::User,
        Role::Assistant => Part::Assistant,
    };
    let mut document = Document {
        message: Some(message.id),
        ..blank(part, message.at, String::new())
    };
    for block in &message.content {
        add(&mut document, conversation, block);
    }
    if let Some(reply) = message.generation.as_deref() {
        produced(&mut document, reply, prices);
    }
    document
}

/// What produced a reply, and how it ended.
fn produced<'a>(document: &mut Document, reply: &'a Generation, prices: &mut Prices<'a>) {
    for passage in &reply.notes.passages {
        part(&mut document.text, &passage.quoted);
    }
    let model = reply.settings.model.as_ref();
    document.model = model.map(|choice| format!("{}\n{}", choice.name, choice.model.as_str()));
    let price = prices.of_reply(reply);
    document.cost = price::of_reply(reply, price.as_ref()).map(|cost| cost.0);
    match reply.end.as_ref().map(|end| &end.outcome) {
        Some(Outcome::Done(reason)) => document.stop = Some(reason.0.clone()),
        Some(Outcome::Cancelled) => document.stop = Some("cancelled".to_owned()),
        Some(Outcome::Failed(failure)) => {
            document.stop = Some("failed".to_owned());
            let code = failure.code.as_deref().unwrap_or_default();
            let told = [failure.kind.name(), code, &failure.message];
            document.error = Some(told.join(" "));
        }
        Some(Outcome::Interrupted) | None => document.stop = Some("interrupted".to_owned()),
    }
}

fn add(document: &mut Document, conversation: &Conversation, block: &ContentBlock) {
    let text = &mut document.text;
    match block {
        ContentBlock::Text(words) => part(text, words),
        ContentBlock::Image { hash, .. } => {
            document.has.add(Has::IMAGE);
            let name = conversation
                .blob(hash)
                .and_then(|blob| blob.name.as_deref());
            part(text, name.unwrap_or_default());
        }
        ContentBlock::Document { name, .. } => {
            document.has.add(Has::DOCUMENT);
            part(text, name);
        }
        ContentBlock::Media { source, .. } => {
            let name = match source {
                MediaSource::Bytes(hash) => conversation.blob(hash),
                MediaSource::S3 { .. } => None,
            };
            let name = name.and_then(|blob| blob.name.as_deref());
            part(text, name.unwrap_or_default());
        }
        ContentBlock::ToolUse(call) => {
            document.has.add(Has::TOOL);
            document.tools.push('\n');
            document.tools.push_str(&call.name);
            document.tools.push('\n');
            part(text, &call.name);
            part(text, &plain(&call.input));
        }
        ContentBlock::ToolResult { content, .. } => {
            document.has.add(Has::TOOL);
            part(text, &plain(&content.0));
        }
        ContentBlock::Reasoning { text: words, .. } => {
            document.has.add(Has::REASONING);
            part(text, words);
        }
        ContentBlock::Redacted(_) => document.has.add(Has::REASONING),
        ContentBlock::Unknown { json, .. } => part(text, &plain(&json.0)),
        ContentBlock::CachePoint => {}
    }
}

/// Adds a part below what is there.
fn part(text: &mut String, more: &str) {
    if more.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(more);
}

/// The names and values of JSON, without its marks and escapes. What is no JSON is taken as it is.
fn plain(json: &str) -> String {
    let mut text = String::new();
    match Value::parse(json) {
        Ok(value) => flatten(&value, &mut text),
        Err(_) => value_of(json, &mut text),
    }
    text
}

fn flatten(value: &Value, text: &mut String) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(digits) => value_of(digits, text),
        Value::Text(words) => value_of(words, text),
        Value::List(list) => list.iter().for_each(|value| flatten(value, text)),
        Value::Object(members) => {
            for (name, value) in members {
                value_of(name, text);
                flatten(value, text);
            }
        }
    }
}

fn value_of(words: &str, text: &mut String) {
    let is_encoded = words.len() > MAX_WORD && !words.contains(char::is_whitespace);
    if is_encoded || words.is_empty() {
        return;
    }
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(words);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_taken_without_its_marks() {
        assert_eq!(plain("{\"a b\": [1.5, \"\\u0063\", null]}"), "a b 1.5 c");
        assert_eq!(plain("{\"cut"), "{\"cut");
        let encoded = format!("{{\"data\": \"{}\", \"name\": \"x\"}}", "A".repeat(4000));
        assert_eq!(plain(&encoded), "data name x");
    }

    #[test]
    fn a_title_of_the_first_words_is_recognized() {
        assert!(begins_so("Why is granite grey?", "Why is gra…"));
        assert!(begins_so("Why is granite grey?", ""));
        assert!(!begins_so("Why is granite grey?", "Rocks"));
        assert!(!begins_so("Why", "Why is"));
    }
}
