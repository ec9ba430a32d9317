//! The pipes of a server: what it writes to standard output, message by message, and the end of what it
//! writes to standard error.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::unix::pipe::Receiver;
use tokio::task::JoinHandle;

use super::super::group::GRACE;
use super::MAX_MESSAGE;
use crate::chat::shown::Shown;

/// So much of what a server writes to standard error is kept, in bytes.
const LAST_WORDS: usize = 2000;

/// What a server has said beside its answers.
#[derive(Debug, Default)]
pub(super) struct Said {
    words: Arc<Mutex<VecDeque<u8>>>,
    listens: Mutex<Option<JoinHandle<()>>>,
    /// Whether it has begun a message that is longer than any that is taken.
    is_too_long: Arc<AtomicBool>,
}

impl Said {
    /// Reads what a server writes to standard error, for as long as it does.
    pub(super) fn listen(&self, err: io::PipeReader) -> io::Result<()> {
        let err = Receiver::from_owned_fd(OwnedFd::from(err))?;
        let listens = tokio::spawn(keep(err, Arc::clone(&self.words)));
        *self.listens.lock().unwrap_or_else(PoisonError::into_inner) = Some(listens);
        Ok(())
    }

    /// What is told of a server that has ended, once it has had a moment to say its last words; empty =
    /// it said nothing.
    pub(super) async fn at_last(&self) -> String {
        let listens = self.listens.lock();
        let listens = listens.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(listens) = listens {
            tokio::time::timeout(GRACE, listens).await.ok();
        }
        let mut told = String::new();
        if self.is_too_long.load(Ordering::Relaxed) {
            let most = MAX_MESSAGE / 1024 / 1024;
            told = format!("; it began a message of more than {most} MiB");
        }
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes: Vec<u8> = words.iter().copied().collect();
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim();
        if !text.is_empty() {
            told.extend(["; it wrote: ", &Shown::label(text).to_string()]);
        }
        told
    }
}

async fn keep(err: Receiver, words: Arc<Mutex<VecDeque<u8>>>) {
    let mut buffer = [0; 4096];
    while err.readable().await.is_ok() {
        match err.try_read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
                words.extend(&buffer[..count]);
                let more = words.len().saturating_sub(LAST_WORDS);
                words.drain(..more);
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => break,
        }
    }
}

/// Lines of a bounded length: a longer one is an error, where whoever waits for it would wait for ever.
#[derive(Debug)]
pub(super) struct Lines<R> {
    from: R,
    /// Bytes since the last newline.
    length: usize,
    is_too_long: Arc<AtomicBool>,
}

impl<R> Lines<R> {
    /// The lines of this; one that is too long is noted.
    pub(super) fn of(from: R, said: &Said) -> Self {
        Self {
            from,
            length: 0,
            is_too_long: Arc::clone(&said.is_too_long),
        }
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Lines<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.from).poll_read(context, buffer);
        if let Poll::Ready(Ok(())) = &read {
            let new = &buffer.filled()[before..];
            self.length = match new.iter().rposition(|byte| *byte == b'\n') {
                Some(at) => new.len() - at - 1,
                None => self.length + new.len(),
            };
            if self.length > MAX_MESSAGE {
                self.is_too_long.store(true, Ordering::Relaxed);
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
        }
        read
    }
}
