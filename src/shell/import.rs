//! Imports: files of other programs become conversations, for the screen and for the command line.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::event::Event;
use super::files;
use super::hands::Hands;
use crate::app::export::{Imported, ImportedOne};
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::chat::import::{Import, Source};
use crate::chat::progress::{Monitor, Silent, Steps, Stopped, Unit};
use crate::chat::time::Wall;
use crate::store::import::{self as readers, MAX_BYTES, New};
use crate::store::load::{self, NotLoaded};
use crate::store::name;
use crate::store::paths::Folders;

/// What is to become of what is found.
#[derive(Debug, Clone)]
pub(crate) enum Aim {
    /// Nothing: it is only told.
    Tell,
    /// A file for each conversation, in this folder.
    Make(PathBuf),
}

/// How much of a file is read at a time.
const PART: u64 = 1024 * 1024;

/// Reads a file and makes conversations of it. What the file is shows in it, unless it is named.
///
/// Where nobody waits any more, what is made by then stays, and how much is not made is told.
///
/// # Errors
/// Nothing can be made of it, or nothing is made yet when it is stopped; why, in a sentence.
pub(crate) fn import(
    path: &Path,
    named: Option<Source>,
    aim: &Aim,
    (at, monitor): (Wall, &dyn Monitor),
) -> Result<Imported, String> {
    let bytes = bytes_of(path, monitor)?;
    let shown = path.display();
    let is_native = match named {
        Some(source) => source == Source::Outcrop,
        None => is_native(&bytes, monitor)?,
    };
    if is_native {
        return native(path, &bytes, aim, (at, monitor)).map_err(|why| format!("{shown}: {why}"));
    }
    let text = readers::text(&bytes).map_err(|why| format!("{shown}: {why}"))?;
    let source = named.or_else(|| readers::recognize(text));
    let source = source.ok_or_else(|| format!("{shown}: {}", readers::NotRead::Unknown))?;
    let found = readers::read(text, source, monitor).map_err(|why| format!("{shown}: {why}"))?;
    let mut imported = Imported {
        from: path.to_owned(),
        source: source.label(),
        made: Vec::new(),
        problems: found.problems,
        notes: Vec::new(),
        unmade: 0,
    };
    let count = found.conversations.len();
    let mut steps =
        Steps::begin(count, Unit::Conversations, monitor).map_err(|it| it.to_string())?;
    for (no, one) in found.conversations.iter().enumerate() {
        match made(one, source, aim, at) {
            Ok(made) => imported.made.push(made),
            Err(why) => imported.problems.push(format!("{}: {why}", one.name())),
        }
        if let Err(Stopped) = steps.step(1) {
            imported.unmade = count - no - 1;
            break;
        }
    }
    if found.empty > 0 {
        imported.notes.push(match found.empty {
            1 => "a conversation, which has no message".to_owned(),
            count => format!("{count} conversations, which have no message"),
        });
    }
    if imported.made.is_empty() {
        let first = imported
            .problems
            .first()
            .map_or("no message is in it", |it| it);
        return Err(format!("{shown}: {first}"));
    }
    Ok(imported)
}

/// Whether it is a conversation file of outcrop.
fn is_native(bytes: &[u8], monitor: &dyn Monitor) -> Result<bool, String> {
    match load::load_watched(bytes, &Silent(monitor)) {
        Ok(loaded) => Ok(loaded.conversation.len() > 0),
        Err(NotLoaded::NotAConversation) => Ok(false),
        Err(NotLoaded::Stopped) => Err(Stopped.to_string()),
    }
}

