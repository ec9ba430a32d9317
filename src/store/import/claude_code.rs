//! A session of Claude Code: a JSON object on each line, messages among them with their parents.

use std::collections::HashMap;

use super::anthropic::blocks;
use super::lines::lines;
use super::media::Luggage;
use super::members::{is_true, text, time, whole, words};
use super::tree::{Node, grown};
use super::{Found, one};
use crate::chat::content::ContentBlock;
use crate::chat::generation::Usage;
use crate::chat::import::{Import, Reply, Said};
use crate::chat::json::Value;
use crate::chat::message::Role;
use crate::chat::progress::{Monitor, Stopped};

/// What stands for the model where the program itself has spoken.
const SYNTHETIC: &str = "<synthetic>";

/// Reads a session.
///
/// # Errors
/// Nobody waits for it any more.
pub(super) fn read(text: &str, monitor: &dyn Monitor) -> Result<Found, Stopped> {
    let lines = lines(text, monitor)?;
    let mut session = Session::default();
    for (_, line) in &lines.objects {
        session.take(line);
    }
    let mut left = std::mem::take(&mut session.luggage.left);
    let last = session.last.clone();
    let grown = grown(session.nodes, &mut left);
    let import = Import {
        title: session.title,
        leaf: last.and_then(|id| grown.place(&id)),
        messages: grown.messages,
        blobs: session.luggage.blobs,
        left,
        ..Import::default()
    };
    Ok(Found {
        problems: lines.problems,
        ..one(import)
    })
}

#[derive(Default)]
struct Session {
    nodes: Vec<Node>,
    /// Where the message of this id, as the service names it, stands among the nodes.
    replies: HashMap<String, usize>,
    /// Under which name the words of a line went into the tree.
    names: HashMap<String, String>,
    /// Where results stand that answer the calls of one reply.
    results: HashMap<String, usize>,
    title: Option<String>,
    /// The last message that is no side task.
    last: Option<String>,
    luggage: Luggage,
}

impl Session {
    fn take(&mut self, line: &Value) {
        match text(line, "type") {
            Some("summary") => {
                let summary = words(line, "summary").map(str::to_owned);
                self.title = summary.or(self.title.take());
            }
            Some("custom-title") => {
                let title = words(line, "customTitle").map(str::to_owned);
                self.title = title.or(self.title.take());
            }
            Some("user" | "assistant") => self.message(line),
            _ => self.pass(line, None),
        }
    }

    /// A line that has a place in the tree.
    fn pass(&mut self, line: &Value, said: Option<Said>) {
        let Some(id) = text(line, "uuid") else {
            return;
        };
        let parent = words(line, "parentUuid").or_else(|| words(line, "logicalParentUuid"));
        let parent = parent.map(|parent| self.name(parent));
        if said.is_some() && !is_true(line, "isSidechain") {
            self.last = Some(id.to_owned());
        }
        self.nodes.push(Node {
            id: id.to_owned(),
            parent,
            said,
        });
    }

    fn name(&self, id: &str) -> String {
        self.names.get(id).map_or(id, String::as_str).to_owned()
    }

    fn message(&mut self, line: &Value) {
        let Some(message) = line.get("message") else {
            return self.pass(line, None);
        };
        if is_true(line, "isMeta") {
            self.luggage.left.out("a note of the program to the model");
            return self.pass(line, None);
        }
        let content = message.get("content").unwrap_or(&Value::Null);
        let content = blocks(content, &mut self.luggage);
        if content.is_empty() {
            return self.pass(line, None);
        }
        let said = Said {
            at: time(line.get("timestamp")),
            ..Said::new(Role::User, content)
        };
        if text(line, "type") == Some("assistant") {
            self.reply(line, message, said);
        } else if said.content.iter().all(is_result) {
            self.result(line, said);
        } else {
            self.pass(line, Some(said));
        }
    }

    /// A reply comes in several lines, one for each block, under one id.
    fn reply(&mut self, line: &Value, message: &Value, mut said: Said) {
        said.role = Role::Assistant;
        let model = words(message, "model").filter(|model| *model != SYNTHETIC);
        said.reply = model.map(|model| Reply {
            model: model.to_owned(),
            stop: words(message, "stop_reason").map(str::to_owned),
            usage: message.get("usage").map(usage),
        });
        let id = words(message, "id").map(str::to_owned);
        let place = id.as_ref().and_then(|id| self.replies.get(id)).copied();
        if let Some(node) = place.and_then(|at| self.nodes.get_mut(at))
            && let Some(before) = &mut node.said
        {
            before.content.extend(said.content);
            before.reply = said.reply.or(before.reply.take());
            let name = node.id.clone();
            if let Some(own) = text(line, "uuid") {
                self.names.insert(own.to_owned(), name);
            }
            return;
        }
        if let Some(id) = id {
            self.replies.insert(id, self.nodes.len());
        }
        self.pass(line, Some(said));
    }

    /// Results of calls that were made at once come in several lines; the service wants one message.
    fn result(&mut self, line: &Value, said: Said) {
        let parent = words(line, "parentUuid").map(|parent| self.name(parent));
        // The next result can follow the reply, or the result before it.
        let above = parent.clone().unwrap_or_default();
        let place = self.results.get(&above).copied();
        if let Some(node) = place.and_then(|at| self.nodes.get_mut(at))
            && let Some(before) = &mut node.said
        {
            before.content.extend(said.content);
            let name = node.id.clone();
            if let Some(own) = text(line, "uuid") {
                self.names.insert(own.to_owned(), name);
            }
            return;
        }
        let at = self.nodes.len();
        self.results.insert(above, at);
        if let Some(own) = text(line, "uuid") {
            self.results.insert(own.to_owned(), at);
        }
        self.pass(line, Some(said));
    }
}

fn is_result(block: &ContentBlock) -> bool {
    matches!(block, ContentBlock::ToolResult { .. })
}

fn usage(value: &Value) -> Usage {
    Usage {
        input: whole(value, "input_tokens"),
        output: whole(value, "output_tokens"),
        cache_read: whole(value, "cache_read_input_tokens"),
        cache_write: whole(value, "cache_creation_input_tokens"),
        raw: value.compact(),
    }
}
