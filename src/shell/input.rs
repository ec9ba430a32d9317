//! The terminal's input, read by a task of its own, which can be stopped for another program.
//!
//! Asking crossterm's stream costs a contended lock each time, even when nothing was typed, so only
//! the stream's own waker polls it.
//!
//! crossterm reads the terminal in a thread of the stream. Dropping the stream asks that thread to
//! end and does not wait for it, so that it could still take a key from the program that comes next.
//! But the thread holds a waker of ours as long as it may read: once no copy of it is left, nobody
//! reads. The same is done for the time in which the terminal gives its clipboard, which crossterm would
//! take for keys.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crossterm::event::{Event, EventStream};
use futures_core::Stream;
use rustix::termios::{QueueSelector, tcflush};
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinHandle;

use super::clipboard::Reading;
use super::event;
use super::probe::{Line, Probe};
use crate::app::chips::ArrivalId;

/// Where events go, the terminal's failure included.
pub(super) type Keys = Sender<io::Result<Event>>;

/// How long a byte that was typed before the terminal was handed over may take to be there.
const TYPED_AHEAD: Duration = Duration::from_millis(1);

/// Who reads the terminal, once it was asked what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// crossterm.
    Crossterm,
    /// `Line`: the terminal tells things that crossterm does not know.
    Line,
}

/// The task that reads the terminal.
#[derive(Debug)]
pub(super) struct Listening {
    stop: Arc<Notify>,
    clipboard: Sender<ArrivalId>,
    task: JoinHandle<()>,
}

/// Why the clipboard was not read.
const TAKEN: &str = "the clipboard was not read: another program has the terminal";

/// How many questions for the clipboard may wait until they can be asked.
const QUESTIONS: usize = 4;

/// Starts the task. While answers of the terminal may come, the probe reads it. It ends with the first
/// error, since the terminal is gone then.
pub(super) fn listen(
    to: Keys,
    events: Sender<event::Event>,
    probe: Option<Probe>,
    reader: Reader,
) -> Listening {
    let stop = Arc::new(Notify::new());
    let (clipboard, asked) = channel(QUESTIONS);
    let reading = Reading::new(events);
    let task = tokio::spawn(read(
        to,
        (probe, reader),
        Arc::clone(&stop),
        (asked, reading),
    ));
    Listening {
        stop,
        clipboard,
        task,
    }
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

    /// Prepares to hear the clipboard of the terminal. The terminal is asked once that is told.
    ///
    /// False = too much was asked already.
    pub(super) fn expect_clipboard(&self, id: ArrivalId) -> bool {
        self.clipboard.try_send(id).is_ok()
    }

    /// Stops reading some time soon.
    pub(super) fn abort(&self) {
        self.task.abort();
    }
}

async fn read(
    to: Keys,
    probe: (Option<Probe>, Reader),
    stop: Arc<Notify>,
    (mut asked, mut reading): (Receiver<ArrivalId>, Reading),
) {
    read_until_stopped(&to, probe, &stop, (&mut asked, &mut reading)).await;
    refuse_all(asked, &mut reading).await;
}

/// Nobody is left waiting: while somebody does, nothing can be sent.
async fn refuse_all(mut asked: Receiver<ArrivalId>, reading: &mut Reading) {
    asked.close();
    reading.give_up(TAKEN).await;
    while let Some(id) = asked.recv().await {
        reading.refuse(id, TAKEN).await;
    }
}

async fn read_until_stopped(
    to: &Keys,
    (probe, mut reader): (Option<Probe>, Reader),
    stop: &Notify,
    (asked, reading): (&mut Receiver<ArrivalId>, &mut Reading),
) {
    if let Some(mut probe) = probe {
        tokio::select! {
            // What it cannot read, crossterm will not read either, and will tell.
            _ = probe.listen(to) => {}
            () = stop.notified() => return,
        }
        if probe.reader == Reader::Line {
            reader = Reader::Line;
        }
    }
    if let (Reader::Line, Ok(line)) = (reader, Line::open_for_keys()) {
        tokio::select! {
            // What it cannot read, crossterm will not read either, and will tell.
            _ = reading.keep_listening(line, to, asked) => {}
            () = stop.notified() => {
                tcflush(rustix::stdio::stdin(), QueueSelector::IFlush).ok();
                return;
            }
        }
    }
    while let Some(id) = by_crossterm(to, stop, asked).await {
        send_on_what_was_read(to).await;
        let line = match Line::open() {
            Ok(line) => line,
            Err(error) => {
                let why = format!("the terminal cannot be heard: {error}; drop the file");
                reading.refuse(id, &why).await;
                continue;
            }
        };
        reading.begin(id).await;
        tokio::select! {
            // What it cannot read, crossterm will not read either, and will tell.
            _ = reading.listen(line, to, asked) => {}
            () = stop.notified() => return,
        }
    }
}

/// Lets crossterm read until somebody asks for the clipboard; `None` = it is over.
async fn by_crossterm(
    to: &Keys,
    stop: &Notify,
    asked: &mut Receiver<ArrivalId>,
) -> Option<ArrivalId> {
    let news = Arc::new(Notify::new());
    let waking = Arc::new(Waking(Arc::clone(&news)));
    let mut stream = EventStream::new();
    let next = tokio::select! {
        () = forward(&mut stream, &waking, to) => return None,
        () = stop.notified() => None,
        Some(id) = asked.recv() => Some(id),
    };
    drop(stream);
    while Arc::strong_count(&waking) > 1 {
        news.notified().await;
    }
    if next.is_none() {
        drop_typed_ahead();
    }
    next
}

/// Sends on what crossterm has read already.
async fn send_on_what_was_read(to: &Keys) {
    while let Ok(true) = crossterm::event::poll(Duration::ZERO) {
        let Ok(event) = crossterm::event::read() else {
            return;
        };
        to.send(Ok(event)).await.ok();
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whose question was refused.
    fn refused(event: &event::Event) -> Option<ArrivalId> {
        let event::Event::Attached(id, result) = event else {
            return None;
        };
        let why = &result.as_ref().as_ref().err()?.why;
        (why == TAKEN).then_some(*id)
    }

    #[tokio::test]
    async fn who_waits_for_the_clipboard_is_told_when_nobody_reads_any_more() {
        let (events, mut told) = channel(8);
        let (ask, asked) = channel(QUESTIONS);
        let mut reading = Reading::new(events);
        reading.begin(ArrivalId(1)).await;
        ask.send(ArrivalId(2)).await.unwrap();
        ask.send(ArrivalId(3)).await.unwrap();
        refuse_all(asked, &mut reading).await;
        assert!(matches!(
            told.recv().await,
            Some(event::Event::ClipboardHeard(ArrivalId(1)))
        ));
        for id in [1, 2, 3] {
            let event = told.try_recv().unwrap();
            assert_eq!(refused(&event), Some(ArrivalId(id)), "{event:?}");
        }
        assert!(ask.try_send(ArrivalId(4)).is_err(), "it is asked elsewhere");
    }
}
