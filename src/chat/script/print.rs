//! A conversation to its script.

use crate::chat::content::ContentBlock;
use crate::chat::message::Message;

use super::line::{BLOCK, NEXT, SYSTEM, escaped};

/// What stands above a script. A test reads it as nothing.
const INTRODUCTION: &str = "\
<!-- Edit, add, remove or move parts: # system, # user, # assistant. -->
<!-- {#12} names the message that a part is made from; a new one has none. -->
<!-- (block:0) stands for what is no text. A \\ before a line makes it text. -->
";

/// The longest name that stands in a label, in characters.
const MAX_NAME: usize = 60;

/// The script of a system prompt, which may be empty, and of messages.
pub(crate) fn print(system: &str, messages: &[&Message]) -> String {
    let mut script = INTRODUCTION.to_owned();
    if !system.is_empty() {
        let lines = text(system);
        add(&mut script, &format!("# {SYSTEM}"));
        add(&mut script, &lines);
    }
    for message in messages {
        add(&mut script, &heading(message));
        if !message.content.is_empty() {
            add(&mut script, &print_body(&message.content));
        }
    }
    script
}

/// Adds lines after a blank one.
fn add(script: &mut String, lines: &str) {
    script.push('\n');
    script.push_str(lines);
    script.push('\n');
}

/// The line of a script that a message begins with, from 1.
pub(crate) fn line_of(script: &str, message: &Message) -> Option<usize> {
    let heading = heading(message);
    // No line of a text is like it, since that would have a backslash.
    let mut lines = script.split('\n');
    lines.position(|line| line == heading).map(|at| at + 1)
}

fn heading(message: &Message) -> String {
    format!("# {} {{#{}}}", message.role.name(), message.id.0)
}

/// The script of one message alone, without its heading. A plain text is its own script.
pub(crate) fn print_body(content: &[ContentBlock]) -> String {
    let mut paragraphs = Vec::new();
    let mut after_text = false;
    for (at, block) in content.iter().enumerate() {
        let is_text = block.as_text().is_some();
        if is_text && after_text {
            paragraphs.push(format!("[next text{BLOCK}{NEXT})"));
        }
        paragraphs.push(paragraph(block, at));
        after_text = is_text;
    }
    paragraphs.join("\n\n")
}

fn paragraph(block: &ContentBlock, at: usize) -> String {
    if let Some(said) = block.as_text() {
        return text(said);
    }
    let sign = match block {
        ContentBlock::Image { .. } => "!",
        ContentBlock::Text(_)
        | ContentBlock::Document { .. }
        | ContentBlock::Media { .. }
        | ContentBlock::ToolUse(_)
        | ContentBlock::ToolResult { .. }
        | ContentBlock::Reasoning { .. }
        | ContentBlock::Redacted(_)
        | ContentBlock::CachePoint
        | ContentBlock::Unknown { .. } => "",
    };
    format!("{sign}[{}{BLOCK}{at})", label(block))
}

/// What a block is called in its line.
pub(super) fn label(block: &ContentBlock) -> String {
    match block {
        ContentBlock::Text(_) => "text".to_owned(),
        ContentBlock::Image { format, .. } => one_line(format),
        ContentBlock::Document { format, name, .. } => {
            format!("{} {}", one_line(format), one_line(name))
        }
        ContentBlock::Media { kind, format, .. } => {
            format!("{} {}", kind.name(), one_line(format))
        }
        ContentBlock::ToolUse(call) => format!("call {}", one_line(&call.name)),
        ContentBlock::ToolResult { id, .. } => format!("result of {}", one_line(id)),
        ContentBlock::Reasoning { .. } => "thinking".to_owned(),
        ContentBlock::Redacted(_) => "hidden thinking".to_owned(),
        ContentBlock::CachePoint => "cache point".to_owned(),
        ContentBlock::Unknown { wire, .. } => format!("unknown to {}", one_line(wire)),
    }
}

/// A name from outside, so that the label stays within its line and no longer than one.
fn one_line(name: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    name.chars().take(MAX_NAME).map(plain).collect()
}

/// The lines of a text. Blank ones at its ends get a backslash, since they would not count.
fn text(said: &str) -> String {
    let lines: Vec<&str> = said.split('\n').collect();
    let last = lines.len() - 1;
    let printed = lines.iter().enumerate().map(|(at, line)| {
        if line.is_empty() && (at == 0 || at == last) {
            "\\".into()
        } else {
            escaped(line)
        }
    });
    printed.collect::<Vec<_>>().join("\n")
}
