//! A conversation as Markdown with front matter.
//!
//! Words of messages are Markdown already and go in as they are, as long as they end what they
//! begin: a text whose last fence, comment or block of HTML is open would take the headings below it
//! in, so it is closed, or put into a longer fence.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

use super::about::{self, Sums, speaker, told};
use super::clean::{clean, line};
use super::notes::notes;
use super::results::{Item, arguments, document, items, media, picture};
use super::{Subject, sections};
use crate::chat::cited;
use crate::chat::content::ContentBlock;
use crate::chat::ids::LaneId;
use crate::chat::message::Message;
use crate::chat::progress::Stopped;
use crate::chat::record::FORMAT_BY;
use crate::chat::variables;

/// The Markdown of a part of a conversation.
///
/// # Errors
/// Nobody waits for it any more.
pub(crate) fn markdown(subject: &Subject<'_>) -> Result<String, Stopped> {
    let sections = sections(subject.conversation, subject.what);
    let mut steps = subject.steps(&sections)?;
    let mut out = Writer::default();
    front_matter(subject, &Sums::of(subject, &sections), &mut out);
    out.block(&format!("# {}", inline(about::title(subject.conversation))));
    system(subject, &mut out);
    for section in &sections {
        if let Some(heading) = &section.heading {
            out.block("---");
            out.block(&format!("*{}*", inline(heading)));
        }
        for id in &section.messages {
            steps.step(1)?;
            if let Some(message) = subject.conversation.message(*id) {
                write_message(subject, message, &mut out);
            }
        }
    }
    Ok(out.text)
}

/// Blocks with a blank line between them.
#[derive(Debug, Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn block(&mut self, block: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.line(block.trim_end_matches('\n'));
    }
}

/// What is known of the whole, as YAML.
fn front_matter(subject: &Subject<'_>, sums: &Sums, out: &mut Writer) {
    let conversation = subject.conversation;
    out.line("---");
    out.line(&format!("title: {}", quoted(about::title(conversation))));
    let id = conversation.id().as_str();
    out.line(&format!("conversation: {}", quoted(id)));
    if let Some(at) = about::began(conversation) {
        out.line(&format!("date: {}", about::second(at)));
    }
    out.line(&format!("by: {}", quoted(FORMAT_BY)));
    out.line("lanes:");
    for lane in about::lanes(subject) {
        lane_settings(subject, lane, out);
    }
    if sums.replies > 0 {
        out.line(&format!("replies: {}", sums.replies));
        out.line(&format!("tokens_in: {}", sums.input));
        out.line(&format!("tokens_out: {}", sums.output));
        if sums.cached > 0 {
            out.line(&format!("tokens_cached: {}", sums.cached));
        }
        let cost = sums.cost().unwrap_or_else(|| "unknown".to_owned());
        out.line(&format!("cost: {}", quoted(&cost)));
    }
    if sums.uncounted > 0 {
        out.line(&format!("replies_without_tokens: {}", sums.uncounted));
    }
    if sums.unpriced > 0 {
        out.line(&format!("replies_without_price: {}", sums.unpriced));
    }
    out.line("---");
}

fn lane_settings(subject: &Subject<'_>, id: LaneId, out: &mut Writer) {
    let Some(lane) = subject.conversation.lane(id) else {
        return;
    };
    let mut start = "  - ";
    let name = lane.name.clone().map(|name| ("name", name));
    let pairs = name.into_iter().chain(about::settings(&lane.settings));
    for (name, value) in pairs {
        let is_number =
            value.parse::<f64>().is_ok() && value.starts_with(|c: char| c.is_ascii_digit());
        let value = if is_number { value } else { quoted(&value) };
        out.line(&format!("{start}{name}: {value}"));
        start = "    ";
    }
}

/// System prompts, as they are sent.
fn system(subject: &Subject<'_>, out: &mut Writer) {
    let conversation = subject.conversation;
    let mut told: Vec<String> = Vec::new();
    for id in about::lanes(subject) {
        let lane = conversation.lane(id);
        let text = lane.map_or("", |lane| lane.settings.system.as_str());
        let text = variables::filled(text, conversation.variables());
        if !text.trim().is_empty() && !told.contains(&text) {
            out.block("## System prompt");
            out.block(&contained(&text));
            told.push(text);
        }
    }
}

fn write_message(subject: &Subject<'_>, message: &Message, out: &mut Writer) {
    out.block(&format!("## {}", speaker(message)));
    let about: Vec<String> = told(subject, message).iter().map(|it| inline(it)).collect();
    out.block(&format!("*{}*", about.join(" · ")));
    let mark = |number| format!("[^{}-{number}]", message.id.0);
    for item in cited::items(subject.conversation, message, &mark) {
        match item {
            cited::Item::Said(text) => out.block(&contained(&text)),
            cited::Item::Block(block) => write_block(subject, block, out),
        }
    }
    for note in notes(subject, message) {
        out.block(&format!("{}: {}", mark(note.number), inline(&note.told())));
    }
}

