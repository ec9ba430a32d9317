//! The thread that keeps small files: drafts, prompts, recent models, model lists, presets, tool sets.
//!
//! One thread, so that a later draft never loses to an earlier one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread::{self, JoinHandle};
use std::time::SystemTime;

use tokio::sync::mpsc::Sender;

use crate::app::arrangement::Arrangement;
use crate::app::composer::Draft;
use crate::app::memory::Memory;
use crate::app::msg::Msg;
use crate::chat::failure::StoreError;
use crate::chat::ids::ConversationId;
use crate::chat::listing::Listing;
use crate::chat::preset::{Preset, Shelf, ShelfKind, ShelfName, SystemPrompt};
use crate::chat::refusal::Refusals;
use crate::chat::tally::Ballot;
use crate::chat::time::Wall;
use crate::chat::tool::set::ToolSet;
use crate::chat::tool::source::ToolSource;
use crate::config::models::ModelData;
use crate::store::attachments;
use crate::store::paths::Folders;
use crate::store::shelf;
use crate::store::state::{draft, history, models, opened, recents, refusals, votes};

use super::arranged;
use super::drafts;
use super::event::Event;
use super::library::{self, Job};
use super::opening::{Arrival, Visit};
use super::themes;
use crate::app::themes::Choice;

/// Something to keep.
#[derive(Debug)]
pub(super) enum Keep {
    /// Unsent text.
    Draft(ConversationId, Draft),
    /// A prompt.
    Prompt(String),
    /// Recents and favourites.
    Memory(Memory),
    /// Read presets, system prompts and tool sets.
    LoadShelf,
    /// Read what models can do.
    LoadModelData,
    /// A preset.
    Preset(Preset),
    /// A system prompt.
    SystemPrompt(SystemPrompt),
    /// A tool set.
    ToolSet(ToolSet),
    /// Tools of a server, for the set that names it.
    OfServer(Box<ToolSource>),
    /// A preset, a system prompt or a tool set goes.
    Remove(ShelfKind, ShelfName),
    /// What models have refused.
    Refusals(Refusals),
    /// The theme.
    Theme(Choice),
    /// How the panes are arranged.
    Panes(Arrangement),
    /// The votes of a conversation.
    Votes(ConversationId, Vec<Ballot>),
    /// Remove what was kept for drafts that are long gone.
    Sweep,
    /// This conversation file was opened.
    Opened(PathBuf),
    /// Do something with conversation files that are not open.
    Files(Job),
    /// Open a conversation file. Here, so that what was kept of it before is read.
    Open(Visit),
    /// What the service listed, for this account and region.
    Listing(String, Listing, Wall),
}

/// The thread and the way to it.
#[derive(Debug)]
pub(super) struct Keeper {
    orders: Option<Orders<Keep>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    /// Starts it. Without folders nothing is kept, and what is built in can be read.
    pub(super) fn start(folders: Option<Folders>, events: Sender<Event>) -> std::io::Result<Self> {
        let (orders, todo) = channel();
        let builder = thread::Builder::new().name("keeper".to_owned());
        let thread = builder.spawn(move || work(folders.as_ref(), &todo, &events))?;
        Ok(Self {
            orders: Some(orders),
            thread: Some(thread),
        })
    }

    /// Hands something over.
    pub(super) fn keep(&self, what: Keep) {
        if let Some(orders) = &self.orders {
            orders.send(what).ok();
        }
    }

