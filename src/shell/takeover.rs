//! Asking another outcrop for the file that it writes to, and being asked.
//!
//! The lock on the file decides who writes; this only asks for it. Whoever holds a file listens at a
//! socket in the state folder that is named after the file, and greets with `here`, so that a question
//! to a program that was stopped is not taken for a new one later. The answers are lines: `busy` (wait
//! for the end of a reply), `yours`, or `no: ` and a reason.

use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::AbortHandle;
use tokio::time::timeout;

use crate::store::atomic;

use super::event::Event;

/// What a program says that listens.
const HERE: &str = "here\n";

/// What is asked.
const ASK: &str = "take over\n";

/// The answers.
const BUSY: &str = "busy";
const YOURS: &str = "yours";
const NO: &str = "no: ";

/// How long a question or an answer may take. A program that draws and writes answers at once.
const PATIENCE: Duration = Duration::from_secs(3);

/// The listening side. While it is there, others can ask.
#[derive(Debug)]
pub(super) struct Doorbell {
    socket: PathBuf,
    task: AbortHandle,
}

impl Doorbell {
    /// Listens at this socket. One that an earlier program has left behind is replaced: whoever holds
    /// the file is the only one to be asked for it.
    pub(super) fn hang(socket: PathBuf, events: Sender<Event>) -> Self {
        let place = socket.clone();
        let task = tokio::spawn(async move {
            // Without a socket nobody can ask, which costs nothing else.
            if let Ok(listener) = listen(&place) {
                answer_the_door(&listener, &events).await;
            }
        });
        Self {
            socket,
            task: task.abort_handle(),
        }
    }
}

impl Drop for Doorbell {
    fn drop(&mut self) {
        self.task.abort();
        std::fs::remove_file(&self.socket).ok();
    }
}

fn listen(socket: &Path) -> std::io::Result<UnixListener> {
    if let Some(folder) = socket.parent() {
        atomic::make_folder(folder)?;
    }
    std::fs::remove_file(socket).ok();
    UnixListener::bind(socket)
}

async fn answer_the_door(listener: &UnixListener, events: &Sender<Event>) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(attend(stream, events.clone()));
    }
}

/// Hands the question over, and the answers back.
async fn attend(mut stream: tokio::net::UnixStream, events: Sender<Event>) {
    let mut asked = [0; ASK.len()];
    let talk = async {
        stream.write_all(HERE.as_bytes()).await?;
        stream.read_exact(&mut asked).await
    };
    if !matches!(timeout(PATIENCE, talk).await, Ok(Ok(_))) || asked != *ASK.as_bytes() {
        return;
    }
    let (answer, mut answers): (_, Receiver<String>) = channel(2);
    if events.send(Event::Asked(Asker { answer })).await.is_err() {
        return;
    }
    let mut rest = [0];
    loop {
        let line = tokio::select! {
            line = answers.recv() => line,
            // Nothing more is asked: whoever has asked is gone.
            _ = stream.read(&mut rest) => None,
        };
        let Some(line) = line else { return };
        let told = timeout(PATIENCE, stream.write_all(line.as_bytes())).await;
        if !matches!(told, Ok(Ok(()))) {
            return;
        }
    }
}

/// Somebody who has asked and waits. Who is dropped without an answer sees for himself.
#[derive(Debug)]
pub(super) struct Asker {
    answer: Sender<String>,
}

impl Asker {
    /// Whether nobody waits for an answer any more.
    pub(super) fn is_gone(&self) -> bool {
        self.answer.is_closed()
    }

    /// A reply has to end first.
    pub(super) fn wait(&self) {
        self.answer.try_send(format!("{BUSY}\n")).ok();
    }

    /// The file is free.
    pub(super) fn give(self) {
        self.answer.try_send(format!("{YOURS}\n")).ok();
    }

    /// The file stays here.
    pub(super) fn refuse(self, why: &str) {
        let why = why.replace('\n', " ");
        self.answer.try_send(format!("{NO}{why}\n")).ok();
    }
}

/// Asks for a file and waits until it is free. Blocks for as long as the other one's reply takes.
///
/// # Errors
/// Nobody answers, or not in time, or the answer is no; in words.
pub(super) fn ask(socket: &Path, busy: impl Fn()) -> Result<(), String> {
    let silent = |error: std::io::Error| match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => {
            "the other outcrop does not answer; it is perhaps stopped or hung".to_owned()
        }
        _ => format!("the other outcrop cannot be asked: {error}"),
    };
    let mut stream = UnixStream::connect(socket).map_err(silent)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(silent)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(silent)?;
    let mut reader = BufReader::new(stream.try_clone().map_err(silent)?);
    let mut hello = String::new();
    reader.read_line(&mut hello).map_err(silent)?;
    if hello != HERE {
        // It has just ended: the lock tells who has the file now.
        return Ok(());
    }
    stream.write_all(ASK.as_bytes()).map_err(silent)?;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).map_err(silent)?;
        match line.trim_end() {
            BUSY => {
                busy();
                // It lives, and its reply takes as long as it takes.
                reader.get_ref().set_read_timeout(None).map_err(silent)?;
            }
            // It ended without an answer: the lock tells who has the file now.
            YOURS | "" => return Ok(()),
            other => {
                let why = other.strip_prefix(NO).unwrap_or(other);
                return Err(format!("the other outcrop keeps the file: {why}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Asks at a doorbell; `answer` gets the asker.
    async fn asked(answer: impl FnOnce(Asker)) -> (Result<(), String>, usize) {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("state/open/1-2.sock");
        let (events, mut inbox) = channel(4);
        let bell = Doorbell::hang(socket.clone(), events);
        while !socket.exists() {
            tokio::task::yield_now().await;
        }
        let place = socket.clone();
        let asking = tokio::task::spawn_blocking(move || {
            let waits = AtomicUsize::new(0);
            let result = ask(&place, || {
                waits.fetch_add(1, Ordering::Relaxed);
            });
            (result, waits.into_inner())
        });
        let Some(Event::Asked(asker)) = inbox.recv().await else {
            panic!("nobody asked");
        };
        answer(asker);
        let result = asking.await.unwrap();
        drop(bell);
        assert!(!socket.exists());
        result
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn each_answer_is_understood() {
        let wait_and_give = |asker: Asker| {
            asker.wait();
            asker.give();
        };
        assert_eq!(asked(wait_and_give).await, (Ok(()), 1));
        assert_eq!(asked(Asker::give).await, (Ok(()), 0));
        assert_eq!(asked(drop).await, (Ok(()), 0));
        let (result, _) = asked(|asker| asker.refuse("the disk\nis full")).await;
        let why = result.unwrap_err();
        assert!(why.ends_with("keeps the file: the disk is full"), "{why}");
    }

    #[test]
    fn who_is_not_there_cannot_be_asked() {
        let folder = tempfile::tempdir().unwrap();
        let why = ask(&folder.path().join("a.sock"), || {}).unwrap_err();
        assert!(why.contains("cannot be asked"), "{why}");
    }
}