fn write_block(subject: &Subject<'_>, block: &ContentBlock, out: &mut Writer) {
    let conversation = subject.conversation;
    match block {
        ContentBlock::Text(text) => out.block(&contained(text)),
        ContentBlock::Image { hash, format } => {
            let picture = picture(conversation, hash, format);
            out.block(&format!("*[{}]*", inline(&picture)));
        }
        ContentBlock::Document {
            hash, format, name, ..
        } => {
            let document = document(conversation, hash, format, name);
            out.block(&format!("*[{}]*", inline(&document)));
        }
        ContentBlock::Media {
            kind,
            format,
            source,
        } => {
            let media = media(conversation, *kind, format, source);
            out.block(&format!("*[{}]*", inline(&media)));
        }
        ContentBlock::ToolUse(call) => {
            let (name, id) = (code(&call.name), code(&call.id));
            out.block(&format!("**Call of {name}** ({id})"));
            out.block(&fenced(&arguments(&call.input), "json"));
        }
        ContentBlock::ToolResult {
            id,
            status,
            content,
        } => {
            let status = status
                .as_deref()
                .map(|status| format!(", {}", inline(status)));
            let status = status.unwrap_or_default();
            out.block(&format!("**Result** ({}{status})", code(id)));
            for item in items(&content.0) {
                write_item(subject, &item, out);
            }
        }
        ContentBlock::Reasoning { text, .. } => {
            out.block("**Thinking**");
            out.block(&quote(text));
        }
        ContentBlock::Redacted(data) => {
            out.block(&format!(
                "*[encrypted thinking, {} characters]*",
                data.len()
            ));
        }
        ContentBlock::CachePoint => out.block("*[cache point]*"),
        ContentBlock::Unknown { wire, json } => {
            out.block(&format!("*[a block of {}]*", inline(wire)));
            out.block(&fenced(&arguments(&json.0), "json"));
        }
    }
}

fn write_item(subject: &Subject<'_>, item: &Item, out: &mut Writer) {
    match item {
        Item::Text(text) => out.block(&fenced(text, "")),
        Item::Json(json) => out.block(&fenced(json, "json")),
        Item::Picture { hash, format } => {
            let picture = picture(subject.conversation, hash, format);
            out.block(&format!("*[{}]*", inline(&picture)));
        }
    }
}

/// The words of a message such that what follows them stands by itself.
pub(super) fn contained(text: &str) -> String {
    let text = clean(text);
    if ends_by_itself(&text) {
        return text.into_owned();
    }
    // A reply that was cut off in the middle of its code.
    for fence in ["```", "~~~", "````", "~~~~", "`````"] {
        let closed = format!("{}\n{fence}", text.trim_end_matches('\n'));
        if ends_by_itself(&closed) {
            return closed;
        }
    }
    fenced(&text, "markdown")
}

/// Whether a heading below the text is one, in front of everything.
fn ends_by_itself(text: &str) -> bool {
    let probe = format!("{text}\n\n# end\n");
    let place = probe.len() - "# end\n".len();
    let mut depth = 0_usize;
    for (event, range) in Parser::new_ext(&probe, options()).into_offset_iter() {
        if let Event::Start(Tag::Heading { level, .. }) = &event
            && range.start >= place
        {
            return depth == 0 && *level == HeadingLevel::H1;
        }
        if let Event::Start(_) = event {
            depth += 1;
        } else if let Event::End(_) = event {
            depth -= 1;
        }
    }
    false
}

/// What readers of Markdown commonly know.
pub(super) fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS
}

/// Code in a fence that is longer than any in it.
fn fenced(text: &str, language: &str) -> String {
    let text = clean(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    let text = text.trim_end_matches('\n');
    format!("{fence}{language}\n{text}\n{fence}")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// A name as code within a line.
fn code(text: &str) -> String {
    let text = line(text);
    let ticks = "`".repeat(longest_run(&text) + 1);
    // A blank at both ends is not shown; without one a backtick would belong to the marks.
    let pad = if text.is_empty() || text.contains('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// Lines in a quote. It ends what is open in it.
fn quote(text: &str) -> String {
    let text = clean(text);
    let lines = text.trim_end_matches('\n').split('\n');
    let quoted: Vec<String> = lines.map(|line| format!("> {line}")).collect();
    quoted.join("\n")
}

/// Words within a line that mean nothing but themselves.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let text = line(text);
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        // Within a word an underscore means nothing.
        let is_in_word =
            before.is_alphanumeric() && rest.peek().is_some_and(|c| c.is_alphanumeric());
        if "\\`*_[]<>#&|~!$".contains(c) && !(c == '_' && is_in_word) {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// A string of YAML. JSON strings are those of YAML, but for characters that YAML has escaped.
fn quoted(text: &str) -> String {
    use std::fmt::Write as _;

    let mut out = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\u{2028}' | '\u{2029}' | '\u{feff}' => {
                let written = write!(out, "\\u{:04X}", u32::from(c));
                written.expect("a string takes everything");
            }
            _ if c.is_control() => {
                let written = write!(out, "\\x{:02X}", u32::from(c));
                written.expect("a string takes everything");
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