    /// Waits until everything is kept.
    pub(super) fn close(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn work(folders: Option<&Folders>, todo: &Receiver<Keep>, events: &Sender<Event>) {
    let mut last = LastDraft::default();
    for what in todo {
        // At the end nobody listens any more, and must not be waited for.
        let tell = |msg| events.try_send(Event::Core(msg)).is_ok();
        match (what, folders) {
            (Keep::LoadModelData, folders) => {
                tell(model_data(folders));
            }
            (Keep::Open(visit), folders) => {
                let ticket = visit.ticket.clone();
                let opened = Event::Opened(Arrival::of_visit(visit, folders));
                // The file of one that is given up is closed again.
                if !ticket.is_given_up() {
                    events.try_send(opened).ok();
                }
            }
            (_, None) => {}
            (Keep::Files(job), Some(folders)) => {
                if let Some(news) = library::carry_out(job, folders) {
                    tell(Msg::Library(news));
                }
            }
            (what, Some(folders)) => {
                let shelf = what.is_of_shelf();
                if let Err(error) = keep(folders, what, &mut last) {
                    tell(Msg::NotKept(error));
                }
                if shelf {
                    tell(Msg::Shelf(Arc::new(Shelf::load(folders))));
                }
            }
        }
    }
}

/// What models can do: the built-in data, and the user's.
fn model_data(folders: Option<&Folders>) -> Msg {
    let data = folders.map_or_else(ModelData::built_in, |folders| {
        ModelData::load(&folders.model_data())
    });
    let problem = data.error.map(|error| error.to_string());
    Msg::ModelData(Arc::new(data.table), problem)
}

impl Keep {
    /// Whether the shelf is another one afterwards, or is asked for.
    fn is_of_shelf(&self) -> bool {
        matches!(
            self,
            Self::LoadShelf
                | Self::Preset(_)
                | Self::SystemPrompt(_)
                | Self::ToolSet(_)
                | Self::OfServer(_)
                | Self::Remove(..)
        )
    }
}

fn keep(folders: &Folders, what: Keep, last: &mut LastDraft) -> Result<(), StoreError> {
    match what {
        Keep::LoadShelf | Keep::LoadModelData | Keep::Open(_) | Keep::Files(_) => Ok(()),
        Keep::Opened(path) => {
            let path = std::path::absolute(&path).unwrap_or(path);
            opened::note(folders, &path)
        }
        Keep::Preset(preset) => shelf::save_preset(folders, &preset),
        Keep::SystemPrompt(prompt) => shelf::save_prompt(folders, &prompt),
        Keep::ToolSet(set) => shelf::save_tool_set(folders, &set),
        Keep::OfServer(source) => shelf::keep_of_server(folders, &source),
        Keep::Remove(kind, name) => shelf::remove(folders, kind, &name),
        Keep::Refusals(refusals) => refusals::save(&refusals, folders),
        Keep::Theme(choice) => themes::keep(folders, &choice),
        Keep::Panes(arrangement) => arranged::save(&arrangement, folders),
        Keep::Votes(id, ballots) => votes::save(&id, ballots, folders),
        Keep::Draft(id, draft) => last.save(folders, id, draft),
        Keep::Sweep => {
            attachments::sweep(folders, SystemTime::now());
            Ok(())
        }
        Keep::Prompt(text) => history::append(folders, &text),
        Keep::Memory(Memory {
            recents,
            favourites,
            folder,
            ..
        }) => recents::KnownModels {
            recents,
            favourites,
            folder,
        }
        .save(folders),
        Keep::Listing(place, listing, fetched) => {
            models::CachedListing { fetched, listing }.save(folders, &place)
        }
    }
}

/// The draft that was kept last, and the files that were kept for it: its own file, which can be large,
/// is not read again each time.
#[derive(Debug, Default)]
struct LastDraft(Option<(ConversationId, Vec<PathBuf>)>);

impl LastDraft {
    /// Keeps a draft. Bytes that were kept for the one before and that no draft names any more go.
    fn save(
        &mut self,
        folders: &Folders,
        id: ConversationId,
        draft: Draft,
    ) -> Result<(), StoreError> {
        let draft = drafts::kept(draft);
        let after = draft.kept();
        let mut before = match self.0.take_if(|(last, _)| *last == id) {
            Some((_, files)) => files,
            None => draft::Draft::load(folders, &id).value.kept(),
        };
        before.retain(|file| !after.contains(file));
        draft.save(folders, &id)?;
        self.0 = Some((id, after));
        attachments::release(folders, &before);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::chips::{Form, From, Wanted};

    /// A draft that names these files.
    fn naming(files: &[&PathBuf]) -> Draft {
        let wanted = |file: &&PathBuf| Wanted {
            from: From::Kept((*file).clone()),
            form: Form::Found,
            name: None,
            title: None,
        };
        Draft {
            attached: files.iter().map(wanted).collect(),
            ..Draft::default()
        }
    }

    #[test]
    fn what_no_draft_names_any_more_goes() {
        let root = tempfile::tempdir().unwrap();
        let folders = Folders::below(root.path());
        let [a, b, c] = ["a", "b", "c"]
            .map(|text| attachments::keep(&folders.attachments(), text.as_bytes(), "png").unwrap());
        let [id, other] = [1, 2].map(|no| ConversationId::from_random([no; 6]));
        let mut last = LastDraft::default();
        last.save(&folders, id.clone(), naming(&[&a, &b])).unwrap();
        last.save(&folders, id.clone(), naming(&[&b])).unwrap();
        assert!(!a.exists() && b.exists());
        last.save(&folders, other, naming(&[&c])).unwrap();
        assert!(b.exists() && c.exists());
        // What was kept before the last one, perhaps in an earlier run, is read.
        last.save(&folders, id, naming(&[])).unwrap();
        assert!(!b.exists() && c.exists());
    }
}
