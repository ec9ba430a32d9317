//! `outcrop.rush` and `outcrop.drizzle`: as much text as is asked for.

use super::knobs::Knobs;
use super::prose::{Prose, Shape};
use crate::sandbox::reply::Block;
use crate::sandbox::tokens;

/// Tokens of a rush when the prompt names no number.
const FLOOD: usize = 2_000;

/// Tokens of a drizzle when the prompt names no number: twelve seconds at its own rate.
const TRICKLE: usize = 60;

/// `tokens=`, `seed=` and `shape=` say how much of what.
pub(super) fn blocks(knobs: &Knobs<'_>, most: usize) -> Vec<Block> {
    let shape = knobs
        .word("shape")
        .and_then(Shape::named)
        .unwrap_or(Shape::Mixed);
    written(
        knobs,
        shape,
        knobs.count("tokens").unwrap_or(FLOOD).min(most),
    )
}

/// The same wishes, with less and plainer text.
pub(super) fn drizzle(knobs: &Knobs<'_>, most: usize) -> Vec<Block> {
    let shape = knobs
        .word("shape")
        .and_then(Shape::named)
        .unwrap_or(Shape::Prose);
    written(
        knobs,
        shape,
        knobs.count("tokens").unwrap_or(TRICKLE).min(most),
    )
}

fn written(knobs: &Knobs<'_>, shape: Shape, length: usize) -> Vec<Block> {
    let seed = knobs.count("seed").unwrap_or(1);
    let text = Prose::new(seed).write(shape, length);
    vec![Block::Text(tokens::first(&text, length).to_owned())]
}