fn bytes_of(path: &Path, monitor: &dyn Monitor) -> Result<Vec<u8>, String> {
    let failed = |why: String| format!("cannot read {}: {why}", path.display());
    // Before it is opened: a pipe would be waited for.
    let about = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if !about.is_file() {
        return Err(failed("it is no regular file".to_owned()));
    }
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let size = usize::try_from(about.len()).unwrap_or(usize::MAX);
    let mut steps = Steps::begin(size, Unit::Read, monitor).map_err(|it| failed(it.to_string()))?;
    let mut bytes = Vec::new();
    while bytes.len() as u64 <= MAX_BYTES {
        let read = (&file).take(PART).read_to_end(&mut bytes);
        match read.map_err(|error| failed(error.to_string()))? {
            0 => return Ok(bytes),
            count => steps.step(count).map_err(|it| failed(it.to_string()))?,
        }
    }
    Err(failed(format!(
        "it has more than {} GB; part it first",
        MAX_BYTES / 1_000_000_000
    )))
}

/// Makes a file of a conversation.
fn made(one: &Import, source: Source, aim: &Aim, at: Wall) -> Result<ImportedOne, String> {
    let title = one.name();
    let path = match aim {
        Aim::Tell => PathBuf::new(),
        Aim::Make(folder) => {
            let new = new(source, at)?;
            let began = one.messages.iter().find_map(|message| message.said.at);
            let name = name::file_name(began.unwrap_or(at), &title, &new.id);
            let path = folder.join(name);
            readers::written(&path, one, &new).map_err(|error| error.to_string())?;
            path
        }
    };
    Ok(ImportedOne {
        path,
        title,
        messages: one.messages.len(),
        left: one.left.told(),
    })
}

fn new(source: Source, at: Wall) -> Result<New, String> {
    let id = files::draw_id().map_err(|error| error.to_string())?;
    Ok(New { id, source, at })
}

/// Copies a conversation file of outcrop under an id of its own.
fn native(
    path: &Path,
    bytes: &[u8],
    aim: &Aim,
    (at, monitor): (Wall, &dyn Monitor),
) -> Result<Imported, String> {
    let loaded = load::load_watched(bytes, &Silent(monitor));
    let loaded = loaded.map_err(|why| match why {
        NotLoaded::NotAConversation => "it is not a conversation file".to_owned(),
        NotLoaded::Stopped => Stopped.to_string(),
    })?;
    let conversation = loaded.conversation;
    let title = conversation.title().unwrap_or("conversation").to_owned();
    let mut left = loaded.health.damage.len();
    let target = match aim {
        Aim::Tell => PathBuf::new(),
        Aim::Make(folder) => {
            let new = new(Source::Outcrop, at)?;
            let began = conversation.messages().map(|message| message.at).min();
            let name = name::file_name(began.unwrap_or(at), &title, &new.id);
            let target = folder.join(name);
            left = readers::copied(&target, bytes, &new, monitor)?;
            target
        }
    };
    let left = (left > 0).then(|| format!("{left} lines that are no records"));
    Ok(Imported {
        from: path.to_owned(),
        source: Source::Outcrop.label(),
        made: vec![ImportedOne {
            path: target,
            title,
            messages: conversation.len(),
            left: left.into_iter().collect(),
        }],
        problems: Vec::new(),
        notes: Vec::new(),
        unmade: 0,
    })
}

impl Hands {
    /// Lets a file be imported in a task.
    pub(super) fn import(&mut self, path: PathBuf, at: Wall) {
        let folder = self.kit.folders.as_ref().map(Folders::conversations);
        let ticket = self.tasks.tickets.ticket();
        self.tasks.aside_to_the_end(move || {
            let folder = folder.ok_or("there is no home folder to keep conversations in");
            let result = folder.map_err(str::to_owned);
            let result =
                result.and_then(|folder| import(&path, None, &Aim::Make(folder), (at, &ticket)));
            // Of what was stopped before anything was made there is nothing to tell, and what was made
            // before is not opened.
            match result {
                result if !ticket.is_given_up() => Some(Event::Imported(result)),
                Ok(made) => Some(Event::Core(Msg::Imported(Ok(made)))),
                Err(_) => None,
            }
        });
    }

