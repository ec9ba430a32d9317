//! The terminal's input, read by a task of its own, which can be stopped for another program.
//!
//! Asking crossterm's stream costs a contended lock each time, even when nothing was typed, so only
//! the stream's own waker polls it.
//!
//! crossterm reads the terminal in a thread of the stream. Dropping the stream asks that thread to
//! end and does not wait for it, so that it could still take a key from the program that comes next.
//! But the thread holds a waker of ours as long as it may read: once no copy of it is left, nobody
//! reads.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_core::Stream;
use tokio::sync::Notify;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

use super::probe::Probe;

/// Where events go, the terminal's failure included.
pub(super) type Keys = Sender<io::Result<Event>>;

/// How long a byte that was typed before the terminal was handed over may take to be there.
const TYPED_AHEAD: Duration = Duration::from_millis(1);

/// The task that reads the terminal.
#[derive(Debug)]
pub(super) struct Listening {
    stop: Arc<Notify>,
    task: JoinHandle<()>,
}

/// Starts the task. While answers of the terminal may come, the probe reads it. It ends with the first error, since the terminal is gone then.
pub(super) fn listen(to: Keys, probe: Option<Probe>) -> Listening {
    let stop = Arc::new(Notify::new());
    let task = tokio::spawn(read(to, probe, Arc::clone(&stop)));
    Listening { stop, task }
}

impl Listening {
    /// Stops reading. Once this has ended, every byte belongs to the program that reads next.
    ///
    /// What was typed ahead of it is dropped: crossterm reads all that is there at once, so the
    /// first keys would be missing, and what is left of a word is another command.
    pub(super) async fn stop(self) {
        self.stop.notify_one();
        self.task.await.ok();
    }

    /// Stops reading some time soon.
    pub(super) fn abort(&self) {
        self.task.abort();
    }
}

async fn read(to: Keys, probe: Option<Probe>, stop: Arc<Notify>) {
    if let Some(probe) = probe {
        tokio::select! {
            // What it cannot read, crossterm will not read either, and will tell.
            _ = probe.listen(&to) => {}
            () = stop.notified() => return,
        }
    }
    let news = Arc::new(Notify::new());
    let waking = Arc::new(Waking(Arc::clone(&news)));
    let mut stream = EventStream::new();
    tokio::select! {
        () = forward(&mut stream, &waking, &to) => return,
        () = stop.notified() => {}
    }
    drop(stream);
    while Arc::strong_count(&waking) > 1 {
        news.notified().await;
    }
    drop_typed_ahead();
}

/// Sends on what comes, until there is an error or nobody listens.
async fn forward(stream: &mut EventStream, waking: &Arc<Waking>, to: &Keys) {
    loop {
        let polled = {
            let waker = Waker::from(Arc::clone(waking));
            Pin::new(&mut *stream).poll_next(&mut Context::from_waker(&waker))
        };
        match polled {
            Poll::Ready(Some(event)) => {
                let failed = event.is_err();
                if to.send(event).await.is_err() || failed {
                    return;
                }
            }
            Poll::Ready(None) => return,
            Poll::Pending => waking.0.notified().await,
        }
    }
}

/// Takes what was typed before the terminal was handed over, if anything.
fn drop_typed_ahead() {
    while let Ok(true) = crossterm::event::poll(TYPED_AHEAD) {
        if crossterm::event::read().is_err() {
            return;
        }
    }
}

/// The waker that crossterm's thread holds while it may read.
#[derive(Debug)]
struct Waking(Arc<Notify>);

impl Wake for Waking {
    fn wake(self: Arc<Self>) {
        let news = Arc::clone(&self.0);
        // Gone first, so that whoever wakes up counts right.
        drop(self);
        news.notify_one();
    }
}
