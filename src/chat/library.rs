//! The library: what can be told of a conversation file without opening it.

use std::path::PathBuf;

use super::content::ContentBlock;
use super::conversation::Conversation;
use super::message::{Message, Role};
use super::price::Dollars;
use super::time::Wall;

/// How many characters of a message stand for a title, at most.
const TITLE: usize = 60;

/// How many messages a model sees that is asked for a title.
const QUOTED: usize = 4;

/// How many characters of each of them.
const QUOTE: usize = 1500;

/// What the user says of a whole conversation. Of what is `None` nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FileMark {
    /// Whether it is kept on top of others.
    pub(crate) pin: Option<Pinned>,
    /// Its tags, in the user's order; these are all of them.
    pub(crate) tags: Option<Vec<String>>,
}

/// Whether a conversation is kept on top of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Pinned {
    /// It is.
    Yes,
    /// It is not.
    #[default]
    No,
}

/// One conversation file as the library shows it.
///
/// All of it can be had again from the file: that alone counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Volume {
    /// The file.
    pub(crate) path: PathBuf,
    /// The id in its header; `None` = the header is damaged.
    pub(crate) id: Option<String>,
    /// What it is called: by hand, by a model, else the first words of the user.
    pub(crate) title: String,
    /// The models that have replied, in the order of their first reply.
    pub(crate) models: Vec<String>,
    /// When the first record was made.
    pub(crate) begun: Wall,
    /// When the last record was made.
    pub(crate) changed: Wall,
    /// How many messages of the user begin a turn.
    pub(crate) turns: u64,
    /// What all replies cost; `None` = a price or a count is unknown.
    pub(crate) cost: Option<Dollars>,
    /// The size of the file in bytes.
    pub(crate) bytes: u64,
    /// How many replies failed.
    pub(crate) errors: u64,
    /// How many lines of the file are damaged.
    pub(crate) damaged: u64,
    /// Whether the user keeps it on top.
    pub(crate) pinned: bool,
    /// The user's tags, in their order.
    pub(crate) tags: Vec<String>,
}

/// The title of a conversation: the one that it was given, else the first words of the user, else
/// nothing.
pub(crate) fn title(conversation: &Conversation) -> String {
    if let Some(title) = conversation.title() {
        return title.to_owned();
    }
    let mut by_user: Vec<&Message> = conversation
        .messages()
        .filter(|message| message.role == Role::User && message.content.iter().any(says))
        .collect();
    by_user.sort_by_key(|message| message.id);
    by_user
        .first()
        .map_or_else(String::new, |message| first_words(&message.text()))
}

fn says(block: &ContentBlock) -> bool {
    block.as_text().is_some_and(|text| !text.trim().is_empty())
}

/// The beginning of a text on one line, cut between words where it can be.
pub(crate) fn first_words(text: &str) -> String {
    let mut title = String::new();
    for word in text.split_whitespace() {
        let room = TITLE.saturating_sub(title.chars().count());
        if title.is_empty() {
            title.extend(word.chars().take(room));
        } else if word.chars().count() < room {
            title.push(' ');
            title.push_str(word);
        } else {
            break;
        }
    }
    title
}

/// A title as a model has given it, without what it was told to leave out; `None` = there is none.
pub(crate) fn given_title(answer: &str) -> Option<String> {
    let mut lines = answer.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty())?;
    let line = line.trim_start_matches('#').trim();
    let bare = line.trim_matches(['"', '“', '”', '*', '`', '.', ' ']);
    let title = first_words(bare);
    (!title.is_empty()).then_some(title)
}

/// The beginning of a conversation, for a model that is to give it a title; `None` where nothing was
/// said.
pub(crate) fn excerpt(conversation: &Conversation) -> Option<String> {
    let lane = conversation.lanes().next()?;
    let messages = lane.path.iter();
    let messages = messages.filter_map(|id| conversation.message(*id));
    let quoted = messages
        .filter(|message| message.content.iter().any(says))
        .take(QUOTED)
        .map(|message| {
            let said: String = message.text().chars().take(QUOTE).collect();
            format!("{}: {}", message.role.name(), said.trim())
        });
    let text = quoted.collect::<Vec<_>>().join("\n\n");
    (!text.is_empty()).then(|| format!("<conversation>\n{text}\n</conversation>"))
}

/// Tags as they were typed: words with or without `#`, parted by blanks or commas, each once.
pub(crate) fn tags(typed: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for word in typed.split(|c: char| c.is_whitespace() || c == ',') {
        let tag = word.trim_matches('#');
        if !tag.is_empty() && !tags.iter().any(|other| other == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_words_are_one_line_and_not_cut_within_a_word() {
        assert_eq!(
            first_words(" What\nis  an\toutcrop? "),
            "What is an outcrop?"
        );
        let long = "word ".repeat(40);
        assert!(first_words(&long).ends_with("word"));
        assert!(first_words(&long).chars().count() <= TITLE);
        assert_eq!(first_words(&"x".repeat(90)).len(), TITLE);
        assert_eq!(first_words(" \n"), "");
    }

    #[test]
    fn what_a_model_puts_around_a_title_is_taken_off() {
        let given = |text| given_title(text).unwrap_or_default();
        assert_eq!(given("\n\"Rocks and rivers.\"\nmore"), "Rocks and rivers");
        assert_eq!(given("# **Rocks**"), "Rocks");
        assert_eq!(given_title(" \n"), None);
    }

    #[test]
    fn tags_are_words() {
        assert_eq!(tags("#work, q4  work #q4,"), ["work", "q4"]);
        assert_eq!(tags(" , #"), Vec::<String>::new());
    }
}
