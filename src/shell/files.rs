//! Opening conversation files, and the thread that writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::Sender;

use crate::app::composer::Draft;
use crate::app::file::{Condition, Flaw, Hold, Mode};
use crate::app::layout::Side;
use crate::app::library::Holdings;
use crate::app::memory::Memory;
use crate::app::state::{LoadedFile, Opened};
use crate::app::tour::Met;
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::ConversationId;
use crate::chat::progress::{Monitor, Patient};
use crate::store::blobs::BlobPlace;
use crate::store::follow::Follow;
use crate::store::health::{Access, Damage, Head, Health};
use crate::store::journal::Journal;
use crate::store::load::{self, Loaded};
use crate::store::paths::Folders;
use crate::store::state::opened;
use crate::store::state::{draft, history, recents, refusals, votes};
use crate::store::writer::{Command, Pace, Place, Target, Writer};

use super::arranged;
use super::blobs::Blobs;
use super::drafts;
use super::event::Event;

/// A conversation to begin with, and where its records go.
#[derive(Debug)]
pub(crate) struct Opening {
    /// For the core.
    pub(crate) opened: Opened,
    /// For the writer; `None` = it is made with the first message, under a name made of it.
    pub(super) place: Option<Place>,
    /// The conversation.
    pub(crate) id: ConversationId,
    /// Where the bytes of its attachments stand.
    pub(super) blobs: Blobs,
    /// The file, if another program writes to it.
    pub(super) follow: Option<Follow>,
}

impl Opening {
    /// A new conversation.
    pub(crate) fn fresh() -> Result<Self, getrandom::Error> {
        let id = draw_id()?;
        Ok(Self {
            opened: Opened::New(id.clone(), None),
            place: None,
            id,
            blobs: Blobs::default(),
            follow: None,
        })
    }
}

/// A random id.
pub(super) fn draw_id() -> Result<ConversationId, getrandom::Error> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes)?;
    Ok(ConversationId::from_random(bytes))
}

/// Opens a file, or names the file of a new conversation when there is none at this path.
///
/// # Errors
///
/// It cannot be read, or is something else than a conversation. A file that is open elsewhere,
/// damaged or too new is opened for reading.
pub(crate) fn open(path: &Path) -> anyhow::Result<Opening> {
    open_watched(path, &Patient)
}

/// The same, for somebody who may not want to wait for it; it can be stopped.
pub(super) fn open_watched(path: &Path, monitor: &dyn Monitor) -> anyhow::Result<Opening> {
    match Journal::open_watched(path, monitor) {
        Ok((journal, loaded)) => writable(path, journal, loaded),
        Err(error) if error.kind == StoreErrorKind::Missing => missing(path, error),
        Err(error) if error.kind == StoreErrorKind::Locked => elsewhere(path, monitor),
        Err(error) if error.kind == StoreErrorKind::Denied => {
            let loaded = load::read_watched(path, monitor)?;
            Ok(read_only(path, loaded, Hold::Denied, &error.to_string()))
        }
        Err(error) => Err(error.into()),
    }
}

/// Opens a damaged file to go on in it, behind its damaged lines, which stay as they are.
///
/// # Errors
///
/// It cannot be written to, or it was stopped. One of an unknown or newer version is opened for reading.
pub(super) fn go_on(path: &Path, monitor: &dyn Monitor) -> anyhow::Result<Opening> {
    let (journal, loaded) = Journal::open_watched(path, monitor)?;
    match loaded.health.access() {
        Access::AskFirst => Ok(editable(path, journal, loaded)),
        Access::Editable | Access::VersionUnknown | Access::TooNew => {
            writable(path, journal, loaded)
        }
    }
}

/// Opens a file unless another program has it.
///
/// # Errors
///
/// As those of `open_watched`.
pub(super) fn open_free(path: &Path, monitor: &dyn Monitor) -> anyhow::Result<Option<Opening>> {
    match Journal::open_watched(path, monitor) {
        Ok((journal, loaded)) => writable(path, journal, loaded).map(Some),
        Err(error) if error.kind == StoreErrorKind::Locked => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn missing(path: &Path, error: StoreError) -> anyhow::Result<Opening> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| !folder.is_dir()) {
        return Err(error.into());
    }
    let id = draw_id()?;
    Ok(Opening {
        opened: Opened::New(id.clone(), Some(path.to_owned())),
        place: Some(Place::New(path.to_owned())),
        id,
        blobs: Blobs::default(),
        follow: None,
    })
}

