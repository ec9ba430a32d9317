//! A conversation as one page for a browser.
//!
//! The page runs nothing and loads nothing: all text is escaped, links lead to the web or to mail
//! only, pictures are inside as data, and a policy forbids the browser anything else. The policy
//! names the style sheet by its hash, so that not even a style can be smuggled in.

mod escape;
mod message;
mod reply;
mod style;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::about::{self, Sums};
use super::{Subject, What, sections};
use crate::chat::conversation::Conversation;
use crate::chat::ids::LaneId;
use crate::chat::progress::Stopped;
use crate::chat::record::FORMAT_BY;
use crate::chat::variables;

pub(crate) use style::{Colours, Look};

use escape::{escape, put};

/// The page of a part of a conversation, in these colours.
///
/// # Errors
/// Nobody waits for it any more.
pub(crate) fn html(subject: &Subject<'_>, look: &Look) -> Result<String, Stopped> {
    let conversation = subject.conversation;
    let sections = sections(conversation, subject.what);
    let mut steps = subject.steps(&sections)?;
    let mut out = String::new();
    head(conversation, look, &mut out);
    header(subject, &Sums::of(subject, &sections), &mut out);
    let side_by_side = subject.what == What::Lanes && sections.len() > 1;
    let class = if side_by_side { " class=\"lanes\"" } else { "" };
    put(&mut out, format_args!("<main{class}>\n"));
    // Lanes have messages in common; the first one is the place that an address can name.
    let mut told = BTreeSet::new();
    for section in &sections {
        out.push_str("<section>\n");
        if let Some(heading) = &section.heading {
            put(
                &mut out,
                format_args!("<h2 class=\"part\">{}</h2>\n", escape(heading)),
            );
        }
        for id in &section.messages {
            steps.step(1)?;
            if let Some(message) = conversation.message(*id) {
                let is_new = told.insert(*id);
                let place = is_new.then_some(*id);
                message::write(subject, message, place, &mut out);
            }
        }
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    Ok(out)
}

fn head(conversation: &Conversation, look: &Look, out: &mut String) {
    let style = style::sheet(look);
    let hash = STANDARD.encode(Sha256::digest(style.as_bytes()));
    let policy = format!(
        "default-src 'none'; img-src data:; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'"
    );
    let title = escape(about::title(conversation));
    out.push_str("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    put(
        out,
        format_args!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n"),
    );
    out.push_str("<meta name=\"referrer\" content=\"no-referrer\">\n");
    out.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    put(
        out,
        format_args!("<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"),
    );
}

/// Title, settings, sums and system prompts.
fn header(subject: &Subject<'_>, sums: &Sums, out: &mut String) {
    let conversation = subject.conversation;
    let title = escape(about::title(conversation));
    put(
        out,
        format_args!("<header>\n<h1 dir=\"auto\">{title}</h1>\n"),
    );
    let mut parts = vec![FORMAT_BY.to_owned()];
    parts.extend(about::began(conversation).map(about::minute));
    if sums.replies > sums.uncounted {
        parts.push(format!("{} tokens in, {} out", sums.input, sums.output));
        parts.extend(sums.cost());
    }
    if sums.unpriced > 0 {
        parts.push(format!("{} replies of unknown price", sums.unpriced));
    }
    put(
        out,
        format_args!("<p class=\"about\">{}</p>\n", escape(&parts.join(" · "))),
    );
    let mut prompts = Vec::new();
    for lane in about::lanes(subject) {
        lane_settings(conversation, lane, &mut prompts, out);
    }
    out.push_str("</header>\n");
}

fn lane_settings(
    conversation: &Conversation,
    id: LaneId,
    prompts: &mut Vec<String>,
    out: &mut String,
) {
    let Some(lane) = conversation.lane(id) else {
        return;
    };
    let pairs = about::settings(&lane.settings).into_iter();
    let pairs = pairs.map(|(name, value)| format!("{name} {value}"));
    let told = pairs.collect::<Vec<_>>().join(" · ");
    put(
        out,
        format_args!("<p class=\"about\">{}</p>\n", escape(&told)),
    );
    let prompt = variables::filled(&lane.settings.system, conversation.variables());
    if !prompt.trim().is_empty() && !prompts.contains(&prompt) {
        out.push_str("<details><summary>System prompt</summary>\n");
        reply::write(&prompt, out);
        out.push_str("</details>\n");
        prompts.push(prompt);
    }
}
