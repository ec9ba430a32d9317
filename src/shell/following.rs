//! The thread that reads along in a file that another outcrop writes to.
//!
//! The system tells when the file has changed (inotify and its like), so nothing wakes up while nothing
//! happens. Where it cannot tell, the file is looked at once a second, and only while it is followed.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::Sender;

use crate::store::follow::Follow;

use super::event::Event;

/// How often a file is looked at that the system cannot watch.
const LOOK: Duration = Duration::from_secs(1);

/// A file that is read along, for as long as this is kept.
#[derive(Debug)]
pub(super) struct Following {
    /// Ends the thread when it is dropped: nothing else sends to it.
    _source: Source,
}

#[derive(Debug)]
enum Source {
    /// The system tells.
    ByEvents { _watcher: RecommendedWatcher },
    /// Somebody looks.
    BySight { _end: std::sync::mpsc::Sender<()> },
}

impl Following {
    /// Starts the thread; `None` if there is no room for one.
    pub(super) fn start(follow: Follow, no: u32, events: Sender<Event>) -> Option<Self> {
        let (wake, changes) = channel();
        let end = wake.clone();
        let told = move |event: notify::Result<notify::Event>| {
            // Reading is no news, and this thread reads.
            let reads = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
            if !reads {
                wake.send(()).ok();
            }
        };
        let watcher = notify::recommended_watcher(told).ok().and_then(|mut it| {
            it.watch(follow.path(), RecursiveMode::NonRecursive).ok()?;
            Some(it)
        });
        let (source, pause) = match watcher {
            Some(watcher) => {
                drop(end);
                (Source::ByEvents { _watcher: watcher }, None)
            }
            None => (Source::BySight { _end: end }, Some(LOOK)),
        };
        let builder = thread::Builder::new().name("follow".to_owned());
        let work = move || read_along(follow, no, pause, &changes, &events);
        builder.spawn(work).ok()?;
        Some(Self { _source: source })
    }
}

/// Tells what comes, until nobody wants to know any more.
fn read_along(
    mut follow: Follow,
    no: u32,
    pause: Option<Duration>,
    changes: &Receiver<()>,
    events: &Sender<Event>,
) {
    loop {
        // What came before the system began to watch is news, too.
        let news = follow.news();
        let over = news.is_err();
        let silent = matches!(&news, Ok(news) if news.is_empty());
        if !silent && events.blocking_send(Event::Followed(no, news)).is_err() || over {
            return;
        }
        let woken = match pause {
            Some(pause) => changes.recv_timeout(pause),
            None => changes.recv().map_err(RecvTimeoutError::from),
        };
        match woken {
            // One look is enough for all that were told so far.
            Ok(()) => changes.try_iter().for_each(drop),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}
