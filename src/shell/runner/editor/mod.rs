//! Anthropic's text editor, in a folder that the user named and nowhere else.

mod asked;
mod beneath;
mod change;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use super::ran::Ran;
use super::taken::Taken;
use crate::chat::call::Status;
use crate::chat::tool::Tool;
use crate::chat::tool::invocation::{Edit, Run};
use crate::chat::tool::set::OUTPUT_LIMIT;
use beneath::There;

/// How many edits of a file can be taken back.
const MAX_UNDO: usize = 20;

/// How many bytes of earlier texts are kept.
const MAX_KEPT: usize = 16 << 20;

/// A file: its folder, and its path there.
type Place = (String, String);

/// Texts that files had before they were edited, so that an edit can be taken back.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    texts: HashMap<Place, Vec<Arc<str>>>,
}

/// What the history learns from an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Undo {
    /// The file had this text before.
    Had(Place, Arc<str>),
    /// The last edit of the file was taken back.
    TakenBack(Place),
}

impl History {
    /// Takes in what an edit has done.
    pub(super) fn note(&mut self, undo: Undo) {
        match undo {
            Undo::Had(place, text) => {
                let texts = self.texts.entry(place).or_default();
                texts.push(text);
                if texts.len() > MAX_UNDO {
                    texts.remove(0);
                }
            }
            Undo::TakenBack(place) => {
                if let Some(texts) = self.texts.get_mut(&place) {
                    texts.pop();
                }
            }
        }
        while self.kept() > MAX_KEPT {
            let Some(texts) = self.texts.values_mut().max_by_key(|texts| texts.len()) else {
                return;
            };
            if texts.is_empty() {
                return;
            }
            texts.remove(0);
        }
    }

    fn kept(&self) -> usize {
        let texts = self.texts.values().flatten();
        texts.map(|text| text.len()).sum()
    }

    fn last(&self, place: &Place) -> Option<&Arc<str>> {
        self.texts.get(place)?.last()
    }
}

/// What would be done for a call.
///
/// # Errors
/// It cannot be done; in words for the model.
pub(super) fn plan(
    (tool, args): (&Tool, &str),
    folder: &str,
    history: &History,
) -> Result<Run, String> {
    let asked::Asked { path, mut edit } = asked::asked(tool, folder, args)?;
    if let Edit::Undo(text) = &mut edit {
        let place = (folder.to_owned(), path.clone());
        let last = history.last(&place);
        let last = last.ok_or_else(|| format!("there is no edit of {path} to take back"))?;
        last.as_ref().clone_into(text);
    }
    let before = beneath::look(folder, &path)?.before();
    let characters = match &edit {
        Edit::View(_) => asked::max_characters(tool),
        Edit::Create(_) | Edit::Replace(..) | Edit::Insert(..) | Edit::Undo(_) => None,
    };
    Ok(Run::Edit {
        folder: folder.to_owned(),
        path,
        edit,
        before,
        characters,
    })
}

/// How much of a text is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Most {
    /// Bytes: the output limit.
    pub(super) bytes: u64,
    /// Characters, where the tool says itself how much it wants to see; `None` = any.
    pub(super) characters: Option<u64>,
}

impl Default for Most {
    fn default() -> Self {
        Self {
            bytes: OUTPUT_LIMIT,
            characters: None,
        }
    }
}

/// Carries out an edit.
///
/// # Errors
/// The file is not what the user has seen.
pub(super) fn run(
    (folder, path): (&str, &str),
    edit: &Edit,
    before: Option<&str>,
    most: Most,
) -> Result<Ran, String> {
    let since = Instant::now();
    let refused = |why: String| Ran::text(why, Status::Error, since, None);
    let there = match beneath::look(folder, path) {
        Ok(there) => there,
        Err(why) => return Ok(refused(why)),
    };
    if there.before().as_deref() != before {
        return Err(beneath::changed(path));
    }
    let text = match (&there, edit) {
        (There::Folder(at), Edit::View(None)) => {
            let listing = beneath::listing(at, path);
            return Ok(match listing {
                Ok(names) => Ran::text(cut(&names, most), Status::Success, since, None),
                Err(why) => refused(why),
            });
        }
        (There::Folder(_), _) => return Ok(refused(format!("{path:?} is a folder"))),
        (There::Nothing, _) => None,
        (There::Text(text, _), _) => Some(text.as_str()),
    };
    let changed = match change::change(path, text, edit) {
        Ok(changed) => changed,
        Err(why) => return Ok(refused(why)),
    };
    let mut ran = Ran::text(cut(&changed.told, most), Status::Success, since, None);
    if let Some(new) = &changed.text {
        beneath::write((folder, path), new, before)?;
        let place = (folder.to_owned(), path.to_owned());
        ran.undo = match edit {
            Edit::Undo(_) => Some(Undo::TakenBack(place)),
            _ => text.map(|old| Undo::Had(place, old.into())),
        };
    }
    Ok(ran)
}

/// As much of a text as is wanted. What was cut off is said at its end.
fn cut(text: &str, most: Most) -> String {
    let characters = most.characters.and_then(|most| usize::try_from(most).ok());
    let end = characters.and_then(|most| text.char_indices().nth(most));
    let (kept, rest) = end.map_or((text, ""), |(at, _)| text.split_at(at));
    let mut taken = Taken::up_to(most.bytes);
    taken.take(kept.as_bytes());
    let mut told = taken.text();
    if !rest.is_empty() {
        let more = rest.chars().count();
        let said = format!(
            "\n[cut off after {} characters, as many as the tool wants; {more} more came]",
            characters.unwrap_or_default()
        );
        told.push_str(&said);
    }
    told
}