fn writable(path: &Path, journal: Journal, loaded: Loaded) -> anyhow::Result<Opening> {
    if loaded.health.head == Head::Empty {
        return empty(path, journal);
    }
    let (hold, next) = match loaded.health.access() {
        Access::Editable => return Ok(editable(path, journal, loaded)),
        Access::AskFirst => (Hold::Damaged, "^X ^G goes on here, ^X ^Y in a copy"),
        Access::VersionUnknown => (Hold::VersionUnknown, "^X ^Y goes on in a copy"),
        Access::TooNew => return Ok(too_new(path, loaded)),
    };
    let why =
        format!("it is open for reading only until you choose: {next}, ^X ^D lists the lines");
    Ok(read_only(path, loaded, hold, &why))
}

/// An empty file becomes a new conversation.
fn empty(path: &Path, journal: Journal) -> anyhow::Result<Opening> {
    let id = draw_id()?;
    Ok(Opening {
        opened: Opened::New(id.clone(), Some(path.to_owned())),
        place: Some(Place::Open(Box::new(journal))),
        id,
        blobs: Blobs::of_file(Some(path.to_owned()), BTreeMap::new()),
        follow: None,
    })
}

fn editable(path: &Path, journal: Journal, loaded: Loaded) -> Opening {
    let file = LoadedFile {
        conversation: loaded.conversation,
        path: path.to_owned(),
        mode: Mode::Writable,
        damage: damage(&loaded.health),
        condition: condition(None, &loaded.health),
    };
    let place = Place::Open(Box::new(journal));
    loaded_opening(file, loaded.blobs, Some(place))
}

/// Another program writes to it: it is read along.
fn elsewhere(path: &Path, monitor: &dyn Monitor) -> anyhow::Result<Opening> {
    let (follow, loaded) = Follow::begin(path, monitor)?;
    if loaded.health.access() == Access::TooNew {
        return Ok(too_new(path, loaded));
    }
    let why = "another outcrop has it open; here it is only read, as it grows · ^X ^W shows what can be done";
    let mut opening = read_only(path, loaded, Hold::Elsewhere, why);
    opening.follow = Some(follow);
    Ok(opening)
}

fn read_only(path: &Path, loaded: Loaded, hold: Hold, why: &str) -> Opening {
    let lines = damage(&loaded.health);
    let note = lines.map_or_else(|| why.to_owned(), |lines| format!("{lines} · {why}"));
    let file = LoadedFile {
        conversation: loaded.conversation,
        path: path.to_owned(),
        mode: Mode::ReadOnly,
        damage: Some(note),
        condition: condition(Some(hold), &loaded.health),
    };
    loaded_opening(file, loaded.blobs, Some(Place::ReadOnly(path.to_owned())))
}

/// A file of a newer format is never copied either: this version would write its old records into it.
fn too_new(path: &Path, loaded: Loaded) -> Opening {
    let why = "a newer version of outcrop wrote this file; it is open for reading only, use that version to go on";
    let file = LoadedFile {
        conversation: loaded.conversation,
        path: path.to_owned(),
        mode: Mode::ReadOnly,
        damage: Some(why.to_owned()),
        condition: condition(Some(Hold::TooNew), &loaded.health),
    };
    loaded_opening(file, loaded.blobs, None)
}

fn loaded_opening(
    file: LoadedFile,
    blobs: BTreeMap<String, BlobPlace>,
    place: Option<Place>,
) -> Opening {
    Opening {
        place,
        id: file.conversation.id().clone(),
        blobs: Blobs::of_file(Some(file.path.clone()), blobs),
        opened: Opened::Loaded(Box::new(file)),
        follow: None,
    }
}

fn condition(hold: Option<Hold>, health: &Health) -> Condition {
    let flaw = |damage: &Damage| Flaw {
        line: damage.line,
        bytes: damage.bytes.clone(),
        reason: damage.reason.to_string(),
        cost: damage.cost.clone(),
        near: damage.near,
    };
    Condition {
        hold,
        flaws: health.damage.iter().map(flaw).collect(),
    }
}

