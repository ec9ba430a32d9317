//! The lines below a reply: figures, stop reason, what went wrong.

use std::time::Duration;

use crate::chat::check;
use crate::chat::failure::Retry;
use crate::chat::figures::short;
use crate::chat::generation::{End, Generation, Outcome, Usage};
use crate::chat::message::Message;
use crate::chat::refusal::field_of;
use crate::chat::settings::Field;
use crate::chat::shown::{RunKind, Shown};
use crate::chat::time::Mono;
use crate::chat::vote::Sight;

use crate::app::file::Flaw;
use crate::app::flight::{Flying, Phase, SILENCE};
use crate::app::settings::row::Row;

use super::line::{Face, Line, Role, Span};
use super::message::About;
use super::wrap::{Breaking, Prefix, Wrap};

/// The lines below a message.
pub(super) fn lines(message: &Message, about: &About<'_>, width: u16) -> Vec<Line> {
    let (flying, now) = (about.flying, about.now);
    let Some(generation) = message.generation.as_deref() else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if about.sight == Sight::Blind {
        if let Some(text) = blind(generation) {
            wrapped(text, Role::Faint, width, &mut lines);
        }
        return lines;
    }
    for attempt in &generation.attempts {
        if let Some(reason) = &attempt.reason {
            let text = format!("attempt {}: {reason}", attempt.no);
            wrapped(&text, Role::Faint, width, &mut lines);
        }
    }
    match (&generation.end, flying) {
        (Some(end), _) => ended(generation, end, width, &mut lines),
        (None, Some(flying)) => wrapped(
            &waiting(generation, flying, now),
            Role::Faint,
            width,
            &mut lines,
        ),
        (None, None) => {}
    }
    lines
}

/// So many lines that could not be read are told of at one message; all are in the list of them.
const FLAWS: usize = 3;

/// What is missing at a message, since lines of the file could not be read.
pub(super) fn flaws(all: &[&Flaw], width: u16, lines: &mut Vec<Line>) {
    for flaw in all.iter().take(FLAWS) {
        let Flaw {
            line, reason, cost, ..
        } = flaw;
        let text = format!(
            "⚠ line {line} of the file, here, could not be read: {reason}; missing: {cost}"
        );
        wrapped(&text, Role::Error, width, lines);
    }
    let more = all.len().saturating_sub(FLAWS);
    if more > 0 {
        let text = format!("⚠ and {more} more lines here · ^X ^D lists them");
        wrapped(&text, Role::Error, width, lines);
    }
}

/// What is told of a reply while it must not be seen who wrote it: figures and errors would tell.
fn blind(generation: &Generation) -> Option<&'static str> {
    let Some(end) = &generation.end else {
        return Some("…");
    };
    match end.outcome {
        Outcome::Done(_) => None,
        Outcome::Cancelled | Outcome::Interrupted => Some("■ stopped; what came is kept"),
        Outcome::Failed(_) => Some("✗ no whole reply; why is told after the vote"),
    }
}

fn ended(generation: &Generation, end: &End, width: u16, lines: &mut Vec<Line>) {
    let figures = figures(generation, end);
    if !figures.is_empty() {
        wrapped(&figures, Role::Faint, width, lines);
    }
    match &end.outcome {
        Outcome::Done(reason) => {
            if let Some(hint) = reason.hint() {
                wrapped(&format!("⚑ {hint}"), Role::Warning, width, lines);
            }
        }
        Outcome::Cancelled => wrapped(
            "■ stopped by you; what came is kept",
            Role::Warning,
            width,
            lines,
        ),
        Outcome::Interrupted => {
            let text = "■ interrupted: outcrop ended in the middle; what was on disk is kept · Enter retries";
            wrapped(text, Role::Warning, width, lines);
        }
        Outcome::Failed(failure) => {
            let again = match failure.kind.retry() {
                Retry::Automatic | Retry::ByHand => " · Enter retries",
                Retry::Never => "",
            };
            wrapped(&format!("✗ {failure}{again}"), Role::Error, width, lines);
            if let Some(field) = field_of(&failure.message) {
                wrapped(&ways_on(field), Role::Warning, width, lines);
            }
            if let Some(id) = &failure.request_id {
                wrapped(&format!("request id {id}"), Role::Faint, width, lines);
            }
        }
    }
}

