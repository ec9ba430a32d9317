//! Messages of a file to a tree: nodes in any order, some of them without words.

use std::collections::{HashMap, HashSet};

use crate::chat::content::ContentBlock;
use crate::chat::import::{Imported, Left, Reply, Said};
use crate::chat::message::Role;

/// A node as the file has it.
#[derive(Debug)]
pub(super) struct Node {
    /// Its name in the file.
    pub(super) id: String,
    /// The name of the node that it follows.
    pub(super) parent: Option<String>,
    /// `None` = it is no message, and what follows it follows the one before it.
    pub(super) said: Option<Said>,
}

/// The messages of a tree, and where each node of the file went.
#[derive(Debug, Default)]
pub(super) struct Grown {
    pub(super) messages: Vec<Imported>,
    places: HashMap<String, usize>,
}

impl Grown {
    /// The last message of the path to a node.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }
}

/// Puts messages behind those that they follow. Replies that follow each other without a branch are
/// one message, since programs part them by kind of block. Nodes whose parents form a ring are left
/// out; those whose parent is missing begin a tree of their own.
pub(super) fn grown(nodes: Vec<Node>, left: &mut Left) -> Grown {
    let known: HashSet<String> = nodes.iter().map(|node| node.id.clone()).collect();
    let mut children: HashMap<Option<String>, Vec<Node>> = HashMap::new();
    let count = nodes.len();
    for node in nodes {
        let parent = node.parent.clone();
        let parent = parent.filter(|id| known.contains(id) && *id != node.id);
        children.entry(parent).or_default().push(node);
    }
    let mut grown = Grown::default();
    let mut seen = 0;
    let mut waiting = siblings(&mut children, None, None);
    while let Some((node, above, alone)) = waiting.pop() {
        seen += 1;
        let place = match node.said {
            Some(said) => grown.add(said, above, alone),
            None => above,
        };
        if let Some(place) = place {
            grown.places.insert(node.id.clone(), place);
        }
        waiting.extend(siblings(&mut children, Some(&node.id), place));
    }
    for _ in seen..count {
        left.out("a message that follows itself");
    }
    grown
}

/// The nodes below one, the last first, with the message above them, and whether each is alone there.
fn siblings(
    children: &mut HashMap<Option<String>, Vec<Node>>,
    parent: Option<&String>,
    above: Option<usize>,
) -> Vec<(Node, Option<usize>, bool)> {
    let nodes = children.remove(&parent.cloned()).unwrap_or_default();
    let alone = nodes.len() == 1;
    let nodes = nodes.into_iter().rev();
    nodes.map(|node| (node, above, alone)).collect()
}

impl Grown {
    /// Adds what is said; gives the place of the last message of it.
    fn add(&mut self, said: Said, above: Option<usize>, alone: bool) -> Option<usize> {
        let mut place = above;
        let mut goes_on = alone;
        for part in parted(said) {
            let before = place.and_then(|at| self.messages.get_mut(at));
            match before {
                Some(before) if goes_on && is_one_reply(&before.said, &part) => {
                    before.said.content.extend(part.content);
                    join(&mut before.said, part.reply);
                }
                _ => {
                    self.messages.push(Imported {
                        parent: place,
                        said: part,
                    });
                    place = Some(self.messages.len() - 1);
                }
            }
            goes_on = true;
        }
        place
    }
}

/// Whether the second only goes on with the first.
fn is_one_reply(first: &Said, second: &Said) -> bool {
    let model = |said: &Said| said.reply.as_ref().map(|reply| reply.model.clone());
    let models = (model(first), model(second));
    let same = models.0 == models.1 || models.0.is_none() || models.1.is_none();
    first.role == Role::Assistant && second.role == Role::Assistant && same
}

fn join(first: &mut Said, second: Option<Reply>) {
    match (&mut first.reply, second) {
        (Some(first), Some(second)) => {
            first.stop = second.stop.or(first.stop.take());
            first.usage = second.usage.or(first.usage.take());
        }
        (empty @ None, second) => *empty = second,
        (Some(_), None) => {}
    }
}

/// Results of tools within a reply are messages of the user, as Bedrock has them.
fn parted(said: Said) -> Vec<Said> {
    let Said {
        role,
        content,
        at,
        mut reply,
    } = said;
    let mut parts: Vec<Said> = Vec::new();
    for block in content {
        let is_result = matches!(block, ContentBlock::ToolResult { .. });
        let role = if is_result { Role::User } else { role };
        if role == Role::Assistant && !parts.is_empty() {
            // Tokens are told of the whole, so they are counted once.
            reply = reply.map(|reply| Reply {
                model: reply.model,
                ..Reply::default()
            });
        }
        match parts.last_mut().filter(|part| part.role == role) {
            Some(part) => part.content.push(block),
            None => parts.push(Said {
                role,
                content: vec![block],
                at,
                reply: reply.clone().filter(|_| role == Role::Assistant),
            }),
        }
    }
    parts
}
