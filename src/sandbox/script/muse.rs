//! `outcrop.muse`: thinks first, then answers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::guide::filled;
use crate::sandbox::reply::Block;
use crate::sandbox::request::Request;

const THOUGHTS: &str = include_str!("../../../assets/sandbox/muse_thoughts.md");
const ANSWER: &str = include_str!("../../../assets/sandbox/muse_answer.md");
const AFTER_REDACTED: &str = include_str!("../../../assets/sandbox/muse_redacted.md");

/// Bytes of a signature, and of redacted thinking, before base64.
const SEALED: usize = 96;

/// Longest quotation of the question, in characters.
const GIST: usize = 60;

/// Thinking and text; thinking that cannot be read if the prompt has the word "redacted".
pub(super) fn blocks(request: &Request) -> Vec<Block> {
    let question = request.question();
    let gist = gist(&question);
    let turns = request.turns().to_string();
    let fill = |text| {
        filled(text, &[("gist", &gist), ("turns", &turns)])
            .trim_end()
            .to_owned()
    };
    let sealed = request.seed.clone().bytes(SEALED);
    if question.contains("redacted") {
        return vec![Block::Redacted(sealed), Block::Text(fill(AFTER_REDACTED))];
    }
    let thoughts = Block::Reasoning {
        text: fill(THOUGHTS),
        signature: STANDARD.encode(sealed),
    };
    vec![thoughts, Block::Text(fill(ANSWER))]
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
