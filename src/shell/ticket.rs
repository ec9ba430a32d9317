//! Things that last, given up: what comes of them is dropped, and a task that waits is ended.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::AbortHandle;

use crate::app::progress::Task;

/// Whether somebody still wants to know what comes of something.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ticket(Arc<AtomicBool>);

impl Ticket {
    /// Whether nobody does any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }

    fn give_up(&self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// The tickets of what lasts.
#[derive(Debug, Default)]
pub(super) struct Tickets {
    all: HashMap<Task, (Ticket, Vec<AbortHandle>)>,
    /// What is begun just now.
    now: Option<Task>,
}

impl Tickets {
    /// All that is started until `begun` belongs to this.
    pub(super) fn begin(&mut self, task: Option<Task>) {
        self.now = task;
        if let Some(task) = task {
            // What was begun before under the same name is not to be told for this.
            self.all.insert(task, (Ticket::default(), Vec::new()));
        }
    }

    /// It has been started.
    pub(super) fn begun(&mut self) {
        self.now = None;
    }

    /// The ticket of what is begun just now.
    pub(super) fn ticket(&self) -> Ticket {
        let own = self.now.and_then(|task| self.all.get(&task));
        own.map(|(ticket, _)| ticket.clone()).unwrap_or_default()
    }

    /// Remembers the task that works on it.
    pub(super) fn works(&mut self, handle: AbortHandle) {
        let own = self.now.and_then(|task| self.all.get_mut(&task));
        if let Some((_, handles)) = own {
            handles.push(handle);
        }
    }

    /// Nobody wants to know of it any more.
    pub(super) fn give_up(&mut self, task: Task) {
        if let Some((ticket, handles)) = self.all.remove(&task) {
            ticket.give_up();
            handles.iter().for_each(AbortHandle::abort);
        }
    }
}
