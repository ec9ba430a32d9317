//! A line of text in pieces: which of the two texts has each, and how that shows.

use crate::app::transcript::line::{Face, Marks, Role};
use crate::chat::diff::Kind;

use super::fill::Fill;
use super::rows::Sign;

/// A line of a text, in pieces.
#[derive(Debug, Default)]
pub(super) struct Pieces<'a> {
    pub(super) pieces: Vec<(Kind, &'a str)>,
    /// Which of the texts has the end of the line; `None` where the text ends.
    pub(super) end: Option<Kind>,
}

/// How a line is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tint {
    /// Only what differs in it, with brackets around: both texts stand in it.
    Mixed,
    /// Only what differs in it.
    Words,
    /// All of it, since it differs.
    Whole,
}

impl Pieces<'_> {
    /// What stands before the line.
    pub(super) fn sign(&self) -> Sign {
        let kinds = [Kind::Same, Kind::Removed, Kind::Added].map(|kind| self.has(kind));
        match kinds {
            [false, true, false] => Sign::Removed,
            [false, false, true] => Sign::Added,
            [true, false, false] if self.ends_alike() => Sign::None,
            [false, false, false] => match self.end {
                Some(Kind::Removed) => Sign::Removed,
                Some(Kind::Added) => Sign::Added,
                Some(Kind::Same) | None => Sign::None,
            },
            _ => Sign::Both,
        }
    }

    /// Whether anything in it is of this kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        let mut pieces = self.pieces.iter();
        pieces.any(|(own, text)| *own == kind && !text.is_empty())
    }

    fn ends_alike(&self) -> bool {
        matches!(self.end, Some(Kind::Same) | None)
    }
}

/// Splits runs at the ends of lines.
pub(super) fn split<'a>(runs: impl Iterator<Item = (Kind, &'a str)>) -> Vec<Pieces<'a>> {
    let mut lines = Vec::new();
    let mut line = Pieces::default();
    for (kind, text) in runs {
        for piece in text.split_inclusive('\n') {
            match piece.strip_suffix('\n') {
                Some(inner) => {
                    line.pieces.push((kind, inner));
                    line.end = Some(kind);
                    lines.push(std::mem::take(&mut line));
                }
                None => line.pieces.push((kind, piece)),
            }
        }
    }
    if !line.pieces.is_empty() {
        lines.push(line);
    }
    lines
}

/// The role of what one of the texts has.
pub(super) fn role(kind: Kind) -> Role {
    match kind {
        Kind::Same => Role::Text,
        Kind::Removed => Role::Removed,
        Kind::Added => Role::Added,
    }
}

/// The face of a piece of a line that has one text only.
pub(super) fn face(kind: Kind, line: &Pieces<'_>, tint: Tint) -> Face {
    let own = [Kind::Removed, Kind::Added];
    let of_line = own.into_iter().find(|kind| line.has(*kind));
    match (kind, tint) {
        (Kind::Same, Tint::Whole) => Face::of(of_line.map_or(Role::Text, role)),
        (Kind::Same, Tint::Mixed | Tint::Words) => Face::of(Role::Text),
        // A line that differs from end to end needs no stress in it.
        (Kind::Removed | Kind::Added, _) if !line.has(Kind::Same) => Face::of(role(kind)),
        (Kind::Removed | Kind::Added, _) => Face::of(role(kind)).marked(Marks::UNDERLINE),
    }
}

/// Adds a piece with brackets that tell without colours which text it is of.
pub(super) fn bracketed(kind: Kind, text: &str, fill: &mut Fill) {
    let face = Face::of(role(kind));
    match kind {
        _ if text.is_empty() => {}
        Kind::Same => fill.text(text, face),
        Kind::Removed => {
            fill.text("[-", face);
            fill.text(text, face.marked(Marks::STRIKE));
            fill.text("-]", face);
        }
        Kind::Added => {
            fill.text("{+", face);
            fill.text(text, face.marked(Marks::UNDERLINE));
            fill.text("+}", face);
        }
    }
}
