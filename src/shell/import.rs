//! Imports: files of other programs become conversations, for the screen and for the command line.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::event::Event;
use super::files;
use super::hands::Hands;
use super::ticket::Ticket;
use crate::app::export::{Imported, ImportedOne};
use crate::app::msg::Msg;
use crate::app::state::State;
use crate::chat::import::{Import, Source};
use crate::chat::time::Wall;
use crate::store::import::{self as readers, MAX_BYTES, New};
use crate::store::load;
use crate::store::name;
use crate::store::paths::Folders;

/// What is to become of what is found.
#[derive(Debug, Clone)]
pub(crate) enum Aim {
    /// Nothing: it is only told.
    Tell,
    /// A file for each conversation, in this folder, until it is given up.
    Make(PathBuf, Ticket),
}

impl Aim {
    /// Whether nobody wants it any more.
    fn is_given_up(&self) -> bool {
        match self {
            Self::Tell => false,
            Self::Make(_, ticket) => ticket.is_given_up(),
        }
    }
}

/// Reads a file and makes conversations of it. What the file is shows in it, unless it is named.
///
/// # Errors
/// Nothing can be made of it; why, in a sentence.
pub(crate) fn import(
    path: &Path,
    named: Option<Source>,
    aim: &Aim,
    at: Wall,
) -> Result<Imported, String> {
    let bytes = bytes_of(path)?;
    let shown = path.display();
    let is_native = |bytes: &[u8]| matches!(load::load(bytes), Ok(it) if it.conversation.len() > 0);
    let is_native = match named {
        Some(source) => source == Source::Outcrop,
        None => is_native(&bytes),
    };
    if is_native {
        return native(path, &bytes, aim, at).map_err(|why| format!("{shown}: {why}"));
    }
    let text = readers::text(&bytes).map_err(|why| format!("{shown}: {why}"))?;
    let source = named.or_else(|| readers::recognize(text));
    let source = source.ok_or_else(|| format!("{shown}: {}", readers::NotRead::Unknown))?;
    let found = readers::read(text, source).map_err(|why| format!("{shown}: {why}"))?;
    let mut imported = Imported {
        from: path.to_owned(),
        source: source.label(),
        made: Vec::new(),
        problems: found.problems,
    };
    for one in &found.conversations {
        if aim.is_given_up() {
            break;
        }
        match made(one, source, aim, at) {
            Ok(made) => imported.made.push(made),
            Err(why) => imported.problems.push(format!("{}: {why}", one.name())),
        }
    }
    if found.empty > 0 {
        imported.problems.push(match found.empty {
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

fn bytes_of(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |why: String| format!("cannot read {}: {why}", path.display());
    // Before it is opened: a pipe would be waited for.
    let about = fs::metadata(path).map_err(|error| failed(error.to_string()))?;
    if !about.is_file() {
        return Err(failed("it is no regular file".to_owned()));
    }
    let file = File::open(path).map_err(|error| failed(error.to_string()))?;
    let mut bytes = Vec::new();
    let read = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(error.to_string()))?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(failed(format!(
            "it has more than {} GB; part it first",
            MAX_BYTES / 1_000_000_000
        )));
    }
    Ok(bytes)
}

/// Makes a file of a conversation.
fn made(one: &Import, source: Source, aim: &Aim, at: Wall) -> Result<ImportedOne, String> {
    let title = one.name();
    let path = match aim {
        Aim::Tell => PathBuf::new(),
        Aim::Make(folder, _) => {
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
fn native(path: &Path, bytes: &[u8], aim: &Aim, at: Wall) -> Result<Imported, String> {
    let loaded = load::load(bytes).map_err(|_| "it is not a conversation file".to_owned())?;
    let conversation = loaded.conversation;
    let title = conversation.title().unwrap_or("conversation").to_owned();
    let mut left = loaded.health.damage.len();
    let target = match aim {
        Aim::Tell => PathBuf::new(),
        Aim::Make(..) if aim.is_given_up() => return Err("it was stopped".to_owned()),
        Aim::Make(folder, _) => {
            let new = new(Source::Outcrop, at)?;
            let began = conversation.messages().map(|message| message.at).min();
            let name = name::file_name(began.unwrap_or(at), &title, &new.id);
            let target = folder.join(name);
            left = readers::copied(&target, bytes, &new)?;
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
    })
}

impl Hands {
    /// Lets a file be imported in a task.
    pub(super) fn import(&mut self, path: PathBuf, at: Wall) {
        let folder = self.kit.folders.as_ref().map(Folders::conversations);
        let ticket = self.tasks.tickets.ticket();
        self.tasks.aside(move || {
            let folder = folder.ok_or("there is no home folder to keep conversations in");
            let result = folder.map_err(str::to_owned);
            let result =
                result.and_then(|folder| import(&path, None, &Aim::Make(folder, ticket), at));
            Event::Imported(result)
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
            Ok(imported) if imported.made.len() == 1 && is_idle => {
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
