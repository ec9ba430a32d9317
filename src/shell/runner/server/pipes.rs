//! The pipes of a server: what it writes to standard output, message by message, and the end of what it
//! writes to standard error.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::unix::pipe::Receiver;
use tokio::sync::watch;

use super::super::group::GRACE;
use super::MAX_MESSAGE;
use crate::chat::shown::Shown;

/// So much of what a server writes to standard error is kept, in bytes.
const LAST_WORDS: usize = 2000;

/// What a server has said beside its answers. Its clones are one.
#[derive(Debug, Clone)]
pub(super) struct Said {
    words: Arc<Mutex<VecDeque<u8>>>,
    /// Closed once it says nothing more.
    silent: watch::Receiver<()>,
    speaks: Arc<Mutex<Option<watch::Sender<()>>>>,
    broken: Arc<watch::Sender<Broken>>,
}

/// Whether answers can still come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Broken {
    /// They can.
    No,
    /// It has closed its output.
    Ended,
    /// It has begun a message that is longer than any that is taken.
    TooLong,
}

impl Default for Said {
    fn default() -> Self {
        let (speaks, silent) = watch::channel(());
        Self {
            words: Arc::default(),
            silent,
            speaks: Arc::new(Mutex::new(Some(speaks))),
            broken: Arc::new(watch::Sender::new(Broken::No)),
        }
    }
}

impl Said {
    /// Reads what a server writes to standard error, for as long as it does.
    pub(super) fn listen(&self, err: io::PipeReader) -> io::Result<()> {
        let err = Receiver::from_owned_fd(OwnedFd::from(err))?;
        let speaks = self
            .speaks
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let words = Arc::clone(&self.words);
        tokio::spawn(async move {
            keep(err, words).await;
            drop(speaks);
        });
        Ok(())
    }

    /// Whether no answer can come any more.
    pub(super) fn is_broken(&self) -> bool {
        *self.broken.borrow() != Broken::No
    }

    /// Waits until no answer can come any more.
    pub(super) async fn broken(&self) {
        let mut broken = self.broken.subscribe();
        broken.wait_for(|broken| *broken != Broken::No).await.ok();
    }

    /// What is told of a server that has ended, once it has had a moment to say its last words; empty =
    /// it said nothing.
    pub(super) async fn at_last(&self) -> String {
        let mut silent = self.silent.clone();
        tokio::time::timeout(GRACE, silent.changed()).await.ok();
        self.so_far()
    }

    /// What it has said up to now; empty = nothing.
    pub(super) fn so_far(&self) -> String {
        let mut told = String::new();
        if *self.broken.borrow() == Broken::TooLong {
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
    broken: Arc<watch::Sender<Broken>>,
}

impl<R> Lines<R> {
    /// The lines of this; that they end is noted.
    pub(super) fn of(from: R, said: &Said) -> Self {
        Self {
            from,
            length: 0,
            broken: Arc::clone(&said.broken),
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
        match &read {
            Poll::Ready(Ok(())) => {
                let new = &buffer.filled()[before..];
                if new.is_empty() && buffer.remaining() > 0 {
                    self.broken.send_replace(Broken::Ended);
                }
                self.length = match new.iter().rposition(|byte| *byte == b'\n') {
                    Some(at) => new.len() - at - 1,
                    None => self.length + new.len(),
                };
                if self.length > MAX_MESSAGE {
                    self.broken.send_replace(Broken::TooLong);
                    return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
                }
            }
            Poll::Ready(Err(_)) => {
                self.broken.send_replace(Broken::Ended);
            }
            Poll::Pending => {}
        }
        read
    }
}
