//! Conversations of other programs: what every reader makes of its file, before it becomes records.

use std::sync::Arc;

use super::content::ContentBlock;
use super::generation::Usage;
use super::message::Role;
use super::record::Blob;
use super::settings::Settings;
use super::time::Wall;

/// What a file can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// A conversation file of outcrop.
    Outcrop,
    /// The body of a Converse request.
    Converse,
    /// The body of an Anthropic Messages request, or of one that is like it.
    Messages,
    /// The data export of Claude.
    Claude,
    /// The data export of `ChatGPT`.
    ChatGpt,
    /// A session of aichat.
    Aichat,
    /// A session of Claude Code.
    ClaudeCode,
    /// A session of Codex.
    Codex,
}

impl Source {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Outcrop,
        Self::Converse,
        Self::Messages,
        Self::Claude,
        Self::ChatGpt,
        Self::Aichat,
        Self::ClaudeCode,
        Self::Codex,
    ];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Outcrop => "jsonl",
            Self::Converse => "converse",
            Self::Messages => "messages",
            Self::Claude => "claude",
            Self::ChatGpt => "chatgpt",
            Self::Aichat => "aichat",
            Self::ClaudeCode => "claude-code",
            Self::Codex => "codex",
        }
    }

    /// What it is called in a sentence.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Outcrop => "outcrop",
            Self::Converse => "a Converse request",
            Self::Messages => "a Messages request",
            Self::Claude => "Claude",
            Self::ChatGpt => "ChatGPT",
            Self::Aichat => "aichat",
            Self::ClaudeCode => "Claude Code",
            Self::Codex => "Codex",
        }
    }
}

/// A conversation that was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Import {
    /// Its title, if it has one.
    pub(crate) title: Option<String>,
    /// System prompt, model, sampling and tools, as far as the file has them.
    pub(crate) settings: Settings,
    /// The messages, each behind the one that it follows.
    pub(crate) messages: Vec<Imported>,
    /// The end of the path that was shown last; `None` = the last message.
    pub(crate) leaf: Option<usize>,
    /// Attachments, each once.
    pub(crate) blobs: Vec<(Blob, Arc<[u8]>)>,
    /// What could not be taken along.
    pub(crate) left: Left,
}

/// A message that was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Imported {
    /// The place of the message that it follows.
    pub(crate) parent: Option<usize>,
    /// What is said, and by whom.
    pub(crate) said: Said,
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said {
    /// Who speaks.
    pub(crate) role: Role,
    /// What is said.
    pub(crate) content: Vec<ContentBlock>,
    /// When.
    pub(crate) at: Option<Wall>,
    /// What is known of the reply, if it is one of a model that is known.
    pub(crate) reply: Option<Reply>,
}

/// What is known of a reply.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reply {
    /// The model, as the file names it.
    pub(crate) model: String,
    /// Why it ended; `None` = unknown, which is told as `imported`.
    pub(crate) stop: Option<String>,
    /// Its tokens; `None` = unknown.
    pub(crate) usage: Option<Usage>,
}

impl Said {
    /// Words of somebody, of which nothing more is known.
    pub(crate) fn new(role: Role, content: Vec<ContentBlock>) -> Self {
        Self {
            role,
            content,
            at: None,
            reply: None,
        }
    }
}

/// What is left out, each kind with its count.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Left(Vec<(String, usize)>);

impl Left {
    /// Counts something that is left out.
    pub(crate) fn out(&mut self, what: impl Into<String>) {
        let what = what.into();
        match self.0.iter_mut().find(|(other, _)| *other == what) {
            Some((_, count)) => *count += 1,
            None => self.0.push((what, 1)),
        }
    }

    /// A line for each kind: `a video (3 times)`.
    pub(crate) fn told(&self) -> Vec<String> {
        let lines = self.0.iter().map(|(what, count)| match count {
            1 => what.clone(),
            count => format!("{what} ({count} times)"),
        });
        lines.collect()
    }
}

impl Import {
    /// Its title, else its first words.
    pub(crate) fn name(&self) -> String {
        let given = self.title.as_deref().map(str::trim);
        if let Some(title) = given.filter(|title| !title.is_empty()) {
            return title.to_owned();
        }
        let mut texts = self.messages.iter().flat_map(|message| {
            let of_user = message.said.role == Role::User;
            let blocks = message.said.content.iter().filter(move |_| of_user);
            blocks.filter_map(ContentBlock::as_text)
        });
        // Programs put what they tell the model by themselves in front, in tags or below a heading.
        let is_users = |text: &&str| !text.trim_start().starts_with(['<', '#']);
        let first = texts.find(|text| is_users(text) && !text.trim().is_empty());
        let line = first.and_then(|text| text.trim().lines().next());
        let words = line.unwrap_or("imported conversation");
        words.chars().take(60).collect()
    }
}
