//! The terminal's input, read by a task of its own.
//!
//! Asking crossterm's stream costs a contended lock each time, even when nothing was typed, so only
//! the stream's own waker polls it. Dropping the task hands the terminal to another program.

use std::io;
use std::pin::Pin;

use crossterm::event::{Event, EventStream};
use futures_core::Stream;
use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

/// Starts the task. It ends with the first error, since the terminal is gone then.
pub(super) fn listen(to: Sender<io::Result<Event>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut stream = EventStream::new();
        while let Some(event) = std::future::poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await
        {
            let failed = event.is_err();
            if to.send(event).await.is_err() || failed {
                return;
            }
        }
    })
}
