//! Signals to events.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::Sender;

use super::event::{Event, Signal};

/// Listens to the signals that are obeyed. Needs a running tokio runtime.
pub(super) fn listen(events: &Sender<Event>) -> io::Result<()> {
    let table = [
        (SignalKind::interrupt(), Signal::End(130)),
        (SignalKind::terminate(), Signal::End(143)),
        (SignalKind::quit(), Signal::End(131)),
        (SignalKind::hangup(), Signal::HangUp),
        (SignalKind::from_raw(SIGTSTP), Signal::Suspend),
        (SignalKind::from_raw(SIGCONT), Signal::Continued),
    ];
    for (kind, means) in table {
        let mut signals = signal(kind)?;
        let events = events.clone();
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                if events.send(Event::Signal(means)).await.is_err() {
                    return;
                }
            }
        });
    }
    // Once it is listened to, a write beyond the file-size limit fails and is told, and does not kill.
    let _listening = signal(SignalKind::from_raw(SIGXFSZ))?;
    Ok(())
}

/// The number of the signal that asks to stop.
const SIGTSTP: i32 = rustix::process::Signal::TSTP.as_raw();

/// The number of the signal of a file that grows beyond its limit.
const SIGXFSZ: i32 = rustix::process::Signal::XFSZ.as_raw();

/// The number of the signal that tells that the process goes on.
const SIGCONT: i32 = rustix::process::Signal::CONT.as_raw();