/// Which lines were skipped and what is missing without them, in a sentence.
fn damage(health: &Health) -> Option<String> {
    /// So many things that are missing are named.
    const NAMED: usize = 3;
    let damage = &health.damage;
    let first = damage.first()?;
    let more = match damage.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let mut costs: Vec<&str> = Vec::new();
    for line in damage {
        if !costs.contains(&line.cost.as_str()) {
            costs.push(&line.cost);
        }
    }
    let rest = match costs.len().saturating_sub(NAMED) {
        0 => String::new(),
        count => format!(", and {count} other things"),
    };
    costs.truncate(NAMED);
    Some(format!(
        "line {}{more} of the file could not be read: {}; missing: {}{rest}; nothing was changed",
        first.line,
        first.reason,
        costs.join(", ")
    ))
}

/// What is kept between runs and is not the conversation itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Remembered {
    /// Unsent text of the conversation.
    pub(crate) draft: Draft,
    /// Prompts, oldest first.
    pub(crate) prompts: Vec<String>,
    /// Recent and favourite models.
    pub(crate) memory: Memory,
    /// What is to be said: which files could not be read, and where they are kept.
    pub(crate) notes: Vec<String>,
}

impl Remembered {
    /// Reads what was kept. What cannot be read is as if it were not there, and is told.
    pub(crate) fn load(folders: &Folders, opening: &Opening) -> Self {
        let id = match &opening.opened {
            Opened::New(..) => ConversationId::unbegun(),
            Opened::Loaded(_) => opening.id.clone(),
        };
        let mut notes = Vec::new();
        let draft = match opening.follow {
            None => unsent(folders, &id, &mut notes),
            // It is in the editor of the outcrop that writes to the file.
            Some(_) => Draft::default(),
        };
        let met = if recents::KnownModels::is_there(folders) {
            Met::Before
        } else {
            Met::Never
        };
        let recents = recents::KnownModels::load(folders).noted(&mut notes);
        Self {
            draft,
            prompts: history::load(folders).noted(&mut notes),
            memory: Memory {
                recents: recents.recents,
                favourites: recents.favourites,
                folder: recents.folder,
                commands: recents.commands,
                met,
                arrangement: arranged::load(folders, &mut notes),
                refusals: refusals::load(folders).noted(&mut notes),
                votes: votes::load(folders).noted(&mut notes),
                holdings: Holdings {
                    pane: if opened::Opened::load(folders).noted(&mut notes).pane {
                        Side::Open
                    } else {
                        Side::Closed
                    },
                    ..Holdings::default()
                },
                ..Memory::default()
            },
            notes,
        }
    }
}

/// The unsent text of a conversation; what is to be said about it goes to the notes.
pub(super) fn unsent(folders: &Folders, id: &ConversationId, notes: &mut Vec<String>) -> Draft {
    drafts::taken(draft::Draft::load(folders, id).noted(notes))
}

/// The thread that writes, and the way to it.
#[derive(Debug)]
pub(super) struct FileThread {
    /// Whose records are written.
    pub(super) conversation: ConversationId,
    orders: Orders<Command>,
    thread: Option<JoinHandle<()>>,
}

impl FileThread {
    /// Starts it with a conversation.
    pub(super) fn start(target: Target, events: Sender<Event>) -> std::io::Result<Self> {
        let (orders, commands) = channel();
        let conversation = target.id.clone();
        let report = move |report| {
            events.blocking_send(Event::File(report)).ok();
        };
        let writer = Writer::new(target, Pace::default(), report);
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || writer.run(&commands))?;
        Ok(Self {
            conversation,
            orders,
            thread: Some(thread),
        })
    }

    /// Goes on with another conversation.
    pub(super) fn switch(&mut self, target: Target) {
        self.conversation = target.id.clone();
        self.order(Command::Switch(target));
    }

    /// Leaves the conversation as it is. Another one gets a file with its first message.
    pub(super) fn leave(&mut self) {
        self.switch(Target {
            id: ConversationId::unbegun(),
            place: Place::New(PathBuf::new()),
        });
    }

    /// Tells when all that was ordered so far is carried out; at once if the thread is gone.
    pub(super) fn settled(&self) -> Receiver<()> {
        let (tells, told) = channel();
        self.order(Command::Settle(tells));
        told
    }

    /// Gives an order; false if the thread is gone.
    pub(super) fn order(&self, command: Command) -> bool {
        self.orders.send(command).is_ok()
    }

    /// Writes and syncs what is left, and waits for it.
    pub(super) fn close(&mut self) {
        self.order(Command::Close);
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}
