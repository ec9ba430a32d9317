//! What is known of conversation files, and which of them match a filter.

use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use nucleo_matcher::Utf32String;

use crate::app::layout::Side;
use crate::app::list;
use crate::app::search::Indexing;
use crate::chat::library::Volume;

use super::{Library, Presence};

/// How many characters of a title are looked at: a file can tell anything.
const LONGEST: usize = 500;

/// What is known of conversation files by now.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    /// The conversations; `None` = they were not read yet.
    pub(crate) shelf: Option<Arc<Stock>>,
    /// Those in the trash.
    pub(crate) trash: Option<Arc<Stock>>,
    /// Files that were opened lately, the latest first, and whether they are there.
    pub(crate) opened: Vec<(PathBuf, Presence)>,
    /// How far the index is.
    pub(crate) indexing: Indexing,
    /// Whether the list stood beside the conversation when the program was left.
    pub(crate) pane: Side,
    /// What was moved to the trash last, as it is there.
    pub(crate) thrown: Vec<PathBuf>,
    /// Those of it that are just being taken back.
    pub(crate) returning: Vec<PathBuf>,
    /// What goes to the trash once another conversation has begun.
    pub(crate) leaving: Option<Leaving>,
}

/// Files that go to the trash once the one that is open among them was left.
#[derive(Debug, Clone)]
pub(crate) struct Leaving {
    /// The files.
    pub(crate) paths: Vec<PathBuf>,
    /// The list that they were chosen in.
    pub(crate) library: Option<Box<Library>>,
}

/// Conversation files in the order in which they are listed, ready to be filtered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stock {
    volumes: Vec<Volume>,
    titles: Vec<Utf32String>,
}

impl Stock {
    /// These files: pinned ones on top, then the ones that were changed last.
    pub(crate) fn new(mut volumes: Vec<Volume>) -> Self {
        for volume in &mut volumes {
            if let Some((end, _)) = volume.title.char_indices().nth(LONGEST) {
                volume.title.truncate(end);
            }
        }
        volumes.sort_by(|a, b| {
            let key = |volume: &Volume| (Reverse(volume.pinned), Reverse(volume.changed));
            key(a).cmp(&key(b)).then_with(|| b.path.cmp(&a.path))
        });
        let titles = volumes.iter();
        let titles = titles
            .map(|volume| Utf32String::from(volume.title.as_str()))
            .collect();
        Self { volumes, titles }
    }

    /// The files, in the order in which they are listed.
    pub(crate) fn volumes(&self) -> &[Volume] {
        &self.volumes
    }

    /// How large they are together, in bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.volumes.iter().map(|volume| volume.bytes).sum()
    }

    /// What is known of this file.
    pub(crate) fn of(&self, path: &Path) -> Option<&Volume> {
        self.volumes.iter().find(|volume| volume.path == path)
    }

    /// The places of those that match: words are looked for in titles, the best match first; words
    /// after `#` are the beginnings of tags.
    pub(crate) fn matching(&self, filter: &str) -> Vec<usize> {
        let (tags, words): (Vec<&str>, Vec<&str>) = filter
            .split_whitespace()
            .partition(|word| word.starts_with('#'));
        let tags: Vec<String> = tags
            .iter()
            .map(|tag| tag.trim_start_matches('#').to_lowercase())
            .collect();
        let has = |volume: &Volume| {
            tags.iter().all(|tag| {
                let mut own = volume.tags.iter();
                tag.is_empty() || own.any(|own| own.to_lowercase().starts_with(tag))
            })
        };
        if words.is_empty() {
            let all = 0..self.volumes.len();
            return all.filter(|at| has(&self.volumes[*at])).collect();
        }
        let scores = list::score(&words.join(" "), &self.titles);
        let mut found: Vec<usize> = (0..self.volumes.len())
            .filter(|at| scores[*at].is_some() && has(&self.volumes[*at]))
            .collect();
        found.sort_by_key(|at| Reverse(scores[*at]));
        found
    }
}

impl PartialEq for Holdings {
    /// Two are equal that list the same files: what only lasts for a moment is not looked at.
    fn eq(&self, other: &Self) -> bool {
        self.shelf == other.shelf && self.trash == other.trash && self.opened == other.opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::time::Wall;

    fn volume(title: &str, changed: i64, tags: &[&str]) -> Volume {
        Volume {
            path: PathBuf::from(format!("/c/{title}.jsonl")),
            id: None,
            title: title.to_owned(),
            models: Vec::new(),
            begun: Wall(0),
            changed: Wall(changed),
            turns: 1,
            cost: None,
            bytes: 100,
            errors: 0,
            damaged: 0,
            pinned: title.starts_with("pinned"),
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        }
    }

    fn stock() -> Stock {
        Stock::new(vec![
            volume("old rocks", 1, &["Work"]),
            volume("new rivers", 9, &["home", "work"]),
            volume("pinned old", 2, &[]),
            volume("pinned new", 3, &[]),
        ])
    }

    fn found(filter: &str) -> Vec<String> {
        let stock = stock();
        let places = stock.matching(filter).into_iter();
        places.map(|at| stock.volumes[at].title.clone()).collect()
    }

    #[test]
    fn pinned_ones_stand_on_top_and_then_the_latest() {
        let all = ["pinned new", "pinned old", "new rivers", "old rocks"];
        assert_eq!(found(""), all);
        assert_eq!(stock().bytes(), 400);
    }

    #[test]
    fn words_are_of_titles_and_marked_ones_of_tags() {
        assert_eq!(found("rock"), ["old rocks"]);
        assert_eq!(found("#wo"), ["new rivers", "old rocks"]);
        assert_eq!(found("#work #home"), ["new rivers"]);
        assert_eq!(found("rock #work"), ["old rocks"]);
        assert_eq!(found("rock #home"), Vec::<String>::new());
        assert_eq!(found("#").len(), 4);
    }
}
