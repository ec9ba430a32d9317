//! A message of the page.

use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;

use super::escape::{escape, put};
use super::reply;
use crate::chat::cited;
use crate::chat::content::ContentBlock;
use crate::chat::export::Subject;
use crate::chat::export::about::{is_left_out, speaker, told};
use crate::chat::export::notes::notes;
use crate::chat::export::results::{Item, arguments, document, items, media, picture};
use crate::chat::ids::MessageId;
use crate::chat::message::Message;

/// The pictures that browsers draw and that cannot hold a script.
const DRAWN: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// A message with all its blocks. An address can name this place if it has an id.
pub(super) fn write(
    subject: &Subject<'_>,
    message: &Message,
    place: Option<MessageId>,
    out: &mut String,
) {
    let out_of_context = if is_left_out(subject, message) {
        " out"
    } else {
        ""
    };
    let role = message.role.name();
    let id = place.map_or_else(String::new, |id| format!(" id=\"m{}\"", id.0));
    let (speaker, about) = (speaker(message), told(subject, message));
    put(
        out,
        format_args!(
            "<article class=\"{role}{out_of_context}\"{id}>\n<h2>{speaker}</h2>\n\
         <p class=\"about\">{}</p>\n",
            escape(&about.join(" · "))
        ),
    );
    let mark = |number| format!("\\[{number}\\]");
    for item in cited::items(subject.conversation, message, &mark) {
        match item {
            cited::Item::Said(text) => said(&text, out),
            cited::Item::Block(block) => write_block(subject, block, out),
        }
    }
    write_notes(subject, message, out);
    out.push_str("</article>\n");
}

fn said(text: &str, out: &mut String) {
    out.push_str("<div class=\"text\" dir=\"auto\">\n");
    reply::write(text, out);
    out.push_str("</div>\n");
}

/// The passages that a reply cites.
fn write_notes(subject: &Subject<'_>, message: &Message, out: &mut String) {
    let notes = notes(subject, message);
    if notes.is_empty() {
        return;
    }
    out.push_str("<ol class=\"notes\">\n");
    for note in notes {
        put(out, format_args!("<li>{}</li>\n", escape(&note.told())));
    }
    out.push_str("</ol>\n");
}

fn write_block(subject: &Subject<'_>, block: &ContentBlock, out: &mut String) {
    let conversation = subject.conversation;
    match block {
        ContentBlock::Text(text) => said(text, out),
        ContentBlock::Image { hash, format } => write_picture(subject, hash, format, out),
        ContentBlock::Document {
            hash, format, name, ..
        } => {
            note(&document(conversation, hash, format, name), out);
        }
        ContentBlock::Media {
            kind,
            format,
            source,
        } => note(&media(conversation, *kind, format, source), out),
        ContentBlock::ToolUse(call) => {
            let title = format!("Call of {} ({})", call.name, call.id);
            folded(&title, &arguments(&call.input), out);
        }
        ContentBlock::ToolResult {
            id,
            status,
            content,
        } => {
            let status = status.as_deref().map(|status| format!(", {status}"));
            let title = format!("Result ({id}{})", status.unwrap_or_default());
            let items = items(&content.0);
            put(
                out,
                format_args!(
                    "<details class=\"tool\" open><summary>{}</summary>\n",
                    escape(&title)
                ),
            );
            for item in items {
                write_item(subject, &item, out);
            }
            out.push_str("</details>\n");
        }
        ContentBlock::Reasoning { text, .. } => {
            out.push_str("<details class=\"thinking\"><summary>Thinking</summary>\n");
            reply::write(text, out);
            out.push_str("</details>\n");
        }
        ContentBlock::Redacted(data) => {
            note(
                &format!("encrypted thinking, {} characters", data.len()),
                out,
            );
        }
        ContentBlock::CachePoint => note("cache point", out),
        ContentBlock::Unknown { wire, json } => {
            folded(&format!("a block of {wire}"), &arguments(&json.0), out);
        }
    }
}

fn write_item(subject: &Subject<'_>, item: &Item, out: &mut String) {
    match item {
        Item::Text(text) | Item::Json(text) => {
            put(
                out,
                format_args!("<pre><code>{}</code></pre>\n", escape(text)),
            );
        }
        Item::Picture { hash, format } => write_picture(subject, hash, format, out),
    }
}

/// A picture as data, or a word about it where its bytes are not at hand.
fn write_picture(subject: &Subject<'_>, hash: &str, format: &str, out: &mut String) {
    let words = picture(subject.conversation, hash, format);
    let found = subject.attachments.get(hash).ok();
    let media = found.map(|found| found.media.as_str());
    let drawn = media.and_then(|media| DRAWN.into_iter().find(|drawn| *drawn == media));
    let (Some(found), Some(media)) = (found, drawn) else {
        note(&words, out);
        return;
    };
    let data = Base64Display::new(&found.bytes, &STANDARD);
    put(
        out,
        format_args!(
            "<p><img alt=\"{}\" src=\"data:{media};base64,{data}\"></p>\n",
            escape(&words)
        ),
    );
}

fn note(text: &str, out: &mut String) {
    put(
        out,
        format_args!("<p class=\"note\">[{}]</p>\n", escape(text)),
    );
}

fn folded(title: &str, text: &str, out: &mut String) {
    put(
        out,
        format_args!(
            "<details class=\"tool\" open><summary>{}</summary>\n<pre><code>{}</code></pre></details>\n",
            escape(title),
            escape(text)
        ),
    );
}