/// What can be done about a field that was refused.
fn ways_on(field: Field) -> String {
    let name = field.name();
    if field == Field::Prefill {
        return "F6 shows what works instead of the prefill".to_owned();
    }
    if !check::can_leave_out(field) {
        return format!("{name} cannot be left out · ^X m chooses another model");
    }
    let shown = match Row::of(field) {
        Some(_) => " · ^X p shows it in the settings",
        None => "",
    };
    format!("F6 sends it without {name}{shown}")
}

/// What a generation in flight is waiting for.
fn waiting(generation: &Generation, flying: &Flying, now: Mono) -> String {
    let silent = now.since(flying.times.heard);
    match flying.phase {
        Phase::Preparing | Phase::Writing(_) => "… writing to disk".to_owned(),
        Phase::Held(_) => "… waits until another reply has ended · Esc stops".to_owned(),
        Phase::Waiting(_) => format!("… waiting {}", seconds(now.since(flying.times.sent))),
        Phase::Pausing(_, until) => {
            let left = until.since(now);
            format!(
                "↻ attempt {} in {} · F5 now · Esc stops",
                flying.attempt + 1,
                seconds(left)
            )
        }
        Phase::Streaming(_) if silent >= SILENCE => {
            format!("… silent for {} · Esc stops", seconds(silent))
        }
        Phase::Streaming(_) => {
            let first = generation.first.map_or_else(String::new, |us| {
                format!(" · ttft {}", short(us.duration()))
            });
            format!("… streaming{first} · Esc stops")
        }
    }
}

/// Time to first token, speed, tokens, latency and stop reason, as far as they are known.
fn figures(generation: &Generation, end: &End) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(first) = generation.first {
        parts.push(format!("ttft {}", short(first.duration())));
    }
    if let Some(rate) = generation.tokens_per_second() {
        parts.push(format!("{rate:.0} tok/s"));
    }
    match &end.usage {
        Some(usage) => parts.extend(tokens(usage)),
        None if generation.deltas > 0 => parts.push("tokens unknown".to_owned()),
        None => {}
    }
    if let Some(latency) = end.latency_ms {
        parts.push(format!("latency {}", short(Duration::from_millis(latency))));
    }
    if let Outcome::Done(reason) = &end.outcome {
        parts.push(reason.to_string());
    }
    parts.join(" · ")
}

fn tokens(usage: &Usage) -> Vec<String> {
    let number =
        |count: Option<u64>| count.map_or_else(|| "?".to_owned(), |count| count.to_string());
    let mut parts = vec![format!(
        "{} in / {} out",
        number(usage.input),
        number(usage.output)
    )];
    let cached = [
        ("cache read", usage.cache_read),
        ("cache write", usage.cache_write),
    ];
    for (name, count) in cached {
        if let Some(count) = count.filter(|count| *count > 0) {
            parts.push(format!("{name} {count}"));
        }
    }
    parts
}

/// Whole seconds, for what counts up or down on the screen.
fn seconds(duration: Duration) -> String {
    format!("{}s", duration.as_millis().div_ceil(1000))
}

pub(super) fn wrapped(text: &str, role: Role, width: u16, lines: &mut Vec<Line>) {
    let mut wrap = Wrap::new(usize::from(width), Breaking::Words, Prefix::default());
    for run in Shown::prose(text).runs() {
        match run.kind {
            RunKind::Plain => wrap.text(run.text, Face::of(role), lines),
            RunKind::Badge => wrap.atom(run.text, Face::of(Role::Hazard), lines),
        }
    }
    wrap.finish(lines);
    if lines.is_empty() {
        lines.push(Line {
            spans: vec![Span::new("", role)],
        });
    }
}