    /// A single conversation is opened, and told of when it is there, unless a reply is on its way
    /// that this would stop. Of several it is told at once.
    pub(super) fn was_imported(
        &mut self,
        result: Result<Imported, String>,
        state: &State,
    ) -> Option<Msg> {
        let is_idle = state.flight.iter().next().is_none();
        match result {
            Ok(imported) if imported.made.len() == 1 && imported.unmade == 0 && is_idle => {
                self.open(&imported.made[0].path, None);
                self.imported = Some(imported);
                None
            }
            result => Some(Msg::Imported(result)),
        }
    }

    /// Whether this file was just made by an import.
    pub(super) fn is_import(&self, path: &Path) -> bool {
        let made = self.imported.iter().flat_map(|imported| &imported.made);
        made.into_iter().any(|one| one.path == path)
    }

    /// Tells what was made of a file, behind what is told now.
    pub(super) fn tell_of_import(&mut self) {
        if let Some(imported) = self.imported.take() {
            let event = Event::Core(Msg::Imported(Ok(imported)));
            self.events.try_send(event).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::progress::Patient;
    use crate::chat::progress::tests::Clerk;

    /// So many conversations as Claude exports them.
    fn export(folder: &Path, count: usize) -> PathBuf {
        let one = |no| {
            format!(
                r#"{{"uuid":"{no}","name":"Stone {no}","chat_messages":[{{"uuid":"{no}m","sender":"human","text":"q","content":[]}}]}}"#
            )
        };
        let all: Vec<String> = (0..count).map(one).collect();
        let path = folder.join("conversations.json");
        fs::write(&path, format!("[{}]", all.join(","))).unwrap();
        path
    }

    fn files(folder: &Path) -> usize {
        fs::read_dir(folder).map_or(0, Iterator::count)
    }

    #[test]
    fn what_is_made_before_it_is_stopped_stays_and_the_rest_is_counted() {
        let root = tempfile::tempdir().unwrap();
        let from = export(root.path(), 4);
        let whole = Clerk::patient();
        let aim = Aim::Make(root.path().join("all"));
        let made = import(&from, None, &aim, (Wall(1), &whole)).unwrap();
        assert_eq!((made.made.len(), made.unmade), (4, 0));
        let told = whole.told();
        let begun = told.iter().position(|it| it == "0 of 4 conversations");
        let begun = begun.expect("conversations are counted");
        let kinds = ["0 % read", "100 % read", "0 % parsed"];
        assert!(
            kinds.iter().all(|kind| told.iter().any(|it| it == kind)),
            "{told:?}"
        );
        for patience in 1..=told.len() {
            let folder = root.path().join(patience.to_string());
            let aim = Aim::Make(folder.clone());
            let result = import(&from, None, &aim, (Wall(1), &Clerk::until(patience)));
            if patience <= begun + 1 {
                assert!(result.unwrap_err().ends_with("it was stopped"));
                assert_eq!(files(&folder), 0, "{patience}");
                continue;
            }
            let made = result.unwrap();
            let count = patience - begun - 1;
            assert_eq!((made.made.len(), made.unmade), (count, 4 - count));
            assert_eq!(files(&folder), count);
        }
    }

    #[test]
    fn a_conversation_file_is_copied_whole_or_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        let aim = Aim::Make(root.path().join("first"));
        let from = export(root.path(), 1);
        let made = import(&from, None, &aim, (Wall(1), &Patient)).unwrap();
        let from = &made.made[0].path;
        let clerk = Clerk::patient();
        let aim = Aim::Make(root.path().join("copy"));
        let copy = import(from, None, &aim, (Wall(1), &clerk)).unwrap();
        assert_eq!(copy.source, Source::Outcrop.label());
        for patience in 1..=clerk.told().len() {
            let folder = root.path().join(patience.to_string());
            let aim = Aim::Make(folder.clone());
            let why = import(from, None, &aim, (Wall(1), &Clerk::until(patience))).unwrap_err();
            assert!(why.contains("it was stopped"), "{why}");
            assert_eq!(files(&folder), 0);
        }
    }
}
