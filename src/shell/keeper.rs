//! The thread that keeps small files: drafts, prompts, recent models, model lists.
//!
//! One thread, so that a later draft never loses to an earlier one.

use std::sync::mpsc::{Receiver, Sender as Orders, channel};
use std::thread::{self, JoinHandle};

use tokio::sync::mpsc::Sender;

use crate::app::composer::Draft;
use crate::app::memory::Memory;
use crate::app::msg::Msg;
use crate::chat::failure::StoreError;
use crate::chat::ids::ConversationId;
use crate::chat::listing::Listing;
use crate::chat::time::Wall;
use crate::store::paths::Folders;
use crate::store::state::{draft, history, models, recents};

use super::event::Event;

/// Something to keep.
#[derive(Debug)]
pub(super) enum Keep {
    /// Unsent text.
    Draft(ConversationId, Draft),
    /// A prompt.
    Prompt(String),
    /// Recents and favourites.
    Memory(Memory),
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
    /// Starts it. Without folders nothing is kept.
    pub(super) fn start(folders: Option<Folders>, events: Sender<Event>) -> std::io::Result<Self> {
        let Some(folders) = folders else {
            return Ok(Self {
                orders: None,
                thread: None,
            });
        };
        let (orders, todo) = channel();
        let builder = thread::Builder::new().name("keeper".to_owned());
        let thread = builder.spawn(move || work(&folders, &todo, &events))?;
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

fn work(folders: &Folders, todo: &Receiver<Keep>, events: &Sender<Event>) {
    for what in todo {
        // At the end nobody listens any more, and must not be waited for.
        if let Err(error) = keep(folders, what) {
            events.try_send(Event::Core(Msg::DraftFailed(error))).ok();
        }
    }
}

fn keep(folders: &Folders, what: Keep) -> Result<(), StoreError> {
    match what {
        Keep::Draft(id, draft) => {
            let Draft {
                text,
                prefill,
                queued,
            } = draft;
            draft::Draft {
                text,
                prefill,
                queued,
            }
            .save(folders, &id)
        }
        Keep::Prompt(text) => history::append(folders, &text),
        Keep::Memory(Memory {
            recents,
            favourites,
        }) => recents::KnownModels {
            recents,
            favourites,
        }
        .save(folders),
        Keep::Listing(place, listing, fetched) => {
            models::CachedListing { fetched, listing }.save(folders, &place)
        }
    }
}
