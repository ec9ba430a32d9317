//! A conversation as plain text.

use super::about::{self, Sums, speaker, told};
use super::clean::{clean, line};
use super::notes::notes;
use super::results::{Item, arguments, document, items, media, picture};
use super::{Subject, sections};
use crate::chat::cited;
use crate::chat::content::ContentBlock;
use crate::chat::message::Message;
use crate::chat::progress::Stopped;
use crate::chat::variables;

/// A part of a conversation as text: a line for each speaker, and the words below it as they are.
///
/// # Errors
/// Nobody waits for it any more.
pub(crate) fn text(subject: &Subject<'_>) -> Result<String, Stopped> {
    let conversation = subject.conversation;
    let sections = sections(conversation, subject.what);
    let mut steps = subject.steps(&sections)?;
    let title = line(about::title(conversation));
    let mut out = vec![title.clone(), "=".repeat(title.chars().count().min(80))];
    out.extend(head(subject, &Sums::of(subject, &sections)));
    for section in &sections {
        if let Some(heading) = &section.heading {
            out.push(format!("\n----- {} -----", line(heading)));
        }
        for id in &section.messages {
            steps.step(1)?;
            if let Some(message) = conversation.message(*id) {
                write_message(subject, message, &mut out);
            }
        }
    }
    out.push(String::new());
    Ok(out.join("\n"))
}

/// Settings, sums and system prompts.
fn head(subject: &Subject<'_>, sums: &Sums) -> Vec<String> {
    let conversation = subject.conversation;
    let mut out = Vec::new();
    let mut prompts: Vec<String> = Vec::new();
    for id in about::lanes(subject) {
        let Some(lane) = conversation.lane(id) else {
            continue;
        };
        let pairs = about::settings(&lane.settings).into_iter();
        let pairs = pairs.map(|(name, value)| format!("{name} {}", line(&value)));
        out.push(pairs.collect::<Vec<_>>().join(", "));
        let prompt = variables::filled(&lane.settings.system, conversation.variables());
        if !prompt.trim().is_empty() && !prompts.contains(&prompt) {
            prompts.push(prompt);
        }
    }
    if sums.replies > sums.uncounted {
        let unknown = match sums.unpriced {
            0 => String::new(),
            count => format!(", and {count} replies of unknown price"),
        };
        let (input, output) = (sums.input, sums.output);
        let cost = sums
            .cost()
            .map_or_else(String::new, |cost| format!(", {cost}"));
        out.push(format!("{input} tokens in, {output} out{cost}{unknown}"));
    }
    for prompt in prompts {
        out.push(format!("\n[system prompt]\n{}", clean(&prompt).trim_end()));
    }
    out
}

fn write_message(subject: &Subject<'_>, message: &Message, out: &mut Vec<String>) {
    let about = line(&told(subject, message).join(" · "));
    out.push(format!("\n[{}] {about}", speaker(message).to_lowercase()));
    let mark = |number| format!("[{number}]");
    for item in cited::items(subject.conversation, message, &mark) {
        out.push(match item {
            cited::Item::Said(text) => said(&text),
            cited::Item::Block(block) => block_text(subject, block),
        });
    }
    for note in notes(subject, message) {
        out.push(format!("{} {}", mark(note.number), line(&note.told())));
    }
}

fn said(text: &str) -> String {
    clean(text).trim_end_matches('\n').to_owned()
}

fn block_text(subject: &Subject<'_>, block: &ContentBlock) -> String {
    let conversation = subject.conversation;
    match block {
        ContentBlock::Text(text) => said(text),
        ContentBlock::Image { hash, format } => {
            format!("[{}]", line(&picture(conversation, hash, format)))
        }
        ContentBlock::Document {
            hash, format, name, ..
        } => {
            format!("[{}]", line(&document(conversation, hash, format, name)))
        }
        ContentBlock::Media {
            kind,
            format,
            source,
        } => {
            let media = media(conversation, *kind, format, source);
            format!("[{}]", line(&media))
        }
        ContentBlock::ToolUse(call) => {
            let (name, id) = (line(&call.name), line(&call.id));
            format!("[call of {name}, {id}]\n{}", clean(&arguments(&call.input)))
        }
        ContentBlock::ToolResult {
            id,
            status,
            content,
        } => {
            let status = status
                .as_deref()
                .map(|status| format!(", {}", line(status)));
            let mut out = format!("[result, {}{}]", line(id), status.unwrap_or_default());
            for item in items(&content.0) {
                out.push('\n');
                out.push_str(&item_text(subject, &item));
            }
            out
        }
        ContentBlock::Reasoning { text, .. } => format!("[thinking]\n{}\n[end]", clean(text)),
        ContentBlock::Redacted(data) => {
            format!("[encrypted thinking, {} characters]", data.len())
        }
        ContentBlock::CachePoint => "[cache point]".to_owned(),
        ContentBlock::Unknown { wire, json } => {
            format!(
                "[a block of {}]\n{}",
                line(wire),
                clean(&arguments(&json.0))
            )
        }
    }
}

fn item_text(subject: &Subject<'_>, item: &Item) -> String {
    match item {
        Item::Text(text) | Item::Json(text) => clean(text).into_owned(),
        Item::Picture { hash, format } => {
            format!("[{}]", line(&picture(subject.conversation, hash, format)))
        }
    }
}
