//! What the loop waits for.

use std::time::Instant;

use crossterm::event::Event as Input;
use tokio::sync::mpsc::Receiver;

use crate::bedrock::stream::Told;
use crate::shell::event::Event;

/// Something that has come.
pub(super) enum Incoming {
    /// From the terminal; `None` = nobody reads it any more.
    Input(Option<std::io::Result<Input>>),
    /// From tasks, threads and signals.
    Event(Event),
    /// From the service.
    Told(Told),
}

/// What tasks and threads send. Replies have a channel of their own, so that a fast stream cannot
/// hold up anything else.
pub(super) struct Inbox {
    /// From the terminal.
    pub(super) input: Receiver<std::io::Result<Input>>,
    /// From tasks, threads and signals.
    pub(super) events: Receiver<Event>,
    /// From the service.
    pub(super) replies: Receiver<Told>,
}

/// An event that is there already, input first.
pub(super) async fn ready(inbox: &mut Inbox) -> Option<Incoming> {
    tokio::select! {
        biased;
        event = inbox.input.recv() => Some(Incoming::Input(event)),
        event = inbox.events.recv() => event.map(Incoming::Event),
        told = inbox.replies.recv() => told.map(Incoming::Told),
        () = std::future::ready(()) => None,
    }
}

/// Waits until then; for ever without a time.
pub(super) async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}
