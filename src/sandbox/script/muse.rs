//! `outcrop.muse`: thinks first, then answers.

use super::guide::filled;
use crate::sandbox::ability::Display;
use crate::sandbox::anthropic::{sealed, signature};
use crate::sandbox::models::Model;
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

const THOUGHTS: &str = include_str!("../../../assets/sandbox/muse_thoughts.md");
const ANSWER: &str = include_str!("../../../assets/sandbox/muse_answer.md");
const AFTER_REDACTED: &str = include_str!("../../../assets/sandbox/muse_redacted.md");

/// Longest quotation of the question, in characters.
const GIST: usize = 60;

/// Thinking and text.
pub(super) fn blocks(model: &Model, request: &Request) -> Vec<Block> {
    let thought = thought(model, request);
    let answer = if matches!(thought, Block::Redacted(_)) {
        AFTER_REDACTED
    } else {
        ANSWER
    };
    vec![thought, Block::Text(about(request, answer))]
}

/// A thought about the request; one that cannot be read if the prompt has the word "redacted".
pub(super) fn thought(model: &Model, request: &Request) -> Block {
    if request.question().contains("redacted") {
        return Block::Redacted(sealed(&mut request.seed.clone()));
    }
    let text = about(request, THOUGHTS);
    let shown = request.native.display().unwrap_or(model.takes.display);
    let text = if shown == Display::Omitted {
        String::new()
    } else {
        text
    };
    Block::Reasoning {
        signature: signature(&model.id, &text),
        text,
    }
}

fn about(request: &Request, template: &str) -> String {
    let (gist, turns) = (gist(&request.question()), request.turns().to_string());
    filled(template, &[("gist", &gist), ("turns", &turns)])
        .trim_end()
        .to_owned()
}

/// The first line of a question, shortened and in quotation marks.
fn gist(question: &str) -> String {
    let line = question
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("nothing")
        .trim();
    let short: String = line.chars().take(GIST).collect();
    let more = if short.len() < line.len() { "…" } else { "" };
    format!("“{short}{more}”")
}
