//! Which of some changed lines became which: those that have enough words in common, in order.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::align::Work;

/// What two whole lines have in common at least to be a pair, in thousandths of their words.
const ALIKE: usize = 250;

/// The pairs of lines that belong together, by their places; both ascend. `None` if there are too many
/// lines to tell.
pub(super) fn pairs(old: &[&str], new: &[&str], work: &mut Work) -> Option<Vec<(usize, usize)>> {
    let mut numbers = HashMap::new();
    let (left, right) = (bags(old, &mut numbers), bags(new, &mut numbers));
    let words = |bags: &[Vec<u32>]| bags.iter().map(Vec::len).sum::<usize>();
    let price = new.len() * (words(&left) + old.len()) + old.len() * words(&right);
    if !work.spend(price) {
        return None;
    }
    let scores: Vec<Vec<usize>> = left
        .iter()
        .map(|one| right.iter().map(|other| score(one, other)).collect())
        .collect();
    Some(best(&scores, new.len()))
}

/// The words and signs of each line, as sorted numbers.
fn bags<'a>(lines: &[&'a str], numbers: &mut HashMap<&'a str, u32>) -> Vec<Vec<u32>> {
    let mut bag = |line: &&'a str| {
        let units = line.split_word_bounds();
        let units = units.filter(|unit| !unit.trim().is_empty());
        let mut bag: Vec<u32> = units
            .map(|unit| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                *numbers.entry(unit).or_insert(next)
            })
            .collect();
        bag.sort_unstable();
        bag
    };
    lines.iter().map(&mut bag).collect()
}

/// What two lines have in common, in thousandths; 0 if that is too little to be a pair.
fn score(one: &[u32], other: &[u32]) -> usize {
    let (mut left, mut right) = (one, other);
    let mut common = 0;
    while let (Some(a), Some(b)) = (left.first(), right.first()) {
        if a == b {
            common += 1;
        }
        if a <= b {
            left = &left[1..];
        }
        if b <= a {
            right = &right[1..];
        }
    }
    let score = 2000 * common / (one.len() + other.len()).max(1);
    // A line that is still being written may have little of one that is whole, but most of its own.
    let begins = common > 0 && 2 * common >= one.len().min(other.len());
    if score < ALIKE && !begins { 0 } else { score }
}

/// The pairs that come to the highest score together.
fn best(scores: &[Vec<usize>], width: usize) -> Vec<(usize, usize)> {
    let height = scores.len();
    // The highest score of the lines from here to the end.
    let mut rest = vec![vec![0; width + 1]; height + 1];
    for i in (0..height).rev() {
        for j in (0..width).rev() {
            let pair = scores[i][j] + rest[i + 1][j + 1];
            rest[i][j] = pair.max(rest[i + 1][j]).max(rest[i][j + 1]);
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < height && j < width {
        if scores[i][j] > 0 && rest[i][j] == scores[i][j] + rest[i + 1][j + 1] {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if rest[i][j] == rest[i + 1][j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_alike_are_pairs() {
        let old = ["the rock is old", "gone", "a scree of stones"];
        let new = ["new here", "the rock is very old", "a scree of many stones"];
        let found = pairs(&old, &new, &mut Work::new());
        assert_eq!(found, Some(vec![(0, 1), (2, 2)]));
        assert_eq!(pairs(&[], &new, &mut Work::new()), Some(vec![]));
    }

    #[test]
    fn too_many_lines_are_not_looked_at() {
        let lines: Vec<String> = (0..5_000).map(|at| format!("line {at}")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        assert_eq!(pairs(&lines, &lines, &mut Work::new()), None);
    }
}
