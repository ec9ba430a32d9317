//! Limits on grapheme clusters, and how many columns they take.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::context;
use super::{Shown, names};

/// Most combining marks on one base; more have crashed terminals and cover the lines above and below.
const MAX_MARKS: usize = 8;

/// Longest grapheme cluster, in bytes; a family of four with skin tones takes 41.
const MAX_BYTES: usize = 64;

/// Columns that a text takes on one line, cluster by cluster, as cells are filled. A newline takes none.
pub(super) fn columns(text: &str) -> usize {
    if text.is_ascii() {
        return text.len() - text.bytes().filter(|byte| *byte == b'\n').count();
    }
    text.graphemes(true).map(cluster_columns).sum()
}

/// Columns of the cells that one grapheme cluster takes. The halfwidth sound marks of Japanese belong to
/// the letter before them, but terminals give each a cell of its own, and so do our cells.
pub(crate) fn width(cluster: &str) -> usize {
    let marks = cluster.chars().filter(|c| matches!(c, 'ﾞ' | 'ﾟ')).count();
    cluster.width() + marks
}

/// Columns of one grapheme cluster.
pub(super) fn cluster_columns(cluster: &str) -> usize {
    match cluster {
        "\n" => 0,
        _ => width(cluster),
    }
}

/// Puts badges for what is too much into the shown text from byte `start` on, which holds no badge yet.
pub(super) fn limit(shown: &mut Shown, start: usize) {
    if shown.text[start..].graphemes(true).all(is_within_limits) {
        return;
    }
    let text = shown.text.split_off(start);
    let mut rest = text.as_str();
    while let Some(cluster) = rest.graphemes(true).next() {
        rest = &rest[push(shown, cluster)..];
    }
}

fn is_within_limits(cluster: &str) -> bool {
    // A mark takes a byte at least, so what is shorter than the limit need not be looked into.
    let has_few_marks = cluster.len() <= MAX_MARKS || excess_marks(cluster).is_none();
    cluster.len() <= MAX_BYTES && has_few_marks && width(cluster) > 0
}

/// Shows one cluster; returns how much of it was shown, in bytes.
fn push(shown: &mut Shown, cluster: &str) -> usize {
    let Some((start, end)) = excess_marks(cluster) else {
        push_whole(shown, cluster);
        return cluster.len();
    };
    let kept = context::without_loose_end(&cluster[..start]);
    push_whole(shown, kept);
    let marks = cluster[kept.len()..end].chars().count();
    shown.push_badge(&format!("‹+{marks} marks›"));
    // What follows is a letter that an Indic virama tied to the marks: it is shown by itself.
    end
}

fn push_whole(shown: &mut Shown, cluster: &str) {
    if cluster.len() <= MAX_BYTES {
        push_visible(shown, cluster);
        return;
    }
    let kept = context::without_loose_end(&cluster[..cluster.floor_char_boundary(MAX_BYTES)]);
    push_visible(shown, kept);
    shown.push_badge(&format!("‹+{} bytes›", cluster.len() - kept.len()));
}

/// Shows a cluster that takes no column, such as a vowel without its syllable, by its code points.
fn push_visible(shown: &mut Shown, cluster: &str) {
    if width(cluster) > 0 {
        shown.text.push_str(cluster);
        return;
    }
    for c in cluster.chars() {
        shown.push_badge(&names::code_point(c));
    }
}

/// Where the marks over the limit begin, and where they end, in bytes.
fn excess_marks(cluster: &str) -> Option<(usize, usize)> {
    let mut marks = cluster
        .char_indices()
        .filter(|(_, c)| context::piles_up(*c));
    let (start, _) = marks.nth(MAX_MARKS)?;
    let len = cluster[start..].find(|c| !context::piles_up(c) && !context::is_loose(c));
    Some((start, len.map_or(cluster.len(), |len| start + len)))
}
