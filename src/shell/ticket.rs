//! Things that last: how far they are is told now and then, and what is given up ends at its next step.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::mpsc::Sender;
use tokio::task::AbortHandle;

use crate::app::msg::Msg;
use crate::app::progress::{MOMENT, Task};
use crate::chat::progress::{Monitor, Progress, Stopped};

use super::event::Event;

/// How often it is told how far something is.
const OFTEN: Duration = Duration::from_millis(200);

/// How long before the first time that it is shown it is told first.
const AHEAD: Duration = Duration::from_millis(50);

/// Whether somebody still wants to know what comes of something, and the way to tell how far it is.
#[derive(Debug, Clone)]
pub(crate) struct Ticket(Arc<Stub>);

#[derive(Debug)]
struct Stub {
    given_up: AtomicBool,
    /// Whether the same was begun anew: it is not told how far this one is.
    is_old: AtomicBool,
    began: Instant,
    /// When it is told next, in milliseconds from the beginning.
    next: AtomicU64,
    /// Who is told of what; nobody of what is not told to last.
    way: Option<(Task, Sender<Event>)>,
}

impl Ticket {
    fn new(way: Option<(Task, Sender<Event>)>) -> Self {
        Self::since(Instant::now(), way)
    }

    fn since(began: Instant, way: Option<(Task, Sender<Event>)>) -> Self {
        Self(Arc::new(Stub {
            given_up: AtomicBool::default(),
            is_old: AtomicBool::default(),
            began,
            next: AtomicU64::new(millis(MOMENT.saturating_sub(AHEAD))),
            way,
        }))
    }

    /// Whether nobody does any more.
    pub(crate) fn is_given_up(&self) -> bool {
        self.0.given_up.load(Ordering::SeqCst)
    }

    fn give_up(&self) {
        self.0.given_up.store(true, Ordering::SeqCst);
    }

    fn grow_old(&self) {
        self.0.is_old.store(true, Ordering::SeqCst);
    }
}

impl Monitor for Ticket {
    fn tell(&self, progress: Progress) -> Result<(), Stopped> {
        self.go_on()?;
        let stub = &self.0;
        let lasted = millis(stub.began.elapsed());
        if lasted < stub.next.load(Ordering::Relaxed) || stub.is_old.load(Ordering::SeqCst) {
            return Ok(());
        }
        stub.next.store(lasted + millis(OFTEN), Ordering::Relaxed);
        if let Some((task, events)) = &stub.way {
            // Where there is no room for it, the next one tells more.
            let told = Msg::Progressed(*task, progress);
            events.try_send(Event::Core(told)).ok();
        }
        Ok(())
    }

    fn go_on(&self) -> Result<(), Stopped> {
        if self.is_given_up() {
            return Err(Stopped);
        }
        Ok(())
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// The tickets of what lasts.
#[derive(Debug)]
pub(super) struct Tickets {
    all: HashMap<Task, (Ticket, Vec<AbortHandle>)>,
    /// What is begun just now.
    now: Option<Task>,
    events: Sender<Event>,
}

impl Tickets {
    /// Nothing lasts.
    pub(super) fn new(events: Sender<Event>) -> Self {
        Self {
            all: HashMap::new(),
            now: None,
            events,
        }
    }

    /// All that is started until `begun` belongs to this.
    pub(super) fn begin(&mut self, task: Option<Task>) {
        self.now = task;
        if let Some(task) = task {
            let ticket = Ticket::new(Some((task, self.events.clone())));
            // What was begun before under the same name is not to be told for this.
            let old = self.all.insert(task, (ticket, Vec::new()));
            if let Some((old, _)) = old {
                old.grow_old();
            }
        }
    }

    /// It has been started.
    pub(super) fn begun(&mut self) {
        self.now = None;
    }

    /// The ticket of what is begun just now.
    pub(super) fn ticket(&self) -> Ticket {
        match self.now {
            Some(task) => self.of(task),
            None => Ticket::new(None),
        }
    }

    /// The ticket of something that was begun.
    pub(super) fn of(&self, task: Task) -> Ticket {
        let own = self.all.get(&task);
        own.map_or_else(|| Ticket::new(None), |(ticket, _)| ticket.clone())
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

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;
    use crate::chat::progress::Unit;

    const FAR: Progress = Progress {
        done: 1,
        of: 2,
        unit: Unit::Files,
    };

    /// A ticket of something that has lasted for an hour.
    fn old(events: Sender<Event>) -> Ticket {
        let began = Instant::now().checked_sub(Duration::from_hours(1)).unwrap();
        Ticket::since(began, Some((Task::Importing, events)))
    }

    #[test]
    fn what_lasts_is_told_and_never_waits_for_room() {
        let (events, mut heard) = channel(1);
        let ticket = old(events.clone());
        assert_eq!(ticket.tell(FAR), Ok(()));
        let told = heard.try_recv().unwrap();
        assert!(matches!(
            told,
            Event::Core(Msg::Progressed(Task::Importing, FAR))
        ));
        events.try_send(Event::Reached).unwrap();
        assert_eq!(old(events).tell(FAR), Ok(()), "there is no room for it");
    }

    #[test]
    fn what_is_given_up_ends_and_what_was_begun_anew_is_silent() {
        let (events, mut heard) = channel(9);
        let ticket = old(events.clone());
        ticket.grow_old();
        assert_eq!(ticket.tell(FAR), Ok(()));
        ticket.give_up();
        assert_eq!(
            (ticket.tell(FAR), ticket.go_on()),
            (Err(Stopped), Err(Stopped))
        );
        assert!(heard.try_recv().is_err());
        let mut tickets = Tickets::new(events);
        tickets.begin(Some(Task::Importing));
        let first = tickets.ticket();
        tickets.begin(Some(Task::Importing));
        let second = tickets.ticket();
        tickets.begun();
        assert!(first.0.is_old.load(Ordering::SeqCst));
        tickets.give_up(Task::Importing);
        assert!(!first.is_given_up() && second.is_given_up());
        assert!(!tickets.ticket().is_given_up());
    }
}
