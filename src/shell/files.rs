//! Opening conversation files, and the thread that writes them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::Sender;

use crate::app::composer::Draft;
use crate::app::file::Mode;
use crate::app::layout::Side;
use crate::app::library::Holdings;
use crate::app::memory::Memory;
use crate::app::state::{LoadedFile, Opened};
use crate::chat::failure::{StoreError, StoreErrorKind};
use crate::chat::ids::ConversationId;
use crate::store::health::{Access, Head};
use crate::store::journal::Journal;
use crate::store::load::{self, Loaded};
use crate::store::paths::Folders;
use crate::store::state::opened;
use crate::store::state::{draft, history, recents, refusals, votes};
use crate::store::writer::{Command, Pace, Place, Target, Writer};

use super::blobs::Blobs;
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
    match Journal::open(path) {
        Ok((journal, loaded)) => writable(path, journal, loaded),
        Err(error) if error.kind == StoreErrorKind::Missing => missing(path, error),
        Err(error) if matches!(error.kind, StoreErrorKind::Locked | StoreErrorKind::Denied) => {
            Ok(read_only(path, load::read(path)?, &error.to_string()))
        }
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
    })
}

fn writable(path: &Path, journal: Journal, loaded: Loaded) -> anyhow::Result<Opening> {
    if loaded.health.head == Head::Empty {
        return empty(path, journal);
    }
    let why = match loaded.health.access() {
        Access::Editable => return Ok(editable(path, journal, loaded)),
        Access::AskFirst => "some of its lines are damaged",
        Access::VersionUnknown => "its first line is damaged, so that its version is unknown",
        Access::TooNew => return Ok(too_new(path, loaded)),
    };
    let why = format!("{why}; it is open for reading only, ^X w saves a copy to go on with");
    Ok(read_only(path, loaded, &why))
}

/// An empty file becomes a new conversation.
fn empty(path: &Path, journal: Journal) -> anyhow::Result<Opening> {
    let id = draw_id()?;
    Ok(Opening {
        opened: Opened::New(id.clone(), Some(path.to_owned())),
        place: Some(Place::Open(Box::new(journal))),
        id,
        blobs: Blobs::of_file(Some(path.to_owned()), BTreeMap::new()),
    })
}

fn editable(path: &Path, journal: Journal, loaded: Loaded) -> Opening {
    let damage = damage(&loaded);
    loaded_opening(
        path,
        loaded,
        Mode::Writable,
        damage,
        Some(Place::Open(Box::new(journal))),
    )
}

fn read_only(path: &Path, loaded: Loaded, why: &str) -> Opening {
    let note = damage(&loaded).map_or_else(|| why.to_owned(), |lines| format!("{why} · {lines}"));
    let place = Place::ReadOnly(path.to_owned());
    loaded_opening(path, loaded, Mode::ReadOnly, Some(note), Some(place))
}

/// A file of a newer format is never copied either: this version would write its old records into it.
fn too_new(path: &Path, loaded: Loaded) -> Opening {
    let why = "a newer version of outcrop wrote this file; it is open for reading only, use that version to go on";
    loaded_opening(path, loaded, Mode::ReadOnly, Some(why.to_owned()), None)
}

fn loaded_opening(
    path: &Path,
    loaded: Loaded,
    mode: Mode,
    damage: Option<String>,
    place: Option<Place>,
) -> Opening {
    let blobs = Blobs::of_file(Some(path.to_owned()), loaded.blobs);
    let conversation = loaded.conversation;
    let id = conversation.id().clone();
    let file = LoadedFile {
        conversation,
        path: path.to_owned(),
        mode,
        damage,
    };
    Opening {
        opened: Opened::Loaded(Box::new(file)),
        place,
        id,
        blobs,
    }
}

/// Which lines were skipped, in a sentence.
fn damage(loaded: &Loaded) -> Option<String> {
    let damage = &loaded.health.damage;
    let first = damage.first()?;
    let more = match damage.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    Some(format!(
        "line {}{more} of the file could not be read: {}; nothing was changed",
        first.line, first.reason
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
}

impl Remembered {
    /// Reads what was kept. What cannot be read is as if it were not there.
    pub(crate) fn load(folders: &Folders, opening: &Opening) -> Self {
        let id = match &opening.opened {
            Opened::New(..) => ConversationId::unbegun(),
            Opened::Loaded(_) => opening.id.clone(),
        };
        let recents = recents::KnownModels::load(folders).value;
        Self {
            draft: unsent(folders, &id),
            prompts: history::load(folders).value,
            memory: Memory {
                recents: recents.recents,
                favourites: recents.favourites,
                refusals: refusals::load(folders).value,
                votes: votes::load(folders).value,
                holdings: Holdings {
                    pane: if opened::Opened::load(folders).value.pane {
                        Side::Open
                    } else {
                        Side::Closed
                    },
                    ..Holdings::default()
                },
                ..Memory::default()
            },
        }
    }
}

/// The unsent text of a conversation.
pub(super) fn unsent(folders: &Folders, id: &ConversationId) -> Draft {
    let kept = draft::Draft::load(folders, id).value;
    let settings = kept.settings.as_deref().and_then(draft::settings);
    Draft {
        text: kept.text,
        prefill: kept.prefill,
        pictures: kept.pictures,
        queued: kept.queued,
        settings: settings.map(Box::new),
        variables: kept.variables,
    }
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
